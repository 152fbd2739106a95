/*
 * What the parts of siplint share.
 */
#ifndef SIPLINT_H
#define SIPLINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "zsip.h"
#include "zsip_sdp.h"

/* What siplint answers to the shell. */
enum exit_status {
	EXIT_CLEAN = 0,
	EXIT_FINDINGS = 1, /* a warning or an error */
	EXIT_TROUBLE = 2   /* unreadable input, wrong usage */
};

/* options.c: what the command line asks for. */

/* The calls whose ladders are drawn. */
enum ladder_choice { LADDER_ALL, LADDER_FINDINGS, LADDER_NONE };

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

enum action {
	ACTION_LINT,
	ACTION_HELP,
	ACTION_VERSION,
	ACTION_LIST_RULES,
	ACTION_LIST_QUIRKS,
	ACTION_EXPLAIN
};

struct settings {
	enum action action;
	const char *explain; /* the rule or quirk to explain */
	uint64_t quirks;     /* that are allowed */
	enum color_choice color;
	enum zsip_severity min_severity;
	bool tree;
	bool summary;
	bool flow;
	enum ladder_choice ladder;
	size_t flow_limit; /* of calls that are open */
	char **files;
	int file_count;
};

/* @return false for wrong usage, which has then been told on stderr */
bool options_read(struct settings *settings, int argc, char **argv);
void options_help(FILE *out);

/* A line on stderr, as printf, behind the program's name. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Memory, or the end of the program: there is nothing else to do. */
void *must_resize(void *ptr, size_t count, size_t size);
void die_of_memory(void) __attribute__((noreturn));

/* rules.c: the rules of the library and those of siplint, by index. */

#define RULE_NONE ((size_t)-1)

/* About files, not about messages: siplint_rules.def. */
enum file_rule {
#define SIPLINT_RULE(id, name, severity, rfc, text) FILE_RULE_##id,
#include "siplint_rules.def"
#undef SIPLINT_RULE
	FILE_RULE_COUNT
};

const struct zsip_rule_info *rule_at(size_t index);
const struct zsip_rule_info *rule_of_file(enum file_rule rule);
/* @return RULE_NONE if there is none of this name */
size_t rule_find(struct zsip_slice name);
void rule_disable(size_t index);
bool rule_is_disabled(const struct zsip_rule_info *rule);
void rule_count(const struct zsip_rule_info *rule);
/* "RFC 3261 20, RFC 8217" */
void rule_print_rfc(FILE *out, const struct zsip_rule_info *rule);
void rules_list(FILE *out);
void rule_explain(FILE *out, const char *name);
void rules_summary(FILE *out, size_t files, size_t messages);
bool rules_any_above_note(void);
/* How many findings were counted. */
size_t rules_total(void);

/* quirks.c: the quirks of the library. */

/* @return NULL if there is none of this name */
const struct zsip_quirk_info *quirk_find(const char *name);
void quirks_list(FILE *out);
void quirk_explain(FILE *out, const struct zsip_quirk_info *quirk);
/* "a", "a, b" */
void quirks_print(FILE *out, uint64_t quirks);

/* input.c: a file in memory. */

/* An offset, and the line that it is in. */
struct mark {
	size_t at, line, line_start;
};

struct input {
	const char *name;  /* to be shown */
	const char *bytes; /* mapped, or of just this length */
	size_t len;
	bool lf;          /* every line ends in LF alone */
	uint64_t quirks;  /* that are allowed in it */
	struct mark mark; /* what was looked up last */
	size_t users;     /* it is there as long as there are some */
	bool is_mapped;
	size_t passed; /* what of it was given back */
};

/* @return NULL if it cannot be read; errno says why.  Input that nobody needs
 *         any longer is dropped as often as it was opened and kept. */
struct input *input_open(const char *path);
void input_keep(struct input *input);
void input_drop(struct input *input);
/* What stands before an offset will hardly be looked at again. */
void input_pass(struct input *input, size_t offset);
/* The line, from 1, and where it begins.  A mark moves on, so that who asks in
 * the order of lines has no byte counted twice. */
size_t input_locate(const struct input *input, struct mark *mark, size_t offset,
                    size_t *line_start);

/* message.c: one message, ready to be looked at. */

struct message {
	struct input *input;
	size_t start, end; /* in the file */
	struct mark mark;  /* of its first line, with --flow */
	struct zsip_options options;
	struct zsip_message sip; /* with the fields it needs */
};

/* The parts of a file that cut_next() found. */
struct piece {
	bool is_message; /* else bytes that belong to none */
	/* A Content-Length that counts two bytes for each LF of the body. */
	bool counts_crlf;
	size_t start, head_end, end;
};

/* How the messages of a file are to be parsed. */
void input_options(const struct input *input, struct zsip_options *options);
void message_init(struct message *message, struct input *input);
void message_free(struct message *message);
void message_read(struct message *message, const struct piece *piece);
/* A file that is no message, but a body by itself. */
void message_read_body(struct message *message);
/* Where bytes of message->sip.text stand in the file. */
void message_place(const struct message *message, size_t offset, size_t len,
                   size_t *start, size_t *end);

/* description.c: session descriptions. */

/* Whether a message or part has one for its body, and not encoded. */
bool description_is_body(const struct zsip_message *sip);
/* Whether a file is one and nothing else. */
bool description_is_file(const struct input *input);
/* With room for all its lines, until description_free(). */
void description_read(struct zsip_sdp *sdp, struct zsip_slice text,
                      const struct zsip_options *options);
void description_free(struct zsip_sdp *sdp);
/* offers.c: the offer that a message's description answers, absent where it is
 * unknown; a description that offers itself is kept until offers_free(). */
struct zsip_slice offer_of(const struct zsip_message *sip,
                           struct zsip_slice text);
void offers_free(void);

/* The findings on those in a message's body, and on one that is all there is,
 * as zsip_check() has them. */
void descriptions_check(const struct zsip_message *sip,
                        void (*report)(void *user,
                                       const struct zsip_finding *finding),
                        void *user);
void description_check(const struct zsip_message *sip,
                       void (*report)(void *user,
                                      const struct zsip_finding *finding),
                       void *user);
/* No fewer than there are. */
size_t count_lines(struct zsip_slice bytes);

/* cut.c: a file into messages. */

/* How sure a line within a message must be the start of the next one: where
 * no Content-Length says where that is, where one says otherwise. */
enum trust { NO_LENGTH, WRONG_LENGTH, TRUST_COUNT };

struct cutter {
	struct input *input;
	size_t at;
	struct message head; /* to learn a message's Content-Length */
	/* The start found by the last search, and where that began: what was
	 * searched is not searched again. */
	struct {
		size_t from, found;
	} known[TRUST_COUNT];
};

void cut_start(struct cutter *cutter, struct input *input);
void cut_end(struct cutter *cutter);
/* @return false at the end of the file */
bool cut_next(struct cutter *cutter, struct piece *piece);
/* Whether any line of the file resembles a start line. */
bool cut_has_start_line(const struct input *input);

/* start.c: what a line looks like. */

enum likeness {
	NO_START_LINE,
	LIKE_START_LINE,   /* it may well be meant as one */
	STRICT_START_LINE, /* Method SP URI SP SIP/x or SIP/x SP 3DIGIT */
	KNOWN_START_LINE   /* the same, of a method that is known */
};
enum likeness start_likeness(const char *line, const char *end);
bool is_header_line(const char *line, const char *end);
/* A header field that every SIP message has. */
bool is_core_header_line(const char *line, const char *end);

/* show.c: bytes for the eye. */

/* One character of a text, made visible. */
struct glyph {
	size_t bytes; /* that it takes in the text */
	size_t cells; /* that it takes on the screen */
	char shown[16];
};

/* The character at p; tab stops count from `column`, from 0. */
void glyph_read(struct glyph *glyph, const char *p, const char *end,
                size_t column);
void show_text(FILE *out, struct zsip_slice text);
/* That show_text() takes. */
size_t count_cells(struct zsip_slice text);
/* In no more than `room` cells, at least four: a longer text lacks its middle.
 * @return the cells taken */
size_t show_fitted(FILE *out, struct zsip_slice text, size_t room);

enum paint {
	PAINT_OFF,
	PAINT_BOLD,
	PAINT_ERROR,
	PAINT_WARNING,
	PAINT_NOTE,
	PAINT_CARET,
	PAINT_NAME
};
void paint_choose(enum color_choice choice);
void paint(FILE *out, enum paint paint);

/* text.c: findings in the manner of a C compiler. */

struct report {
	const struct zsip_rule_info *rule;
	size_t start, end; /* in the file */
	const char *label; /* to stand beside the caret; NULL for none */
	unsigned code;     /* of the answer; 0 for none */
	const char *reason;
	uint64_t quirks; /* that would let it pass */
};

enum paint paint_of(const struct zsip_rule_info *rule);
/* @param mark  stands at or before report->start, and moves there */
void text_report(FILE *out, const struct input *input, struct mark *mark,
                 const struct report *report);

/* What a note begins with on another place that a finding is about, and the
 * line that comes behind it. */
void text_note(FILE *out, const struct input *input, struct mark *mark,
               const struct report *report);
void text_excerpt(FILE *out, const struct input *input, struct mark *mark,
                  const struct report *report);

/* calls.c: messages sorted into calls. */

struct finding {
	struct zsip_finding sip;
	size_t order; /* in which it came */
};

struct calls;

struct calls *calls_start(const struct settings *settings);
/* The next message, and what was found on it by itself: says what is wrong with
 * it in its call.  A call that is over for long is drawn and dropped. */
void calls_add(struct calls *calls, const struct message *message,
               const struct finding *found, size_t count);
/* The same for all calls that are still there, at the end of the last file. */
void calls_end(struct calls *calls);

/* lint.c: the findings on a file. */

/* Whether findings by this rule are asked for. */
bool is_told(const struct zsip_rule_info *rule,
             const struct settings *settings);
/* @param calls  NULL to look at each message by itself
 * @return how many messages are in it; 0 when no line resembles a start line */
size_t lint_file(struct input *input, const struct settings *settings,
                 struct calls *calls);

/* tree.c: a message cut into its parts. */
void tree_print(FILE *out, struct message *message);
void tree_print_description(FILE *out, struct message *message);

#endif
