/*
 * zsip_sdp_check(): which checks a description gets.
 */
#include "sdp_checker.h"
#include <stddef.h>

static void begin_level(struct sdp_checker *c,
                        const struct zsip_sdp_media *media)
{
	c->media = media;
	c->order = (struct sdp_order){.session = media == NULL};
	zsip_sdp_keys_clear(c->keys);
	c->listed = c->mapped = (struct sdp_payload_set){{0}};
	c->connections = 0;
	c->direction = NULL;
	c->default_candidate = false;
}

/* What can be said when all lines of a level are known. */
static void end_level(struct sdp_checker *c)
{
	if (c->media == NULL) {
		c->line = ZSIP_SDP_NO_LINE;
		zsip_sdp_check_missing(c);
		c->session_connection =
		        (c->order.seen & sdp_order_bit('c')) != 0;
		return;
	}
	c->line = c->media->first_line;
	zsip_sdp_find_bundle(c);
	zsip_sdp_check_connections(c);
	zsip_sdp_check_presence(c);
	zsip_sdp_check_payloads(c);
	zsip_sdp_check_packet_times(c);
	zsip_sdp_check_bundle_only(c);
	zsip_sdp_check_ice(c);
	zsip_sdp_check_security(c);
	zsip_sdp_check_streams(c);
	zsip_sdp_check_application(c);
}

static void check_line(struct sdp_checker *c, const struct zsip_sdp_line *line)
{
	struct zsip_sdp_value value;

	if (line->letter == 'm') {
		end_level(c);
		begin_level(c, &c->sdp->media[line->media - 1]);
	}
	c->line = sdp_line_index(c, line);
	if (!zsip_sdp_check_line(c, line, &value))
		return;
	if (line->letter == 'a')
		zsip_sdp_check_attribute(c, line, &value);
	else
		zsip_sdp_check_field(c, line, &value);
}

/* Without the empty lines at the end, which are told of once; as many as can be
 * noted. */
static size_t count_lines(const struct zsip_sdp *sdp)
{
	size_t count = sdp->line_count;

	if (count > SDP_CHECKED_LINES)
		return SDP_CHECKED_LINES;

	while (count > 0 && sdp->lines[count - 1].text.len == 0)
		count--;
	return count;
}

/* The tables stand in frames of their own, so that none is large. */
static __attribute__((noinline)) void check_lines(struct sdp_checker *c)
{
	struct sdp_keys keys;
	size_t count = count_lines(c->sdp);

	c->keys = &keys;
	begin_level(c, NULL);
	for (size_t i = 0; i < count; i++)
		check_line(c, &c->sdp->lines[i]);
	if (c->sdp->line_count <= SDP_CHECKED_LINES)
		end_level(c);
}

static __attribute__((noinline)) void check_all(struct sdp_checker *c)
{
	struct sdp_keys mids;

	zsip_sdp_keys_clear(&mids);
	c->mids = &mids;
	zsip_sdp_check_head(c);
	if (c->sdp->line_count <= SDP_CHECKED_LINES)
		zsip_sdp_check_mids(c);
	check_lines(c);
}

size_t zsip_sdp_check(const struct zsip_sdp *sdp, enum zsip_sdp_role role,
                      void (*report)(void *user,
                                     const struct zsip_sdp_finding *finding),
                      void *user)
{
	struct sdp_checker c;

	if (sdp == NULL || report == NULL || sdp->text.ptr == NULL)
		return 0;
	zsip_clear(&c, offsetof(struct sdp_checker, mapping));
	c.sdp = sdp;
	c.role = role;
	c.report = report;
	c.user = user;
	c.line = ZSIP_SDP_NO_LINE;
	check_all(&c);
	return c.found;
}
