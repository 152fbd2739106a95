/*
 * Fragments of IPv4 (RFC 791 3.2) and IPv6 (RFC 8200 4.5).
 *
 * Of fragments that overlap the bytes that came first count.
 */
#include "read/packet.h"
#include <search.h>
#include <stdlib.h>
#include <string.h>

enum { PACKET_MAX = 65535, BLOCK = 8, BLOCKS = (PACKET_MAX + BLOCK) / BLOCK };
enum { UDP = 17 };
/* A receiver waits for longer (RFC 8200 4.5), but what the capture lacks is not
 * to hold up a message for that long. */
static const int64_t wait = 2 * PLACE_SECOND;

struct datagram {
	struct held held;
	struct endpoint source, destination;
	uint32_t id;
	uint8_t key_protocol; /* 0 in IPv6, where only the first one tells */
	uint8_t protocol;
	struct place place; /* of the first byte, as soon as that is there */
	struct moment {
		bool is_known;
		int64_t time;
	} since;
	unsigned depth;
	bool has_last;
	size_t total;  /* with the last one */
	size_t cut_at; /* from where on bytes were not captured */
	uint8_t *bytes;
	size_t room;
	uint64_t blocks[BLOCKS / 64 + 1]; /* those that are there */
	size_t block_count;
	struct datagram *newer, *older; /* by when they began */
};

static int compare(const void *left, const void *right)
{
	const struct datagram *a = left, *b = right;
	int order;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	if (a->key_protocol != b->key_protocol)
		return a->key_protocol - b->key_protocol;
	if (a->source.family != b->source.family)
		return a->source.family - b->source.family;
	order = memcmp(a->source.address, b->source.address,
	               sizeof(a->source.address));
	return order != 0
	               ? order
	               : memcmp(a->destination.address, b->destination.address,
	                        sizeof(a->destination.address));
}

static size_t memory(const struct datagram *datagram)
{
	return sizeof(*datagram) + datagram->room;
}

static void unlist(struct capture *capture, struct datagram *datagram)
{
	struct fragments *fragments = &capture->fragments;

	if (datagram->newer != NULL)
		datagram->newer->older = datagram->older;
	else
		fragments->newest = datagram->older;
	if (datagram->older != NULL)
		datagram->older->newer = datagram->newer;
	else
		fragments->oldest = datagram->newer;
}

static void list(struct capture *capture, struct datagram *datagram)
{
	struct fragments *fragments = &capture->fragments;

	datagram->older = fragments->newest;
	if (fragments->newest != NULL)
		fragments->newest->newer = datagram;
	else
		fragments->oldest = datagram;
	fragments->newest = datagram;
}

static bool has_block(const struct datagram *datagram, size_t block)
{
	return (datagram->blocks[block / 64] >> block % 64 & 1) != 0;
}

/* What is there from the first byte on. */
static size_t count_contiguous(const struct datagram *datagram)
{
	size_t block = 0;

	while (block < BLOCKS && has_block(datagram, block))
		block++;
	return block * BLOCK;
}

/* Handed on with so much as is there of its beginning, and ended. */
static void finish(struct capture *capture, struct datagram *datagram)
{
	size_t end = datagram->has_last ? datagram->total : PACKET_MAX;
	size_t len = count_contiguous(datagram);
	struct packet packet = {.bytes = datagram->bytes,
	                        .place = datagram->place,
	                        .depth = datagram->depth,
	                        .id = datagram->id};

	tdelete(datagram, &capture->fragments.tree, compare);
	unlist(capture, datagram);
	held_end(&capture->carrier.hoard, &datagram->held);
	if (len > end)
		len = end;
	if (len > datagram->cut_at)
		len = datagram->cut_at;
	packet.len = len;
	packet.lost = end - len;
	/* UDP says how long it is. */
	if (len != 0 && (datagram->has_last || datagram->protocol == UDP))
		ip_payload_read(capture, &packet, datagram->protocol);
	else
		capture->carrier.counts.beheaded++;
	free(datagram->bytes);
	free(datagram);
}

static void give_up(struct hoard *hoard, struct held *held)
{
	struct datagram *datagram = (struct datagram *)held;
	struct capture *capture = hoard->user;
	struct carried_counts *counts = &capture->carrier.counts;

	if (!hoard->is_over) {
		counts->given_up_fragments++;
		counts->given_up_bytes += datagram->block_count * BLOCK;
	}
	finish(capture, datagram);
}

static struct datagram *add(struct capture *capture,
                            const struct packet *packet,
                            const struct datagram *key)
{
	struct datagram *datagram = must_resize(NULL, 1, sizeof(*datagram));

	*datagram = *key;
	datagram->depth = packet->depth;
	datagram->place = packet->place;
	datagram->since =
	        (struct moment){packet->place.has_time, packet->place.time};
	datagram->cut_at = SIZE_MAX;
	datagram->held.give_up = give_up;
	held_start(&capture->carrier.hoard, &datagram->held, memory(datagram));
	list(capture, datagram);
	if (tsearch(datagram, &capture->fragments.tree, compare) == NULL)
		die_of_memory();
	return datagram;
}

static struct datagram *find(struct capture *capture,
                             const struct packet *packet,
                             const struct fragment *fragment)
{
	struct datagram key = {
	        .source = packet->place.source,
	        .destination = packet->place.destination,
	        .id = fragment->id,
	};
	struct datagram **found;

	if (key.source.family == 4)
		key.key_protocol = fragment->protocol;
	found = tfind(&key, &capture->fragments.tree, compare);
	return found != NULL ? *found : add(capture, packet, &key);
}

static void make_room(struct datagram *datagram, size_t end)
{
	if (end <= datagram->room)
		return;
	datagram->room = end < PACKET_MAX / 2 ? end * 2 : PACKET_MAX + BLOCK;
	datagram->bytes = must_resize(datagram->bytes, datagram->room, 1);
}

/* The blocks that are not there yet.
 * @param size  of the fragment, of which packet->len bytes are there */
static void put(struct datagram *datagram, const struct packet *packet,
                size_t offset, size_t size)
{
	for (size_t at = 0; at < size; at += BLOCK) {
		size_t block = (offset + at) / BLOCK, len = BLOCK;

		if (has_block(datagram, block))
			continue;
		datagram->blocks[block / 64] |= UINT64_C(1) << block % 64;
		datagram->block_count++;
		if (at + len > packet->len) {
			len = at < packet->len ? packet->len - at : 0;
			if (packet->len < size &&
			    offset + packet->len < datagram->cut_at)
				datagram->cut_at = offset + packet->len;
		}
		if (len != 0)
			memcpy(datagram->bytes + offset + at,
			       packet->bytes + at, len);
	}
}

/* The last fragment tells where all ends; of two that differ the first one. */
static void set_total(struct datagram *datagram, size_t total)
{
	if (datagram->has_last)
		return;
	datagram->has_last = true;
	datagram->total = total;
	datagram->block_count = 0;
	for (size_t block = 0; block * BLOCK < total; block++)
		datagram->block_count += has_block(datagram, block);
}

static bool is_whole(const struct datagram *datagram)
{
	return datagram->has_last &&
	       datagram->block_count >= (datagram->total + BLOCK - 1) / BLOCK;
}

void fragment_read(struct capture *capture, struct packet *packet,
                   const struct fragment *fragment)
{
	size_t size = packet->len + packet->lost;
	struct datagram *datagram;

	if (!fragment->is_last)
		size -= size % BLOCK;
	if (size == 0 || size > PACKET_MAX - fragment->offset) {
		capture->carrier.counts.broken++;
		return;
	}
	datagram = find(capture, packet, fragment);
	/* One that ends where no other one can; blocks are not shared. */
	if (datagram->has_last &&
	    (fragment->is_last ? fragment->offset + size != datagram->total
	                       : fragment->offset + size > datagram->total))
		return;
	held_touch(&capture->carrier.hoard, &datagram->held);
	make_room(datagram, fragment->offset + size);
	held_resize(&capture->carrier.hoard, &datagram->held, memory(datagram));
	if (fragment->offset == 0 && !has_block(datagram, 0)) {
		datagram->place = packet->place;
		datagram->protocol = fragment->protocol;
	}
	put(datagram, packet, fragment->offset, size);
	if (fragment->is_last)
		set_total(datagram, fragment->offset + size);
	if (is_whole(datagram))
		finish(capture, datagram);
}

void fragments_expire(struct capture *capture, const struct place *now)
{
	struct datagram *oldest;

	while ((oldest = capture->fragments.oldest) != NULL && now->has_time &&
	       oldest->since.is_known && now->time - oldest->since.time > wait)
		finish(capture, oldest);
}
