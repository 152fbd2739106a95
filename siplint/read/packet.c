/*
 * What the layers have in common.
 */
#include "read/packet.h"

uint16_t read_u16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

uint32_t read_u32(const uint8_t *bytes)
{
	return (uint32_t)read_u16(bytes) << 16 | read_u16(bytes + 2);
}

void packet_skip(struct packet *packet, size_t size)
{
	packet->bytes += size;
	packet->len -= size;
}

void packet_limit(struct packet *packet, size_t size)
{
	if (size <= packet->len) {
		packet->len = size;
		packet->lost = 0;
	} else if (size - packet->len < packet->lost) {
		packet->lost = size - packet->len;
	}
}

void packet_short(struct capture *capture, const struct packet *packet)
{
	if (packet->lost != 0)
		capture->carrier.counts.cut++;
	else
		capture->carrier.counts.broken++;
}
