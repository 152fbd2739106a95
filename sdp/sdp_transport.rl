/*
 * Attributes of transport and security: ICE, DTLS, SDES, SCTP.
 */
#include "sdp_reading.h"

%%{
	machine sdp_transport;
	include sdp_core "sdp_core.rl";

	action mark { r.mark = p; }

	action setup { OUT(setup)->role = CUT(r.mark); }
	setup_value := ( "active" | "passive" | "actpass" | "holdconn" )
	               >mark %setup;

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
