/*
 * The values of header fields that every message has: one entry point for each
 * shape of zsip_headers.def, with the shape's name.  Via and name-addr, of which every
 * message has several, are machines by themselves, so that each is a function
 * with few variables.  URIs, and hosts but for their characters, have their
 * own machines in other files.
 */
#include "scan.h"
#include "values.h"

%%{
	machine name_addr_value;
	alphtype unsigned char;
	include value_rules "value_rules.rl";

	# name-addr, or addr-spec without brackets, in which a comma, semicolon
	# or question mark ends the URI (RFC 3261 20, 20.10).  RFC 4475 3.1.1.6:
	# no blank is needed between display name and "<".
	action display { out->display_name = CUT(r.mark); }
	action display_quoted { out->display_name = CUT(r.mark);
	                        out->quoted = true; }
	action bracket { r.mark = p + 1; out->bracketed = true; }
	action uri { out->uri = CUT(r.mark); }
	action addr_param { r.slot = unused_or(&r, name_addr_slot(
	                             out, (const char *)r.name,
	                             (size_t)(p - r.name), limit));
	                    *r.slot = CUT(p); }
	# By quirks: bytes beyond ASCII and commas in a display name without
	# quotes, a name with two quotes on either side, and quotes in a URI.
	action display_byte { note_quirk(&r, ZSIP_QUIRK_DISPLAY_NAME_BYTES,
	                                 p); }
	action display_comma { note_quirk(&r, ZSIP_QUIRK_DISPLAY_NAME_COMMA,
	                                  p); }
	action doubled { note_quirk(&r, ZSIP_QUIRK_DOUBLED_QUOTES, p);
	                 r.mark = p; }
	action uri_quote { note_quirk(&r, ZSIP_QUIRK_URI_PARAM_VALUE, p); }
	word_ = ( token_char $leap_token | 0x80..0xFF @display_byte )+;
	doubled_ = '"' @quote '"' ( 0x21 | 0x23..0x3B | 0x3D..0x7E ) @doubled
	           ( 0x20..0x21 | 0x23..0x7E | UTF8_NONASCII )*
	           '"' >display_quoted '"';
	display = word_ >mark %display ( LWS word_ %display )* SWS
	        | '"' @quote quoted_text '"' >display_quoted SWS
	        | doubled_ SWS;
	comma_display = word_ >mark %display
	                ( ( LWS | SWS "," @display_comma SWS ) word_ %display )*
	                SWS;
	bracketed = "<" @bracket
	            ( ( 0x21..0x7E - [<>"] ) $leap_bracketed
	            | '"' @uri_quote )+ ">" >uri SWS;
	bare = ( token_run ":" ( ( 0x21..0x7E - [<>",;?] ) $leap_bare )+ )
	       >mark %uri;
	addr_params = ( semi token_run >name %addr_param
	                ( EQUAL gen_value_ )? )* comma?;
	main := ( display? bracketed | bare ) addr_params;
	comma_name := comma_display bracketed addr_params;

	write data;
}%%

static const char *name_addr_machine(struct zsip_name_addr *out, int cs,
                                     const char *text, const char *end,
                                     const struct zsip_slice *around,
                                     struct zsip_stop *stop)
{
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	const char *const floor = around->ptr;
	const char *const limit = floor + around->len;
	struct reading r;

	reading_start(&r, end, around, stop);
	name_addr_clear(out);
	%% write exec;

	if (ZSIP_UNLIKELY(cs < name_addr_value_first_final))
		return value_failed(&r, p);
	return name_addr_done(out, &r);
}

/* A string that has no end because its last quote is escaped by mistake: once
 * more from behind that quote. */
static const char *escaped_quote(struct zsip_name_addr *out, const char *p,
                                 const char *end,
                                 const struct zsip_slice *around,
                                 struct zsip_stop *stop)
{
	const char *quote = find_escaped_quote(p, end), *at;

	if (quote == NULL)
		return NULL;
	at = name_addr_machine(out, name_addr_value_start,
	                       zsip_skip_lws(quote + 1, end), end, around,
	                       stop);
	if (at == NULL)
		return NULL;
	out->quoted = true;
	out->display_name = (struct zsip_slice){ p + 1,
	                                         (size_t)(quote - p - 1) };
	stop->quirks |= ZSIP_QUIRK_BACKSLASH_AT_QUOTE;
	return at;
}

/* What the machine refuses a quirk may read another way.  The place to name
 * stays that where the machine stopped. */
static const char *name_addr(struct zsip_name_addr *out, const char *p,
                             const char *end, const struct zsip_slice *around,
                             struct zsip_stop *stop)
{
	struct zsip_stop other = { .quirks = 0 };
	const char *at;

	at = name_addr_machine(out, name_addr_value_start, p, end, around,
	                       stop);
	if (ZSIP_LIKELY(at != NULL) || stop->status != ZSIP_E_SYNTAX)
		return at;
	if (stop->at == end && end > p && *p == '"')
		at = escaped_quote(out, p, end, around, &other);
	else if (stop->at < end && *stop->at == '?' && !out->bracketed)
		at = bare_headers(out, p, stop->at, end, &other);
	else if (stop->at < end && *stop->at == ',' && !out->bracketed &&
	         has_bracket(stop->at, end))
		at = name_addr_machine(out, name_addr_value_en_comma_name, p,
		                       end, around, &other);
	if (at == NULL)
		return NULL;
	stop->status = ZSIP_OK;
	zsip_note_quirk(stop, other.quirks, stop->at, "");
	return at;
}

%%{
	machine via_parm_value;
	alphtype unsigned char;
	include value_rules "value_rules.rl";

	action protocol_name { out->protocol_name = CUT(r.mark); }
	action protocol_version { out->protocol_version = CUT(r.mark); }
	action transport { out->transport = CUT(r.mark); }
	action host { out->host = CUT(r.mark); }
	action host_reference { p++; out->host = CUT(r.mark); p--; }
	action port { out->port = CUT(r.mark); }
	action via_param { r.slot = unused_or(&r, via_parm_slot(
	                             out, (const char *)r.name,
	                             (size_t)(p - r.name), limit));
	                   *r.slot = CUT(p); }
	action colon { if (r.slot != &out->received) colon_in_value(&r, p); }
	# A hostname and an IPv4address are tokens; what other tokens there are
	# is for check_host() to tell.  via-received takes an IPv6address without brackets; RFC 5118 4.5 asks
	# to take it with brackets too.
	received_value = ( token_char* ":" @colon
	                   ( HEXDIG | "." | ":" @colon )* )
	                 >value %value_end;
	main := token >mark %protocol_name SLASH
	                  token >mark %protocol_version SLASH
	                  token >mark %transport LWS
	                  ( token_run >mark %host
	                  | "[" >mark ( HEXDIG | ":" | "." )+
	                    "]" @host_reference )
	                  ( COLON DIGIT+ >mark %port )?
	                  ( semi token_run >name %via_param
	                    ( EQUAL ( gen_value_ | received_value ) )? )*
	                  comma?;

	write data;
}%%

static const char *via_parm_machine(struct zsip_via_parm *out, const char *text,
                                 const char *end,
                                 const struct zsip_slice *around,
                                 struct zsip_stop *stop)
{
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	const char *const floor = around->ptr;
	const char *const limit = floor + around->len;
	struct reading r;
	int cs = via_parm_value_start;

	reading_start(&r, end, around, stop);
	via_parm_clear(out);
	%% write exec;

	if (ZSIP_UNLIKELY(cs < via_parm_value_first_final))
		return via_parm_failed(out, &r, p);
	return via_parm_done(out, &r);
}

%%{
	machine header_values;
	alphtype unsigned char;
	include value_rules "value_rules.rl";

	text_value := ( ( SP | HTAB | 0x21..0x7E ) $leap_text | CRLF WSP
	              | UTF8_NONASCII )*;

	# The value of a header field that nobody knows (RFC 3261 25.1:
	# header-value): a lone continuation byte passes.
	extension_value := ( ( SP | HTAB | 0x21..0x7E ) $leap_text | CRLF WSP
	                   | UTF8_NONASCII | UTF8_CONT )*;

	action token { OUT(token)->token = CUT(r.mark); }
	token_value := ( token_run >mark %token ) comma?;

	action digits { OUT(digits)->number = read_number(&r, p); }
	digits_value := DIGIT+ >mark %digits;

	action callid { OUT(callid)->callid = CUT(r.mark); }
	word_run = ( word_char $leap_word )+;
	callid_value := ( ( word_run ( "@" word_run )? ) >mark %callid ) comma?;

	action cseq_number { OUT(cseq)->number = read_number(&r, p); }
	action cseq_method { OUT(cseq)->method = CUT(r.mark); }
	cseq_value := DIGIT+ >mark %cseq_number LWS
	              token >mark %cseq_method;

	action type { OUT(media_type)->type = CUT(r.mark); }
	action subtype { OUT(media_type)->subtype = CUT(r.mark); }
	media_type_value := token_run >mark %type SLASH
	                    token_run >mark %subtype
	                    ( semi token_run >name %any_param EQUAL
	                      ( token_run >value %value_end | quoted_value ) )*;

	write data;
}%%

/* The shapes that share a machine.  `out` is the shape's struct. */
static const char *shared_value(void *out, int cs, const char *text,
                                const char *end,
                                const struct zsip_slice *around,
                                struct zsip_stop *stop)
{
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	const char *const floor = around->ptr;
	const char *const limit = floor + around->len;
	struct reading r;

	reading_start(&r, end, around, stop);

	%% write exec;

	if (ZSIP_UNLIKELY(cs < header_values_first_final))
		return value_failed(&r, p);
	if (r.params != NULL)
		OUT(media_type)->params = params_of(&r);
	return value_passed(&r);
}

const char *ISA(value_machine)(void *out, unsigned shape, const char *p,
                               const char *end,
                               const struct zsip_slice *around,
                               struct zsip_stop *stop)
{
	switch (shape) {
	case ZSIP_SHAPE_name_addr:
		return name_addr(out, p, end, around, stop);
	case ZSIP_SHAPE_via_parm:
		return via_parm_machine(out, p, end, around, stop);
#define SHARED(shape)                                                      \
	case ZSIP_SHAPE_##shape:                                           \
		*OUT(shape) = (struct zsip_##shape){ 0 };                  \
		return shared_value(out, header_values_en_##shape##_value, \
		                    p, end, around, stop)
	SHARED(text);
	SHARED(token);
	SHARED(digits);
	SHARED(callid);
	SHARED(cseq);
	SHARED(media_type);
#undef SHARED
	case ZSIP_SHAPE_EXTENSION:
		return shared_value(out, header_values_en_extension_value, p,
		                    end, around, stop);
	default:
		return COLD(typed_value)(out, shape, p, end, around, stop);
	}
}
