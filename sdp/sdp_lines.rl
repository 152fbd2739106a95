/*
 * The values of lines (RFC 8866 9), and the shapes that many attributes share.
 */
#include "sdp_reading.h"

%%{
	machine sdp_lines;
	include sdp_core "sdp_core.rl";

	action mark { r.mark = p; }

	action v_number { OUT(version)->number = read_u32(&r, p, UINT32_MAX); }
	version_value := DIGIT+ >mark %v_number;

	action o_username { OUT(origin)->username = CUT(r.mark); }
	action o_id { OUT(origin)->sess_id = CUT(r.mark); }
	action o_version { OUT(origin)->sess_version = CUT(r.mark); }
	action o_nettype { OUT(origin)->nettype = CUT(r.mark); }
	action o_addrtype { OUT(origin)->addrtype = CUT(r.mark); }
	action o_address { OUT(origin)->address = CUT(r.mark); }
	# By quirks without what stands at its end, and with an id of any form.
	action o_short { note_quirk(&r, ZSIP_QUIRK_SDP_SHORT_ORIGIN, p,
	                            "origin-field"); }
	action o_other_id { note_quirk(&r, ZSIP_QUIRK_SDP_SESSION_ID, p,
	                               "sess-id"); }
	origin_id_ = ( DIGIT+ ( ( non_ws_char - DIGIT ) >o_other_id
	                        non_ws_char* )?
	             | ( non_ws_char - DIGIT ) >o_other_id non_ws_char* );
	origin_value := username >mark %o_username SP
	                origin_id_ >mark %o_id SP
	                sess_version >mark %o_version SP
	                nettype >mark %o_nettype
	                ( SP addrtype >mark %o_addrtype
	                  ( SP non_ws_string >mark %o_address
	                  | "" %o_short )
	                | "" %o_short );

	action text { OUT(text)->text = CUT(r.mark); }
	text_value := text >mark %text;
	action free_text { OUT(free_text)->text = CUT(r.mark); }
	free_text_value := text >mark %free_text;

	# A URI-reference is bounded here; its parts are nobody's matter.
	action uri { OUT(uri)->uri = CUT(r.mark); }
	uri_value := non_ws_string >mark %uri;

	action e_address { OUT(email)->address = CUT(r.mark); }
	action e_name { OUT(email)->display_name = trimmed(r.mark, p); }
	email_value := addr_spec >mark %e_address
	               ( SP+ "(" email_safe+ >mark %e_name ")" )?
	             | email_safe+ >mark %e_name "<" addr_spec >mark %e_address
	               ">";

	action p_number { OUT(phone)->number = trimmed(r.mark, p); }
	action p_name { OUT(phone)->display_name = trimmed(r.mark, p); }
	phone_value := phone >mark %p_number
	               ( "(" email_safe+ >mark %p_name ")" )?
	             | email_safe+ >mark %p_name "<" phone >mark %p_number ">";

	action c_nettype { OUT(connection)->nettype = CUT(r.mark); }
	action c_addrtype { OUT(connection)->addrtype = CUT(r.mark); }
	action c_address { OUT(connection)->address = CUT(r.mark); }
	connection_value := nettype >mark %c_nettype SP
	                    addrtype >mark %c_addrtype SP
	                    non_ws_string >mark %c_address;

	action b_type { OUT(bandwidth)->bwtype = CUT(r.mark); }
	action b_number { OUT(bandwidth)->bandwidth = read_u64(&r, p); }
	bandwidth_value := bwtype >mark %b_type ":" bandwidth >mark %b_number;

	action t_start { OUT(timing)->start = read_u64(&r, p); }
	action t_stop { OUT(timing)->stop = read_u64(&r, p); }
	timing_value := start_time >mark %t_start SP stop_time >mark %t_stop;

	action r_interval { OUT(repeat)->interval = CUT(r.mark); }
	action r_duration { OUT(repeat)->duration = CUT(r.mark); }
	action r_offsets { OUT(repeat)->offsets = CUT(r.mark); }
	repeat_value := repeat_interval >mark %r_interval SP
	                typed_time >mark %r_duration SP
	                ( typed_time ( SP typed_time )* ) >mark %r_offsets;

	action z_adjustments { OUT(zone)->adjustments = CUT(r.mark); }
	adjustment_ = time SP "-"? typed_time;
	zone_value := ( adjustment_ ( SP adjustment_ )* )
	              >mark %z_adjustments;

	action k_method { OUT(key)->method = CUT(r.mark); }
	action k_key { OUT(key)->key = CUT(r.mark); }
	key_value := "prompt" >mark %k_method
	           | "clear" >mark %k_method ":" text >mark %k_key
	           | "base64" >mark %k_method ":" base64 >mark %k_key
	           | "uri" >mark %k_method ":" non_ws_string >mark %k_key;

	action m_type { OUT(media_field)->type = CUT(r.mark); }
	action m_port { OUT(media_field)->port = read_u32(&r, p, 65535); }
	action m_count { OUT(media_field)->port_count =
	                         read_u32(&r, p, UINT32_MAX); }
	action m_proto { OUT(media_field)->proto = CUT(r.mark); }
	action m_formats { OUT(media_field)->formats = CUT(r.mark); }
	action m_none { note_quirk(&r, ZSIP_QUIRK_SDP_NO_FORMATS, p, "fmt"); }
	media_field_value := media >mark %m_type SP
	                     port >mark %m_port ( "/" integer >mark %m_count )?
	                     SP proto >mark %m_proto
	                     ( SP ( fmt ( SP fmt )* ) >mark %m_formats
	                     | "" %m_none );

	property_value := "" %{ OUT(property)->set = true; };

	action token { OUT(token)->token = CUT(r.mark); }
	token_value := token >mark %token;

	action digits { OUT(digits)->number = read_u64(&r, p); }
	digits_value := DIGIT+ >mark %digits;

	write data;
}%%

#define ENTER_lines(shape) ENTER(sdp_lines, shape)
#define ENTER_rtp(shape)
#define ENTER_media(shape)
#define ENTER_transport(shape)
#define ENTER_application(shape)
#define ENTER_capability(shape)
#define ENTER_precondition(shape)

const char *zsip_sdp_lines_machine(void *out, unsigned shape, const char *text,
                                   const char *end, struct zsip_stop *stop)
{
	struct reading r = { .mark = NULL, .stop = stop };
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	int cs = sdp_lines_error;

	switch (shape) {
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
	}

	%% write exec;

	return reading_done(&r, p, end, cs >= sdp_lines_first_final);
}
