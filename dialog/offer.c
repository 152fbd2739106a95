/*
 * Offers and answers (RFC 3264, RFC 3261 13.2.1, 14; RFC 3311, RFC 6337).
 */
#include "event.h"

struct zsip_slice zsip_offer_begin(struct zsip_dialog *dialog,
                                   const struct zsip_facts *request,
                                   enum zsip_role role)
{
	(void)dialog;
	(void)request;
	(void)role;
	return (struct zsip_slice){NULL, 0};
}

bool zsip_step_offer(struct zsip_event *event)
{
	(void)event;
	return true;
}

struct zsip_slice zsip_description_of(const struct zsip_message *msg)
{
	(void)msg;
	return (struct zsip_slice){NULL, 0};
}

size_t zsip_dialog_compare(const struct zsip_dialog *dialog,
                           struct zsip_slice text, bool remote,
                           struct zsip_sdp *before, struct zsip_sdp *after,
                           void (*report)(void *user,
                                          const struct zsip_sdp_change *change),
                           void *user)
{
	struct zsip_slice force = zsip_dialog_text(
	        dialog, remote ? ZSIP_DIALOG_REMOTE_DESCRIPTION
	                       : ZSIP_DIALOG_LOCAL_DESCRIPTION);

	if (force.ptr == NULL)
		return 0;
	zsip_sdp_parse(before, force.ptr, force.len, NULL);
	zsip_sdp_parse(after, text.ptr, text.len, NULL);
	return zsip_sdp_compare(before, after, report, user);
}
