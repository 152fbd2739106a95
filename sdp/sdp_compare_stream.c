/*
 * A stream that is in use before and after: transport, direction, ICE, DTLS.
 */
#include "sdp_compare.h"

static const struct zsip_sdp_media *media_of(const struct sdp_side *side,
                                             size_t media)
{
	return &side->sdp->media[media - 1];
}

static bool same_connection(const struct zsip_sdp_connection *a,
                            const struct zsip_sdp_connection *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return zsip_slice_equal_nocase(a->nettype, b->nettype) &&
	       zsip_slice_equal_nocase(a->addrtype, b->addrtype) &&
	       zsip_slice_equal_nocase(a->address, b->address) &&
	       zsip_slice_equal(a->ttl, b->ttl) && a->count == b->count;
}

/* A change of what a c= line says, of the stream or of the session. */
static void c_changed(struct sdp_compare *compare, enum zsip_sdp_change_id id)
{
	sdp_changed(compare, id, zsip_sdp_view_c_line(&compare->before.view),
	            zsip_sdp_view_c_line(&compare->after.view));
}

static bool compare_address(struct sdp_compare *compare)
{
	size_t media = compare->media;

	if (same_connection(zsip_sdp_connection_of(compare->before.sdp, media),
	                    zsip_sdp_connection_of(compare->after.sdp, media)))
		return false;
	c_changed(compare, ZSIP_SDP_CHANGE_ADDRESS);
	return true;
}

static void m_changed(struct sdp_compare *compare, enum zsip_sdp_change_id id)
{
	sdp_changed(compare, id,
	            sdp_m_line(compare->before.sdp, compare->media),
	            sdp_m_line(compare->after.sdp, compare->media));
}

/* Whether media go somewhere else now, or otherwise. */
static bool compare_transport(struct sdp_compare *compare)
{
	const struct zsip_sdp_media_field *a, *b;
	bool changed = false;

	a = &media_of(&compare->before, compare->media)->m;
	b = &media_of(&compare->after, compare->media)->m;
	if (!zsip_slice_equal_nocase(a->type, b->type))
		m_changed(compare, ZSIP_SDP_CHANGE_MEDIA_TYPE);
	if (!zsip_slice_equal_nocase(a->proto, b->proto)) {
		m_changed(compare, ZSIP_SDP_CHANGE_PROTOCOL);
		changed = true;
	}
	if (a->port != b->port || a->port_count != b->port_count) {
		m_changed(compare, ZSIP_SDP_CHANGE_PORT);
		changed = true;
	}
	return compare_address(compare) || changed;
}

static void compare_direction(struct sdp_compare *compare)
{
	const struct sdp_view *a = &compare->before.view;
	const struct sdp_view *b = &compare->after.view;
	const struct zsip_sdp_line *before = zsip_sdp_view_direction_line(a);
	const struct zsip_sdp_line *after = zsip_sdp_view_direction_line(b);
	bool held = zsip_sdp_view_hold(a) != ZSIP_SDP_NOT_HELD;
	bool holds = zsip_sdp_view_hold(b) != ZSIP_SDP_NOT_HELD;

	if (zsip_sdp_view_direction(a) != zsip_sdp_view_direction(b)) {
		sdp_changed(compare, ZSIP_SDP_CHANGE_DIRECTION, before, after);
	} else {
		before = zsip_sdp_view_c_line(a);
		after = zsip_sdp_view_c_line(b);
	}
	if (held != holds)
		sdp_changed(compare,
		            holds ? ZSIP_SDP_CHANGE_HOLD
		                  : ZSIP_SDP_CHANGE_RESUME,
		            before, after);
}

/* ICE (RFC 8839 4.4.1.1.1) */

static bool same_line_value(const struct zsip_sdp_line *a,
                            const struct zsip_sdp_line *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return zsip_slice_equal(a->value, b->value);
}

static void compare_ice_options(struct sdp_compare *compare,
                                const struct zsip_sdp_ice *a,
                                const struct zsip_sdp_ice *b)
{
	const struct zsip_sdp_line *const before[] = {
	        a->options_line, a->lite_line, a->pacing_line};
	const struct zsip_sdp_line *const after[] = {
	        b->options_line, b->lite_line, b->pacing_line};

	for (size_t i = 0; i < 3; i++) {
		if (!same_line_value(before[i], after[i]))
			sdp_changed(compare, ZSIP_SDP_CHANGE_ICE_OPTIONS,
			            before[i], after[i]);
	}
}

static bool is_null_address(const struct sdp_side *side, size_t media)
{
	const struct zsip_sdp_connection *c =
	        zsip_sdp_connection_of(side->sdp, media);

	return c != NULL && zsip_sdp_is_null_address(c);
}

/* What may change of ICE only when it starts again. */
static void compare_going_ice(struct sdp_compare *compare,
                              const struct zsip_sdp_ice *a,
                              const struct zsip_sdp_ice *b)
{
	size_t media = compare->media;

	compare_ice_options(compare, a, b);
	if (is_null_address(&compare->after, media) &&
	    !is_null_address(&compare->before, media))
		c_changed(compare, ZSIP_SDP_CHANGE_ICE_NULL_ADDRESS);
}

static void compare_credentials(struct sdp_compare *compare,
                                const struct zsip_sdp_ice *a,
                                const struct zsip_sdp_ice *b)
{
	bool user = !zsip_slice_equal(a->ufrag, b->ufrag);
	bool password = !zsip_slice_equal(a->password, b->password);

	if (user && password)
		sdp_changed(compare, ZSIP_SDP_CHANGE_ICE_RESTART, a->ufrag_line,
		            b->ufrag_line);
	else if (user)
		sdp_changed(compare, ZSIP_SDP_CHANGE_ICE_CREDENTIALS,
		            a->ufrag_line, b->ufrag_line);
	else if (password)
		sdp_changed(compare, ZSIP_SDP_CHANGE_ICE_CREDENTIALS,
		            a->password_line, b->password_line);
	if (!user || !password)
		compare_going_ice(compare, a, b);
}

/* Whether ICE is used now. */
static bool compare_ice(struct sdp_compare *compare)
{
	struct zsip_sdp_ice a, b;
	bool was = zsip_sdp_view_ice(&compare->before.view, &a);
	bool is = zsip_sdp_view_ice(&compare->after.view, &b);

	if (was && is)
		compare_credentials(compare, &a, &b);
	else if (was)
		sdp_changed(compare, ZSIP_SDP_CHANGE_ICE_REMOVED, a.ufrag_line,
		            b.ufrag_line);
	else if (is)
		sdp_changed(compare, ZSIP_SDP_CHANGE_ICE_ADDED, a.ufrag_line,
		            b.ufrag_line);
	return is;
}

/* DTLS (RFC 8842) */

enum { FINGERPRINTS = 16 };

static size_t read_fingerprints(const struct zsip_sdp *sdp,
                                const struct zsip_sdp_line *line,
                                struct zsip_slice *fingerprints)
{
	size_t count = 0;

	for (; line != NULL && count < FINGERPRINTS;
	     line = zsip_sdp_find(sdp, line->media, ZSIP_SDP_ATTR_FINGERPRINT,
	                          line))
		fingerprints[count++] = line->value;
	return count;
}

/* Each of `a` is one of `b`. */
static bool is_within(const struct zsip_slice *a, size_t count,
                      const struct zsip_slice *b, size_t others)
{
	for (size_t i = 0; i < count; i++) {
		size_t j = 0;

		while (j < others && !zsip_slice_equal_nocase(a[i], b[j]))
			j++;
		if (j == others)
			return false;
	}
	return true;
}

static bool same_fingerprints(const struct sdp_compare *compare,
                              const struct zsip_sdp_dtls *before,
                              const struct zsip_sdp_dtls *after)
{
	struct zsip_slice a[FINGERPRINTS], b[FINGERPRINTS];
	size_t count =
	        read_fingerprints(compare->before.sdp, before->fingerprint, a);
	size_t others =
	        read_fingerprints(compare->after.sdp, after->fingerprint, b);

	return is_within(a, count, b, others) && is_within(b, others, a, count);
}

static bool is_role(struct zsip_slice setup)
{
	return zsip_slice_equal_nocase(setup, zsip_slice_from("active")) ||
	       zsip_slice_equal_nocase(setup, zsip_slice_from("passive"));
}

/* The role changed, for certain: actpass leaves it open. */
static bool is_other_role(const struct zsip_sdp_dtls *a,
                          const struct zsip_sdp_dtls *b)
{
	return is_role(a->setup) && is_role(b->setup) &&
	       !zsip_slice_equal_nocase(a->setup, b->setup);
}

static bool compare_fingerprints(struct sdp_compare *compare,
                                 const struct zsip_sdp_dtls *a,
                                 const struct zsip_sdp_dtls *b)
{
	if (same_fingerprints(compare, a, b))
		return false;
	sdp_changed(compare, ZSIP_SDP_CHANGE_DTLS_FINGERPRINT, a->fingerprint,
	            b->fingerprint);
	return true;
}

/* Without tls-id, and where ICE does not look after it, another transport calls
 * for a new association as well (RFC 8842 4). */
static void compare_dtls(struct sdp_compare *compare, bool moved)
{
	struct zsip_sdp_dtls a, b;
	bool renewed, both;

	zsip_sdp_view_dtls(&compare->before.view, &a);
	zsip_sdp_view_dtls(&compare->after.view, &b);
	both = a.tls_id_line != NULL && b.tls_id_line != NULL;
	renewed = compare_fingerprints(compare, &a, &b);
	renewed |= is_other_role(&a, &b);
	renewed |= moved && !both;
	if ((a.setup_line == NULL) != (b.setup_line == NULL) ||
	    !zsip_slice_equal_nocase(a.setup, b.setup))
		sdp_changed(compare, ZSIP_SDP_CHANGE_DTLS_SETUP, a.setup_line,
		            b.setup_line);
	if (!same_line_value(a.tls_id_line, b.tls_id_line)) {
		sdp_changed(compare, ZSIP_SDP_CHANGE_DTLS_TLS_ID, a.tls_id_line,
		            b.tls_id_line);
		renewed |= both;
	}
	if (renewed && b.fingerprint != NULL)
		sdp_changed(compare, ZSIP_SDP_CHANGE_DTLS_NEW, a.fingerprint,
		            b.fingerprint);
}

void zsip_sdp_compare_stream(struct sdp_compare *compare)
{
	bool moved, ice;

	zsip_sdp_view_turn(&compare->before.view, compare->media);
	zsip_sdp_view_turn(&compare->after.view, compare->media);
	moved = compare_transport(compare);
	compare_direction(compare);
	zsip_sdp_compare_formats(compare);
	ice = compare_ice(compare);
	compare_dtls(compare, moved && !ice);
	zsip_sdp_compare_lines(compare);
}
