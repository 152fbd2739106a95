/*
 * How far it is, on a terminal.
 */
#include "command/progress.h"
#include "base/show.h"
#include <time.h>

/* Milliseconds: nothing is said of what is done sooner; then the line is drawn
 * so often. */
#define PATIENCE 1000
#define PERIOD   250

#define MB    1000000.0
#define ERASE "\r\033[K"

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void progress_start(struct progress *progress, bool is_wanted, uint64_t total)
{
	*progress = (struct progress){.is_on = is_wanted && is_screen(stderr),
	                              .total = total};
	if (progress->is_on)
		progress->due = now() + PATIENCE;
}

static void draw(struct progress *progress, uint64_t done,
                 const struct tally *tally)
{
	char part[16] = "";

	if (progress->total != 0 && done <= progress->total)
		snprintf(part, sizeof(part), "%u%%, ",
		         (unsigned)(done * 100 / progress->total));
	fprintf(stderr, ERASE "%s%.1f MB, messages: %zu, findings: %zu", part,
	        (double)done / MB, tally->messages, tally->total);
	progress->is_shown = true;
}

void progress_tick(struct progress *progress, uint64_t done,
                   const struct tally *tally)
{
	int64_t time;

	if (!progress->is_on)
		return;
	time = now();
	if (time < progress->due)
		return;
	progress->due = time + PERIOD;
	draw(progress, progress->before + done, tally);
}

void progress_pass(struct progress *progress, uint64_t bytes)
{
	progress->before += bytes;
}

void progress_erase(struct progress *progress)
{
	if (!progress->is_shown)
		return;
	fputs(ERASE, stderr);
	progress->is_shown = false;
}

void progress_stop(struct progress *progress)
{
	progress_erase(progress);
	progress->is_on = false;
}
