/*
 * Keys and who has them: DTLS (RFC 8842, 5763, 8122), SDES (RFC 4568).
 */
#include "sdp_checker.h"
#include "zsip_sdp_transport.h"

/* At session level it may be meant for TCP. */
void zsip_sdp_check_setup(struct sdp_checker *c, struct zsip_slice role)
{
	bool dtls = c->media != NULL && zsip_sdp_is_dtls(c->media->m.proto);

	if (c->role == ZSIP_SDP_ROLE_OFFER && dtls &&
	    !sdp_slice_is_nocase(role, "actpass"))
		zsip_sdp_report(c, ZSIP_SDP_RULE_SETUP_OFFER, role);
	if (c->role == ZSIP_SDP_ROLE_ANSWER &&
	    (sdp_slice_is_nocase(role, "actpass") ||
	     (dtls && sdp_slice_is_nocase(role, "holdconn"))))
		zsip_sdp_report(c, ZSIP_SDP_RULE_SETUP_ANSWER, role);
}

/* Hash functions and their bytes (RFC 8122 5); 0 for one that is not known. */
static size_t hash_bytes(struct zsip_slice function)
{
	static const struct {
		const char *name;
		size_t bytes;
	} functions[] = {{"sha-256", 32}, {"sha-1", 20},   {"sha-384", 48},
	                 {"sha-512", 64}, {"sha-224", 28}, {"md5", 16},
	                 {"md2", 16}};

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		if (sdp_slice_is_nocase(function, functions[i].name))
			return functions[i].bytes;
	}
	return 0;
}

void zsip_sdp_check_fingerprint(struct sdp_checker *c,
                                const struct zsip_sdp_fingerprint *fingerprint)
{
	struct zsip_slice function = fingerprint->hash_function;
	size_t bytes = hash_bytes(function);

	if (sdp_slice_is_nocase(function, "md5") ||
	    sdp_slice_is_nocase(function, "md2"))
		zsip_sdp_report(c, ZSIP_SDP_RULE_FINGERPRINT_HASH, function);
	/* Two digits and a colon, but behind the last. */
	if (bytes != 0 && fingerprint->fingerprint.len != bytes * 3 - 1)
		zsip_sdp_report(c, ZSIP_SDP_RULE_FINGERPRINT_LENGTH,
		                fingerprint->fingerprint);
}

/* Bytes of master key and salt (RFC 4568 6.2, 5669 3, 6188 3, 7714 14.2). */
static size_t key_bytes(struct zsip_slice suite)
{
	static const struct {
		const char *name;
		size_t bytes;
	} suites[] = {
	        {"AES_CM_128_HMAC_SHA1_80", 30},
	        {"AES_CM_128_HMAC_SHA1_32", 30},
	        {"F8_128_HMAC_SHA1_80", 30},
	        {"AES_192_CM_HMAC_SHA1_80", 38},
	        {"AES_192_CM_HMAC_SHA1_32", 38},
	        {"AES_256_CM_HMAC_SHA1_80", 46},
	        {"AES_256_CM_HMAC_SHA1_32", 46},
	        {"AEAD_AES_128_GCM", 28},
	        {"AEAD_AES_256_GCM", 44},
	        {"SEED_CTR_128_HMAC_SHA1_80", 30},
	        {"SEED_128_CCM_80", 28},
	        {"SEED_128_GCM_96", 28},
	};

	for (size_t i = 0; i < sizeof(suites) / sizeof(*suites); i++) {
		if (sdp_slice_is(suite, suites[i].name))
			return suites[i].bytes;
	}
	return 0;
}

/* Without the "=" at its end four characters are three bytes. */
static size_t decoded_bytes(struct zsip_slice base64)
{
	while (base64.len > 0 && base64.ptr[base64.len - 1] == '=')
		base64.len--;
	return base64.len * 3 / 4;
}

void zsip_sdp_check_crypto(struct sdp_checker *c,
                           const struct zsip_sdp_line *line,
                           const struct zsip_sdp_crypto *crypto)
{
	struct zsip_slice rest = crypto->key_params;
	size_t bytes = key_bytes(crypto->suite);
	struct zsip_sdp_crypto_key key;

	if (zsip_sdp_key_add(c->keys, c->sdp, SDP_KEY_WORD, line) != NULL)
		zsip_sdp_report(c, ZSIP_SDP_RULE_CRYPTO_TAG,
		                zsip_sdp_key_of(line, SDP_KEY_WORD));
	if (c->media->m.proto.ptr != NULL &&
	    !zsip_sdp_is_secure_rtp(c->media->m.proto))
		zsip_sdp_report(c, ZSIP_SDP_RULE_CRYPTO_PROFILE, line->name);
	while (bytes != 0 && zsip_sdp_next_crypto_key(&rest, &key)) {
		if (key.key_salt.ptr != NULL &&
		    decoded_bytes(key.key_salt) != bytes)
			zsip_sdp_report(c, ZSIP_SDP_RULE_CRYPTO_KEY,
			                key.key_salt);
	}
}

/* RFC 8842 5.1, RFC 5763 5: who has a fingerprint also says who begins. */
static void check_handshake(struct sdp_checker *c, bool dtls)
{
	const struct zsip_sdp_line *fingerprint =
	        sdp_in_force(c, ZSIP_SDP_ATTR_FINGERPRINT);
	struct zsip_slice at = {sdp_m_line(c)->text.ptr, 1};

	if (dtls && fingerprint == NULL)
		zsip_sdp_report_missing(c, ZSIP_SDP_RULE_NO_FINGERPRINT, at,
		                        "fingerprint");
	if ((dtls || sdp_here(c, ZSIP_SDP_ATTR_FINGERPRINT) != NULL) &&
	    sdp_in_force(c, ZSIP_SDP_ATTR_SETUP) == NULL)
		zsip_sdp_report_missing(c, ZSIP_SDP_RULE_NO_SETUP, at, "setup");
}

/* A secure profile says that there are keys, not which. */
static bool has_keys(const struct sdp_checker *c)
{
	static const enum zsip_sdp_attribute sources[] = {
	        ZSIP_SDP_ATTR_CRYPTO, ZSIP_SDP_ATTR_FINGERPRINT,
	        ZSIP_SDP_ATTR_KEY_MGMT, ZSIP_SDP_ATTR_ZRTP_HASH};

	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		if (sdp_in_force(c, sources[i]) != NULL)
			return true;
	}
	return false;
}

void zsip_sdp_check_security(struct sdp_checker *c)
{
	const struct zsip_sdp_media *media = c->media;
	bool dtls = zsip_sdp_is_dtls(media->m.proto);

	/* What the tagged section says holds for the others (RFC 9143 7.1.3).
	 */
	if (!sdp_is_used(c) || sdp_is_bundled(c))
		return;
	c->line = media->first_line;
	check_handshake(c, dtls);
	if (!dtls && zsip_sdp_is_secure_rtp(media->m.proto) && !has_keys(c))
		zsip_sdp_report(c, ZSIP_SDP_RULE_NO_KEY, media->m.proto);
}
