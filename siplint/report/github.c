/*
 * Annotations of a workflow run on GitHub: its workflow commands.
 */
#include "base/show.h"
#include "report/formats.h"
#include "report/where.h"
#include <stdlib.h>
#include <string.h>

/* What a command would act on, beside control bytes. */
#define IN_TEXT     "%"
#define IN_PROPERTY "%:,"

static void escape(FILE *out, const char *text, const char *special)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < ' ' ||
		    strchr(special, *text) != NULL)
			fprintf(out, "%%%02X", (unsigned char)*text);
		else
			fputc(*text, out);
	}
}

static const char *level_of(enum zsip_severity severity)
{
	return severity == ZSIP_SEVERITY_NOTE ? "notice"
	                                      : zsip_severity_name(severity);
}

/* What a function prints, on one line. */
struct line {
	char *text;
	size_t len;
	FILE *out;
};

static void open_line(struct line *line)
{
	line->out = open_memstream(&line->text, &line->len);
	if (line->out == NULL)
		die_of_memory();
}

static void close_line(struct line *line, FILE *out)
{
	if (fclose(line->out) != 0)
		die_of_memory();
	escape(out, line->text, IN_TEXT);
	free(line->text);
}

static void print_other(FILE *out, const struct report *report)
{
	const struct input *input = report->other.seen->input;
	struct where where = where_is(&report->other);

	fputs("; ", out);
	other_print(out, report);
	fputs(", ", out);
	show_text(out, zsip_slice_from(input->name));
	if (!input->is_message)
		fprintf(out, ":%zu:%zu", where.line, where.column);
	seen_print(out, report->other.seen, &where);
}

static void print_text(FILE *out, const struct report *report,
                       const struct where *where)
{
	struct line line;

	open_line(&line);
	report_print(line.out, report);
	seen_print(line.out, report->spot.seen, where);
	if (report->other.seen != NULL)
		print_other(line.out, report);
	close_line(&line, out);
}

static void print_report(FILE *out, const struct report *report,
                         struct mark *mark)
{
	struct where where = where_find(&report->spot, mark);
	const struct input *input = report->spot.seen->input;

	fprintf(out, "::%s file=", level_of(report->severity));
	escape(out, input->name, IN_PROPERTY);
	/* A capture has no lines. */
	if (!input->is_message)
		fprintf(out, ",line=%zu,col=%zu", where.line, where.column);
	fprintf(out, ",title=%s::", report->rule->name);
	print_text(out, report, &where);
	fputc('\n', out);
}

static void tell_trouble(struct output *output, const char *name,
                         const char *what)
{
	fputs("::error file=", output->file);
	escape(output->file, name, IN_PROPERTY);
	fputs("::", output->file);
	escape(output->file, what, IN_TEXT);
	fputc('\n', output->file);
}

const struct format format_github = {
        .name = "github",
        .report = print_report,
        .message = output_message,
        .finding = output_finding,
        .call_finding = output_call_finding,
        .trouble = tell_trouble,
};
