/*
 * A byte stream: cut into pieces at places that its first bytes tell, it
 * gives the events of the whole in one piece, and what it takes for a message
 * zsip_message_parse() takes for a message of the same length.
 */
#include "fuzz.h"
#include "zsip.h"

enum { MAX_EVENTS = 64, SEEDS = 4 };

struct events {
	unsigned count;
	struct {
		enum zsip_stream_event event;
		size_t at, start, len; /* consumed before; the message */
		enum zsip_status status;
		size_t offset;
	} list[MAX_EVENTS];
};

static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* The framer's word on a message against the parser's. */
static void agree(struct zsip_slice message)
{
	static struct zsip_field fields[1200];
	struct zsip_message msg;
	enum zsip_status status;

	zsip_message_init(&msg, fields, 1200, NULL);
	status = zsip_message_parse(&msg, message.ptr, message.len, NULL);
	HOLDS(status != ZSIP_MORE);
	if (status != ZSIP_OK)
		return;
	HOLDS(msg.text.ptr == message.ptr);
	HOLDS(msg.content_length_status == ZSIP_OK);
	HOLDS(msg.missing == 0);
	HOLDS(msg.body.ptr + msg.body.len == message.ptr + message.len);
}

static bool is_last(struct events *events, enum zsip_stream_event event)
{
	return event == ZSIP_STREAM_CLOSE || event == ZSIP_STREAM_MORE ||
	       events->count == MAX_EVENTS;
}

/* Feeds bytes from *at on until there is no event left in them. */
static bool feed(struct zsip_stream *stream, struct events *events,
                 const char *text, size_t *at, size_t len)
{
	enum zsip_stream_event event;
	struct zsip_slice message;
	struct zsip_error err = {ZSIP_OK, 0, ""};
	size_t consumed;

	do {
		/* The bytes lie elsewhere at each call, as they may. */
		char *copy = fuzz_copy(text + *at, len - *at);

		event = zsip_stream_next(stream, copy, len - *at, &message,
		                         &consumed, &err);
		HOLDS(consumed <= len - *at);
		if (event == ZSIP_STREAM_MORE) {
			HOLDS(consumed == 0);
			free(copy);
			return true;
		}
		events->list[events->count].event = event;
		events->list[events->count].at = *at;
		events->list[events->count].start =
		        event == ZSIP_STREAM_MESSAGE
		                ? (size_t)(message.ptr - copy)
		                : 0;
		events->list[events->count].len = message.len;
		events->list[events->count].status = err.status;
		events->list[events->count].offset = err.offset;
		events->count++;
		if (event == ZSIP_STREAM_MESSAGE) {
			HOLDS(message.ptr >= copy &&
			      message.ptr + message.len == copy + consumed);
			agree(message);
		} else if (event == ZSIP_STREAM_CLOSE) {
			HOLDS(consumed == 0 && err.status != ZSIP_OK &&
			      err.offset <= len - *at);
		} else {
			HOLDS(consumed == 2 || consumed == 4);
		}
		*at += consumed;
		free(copy);
	} while (!is_last(events, event));
	return false;
}

static void run(struct events *events, const char *text, size_t len,
                enum zsip_stream_role role, uint32_t random)
{
	struct zsip_stream stream;
	size_t at = 0, end = random == 0 ? len : 0;

	zsip_stream_init(&stream, role, NULL);
	events->count = 0;
	while (feed(&stream, events, text, &at, end) && end < len) {
		end += 1 + next_random(&random) % (random & 1 ? 4 : 64);
		if (end > len)
			end = len;
	}
}

static void same(const struct events *a, const struct events *b)
{
	HOLDS(a->count == b->count);
	for (unsigned i = 0; i < a->count; i++) {
		HOLDS(a->list[i].event == b->list[i].event);
		HOLDS(a->list[i].at == b->list[i].at);
		HOLDS(a->list[i].start == b->list[i].start);
		HOLDS(a->list[i].len == b->list[i].len);
		HOLDS(a->list[i].status == b->list[i].status);
		HOLDS(a->list[i].offset == b->list[i].offset);
	}
}

/* A whole message alone: the parser took it, so does the framer. */
static void framed(const struct events *events, const char *text, size_t len)
{
	static struct zsip_field fields[1200];
	struct zsip_message msg;

	zsip_message_init(&msg, fields, 1200, NULL);
	if (zsip_message_parse(&msg, text, len, NULL) != ZSIP_OK ||
	    msg.content_length_status != ZSIP_OK || msg.missing != 0 ||
	    msg.text.ptr != text)
		return;
	HOLDS(events->count > 0 &&
	      events->list[0].event == ZSIP_STREAM_MESSAGE);
	HOLDS(text + events->list[0].len == msg.body.ptr + msg.body.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct events whole, pieces;
	enum zsip_stream_role role;
	uint32_t random;
	char *text;

	if (size < SEEDS)
		return 0;
	memcpy(&random, data, SEEDS);
	role = random & 1 ? ZSIP_STREAM_OPENED : ZSIP_STREAM_ACCEPTED;
	size -= SEEDS;
	text = fuzz_copy(data + SEEDS, size);
	run(&whole, text, size, role, 0);
	framed(&whole, text, size);
	for (int i = 0; i < 3; i++) {
		run(&pieces, text, size, role, random | 1);
		same(&whole, &pieces);
		next_random(&random);
	}
	free(text);
	return 0;
}
