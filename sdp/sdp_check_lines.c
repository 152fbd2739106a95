/*
 * Lines as such: whether they are there, in their order, and can be read.
 */
#include "sdp_checker.h"

void zsip_sdp_check_lines(struct sdp_checker *c)
{
	if (c->sdp->bare_lf.ptr != NULL)
		zsip_sdp_report(c, ZSIP_SDP_RULE_LF_LINE_ENDS, c->sdp->bare_lf);
}
