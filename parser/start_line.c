/*
 * The usual start lines: a request of a known method and "SIP/2.0", a response
 * "SIP/2.0".  Whatever is not plainly one of them is left to the machine of
 * frame.rl; what is taken here, the machine would take the same way.  Compiled
 * once for each SIMD form.
 */
#include "scan.h"

#define VERSION "SIP/2.0"
#define VERSION_LEN 7

static inline bool is_version(const char *p)
{
	return zsip_load64(p) == zsip_load64(VERSION " ");
}

static inline void set_version(struct zsip_message *msg, const char *p)
{
	msg->version = (struct zsip_slice){ p, VERSION_LEN };
	msg->version_major = 2;
	msg->version_minor = 0;
}

static inline bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* "SIP/2.0 200 OK"; the line's CR is at `cr`. */
static inline bool status_line(struct zsip_message *msg, const char *p,
                               const char *cr)
{
	const char *code = p + VERSION_LEN + 1;

	if (cr - code < 4 || !is_digit(code[0]) || !is_digit(code[1]) ||
	    !is_digit(code[2]) || code[3] != ' ')
		return false;
	set_version(msg, p);
	msg->status_code = (uint16_t)((code[0] - '0') * 100 +
	                              (code[1] - '0') * 10 + code[2] - '0');
	msg->reason = (struct zsip_slice){ code + 4, (size_t)(cr - code - 4) };
	return true;
}

/* "INVITE sip:marconi@radio.org SIP/2.0" */
static inline bool request_line(struct zsip_message *msg, const char *p,
                                const char *cr, const char *end)
{
	const char *version = cr - VERSION_LEN, *method_end, *uri;
	struct zsip_slice method;

	if (version[-1] != ' ' ||
	    zsip_load64(version - 1) != zsip_load64(" " VERSION))
		return false;
	method_end = SCAN(token, p, version - 1, p, end);
	method = (struct zsip_slice){ p, (size_t)(method_end - p) };
	uri = method_end + 1;
	if (method.len == 0 || *method_end != ' ' || uri >= version - 1 ||
	    SCAN(visible, uri, version - 1, p, end) != version - 1)
		return false;
	set_version(msg, version);
	msg->method = method;
	msg->method_id = (uint8_t)zsip_method_find(method);
	msg->request_uri =
		(struct zsip_slice){ uri, (size_t)(version - 1 - uri) };
	return true;
}

const char *ISA(start_line)(struct zsip_message *msg, const char *p,
                            const char *end, struct zsip_stop *stop)
{
	const char *cr = ISA(line_break)(p, end);

	if (ZSIP_LIKELY(end - cr >= 2 && cr - p >= VERSION_LEN + 5) &&
	    cr[0] == '\r' && cr[1] == '\n') {
		if (is_version(p) ? status_line(msg, p, cr)
		                  : request_line(msg, p, cr, end))
			return cr + 2;
	}
	return MACHINE(start_line_machine)(msg, p, end, stop);
}
