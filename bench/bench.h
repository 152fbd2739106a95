#ifndef ZSIP_BENCH_H
#define ZSIP_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a parser is asked for.  Every level includes the one before it.
 *
 * T (table): start line; identity, name and value bounds of every header
 *   field; end of the headers; Content-Length read and the body bounded.
 * C (core): Request-URI, top Via, From, To, Call-ID, CSeq, Max-Forwards,
 *   Content-Length, Content-Type, first Contact and first Route as values,
 *   and every Via and every Contact with its URI and its parameters, the
 *   URI's as well, name by name.
 * F (full): every header for which the library has a typed parser, list
 *   headers to their end; and where the Content-Type is application/sdp and
 *   there is a body, the session description (BENCH_SDP): every line of it
 *   cut, and every attribute that the library types, media by media.
 *
 * A library that parses more than a level asks for is timed doing so: the
 * level says what has to be there afterwards.
 */
#define BENCH_LEVEL_LIST(LEVEL) LEVEL(T) LEVEL(C) LEVEL(F)

#define BENCH_LEVEL_ID(name) BENCH_##name,
enum bench_level { BENCH_LEVEL_LIST(BENCH_LEVEL_ID) BENCH_LEVELS };

/*
 * Whether F has the session description: the one switch for all adapters, so
 * that F means the same for all of them.
 */
#ifndef BENCH_SDP
#define BENCH_SDP 1
#endif

/**
 * Parse one message and let go of it again.
 *
 * The message is read-only and does not end in NUL.  What was read has to
 * end in bench_sink, so that no compiler can leave the reading out.
 *
 * @return whether the library could read all that the level asks for
 */
typedef bool bench_run(const char *msg, size_t len);

/**
 * One parser of the comparison.  An adapter gives an array of them that ends
 * with a NULL name; an adapter whose library is not there gives only the end.
 */
struct bench_parser {
	const char *name;

	/** Handed to select(); NULL is what the library chooses by itself. */
	const char *form;

	/** Once per process, may be NULL; false leaves the parser out. */
	bool (*setup)(void);

	/**
	 * Before each sample and never timed, may be NULL: the parsers of one
	 * adapter take turns within a process.  False: this machine does not
	 * have the form, so the parser is left out.
	 */
	bool (*select)(const char *form);

	/** NULL where the library has no such level. */
	bench_run *run[BENCH_LEVELS];

	/** Once per process and only after setup() said true, may be NULL. */
	void (*teardown)(void);
};

/* The order of the output.  The first one is compared with the others. */
#define BENCH_ADAPTER_LIST(ADAPTER)                                            \
	ADAPTER(zsip)                                                          \
	ADAPTER(osip2)                                                         \
	ADAPTER(sofia)                                                         \
	ADAPTER(re)

#define BENCH_ADAPTER_DECLARE(name)                                            \
	extern const struct bench_parser bench_##name[];
BENCH_ADAPTER_LIST(BENCH_ADAPTER_DECLARE)

/** Where adapters put a digest of what they have read. */
extern volatile uintptr_t bench_sink;

#endif
