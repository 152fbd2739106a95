/*
 * Several threads, each at a desk of its own.
 *
 * Tasks are dealt out by the batch: while the threads work at one, the next one
 * is filled.  What a thread writes goes into memory, and from there, when a
 * batch is done, task by task to where it belongs.
 */
#include "command/crew.h"
#include <pthread.h>
#include <stdlib.h>

#define BATCH 1024

/* What was written for a task, or for a call that ended. */
struct writing {
	size_t number; /* as struct call_watch has it */
	size_t start, end;
	bool has_records, wants_gap;
};

struct batch {
	struct task tasks[BATCH];
	uint16_t workers[BATCH];
	struct writing writings[BATCH];
	size_t count;
};

struct worker {
	struct crew *crew;
	struct desk desk;
	struct output output;
	char *text;
	size_t size;
	pthread_t thread;
	struct call_losses losses;
	struct writing *endings;
	size_t ending_count, ending_room, next_ending;
};

struct crew {
	struct output *output;
	void (*written)(void *user);
	void *user;
	struct worker *workers;
	size_t count;
	struct batch batches[2];
	struct batch *filling, *working;
	struct message scout; /* to find Call-IDs */
	struct tally progress;
	pthread_mutex_t mutex;
	pthread_cond_t start, done;
	unsigned turn; /* goes up when there is something to do */
	size_t busy;   /* threads that are not done with it */
	bool is_over;
};

/* --- In the threads */

static void begin_writing(struct desk *desk, struct writing *writing)
{
	desk->output->has_records = false;
	desk->output->wants_gap = false;
	desk->output->is_fresh = true;
	writing->start = (size_t)ftello(desk->output->file);
}

static void end_writing(const struct desk *desk, struct writing *writing)
{
	writing->end = (size_t)ftello(desk->output->file);
	writing->has_records = desk->output->has_records;
	writing->wants_gap = desk->output->wants_gap;
}

static void before_end(void *user, size_t number)
{
	struct worker *worker = user;

	if (worker->ending_count == worker->ending_room) {
		worker->ending_room = worker->ending_room * 2 + 64;
		worker->endings =
		        must_resize(worker->endings, worker->ending_room,
		                    sizeof(*worker->endings));
	}
	worker->endings[worker->ending_count].number = number;
	begin_writing(&worker->desk, &worker->endings[worker->ending_count]);
}

static void after_end(void *user)
{
	struct worker *worker = user;

	end_writing(&worker->desk, &worker->endings[worker->ending_count++]);
}

static void start(struct worker *worker)
{
	rewind(worker->output.file);
	worker->ending_count = worker->next_ending = 0;
}

static void work(struct worker *worker, struct batch *batch)
{
	const struct call_watch watch = {before_end, after_end, worker};
	size_t me = (size_t)(worker - worker->crew->workers);

	start(worker);
	for (size_t i = 0; i < batch->count; i++) {
		struct task *task = &batch->tasks[i];

		if (task->kind == TASK_MESSAGE)
			calls_pass(worker->desk.calls, task->number, &watch);
		if (batch->workers[i] != me)
			continue;
		begin_writing(&worker->desk, &batch->writings[i]);
		desk_do(&worker->desk, task);
		end_writing(&worker->desk, &batch->writings[i]);
		input_drop(task->piece.seen.input);
	}
	fflush(worker->output.file);
}

static void finish(struct worker *worker)
{
	const struct call_watch watch = {before_end, after_end, worker};

	start(worker);
	calls_end(worker->desk.calls, &watch, &worker->losses);
	fflush(worker->output.file);
}

static void report_done(struct crew *crew)
{
	pthread_mutex_lock(&crew->mutex);
	if (--crew->busy == 0)
		pthread_cond_signal(&crew->done);
	pthread_mutex_unlock(&crew->mutex);
}

static void *run_worker(void *user)
{
	struct worker *worker = user;
	struct crew *crew = worker->crew;
	unsigned turn = 0;
	bool is_over = false;

	while (!is_over) {
		pthread_mutex_lock(&crew->mutex);
		while (crew->turn == turn)
			pthread_cond_wait(&crew->start, &crew->mutex);
		turn = crew->turn;
		is_over = crew->is_over;
		pthread_mutex_unlock(&crew->mutex);
		if (is_over)
			finish(worker);
		else
			work(worker, crew->working);
		report_done(crew);
	}
	return NULL;
}

/* --- In the thread that reads */

static void start_turn(struct crew *crew)
{
	pthread_mutex_lock(&crew->mutex);
	crew->busy = crew->count;
	crew->turn++;
	pthread_cond_broadcast(&crew->start);
	pthread_mutex_unlock(&crew->mutex);
}

static void await_turn(struct crew *crew)
{
	pthread_mutex_lock(&crew->mutex);
	while (crew->busy != 0)
		pthread_cond_wait(&crew->done, &crew->mutex);
	pthread_mutex_unlock(&crew->mutex);
}

static void write_out(struct crew *crew, const struct worker *worker,
                      const struct writing *writing)
{
	struct output *output = crew->output;

	if (writing->start == writing->end)
		return;
	if (writing->wants_gap && output->has_records)
		fputc('\n', output->file);
	if (output->has_records && output->format->separator != NULL)
		fputs(output->format->separator, output->file);
	fwrite(worker->text + writing->start, 1, writing->end - writing->start,
	       output->file);
	output->has_records = writing->has_records;
	crew->written(crew->user);
}

static void sum_up(struct crew *crew)
{
	crew->progress.messages = crew->progress.total = 0;
	for (size_t i = 0; i < crew->count; i++) {
		const struct tally *tally = &crew->workers[i].desk.linter.tally;

		crew->progress.messages += tally->messages;
		crew->progress.total += tally->total;
	}
}

/* @return the one whose next call comes first; NULL if there is none left */
static struct worker *first_ending(struct crew *crew)
{
	struct worker *first = NULL;

	for (size_t i = 0; i < crew->count; i++) {
		struct worker *worker = &crew->workers[i];

		if (worker->next_ending == worker->ending_count)
			continue;
		if (first == NULL ||
		    worker->endings[worker->next_ending].number <
		            first->endings[first->next_ending].number)
			first = worker;
	}
	return first;
}

/* Calls that ended before the message of a number. */
static void write_endings(struct crew *crew, size_t number)
{
	struct worker *worker;

	while ((worker = first_ending(crew)) != NULL &&
	       worker->endings[worker->next_ending].number <= number)
		write_out(crew, worker,
		          &worker->endings[worker->next_ending++]);
}

/* What was worked at is written. */
static void collect(struct crew *crew)
{
	struct batch *batch = crew->working;

	await_turn(crew);
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->tasks[i].kind == TASK_MESSAGE)
			write_endings(crew, batch->tasks[i].number);
		write_out(crew, &crew->workers[batch->workers[i]],
		          &batch->writings[i]);
	}
	batch->count = 0;
	sum_up(crew);
}

static void hand_over(struct crew *crew)
{
	struct batch *filled = crew->filling;

	collect(crew);
	crew->filling = crew->working;
	crew->working = filled;
	start_turn(crew);
}

void crew_wait(struct crew *crew)
{
	hand_over(crew);
	collect(crew);
}

/* All messages of a call go one way. */
static size_t choose(struct crew *crew, const struct task *task)
{
	const struct zsip_field *id;

	if (task->kind != TASK_MESSAGE)
		return 0;
	message_read(&crew->scout, &task->piece);
	id = zsip_field_find(&crew->scout.sip, ZSIP_HDR_CALL_ID, NULL);
	return id != NULL ? offers_place(id->value) % crew->count : 0;
}

void crew_add(struct crew *crew, const struct task *task)
{
	struct batch *batch = crew->filling;

	input_keep(task->piece.seen.input);
	batch->tasks[batch->count] = *task;
	batch->workers[batch->count] = (uint16_t)choose(crew, task);
	if (++batch->count == BATCH)
		hand_over(crew);
}

const struct tally *crew_progress(const struct crew *crew)
{
	return &crew->progress;
}

static void worker_start(struct crew *crew, struct worker *worker)
{
	const struct settings *settings = crew->output->settings;

	*worker = (struct worker){.crew = crew, .output = *crew->output};
	worker->output.file = open_memstream(&worker->text, &worker->size);
	if (worker->output.file == NULL)
		die_of_memory();
	desk_start(&worker->desk, &worker->output,
	           settings->flow_limit / crew->count + 1);
	if (pthread_create(&worker->thread, NULL, run_worker, worker) != 0)
		die_of_memory();
}

struct crew *crew_start(struct output *output, size_t threads,
                        void (*written)(void *user), void *user)
{
	struct crew *crew = must_resize(NULL, 1, sizeof(*crew));

	*crew = (struct crew){.output = output,
	                      .written = written,
	                      .user = user,
	                      .count = threads};
	crew->filling = &crew->batches[0];
	crew->working = &crew->batches[1];
	message_init(&crew->scout);
	pthread_mutex_init(&crew->mutex, NULL);
	pthread_cond_init(&crew->start, NULL);
	pthread_cond_init(&crew->done, NULL);
	crew->workers = must_resize(NULL, threads, sizeof(*crew->workers));
	for (size_t i = 0; i < threads; i++)
		worker_start(crew, &crew->workers[i]);
	return crew;
}

static void worker_end(struct worker *worker, struct tally *tally,
                       struct call_losses *losses)
{
	pthread_join(worker->thread, NULL);
	tally_merge(tally, &worker->desk.linter.tally);
	losses->strays += worker->losses.strays;
	losses->given_up += worker->losses.given_up;
	losses->too_long += worker->losses.too_long;
	fclose(worker->output.file);
	desk_end(&worker->desk);
	free(worker->text);
	free(worker->endings);
}

void crew_end(struct crew *crew, struct tally *tally,
              struct call_losses *losses)
{
	crew_wait(crew);
	crew->is_over = true;
	start_turn(crew);
	await_turn(crew);
	write_endings(crew, SIZE_MAX);
	for (size_t i = 0; i < crew->count; i++)
		worker_end(&crew->workers[i], tally, losses);
	message_free(&crew->scout);
	pthread_cond_destroy(&crew->done);
	pthread_cond_destroy(&crew->start);
	pthread_mutex_destroy(&crew->mutex);
	free(crew->workers);
	free(crew);
}
