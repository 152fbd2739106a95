/*
 * Session descriptions in messages (RFC 3261 13.2.1, RFC 5621).
 */
#include "description.h"
#include "facts.h"

/* How deep parts in parts are looked through: an alternative in something mixed
 * is deep (RFC 5621 4.3), and the stack is small. */
enum { DEPTH = 6, PART_FIELDS = 16 };

struct descent {
	struct zsip_parts walks[DEPTH];
	size_t depth;
	struct zsip_field fields[PART_FIELDS];
};

/* A header field of a message or a part, where it stands there once. */
static bool read_field(const struct zsip_message *msg, enum zsip_header id,
                       struct zsip_value *value)
{
	const struct zsip_field *field;

	return zsip_facts_read_once(msg, id, &field, value, NULL) == ZSIP_OK;
}

static bool has_field(const struct zsip_message *msg, enum zsip_header id)
{
	return zsip_field_find(msg, id, NULL) != NULL;
}

/* RFC 3261 20.11: a description is for the session where nothing else is said.
 */
static bool is_for_session(const struct zsip_message *msg)
{
	struct zsip_value value;

	return !has_field(msg, ZSIP_HDR_CONTENT_DISPOSITION) ||
	       (read_field(msg, ZSIP_HDR_CONTENT_DISPOSITION, &value) &&
	        zsip_slice_equal_nocase(value.token_params.token,
	                                ZSIP_TEXT("session")));
}

/* RFC 3261 20.12. */
static bool is_encoded(const struct zsip_message *msg)
{
	struct zsip_value value;
	struct zsip_list list;
	enum zsip_status status;

	zsip_list_start(&list, msg, ZSIP_HDR_CONTENT_ENCODING);
	while ((status = zsip_list_next(&list, &value, NULL)) != ZSIP_END) {
		if (status != ZSIP_OK ||
		    !zsip_slice_equal_nocase(value.raw, ZSIP_TEXT("identity")))
			return true;
	}
	return false;
}

/* RFC 2045 6: the bytes are not those of the text. */
static bool is_transfer_encoded(const struct zsip_message *msg)
{
	struct zsip_value value;

	if (!has_field(msg, ZSIP_HDR_CONTENT_TRANSFER_ENCODING))
		return false;
	return !read_field(msg, ZSIP_HDR_CONTENT_TRANSFER_ENCODING, &value) ||
	       !(zsip_slice_equal_nocase(value.raw, ZSIP_TEXT("binary")) ||
	         zsip_slice_equal_nocase(value.raw, ZSIP_TEXT("8bit")) ||
	         zsip_slice_equal_nocase(value.raw, ZSIP_TEXT("7bit")));
}

static bool is_description(const struct zsip_message *msg)
{
	struct zsip_value value;

	return msg->body.len != 0 &&
	       read_field(msg, ZSIP_HDR_CONTENT_TYPE, &value) &&
	       zsip_slice_equal_nocase(value.media_type.type,
	                               ZSIP_TEXT("application")) &&
	       zsip_slice_equal_nocase(value.media_type.subtype,
	                               ZSIP_TEXT("sdp")) &&
	       is_for_session(msg) && !is_encoded(msg) &&
	       !is_transfer_encoded(msg);
}

static void go_down(struct descent *descent, const struct zsip_message *msg)
{
	if (descent->depth < DEPTH && !is_encoded(msg) &&
	    !is_transfer_encoded(msg) &&
	    zsip_parts_start(&descent->walks[descent->depth], msg, NULL) ==
	            ZSIP_OK)
		descent->depth++;
}

/* The first part that is one, in those below the message.  A broken part hides
 * no others. */
static struct zsip_slice find_part(struct descent *descent,
                                   const struct zsip_message *msg)
{
	while (descent->depth != 0) {
		struct zsip_message part;
		enum zsip_status status;

		zsip_message_init(&part, descent->fields, PART_FIELDS,
		                  msg->options);
		status = zsip_parts_next(&descent->walks[descent->depth - 1],
		                         &part, NULL);
		if (part.text.ptr == NULL) {
			if (status == ZSIP_END)
				descent->depth--;
		} else if (status == ZSIP_OK && is_description(&part)) {
			return part.body;
		} else if (status == ZSIP_OK) {
			go_down(descent, &part);
		}
	}
	return (struct zsip_slice){NULL, 0};
}

struct zsip_slice zsip_description_of(const struct zsip_message *msg)
{
	struct descent descent;

	if (msg->body.len == 0)
		return (struct zsip_slice){NULL, 0};
	if (is_description(msg))
		return msg->body;
	descent.depth = 0;
	go_down(&descent, msg);
	return find_part(&descent, msg);
}

/* The o= line is the second one in every description (RFC 8866 5). */
struct zsip_sdp_origin zsip_description_origin(struct zsip_slice text)
{
	struct zsip_sdp_line lines[2];
	struct zsip_sdp sdp;

	zsip_sdp_init(&sdp, lines, 2, NULL, 0, NULL);
	zsip_sdp_parse(&sdp, text.ptr, text.len, NULL);
	return sdp.o;
}

bool zsip_description_is_same_session(const struct zsip_sdp_origin *a,
                                      const struct zsip_sdp_origin *b)
{
	return zsip_slice_equal(a->username, b->username) &&
	       zsip_sdp_compare_numbers(a->sess_id, b->sess_id) == 0 &&
	       zsip_slice_equal_nocase(a->nettype, b->nettype) &&
	       zsip_slice_equal_nocase(a->addrtype, b->addrtype) &&
	       zsip_slice_equal_nocase(a->address, b->address);
}

enum zsip_description_change zsip_description_compare(struct zsip_slice before,
                                                      struct zsip_slice after)
{
	struct zsip_sdp_origin a, b;
	bool same;

	if (before.ptr == NULL || after.ptr == NULL)
		return ZSIP_DESCRIPTION_FIRST;
	a = zsip_description_origin(before);
	b = zsip_description_origin(after);
	if (a.nettype.ptr == NULL || b.nettype.ptr == NULL)
		same = zsip_slice_equal(before, after);
	else
		same = zsip_description_is_same_session(&a, &b) &&
		       zsip_sdp_compare_numbers(a.sess_version,
		                                b.sess_version) == 0;
	return same ? ZSIP_DESCRIPTION_UNCHANGED : ZSIP_DESCRIPTION_CHANGED;
}
