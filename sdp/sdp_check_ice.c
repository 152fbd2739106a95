/*
 * ICE: candidates and credentials (RFC 8839, RFC 8445).
 */
#include "sdp_checker.h"

#define LAST_PRIORITY 0x7FFFFFFFu

/* Longer ones, of which each look at the priority takes its time, are not
 * compared. */
#define COMPARED_CANDIDATE 512

static void check_uniqueness(struct sdp_checker *c,
                             const struct zsip_sdp_line *line)
{
	struct zsip_slice priority = zsip_sdp_key_of(line, SDP_KEY_PRIORITY);

	if (line->value.len > COMPARED_CANDIDATE)
		return;
	if (zsip_sdp_key_add(c->keys, c->sdp, SDP_KEY_CANDIDATE, line) != NULL)
		zsip_sdp_report(c, ZSIP_SDP_RULE_CANDIDATE_TWICE, line->text);
	else if (zsip_sdp_key_add(c->keys, c->sdp, SDP_KEY_PRIORITY, line) !=
	         NULL)
		zsip_sdp_report(c, ZSIP_SDP_RULE_CANDIDATE_PRIORITY,
		                sdp_slice_between(priority.ptr + 1,
		                                  sdp_slice_end(priority)));
}

/* Only a host candidate is its own base (RFC 8839 5.1). */
static void check_related(struct sdp_checker *c,
                          const struct zsip_sdp_line *line,
                          const struct zsip_sdp_candidate *candidate)
{
	static const char *const related[] = {"srflx", "prflx", "relay"};

	if (candidate->rel_addr.ptr != NULL)
		return;
	for (size_t i = 0; i < sizeof(related) / sizeof(*related); i++) {
		if (sdp_slice_is_nocase(candidate->type, related[i]))
			zsip_sdp_report_missing(
			        c, ZSIP_SDP_RULE_CANDIDATE_RELATED,
			        (struct zsip_slice){sdp_slice_end(line->text),
			                            0},
			        "raddr");
	}
}

static const struct zsip_sdp_connection *connection(const struct sdp_checker *c)
{
	return c->media->c.nettype.ptr != NULL ? &c->media->c : &c->sdp->c;
}

/* The default candidate is the one in c= and m= (RFC 8839 4.2.1.2). */
static bool is_default(const struct sdp_checker *c,
                       const struct zsip_sdp_candidate *candidate)
{
	return candidate->component_id == 1 &&
	       candidate->port == c->media->m.port &&
	       connection(c)->address.ptr != NULL &&
	       zsip_slice_equal_nocase(candidate->address,
	                               connection(c)->address);
}

void zsip_sdp_check_candidate(struct sdp_checker *c,
                              const struct zsip_sdp_line *line,
                              const struct zsip_sdp_candidate *candidate)
{
	check_uniqueness(c, line);
	check_related(c, line, candidate);
	if (candidate->priority == 0 || candidate->priority > LAST_PRIORITY) {
		struct zsip_slice at = zsip_sdp_key_of(line, SDP_KEY_PRIORITY);

		zsip_sdp_report(
		        c, ZSIP_SDP_RULE_CANDIDATE_PRIORITY,
		        sdp_slice_between(at.ptr + 1, sdp_slice_end(at)));
	}
	if (sdp_in_session(c, ZSIP_SDP_ATTR_ICE_LITE) != NULL &&
	    !sdp_slice_is_nocase(candidate->type, "host"))
		zsip_sdp_report(c, ZSIP_SDP_RULE_LITE_CANDIDATE,
		                candidate->type);
	if (is_default(c, candidate))
		c->default_candidate = true;
}

/* Candidates may come later: then c= and m= say nothing yet (RFC 8839 4.3.1,
 * RFC 8840 4.1.1); and a name is no address of a candidate. */
static bool has_default(const struct sdp_checker *c)
{
	struct zsip_slice address = connection(c)->address;
	enum zsip_sdp_address kind;

	if (address.ptr == NULL || c->media->m.port == 0 ||
	    c->media->m.port == SDP_DISCARD_PORT)
		return false;
	kind = zsip_sdp_address_classify(address);
	return kind == ZSIP_SDP_ADDRESS_IP4 || kind == ZSIP_SDP_ADDRESS_IP6;
}

static void check_credentials(struct sdp_checker *c,
                              const struct zsip_sdp_line *candidate)
{
	const struct zsip_sdp_line *ufrag =
	        sdp_in_force(c, ZSIP_SDP_ATTR_ICE_UFRAG);
	const struct zsip_sdp_line *pwd =
	        sdp_in_force(c, ZSIP_SDP_ATTR_ICE_PWD);
	const struct zsip_sdp_line *at = candidate;

	if (at == NULL)
		at = ufrag != NULL ? ufrag : pwd;
	if (at == NULL || (ufrag != NULL && pwd != NULL) || sdp_is_bundled(c))
		return;
	c->line = sdp_line_index(c, at);
	zsip_sdp_report_missing(c, ZSIP_SDP_RULE_ICE_CREDENTIALS, at->name,
	                        ufrag == NULL ? "ice-ufrag" : "ice-pwd");
}

void zsip_sdp_check_ice(struct sdp_checker *c)
{
	const struct zsip_sdp_line *candidate =
	        sdp_here(c, ZSIP_SDP_ATTR_CANDIDATE);

	if (!sdp_is_used(c))
		return;
	check_credentials(c, candidate);
	if (candidate != NULL && !c->default_candidate && has_default(c))
		zsip_sdp_report_line(c, ZSIP_SDP_RULE_DEFAULT_CANDIDATE,
		                     sdp_m_line(c));
}
