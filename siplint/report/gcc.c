/*
 * One line a finding, as compilers have it, for editors.
 *
 * Of a capture the line is the frame, and the column counts from the first byte
 * of the message.
 */
#include "base/show.h"
#include "report/formats.h"
#include "report/where.h"

static void print_place(FILE *out, const struct spot *spot,
                        const struct where *where, const char *severity)
{
	unsigned long long frame = spot->seen->place.frame;

	show_text(out, zsip_slice_from(spot->seen->input->name));
	if (frame != 0)
		fprintf(out, ":%llu:%zu: ", frame, where->offset + 1);
	else
		fprintf(out, ":%zu:%zu: ", where->line, where->column);
	fprintf(out, "%s: ", severity);
}

static void print_other(FILE *out, const struct report *report)
{
	struct where where = where_is(&report->other);

	print_place(out, &report->other, &where, "note");
	other_print(out, report);
	seen_print(out, report->other.seen, &where);
	fputc('\n', out);
}

static void print_report(FILE *out, const struct report *report,
                         struct mark *mark)
{
	struct where where = where_find(&report->spot, mark);

	print_place(out, &report->spot, &where,
	            zsip_severity_name(report->severity));
	report_print(out, report);
	fprintf(out, " [%s]", report->rule->name);
	seen_print(out, report->spot.seen, &where);
	fputc('\n', out);
	if (report->other.seen != NULL)
		print_other(out, report);
}

const struct format format_gcc = {
        .name = "gcc",
        .report = print_report,
        .message = output_message,
        .finding = output_finding,
        .call_finding = output_call_finding,
};
