/*
 * Attributes of capability negotiation: RFC 5939, 6871, 7006, and before them
 * RFC 3407.
 */
#include "sdp_reading.h"

%%{
	machine sdp_capability;
	include sdp_core "sdp_core.rl";

	action mark { r.mark = p; }
	action mark2 { r.mark2 = p; }

	# Handles are 1*10(DIGIT) (RFC 5939 3.4.1), or
	# the same without leading zeros (RFC 6871 3.3.1).
	WSP = " " | "\t";
	action handle { read_handle(&r, p); }
	cap_num = DIGIT+ >mark %handle;
	media_cap_num = POS_DIGIT >mark DIGIT* %handle;
	# A text that blanks come before.
	value_ = ( byte_char - WSP ) byte_char*;

	action ot_tags { OUT(option_tags)->tags = CUT(r.mark); }
	option_tags_value := ( token ( "," token )* ) >mark %ot_tags;

	action ac_number { OUT(attribute_cap)->number = read_handle(&r, p); }
	action ac_name { OUT(attribute_cap)->name = CUT(r.mark); }
	action ac_value { OUT(attribute_cap)->value = CUT(r.mark); }
	attribute_cap_value := DIGIT+ >mark %ac_number WSP+
	                       attribute_name >mark %ac_name
	                       ( ":" byte_string >mark %ac_value )?;

	action tc_number { OUT(transport_cap)->number = read_handle(&r, p); }
	action tc_protos { OUT(transport_cap)->protos = CUT(r.mark); }
	transport_cap_value := DIGIT+ >mark %tc_number WSP+
	                       ( proto ( WSP+ proto )* ) >mark %tc_protos;

	# RFC 5939 3.5.1.  Names that have a rule of their own are no
	# extensions.
	action cfg_attributes { keep(configs.attributes, r.mark2, p); }
	action cfg_transports { keep(configs.transports, r.mark2, p); }
	action cfg_begin { configs.from = p; }
	action cfg_end { *configs.list = CUT(configs.from); }
	att_cap_list = cap_num ( "," cap_num )*;
	mo_att_cap_list = att_cap_list ( ",[" att_cap_list "]" )?
	                | "[" att_cap_list "]";
	delete_attributes = "-" ( "m"i | "s"i | "ms"i );
	mo_att_cap_lists = mo_att_cap_list ( "|" mo_att_cap_list )*;
	attribute_config_list = "a="i
	        ( delete_attributes ( ":" mo_att_cap_lists )?
	        | mo_att_cap_lists ) >mark2 %cfg_attributes;
	transport_protocol_config_list = "t="i ( cap_num ( "|" cap_num )* )
	                                 >mark2 %cfg_transports;
	ext_cap_name = alpha_numeric+ - ( "a"i | "t"i );
	sel_extension_config = ext_cap_name "=" VCHAR+;
	extension_config_list = "+"? sel_extension_config;
	pot_config = attribute_config_list | transport_protocol_config_list
	           | extension_config_list;
	pot_cfg_list = ( pot_config ( WSP+ pot_config )* )
	               >cfg_begin %cfg_end;
	sel_attribute_config = "a="i
	        ( ( delete_attributes ":" )? mo_att_cap_list )
	        >mark2 %cfg_attributes;
	sel_transport_protocol_config = "t="i cap_num >mark2 %cfg_transports;
	sel_cfg = sel_attribute_config | sel_transport_protocol_config
	        | sel_extension_config;
	sel_cfg_list = ( sel_cfg ( WSP+ sel_cfg )* ) >cfg_begin %cfg_end;

	action pc_number { OUT(potential_config)->number = read_handle(&r, p);
	                   configs = CONFIGS(potential_config); }
	potential_config_value := DIGIT+ >mark %pc_number
	                          ( WSP+ pot_cfg_list )?;

	action sc_number { OUT(actual_config)->number = read_handle(&r, p);
	                   configs = CONFIGS(actual_config); }
	actual_config_value := DIGIT+ >mark %sc_number
	                       ( WSP+ sel_cfg_list )?;

	# RFC 6871 3.3.5
	action lc_number { OUT(latent_config)->number = read_handle(&r, p);
	                   configs = CONFIGS(latent_config); }
	action lc_media { OUT(latent_config)->media = CUT(r.mark); }
	latent_config_value := POS_DIGIT >mark DIGIT* %lc_number WSP+
	                       "+"? "mt="i media >mark %lc_media
	                       WSP+ pot_cfg_list;

	# RFC 6871 3.3.1
	media_cap_num_element = media_cap_num ( "-" media_cap_num )?;
	media_cap_num_list = media_cap_num_element
	                     ( "," media_cap_num_element )*;
	action mc_numbers { OUT(media_cap)->numbers = CUT(r.mark2); }
	action mc_encoding { OUT(media_cap)->encoding = CUT(r.mark); }
	action mc_rate { OUT(media_cap)->clock_rate = read_handle(&r, p); }
	action mc_params { OUT(media_cap)->params = CUT(r.mark); }
	media_cap_value := media_cap_num_list >mark2 %mc_numbers WSP+
	                   token >mark %mc_encoding "/"
	                   POS_DIGIT >mark DIGIT* %mc_rate
	                   ( "/" token >mark %mc_params )?;

	action fc_numbers { OUT(format_cap)->numbers = CUT(r.mark2); }
	action fc_format { OUT(format_cap)->format = CUT(r.mark); }
	format_cap_value := media_cap_num_list >mark2 %fc_numbers WSP+
	                    token >mark %fc_format;

	# RFC 6871 3.3.2, 3.3.3
	action mp_numbers { OUT(params_cap)->numbers = CUT(r.mark2); }
	action mp_params { OUT(params_cap)->params = CUT(r.mark); }
	params_cap_value := media_cap_num_list >mark2 %mp_numbers WSP+
	                    value_ >mark %mp_params;

	media_cap_star_element = media_cap_num_element "*"?;
	media_caps_star = media_cap_star_element
	                  ( "," media_cap_star_element )*;
	action ms_numbers { OUT(specific_cap)->numbers = CUT(r.mark2); }
	action ms_name { OUT(specific_cap)->name = CUT(r.mark); }
	action ms_value { OUT(specific_cap)->value = CUT(r.mark); }
	specific_cap_value := media_caps_star >mark2 %ms_numbers WSP+
	                      attribute_name >mark %ms_name WSP+
	                      value_ >mark %ms_value;

	# RFC 6871 3.3.8, whose example has a comma before the bracket.
	action se_number { OUT(session_cap)->number = read_handle(&r, p); }
	action se_configs { OUT(session_cap)->configs = CUT(r.mark2); }
	action se_optional { OUT(session_cap)->optional = CUT(r.mark2); }
	alt_config = cap_num ( "|" cap_num )*;
	list_of_configs = alt_config ( "," alt_config )*;
	session_cap_value := POS_DIGIT >mark DIGIT* %se_number WSP+
	                     list_of_configs >mark2 %se_configs
	                     ( ( WSP+ | "," )
	                       "[" list_of_configs >mark2 %se_optional "]" )?;

	# RFC 7006 3.1
	action bc_number { OUT(bandwidth_cap)->number = read_handle(&r, p); }
	action bc_type { OUT(bandwidth_cap)->bwtype = CUT(r.mark); }
	action bc_bandwidth { OUT(bandwidth_cap)->bandwidth =
	                              read_u64(&r, p); }
	bandwidth_cap_value := DIGIT+ >mark %bc_number WSP+
	                       bwtype >mark %bc_type ":"
	                       bandwidth >mark %bc_bandwidth;

	action cc_number { OUT(connection_cap)->number = read_handle(&r, p); }
	action cc_nettype { OUT(connection_cap)->nettype = CUT(r.mark); }
	action cc_addrtype { OUT(connection_cap)->addrtype = CUT(r.mark); }
	action cc_address { OUT(connection_cap)->address = CUT(r.mark); }
	connection_cap_value := DIGIT+ >mark %cc_number WSP+
	                        nettype >mark %cc_nettype SP
	                        addrtype >mark %cc_addrtype SP
	                        non_ws_string >mark %cc_address;

	action ic_number { OUT(title_cap)->number = read_handle(&r, p); }
	action ic_text { OUT(title_cap)->text = CUT(r.mark); }
	title_cap_value := DIGIT+ >mark %ic_number WSP+
	                   value_ >mark %ic_text;

	# RFC 3407 3: the blanks in front are the RFC's.
	action sq_number { OUT(capability_set)->number =
	                           read_u32(&r, p, UINT32_MAX); }
	capability_set_value := SP* DIGIT+ >mark %sq_number;

	action cd_number { OUT(capability)->number =
	                           read_u32(&r, p, UINT32_MAX); }
	action cd_media { OUT(capability)->media = CUT(r.mark); }
	action cd_proto { OUT(capability)->proto = CUT(r.mark); }
	action cd_formats { OUT(capability)->formats = CUT(r.mark); }
	capability_value := SP* DIGIT+ >mark %cd_number SP
	                    media >mark %cd_media SP proto >mark %cd_proto SP
	                    ( fmt ( SP fmt )* ) >mark %cd_formats;

	action cp_type { OUT(capability_param)->type = CUT(r.mark); }
	action cp_name { OUT(capability_param)->name = CUT(r.mark); }
	action cp_value { OUT(capability_param)->value = CUT(r.mark); }
	capability_param_value := SP*
	        ( "a" >mark %cp_type "=" attribute_name >mark %cp_name
	          ( ":" byte_string >mark %cp_value )?
	        | "b" >mark %cp_type "=" bwtype >mark %cp_name
	          ":" bandwidth >mark %cp_value );

	write data;
}%%

/* Where the parts of a configuration go. */
struct configs {
	const unsigned char *from;
	struct zsip_slice *list, *attributes, *transports;
};

#define CONFIGS(shape)                                      \
	(struct configs){ NULL, &OUT(shape)->configs,       \
	                  &OUT(shape)->attributes,          \
	                  &OUT(shape)->transports }

/* Of what stands twice the first counts. */
static void keep(struct zsip_slice *slice, const unsigned char *from,
                 const unsigned char *p)
{
	if (slice->ptr == NULL)
		*slice = CUT(from);
}

/* 1*10(DIGIT) */
static uint32_t read_handle(struct reading *r, const unsigned char *end)
{
	if (end - r->mark > 10)
		set_bad(r, ZSIP_E_SYNTAX, r->mark + 10, "");
	return read_u32(r, end, UINT32_MAX);
}

#define ENTER_lines(shape)
#define ENTER_rtp(shape)
#define ENTER_media(shape)
#define ENTER_transport(shape)
#define ENTER_application(shape)
#define ENTER_precondition(shape)
#define ENTER_capability(shape) ENTER(sdp_capability, shape)

const char *zsip_sdp_capability_machine(void *out, unsigned shape,
                                        const char *text, const char *end,
                                        struct zsip_stop *stop)
{
	struct reading r = { .mark = NULL, .stop = stop };
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	int cs = sdp_capability_error;
	struct configs configs = { 0 };

	switch (shape) {
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
	}

	%% write exec;

	return reading_done(&r, p, end, cs >= sdp_capability_first_final);
}
