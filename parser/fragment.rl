/*
 * Pieces of a message (RFC 2046 5.1, RFC 3420): a start line without its end,
 * and, as the reference for a head that the line index does not take, header
 * fields that the end of the text may end.
 */
#include "internal.h"

%%{
	machine fragment;
	alphtype unsigned char;
	include abnf_crlf "abnf_crlf.rl";
	include abnf_core "abnf_core.rl";

	uri_byte = 0x21..0x7E | 0x80..0xFF;
	reason_byte = any - CR - LF;
	include frame_rules "frame_rules.rl";

	start_line := request_text | status_text;

	# The last line end may be missing: a delimiter took it, or none was
	# sent.
	fields := ( field_text CRLF )* ( field_text? | CRLF @done );
	lf_fields := ( lf_field_text LF )* ( lf_field_text? | LF @done );

	write data;
}%%

#define CUT(from) \
	((struct zsip_slice){ (const char *)(from), (size_t)(p - (from)) })

static enum zsip_status run(int cs, struct zsip_message *msg, const char *text,
                            const char *end, struct zsip_stop *stop)
{
	const unsigned char *p = (const unsigned char *)text, *mark = p;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;

	%% write exec;

	zsip_stop_at(stop, cs >= fragment_first_final ? ZSIP_OK : ZSIP_E_SYNTAX,
	             p, "");
	return stop->status;
}

enum zsip_status zsip_fragment_start_line(struct zsip_message *msg,
                                          const char *p, const char *end,
                                          struct zsip_stop *stop)
{
	return run(fragment_en_start_line, msg, p, end, stop);
}

enum zsip_status zsip_fragment_judge(const char *p, const char *end, bool lf,
                                     struct zsip_stop *stop)
{
	return run(lf ? fragment_en_lf_fields : fragment_en_fields, NULL, p,
	           end, stop);
}
