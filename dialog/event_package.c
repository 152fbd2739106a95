/*
 * Event: what tells the subscriptions of a dialog apart (RFC 6665 8.2.1, RFC
 * 3515 2.4.6).
 */
#include "usages.h"

static bool read_text(struct zsip_slice text,
                      const struct zsip_options *options,
                      struct zsip_package *package)
{
	struct zsip_value value;
	struct zsip_param id;

	if (text.ptr == NULL || zsip_value_parse(&value, ZSIP_HDR_EVENT, text,
	                                         options, NULL) != ZSIP_OK)
		return false;
	package->value = text;
	package->type = value.token_params.token;
	package->id = (struct zsip_slice){NULL, 0};
	if (zsip_params_get(value.token_params.params, ZSIP_PARAM_ID, &id) ==
	    ZSIP_OK)
		package->id = id.value;
	return true;
}

bool zsip_package_read(const struct zsip_message *msg,
                       struct zsip_package *package)
{
	const struct zsip_field *field =
	        zsip_field_find(msg, ZSIP_HDR_EVENT, NULL);

	return field != NULL && read_text(field->value, msg->options, package);
}

bool zsip_package_is_refer(const struct zsip_package *package)
{
	return zsip_slice_equal(package->type, ZSIP_TEXT("refer"));
}

/* RFC 6665 8.2.1: byte by byte; an id is equal to an id alone. */
static bool is_equal(const struct zsip_package *a, const struct zsip_package *b)
{
	return zsip_slice_equal(a->type, b->type) &&
	       (a->id.ptr == NULL) == (b->id.ptr == NULL) &&
	       zsip_slice_equal(a->id, b->id);
}

/* RFC 3515 2.4.6: what answers the first REFER may have its CSeq as id, or
 * none. */
static bool is_first_refer(const struct zsip_usage *usage,
                           const struct zsip_package *own,
                           const struct zsip_package *package)
{
	const struct zsip_param id = {.value = package->id};
	uint32_t number;

	return usage->refer && zsip_package_is_refer(package) &&
	       own->id.ptr == NULL &&
	       zsip_param_number(&id, &number) == ZSIP_OK &&
	       number == usage->sequence;
}

static bool is_event_of(const struct zsip_event *event, size_t usage,
                        const struct zsip_package *package)
{
	struct zsip_slice text =
	        zsip_event_text(event, ZSIP_DIALOG_EVENT + (unsigned)usage);
	struct zsip_package own;

	return read_text(text, event->msg->options, &own) &&
	       (is_equal(&own, package) ||
	        is_first_refer(&event->next->usages[usage], &own, package));
}

/* The one subscription that a REFER made, if there are no two. */
static size_t only_refer(const struct zsip_event *event,
                         enum zsip_usage_kind kind)
{
	size_t found = ZSIP_NO_USAGE;

	for (size_t i = 0; i < ZSIP_DIALOG_USAGES; i++) {
		const struct zsip_usage *usage = &event->next->usages[i];

		if (usage->kind != kind || !usage->refer)
			continue;
		if (found != ZSIP_NO_USAGE)
			return ZSIP_NO_USAGE;
		found = i;
	}
	return found;
}

/* Peers forget the id of a REFER that is not the first one, or do not count one
 * that was challenged. */
size_t zsip_package_find(const struct zsip_event *event,
                         enum zsip_usage_kind kind,
                         const struct zsip_package *package)
{
	for (size_t i = 0; i < ZSIP_DIALOG_USAGES; i++) {
		if (event->next->usages[i].kind == kind &&
		    is_event_of(event, i, package))
			return i;
	}
	if (!event->sent && package->id.ptr == NULL &&
	    zsip_package_is_refer(package))
		return only_refer(event, kind);
	return ZSIP_NO_USAGE;
}
