/*
 * Preconditions (RFC 3312): a machine of their own, as every call of an IMS
 * handset has them.
 */
#include "sdp_reading.h"

%%{
	machine sdp_precondition;
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

	write data;
}%%

#define ENTER_lines(shape)
#define ENTER_rtp(shape)
#define ENTER_media(shape)
#define ENTER_transport(shape)
#define ENTER_application(shape)
#define ENTER_capability(shape)
#define ENTER_precondition(shape) ENTER(sdp_precondition, shape)

const char *zsip_sdp_precondition_machine(void *out, unsigned shape,
                                          const char *text, const char *end,
                                          struct zsip_stop *stop)
{
	struct reading r = { .mark = NULL, .stop = stop };
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	int cs = sdp_precondition_error;

	switch (shape) {
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
	}

	%% write exec;

	return reading_done(&r, p, end, cs >= sdp_precondition_first_final);
}
