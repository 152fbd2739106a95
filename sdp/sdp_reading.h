/*
 * Host code of the machines of sdp/: what their actions call.
 */
#ifndef ZSIP_SDP_READING_H
#define ZSIP_SDP_READING_H

#include "sdp_internal.h"

/* What a machine notes as it goes. */
struct reading {
	const unsigned char *mark;  /* where the part being read begins */
	const unsigned char *mark2; /* and a part within it */
	/* The first thing wrong beyond grammar, and quirks. */
	struct zsip_stop *stop;
};

#define OUT(shape) ((struct zsip_sdp_##shape *)out)
#define CUT(from)                                                              \
	((struct zsip_slice){(const char *)(from), (size_t)(p - (from))})

/* Each machine enters the shapes that the tables give to it. */
#define ENTER(machine, shape)                                                  \
	case ZSIP_SDP_SHAPE_##shape:                                           \
		cs = machine##_en_##shape##_value;                             \
		break;
#define ZSIP_SDP_SHAPE(machine, shape, members) ENTER_##machine(shape)
#define ZSIP_SDP_LINE(letter, id, field, shape, rfc)
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)

/* The first thing that is wrong stays. */
static inline void set_bad(struct reading *r, enum zsip_status status,
                           const void *at, const char *expected)
{
	if (r->stop->status == ZSIP_OK || (const char *)at < r->stop->at)
		zsip_stop_at(r->stop, status, at, expected);
}

/* A quirk that the value needs; whether it is allowed is the caller's
 * matter. */
static inline void note_quirk(struct reading *r, uint64_t quirk,
                              const unsigned char *at, const char *expected)
{
	zsip_note_quirk(r->stop, quirk, (const char *)at, expected);
}

/* The digits from the mark on, as a number up to `max`. */
static inline uint64_t read_number(struct reading *r, const unsigned char *end,
                                   uint64_t max, const char *expected)
{
	const unsigned char *p = r->mark;
	uint64_t value = 0;

	/* Nineteen digits are below 2^64 whatever they are. */
	for (; p < end && p - r->mark < 19; p++)
		value = value * 10 + (*p - (unsigned)'0');
	for (; p < end && value <= max; p++) {
		unsigned digit = *p - (unsigned)'0';

		if (value > (UINT64_MAX - digit) / 10)
			break;
		value = value * 10 + digit;
	}
	if (ZSIP_LIKELY(p == end && value <= max))
		return value;
	set_bad(r, ZSIP_E_RANGE, r->mark, expected);
	return 0;
}

static inline uint64_t read_u64(struct reading *r, const unsigned char *end)
{
	return read_number(r, end, UINT64_MAX, "number below 2^64");
}

static inline uint32_t read_u32(struct reading *r, const unsigned char *end,
                                uint32_t max)
{
	return (uint32_t)read_number(
	        r, end, max, max == UINT32_MAX ? "number below 2^32" : "");
}

/* RFC 3551 3: seven bits; by a quirk eight. */
static inline uint32_t read_payload_type(struct reading *r,
                                         const unsigned char *end)
{
	uint32_t number = (uint32_t)read_number(r, end, 255, "payload type");

	if (number > 127)
		zsip_note_range_quirk(r->stop, ZSIP_QUIRK_SDP_PAYLOAD_TYPE,
		                      (const char *)r->mark, "payload type");
	return number;
}

/* What the grammar repeats up to `max` times, which would take a state each. */
static inline void check_length(struct reading *r, const unsigned char *end,
                                size_t max, const char *expected)
{
	if ((size_t)(end - r->mark) > max)
		set_bad(r, ZSIP_E_SYNTAX, r->mark + max, expected);
}

/* Without blanks at its end. */
static inline struct zsip_slice trimmed(const unsigned char *from,
                                        const unsigned char *end)
{
	while (end > from && end[-1] == ' ')
		end--;
	return (struct zsip_slice){(const char *)from, (size_t)(end - from)};
}

/* What a machine that stopped at p came to: `end`, or NULL.  What is wrong
 * beyond its grammar may stand before. */
static inline const char *reading_done(struct reading *r,
                                       const unsigned char *p, const char *end,
                                       bool final)
{
	if (!final)
		set_bad(r, ZSIP_E_SYNTAX, p, "");
	return r->stop->status == ZSIP_OK ? end : NULL;
}

#endif
