/*
 * Attributes of sessions and media, and what few calls have of RTP.
 */
#include "sdp_reading.h"

/* The list of sets of the direction that stands at mark2. */
static struct zsip_slice *attr_list(const struct reading *r,
                                    struct zsip_sdp_imageattr *image)
{
	return (*r->mark2 | 0x20) == 's' ? &image->send : &image->recv;
}

%%{
	machine sdp_media;
	include sdp_core "sdp_core.rl";

	action mark { r.mark = p; }
	action mark2 { r.mark2 = p; }

	# RFC 8866 6.1 and other words without blanks
	action word { OUT(word)->word = CUT(r.mark); }
	word_value := non_ws_string >mark %word;

	# RFC 8866 6.8
	action orientation { OUT(orient)->orientation = CUT(r.mark); }
	orient_value := ( "portrait" | "landscape" | "seascape" )
	                >mark %orientation;

	# RFC 8866 6.9
	action conference_type { OUT(conference_type)->type = CUT(r.mark); }
	conference_type_value := ( "broadcast" | "meeting" | "moderated"
	                         | "test" | "H332" ) >mark %conference_type;

	# RFC 8866 6.10, RFC 2978 2.3
	mime_charset = ( alpha_numeric | [!#$%&'+\-^_`{}~] )+;

	action charset { OUT(charset)->charset = CUT(r.mark); }
	charset_value := mime_charset >mark %charset;

	# RFC 8866 6.11, 6.12; RFC 5646 2.1
	extlang = ALPHA{3} ( "-" ALPHA{3} ){,2};
	language = ALPHA{2,3} ( "-" extlang )? | ALPHA{4} | ALPHA{5,8};
	script = ALPHA{4};
	region = ALPHA{2} | DIGIT{3};
	variant = alpha_numeric{5,8} | DIGIT alpha_numeric{3};
	singleton = alpha_numeric - [Xx];
	extension = singleton ( "-" alpha_numeric{2,8} )+;
	privateuse = [Xx] ( "-" alpha_numeric{1,8} )+;
	langtag = language ( "-" script )? ( "-" region )? ( "-" variant )*
	          ( "-" extension )* ( "-" privateuse )?;
	irregular = "en-GB-oed"i | "i-ami"i | "i-bnn"i | "i-default"i
	          | "i-enochian"i | "i-hak"i | "i-klingon"i | "i-lux"i
	          | "i-mingo"i | "i-navajo"i | "i-pwn"i | "i-tao"i | "i-tay"i
	          | "i-tsu"i | "sgn-BE-FR"i | "sgn-BE-NL"i | "sgn-CH-DE"i;
	regular = "art-lojban"i | "cel-gaulish"i | "no-bok"i | "no-nyn"i
	        | "zh-guoyu"i | "zh-hakka"i | "zh-min"i | "zh-min-nan"i
	        | "zh-xiang"i;
	Language_Tag = langtag | privateuse | irregular | regular;

	action language { OUT(language)->tag = CUT(r.mark); }
	language_value := Language_Tag >mark %language;

	# RFC 8866 6.14
	action quality { OUT(quality)->number = read_u64(&r, p); }
	quality_value := zero_based_integer >mark %quality;

	# RFC 3890 6.6
	action pr_whole { OUT(packet_rate)->whole = read_u64(&r, p); }
	action pr_fraction { OUT(packet_rate)->fraction = CUT(r.mark); }
	packet_rate_value := DIGIT+ >mark %pr_whole
	                     ( "." DIGIT+ >mark %pr_fraction )?;

	# RFC 6236 3.1.1.  Keywords that other documents add have a value, or a
	# list of them, as those here.
	WSP = SP | "\t";
	xyvalue = POS_DIGIT DIGIT{,5};
	xyrange = "[" xyvalue ":" ( xyvalue ":" )? xyvalue "]"
	        | "[" xyvalue ( "," xyvalue )+ "]"
	        | xyvalue;
	spvalue = "0." POS_DIGIT DIGIT{,3} | POS_DIGIT "." DIGIT{1,4};
	srange = "[" spvalue ( "," spvalue )+ "]"
	       | "[" spvalue "-" spvalue "]"
	       | spvalue;
	prange = "[" spvalue "-" spvalue "]";
	qvalue = "0." DIGIT{1,2} | "1." "0"{1,2};
	keyword_ = token - ( "sar"i | "par"i | "q"i );
	value_char_ = non_ws_char - [,;\[\]];
	key_value = "sar="i srange | "par="i prange | "q="i qvalue
	          | keyword_ "=" ( value_char_+
	                         | "[" ( value_char_ | "," )+ "]" );
	set = "[" "x="i xyrange "," "y="i xyrange ( "," key_value )* "]";

	# A direction comes once.  Behind a set it is open whether another one
	# or a direction follows, so the list grows with each.
	action ia_format { OUT(imageattr)->format = CUT(r.mark); }
	action ia_direction { if (attr_list(&r, out)->ptr != NULL)
		                      set_bad(&r, ZSIP_E_SYNTAX, r.mark2, ""); }
	action ia_list { *attr_list(&r, out) = CUT(r.mark); }
	attr_list = ( set %ia_list ( WSP+ set %ia_list )* | "*" %ia_list )
	            >mark;
	imageattr_value := ( DIGIT+ | "*" ) >mark %ia_format
	                   ( WSP+ ( "send"i | "recv"i ) >mark2 %ia_direction
	                     WSP+ attr_list )+;

	# RFC 4796 5
	action content { OUT(content)->tags = CUT(r.mark); }
	content_value := ( token ( "," token )* ) >mark %content;

	# RFC 4570 3.  Its blank at the beginning is left out by many, and in the
	# examples of later documents (RFC 6128, 6284).
	filter_mode = "excl"i | "incl"i;

	action sf_mode { OUT(source_filter)->filter_mode = CUT(r.mark); }
	action sf_nettype { OUT(source_filter)->nettype = CUT(r.mark); }
	action sf_addrtype { OUT(source_filter)->addrtype = CUT(r.mark); }
	action sf_address { OUT(source_filter)->address = CUT(r.mark); }
	action sf_sources { OUT(source_filter)->sources = CUT(r.mark); }
	source_filter_value := SP? filter_mode >mark %sf_mode SP
	                       nettype >mark %sf_nettype SP
	                       addrtype >mark %sf_addrtype SP
	                       non_ws_string >mark %sf_address SP
	                       ( non_ws_string ( SP non_ws_string )* )
	                       >mark %sf_sources;

	# RFC 7273 4.8.  The names that it gives away have the form given there.
	# A number of a domain stands by itself too, as in its examples.
	EUI64 = ( HEXDIG{2} "-" ){7} HEXDIG{2};
	ext_clock_ = token - ( "ntp"i | "ptp"i | "gps"i | "gal"i | "glonass"i
	                     | "local"i | "private"i );
	hostport = ( ( alpha_numeric | "-" | "." )+
	           | "[" ( HEXDIG | ":" | "." )+ "]" ) ( ":" DIGIT{1,5} )?;
	ptp_domain_dgts = DIGIT | POS_DIGIT DIGIT | ( "10" | "11" ) DIGIT
	                | "12" "0".."7";

	action rc_clock { OUT(ts_refclk)->clock = CUT(r.mark); }
	action rc_version { OUT(ts_refclk)->version = CUT(r.mark); }
	action rc_server { OUT(ts_refclk)->server = CUT(r.mark); }
	action rc_domain { OUT(ts_refclk)->domain = CUT(r.mark); }
	action rc_value { OUT(ts_refclk)->value = CUT(r.mark); }
	action rc_traceable { OUT(ts_refclk)->traceable = true; }
	ptp_domain = "domain-name="i VCHAR{1,16} >mark %rc_domain
	           | ( "domain-nmbr="i )? ptp_domain_dgts >mark %rc_domain;
	ptp_server = EUI64 >mark %rc_server ( ":" ptp_domain )?
	           | "traceable"i %rc_traceable;
	ts_refclk_value := "ntp"i >mark %rc_clock "="
	                   ( hostport >mark %rc_server
	                   | "/traceable/"i %rc_traceable )
	                 | "ptp"i >mark %rc_clock "="
	                   token >mark %rc_version ":" ptp_server
	                 | ( "gps"i | "gal"i | "glonass"i | "local"i )
	                   >mark %rc_clock
	                 | "private"i >mark %rc_clock
	                   ( ":traceable"i %rc_traceable )?
	                 | ext_clock_ >mark %rc_clock
	                   ( "=" byte_string >mark %rc_value )?;

	# RFC 7273 5.4
	ext_media_clock_ = token - ( "id"i | "sender"i | "direct"i
	                           | "IEEE1722"i );

	action mc_source { OUT(mediaclk)->source = true; }
	action mc_id { OUT(mediaclk)->id = CUT(r.mark); }
	action mc_clock { OUT(mediaclk)->clock = CUT(r.mark); }
	action mc_value { OUT(mediaclk)->value = CUT(r.mark); }
	action mc_numerator { OUT(mediaclk)->rate_numerator =
	                              read_u64(&r, p); }
	action mc_denominator { OUT(mediaclk)->rate_denominator =
	                                read_u64(&r, p); }
	media_clkid = "id="i ( "src:"i @mc_source )? base64 >mark %mc_id;
	rate = "rate="i integer >mark %mc_numerator
	       "/" integer >mark %mc_denominator;
	mediaclock = "sender"i >mark %mc_clock
	           | "direct"i >mark %mc_clock
	             ( "=" DIGIT+ >mark %mc_value )? ( SP rate )?
	           | "IEEE1722"i >mark %mc_clock "=" EUI64 >mark %mc_value
	           | ext_media_clock_ >mark %mc_clock
	             ( "=" byte_string >mark %mc_value )?;
	mediaclk_value := ( media_clkid SP )? mediaclock;

	# RFC 5583 5.2.2.  Its examples have several dependencies for a format,
	# where its grammar has one.
	identification_tag = token;
	fmt_dependency = fmt;
	dependency_tag = token ( SP identification_tag ":"
	                         fmt_dependency ( "," fmt_dependency )* )*;

	action depend { OUT(depend)->dependencies = CUT(r.mark); }
	depend_value := ( fmt SP dependency_tag
	                  ( ";" SP fmt SP dependency_tag )* ) >mark %depend;

	# RFC 6128 2
	action mr_port { OUT(multicast_rtcp)->port = read_u32(&r, p, 65535); }
	multicast_rtcp_value := port >mark %mr_port;

	# RFC 5760 10.1
	rtcp_type = DIGIT{3};
	rsi_rule = token ":" rtcp_type;

	action ru_model { OUT(rtcp_unicast)->model = CUT(r.mark); }
	action ru_rules { OUT(rtcp_unicast)->rules = CUT(r.mark); }
	rtcp_unicast_value := "reflection"i >mark %ru_model
	                    | "rsi"i >mark %ru_model
	                      ( SP ( rsi_rule ( SP rsi_rule )* )
	                           >mark %ru_rules )?;

	# RFC 7197 3
	period = DIGIT+;
	action periods { OUT(duplication_delay)->periods = CUT(r.mark); }
	duplication_delay_value := ( period ( SP period )* ) >mark %periods;

	# RFC 7272 10
	action sync_group { OUT(rtcp_idms)->sync_group =
	                            (uint32_t)read_number(&r, p, 4294967294,
	                                                  "SyncGroupId"); }
	rtcp_idms_value := "sync-group="i DIGIT{1,10} >mark %sync_group;

	# RFC 6679 6.1
	qdtext = 0x20..0x7E - ["\\] | "\\" ["\\] | 0x80..0xFF;
	parm_value = token "=" ( token | '"' qdtext* '"' );

	action ec_methods { OUT(ecn_capable_rtp)->methods = CUT(r.mark); }
	action ec_params { OUT(ecn_capable_rtp)->params = CUT(r.mark); }
	ecn_capable_rtp_value := SP? ( token ( "," token )* )
	                         >mark %ec_methods
	                         ( SP ( parm_value ( ";" SP parm_value )* )
	                              >mark %ec_params )?;

	# RFC 6849 4.1.  Its examples have no blank at the beginning.
	loopback_choice = "rtp-pkt-loopback"i | "rtp-media-loopback"i;
	action loopback { OUT(loopback)->types = CUT(r.mark); }
	loopback_value := SP? ( loopback_choice ( SP+ loopback_choice )? )
	                  >mark %loopback;

	write data;
}%%

#define ENTER_lines(shape)
#define ENTER_rtp(shape)
#define ENTER_media(shape) ENTER(sdp_media, shape)
#define ENTER_transport(shape)
#define ENTER_application(shape)
#define ENTER_capability(shape)
#define ENTER_precondition(shape)

const char *zsip_sdp_media_machine(void *out, unsigned shape, const char *text,
                                 const char *end, struct zsip_stop *stop)
{
	struct reading r = { .mark = NULL, .stop = stop };
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	int cs = sdp_media_error;

	switch (shape) {
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
	}

	%% write exec;

	return reading_done(&r, p, end, cs >= sdp_media_first_final);
}
