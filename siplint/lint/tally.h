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

/* A power of 2. */
#define RECENT_SENDERS 64

/* Who sent a message of late. */
struct recent_sender {
	struct endpoint source; /* with any port */
	uint32_t sender;        /* of groups_sender() */
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
	struct recent_sender recent[RECENT_SENDERS];
};

/* @param has_groups  whether equal findings are to be counted together */
void tally_start(struct tally *tally, bool has_groups);
void tally_end(struct tally *tally);
/* Who sent a message, for tally_add(): looked up once, and only where something
 * was found on it.
 * @param agent  as in struct message; absent where there is none */
uint32_t tally_sender(struct tally *tally, struct zsip_slice agent,
                      const struct seen *seen);
/* @param rule  of rule_index() */
void tally_add(struct tally *tally, size_t rule, enum zsip_severity severity,
               uint32_t sender);
void tally_trouble(struct tally *tally, const char *name, const char *what);
/* Add what another one has counted. */
void tally_merge(struct tally *tally, const struct tally *other);

#endif
