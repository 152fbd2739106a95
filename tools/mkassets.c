/*
 * Prints files as C arrays, and of each the digest that a Content-Security-
 * Policy names it by (CSP 2 7.17, FIPS 180-4 6.2):
 *	mkassets FILE...
 * "page.css" becomes page_css[] and PAGE_CSS_DIGEST.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK  64
#define ROUNDS 64

static const uint32_t constants[ROUNDS] = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
        0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
        0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
        0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
        0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
        0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
        0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
        0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
        0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t word, int bits)
{
	return word >> bits | word << (32 - bits);
}

static void schedule(uint32_t w[ROUNDS], const unsigned char *block)
{
	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 |
		       (uint32_t)block[4 * i + 1] << 16 |
		       (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
	for (int i = 16; i < ROUNDS; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];

		w[i] = w[i - 16] + w[i - 7] +
		       (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
		       (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
	}
}

static void digest_block(uint32_t hash[8], const unsigned char *block)
{
	uint32_t w[ROUNDS], s[8];

	schedule(w, block);
	memcpy(s, hash, sizeof(s));
	for (int i = 0; i < ROUNDS; i++) {
		uint32_t a = s[7] +
		             (rotate(s[4], 6) ^ rotate(s[4], 11) ^
		              rotate(s[4], 25)) +
		             ((s[4] & s[5]) ^ (~s[4] & s[6])) + constants[i] +
		             w[i];
		uint32_t b = (rotate(s[0], 2) ^ rotate(s[0], 13) ^
		              rotate(s[0], 22)) +
		             ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof(*s));
		s[4] += a;
		s[0] = a + b;
	}
	for (int i = 0; i < 8; i++)
		hash[i] += s[i];
}

/* SHA-256 */
static void digest(unsigned char out[32], const unsigned char *bytes,
                   size_t len)
{
	uint32_t hash[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
	unsigned char last[2 * BLOCK] = {0};
	size_t rest = len % BLOCK, size = rest < BLOCK - 8 ? BLOCK : 2 * BLOCK;
	uint64_t bits = (uint64_t)len * 8;

	for (size_t i = 0; i + BLOCK <= len; i += BLOCK)
		digest_block(hash, bytes + i);
	memcpy(last, bytes + len - rest, rest);
	last[rest] = 0x80;
	for (int i = 0; i < 8; i++)
		last[size - 1 - i] = (unsigned char)(bits >> 8 * i);
	for (size_t i = 0; i < size; i += BLOCK)
		digest_block(hash, last + i);
	for (int i = 0; i < 32; i++)
		out[i] = (unsigned char)(hash[i / 4] >> (24 - 8 * (i % 4)));
}

static void print_base64(const unsigned char *bytes, size_t len)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                              "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		uint32_t word = (uint32_t)bytes[i] << 16;

		word |= i + 1 < len ? (uint32_t)bytes[i + 1] << 8 : 0;
		word |= i + 2 < len ? bytes[i + 2] : 0;
		putchar(letters[word >> 18]);
		putchar(letters[word >> 12 & 63]);
		putchar(i + 1 < len ? letters[word >> 6 & 63] : '=');
		putchar(i + 2 < len ? letters[word & 63] : '=');
	}
}

static void print_name(const char *name, int (*letter)(int))
{
	for (; *name != '\0'; name++)
		putchar(isalnum((unsigned char)*name)
		                ? letter((unsigned char)*name)
		                : '_');
}

static void print_asset(const char *name, const unsigned char *bytes,
                        size_t len)
{
	unsigned char hash[32];

	digest(hash, bytes, len);
	printf("#define ");
	print_name(name, toupper);
	printf("_DIGEST \"sha256-");
	print_base64(hash, sizeof(hash));
	printf("\"\nstatic const char ");
	print_name(name, tolower);
	printf("[] = {");
	for (size_t i = 0; i < len; i++)
		printf("%s%d,", i % 16 == 0 ? "\n" : "", (signed char)bytes[i]);
	printf("\n0};\n");
}

/* Of a style sheet, line ends and the blanks behind them are one blank. */
static size_t squeeze(unsigned char *bytes, size_t len)
{
	size_t kept = 0;

	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != '\n') {
			bytes[kept++] = bytes[i];
			continue;
		}
		while (i + 1 < len && strchr("\n\t", bytes[i + 1]) != NULL)
			i++;
		bytes[kept++] = ' ';
	}
	return kept;
}

static bool is_style(const char *path)
{
	size_t len = strlen(path);

	return len > 4 && strcmp(path + len - 4, ".css") == 0;
}

static int convert(const char *path)
{
	const char *slash = strrchr(path, '/');
	FILE *file = fopen(path, "rb");
	unsigned char *bytes = NULL;
	size_t len = 0, got = 1;

	while (file != NULL && got != 0) {
		bytes = realloc(bytes, len + BUFSIZ);
		if (bytes == NULL)
			break;
		got = fread(bytes + len, 1, BUFSIZ, file);
		len += got;
	}
	if (file == NULL || bytes == NULL || ferror(file)) {
		perror(path);
		return 1;
	}
	fclose(file);
	if (is_style(path))
		len = squeeze(bytes, len);
	print_asset(slash == NULL ? path : slash + 1, bytes, len);
	free(bytes);
	return 0;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (convert(argv[i]) != 0)
			return 1;
	}
	return 0;
}
