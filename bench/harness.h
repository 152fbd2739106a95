#ifndef ZSIP_BENCH_HARNESS_H
#define ZSIP_BENCH_HARNESS_H

#include "bench.h"

/* What the files of the harness share; adapters need only bench.h. */

enum {
	VARIANTS = 20, /* of each message, in the cold corpus */
	INVITE_VARIANTS =
	        70, /* of the one that is written from: as many bytes */
	CALL_VARIANTS = 100, /* of the call: the same */
	ORDERS = 8,          /* in which the cold corpus is visited */
	MAX_FILES = 64,
	MAX_MESSAGES = MAX_FILES * VARIANTS,
	MAX_MESSAGE = 16384,
	MAX_PARSERS = 16
};

enum mode { WARM, COLD, MODES };

/* All messages, for the levels that read; one INVITE, for those that write; the
 * messages of a call as one, for that which keeps a dialog. */
enum set { ALL, INVITE, CALL, SETS };

struct message {
	const char *text;
	size_t len;
	size_t index; /* in corpus->messages */
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

/** Fill `one` with the message that a file of `all` was; false: none. */
bool corpus_pick(struct corpus *one, const struct corpus *all,
                 const char *name);

/** Fill cold with variants of each message of warm, the same on every
 *  machine. */
bool corpus_vary(struct corpus *cold, const struct corpus *warm,
                 unsigned variants);

/** Fill `calls` with DIR's *.sip, one behind the other, as one; or with
 *  variants of them all if `variants` is not 0. */
bool corpus_join(struct corpus *calls, const char *dir, unsigned variants);

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
	size_t refused; /* messages; if any, nothing was timed */
	size_t first_refused;
	const char *fault; /* of what was sent for that one; NULL: none was */
	double ns;         /* a pass, for as many bytes as the warm one */
	double ratio;
};

struct report {
	struct cell cells[MAX_PARSERS][BENCH_LEVELS][MODES];
	double yardstick[SETS][MODES];
	unsigned rounds;
};

/** Every parser that was linked, by index; NULL behind the last. */
const struct bench_parser *parser_at(unsigned index);

/** Which corpus a level has. */
enum set set_of(int level);

/** The line walk with memchr() that everything is measured against; T alone. */
extern const struct bench_parser yardstick_parser;

/** One parser at one level over one corpus. */
struct work {
	const struct bench_parser *parser;
	int level;
	const struct corpus *corpus;
	void **requests; /* by message, for BENCH_respond */
};

/** Whether the library has a level. */
bool has_level(const struct bench_parser *parser, int level);

/** Parse the requests that respond begins with; for other levels nothing.
 *  @return the index of the first message that is refused; the count: none */
size_t work_open(struct work *work);

void work_close(struct work *work);

/** One message, as it is timed. */
bool work_do(const struct work *work, const struct message *msg);

/** The corpus again and again, also for instruction counts.
 *  @return how often a message was refused */
size_t bench_loop(const struct work *work, unsigned long passes);

/** Have bench_send() keep what it is given, or not. */
void sent_keep(bool keep);

/** What is wrong with what bench_send() kept since the last call, if `level`
 *  was asked for with `msg`; NULL: nothing. */
const char *sent_fault(int level, const struct message *msg);

/** Measure all that is wished for in this process. */
void measure(const struct wish *wish, struct corpus (*corpora)[MODES],
             unsigned process, struct report *report);

#endif
