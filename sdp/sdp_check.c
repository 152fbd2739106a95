/*
 * zsip_sdp_check(): which checks a description gets.
 */
#include "sdp_checker.h"

size_t zsip_sdp_check(const struct zsip_sdp *sdp, enum zsip_sdp_role role,
                      void (*report)(void *user,
                                     const struct zsip_sdp_finding *finding),
                      void *user)
{
	struct sdp_checker c = {.sdp = sdp,
	                        .role = role,
	                        .report = report,
	                        .user = user,
	                        .line = ZSIP_SDP_NO_LINE};

	if (sdp == NULL || report == NULL || sdp->text.ptr == NULL)
		return 0;
	zsip_sdp_check_lines(&c);
	return c.found;
}
