#ifndef ZSIP_BENCH_HARNESS_H
#define ZSIP_BENCH_HARNESS_H

#include "bench.h"

/* What the files of the harness share; adapters need only bench.h. */

enum {
	VARIANTS = 20, /* of each message, in the cold corpus */
	ORDERS = 8,    /* in which the cold corpus is visited */
	MAX_FILES = 64,
	MAX_MESSAGES = MAX_FILES * VARIANTS,
	MAX_MESSAGE = 16384,
	MAX_PARSERS = 16
};

enum mode { WARM, COLD, MODES };

struct message {
	const char *text;
	size_t len;
};

struct corpus {
	struct message messages[MAX_MESSAGES];
	struct message visits[ORDERS][MAX_MESSAGES];
	size_t count;
	size_t bytes;
	unsigned orders;
	unsigned variants; /* 0: the messages as they are */
	char names[MAX_FILES][64];
};

/** Read DIR's *.sip in the order of their names; says itself what failed. */
bool corpus_load(struct corpus *corpus, const char *dir);

/** Fill cold with variants of warm, the same on every machine. */
bool corpus_vary(struct corpus *cold, const struct corpus *warm);

/** A number that two runs over the same bytes agree on. */
uint64_t corpus_digest(const struct corpus *corpus);

/** Name a message for people: its file and, if varied, which variant. */
void corpus_name(const struct corpus *corpus, size_t index, char *name,
                 size_t size);

/** The next number of a PRNG that is the same on every machine. */
uint64_t next_random(uint64_t *state);

/**
 * Write a variant of msg: the same message with words, hosts and numbers of
 * other lengths.
 *
 * @return the variant's length, 0 if it does not fit
 */
size_t vary(const struct message *msg, uint64_t seed, char *out, size_t size);

/** What the command line asks for. */
struct wish {
	const char *parser; /* NULL: all */
	int level;          /* BENCH_LEVELS: all */
	int mode;           /* MODES: both */
	unsigned processes;
	double seconds; /* for all processes together */
};

/** One parser, level and mode as one process found it. */
struct cell {
	bool asked;     /* the parser is there and has the level */
	size_t refused; /* messages; if any, nothing was timed */
	size_t first_refused;
	double ns; /* a pass, for as many bytes as the warm one */
	double ratio;
};

struct report {
	struct cell cells[MAX_PARSERS][BENCH_LEVELS][MODES];
	double yardstick[MODES];
	unsigned rounds;
};

/** Every parser that was linked, by index; NULL behind the last. */
const struct bench_parser *parser_at(unsigned index);

/** The line walk with memchr() that everything is measured against. */
bool walk_lines(const char *msg, size_t len);

/** Parse the corpus again and again, for instruction counts. */
size_t bench_loop(bench_run *run, const struct corpus *corpus,
                  unsigned long passes);

/** Measure all that is wished for in this process. */
void measure(const struct wish *wish, const struct corpus *corpora,
             unsigned process, struct report *report);

#endif
