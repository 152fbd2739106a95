/*
 * All messages that there are: those of the benchmark, of the example call and
 * of the vectors, and the published ones where they lie.
 */

#ifndef ZSIP_TESTS_CORPUS_H
#define ZSIP_TESTS_CORPUS_H

#include <stddef.h>

struct corpus_message {
	char *name;
	char *data;
	size_t len;
};

struct corpus {
	struct corpus_message *messages;
	size_t count;
	size_t longest;
};

/** Read them; prints what is not there.  Ends the program if a file that is
 *  there cannot be read. */
void corpus_open(struct corpus *corpus);

/** Read all session descriptions instead: those of tests/vectors/sdp/real, and
 *  the ones that are the body, or a part of it, of one of the messages. */
void corpus_open_descriptions(struct corpus *corpus);

void corpus_close(struct corpus *corpus);

#endif
