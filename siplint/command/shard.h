/*
 * A shard: some of the calls, at a desk of their own, and what is written
 * there.
 *
 * One thread at a time works at it.  All messages of a call go to one shard, in
 * their order.
 */
#ifndef SIPLINT_SHARD_H
#define SIPLINT_SHARD_H

#include "command/desk.h"

#define BATCH 512

/* What was written in one go. */
struct writing {
	size_t order; /* among those of all shares of a batch */
	size_t start, end;
	bool has_records, wants_gap;
};

/* What a shard makes of a batch. */
struct share {
	FILE *file;
	char *text;
	size_t size;
	struct writing *writings; /* in their order */
	size_t count, room;
	size_t next; /* to be printed */
	/* What the shard has counted so far. */
	size_t messages, findings;
};

/* Tasks for all shards. */
struct batch {
	struct task tasks[BATCH];
	uint8_t shards[BATCH]; /* whose they are */
	size_t count;
	struct input *shared[BATCH]; /* kept as long as the batch */
	size_t shared_count;
	size_t last;  /* number of the last message so far */
	bool is_last; /* no more tasks come: all calls end */
	size_t left;  /* shares that are not done */
	struct share *shares;
};

struct shard {
	struct desk desk;
	struct output output;
	struct share *share; /* at work */
	struct call_losses losses;
};

/* @param shards  how many there are */
void batch_start(struct batch *batch, size_t shards);
void batch_end(struct batch *batch, size_t shards);

void shard_start(struct shard *shard, const struct output *output,
                 size_t flow_limit);
void shard_end(struct shard *shard);
/* Do what is a shard's of a batch.
 * @param number    of the shard
 * @param verdicts  of the thread */
void shard_work(struct shard *shard, const struct batch *batch, size_t number,
                struct verdicts *verdicts);

#endif
