/*
 * What the parts of zsip_sdp_check_answer() share.
 */
#ifndef ZSIP_SDP_EXCHANGE_H
#define ZSIP_SDP_EXCHANGE_H

#include "sdp_answer.h"

#pragma GCC visibility push(hidden)

/* Lines of one attribute in one section of the offer that answers are held
 * against; groups of an offer, a bit each. */
enum { SDP_OFFERED_LINES = 128, SDP_GROUPS = 64 };

/* What is known of an m= section, by its number from 1. */
struct sdp_member {
	uint64_t groups; /* of the offer: a bit for each that names it */
	uint16_t tag;    /* of the answer's BUNDLE that it is in; 0: none */
	bool in_bundle;  /* of the offer */
	bool mux_told;   /* that its transport lacks rtcp-mux */
};

/* One check at work. */
struct sdp_exchange {
	const struct zsip_sdp *offer, *answer;
	struct sdp_defaults offered_defaults, defaults;
	void (*report)(void *user, const struct zsip_sdp_finding *finding);
	void *user;
	size_t found;
	uint64_t told[2]; /* rules that a line of the session has broken */

	/* The section that is looked at now, from 1; what it is in the offer
	 * and in the answer, and where its m= line is. */
	size_t number;
	const struct zsip_sdp_media *offered, *media;
	const struct zsip_sdp_line *m_line;
	bool multicast; /* it was offered so */
	enum zsip_sdp_direction offered_direction, direction;
	const struct zsip_sdp_line *direction_line; /* NULL without */
	bool direction_wrong;                       /* which has been told */
	struct sdp_member *member;
	bool bundled, tagged; /* in the answer */
	/* 1 + the payload type of the offer for one of the answer. */
	uint8_t match[ZSIP_SDP_PAYLOAD_TYPES];

	size_t other_count;
	bool others_cut; /* there are more of them */

	bool has_mids; /* the answer knows of mid and group */
	bool repeated; /* a BUNDLE attribute in the wrong section was told */
	size_t accepted, wanted;
	size_t group_count, member_count;

	/* What stands from here on is set as far as it is used. */

	/* The lines of the offer that those of an attribute are held against.
	 */
	const struct zsip_sdp_line *others[SDP_OFFERED_LINES];
	struct sdp_mids mids; /* of the offer */
	const struct zsip_sdp_line *groups[SDP_GROUPS];
	/* Of the sections; the first is that of what is not counted. */
	struct sdp_member members[SDP_MIDS + 1];
};

/* sdp_exchange.c */
void zsip_sdp_tell(struct sdp_exchange *x, enum zsip_sdp_rule rule,
                   const struct zsip_sdp_line *line);

/* What is in force, or the section's own, in the offer and in the answer. */
static inline const struct zsip_sdp_line *
offered_in_force(const struct sdp_exchange *x, enum zsip_sdp_attribute id)
{
	return zsip_sdp_in_force(&x->offered_defaults, x->number, id);
}

static inline const struct zsip_sdp_line *in_force(const struct sdp_exchange *x,
                                                   enum zsip_sdp_attribute id)
{
	return zsip_sdp_in_force(&x->defaults, x->number, id);
}

static inline const struct zsip_sdp_line *
offered_own(const struct sdp_exchange *x, enum zsip_sdp_attribute id)
{
	return zsip_sdp_own(x->offer, x->number, id);
}

static inline const struct zsip_sdp_line *own(const struct sdp_exchange *x,
                                              enum zsip_sdp_attribute id)
{
	return zsip_sdp_own(x->answer, x->number, id);
}

/* Walks over all lines of an attribute in the section, and over those of the
 * offer that are looked at. */
#define FOR_OFFERED(x, id, line)                                               \
	for (const struct zsip_sdp_line *line = offered_own(x, id);            \
	     line != NULL;                                                     \
	     line = zsip_sdp_find((x)->offer, (x)->number, id, line))
#define FOR_OTHERS(x, line)                                                    \
	for (const struct zsip_sdp_line *const *line = (x)->others;            \
	     line < (x)->others + (x)->other_count; line++)
#define FOR_OWN(x, id, line)                                                   \
	for (const struct zsip_sdp_line *line = own(x, id); line != NULL;      \
	     line = zsip_sdp_find((x)->answer, (x)->number, id, line))

/* The word of this number, from 0; absent past the last one. */
struct zsip_slice zsip_sdp_word(struct zsip_slice text, size_t number);

/* sdp_exchange_formats.c: formats and codecs. */
void zsip_sdp_exchange_formats(struct sdp_exchange *x);

/* sdp_exchange_groups.c: mid, group and BUNDLE, of all sections and of one. */
void zsip_sdp_exchange_groups(struct sdp_exchange *x);
void zsip_sdp_exchange_mid(struct sdp_exchange *x);
void zsip_sdp_exchange_bundled(struct sdp_exchange *x);

/* sdp_exchange_transport.c: RTCP on the RTP port, ICE, DTLS, keys. */
void zsip_sdp_exchange_transport(struct sdp_exchange *x);

/* sdp_exchange_attributes.c: the rest. */
void zsip_sdp_exchange_attributes(struct sdp_exchange *x);
void zsip_sdp_exchange_configuration(struct sdp_exchange *x,
                                     const struct zsip_sdp_line *acfg);

#pragma GCC visibility pop

#endif
