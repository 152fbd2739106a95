/*
 * Attributes of media and RTP.
 */
#include "sdp_reading.h"

%%{
	machine sdp_rtp;
	include sdp_core "sdp_core.rl";

	action mark { r.mark = p; }

	action rm_payload_type { OUT(rtpmap)->payload_type =
	                                 read_payload_type(&r, p); }
	action rm_encoding { OUT(rtpmap)->encoding = CUT(r.mark); }
	action rm_clock_rate { OUT(rtpmap)->clock_rate =
	                               read_u32(&r, p, UINT32_MAX); }
	action rm_params { OUT(rtpmap)->params = CUT(r.mark); }
	# By a quirk it ends early.
	action rm_short { note_quirk(&r, ZSIP_QUIRK_SDP_SHORT_MAPPING, p,
	                             "rtpmap"); }
	rtpmap_value := DIGIT+ >mark %rm_payload_type
	                ( SP token >mark %rm_encoding
	                  ( "/" integer >mark %rm_clock_rate
	                    ( "/" non_ws_string >mark %rm_params )?
	                  | "" %rm_short )
	                | "" %rm_short );

	write data;
}%%

#define ENTER_lines(shape)
#define ENTER_rtp(shape) ENTER(sdp_rtp, shape)
#define ENTER_transport(shape)
#define ENTER_application(shape)

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
