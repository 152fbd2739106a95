#include "read/packet.h"
void sctp_read(struct capture *capture, struct packet *packet)
{
	(void)capture, (void)packet;
}
