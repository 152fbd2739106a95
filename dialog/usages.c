/*
 * What a dialog is used for, and when that ends (RFC 5057, RFC 6665).
 */
#include "event.h"

struct zsip_slice zsip_usages_begin(struct zsip_dialog *dialog,
                                    const struct zsip_facts *request,
                                    enum zsip_role role)
{
	(void)dialog;
	(void)request;
	(void)role;
	return (struct zsip_slice){NULL, 0};
}

bool zsip_step_usages(struct zsip_event *event)
{
	(void)event;
	return true;
}

void zsip_expire_usages(struct zsip_event *event, enum zsip_deadline which)
{
	(void)event;
	(void)which;
}

void zsip_usage_end(struct zsip_event *event, size_t usage)
{
	event->next->usages[usage].kind = ZSIP_USAGE_NONE;
}

void zsip_session_end(struct zsip_event *event)
{
	zsip_usage_end(event, 0);
}

void zsip_dialog_end(struct zsip_event *event)
{
	event->next->state = ZSIP_DIALOG_TERMINATED;
}
