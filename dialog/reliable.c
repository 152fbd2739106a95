/*
 * Reliable provisional responses (RFC 3262).
 */
#include "event.h"

bool zsip_step_reliable(struct zsip_event *event)
{
	(void)event;
	return true;
}

void zsip_expire_reliable(struct zsip_event *event, enum zsip_deadline which)
{
	(void)event;
	(void)which;
}
