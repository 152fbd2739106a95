/*
 * Pictures and pages of hostile messages: whatever stands in any part of one,
 * only the tags that siplint writes are there, they are closed in their order,
 * and no byte acts on who looks at it.
 */

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "siplint_run.h"
#include "test_siplint.h"

/* Ends scripts, comments, sections and attributes, makes elements, and is no
 * text: NUL, escape, U+202E, U+FFFE, a byte that no UTF-8 has. */
static const char hostile[] =
        "</script></title></svg><i onclick=\"x\" a='b'>&amp;]]>--><!--"
        "\\u003c${x};#%%\0\033\xe2\x80\xae\xef\xbf\xbe\xff";

/* Each line of a message with 1 where that is to stand, and as it is else. */
static const struct {
	const char *broken, *right;
} lines[] = {
        {"INVITE sip:\1@h.example SIP/2.0", "INVITE sip:bob@h.example SIP/2.0"},
        {"INVITE sip:bob@\1 SIP/2.0", "INVITE sip:bob@h.example SIP/2.0"},
        {"INVITE sip:bob@h.example;\1 SIP/2.0",
         "INVITE sip:bob@h.example SIP/2.0"},
        {"INVITE sip:bob@h.example SIP/\1", "INVITE sip:bob@h.example SIP/2.0"},
        {"SIP/2.0 486 \1", "INVITE sip:bob@h.example SIP/2.0"},
        {"Via: SIP/2.0/\1 a.example;branch=z9hG4bK1", NULL},
        {"Via: SIP/2.0/UDP \1;branch=z9hG4bK1", NULL},
        {"Via: SIP/2.0/UDP a.example;branch=z9hG4bK\1",
         "Via: SIP/2.0/UDP a.example;branch=z9hG4bK1"},
        {"Max-Forwards: \1", "Max-Forwards: 70"},
        {"From: \"\1\" <sip:a@b.example>;tag=1", NULL},
        {"From: <sip:\1>;tag=1", NULL},
        {"From: <sip:a@b.example>;tag=\1", "From: <sip:a@b.example>;tag=1"},
        {"To: \1", "To: <sip:c@d.example>"},
        {"Call-ID: \1", "Call-ID: 1@a.example"},
        {"CSeq: 1 \1", "CSeq: 1 INVITE"},
        {"Contact: <sip:a@a.example?x=\1>", "Contact: <sip:a@a.example>"},
        {"\1: x", NULL},
        {"Subject: \1", NULL},
        {"\1", NULL},
        {"Content-Type: application/sdp;x=\"\1\"",
         "Content-Type: application/sdp"},
        {"Content-Length: \1", "Content-Length: 999"},
        {"", ""},
        {"v=\1", "v=0"},
        {"o=\1 1 1 IN IP4 h", "o=- 1 1 IN IP4 h"},
        {"s=\1", "s=-"},
        {"c=IN IP4 \1", "c=IN IP4 192.0.2.1"},
        {"t=0 \1", "t=0 0"},
        {"m=\1 1 RTP/AVP 0", NULL},
        {"m=audio 1 RTP/AVP \1", "m=audio 1 RTP/AVP 0"},
        {"a=rtpmap:0 \1/8000", NULL},
        {"\1=x", NULL},
};

enum { START_LINES = 5 };
enum { LINES = sizeof(lines) / sizeof(*lines), MAX_DEPTH = 32 };

static void put_line(FILE *file, const char *line)
{
	for (; *line != '\0'; line++) {
		if (*line == '\1')
			fwrite(hostile, 1, sizeof(hostile) - 1, file);
		else
			fputc(*line, file);
	}
	fputs("\r\n", file);
}

/* A message with the line `bad`; what replaces it is left out. */
static FILE *write_message(int bad)
{
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	put_line(file, bad < START_LINES ? lines[bad].broken : lines[0].right);
	for (int i = START_LINES; i < LINES; i++) {
		if (i == bad)
			put_line(file, lines[i].broken);
		else if (lines[i].right != NULL)
			put_line(file, lines[i].right);
	}
	return file;
}

static char *draw(const char *format, int bad)
{
	FILE *file = write_message(bad);
	char command[128], *got;
	int status;

	snprintf(command, sizeof(command),
	         "exec </dev/fd/%%d; %%s -F %s - 2>&1", format);
	got = siplint_run(command, file, &status);
	fclose(file);
	return got;
}

/* --- Markup */

struct markup {
	const char *at;
	const char *open[MAX_DEPTH]; /* names of elements */
	size_t depth;
	int line; /* of the message */
};

static size_t name_length(const char *p)
{
	return strspn(p, "abcdefghijklmnopqrstuvwxyz0123456789");
}

static bool is_tag(const char *name)
{
	static const char tags[] =
	        " html body header nav main aside footer section h1 h2 p b "
	        "span "
	        "div dl dt dd pre details summary button script svg g rect "
	        "path text title desc "
	        "style ";
	char wanted[32];

	snprintf(wanted, sizeof(wanted), " %.*s ", (int)name_length(name),
	         name);
	return strstr(tags, wanted) != NULL;
}

static void check_text(struct markup *markup)
{
	static const char *const entities[] = {"&amp;", "&lt;", "&gt;",
	                                       "&quot;", "&#39;"};
	bool known = *markup->at != '&';

	for (size_t i = 0; i < sizeof(entities) / sizeof(*entities); i++)
		known = known || strncmp(markup->at, entities[i],
		                         strlen(entities[i])) == 0;
	ck_assert_msg(known, "line %d: %.40s", markup->line, markup->at);
	markup->at++;
}

/* name="value", of which no value ends early. */
static void check_attributes(struct markup *markup)
{
	while (*markup->at == ' ') {
		markup->at++;
		markup->at += strspn(markup->at, "abcdefghijklmnopqrstuvwxyz"
		                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		                                 "-:0123456789");
		if (*markup->at != '=')
			continue;
		ck_assert_msg(markup->at[1] == '"', "line %d: %.40s",
		              markup->line, markup->at);
		for (markup->at += 2; *markup->at != '"';) {
			ck_assert(*markup->at != '<' && *markup->at != '>');
			check_text(markup);
		}
		markup->at++;
	}
}

static void check_end(struct markup *markup)
{
	const char *name = markup->at + 2;
	size_t len = name_length(name);

	ck_assert_uint_gt(markup->depth, 0);
	markup->depth--;
	ck_assert_msg(name_length(markup->open[markup->depth]) == len &&
	                      strncmp(name, markup->open[markup->depth], len) ==
	                              0 &&
	                      name[len] == '>',
	              "line %d: %.40s", markup->line, markup->at);
	markup->at = name + len + 1;
}

/* What stands in a script or a style is no markup up to its end. */
static void skip_raw(struct markup *markup)
{
	const char *name = markup->open[markup->depth - 1];

	if (strncmp(name, "script", 6) != 0 && strncmp(name, "style", 5) != 0)
		return;
	markup->at += strcspn(markup->at, "<");
	ck_assert_msg(markup->at[1] == '/', "line %d: %.40s", markup->line,
	              markup->at);
}

static void check_start(struct markup *markup)
{
	const char *name = markup->at + 1;

	ck_assert_msg(is_tag(name), "line %d: %.40s", markup->line, markup->at);
	markup->at = name + name_length(name);
	check_attributes(markup);
	if (strncmp(markup->at, "/>", 2) == 0) {
		markup->at += 2;
		return;
	}
	ck_assert_msg(*markup->at == '>', "line %d: %.40s", markup->line,
	              markup->at);
	ck_assert_uint_lt(markup->depth, MAX_DEPTH);
	markup->open[markup->depth++] = name;
	markup->at++;
	skip_raw(markup);
}

static void check_markup(const char *text, int line)
{
	struct markup markup = {.at = text, .line = line};

	while (*markup.at != '\0') {
		if (strncmp(markup.at, "</", 2) == 0)
			check_end(&markup);
		else if (*markup.at == '<')
			check_start(&markup);
		else
			check_text(&markup);
	}
	ck_assert_uint_eq(markup.depth, 0);
}

/* Nothing that a terminal, a browser or an editor would act on. */
static void check_bytes(const char *text, int line)
{
	for (const char *p = text; *p != '\0'; p++)
		ck_assert_msg((unsigned char)*p >= ' ' || *p == '\n' ||
		                      *p == '\t',
		              "line %d: byte %d", line, *p);
	ck_assert_ptr_null(strstr(text, "\xe2\x80\xae"));
	ck_assert_ptr_null(strstr(text, "\xef\xbf\xbe"));
	ck_assert_ptr_null(strchr(text, '\xff'));
	ck_assert_ptr_null(strchr(text, '\x7f'));
}

START_TEST(test_page_html)
{
	char *got = draw("html", _i);
	const char *body = strstr(got, "<body>");
	char *end = strstr(got, "</html>");

	ck_assert_ptr_nonnull(body);
	ck_assert_ptr_nonnull(end);
	check_bytes(got, _i);
	/* It is there, made harmless. */
	if (*lines[_i].broken != '\0')
		ck_assert_ptr_nonnull(strstr(body, "onclick"));
	*end = '\0';
	check_markup(body, _i);
	free(got);
}
END_TEST

START_TEST(test_page_svg)
{
	char *got = draw("svg", _i);

	check_bytes(got, _i);
	if (strncmp(got, "siplint: ", 9) == 0)
		ck_assert_str_eq(got, "siplint: there is no call to draw\n");
	else
		check_markup(got, _i);
	free(got);
}
END_TEST

/* --- Mermaid */

/* @return behind an entity: "#59;" */
static const char *skip_entity(const char *p)
{
	size_t digits = strspn(p + 1, "0123456789");

	ck_assert_uint_gt(digits, 0);
	ck_assert_int_eq(p[1 + digits], ';');
	return p + 1 + digits;
}

static void check_words(const char *p, int line)
{
	for (; *p != '\n'; p++) {
		if (*p == '#')
			p = skip_entity(p);
		else
			ck_assert_msg(strchr(";:<>\"&%{}\\$|~", *p) == NULL,
			              "line %d: %.40s", line, p);
	}
}

/* What stands before a text on its line. */
static const char *skip_statement(const char *p)
{
	static const char participant[] = "    participant p";
	static const char title[] = "    accTitle: ";

	if (strncmp(p, participant, sizeof(participant) - 1) == 0)
		return p + sizeof(participant) - 1;
	if (strncmp(p, title, sizeof(title) - 1) == 0)
		return p + sizeof(title) - 1;
	ck_assert(strncmp(p, "    p", 5) == 0 ||
	          strncmp(p, "    Note over p", 15) == 0);
	return strchr(p, ':') + 1;
}

START_TEST(test_page_mermaid)
{
	char *got = draw("mermaid", _i);
	const char *p = strchr(got, '\n');

	check_bytes(got, _i);
	ck_assert_ptr_nonnull(p);
	if (strncmp(got, "sequenceDiagram\n", 16) != 0)
		ck_assert_str_eq(got, "siplint: there is no call to draw\n");
	for (p++; *p != '\0'; p = strchr(p, '\n') + 1)
		check_words(skip_statement(p), _i);
	free(got);
}
END_TEST

TCase *siplint_page_tcase(void)
{
	TCase *tcase = tcase_create("page");

	tcase_add_loop_test(tcase, test_page_html, 0, LINES);
	tcase_add_loop_test(tcase, test_page_svg, 0, LINES);
	tcase_add_loop_test(tcase, test_page_mermaid, 0, LINES);
	return tcase;
}
