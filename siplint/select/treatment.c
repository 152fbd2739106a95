/*
 * What is done with the parts of a message that is made anonymous: what
 * anonymize.def says, else what the form of a value lets expect.
 */
#include "select/treatment.h"
#include "zsip_sdp.h"
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

struct row {
	unsigned id;
	enum treatment treatment;
};

struct named_row {
	char letter;
	unsigned id;
	const char *name;
	enum treatment treatment;
};

#define ANONYMIZE_WORD(text)
#define ANONYMIZE_HEADER(id, treatment)
#define ANONYMIZE_MEMBER(name, treatment)
#define ANONYMIZE_PARAM(id, treatment)
#define ANONYMIZE_ATTRIBUTE(id, treatment)
#define ANONYMIZE_SDP_MEMBER(letter, id, name, treatment)

static const struct row headers[] = {
#undef ANONYMIZE_HEADER
#define ANONYMIZE_HEADER(id, treatment) {ZSIP_HDR_##id, treatment},
#include "select/anonymize.def"
#undef ANONYMIZE_HEADER
#define ANONYMIZE_HEADER(id, treatment)
};

static const struct named_row members[] = {
#undef ANONYMIZE_MEMBER
#define ANONYMIZE_MEMBER(name, treatment) {0, 0, name, treatment},
#include "select/anonymize.def"
#undef ANONYMIZE_MEMBER
#define ANONYMIZE_MEMBER(name, treatment)
};

static const struct row params[] = {
#undef ANONYMIZE_PARAM
#define ANONYMIZE_PARAM(id, treatment) {ZSIP_PARAM_##id, treatment},
#include "select/anonymize.def"
#undef ANONYMIZE_PARAM
#define ANONYMIZE_PARAM(id, treatment)
};

static const struct row attributes[] = {
#undef ANONYMIZE_ATTRIBUTE
#define ANONYMIZE_ATTRIBUTE(id, treatment) {ZSIP_SDP_ATTR_##id, treatment},
#include "select/anonymize.def"
#undef ANONYMIZE_ATTRIBUTE
#define ANONYMIZE_ATTRIBUTE(id, treatment)
};

static const struct named_row sdp_members[] = {
#undef ANONYMIZE_SDP_MEMBER
#define ANONYMIZE_SDP_MEMBER(letter, id, name, treatment)                      \
	{letter, ZSIP_SDP_ATTR_##id, name, treatment},
#include "select/anonymize.def"
#undef ANONYMIZE_SDP_MEMBER
#define ANONYMIZE_SDP_MEMBER(letter, id, name, treatment)
};

/* @return NULL if there is none */
static const struct row *find_row(const struct row *rows, size_t count,
                                  unsigned id)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].id == id)
			return &rows[i];
	}
	return NULL;
}

static bool has_name(const struct node *node, const char *name)
{
	return zsip_slice_equal(node->name, zsip_slice_from(name));
}

/* --- Header fields */

static enum treatment of_shape(unsigned shape)
{
	switch (shape) {
	case ZSIP_SHAPE_text:
	case ZSIP_SHAPE_callid:
	case ZSIP_SHAPE_msg_id:
		return WORDS;
	case ZSIP_SHAPE_token:
	case ZSIP_SHAPE_digits:
	case ZSIP_SHAPE_server_vals:
	case ZSIP_SHAPE_cseq:
	case ZSIP_SHAPE_rack:
	case ZSIP_SHAPE_date:
	case ZSIP_SHAPE_timestamp:
	case ZSIP_SHAPE_mime_version:
	case ZSIP_SHAPE_language_tag:
	case ZSIP_SHAPE_r_value:
		return KEPT;
	case ZSIP_SHAPE_charge_params:
		return BROKEN;
	default:
		return PARTS;
	}
}

static enum treatment of_field(const struct node *node)
{
	const struct row *row = find_row(headers, COUNT(headers), node->header);
	const struct zsip_header_info *info = zsip_header_info(node->header);

	if (row != NULL)
		return row->treatment;
	return info != NULL ? of_shape(info->shape) : WORDS;
}

/* What is said of a response by all stays. */
static enum treatment of_reason_phrase(struct zsip_slice phrase)
{
	for (unsigned code = 100; code < 700; code++) {
		const char *known = zsip_reason_phrase(code);

		if (known != NULL &&
		    zsip_slice_equal_nocase(phrase, zsip_slice_from(known)))
			return KEPT;
	}
	return WORDS;
}

/* A status line in a body says how a request fared that was asked for (RFC 3515
 * 2.4.5). */
static enum treatment of_line(struct zsip_slice line)
{
	static const char start[] = "SIP/2.0 ";
	const size_t head = sizeof(start) - 1 + sizeof("200 ") - 1;

	if (line.len < head || memcmp(line.ptr, start, sizeof(start) - 1) != 0)
		return BLANK;
	line.ptr += head;
	line.len -= head;
	return of_reason_phrase(line) == KEPT ? KEPT : BLANK;
}

/* A urn names a service or a device. */
static bool is_urn(const struct node *uri)
{
	return uri->kind == NODE_URI && uri->bytes.len > 4 &&
	       zsip_slice_equal_nocase((struct zsip_slice){uri->bytes.ptr, 4},
	                               (struct zsip_slice){"urn:", 4});
}

static enum treatment of_member(const struct node *node)
{
	if (node->parent->kind == NODE_START_LINE && has_name(node, "reason"))
		return of_reason_phrase(node->bytes);
	if (is_urn(node->parent) && has_name(node, "rest"))
		return BROKEN;
	for (size_t i = 0; i < COUNT(members); i++) {
		if (has_name(node, members[i].name))
			return members[i].treatment;
	}
	return KEPT;
}

/* --- Parameters */

static const struct zsip_param_info *find_param(struct zsip_slice name)
{
	static const uint16_t ids[] = {
#define ZSIP_PARAM(number, id, name, form, rfc) number,
#include "zsip_params.def"
#undef ZSIP_PARAM
	};

	for (size_t i = 0; i < COUNT(ids); i++) {
		const struct zsip_param_info *info =
		        zsip_param_info((enum zsip_param_id)ids[i]);

		if (zsip_slice_equal_nocase(zsip_slice_from(info->name), name))
			return info;
	}
	return NULL;
}

static enum treatment of_param_form(unsigned form)
{
	switch (form) {
	case ZSIP_PARAM_FORM_FLAG:
	case ZSIP_PARAM_FORM_TOKEN:
	case ZSIP_PARAM_FORM_DIGITS:
	case ZSIP_PARAM_FORM_QVALUE:
	case ZSIP_PARAM_FORM_TTL:
	case ZSIP_PARAM_FORM_PORT:
		return KEPT;
	default:
		return WORDS;
	}
}

static enum treatment of_param(const struct node *node)
{
	const struct zsip_param_info *info = find_param(node->name);
	const struct row *row;

	if (node->lead == '?' || node->lead == '&')
		return BROKEN;
	if (info == NULL)
		return WORDS;
	row = find_row(params, COUNT(params), info->id);
	return row != NULL ? row->treatment : of_param_form(info->form);
}

/* --- Session descriptions */

/* @return ZSIP_SDP_ATTR_OTHER for other lines too */
static unsigned attribute_of(const struct node *line)
{
	struct zsip_slice name = line->name;

	if (name.len < 2 || name.ptr[1] != '=')
		return ZSIP_SDP_ATTR_OTHER;
	name.ptr += 2;
	name.len -= 2;
	return zsip_sdp_attribute_find(name);
}

static enum treatment of_attribute(const struct node *node)
{
	unsigned id = attribute_of(node);
	const struct row *row = find_row(attributes, COUNT(attributes), id);
	const struct zsip_sdp_attribute_info *info =
	        zsip_sdp_attribute_info(id);

	if (row != NULL)
		return row->treatment;
	return info->shape == ZSIP_SDP_SHAPE_text ? WORDS : KEPT;
}

static enum treatment of_sdp_line(const struct node *node)
{
	switch (*node->name.ptr) {
	case 'v':
	case 't':
	case 'r':
	case 'z':
	case 'b':
	case 'm':
		return KEPT;
	case 'o':
	case 'c':
	case 'k':
		return PARTS;
	case 'a':
		return of_attribute(node);
	case '(':
		return BROKEN;
	default:
		return WORDS;
	}
}

/* Of what is said of a source, the name of who sends it (RFC 5576 6.1). */
static bool is_cname(const struct node *node)
{
	static const char name[] = " cname:";
	struct zsip_slice line = node->parent->bytes;
	const char *space = memchr(line.ptr, ' ', line.len);

	return has_name(node, "value") && space != NULL &&
	       (size_t)(line.ptr + line.len - space) > sizeof(name) &&
	       memcmp(space, name, sizeof(name) - 1) == 0;
}

static enum treatment of_sdp_member(const struct node *node)
{
	unsigned id = attribute_of(node->parent);

	if (id == ZSIP_SDP_ATTR_SSRC)
		return is_cname(node) ? WORDS : KEPT;
	for (size_t i = 0; i < COUNT(sdp_members); i++) {
		const struct named_row *row = &sdp_members[i];

		if (row->letter == *node->parent->name.ptr && row->id == id &&
		    has_name(node, row->name))
			return row->treatment;
	}
	return KEPT;
}

/* --- Any */

enum treatment treatment_of(const struct node *node)
{
	switch (node->kind) {
	case NODE_FIELD:
		return of_field(node);
	case NODE_MEMBER:
		return of_member(node);
	case NODE_PARAMETER:
		return of_param(node);
	case NODE_SDP_LINE:
		return of_sdp_line(node);
	case NODE_SDP_MEMBER:
		return of_sdp_member(node);
	case NODE_LINE:
		return of_line(node->bytes);
	case NODE_BROKEN:
	case NODE_UNCUT:
		return BROKEN;
	default:
		return PARTS;
	}
}
