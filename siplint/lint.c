/*
 * The findings on a file: of each message in turn, in the order of its bytes.
 */
#include "siplint.h"
#include <stdlib.h>
#include <string.h>

struct linter {
	struct input *input;
	const struct settings *settings;
	struct calls *calls; /* NULL without --flow */
	struct message message;
	bool is_description; /* the file, and nothing else */
	/* What was found on the message at hand. */
	struct finding *found;
	size_t count, room;
};

/* That every line ends in LF is said once a file. */
static bool is_on_line_ends(const struct zsip_finding *finding)
{
	return finding->rule->id == ZSIP_SDP_RULE_LF_LINE_ENDS ||
	       (finding->rule->id == ZSIP_RULE_QUIRK &&
	        finding->quirks == ZSIP_QUIRK_LF_LINE_ENDS);
}

bool is_told(const struct zsip_rule_info *rule, const struct settings *settings)
{
	return !rule_is_disabled(rule) &&
	       rule->severity >= (int)settings->min_severity;
}

static void collect(void *user, const struct zsip_finding *finding)
{
	struct linter *linter = user;

	if (!is_told(finding->rule, linter->settings))
		return;
	if (linter->input->lf && is_on_line_ends(finding) &&
	    !linter->is_description)
		return;
	if (linter->count == linter->room) {
		linter->room = linter->room == 0 ? 16 : linter->room * 2;
		linter->found = must_resize(linter->found, linter->room,
		                            sizeof(*linter->found));
	}
	linter->found[linter->count] =
	        (struct finding){*finding, linter->count};
	linter->count++;
}

/* By place; of two at one place the worse comes first. */
static int compare(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;

	if (a->sip.offset != b->sip.offset)
		return a->sip.offset < b->sip.offset ? -1 : 1;
	if (a->sip.rule->severity != b->sip.rule->severity)
		return a->sip.rule->severity > b->sip.rule->severity ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

/* Tells what a quirk let pass. */
static bool is_quirk(const struct zsip_rule_info *rule)
{
	return rule->id == ZSIP_RULE_QUIRK || rule->id == ZSIP_SDP_RULE_QUIRK;
}

/* What stands beside the caret. */
static void write_label(char *label, size_t size, const struct linter *linter,
                        const struct zsip_finding *finding)
{
	const struct zsip_message *sip = &linter->message.sip;
	const struct zsip_error *error = &finding->error;

	*label = '\0';
	if (is_quirk(finding->rule))
		snprintf(label, size, "by %s", error->expected);
	else if (finding->rule->id == ZSIP_RULE_CONTENT_LENGTH_TOO_LARGE)
		snprintf(label, size, "the body has %zu byte%s, %zu missing",
		         sip->body.len, sip->body.len == 1 ? "" : "s",
		         sip->missing);
	else if (*error->expected == '\0' || error->offset != finding->offset)
		return;
	else if (error->status == ZSIP_E_SYNTAX)
		snprintf(label, size,
		         finding->len != 0 ? "unexpected in %s"
		                           : "%s ends too early",
		         error->expected);
	else if (error->status == ZSIP_E_MISSING)
		snprintf(label, size, "no %s", error->expected);
}

static void report(struct linter *linter, const struct zsip_finding *finding)
{
	struct message *message = &linter->message;
	char label[128];
	struct report report = {
	        .rule = finding->rule,
	        .label = label,
	        .code = finding->code,
	        .reason = finding->reason,
	};

	if (!is_quirk(finding->rule))
		report.quirks = finding->quirks;
	message_place(message, finding->offset, finding->len, &report.start,
	              &report.end);
	write_label(label, sizeof(label), linter, finding);
	rule_count(finding->rule);
	text_report(stdout, linter->input, &linter->input->mark, &report);
}

static void report_file(struct linter *linter, enum file_rule rule,
                        size_t start, size_t end)
{
	const struct zsip_rule_info *info = rule_of_file(rule);
	struct report report = {.rule = info, .start = start, .end = end};
	char label[64];

	if (!is_told(info, linter->settings))
		return;
	if (rule == FILE_RULE_SKIPPED_BYTES) {
		snprintf(label, sizeof(label), "%zu byte%s skipped",
		         end - start, end - start == 1 ? "" : "s");
		report.label = label;
	}
	rule_count(info);
	text_report(stdout, linter->input, &linter->input->mark, &report);
}

static void report_line_ends(struct linter *linter)
{
	const struct input *input = linter->input;
	const char *lf = memchr(input->bytes, '\n', input->len);
	size_t at = (size_t)(lf - input->bytes);

	report_file(linter, FILE_RULE_LF_LINE_ENDS, at, at + 1);
}

static void report_all(struct linter *linter)
{
	if (linter->count != 0)
		qsort(linter->found, linter->count, sizeof(*linter->found),
		      compare);
	for (size_t i = 0; i < linter->count; i++)
		report(linter, &linter->found[i].sip);
}

/* What is found in a call goes back to earlier lines. */
static void mark_start(struct linter *linter)
{
	struct message *message = &linter->message;
	size_t line_start;

	input_locate(linter->input, &linter->input->mark, message->start,
	             &line_start);
	message->mark = linter->input->mark;
}

static void lint_message(struct linter *linter, const struct piece *piece)
{
	message_read(&linter->message, piece);
	if (linter->calls != NULL)
		mark_start(linter);
	if (linter->settings->tree)
		tree_print(stdout, &linter->message);
	linter->count = 0;
	zsip_check(&linter->message.sip, collect, linter);
	descriptions_check(&linter->message.sip, collect, linter);
	report_all(linter);
	if (linter->calls != NULL)
		calls_add(linter->calls, &linter->message, linter->found,
		          linter->count);
}

/* A file that holds a description alone. */
static void lint_description(struct linter *linter)
{
	linter->is_description = true;
	message_read_body(&linter->message);
	if (linter->settings->tree)
		tree_print_description(stdout, &linter->message);
	description_check(&linter->message.sip, collect, linter);
	report_all(linter);
}

static void finish(struct linter *linter)
{
	message_free(&linter->message);
	free(linter->found);
}

size_t lint_file(struct input *input, const struct settings *settings,
                 struct calls *calls)
{
	struct linter linter = {
	        .input = input, .settings = settings, .calls = calls};
	struct cutter cutter;
	struct piece piece;
	size_t messages = 0;

	if (!description_is_file(input) && !cut_has_start_line(input))
		return 0;
	message_init(&linter.message, input);
	if (description_is_file(input)) {
		lint_description(&linter);
		finish(&linter);
		return 1;
	}
	cut_start(&cutter, input);
	if (input->lf)
		report_line_ends(&linter);
	while (cut_next(&cutter, &piece)) {
		input_pass(input, piece.start);
		if (piece.is_message) {
			lint_message(&linter, &piece);
			messages++;
		} else {
			report_file(&linter, FILE_RULE_SKIPPED_BYTES,
			            piece.start, piece.end);
		}
	}
	cut_end(&cutter);
	finish(&linter);
	return messages;
}
