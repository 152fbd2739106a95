/*
 * The values of header fields that not every message has: one entry point for
 * each shape of zsip_headers.def, with the shape's name.  Compiled once, not
 * for each SIMD form.
 */
#include "scan.h"
#include "typed.h"

%%{
	machine typed_values;
	alphtype unsigned char;
	include value_rules "value_rules.rl";

	action param { r.slot = unused_or(&r, kept_slot(out, shape, r.name,
	                                                p));
	               *r.slot = CUT(p); }
	action comment { p = comment_end(&r, &notes, p, pe) - 1; }

	bracketed_uri = "<" @quote
	                ( ( 0x21..0x7E - [<>"] ) $leap_bracketed )+;
	# Parameters are entered as parts of their own: written out in each
	# value they would be most of the machine.
	action semicolon { follow(&notes, p, typed_values_en_params_part);
	                   fbreak; }
	to_params = ( SWS ";" @semicolon )?;
	params_part := ( semi token_run >name %param
	                 ( EQUAL gen_value_ )? )+ comma?;
	# Of Identity: info is a URI in brackets (RFC 8224 4).
	action ident_semicolon { follow(&notes, p,
	                                typed_values_en_ident_params_part);
	                         fbreak; }
	ident_params_part := ( semi token_run >name %param
	                       ( EQUAL ( gen_value_
	                               | bracketed_uri ">" >value_end )
	                       )? )+;

	# Comments nest, which a machine cannot: the action goes to where the
	# outermost one closes.
	nested_comment = "(" @comment ")";

	action tp_token { OUT(token_params)->token = CUT(r.mark); }
	token_params_value := token_run >mark %tp_token to_params comma?;

	action sp_token { OUT(string_params)->value = CUT(r.mark); }
	action sp_string { OUT(string_params)->value = CUT(r.mark);
	                   OUT(string_params)->quoted = true; }
	string_params_value := ( token_run >mark %sp_token
	                       | '"' @quote quoted_text '"' >sp_string )
	                       to_params comma?;

	action dp_number { OUT(digits_params)->number = read_number(&r, p); }
	digits_params_value := DIGIT+ >mark %dp_number to_params comma?;

	charge_params_value := token_run >params >name %param
	                       ( EQUAL gen_value_ )? to_params comma?;

	# LAQUOT absoluteURI RAQUOT *( SEMI generic-param )
	action info_uri { OUT(info)->uri = CUT(r.mark); }
	# By a quirk a text, up to a comma.
	action info_text { note_quirk(&r, ZSIP_QUIRK_INFO_TEXT, p); }
	text_ = 0x21..0x7E - "," | UTF8_NONASCII;
	texts_ = text_ ( LWS? text_ )*;
	info_value := ( bracketed_uri ">" >info_uri SWS to_params
	              | ( texts_ - ( "<" any* ) ) >info_text SWS ) comma?;

	action mr_type { OUT(media_range)->type = CUT(r.mark); }
	action mr_subtype { OUT(media_range)->subtype = CUT(r.mark); }
	media_range_value := token_run >mark %mr_type SLASH
	                     token_run >mark %mr_subtype to_params comma?;

	# language-range and language-tag, with the digits that RFC 5646 2.1 has
	# in subtags ("es-419").
	tag_ = ALPHA{1,8} ( "-" alphanum{1,8} )*;
	action l_language { OUT(language)->language = CUT(r.mark); }
	language_value := ( tag_ | "*" ) >mark %l_language to_params comma?;
	action lt_language { OUT(language_tag)->language = CUT(r.mark); }
	language_tag_value := tag_ >mark %lt_language comma?;

	# challenge, credentials, ainfo: auth-param in all of them.  token68 is
	# for other schemes than Digest (RFC 7235 2.1, RFC 8898 2.1.2).
	action auth { follow(&notes, p, typed_values_en_auth_part); fbreak; }
	action c_scheme { OUT(challenge)->scheme = CUT(r.mark); }
	action d_scheme { OUT(credentials)->scheme = CUT(r.mark); }
	action token68 { notes.token68 = CUT(r.params); }
	# The first name has no leaps: it could be a token68.
	auth_value_ = EQUAL ( token_run >value %value_end | quoted_value );
	auth_params_ = token >params >name %param auth_value_
	               ( SWS "," SWS token_run >name %param auth_value_ )*;
	token68_ = ( alphanum | "-" | "." | "_" | "~" | "+" | "/" )+ "="*;
	auth_part := auth_params_ | token68_ >params %token68;
	challenge_value := token_run >mark %c_scheme LWS
	                   ( token_char | "/" ) @auth;
	credentials_value := token_run >mark %d_scheme LWS
	                     ( token_char | "/" ) @auth;
	auth_info_value := token_char @auth;

	# rfc1123-date; whether there is such a day is checked in C.
	action weekday { OUT(date)->weekday = CUT(r.mark); }
	action no_weekday { if (OUT(date)->weekday.ptr == NULL)
	                        note_quirk(&r, ZSIP_QUIRK_NO_WEEKDAY, p); }
	action day { notes.day = r.mark; OUT(date)->day = read_number(&r, p); }
	action month { OUT(date)->month = month_of(r.mark); }
	action year { OUT(date)->year = read_number(&r, p); }
	action hour { notes.hour = r.mark; OUT(date)->hour = read_number(&r, p); }
	action minute { OUT(date)->minute = read_number(&r, p); }
	action second { OUT(date)->second = read_number(&r, p); }
	date_value := ( wkday >mark %weekday "," SP )?
	              DIGIT{2} >mark >no_weekday %day SP month >mark %month SP
	              DIGIT{4} >mark %year SP
	              DIGIT{2} >mark %hour ":" DIGIT{2} >mark %minute ":"
	              DIGIT{2} >mark %second SP "GMT"i;

	callid_ = ( word_char $leap_word )+ ( "@" ( word_char $leap_word )+ )?;
	action di_callid { OUT(dialog_id)->callid = CUT(r.mark); }
	dialog_id_value := callid_ >mark %di_callid to_params;
	action td_callid { OUT(target_dialog)->callid = CUT(r.mark); }
	target_dialog_value := callid_ >mark %td_callid to_params;

	# RFC 8224 4: the JWS, with the letters of base64url (RFC 7515 2); or
	# what RFC 4474 9 had here, base64 without parameters.
	base64_ = alphanum | "+" | "/" | "-" | "_";
	action jws { split_jws(OUT(identity), r.mark, p); }
	action signature { OUT(identity)->signature = CUT(r.mark); }
	identity_value := ( base64_* "." base64_* "." base64_+ ) >mark %jws
	                  SWS ";" @ident_semicolon
	                | ( ( alphanum | "+" | "/" )+ "="{,2} ) >mark
	                  %signature;

	# RFC 5322 3.6.4
	atext_ = alphanum | [!#$%&'*+\-/=?^_`{|}~];
	dot_atom_ = atext_+ ( "." atext_+ )*;
	id_right_ = dot_atom_ | "[" ( 0x21..0x5A | 0x5E..0x7E )* "]";
	action id { OUT(msg_id)->id = CUT(r.mark); }
	msg_id_value := "<" @quote dot_atom_ "@" id_right_ ">" @id;

	# server-val *( LWS server-val )
	product_ = token_run ( SLASH token_run )?;
	server_vals_value := ( product_ | SWS nested_comment SWS )
	                     ( LWS ( product_ | nested_comment SWS ) )*;

	# token-nodot: a token without dots (RFC 4412 3.1)
	nodot_ = ( token_char - "." )+;
	action r_namespace { OUT(r_value)->r_namespace = CUT(r.mark); }
	action r_priority { OUT(r_value)->r_priority = CUT(r.mark); }
	r_value_value := nodot_ >mark %r_namespace "."
	                 nodot_ >mark %r_priority comma?;

	# RFC 3262 10
	action rk_response { OUT(rack)->response_number = read_number(&r, p); }
	action rk_cseq { OUT(rack)->cseq_number = read_number(&r, p); }
	action rk_method { OUT(rack)->method = CUT(r.mark); }
	rack_value := DIGIT+ >mark %rk_response LWS DIGIT+ >mark %rk_cseq LWS
	              token >mark %rk_method;

	action ra_seconds { OUT(retry_after)->seconds = read_number(&r, p); }
	action ra_comment { OUT(retry_after)->comment = notes.comment; }
	retry_after_value := DIGIT+ >mark %ra_seconds
	                     ( SWS nested_comment @ra_comment )? to_params;

	# RFC 7989 5: lower-case hexadecimal digits alone.
	action local_uuid { OUT(session_id)->local_uuid = CUT(r.mark); }
	session_id_value := LHEX{32} >mark %local_uuid to_params;

	action timestamp { OUT(timestamp)->timestamp = CUT(r.mark); }
	action delay { OUT(timestamp)->delay = CUT(r.mark); }
	timestamp_value := ( DIGIT+ ( "." DIGIT* )? ) >mark %timestamp
	                   ( LWS ( DIGIT+ ( "." DIGIT* )? | "." DIGIT* )
	                         >mark %delay )?;

	action version_major { OUT(mime_version)->version_major =
	                               read_number(&r, p); }
	action version_minor { OUT(mime_version)->version_minor =
	                               read_number(&r, p); }
	mime_version_value := DIGIT+ >mark %version_major "."
	                      DIGIT+ >mark %version_minor;

	action warn_code { OUT(warning_value)->code = read_number(&r, p); }
	action warn_agent { OUT(warning_value)->agent = CUT(r.mark); }
	action warn_host { check_agent(&r, r.mark, p); }
	action warn_text { OUT(warning_value)->text = CUT(r.mark); }
	# By a quirk a text, or nothing.
	action warning_text { note_quirk(&r, ZSIP_QUIRK_WARNING_TEXT, p);
	                      r.mark = p; }
	warning_value_value := ( ( texts_ - ( DIGIT any* ) ) >warning_text
	                         %warn_text SWS
	                 | DIGIT{3} >mark %warn_code SP
	                 ( ( token_run ( ":" DIGIT+ )?
	                   | "[" ( HEXDIG | ":" | "." )+ "]" ( ":" DIGIT+ )? )
	                   >mark %warn_agent %warn_host )
	                 SP SWS '"' @quote quoted_text '"' >warn_text ) comma?;

	write data;
}%%

/* Shapes of header_values.rl have no entry here. */
#define typed_values_en_text_value       typed_values_error
#define typed_values_en_token_value      typed_values_error
#define typed_values_en_digits_value     typed_values_error
#define typed_values_en_callid_value     typed_values_error
#define typed_values_en_cseq_value       typed_values_error
#define typed_values_en_media_type_value typed_values_error
#define typed_values_en_name_addr_value  typed_values_error
#define typed_values_en_via_parm_value   typed_values_error

/* Clears the shape's struct, and says where to enter. */
static int enter(void *out, unsigned shape)
{
	switch (shape) {
#define ZSIP_SHAPE(shape, members)                          \
	case ZSIP_SHAPE_##shape:                            \
		*OUT(shape) = (struct zsip_##shape){ 0 };   \
		return typed_values_en_##shape##_value;
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests, \
                    responses, shape, flags, rfc)
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
	}
	return typed_values_error;
}

const char *ISA(typed_value)(void *out, unsigned shape, const char *text,
                             const char *end, const struct zsip_slice *around,
                             struct zsip_stop *stop)
{
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	const char *const floor = around->ptr;
	const char *const limit = floor + around->len;
	struct notes notes = { 0 };
	struct reading r;
	int cs = enter(out, shape);

	reading_start(&r, end, around, stop);

	for (;;) {
		%% write exec;

		if (ZSIP_UNLIKELY(cs < typed_values_first_final))
			return value_failed(&r, p);
		if (notes.next == NULL)
			break;
		p = notes.next;
		cs = notes.next_part;
		notes.next = NULL;
	}
	return typed_done(&r, &notes, out, shape);
}
