/*
 * SCTP (RFC 9260): a message of SIP is a message of its user (RFC 4168).
 */
#include "read/packet.h"
#include <search.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER_SIZE = 12, CHUNK_SIZE = 4, DATA_SIZE = 16 };
enum { CHUNK_DATA = 0, FLAG_ENDING = 1, FLAG_BEGINNING = 2 };
/* TSNs behind the highest one that are known to be seen or not. */
enum { WINDOW = 1024 };
/* Farther back is another association of the same tag. */
enum { OLD_MAX = 1 << 16 };
/* Fragments of messages that wait for the others. */
enum { WAITING_MAX = 256 };

/* A fragment of a message. */
struct chunk {
	struct chunk *next;
	uint32_t tsn;
	uint8_t flags;
	size_t len, lost;
	struct place place;
	char bytes[];
};

/* What one side of an association sends, by the tag that the other one has
 * chosen. */
struct association {
	struct held held;
	uint32_t tag;
	uint16_t from, to;
	bool is_synced;
	uint32_t highest;
	uint64_t seen[WINDOW / 64]; /* by TSN modulo WINDOW */
	struct chunk *waiting;      /* by TSN */
	size_t count, bytes;
};

static int compare(const void *left, const void *right)
{
	const struct association *a = left, *b = right;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	return a->from != b->from ? a->from - b->from : a->to - b->to;
}

static int32_t distance(uint32_t from, uint32_t to)
{
	return (int32_t)(to - from);
}

static uint64_t *word_of(struct association *association, uint32_t tsn)
{
	return &association->seen[tsn % WINDOW / 64];
}

static void move_window(struct association *association, uint32_t tsn)
{
	uint32_t from = association->highest + 1;

	if (!association->is_synced || tsn - from >= WINDOW)
		from = tsn - WINDOW + 1;
	for (; distance(from, tsn) >= 0; from++)
		*word_of(association, from) &= ~(UINT64_C(1) << from % 64);
	association->highest = tsn;
	association->is_synced = true;
}

/* @return whether a TSN is seen for the first time, as far as is known */
static bool note_tsn(struct association *association, uint32_t tsn)
{
	int32_t ahead = distance(association->highest, tsn);
	uint64_t bit = UINT64_C(1) << tsn % 64, *word;

	if (!association->is_synced || ahead > 0 || ahead < -OLD_MAX)
		move_window(association, tsn);
	else if (ahead <= -WINDOW)
		return false;
	word = word_of(association, tsn);
	if ((*word & bit) != 0)
		return false;
	*word |= bit;
	return true;
}

/* Where a run of fragments ends that follow each other.
 * @return its last */
static struct chunk *run_end(struct chunk *chunk)
{
	while ((chunk->flags & FLAG_ENDING) == 0 && chunk->next != NULL &&
	       chunk->next->tsn == chunk->tsn + 1 &&
	       (chunk->next->flags & FLAG_BEGINNING) == 0)
		chunk = chunk->next;
	return chunk;
}

/* Fragments in one piece, up to the first byte that was not captured. */
static void hand_on(struct carrier *carrier, const struct chunk *first,
                    const struct chunk *last)
{
	const struct chunk *chunk = first;
	size_t len = 0, lost = 0;
	char *bytes;

	for (;; chunk = chunk->next) {
		len += chunk->len;
		if (chunk == last)
			break;
	}
	bytes = must_resize(NULL, len, 1);
	len = 0;
	for (chunk = first;; chunk = chunk->next) {
		if (lost == 0) {
			memcpy(bytes + len, chunk->bytes, chunk->len);
			len += chunk->len;
			lost += chunk->lost;
		} else {
			lost += chunk->len + chunk->lost;
		}
		if (chunk == last)
			break;
	}
	if ((last->flags & FLAG_ENDING) == 0)
		lost++;
	datagram_feed(carrier, &first->place, bytes, len, lost);
	free(bytes);
}

/* From *at up to the last. */
static void drop(struct association *association, struct chunk **at,
                 const struct chunk *last)
{
	const struct chunk *behind = last->next;

	while (*at != behind) {
		struct chunk *chunk = *at;

		*at = chunk->next;
		association->count--;
		association->bytes -= sizeof(*chunk) + chunk->len;
		free(chunk);
	}
}

/* Those that are first in order will not become whole. */
static void pass_first(struct carrier *carrier, struct association *association)
{
	struct chunk *last = run_end(association->waiting);

	if ((association->waiting->flags & FLAG_BEGINNING) != 0)
		hand_on(carrier, association->waiting, last);
	drop(association, &association->waiting, last);
}

/* A message of which this was the last fragment to come. */
static void hand_on_whole(struct carrier *carrier,
                          struct association *association)
{
	struct chunk **at = &association->waiting, *last;

	while (*at != NULL) {
		last = run_end(*at);
		if (((*at)->flags & FLAG_BEGINNING) != 0 &&
		    (last->flags & FLAG_ENDING) != 0) {
			hand_on(carrier, *at, last);
			drop(association, at, last);
			return;
		}
		at = &last->next;
	}
}

static void keep(struct carrier *carrier, struct association *association,
                 struct chunk *chunk)
{
	struct chunk **at = &association->waiting;

	while (*at != NULL && distance((*at)->tsn, chunk->tsn) > 0)
		at = &(*at)->next;
	chunk->next = *at;
	*at = chunk;
	association->count++;
	association->bytes += sizeof(*chunk) + chunk->len;
	hand_on_whole(carrier, association);
	while (association->count > WAITING_MAX)
		pass_first(carrier, association);
}

static void give_up(struct hoard *hoard, struct held *held)
{
	struct association *association = (struct association *)held;
	struct capture *capture = hoard->user;
	struct carried_counts *counts = &capture->carrier.counts;

	if (!hoard->is_over && association->bytes != 0) {
		counts->given_up_streams++;
		counts->given_up_bytes += association->bytes;
	}
	while (association->waiting != NULL)
		pass_first(&capture->carrier, association);
	tdelete(association, &capture->associations, compare);
	held_end(hoard, held);
	free(association);
}

static struct association *find(struct capture *capture, uint32_t tag,
                                const struct place *place)
{
	struct association key = {.tag = tag,
	                          .from = place->source.port,
	                          .to = place->destination.port,
	                          .held.give_up = give_up};
	struct association **found, *association;

	found = tfind(&key, &capture->associations, compare);
	if (found != NULL)
		return *found;
	association = must_resize(NULL, 1, sizeof(*association));
	*association = key;
	held_start(&capture->carrier.hoard, &association->held,
	           sizeof(*association));
	if (tsearch(association, &capture->associations, compare) == NULL)
		die_of_memory();
	return association;
}

/* Behind the header of a DATA chunk (RFC 9260 3.3.1). */
static void data_read(struct capture *capture, struct association *association,
                      const struct packet *packet, uint32_t tsn, uint8_t flags)
{
	struct chunk *chunk;

	if (!note_tsn(association, tsn))
		return;
	if ((flags & FLAG_BEGINNING) != 0 && (flags & FLAG_ENDING) != 0) {
		datagram_feed(&capture->carrier, &packet->place,
		              (const char *)packet->bytes, packet->len,
		              packet->lost);
		return;
	}
	chunk = must_resize(NULL, 1, sizeof(*chunk) + packet->len);
	*chunk = (struct chunk){.tsn = tsn,
	                        .flags = flags,
	                        .len = packet->len,
	                        .lost = packet->lost,
	                        .place = packet->place};
	memcpy(chunk->bytes, packet->bytes, packet->len);
	keep(&capture->carrier, association, chunk);
	held_resize(&capture->carrier.hoard, &association->held,
	            sizeof(*association) + association->bytes);
}

/* @return false when that was the last one */
static bool chunk_read(struct capture *capture, struct association *association,
                       struct packet *packet)
{
	const uint8_t *bytes = packet->bytes;
	size_t size, padded;
	struct packet data = *packet;

	if (packet->len < CHUNK_SIZE)
		return false;
	size = read_u16(bytes + 2);
	if (size < CHUNK_SIZE)
		return false;
	if (bytes[0] == CHUNK_DATA && size > DATA_SIZE &&
	    packet->len >= DATA_SIZE) {
		packet_limit(&data, size);
		packet_skip(&data, DATA_SIZE);
		data_read(capture, association, &data, read_u32(bytes + 4),
		          bytes[1]);
	}
	padded = (size + 3) / 4 * 4;
	if (padded >= packet->len)
		return false;
	packet_skip(packet, padded);
	return true;
}

void sctp_read(struct capture *capture, struct packet *packet)
{
	struct association *association;
	uint32_t tag;

	if (packet->len < HEADER_SIZE) {
		packet_short(capture, packet);
		return;
	}
	packet->place.source.port = read_u16(packet->bytes);
	packet->place.destination.port = read_u16(packet->bytes + 2);
	packet->place.transport = ZSIP_TRANSPORT_SCTP;
	tag = read_u32(packet->bytes + 4);
	packet_skip(packet, HEADER_SIZE);
	association = find(capture, tag, &packet->place);
	held_touch(&capture->carrier.hoard, &association->held);
	while (chunk_read(capture, association, packet))
		continue;
}
