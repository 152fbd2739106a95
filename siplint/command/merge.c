/*
 * Summaries of several runs, added up.
 */
#include "command/run.h"
#include "command/target.h"
#include "lint/output.h"
#include "report/merge.h"

static void add_up(const struct settings *settings, struct output *output,
                   struct tally *tally)
{
	const struct format *format = settings->format;

	for (int i = 0; i < settings->file_count; i++)
		merge_file(tally, settings->files[i]);
	if (settings->quiet)
		return;
	if (format->begin != NULL)
		format->begin(output);
	if (format->end != NULL)
		format->end(output, tally);
}

int merge(const struct settings *settings)
{
	struct target target;
	struct output output = {.format = settings->format,
	                        .settings = settings};
	struct tally tally;
	int status;

	if (!target_open(&target, settings->output))
		return EXIT_TROUBLE;
	output.file = target.file;
	paint_choose(settings->color, target.file);
	tally_start(&tally, true);
	add_up(settings, &output, &tally);
	status = status_of(settings, &tally);
	tally_end(&tally);
	return target_close(&target) ? status : EXIT_TROUBLE;
}
