/*
 * What the facts of an answer and its checks share.
 */
#ifndef ZSIP_SDP_ANSWER_INTERNAL_H
#define ZSIP_SDP_ANSWER_INTERNAL_H

#include "sdp_internal.h"
#include "zsip_sdp_answer.h"

#pragma GCC visibility push(hidden)

/* sdp_configuration.c: the parameters that tell one configuration of a codec
 * from another, with their defaults, as numbers. */
struct sdp_configuration {
	uint64_t a, b;
};

struct sdp_configuration zsip_sdp_configuration(struct zsip_slice encoding,
                                                struct zsip_slice params);

/* A parameter by its name, without case; absent if it is not there. */
struct zsip_slice zsip_sdp_param(struct zsip_slice params, const char *name);

/* A level of H.264 (RFC 6184 8.1): larger is higher. */
unsigned zsip_sdp_h264_level(struct zsip_slice params);

/* The modes of AMR's mode-set as bits; 0 without the parameter. */
unsigned zsip_sdp_amr_modes(struct zsip_slice params);

/* At least one event is in both lists (RFC 4733 2.4.1). */
bool zsip_sdp_events_meet(struct zsip_slice a, struct zsip_slice b);

/* A format that goes with others, and how. */
enum sdp_kind {
	SDP_KIND_CODEC,
	SDP_KIND_EVENT, /* with a codec of the same clock rate */
	SDP_KIND_RATE,  /* likewise */
	SDP_KIND_RED,   /* with all that it carries */
	SDP_KIND_RTX    /* with what it repeats */
};

enum sdp_kind zsip_sdp_kind(struct zsip_slice encoding);

/* sdp_payloads.c: the payload types of an m= section in the order of its m=
 * line, each once. */
struct sdp_payloads {
	struct zsip_sdp_formats formats;
	uint8_t listed[ZSIP_SDP_PAYLOAD_TYPES];
	/* 1 + the place in `listed`, 0 if it is not there. */
	uint8_t place[ZSIP_SDP_PAYLOAD_TYPES];
	size_t count;
};

/* `media` from 1. */
void zsip_sdp_payloads_read(struct sdp_payloads *payloads,
                            const struct zsip_sdp *sdp, size_t media);

/* false if nothing says what this payload type is. */
bool zsip_sdp_payload_read(const struct sdp_payloads *payloads, unsigned number,
                           struct zsip_sdp_format *payload);

/* Those that are the same have the same one. */
uint32_t zsip_sdp_payload_hash(const struct zsip_sdp_format *payload);
bool zsip_sdp_payload_same_codec(const struct zsip_sdp_format *a,
                                 const struct zsip_sdp_format *b);
bool zsip_sdp_payload_same(const struct zsip_sdp_format *a,
                           const struct zsip_sdp_format *b);

/* sdp_sections.c: what the session says for all its m= sections, found in one
 * pass over its lines. */
enum { SDP_DEFAULTS = 7 };

struct sdp_defaults {
	const struct zsip_sdp *sdp;
	const struct zsip_sdp_line *lines[SDP_DEFAULTS];
	const struct zsip_sdp_line *direction;
};

void zsip_sdp_defaults_read(struct sdp_defaults *defaults,
                            const struct zsip_sdp *sdp);

/* The session's line, of fewer attributes than there are; NULL without. */
const struct zsip_sdp_line *zsip_sdp_default(const struct sdp_defaults *d,
                                             enum zsip_sdp_attribute id);

/* Its direction; `line` says so, NULL if nothing does. */
enum zsip_sdp_direction
zsip_sdp_direction_in_force(const struct sdp_defaults *d, size_t media,
                            const struct zsip_sdp_line **line);

static inline const struct zsip_sdp_line *
zsip_sdp_own(const struct zsip_sdp *sdp, size_t media,
             enum zsip_sdp_attribute id)
{
	return zsip_sdp_may_have(sdp, media, id)
	               ? zsip_sdp_find(sdp, media, id, NULL)
	               : NULL;
}

/* The line that holds for an m= section, its own or the session's. */
static inline const struct zsip_sdp_line *
zsip_sdp_in_force(const struct sdp_defaults *d, size_t media,
                  enum zsip_sdp_attribute id)
{
	const struct zsip_sdp_line *line = zsip_sdp_own(d->sdp, media, id);

	return line == NULL && zsip_sdp_may_have(d->sdp, 0, id)
	               ? zsip_sdp_default(d, id)
	               : line;
}

/* The address in force; absent without. */
struct zsip_slice zsip_sdp_address_of(const struct zsip_sdp *sdp, size_t media);

/* SAVP or SAVPF with keys of its own, not those of DTLS. */
bool zsip_sdp_is_savp(struct zsip_slice proto);

/* One of the words of a list. */
bool zsip_sdp_has_word(const char *words, struct zsip_slice word,
                       bool (*equal)(struct zsip_slice a, struct zsip_slice b));

/* Of a group attribute the semantics; the identification-tags stay in
 * `rest`. */
struct zsip_slice zsip_sdp_group(const struct zsip_sdp_line *line,
                                 struct zsip_slice *rest);

/* The m= sections by their mid: of those with one mid the first. */
enum { SDP_MIDS = 512 };

struct sdp_mids {
	const struct zsip_sdp_line *sorted[SDP_MIDS];
	size_t count;
};

void zsip_sdp_mids_read(struct sdp_mids *mids, const struct zsip_sdp *sdp);

/* The number of the section, from 1; 0 if there is none. */
size_t zsip_sdp_mids_find(const struct sdp_mids *mids, struct zsip_slice mid);

/* sdp_answer_formats.c: those of the stream, at the end of the answer's; false
 * if there is no room. */
bool zsip_sdp_answer_formats(struct zsip_sdp_answer *answer,
                             struct zsip_sdp_answer_stream *stream,
                             const struct zsip_sdp *offer, size_t media,
                             const struct zsip_sdp_support *support);

#pragma GCC visibility pop

#endif
