/*
 * Digest authentication (RFC 3261 22, RFC 2617 3.2, RFC 8760).
 */
#include "checker.h"

/* RFC 8760 2.7; RFC 3310 3.1, RFC 4169 3. */
static const struct algorithm {
	const char *names;
	size_t digits; /* of the digest */
} algorithms[] = {
        {"MD5 MD5-sess AKAv1-MD5 AKAv1-MD5-sess AKAv2-MD5 AKAv2-MD5-sess", 32},
        {"SHA-256 SHA-256-sess SHA-512-256 SHA-512-256-sess", 64},
};

static const struct algorithm *find_algorithm(struct zsip_slice name)
{
	size_t count = sizeof(algorithms) / sizeof(*algorithms);

	if (name.ptr == NULL)
		return &algorithms[0];
	for (size_t i = 0; i < count; i++) {
		if (zsip_check_is_word(name, algorithms[i].names))
			return &algorithms[i];
	}
	return NULL;
}

static void check_algorithm(struct checker *c, struct zsip_slice name)
{
	if (find_algorithm(name) == NULL)
		zsip_check_report_at(c, ZSIP_RULE_DIGEST_ALGORITHM, name);
}

/* RFC 2617 3.2.1, RFC 7616 3.4. */
static void check_boolean(struct checker *c, struct zsip_slice value)
{
	if (value.ptr != NULL && !zsip_check_is_word(value, "true false"))
		zsip_check_report_at(c, ZSIP_RULE_PARAMETER_VALUE, value);
}

static bool is_lhex(struct zsip_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		char byte = text.ptr[i];

		if (!(byte >= '0' && byte <= '9') &&
		    !(byte >= 'a' && byte <= 'f'))
			return false;
	}
	return true;
}

/* RFC 8760 2.7: empty where there was no challenge yet. */
static void check_response(struct checker *c,
                           const struct zsip_credentials *credentials)
{
	const struct algorithm *algorithm =
	        find_algorithm(credentials->algorithm);
	struct zsip_slice response = credentials->response;

	if (response.len == 0)
		return;
	if (!is_lhex(response) ||
	    (algorithm != NULL && response.len != algorithm->digits))
		zsip_check_report_at(c, ZSIP_RULE_DIGEST_RESPONSE, response);
}

static void need(struct checker *c, struct zsip_slice scheme,
                 struct zsip_slice param, const char *name)
{
	if (param.ptr == NULL)
		zsip_check_missing(c, ZSIP_RULE_DIGEST_INCOMPLETE, scheme,
		                   name);
}

/* The algorithms that hash a cnonce into the session's key need it always. */
static bool is_session(struct zsip_slice algorithm)
{
	static const char tail[] = "-sess";
	const size_t len = sizeof(tail) - 1;

	return algorithm.len > len &&
	       slice_is_nocase(
	               (struct zsip_slice){slice_end(algorithm) - len, len},
	               tail);
}

static void check_qop(struct checker *c,
                      const struct zsip_credentials *credentials)
{
	if (credentials->qop.ptr != NULL) {
		need(c, credentials->scheme, credentials->cnonce, "cnonce");
		need(c, credentials->scheme, credentials->nc, "nc");
	} else if (credentials->nc.ptr != NULL) {
		zsip_check_report_at(c, ZSIP_RULE_DIGEST_WITHOUT_QOP,
		                     credentials->nc);
	} else if (credentials->cnonce.ptr != NULL &&
	           !is_session(credentials->algorithm)) {
		zsip_check_report_at(c, ZSIP_RULE_DIGEST_WITHOUT_QOP,
		                     credentials->cnonce);
	}
	if (credentials->nc.ptr != NULL &&
	    (credentials->nc.len != 8 || !is_lhex(credentials->nc)))
		zsip_check_report_at(c, ZSIP_RULE_PARAMETER_VALUE,
		                     credentials->nc);
}

static void check_uri(struct checker *c, struct zsip_slice text)
{
	struct zsip_uri uri;

	if (text.ptr != NULL && zsip_check_uri(c, text, URI_ANYWHERE, &uri) &&
	    c->msg->request_uri.ptr != NULL &&
	    !zsip_slice_equal_nocase(text, c->msg->request_uri))
		zsip_check_report_at(c, ZSIP_RULE_DIGEST_URI, text);
}

/* RFC 7616 3.4: a name that is no ASCII. */
static bool has_extended_username(const struct zsip_credentials *credentials)
{
	struct zsip_param param;

	return zsip_params_find(credentials->params,
	                        zsip_slice_from("username*"),
	                        &param) == ZSIP_OK;
}

static bool is_digest(struct checker *c, struct zsip_slice scheme)
{
	if (slice_is_nocase(scheme, "Basic"))
		zsip_check_report_at(c, ZSIP_RULE_BASIC_AUTHENTICATION, scheme);
	return slice_is_nocase(scheme, "Digest");
}

void zsip_check_credentials(struct checker *c, const struct zsip_value *value)
{
	const struct zsip_credentials *credentials = &value->credentials;

	if (!is_digest(c, credentials->scheme))
		return;
	if (!has_extended_username(credentials))
		need(c, credentials->scheme, credentials->username, "username");
	need(c, credentials->scheme, credentials->realm, "realm");
	need(c, credentials->scheme, credentials->nonce, "nonce");
	need(c, credentials->scheme, credentials->uri, "uri");
	need(c, credentials->scheme, credentials->response, "response");
	check_algorithm(c, credentials->algorithm);
	check_boolean(c, credentials->userhash);
	check_response(c, credentials);
	check_qop(c, credentials);
	check_uri(c, credentials->uri);
}

void zsip_check_challenge(struct checker *c, const struct zsip_value *value)
{
	const struct zsip_challenge *challenge = &value->challenge;

	if (!is_digest(c, challenge->scheme))
		return;
	need(c, challenge->scheme, challenge->realm, "realm");
	need(c, challenge->scheme, challenge->nonce, "nonce");
	check_algorithm(c, challenge->algorithm);
	check_boolean(c, challenge->stale);
	check_boolean(c, challenge->userhash);
}
