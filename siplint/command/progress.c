/*
 * How far it is, on a terminal.
 */
#include "command/progress.h"
#include <inttypes.h>
#include <time.h>
#include <unistd.h>

/* The clock is looked at once in so many messages. */
#define TICKS 64
/* Milliseconds: nothing is said of what is done sooner; then the line is drawn
 * so often. */
#define PATIENCE 1000
#define PERIOD   250

#define MB 1000000.0

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void progress_start(struct progress *progress, bool is_wanted, uint64_t total)
{
	*progress = (struct progress){
	        .is_on = is_wanted && isatty(STDERR_FILENO), .total = total};
	if (progress->is_on)
		progress->due = now() + PATIENCE;
}

static void draw(struct progress *progress, uint64_t done,
                 const struct tally *tally)
{
	fputs("\r\033[K", stderr);
	if (progress->total >= done && done != 0)
		fprintf(stderr, "%.0f%% of %.1f MB",
		        100.0 * (double)done / (double)progress->total,
		        (double)progress->total / MB);
	else
		fprintf(stderr, "%.1f MB", (double)done / MB);
	fprintf(stderr, ", %zu messages, %zu findings", tally->messages,
	        tally->total);
	fflush(stderr);
	progress->is_shown = true;
}

void progress_tick(struct progress *progress, uint64_t done,
                   const struct tally *tally)
{
	int64_t time;

	if (!progress->is_on || progress->calls++ % TICKS != 0)
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
	fputs("\r\033[K", stderr);
	fflush(stderr);
	progress->is_shown = false;
}
