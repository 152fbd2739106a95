/*
 * Messages against the rules.
 */
#ifndef SIPLINT_LINT_H
#define SIPLINT_LINT_H

#include "lint/descriptions.h"
#include "lint/output.h"

struct finding {
	struct zsip_finding sip;
	enum zsip_severity severity; /* as the project wants it */
	size_t order;                /* in which it came */
};

/* All that changes while messages are checked; one thread at a time does. */
struct linter {
	const struct settings *settings;
	struct output *output;
	struct tally tally;
	struct offers *offers;
	struct verdicts *verdicts; /* of the thread; from the desk */
	struct message message;
	/* Of the message at hand, as soon as something is found on it. */
	uint32_t sender;
	bool has_sender;
	/* What was found on it; none where only their number is asked for. */
	struct finding *found;
	size_t count, room;
	/* The same in the order of the bytes. */
	struct report *reports;
	size_t report_count, report_room;
};

void linter_start(struct linter *linter, const struct settings *settings,
                  struct output *output);
void linter_end(struct linter *linter);

void lint_message(struct linter *linter, const struct piece *piece);
/* A file that is a session description and nothing else. */
void lint_description(struct linter *linter, struct input *input);
void lint_skipped(struct linter *linter, const struct seen *seen);
/* That every line of a file ends in LF alone: said once. */
void lint_line_ends(struct linter *linter, struct input *input);

/* Whether findings by this rule are asked for. */
bool is_told(const struct settings *settings,
             const struct zsip_rule_info *rule);
/* A report on a rule, with its severity. */
struct report report_of(const struct settings *settings,
                        const struct zsip_rule_info *rule,
                        const struct seen *seen);
/* Count a report on a message.
 * @param agent  as in struct message */
void lint_count(struct linter *linter, const struct zsip_rule_info *rule,
                const struct seen *seen, struct zsip_slice agent);

#endif
