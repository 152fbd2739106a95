/*
 * Finds a factor that makes the hash of SDP's attribute names free of
 * collisions, and prints it with the rows that the slots stand for.  A name is
 * hashed by its first and its last eight bytes, one shorter than that twice by
 * all it has.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define BITS 11

static const char *const names[] = {
#define ZSIP_SDP_SHAPE(machine, shape, members)
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)                                                \
	name,
#include "zsip_sdp_attributes.def"
#undef ZSIP_SDP_ATTRIBUTE
};

static const unsigned numbers[] = {
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)                                                \
	number,
#include "zsip_sdp_attributes.def"
};

enum { NAMES = sizeof(names) / sizeof(*names) };

static unsigned short slots[1 << BITS];

static uint64_t word(const char *bytes, size_t len)
{
	uint64_t value = 0;

	for (size_t i = len; i > 0; i--)
		value = value << 8 | (unsigned char)bytes[i - 1];
	return value;
}

static void words(const char *name, uint64_t *head, uint64_t *tail)
{
	size_t len = strlen(name), n = len < 8 ? len : 8;

	*head = word(name, n);
	*tail = word(name + len - n, n);
}

static size_t slot_of(const char *name, uint64_t factor)
{
	uint64_t head, tail;

	words(name, &head, &tail);
	return (size_t)(((head ^ (tail << 27 | tail >> 37)) * factor) >>
	                (64 - BITS));
}

static int try_factor(uint64_t factor)
{
	memset(slots, 0, sizeof(slots));
	for (unsigned short i = 0; i < NAMES; i++) {
		unsigned short *slot = &slots[slot_of(names[i], factor)];

		if (*slot != 0)
			return 0;
		*slot = i + 1;
	}
	return 1;
}

/* splitmix64: any fixed sequence will do. */
static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* What a name is compared with; an empty slot stands for the first row, which
 * no name is equal to. */
static void print_rows(void)
{
	printf("static const struct sdp_name zsip_sdp_names[] = {\n\t{ 0 },\n");
	for (size_t i = 0; i < NAMES; i++) {
		uint64_t head, tail;

		words(names[i], &head, &tail);
		printf("\t{ UINT64_C(0x%llx), UINT64_C(0x%llx), \"%s\", %zu, "
		       "%u },\n",
		       (unsigned long long)head, (unsigned long long)tail,
		       names[i], strlen(names[i]), numbers[i]);
	}
	printf("};\n");
}

int main(void)
{
	uint64_t state = 0, factor;
	long tries = 100000000;

	do {
		factor = next(&state) | 1;
	} while (!try_factor(factor) && --tries != 0);
	if (tries == 0) {
		fprintf(stderr, "mksdpnames: no factor\n");
		return 1;
	}
	printf("#define ZSIP_SDP_NAME_BITS %d\n"
	       "#define ZSIP_SDP_NAME_FACTOR UINT64_C(0x%llx)\n"
	       "static const uint16_t zsip_sdp_name_slots[%d] = {\n",
	       BITS, (unsigned long long)factor, 1 << BITS);
	for (size_t i = 0; i < 1 << BITS; i++) {
		if (slots[i] != 0)
			printf("\t[%zu] = %u,\n", i, slots[i]);
	}
	printf("};\n");
	print_rows();
	return 0;
}
