/*
 * Bytes for the eye: what a terminal would act on, or not show at all, is made
 * visible; text in UTF-8 stays readable.
 */
#include "base/show.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TAB_STOP 8

static const char dots[] = "...";

struct range {
	uint32_t first, last;
};

/* Twice as wide as a letter: East Asian writing and pictographs. */
static const struct range wide[] = {
        {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},
        {0xa960, 0xa97c},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},
        {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
        {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

/* Drawn on the letter before. */
static const struct range combining[] = {
        {0x0300, 0x036f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
        {0x20d0, 0x20ff}, {0xfe20, 0xfe2f},
};

/* Controls, what has no form, and what turns the order of the text around. */
static const struct range unseen[] = {
        {0x0080, 0x009f}, {0x00ad, 0x00ad}, {0x061c, 0x061c},
        {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e},
        {0x2060, 0x206f}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},
        {0xfff0, 0xfffb}, {0xfffe, 0xffff}, {0xe0000, 0xe0fff},
};

#define IN(ranges, c) is_in(ranges, sizeof(ranges) / sizeof(*(ranges)), c)

static bool is_in(const struct range *ranges, size_t count, uint32_t c)
{
	for (size_t i = 0; i < count; i++) {
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	}
	return false;
}

/* How many bytes the sequence that begins with `byte` has, and the least
 * character that needs that many; 0 if none begins so. */
static size_t utf8_length(unsigned char byte, uint32_t *least)
{
	if (byte >= 0xc2 && byte <= 0xdf) {
		*least = 0x80;
		return 2;
	}
	if ((byte & 0xf0) == 0xe0) {
		*least = 0x800;
		return 3;
	}
	*least = 0x10000;
	return byte >= 0xf0 && byte <= 0xf4 ? 4 : 0;
}

/* @return the bytes of the character at p, 0 if it is not UTF-8 (RFC 3629) */
static size_t utf8_read(const char *p, const char *end, uint32_t *c)
{
	uint32_t least;
	size_t len = utf8_length((unsigned char)*p, &least);

	if (len == 0 || len > (size_t)(end - p))
		return 0;
	*c = (unsigned char)*p & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if (((unsigned char)p[i] & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | ((unsigned char)p[i] & 0x3f);
	}
	if (*c < least || *c > 0x10ffff || (*c >= 0xd800 && *c <= 0xdfff))
		return 0;
	return len;
}

static void set_shown(struct glyph *glyph, size_t bytes, const char *shown)
{
	glyph->bytes = bytes;
	glyph->cells = strlen(shown);
	memcpy(glyph->shown, shown, glyph->cells + 1);
}

static void read_control(struct glyph *glyph, unsigned char byte, size_t column)
{
	char shown[8] = "\\r";

	if (byte == '\t') {
		glyph->bytes = 1;
		glyph->cells = TAB_STOP - column % TAB_STOP;
		memset(glyph->shown, ' ', glyph->cells);
		glyph->shown[glyph->cells] = '\0';
		return;
	}
	if (byte == '\n')
		shown[1] = 'n';
	else if (byte != '\r')
		snprintf(shown, sizeof(shown), "\\x%02x", byte);
	set_shown(glyph, 1, shown);
}

static void read_character(struct glyph *glyph, const char *p, size_t len,
                           uint32_t c)
{
	char shown[16];

	if (IN(unseen, c)) {
		snprintf(shown, sizeof(shown), "\\u%04x", (unsigned)c);
		set_shown(glyph, len, shown);
		return;
	}
	memcpy(shown, p, len);
	shown[len] = '\0';
	set_shown(glyph, len, shown);
	glyph->cells = IN(wide, c) ? 2 : !IN(combining, c);
}

void glyph_read(struct glyph *glyph, const char *p, const char *end,
                size_t column)
{
	unsigned char byte = (unsigned char)*p;
	uint32_t c = byte;
	size_t len = 1;

	if (byte >= ' ' && byte < 0x7f) {
		glyph->bytes = glyph->cells = 1;
		glyph->shown[0] = *p;
		glyph->shown[1] = '\0';
		return;
	}
	if (byte >= 0x80)
		len = utf8_read(p, end, &c);
	if (len == 0 || byte < ' ' || byte == 0x7f)
		read_control(glyph, byte, column);
	else
		read_character(glyph, p, len, c);
}

const char *glyph_next(struct glyph *glyph, const char *p, const char *end)
{
	if (*p == '\t')
		set_shown(glyph, 1, "\\t");
	else
		glyph_read(glyph, p, end, 0);
	return p + glyph->bytes;
}

void show_text(FILE *out, struct zsip_slice text)
{
	const char *p = text.ptr, *end = slice_end_of(text);
	struct glyph glyph;

	while (p < end) {
		p = glyph_next(&glyph, p, end);
		fputs(glyph.shown, out);
	}
}

size_t count_cells(struct zsip_slice text)
{
	const char *p = text.ptr, *end = slice_end_of(text);
	struct glyph glyph;
	size_t cells = 0;

	while (p < end) {
		p = glyph_next(&glyph, p, end);
		cells += glyph.cells;
	}
	return cells;
}

/* Dots stand for what comes behind `head` cells and before the last `tail`. */
static size_t show_ends(FILE *out, struct zsip_slice text, size_t cells,
                        size_t head, size_t tail)
{
	const char *p = text.ptr, *end = slice_end_of(text);
	size_t before = 0, shown = sizeof(dots) - 1;
	bool is_cut = false;
	struct glyph glyph;

	while (p < end) {
		p = glyph_next(&glyph, p, end);
		if (before + glyph.cells <= head || before >= cells - tail) {
			fputs(glyph.shown, out);
			shown += glyph.cells;
		} else if (!is_cut) {
			fputs(dots, out);
			is_cut = true;
			head = 0;
		}
		before += glyph.cells;
	}
	return shown;
}

size_t show_fitted(FILE *out, struct zsip_slice text, size_t room)
{
	size_t cells = count_cells(text);

	if (cells <= room) {
		show_text(out, text);
		return cells;
	}
	room -= sizeof(dots) - 1;
	return show_ends(out, text, cells, room - room / 2, room / 2);
}

static bool in_color;

bool is_screen(FILE *out)
{
	const char *term = getenv("TERM");

	return term != NULL && strcmp(term, "dumb") != 0 && isatty(fileno(out));
}

/* https://no-color.org */
static bool may_color(FILE *out)
{
	const char *no_color = getenv("NO_COLOR");

	return (no_color == NULL || *no_color == '\0') && is_screen(out);
}

void paint_choose(enum color_choice choice, FILE *out)
{
	in_color = choice == COLOR_ALWAYS ||
	           (choice == COLOR_AUTO && may_color(out));
}

void paint(FILE *out, enum paint paint)
{
	static const char *const codes[] = {
	        [PAINT_OFF] = "\033[0m",      [PAINT_BOLD] = "\033[1m",
	        [PAINT_ERROR] = "\033[1;31m", [PAINT_WARNING] = "\033[1;35m",
	        [PAINT_NOTE] = "\033[1;36m",  [PAINT_CARET] = "\033[1;32m",
	        [PAINT_NAME] = "\033[36m",
	};

	if (in_color)
		fputs(codes[paint], out);
}

enum paint paint_of_severity(enum zsip_severity severity)
{
	switch (severity) {
	case ZSIP_SEVERITY_ERROR:
		return PAINT_ERROR;
	case ZSIP_SEVERITY_WARNING:
		return PAINT_WARNING;
	default:
		return PAINT_NOTE;
	}
}
