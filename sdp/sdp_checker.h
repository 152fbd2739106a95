/*
 * What the checks of session descriptions share.
 */
#ifndef ZSIP_SDP_CHECKER_H
#define ZSIP_SDP_CHECKER_H

#include "sdp_internal.h"
#include "sdp_order.h"
#include "zsip_sdp_check.h"

#pragma GCC visibility push(hidden)

/* A member for each attribute, which gives their number. */
union sdp_attribute_ids {
#define ZSIP_SDP_SHAPE(machine, shape, members)
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)                                                \
	char attribute_##id[(number) + 1];
#include "zsip_sdp_attributes.def"
#undef ZSIP_SDP_ATTRIBUTE
#undef ZSIP_SDP_SHAPE
};
#define SDP_ATTRIBUTE_IDS sizeof(union sdp_attribute_ids)

/* sdp_keys.c: lines by what identifies them, in a table that is never more than
 * half full; who does not fit in is not compared. */
enum sdp_key_kind {
	SDP_KEY_WORD,      /* the first word */
	SDP_KEY_CANDIDATE, /* a candidate up to its port */
	SDP_KEY_PRIORITY   /* of a candidate */
};

struct sdp_key {
	uint16_t line; /* 1 + its index */
	uint16_t len;
	uint8_t kind;
	uint8_t mark; /* of a mid its bundle */
};

enum { SDP_KEY_SLOTS = 2 * ZSIP_SDP_COMPARED };

struct sdp_keys {
	size_t count;
	uint64_t filled[SDP_KEY_SLOTS / 64]; /* a bit each */
	struct sdp_key slots[SDP_KEY_SLOTS]; /* the others say nothing */
};

void zsip_sdp_keys_clear(struct sdp_keys *keys);
struct zsip_slice zsip_sdp_key_of(const struct zsip_sdp_line *line,
                                  enum sdp_key_kind kind);
struct sdp_key *zsip_sdp_key_find(struct sdp_keys *keys,
                                  const struct zsip_sdp *sdp,
                                  enum sdp_key_kind kind, unsigned attribute,
                                  struct zsip_slice key);
/* @return the line that has this key already, NULL if there is none */
const struct zsip_sdp_line *zsip_sdp_key_add(struct sdp_keys *keys,
                                             const struct zsip_sdp *sdp,
                                             enum sdp_key_kind kind,
                                             const struct zsip_sdp_line *line);

/* The number of the BUNDLE group that has a mid, the last ones share one; and
 * whether it comes first there. */
enum { SDP_UNBUNDLED = 0, SDP_BUNDLE_MAX = 127, SDP_TAGGED = 128 };

/* Beyond 127 there are none but by a quirk. */
enum { SDP_PAYLOAD_NUMBERS = 256, SDP_BUNDLED_NUMBERS = 128 };

/* Payload types, a bit each. */
struct sdp_payload_set {
	uint64_t bits[SDP_PAYLOAD_NUMBERS / 64];
};

/* Lines are noted by 1 and their index. */
#define SDP_CHECKED_LINES ((size_t)UINT16_MAX)

/* The port of who cannot receive yet, or never will (RFC 4145 4.1, RFC 8839
 * 4.3.1). */
#define SDP_DISCARD_PORT 9

/* One check at work. */
struct sdp_checker {
	const struct zsip_sdp *sdp;
	enum zsip_sdp_role role;
	void (*report)(void *user, const struct zsip_sdp_finding *finding);
	void *user;
	size_t found;
	size_t line; /* that is looked at now: an index, or ZSIP_SDP_NO_LINE */
	uint64_t quirks; /* of the findings that are reported now */

	/* The level: the m= section, or NULL of the session. */
	const struct zsip_sdp_media *media;
	struct sdp_order order;

	/* 1 + the first line of each attribute, of the session and of the level
	 * at hand; what stands before the level counts for nothing. */
	uint16_t first[2][SDP_ATTRIBUTE_IDS];
	struct sdp_keys *keys, *mids;   /* of the level, of all levels */
	bool session_connection;        /* there is a c= line */
	struct sdp_payload_set bundled; /* with an rtpmap in a bundle */

	/* Of the level at hand. */
	struct sdp_payload_set listed, mapped; /* in m=, by rtpmap */
	unsigned connections;                  /* c= lines */
	const struct zsip_sdp_line *direction;
	bool default_candidate;
	unsigned mark; /* of its mid */

	/* What stands from here on is set as far as it is used. */

	/* Of a payload type that is mapped its rtpmap; of one that is bundled
	 * the rtpmap before, and which bundle that is. */
	uint16_t mapping[SDP_BUNDLED_NUMBERS];
	struct {
		uint16_t line;
		uint8_t bundle;
	} before[SDP_BUNDLED_NUMBERS];
};

/* sdp_rules.c: report bytes of the line at hand; in the second form with what
 * went wrong there, in the third with what is missing. */
void zsip_sdp_report(struct sdp_checker *c, enum zsip_sdp_rule rule,
                     struct zsip_slice at);
void zsip_sdp_report_error(struct sdp_checker *c, enum zsip_sdp_rule rule,
                           struct zsip_slice at,
                           const struct zsip_error *error);
void zsip_sdp_report_missing(struct sdp_checker *c, enum zsip_sdp_rule rule,
                             struct zsip_slice at, const char *what);
/* A line that is not the one at hand. */
void zsip_sdp_report_line(struct sdp_checker *c, enum zsip_sdp_rule rule,
                          const struct zsip_sdp_line *line);

/* sdp_check_lines.c: lines, their order and their grammar.  @return whether
 * the line has a value that could be read */
void zsip_sdp_check_head(struct sdp_checker *c);
bool zsip_sdp_check_line(struct sdp_checker *c,
                         const struct zsip_sdp_line *line,
                         struct zsip_sdp_value *value);
void zsip_sdp_check_missing(struct sdp_checker *c);

/* sdp_check_session.c: the lines that are no attributes. */
void zsip_sdp_check_field(struct sdp_checker *c,
                          const struct zsip_sdp_line *line,
                          const struct zsip_sdp_value *value);
void zsip_sdp_check_connections(struct sdp_checker *c);
void zsip_sdp_check_address(struct sdp_checker *c, enum zsip_sdp_rule rule,
                            struct zsip_slice nettype,
                            struct zsip_slice addrtype,
                            struct zsip_slice address);

/* sdp_check_attributes.c: levels, multiplicity, directions. */
void zsip_sdp_check_place(struct sdp_checker *c,
                          const struct zsip_sdp_line *line);
void zsip_sdp_check_attribute(struct sdp_checker *c,
                              const struct zsip_sdp_line *line,
                              const struct zsip_sdp_value *value);

void zsip_sdp_check_presence(struct sdp_checker *c);

/* sdp_check_payloads.c: formats of m= lines. */
void zsip_sdp_check_formats_listed(struct sdp_checker *c,
                                   const struct zsip_sdp_media_field *m);
void zsip_sdp_check_rtpmap(struct sdp_checker *c,
                           const struct zsip_sdp_line *line,
                           const struct zsip_sdp_rtpmap *rtpmap);
void zsip_sdp_check_format(struct sdp_checker *c, struct zsip_slice format);
void zsip_sdp_check_payloads(struct sdp_checker *c);
void zsip_sdp_check_packet_times(struct sdp_checker *c);

/* sdp_check_mids.c: groups and their members; before all else. */
void zsip_sdp_check_mids(struct sdp_checker *c);
void zsip_sdp_check_bundle_only(struct sdp_checker *c);
void zsip_sdp_find_bundle(struct sdp_checker *c);

/* sdp_check_ice.c */
void zsip_sdp_check_candidate(struct sdp_checker *c,
                              const struct zsip_sdp_line *line,
                              const struct zsip_sdp_candidate *candidate);
void zsip_sdp_check_ice(struct sdp_checker *c);

/* sdp_check_security.c */
void zsip_sdp_check_setup(struct sdp_checker *c, struct zsip_slice role);
void zsip_sdp_check_fingerprint(struct sdp_checker *c,
                                const struct zsip_sdp_fingerprint *fingerprint);
void zsip_sdp_check_crypto(struct sdp_checker *c,
                           const struct zsip_sdp_line *line,
                           const struct zsip_sdp_crypto *crypto);
void zsip_sdp_check_security(struct sdp_checker *c);

/* sdp_check_streams.c: header extensions, sources, simulcast. */
void zsip_sdp_check_extmap(struct sdp_checker *c,
                           const struct zsip_sdp_line *line,
                           const struct zsip_sdp_extmap *extmap);
void zsip_sdp_check_ssrc(struct sdp_checker *c,
                         const struct zsip_sdp_line *line);
void zsip_sdp_check_rid(struct sdp_checker *c, const struct zsip_sdp_line *line,
                        const struct zsip_sdp_rid *rid);
void zsip_sdp_check_streams(struct sdp_checker *c);

/* sdp_check_application.c: what is no RTP. */
void zsip_sdp_check_application(struct sdp_checker *c);

static inline struct zsip_slice sdp_slice_between(const char *from,
                                                  const char *to)
{
	return (struct zsip_slice){from, (size_t)(to - from)};
}

static inline const char *sdp_slice_end(struct zsip_slice slice)
{
	return slice.ptr + slice.len;
}

static inline size_t sdp_line_index(const struct sdp_checker *c,
                                    const struct zsip_sdp_line *line)
{
	return (size_t)(line - c->sdp->lines);
}

/* The first line of an attribute at session level, at the level at hand, and
 * in force there; NULL if there is none. */
static inline const struct zsip_sdp_line *
sdp_in_session(const struct sdp_checker *c, enum zsip_sdp_attribute id)
{
	size_t line = c->first[0][id];

	return line != 0 ? &c->sdp->lines[line - 1] : NULL;
}

static inline const struct zsip_sdp_line *sdp_here(const struct sdp_checker *c,
                                                   enum zsip_sdp_attribute id)
{
	size_t line = c->first[c->media != NULL][id];

	if (c->media != NULL && line <= c->media->first_line)
		return NULL;
	return line != 0 ? &c->sdp->lines[line - 1] : NULL;
}

static inline const struct zsip_sdp_line *
sdp_in_force(const struct sdp_checker *c, enum zsip_sdp_attribute id)
{
	const struct zsip_sdp_line *line = sdp_here(c, id);

	return line != NULL ? line : sdp_in_session(c, id);
}

/* The number of the bundle that the medium is in, and whether it takes from
 * another one there what belongs to the transport (RFC 9143 7.1.3). */
static inline unsigned sdp_bundle(const struct sdp_checker *c)
{
	return c->mark & SDP_BUNDLE_MAX;
}

static inline bool sdp_is_bundled(const struct sdp_checker *c)
{
	return c->mark != SDP_UNBUNDLED && (c->mark & SDP_TAGGED) == 0;
}

/* The m= line at hand. */
static inline const struct zsip_sdp_line *
sdp_m_line(const struct sdp_checker *c)
{
	return &c->sdp->lines[c->media->first_line];
}

/* Port 0 refuses a stream, or takes it away; not so of bundle-only. */
static inline bool sdp_is_used(const struct sdp_checker *c)
{
	return c->media->m.type.ptr != NULL &&
	       (c->media->m.port != 0 ||
	        sdp_here(c, ZSIP_SDP_ATTR_BUNDLE_ONLY) != NULL);
}

#pragma GCC visibility pop

#endif
