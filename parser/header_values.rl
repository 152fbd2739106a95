/*
 * The values of header fields: one entry point for each shape of
 * zsip_headers.def, with the shape's name.  Actions record; what a machine
 * cannot say is checked in C when it has stopped.  URIs, and hosts but for
 * their characters, have machines of their own.
 */
#include "scan.h"
#include "values.h"

%%{
	machine header_values;
	alphtype unsigned char;
	include abnf_core "abnf_core.rl";

	action mark { mark = p; }
	action leap_token { LEAP(token); }
	action leap_word { LEAP(word); }
	action leap_host { LEAP(host); }
	action leap_qdtext { LEAP(qdtext); }
	action leap_text { LEAP(text); }
	action leap_bracketed { LEAP(bracketed); }
	action leap_bare { LEAP(bare); }

	# A value in a list ends at its comma.
	action comma { comma = p; fbreak; }
	comma = SWS "," @comma;

	token_run = ( token_char $leap_token )+;
	# *(qdtext / quoted-pair), with LWS taken apart into blanks and folds.
	quoted_text = ( ( SP | HTAB | 0x21 | 0x23..0x5B | 0x5D..0x7E )
	                $leap_qdtext
	              | CRLF WSP | UTF8_NONASCII | quoted_pair )*;

	# Parameters: generic-param and what comes close to it.  The first of a
	# name that the shape keeps goes to its member.
	action params { if (params == NULL) params = p; }
	action name { name = p; }
	action addr_param { slot = addr_slot(out, name, p, limit, &unused);
	                    *slot = CUT_EMPTY(p); }
	action via_param { slot = via_slot(out, name, p, limit, &unused);
	                   *slot = CUT_EMPTY(p); }
	action any_param { slot = &unused; }
	action value { mark = p; }
	action value_end { *slot = CUT(mark); }
	action quote { mark = p + 1; }
	action reference_end { slot->ptr = (const char *)mark;
	                       slot->len = (size_t)(p + 1 - mark);
	                       CHECK_HOST(mark, p + 1); }
	semi = SWS ";" >params SWS;
	quoted_value = '"' @quote quoted_text '"' >value_end;
	# gen-value = token / host / quoted-string: a hostname and an
	# IPv4address are tokens.
	reference = "[" >value ( HEXDIG | ":" | "." )+ "]" @reference_end;
	gen_value_ = ( token_run >value %value_end ) | reference
	           | quoted_value;

	text_value := ( ( SP | HTAB | 0x21..0x7E ) $leap_text | CRLF WSP
	              | UTF8_NONASCII )*;

	# The value of a header field that nobody knows (RFC 3261 25.1:
	# header-value): a lone continuation byte passes.
	extension_value := ( ( SP | HTAB | 0x21..0x7E ) $leap_text | CRLF WSP
	                   | UTF8_NONASCII | UTF8_CONT )*;

	action token { OUT(token)->token = CUT(mark); }
	token_value := ( token_run >mark %token ) comma?;

	action digits { OUT(digits)->number = NUMBER(mark); }
	digits_value := DIGIT+ >mark %digits;

	action callid { OUT(callid)->callid = CUT(mark); }
	word_run = ( word_char $leap_word )+;
	callid_value := ( ( word_run ( "@" word_run )? ) >mark %callid ) comma?;

	action cseq_number { OUT(cseq)->number = NUMBER(mark); }
	action cseq_method { OUT(cseq)->method = CUT(mark); }
	cseq_value := DIGIT+ >mark %cseq_number LWS
	              token >mark %cseq_method;

	action type { OUT(media_type)->type = CUT(mark); }
	action subtype { OUT(media_type)->subtype = CUT(mark); }
	media_type_value := token_run >mark %type SLASH
	                    token_run >mark %subtype
	                    ( semi token_run >name %any_param EQUAL
	                      ( token_run >value %value_end | quoted_value ) )*;

	# name-addr, or addr-spec without brackets, in which a comma, semicolon
	# or question mark ends the URI (RFC 3261 20, 20.10).  RFC 4475 3.1.1.6:
	# no blank is needed between display name and "<".
	action display { OUT(name_addr)->display_name = CUT(mark); }
	action display_quoted { OUT(name_addr)->display_name = CUT(mark);
	                        OUT(name_addr)->quoted = true; }
	action bracket { mark = p + 1; OUT(name_addr)->bracketed = true; }
	action uri { OUT(name_addr)->uri = CUT(mark); }
	display = token_run >mark %display ( LWS token_run %display )* SWS
	        | '"' @quote quoted_text '"' >display_quoted SWS;
	bracketed = "<" @bracket
	            ( ( 0x21..0x7E - [<>"] ) $leap_bracketed )+ ">" >uri SWS;
	bare = ( token_run ":" ( ( 0x21..0x7E - [<>",;?] ) $leap_bare )+ )
	       >mark %uri;
	name_addr_value := ( display? bracketed | bare )
	                   ( semi token_run >name %addr_param
	                     ( EQUAL gen_value_ )? )*
	                   comma?;

	action protocol_name { OUT(via_parm)->protocol_name = CUT(mark); }
	action protocol_version { OUT(via_parm)->protocol_version = CUT(mark); }
	action transport { OUT(via_parm)->transport = CUT(mark); }
	action host { OUT(via_parm)->host = CUT(mark); }
	action host_reference { OUT(via_parm)->host.ptr = (const char *)mark;
	                        OUT(via_parm)->host.len =
	                                (size_t)(p + 1 - mark); }
	action port { OUT(via_parm)->port = CUT(mark); }
	action colon { COLON_IN(slot); }
	sent_by_host = ( alphanum | "-" | "." ) $leap_host;
	# via-received takes an IPv6address without brackets; RFC 5118 4.5 asks
	# to take it with brackets too.
	received_value = ( token_char* ":" @colon
	                   ( HEXDIG | "." | ":" @colon )* )
	                 >value %value_end;
	via_parm_value := token >mark %protocol_name SLASH
	                  token >mark %protocol_version SLASH
	                  token >mark %transport LWS
	                  ( sent_by_host+ >mark %host
	                  | "[" >mark ( HEXDIG | ":" | "." )+
	                    "]" @host_reference )
	                  ( COLON DIGIT+ >mark %port )?
	                  ( semi token_run >name %via_param
	                    ( EQUAL ( gen_value_ | received_value ) )? )*
	                  comma?;

	write data;
}%%

struct zsip_stop ISA(value)(void *out, unsigned shape, struct zsip_span text)
{
	const unsigned char *p = (const unsigned char *)text.ptr;
	const unsigned char *const pe = (const unsigned char *)text.end;
	const unsigned char *const eof = pe;
	const char *const limit = text.limit;
	const unsigned char *mark = p, *name = p, *params = NULL, *comma = NULL;
	struct zsip_slice unused, *slot = &unused;
	struct zsip_stop bad = { ZSIP_OK, NULL, NULL };
	int cs;

	switch (shape) {
#define ZSIP_SHAPE(shape, members)                                  \
	case ZSIP_SHAPE_##shape:                                    \
		*(struct zsip_##shape *)out =                       \
			(struct zsip_##shape){ 0 };                 \
		cs = header_values_en_##shape##_value;              \
		break;
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests, \
                    responses, shape, rfc)
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
	default:
		cs = header_values_en_extension_value;
		break;
	}

	%% write exec;

	if (ZSIP_UNLIKELY(cs < header_values_first_final))
		return value_failed(&bad, p);
	return value_done(out, shape, &bad, text, params, comma);
}
