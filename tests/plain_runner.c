/*
 * Compares the SIMD forms with each other, with the machines without leaps
 * and with the reference grammar, over every vector and message there is and
 * over mutations of them.  Needs no Check, so that it runs where only a cross
 * compiler and an emulator are.
 *
 *	plain_runner [MUTATIONS OF EACH MESSAGE]
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "corpora.h"
#include "lenient.h"
#include "record.h"
#include "vectors.h"

enum {
	MAX_MESSAGE = 65536,
	MAX_MUTATIONS = 8,
	DEFAULT_ROUNDS = 1000 / CHANGES_SHARE
};

static struct {
	size_t texts, messages, prefixes, mutations, failures;
} counts;

static const uint16_t ids[] = {
        ZSIP_HDR_OTHER,
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	number,
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};

/* A copy in memory of its own size. */
static char *copy_of(const char *text, size_t len)
{
	char *copy = calloc(1, len + (len == 0));

	if (copy == NULL)
		abort();
	if (len != 0)
		memcpy(copy, text, len);
	return copy;
}

static void expect(bool holds, const char *where, const char *text, size_t len)
{
	if (holds)
		return;
	counts.failures++;
	fprintf(stderr, "%s: ", where);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c >= ' ' && c < 0x7f && c != '\\')
			putc(c, stderr);
		else
			fprintf(stderr, "\\x%02x", c);
	}
	fprintf(stderr, "\n");
}

/* A text as a URI and as a value of every header field. */
static void try_text(const char *where, const char *text, size_t len)
{
	char *copy = copy_of(text, len);

	expect(record_same(record_uri, 0, copy, len) && lenient_uri(copy, len),
	       where, text, len);
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		expect(record_same(record_value, ids[i], copy, len) &&
		               lenient_value(ids[i], copy, len),
		       where, text, len);
	free(copy);
	counts.texts++;
}

static void try_message(const char *where, const char *text, size_t len)
{
	char *copy = copy_of(text, len);

	expect(record_same(record_message, 0, copy, len) &&
	               record_reference(copy, len) &&
	               lenient_message(copy, len),
	       where, text, len);
	free(copy);
}

static void try_vectors(const char *folder)
{
	struct vector_dir dir;
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	char path[4096];

	if (!vectors_dir_open(&dir, folder)) {
		fprintf(stderr, "%s: %s\n", folder, strerror(errno));
		counts.failures++;
		return;
	}
	for (size_t i = 0; i < dir.count; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, dir.names[i]);
		if (!vectors_open(&file, path, "ok bad list"))
			continue;
		while ((result = vectors_next(&file, &v)) != VECTOR_END) {
			if (result == VECTOR_LINE)
				try_text(path, v.text, v.len);
		}
		vectors_close(&file);
	}
	vectors_dir_close(&dir);
}

/* Runs of every length around those of vectors, with a byte behind them that
 * may be wrong: "#" is the run. */
static const struct {
	const char *text, *run;
} runs[] = {
        {"#", "a"},
        {"#: b", "a"},
        {"SIP/2.0/UDP #;rport", "a"},
        {"SIP/2.0/UDP #", "a."},
        {"SIP/2.0/UDP a;branch=#", "b"},
        {"sip:#", "a"},
        {"sip:#", "a-"},
        {"sip:#", "1."},
        {"sip:[#]", "1:"},
        {"sip:#@b", "a"},
        {"sip:a:#@b", "%41"},
        {"sip:a;#=b", "a"},
        {"sip:a?b=#", "c"},
        {"<sip:#>", "a"},
        {"\"#\" <sip:a>", "a"},
        {"# <sip:a>", "a "},
        {"<sip:a>;#=b", "a"},
        {"<sip:a>;b=\"#\"", "\\a"},
        {"a@#", "a"},
        {"1 #", "A"},
};

enum { MAX_RUN = 70 };

static size_t fill(char *to, const char *text, const char *run, size_t length,
                   const char *last)
{
	size_t len = 0;

	for (; *text != '\0'; text++) {
		if (*text != '#') {
			to[len++] = *text;
			continue;
		}
		for (size_t i = 0; i < length; i++)
			to[len++] = run[i % strlen(run)];
		for (const char *p = last; *p != '\0'; p++)
			to[len++] = *p;
	}
	return len;
}

static void try_runs(void)
{
	static const char *const lasts[] = {"", "_", "\x7f", "\xc3\xa9"};
	char text[2 * MAX_RUN];

	for (size_t i = 0; i < sizeof(runs) / sizeof(*runs); i++) {
		for (size_t n = 0; n < 4 * MAX_RUN; n++) {
			size_t len = fill(text, runs[i].text, runs[i].run,
			                  n / 4, lasts[n % 4]);

			try_text(runs[i].text, text, len);
		}
	}
}

static uint64_t random_state = UINT64_C(0x2545f4914f6cdd1d);

static size_t random_below(size_t bound)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (size_t)(random_state % bound);
}

static const char *const pieces[] = {
        "\r\n",
        "\r\n ",
        "\r",
        "\n",
        "\"",
        "\\",
        "<",
        ">",
        ",",
        ";",
        ":",
        "@",
        "%",
        "%41",
        "(",
        ")",
        "[::1]",
        "[",
        "]",
        "=",
        "?",
        " ",
        "\t",
        "\x7f",
        "\xc3\xa9",
        "\x80",
        "*",
        ".",
        "-",
        "0",
        "4294967296",
        "65536",
        "sip:",
        "SIP/2.0",
        "\r\nl: 5",
        "\r\nX",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "\r\nVia: SIP/2.0/UDP h",
        ";tag=",
        ";branch=",
        ";received=::1",
};

/* Changes a text of *len bytes in place; there is room for twice as many. */
static void mutate(char *text, size_t *len)
{
	size_t at = random_below(*len), count;
	const char *piece =
	        pieces[random_below(sizeof(pieces) / sizeof(*pieces))];

	switch (random_below(5)) {
	case 0:
		text[at] = (char)random_below(256);
		break;
	case 1:
		count = random_below(*len - at) % 40;
		memmove(text + at, text + at + count, *len - at - count);
		*len -= count;
		break;
	case 2:
		*len = at + 1;
		break;
	default:
		count = strlen(piece);
		memmove(text + at + count, text + at, *len - at);
		memcpy(text + at, piece, count);
		*len += count;
	}
}

static void try_mutations(const char *where, const char *text, size_t len,
                          unsigned long rounds)
{
	static char changed[2 * MAX_MESSAGE];

	for (unsigned long i = 0; i < rounds; i++) {
		size_t changed_len = len, times = random_below(MAX_MUTATIONS);

		memcpy(changed, text, len);
		for (size_t j = 0; j <= times && changed_len > 1; j++)
			mutate(changed, &changed_len);
		try_message(where, changed, changed_len);
		counts.mutations++;
	}
}

static void try_file(const char *path, unsigned long rounds)
{
	static char text[MAX_MESSAGE];
	FILE *in = fopen(path, "rb");
	size_t len;

	if (in == NULL)
		return;
	len = fread(text, 1, sizeof(text), in);
	fclose(in);
	if (len == 0)
		return;
	try_message(path, text, len);
	counts.messages++;
	for (size_t cut = 0; cut <= len; cut++)
		expect(record_prefix(text, len, cut), path, text, cut);
	counts.prefixes += len + 1;
	try_mutations(path, text, len, rounds);
}

static void try_folder(const char *folder, unsigned long rounds)
{
	struct vector_dir dir;
	char path[4096];

	if (!vectors_dir_open(&dir, folder))
		return;
	for (size_t i = 0; i < dir.count; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, dir.names[i]);
		try_file(path, rounds);
	}
	vectors_dir_close(&dir);
}

int main(int argc, char **argv)
{
	static const char *const published[] = {"rfc4475", "bench"};
	unsigned long rounds =
	        argc > 1 ? strtoul(argv[1], NULL, 10) : DEFAULT_ROUNDS;
	char path[4096];

	/* What the library chose when it was loaded. */
	if (argc > 1 && strcmp(argv[1], "form") == 0) {
		puts(zsip_simd_name());
		return 0;
	}
	try_vectors(ZSIP_SOURCE_DIR "/tests/vectors/header");
	try_vectors(ZSIP_SOURCE_DIR "/tests/vectors/uri");
	try_vectors(ZSIP_SOURCE_DIR "/tests/vectors/rule");
	try_runs();
	try_folder(ZSIP_SOURCE_DIR "/bench/messages", rounds);
	try_folder(ZSIP_SOURCE_DIR "/examples/call", rounds);
	try_folder(ZSIP_SOURCE_DIR "/examples/broken", rounds);
	for (size_t i = 0; i < sizeof(published) / sizeof(*published); i++) {
		snprintf(path, sizeof(path), "%s/%s", corpora_folder(),
		         published[i]);
		try_folder(path, rounds);
	}
	printf("forms:");
	for (unsigned form = 0; form < record_forms(); form++)
		printf(" %s", record_select(form));
	printf("; %zu texts, %zu messages, %zu prefixes, %zu mutations, "
	       "%zu failures\n",
	       counts.texts, counts.messages, counts.prefixes, counts.mutations,
	       counts.failures);
	return counts.failures != 0;
}
