/*
 * Attributes of applications: preconditions, T.38, capability negotiation, MSRP
 * and conferences.
 */
#include "sdp_reading.h"

%%{
	machine sdp_application;
	include sdp_core "sdp_core.rl";

	action mark { r.mark = p; }

	# RFC 3312 4
	precondition_type = token;
	strength_tag = "mandatory"i | "optional"i | "none"i | "failure"i
	             | "unknown"i;
	status_type = "e2e"i | "local"i | "remote"i;
	direction_tag = "none"i | "send"i | "recv"i | "sendrecv"i;

	action ps_type { OUT(precondition_status)->type = CUT(r.mark); }
	action ps_status { OUT(precondition_status)->status_type = CUT(r.mark); }
	action ps_direction { OUT(precondition_status)->direction =
	                              CUT(r.mark); }
	precondition_status_value := precondition_type >mark %ps_type SP
	                             status_type >mark %ps_status SP
	                             direction_tag >mark %ps_direction;

	action ds_type { OUT(desired_status)->type = CUT(r.mark); }
	action ds_strength { OUT(desired_status)->strength = CUT(r.mark); }
	action ds_status { OUT(desired_status)->status_type = CUT(r.mark); }
	action ds_direction { OUT(desired_status)->direction = CUT(r.mark); }
	desired_status_value := precondition_type >mark %ds_type SP
	                        strength_tag >mark %ds_strength SP
	                        status_type >mark %ds_status SP
	                        direction_tag >mark %ds_direction;

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

	write data;
}%%

#define ENTER_lines(shape)
#define ENTER_rtp(shape)
#define ENTER_transport(shape)
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

	switch (shape) {
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
	}

	%% write exec;

	return reading_done(&r, p, end, cs >= sdp_application_first_final);
}
