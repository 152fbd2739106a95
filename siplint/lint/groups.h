/*
 * Equal findings, counted: of one rule and severity, in messages of one user
 * agent that came from one source.
 */
#ifndef SIPLINT_GROUPS_H
#define SIPLINT_GROUPS_H

#include "base/base.h"

/* No more groups are told apart, nor agents and sources of more bytes. */
#define MAX_GROUPS     65536
#define MAX_NAME_BYTES ((size_t)16 << 20)

/* Who sent a message; that of all who came too late to be told apart. */
#define SENDER_OTHERS 0

struct group {
	size_t rule; /* of rule_at() */
	enum zsip_severity severity;
	bool is_others;
	struct zsip_slice agent; /* absent where none was named */
	struct zsip_slice source;
	size_t count;
};

struct groups *groups_start(void);
void groups_end(struct groups *groups);
/* @return a number for groups_add() */
uint32_t groups_sender(struct groups *groups, struct zsip_slice agent,
                       struct zsip_slice source);
/* Whether a sender is of this agent; not to be asked of SENDER_OTHERS. */
bool groups_is_agent(const struct groups *groups, uint32_t sender,
                     struct zsip_slice agent);
void groups_add(struct groups *groups, size_t rule, enum zsip_severity severity,
                uint32_t sender, size_t count);
/* Add what others have counted. */
void groups_merge(struct groups *groups, const struct groups *others);
/* The worst first, then the most frequent.
 * @return to be freed; its names live as long as the groups */
struct group *groups_sorted(const struct groups *groups, size_t *count);

#endif
