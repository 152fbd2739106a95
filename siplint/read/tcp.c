/*
 * TCP (RFC 9293): segments put into order.
 *
 * What the capture lacks is told to the stream as a gap: when the other side
 * has acknowledged it and it still does not come, when too much waits behind
 * it, and at the end.
 */
#include "read/packet.h"
#include "read/stream.h"
#include <search.h>
#include <stdlib.h>
#include <string.h>

enum { FLAG_FIN = 1, FLAG_SYN = 2, FLAG_RST = 4, FLAG_ACK = 16 };

enum { HEADER_SIZE = 20 };
/* What may wait for an earlier segment. */
enum { AHEAD_SEGMENTS = 256, AHEAD_BYTES = 1 << 18 };
/* Farther apart are different connections. */
enum { WINDOW_MAX = 1 << 24 };
/* A segment and its acknowledgment may stand in a capture in the wrong order,
 * but not that far apart. */
static const int64_t late = 100 * 1000000;

/* One that came before those in front of it. */
struct segment {
	struct segment *next;
	uint32_t sequence;
	size_t len, lost;
	struct moment moment;
	char bytes[];
};

/* What one side sends. */
struct half {
	struct stream stream;
	uint32_t first, next; /* sequence numbers: behind the SYN; awaited */
	uint32_t acked, fin;
	bool is_synced; /* `next` is known */
	bool has_syn, has_ack, has_fin;
	bool is_over;
	struct segment *ahead, *last; /* by their numbers */
	size_t ahead_count, ahead_bytes;
};

struct connection {
	struct held held;
	struct endpoint ends[2]; /* the lower first */
	struct half halves[2];   /* by who sends */
};

/* A segment as it is read. */
struct tcp {
	uint32_t sequence, ack;
	uint8_t flags;
	struct moment moment;
	const char *bytes;
	size_t len, lost;
};

static int compare_endpoints(const struct endpoint *a, const struct endpoint *b)
{
	int order = memcmp(a->address, b->address, sizeof(a->address));

	if (order != 0)
		return order;
	if (a->family != b->family)
		return a->family - b->family;
	return a->port - b->port;
}

static int compare(const void *left, const void *right)
{
	const struct connection *a = left, *b = right;
	int order = compare_endpoints(&a->ends[0], &b->ends[0]);

	return order != 0 ? order : compare_endpoints(&a->ends[1], &b->ends[1]);
}

/* How far a sequence number is behind another one, modulo 2^32. */
static int32_t distance(uint32_t from, uint32_t to)
{
	return (int32_t)(to - from);
}

/* Bytes of which those that were taken already are left out. */
static void deliver(struct half *half, uint32_t sequence,
                    const struct moment *moment, const char *bytes, size_t len,
                    size_t lost)
{
	size_t old = (size_t) - (int64_t)distance(half->next, sequence);

	if (old >= len + lost)
		return;
	half->next = sequence + (uint32_t)(len + lost);
	if (old < len) {
		stream_feed(&half->stream, moment, bytes + old, len - old);
		old = len;
	}
	if (lost != 0)
		stream_gap(&half->stream, len + lost - old);
}

static struct segment *take_first(struct half *half)
{
	struct segment *segment = half->ahead;

	half->ahead = segment->next;
	half->ahead_count--;
	half->ahead_bytes -= sizeof(*segment) + segment->len;
	return segment;
}

/* Those that the awaited number is within or behind. */
static void drain(struct half *half)
{
	while (half->ahead != NULL &&
	       distance(half->next, half->ahead->sequence) <= 0) {
		struct segment *segment = take_first(half);

		deliver(half, segment->sequence, &segment->moment,
		        segment->bytes, segment->len, segment->lost);
		free(segment);
	}
}

/* What is missing before the first one that waits will not come. */
static void pass_hole(struct half *half)
{
	int32_t hole = distance(half->next, half->ahead->sequence);

	if (hole > 0) {
		half->next = half->ahead->sequence;
		stream_gap(&half->stream, (uint64_t)hole);
	}
	drain(half);
}

static void flush(struct half *half, enum stream_end why)
{
	if (half->is_over)
		return;
	while (half->ahead != NULL)
		pass_hole(half);
	half->is_over = true;
	stream_end(&half->stream, why);
}

/* In the order of their numbers; of two with one number the longer. */
static void insert(struct half *half, struct segment *segment)
{
	struct segment **at = &half->ahead;

	if (half->ahead != NULL &&
	    distance(half->last->sequence, segment->sequence) > 0)
		at = &half->last->next;
	while (*at != NULL && distance((*at)->sequence, segment->sequence) >= 0)
		at = &(*at)->next;
	segment->next = *at;
	*at = segment;
	if (segment->next == NULL)
		half->last = segment;
	half->ahead_count++;
	half->ahead_bytes += sizeof(*segment) + segment->len;
}

static void keep(struct half *half, const struct tcp *tcp)
{
	struct segment *segment =
	        must_resize(NULL, 1, sizeof(*segment) + tcp->len);

	*segment = (struct segment){.sequence = tcp->sequence,
	                            .len = tcp->len,
	                            .lost = tcp->lost,
	                            .moment = tcp->moment};
	memcpy(segment->bytes, tcp->bytes, tcp->len);
	insert(half, segment);
	while (half->ahead_count > AHEAD_SEGMENTS ||
	       half->ahead_bytes > AHEAD_BYTES)
		pass_hole(half);
}

/* As from here on nothing is known of it. */
static void restart(struct half *half)
{
	struct stream old = half->stream;

	flush(half, STREAM_CLOSED);
	*half = (struct half){.is_over = false};
	stream_start(&half->stream, old.carrier, &old.place, old.peer);
}

static void data_read(struct half *half, const struct tcp *tcp)
{
	int32_t ahead;

	if (half->is_over)
		return;
	if (!half->is_synced) {
		half->next = tcp->sequence;
		half->is_synced = true;
	}
	ahead = distance(half->next, tcp->sequence);
	if (ahead > 0 && !stream_is_foreign(&half->stream)) {
		keep(half, tcp);
		return;
	}
	if (ahead > 0) {
		half->next = tcp->sequence;
		stream_gap(&half->stream, (uint64_t)ahead);
	}
	deliver(half, tcp->sequence, &tcp->moment, tcp->bytes, tcp->len,
	        tcp->lost);
	drain(half);
}

/* The other side has got what is missing, and some time has passed. */
static void check_hole(struct half *half, const struct moment *now)
{
	const struct segment *first = half->ahead;

	if (first == NULL || !half->has_ack ||
	    distance(half->next, half->acked) <= 0)
		return;
	if (!now->has_time || !first->moment.has_time ||
	    now->time - first->moment.time >= late)
		pass_hole(half);
}

static void check_fin(struct half *half)
{
	if (half->has_fin && half->is_synced && !half->is_over &&
	    distance(half->fin, half->next) >= 0)
		flush(half, STREAM_CLOSED);
}

/* It may stand in the capture behind the data that came first. */
static bool is_late_syn(const struct half *half, uint32_t first)
{
	int32_t ahead = distance(first, half->next);

	return half->is_synced && !half->has_syn && !half->is_over &&
	       ahead >= 0 && ahead <= AHEAD_BYTES;
}

/* A connection that the ports had before is over when another one begins. */
static void syn_read(struct half *half, struct half *other,
                     const struct tcp *tcp)
{
	uint32_t first = tcp->sequence + 1;

	if (half->has_syn && half->first == first)
		return;
	if (is_late_syn(half, first)) {
		half->has_syn = true;
		half->first = first;
		return;
	}
	if (half->is_synced || half->is_over) {
		restart(half);
		/* The answer to a SYN belongs to what that began. */
		if ((tcp->flags & FLAG_ACK) == 0 || !other->has_syn)
			restart(other);
	}
	half->first = half->next = first;
	half->has_syn = half->is_synced = true;
	half->stream.is_whole = true;
}

/* A connection whose beginning, and end of the one before, was not seen. */
static bool is_another(const struct half *half, const struct tcp *tcp)
{
	int32_t ahead = distance(half->next, tcp->sequence);

	return half->is_synced && (ahead > WINDOW_MAX || ahead < -WINDOW_MAX);
}

static void segment_read(struct half *half, struct half *other, struct tcp *tcp)
{
	if ((tcp->flags & FLAG_RST) != 0) {
		flush(half, STREAM_CLOSED);
		flush(other, STREAM_CLOSED);
		return;
	}
	if ((tcp->flags & FLAG_SYN) != 0) {
		syn_read(half, other, tcp);
		tcp->sequence++;
	} else if (is_another(half, tcp)) {
		restart(half);
		restart(other);
	}
	if ((tcp->flags & FLAG_ACK) != 0) {
		if (!other->has_ack || distance(other->acked, tcp->ack) > 0)
			other->acked = tcp->ack;
		other->has_ack = true;
	}
	if ((tcp->flags & FLAG_FIN) != 0) {
		half->fin = tcp->sequence + (uint32_t)(tcp->len + tcp->lost);
		half->has_fin = true;
	}
	if (tcp->len + tcp->lost != 0)
		data_read(half, tcp);
	check_hole(half, &tcp->moment);
	check_hole(other, &tcp->moment);
	check_fin(half);
	check_fin(other);
}

static size_t waiting_bytes(const struct connection *connection)
{
	size_t bytes = 0;

	for (int i = 0; i < 2; i++)
		bytes += connection->halves[i].stream.len +
		         connection->halves[i].stream.state_waiting +
		         connection->halves[i].ahead_bytes;
	return bytes;
}

static size_t memory(const struct connection *connection)
{
	size_t bytes = sizeof(*connection);

	for (int i = 0; i < 2; i++)
		bytes += stream_held(&connection->halves[i].stream) +
		         connection->halves[i].ahead_bytes;
	return bytes;
}

static void give_up(struct hoard *hoard, struct held *held)
{
	struct connection *connection = (struct connection *)held;
	struct capture *capture = hoard->user;
	struct carried_counts *counts = &capture->carrier.counts;
	size_t bytes = waiting_bytes(connection);

	if (!hoard->is_over && bytes != 0) {
		counts->given_up_streams++;
		counts->given_up_bytes += bytes;
	}
	flush(&connection->halves[0], STREAM_CUT);
	flush(&connection->halves[1], STREAM_CUT);
	tdelete(connection, &capture->connections, compare);
	held_end(hoard, held);
	free(connection);
}

static struct connection *add(struct capture *capture,
                              const struct connection *key,
                              const struct place *place)
{
	struct connection *connection =
	        must_resize(NULL, 1, sizeof(*connection));
	struct place half = *place;

	*connection = *key;
	for (int i = 0; i < 2; i++) {
		half.source = key->ends[i];
		half.destination = key->ends[1 - i];
		stream_start(&connection->halves[i].stream, &capture->carrier,
		             &half, &connection->halves[1 - i].stream);
	}
	connection->held.give_up = give_up;
	held_start(&capture->carrier.hoard, &connection->held,
	           sizeof(*connection));
	if (tsearch(connection, &capture->connections, compare) == NULL)
		die_of_memory();
	return connection;
}

/* @param sender  out: its index
 * @return NULL if it is not known and this segment begins none */
static struct connection *find(struct capture *capture,
                               const struct place *place, const struct tcp *tcp,
                               int *sender)
{
	struct connection key = {.held.bytes = 0};
	struct connection **found;

	*sender = compare_endpoints(&place->source, &place->destination) > 0;
	key.ends[*sender] = place->source;
	key.ends[1 - *sender] = place->destination;
	found = tfind(&key, &capture->connections, compare);
	if (found != NULL)
		return *found;
	if ((tcp->flags & FLAG_SYN) == 0 && tcp->len + tcp->lost == 0)
		return NULL;
	return add(capture, &key, place);
}

static bool header_read(struct capture *capture, struct packet *packet,
                        struct tcp *tcp)
{
	const uint8_t *bytes = packet->bytes;
	size_t size =
	        packet->len < HEADER_SIZE ? 0 : (size_t)(bytes[12] >> 4) * 4;

	if (size < HEADER_SIZE || packet->len < size) {
		packet_short(capture, packet);
		return false;
	}
	packet->place.source.port = read_u16(bytes);
	packet->place.destination.port = read_u16(bytes + 2);
	packet->place.transport = ZSIP_TRANSPORT_TCP;
	packet_skip(packet, size);
	*tcp = (struct tcp){
	        .sequence = read_u32(bytes + 4),
	        .ack = read_u32(bytes + 8),
	        .flags = bytes[13],
	        .moment = {packet->place.frame, packet->place.time,
	                   packet->place.has_time},
	        .bytes = (const char *)packet->bytes,
	        .len = packet->len,
	        .lost = packet->lost,
	};
	return true;
}

void tcp_read(struct capture *capture, struct packet *packet)
{
	struct connection *connection;
	struct tcp tcp;
	int sender;

	if (!header_read(capture, packet, &tcp))
		return;
	connection = find(capture, &packet->place, &tcp, &sender);
	if (connection == NULL)
		return;
	held_touch(&capture->carrier.hoard, &connection->held);
	segment_read(&connection->halves[sender],
	             &connection->halves[1 - sender], &tcp);
	held_resize(&capture->carrier.hoard, &connection->held,
	            memory(connection));
}
