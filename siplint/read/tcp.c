#include "read/packet.h"
void tcp_read(struct capture *capture, struct packet *packet)
{
	(void)capture, (void)packet;
}
