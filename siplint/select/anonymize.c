/*
 * Messages without the people and the machines that they are of.
 *
 * A message is changed in a copy of its bytes, in place, so that whatever is
 * found in it is found at the same place.
 */
#include "select/anonymize.h"
#include "select/scrub.h"
#include "select/treatment.h"
#include "zsip_body.h"
#include <string.h>

struct anonymizer {
	struct scrub scrub;
	const char *start; /* of what was copied */
};

/* Of bytes of the original. */
static size_t offset_of(const struct anonymizer *anonymizer, const char *at)
{
	return (size_t)(at - anonymizer->start);
}

static void treat(struct anonymizer *anonymizer, struct zsip_slice bytes,
                  enum treatment treatment)
{
	struct scrub *scrub = &anonymizer->scrub;
	size_t start = offset_of(anonymizer, bytes.ptr);
	size_t end = start + bytes.len;

	switch (treatment) {
	case WORDS:
		scrub_words(scrub, start, end);
		break;
	case BROKEN:
		scrub_broken(scrub, start, end);
		break;
	case BLANK:
		scrub_blank(scrub, start, end);
		break;
	case KEPT:
		scrub_keep(scrub, start, end);
		break;
	case PARTS:
		break;
	}
}

/* Seconds at its beginning are nobody's number. */
static struct zsip_slice without_seconds(const struct node *node)
{
	const struct zsip_header_info *info =
	        node->kind == NODE_FIELD ? zsip_header_info(node->header)
	                                 : NULL;
	struct zsip_slice bytes = node->bytes;

	if (info == NULL || (info->shape != ZSIP_SHAPE_retry_after &&
	                     info->shape != ZSIP_SHAPE_digits_params))
		return bytes;
	while (bytes.len > 0 && *bytes.ptr >= '0' && *bytes.ptr <= '9') {
		bytes.ptr++;
		bytes.len--;
	}
	return bytes;
}

/* What broke its grammar has no parts.
 * @param node  that is not cut */
static void treat_broken(struct anonymizer *anonymizer, const struct node *node)
{
	if (node != NULL && node->bytes.ptr != NULL &&
	    node->kind != NODE_BODY && node->kind != NODE_PART)
		treat(anonymizer, without_seconds(node), BROKEN);
}

static bool visit(void *user, const struct node *node)
{
	struct anonymizer *anonymizer = user;
	enum treatment treatment = treatment_of(node);

	if (node->kind == NODE_REMARK) {
		treat_broken(anonymizer, node->parent);
		return false;
	}
	if (node->bytes.ptr != NULL)
		treat(anonymizer, node->bytes, treatment);
	return treatment == PARTS;
}

/* User agents say of which make they are, in what may look like an address. */
static void keep_user_agents(struct anonymizer *anonymizer,
                             const struct zsip_message *sip)
{
	for (size_t i = 0; i < sip->field_count; i++) {
		const struct zsip_field *field = &sip->fields[i];
		size_t start = offset_of(anonymizer, field->value.ptr);

		if (field->id == ZSIP_HDR_USER_AGENT ||
		    field->id == ZSIP_HDR_SERVER)
			scrub_keep(&anonymizer->scrub, start,
			           start + field->value.len);
	}
}

/* What begins as a delimiter, and goes on as none, is text of a part, and told
 * of nonetheless. */
static void restore_delimiters(struct anonymizer *anonymizer,
                               const struct zsip_message *sip)
{
	struct zsip_parts parts;
	const char *p, *end;

	if (sip->body.len == 0 ||
	    zsip_parts_start(&parts, sip, NULL) != ZSIP_OK)
		return;
	p = sip->body.ptr;
	end = p + sip->body.len;
	while (p != NULL && (size_t)(end - p) >= parts.delimiter_len) {
		if (memcmp(p, parts.delimiter, parts.delimiter_len) == 0)
			memcpy(anonymizer->scrub.bytes +
			               offset_of(anonymizer, p),
			       p, parts.delimiter_len);
		p = memchr(p, '\n', (size_t)(end - p));
		if (p != NULL)
			p++;
	}
}

/* A start line that cannot be cut has no parts. */
static void treat_start_line(struct anonymizer *anonymizer,
                             const struct zsip_message *sip)
{
	if (sip->version.ptr == NULL && sip->start_line.ptr != NULL)
		treat(anonymizer, sip->start_line, BROKEN);
}

/* @param copy  of all bytes from `start` on */
static void anonymize(const struct pseudonyms *pseudonyms,
                      const struct message *message, const char *start,
                      struct input *copy)
{
	struct anonymizer anonymizer = {.start = start};

	scrub_start(&anonymizer.scrub, pseudonyms, (char *)copy->bytes,
	            copy->len);
	if (!message->is_description) {
		keep_user_agents(&anonymizer, &message->sip);
		treat_start_line(&anonymizer, &message->sip);
	}
	scrub_addresses(&anonymizer.scrub, 0, copy->len);
	tree_walk(message, visit, &anonymizer);
	if (!message->is_description)
		restore_delimiters(&anonymizer, &message->sip);
	scrub_end(&anonymizer.scrub);
}

static struct input *copy_bytes(const struct input *input, size_t start,
                                size_t end)
{
	struct input *copy = input_of_message(
	        input, (struct zsip_slice){input->bytes + start, end - start});

	copy->lf = input->lf;
	return copy;
}

/* What is seen then lies in the copy, whose first line begins where its own
 * does.  @return how far it has moved */
static size_t move_to_copy(struct seen *seen)
{
	size_t from = seen->mark.line_start;
	struct input *copy = copy_bytes(seen->input, from, seen->end);

	seen->input = copy;
	seen->start -= from;
	seen->end -= from;
	seen->mark.at -= from;
	seen->mark.line_start = 0;
	return from;
}

/* What stands before it in its line is none of it. */
static void blank_before(const struct seen *seen)
{
	memset((char *)seen->input->bytes, '.', seen->start);
}

void anonymize_message(const struct pseudonyms *pseudonyms,
                       const struct message *message, struct piece *piece)
{
	struct place *place = &piece->seen.place;
	const char *bytes = piece->seen.input->bytes;
	size_t from = move_to_copy(&piece->seen);

	anonymize(pseudonyms, message, bytes + from, piece->seen.input);
	blank_before(&piece->seen);
	pseudonym_endpoint(pseudonyms, &place->source);
	pseudonym_endpoint(pseudonyms, &place->destination);
}

struct input *anonymize_description(const struct pseudonyms *pseudonyms,
                                    const struct message *message)
{
	const struct input *input = message->seen.input;
	struct input *copy = copy_bytes(input, 0, input->len);

	anonymize(pseudonyms, message, input->bytes, copy);
	return copy;
}

void anonymize_skipped(struct seen *seen)
{
	struct scrub scrub;

	move_to_copy(seen);
	scrub_start(&scrub, NULL, (char *)seen->input->bytes, seen->end);
	scrub_blank(&scrub, 0, seen->end);
	scrub_end(&scrub);
}

struct input *anonymize_first_line(const struct pseudonyms *pseudonyms,
                                   const struct input *input)
{
	const char *lf = memchr(input->bytes, '\n', input->len);
	size_t end = lf == NULL ? input->len : (size_t)(lf + 1 - input->bytes);
	struct input *copy = copy_bytes(input, 0, end);
	struct scrub scrub;

	scrub_start(&scrub, pseudonyms, (char *)copy->bytes, end);
	scrub_addresses(&scrub, 0, end);
	scrub_broken(&scrub, 0, end);
	scrub_end(&scrub);
	return copy;
}
