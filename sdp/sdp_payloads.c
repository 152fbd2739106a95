/*
 * The payload types of an m= section, to be held against those of another.
 */
#include "sdp_answer.h"

uint32_t zsip_sdp_payload_hash(const struct zsip_sdp_format *payload)
{
	struct sdp_configuration configuration =
	        zsip_sdp_configuration(payload->encoding, payload->params);
	uint64_t hash = configuration.a * 31 + configuration.b;

	hash = (hash * 31 + payload->clock_rate) * 31 + payload->channels;
	for (size_t i = 0; i < payload->encoding.len; i++)
		hash = hash * 31 +
		       ((unsigned char)payload->encoding.ptr[i] | 0x20);
	return (uint32_t)(hash ^ hash >> 32);
}

void zsip_sdp_payloads_read(struct sdp_payloads *payloads,
                            const struct zsip_sdp *sdp, size_t media)
{
	struct zsip_slice rest, format;

	zsip_sdp_formats_start(&payloads->formats, sdp, media);
	rest = payloads->formats.rest;
	zsip_clear(payloads->place, sizeof(payloads->place));
	payloads->count = 0;
	while (zsip_sdp_next(&rest, ' ', &format)) {
		unsigned number = zsip_sdp_payload_number(format);

		if (number == ZSIP_SDP_PAYLOAD_TYPES ||
		    payloads->place[number] != 0)
			continue;
		payloads->listed[payloads->count++] = (uint8_t)number;
		payloads->place[number] = (uint8_t)payloads->count;
	}
}

bool zsip_sdp_payload_read(const struct sdp_payloads *payloads, unsigned number,
                           struct zsip_sdp_format *payload)
{
	zsip_sdp_formats_get(&payloads->formats, number, payload);
	return payload->encoding.ptr != NULL;
}

bool zsip_sdp_payload_same_codec(const struct zsip_sdp_format *a,
                                 const struct zsip_sdp_format *b)
{
	return a->clock_rate == b->clock_rate && a->channels == b->channels &&
	       zsip_slice_equal_nocase(a->encoding, b->encoding);
}

bool zsip_sdp_payload_same(const struct zsip_sdp_format *a,
                           const struct zsip_sdp_format *b)
{
	return zsip_sdp_payload_same_codec(a, b) &&
	       zsip_sdp_fmtp_equal(a->encoding, a->params, b->params);
}
