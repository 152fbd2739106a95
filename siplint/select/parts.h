/*
 * The parts of a message that paths name.
 */
#ifndef SIPLINT_PARTS_H
#define SIPLINT_PARTS_H

#include "select/path.h"

struct part {
	struct path path;
	/* Of the message at hand, filled by parts_collect(). */
	bool is_there;
	struct zsip_slice value; /* may be absent or empty all the same */
	char text[80];           /* of what has no bytes in the message */
};

/* Paths, each of them once. */
struct parts {
	struct part *list;
	size_t count;
};

/* @return the part's number, which stays
 * @param fault  is set for a path that is wrong */
size_t parts_add(struct parts *parts, struct zsip_slice path,
                 struct fault *fault);
void parts_free(struct parts *parts);
/* For one thread: what of the list changes with the messages. */
void parts_copy(struct parts *copy, const struct parts *parts);
/* Of several parts that a path names the first counts. */
void parts_collect(struct parts *parts, const struct message *message);

#endif
