/*
 * Findings in the manner of a C compiler: where, what, by which rule; then the
 * line with a caret under the byte.
 */
#include "siplint.h"
#include <string.h>

/* A longer line is shown in part: this much of it, in cells, and this much of
 * it before the caret, in bytes. */
#define WINDOW      150
#define SEEN_BEFORE 100
#define KEPT_BEFORE 50

/* The line under the source line.  A byte before the caret takes at most
 * eight cells. */
struct marks {
	char text[SEEN_BEFORE * 8 + WINDOW + 32];
	size_t len;
};

enum paint paint_of(const struct zsip_rule_info *rule)
{
	switch (rule->severity) {
	case ZSIP_SEVERITY_ERROR:
		return PAINT_ERROR;
	case ZSIP_SEVERITY_WARNING:
		return PAINT_WARNING;
	default:
		return PAINT_NOTE;
	}
}

static void print_place(FILE *out, const struct input *input, size_t line,
                        size_t column, enum paint color)
{
	paint(out, PAINT_BOLD);
	show_text(out, zsip_slice_from(input->name));
	fprintf(out, ":%zu:%zu: ", line, column);
	paint(out, PAINT_OFF);
	paint(out, color);
}

static void print_heading(FILE *out, const struct input *input, size_t line,
                          size_t column, const struct zsip_rule_info *rule)
{
	print_place(out, input, line, column, paint_of(rule));
	fprintf(out, "%s: ", zsip_severity_name(rule->severity));
	paint(out, PAINT_OFF);
	paint(out, PAINT_BOLD);
	fputs(rule->text, out);
	paint(out, PAINT_OFF);
	fprintf(out, " [%s, ", rule->name);
	rule_print_rfc(out, rule);
	fputs("]\n", out);
}

/* Where the line ends that is shown: its line end is part of it only if the
 * finding is about that.  What is too far to be shown is not looked at. */
static const char *shown_end(const struct input *input,
                             const struct report *report, const char *from,
                             bool *is_whole)
{
	const char *end = input->bytes + input->len;
	const char *start = input->bytes + report->start;
	const char *lf, *text_end;

	*is_whole = (size_t)(end - start) <= 4 * WINDOW;
	if (!*is_whole)
		end = start + 4 * WINDOW;
	lf = start < end ? memchr(start, '\n', (size_t)(end - start)) : NULL;
	if (lf == NULL)
		return end;
	*is_whole = true;
	text_end = lf > from && lf[-1] == '\r' ? lf - 1 : lf;
	if (start >= text_end && report->end > report->start)
		return lf + 1;
	return text_end;
}

static void mark(struct marks *marks, char mark)
{
	if (marks->len < sizeof(marks->text) - 1)
		marks->text[marks->len++] = mark;
}

/* The first cell of what a finding is about gets the caret. */
static void mark_glyph(struct marks *marks, const struct glyph *glyph,
                       bool has_start, bool inside)
{
	for (size_t i = 0; i < glyph->cells; i++) {
		if (has_start && i == 0)
			mark(marks, '^');
		else
			mark(marks, inside ? '~' : ' ');
	}
}

/* The source line, and what is to stand under it. */
static void print_source(FILE *out, const struct input *input,
                         const struct report *report, const char *p,
                         struct marks *marks)
{
	bool is_whole, has_caret = false;
	const char *start = input->bytes + report->start;
	const char *stop = input->bytes + report->end;
	const char *end = shown_end(input, report, p, &is_whole);
	struct glyph glyph;

	if (p < end)
		fputc(' ', out);
	if (marks->len != 0)
		fputs("...", out);
	while (p < end && (marks->len < WINDOW || p <= start)) {
		bool has_start;

		glyph_read(&glyph, p, end, marks->len);
		has_start = !has_caret && p + glyph.bytes > start &&
		            glyph.cells != 0;
		has_caret = has_caret || has_start;
		fputs(glyph.shown, out);
		mark_glyph(marks, &glyph, has_start, p >= start && p < stop);
		p += glyph.bytes;
	}
	if (p < end || !is_whole)
		fputs("...", out);
	if (!has_caret)
		mark(marks, '^');
	while (marks->len > 0 && marks->text[marks->len - 1] == ' ')
		marks->len--;
}

/* A line that is long to the left of the caret is cut there. */
static const char *window_start(const struct input *input,
                                const struct report *report, size_t line_start)
{
	const char *p;

	if (report->start - line_start <= SEEN_BEFORE)
		return input->bytes + line_start;
	p = input->bytes + report->start - KEPT_BEFORE;
	for (size_t i = 0; i < 3 && ((unsigned char)*p & 0xc0) == 0x80; i++)
		p++;
	return p;
}

static void print_excerpt(FILE *out, const struct input *input,
                          const struct report *report, size_t line,
                          size_t line_start)
{
	const char *from = window_start(input, report, line_start);
	struct marks marks = {.len = 0};

	if (from > input->bytes + line_start)
		memset(marks.text, ' ', marks.len = 3);
	fprintf(out, "%5zu |", line);
	print_source(out, input, report, from, &marks);
	fputs("\n      | ", out);
	paint(out, PAINT_CARET);
	fwrite(marks.text, 1, marks.len, out);
	paint(out, PAINT_OFF);
	if (report->label != NULL && *report->label != '\0')
		fprintf(out, " %s", report->label);
	fputc('\n', out);
}

static bool is_one(uint64_t bits)
{
	return (bits & (bits - 1)) == 0;
}

void text_report(FILE *out, const struct input *input, struct mark *mark,
                 const struct report *report)
{
	size_t line_start;
	size_t line = input_locate(input, mark, report->start, &line_start);

	print_heading(out, input, line, report->start - line_start + 1,
	              report->rule);
	print_excerpt(out, input, report, line, line_start);
	if (report->code != 0)
		fprintf(out, "      = answer: %u %s\n", report->code,
		        report->reason);
	if (report->quirks != 0) {
		fputs("      = quirk: ", out);
		quirks_print(out, report->quirks);
		fputs(is_one(report->quirks) ? " accepts this\n"
		                             : " accept this together\n",
		      out);
	}
}

void text_note(FILE *out, const struct input *input, struct mark *mark,
               const struct report *report)
{
	size_t line_start;
	size_t line = input_locate(input, mark, report->start, &line_start);

	print_place(out, input, line, report->start - line_start + 1,
	            PAINT_NOTE);
	fputs("note: ", out);
	paint(out, PAINT_OFF);
}

void text_excerpt(FILE *out, const struct input *input, struct mark *mark,
                  const struct report *report)
{
	size_t line_start;
	size_t line = input_locate(input, mark, report->start, &line_start);

	print_excerpt(out, input, report, line, line_start);
}
