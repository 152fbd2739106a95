/*
 * The bytes of a message, coloured by what they are.
 */
#ifndef SIPLINT_CANVAS_H
#define SIPLINT_CANVAS_H

#include <jansson.h>

#include "read/message.h"

/* In this order they are the script's: page.js, kinds. */
enum part_kind {
	PART_NONE,
	PART_START_LINE,
	PART_NAME,
	PART_VALUE,
	PART_URI,
	PART_PARAMETER,
	PART_BODY,
	PART_SDP_NAME,
	PART_BROKEN,
	PART_STRAY,
	PART_LINE_END
};
/* Beside the kind: bytes that are no text, made visible. */
#define PART_ESCAPED 16

struct canvas {
	const struct input *input;
	const char *bytes;
	size_t len;   /* of the message */
	size_t shown; /* of these, at most */
	unsigned char *kinds;
	bool *cuts; /* before which bytes a piece begins */
};

void canvas_open(struct canvas *canvas, const struct seen *seen);
void canvas_close(struct canvas *canvas);
/* Bytes of the message, as offsets in it; what is not shown is left out.
 * @return false if they lie elsewhere */
bool canvas_find(const struct canvas *canvas, struct zsip_slice slice,
                 size_t *start, size_t *end);
void canvas_cut(struct canvas *canvas, size_t start, size_t end);
void canvas_paint(struct canvas *canvas, struct zsip_slice slice,
                  enum part_kind kind);
/* [offset, kind, "text", offset, ...] */
json_t *canvas_pieces(const struct canvas *canvas);

#endif
