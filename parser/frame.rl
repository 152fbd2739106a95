/*
 * The frame of a message (RFC 3261 7 and 25.1): the start line, and the whole
 * head up to the empty line as the reference for the line index.  It knows no
 * header field names, and takes for a Request-URI and a Reason-Phrase whatever
 * cannot be mistaken for something else: their own grammar is asked later, so
 * that a bad one hides nothing.
 */
#include "scan.h"

%%{
	machine frame;
	alphtype unsigned char;
	include abnf_crlf "abnf_crlf.rl";
	include abnf_core "abnf_core.rl";

	action leap_visible { LEAP(visible); }
	action leap_text { LEAP(text); }
	action lone_lf { zsip_note_quirk(stop, ZSIP_QUIRK_LF_LINE_ENDS,
	                                 (const char *)p, ""); }

	# All that can be told from the blank behind it.
	uri_byte = 0x21..0x7E $leap_visible | 0x80..0xFF;
	reason_byte = 0x20..0x7E $leap_text | ( any - CR - LF );
	include frame_rules "frame_rules.rl";

	# The quirk lf_line_ends begins with the start line.
	line_end = CRLF | LF @lone_lf;
	start_line := ( request_text | status_text ) line_end @done;

	# The reference: no captures, no leaps.
	plain_uri_byte = 0x21..0x7E | 0x80..0xFF;
	plain_request_line = Method SP plain_uri_byte+ SP SIP_Version CRLF;
	plain_status_line = SIP_Version SP extension_code SP line_byte* CRLF;
	# CRLFs may stand before the start line (RFC 3261 7.5).
	head := CRLF* ( plain_request_line | plain_status_line )
	        ( field_text CRLF )* CRLF @done;

	# The same with LF for every CRLF.
	lf_request_line = Method SP plain_uri_byte+ SP SIP_Version LF;
	lf_status_line = SIP_Version SP extension_code SP line_byte* LF;
	lf_head := ( lf_request_line | lf_status_line )
	           ( lf_field_text LF )* LF @done;

	write data;
}%%

#define CUT(from) \
	((struct zsip_slice){ (const char *)(from), (size_t)(p - (from)) })

const char *ISA(start_line_machine)(struct zsip_message *msg, const char *text,
                                    const char *end, struct zsip_stop *stop)
{
	const unsigned char *p = (const unsigned char *)text, *mark = p;
	const unsigned char *const pe = (const unsigned char *)end;
	const char *const floor = text, *const limit = end;
	int cs = frame_en_start_line;

	(void)floor;
	(void)limit;
	%% write exec;

	if (cs >= frame_first_final)
		return (const char *)p;
	stop->quirks = 0;
	return zsip_stop_at(stop, cs == frame_error ? ZSIP_E_SYNTAX : ZSIP_MORE,
	                    p, "start line");
}

#if defined(ZSIP_FORM_PORTABLE)
static struct zsip_stop judge(int cs, const char *text, const char *end)
{
	struct zsip_message scratch, *msg = &scratch;
	struct zsip_stop result, *stop = &result;
	const unsigned char *p = (const unsigned char *)text, *mark = p;
	const unsigned char *const pe = (const unsigned char *)end;
	const char *const floor = text, *const limit = end;
	(void)floor;
	(void)limit;
	%% write exec;

	zsip_stop_at(stop, cs >= frame_first_final ? ZSIP_OK
	                   : cs == frame_error     ? ZSIP_E_SYNTAX
	                                           : ZSIP_MORE,
	             p, "message head");
	return result;
}

struct zsip_stop zsip_frame_judge(const char *text, const char *end)
{
	return judge(frame_en_head, text, end);
}

struct zsip_stop zsip_lf_frame_judge(const char *text, const char *end)
{
	return judge(frame_en_lf_head, text, end);
}
#endif
