/*
 * Where findings go.  A format is a row of functions; any of them may be NULL.
 */
#ifndef SIPLINT_OUTPUT_H
#define SIPLINT_OUTPUT_H

#include "lint/report.h"
#include "lint/tally.h"
#include "settings.h"

struct call;

struct output {
	FILE *file;
	const struct format *format;
	const struct settings *settings;
	/* Whether anything was written: of formats whose records have commas
	 * between them. */
	bool has_records;
	/* Of a part of an output: nothing was written to it yet; it begins with
	 * what stands apart from what is before it. */
	bool is_fresh, wants_gap;
	void *own;    /* of the format, from its begin to its end */
	bool trouble; /* it cannot hold what was asked for */
};

struct format {
	const char *name;
	/* A ladder is wanted though nobody asked for one: calls are followed.
	 */
	bool draws_calls;
	/* It keeps what it is told until its end: one thread is enough. */
	bool is_serial;
	/* What must stand between two records. */
	const char *separator;
	void (*begin)(struct output *output);
	/* One finding: of formats that tell them one by one, by
	 * output_message() and those behind it.
	 * @param mark  stands at or before the finding, and moves there */
	void (*report)(FILE *out, const struct report *report,
	               struct mark *mark);
	/* A message, and all that was found on it by itself. */
	void (*message)(struct output *output, struct message *message,
	                const struct report *reports, size_t count);
	/* What was found on a file, or on bytes of no message. */
	void (*finding)(struct output *output, const struct report *report);
	/* What was found on a message in its call. */
	void (*call_finding)(struct output *output, const struct call *call,
	                     const struct report *report);
	/* No more messages come for it. */
	void (*call)(struct output *output, const struct call *call);
	/* What went wrong with an input. */
	void (*trouble)(struct output *output, const char *name,
	                const char *what);
	void (*end)(struct output *output, const struct tally *tally);
	/* That of --summary; NULL where there is none. */
	const struct format *summary;
};

/* For formats that tell findings one by one. */
void output_message(struct output *output, struct message *message,
                    const struct report *reports, size_t count);
void output_finding(struct output *output, const struct report *report);
void output_call_finding(struct output *output, const struct call *call,
                         const struct report *report);

/* Before a record: writes what separates it from the one before. */
void output_separate(struct output *output);

#endif
