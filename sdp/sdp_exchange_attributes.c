/*
 * Attributes in answers that take up those of the offer.
 */
#include "sdp_exchange.h"

/* Feedback: all of an rtcp-fb attribute behind its payload type. */
static struct zsip_slice feedback_of(const struct zsip_sdp_line *line,
                                     struct zsip_slice *payload_type)
{
	struct zsip_slice rest = line->value;

	*payload_type = (struct zsip_slice){NULL, 0};
	zsip_sdp_next(&rest, ' ', payload_type);
	while (rest.len != 0 && *rest.ptr == ' ')
		rest.ptr++, rest.len--;
	return rest;
}

/* An offered payload type, or all, that this one of the answer is. */
static bool is_for(const struct sdp_exchange *x, struct zsip_slice offered,
                   struct zsip_slice payload_type)
{
	unsigned number, match;

	if (sdp_slice_is(offered, "*"))
		return true;
	number = zsip_sdp_payload_number(payload_type);
	if (number == ZSIP_SDP_PAYLOAD_TYPES)
		return false;
	match = x->match[number] != 0 ? x->match[number] - 1u : number;
	return zsip_sdp_payload_number(offered) == match;
}

/* RFC 4585 4.2: nothing may be added. */
static void check_feedback_line(struct sdp_exchange *x,
                                const struct zsip_sdp_line *line)
{
	struct zsip_slice payload_type, offered;
	struct zsip_slice feedback = feedback_of(line, &payload_type);

	FOR_OTHERS(x, other)
	{
		if (zsip_slice_equal_nocase(feedback_of(*other, &offered),
		                            feedback) &&
		    is_for(x, offered, payload_type))
			return;
	}
	if (!x->others_cut)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_RTCP_FB, line);
}

/* Header extensions (RFC 8285 5): "7/sendonly URI". */
struct extension {
	struct zsip_slice id, uri;
	enum zsip_sdp_direction direction;
};

static enum zsip_sdp_direction direction_named(struct zsip_slice name)
{
	static const struct {
		const char *name;
		enum zsip_sdp_direction direction;
	} rows[] = {{"sendonly", ZSIP_SDP_SENDONLY},
	            {"recvonly", ZSIP_SDP_RECVONLY},
	            {"inactive", ZSIP_SDP_INACTIVE}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (zsip_slice_equal_nocase(name,
		                            zsip_slice_from(rows[i].name)))
			return rows[i].direction;
	}
	return ZSIP_SDP_SENDRECV;
}

/* Without a direction of its own it has that of the stream, sendrecv at session
 * level and in an inactive stream (RFC 8285 7). */
static void read_extension(const struct zsip_sdp_line *line,
                           enum zsip_sdp_direction stream,
                           struct extension *extension)
{
	struct zsip_slice rest = zsip_sdp_word(line->value, 0), name;

	extension->uri = zsip_sdp_word(line->value, 1);
	zsip_sdp_next(&rest, '/', &extension->id);
	if (zsip_sdp_next(&rest, '/', &name))
		extension->direction = direction_named(name);
	else if (line->media == 0 || stream == ZSIP_SDP_INACTIVE)
		extension->direction = ZSIP_SDP_SENDRECV;
	else
		extension->direction = stream;
}

/* From 4096 on ids are there to be mapped to valid ones. */
static bool is_mapped(struct zsip_slice id)
{
	uint64_t number;

	return zsip_sdp_number(id, &number) == ZSIP_OK && number >= 4096;
}

static void check_extension(struct sdp_exchange *x,
                            const struct zsip_sdp_line *line)
{
	struct extension extension, offered;

	read_extension(line, x->direction, &extension);
	FOR_OTHERS(x, other)
	{
		read_extension(*other, x->offered_direction, &offered);
		if (!zsip_slice_equal(offered.uri, extension.uri) ||
		    (zsip_sdp_compare_numbers(offered.id, extension.id) != 0 &&
		     !is_mapped(offered.id)))
			continue;
		if (!x->direction_wrong &&
		    zsip_sdp_direction_answer(offered.direction,
		                              extension.direction) !=
		            extension.direction)
			zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_EXTMAP_DIRECTION,
			              line);
		return;
	}
	if (!x->others_cut)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_EXTMAP, line);
}

static void check_mixed(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *line =
	        in_force(x, ZSIP_SDP_ATTR_EXTMAP_ALLOW_MIXED);

	if (line != NULL && !x->bundled &&
	    offered_in_force(x, ZSIP_SDP_ATTR_EXTMAP_ALLOW_MIXED) == NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_EXTMAP_MIXED, line);
}

/* A configuration number that was offered (RFC 5939 3.6.2). */
void zsip_sdp_exchange_configuration(struct sdp_exchange *x,
                                     const struct zsip_sdp_line *acfg)
{
	struct zsip_slice number = zsip_sdp_word(acfg->value, 0);
	int count = 0;

	FOR_OFFERED(x, ZSIP_SDP_ATTR_PCFG, line)
	{
		if (++count > SDP_OFFERED_LINES ||
		    zsip_sdp_compare_numbers(zsip_sdp_word(line->value, 0),
		                             number) == 0)
			return;
	}
	zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_ACFG, acfg);
}

/* Preconditions (RFC 3312 4). */
static int strength_of(struct zsip_slice name)
{
	static const char *const names[] = {"none", "optional", "mandatory"};

	for (int i = 0; i < 3; i++) {
		if (zsip_slice_equal(name, zsip_slice_from(names[i])))
			return i;
	}
	return -1; /* failure, unknown */
}

/* local and remote change places, and so do send and recv (RFC 3312 5.2). */
static bool is_mirrored(struct zsip_slice a, struct zsip_slice b)
{
	if (sdp_slice_is(a, "local"))
		return sdp_slice_is(b, "remote");
	if (sdp_slice_is(a, "remote"))
		return sdp_slice_is(b, "local");
	if (sdp_slice_is(a, "send"))
		return sdp_slice_is(b, "recv") || sdp_slice_is(b, "sendrecv");
	if (sdp_slice_is(a, "recv"))
		return sdp_slice_is(b, "send") || sdp_slice_is(b, "sendrecv");
	return zsip_slice_equal(a, b) ||
	       (sdp_slice_is(a, "sendrecv") &&
	        (sdp_slice_is(b, "send") || sdp_slice_is(b, "recv")));
}

struct desired {
	struct zsip_slice type, strength, status, direction;
};

static struct desired desired_of(const struct zsip_sdp_line *line)
{
	struct zsip_slice rest = line->value;
	struct desired desired = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};

	if (zsip_sdp_next(&rest, ' ', &desired.type) &&
	    zsip_sdp_next(&rest, ' ', &desired.strength) &&
	    zsip_sdp_next(&rest, ' ', &desired.status))
		zsip_sdp_next(&rest, ' ', &desired.direction);
	return desired;
}

static void check_precondition(struct sdp_exchange *x,
                               const struct zsip_sdp_line *line)
{
	struct desired own_one = desired_of(line);
	int strength = strength_of(own_one.strength);

	FOR_OTHERS(x, other)
	{
		struct desired offered = desired_of(*other);

		if (strength < 0 || strength >= strength_of(offered.strength) ||
		    !zsip_slice_equal(offered.type, own_one.type) ||
		    !is_mirrored(offered.status, own_one.status) ||
		    !is_mirrored(offered.direction, own_one.direction))
			continue;
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_PRECONDITION, line);
		return;
	}
}

/* What the answer calls send the offer calls recv. */
static bool is_reversed(struct zsip_slice a, struct zsip_slice b)
{
	return sdp_slice_is(a, "send")
	               ? sdp_slice_is(b, "recv")
	               : sdp_slice_is(a, "recv") && sdp_slice_is(b, "send");
}

/* RFC 8851 6.3 */
static void check_rid(struct sdp_exchange *x, const struct zsip_sdp_line *line)
{
	struct zsip_slice id = zsip_sdp_word(line->value, 0);

	FOR_OTHERS(x, other)
	{
		if (zsip_slice_equal(zsip_sdp_word((*other)->value, 0), id) &&
		    is_reversed(zsip_sdp_word((*other)->value, 1),
		                zsip_sdp_word(line->value, 1)))
			return;
	}
	if (!x->others_cut)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_RID, line);
}

/* The streams of a direction: "send" LIST "recv" LIST in either order. */
static struct zsip_slice streams_of(const struct zsip_sdp_line *line,
                                    const char *direction)
{
	struct zsip_slice rest, word, list;

	if (line == NULL)
		return (struct zsip_slice){NULL, 0};
	rest = line->value;
	while (zsip_sdp_next(&rest, ' ', &word) &&
	       zsip_sdp_next(&rest, ' ', &list)) {
		if (sdp_slice_is(word, direction))
			return list;
	}
	return (struct zsip_slice){NULL, 0};
}

/* Alternatives and streams alike; "~" is for one that is paused. */
static bool next_stream(struct zsip_slice *rest, struct zsip_slice *group,
                        struct zsip_slice *id)
{
	while (!zsip_sdp_next(group, ',', id)) {
		if (!zsip_sdp_next(rest, ';', group))
			return false;
	}
	if (id->len != 0 && *id->ptr == '~')
		id->ptr++, id->len--;
	return true;
}

/* false if it is not there; true beyond what is looked at. */
static bool has_stream(struct zsip_slice list, struct zsip_slice wanted)
{
	struct zsip_slice group = {NULL, 0}, id;

	for (int i = 0; i < SDP_OFFERED_LINES; i++) {
		if (!next_stream(&list, &group, &id))
			return false;
		if (zsip_slice_equal(id, wanted))
			return true;
	}
	return true;
}

/* RFC 8853 5.3.2: streams may be left out, not added. */
static void check_simulcast(struct sdp_exchange *x,
                            const struct zsip_sdp_line *line)
{
	static const char *const ways[][2] = {{"send", "recv"},
	                                      {"recv", "send"}};
	const struct zsip_sdp_line *offered =
	        x->other_count != 0 ? x->others[0] : NULL;
	struct zsip_slice group = {NULL, 0}, id;

	for (size_t i = 0; i < 2; i++) {
		struct zsip_slice streams = streams_of(line, ways[i][0]);
		struct zsip_slice theirs = streams_of(offered, ways[i][1]);

		while (next_stream(&streams, &group, &id)) {
			if (has_stream(theirs, id))
				continue;
			zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_SIMULCAST, line);
			return;
		}
	}
}

/* Over DTLS, with its port in an attribute (RFC 8841 4). */
static bool is_sctp(struct zsip_slice proto)
{
	return sdp_slice_is(proto, "UDP/DTLS/SCTP") ||
	       sdp_slice_is(proto, "TCP/DTLS/SCTP");
}

static bool is_zero(const struct zsip_sdp_line *line)
{
	return line != NULL &&
	       zsip_sdp_compare_numbers(line->value, zsip_slice_from("0")) == 0;
}

/* RFC 8841 10.3 */
static void check_sctp(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *line = own(x, ZSIP_SDP_ATTR_SCTP_PORT);

	if (line == NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_SCTP_PORT, x->m_line);
	else if (!is_zero(line) &&
	         is_zero(offered_own(x, ZSIP_SDP_ATTR_SCTP_PORT)))
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_SCTP_OPEN, line);
}

static bool read_channel(const struct zsip_sdp *sdp,
                         const struct zsip_sdp_line *line,
                         struct zsip_sdp_dcmap *channel)
{
	struct zsip_sdp_value value;

	if (zsip_sdp_line_parse(sdp, line, &value, NULL) != ZSIP_OK)
		return false;
	*channel = value.dcmap;
	return true;
}

/* RFC 8864 6.4 */
static void check_channel(struct sdp_exchange *x,
                          const struct zsip_sdp_line *line)
{
	struct zsip_sdp_dcmap channel, offered;

	if (!read_channel(x->answer, line, &channel))
		return;
	FOR_OTHERS(x, other)
	{
		if (read_channel(x->offer, *other, &offered) &&
		    offered.stream_id == channel.stream_id &&
		    zsip_slice_equal(offered.max_retr, channel.max_retr) &&
		    zsip_slice_equal(offered.max_time, channel.max_time))
			return;
	}
	if (!x->others_cut)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_DCMAP, line);
}

enum { FLOOR_CLIENT = 1, FLOOR_SERVER = 2 };

static unsigned floor_roles(struct zsip_slice text)
{
	struct zsip_slice word;
	unsigned roles = 0;

	while (zsip_sdp_next(&text, ' ', &word)) {
		if (sdp_slice_is(word, "c-only"))
			roles |= FLOOR_CLIENT;
		else if (sdp_slice_is(word, "s-only"))
			roles |= FLOOR_SERVER;
		else if (sdp_slice_is(word, "c-s"))
			roles |= FLOOR_CLIENT | FLOOR_SERVER;
	}
	return roles;
}

/* RFC 8856 5.1: one role, and the other one is offered.  Without the attribute
 * the offerer is the client. */
static void check_floor(struct sdp_exchange *x,
                        const struct zsip_sdp_line *line)
{
	unsigned offered = x->other_count != 0
	                           ? floor_roles(x->others[0]->value)
	                           : FLOOR_CLIENT;
	unsigned role = floor_roles(line->value);

	if ((role == FLOOR_CLIENT && (offered & FLOOR_SERVER) != 0) ||
	    (role == FLOOR_SERVER && (offered & FLOOR_CLIENT) != 0))
		return;
	zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_FLOORCTRL, line);
}

/* How a line of this attribute is held against the offer. */
static const struct {
	uint16_t attribute;
	void (*check)(struct sdp_exchange *x, const struct zsip_sdp_line *line);
} attributes[] = {{ZSIP_SDP_ATTR_RTCP_FB, check_feedback_line},
                  {ZSIP_SDP_ATTR_EXTMAP, check_extension},
                  {ZSIP_SDP_ATTR_DES, check_precondition},
                  {ZSIP_SDP_ATTR_RID, check_rid},
                  {ZSIP_SDP_ATTR_SIMULCAST, check_simulcast},
                  {ZSIP_SDP_ATTR_DCMAP, check_channel},
                  {ZSIP_SDP_ATTR_FLOORCTRL, check_floor}};

static void collect(struct sdp_exchange *x, size_t level,
                    enum zsip_sdp_attribute id)
{
	const struct zsip_sdp_line *line = NULL;

	x->other_count = 0;
	x->others_cut = false;
	while (!x->others_cut &&
	       (line = zsip_sdp_find(x->offer, level, id, line)) != NULL) {
		x->others_cut = x->other_count == SDP_OFFERED_LINES;
		if (!x->others_cut)
			x->others[x->other_count++] = line;
	}
}

static void check_attribute(struct sdp_exchange *x, enum zsip_sdp_attribute id,
                            void (*check)(struct sdp_exchange *x,
                                          const struct zsip_sdp_line *line))
{
	if (own(x, id) == NULL)
		return;
	collect(x, x->number, id);
	/* Header extensions stand at one level or at the other (RFC 8285 7). */
	if (id == ZSIP_SDP_ATTR_EXTMAP && x->other_count == 0)
		collect(x, 0, id);
	FOR_OWN(x, id, line)
	check(x, line);
}

void zsip_sdp_exchange_attributes(struct sdp_exchange *x)
{
	for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++)
		check_attribute(
		        x, (enum zsip_sdp_attribute)attributes[i].attribute,
		        attributes[i].check);
	check_mixed(x);
	if (is_sctp(x->media->m.proto))
		check_sctp(x);
}
