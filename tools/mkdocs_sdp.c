/*
 * The page on session descriptions: lines, attributes, values, payload types,
 * quirks, rules, changes.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "mkdocs.h"

/* The tables */

struct line {
	char letter;
	const char *field, *shape, *rfc;
};

static const struct line lines[] = {
#define ZSIP_SDP_SHAPE(machine, shape, members)
#define ZSIP_SDP_LINE(letter, id, field, shape, rfc)                           \
	{letter, field, #shape, rfc},
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_LINE
#undef ZSIP_SDP_SHAPE
};

struct attribute {
	const char *name, *levels, *multiplicity, *shape, *mux, *rfc;
};

static struct attribute attributes[] = {
#define ZSIP_SDP_SHAPE(machine, shape, members)
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)                                                \
	{name, #levels, #multiplicity, #shape, #mux, rfc},
#include "zsip_sdp_attributes.def"
#undef ZSIP_SDP_ATTRIBUTE
#undef ZSIP_SDP_SHAPE
};

struct shape {
	const char *name, *members;
};

static const struct shape shapes[] = {
#define ZSIP_SLICE(member) "`" #member "`, "
#define ZSIP_U32(member)   "`" #member "` (32 bits), "
#define ZSIP_U64(member)   "`" #member "` (64 bits), "
#define ZSIP_FLAG(member)  "`" #member "` (flag), "
#define ZSIP_SDP_LINE(letter, id, field, shape, rfc)
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)
#define ZSIP_SDP_SHAPE(machine, shape, members) {#shape, members},
#include "zsip_sdp_lines.def"
#include "zsip_sdp_attributes.def"
#undef ZSIP_SDP_SHAPE
#undef ZSIP_SDP_ATTRIBUTE
#undef ZSIP_SDP_LINE
};

struct quirk {
	const char *name, *accepts, *example;
};

static struct quirk quirks[] = {
#define ZSIP_QUIRK(bit, id, name, profile, accepts, example, risk)             \
	{name, accepts, example},
#include "zsip_quirks.def"
#undef ZSIP_QUIRK
};

static struct rule_row rules[] = {
#define ZSIP_SDP_RULE(number, id, name, severity, rfc, text)                   \
	{name, #severity, rfc, text},
#include "zsip_sdp_rules.def"
#undef ZSIP_SDP_RULE
};

/* Of the same form. */
static const struct rule_row changes[] = {
#define ZSIP_SDP_CHANGE(number, id, name, severity, rfc, text)                 \
	{name, #severity, rfc, text},
#include "zsip_sdp_changes.def"
#undef ZSIP_SDP_CHANGE
};

struct payload_type {
	unsigned number;
	const char *type, *encoding;
	unsigned clock_rate, channels;
};

static const struct payload_type payload_types[] = {
#define ZSIP_SDP_PAYLOAD_TYPE(number, type, encoding, clock_rate, channels)    \
	{number, type, encoding, clock_rate, channels},
#include "zsip_sdp_payload_types.def"
#undef ZSIP_SDP_PAYLOAD_TYPE
};

/* Lines */

static void shape_link(const char *shape)
{
	printf("[%s](#%s)", shape, shape);
}

static void line_list(void)
{
	printf("\n## Lines\n\n"
	       "The lines of a session in their order; `v`, `o`, `s` and `t` "
	       "must be there. Each `m=`\nline begins a media description, in "
	       "which `i`, `c`, `b`, `k` and `a` may follow\n([RFC 8866 5]"
	       "(https://www.rfc-editor.org/rfc/rfc8866#section-5)).\n\n"
	       "| Line | Rule | Value | Reference |\n|---|---|---|---|\n");
	for (size_t i = 0; i < COUNT(lines); i++) {
		printf("| `%c=` | %s | ", lines[i].letter, lines[i].field);
		if (lines[i].letter == 'a')
			printf("by its [attribute](#attributes)");
		else
			shape_link(lines[i].shape);
		printf(" | ");
		reference(lines[i].rfc);
		printf(" |\n");
	}
}

/* Attributes */

static const char *level(char letter)
{
	return letter == 'S' ? "session" : letter == 'M' ? "media" : "source";
}

/* "SM": session, media */
static void levels(const char *letters)
{
	for (const char *lead = ""; *letters != '\0'; letters++, lead = ", ")
		printf("%s%s", lead, level(*letters));
}

static const char *multiplicity(const char *word)
{
	if (strcmp(word, "ONCE") == 0)
		return "once";
	if (strcmp(word, "FORMATS") == 0)
		return "many a format";
	return strcmp(word, "FORMAT") == 0 ? "once a format" : "many";
}

/* IDENTICAL_PER_PT as RFC 8859 writes it. */
static void category(const char *word)
{
	for (; *word != '\0'; word++)
		putchar(*word == '_' ? '-' : *word);
}

static size_t count_typed(void)
{
	size_t typed = 0;

	for (size_t i = 0; i < COUNT(attributes); i++)
		typed += strcmp(attributes[i].shape, "text") != 0;
	return typed;
}

static void attribute_list(void)
{
	printf("\n## Attributes\n\n"
	       "%zu attributes, %zu of them typed; the columns of "
	       "`zsip_sdp_attributes.def`, for\nprograms "
	       "`zsip_sdp_attribute_info()`. The value of any other is text.\n"
	       "\n"
	       "Where: at the level of the **session**, in a **media** "
	       "description, behind `ssrc:` for\na **source** ([RFC 5576 6]"
	       "(https://www.rfc-editor.org/rfc/rfc5576#section-6)). How "
	       "often: at each level **once**,\n**once a format**, or **many** "
	       "times. Mux: what it is to media that share one\ntransport "
	       "([RFC 8859 4]"
	       "(https://www.rfc-editor.org/rfc/rfc8859#section-4)).\n\n"
	       "| Name | Where | How often | Value | Mux | Reference |\n"
	       "|---|---|---|---|---|---|\n",
	       COUNT(attributes), count_typed());
	for (size_t i = 0; i < COUNT(attributes); i++) {
		const struct attribute *a = &attributes[i];

		printf("| %s | ", a->name);
		levels(a->levels);
		printf(" | %s | ", multiplicity(a->multiplicity));
		shape_link(a->shape);
		printf(" | ");
		category(a->mux);
		printf(" | ");
		reference(a->rfc);
		printf(" |\n");
	}
}

/* Values */

/* The lines and attributes that have it; an item of a list has none. */
static void shape_users(const char *shape)
{
	const char *lead = "";

	for (size_t i = 0; i < COUNT(lines); i++) {
		if (lines[i].letter == 'a' ||
		    strcmp(lines[i].shape, shape) != 0)
			continue;
		printf("%s`%c=`", lead, lines[i].letter);
		lead = ", ";
	}
	for (size_t i = 0; i < COUNT(attributes); i++) {
		if (strcmp(attributes[i].shape, shape) != 0)
			continue;
		printf("%s%s", lead, attributes[i].name);
		lead = ", ";
	}
	if (*lead == '\0')
		printf("An item of a list, which a walk cuts off");
}

static void shape_list(void)
{
	printf("\n## Values\n\n"
	       "What a value is cut into: slices of the description, unless "
	       "another type is given.\nA slice is absent where the value does "
	       "not have that part.\n");
	for (size_t i = 0; i < COUNT(shapes); i++) {
		const struct shape *shape = &shapes[i];

		printf("\n### %s\n\n`struct zsip_sdp_%s`: %.*s\n\n",
		       shape->name, shape->name,
		       (int)strlen(shape->members) - 2, shape->members);
		shape_users(shape->name);
		printf("\n");
	}
}

/* Quirks and rules */

static void quirk_list(void)
{
	printf("\n## Quirks\n\n"
	       "Deviations that can be accepted; [quirks.md](quirks.md"
	       "#session-descriptions) has their risks.\n\n"
	       "| Name | Accepts | Example |\n|---|---|---|\n");
	for (size_t i = 0; i < COUNT(quirks); i++) {
		if (strncmp(quirks[i].name, "sdp_", 4) != 0)
			continue;
		printf("| [%s](quirks.md#%s) | ", quirks[i].name,
		       quirks[i].name);
		plain(quirks[i].accepts);
		printf(" | `%s` |\n", quirks[i].example);
	}
}

void rule_rows(const struct rule_row *rows, size_t count)
{
	printf("| Name | Severity | Text | Reference |\n|---|---|---|---|\n");
	for (size_t i = 0; i < count; i++) {
		printf("| `%s` | ", rows[i].name);
		lower(rows[i].severity);
		printf(" | ");
		plain(rows[i].text);
		printf(" | ");
		reference(rows[i].rfc);
		printf(" |\n");
	}
}

static void rule_list(void)
{
	printf("\n## Rules\n\n"
	       "What `zsip_sdp_check()` looks for, and of an answer beside its "
	       "offer\n`zsip_sdp_check_answer()`: %zu rules. Severities are "
	       "those of [rules.md](rules.md).\n\n",
	       COUNT(rules));
	rule_rows(rules, COUNT(rules));
}

static void change_list(void)
{
	printf("\n## Changes\n\n"
	       "What `zsip_sdp_compare()` finds between two descriptions that "
	       "one side sent: %zu\nkinds. Notes are what an offer may change; "
	       "a warning or an error is what the second\ndescription may not "
	       "do after the first.\n\n",
	       COUNT(changes));
	rule_rows(changes, COUNT(changes));
}

static void payload_type_list(void)
{
	printf("\n## Payload types\n\n"
	       "The static ones of [RFC 3551]"
	       "(https://www.rfc-editor.org/rfc/rfc3551#section-6), which "
	       "stand without `rtpmap`.\n\n"
	       "| Number | Media | Encoding | Clock rate | Channels |\n"
	       "|---|---|---|---|---|\n");
	for (size_t i = 0; i < COUNT(payload_types); i++) {
		const struct payload_type *p = &payload_types[i];

		printf("| %u | %s | %s | %u | ", p->number,
		       *p->type != '\0' ? p->type : "audio and video",
		       p->encoding, p->clock_rate);
		if (p->channels != 0)
			printf("%u", p->channels);
		printf(" |\n");
	}
}

void sdp_page(void)
{
	SORT(attributes);
	SORT(quirks);
	SORT(rules);
	begin("Session descriptions");
	printf("What zsip knows of SDP ([RFC 8866]"
	       "(https://www.rfc-editor.org/rfc/rfc8866)): [lines](#lines), "
	       "[attributes](#attributes),\nthe [values](#values) that both "
	       "have, static [payload types](#payload-types), "
	       "[quirks](#quirks),\n[rules](#rules), and [changes](#changes) "
	       "from one description to the next.\n");
	line_list();
	attribute_list();
	shape_list();
	payload_type_list();
	quirk_list();
	rule_list();
	change_list();
}
