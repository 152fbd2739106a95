/*
 * All files, one after the other: what is read goes to the linter, and from
 * there to the output.
 */
#include "command/run.h"
#include "command/crew.h"
#include "command/files.h"
#include "command/progress.h"
#include "command/target.h"
#include "select/filter.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct run {
	const struct settings *settings;
	struct target target;
	struct output output;
	struct tally tally;
	struct desk desk;
	struct verdicts *verdicts;
	struct crew *crew; /* in place of the desk, with --jobs */
	size_t messages;   /* that were read */
	struct call_losses losses;
	struct progress progress;
	/* On a terminal that has the progress too: what is written waits here
	 * until the line is away. */
	char *text;
	size_t text_len;
	size_t skipped; /* files of directories, without SIP in them */
	bool lost;      /* all of the file at hand */
};

/* --- What is written, and where */

/* Nothing at all: --quiet. */
static const struct format format_none = {.name = "none"};

static void share_terminal(struct run *run)
{
	FILE *text = open_memstream(&run->text, &run->text_len);

	if (text == NULL)
		die_of_memory();
	run->output.file = text;
}

static bool output_start(struct run *run)
{
	const struct settings *settings = run->settings;
	struct target *target = &run->target;

	if (!target_open(target, settings->output))
		return false;
	paint_choose(settings->color, target->file);
	run->output = (struct output){
	        .file = target->file,
	        .format = settings->quiet ? &format_none : settings->format,
	        .settings = settings};
	if (run->progress.is_on && isatty(fileno(target->file)))
		share_terminal(run);
	return true;
}

/* What was written goes where the progress may have stood. */
static void settle(struct run *run)
{
	if (run->output.file == run->target.file ||
	    ftello(run->output.file) == 0)
		return;
	fflush(run->output.file);
	progress_erase(&run->progress);
	fwrite(run->text, 1, run->text_len, run->target.file);
	fflush(run->target.file);
	rewind(run->output.file);
}

/* From here on the terminal is the output's. */
static void end_progress(struct run *run)
{
	settle(run);
	progress_stop(&run->progress);
	if (run->output.file == run->target.file)
		return;
	fclose(run->output.file);
	free(run->text);
	run->output.file = run->target.file;
}

/* A line on stderr, in order with what is on stdout. */
static void say(struct run *run, const char *name, const char *what)
{
	settle(run);
	fflush(run->target.file);
	progress_erase(&run->progress);
	fputs("siplint: ", stderr);
	show_text(stderr, zsip_slice_from(name));
	fprintf(stderr, ": %s\n", what);
}

static void complain_of_file(struct run *run, const char *name,
                             const char *what)
{
	const struct format *format = run->output.format;

	if (run->crew != NULL)
		crew_wait(run->crew);
	tally_trouble(&run->tally, name, what);
	if (format->trouble != NULL)
		format->trouble(&run->output, name, what);
	say(run, name, what);
}

/* --- Who does it */

static void settle_run(void *user)
{
	settle(user);
}

static void work_start(struct run *run)
{
	const struct settings *settings = run->settings;

	tally_start(&run->tally, settings->summary);
	if (settings->jobs > 1 && !run->output.format->is_serial) {
		run->crew = crew_start(&run->output, settings->jobs, settle_run,
		                       run);
		return;
	}
	desk_start(&run->desk, &run->output, settings->flow_limit);
	run->verdicts = verdicts_start();
	desk_lend(&run->desk, run->verdicts);
}

static void work_on(struct run *run, const struct task *task)
{
	if (run->crew != NULL) {
		crew_add(run->crew, task);
		return;
	}
	desk_do(&run->desk, task);
	settle(run);
}

/* All calls end. */
static void work_end(struct run *run)
{
	if (run->crew != NULL) {
		crew_end(run->crew, &run->tally, &run->losses);
	} else {
		calls_end(run->desk.calls, NULL, &run->losses);
		tally_merge(&run->tally, &run->desk.linter.tally);
		desk_end(&run->desk);
		verdicts_end(run->verdicts);
	}
	fflush(run->target.file);
	if (!run->settings->quiet)
		call_losses_tell(&run->losses, run->settings->flow_limit);
}

/* --- What is read */

static void on_message(void *user, const struct piece *piece)
{
	struct run *run = user;
	size_t number = run->messages++;

	if (run->crew != NULL) {
		work_on(run, &(struct task){.kind = TASK_MESSAGE,
		                            .piece = *piece,
		                            .number = number});
		return;
	}
	calls_pass(run->desk.calls, number, NULL);
	desk_message(&run->desk, piece, number);
	settle(run);
}

static void on_skipped(void *user, const struct seen *seen)
{
	struct run *run = user;
	const struct task task = {.kind = TASK_SKIPPED,
	                          .piece.seen = *seen,
	                          .number = run->messages};

	work_on(run, &task);
}

static void on_line_ends(void *user, struct input *input)
{
	struct run *run = user;
	const struct task task = {.kind = TASK_LINE_ENDS,
	                          .piece.seen.input = input,
	                          .number = run->messages};

	work_on(run, &task);
}

static void on_description(struct run *run, struct input *input)
{
	const struct task task = {.kind = TASK_DESCRIPTION,
	                          .piece.seen.input = input,
	                          .number = run->messages};

	work_on(run, &task);
}

static void on_trouble(void *user, const struct input *file, const char *what,
                       bool is_fatal)
{
	struct run *run = user;

	complain_of_file(run, file->name, what);
	run->lost = run->lost || is_fatal;
}

static void on_remark(void *user, const struct input *file, const char *what)
{
	struct run *run = user;

	if (!run->settings->verbose)
		return;
	if (run->crew != NULL)
		crew_wait(run->crew);
	say(run, file->name, what);
}

static void on_passed(void *user, size_t offset)
{
	struct run *run = user;

	progress_tick(&run->progress, offset,
	              run->crew != NULL ? crew_progress(run->crew)
	                                : &run->desk.linter.tally);
}

static void read_description(struct run *run, struct filter *filter,
                             struct input *input)
{
	struct input *seen = filter_description(filter, input);

	if (seen == NULL)
		return;
	on_description(run, seen);
	input_drop(seen);
}

static void run_on_input(struct run *run, struct input *input)
{
	struct sink filtered;
	struct filter filter;
	const struct sink sink = {.user = run,
	                          .message = on_message,
	                          .skipped = on_skipped,
	                          .line_ends = on_line_ends,
	                          .trouble = on_trouble,
	                          .remark = on_remark};

	filter_start(&filter, run->settings, &sink);
	filtered = filter_sink(&filter);
	if (input->len == 0)
		on_trouble(run, input, "there is nothing in it", true);
	else if (description_is_file(input))
		read_description(run, &filter, input);
	else
		source_read(input, &run->settings->read, &filtered);
	run->tally.left_out += filter.left_out;
	filter_end(&filter);
	settle(run);
}

static bool is_skipped(struct run *run, const struct input *input)
{
	if (description_is_file(input) || source_is_sip(input))
		return false;
	on_remark(run, input, "no SIP in it");
	run->skipped++;
	return true;
}

static void run_on_file(struct run *run, const struct file *file)
{
	const struct watcher watcher = {on_passed, run};
	struct input *input = file->why == NULL ? input_open(file->path) : NULL;
	size_t before = run->messages;

	if (input == NULL) {
		complain_of_file(run, file->path,
		                 file->why != NULL ? file->why
		                                   : strerror(errno));
		return;
	}
	input->quirks = run->settings->quirks;
	input->watcher = &watcher;
	run->lost = false;
	if (file->is_in_directory && is_skipped(run, input))
		run->lost = true;
	else
		run_on_input(run, input);
	if (!run->lost || run->messages != before)
		run->tally.files++;
	input->watcher = NULL;
	input_drop(input);
	progress_pass(&run->progress, file->size);
	on_passed(run, 0);
}

/* Of directories, in which nobody knows what there is. */
static void tell_skipped(struct run *run)
{
	struct tally *tally = &run->tally;

	fflush(run->target.file);
	if (tally->files == 0 && tally->troubles == 0) {
		complain("there is no file with SIP");
		tally->troubles++;
	} else if (run->skipped != 0 && !run->settings->quiet) {
		complain("%zu file%s without SIP skipped", run->skipped,
		         run->skipped == 1 ? "" : "s");
	}
}

/* As by a Call-ID that is misspelt: then nothing found means nothing. */
static void tell_unselected(const struct run *run)
{
	const struct tally *tally = &run->tally;

	if (tally->messages != 0 || tally->left_out == 0 ||
	    run->settings->quiet || run->settings->summary)
		return;
	complain("no message is selected, of %zu", tally->left_out);
}

static void run_on_files(struct run *run, const struct files *files)
{
	const struct format *format = run->output.format;
	struct tally *tally = &run->tally;

	if (format->begin != NULL)
		format->begin(&run->output);
	for (size_t i = 0; i < files->count; i++)
		run_on_file(run, &files->files[i]);
	end_progress(run);
	work_end(run);
	tell_skipped(run);
	tell_unselected(run);
	if (format->end != NULL)
		format->end(&run->output, tally);
}

/* --- What it comes to */

enum exit_status status_of(const struct settings *settings,
                           const struct tally *tally)
{
	if (tally->troubles != 0)
		return EXIT_TROUBLE;
	for (int i = settings->fail_on; i <= ZSIP_SEVERITY_ERROR; i++) {
		if (tally->by_severity[i] != 0)
			return EXIT_FINDINGS;
	}
	return EXIT_CLEAN;
}

int run(const struct settings *settings)
{
	struct run run = {.settings = settings};
	struct files files;
	int status;

	files_find(&files, settings);
	progress_start(&run.progress, !settings->quiet,
	               files.is_sized ? files.bytes : 0);
	if (!output_start(&run)) {
		files_free(&files);
		return EXIT_TROUBLE;
	}
	work_start(&run);
	run_on_files(&run, &files);
	status = status_of(settings, &run.tally);
	tally_end(&run.tally);
	files_free(&files);
	if (!target_close(&run.target) || run.output.trouble)
		return EXIT_TROUBLE;
	return status;
}
