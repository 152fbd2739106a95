/*
 * telephone-subscriber (RFC 3966 3, as errata 203 and 4376 correct it): what
 * follows "tel:", and what a sip URI with user=phone has as its user part.
 */
#include "internal.h"

%%{
	machine tel;
	alphtype unsigned char;
	include abnf_crlf "abnf_crlf.rl";
	include abnf_core "abnf_core.rl";

	action mark { mark = p; }
	action global { tel->global = true; }
	action number { tel->number = between(from, p); }
	action params { params = p; }
	action ext { keep(&tel->ext, mark, p); }
	action isub { keep(&tel->isub, mark, p); }
	action context { keep(&tel->phone_context, mark, p); }

	visual_separator = "-" | "." | "(" | ")";
	phonedigit = DIGIT | visual_separator;
	# "#" ends a URI (RFC 3986 3.5) and is no character of a user part, so it
	# is met escaped (RFC 3261 19.1.2).
	hash = "#" | "%23";
	phonedigit_hex = HEXDIG | "*" | hash | visual_separator;
	global_number_digits = "+" phonedigit* DIGIT phonedigit*;
	local_number_digits = phonedigit_hex* ( HEXDIG | "*" | hash )
	                      phonedigit_hex*;

	# domainname is the hostname of RFC 3261.
	descriptor = hostname | global_number_digits;
	context = "phone-context="i descriptor >mark %context;
	extension = "ext="i phonedigit+ >mark %ext;
	isdn_subaddress = "isub="i paramchar+ >mark %isub;
	# A name that has a rule of its own does not stand for any other value.
	other_name = ( alphanum | "-" )+
	             - ( "phone-context"i | "ext"i | "isub"i );
	parameter = other_name ( "=" pvalue )?;
	par = ";" ( parameter | extension | isdn_subaddress | context );

	# That a local number has a context and no parameter stands twice is
	# looked at behind the machine.
	main := ( global_number_digits >global | local_number_digits ) %number
	        ( par+ >params )?;

	write data;
}%%

static struct zsip_slice between(const unsigned char *from,
                                 const unsigned char *to)
{
	return (struct zsip_slice){ (const char *)from, (size_t)(to - from) };
}

/* Of a parameter that stands twice the first counts. */
static void keep(struct zsip_slice *slice, const unsigned char *from,
                 const unsigned char *to)
{
	if (slice->ptr == NULL)
		*slice = between(from, to);
}

const char *zsip_tel_machine(struct zsip_tel *tel, const char *text,
                             const char *end, struct zsip_stop *stop)
{
	const unsigned char *const from = (const unsigned char *)text;
	const unsigned char *p = from, *mark = p, *params = NULL;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	int cs;

	*tel = (struct zsip_tel){ .text = { text, (size_t)(end - text) } };

	%% write init;
	%% write exec;

	if (cs < tel_first_final)
		return zsip_stop_at(stop, ZSIP_E_SYNTAX, p,
		                    "telephone-subscriber");
	if (params != NULL)
		tel->params = between(params, p);
	return end;
}
