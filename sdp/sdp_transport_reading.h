/*
 * Host code of sdp_transport.rl.
 */
#ifndef ZSIP_SDP_TRANSPORT_READING_H
#define ZSIP_SDP_TRANSPORT_READING_H

#include "sdp_reading.h"

/* From where the value begins. */
#define CUT_ALL CUT((const unsigned char *)text)

/* From the mark to `end`, of so many bytes: counted here, as a count costs a
 * machine one state each. */
static inline struct zsip_slice bounded(struct reading *r,
                                        const unsigned char *end, size_t min,
                                        size_t max, const char *expected)
{
	size_t len = (size_t)(end - r->mark);

	if (len < min)
		set_bad(r, ZSIP_E_SYNTAX, end, expected);
	else if (len > max)
		set_bad(r, ZSIP_E_SYNTAX, r->mark + max, expected);
	return (struct zsip_slice){(const char *)r->mark, len};
}

/* At most so many digits, of which not more than fit. */
static inline uint32_t read_digits(struct reading *r, const unsigned char *end,
                                   size_t max, const char *expected)
{
	if ((size_t)(end - r->mark) > max)
		set_bad(r, ZSIP_E_RANGE, r->mark, expected);
	return (uint32_t)read_number(r, end, UINT32_MAX, expected);
}

static inline uint32_t read_u16(struct reading *r, const unsigned char *end,
                                const char *expected)
{
	return (uint32_t)read_number(r, end, UINT16_MAX, expected);
}

/* RFC 8839 5.1: three digits, and no more than 256. */
static inline uint32_t read_component(struct reading *r,
                                      const unsigned char *end)
{
	if (end - r->mark > 3)
		set_bad(r, ZSIP_E_RANGE, r->mark, "component-id");
	return (uint32_t)read_number(r, end, 256, "component-id");
}

/* Of an option that stands twice the first counts. */
static inline void keep(struct zsip_slice *slice, const unsigned char *from,
                        const unsigned char *end)
{
	if (slice->ptr == NULL)
		*slice = (struct zsip_slice){(const char *)from,
		                             (size_t)(end - from)};
}

/* Numbers whose absence means something are kept as they stand. */
static inline void keep_u32(struct reading *r, struct zsip_slice *slice,
                            const unsigned char *end)
{
	read_number(r, end, UINT32_MAX, "number below 2^32");
	keep(slice, r->mark, end);
}

static inline void keep_u16(struct reading *r, struct zsip_slice *slice,
                            const unsigned char *end)
{
	read_u16(r, end, "number below 2^16");
	keep(slice, r->mark, end);
}

#endif
