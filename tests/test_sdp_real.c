/*
 * Descriptions of the forms that peers send, tests/vectors/sdp/real, against
 * what facts.txt there says of each: the name of its file, and lines with a tab
 *
 *	strict STATUS@LINE:COLUMN
 *	    the first fault; without this line the description is right
 *	all STATUS@LINE:COLUMN
 *	    what is left of it whatever quirks are allowed
 *	quirks NAMES
 *	    that it is taken through, all allowed
 *	value STATUS@LINE:COLUMN NAMES
 *	    an attribute with a wrong value, and the quirks that it is taken
 *	    through; "-" for none
 *	lf
 *	    a line ends in LF alone
 *
 * and for each media description, all quirks allowed:
 *
 *	TYPE PORT PROTO DIRECTION ADDRESS
 *		FORMATS
 *		= WORDS
 *	broken
 *	    its m= line is wrong
 *
 * Formats of RTP have their encoding, clock rate, and channels if that is more
 * than one; "?" if nothing says what they are.
 *
 * Behind "=": off (not in use), hold-direction, hold-address, the number of its
 * bundle's tagged section, the username fragment of ICE, the role of DTLS.
 */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "descriptions.h"
#include "guard.h"
#include "sdp_dump.h"
#include "tally.h"
#include "test_sdp.h"
#include "vectors.h"
#include "zsip_sdp_views.h"

#define REAL_DIR ZSIP_SOURCE_DIR "/tests/vectors/sdp/real"

enum { MAX_FILE = 65536 };

static const struct zsip_options strict = {.size = sizeof(strict)};
static const struct zsip_options all = {.size = sizeof(all),
                                        .quirks = UINT64_MAX};

/* A file, all of it; to be freed. */
static char *read_file(const char *name, size_t *len)
{
	char path[4096], *data = malloc(MAX_FILE + 1);
	FILE *in;

	snprintf(path, sizeof(path), REAL_DIR "/%s", name);
	in = fopen(path, "rb");
	ck_assert_msg(in != NULL && data != NULL, "%s: %s", path,
	              strerror(errno));
	*len = fread(data, 1, MAX_FILE, in);
	ck_assert_msg(feof(in) != 0, "%s: too long", path);
	fclose(in);
	data[*len] = '\0';
	return data;
}

/* Faults */

static void dump_fault(struct text *out, const char *what,
                       const struct zsip_sdp *sdp,
                       const struct zsip_error *error)
{
	size_t line, column;

	zsip_locate(sdp->text.ptr, sdp->text.len, error->offset, &line,
	            &column);
	text_add(out, "\t%s %s@%zu:%zu", what, zsip_status_name(error->status),
	         line, column);
}

/* The values of attributes that are wrong strictly; the same lines are in both
 * descriptions. */
static void dump_values(struct text *out, const struct zsip_sdp *sdp,
                        const struct zsip_options *options)
{
	struct zsip_sdp_value value;
	struct zsip_error error;
	struct zsip_sdp taken = *sdp;

	taken.options = options;
	for (size_t i = 0; i < sdp->line_count; i++) {
		const struct zsip_sdp_line *line = &sdp->lines[i];

		if (line->letter != 'a' || line->broken ||
		    zsip_sdp_line_parse(sdp, line, &value, &error) == ZSIP_OK)
			continue;
		dump_fault(out, "value", sdp, &error);
		if (zsip_sdp_line_parse(&taken, line, &value, NULL) == ZSIP_OK)
			dump_quirks(out, value.quirks);
		else
			text_add(out, " -");
		text_add(out, "\n");
	}
}

/* Media */

static void dump_word(struct text *out, struct zsip_slice word)
{
	text_add(out, " ");
	text_bytes(out, word.ptr, word.len);
}

static void dump_payload(struct text *out, const struct zsip_sdp_format *format)
{
	text_add(out, ":");
	if (format->encoding.ptr == NULL) {
		text_add(out, "?");
		return;
	}
	text_bytes(out, format->encoding.ptr, format->encoding.len);
	if (format->clock_rate != 0)
		text_add(out, "/%lu", (unsigned long)format->clock_rate);
	if (format->channels > 1)
		text_add(out, "/%lu", (unsigned long)format->channels);
}

static void dump_formats(struct text *out, const struct zsip_sdp *sdp,
                         size_t media)
{
	struct zsip_sdp_formats formats;
	struct zsip_sdp_format format;
	const char *before = "\t\t";

	zsip_sdp_formats_start(&formats, sdp, media);
	while (zsip_sdp_formats_next(&formats, &format)) {
		text_add(out, "%s", before);
		text_bytes(out, format.format.ptr, format.format.len);
		if (formats.rtp)
			dump_payload(out, &format);
		before = " ";
	}
	if (*before == ' ')
		text_add(out, "\n");
}

static void dump_dtls(struct text *out, const struct zsip_sdp *sdp,
                      size_t media, const struct zsip_sdp_bundles *bundles)
{
	struct zsip_sdp_dtls dtls;

	if (!zsip_sdp_dtls_of(sdp, media, bundles, &dtls))
		return;
	text_add(out, " dtls:");
	if (dtls.setup.ptr == NULL)
		text_add(out, "-");
	else
		text_bytes(out, dtls.setup.ptr, dtls.setup.len);
}

static void dump_transport(struct text *out, const struct zsip_sdp *sdp,
                           size_t media)
{
	struct zsip_sdp_bundles bundles;
	struct zsip_sdp_ice ice;
	struct text words = {0};
	unsigned hold;

	zsip_sdp_bundles_read(&bundles, sdp);
	hold = zsip_sdp_hold(sdp, media, &bundles);
	if (!zsip_sdp_enabled(sdp, media, &bundles))
		text_add(&words, " off");
	if ((hold & ZSIP_SDP_HELD_BY_DIRECTION) != 0)
		text_add(&words, " hold-direction");
	if ((hold & ZSIP_SDP_HELD_BY_ADDRESS) != 0)
		text_add(&words, " hold-address");
	if (bundles.tag[media - 1] != 0)
		text_add(&words, " bundle:%u", bundles.tag[media - 1]);
	if (zsip_sdp_ice_of(sdp, media, &bundles, &ice)) {
		text_add(&words, " ice:");
		text_bytes(&words, ice.ufrag.ptr, ice.ufrag.len);
	}
	dump_dtls(&words, sdp, media, &bundles);
	if (words.len != 0)
		text_add(out, "\t\t=%s\n", words.data);
	text_free(&words);
}

static void dump_media(struct text *out, const struct zsip_sdp *sdp,
                       size_t media)
{
	const struct zsip_sdp_media *one = &sdp->media[media - 1];
	const struct zsip_sdp_connection *c =
	        zsip_sdp_connection_of(sdp, media);

	if (one->m.type.ptr == NULL) {
		text_add(out, "\tbroken\n");
		return;
	}
	text_add(out, "\t");
	text_bytes(out, one->m.type.ptr, one->m.type.len);
	text_add(out, " %lu", (unsigned long)one->m.port);
	if (one->m.port_count != 1)
		text_add(out, "/%lu", (unsigned long)one->m.port_count);
	dump_word(out, one->m.proto);
	text_add(out, " %s",
	         zsip_sdp_direction_name(zsip_sdp_direction(sdp, media)));
	dump_word(out, c != NULL ? c->address : zsip_slice_from("-"));
	text_add(out, "\n");
	dump_formats(out, sdp, media);
	dump_transport(out, sdp, media);
}

/* A description */

static void dump_strictly(struct text *out, const char *text, size_t len)
{
	struct zsip_sdp sdp;

	if (description_parse(&sdp, text, len, &strict) != ZSIP_OK) {
		dump_fault(out, "strict", &sdp, &sdp.error);
		text_add(out, "\n");
	}
}

static void dump_facts(struct text *out, const char *text, size_t len)
{
	struct zsip_sdp sdp;

	dump_strictly(out, text, len);
	if (description_parse(&sdp, text, len, &all) != ZSIP_OK) {
		dump_fault(out, "all", &sdp, &sdp.error);
		text_add(out, "\n");
	}
	if (sdp.quirks != 0) {
		text_add(out, "\tquirks");
		dump_quirks(out, sdp.quirks);
		text_add(out, "\n");
	}
	sdp.options = &strict;
	dump_values(out, &sdp, &all);
	sdp.options = &all;
	if (sdp.bare_lf.ptr != NULL)
		text_add(out, "\tlf\n");
	for (size_t i = 1; i <= sdp.media_count; i++)
		dump_media(out, &sdp, i);
}

/* What facts.txt says of a file; NULL if nothing. */
static const char *find_facts(const char *facts, const char *name, size_t *len)
{
	size_t name_len = strlen(name) - strlen(".sdp");
	const char *p = facts, *from;

	while (strncmp(p, name, name_len) != 0 || p[name_len] != '\n') {
		p = strchr(p, '\n');
		if (p == NULL)
			return NULL;
		p++;
	}
	from = p + name_len + 1;
	for (p = from; *p == '\t'; p += strcspn(p, "\n") + 1)
		;
	*len = (size_t)(p - from);
	return from;
}

static bool has_facts(const char *facts, const char *name,
                      const struct guard *guard)
{
	size_t len, expected_len;
	char *text = read_file(name, &len);
	const char *expected = find_facts(facts, name, &expected_len);
	struct text got = {0};
	bool good;

	dump_facts(&got, guard_end(guard, text, len), len);
	good = expected != NULL && got.len == expected_len &&
	       (got.len == 0 || memcmp(got.data, expected, got.len) == 0);
	if (!good)
		fprintf(stderr, "%s:\n%s", name, got.len != 0 ? got.data : "");
	text_free(&got);
	free(text);
	return good;
}

static size_t count_sections(const char *facts)
{
	size_t count = 0;

	for (const char *p = facts; *p != '\0'; p += strcspn(p, "\n") + 1)
		count += strchr("\t#\n", *p) == NULL;
	return count;
}

START_TEST(real_descriptions_say_what_they_say)
{
	size_t len, sections, count = 0, failed = 0;
	char *facts = read_file("facts.txt", &len);
	struct vector_dir dir;
	struct guard guard;

	ck_assert(vectors_dir_open(&dir, REAL_DIR));
	guard_open(&guard, MAX_FILE);
	for (size_t i = 0; i < dir.count; i++) {
		if (strstr(dir.names[i], ".sdp") == NULL)
			continue;
		failed += !has_facts(facts, dir.names[i], &guard);
		count++;
	}
	guard_close(&guard);
	vectors_dir_close(&dir);
	sections = count_sections(facts);
	free(facts);
	tally_vectors("sdp", count);
	ck_assert_msg(failed == 0, "%zu of %zu", failed, count);
	ck_assert_uint_eq(sections, count);
}
END_TEST

TCase *sdp_real_tcase(void)
{
	TCase *tcase = tcase_create("sdp real");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, real_descriptions_say_what_they_say);
	return tcase;
}
