/*
 * Findings in the manner of a C compiler: where, what, by which rule; then the
 * line with a caret under the byte.
 */
#include "base/show.h"
#include "flow/calls.h"
#include "report/formats.h"
#include "report/summary.h"
#include "report/where.h"
#include "tree/tree.h"
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

static void print_place(FILE *out, const struct spot *spot,
                        const struct where *where, enum paint color)
{
	paint(out, PAINT_BOLD);
	show_text(out, zsip_slice_from(spot->seen->input->name));
	if (spot->seen->place.frame != 0)
		fprintf(out, ":#%llu",
		        (unsigned long long)spot->seen->place.frame);
	fprintf(out, ":%zu:%zu: ", where->line, where->column);
	paint(out, PAINT_OFF);
	paint(out, color);
}

static void print_heading(FILE *out, const struct report *report,
                          const struct where *where)
{
	const struct zsip_rule_info *rule = report->rule;

	print_place(out, &report->spot, where,
	            paint_of_severity(report->severity));
	fprintf(out, "%s: ", zsip_severity_name(report->severity));
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
static const char *shown_end(const struct spot *spot, const char *from,
                             bool *is_whole)
{
	const struct seen *seen = spot->seen;
	const struct input *input = seen->input;
	const char *end =
	        input->bytes + (input->is_message ? seen->end : input->len);
	const char *start = input->bytes + spot->start;
	const char *lf, *text_end;

	*is_whole = (size_t)(end - start) <= 4 * WINDOW;
	if (!*is_whole)
		end = start + 4 * WINDOW;
	lf = start < end ? memchr(start, '\n', (size_t)(end - start)) : NULL;
	if (lf == NULL)
		return end;
	*is_whole = true;
	text_end = lf > from && lf[-1] == '\r' ? lf - 1 : lf;
	if (start >= text_end && spot->end > spot->start)
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
static void print_source(FILE *out, const struct spot *spot, const char *p,
                         struct marks *marks)
{
	bool is_whole, has_caret = false;
	const char *bytes = spot->seen->input->bytes;
	const char *start = bytes + spot->start;
	const char *stop = bytes + spot->end;
	const char *end = shown_end(spot, p, &is_whole);
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
static const char *window_start(const struct spot *spot, size_t line_start)
{
	const char *bytes = spot->seen->input->bytes, *p;

	if (spot->start - line_start <= SEEN_BEFORE)
		return bytes + line_start;
	p = bytes + spot->start - KEPT_BEFORE;
	for (size_t i = 0; i < 3 && ((unsigned char)*p & 0xc0) == 0x80; i++)
		p++;
	return p;
}

static void print_excerpt(FILE *out, const struct spot *spot,
                          const struct where *where, const char *label)
{
	const char *from = window_start(spot, where->line_start);
	struct marks marks = {.len = 0};

	if (from > spot->seen->input->bytes + where->line_start)
		memset(marks.text, ' ', marks.len = 3);
	fprintf(out, "%5zu |", where->line);
	print_source(out, spot, from, &marks);
	fputs("\n      | ", out);
	paint(out, PAINT_CARET);
	fwrite(marks.text, 1, marks.len, out);
	paint(out, PAINT_OFF);
	if (*label != '\0')
		fprintf(out, " %s", label);
	fputc('\n', out);
}

static bool is_one(uint64_t bits)
{
	return (bits & (bits - 1)) == 0;
}

static void print_quirks(FILE *out, uint64_t quirks)
{
	fputs("      = quirk: ", out);
	quirks_print(out, quirks);
	fputs(is_one(quirks) ? " accepts this\n" : " accept this together\n",
	      out);
}

/* When a message was seen, in UTC, and who sent it to whom. */
static void print_seen(FILE *out, const struct seen *seen,
                       const struct where *where)
{
	if (!place_is_known(&seen->place))
		return;
	fputs("      = ", out);
	place_print(out, &seen->place);
	fprintf(out, ", offset %zu\n", where->offset);
}

static void print_other(FILE *out, const struct report *report)
{
	struct where where = where_is(&report->other);

	print_place(out, &report->other, &where, PAINT_NOTE);
	fputs("note: ", out);
	paint(out, PAINT_OFF);
	other_print(out, report);
	fputc('\n', out);
	print_excerpt(out, &report->other, &where, "");
	print_seen(out, report->other.seen, &where);
}

static void print_report(FILE *out, const struct report *report,
                         struct mark *mark)
{
	struct where where = where_find(&report->spot, mark);

	print_heading(out, report, &where);
	print_excerpt(out, &report->spot, &where, report->label);
	print_seen(out, report->spot.seen, &where);
	if (report->code != 0)
		fprintf(out, "      = answer: %u %s\n", report->code,
		        report->reason);
	if (report->quirks != 0)
		print_quirks(out, report->quirks);
	if (report->number != 0) {
		fputs("      = in ", out);
		title_print(out, report->title, report->method, report->number);
		fputc('\n', out);
	}
	if (report->other.seen != NULL)
		print_other(out, report);
}

/* --- The format */

static void tell_message(struct output *output, struct message *message,
                         const struct report *reports, size_t count)
{
	if (output->settings->tree)
		tree_print(output->file, message);
	output_message(output, message, reports, count);
}

static bool is_drawn(const struct settings *settings, const struct call *call)
{
	return (settings->flow && settings->ladder == LADDER_ALL) ||
	       (settings->ladder == LADDER_FINDINGS && call_has_findings(call));
}

static void tell_call(struct output *output, const struct call *call)
{
	if (!is_drawn(output->settings, call))
		return;
	/* Apart from what stands before it, if anything does. */
	if (output->has_records || output->settings->tree)
		fputc('\n', output->file);
	else
		output->wants_gap = output->wants_gap || output->is_fresh;
	output->is_fresh = false;
	ladder_print(output->file, call);
	fputc('\n', output->file);
	output->has_records = false;
}

const struct format format_text = {
        .name = "text",
        .report = print_report,
        .message = tell_message,
        .finding = output_finding,
        .call_finding = output_call_finding,
        .call = tell_call,
        .summary = &summary_text,
};
