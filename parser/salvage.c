/*
 * Messages that the line index cannot take.  Those with LF line ends, by the
 * quirk; and what can still be cut out of one that the grammar refused: each
 * line that looks like a header field is one, any other line is kept as broken,
 * so that findings and an error response can name them.  Bytes are only looked
 * at once, and no field is longer or later than the limits allow.
 */
#include "head.h"
#include <string.h>

/* Behind the LF of the line that begins at p; `end` if it has none. */
static const char *next_line(const char *p, const char *end)
{
	const char *lf = memchr(p, '\n', (size_t)(end - p));

	return lf == NULL ? end : lf + 1;
}

/* A caller without room for fields may have no array. */
static struct zsip_field *room_end(const struct zsip_message *msg,
                                   const struct zsip_index *index)
{
	return index->max_fields == 0 ? msg->fields
	                              : msg->fields + index->max_fields;
}

static void cut_field(struct zsip_field *field, const char *p, const char *end)
{
	const char *colon = p;

	*field = (struct zsip_field){.flags = ZSIP_FIELD_BROKEN};
	while (colon < end && zsip_is_token(*colon))
		colon++;
	field->name = (struct zsip_slice){p, (size_t)(colon - p)};
	while (colon < end && zsip_is_blank(*colon))
		colon++;
	if (field->name.len == 0 || colon == end || *colon != ':') {
		field->name.len = 0;
		field->value = zsip_trim(p, end);
		return;
	}
	field->value = zsip_trim(colon + 1, end);
	field->id = (uint16_t)zsip_header_find(field->name);
	field->flags = colon == p + field->name.len ? 0 : ZSIP_FIELD_BLANK;
}

static void note_first(struct zsip_message *msg, struct zsip_index *index,
                       const struct zsip_field *field)
{
	size_t number = (size_t)(field - msg->fields) + 1;

	if (field->id == 0 || field->id >= ZSIP_FIRST_COUNT)
		return;
	msg->last[field->id] = (uint16_t)number;
	if (msg->first[field->id] == 0)
		msg->first[field->id] = (uint16_t)number;
	else
		index->lengths += field->id == ZSIP_HDR_CONTENT_LENGTH;
}

enum zsip_index_end zsip_lf_index(struct zsip_message *msg, const char *p,
                                  const char *end, struct zsip_index *index)
{
	struct zsip_field *field = msg->fields;
	struct zsip_field *last = room_end(msg, index);

	index->at = p;
	index->controls = true;
	while (p < end && *p != '\n') {
		const char *line = p;

		index->at = line;
		if (field == last)
			return ZSIP_INDEX_TOO_MANY;
		do
			p = next_line(p, end);
		while (p < end && zsip_is_blank(*p));
		if (p == end || memchr(line, '\r', (size_t)(p - line)) != NULL)
			return ZSIP_INDEX_BROKEN;
		cut_field(field, line, p);
		if (field->flags & ZSIP_FIELD_BROKEN)
			return ZSIP_INDEX_BROKEN;
		if (next_line(line, p) != p)
			field->flags |= ZSIP_FIELD_FOLDED;
		note_first(msg, index, field);
		field++;
	}
	msg->field_count = (size_t)(field - msg->fields);
	index->at = p + 1;
	return p == end ? ZSIP_INDEX_BROKEN : ZSIP_INDEX_DONE;
}

const char *zsip_fields_salvage(struct zsip_message *msg,
                                struct zsip_index *index, const char *p,
                                size_t max_length)
{
	const char *end = msg->text.ptr + msg->text.len;
	struct zsip_field *field = msg->fields;
	struct zsip_field *last = room_end(msg, index);

	index->lengths = 0;
	memset(msg->first, 0, sizeof(msg->first));
	memset(msg->last, 0, sizeof(msg->last));
	while (p < end && field < last) {
		const char *line = p;
		bool folded = false;

		p = next_line(p, end);
		if (zsip_trim(line, p).len == 0 && !zsip_is_blank(*line))
			break;
		while (p < end && zsip_is_blank(*p)) {
			folded = true;
			p = next_line(p, end);
		}
		if ((size_t)(p - line) > max_length)
			continue;
		cut_field(field, line, p);
		if (folded)
			field->flags |= ZSIP_FIELD_FOLDED;
		note_first(msg, index, field);
		field++;
	}
	msg->field_count = (size_t)(field - msg->fields);
	return p;
}

const char *zsip_message_salvage(struct zsip_message *msg,
                                 struct zsip_index *index, size_t max_length)
{
	const char *p = msg->text.ptr;
	const char *start_end = next_line(p, p + msg->text.len);

	msg->start_line = zsip_trim(p, start_end);
	return zsip_fields_salvage(msg, index, start_end, max_length);
}
