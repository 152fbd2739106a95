/*
 * Attributes of transport and security: ICE, DTLS, SDES, SCTP.
 */
#include "sdp_transport_reading.h"

%%{
	machine sdp_transport;
	include sdp_core "sdp_core.rl";

	action mark { r.mark = p; }

	WSP = SP | "\t";

	# ICE (RFC 8839 5).  Its tokens are those of RFC 3261.
	ice_char = alpha_numeric | "+" | "/";
	sip_token = ( alpha_numeric | [\-.!%*_+`'~] )+;
	connection_address = non_ws_string;

	# Behind rel-addr and rel-port any name is that of an extension; where
	# they may stand, theirs are not.
	action ca_foundation { OUT(candidate)->foundation =
	                               bounded(&r, p, 1, 32, "foundation"); }
	action ca_component { OUT(candidate)->component_id =
	                              read_component(&r, p); }
	action ca_transport { OUT(candidate)->transport = CUT(r.mark); }
	action ca_priority { OUT(candidate)->priority =
	                             read_digits(&r, p, 10, "priority"); }
	action ca_address { OUT(candidate)->address = CUT(r.mark); }
	action ca_port { OUT(candidate)->port = read_port(&r, p); }
	action ca_type { OUT(candidate)->type = CUT(r.mark); }
	action ca_rel_addr { OUT(candidate)->rel_addr = CUT(r.mark); }
	action ca_rel_port { OUT(candidate)->rel_port = read_port(&r, p); }
	action ca_extensions { OUT(candidate)->extensions = CUT(r.mark); }
	foundation = ice_char+;
	component_id = DIGIT+;
	transport = sip_token;
	priority = DIGIT+;
	candidate_types = sip_token;
	extension_att_value = VCHAR*;
	cand_extension = sip_token SP extension_att_value;
	rel_addr = "raddr"i SP connection_address >mark %ca_rel_addr;
	rel_port = "rport"i SP port >mark %ca_rel_port;
	no_rel_ = sip_token - ( "raddr"i | "rport"i );
	no_rel_port_ = sip_token - "rport"i;
	extensions_ = ( cand_extension ( SP cand_extension )* )
	              >mark %ca_extensions;
	other_extensions_ = ( no_rel_ SP extension_att_value
	                      ( SP cand_extension )* ) >mark %ca_extensions;
	rel_addr_extensions_ = ( no_rel_port_ SP extension_att_value
	                         ( SP cand_extension )* ) >mark %ca_extensions;
	candidate_value := foundation >mark %ca_foundation SP
	        component_id >mark %ca_component SP
	        transport >mark %ca_transport SP
	        priority >mark %ca_priority SP
	        connection_address >mark %ca_address SP
	        port >mark %ca_port SP
	        "typ"i SP candidate_types >mark %ca_type
	        ( SP rel_addr ( SP rel_port ( SP extensions_ )?
	                      | SP rel_addr_extensions_ )?
	        | SP rel_port ( SP extensions_ )?
	        | SP other_extensions_ )?;

	action rc_component { read_component(&r, p); }
	action rc_port { read_port(&r, p); }
	action rc_candidates { OUT(remote_candidates)->candidates = CUT_ALL; }
	remote_candidate = component_id >mark %rc_component SP
	                   connection_address SP port >mark %rc_port;
	remote_candidates_value := ( remote_candidate
	                             ( SP remote_candidate )* ) %rc_candidates;

	action iu_ufrag { OUT(ice_ufrag)->ufrag =
	                          bounded(&r, p, 4, 256, "ufrag"); }
	ice_ufrag_value := ice_char+ >mark %iu_ufrag;

	action ip_password { OUT(ice_pwd)->password =
	                             bounded(&r, p, 22, 256, "password"); }
	ice_pwd_value := ice_char+ >mark %ip_password;

	action io_tags { OUT(ice_options)->tags = CUT_ALL; }
	ice_option_tag = ice_char+;
	ice_options_value := ( ice_option_tag ( SP ice_option_tag )* ) %io_tags;

	# RFC 4145 4
	action su_role { OUT(setup)->role = CUT_ALL; }
	setup_value := ( "active"i | "passive"i | "actpass"i | "holdconn"i )
	               %su_role;

	# RFC 8122 5
	action fp_hash { OUT(fingerprint)->hash_function = CUT_ALL; }
	action fp_fingerprint { OUT(fingerprint)->fingerprint = CUT(r.mark); }
	UHEX = DIGIT | "A".."F";
	hash_func = token;
	fingerprint = UHEX{2} ( ":" UHEX{2} )*;
	fingerprint_value := hash_func %fp_hash SP
	                     fingerprint >mark %fp_fingerprint;

	# RFC 4568 9.1, 9.2
	action cr_tag { OUT(crypto)->tag = read_digits(&r, p, 9, "tag"); }
	action cr_suite { OUT(crypto)->suite = CUT(r.mark); }
	action cr_key_params { OUT(crypto)->key_params = CUT(r.mark); }
	action cr_session_params { OUT(crypto)->session_params = CUT(r.mark); }
	crypto_suite = ( alpha_numeric | "_" )+;
	key_method_ext = ( alpha_numeric | "_" )+ - "inline"i;
	key_info = ( VCHAR - ";" )+;
	key_salt = ( base64_char | "=" )+;
	lifetime = "2^"? DIGIT+;
	mki = DIGIT+ ":" DIGIT{1,3};
	srtp_key_info = key_salt ( "|" lifetime )? ( "|" mki )?;
	key_param = "inline"i ":" srtp_key_info | key_method_ext ":" key_info;
	key_params = key_param ( ";" key_param )*;
	session_param = VCHAR+;
	crypto_value := DIGIT+ >mark %cr_tag WSP+
	        crypto_suite >mark %cr_suite WSP+
	        key_params >mark %cr_key_params
	        ( WSP+ ( session_param ( WSP+ session_param )* )
	          >mark %cr_session_params )?;

	write data;
}%%

#define ENTER_lines(shape)
#define ENTER_rtp(shape)
#define ENTER_transport(shape) ENTER(sdp_transport, shape)
#define ENTER_application(shape)

const char *zsip_sdp_transport_machine(void *out, unsigned shape,
                                       const char *text, const char *end,
                                       struct zsip_stop *stop)
{
	struct reading r = { .mark = NULL, .stop = stop };
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	int cs = sdp_transport_error;

	switch (shape) {
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
	}

	%% write exec;

	return reading_done(&r, p, end, cs >= sdp_transport_first_final);
}
