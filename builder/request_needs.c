/*
 * Which header fields a request must have, and which of the caller's it may
 * not.
 */
#include "requesting.h"

static bool is_mandatory(const struct zsip_requesting *r, enum zsip_header id)
{
	return zsip_header_presence(id, r->method, 0) ==
	       ZSIP_PRESENCE_MANDATORY;
}

/* RFC 3261 8.1.1.8: sip or sips, and sips where the request has to stay
 * secure.  Elsewhere it may be any; in a REGISTER whatever the request is sent
 * to (10.2.1). */
static void check_contact(struct zsip_requesting *r, struct zsip_slice text)
{
	struct zsip_uri uri;

	if (zsip_uri_parse(&uri, text, r->builder.options, NULL) != ZSIP_OK)
		zsip_requesting_fail(r, ZSIP_E_SYNTAX, "Contact");
	else if (r->sips && r->method != ZSIP_METHOD_REGISTER &&
	         uri.scheme_id != ZSIP_SCHEME_SIPS)
		zsip_requesting_fail(r, ZSIP_E_USE, "Contact with a sips URI");
	else if (is_mandatory(r, ZSIP_HDR_CONTACT) && !zsip_uri_is_sip(&uri))
		zsip_requesting_fail(r, ZSIP_E_USE,
		                     "Contact with a sip or sips URI");
}

/* Of one field; broken values are for the builder to refuse.  Returns how many
 * there are. */
static size_t check_contacts(struct zsip_requesting *r, struct zsip_slice rest)
{
	struct zsip_value value;
	struct zsip_slice item;
	size_t count = 0;

	for (; zsip_slice_next_item(&rest, &item); count++) {
		if (zsip_value_parse(&value, ZSIP_HDR_CONTACT, item,
		                     r->builder.options, NULL) == ZSIP_OK &&
		    !value.name_addr.wildcard)
			check_contact(r, value.name_addr.uri);
	}
	return count;
}

void zsip_requesting_check_lines(struct zsip_requesting *r)
{
	const struct zsip_request *request = r->request;
	size_t contacts = 0;

	if (request->contact.uri.ptr != NULL) {
		check_contact(r, request->contact.uri);
		contacts++;
	}
	for (size_t i = 0; i < request->header_count; i++) {
		const struct zsip_header_line *line = &request->headers[i];
		enum zsip_header id = zsip_build_id(line);

		for (const enum zsip_header *own = r->own;
		     id != ZSIP_HDR_OTHER && *own != ZSIP_HDR_OTHER; own++) {
			if (*own == id)
				zsip_requesting_fail(
				        r, ZSIP_E_USE,
				        zsip_header_info(id)->name.ptr);
		}
		if (id == ZSIP_HDR_CONTACT)
			contacts += check_contacts(r, line->value);
	}
	if (contacts > 1 && is_mandatory(r, ZSIP_HDR_CONTACT))
		zsip_requesting_fail(r, ZSIP_E_USE, "one Contact");
}

static bool is_written(const struct zsip_requesting *r, unsigned id)
{
	return (r->builder.written[id / 64] >> id % 64 & 1) != 0;
}

void zsip_requesting_check_mandatory(struct zsip_requesting *r)
{
	const struct zsip_header_info *info;

	for (unsigned id = 1; id < sizeof(r->builder.written) * 8; id++) {
		info = zsip_header_info((enum zsip_header)id);
		if (info != NULL && !is_written(r, id) &&
		    is_mandatory(r, (enum zsip_header)id))
			zsip_requesting_fail(r, ZSIP_E_MISSING, info->name.ptr);
	}
	/* RFC 3261 20.15 */
	if (r->request->body.len != 0 && !is_written(r, ZSIP_HDR_CONTENT_TYPE))
		zsip_requesting_fail(r, ZSIP_E_MISSING, "Content-Type");
}
