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

static void note(struct copies *copies, const struct packet *packet)
{
	struct copied *copied = &copies->all[copies->next++ % COPIES];

	copied->bytes = must_resize(copied->bytes, packet->len, 1);
	memcpy(copied->bytes, packet->bytes, packet->len);
	copied->len = packet->len;
	copied->id = packet->id;
	copied->place = packet->place;
}

bool copies_has(struct capture *capture, const struct packet *packet)
{
	struct copies *copies = &capture->copies;

	if (!packet->place.has_time || !may_be_message(packet))
		return false;
	for (size_t i = 0; i < COPIES; i++) {
		if (is_same(&copies->all[i], packet)) {
			capture->carrier.counts.copies++;
			return true;
		}
	}
	note(copies, packet);
	return false;
}

void copies_free(struct capture *capture)
{
	for (size_t i = 0; i < COPIES; i++)
		free(capture->copies.all[i].bytes);
}
