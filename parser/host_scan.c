/*
 * Hosts as they usually are: a hostname or an IPv4 address, told by masks of
 * its bytes.  Whatever is not plainly one of them is left to the
 * machine of host.rl; what is taken here, the machine would take the same way.
 * Compiled once for each SIMD form.
 */
#include "scan.h"

#if defined(ZSIP_FORM_AVX2)

static inline bool is_alpha(char byte)
{
	return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

/* One bit a byte, for up to 64 bytes. */
struct masks {
	uint64_t alphanum, dots, dashes;
};

/* The masks of 32 bytes at p, from a vector that ends at the limit if need be;
 * bits beyond are zero. */
static ALWAYS_INLINE struct masks masks_at(const char *p, const char *limit)
{
	const char *from = limit - p >= 32 ? p : limit - 32;
	unsigned shift = (unsigned)(p - from);
	__m256i v = _mm256_loadu_si256((const __m256i *)from);
	uint32_t alphanum = ~scan_mask(zsip_nibbles_alphanum, from);
	uint32_t dots = (uint32_t)_mm256_movemask_epi8(
	        _mm256_cmpeq_epi8(v, _mm256_set1_epi8('.')));
	uint32_t dashes = (uint32_t)_mm256_movemask_epi8(
	        _mm256_cmpeq_epi8(v, _mm256_set1_epi8('-')));

	return (struct masks){alphanum >> shift, dots >> shift,
	                      dashes >> shift};
}

/* The decimal number of `len` digits before `end`, four bytes of which may be
 * read; 256 if it is no dec-octet (RFC 5954 4.1). */
static inline unsigned octet(const char *end, unsigned len)
{
	uint32_t word, digits;

	memcpy(&word, end - 4, 4);
	word >>= 8 * (4 - len);
	/* Digits become 0 to 9, and what is none exceeds that. */
	digits = word ^ (UINT32_C(0x30303030) >> 8 * (4 - len));
	if (((digits | (digits + UINT32_C(0x06060606))) &
	     UINT32_C(0xf0f0f0f0)) != 0 ||
	    (len > 1 && (digits & 0xff) == 0))
		return 256;
	/* The first digit is the lowest byte: shifted up, so that the last
	 * one always is the highest of three. */
	digits <<= 8 * (3 - len);
	return (digits & 0xff) * 100 + (digits >> 8 & 0xff) * 10 +
	       (digits >> 16);
}

static inline bool is_ipv4(const char *p, const char *end, uint64_t dots)
{
	unsigned from = 0, worst = 0;

	if (__builtin_popcountll(dots) != 3)
		return false;
	dots |= UINT64_C(1) << (end - p);
	for (; dots != 0; dots &= dots - 1) {
		unsigned at = (unsigned)__builtin_ctzll(dots);

		if (at - from - 1 > 2)
			return false;
		worst |= octet(p + at, at - from);
		from = at + 1;
	}
	return worst < 256;
}

/* hostname = *( domainlabel "." ) toplabel [ "." ]: labels begin and end with
 * a letter or digit, the last one begins with a letter. */
static inline enum zsip_host_type
host_type(const char *p, size_t len, const char *floor, const char *limit)
{
	uint64_t text = ~UINT64_C(0) >> (64 - len), dots, starts, ends, labels;
	struct masks masks = masks_at(p, limit);

	if (ZSIP_UNLIKELY(len > 32)) {
		struct masks more = masks_at(p + 32, limit);

		masks.alphanum |= more.alphanum << 32;
		masks.dots |= more.dots << 32;
		masks.dashes |= more.dashes << 32;
	}
	dots = masks.dots & text;
	if (((masks.alphanum | masks.dots | masks.dashes) & text) != text)
		return ZSIP_HOST_NONE;
	/* A dot at the very end is no part of the last label. */
	labels = text & ~(dots & (text ^ text >> 1));
	starts = (dots << 1 | 1) & labels;
	ends = (dots >> 1) | (labels ^ labels >> 1);
	if (((starts | ends) & ~masks.alphanum) != 0 || starts == 0)
		return ZSIP_HOST_NONE;
	if (ZSIP_LIKELY(is_alpha(p[63 - __builtin_clzll(starts)])))
		return ZSIP_HOST_NAME;
	return p - floor >= 4 && len <= 15 && is_ipv4(p, p + len, dots)
	               ? ZSIP_HOST_IPV4
	               : ZSIP_HOST_NONE;
}

static inline enum zsip_host_type quick(const char *p, const char *end,
                                        const struct zsip_slice *around)
{
	const char *limit = around->ptr + around->len;
	size_t len = (size_t)(end - p);

	if (len == 0 || len > 64 || around->len < 32)
		return ZSIP_HOST_NONE;
	return host_type(p, len, around->ptr, limit);
}

#else

static inline enum zsip_host_type quick(const char *p, const char *end,
                                        const struct zsip_slice *around)
{
	(void)p;
	(void)end;
	(void)around;
	return ZSIP_HOST_NONE;
}

#endif

enum zsip_host_type ISA(host)(const char *p, const char *end,
                              const struct zsip_slice *around,
                              struct zsip_stop *stop)
{
	enum zsip_host_type type = quick(p, end, around);

	if (ZSIP_LIKELY(type != ZSIP_HOST_NONE))
		return type;
	return zsip_host_machine(p, end, stop);
}
