/*
 * A list by the time that something last came for what is held.
 */
#include "read/held.h"

static void link_newest(struct hoard *hoard, struct held *held)
{
	held->newer = NULL;
	held->older = hoard->newest;
	if (hoard->newest != NULL)
		hoard->newest->newer = held;
	else
		hoard->oldest = held;
	hoard->newest = held;
}

static void unlink_held(struct hoard *hoard, struct held *held)
{
	if (held->newer != NULL)
		held->newer->older = held->older;
	else
		hoard->newest = held->older;
	if (held->older != NULL)
		held->older->newer = held->newer;
	else
		hoard->oldest = held->newer;
}

void held_start(struct hoard *hoard, struct held *held, size_t bytes)
{
	held->bytes = bytes;
	hoard->bytes += bytes;
	link_newest(hoard, held);
}

void held_touch(struct hoard *hoard, struct held *held)
{
	if (hoard->newest == held)
		return;
	unlink_held(hoard, held);
	link_newest(hoard, held);
}

void held_resize(struct hoard *hoard, struct held *held, size_t bytes)
{
	hoard->bytes += bytes - held->bytes;
	held->bytes = bytes;
}

void held_end(struct hoard *hoard, struct held *held)
{
	unlink_held(hoard, held);
	hoard->bytes -= held->bytes;
}

void hoard_bound(struct hoard *hoard)
{
	while (hoard->bytes > hoard->limit && hoard->oldest != NULL)
		hoard->oldest->give_up(hoard, hoard->oldest);
}

void hoard_empty(struct hoard *hoard)
{
	hoard->is_over = true;
	while (hoard->oldest != NULL)
		hoard->oldest->give_up(hoard, hoard->oldest);
}
