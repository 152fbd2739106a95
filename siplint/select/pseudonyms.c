/*
 * Words and numbers in place of others.
 *
 * Whatever has few forms (a short word, a number, a group of an address) is
 * permuted among them, so that no two become one.
 */
#include "select/pseudonyms.h"
#include "select/permute.h"
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* Forms that are permuted; of more, none will meet another by chance. */
#define MAX_FORMS (UINT64_C(1) << 60)

void pseudonyms_start(struct pseudonyms *pseudonyms, const char *seed)
{
	struct zsip_siphash hash;

	*pseudonyms = (struct pseudonyms){{0, 0}};
	if (seed == NULL) {
		if (getrandom(pseudonyms->key, sizeof(pseudonyms->key), 0) ==
		    (ssize_t)sizeof(pseudonyms->key))
			return;
		complain("there are no random numbers");
		exit(EXIT_TROUBLE);
	}
	for (uint64_t i = 0; i < 2; i++) {
		zsip_siphash_start(&hash, i, FOR_SEED);
		for (const char *p = seed; *p != '\0'; p++)
			zsip_siphash_put(&hash, (unsigned char)*p);
		pseudonyms->key[i] = zsip_siphash_end(&hash);
	}
}

/* Characters that stand for one another. */
struct alphabet {
	char first;
	uint8_t count;
};

static struct alphabet alphabet_of(char c)
{
	char lower = (char)(c | 0x20);

	if (c >= '0' && c <= '9')
		return (struct alphabet){'0', 10};
	if (lower >= 'a' && lower <= 'f')
		return (struct alphabet){'a', 6};
	return (struct alphabet){'g', 20};
}

static char lower_of(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static void set_character(char *c, uint64_t value)
{
	char other = (char)(alphabet_of(*c).first + (char)value);

	*c = *c >= 'A' && *c <= 'Z' ? (char)(other & ~0x20) : other;
}

/* @return 0 for too many, and with bytes above ASCII */
static uint64_t count_forms(const char *word, size_t len)
{
	uint64_t count = 1;

	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)word[i] >= 0x80)
			return 0;
		count *= alphabet_of(word[i]).count;
		if (count > MAX_FORMS / 20)
			return 0;
	}
	return count;
}

static void permute_word(const struct pseudonyms *pseudonyms, char *word,
                         size_t len, uint64_t forms)
{
	uint64_t value = 0;

	for (size_t i = 0; i < len; i++) {
		struct alphabet alphabet = alphabet_of(word[i]);

		value = value * alphabet.count +
		        (uint64_t)(lower_of(word[i]) - alphabet.first);
	}
	value = permute(pseudonyms, forms, forms, value);
	for (size_t i = len; i-- > 0;) {
		struct alphabet alphabet = alphabet_of(word[i]);

		set_character(&word[i], value % alphabet.count);
		value /= alphabet.count;
	}
}

/* Of a sequence of UTF-8 that has a character; 0 if none begins there (RFC
 * 3629 4). */
static size_t sequence_length(const unsigned char *p, size_t len)
{
	size_t need = *p >= 0xc2 && *p <= 0xdf   ? 2
	              : *p >= 0xe0 && *p <= 0xef ? 3
	              : *p >= 0xf0 && *p <= 0xf4 ? 4
	                                         : 0;

	if (need == 0 || need > len)
		return 0;
	for (size_t i = 1; i < need; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f) ||
	    (*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] > 0x8f))
		return 0;
	return need;
}

/* Letters with marks, Han characters, pictures: by their length in UTF-8. */
static void set_sequence(unsigned char *p, size_t len, uint64_t value)
{
	static const unsigned char leads[][3] = {
	        [2] = {0xc3}, [3] = {0xe5}, [4] = {0xf0, 0x9f, 0x98}};
	size_t i = len == 4 ? 3 : 1;

	memcpy(p, leads[len], i);
	if (len == 2)
		p[1] = (unsigned char)(0xa0 + value % 22);
	for (; len != 2 && i < len; i++, value /= 64)
		p[i] = (unsigned char)(0x80 + value % 64);
}

/* Another of those that may stand in its place. */
static unsigned char other_byte(unsigned char byte, uint64_t value)
{
	if (byte < 0xc0)
		return (unsigned char)(0x80 + value % 64);
	if (byte < 0xe0)
		return (unsigned char)(0xc2 + value % 30);
	if (byte < 0xf0)
		return (unsigned char)(0xe1 + value % 12);
	return byte;
}

/* @return how many bytes were changed */
static size_t set_next(char *word, size_t len, uint64_t value)
{
	unsigned char *p = (unsigned char *)word;
	size_t count = *p >= 0x80 ? sequence_length(p, len) : 0;

	if (count != 0) {
		set_sequence(p, count, value);
		return count;
	}
	if (*p >= 0x80)
		*p = other_byte(*p, value);
	else
		set_character(word, value % alphabet_of(*word).count);
	return 1;
}

static void stream_word(const struct pseudonyms *pseudonyms, char *word,
                        size_t len)
{
	struct zsip_siphash hash;
	uint64_t seed;

	zsip_siphash_start(&hash, pseudonyms->key[0], pseudonyms->key[1]);
	permute_put(&hash, FOR_STREAM);
	for (size_t i = 0; i < len; i++)
		zsip_siphash_put(&hash, (unsigned char)lower_of(word[i]));
	seed = zsip_siphash_end(&hash);
	for (size_t i = 0; i < len;)
		i += set_next(word + i, len - i,
		              permute_mix(pseudonyms, FOR_STREAM, seed, i));
}

void pseudonym_word(const struct pseudonyms *pseudonyms, char *word, size_t len)
{
	uint64_t forms = count_forms(word, len);

	if (forms != 0)
		permute_word(pseudonyms, word, len, forms);
	else
		stream_word(pseudonyms, word, len);
}

void pseudonym_number(const struct pseudonyms *pseudonyms, char *digits,
                      size_t len)
{
	static const unsigned bounds[] = {0, 10, 100, 256, 1000};
	size_t range = 0;
	unsigned value = 0;

	if (len > 3 || (len > 1 && *digits == '0')) {
		pseudonym_word(pseudonyms, digits + 1, len - 1);
		return;
	}
	for (size_t i = 0; i < len; i++)
		value = value * 10 + (unsigned)(digits[i] - '0');
	while (value >= bounds[range + 1])
		range++;
	value = bounds[range] +
	        (unsigned)permute(pseudonyms, FOR_NUMBER,
	                          bounds[range + 1] - bounds[range],
	                          value - bounds[range]);
	for (size_t i = len; i-- > 0; value /= 10)
		digits[i] = (char)('0' + value % 10);
}
