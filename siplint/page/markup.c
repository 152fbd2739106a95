/*
 * Text in HTML and SVG.
 */
#include "page/markup.h"
#include <stdlib.h>
#include <string.h>

void words_open(struct words *words)
{
	words->text = NULL;
	words->file = open_memstream(&words->text, &words->size);
	if (words->file == NULL)
		die_of_memory();
}

void words_close(struct words *words)
{
	fclose(words->file);
	free(words->text);
}

void words_start(struct words *words)
{
	rewind(words->file);
}

struct zsip_slice words_end(struct words *words)
{
	if (fflush(words->file) != 0)
		die_of_memory();
	return (struct zsip_slice){words->text, words->size};
}

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void markup_shown(FILE *out, struct zsip_slice shown)
{
	const char *p = shown.ptr, *end = p + shown.len;

	for (; p < end; p++) {
		const char *name = entity(*p);

		if (name != NULL)
			fputs(name, out);
		else
			fputc(*p, out);
	}
}

void markup_text(FILE *out, struct zsip_slice text)
{
	const char *p = text.ptr, *end = slice_end_of(text);
	struct glyph glyph;

	while (p < end) {
		p = glyph_next(&glyph, p, end);
		markup_shown(out, zsip_slice_from(glyph.shown));
	}
}

void markup_fitted(FILE *out, struct zsip_slice text, size_t room)
{
	struct words words;

	words_open(&words);
	show_fitted(words.file, text, room);
	markup_shown(out, words_end(&words));
	words_close(&words);
}
