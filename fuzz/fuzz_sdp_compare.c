/*
 * Two session descriptions with a NUL between them, or one and the same with an
 * edit that the first two bytes choose: what holds for comparing them and for
 * views (comparing.h).
 */
#include <stdio.h>

#include "comparing.h"
#include "fuzz.h"

enum { LINES = 1200, MEDIA = 600 };

struct description {
	struct zsip_sdp sdp;
	struct zsip_sdp_line lines[LINES];
	struct zsip_sdp_media media[MEDIA];
	char *text;
};

static void parse(struct description *d, const void *data, size_t size)
{
	static const struct zsip_options options = {
	        .size = sizeof(options), .quirks = ZSIP_PROFILE_INTEROP};

	d->text = fuzz_copy(data, size);
	zsip_sdp_init(&d->sdp, d->lines, LINES, d->media, MEDIA, &options);
	zsip_sdp_parse(&d->sdp, d->text, size, NULL);
}

static void hold(const char *what)
{
	if (what != NULL)
		fprintf(stderr, "%s\n", what);
	HOLDS(what == NULL);
}

/* Where a line begins. */
static const char *line_at(const struct zsip_sdp *sdp, size_t number)
{
	return number < sdp->line_count ? sdp->lines[number].text.ptr
	                                : sdp->text.ptr + sdp->text.len;
}

/* Two lines that follow one another become others of them: the first goes,
 * comes twice, stands behind the second one, or both go. */
static void parse_edited(struct description *d, const struct zsip_sdp *sdp,
                         unsigned edit, size_t number)
{
	static const char *const orders[] = {"1", "001", "10", ""};
	const char *start = line_at(sdp, number);
	const char *rest = line_at(sdp, number + 2);
	size_t len = (size_t)(start - sdp->text.ptr);
	char *text = malloc(2 * sdp->text.len + 1);

	HOLDS(text != NULL);
	memcpy(text, sdp->text.ptr, len);
	for (const char *which = orders[edit % 4]; *which != '\0'; which++) {
		const char *from = line_at(sdp, number + (*which == '1'));
		const char *to = line_at(sdp, number + 1 + (*which == '1'));

		memcpy(text + len, from, (size_t)(to - from));
		len += (size_t)(to - from);
	}
	memcpy(text + len, rest,
	       sdp->text.len - (size_t)(rest - sdp->text.ptr));
	len += sdp->text.len - (size_t)(rest - sdp->text.ptr);
	parse(d, text, len);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct description before, after;
	const uint8_t *end;

	if (size < 2)
		return 0;
	end = memchr(data + 2, '\0', size - 2);
	parse(&before, data + 2,
	      end != NULL ? (size_t)(end - data) - 2 : size - 2);
	if (end != NULL)
		parse(&after, end + 1, size - (size_t)(end - data) - 1);
	else
		parse_edited(&after, &before.sdp, data[0], data[1]);
	hold(view_fault(&before.sdp));
	hold(view_fault(&after.sdp));
	hold(compare_fault(&before.sdp, &after.sdp));
	free(before.text);
	free(after.text);
	return 0;
}
