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
	sip_token_char = alpha_numeric | [\-.!%*_+`'~];
	sip_token = sip_token_char+;
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
	action ca_port { OUT(candidate)->port = read_u16(&r, p, "port"); }
	action ca_type { OUT(candidate)->type = CUT(r.mark); }
	action ca_rel_addr { OUT(candidate)->rel_addr = CUT(r.mark); }
	action ca_rel_port { OUT(candidate)->rel_port = read_u16(&r, p, "port"); }
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
	no_rel_ = sip_token_char+ - ( "raddr"i | "rport"i );
	no_rel_port_ = sip_token_char+ - "rport"i;
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
	action rc_port { read_u16(&r, p, "port"); }
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

	# RFC 4145 5
	action cv_value { OUT(conn_value)->value = CUT_ALL; }
	conn_value_value := ( "new"i | "existing"i ) %cv_value;

	# RFC 8842 4
	action ti_id { OUT(tls_id)->id = bounded(&r, p, 20, 255, "tls-id"); }
	tls_id_char = alpha_numeric | [+/\-_];
	tls_id_value := tls_id_char+ >mark %ti_id;

	# RFC 8827 5.  The value of an extension may have blanks.
	action id_assertion { OUT(identity)->assertion = CUT_ALL; }
	action id_extensions { OUT(identity)->extensions = CUT(r.mark); }
	extension_value = ( byte_char - ";" )+;
	identity_extension = token ( "=" extension_value )?;
	identity_value := ( base64 - "" ) %id_assertion
	        ( SP ( identity_extension ( SP identity_extension )* )
	          >mark %id_extensions )?;

	# RFC 6193 4
	action is_role { OUT(ike_setup)->role = CUT_ALL; }
	ike_setup_value := ( "active"i | "passive"i | "actpass"i ) %is_role;

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

	# RFC 4567 3.1
	action km_protocol { OUT(key_mgmt)->protocol = CUT(r.mark); }
	action km_data { OUT(key_mgmt)->data = CUT(r.mark); }
	KMPID = alpha_numeric+;
	key_mgmt_value := SP? KMPID >mark %km_protocol SP
	                  ( base64 - "" ) >mark %km_data;

	# RFC 6189 8.1
	action zh_version { OUT(zrtp_hash)->version = CUT_ALL; }
	action zh_hash { OUT(zrtp_hash)->hash = CUT(r.mark); }
	zrtp_hash_value := token %zh_version SP HEXDIG+ >mark %zh_hash;

	# RFC 8841 5
	action sp_port { OUT(sctp_port)->port = read_u16(&r, p, "port"); }
	sctp_port_value := DIGIT+ >mark %sp_port;

	# draft-ietf-mmusic-sctp-sdp-06 5; earlier drafts have parameters where
	# it has a number of streams.
	action sm_port { OUT(sctpmap)->port = read_u16(&r, p, "port"); }
	action sm_application { OUT(sctpmap)->application = CUT(r.mark); }
	action sm_params { OUT(sctpmap)->params = CUT(r.mark); }
	sctpmap_value := DIGIT+ >mark %sm_port SP
	        token >mark %sm_application
	        ( SP ( non_ws_string ( SP non_ws_string )* )
	          >mark %sm_params )?;

	# RFC 8864 5.1.1, 5.2.1
	action dm_stream { OUT(dcmap)->stream_id =
	                           read_u16(&r, p, "stream-id"); }
	action dm_ordered { keep(&OUT(dcmap)->ordered, r.mark, p); }
	action dm_subprotocol { keep(&OUT(dcmap)->subprotocol, r.mark, p); }
	action dm_label { keep(&OUT(dcmap)->label, r.mark, p); }
	action dm_max_retr { keep_u32(&r, &OUT(dcmap)->max_retr, p); }
	action dm_max_time { keep_u32(&r, &OUT(dcmap)->max_time, p); }
	action dm_priority { keep_u16(&r, &OUT(dcmap)->priority, p); }
	stream_id = DIGIT+;
	quoted_visible = VCHAR - ["%];
	escaped_char = "%" HEXDIG{2};
	quoted_char = SP | quoted_visible;
	in_quotes_ = ( quoted_char | escaped_char )*;
	ordering_opt = "ordered="i ( "true"i | "false"i ) >mark %dm_ordered;
	subprotocol_opt = "subprotocol="i
	                  '"' %mark in_quotes_ %dm_subprotocol '"';
	label_opt = "label="i '"' %mark in_quotes_ %dm_label '"';
	maxretr_opt = "max-retr="i zero_based_integer >mark %dm_max_retr;
	maxtime_opt = "max-time="i zero_based_integer >mark %dm_max_time;
	priority_opt = "priority="i zero_based_integer >mark %dm_priority;
	dcmap_opt = ordering_opt | subprotocol_opt | label_opt | maxretr_opt
	          | maxtime_opt | priority_opt;
	dcmap_value := stream_id >mark %dm_stream
	               ( SP dcmap_opt ( ";" dcmap_opt )* )?;

	action ds_stream { OUT(dcsa)->stream_id =
	                           read_u16(&r, p, "stream-id"); }
	action ds_name { OUT(dcsa)->name = CUT(r.mark); }
	action ds_value { OUT(dcsa)->value = CUT(r.mark); }
	dcsa_value := stream_id >mark %ds_stream SP
	              attribute_name >mark %ds_name
	              ( ":" byte_string >mark %ds_value )?;

	# RFC 6947 4.1
	action al_number { OUT(altc)->number = read_u32(&r, p, UINT32_MAX); }
	action al_addrtype { OUT(altc)->addrtype = CUT(r.mark); }
	action al_address { OUT(altc)->address = CUT(r.mark); }
	action al_port { OUT(altc)->port = read_u16(&r, p, "port"); }
	action al_rtcp_port { OUT(altc)->rtcp_port = read_u16(&r, p, "port"); }
	altc_value := DIGIT+ >mark %al_number SP
	              addrtype >mark %al_addrtype SP
	              connection_address >mark %al_address SP
	              port >mark %al_port ( "/" port >mark %al_rtcp_port )?;

	write data;
}%%

#define ENTER_lines(shape)
#define ENTER_rtp(shape)
#define ENTER_media(shape)
#define ENTER_transport(shape) ENTER(sdp_transport, shape)
#define ENTER_application(shape)
#define ENTER_capability(shape)
#define ENTER_precondition(shape)

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
