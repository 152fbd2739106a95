#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sdp_checked.h"

enum {
	LINES = 1024,
	MEDIA = 512,
	FINDINGS = SDP_CHECKED_FINDINGS,
	TEXT = SDP_CHECKED_TEXT
};

#define SESSION "v=0|o=- 1 1 IN IP4 192.0.2.1|s=-|"
#define KEYS                                                                   \
	"a=ice-ufrag:abcd|a=ice-pwd:abcdefghijklmnopqrstuv|"                   \
	"a=fingerprint:sha-1 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:"    \
	"0F:10:11:12:13|a=setup:actpass|a=rtcp-mux|"

static const struct {
	const char *name, *lines;
} bases[] = {
        {"empty", ""},
        {"session", SESSION "t=0 0|"},
        {"audio", SESSION "c=IN IP4 192.0.2.1|t=0 0|m=audio 49170 RTP/AVP 0|"},
        {"dtls", SESSION "c=IN IP4 192.0.2.1|t=0 0|"
                         "m=audio 49170 UDP/TLS/RTP/SAVPF 0|" KEYS},
        {"bundle",
         SESSION "c=IN IP4 192.0.2.1|t=0 0|a=group:BUNDLE 0 1|"
                 "m=audio 49170 UDP/TLS/RTP/SAVPF 0|a=mid:0|" KEYS
                 "m=video 49170 UDP/TLS/RTP/SAVPF 31|a=mid:1|a=rtcp-mux|"},
};

/* Building */

static bool splice(struct sdp_checked *run, size_t at, size_t cut,
                   const char *text, size_t len)
{
	if (run->len - cut + len > TEXT)
		return false;
	memmove(run->text + at + len, run->text + at + cut,
	        run->len - at - cut);
	memcpy(run->text + at, text, len);
	run->len += len - cut;
	return true;
}

/* Where line `number` begins, from 1; the end for one behind the last. */
static size_t line_start(const struct sdp_checked *run, size_t number)
{
	size_t at = 0;

	while (number > 1 && at < run->len) {
		const char *lf = memchr(run->text + at, '\n', run->len - at);

		at = lf == NULL ? run->len : (size_t)(lf + 1 - run->text);
		number--;
	}
	return at;
}

static bool find_line(const struct sdp_checked *run, const char *prefix,
                      size_t len, size_t *start, size_t *size)
{
	for (size_t i = 1; (*start = line_start(run, i)) < run->len; i++) {
		if (run->len - *start < len ||
		    memcmp(run->text + *start, prefix, len) != 0)
			continue;
		*size = line_start(run, i + 1) - *start;
		return true;
	}
	return false;
}

static bool insert(struct sdp_checked *run, size_t at, const char *line,
                   size_t len)
{
	return splice(run, at, 0, "\r\n", 2) && splice(run, at, 0, line, len);
}

static bool set_lf(struct sdp_checked *run)
{
	size_t to = 0;

	for (size_t i = 0; i < run->len; i++) {
		if (run->text[i] != '\r')
			run->text[to++] = run->text[i];
	}
	run->len = to;
	return true;
}

static bool allow(struct sdp_checked *run, const char *name)
{
	const struct zsip_quirk_info *quirk;

	for (size_t i = 0; (quirk = zsip_quirk_at(i)) != NULL; i++) {
		if (strcmp(quirk->name, name) == 0) {
			run->options.quirks |= quirk->bit;
			return true;
		}
	}
	return false;
}

/* A word and what stands behind it; NULL if the edit is another one. */
static const char *behind(const char *edit, const char *word)
{
	size_t len = strlen(word);

	return strncmp(edit, word, len) == 0 ? edit + len : NULL;
}

static bool set_option(struct sdp_checked *run, const char *edit, bool *done)
{
	struct zsip_limits *limits = &run->options.limits;
	const char *arg;

	*done = true;
	if (strcmp(edit, "lf") == 0)
		return set_lf(run);
	if (strcmp(edit, "interop") == 0)
		run->options.quirks |= ZSIP_PROFILE_INTEROP;
	else if ((arg = behind(edit, "quirk ")) != NULL)
		return allow(run, arg);
	else if ((arg = behind(edit, "lines ")) != NULL)
		limits->fields = strtoul(arg, NULL, 10);
	else if ((arg = behind(edit, "media ")) != NULL)
		limits->list_length = strtoul(arg, NULL, 10);
	else if ((arg = behind(edit, "length ")) != NULL)
		limits->field_length = strtoul(arg, NULL, 10);
	else
		*done = false;
	return true;
}

static bool apply(struct sdp_checked *run, const char *edit, size_t len)
{
	size_t start, size, number;
	const char *arg;
	char *end;
	bool done;

	if (!set_option(run, edit, &done))
		return false;
	if (done)
		return true;
	if (*edit == '+')
		return insert(run, run->len, edit + 1, len - 1);
	if ((arg = behind(edit, "end ")) != NULL)
		return splice(run, run->len - 2, 2, arg, len - 4);
	if (*edit == '-')
		return find_line(run, edit + 1, len - 1, &start, &size) &&
		       splice(run, start, size, "", 0);
	number = strtoul(edit, &end, 10);
	if (number != 0 && *end == ':')
		return insert(run, line_start(run, number), end + 1,
		              len - (size_t)(end + 1 - edit));
	return len > 1 && find_line(run, edit, 2, &start, &size) &&
	       splice(run, start, size, "", 0) && insert(run, start, edit, len);
}

static bool set_base(struct sdp_checked *run, const char *name)
{
	const char *p, *bar;

	for (size_t i = 0; i < sizeof(bases) / sizeof(*bases); i++) {
		if (strcmp(bases[i].name, name) != 0)
			continue;
		for (p = bases[i].lines; *p != '\0'; p = bar + 1) {
			bar = strchr(p, '|');
			insert(run, run->len, p, (size_t)(bar - p));
		}
		return true;
	}
	return false;
}

/* The next part of a vector, with a NUL behind it. */
static bool next_part(const char **at, const char *end, char *part, size_t *len)
{
	const char *p = *at;

	if (p >= end)
		return false;
	while (p < end && (end - p < 3 || memcmp(p, " | ", 3) != 0))
		p++;
	*len = (size_t)(p - *at);
	memcpy(part, *at, *len);
	part[*len] = '\0';
	*at = p + 3;
	return true;
}

const char *sdp_checked_base(size_t index)
{
	return index < sizeof(bases) / sizeof(*bases) ? bases[index].name
	                                              : NULL;
}

bool sdp_checked_build(struct sdp_checked *run, const char *text, size_t len)
{
	static char part[TEXT];
	const char *at = text, *end = text + len;
	char *role;
	size_t size;

	if (!next_part(&at, end, part, &size))
		return false;
	role = strchr(part, ' ');
	if (role != NULL)
		*role++ = '\0';
	if (role != NULL && strcmp(role, "offer") == 0)
		run->role = ZSIP_SDP_ROLE_OFFER;
	else if (role != NULL && strcmp(role, "answer") == 0)
		run->role = ZSIP_SDP_ROLE_ANSWER;
	else if (role != NULL)
		return false;
	if (!set_base(run, part))
		return false;
	while (next_part(&at, end, part, &size)) {
		if (!apply(run, part, size))
			return false;
	}
	return true;
}

/* Running */

static bool is_within(const struct zsip_sdp *sdp,
                      const struct zsip_sdp_finding *finding)
{
	const struct zsip_sdp_line *line;
	const char *at = sdp->text.ptr + finding->offset;

	if (finding->offset > sdp->text.len ||
	    finding->len > sdp->text.len - finding->offset ||
	    finding->error.offset > sdp->text.len ||
	    finding->error.expected == NULL)
		return false;
	if (finding->line == ZSIP_SDP_NO_LINE)
		return true;
	line = &sdp->lines[finding->line];
	return finding->line < sdp->line_count && at >= line->text.ptr &&
	       at + finding->len <= line->text.ptr + line->text.len;
}

static void keep(void *user, const struct zsip_sdp_finding *finding)
{
	struct sdp_checked *run = user;

	if (!is_within(&run->sdp, finding))
		run->astray = true;
	if (run->count < FINDINGS)
		run->findings[run->count] = *finding;
	run->count++;
}

void sdp_checked_run(struct sdp_checked *run, const char *text, size_t len)
{
	static struct zsip_sdp_line lines[LINES];
	static struct zsip_sdp_media media[MEDIA];

	run->options.size = sizeof(run->options);
	run->count = 0;
	zsip_sdp_init(&run->sdp, lines, LINES, media, MEDIA, &run->options);
	zsip_sdp_parse(&run->sdp, text, len, NULL);
	if (zsip_sdp_check(&run->sdp, run->role, keep, run) != run->count)
		run->astray = true;
}

/* Comparing */

struct wanted {
	char rule[64], expected[64], quirk[64];
	size_t line, column, len;
	bool any_len;
};

/* "RULE@LINE:COLUMN/LENGTH (EXPECTED) !QUIRK" up to ";" or the end. */
static bool read_wanted(const char **at, struct wanted *wanted)
{
	const char *p = *at;
	int size = 0;

	*wanted = (struct wanted){.any_len = true};
	if (sscanf(p, "%63[a-z0-9-]@%zu:%zu%n", wanted->rule, &wanted->line,
	           &wanted->column, &size) != 3)
		return false;
	p += size;
	if (sscanf(p, "/%zu%n", &wanted->len, &size) == 1) {
		wanted->any_len = false;
		p += size;
	}
	if (sscanf(p, " (%63[^)])%n", wanted->expected, &size) == 1)
		p += size;
	if (sscanf(p, " !%63[a-z0-9_]%n", wanted->quirk, &size) == 1)
		p += size;
	while (*p == ';' || *p == ' ')
		p++;
	*at = p;
	return true;
}

static bool has_quirk(uint64_t quirks, const char *name)
{
	const struct zsip_quirk_info *quirk;

	if (*name == '\0')
		return quirks == 0;
	for (size_t i = 0; (quirk = zsip_quirk_at(i)) != NULL; i++) {
		if (strcmp(quirk->name, name) == 0)
			return quirks == quirk->bit;
	}
	return false;
}

static bool is_wanted(const struct sdp_checked *run,
                      const struct zsip_sdp_finding *finding,
                      const struct wanted *wanted)
{
	size_t line, column;

	zsip_locate(run->sdp.text.ptr, run->sdp.text.len, finding->offset,
	            &line, &column);
	return strcmp(finding->rule->name, wanted->rule) == 0 &&
	       line == wanted->line && column == wanted->column &&
	       (wanted->any_len || finding->len == wanted->len) &&
	       (*wanted->expected == '\0' ||
	        strcmp(wanted->expected, finding->error.expected) == 0) &&
	       has_quirk(finding->quirks, wanted->quirk);
}

static bool take(const struct sdp_checked *run, const struct wanted *wanted,
                 bool taken[])
{
	for (size_t i = 0; i < run->count && i < FINDINGS; i++) {
		if (taken[i] || !is_wanted(run, &run->findings[i], wanted))
			continue;
		taken[i] = true;
		return true;
	}
	return false;
}

bool sdp_checked_expect(const struct sdp_checked *run, const char *expected)
{
	bool taken[FINDINGS] = {false};
	size_t count = 0;
	struct wanted wanted;

	while (*expected != '\0') {
		if (!read_wanted(&expected, &wanted) ||
		    !take(run, &wanted, taken))
			return false;
		count++;
	}
	return count == run->count;
}

bool sdp_checked_has(const struct sdp_checked *run, const char *rule)
{
	for (size_t i = 0; i < run->count && i < FINDINGS; i++) {
		if (strcmp(run->findings[i].rule->name, rule) == 0)
			return true;
	}
	return false;
}

void sdp_checked_print(const struct sdp_checked *run)
{
	for (size_t i = 0; i < run->count && i < FINDINGS; i++) {
		const struct zsip_sdp_finding *f = &run->findings[i];
		size_t line, column;

		zsip_locate(run->sdp.text.ptr, run->sdp.text.len, f->offset,
		            &line, &column);
		fprintf(stderr, "\t%s@%zu:%zu/%zu (%s)%s\n", f->rule->name,
		        line, column, f->len, f->error.expected,
		        f->quirks != 0 ? " !" : "");
	}
}
