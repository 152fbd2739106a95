/*
 * The findings on a message, in the order of its bytes.
 */
#include "lint/lint.h"
#include "lint/alike.h"
#include "lint/travel.h"
#include <stdlib.h>
#include <string.h>

/* That every line ends in LF is said once a file. */
static bool is_on_line_ends(const struct zsip_finding *finding)
{
	return finding->rule->id == ZSIP_SDP_RULE_LF_LINE_ENDS ||
	       (finding->rule->id == ZSIP_RULE_QUIRK &&
	        finding->quirks == ZSIP_QUIRK_LF_LINE_ENDS);
}

static enum zsip_severity severity_of(const struct settings *settings,
                                      const struct zsip_rule_info *rule)
{
	return settings->rules[rule_index(rule)].severity;
}

static bool is_wanted(const struct settings *settings,
                      const struct rule_choice *choice)
{
	return !choice->is_disabled &&
	       choice->severity >= (int)settings->min_severity;
}

bool is_told(const struct settings *settings, const struct zsip_rule_info *rule)
{
	return is_wanted(settings, &settings->rules[rule_index(rule)]);
}

struct report report_of(const struct settings *settings,
                        const struct zsip_rule_info *rule,
                        const struct seen *seen)
{
	return (struct report){.rule = rule,
	                       .severity = severity_of(settings, rule),
	                       .spot = {.seen = seen}};
}

void lint_count(struct linter *linter, const struct zsip_rule_info *rule,
                const struct seen *seen, struct zsip_slice agent)
{
	struct tally *tally = &linter->tally;
	size_t index = rule_index(rule);

	tally_add(tally, index, linter->settings->rules[index].severity,
	          tally_sender(tally, agent, seen));
}

static void count(struct linter *linter, size_t rule,
                  enum zsip_severity severity)
{
	const struct message *message = &linter->message;

	if (!linter->has_sender)
		linter->sender = tally_sender(&linter->tally, message->agent,
		                              &message->seen);
	linter->has_sender = true;
	tally_add(&linter->tally, rule, severity, linter->sender);
}

static void keep(struct linter *linter, const struct zsip_finding *finding,
                 enum zsip_severity severity)
{
	if (linter->count == linter->room) {
		linter->room = linter->room == 0 ? 16 : linter->room * 2;
		linter->found = must_resize(linter->found, linter->room,
		                            sizeof(*linter->found));
	}
	linter->found[linter->count] = (struct finding){
	        .sip = *finding, .severity = severity, .order = linter->count};
	linter->count++;
}

/* Whether somebody wants more of them than their number. */
static bool has_readers(const struct format *format)
{
	return format->message != NULL || format->call != NULL;
}

static void collect(void *user, const struct zsip_finding *finding)
{
	struct linter *linter = user;
	size_t rule = rule_index(finding->rule);
	const struct rule_choice *choice = &linter->settings->rules[rule];

	if (!is_wanted(linter->settings, choice))
		return;
	/* It was sent, and not captured. */
	if (linter->message.lost != 0 &&
	    finding->rule->id == ZSIP_RULE_CONTENT_LENGTH_TOO_LARGE)
		return;
	/* Of a file that is a description nothing else says it. */
	if (linter->message.seen.input->lf && is_on_line_ends(finding) &&
	    !linter->message.is_description)
		return;
	count(linter, rule, choice->severity);
	if (has_readers(linter->output->format))
		keep(linter, finding, choice->severity);
}

/* By place; of two at one place the worse comes first. */
static int compare(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;

	if (a->sip.offset != b->sip.offset)
		return a->sip.offset < b->sip.offset ? -1 : 1;
	if (a->severity != b->severity)
		return a->severity > b->severity ? -1 : 1;
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
	else if (finding->rule == rule_own(OWN_RULE_CAPTURE_CUT))
		snprintf(label, size, "%zu byte%s missing",
		         linter->message.lost,
		         linter->message.lost == 1 ? "" : "s");
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

static void fill_report(struct linter *linter, struct report *report,
                        const struct zsip_finding *finding)
{
	const struct message *message = &linter->message;

	*report = report_of(linter->settings, finding->rule, &message->seen);
	report->code = finding->code;
	report->reason = finding->reason;
	if (!is_quirk(finding->rule))
		report->quirks = finding->quirks;
	message_place(message, finding->offset, finding->len,
	              &report->spot.start, &report->spot.end);
	write_label(report->label, sizeof(report->label), linter, finding);
}

static void fill_reports(struct linter *linter)
{
	if (linter->count > linter->report_room) {
		linter->report_room = linter->room;
		linter->reports =
		        must_resize(linter->reports, linter->report_room,
		                    sizeof(*linter->reports));
	}
	if (linter->count > 1)
		qsort(linter->found, linter->count, sizeof(*linter->found),
		      compare);
	for (size_t i = 0; i < linter->count; i++)
		fill_report(linter, &linter->reports[i], &linter->found[i].sip);
	linter->report_count = linter->count;
}

static void tell(struct linter *linter)
{
	struct output *output = linter->output;

	fill_reports(linter);
	if (output->format->message != NULL)
		output->format->message(output, &linter->message,
		                        linter->reports, linter->count);
}

static void tell_one(struct linter *linter, const struct report *report)
{
	lint_count(linter, report->rule, report->spot.seen,
	           (struct zsip_slice){NULL, 0});
	if (linter->output->format->finding != NULL)
		linter->output->format->finding(linter->output, report);
}

void lint_skipped(struct linter *linter, const struct seen *seen)
{
	const struct zsip_rule_info *rule = rule_own(OWN_RULE_SKIPPED_BYTES);
	struct report report = report_of(linter->settings, rule, seen);
	size_t count = seen->end - seen->start;

	if (!is_told(linter->settings, rule))
		return;
	report.spot.start = seen->start;
	report.spot.end = seen->end;
	snprintf(report.label, sizeof(report.label), "%zu byte%s skipped",
	         count, count == 1 ? "" : "s");
	tell_one(linter, &report);
}

void lint_line_ends(struct linter *linter, struct input *input)
{
	const struct zsip_rule_info *rule = rule_own(OWN_RULE_LF_LINE_ENDS);
	const struct seen seen = {
	        .input = input, .end = input->len, .mark.line = 1};
	struct report report = report_of(linter->settings, rule, &seen);
	const char *lf = memchr(input->bytes, '\n', input->len);

	if (!is_told(linter->settings, rule))
		return;
	report.spot.start = (size_t)(lf - input->bytes);
	report.spot.end = report.spot.start + 1;
	tell_one(linter, &report);
}

/* What was not captured says nothing. */
static bool is_head_whole(const struct message *message)
{
	return message->lost == 0 || message->sip.error.status != ZSIP_MORE;
}

static void collect_cut(struct linter *linter)
{
	const struct zsip_message *sip = &linter->message.sip;
	const struct zsip_finding finding = {
	        .rule = rule_own(OWN_RULE_CAPTURE_CUT),
	        .field = ZSIP_NO_FIELD,
	        .offset = sip->text.len,
	        .error = {.expected = ""}};

	collect(linter, &finding);
}

static void start(struct linter *linter)
{
	linter->tally.messages++;
	linter->has_sender = false;
	linter->count = 0;
}

void lint_message(struct linter *linter, const struct piece *piece)
{
	message_read(&linter->message, piece);
	start(linter);
	if (is_head_whole(&linter->message)) {
		alike_check(linter->verdicts, &linter->message, collect,
		            linter);
		descriptions_check(linter->offers, linter->verdicts,
		                   &linter->message, collect, linter);
		travel_check(&linter->message, collect, linter);
	}
	if (linter->message.lost != 0)
		collect_cut(linter);
	tell(linter);
}

void lint_description(struct linter *linter, struct input *input)
{
	message_read_body(&linter->message, input);
	start(linter);
	description_check(&linter->message.sip, collect, linter);
	tell(linter);
}

void linter_start(struct linter *linter, const struct settings *settings,
                  struct output *output)
{
	*linter = (struct linter){.settings = settings,
	                          .output = output,
	                          .offers = offers_start()};
	message_init(&linter->message);
	tally_start(&linter->tally, settings->summary);
}

void linter_end(struct linter *linter)
{
	offers_end(linter->offers);
	message_free(&linter->message);
	tally_end(&linter->tally);
	free(linter->found);
	free(linter->reports);
}
