/*
 * What a shard has to do with a batch, and what it writes then: into memory,
 * each piece with its place among those of the other shards.
 */
#include "command/shard.h"
#include <stdlib.h>

/* The order of what is told with one number: what is no message, calls that
 * ended, and the message. */
enum rank { RANK_OTHER, RANK_CALL, RANK_MESSAGE, RANKS };

/* What is told from here on is a writing of its own. */
static void begin_writing(struct shard *shard)
{
	shard->output.has_records = false;
	shard->output.wants_gap = false;
	shard->output.is_fresh = true;
}

static struct writing *next_writing(struct share *share)
{
	if (share->count == share->room) {
		share->room = share->room * 2 + 64;
		share->writings = must_resize(share->writings, share->room,
		                              sizeof(*share->writings));
	}
	return &share->writings[share->count++];
}

/* @return where the writing at hand begins */
static size_t start_of(const struct share *share)
{
	return share->count == 0 ? 0 : share->writings[share->count - 1].end;
}

static void end_writing(struct shard *shard, size_t number, enum rank rank)
{
	struct share *share = shard->share;
	struct writing writing = {.order = number * RANKS + rank,
	                          .start = start_of(share),
	                          .end = (size_t)ftello(share->file),
	                          .has_records = shard->output.has_records,
	                          .wants_gap = shard->output.wants_gap};

	if (writing.start != writing.end)
		*next_writing(share) = writing;
	begin_writing(shard);
}

static void on_call(void *user, size_t number)
{
	end_writing(user, number, RANK_CALL);
}

/* What is no message stands before the one of its number, and before the calls
 * that end there. */
static size_t passed_at(const struct task *task)
{
	if (task->kind == TASK_MESSAGE || task->number == 0)
		return task->number;
	return task->number - 1;
}

static void do_tasks(struct shard *shard, const struct batch *batch,
                     size_t number, const struct call_watch *watch)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct task *task = &batch->tasks[i];

		if (batch->shards[i] != number)
			continue;
		calls_pass(shard->desk.calls, passed_at(task), watch);
		desk_do(&shard->desk, task);
		end_writing(shard, task->number,
		            task->kind == TASK_MESSAGE ? RANK_MESSAGE
		                                       : RANK_OTHER);
		if (!input_is_shared(task->piece.seen.input))
			input_drop(task->piece.seen.input);
	}
	calls_pass(shard->desk.calls, batch->last, watch);
}

void shard_work(struct shard *shard, const struct batch *batch, size_t number,
                struct verdicts *verdicts)
{
	const struct call_watch watch = {on_call, shard};
	struct share *share = &batch->shares[number];

	shard->share = share;
	desk_lend(&shard->desk, verdicts);
	shard->output.file = share->file;
	rewind(share->file);
	share->count = share->next = 0;
	begin_writing(shard);
	do_tasks(shard, batch, number, &watch);
	if (batch->is_last)
		calls_end(shard->desk.calls, &watch, &shard->losses);
	fflush(share->file);
	share->messages = shard->desk.linter.tally.messages;
	share->findings = shard->desk.linter.tally.total;
}

void batch_start(struct batch *batch, size_t shards)
{
	batch->shares = must_resize(NULL, shards, sizeof(*batch->shares));
	for (size_t i = 0; i < shards; i++) {
		struct share *share = &batch->shares[i];

		*share = (struct share){.count = 0};
		share->file = open_memstream(&share->text, &share->size);
		if (share->file == NULL)
			die_of_memory();
	}
}

void batch_end(struct batch *batch, size_t shards)
{
	for (size_t i = 0; i < shards; i++) {
		fclose(batch->shares[i].file);
		free(batch->shares[i].text);
		free(batch->shares[i].writings);
	}
	free(batch->shares);
}

void shard_start(struct shard *shard, const struct output *output,
                 size_t flow_limit)
{
	*shard = (struct shard){.output = *output};
	desk_start(&shard->desk, &shard->output, flow_limit);
}

void shard_end(struct shard *shard)
{
	desk_end(&shard->desk);
}
