/*
 * One parser at one level over one corpus: what is timed, and nothing else.
 */
#include <stdlib.h>

#include "harness.h"

enum set set_of(int level)
{
	if (level == BENCH_call)
		return CALL;
	return level == BENCH_respond || level == BENCH_forward ? INVITE : ALL;
}

bool has_level(const struct bench_parser *parser, int level)
{
	return level == BENCH_respond ? parser->respond != NULL
	                              : parser->run[level] != NULL;
}

size_t work_open(struct work *work)
{
	const struct corpus *corpus = work->corpus;
	size_t i = 0;

	if (work->level != BENCH_respond)
		return corpus->count;
	work->requests = calloc(corpus->count, sizeof(*work->requests));
	if (!work->requests)
		return 0;
	for (; i < corpus->count; i++) {
		const struct message *msg = &corpus->messages[i];

		work->requests[i] = work->parser->request(msg->text, msg->len);
		if (!work->requests[i])
			break;
	}
	return i;
}

void work_close(struct work *work)
{
	if (!work->requests)
		return;
	for (size_t i = 0; i < work->corpus->count; i++)
		if (work->requests[i])
			work->parser->forget(work->requests[i]);
	free(work->requests);
	work->requests = NULL;
}

bool work_do(const struct work *work, const struct message *msg)
{
	if (work->level == BENCH_respond)
		return work->parser->respond(work->requests[msg->index]);
	return work->parser->run[work->level](msg->text, msg->len);
}

static size_t run_all(bench_run *run, const struct message *visit, size_t count)
{
	size_t refused = 0;

	for (size_t i = 0; i < count; i++)
		refused += !run(visit[i].text, visit[i].len);
	return refused;
}

static size_t respond_all(const struct work *work, const struct message *visit,
                          size_t count)
{
	bool (*respond)(void *) = work->parser->respond;
	size_t refused = 0;

	for (size_t i = 0; i < count; i++)
		refused += !respond(work->requests[visit[i].index]);
	return refused;
}

/* Not inlined, so that a profiler can be told to count this alone. */
__attribute__((noinline)) size_t bench_loop(const struct work *work,
                                            unsigned long passes)
{
	const struct corpus *corpus = work->corpus;
	size_t refused = 0;

	for (unsigned long i = 0; i < passes; i++) {
		const struct message *visit =
		        corpus->visits[i % corpus->orders];

		if (work->level == BENCH_respond)
			refused += respond_all(work, visit, corpus->count);
		else
			refused += run_all(work->parser->run[work->level],
			                   visit, corpus->count);
	}
	return refused;
}
