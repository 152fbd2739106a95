/*
 * Bytes for the eye.
 */
#ifndef SIPLINT_SHOW_H
#define SIPLINT_SHOW_H

#include "base/base.h"

/* One character of a text, made visible. */
struct glyph {
	size_t bytes; /* that it takes in the text */
	size_t cells; /* that it takes on the screen */
	char shown[16];
};

/* The character at p; tab stops count from `column`, from 0. */
void glyph_read(struct glyph *glyph, const char *p, const char *end,
                size_t column);
/* As glyph_read(), but that a tab is no blanks.
 * @return behind it */
const char *glyph_next(struct glyph *glyph, const char *p, const char *end);
void show_text(FILE *out, struct zsip_slice text);
/* That show_text() takes. */
size_t count_cells(struct zsip_slice text);
/* In no more than `room` cells, at least four: a longer text lacks its middle.
 * @return the cells taken */
size_t show_fitted(FILE *out, struct zsip_slice text, size_t room);

/* Whether it is a terminal that can do more than print. */
bool is_screen(FILE *out);

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

enum paint {
	PAINT_OFF,
	PAINT_BOLD,
	PAINT_ERROR,
	PAINT_WARNING,
	PAINT_NOTE,
	PAINT_CARET,
	PAINT_NAME
};
/* @param out  what may be a terminal */
void paint_choose(enum color_choice choice, FILE *out);
void paint(FILE *out, enum paint paint);
enum paint paint_of_severity(enum zsip_severity severity);

#endif
