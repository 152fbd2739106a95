/*
 * What is held until more of it comes, in bounded memory: the quietest is given
 * up.
 */
#ifndef SIPLINT_HELD_H
#define SIPLINT_HELD_H

#include "base/base.h"

struct hoard;

/* The head of whatever is held. */
struct held {
	struct held *newer, *older;
	size_t bytes;
	/* Makes the best of what is there, and ends it. */
	void (*give_up)(struct hoard *hoard, struct held *held);
};

struct hoard {
	struct held *newest, *oldest;
	size_t bytes, limit;
	bool is_over; /* nothing more comes for any of them */
	void *user;
};

void held_start(struct hoard *hoard, struct held *held, size_t bytes);
/* Something came for it. */
void held_touch(struct hoard *hoard, struct held *held);
void held_resize(struct hoard *hoard, struct held *held, size_t bytes);
void held_end(struct hoard *hoard, struct held *held);
/* Give up the quietest until the rest is within the limit. */
void hoard_bound(struct hoard *hoard);
/* At the end: give up all, the quietest first. */
void hoard_empty(struct hoard *hoard);

#endif
