/*
 * The parts that know INVITE, ACK, CANCEL and BYE (RFC 3261 9, 13 to 15).
 */
#ifndef ZSIP_INVITE_H
#define ZSIP_INVITE_H

#include "event.h"

/* The INVITE of the side that sends the request of this transaction. */
static inline struct zsip_dialog_invite *
zsip_event_invite(struct zsip_event *event)
{
	return zsip_event_role(event) == ZSIP_ROLE_UAC
	               ? &event->next->session.local
	               : &event->next->session.remote;
}

static inline bool zsip_is_2xx(unsigned code)
{
	return code >= 200 && code < 300;
}

/* It is there again: nothing else looks at it. */
static inline bool zsip_event_repeat(struct zsip_event *event)
{
	zsip_decision_set_reason(event->decision,
	                         ZSIP_DIALOG_REASON_RETRANSMISSION);
	return false;
}

/* Whether an INVITE of ours before the last one may have had the number and a
 * 2xx, which may come again. */
static inline bool zsip_is_earlier_2xx(const struct zsip_event *event)
{
	return event->sequence < event->dialog->session.earlier_2xx;
}

/* Our 2xx, if there was one, waits for its ACK no longer. */
static inline void zsip_invite_stop_resending(struct zsip_session *session)
{
	session->deadlines[ZSIP_DEADLINE_RESEND_2XX] = ZSIP_NEVER;
	session->deadlines[ZSIP_DEADLINE_NO_ACK] = ZSIP_NEVER;
}

/* Our INVITE has its final response, or will have none. */
static inline void zsip_invite_settle(struct zsip_session *session,
                                      enum zsip_invite_state state,
                                      unsigned code)
{
	session->local.state = (uint8_t)state;
	session->local.code = (uint16_t)code;
	session->deadlines[ZSIP_DEADLINE_FORK] = ZSIP_NEVER;
	session->deadlines[ZSIP_DEADLINE_CANCEL] = ZSIP_NEVER;
}

/* invite_response.c: responses, of any method. */
bool zsip_invite_response(struct zsip_event *event);

/* invite_retry.c */

/* An INVITE or UPDATE of ours was refused for now (RFC 3261 14.1, 20.33; RFC
 * 3311 5.3). */
void zsip_retry_set(struct zsip_event *event);

/* What waited to be tried again is given up, or sent. */
void zsip_retry_clear(struct zsip_session *session);

/* Whether an INVITE or an offer of ours has to wait for the deadline; then it
 * is refused. */
bool zsip_retry_blocks(struct zsip_event *event);

/* The deadline is over. */
void zsip_retry_expire(struct zsip_event *event);

#endif
