/*
 * Several threads: --jobs.
 *
 * What is written comes out in the order of the tasks.
 */
#ifndef SIPLINT_CREW_H
#define SIPLINT_CREW_H

#include "command/desk.h"

struct crew;

/* @param output  where all of it goes; of the caller's thread
 * @param threads that work, with the caller's
 * @param written called when something was written */
struct crew *crew_start(struct output *output, size_t threads,
                        void (*written)(void *user), void *user);
/* The task's input is kept as long as it takes. */
void crew_add(struct crew *crew, const struct task *task);
/* Until all that was added is done and written. */
void crew_wait(struct crew *crew);
/* What was counted in what is done: messages and findings alone. */
const struct tally *crew_progress(const struct crew *crew);
/* No more tasks come: all calls end.
 * @param tally   in and out: what was counted is added
 * @param losses  the same */
void crew_end(struct crew *crew, struct tally *tally,
              struct call_losses *losses);

#endif
