/*
 * Finds the two factors that make the hash of header field names free of
 * collisions, and prints it with the tables that the look-up compares with.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 32
#define BITS 11

struct row {
	unsigned id;
	const char *name;
	char compact[2];
};

static const struct row rows[] = {
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests, \
                    responses, shape, rfc) \
	{ number, name, { compact, 0 } },
#include "zsip_headers.def"
};
#define ROWS (sizeof(rows) / sizeof(*rows))

static unsigned char folded[2 * ROWS + 1][NAME_MAX_LEN];
static unsigned ids[2 * ROWS + 1];
static size_t count = 1; /* entry 0 stands for "not found" */

static void add(const char *name, unsigned id)
{
	size_t len = strlen(name);

	if (len == 0)
		return;
	if (len > NAME_MAX_LEN || count > 255) {
		fprintf(stderr, "mkhash: no room for %s\n", name);
		exit(1);
	}
	for (size_t i = 0; i < len; i++)
		folded[count][i] = (unsigned char)(name[i] | 0x20);
	for (size_t i = 1; i < count; i++) {
		if (memcmp(folded[i], folded[count], NAME_MAX_LEN) == 0) {
			fprintf(stderr, "mkhash: %s stands twice\n", name);
			exit(1);
		}
	}
	ids[count++] = id;
}

static uint64_t word(const unsigned char *bytes)
{
	uint64_t value = 0;

	for (int i = 7; i >= 0; i--)
		value = value << 8 | bytes[i];
	return value;
}

static size_t hash(const unsigned char *name, uint64_t a, uint64_t b)
{
	return (size_t)(((word(name) ^ (word(name + 8) * b)) * a) >>
	                (64 - BITS));
}

static int try_factors(uint64_t a, uint64_t b, unsigned char *slots)
{
	memset(slots, 0, 1 << BITS);
	for (size_t i = 1; i < count; i++) {
		size_t slot = hash(folded[i], a, b);

		if (slots[slot] != 0)
			return 0;
		slots[slot] = (unsigned char)i;
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

static void print(uint64_t a, uint64_t b, const unsigned char *slots)
{
	printf("#define ZSIP_HASH_A UINT64_C(0x%llx)\n"
	       "#define ZSIP_HASH_B UINT64_C(0x%llx)\n"
	       "#ifdef ZSIP_HASH_DEFINE\n",
	       (unsigned long long)a, (unsigned long long)b);
	printf("const uint8_t zsip_name_slots[1 << ZSIP_NAME_BITS] = {\n");
	for (size_t i = 0; i < 1 << BITS; i++) {
		if (slots[i] != 0)
			printf("\t[%zu] = %u,\n", i, slots[i]);
	}
	printf("};\nconst struct zsip_name_entry zsip_name_entries[] = {\n");
	for (size_t i = 0; i < count; i++) {
		printf("\t{ {");
		for (size_t j = 0; j < NAME_MAX_LEN; j++)
			printf(" %u,", folded[i][j]);
		printf(" } },\n");
	}
	printf("};\nconst uint16_t zsip_name_ids[] = {");
	for (size_t i = 0; i < count; i++)
		printf(" %u,", ids[i]);
	printf(" };\n#endif\n");
}

int main(void)
{
	static unsigned char slots[1 << BITS];
	uint64_t state = 0;

	for (size_t i = 0; i < ROWS; i++) {
		add(rows[i].name, rows[i].id);
		add(rows[i].compact, rows[i].id);
	}
	for (long tries = 0; tries < 100000000; tries++) {
		uint64_t a = next(&state) | 1, b = next(&state) | 1;

		if (try_factors(a, b, slots)) {
			print(a, b, slots);
			return 0;
		}
	}
	fprintf(stderr, "mkhash: no factors found\n");
	return 1;
}
