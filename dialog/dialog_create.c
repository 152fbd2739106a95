/*
 * Dialogs made from the messages that begin them (RFC 3261 12.1).
 */
#include "event.h"
#include "texts.h"
#include "zsip_next_hop.h"

/* A request and a response, and which is the peer's. */
struct pair {
	struct zsip_facts request, response;
	const struct zsip_message *peer;
	enum zsip_role role;
	struct zsip_slice target;
};

/* Extension methods may do so by any 101 to 299.  A To tag is that of a dialog
 * which is there, but in a NOTIFY that answers a SUBSCRIBE. */
static bool makes_dialog(const struct zsip_message *request, bool to_tag,
                         const struct zsip_message *response)
{
	enum zsip_method method = (enum zsip_method)request->method_id;
	unsigned code = response->status_code;

	if (method == ZSIP_METHOD_OTHER)
		return code > 100 && code < 300;
	return (!to_tag || method == ZSIP_METHOD_NOTIFY) &&
	       zsip_facts_forms_dialog(method, code) &&
	       zsip_subscription_begins(request, response);
}

/* A side sets its own tag; the peer may be one by RFC 2543, but without a tag
 * in it a provisional response makes no dialog (RFC 3261 12.1). */
static enum zsip_status check_tags(const struct pair *pair,
                                   struct zsip_error *err)
{
	const struct zsip_message *response = pair->response.msg;
	bool uac = pair->role == ZSIP_ROLE_UAC;

	if (uac && pair->request.from.tag.ptr == NULL)
		return zsip_facts_fail(pair->request.msg, ZSIP_E_MISSING,
		                       pair->request.from_field->value.ptr,
		                       "tag of From in the request", err);
	if ((!uac || response->status_code < 200) &&
	    pair->response.to.tag.ptr == NULL)
		return zsip_facts_fail(response, ZSIP_E_MISSING,
		                       pair->response.to_field->value.ptr,
		                       "tag of To in the response", err);
	return ZSIP_OK;
}

/* The only value of Contact (RFC 3261 8.1.1.8, 12.1.1). */
static enum zsip_status read_target(struct pair *pair, struct zsip_error *err)
{
	const char *name = zsip_facts_name(pair->peer, ZSIP_HDR_CONTACT);
	struct zsip_value value;
	struct zsip_error error;
	struct zsip_list list;
	enum zsip_status status;

	zsip_list_start(&list, pair->peer, ZSIP_HDR_CONTACT);
	status = zsip_list_next(&list, &value, &error);
	if (status == ZSIP_END)
		return zsip_facts_fail(pair->peer, ZSIP_E_MISSING, NULL, name,
		                       err);
	if (status != ZSIP_OK)
		return zsip_facts_fail(pair->peer, status,
		                       pair->peer->text.ptr + error.offset,
		                       name, err);
	pair->target = value.name_addr.uri;
	if (zsip_list_next(&list, NULL, NULL) != ZSIP_END)
		return zsip_facts_fail(pair->peer, ZSIP_E_TOO_MANY,
		                       list.item.ptr, name, err);
	return zsip_facts_check_uri(pair->peer, ZSIP_HDR_CONTACT, pair->target,
	                            true, err);
}

static enum zsip_status read_pair(struct pair *pair, enum zsip_role role,
                                  const struct zsip_message *request,
                                  const struct zsip_message *response,
                                  struct zsip_error *err)
{
	enum zsip_status status;

	pair->role = role;
	pair->peer = role == ZSIP_ROLE_UAC ? response : request;
	status = zsip_facts_read_pair(&pair->request, &pair->response, request,
	                              response, err);
	if (status == ZSIP_OK &&
	    !makes_dialog(request, pair->request.to.tag.ptr != NULL, response))
		return zsip_facts_fail(response, ZSIP_E_USE, NULL,
		                       "messages that make a dialog", err);
	if (status == ZSIP_OK)
		status = check_tags(pair, err);
	if (status == ZSIP_OK)
		status = read_target(pair, err);
	return status;
}

/* RFC 3261 12.1.1: a sips Request-URI that came, or went, over TLS. */
static bool is_secure(const struct zsip_message *request)
{
	const struct zsip_transport_info *info;
	struct zsip_value via;
	struct zsip_list list;
	struct zsip_uri uri;

	if (zsip_uri_parse_in(&uri, request->request_uri, request, NULL) !=
	            ZSIP_OK ||
	    uri.scheme_id != ZSIP_SCHEME_SIPS)
		return false;
	zsip_list_start(&list, request, ZSIP_HDR_VIA);
	if (zsip_list_next(&list, &via, NULL) != ZSIP_OK)
		return false;
	info = zsip_transport_info(zsip_transport_find(via.via_parm.transport));
	return info != NULL && info->secure;
}

/* What the request begins: a session and its offer, or a subscription. */
static void add_usage(struct zsip_dialog *dialog, const struct pair *pair,
                      struct zsip_writer *arena)
{
	for (unsigned i = ZSIP_DIALOG_LOCAL_DESCRIPTION; i < ZSIP_DIALOG_TEXTS;
	     i++)
		dialog->texts[i].offset = ZSIP_DIALOG_ABSENT;
	for (size_t i = 0; i < ZSIP_DEADLINE_COUNT; i++)
		dialog->session.deadlines[i] = ZSIP_NEVER;
	for (size_t i = 0; i < ZSIP_DIALOG_USAGES; i++)
		dialog->usages[i].timer = dialog->usages[i].deadline =
		        ZSIP_NEVER;
	zsip_invite_begin(dialog, &pair->request, pair->role);
	zsip_reliable_begin(dialog, &pair->request, pair->role);
	zsip_timer_begin(dialog, &pair->request, pair->role);
	zsip_texts_add(dialog, arena, ZSIP_DIALOG_OFFER,
	               zsip_offer_begin(dialog, &pair->request, pair->role));
	zsip_texts_add(dialog, arena, ZSIP_DIALOG_EVENT,
	               zsip_usages_begin(dialog, &pair->request, pair->role));
}

static enum zsip_status add_texts(struct zsip_dialog *dialog,
                                  const struct pair *pair,
                                  struct zsip_writer *arena,
                                  struct zsip_error *err)
{
	bool uac = pair->role == ZSIP_ROLE_UAC;

	zsip_texts_add(dialog, arena, ZSIP_DIALOG_CALL_ID,
	               pair->request.call_id);
	zsip_texts_add_address(
	        dialog, arena,
	        uac ? ZSIP_DIALOG_LOCAL_ADDRESS : ZSIP_DIALOG_REMOTE_ADDRESS,
	        pair->request.from_field->value, &pair->request.from);
	zsip_texts_add_address(
	        dialog, arena,
	        uac ? ZSIP_DIALOG_REMOTE_ADDRESS : ZSIP_DIALOG_LOCAL_ADDRESS,
	        pair->response.to_field->value, &pair->response.to);
	zsip_texts_add(dialog, arena, ZSIP_DIALOG_REMOTE_TARGET, pair->target);
	add_usage(dialog, pair, arena);
	return zsip_texts_add_routes(dialog, arena, pair->peer, uac, err);
}

static void set_state(struct zsip_dialog *dialog, const struct pair *pair)
{
	uint32_t number = pair->request.cseq.number;

	dialog->role = (uint8_t)pair->role;
	dialog->state = pair->response.msg->status_code < 200
	                        ? ZSIP_DIALOG_EARLY
	                        : ZSIP_DIALOG_CONFIRMED;
	dialog->secure = is_secure(pair->request.msg);
	if (pair->role == ZSIP_ROLE_UAC) {
		dialog->local_sequence = number;
		dialog->has_local_sequence = true;
		dialog->last.sent_sequence = number;
		dialog->last.sent = 1;
	} else {
		dialog->remote_sequence = number;
		dialog->has_remote_sequence = true;
	}
}

enum zsip_status zsip_dialog_create(struct zsip_dialog *dialog,
                                    enum zsip_role role,
                                    const struct zsip_message *request,
                                    const struct zsip_message *response,
                                    char *arena, size_t size,
                                    struct zsip_error *err)
{
	struct zsip_dialog made = {.arena = arena, .arena_size = size};
	struct zsip_writer writer;
	struct pair pair;
	enum zsip_status status =
	        read_pair(&pair, role, request, response, err);

	if (status != ZSIP_OK)
		return status;
	zsip_writer_init(&writer, arena, size);
	status = add_texts(&made, &pair, &writer, err);
	if (status != ZSIP_OK)
		return status;
	dialog->used = made.used = writer.len;
	if (writer.len > size || writer.len >= ZSIP_DIALOG_ABSENT)
		return zsip_facts_fail(request, ZSIP_E_TOO_LONG, NULL, "arena",
		                       err);
	set_state(&made, &pair);
	*dialog = made;
	return zsip_facts_fail(request, ZSIP_OK, NULL, "", err);
}

size_t zsip_dialog_size(enum zsip_role role, const struct zsip_message *request,
                        const struct zsip_message *response,
                        struct zsip_error *err)
{
	struct zsip_dialog dialog = {.used = 0};
	struct zsip_error error;

	zsip_dialog_create(&dialog, role, request, response, NULL, 0, &error);
	if (dialog.used != 0)
		error = (struct zsip_error){ZSIP_OK, 0, ""};
	if (err != NULL)
		*err = error;
	return dialog.used;
}
