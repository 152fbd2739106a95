/*
 * All files, one after the other: what is read goes to the linter, and from
 * there to the output.
 */
#include "command/run.h"
#include "flow/calls.h"
#include "lint/lint.h"
#include <errno.h>
#include <string.h>

struct run {
	const struct settings *settings;
	struct output output;
	struct linter linter;
	struct calls *calls;
	bool trouble; /* something could not be read */
	bool lost;    /* all of the file at hand */
};

static void complain_of_file(struct run *run, const char *name,
                             const char *what)
{
	/* In order with what is on stdout. */
	fflush(run->output.file);
	fputs("siplint: ", stderr);
	show_text(stderr, zsip_slice_from(name));
	fprintf(stderr, ": %s\n", what);
}

/* Files may hold messages of any calls, captures and logs hold calls. */
static bool is_followed(const struct run *run, const struct place *place)
{
	return run->settings->flow || run->output.format->draws_calls ||
	       place->has_time;
}

static void on_message(void *user, const struct piece *piece)
{
	struct run *run = user;

	lint_message(&run->linter, piece);
	if (is_followed(run, &piece->seen.place))
		calls_add(run->calls);
}

static void on_skipped(void *user, const struct seen *seen)
{
	struct run *run = user;

	lint_skipped(&run->linter, seen);
}

static void on_line_ends(void *user, struct input *input)
{
	struct run *run = user;

	lint_line_ends(&run->linter, input);
}

static void on_trouble(void *user, const struct input *file, const char *what,
                       bool is_fatal)
{
	struct run *run = user;

	complain_of_file(run, file->name, what);
	run->trouble = true;
	run->lost = run->lost || is_fatal;
}

static void on_remark(void *user, const struct input *file, const char *what)
{
	(void)user;
	(void)file;
	(void)what;
}

static void run_on_input(struct run *run, struct input *input)
{
	const struct sink sink = {.user = run,
	                          .message = on_message,
	                          .skipped = on_skipped,
	                          .line_ends = on_line_ends,
	                          .trouble = on_trouble,
	                          .remark = on_remark};

	run->lost = false;
	if (description_is_file(input))
		lint_description(&run->linter, input);
	else
		source_read(input, &run->settings->read, &sink);
	if (!run->lost)
		run->linter.tally.files++;
}

static void run_on_file(struct run *run, const char *path)
{
	struct input *input = input_open(path);

	if (input == NULL) {
		complain_of_file(run, path, strerror(errno));
		run->trouble = true;
		return;
	}
	input->quirks = run->settings->quirks;
	run_on_input(run, input);
	input_drop(input);
}

static bool is_failed(const struct settings *settings,
                      const struct tally *tally)
{
	for (int i = settings->fail_on; i <= ZSIP_SEVERITY_ERROR; i++) {
		if (tally->by_severity[i] != 0)
			return true;
	}
	return false;
}

int run(const struct settings *settings)
{
	struct run run = {.settings = settings,
	                  .output = {.file = stdout,
	                             .format = settings->format,
	                             .settings = settings}};
	const struct format *format = settings->format;
	bool failed;

	paint_choose(settings->color);
	linter_start(&run.linter, settings, &run.output);
	run.calls = calls_start(&run.linter);
	if (format->begin != NULL)
		format->begin(&run.output);
	for (int i = 0; i < settings->file_count; i++)
		run_on_file(&run, settings->files[i]);
	calls_end(run.calls);
	if (format->end != NULL)
		format->end(&run.output, &run.linter.tally);
	failed = is_failed(settings, &run.linter.tally);
	linter_end(&run.linter);
	if (run.trouble)
		return EXIT_TROUBLE;
	return failed ? EXIT_FINDINGS : EXIT_CLEAN;
}
