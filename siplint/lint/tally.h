/*
 * What was counted: findings by severity, and for --summary by rule, by what
 * sent the message and from where.
 */
#ifndef SIPLINT_TALLY_H
#define SIPLINT_TALLY_H

#include "lint/groups.h"
#include "lint/report.h"

/* More troubles are counted, and not kept. */
#define MAX_TROUBLES 256

/* What went wrong with an input. */
struct trouble {
	char *name, *what;
};

struct tally {
	size_t files, messages;
	size_t left_out; /* messages that were not asked for */
	size_t troubles; /* with inputs */
	struct trouble *kept;
	size_t kept_count;
	size_t by_rule[MAX_RULES];
	size_t by_severity[ZSIP_SEVERITY_ERROR + 1];
	size_t total;
	struct groups *groups; /* NULL where nobody asks for them */
};

/* @param has_groups  whether equal findings are to be counted together */
void tally_start(struct tally *tally, bool has_groups);
void tally_end(struct tally *tally);
/* Who sent a message, for tally_add(): looked up once, and only where something
 * was found on it.
 * @param agent  as in struct message; absent where there is none */
uint32_t tally_sender(struct tally *tally, struct zsip_slice agent,
                      const struct seen *seen);
void tally_add(struct tally *tally, const struct zsip_rule_info *rule,
               enum zsip_severity severity, uint32_t sender);
void tally_trouble(struct tally *tally, const char *name, const char *what);
/* Add what another one has counted. */
void tally_merge(struct tally *tally, const struct tally *other);

#endif
