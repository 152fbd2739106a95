/*
 * Attributes of RTP that most calls have.
 */
#include "sdp_reading.h"

/* A fraction that ends in zeros, which takes a quirk.  Zero itself is nothing
 * that may stand here. */
static void keep_fraction(struct reading *r, struct zsip_sdp_decimal *decimal,
                          const unsigned char *p)
{
	const unsigned char *end = p;

	while (end > r->mark && end[-1] == '0')
		end--;
	if (end > r->mark)
		decimal->fraction = (struct zsip_slice){
		        (const char *)r->mark, (size_t)(end - r->mark)};
	else if (decimal->whole == 0)
		set_bad(r, ZSIP_E_SYNTAX, p, "non-zero-int-or-real");
	note_quirk(r, ZSIP_QUIRK_SDP_FRACTION_ZEROS, p, "");
}

%%{
	machine sdp_rtp;
	include sdp_core "sdp_core.rl";

	action mark { r.mark = p; }
	action mark2 { r.mark2 = p; }

	# RFC 8866 6.6
	payload_type = zero_based_integer;
	clock_rate = integer;
	encoding_params = integer;

	action rm_payload_type { OUT(rtpmap)->payload_type =
	                                 read_payload_type(&r, p); }
	action rm_encoding { OUT(rtpmap)->encoding = CUT(r.mark); }
	action rm_clock_rate { OUT(rtpmap)->clock_rate =
	                               read_u32(&r, p, UINT32_MAX); }
	action rm_params { OUT(rtpmap)->params = CUT(r.mark); }
	# By a quirk it ends early.
	action rm_short { note_quirk(&r, ZSIP_QUIRK_SDP_SHORT_MAPPING, p,
	                             "rtpmap"); }
	rtpmap_value := payload_type >mark %rm_payload_type
	                ( SP token >mark %rm_encoding
	                  ( "/" clock_rate >mark %rm_clock_rate
	                    ( "/" encoding_params >mark %rm_params )?
	                  | "" %rm_short )
	                | "" %rm_short );

	# RFC 8866 6.15; by a quirk without parameters.
	action fm_format { OUT(fmtp)->format = CUT(r.mark); }
	action fm_params { OUT(fmtp)->params = CUT(r.mark); }
	action fm_short { note_quirk(&r, ZSIP_QUIRK_SDP_SHORT_MAPPING, p,
	                             "fmtp"); }
	fmtp_value := fmt >mark %fm_format
	              ( SP ( byte_string >mark %fm_params | "" %fm_short )
	              | "" %fm_short );

	# RFC 8866 6.4, 6.5, 6.13
	action d_whole { OUT(decimal)->whole = read_u64(&r, p); }
	action d_fraction { OUT(decimal)->fraction = CUT(r.mark); }
	action d_zeros { keep_fraction(&r, out, p); }
	decimal_value := integer >mark %d_whole
	               | zero_based_integer >mark %d_whole "."
	                 ( ( DIGIT* POS_DIGIT ) %d_fraction
	                 | ( DIGIT* "0" ) %d_zeros ) >mark;

	# RFC 3605 2.1
	action rtcp_port { OUT(rtcp)->port = read_u32(&r, p, 65535); }
	action rtcp_nettype { OUT(rtcp)->nettype = CUT(r.mark); }
	action rtcp_addrtype { OUT(rtcp)->addrtype = CUT(r.mark); }
	action rtcp_address { OUT(rtcp)->address = CUT(r.mark); }
	rtcp_value := port >mark %rtcp_port
	              ( SP nettype >mark %rtcp_nettype
	                SP addrtype >mark %rtcp_addrtype
	                SP non_ws_string >mark %rtcp_address )?;

	# RFC 4585 4.2.  What later documents add is of the same form.
	rtcp_fb_id = ( alpha_numeric | "-" | "_" )+;

	action fb_format { OUT(rtcp_fb)->format = CUT(r.mark); }
	action fb_type { OUT(rtcp_fb)->type = CUT(r.mark); }
	action fb_parameter { OUT(rtcp_fb)->parameter = CUT(r.mark); }
	action fb_value { OUT(rtcp_fb)->value = CUT(r.mark); }
	rtcp_fb_value := fmt >mark %fb_format SP
	                 rtcp_fb_id >mark %fb_type
	                 ( SP token >mark %fb_parameter
	                   ( SP byte_string >mark %fb_value )? )?;

	# RFC 8285 8
	direction = "sendonly"i | "recvonly"i | "sendrecv"i | "inactive"i;

	action em_id { OUT(extmap)->id = read_u32(&r, p, UINT32_MAX); }
	action em_direction { OUT(extmap)->direction = CUT(r.mark); }
	action em_uri { OUT(extmap)->uri = CUT(r.mark); }
	action em_attributes { OUT(extmap)->attributes = CUT(r.mark); }
	extmap_value := DIGIT{1,5} >mark %em_id
	                ( "/" direction >mark %em_direction )? SP
	                non_ws_string >mark %em_uri
	                ( SP byte_string >mark %em_attributes )?;

	# RFC 8830 2
	action msid_id { OUT(msid)->id = CUT(r.mark); }
	action msid_appdata { OUT(msid)->appdata = CUT(r.mark); }
	action msid_length { check_length(&r, p, 64, "1*64token-char"); }
	msid_token_ = token >mark %msid_length %!msid_length;
	msid_value := msid_token_ %msid_id ( SP msid_token_ %msid_appdata )?;

	# RFC 5888 4, 5
	identification_tag = token;
	semantics = token;

	action g_semantics { OUT(group)->semantics = CUT(r.mark); }
	action g_ids { OUT(group)->ids = CUT(r.mark); }
	group_value := semantics >mark %g_semantics
	               ( SP ( identification_tag ( SP identification_tag )* )
	                    >mark %g_ids )?;

	# RFC 5576 10.  An identifier may be 0, though integer may not.
	ssrc_id = zero_based_integer >mark;

	action s_ssrc { OUT(ssrc)->ssrc = read_u32(&r, p, UINT32_MAX); }
	action s_attribute { OUT(ssrc)->attribute = CUT(r.mark); }
	action s_value { OUT(ssrc)->value = CUT(r.mark); }
	ssrc_value := ssrc_id %s_ssrc SP
	              attribute_name >mark %s_attribute
	              ( ":" byte_string >mark %s_value )?;

	action check_ssrc { read_u32(&r, p, UINT32_MAX); }
	ssrc_ids = ssrc_id %check_ssrc ( SP ssrc_id %check_ssrc )*;

	action sg_semantics { OUT(ssrc_group)->semantics = CUT(r.mark); }
	action sg_ssrcs { OUT(ssrc_group)->ssrcs = CUT(r.mark2); }
	ssrc_group_value := semantics >mark %sg_semantics
	                    ( SP ssrc_ids >mark2 %sg_ssrcs )?;

	action ps_ssrcs { OUT(previous_ssrc)->ssrcs = CUT(r.mark2); }
	previous_ssrc_value := ssrc_ids >mark2 %ps_ssrcs;

	# RFC 3611 5.1.  The formats that it names are of the form of format-ext.
	action xr_formats { OUT(rtcp_xr)->formats = CUT(r.mark); }
	action xr_none { OUT(rtcp_xr)->formats = CUT(p); }
	rtcp_xr_value := ( non_ws_string ( SP non_ws_string )* )
	                 >mark %xr_formats
	               | "" %xr_none;

	# RFC 8851 10.  "pt=" begins the list of formats, not a parameter.
	rid_id = ( alpha_numeric | "-" | "_" )+;
	rid_dir = "send" | "recv";
	rid_fmt_list = fmt ( "," fmt )*;
	param_val = ( 0x20..0x7E - ";" )*;
	rid_param = ( alpha_numeric | "-" )+ ( "=" param_val )?;
	first_param_ = rid_param - ( "pt=" any* );

	action rid_id { OUT(rid)->id = CUT(r.mark); }
	action rid_direction { OUT(rid)->direction = CUT(r.mark); }
	action rid_formats { OUT(rid)->formats = CUT(r.mark); }
	action rid_params { OUT(rid)->params = CUT(r.mark2); }
	rid_value := rid_id >mark %rid_id SP rid_dir >mark %rid_direction
	             ( SP ( "pt=" rid_fmt_list >mark %rid_formats
	                    ( ";" ( rid_param ( ";" rid_param )* )
	                          >mark2 %rid_params )?
	                  | ( first_param_ ( ";" rid_param )* )
	                    >mark2 %rid_params ) )?;

	# RFC 8853 5.1
	sc_id = "~"? rid_id;
	sc_alt_list = sc_id ( "," sc_id )*;
	sc_str_list = sc_alt_list ( ";" sc_alt_list )*;

	action sc_send { OUT(simulcast)->send = CUT(r.mark); }
	action sc_recv { OUT(simulcast)->recv = CUT(r.mark); }
	sc_send = "send" SP sc_str_list >mark %sc_send;
	sc_recv = "recv" SP sc_str_list >mark %sc_recv;
	simulcast_value := sc_send ( SP sc_recv )? | sc_recv ( SP sc_send )?;

	# draft-ietf-mmusic-msid-02 3, as browsers still send it
	action ms_semantic { OUT(msid_semantic)->semantic = CUT(r.mark); }
	action ms_ids { OUT(msid_semantic)->ids = CUT(r.mark); }
	msid_semantic_value := SP? token >mark %ms_semantic
	                       ( SP ( token ( SP token )* ) >mark %ms_ids )?;

	write data;
}%%

#define ENTER_lines(shape)
#define ENTER_rtp(shape) ENTER(sdp_rtp, shape)
#define ENTER_media(shape)
#define ENTER_transport(shape)
#define ENTER_application(shape)
#define ENTER_capability(shape)
#define ENTER_precondition(shape)

const char *zsip_sdp_rtp_machine(void *out, unsigned shape, const char *text,
                                 const char *end, struct zsip_stop *stop)
{
	struct reading r = { .mark = NULL, .stop = stop };
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	int cs = sdp_rtp_error;

	switch (shape) {
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
	}

	%% write exec;

	return reading_done(&r, p, end, cs >= sdp_rtp_first_final);
}
