/*
 * What a helper needs of a message, and how it says that it is not there; and
 * hashes of texts.
 */
#include "routing.h"

enum zsip_status zsip_routing_failed(struct zsip_error *err,
                                     const struct zsip_message *msg,
                                     enum zsip_header id,
                                     enum zsip_status status)
{
	const struct zsip_field *field = zsip_field_find(msg, id, NULL);

	if (err == NULL)
		return status;
	*err = (struct zsip_error){status, 0, zsip_header_info(id)->name.ptr};
	if (field != NULL)
		err->offset = (size_t)(field->value.ptr - msg->text.ptr);
	return status;
}

enum zsip_status zsip_routing_needs(struct zsip_error *err,
                                    const struct zsip_message *msg,
                                    const struct zsip_core *core,
                                    enum zsip_core_member member)
{
	enum zsip_status status = (enum zsip_status)core->status[member];

	if (status == ZSIP_OK)
		return zsip_passed(err, ZSIP_OK);
	return zsip_routing_failed(err, msg, zsip_core_header(member), status);
}

enum zsip_status zsip_routing_needs_all(struct zsip_error *err,
                                        const struct zsip_message *msg,
                                        const struct zsip_core *core)
{
	static const uint8_t members[] = {ZSIP_CORE_FROM, ZSIP_CORE_TO,
	                                  ZSIP_CORE_CALL_ID, ZSIP_CORE_CSEQ};
	enum zsip_status status = ZSIP_OK;

	for (size_t i = 0; i < sizeof(members) && status == ZSIP_OK; i++)
		status = zsip_routing_needs(err, msg, core,
		                            (enum zsip_core_member)members[i]);
	return status;
}

/* Numbers of 16 bits; what closes a text is none of its bytes. */
#define CLOSED 0xffff

void zsip_hash_exact(struct zsip_siphash *hash, struct zsip_slice text)
{
	for (size_t i = 0; i < text.len; i++)
		zsip_siphash_put(hash, (unsigned char)text.ptr[i]);
	zsip_siphash_put(hash, CLOSED);
}

void zsip_hash_nocase(struct zsip_siphash *hash, struct zsip_slice text)
{
	for (size_t i = 0; i < text.len; i++)
		zsip_siphash_put(hash, (unsigned char)zsip_lower(text.ptr[i]));
	zsip_siphash_put(hash, CLOSED);
}

void zsip_hash_number(struct zsip_siphash *hash, uint64_t number)
{
	for (int i = 0; i < 4; i++)
		zsip_siphash_put(hash, (uint16_t)(number >> 16 * i));
}

void zsip_hash_host(struct zsip_siphash *hash, struct zsip_slice host)
{
	char room[ZSIP_HOST_TEXT];

	zsip_hash_nocase(hash, zsip_host_text(host, room));
}
