/*
 * What the files of sdp/ share.
 */
#ifndef ZSIP_SDP_INTERNAL_H
#define ZSIP_SDP_INTERNAL_H

#include "internal.h"
#include "zsip_sdp_check.h"
#include "zsip_sdp_description.h"
#include <string.h>

#pragma GCC visibility push(hidden)

/* The machines, one for each name in the first column of ZSIP_SDP_SHAPE: a
 * value of a shape into that shape's struct, which is cleared.  They return
 * `end`, or NULL with the fault in `stop`; quirks are noted there. */
typedef const char *zsip_sdp_machine(void *out, unsigned shape,
                                     const char *text, const char *end,
                                     struct zsip_stop *stop);
zsip_sdp_machine zsip_sdp_lines_machine, zsip_sdp_rtp_machine,
        zsip_sdp_media_machine, zsip_sdp_transport_machine,
        zsip_sdp_application_machine, zsip_sdp_capability_machine,
        zsip_sdp_precondition_machine;

/* sdp_usual.c: a value of a shape in a form that many descriptions have; false
 * leaves it to the shape's machine, and the members say nothing.  The bytes up
 * to `limit` may be read. */
typedef bool zsip_sdp_usual_form(struct zsip_sdp_value *value, unsigned shape,
                                 const char *text, const char *end,
                                 const char *limit);
zsip_sdp_usual_form zsip_sdp_usual_portable, zsip_sdp_usual_avx2;

static inline bool zsip_sdp_usual(struct zsip_sdp_value *value, unsigned shape,
                                  const char *text, const char *end,
                                  const char *limit)
{
#if defined(__x86_64__)
	if (ZSIP_LIKELY(__builtin_cpu_supports("avx2")))
		return zsip_sdp_usual_avx2(value, shape, text, end, limit);
#endif
	return zsip_sdp_usual_portable(value, shape, text, end, limit);
}

/* sdp_value.c: a value of a shape, quirks included; false with the fault in
 * `stop`.  An absent text is that of an attribute without colon, whose name
 * ends at `name_end`. */
bool zsip_sdp_value_read(struct zsip_sdp_value *value, unsigned shape,
                         struct zsip_slice text, const char *name_end,
                         uint64_t allowed, struct zsip_stop *stop);
/* The same of bytes that stand within others. */
bool zsip_sdp_value_read_in(struct zsip_sdp_value *value, unsigned shape,
                            struct zsip_slice text, const char *name_end,
                            const char *limit, uint64_t allowed,
                            struct zsip_stop *stop);
/* The same by the machine alone, for tests. */
bool zsip_sdp_value_machine(struct zsip_sdp_value *value, unsigned shape,
                            struct zsip_slice text, const char *name_end,
                            uint64_t allowed, struct zsip_stop *stop);

/* Whether a ttl or a count follows the address of this network. */
bool zsip_sdp_has_suffix(const struct zsip_sdp_connection *c);

/* The formats of this protocol are payload types. */
bool zsip_sdp_is_rtp(struct zsip_slice proto);

/* sdp_facts.c: the enum zsip_sdp_direction of an attribute, -1 if it is
 * another; the payload type, ZSIP_SDP_PAYLOAD_TYPES for what is none; one of
 * the parts of a protocol, between slashes. */
int zsip_sdp_direction_of(unsigned attribute);
unsigned zsip_sdp_payload_number(struct zsip_slice digits);
bool zsip_sdp_is_multicast(struct zsip_slice address);
bool zsip_sdp_has_part(struct zsip_slice proto, const char *part);
bool zsip_sdp_is_secure_rtp(struct zsip_slice proto);
/* DTLS always has fingerprints; TLS may have certificates that others vouch
 * for. */
bool zsip_sdp_is_dtls(struct zsip_slice proto);

/* sdp_rules.c */
const struct zsip_rule_info *zsip_sdp_rule_info(enum zsip_sdp_rule rule);

/* sdp_table.c: zsip_sdp_attribute_find() for a name that is not empty and
 * behind whose first byte eight can be read. */
enum zsip_sdp_attribute zsip_sdp_attribute_find_in(struct zsip_slice name);

/* sdp_table.c: the shape of each attribute by its number. */
extern const uint8_t zsip_sdp_shapes[];

/* Among those of a level (struct zsip_sdp_media). */
static inline uint64_t zsip_sdp_attribute_bit(unsigned id)
{
	return UINT64_C(1) << id % 64;
}

/* Spares most searches. */
static inline bool zsip_sdp_may_have(const struct zsip_sdp *sdp, size_t media,
                                     unsigned id)
{
	uint64_t attributes = sdp->attributes;

	if (media != 0)
		attributes = media <= sdp->media_count
		                     ? sdp->media[media - 1].attributes
		                     : 0;
	return (attributes & zsip_sdp_attribute_bit(id)) != 0;
}

/* sdp_table.c: of each line from 'a' to 'z' the shape of its value and the rule
 * for it; NULL where there is no such line. */
struct zsip_sdp_letter {
	const char *field;
	uint8_t shape;
};
extern const struct zsip_sdp_letter zsip_sdp_letters[26];

/* NULL for what is no line's letter. */
static inline const struct zsip_sdp_letter *zsip_sdp_letter(char letter)
{
	unsigned index = (unsigned)(unsigned char)letter - 'a';

	return index < 26 && zsip_sdp_letters[index].field != NULL
	               ? &zsip_sdp_letters[index]
	               : NULL;
}

/* A slice is a word; of one that stands in the code the length is known. */
static ALWAYS_INLINE bool sdp_slice_is(struct zsip_slice slice,
                                       const char *word)
{
	size_t len = strlen(word);

	return slice.len == len && memcmp(slice.ptr, word, len) == 0;
}

static ALWAYS_INLINE bool sdp_slice_is_nocase(struct zsip_slice slice,
                                              const char *word)
{
	size_t len = strlen(word);

	return slice.len == len &&
	       zsip_slice_equal_nocase(slice, (struct zsip_slice){word, len});
}

static inline bool zsip_sdp_is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* token-char of RFC 8866 9: wider than SIP's. */
extern const bool zsip_sdp_token_chars[256];

static inline bool zsip_sdp_is_token(char byte)
{
	return zsip_sdp_token_chars[(unsigned char)byte];
}

/* Classes of bytes; all of a text, which must not be empty. */
typedef bool zsip_sdp_class(char byte);

/* non-ws-string of RFC 8866 9. */
static inline bool zsip_sdp_is_visible(char byte)
{
	return (unsigned char)byte > ' ' && (unsigned char)byte != 0x7F;
}

static inline bool zsip_sdp_all(struct zsip_slice text, zsip_sdp_class *class)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!class(text.ptr[i]))
			return false;
	}
	return text.ptr != NULL && text.len != 0;
}

/* sdp_walk.c: whether `b` is `a` and one more. */
bool zsip_sdp_number_follows(struct zsip_slice a, struct zsip_slice b);

/* sdp_write.c: what may stand in an m= line of this protocol, and in an a=
 * line. */
bool zsip_sdp_is_format(struct zsip_slice proto, struct zsip_slice format);
bool zsip_sdp_is_attribute(struct zsip_slice name, struct zsip_slice value,
                           struct zsip_error *err);

#pragma GCC visibility pop

#endif
