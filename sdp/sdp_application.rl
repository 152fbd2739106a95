/*
 * Attributes of applications: preconditions, T.38, capability negotiation, MSRP
 * and conferences.
 */
#include "sdp_reading.h"

%%{
	machine sdp_application;
	include sdp_core "sdp_core.rl";

	action mark { r.mark = p; }

	action ps_type { OUT(precondition_status)->type = CUT(r.mark); }
	action ps_status { OUT(precondition_status)->status_type = CUT(r.mark); }
	action ps_direction { OUT(precondition_status)->direction =
	                              CUT(r.mark); }
	precondition_status_value := token >mark %ps_type SP
	        ( "e2e" | "local" | "remote" ) >mark %ps_status SP
	        ( "none" | "send" | "recv" | "sendrecv" )
	        >mark %ps_direction;

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
