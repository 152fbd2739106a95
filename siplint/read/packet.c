/*
 * What the layers have in common.
 */
#include "read/packet.h"

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
