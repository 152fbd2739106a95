/*
 * The ladder of a call in SVG: a column for each who takes part, a row for
 * each message.
 */
#ifndef SIPLINT_DRAWING_H
#define SIPLINT_DRAWING_H

#include "page/scene.h"

struct drawing {
	FILE *out;
	struct scene scene;
	struct words words;
	/* Rows can be chosen: in a page. */
	bool is_interactive;
	int left;  /* of the first column */
	int gap;   /* between two */
	int notes; /* where the annotations begin */
	int width, height;
	int head_height;
};

void drawing_open(struct drawing *drawing, FILE *out, const struct call *call);
void drawing_close(struct drawing *drawing);
/* What stands above the columns, from 0 to drawing->head_height. */
void drawing_heads(struct drawing *drawing);
/* The rows, from `top` to top + drawing->height. */
void drawing_rows(struct drawing *drawing, int top);

#endif
