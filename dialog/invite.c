/*
 * INVITE, ACK, CANCEL and BYE (RFC 3261 13 to 15).
 */
#include "event.h"

void zsip_invite_begin(struct zsip_dialog *dialog,
                       const struct zsip_facts *request, enum zsip_role role)
{
	bool uac = role == ZSIP_ROLE_UAC;
	struct zsip_dialog_invite *invite =
	        uac ? &dialog->session.local : &dialog->session.remote;

	if (request->msg->method_id == ZSIP_METHOD_INVITE)
		*invite = (struct zsip_dialog_invite){
		        .sequence = request->cseq.number,
		        .state = ZSIP_INVITE_PENDING,
		        .initial = true};
}

bool zsip_step_invite(struct zsip_event *event)
{
	(void)event;
	return true;
}

void zsip_expire_invite(struct zsip_event *event, enum zsip_deadline which)
{
	(void)event;
	(void)which;
}
