/*
 * The values of lines and attributes: their machines, and what a grammar by
 * itself does not say.
 */
#include "sdp_internal.h"
#include "sdp_scan.h"

#define ZSIP_SDP_LINE(letter, id, field, shape, rfc)
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)

/* The shape's struct, cleared, and the machine that fills it. */
static zsip_sdp_machine *machine_of(struct zsip_sdp_value *value,
                                    unsigned shape)
{
	switch (shape) {
#define ZSIP_SDP_SHAPE(machine, shape, members)                                \
	case ZSIP_SDP_SHAPE_##shape:                                           \
		value->shape = (struct zsip_sdp_##shape){0};                   \
		return zsip_sdp_##machine##_machine;
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_SHAPE
	}
	return NULL;
}

/* The digits that must be up to `end` or up to a slash. */
static const char *digits_end(const char *p, const char *end,
                              struct zsip_stop *stop, const char *expected)
{
	const char *from = p;

	while (p < end && zsip_sdp_is_digit(*p))
		p++;
	if (p == from || (p < end && *p != '/'))
		return zsip_stop_at(stop, ZSIP_E_SYNTAX, p, expected);
	return p;
}

/* A ttl up to 255, a numaddr. */
static bool small_number(struct zsip_slice digits, uint64_t max,
                         struct zsip_stop *stop, const char *expected,
                         uint32_t *number)
{
	uint64_t value;

	if (zsip_sdp_number(digits, &value) != ZSIP_OK || value > max) {
		zsip_stop_at(stop, ZSIP_E_RANGE, digits.ptr, expected);
		return false;
	}
	*number = (uint32_t)value;
	return true;
}

static bool is_in(const struct zsip_sdp_connection *c, const char *addrtype)
{
	return zsip_slice_equal(c->nettype, zsip_slice_from("IN")) &&
	       zsip_slice_equal(c->addrtype, zsip_slice_from(addrtype));
}

bool zsip_sdp_has_suffix(const struct zsip_sdp_connection *c)
{
	return is_in(c, "IP4") || is_in(c, "IP6");
}

/* What follows the address on the Internet: "/" ttl and "/" numaddr with IP4,
 * "/" numaddr with IP6 (RFC 8866 5.7). */
static const char *split_address(struct zsip_sdp_connection *c, const char *end,
                                 struct zsip_stop *stop)
{
	const char *slash = memchr(c->address.ptr, '/', c->address.len);
	struct zsip_slice digits;
	const char *p;
	uint32_t ttl;

	c->count = 1;
	if (slash == NULL || !zsip_sdp_has_suffix(c))
		return end;
	c->address.len = (size_t)(slash - c->address.ptr);
	if (c->address.len == 0)
		return zsip_stop_at(stop, ZSIP_E_SYNTAX, slash,
		                    "connection-address");
	if (is_in(c, "IP4")) {
		p = digits_end(slash + 1, end, stop, "ttl");
		if (p == NULL)
			return NULL;
		c->ttl =
		        (struct zsip_slice){slash + 1, (size_t)(p - slash - 1)};
		if (!small_number(c->ttl, 255, stop, "ttl", &ttl))
			return NULL;
		if (p == end)
			return end;
		slash = p;
	}
	p = digits_end(slash + 1, end, stop, "numaddr");
	if (p == NULL)
		return NULL;
	digits = (struct zsip_slice){slash + 1, (size_t)(p - slash - 1)};
	if (p != end || *digits.ptr == '0')
		return zsip_stop_at(stop, ZSIP_E_SYNTAX,
		                    p != end ? p : digits.ptr, "numaddr");
	return small_number(digits, UINT32_MAX, stop, "numaddr", &c->count)
	               ? end
	               : NULL;
}

/* Formats of RTP are payload types (RFC 8866 5.14, RFC 3551 3). */
static const char *check_payload_types(const struct zsip_sdp_media_field *m,
                                       const char *end, struct zsip_stop *stop)
{
	struct zsip_slice rest = m->formats, format;
	uint64_t number;

	while (zsip_sdp_next(&rest, ' ', &format)) {
		enum zsip_status status = zsip_sdp_number(format, &number);

		if (status == ZSIP_E_SYNTAX) {
			while (format.len != 0 &&
			       zsip_sdp_is_digit(*format.ptr)) {
				format.ptr++;
				format.len--;
			}
			return zsip_stop_at(stop, status, format.ptr,
			                    "payload type");
		}
		if (status != ZSIP_OK || number > 255)
			return zsip_stop_at(stop, ZSIP_E_RANGE, format.ptr,
			                    "payload type");
		if (number > 127)
			zsip_note_range_quirk(stop, ZSIP_QUIRK_SDP_PAYLOAD_TYPE,
			                      format.ptr, "payload type");
	}
	return end;
}

bool zsip_sdp_is_rtp(struct zsip_slice proto)
{
	static const char rtp[] = "RTP/";

	for (size_t i = 0; i + sizeof(rtp) - 1 <= proto.len; i++) {
		if ((i == 0 || proto.ptr[i - 1] == '/') &&
		    memcmp(proto.ptr + i, rtp, sizeof(rtp) - 1) == 0)
			return true;
	}
	return false;
}

/* Attributes that may stand with or without a value: behind a colon there must
 * be one. */
static const char *not_empty(const struct zsip_sdp_value *value,
                             const char *end, struct zsip_stop *stop)
{
	if (value->raw.ptr != NULL && end == value->raw.ptr)
		return zsip_stop_at(stop, ZSIP_E_SYNTAX, end, "");
	return end;
}

/* What is left to say of a value that its grammar took. */
static const char *finish(struct zsip_sdp_value *value, unsigned shape,
                          const char *end, struct zsip_stop *stop)
{
	switch (shape) {
	case ZSIP_SDP_SHAPE_t38_flag:
	case ZSIP_SDP_SHAPE_file_selector:
	case ZSIP_SDP_SHAPE_chatroom:
		return not_empty(value, end, stop);
	case ZSIP_SDP_SHAPE_connection:
		return split_address(&value->connection, end, stop);
	case ZSIP_SDP_SHAPE_media_field:
		if (value->media_field.port_count == 0)
			value->media_field.port_count = 1;
		if (zsip_sdp_is_rtp(value->media_field.proto))
			return check_payload_types(&value->media_field, end,
			                           stop);
		return end;
	case ZSIP_SDP_SHAPE_rtcp_xr:
		/* The list may be empty, the colon is there (RFC 3611 5.1). */
		if (value->raw.ptr == NULL)
			return zsip_stop_at(stop, ZSIP_E_SYNTAX, end, "");
		return end;
	default:
		return end;
	}
}

/* A value as its grammar has it. */
static bool read_plain(struct zsip_sdp_value *value, unsigned shape,
                       struct zsip_slice text, struct zsip_stop *stop)
{
	const char *end = text.ptr + text.len, *at;
	zsip_sdp_machine *machine = machine_of(value, shape);

	stop->status = ZSIP_OK;
	stop->quirks = 0;
	at = machine(&value->text, shape, text.ptr, end, stop);
	return at != NULL && finish(value, shape, end, stop) != NULL;
}

/* The same without blanks at the end, which take a quirk, if nothing but them
 * was wrong. */
static bool read_trimmed(struct zsip_sdp_value *value, unsigned shape,
                         struct zsip_slice text, struct zsip_stop *stop)
{
	struct zsip_stop first = *stop;
	const char *end = text.ptr + text.len;

	while (end > text.ptr && end[-1] == ' ')
		end--;
	text.len = (size_t)(end - text.ptr);
	if (first.status == ZSIP_E_SYNTAX && first.at >= end &&
	    read_plain(value, shape, text, stop)) {
		zsip_note_quirk(stop, ZSIP_QUIRK_SDP_TRAILING_BLANK, end, "");
		return true;
	}
	*stop = first;
	return false;
}

/* Texts that nobody but people read, in any form, by quirks: nothing where a
 * text should be, a text where an address or a number should be. */
static bool read_forgiven(struct zsip_sdp_value *value, unsigned shape,
                          struct zsip_slice text, struct zsip_stop *stop)
{
	const char *at = stop->at;

	if (shape == ZSIP_SDP_SHAPE_free_text && text.len == 0) {
		value->free_text.text = text;
		stop->quirks = 0;
		zsip_note_quirk(stop, ZSIP_QUIRK_SDP_EMPTY_TEXT, at, "");
		return true;
	}
	if ((shape != ZSIP_SDP_SHAPE_email && shape != ZSIP_SDP_SHAPE_phone) ||
	    text.len == 0 ||
	    sdp_scan_break(text.ptr, text.ptr + text.len) !=
	            text.ptr + text.len)
		return false;
	if (shape == ZSIP_SDP_SHAPE_email)
		value->email = (struct zsip_sdp_email){.display_name = text};
	else
		value->phone = (struct zsip_sdp_phone){.display_name = text};
	stop->quirks = 0;
	zsip_note_quirk(stop, ZSIP_QUIRK_SDP_CONTACT_TEXT, at, "");
	return true;
}

bool zsip_sdp_value_machine(struct zsip_sdp_value *value, unsigned shape,
                            struct zsip_slice text, const char *name_end,
                            uint64_t allowed, struct zsip_stop *stop)
{
	bool good;

	value->raw = text;
	value->shape = (uint8_t)shape;
	if (text.ptr == NULL)
		text.ptr = name_end;
	if (shape == ZSIP_SDP_SHAPE_property && value->raw.ptr != NULL) {
		stop->quirks = 0;
		zsip_stop_at(stop, ZSIP_E_SYNTAX, text.ptr, "");
		return false;
	}
	good = read_plain(value, shape, text, stop);
	if (ZSIP_UNLIKELY(!good) && text.len != 0 &&
	    text.ptr[text.len - 1] == ' ')
		good = read_trimmed(value, shape, text, stop);
	if (ZSIP_UNLIKELY(!good))
		good = read_forgiven(value, shape, text, stop);
	if (zsip_quirk_refused(stop, allowed, !good) || !good)
		return false;
	value->quirks = stop->quirks;
	return true;
}

bool zsip_sdp_value_read_in(struct zsip_sdp_value *value, unsigned shape,
                            struct zsip_slice text, const char *name_end,
                            const char *limit, uint64_t allowed,
                            struct zsip_stop *stop)
{
	bool usual;

	if (shape == ZSIP_SDP_SHAPE_property)
		usual = value->property.set = text.ptr == NULL;
	else
		usual = text.ptr != NULL &&
		        zsip_sdp_usual(value, shape, text.ptr,
		                       text.ptr + text.len, limit);
	if (ZSIP_UNLIKELY(!usual))
		return zsip_sdp_value_machine(value, shape, text, name_end,
		                              allowed, stop);
	value->raw = text;
	value->quirks = 0;
	value->shape = (uint8_t)shape;
	return true;
}

bool zsip_sdp_value_read(struct zsip_sdp_value *value, unsigned shape,
                         struct zsip_slice text, const char *name_end,
                         uint64_t allowed, struct zsip_stop *stop)
{
	const char *end = text.ptr != NULL ? text.ptr + text.len : NULL;

	return zsip_sdp_value_read_in(value, shape, text, name_end, end,
	                              allowed, stop);
}
