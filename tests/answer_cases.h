/*
 * Files of offers and answers; test_sdp_answer.c says what is in them.
 */

#ifndef ZSIP_TESTS_ANSWER_CASES_H
#define ZSIP_TESTS_ANSWER_CASES_H

#include "answering.h"
#include "guard.h"

enum { LINES = 400, MEDIA = 60, CODECS = 40, PARTS = 3 };

/** A case: up to three parts, each some lines, whose ends are NULs. */
struct acase {
	const char *title;
	char *lines[PARTS][LINES];
	size_t counts[PARTS], parts;
};

struct description {
	struct text text;
	struct zsip_sdp sdp;
	struct zsip_sdp_line lines[LINES];
	struct zsip_sdp_media media[MEDIA];
	struct guard guard;
};

/** A file, all of it, to be freed; ends in NUL. */
char *read_file(const char *path);

/** The next case; false at the end.  `*at` stands behind its title. */
bool next_case(struct acase *acase, char **at);

/** What an answer's line has behind itself, cut off; "" for nothing. */
const char *cut_marks(char *line);

/** Parse the lines as an offer or an answer, between guard pages. */
void open_description(struct description *d, bool answer, char *const *lines,
                      size_t count);

void close_description(struct description *d);

/** What is supported; `codecs` has room for CODECS, and like `support` it
 * points into the lines. */
void read_support(struct zsip_sdp_support *support,
                  struct zsip_sdp_codec *codecs, char *const *lines,
                  size_t count);

#endif
