/*
 * zsip_sdp_check_answer(): an answer against its offer (RFC 3264 6), the whole
 * of it and stream by stream.
 */
#include "sdp_exchange.h"
#include <stddef.h>

/* What a line of the session does wrong it does to all streams. */
static bool is_told(struct sdp_exchange *x, enum zsip_sdp_rule rule,
                    const struct zsip_sdp_line *line)
{
	unsigned number = (unsigned)rule - ZSIP_SDP_RULE_ANSWER_MEDIA_MISSING;
	uint64_t bit = UINT64_C(1) << number % 64;
	bool told = (x->told[number / 64] & bit) != 0;

	if (line->media == 0)
		x->told[number / 64] |= bit;
	return line->media == 0 && told;
}

void zsip_sdp_tell(struct sdp_exchange *x, enum zsip_sdp_rule rule,
                   const struct zsip_sdp_line *line)
{
	struct zsip_sdp_finding finding = {
	        .rule = zsip_sdp_rule_info(rule),
	        .line = (size_t)(line - x->answer->lines),
	        .offset = (size_t)(line->text.ptr - x->answer->text.ptr),
	        .len = line->text.len,
	        .error = {ZSIP_OK, 0, ""}};

	if (is_told(x, rule, line))
		return;
	x->found++;
	if (x->report != NULL)
		x->report(x->user, &finding);
}

struct zsip_slice zsip_sdp_word(struct zsip_slice text, size_t number)
{
	struct zsip_slice word;

	while (zsip_sdp_next(&text, ' ', &word)) {
		if (number-- == 0)
			return word;
	}
	return (struct zsip_slice){NULL, 0};
}

/* The direction line in force in the answer, else its m= line. */
static const struct zsip_sdp_line *direction_place(const struct sdp_exchange *x)
{
	return x->direction_line != NULL ? x->direction_line : x->m_line;
}

static void check_direction(struct sdp_exchange *x)
{
	enum zsip_sdp_direction offered = x->offered_direction;
	enum zsip_sdp_direction direction = x->direction;

	/* RFC 8841 9.2 */
	if (zsip_sdp_has_part(x->offered->m.proto, "SCTP"))
		return;
	x->direction_wrong = x->multicast
	                             ? direction != offered
	                             : direction != zsip_sdp_direction_answer(
	                                                    offered, direction);
	if (!x->direction_wrong)
		return;
	if (x->multicast)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_MULTICAST_FLOW,
		              direction_place(x));
	else if (direction_place(x) != x->m_line)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_DIRECTION,
		              direction_place(x));
	else
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_DIRECTION_MISSING,
		              x->m_line);
}

/* The c= line in force. */
static const struct zsip_sdp_line *connection_line(const struct sdp_exchange *x)
{
	const struct zsip_sdp_connection *c =
	        zsip_sdp_connection_of(x->answer, x->number);
	size_t levels[] = {x->number, 0};

	for (size_t i = 0; i < 2 && c != NULL; i++) {
		const struct zsip_sdp_line *line = NULL;

		while ((line = zsip_sdp_find_line(x->answer, levels[i], 'c',
		                                  line)) != NULL) {
			if (line->value.ptr == c->nettype.ptr)
				return line;
		}
	}
	return x->m_line;
}

static bool same_value(const struct zsip_sdp_line *a,
                       const struct zsip_sdp_line *b)
{
	return zsip_slice_equal(a->value, b->value);
}

/* ptime is the offer's where the offer has one (RFC 3264 6.2). */
static void check_ptime(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *offered =
	        offered_own(x, ZSIP_SDP_ATTR_PTIME);
	const struct zsip_sdp_line *line = own(x, ZSIP_SDP_ATTR_PTIME);

	if (offered == NULL || (line != NULL && same_value(offered, line)))
		return;
	zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_MULTICAST_RATE,
	              line != NULL ? line : x->m_line);
}

static void check_bandwidth(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *offered = NULL, *line = NULL;

	do {
		offered = zsip_sdp_find_line(x->offer, x->number, 'b', offered);
		line = zsip_sdp_find_line(x->answer, x->number, 'b', line);
	} while (offered != NULL && line != NULL && same_value(offered, line));
	if (offered != NULL || line != NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_MULTICAST_RATE,
		              line != NULL ? line : x->m_line);
}

static void check_address(struct sdp_exchange *x)
{
	if (!x->multicast) {
		if (zsip_sdp_is_multicast(
		            zsip_sdp_address_of(x->answer, x->number)))
			zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_MULTICAST,
			              connection_line(x));
		return;
	}
	if (!zsip_slice_equal_nocase(zsip_sdp_address_of(x->answer, x->number),
	                             zsip_sdp_address_of(x->offer, x->number)))
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_MULTICAST_ADDRESS,
		              connection_line(x));
	if (x->media->m.port != x->offered->m.port)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_MULTICAST_ADDRESS,
		              x->m_line);
	check_ptime(x);
	check_bandwidth(x);
}

/* Without the F of a profile with feedback (RFC 4585, RFC 5124). */
static struct zsip_slice without_feedback(struct zsip_slice proto)
{
	if (proto.len != 0 && proto.ptr[proto.len - 1] == 'F')
		proto.len--;
	return proto;
}

/* false if it is so different that there is no more to say. */
static bool check_protocol(struct sdp_exchange *x)
{
	struct zsip_slice offered = x->offered->m.proto;
	struct zsip_slice proto = x->media->m.proto;

	if (zsip_slice_equal(offered, proto))
		return true;
	if (x->offered->rtp && zsip_slice_equal(without_feedback(offered),
	                                        without_feedback(proto))) {
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_PROFILE, x->m_line);
		return true;
	}
	zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_PROTOCOL, x->m_line);
	return false;
}

/* A stream that was offered with port 0 may be accepted in its BUNDLE alone
 * (RFC 9143 7.3.2). */
static void check_revived(struct sdp_exchange *x)
{
	bool bundle_only = offered_own(x, ZSIP_SDP_ATTR_BUNDLE_ONLY) != NULL &&
	                   x->member->in_bundle;

	if (x->offered->m.port != 0 || (bundle_only && x->bundled))
		return;
	zsip_sdp_tell(x,
	              bundle_only ? ZSIP_SDP_RULE_ANSWER_BUNDLE_ONLY
	                          : ZSIP_SDP_RULE_ANSWER_REVIVED,
	              x->m_line);
}

static void check_accepted(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *acfg = own(x, ZSIP_SDP_ATTR_ACFG);

	check_revived(x);
	if (acfg == NULL && !check_protocol(x))
		return;
	check_direction(x);
	check_address(x);
	/* The configuration that is taken replaces what was offered. */
	if (acfg != NULL) {
		zsip_sdp_exchange_configuration(x, acfg);
		return;
	}
	zsip_sdp_exchange_formats(x);
	zsip_sdp_exchange_attributes(x);
	/* Of a section that is not counted nobody knows the group. */
	if (x->number <= SDP_MIDS) {
		zsip_sdp_exchange_transport(x);
		zsip_sdp_exchange_bundled(x);
	}
}

static void begin_stream(struct sdp_exchange *x, size_t number)
{
	x->number = number;
	x->member = &x->members[number <= SDP_MIDS ? number : 0];
	x->offered = &x->offer->media[number - 1];
	x->media = &x->answer->media[number - 1];
	x->m_line = &x->answer->lines[x->media->first_line];
	x->multicast =
	        zsip_sdp_is_multicast(zsip_sdp_address_of(x->offer, number));
	x->direction_wrong = false;
	x->offered_direction = zsip_sdp_direction_in_force(
	        &x->offered_defaults, number, &x->direction_line);
	x->direction = zsip_sdp_direction_in_force(&x->defaults, number,
	                                           &x->direction_line);
	x->bundled = x->member->tag != 0;
	x->tagged = x->member->tag == number;
	zsip_clear(x->match, sizeof(x->match));
}

static void check_stream(struct sdp_exchange *x)
{
	bool same_type =
	        zsip_slice_equal_nocase(x->media->m.type, x->offered->m.type);
	const struct zsip_sdp_line *bundle_only =
	        own(x, ZSIP_SDP_ATTR_BUNDLE_ONLY);

	zsip_sdp_exchange_mid(x);
	if (bundle_only != NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_BUNDLE_ONLY_LINE,
		              bundle_only);
	if (x->offered->m.type.ptr == NULL || x->media->m.type.ptr == NULL)
		return;
	x->wanted += x->offered->m.port != 0;
	x->accepted += x->media->m.port != 0;
	if (!same_type)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_MEDIA_TYPE, x->m_line);
	else if (x->media->m.port != 0)
		check_accepted(x);
}

/* The same streams in the same order. */
static void check_streams(struct sdp_exchange *x)
{
	const struct zsip_sdp *answer = x->answer;
	size_t offered = x->offer->media_count, count = answer->media_count;

	for (size_t i = 1; i <= count && i <= offered; i++) {
		begin_stream(x, i);
		check_stream(x);
	}
	if (count > offered)
		zsip_sdp_tell(
		        x, ZSIP_SDP_RULE_ANSWER_MEDIA_ADDED,
		        &answer->lines[answer->media[offered].first_line]);
	else if (count < offered)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_MEDIA_MISSING,
		              count != 0
		                      ? &answer->lines[answer->media[count - 1]
		                                               .first_line]
		                      : answer->lines);
	if (x->wanted != 0 && x->accepted == 0 && count != 0)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_REFUSES_ALL,
		              &answer->lines[answer->media[0].first_line]);
}

static void check_time(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *offered = NULL, *line = NULL;

	do {
		offered = zsip_sdp_find_line(x->offer, 0, 't', offered);
		line = zsip_sdp_find_line(x->answer, 0, 't', line);
	} while (offered != NULL && line != NULL && same_value(offered, line));
	if (offered != NULL || line != NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_TIME,
		              line != NULL ? line : x->answer->lines);
}

static void check_origin(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *offered =
	        zsip_sdp_find_line(x->offer, 0, 'o', NULL);
	const struct zsip_sdp_line *line =
	        zsip_sdp_find_line(x->answer, 0, 'o', NULL);

	if (zsip_slice_equal(x->offer->text, x->answer->text))
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_ECHO, x->answer->lines);
	else if (offered != NULL && line != NULL && same_value(offered, line))
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_ORIGIN, line);
}

static void check_session(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *lite =
	        zsip_sdp_find(x->answer, 0, ZSIP_SDP_ATTR_ICE_LITE, NULL);

	check_origin(x);
	check_time(x);
	if (lite != NULL &&
	    zsip_sdp_find(x->offer, 0, ZSIP_SDP_ATTR_ICE_LITE, NULL) != NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_BOTH_LITE, lite);
}

/* As many of the sections as have a member. */
static size_t count_members(const struct zsip_sdp *offer,
                            const struct zsip_sdp *answer)
{
	size_t count = offer->media_count;

	if (count < answer->media_count)
		count = answer->media_count;
	return count < SDP_MIDS ? count : SDP_MIDS;
}

/* The tables are large, and hardly ever full. */
static void begin(struct sdp_exchange *x, const struct zsip_sdp *offer,
                  const struct zsip_sdp *answer)
{
	zsip_clear(x, offsetof(struct sdp_exchange, others));
	x->offer = offer;
	x->answer = answer;
	x->member_count = count_members(offer, answer);
	memset(x->members, 0, (x->member_count + 1) * sizeof(*x->members));
	zsip_sdp_defaults_read(&x->offered_defaults, offer);
	zsip_sdp_defaults_read(&x->defaults, answer);
}

size_t zsip_sdp_check_answer(
        const struct zsip_sdp *offer, const struct zsip_sdp *answer,
        void (*report)(void *user, const struct zsip_sdp_finding *finding),
        void *user)
{
	struct sdp_exchange x;

	if (offer == NULL || answer == NULL || answer->line_count == 0)
		return 0;
	begin(&x, offer, answer);
	x.report = report;
	x.user = user;
	check_session(&x);
	zsip_sdp_exchange_groups(&x);
	check_streams(&x);
	return x.found;
}
