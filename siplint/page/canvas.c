/*
 * The bytes of a message, coloured by what they are.
 */
#include "page/canvas.h"
#include "base/show.h"
#include <stdlib.h>
#include <string.h>

/* What lies behind them is left out. */
enum { SHOWN_BYTES = 65536 };
/* Of one piece, about. */
enum { PIECE_TEXT = 1024 };

void canvas_open(struct canvas *canvas, const struct seen *seen)
{
	size_t len = seen->end - seen->start;
	size_t shown = len > SHOWN_BYTES ? SHOWN_BYTES : len;

	*canvas = (struct canvas){.input = seen->input,
	                          .bytes = seen->input->bytes + seen->start,
	                          .len = len,
	                          .shown = shown};
	canvas->kinds = must_resize(NULL, shown, 1);
	memset(canvas->kinds, PART_NONE, shown);
	canvas->cuts = must_resize(NULL, shown + 1, sizeof(bool));
	memset(canvas->cuts, 0, (shown + 1) * sizeof(bool));
}

void canvas_close(struct canvas *canvas)
{
	free(canvas->kinds);
	free(canvas->cuts);
}

bool canvas_find(const struct canvas *canvas, struct zsip_slice slice,
                 size_t *start, size_t *end)
{
	uintptr_t offset = (uintptr_t)slice.ptr - (uintptr_t)canvas->bytes;

	if (slice.ptr == NULL || offset > canvas->len ||
	    slice.len > canvas->len - offset)
		return false;
	*start = offset < canvas->shown ? offset : canvas->shown;
	*end = offset + slice.len < canvas->shown ? offset + slice.len
	                                          : canvas->shown;
	return true;
}

void canvas_cut(struct canvas *canvas, size_t start, size_t end)
{
	canvas->cuts[start] = canvas->cuts[end] = true;
}

void canvas_paint(struct canvas *canvas, struct zsip_slice slice,
                  enum part_kind kind)
{
	size_t start, end;

	if (!canvas_find(canvas, slice, &start, &end))
		return;
	memset(canvas->kinds + start, kind, end - start);
	canvas_cut(canvas, start, end);
}

/* --- Pieces */

static void append(json_t *pieces, size_t start, int kind, const char *text,
                   size_t len)
{
	json_array_append_new(pieces, json_integer((json_int_t)start));
	json_array_append_new(pieces, json_integer(kind));
	json_array_append_new(pieces, json_stringn(text, len));
}

/* @return the bytes of a line's end at `at`: 0 if none is there */
static size_t line_end(const struct canvas *canvas, size_t at)
{
	const char *p = canvas->bytes + at;

	if (*p == '\n')
		return 1;
	return *p == '\r' && at + 1 < canvas->shown && p[1] == '\n' ? 2 : 0;
}

/* One that is not like the others of the file is seen. */
static size_t add_line_end(const struct canvas *canvas, json_t *pieces,
                           size_t at)
{
	size_t bytes = line_end(canvas, at);
	const char *shown = bytes == 1 && !canvas->input->lf ? "\\n" : "";

	append(pieces, at, PART_LINE_END, shown, strlen(shown));
	return at + bytes;
}

/* The end of the bytes from `at` on that are alike. */
static size_t find_end(const struct canvas *canvas, size_t at)
{
	size_t end = at + 1;

	while (end < canvas->shown && !canvas->cuts[end] &&
	       canvas->kinds[end] == canvas->kinds[at] &&
	       line_end(canvas, end) == 0)
		end++;
	return end;
}

static bool is_escaped(const struct glyph *glyph, const char *p)
{
	return strlen(glyph->shown) != glyph->bytes ||
	       memcmp(glyph->shown, p, glyph->bytes) != 0;
}

/* The first of some bytes that are text, or that are none.
 * @return behind them */
static size_t add_piece(const struct canvas *canvas, json_t *pieces, size_t at,
                        size_t end)
{
	char text[PIECE_TEXT + sizeof(((struct glyph *)0)->shown)];
	const char *p = canvas->bytes + at, *stop = canvas->bytes + end, *next;
	struct glyph glyph;
	bool escaped = false;
	size_t len = 0;

	for (; p < stop && len < PIECE_TEXT; p = next) {
		next = glyph_next(&glyph, p, stop);
		if (len == 0)
			escaped = is_escaped(&glyph, p);
		else if (escaped != is_escaped(&glyph, p))
			break;
		memcpy(text + len, glyph.shown, strlen(glyph.shown));
		len += strlen(glyph.shown);
	}
	append(pieces, at, canvas->kinds[at] | (escaped ? PART_ESCAPED : 0),
	       text, len);
	return (size_t)(p - canvas->bytes);
}

json_t *canvas_pieces(const struct canvas *canvas)
{
	json_t *pieces = json_array();
	size_t at = 0;

	while (at < canvas->shown) {
		size_t end;

		if (line_end(canvas, at) != 0) {
			at = add_line_end(canvas, pieces, at);
			continue;
		}
		for (end = find_end(canvas, at); at < end;)
			at = add_piece(canvas, pieces, at, end);
	}
	return pieces;
}
