/*
 * Fragments of IPv4 (RFC 791 3.2) and IPv6 (RFC 8200 4.5).
 */
#include "read/packet.h"

void fragment_read(struct capture *capture, struct packet *packet,
                   const struct fragment *fragment)
{
	(void)capture, (void)packet, (void)fragment;
}
void fragments_expire(struct capture *capture, const struct place *now)
{
	(void)capture, (void)now;
}
