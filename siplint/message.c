/*
 * One message of a file, parsed, and the way back from its bytes to those of
 * the file.
 *
 * A file in which every line ends in LF alone is read through a copy with
 * CRLFs: the quirk lf_line_ends goes for the frame, but not for folds inside
 * values, and Content-Length most often still counts the CRLFs that the
 * message had on the wire.
 */
#include "siplint.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_FIELDS 64

void message_init(struct message *message, struct input *input)
{
	*message = (struct message){.input = input};
	/* What fits into memory is not too long for a linter. */
	message->options.size = sizeof(message->options);
	message->options.limits.message_size = SIZE_MAX;
	message->options.limits.field_length = SIZE_MAX;
	message->options.limits.fields = UINT16_MAX;
	message->options.limits.list_length = SIZE_MAX;
	zsip_message_init(
	        &message->sip,
	        must_resize(NULL, FIRST_FIELDS, sizeof(struct zsip_field)),
	        FIRST_FIELDS, &message->options);
}

void message_free(struct message *message)
{
	free(message->copy);
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
	const char *bytes = message->input->bytes;
	size_t lines =
	        1 + count_lfs(bytes + piece->start, bytes + piece->head_end);

	if (lines > UINT16_MAX)
		lines = UINT16_MAX;
	if (lines <= sip->max_fields)
		return;
	sip->fields =
	        must_resize(sip->fields, lines, sizeof(struct zsip_field));
	sip->max_fields = lines;
}

/* @return the bytes of the copy */
static size_t make_copy(struct message *message, const struct piece *piece)
{
	const char *p = message->input->bytes + piece->start;
	const char *end = message->input->bytes + piece->end, *lf;
	const char *to = piece->counts_crlf
	                         ? end
	                         : message->input->bytes + piece->head_end;
	size_t size = (size_t)(end - p) + count_lfs(p, to);
	char *out = must_resize(message->copy, size, 1);

	message->copy = out;
	while ((lf = memchr(p, '\n', (size_t)(to - p))) != NULL) {
		memcpy(out, p, (size_t)(lf - p));
		out += lf - p;
		*out++ = '\r';
		*out++ = '\n';
		p = lf + 1;
	}
	memcpy(out, p, (size_t)(end - p));
	message->converted = (size_t)(out - message->copy);
	return size;
}

void message_read(struct message *message, const struct piece *piece)
{
	const char *text = message->input->bytes + piece->start;
	size_t len = piece->end - piece->start;

	message->start = piece->start;
	message->end = piece->end;
	message->at = message->added = 0;
	make_room(message, piece);
	if (message->input->lf) {
		len = make_copy(message, piece);
		text = message->copy;
	}
	zsip_message_parse(&message->sip, text, len, NULL);
}

/* Of a copy: without the CRs that were put in. */
static size_t place_in_copy(struct message *message, size_t offset)
{
	size_t to = offset < message->converted ? offset : message->converted;

	if (to > message->at) {
		message->added += count_lfs(message->copy + message->at,
		                            message->copy + to);
		message->at = to;
	}
	/* A byte behind a CR that was put in is the LF itself. */
	if (offset < message->converted && message->copy[offset] == '\n')
		offset--;
	return offset - message->added;
}

void message_place(struct message *message, size_t offset, size_t len,
                   size_t *start, size_t *end)
{
	const char *text = message->sip.text.ptr;
	size_t at, added;

	/* The library leaves out CRLFs before the start line. */
	if (!message->input->lf) {
		offset += (size_t)(text - message->input->bytes);
		*start = offset;
		*end = offset + len;
		return;
	}
	offset += (size_t)(text - message->copy);
	*start = message->start + place_in_copy(message, offset);
	/* The next finding may begin before the end of this one. */
	at = message->at;
	added = message->added;
	*end = message->start + place_in_copy(message, offset + len);
	message->at = at;
	message->added = added;
}
