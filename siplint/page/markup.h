/*
 * Text in HTML and SVG.  What comes from a message is hostile: it is made
 * visible as on a terminal, and nothing of it is left that a browser would act
 * on.
 */
#ifndef SIPLINT_MARKUP_H
#define SIPLINT_MARKUP_H

#include "base/show.h"

/* A text that is put together before its length is known. */
struct words {
	FILE *file;
	char *text;
	size_t size;
};

void words_open(struct words *words);
void words_close(struct words *words);
/* Begin anew: what is written to words->file is the text. */
void words_start(struct words *words);
/* @return what was written; it lives until the next start */
struct zsip_slice words_end(struct words *words);

/* Bytes, made visible; for text and for attributes in double quotes. */
void markup_text(FILE *out, struct zsip_slice text);
/* Text that is visible already. */
void markup_shown(FILE *out, struct zsip_slice shown);
/* In no more than `room` cells. */
void markup_fitted(FILE *out, struct zsip_slice text, size_t room);

#endif
