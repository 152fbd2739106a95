/*
 * One message of a file, parsed, and the place of its bytes in the file.
 */
#include "read/message.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_FIELDS 64

void input_options(const struct input *input, struct zsip_options *options)
{
	*options = (struct zsip_options){.size = sizeof(*options)};
	/* What fits into memory is not too long for a linter. */
	options->limits.message_size = SIZE_MAX;
	options->limits.field_length = SIZE_MAX;
	options->limits.fields = UINT16_MAX;
	options->limits.list_length = SIZE_MAX;
	options->quirks = input->quirks;
	if (input->lf)
		options->quirks |= ZSIP_QUIRK_LF_LINE_ENDS;
}

void message_init(struct message *message)
{
	*message = (struct message){.lost = 0};
	zsip_message_init(
	        &message->sip,
	        must_resize(NULL, FIRST_FIELDS, sizeof(struct zsip_field)),
	        FIRST_FIELDS, &message->options);
}

void message_free(struct message *message)
{
	free(message->sip.fields);
}

static size_t count_lfs(const char *p, const char *end)
{
	size_t count = 0;

	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		count++;
		p++;
	}
	return count;
}

/* Room for each line of a message's head. */
static void make_room(struct message *message, const struct piece *piece)
{
	struct zsip_message *sip = &message->sip;
	const char *bytes = message->seen.input->bytes;
	size_t lines = 1 + count_lfs(bytes + piece->seen.start,
	                             bytes + piece->head_end);

	if (lines > UINT16_MAX)
		lines = UINT16_MAX;
	if (lines <= sip->max_fields)
		return;
	sip->fields =
	        must_resize(sip->fields, lines, sizeof(struct zsip_field));
	sip->max_fields = lines;
}

void message_read(struct message *message, const struct piece *piece)
{
	struct zsip_message *sip = &message->sip;

	message->seen = piece->seen;
	message->lost = piece->lost;
	message->is_description = false;
	input_options(piece->seen.input, &message->options);
	make_room(message, piece);
	zsip_message_parse(sip, piece->seen.input->bytes + piece->seen.start,
	                   piece->seen.end - piece->seen.start, NULL);
	/* What Content-Length counts and is not there are the CRs. */
	if (piece->counts_crlf)
		sip->missing = 0;
}

void message_read_body(struct message *message, struct input *input)
{
	message->seen = (struct seen){
	        .input = input, .end = input->len, .mark.line = 1};
	message->is_description = true;
	input_options(input, &message->options);
	message->sip.text = (struct zsip_slice){input->bytes, input->len};
}

void message_place(const struct message *message, size_t offset, size_t len,
                   size_t *start, size_t *end)
{
	/* The library leaves out CRLFs before the start line. */
	*start = offset +
	         (size_t)(message->sip.text.ptr - message->seen.input->bytes);
	*end = *start + len;
}

struct zsip_slice message_agent(const struct zsip_message *sip)
{
	bool is_response = sip->status_code != 0;
	const struct zsip_field *field = zsip_field_find(
	        sip, is_response ? ZSIP_HDR_SERVER : ZSIP_HDR_USER_AGENT, NULL);

	if (field == NULL)
		field = zsip_field_find(sip,
		                        is_response ? ZSIP_HDR_USER_AGENT
		                                    : ZSIP_HDR_SERVER,
		                        NULL);
	return field != NULL ? field->value : (struct zsip_slice){NULL, 0};
}
