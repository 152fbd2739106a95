/*
 * Bytes that messages lie in: a file, or what a capture carried.
 */
#ifndef SIPLINT_INPUT_H
#define SIPLINT_INPUT_H

#include <stdatomic.h>

#include "read/place.h"

/* An offset, and the line that it is in. */
struct mark {
	size_t at, line, line_start;
};

/* Who wants to know how far it is: called now and then. */
struct watcher {
	void (*passed)(void *user, size_t offset);
	void *user;
};

struct input {
	const char *name;  /* of the file, to be shown */
	const char *bytes; /* mapped, or of just this length */
	size_t len;
	bool lf;         /* every line ends in LF alone */
	uint64_t quirks; /* that are allowed in it */
	/* It is there as long as it has some; of any thread. */
	atomic_size_t users;
	bool is_mapped;
	bool is_message;    /* of messages of a capture, and not its file */
	struct input *file; /* whose bytes these are; NULL where they are own */
	size_t passed;      /* what of it was given back */
	const struct watcher *watcher; /* NULL for nobody */
};

/* A message where it was seen. */
struct seen {
	struct input *input;
	size_t start, end;
	struct mark mark; /* of its start */
	struct place place;
};

/* @param path  "-" for standard input
 * @return NULL if it cannot be read; errno says why.  Input that nobody needs
 *         any longer is dropped as often as it was opened and kept. */
struct input *input_open(const char *path);
/* One message of a capture: a copy of its bytes.
 * @param file  that it comes from, for its name and quirks */
struct input *input_of_message(const struct input *file,
                               struct zsip_slice bytes);
/* A capture as that in which its messages lie, which are not copied then.
 * @return NULL for one that is not mapped */
struct input *input_of_capture(struct input *file);
void input_keep(struct input *input);
void input_drop(struct input *input);
/* Whether many messages lie in it: who has several of them keeps it once, for
 * all threads would wait for its count. */
static inline bool input_is_shared(const struct input *input)
{
	return !input->is_message || input->file != NULL;
}
/* What stands before an offset will hardly be looked at again. */
void input_pass(struct input *input, size_t offset);
/* The line, from 1, and where it begins.  A mark moves on, so that who asks in
 * the order of lines has no byte counted twice. */
size_t input_locate(const struct input *input, struct mark *mark, size_t offset,
                    size_t *line_start);

#endif
