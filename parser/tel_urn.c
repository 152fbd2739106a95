/*
 * URIs of the schemes tel and urn, around the machines of tel.rl and urn.rl;
 * and parts of URIs that are found without a machine.
 */
#include "uri_lists.h"

/* Both names have three letters. */
#define SCHEME_LEN 3

static bool has_scheme(const char *p, const char *end, const char *name)
{
	return end - p > SCHEME_LEN && p[SCHEME_LEN] == ':' &&
	       zsip_slice_equal_nocase((struct zsip_slice){p, SCHEME_LEN},
	                               zsip_slice_from(name));
}

enum zsip_scheme zsip_named_scheme(const char *p, const char *end)
{
	if (has_scheme(p, end, "tel"))
		return ZSIP_SCHEME_TEL;
	return has_scheme(p, end, "urn") ? ZSIP_SCHEME_URN : ZSIP_SCHEME_OTHER;
}

/* The "#" in what the machine took, or before where it stopped at `at`; no
 * absoluteURI has one (RFC 3261 25.1). */
static const char *find_hash(struct zsip_slice rest, const char *at,
                             const struct zsip_stop *stop)
{
	const char *end = at != NULL ? at : stop->at;

	return memchr(rest.ptr, '#', (size_t)(end - rest.ptr));
}

static const char *tel_uri(struct zsip_uri *uri, const char *end,
                           struct zsip_stop *stop)
{
	struct zsip_tel tel;
	const char *at = zsip_tel_machine(&tel, uri->rest.ptr, end, stop);
	const char *hash = find_hash(uri->rest, at, stop);

	uri->user = tel.number;
	uri->params = tel.params;
	if (hash != NULL)
		zsip_note_quirk(stop, ZSIP_QUIRK_HASH_IN_USER, hash, "URI");
	return at;
}

static const char *urn_uri(struct zsip_uri *uri, const char *end,
                           struct zsip_stop *stop)
{
	struct zsip_urn urn;
	const char *at = zsip_urn_machine(&urn, uri->rest.ptr, end, stop);
	const char *hash = find_hash(uri->rest, at, stop);

	return hash == NULL ? at
	                    : zsip_stop_at(stop, ZSIP_E_SYNTAX, hash, "URI");
}

const char *zsip_named_uri(struct zsip_uri *uri, enum zsip_scheme scheme,
                           struct zsip_stop *stop)
{
	const char *p = uri->text.ptr + SCHEME_LEN + 1;
	const char *end = uri->text.ptr + uri->text.len;

	uri->scheme_id = (uint8_t)scheme;
	uri->scheme.ptr = uri->text.ptr;
	uri->scheme.len = SCHEME_LEN;
	uri->rest.ptr = p;
	uri->rest.len = (size_t)(end - p);
	return scheme == ZSIP_SCHEME_TEL ? tel_uri(uri, end, stop)
	                                 : urn_uri(uri, end, stop);
}

static enum zsip_status result(struct zsip_error *err, enum zsip_status status,
                               size_t offset, const char *expected)
{
	if (err != NULL)
		*err = (struct zsip_error){status, offset, expected};
	return status;
}

/* What the machine does not ask. */
static enum zsip_status check_tel(const struct zsip_tel *tel,
                                  struct zsip_slice text,
                                  struct zsip_error *err)
{
	struct zsip_uri_item again;

	if (zsip_uri_list_repeats(zsip_uri_list_of(tel->params, ZSIP_ITEMS_TEL),
	                          &again))
		return result(err, ZSIP_E_SYNTAX,
		              (size_t)(again.name.ptr - text.ptr),
		              "another parameter");
	if (!tel->global && tel->phone_context.ptr == NULL)
		return result(err, ZSIP_E_MISSING, text.len, "phone-context");
	return result(err, ZSIP_OK, 0, "");
}

enum zsip_status zsip_tel_parse(struct zsip_tel *tel, struct zsip_slice text,
                                struct zsip_error *err)
{
	struct zsip_stop stop;
	const char *p = text.ptr, *end;

	if (tel == NULL || p == NULL)
		return result(err, ZSIP_E_USE, 0, "arguments");
	end = p + text.len;
	if (zsip_named_scheme(p, end) == ZSIP_SCHEME_TEL)
		p += SCHEME_LEN + 1;
	if (zsip_tel_machine(tel, p, end, &stop) == NULL)
		return result(err, stop.status, (size_t)(stop.at - text.ptr),
		              stop.expected);
	return check_tel(tel, text, err);
}

enum zsip_status zsip_urn_parse(struct zsip_urn *urn, struct zsip_slice text,
                                struct zsip_error *err)
{
	static const char scheme[] = "urn:";
	struct zsip_stop stop;
	const char *p = text.ptr, *end;

	if (urn == NULL || p == NULL)
		return result(err, ZSIP_E_USE, 0, "arguments");
	end = p + text.len;
	for (const char *s = scheme; *s != '\0'; s++, p++) {
		if (p == end || zsip_lower(*p) != *s)
			return result(err, ZSIP_E_SYNTAX,
			              (size_t)(p - text.ptr), scheme);
	}
	if (zsip_urn_machine(urn, p, end, &stop) == NULL)
		return result(err, stop.status, (size_t)(stop.at - text.ptr),
		              stop.expected);
	return result(err, ZSIP_OK, 0, "");
}

struct zsip_slice zsip_uri_user_params(const struct zsip_uri *uri,
                                       struct zsip_slice *before)
{
	struct zsip_slice user = uri->user, params = uri->params;
	const char *semicolon = NULL;

	if (uri->scheme_id != ZSIP_SCHEME_TEL) {
		if (user.len != 0)
			semicolon = memchr(user.ptr, ';', user.len);
		params = (struct zsip_slice){NULL, 0};
		if (semicolon != NULL) {
			size_t len = (size_t)(semicolon - user.ptr);

			params = (struct zsip_slice){semicolon, user.len - len};
			user.len = len;
		}
	}
	if (before != NULL)
		*before = user;
	return params;
}

bool zsip_uri_needs_brackets(const struct zsip_uri *uri)
{
	for (size_t i = 0; i < uri->text.len; i++) {
		if (memchr(",;?", uri->text.ptr[i], 3) != NULL)
			return true;
	}
	return false;
}
