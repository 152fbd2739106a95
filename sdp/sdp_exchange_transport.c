/*
 * The transport of a stream in answers: RTCP on the port of RTP (RFC 5761),
 * ICE (RFC 8839), who connects (RFC 4145), DTLS (RFC 8842), keys (RFC 4568).
 */
#include "sdp_exchange.h"

/* rtcp-mux within a BUNDLE: the tagged section says it (RFC 9143 9.3.1.2). */
static void check_bundle_mux(struct sdp_exchange *x)
{
	size_t tag = x->member->tag;
	const struct zsip_sdp *answer = x->answer;

	if (tag > answer->media_count || x->members[tag].mux_told ||
	    offered_own(x, ZSIP_SDP_ATTR_RTCP_MUX) == NULL ||
	    zsip_sdp_own(answer, tag, ZSIP_SDP_ATTR_RTCP_MUX) != NULL)
		return;
	x->members[tag].mux_told = true;
	zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_BUNDLE_MUX,
	              &answer->lines[answer->media[tag - 1].first_line]);
}

static void check_mux(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *mux = own(x, ZSIP_SDP_ATTR_RTCP_MUX);
	const struct zsip_sdp_line *only = own(x, ZSIP_SDP_ATTR_RTCP_MUX_ONLY);
	const struct zsip_sdp_line *rsize = own(x, ZSIP_SDP_ATTR_RTCP_RSIZE);
	bool needed = offered_own(x, ZSIP_SDP_ATTR_RTCP_MUX_ONLY) != NULL;
	bool offered = offered_own(x, ZSIP_SDP_ATTR_RTCP_MUX) != NULL;

	if (mux != NULL && !offered && !needed)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_RTCP_MUX, mux);
	if (mux == NULL && needed)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_RTCP_MUX_NEEDED,
		              x->m_line);
	else if (mux == NULL && offered)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_RTCP_MUX_REFUSED,
		              x->m_line);
	if (only != NULL && !x->member->in_bundle)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_RTCP_MUX_ONLY, only);
	if (rsize != NULL && offered_own(x, ZSIP_SDP_ATTR_RTCP_RSIZE) == NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_RTCP_RSIZE, rsize);
}

static bool same_line(const struct zsip_sdp_line *a,
                      const struct zsip_sdp_line *b)
{
	return a != NULL && b != NULL && zsip_slice_equal(a->value, b->value);
}

static void check_mismatch(struct sdp_exchange *x,
                           const struct zsip_sdp_line *mismatch)
{
	const struct zsip_sdp_line *candidate = own(x, ZSIP_SDP_ATTR_CANDIDATE);

	zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_ICE_MISMATCH, mismatch);
	if (candidate != NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_MISMATCH_CANDIDATE,
		              candidate);
}

static void check_ice(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *offered =
	        offered_in_force(x, ZSIP_SDP_ATTR_ICE_UFRAG);
	const struct zsip_sdp_line *ufrag =
	        in_force(x, ZSIP_SDP_ATTR_ICE_UFRAG);
	const struct zsip_sdp_line *mismatch =
	        own(x, ZSIP_SDP_ATTR_ICE_MISMATCH);
	const struct zsip_sdp_line *remote =
	        own(x, ZSIP_SDP_ATTR_REMOTE_CANDIDATES);

	if (remote != NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_REMOTE_CANDIDATES,
		              remote);
	if (mismatch != NULL)
		check_mismatch(x, mismatch);
	if (ufrag != NULL && offered == NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_ICE, ufrag);
	else if (ufrag == NULL && offered != NULL && mismatch == NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_ICE_REFUSED, x->m_line);
	if (same_line(offered, ufrag) &&
	    same_line(offered_in_force(x, ZSIP_SDP_ATTR_ICE_PWD),
	              in_force(x, ZSIP_SDP_ATTR_ICE_PWD)))
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_ICE_SAME, ufrag);
}

/* RFC 4145 4.1: which roles answer which, a bit each. */
static unsigned roles_for(enum zsip_sdp_setup_role offered)
{
	unsigned held = 1u << ZSIP_SDP_SETUP_HOLDCONN;

	switch (offered) {
	case ZSIP_SDP_SETUP_ACTIVE:
		return 1u << ZSIP_SDP_SETUP_PASSIVE | held;
	case ZSIP_SDP_SETUP_PASSIVE:
		return 1u << ZSIP_SDP_SETUP_ACTIVE | held;
	case ZSIP_SDP_SETUP_ACTPASS:
		return 1u << ZSIP_SDP_SETUP_ACTIVE |
		       1u << ZSIP_SDP_SETUP_PASSIVE | held;
	default:
		return held;
	}
}

static enum zsip_sdp_setup_role role_of(const struct zsip_sdp_line *line,
                                        enum zsip_sdp_setup_role absent)
{
	return line != NULL ? zsip_sdp_setup_find(line->value) : absent;
}

/* Without the attribute the offerer is active and the answerer passive. */
static void check_setup(struct sdp_exchange *x, bool dtls)
{
	const struct zsip_sdp_line *offered =
	        offered_in_force(x, ZSIP_SDP_ATTR_SETUP);
	const struct zsip_sdp_line *line = in_force(x, ZSIP_SDP_ATTR_SETUP);
	enum zsip_sdp_setup_role theirs =
	        role_of(offered, ZSIP_SDP_SETUP_ACTIVE);
	enum zsip_sdp_setup_role role = role_of(line, ZSIP_SDP_SETUP_PASSIVE);

	if (line == NULL && dtls)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_SETUP_MISSING, x->m_line);
	/* What is no role has been told of as such. */
	if ((offered == NULL && line == NULL) ||
	    theirs == ZSIP_SDP_SETUP_NONE || role == ZSIP_SDP_SETUP_NONE)
		return;
	if ((roles_for(theirs) >> role & 1) == 0)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_SETUP,
		              line != NULL ? line : x->m_line);
	else if (role == ZSIP_SDP_SETUP_HOLDCONN && dtls)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_HOLDCONN, line);
}

static bool is_existing(const struct zsip_sdp_line *line)
{
	return line != NULL &&
	       zsip_slice_equal_nocase(line->value,
	                               zsip_slice_from("existing"));
}

/* RFC 4145 5.1 */
static void check_connection(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *line =
	        in_force(x, ZSIP_SDP_ATTR_CONNECTION);

	if (is_existing(line) &&
	    !is_existing(offered_in_force(x, ZSIP_SDP_ATTR_CONNECTION)))
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_CONNECTION, line);
}

static bool has_keys(const struct sdp_exchange *x)
{
	return in_force(x, ZSIP_SDP_ATTR_FINGERPRINT) != NULL ||
	       own(x, ZSIP_SDP_ATTR_CRYPTO) != NULL ||
	       in_force(x, ZSIP_SDP_ATTR_KEY_MGMT) != NULL;
}

static void check_dtls(struct sdp_exchange *x)
{
	struct zsip_slice proto = x->media->m.proto;
	bool offered = offered_in_force(x, ZSIP_SDP_ATTR_FINGERPRINT) != NULL;
	bool dtls = offered && zsip_sdp_is_dtls(proto);
	const struct zsip_sdp_line *tls_id = own(x, ZSIP_SDP_ATTR_TLS_ID);

	if (dtls ? in_force(x, ZSIP_SDP_ATTR_FINGERPRINT) == NULL
	         : offered && zsip_sdp_is_savp(proto) && !has_keys(x) &&
	                    offered_own(x, ZSIP_SDP_ATTR_CRYPTO) == NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_FINGERPRINT, x->m_line);
	if (tls_id != NULL && offered_own(x, ZSIP_SDP_ATTR_TLS_ID) == NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_TLS_ID, tls_id);
	check_setup(x, dtls);
	check_connection(x);
}

static bool read_crypto(const struct zsip_sdp *sdp,
                        const struct zsip_sdp_line *line,
                        struct zsip_sdp_crypto *crypto)
{
	struct zsip_sdp_value value;

	if (zsip_sdp_line_parse(sdp, line, &value, NULL) != ZSIP_OK)
		return false;
	*crypto = value.crypto;
	return true;
}

/* Key and salt of the first key parameter. */
static struct zsip_slice key_of(const struct zsip_sdp_crypto *crypto)
{
	struct zsip_slice rest = crypto->key_params, key;

	zsip_sdp_next(&rest, ';', &key);
	rest = key;
	zsip_sdp_next(&rest, '|', &key);
	return key;
}

/* What is negotiated of session parameters (RFC 4568 6.3.2, 6.3.3). */
static unsigned negotiated(const struct zsip_sdp_crypto *crypto)
{
	static const char words[] =
	        "UNENCRYPTED_SRTP UNENCRYPTED_SRTCP UNAUTHENTICATED_SRTP";
	struct zsip_slice rest = crypto->session_params, param, word, names;
	unsigned bits = 0, bit;

	while (zsip_sdp_next(&rest, ' ', &param)) {
		names = zsip_slice_from(words);
		for (bit = 1; zsip_sdp_next(&names, ' ', &word); bit <<= 1) {
			if (zsip_slice_equal_nocase(param, word))
				bits |= bit;
		}
	}
	return bits;
}

/* What the offer has of an answer's crypto attribute. */
struct offered_crypto {
	bool any_more; /* than are looked at */
	bool tag, suite, parameters, key;
};

static void compare_crypto(const struct sdp_exchange *x,
                           const struct zsip_sdp_crypto *crypto,
                           struct offered_crypto *has)
{
	struct zsip_sdp_crypto offered;
	int count = 0;

	FOR_OFFERED(x, ZSIP_SDP_ATTR_CRYPTO, line)
	{
		has->any_more = ++count > SDP_OFFERED_LINES;
		if (has->any_more)
			return;
		if (!read_crypto(x->offer, line, &offered))
			continue;
		has->key |= zsip_slice_equal(key_of(crypto), key_of(&offered));
		if (offered.tag != crypto->tag)
			continue;
		has->tag = true;
		if (!zsip_slice_equal_nocase(offered.suite, crypto->suite))
			continue;
		has->suite = true;
		has->parameters |= negotiated(&offered) == negotiated(crypto);
	}
}

/* Tag and suite are those of an offered one, the key is not (RFC 4568 5.1.2,
 * 7.1.2). */
static void check_crypto_line(struct sdp_exchange *x,
                              const struct zsip_sdp_line *line)
{
	struct zsip_sdp_crypto crypto;
	struct offered_crypto has = {false, false, false, false, false};

	if (!read_crypto(x->answer, line, &crypto))
		return;
	compare_crypto(x, &crypto, &has);
	if (has.key)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_CRYPTO_KEY, line);
	if (has.any_more)
		return;
	if (!has.tag)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_CRYPTO_TAG, line);
	else if (!has.suite)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_CRYPTO_SUITE, line);
	else if (!has.parameters)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_CRYPTO_PARAMETER, line);
}

static void check_crypto(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *line = own(x, ZSIP_SDP_ATTR_CRYPTO), *next;
	bool offered = offered_own(x, ZSIP_SDP_ATTR_CRYPTO) != NULL;

	if (line == NULL) {
		if (offered && zsip_sdp_is_savp(x->media->m.proto) &&
		    !has_keys(x))
			zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_CRYPTO_MISSING,
			              x->m_line);
		return;
	}
	if (!offered) {
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_CRYPTO_ADDED, line);
		return;
	}
	check_crypto_line(x, line);
	next = zsip_sdp_find(x->answer, x->number, ZSIP_SDP_ATTR_CRYPTO, line);
	if (next != NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_CRYPTO_MANY, next);
}

/* In a BUNDLE the tagged section has what there is. */
void zsip_sdp_exchange_transport(struct sdp_exchange *x)
{
	if (x->bundled)
		check_bundle_mux(x);
	else if (x->media->rtp)
		check_mux(x);
	if (x->bundled && !x->tagged)
		return;
	check_ice(x);
	check_dtls(x);
	check_crypto(x);
}
