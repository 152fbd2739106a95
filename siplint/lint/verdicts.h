/*
 * What was found lately: the same bytes, sent again or passed on, break the
 * same rules.
 */
#ifndef SIPLINT_VERDICTS_H
#define SIPLINT_VERDICTS_H

#include "base/base.h"
#include "zsip_check.h"

enum { PLEA_PARTS = 8 };

/* Of two kinds, two things are asked of the parts: of a description by its
 * role. */
enum { PLEA_MESSAGE, PLEA_DESCRIPTION };

/* All that a verdict depends on. */
struct plea {
	const char *start; /* of what offsets of findings count from */
	struct zsip_slice parts[PLEA_PARTS];
	size_t count;
	uint64_t quirks; /* that are allowed */
	unsigned kind;
	uint64_t hash; /* of plea_close() */
};

struct verdicts;

/* On one plea; it lasts until the next one is begun. */
struct verdict;

struct verdicts *verdicts_start(void);
void verdicts_end(struct verdicts *verdicts);
/* A plea is started, gets its parts, and is closed. */
void plea_start(struct plea *plea, unsigned kind, const char *start,
                uint64_t quirks);
void plea_add(struct plea *plea, struct zsip_slice part);
void plea_close(struct plea *plea);
/* Tell what was found on such a plea before.
 * @return false if nobody knows */
bool verdicts_tell(const struct verdicts *verdicts, const struct plea *plea,
                   void (*report)(void *user,
                                  const struct zsip_finding *finding),
                   void *user);
/* One for what is found now, in place of an old one.
 * @return NULL for what is too long to be kept */
struct verdict *verdict_begin(struct verdicts *verdicts,
                              const struct plea *plea);
/* @param verdict  may be NULL */
void verdict_add(struct verdict *verdict, const struct plea *plea,
                 const struct zsip_finding *finding);

#endif
