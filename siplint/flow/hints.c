/*
 * What a message says of its way beside its record: read where it is drawn.
 */
#include "flow/parties.h"

static struct address find_route(const struct zsip_message *sip)
{
	struct zsip_list list;

	zsip_list_start(&list, sip, ZSIP_HDR_ROUTE);
	if (zsip_list_next(&list, NULL, NULL) != ZSIP_OK)
		list.item = (struct zsip_slice){NULL, 0};
	return address_of_value(ZSIP_HDR_ROUTE, list.item, sip->options);
}

static struct zsip_slice find_below(const struct zsip_message *sip)
{
	struct zsip_slice absent = {NULL, 0};
	struct zsip_value value;
	struct zsip_list list;

	zsip_list_start(&list, sip, ZSIP_HDR_VIA);
	if (zsip_list_next(&list, NULL, NULL) != ZSIP_OK ||
	    zsip_list_next(&list, &value, NULL) != ZSIP_OK)
		return absent;
	return value.via_parm.branch;
}

void hints_read(const struct call *call, struct hint *hints)
{
	struct message message;

	message_init(&message);
	for (uint32_t i = 0; i < call->flow.count; i++) {
		const struct piece piece = {.seen = call->sightings[i].seen};

		message_read(&message, &piece);
		hints[i] = (struct hint){find_route(&message.sip),
		                         find_below(&message.sip)};
	}
	message_free(&message);
}
