/*
 * Session timers (RFC 4028).
 */
#include "event.h"

bool zsip_step_timer(struct zsip_event *event)
{
	(void)event;
	return true;
}

void zsip_expire_timer(struct zsip_event *event, enum zsip_deadline which)
{
	(void)event;
	(void)which;
}
