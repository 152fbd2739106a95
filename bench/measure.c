#define _GNU_SOURCE

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness.h"

enum {
	SAMPLE_NS = 10 * 1000 * 1000, /* a sample lasts at least this */
	SLICE_NS = 250 * 1000,        /* between two looks at the clock */
	MAX_SAMPLES = 512,
	SUBJECT_PAIRS = 3 /* the first parser's pairs in a round */
};

volatile uintptr_t bench_sink;

/* What is timed. */
struct subject {
	struct work work;
	struct cell *cell;
	unsigned long slice; /* passes between two looks at the clock */
	unsigned pairs;      /* in a round */
	size_t samples;
	double ns[MAX_SAMPLES];
	double ratio[MAX_SAMPLES];
};

struct session {
	struct subject subjects[MAX_PARSERS * BENCH_LEVELS * MODES];
	size_t count;
	struct subject yardsticks[SETS][MODES];
	double until; /* when the last round ends, wall clock */
};

static bool walk_lines(const char *msg, size_t len)
{
	const char *p = msg, *end = msg + len;
	size_t lines = 0;

	while (p < end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));

		if (!newline)
			break;
		lines++;
		p = newline + 1;
	}
	bench_sink += lines;
	return lines > 0;
}

const struct bench_parser yardstick_parser = {
        .name = "memchr",
        .run = {walk_lines},
};

static double now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
	if (count == 0)
		return 0;
	qsort(values, count, sizeof(*values), ascending);
	return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

/*
 * Time of this thread alone: on a busy machine the wall clock would count
 * whoever else ran meanwhile.
 */
static double sample(const struct subject *subject)
{
	double start = now(CLOCK_THREAD_CPUTIME_ID), spent;
	unsigned long passes = 0;

	do {
		bench_sink += bench_loop(&subject->work, subject->slice);
		passes += subject->slice;
		spent = now(CLOCK_THREAD_CPUTIME_ID) - start;
	} while (spent < SAMPLE_NS);
	return spent / (double)passes;
}

/* Also what makes code, data and branches warm. */
static void calibrate(struct subject *subject)
{
	double spent = 0;
	unsigned long slice = 1;

	for (; slice < 1ul << 20; slice *= 2) {
		double start = now(CLOCK_THREAD_CPUTIME_ID);

		bench_sink += bench_loop(&subject->work, slice);
		spent = now(CLOCK_THREAD_CPUTIME_ID) - start;
		if (spent >= SLICE_NS)
			break;
	}
	subject->slice = slice;
}

static void refuse(struct cell *cell, size_t index, const char *fault)
{
	if (cell->refused++ != 0)
		return;
	cell->first_refused = index;
	cell->fault = fault;
}

/* Also what was sent, so that nobody is timed doing nothing. */
static bool check(struct subject *subject)
{
	struct work *work = &subject->work;
	size_t bad = work_open(work);

	if (bad < work->corpus->count) {
		refuse(subject->cell, bad, NULL);
		return false;
	}
	sent_keep(true);
	for (size_t i = 0; i < work->corpus->count; i++) {
		const struct message *msg = &work->corpus->messages[i];
		bool good = work_do(work, msg);
		const char *fault = sent_fault(work->level, msg);

		if (!good || fault)
			refuse(subject->cell, i, good ? fault : NULL);
	}
	sent_keep(false);
	return subject->cell->refused == 0;
}

static bool choose(const struct bench_parser *parser)
{
	return !parser->select || parser->select(parser->form);
}

static void add_subject(struct session *session, struct cell *cell,
                        const struct bench_parser *parser, int level,
                        const struct corpus *corpus)
{
	struct subject *subject = &session->subjects[session->count];

	subject->work = (struct work){parser, level, corpus, NULL};
	subject->cell = cell;
	subject->pairs = parser == parser_at(0) ? SUBJECT_PAIRS : 1;
	if (!check(subject)) {
		work_close(&subject->work);
		return;
	}
	calibrate(subject);
	session->count++;
}

static bool is_wished(const struct wish *wish, int level, int mode)
{
	return (wish->level == BENCH_LEVELS || wish->level == level) &&
	       (wish->mode == MODES || wish->mode == mode);
}

/* True if the parser was set up, whether or not anything is to be timed. */
static bool add_parser(struct session *session, const struct wish *wish,
                       const struct bench_parser *parser,
                       struct corpus (*corpora)[MODES],
                       struct cell (*cells)[MODES])
{
	if (wish->parser && strcmp(wish->parser, parser->name) != 0)
		return false;
	if (parser->setup && !parser->setup())
		return false;
	if (!choose(parser))
		return true;
	for (int i = 0; i < BENCH_LEVELS * MODES; i++) {
		int level = i / MODES, mode = i % MODES;
		const struct corpus *corpus = &corpora[set_of(level)][mode];

		if (has_level(parser, level) && corpus->count > 0 &&
		    is_wished(wish, level, mode))
			add_subject(session, &cells[level][mode], parser, level,
			            corpus);
	}
	return true;
}

static void add_yardsticks(struct session *session,
                           struct corpus (*corpora)[MODES])
{
	for (int i = 0; i < SETS * MODES; i++) {
		struct subject *yardstick =
		        &session->yardsticks[i / MODES][i % MODES];

		yardstick->work.parser = &yardstick_parser;
		yardstick->work.corpus = &corpora[i / MODES][i % MODES];
		if (corpora[i / MODES][i % MODES].count > 0)
			calibrate(yardstick);
	}
}

static void keep(struct subject *subject, double ns, double ratio)
{
	if (subject->samples == MAX_SAMPLES)
		return;
	subject->ns[subject->samples] = ns;
	subject->ratio[subject->samples++] = ratio;
}

static enum mode mode_of(const struct subject *subject)
{
	return subject->work.corpus->variants > 0 ? COLD : WARM;
}

/* The parser's sample and the yardstick's, one right after the other. */
static void take_pair(struct session *session, struct subject *subject)
{
	struct subject *yardstick =
	        &session->yardsticks[set_of(subject->work.level)]
	                            [mode_of(subject)];
	double mine, theirs;

	if (!choose(subject->work.parser))
		return;
	mine = sample(subject);
	theirs = sample(yardstick);
	keep(subject, mine, mine / theirs);
	keep(yardstick, theirs, 1);
}

/*
 * Round after round through all subjects, so that whatever the machine does
 * meanwhile falls on all of them.  The first round is always finished.
 */
static unsigned take_rounds(struct session *session)
{
	unsigned rounds = 0;

	for (;; rounds++) {
		for (size_t i = 0; i < SUBJECT_PAIRS * session->count; i++) {
			struct subject *subject =
			        &session->subjects[i % session->count];

			if (rounds > 0 && now(CLOCK_MONOTONIC) > session->until)
				return rounds;
			if (i / session->count < subject->pairs)
				take_pair(session, subject);
		}
		if (now(CLOCK_MONOTONIC) > session->until)
			return rounds + 1;
	}
}

/* A cold pass has other bytes than a warm one: give time for as many. */
static double normalise(const struct corpus *corpora, int mode, double ns)
{
	return ns * (double)corpora[WARM].bytes / (double)corpora[mode].bytes;
}

static void conclude_yardstick(struct subject *yardstick,
                               const struct corpus *corpora, double *ns)
{
	if (yardstick->work.corpus->count == 0)
		return;
	if (yardstick->samples == 0)
		keep(yardstick, sample(yardstick), 1);
	*ns = normalise(corpora, mode_of(yardstick),
	                median(yardstick->ns, yardstick->samples));
}

static void conclude(struct session *session, struct corpus (*corpora)[MODES],
                     struct report *report)
{
	for (size_t i = 0; i < session->count; i++) {
		struct subject *subject = &session->subjects[i];
		enum set set = set_of(subject->work.level);

		subject->cell->ns =
		        normalise(corpora[set], mode_of(subject),
		                  median(subject->ns, subject->samples));
		subject->cell->ratio = median(subject->ratio, subject->samples);
		work_close(&subject->work);
	}
	for (int i = 0; i < SETS * MODES; i++)
		conclude_yardstick(&session->yardsticks[i / MODES][i % MODES],
		                   corpora[i / MODES],
		                   &report->yardstick[i / MODES][i % MODES]);
}

/* Each process on another of the CPUs it may use, as one may be busier. */
static void pin(unsigned process)
{
	cpu_set_t allowed, one;
	unsigned count, seen = 0;

	if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
		return;
	count = (unsigned)CPU_COUNT(&allowed);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &allowed) || seen++ != process % count)
			continue;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		sched_setaffinity(0, sizeof(one), &one);
		return;
	}
}

void measure(const struct wish *wish, struct corpus (*corpora)[MODES],
             unsigned process, struct report *report)
{
	static struct session session;
	bool ready[MAX_PARSERS] = {false};
	const struct bench_parser *parser;

	session.until =
	        now(CLOCK_MONOTONIC) + wish->seconds * 1e9 / wish->processes;
	pin(process);
	for (unsigned i = 0; (parser = parser_at(i)) != NULL; i++)
		ready[i] = add_parser(&session, wish, parser, corpora,
		                      report->cells[i]);
	add_yardsticks(&session, corpora);
	if (session.count > 0)
		report->rounds = take_rounds(&session);
	conclude(&session, corpora, report);
	for (unsigned i = 0; (parser = parser_at(i)) != NULL; i++)
		if (ready[i] && parser->teardown)
			parser->teardown();
}
