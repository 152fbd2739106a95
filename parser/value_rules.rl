# What the machines of header_values.rl have in common: lists, texts and
# parameters.  Actions record; what a machine cannot say is checked in C when it
# has stopped.

%%{
	machine value_rules;
	alphtype unsigned char;

	# A lone LF in a fold: the quirk lf_line_ends.
	action lone_lf { note_quirk(&r, ZSIP_QUIRK_LF_LINE_ENDS, p); }
	CRLF = "\r\n" | "\n" @lone_lf;
	include abnf_core "abnf_core.rl";

	action mark { r.mark = p; }
	action leap_token { LEAP(token); }
	action leap_word { LEAP(word); }
	action leap_qdtext { LEAP(qdtext); }
	action leap_text { LEAP(text); }
	action leap_bracketed { LEAP(bracketed); }
	action leap_bare { LEAP(bare); }

	# A value in a list ends at its comma.
	action comma { r.end = (const char *)p; fbreak; }
	comma = SWS "," @comma;

	token_run = ( token_char $leap_token )+;
	# *(qdtext / quoted-pair), with LWS taken apart into blanks and folds.
	quoted_text = ( ( SP | HTAB | 0x21 | 0x23..0x5B | 0x5D..0x7E )
	                $leap_qdtext
	              | CRLF WSP | UTF8_NONASCII | quoted_pair )*;

	# Parameters: generic-param and what comes close to it.  The first of a
	# name that the shape keeps goes to its member.
	action params { if (r.params == NULL) r.params = p; }
	action name { r.name = p; }
	action any_param { r.slot = &r.unused; }
	action value { r.mark = p; }
	action value_end { *r.slot = CUT(r.mark); }
	action quote { r.mark = p + 1; }
	action reference_end { p++; *r.slot = CUT(r.mark);
	                       check_host(&r, r.mark, p); p--; }
	semi = SWS ";" >params SWS;
	quoted_value = '"' @quote quoted_text '"' >value_end;
	# gen-value = token / host / quoted-string: a hostname and an
	# IPv4address are tokens.
	reference = "[" >value ( HEXDIG | ":" | "." )+ "]" @reference_end;
	gen_value_ = ( token_run >value %value_end ) | reference
	           | quoted_value;
}%%
