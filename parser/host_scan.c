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

/* One bit a byte: those that are, those that are above one of ASCII. */
static ALWAYS_INLINE uint32_t equal(__m256i v, char byte)
{
	return (uint32_t)_mm256_movemask_epi8(
	        _mm256_cmpeq_epi8(v, _mm256_set1_epi8(byte)));
}

static ALWAYS_INLINE uint32_t above(__m256i v, char byte)
{
	return (uint32_t)_mm256_movemask_epi8(
	        _mm256_cmpgt_epi8(v, _mm256_set1_epi8(byte)));
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

	return (struct masks){alphanum >> shift, equal(v, '.') >> shift,
	                      equal(v, '-') >> shift};
}

/* Four numbers up to 255 without leading zeros (RFC 5954 4.1): each is where
 * digits start. */
static inline bool is_ipv4(const char *p, size_t len, const char *limit)
{
	const char *from = limit - p >= 32 ? p : limit - 32;
	unsigned shift = (unsigned)(p - from);
	__m256i v = _mm256_loadu_si256((const __m256i *)from);
	uint32_t text = ~UINT32_C(0) >> (32 - len);
	uint32_t dots = equal(v, '.') >> shift & text;
	uint32_t digits = (above(v, '/') & ~above(v, '9')) >> shift & text;
	uint32_t starts = digits & ~(digits << 1);
	uint32_t two = starts & digits >> 1, three = two & digits >> 2;
	uint32_t zeros = equal(v, '0') >> shift;
	uint32_t past_5 = above(v, '5'), past_55 = past_5 >> 1;

	past_55 |= equal(v, '5') >> 1 & past_5 >> 2;
	past_55 = (above(v, '2') | (equal(v, '2') & past_55)) >> shift;
	return (dots | digits) == text && __builtin_popcount(dots) == 3 &&
	       __builtin_popcount(starts) == 4 &&
	       ((three & digits >> 3) | (two & zeros) | (three & past_55)) == 0;
}

/* hostname = *( domainlabel "." ) toplabel [ "." ]: labels begin and end with
 * a letter or digit, the last one begins with a letter. */
static inline enum zsip_host_type name_type(const char *p, size_t len,
                                            const char *limit)
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
	return is_alpha(p[63 - __builtin_clzll(starts)]) ? ZSIP_HOST_NAME
	                                                 : ZSIP_HOST_NONE;
}

static inline enum zsip_host_type quick(const char *p, const char *end,
                                        const struct zsip_slice *around)
{
	const char *limit = around->ptr + around->len;
	size_t len = (size_t)(end - p);

	if (len == 0 || len > 64 || around->len < 32)
		return ZSIP_HOST_NONE;
	if (*p <= '9' && len <= 15 && is_ipv4(p, len, limit))
		return ZSIP_HOST_IPV4;
	return name_type(p, len, limit);
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
