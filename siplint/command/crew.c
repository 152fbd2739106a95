/*
 * Several threads.
 *
 * Messages are dealt out by their Call-IDs to shards, of which there are more
 * than threads.  The thread that reads fills a batch with tasks and hands it
 * over whole; a share of a batch is what one shard has to do with it.
 *
 * A shard does its shares in the order of the batches, and belongs to the
 * thread that took it for the next one.  A batch that was handed over is only
 * read until all its shares are done; then, and before, it belongs to the
 * thread that reads, which prints what was written, batch after batch.  Who has
 * what changes under the mutex, once a share.  The thread that reads works as
 * all others do when it finds no batch to fill, until the oldest one is done.
 */
#include "command/crew.h"
#include "command/shard.h"
#include "read/call_id.h"
#include <pthread.h>
#include <stdlib.h>

/* Batches there are. */
#define RING 4
/* So that threads seldom wait for one of them. */
#define SHARDS_PER_THREAD 4
#define MAX_SHARDS        64

/* What a shard does next, and whether a thread has it. */
struct seat {
	struct shard shard;
	size_t next; /* batch */
	bool is_taken;
};

struct worker {
	struct crew *crew;
	size_t home; /* the shard to look at first: its memory may be near */
	struct verdicts *verdicts;
	pthread_t thread;
};

struct crew {
	struct output *output;
	void (*written)(void *user);
	void *user;
	struct seat *seats;
	size_t seat_count;
	struct worker *workers; /* the first one is the thread that reads */
	size_t worker_count;
	struct batch batches[RING];  /* by their numbers, round and round */
	size_t handed_over, printed; /* batches */
	size_t last;                 /* number of the last message */
	struct tally progress;
	pthread_mutex_t mutex;
	pthread_cond_t start, done;
	bool is_over;
};

static struct batch *batch_at(struct crew *crew, size_t number)
{
	return &crew->batches[number % RING];
}

/* --- In all threads, with the mutex */

/* @return a shard that has to do with the oldest batch, of those that nobody
 *         has; NULL for none */
static struct seat *take(const struct worker *worker)
{
	struct crew *crew = worker->crew;
	struct seat *oldest = NULL;

	for (size_t i = 0; i < crew->seat_count; i++) {
		struct seat *seat =
		        &crew->seats[(worker->home + i) % crew->seat_count];

		if (seat->is_taken || seat->next == crew->handed_over)
			continue;
		if (oldest == NULL || seat->next < oldest->next)
			oldest = seat;
	}
	if (oldest != NULL)
		oldest->is_taken = true;
	return oldest;
}

static void work(const struct worker *worker, struct seat *seat)
{
	struct crew *crew = worker->crew;
	struct batch *batch = batch_at(crew, seat->next);

	pthread_mutex_unlock(&crew->mutex);
	shard_work(&seat->shard, batch, (size_t)(seat - crew->seats),
	           worker->verdicts);
	pthread_mutex_lock(&crew->mutex);
	seat->is_taken = false;
	seat->next++;
	if (--batch->left == 0)
		pthread_cond_signal(&crew->done);
}

static void *run_worker(void *user)
{
	struct worker *worker = user;
	struct crew *crew = worker->crew;
	struct seat *seat;

	pthread_mutex_lock(&crew->mutex);
	while ((seat = take(worker)) != NULL || !crew->is_over) {
		if (seat != NULL)
			work(worker, seat);
		else
			pthread_cond_wait(&crew->start, &crew->mutex);
	}
	pthread_mutex_unlock(&crew->mutex);
	return NULL;
}

/* --- In the thread that reads */

static void await(struct crew *crew, const struct batch *batch)
{
	const struct worker *me = &crew->workers[0];
	struct seat *seat;

	pthread_mutex_lock(&crew->mutex);
	while (batch->left != 0) {
		seat = take(me);
		if (seat != NULL)
			work(me, seat);
		else
			pthread_cond_wait(&crew->done, &crew->mutex);
	}
	/* What this thread does no longer may be all that there is to do. */
	pthread_cond_signal(&crew->start);
	pthread_mutex_unlock(&crew->mutex);
}

static void print(struct crew *crew, const struct share *share,
                  const struct writing *writing)
{
	struct output *output = crew->output;

	if (writing->wants_gap && output->has_records)
		fputc('\n', output->file);
	if (output->has_records && output->format->separator != NULL)
		fputs(output->format->separator, output->file);
	fwrite(share->text + writing->start, 1, writing->end - writing->start,
	       output->file);
	output->has_records = writing->has_records;
	crew->written(crew->user);
}

/* @return the share whose next writing comes first; NULL if there is none */
static struct share *first_share(const struct crew *crew,
                                 const struct batch *batch)
{
	struct share *first = NULL;

	for (size_t i = 0; i < crew->seat_count; i++) {
		struct share *share = &batch->shares[i];

		if (share->next == share->count)
			continue;
		if (first == NULL || share->writings[share->next].order <
		                             first->writings[first->next].order)
			first = share;
	}
	return first;
}

static void sum_up(struct crew *crew, const struct batch *batch)
{
	struct tally *progress = &crew->progress;

	progress->messages = progress->total = 0;
	for (size_t i = 0; i < crew->seat_count; i++) {
		progress->messages += batch->shares[i].messages;
		progress->total += batch->shares[i].findings;
	}
}

static void print_oldest(struct crew *crew)
{
	struct batch *batch = batch_at(crew, crew->printed);
	struct share *share;

	await(crew, batch);
	while ((share = first_share(crew, batch)) != NULL)
		print(crew, share, &share->writings[share->next++]);
	sum_up(crew, batch);
	while (batch->shared_count > 0)
		input_drop(batch->shared[--batch->shared_count]);
	batch->count = 0;
	crew->printed++;
}

static void hand_over(struct crew *crew)
{
	struct batch *batch = batch_at(crew, crew->handed_over);

	batch->last = crew->last;
	batch->left = crew->seat_count;
	pthread_mutex_lock(&crew->mutex);
	crew->handed_over++;
	pthread_cond_broadcast(&crew->start);
	pthread_mutex_unlock(&crew->mutex);
	if (crew->handed_over - crew->printed == RING)
		print_oldest(crew);
}

void crew_wait(struct crew *crew)
{
	if (batch_at(crew, crew->handed_over)->count != 0)
		hand_over(crew);
	while (crew->printed != crew->handed_over)
		print_oldest(crew);
}

/* All messages of a call, and of offers that push each other out, go one
 * way. */
static size_t choose(const struct crew *crew, const struct task *task)
{
	struct zsip_slice id;

	if (task->kind != TASK_MESSAGE)
		return 0;
	id = call_id_find(&task->piece);
	return offers_place(id) % crew->seat_count;
}

/* What is not shared is dropped by the thread that is done with it. */
static void keep(struct batch *batch, struct input *input)
{
	size_t count = batch->shared_count;

	if (input_is_shared(input)) {
		if (count != 0 && batch->shared[count - 1] == input)
			return;
		batch->shared[batch->shared_count++] = input;
	}
	input_keep(input);
}

void crew_add(struct crew *crew, const struct task *task)
{
	struct batch *batch = batch_at(crew, crew->handed_over);

	keep(batch, task->piece.seen.input);
	batch->tasks[batch->count] = *task;
	batch->shards[batch->count] = (uint8_t)choose(crew, task);
	if (task->kind == TASK_MESSAGE)
		crew->last = task->number;
	if (++batch->count == BATCH)
		hand_over(crew);
}

const struct tally *crew_progress(const struct crew *crew)
{
	return &crew->progress;
}

static void start_seats(struct crew *crew)
{
	size_t count = crew->seat_count;
	size_t flow_limit = crew->output->settings->flow_limit / count + 1;

	crew->seats = must_resize(NULL, count, sizeof(*crew->seats));
	for (size_t i = 0; i < count; i++) {
		crew->seats[i] = (struct seat){.next = 0};
		shard_start(&crew->seats[i].shard, crew->output, flow_limit);
	}
	for (size_t i = 0; i < RING; i++)
		batch_start(&crew->batches[i], count);
}

static void start_workers(struct crew *crew)
{
	size_t count = crew->worker_count;

	crew->workers = must_resize(NULL, count, sizeof(*crew->workers));
	for (size_t i = 0; i < count; i++) {
		struct worker *worker = &crew->workers[i];

		*worker = (struct worker){.crew = crew,
		                          .home = i * crew->seat_count / count,
		                          .verdicts = verdicts_start()};
		if (i != 0 && pthread_create(&worker->thread, NULL, run_worker,
		                             worker) != 0)
			die_of_memory();
	}
}

struct crew *crew_start(struct output *output, size_t threads,
                        void (*written)(void *user), void *user)
{
	struct crew *crew = must_resize(NULL, 1, sizeof(*crew));

	*crew = (struct crew){.output = output,
	                      .written = written,
	                      .user = user,
	                      .seat_count = SHARDS_PER_THREAD * threads,
	                      .worker_count = threads};
	if (crew->seat_count > MAX_SHARDS)
		crew->seat_count = MAX_SHARDS;
	pthread_mutex_init(&crew->mutex, NULL);
	pthread_cond_init(&crew->start, NULL);
	pthread_cond_init(&crew->done, NULL);
	start_seats(crew);
	start_workers(crew);
	return crew;
}

static void end_workers(struct crew *crew)
{
	pthread_mutex_lock(&crew->mutex);
	crew->is_over = true;
	pthread_cond_broadcast(&crew->start);
	pthread_mutex_unlock(&crew->mutex);
	for (size_t i = 0; i < crew->worker_count; i++) {
		if (i != 0)
			pthread_join(crew->workers[i].thread, NULL);
		verdicts_end(crew->workers[i].verdicts);
	}
	free(crew->workers);
}

static void end_seats(struct crew *crew, struct tally *tally,
                      struct call_losses *losses)
{
	for (size_t i = 0; i < crew->seat_count; i++) {
		struct shard *shard = &crew->seats[i].shard;

		tally_merge(tally, &shard->desk.linter.tally);
		losses->strays += shard->losses.strays;
		losses->given_up += shard->losses.given_up;
		losses->too_long += shard->losses.too_long;
		shard_end(shard);
	}
	for (size_t i = 0; i < RING; i++)
		batch_end(&crew->batches[i], crew->seat_count);
	free(crew->seats);
}

void crew_end(struct crew *crew, struct tally *tally,
              struct call_losses *losses)
{
	crew_wait(crew);
	batch_at(crew, crew->handed_over)->is_last = true;
	hand_over(crew);
	crew_wait(crew);
	end_workers(crew);
	end_seats(crew, tally, losses);
	pthread_cond_destroy(&crew->done);
	pthread_cond_destroy(&crew->start);
	pthread_mutex_destroy(&crew->mutex);
	free(crew);
}
