/*
 * The remote target and the route set of a dialog (RFC 3261 12.2, 13.2.2.4; RFC
 * 6141 4).
 */
#include "event.h"
#include "texts.h"

/* RFC 3261 12.2, RFC 3311 5, RFC 6665 8.1 and 8.2, RFC 3515 2.4.2. */
static bool refreshes_target(enum zsip_method method)
{
	return method == ZSIP_METHOD_INVITE || method == ZSIP_METHOD_UPDATE ||
	       method == ZSIP_METHOD_SUBSCRIBE ||
	       method == ZSIP_METHOD_NOTIFY || method == ZSIP_METHOD_REFER;
}

/* The only value of Contact; absent where it is of no use. */
static struct zsip_slice contact_of(const struct zsip_message *msg)
{
	const struct zsip_slice none = {NULL, 0};
	struct zsip_value value;
	struct zsip_list list;

	zsip_list_start(&list, msg, ZSIP_HDR_CONTACT);
	if (zsip_list_next(&list, &value, NULL) != ZSIP_OK ||
	    zsip_list_next(&list, NULL, NULL) != ZSIP_END)
		return none;
	return zsip_facts_check_uri(msg, ZSIP_HDR_CONTACT, value.name_addr.uri,
	                            true, NULL) == ZSIP_OK
	               ? value.name_addr.uri
	               : none;
}

static void set_target(struct zsip_event *event, struct zsip_slice target)
{
	if (zsip_slice_equal(target,
	                     zsip_event_text(event, ZSIP_DIALOG_REMOTE_TARGET)))
		return;
	zsip_event_set_text(event, ZSIP_DIALOG_REMOTE_TARGET, target);
	event->decision->changes |= ZSIP_CHANGE_TARGET;
}

/* RFC 6141 4.6: it counts once it is answered. */
static void keep_contact(struct zsip_event *event)
{
	bool invite = event->what.method == ZSIP_METHOD_INVITE;
	struct zsip_slice contact = contact_of(event->msg);

	zsip_event_set_text(event,
	                    invite ? ZSIP_DIALOG_INVITE_TARGET
	                           : ZSIP_DIALOG_NEXT_TARGET,
	                    contact);
	if (invite)
		event->next->last.invite_target = event->sequence;
	else
		event->next->last.next_target = event->sequence;
}

/* RFC 6141 4.6: our response is a 2xx, a reliable provisional one, or refuses.
 */
static void settle_contact(struct zsip_event *event)
{
	bool invite = event->what.method == ZSIP_METHOD_INVITE;
	unsigned which =
	        invite ? ZSIP_DIALOG_INVITE_TARGET : ZSIP_DIALOG_NEXT_TARGET;
	uint32_t sequence = invite ? event->dialog->last.invite_target
	                           : event->dialog->last.next_target;
	struct zsip_slice contact = zsip_event_text(event, which);

	if (sequence != event->sequence || contact.ptr == NULL)
		return;
	if (event->what.code < 300 && sequence >= event->dialog->last.target) {
		set_target(event, contact);
		event->next->last.target = sequence;
	}
	zsip_event_set_text(event, which, (struct zsip_slice){NULL, 0});
}

/* RFC 6141 4.6: a request of ours that goes to a Contact answers it as well,
 * unless there is a newer one. */
static void use_contact(struct zsip_event *event, unsigned which,
                        uint32_t sequence)
{
	struct zsip_slice contact = zsip_event_text(event, which);

	if (contact.ptr == NULL || sequence < event->next->last.target ||
	    !zsip_slice_equal(contact, event->msg->request_uri))
		return;
	set_target(event, contact);
	event->next->last.target = sequence;
}

void zsip_event_recompute_routes(struct zsip_event *event)
{
	struct zsip_slice routes =
	        zsip_dialog_text(event->dialog, ZSIP_DIALOG_ROUTE_SET);

	if (zsip_texts_measure_routes(event->msg, &(size_t){0}, NULL) !=
	            ZSIP_OK ||
	    zsip_texts_are_routes(event->msg, !zsip_is_request_event(event),
	                          routes))
		return;
	event->new_routes = true;
	event->decision->changes |= ZSIP_CHANGE_ROUTE_SET;
}

static void confirm(struct zsip_event *event)
{
	event->next->state = ZSIP_DIALOG_CONFIRMED;
	event->decision->changes |= ZSIP_CHANGE_CONFIRMED;
	if (!event->sent)
		zsip_event_recompute_routes(event);
}

static void look_at_request(struct zsip_event *event)
{
	enum zsip_method method = event->what.method;
	const struct zsip_dialog *dialog = event->dialog;

	if (!event->sent && refreshes_target(method)) {
		keep_contact(event);
	} else if (event->sent && method != ZSIP_METHOD_ACK &&
	           method != ZSIP_METHOD_CANCEL) {
		use_contact(event, ZSIP_DIALOG_INVITE_TARGET,
		            dialog->last.invite_target);
		use_contact(event, ZSIP_DIALOG_NEXT_TARGET,
		            dialog->last.next_target);
	}
}

static bool is_reliable(const struct zsip_event *event)
{
	return event->what.code >= 200 || event->what.reliable;
}

static void look_at_response(struct zsip_event *event)
{
	struct zsip_slice contact;

	if (!refreshes_target(event->what.method) || !is_reliable(event))
		return;
	if (event->sent) {
		settle_contact(event);
		return;
	}
	contact = contact_of(event->msg);
	if (event->what.code < 300 && contact.ptr != NULL)
		set_target(event, contact);
}

bool zsip_step_target(struct zsip_event *event)
{
	unsigned code = event->what.code;

	if (event->msg == NULL || event->other_fork)
		return true;
	if (code >= 200 && code < 300 &&
	    event->what.method == ZSIP_METHOD_INVITE &&
	    event->next->state == ZSIP_DIALOG_EARLY)
		confirm(event);
	if (code == 0)
		look_at_request(event);
	else
		look_at_response(event);
	return true;
}
