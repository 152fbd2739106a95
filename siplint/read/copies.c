/*
 * Datagrams that a capture has twice: one of all interfaces has them on the way
 * in and on the way out, one of a bridge on each of its sides.
 */
#include "read/packet.h"
#include <stdlib.h>
#include <string.h>

enum { LEN_MAX = 16384 };

/* Of text, as media are not, and no longer than messages are. */
static bool may_be_message(const struct packet *packet)
{
	uint8_t letter = packet->len != 0 ? packet->bytes[0] | 0x20 : 0;

	return letter >= 'a' && letter <= 'z' && packet->len <= LEN_MAX;
}

static bool is_same(const struct copied *copied, const struct packet *packet)
{
	const struct place *a = &copied->place, *b = &packet->place;
	int64_t time = b->time - a->time;

	return copied->len == packet->len && copied->id == packet->id &&
	       time < PLACE_SAME_PACKET && time > -PLACE_SAME_PACKET &&
	       endpoint_equal(&a->source, &b->source) &&
	       endpoint_equal(&a->destination, &b->destination) &&
	       memcmp(copied->bytes, packet->bytes, packet->len) == 0;
}

/* Hardly ever the same of two that differ. */
static uint32_t key_of(const struct packet *packet)
{
	uint64_t sums[2] = {packet->len, 0}, words[2];

	for (size_t i = 0; i + sizeof(words) <= packet->len;
	     i += sizeof(words)) {
		memcpy(words, packet->bytes + i, sizeof(words));
		sums[0] += words[0];
		sums[1] += words[1];
	}
	sums[0] += sums[1];
	return (uint32_t)(sums[0] ^ sums[0] >> 32);
}

static bool has_key(const struct copies *copies, uint32_t key)
{
	unsigned found = 0;

	/* To the end: so it is done by vectors. */
	for (size_t i = 0; i < COPIES; i++)
		found |= copies->keys[i] == key;
	return found != 0;
}

static bool is_noted(const struct copies *copies, const struct packet *packet)
{
	for (size_t i = 0; i < COPIES; i++) {
		if (is_same(&copies->all[i], packet))
			return true;
	}
	return false;
}

static void note(struct copies *copies, const struct packet *packet,
                 uint32_t key)
{
	size_t at = copies->next++ % COPIES;
	struct copied *copied = &copies->all[at];

	if (copied->room < packet->len) {
		copied->room = packet->len;
		copied->bytes = must_resize(copied->bytes, copied->room, 1);
	}
	memcpy(copied->bytes, packet->bytes, packet->len);
	copied->len = packet->len;
	copied->id = packet->id;
	copied->place = packet->place;
	copies->keys[at] = key;
}

bool copies_has(struct capture *capture, const struct packet *packet)
{
	struct copies *copies = &capture->copies;
	uint32_t key;

	if (!packet->place.has_time || !may_be_message(packet))
		return false;
	key = key_of(packet);
	if (has_key(copies, key) && is_noted(copies, packet)) {
		capture->carrier.counts.copies++;
		return true;
	}
	note(copies, packet, key);
	return false;
}

void copies_free(struct capture *capture)
{
	for (size_t i = 0; i < COPIES; i++)
		free(capture->copies.all[i].bytes);
}
