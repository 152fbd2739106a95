/*
 * The blocks of a pcapng file (draft-ietf-opsawg-pcapng 4).
 */
#define _GNU_SOURCE /* fopencookie() */
#include "read/pcapng.h"
#include <stdlib.h>
#include <string.h>

enum {
	BLOCK_INTERFACE = 1,
	BLOCK_OLD_PACKET = 2,
	BLOCK_SIMPLE_PACKET = 3,
	BLOCK_PACKET = 6
};

static const uint32_t block_section = 0x0a0d0d0a, order_magic = 0x1a2b3c4d;

/* Type and length, and the length again at the end. */
enum { BLOCK_MIN = 12, BLOCK_BODY = 8 };
/* Within the description of an interface. */
enum { LINK_TYPE = 8, SNAP_LENGTH = 12, INTERFACE_MIN = 20 };
enum { INTERFACES_MAX = 4096 };

struct block {
	uint32_t type;
	size_t at, len;
};

static uint32_t number32(const struct pcapng *pcapng, size_t at)
{
	uint32_t value;

	memcpy(&value, pcapng->file->bytes + at, sizeof(value));
	return pcapng->is_swapped ? __builtin_bswap32(value) : value;
}

static uint16_t number16(const struct pcapng *pcapng, size_t at)
{
	uint16_t value;

	memcpy(&value, pcapng->file->bytes + at, sizeof(value));
	return pcapng->is_swapped ? __builtin_bswap16(value) : value;
}

/* A section tells the order of the bytes of its blocks, the first of which
 * describe its interfaces. */
static void begin_section(struct pcapng *pcapng)
{
	pcapng->is_swapped = false;
	if (number32(pcapng, pcapng->at + BLOCK_BODY) != order_magic)
		pcapng->is_swapped = true;
	pcapng->section = pcapng->seen;
}

/* @return false at the end, or at what is no block */
static bool next_block(struct pcapng *pcapng, struct block *block)
{
	size_t left = pcapng->file->len - pcapng->at;

	if (left < BLOCK_MIN)
		return false;
	block->at = pcapng->at;
	block->type = number32(pcapng, block->at);
	if (block->type == block_section)
		begin_section(pcapng);
	block->len = number32(pcapng, block->at + 4);
	if (block->len < BLOCK_MIN || block->len > left)
		return false;
	pcapng->at += block->len;
	return true;
}

static void add_interface(struct pcapng *pcapng, const struct block *block)
{
	if (pcapng->count == pcapng->room) {
		pcapng->room = pcapng->room * 2 + 4;
		pcapng->interfaces =
		        must_resize(pcapng->interfaces, pcapng->room,
		                    sizeof(*pcapng->interfaces));
	}
	pcapng->interfaces[pcapng->count++] = (struct interface){
	        .at = block->at,
	        .link_type = number16(pcapng, block->at + LINK_TYPE),
	        .snap_length = number32(pcapng, block->at + SNAP_LENGTH)};
}

static bool is_interface(const struct block *block)
{
	return block->type == BLOCK_INTERFACE && block->len >= INTERFACE_MIN;
}

static void find_interfaces(struct pcapng *pcapng)
{
	struct block block;

	while (pcapng->count < INTERFACES_MAX && next_block(pcapng, &block)) {
		if (is_interface(&block))
			add_interface(pcapng, &block);
		input_pass(pcapng->file, pcapng->at);
	}
	pcapng->file->passed = 0;
	pcapng->at = 0;
	pcapng->is_swapped = false;
}

static bool is_mixed(const struct pcapng *pcapng)
{
	const struct interface *all = pcapng->interfaces;

	for (size_t i = 1; i < pcapng->count; i++) {
		if (all[i].link_type != all[0].link_type ||
		    all[i].snap_length != all[0].snap_length)
			return true;
	}
	return false;
}

bool pcapng_start(struct pcapng *pcapng, struct input *file)
{
	*pcapng = (struct pcapng){.file = file};
	if (file->len < BLOCK_MIN || number32(pcapng, 0) != block_section)
		return false;
	find_interfaces(pcapng);
	if (is_mixed(pcapng))
		return true;
	pcapng_end(pcapng);
	return false;
}

void pcapng_end(struct pcapng *pcapng)
{
	free(pcapng->interfaces);
	pcapng->interfaces = NULL;
}

/* Bytes of the file from an offset on, of which some were copied.
 * @param size  of the copy, which begins at `start` in the file */
static void put(char *copy, size_t start, size_t size, size_t at,
                const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (at + i >= start && at + i - start < size)
			copy[at + i - start] = bytes[i];
	}
}

/* All are of the first one's type, and of any snap length. */
static ssize_t read_alike(void *cookie, char *copy, size_t size)
{
	struct pcapng *pcapng = cookie;
	const struct interface *all = pcapng->interfaces;
	size_t start = pcapng->read, left = pcapng->file->len - start;

	if (size > left)
		size = left;
	memcpy(copy, pcapng->file->bytes + start, size);
	for (size_t i = 0; i < pcapng->count; i++) {
		put(copy, start, size, all[i].at + LINK_TYPE,
		    pcapng->file->bytes + all[0].at + LINK_TYPE, 2);
		put(copy, start, size, all[i].at + SNAP_LENGTH, "\0\0\0\0", 4);
	}
	pcapng->read += size;
	return (ssize_t)size;
}

FILE *pcapng_open(struct pcapng *pcapng)
{
	return fopencookie(pcapng, "r",
	                   (cookie_io_functions_t){.read = read_alike});
}

/* @return false for a block that is no packet */
static bool interface_of(const struct pcapng *pcapng, const struct block *block,
                         size_t *interface)
{
	switch (block->type) {
	case BLOCK_PACKET:
		*interface = number32(pcapng, block->at + BLOCK_BODY);
		return true;
	case BLOCK_OLD_PACKET:
		*interface = number16(pcapng, block->at + BLOCK_BODY);
		return true;
	case BLOCK_SIMPLE_PACKET:
		*interface = 0;
		return true;
	default:
		return false;
	}
}

int pcapng_link_type(struct pcapng *pcapng)
{
	struct block block;
	size_t interface;

	while (next_block(pcapng, &block)) {
		if (is_interface(&block) && pcapng->seen < pcapng->count)
			pcapng->seen++;
		if (!interface_of(pcapng, &block, &interface))
			continue;
		if (interface >= pcapng->seen - pcapng->section)
			return -1;
		return pcapng->interfaces[pcapng->section + interface]
		        .link_type;
	}
	return -1;
}
