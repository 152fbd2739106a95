/*
 * Finds, for each table of names, a factor that makes its hash free of
 * collisions, and prints it with what a look-up compares with.
 *
 * A name is hashed by its first sixteen bytes (those that have them in common
 * with another are listed apart); header field and parameter
 * names with bit 5 set in each byte, which keeps all token characters apart
 * but the two cases of a letter.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LEN   32
#define MAX_NAMES 255

struct table {
	const char *name;  /* as in the printed symbols */
	unsigned bits;     /* of the hash */
	unsigned fold;     /* set in each byte */
	const char *exact; /* what names may hold beside letters */
	size_t max_len;
	size_t count; /* entry 0 stands for "not found" */
	unsigned char names[MAX_NAMES + 1][MAX_LEN];
	unsigned ids[MAX_NAMES + 1];
	uint64_t factor;
	int twins[MAX_NAMES + 1];
	unsigned char slots[1 << 12];
};

static void add(struct table *table, const char *name, unsigned id)
{
	size_t len = strlen(name);

	if (len == 0)
		return;
	if (len > table->max_len || table->count > MAX_NAMES) {
		fprintf(stderr, "mkhash: no room for %s\n", name);
		exit(1);
	}
	/* Folding would take a control byte for a digit, a dot or a plus; who
	 * looks up such names has seen to it that there is none. */
	for (size_t i = 0; i < len && table->fold != 0; i++) {
		if (!isalpha((unsigned char)name[i]) &&
		    strchr(table->exact, name[i]) == NULL) {
			fprintf(stderr, "mkhash: %s cannot be folded\n", name);
			exit(1);
		}
	}
	for (size_t i = 0; i < len; i++)
		table->names[table->count][i] =
		        (unsigned char)((unsigned char)name[i] | table->fold);
	for (size_t i = 1; i < table->count; i++) {
		if (memcmp(table->names[i], table->names[table->count],
		           MAX_LEN) == 0) {
			fprintf(stderr, "mkhash: %s stands twice\n", name);
			exit(1);
		}
	}
	table->ids[table->count++] = id;
}

static uint64_t word(const unsigned char *bytes)
{
	uint64_t value = 0;

	for (int i = 7; i >= 0; i--)
		value = value << 8 | bytes[i];
	return value;
}

/* Whether a name before it begins with the same bytes, as far as they are
 * hashed. */
static int is_twin(const struct table *table, size_t entry)
{
	for (size_t i = 1; i < entry; i++) {
		if (memcmp(table->names[i], table->names[entry], 16) == 0)
			return 1;
	}
	return 0;
}

static int try_factor(struct table *table)
{
	memset(table->slots, 0, sizeof(table->slots));
	for (size_t i = 1; i < table->count; i++) {
		const unsigned char *name = table->names[i];
		uint64_t b = word(name + 8);
		size_t slot = (size_t)(((word(name) ^ (b << 27 | b >> 37)) *
		                        table->factor) >>
		                       (64 - table->bits));

		if (table->twins[i])
			continue;
		if (table->slots[slot] != 0)
			return 0;
		table->slots[slot] = (unsigned char)i;
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

static void find_factor(struct table *table)
{
	uint64_t state = 0;

	for (size_t i = 1; i < table->count; i++)
		table->twins[i] = is_twin(table, i);
	for (long tries = 0; tries < 100000000; tries++) {
		table->factor = next(&state) | 1;
		if (try_factor(table))
			return;
	}
	fprintf(stderr, "mkhash: no factor for %s\n", table->name);
	exit(1);
}

static void print_factor(const struct table *table, const char *upper)
{
	printf("#define ZSIP_%s_FACTOR UINT64_C(0x%llx)\n", upper,
	       (unsigned long long)table->factor);
}

static void print_slots(const struct table *table)
{
	printf("const uint8_t zsip_%s_slots[%u] = {\n", table->name,
	       1u << table->bits);
	for (size_t i = 0; i < (size_t)1 << table->bits; i++) {
		if (table->slots[i] != 0)
			printf("\t[%zu] = %u,\n", i, table->slots[i]);
	}
	printf("};\n");
}

/* Entries stand in the order of the .def file, whose numbers need not. */
static void print_words(const struct table *table)
{
	printf("const struct zsip_words zsip_%s_rows[] = {\n", table->name);
	for (size_t i = 0; i < table->count; i++)
		printf("\t{ UINT64_C(0x%llx), UINT64_C(0x%llx) },\n",
		       (unsigned long long)word(table->names[i]),
		       (unsigned long long)word(table->names[i] + 8));
	printf("};\nconst uint16_t zsip_%s_ids[] = {", table->name);
	for (size_t i = 0; i < table->count; i++)
		printf(" %u,", table->ids[i]);
	printf(" };\n");
}

static void print_names(const struct table *table)
{
	printf("const struct zsip_name_entry zsip_name_entries[] = {\n"
	       "\t{ { 255 } },\n");
	for (size_t i = 1; i < table->count; i++) {
		printf("\t{ {");
		for (size_t j = 0; j < MAX_LEN; j++)
			printf(" %u,", table->names[i][j]);
		printf(" } },\n");
	}
	printf("};\nconst uint8_t zsip_name_twins[] = {");
	for (size_t i = 1; i < table->count; i++) {
		if (table->twins[i])
			printf(" %zu,", i);
	}
	printf(" 0 };\nconst struct zsip_name_row zsip_name_rows[] = {\n");
	for (size_t i = 0; i < table->count; i++)
		printf("\t{ %u, %u < ZSIP_FIRST_COUNT ? %u : 0 },\n",
		       table->ids[i], table->ids[i], table->ids[i]);
	printf("};\n");
}

static struct table headers = {.name = "name",
                               .bits = 11,
                               .fold = 0x20,
                               .exact = "-0123456789",
                               .max_len = 32,
                               .count = 1};
static struct table methods = {
        .name = "method", .bits = 5, .fold = 0, .max_len = 16, .count = 1};
static struct table params = {.name = "param",
                              .bits = 11,
                              .fold = 0x20,
                              .exact = "-0123456789+.",
                              .max_len = 16,
                              .count = 1};

static void fill(void)
{
	static const char compacts[][2] = {
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	[number] = {compact, 0},
#include "zsip_headers.def"
#undef ZSIP_HEADER
	};

#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	add(&headers, name, number);                                           \
	add(&headers, compacts[number], number);
#include "zsip_headers.def"
#undef ZSIP_HEADER
#define ZSIP_METHOD(number, id, name, rfc) add(&methods, name, number);
#include "zsip_methods.def"
#define ZSIP_PARAM(number, id, name, form, rfc) add(&params, name, number);
#include "zsip_params.def"
}

/* The classes of status codes that an entry WHERE:LETTERS is about, a bit each;
 * bit 7 stands for codes of no class. */
static unsigned classes_of(const char *where)
{
	unsigned classes = 0;

	if (*where == 'r')
		return 0xfe;
	while (*where != ':') {
		char last = where[1] == '-' ? where[2] : where[0];

		for (char digit = where[0]; digit <= last; digit++)
			classes |= 1u << (digit - '0');
		where += strcspn(where, ",:");
		where += *where == ',';
	}
	return classes;
}

/* Where some message must have a header field, as its columns have an m for it:
 * bit 0 for requests, the others for classes of responses. */
static unsigned mandatory_in(const char *requests, const char *responses)
{
	unsigned where = strchr(requests, 'm') != NULL;

	for (; *responses != '\0'; responses += *responses == ' ') {
		size_t len = strcspn(responses, " ");

		if (memchr(responses, 'm', len) != NULL)
			where |= classes_of(responses);
		responses += len;
	}
	return where;
}

/* The methods of some letters that are m, a bit each. */
static unsigned methods_of(const char *letters)
{
	unsigned methods = 0;

	for (unsigned i = 0; letters[i] != '\0' && letters[i] != ' '; i++)
		methods |= (unsigned)(letters[i] == 'm') << i;
	return methods;
}

static unsigned mandatory_with(const char *requests, const char *responses)
{
	unsigned methods = methods_of(requests);

	while ((responses = strchr(responses, ':')) != NULL)
		methods |= methods_of(++responses);
	return methods;
}

/* Whether a header field may be in all messages: no letter is a dash, and there
 * is one for every response. */
static int is_anywhere(const char *requests, const char *responses)
{
	return strchr(requests, '-') == NULL &&
	       strchr(responses, '-') == NULL &&
	       strncmp(responses, "r:", 2) == 0;
}

static void print_masks(const char *name, const uint32_t masks[], size_t count)
{
	printf("\n#define ZSIP_MANDATORY_%s", name);
	for (size_t i = 0; i < count; i++)
		printf(" 0x%x,", (unsigned)masks[i]);
}

/* The header fields that some message must have, and which of them messages of
 * each column and each method may have to: a bit for each. */
static void print_mandatory(void)
{
	static const struct {
		const char *id, *requests, *responses;
	} headers[] = {
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	{#id, requests, responses},
#include "zsip_headers.def"
#undef ZSIP_HEADER
	};
	uint32_t in[8] = {0}, of[16] = {0}, bit = 1;

	printf("#define ZSIP_MANDATORY_HEADERS");
	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
		const char *requests = headers[i].requests;
		const char *responses = headers[i].responses;
		unsigned where = mandatory_in(requests, responses);
		unsigned methods = mandatory_with(requests, responses);

		if (where == 0)
			continue;
		printf(" ZSIP_HDR_%s,", headers[i].id);
		for (unsigned k = 0; k < 8; k++)
			in[k] |= (where >> k & 1) * bit;
		for (unsigned k = 0; k < 16; k++)
			of[k] |= (methods >> k & 1) * bit;
		bit <<= 1;
	}
	print_masks("IN", in, 8);
	print_masks("OF", of, 16);
	printf("\n");
}

static void print_anywhere(void)
{
	printf("#define ZSIP_ANYWHERE_HEADERS");
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	if (is_anywhere(requests, responses))                                  \
		printf(" [ZSIP_HDR_" #id "] = true,");
#include "zsip_headers.def"
#undef ZSIP_HEADER
	printf("\n");
}

int main(void)
{
	fill();
	find_factor(&headers);
	find_factor(&methods);
	find_factor(&params);
	print_factor(&headers, "NAME");
	print_factor(&methods, "METHOD");
	print_factor(&params, "PARAM");
	print_mandatory();
	print_anywhere();
	printf("#ifdef ZSIP_HASH_DEFINE\n");
	print_slots(&headers);
	print_names(&headers);
	print_slots(&methods);
	print_words(&methods);
	print_slots(&params);
	print_words(&params);
	printf("#endif\n");
	return 0;
}
