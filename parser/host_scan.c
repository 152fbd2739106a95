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

/* Bits of up to 64 bytes at p, of which 64 may be read where there are more than
 * 32. */
static inline uint64_t not_alphanum(const char *p, size_t len)
{
	uint64_t mask = scan_mask(zsip_nibbles_alphanum, p);

	if (ZSIP_UNLIKELY(len > 32))
		mask |= (uint64_t)scan_mask(zsip_nibbles_alphanum, p + 32)
		        << 32;
	return mask;
}

static inline uint64_t equal_to(char byte, const char *p, size_t len)
{
	const __m256i all = _mm256_set1_epi8(byte);
	__m256i v = _mm256_loadu_si256((const __m256i *)p);
	uint64_t mask = (uint32_t)_mm256_movemask_epi8(
		_mm256_cmpeq_epi8(v, all));

	if (ZSIP_UNLIKELY(len > 32)) {
		v = _mm256_loadu_si256((const __m256i *)(p + 32));
		mask |= (uint64_t)(uint32_t)_mm256_movemask_epi8(
			        _mm256_cmpeq_epi8(v, all))
		        << 32;
	}
	return mask;
}

/* hostname = *( domainlabel "." ) toplabel [ "." ]: labels begin and end with
 * a letter or digit, the last one begins with a letter. */
static inline enum zsip_host_type host_type(const char *p, size_t len)
{
	uint64_t text = ~UINT64_C(0) >> (64 - len);
	uint64_t alphanum = ~not_alphanum(p, len) & text;
	uint64_t dots = equal_to('.', p, len) & text;
	uint64_t dashes = text & ~(alphanum | dots), starts, ends, labels;

	if (dashes != 0 && dashes != (equal_to('-', p, len) & text))
		return ZSIP_HOST_NONE;
	/* A dot at the very end is no part of the last label. */
	labels = text & ~(dots & (text ^ text >> 1));
	starts = (dots << 1 | 1) & labels;
	ends = (dots >> 1) | (labels ^ labels >> 1);
	if (((starts | ends) & ~alphanum) != 0)
		return ZSIP_HOST_NONE;
	return is_alpha(p[63 - __builtin_clzll(starts)]) ? ZSIP_HOST_NAME
	                                                : ZSIP_HOST_IPV4;
}

/* One to three digits, at most 255, no leading zero; NULL if there are none. */
static inline const char *octet(const char *p, const char *end)
{
	unsigned value = 0;
	const char *from = p;

	while (p < end && *p >= '0' && *p <= '9' && value <= 255)
		value = value * 10 + (unsigned)(*p++ - '0');
	if (p == from || value > 255 || (*from == '0' && p - from > 1))
		return NULL;
	return p;
}

static inline bool is_ipv4(const char *p, const char *end)
{
	for (int i = 0; i < 4; i++) {
		p = octet(p, end);
		if (p == NULL)
			return false;
		if (i < 3 && (p == end || *p++ != '.'))
			return false;
	}
	return p == end;
}

static inline enum zsip_host_type quick(const char *p, const char *end,
                                        const struct zsip_slice *around)
{
	const char *limit = around->ptr + around->len;
	size_t len = (size_t)(end - p);
	enum zsip_host_type type;

	if (len == 0 || len > 64 || limit - p < (len > 32 ? 64 : 32))
		return ZSIP_HOST_NONE;
	type = host_type(p, len);
	if (type == ZSIP_HOST_IPV4 && !is_ipv4(p, end))
		return ZSIP_HOST_NONE;
	return type;
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
