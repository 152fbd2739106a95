/*
 * The usual start lines: a request of a known method and "SIP/2.0", a response
 * "SIP/2.0".  Whatever is not plainly one of them is left to the machine of
 * frame.rl; what is taken here, the machine would take the same way.  Compiled
 * once for each SIMD form.
 */
#include "scan.h"

#define VERSION     "SIP/2.0"
#define VERSION_LEN 7

static ALWAYS_INLINE void set_version(struct zsip_message *msg, const char *p)
{
	msg->version.ptr = p;
	msg->version.len = VERSION_LEN;
	msg->version_major = 2;
	msg->version_minor = 0;
}

static inline bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* "SIP/2.0 200 OK" */
static inline const char *status_line(struct zsip_message *msg, const char *p,
                                      const char *end)
{
	const char *code = p + VERSION_LEN + 1, *cr;

	if (end - code < 6 || !is_digit(code[0]) || !is_digit(code[1]) ||
	    !is_digit(code[2]) || code[3] != ' ')
		return NULL;
	cr = ISA(line_break)(code + 4, end);
	if (end - cr < 2 || cr[0] != '\r' || cr[1] != '\n')
		return NULL;
	set_version(msg, p);
	msg->status_code = (uint16_t)((code[0] - '0') * 100 +
	                              (code[1] - '0') * 10 + code[2] - '0');
	msg->reason.ptr = code + 4;
	msg->reason.len = (size_t)(cr - code - 4);
	return cr + 2;
}

#if defined(ZSIP_FORM_AVX2)

/* The first two bytes that are not visible: the blanks around the
 * Request-URI, if all is well. */
static ALWAYS_INLINE const char *two_blanks(const char *p, const char *end,
                                            const char **first)
{
	uint64_t out = scan_mask64(zsip_nibbles_visible, p);

	if (ZSIP_UNLIKELY(out == 0))
		return NULL;
	*first = p + __builtin_ctzll(out);
	out &= out - 1;
	if (ZSIP_LIKELY(out != 0))
		return p + __builtin_ctzll(out);
	return SCAN(visible, p + 64, end, p, end);
}

#else

static inline const char *two_blanks(const char *p, const char *end,
                                     const char **first)
{
	*first = SCAN(visible, p, end, p, end);
	if (*first == end)
		return NULL;
	return SCAN(visible, *first + 1, end, p, end);
}

#endif

/* "INVITE sip:marconi@radio.org SIP/2.0", with 64 bytes behind p. */
static inline const char *request_line(struct zsip_message *msg, const char *p,
                                       const char *end)
{
	const char *blank, *version = two_blanks(p, end, &blank);
	unsigned method;

	if (version == NULL || end - version < VERSION_LEN + 3 ||
	    zsip_load64(version) != zsip_load64(" " VERSION) ||
	    version[VERSION_LEN + 1] != '\r' ||
	    version[VERSION_LEN + 2] != '\n' || *blank != ' ' ||
	    version == blank + 1)
		return NULL;
	/* The known methods are tokens; another one may be none. */
	method = zsip_method_find((struct zsip_slice){p, (size_t)(blank - p)});
	if (method == ZSIP_METHOD_OTHER)
		return NULL;
	set_version(msg, version + 1);
	msg->method_id = (uint8_t)method;
	msg->method.ptr = p;
	msg->method.len = (size_t)(blank - p);
	msg->request_uri.ptr = blank + 1;
	msg->request_uri.len = (size_t)(version - blank - 1);
	return version + VERSION_LEN + 3;
}

const char *ISA(start_line)(struct zsip_message *msg, const char *p,
                            const char *end, struct zsip_stop *stop)
{
	const char *fields = NULL;

	if (ZSIP_LIKELY(end - p >= 64))
		fields = zsip_load64(p) == zsip_load64(VERSION " ")
		                 ? status_line(msg, p, end)
		                 : request_line(msg, p, end);
	if (ZSIP_LIKELY(fields != NULL))
		return fields;
	return MACHINE(start_line_machine)(msg, p, end, stop);
}
