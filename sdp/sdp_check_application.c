/*
 * Media that are no RTP: MSRP (RFC 4975), SCTP over DTLS (RFC 8841).
 */
#include "sdp_checker.h"

static ALWAYS_INLINE bool ends_in(struct zsip_slice text, const char *end)
{
	size_t len = strlen(end);

	return text.len >= len &&
	       memcmp(text.ptr + text.len - len, end, len) == 0;
}

static void require(struct sdp_checker *c, enum zsip_sdp_rule rule,
                    enum zsip_sdp_attribute id)
{
	struct zsip_slice at = {sdp_m_line(c)->text.ptr, 1};

	if (sdp_here(c, id) == NULL)
		zsip_sdp_report_missing(c, rule, at,
		                        zsip_sdp_attribute_info(id)->name.ptr);
}

void zsip_sdp_check_application(struct sdp_checker *c)
{
	const struct zsip_sdp_media_field *m = &c->media->m;

	if (!sdp_is_used(c))
		return;
	c->line = c->media->first_line;
	if (ends_in(m->proto, "/MSRP")) {
		require(c, ZSIP_SDP_RULE_MSRP, ZSIP_SDP_ATTR_PATH);
		require(c, ZSIP_SDP_RULE_MSRP, ZSIP_SDP_ATTR_ACCEPT_TYPES);
	} else if (ends_in(m->proto, "/DTLS/SCTP")) {
		require(c, ZSIP_SDP_RULE_SCTP_PORT, ZSIP_SDP_ATTR_SCTP_PORT);
	}
}
