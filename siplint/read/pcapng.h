/*
 * pcapng files whose interfaces are of different link types or snap lengths,
 * which libpcap refuses: it is shown a file where they are all alike, and what
 * they are is looked up beside it.
 */
#ifndef SIPLINT_PCAPNG_H
#define SIPLINT_PCAPNG_H

#include "read/input.h"

/* Where its description begins, and what it says. */
struct interface {
	size_t at;
	uint16_t link_type;
	uint32_t snap_length;
};

struct pcapng {
	struct input *file;
	size_t at; /* of the block behind the packet that was met last */
	bool is_swapped;
	struct interface *interfaces;
	size_t count, room;
	size_t section, seen; /* those of the section at hand: from, to */
	size_t read;          /* what libpcap has read */
};

/* @return whether it is such a file; it is then to be closed */
bool pcapng_start(struct pcapng *pcapng, struct input *file);
void pcapng_end(struct pcapng *pcapng);
/* As libpcap is to see it. */
FILE *pcapng_open(struct pcapng *pcapng);
/* Of the next packet; -1 if its interface is not known. */
int pcapng_link_type(struct pcapng *pcapng);

#endif
