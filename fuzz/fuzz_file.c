/*
 * A file of messages: every byte of it is in one message, or in bytes that are
 * told to be of none, or in line ends between them; in order, and each behind
 * its line's number.
 */
#define _GNU_SOURCE /* memmem() */

#include "fuzz.h"
#include "read/call_id.h"
#include "read/message.h"

struct reading {
	const struct input *input;
	size_t at; /* behind what was told so far */
	size_t line;
};

static void move(struct reading *reading, const struct seen *seen)
{
	const char *bytes = reading->input->bytes;

	HOLDS(seen->input == reading->input);
	HOLDS(seen->start >= reading->at && seen->start < seen->end &&
	      seen->end <= reading->input->len);
	for (size_t i = reading->at; i < seen->start; i++)
		HOLDS(bytes[i] == '\r' || bytes[i] == '\n');
	for (size_t i = reading->at; i < seen->start; i++)
		reading->line += bytes[i] == '\n';
	HOLDS(seen->mark.at == seen->start);
	HOLDS(seen->mark.line == reading->line);
	HOLDS(seen->mark.line_start <= seen->start);
	for (size_t i = seen->start; i < seen->end; i++)
		reading->line += bytes[i] == '\n';
	reading->at = seen->end;
}

/* A message goes by its Call-ID to a thread, which parses it. */
static void check_call_id(const struct piece *piece)
{
	struct zsip_slice id = call_id_find(piece);
	const struct zsip_field *field;
	struct message message;

	message_init(&message);
	message_read(&message, piece);
	field = zsip_field_find(&message.sip, ZSIP_HDR_CALL_ID, NULL);
	HOLDS(field == NULL || zsip_slice_equal(field->value, id));
	message_free(&message);
}

static void on_message(void *user, const struct piece *piece)
{
	HOLDS(piece->lost == 0);
	move(user, &piece->seen);
	check_call_id(piece);
}

static void on_skipped(void *user, const struct seen *seen)
{
	move(user, seen);
}

static void on_line_ends(void *user, struct input *input)
{
	const struct reading *reading = user;

	HOLDS(input->lf && reading->at == 0);
}

static void on_trouble(void *user, const struct input *file, const char *what,
                       bool is_fatal)
{
	struct reading *reading = user;

	HOLDS(is_fatal && *what != '\0' && reading->at == 0);
	reading->at = file->len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = fuzz_copy(data, size);
	struct input input = {.name = "file", .bytes = copy, .len = size};
	struct reading reading = {.input = &input, .line = 1};
	const struct read_options options = {.ports = NULL};
	const struct sink sink = {.user = &reading,
	                          .message = on_message,
	                          .skipped = on_skipped,
	                          .line_ends = on_line_ends,
	                          .trouble = on_trouble};

	input.users = 1;
	/* As input_open() sees it. */
	input.lf = size != 0 && memchr(copy, '\n', size) != NULL &&
	           memmem(copy, size, "\r\n", 2) == NULL;
	messages_read(&input, &options, &sink);
	for (size_t i = reading.at; i < size; i++)
		HOLDS(copy[i] == '\r' || copy[i] == '\n');
	free(copy);
	return 0;
}
