/*
 * Attributes of applications: T.38, MSRP and files, conferences, recording, IMS,
 * RTSP, MRCP and circuits.
 */
#include "sdp_reading.h"

%%{
	machine sdp_application;
	include sdp_core "sdp_core.rl";

	action mark { r.mark = p; }
	action mark2 { r.mark2 = p; }
	action whole { whole = p; }

	# ITU-T T.38 D.2.3.  Being there is what says yes; older devices send
	# numbers.
	action tf_set { OUT(t38_flag)->set = *r.mark == '1'; }
	action tf_value { OUT(t38_flag)->value = CUT(r.mark); }
	action tf_property { OUT(t38_flag)->set = true; }
	t38_flag_value := ( "0" | "1" ) >mark %tf_set %tf_value
	                | "" %tf_property;

	action tr_value { OUT(t38_rate)->value = CUT(r.mark); }
	t38_rate_value := ( "localTCF"i | "transferredTCF"i )
	                  >mark %tr_value;

	action te_value { OUT(t38_ec)->value = CUT(r.mark); }
	t38_ec_value := "t38UDP"i >mark
	                ( "NoEC"i | "FEC"i | "Redundancy"i ) %te_value;

	action td_minred { OUT(t38_depth)->minred =
	                           read_u32(&r, p, UINT32_MAX); }
	action td_maxred { OUT(t38_depth)->maxred =
	                           read_u32(&r, p, UINT32_MAX); }
	t38_depth_value := DIGIT+ >mark %td_minred
	                   ( SP DIGIT+ >mark %td_maxred )?;

	action tv_country { OUT(t38_vendor)->country =
	                            read_u32(&r, p, UINT32_MAX); }
	action tv_extension { OUT(t38_vendor)->extension =
	                              read_u32(&r, p, UINT32_MAX); }
	action tv_manufacturer { OUT(t38_vendor)->manufacturer =
	                                 read_u32(&r, p, UINT32_MAX); }
	t38_vendor_value := DIGIT+ >mark %tv_country SP
	                    DIGIT+ >mark %tv_extension SP
	                    DIGIT+ >mark %tv_manufacturer;

	# RFC 4975 9 and RFC 3986 3.2, whose sub-delims lack what ends an
	# authority here.  A path is walked URI by URI, each cut then.
	unreserved = alpha_numeric | [\-._~];
	pct_encoded = "%" HEXDIG{2};
	uri_char_ = unreserved | [!$&'()*+=];
	action mu_scheme { uri->scheme = CUT(r.mark); }
	# What stood before a colon of it has been taken for a host.
	action mu_userinfo { uri->userinfo = CUT(r.mark2);
	                     uri->host.ptr = NULL; }
	action mu_host { uri->host = CUT(r.mark); }
	action mu_port { uri->port = port_of(&r, p); }
	action mu_session { uri->session_id = CUT(r.mark); }
	action mu_transport { uri->transport = CUT(r.mark); }
	action mu_params { uri->params = CUT(r.mark2); }
	userinfo = ( uri_char_ | pct_encoded | ":" )+;
	host = "[" ( HEXDIG | [:.] )+ "]" | ( uri_char_ | pct_encoded )+;
	session_id = ( unreserved | [+=/] )+;
	uri_parameter = token ( "=" token )?;
	msrp_uri = ( "msrp"i | "msrps"i ) >mark %mu_scheme "://"
	           ( userinfo >mark2 "@" >mu_userinfo )?
	           ( host >mark %mu_host )?
	           ( ":" ( DIGIT+ >mark %mu_port )? )?
	           ( "/" session_id >mark %mu_session )?
	           ";" alpha_numeric+ >mark %mu_transport
	           ( ( ";" uri_parameter )+ >mark2 %mu_params )?;
	msrp_uri_value := msrp_uri;

	action p_uris { OUT(path)->uris = CUT(whole); }
	path_value := ( msrp_uri ( SP msrp_uri )* ) >whole %p_uris;

	# RFC 4975 8.6, 9
	action mt_type { type->type = CUT(r.mark); }
	action mt_subtype { type->subtype = CUT(r.mark); }
	action mt_params { type->params = CUT(r.mark2); }
	qdtext = "\t" | 0x20..0x7E - ["\\] | 0x80..0xFF;
	quoted_string = '"' ( qdtext | "\\" ["\\] )* '"';
	type_param = token "=" ( token | quoted_string );
	format_entry = token >mark %mt_type "/" token >mark %mt_subtype
	               ( ( ";" type_param )+ >mark2 %mt_params )?
	             | "*" >mark %mt_type;
	format_entry_value := format_entry;

	action fl_types { OUT(format_list)->types = CUT(whole); }
	format_list_value := ( format_entry ( SP format_entry )* )
	                     >whole %fl_types;

	# RFC 5547 6
	action fs_all { OUT(file_selector)->selectors = CUT(whole); }
	action fs_name { keep(&OUT(file_selector)->name, r.mark, p); }
	action fs_size { keep_size(&r, OUT(file_selector), p); }
	action fs_type { keep(&OUT(file_selector)->type, r.mark, p); }
	action fs_algorithm { keep(&OUT(file_selector)->hash_algorithm,
	                           r.mark, p); }
	action fs_hash { keep(&OUT(file_selector)->hash, r.mark, p); }
	filename_char = byte_char - ["%];
	filename_string = ( filename_char | pct_encoded )+;
	ft_parameter = token '="' filename_string '"';
	selector = 'name:"'i filename_string >mark %fs_name '"'
	         | "size:"i integer >mark %fs_size
	         | "type:"i ( token "/" token ( ";" ft_parameter )* )
	           >mark %fs_type
	         | "hash:"i token >mark %fs_algorithm ":"
	           ( HEXDIG{2} ( ":" HEXDIG{2} )* ) >mark %fs_hash;
	file_selector_value := ( ( selector ( SP selector )* )
	                         >whole %fs_all
	                       | "" %{ OUT(file_selector)->bare = true; } );

	# The date-time of RFC 5322 3.3, with the zone as a number.
	day_name = "Mon"i | "Tue"i | "Wed"i | "Thu"i | "Fri"i | "Sat"i | "Sun"i;
	month = "Jan"i | "Feb"i | "Mar"i | "Apr"i | "May"i | "Jun"i
	      | "Jul"i | "Aug"i | "Sep"i | "Oct"i | "Nov"i | "Dec"i;
	FWS = ( SP | "\t" )+;
	date_time = ( day_name "," FWS )? DIGIT{1,2} FWS month FWS DIGIT{4,} FWS
	            DIGIT{2} ":" DIGIT{2} ( ":" DIGIT{2} )?
	            FWS [+\-] DIGIT{4};
	action fd_creation { keep(&OUT(file_date)->creation, r.mark, p); }
	action fd_modification { keep(&OUT(file_date)->modification, r.mark,
	                              p); }
	action fd_read { keep(&OUT(file_date)->read, r.mark, p); }
	date_param = 'creation:"'i date_time >mark %fd_creation '"'
	           | 'modification:"'i date_time >mark %fd_modification '"'
	           | 'read:"'i date_time >mark %fd_read '"';
	file_date_value := date_param ( SP date_param )*;

	# RFC 2392 2
	action fi_content_id { OUT(file_icon)->content_id = CUT(r.mark); }
	file_icon_value := "cid:"i
	        ( uri_char_ | pct_encoded | [:@/?;,\[\]] )+
	        >mark %fi_content_id;

	action fr_start { OUT(file_range)->start = read_u64(&r, p); }
	action fr_stop { OUT(file_range)->stop = read_u64(&r, p); }
	file_range_value := integer >mark %fr_start "-"
	                    ( integer >mark %fr_stop | "*" );

	# RFC 7701 8.4
	action cr_tokens { OUT(chatroom)->tokens = CUT(r.mark); }
	chatroom_value := ( token ( SP token )* ) >mark %cr_tokens
	                | "" %{ OUT(chatroom)->bare = true; };

	# RFC 8856 5
	action fc_roles { OUT(floor_control)->roles = CUT(r.mark); }
	role = "c-only"i | "s-only"i | "c-s"i;
	floor_control_value := ( role ( SP role )* ) >mark %fc_roles;

	# By RFC 4583 5.4 without streams; 8856 5.4 asks for "m-stream".
	action fo_number { OUT(floor_id)->number =
	                           read_u32(&r, p, UINT32_MAX); }
	action fo_streams { OUT(floor_id)->streams = CUT(r.mark); }
	floor_id_value := DIGIT+ >mark %fo_number
	        ( SP ( "mstrm:"i | "m-stream:"i )
	          ( token ( SP token )* ) >mark %fo_streams )?;

	# bfcp-version (RFC 8856 5.5), periods (RFC 7197 3)
	action nu_numbers { OUT(numbers)->numbers = CUT(r.mark); }
	numbers_value := ( DIGIT+ ( SP DIGIT+ )* ) >mark %nu_numbers;

	# RFC 7866 7.1.2, 7.3.2
	action re_value { OUT(record)->value = CUT(r.mark); }
	record_value := ( "on"i | "off"i | "paused"i ) >mark %re_value;
	action rp_value { OUT(record_pref)->value = CUT(r.mark); }
	record_pref_value := ( "on"i | "off"i | "pause"i | "nopreference"i )
	                     >mark %rp_value;

	# TS 24.229 7.5.3.3; what follows the port is left whole.
	action rm_instance { OUT(realm)->instance =
	                             read_u32(&r, p, UINT32_MAX); }
	action rm_realm { OUT(realm)->realm = CUT(r.mark); }
	action rm_nettype { OUT(realm)->nettype = CUT(r.mark); }
	action rm_addrtype { OUT(realm)->addrtype = CUT(r.mark); }
	action rm_address { OUT(realm)->address = CUT(r.mark); }
	action rm_port { OUT(realm)->port = port_of(&r, p); }
	action rm_extensions { OUT(realm)->extensions = CUT(r.mark); }
	realm_value := DIGIT+ >mark %rm_instance SP
	               non_ws_string >mark %rm_realm SP
	               nettype >mark %rm_nettype SP
	               addrtype >mark %rm_addrtype SP
	               non_ws_string >mark %rm_address SP
	               port >mark %rm_port
	               ( SP ( non_ws_string ( SP non_ws_string )* )
	                 >mark %rm_extensions )?;

	action om_instance { OUT(media_routing)->instance =
	                             read_u32(&r, p, UINT32_MAX); }
	action om_value { OUT(media_routing)->value = CUT(r.mark); }
	media_routing_value := DIGIT+ >mark %om_instance ":"
	                       byte_string >mark %om_value;

	# RFC 7826 20.3; a URI-reference is bounded here.
	action co_uri { OUT(control)->uri = CUT(r.mark); }
	control_value := SP* VCHAR+ >mark %co_uri;

	# RFC 7826 4.4 and RFC 2326 3.5 to 3.7, with the utc-time that RFC 2326
	# C.1.5 has in its example.
	action ra_unit { OUT(time_range)->unit = CUT(r.mark); }
	action ra_start { OUT(time_range)->start = CUT(r.mark); }
	action ra_stop { OUT(time_range)->stop = CUT(r.mark); }
	npt_time = "now"i | DIGIT+ ( ":" DIGIT{1,2} ":" DIGIT{1,2} )?
	           ( "." DIGIT* )?;
	smpte_time = DIGIT{1,2} ( ":" DIGIT{1,2} ){2,3} ( "." DIGIT{1,2} )?;
	utc_time = DIGIT{8} "T" DIGIT{4} ( DIGIT{2} ( "." DIGIT+ )? )? "Z"?;
	EQUAL = SP* "=" SP*;
	time_range_value :=
	        ( "npt"i >mark %ra_unit
	          ( EQUAL ( npt_time >mark %ra_start "-"
	                    ( npt_time >mark %ra_stop )?
	                  | "-" npt_time >mark %ra_stop ) )?
	        | ( "smpte"i token_char* ) >mark %ra_unit
	          ( EQUAL ( smpte_time >mark %ra_start "-"
	                    ( smpte_time >mark %ra_stop )?
	                  | "-" smpte_time >mark %ra_stop ) )?
	        | "clock"i >mark %ra_unit
	          ( EQUAL ( utc_time >mark %ra_start "-"
	                    ( utc_time >mark %ra_stop )?
	                  | "-" utc_time >mark %ra_stop ) )? );

	# RFC 6064 4
	action fz_format { OUT(frame_size)->format = CUT(r.mark); }
	action fz_width { OUT(frame_size)->width =
	                          read_u32(&r, p, UINT32_MAX); }
	action fz_height { OUT(frame_size)->height =
	                           read_u32(&r, p, UINT32_MAX); }
	frame_size_value := fmt >mark %fz_format SP
	                    DIGIT+ >mark %fz_width "-"
	                    DIGIT+ >mark %fz_height;

	# RFC 7195 6.  Names that have a rule of their own are no extensions.
	action cs_all { OUT(cs_correlation)->mechanisms = CUT(whole); }
	action cs_callerid { keep(&OUT(cs_correlation)->callerid, r.mark, p);
	                     at_most(&r, 16, p); }
	action cs_uuie { keep(&OUT(cs_correlation)->uuie, r.mark, p);
	                 at_most(&r, 130, p); }
	action cs_dtmf { keep(&OUT(cs_correlation)->dtmf, r.mark, p);
	                 at_most(&r, 32, p); }
	action cs_external { OUT(cs_correlation)->external = true; }
	ext_mech_name = token - ( "callerid"i | "uuie"i | "dtmf"i
	                        | "external"i );
	corr_mech = "callerid"i %mark ( ":" ( "+" DIGIT+ ) >mark %cs_callerid
	                        | "" %cs_callerid )
	          | "uuie"i %mark ( ":" ( HEXDIG{2} )+ >mark %cs_uuie
	                    | "" %cs_uuie )
	          | "dtmf"i %mark ( ":" ( DIGIT | [A-D#*] )+ >mark %cs_dtmf
	                    | "" %cs_dtmf )
	          | "external"i %cs_external
	          | ext_mech_name ( ":" token )?;
	cs_correlation_value := ( corr_mech ( SP corr_mech )* )
	                        >whole %cs_all;

	# RFC 6787 4.2, 6.2.1
	action ch_id { OUT(channel)->id = CUT(r.mark); }
	action ch_resource { OUT(channel)->resource = CUT(r.mark); }
	channel_value := alpha_numeric+ >mark %ch_id "@"
	                 alpha_numeric+ >mark %ch_resource;

	# RFC 3108 5.6.3.2, whose examples have a blank in front.
	hex_or_decimal = DIGIT+ | "0x"i HEXDIG+ | "-";
	action su_enable { OUT(silence_supp)->enable = CUT(r.mark); }
	action su_timer { OUT(silence_supp)->timer = CUT(r.mark); }
	action su_preference { OUT(silence_supp)->preference = CUT(r.mark); }
	action su_sid { OUT(silence_supp)->sid = CUT(r.mark); }
	action su_level { OUT(silence_supp)->level = CUT(r.mark); }
	silence_supp_value := SP? ( "on"i | "off"i | "-" ) >mark %su_enable SP
	        hex_or_decimal >mark %su_timer SP
	        ( "standard"i | "custom"i | "-" ) >mark %su_preference SP
	        ( "No SID"i | "Fixed Noise"i | "Sampled Noise"i | "-" )
	        >mark %su_sid SP hex_or_decimal >mark %su_level;

	# RFC 8373 6: tags of RFC 5646, as to their letters.
	action hl_languages { OUT(languages)->languages = CUT(r.mark); }
	language_tag = ALPHA{1,8} ( "-" alpha_numeric{1,8} )*;
	languages_value := ( language_tag ( SP+ language_tag )* )
	                   >mark %hl_languages;

	# RFC 5432 3
	action qm_mechanisms { OUT(qos_mechanisms)->mechanisms = CUT(r.mark); }
	qos_mechanisms_value := SP? ( token ( SP token )* )
	                        >mark %qm_mechanisms;

	write data;
}%%

/* Of what stands twice the first counts. */
static void keep(struct zsip_slice *slice, const unsigned char *from,
                 const unsigned char *p)
{
	if (slice->ptr == NULL)
		*slice = CUT(from);
}

/* 0 stands for none, as no file has that size here. */
static void keep_size(struct reading *r, struct zsip_sdp_file_selector *out,
                      const unsigned char *end)
{
	uint64_t size = read_u64(r, end);

	if (out->size == 0)
		out->size = size;
}

static uint32_t port_of(struct reading *r, const unsigned char *end)
{
	return (uint32_t)read_number(r, end, 65535, "port");
}

/* From the mark on no more than `max` bytes. */
static void at_most(struct reading *r, ptrdiff_t max, const unsigned char *end)
{
	if (end - r->mark > max)
		set_bad(r, ZSIP_E_SYNTAX, r->mark + max, "");
}

#define ENTER_lines(shape)
#define ENTER_rtp(shape)
#define ENTER_media(shape)
#define ENTER_transport(shape)
#define ENTER_capability(shape)
#define ENTER_precondition(shape)
#define ENTER_application(shape) ENTER(sdp_application, shape)

const char *zsip_sdp_application_machine(void *out, unsigned shape,
                                         const char *text, const char *end,
                                         struct zsip_stop *stop)
{
	struct reading r = { .mark = NULL, .stop = stop };
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	int cs = sdp_application_error;
	const unsigned char *whole = p;
	struct zsip_sdp_msrp_uri any_uri;
	struct zsip_sdp_msrp_uri *uri = &any_uri;
	struct zsip_sdp_format_entry any_type;
	struct zsip_sdp_format_entry *type = &any_type;

	if (shape == ZSIP_SDP_SHAPE_msrp_uri)
		uri = OUT(msrp_uri);
	if (shape == ZSIP_SDP_SHAPE_format_entry)
		type = OUT(format_entry);

	switch (shape) {
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
	}

	%% write exec;

	return reading_done(&r, p, end, cs >= sdp_application_first_final);
}
