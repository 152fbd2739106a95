/*
 * Branches and tags from random bytes.
 */
#include "zsip_branch.h"
#include "zsip_request.h"

/* RFC 3261 19.3: a tag has 32 random bits; a branch is to be unique among all
 * that were ever sent (8.1.1.7). */
enum { TAG_BYTES = 4, BRANCH_BYTES = 8 };

/* Digits of five bits, the first one of the highest. */
static void add_digits(struct zsip_writer *out, const unsigned char *bytes,
                       size_t len)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned word = 0, bits = 0;

	for (size_t i = 0; i < len; i++) {
		word = word << 8 | bytes[i];
		for (bits += 8; bits >= 5; bits -= 5)
			zsip_writer_add(
			        out,
			        (struct zsip_slice){
			                &digits[word >> (bits - 5) & 31], 1});
	}
	if (bits != 0)
		zsip_writer_add(out,
		                (struct zsip_slice){
		                        &digits[word << (5 - bits) & 31], 1});
}

size_t zsip_branch_random(const void *random, size_t len, char *buf,
                          size_t size)
{
	struct zsip_writer out;

	if (len < BRANCH_BYTES)
		return 0;
	zsip_writer_init(&out, buf, size);
	zsip_writer_add(&out, zsip_slice_from(ZSIP_BRANCH_COOKIE));
	add_digits(&out, random, len);
	return out.len;
}

size_t zsip_tag_random(const void *random, size_t len, char *buf, size_t size)
{
	struct zsip_writer out;

	if (len < TAG_BYTES)
		return 0;
	zsip_writer_init(&out, buf, size);
	add_digits(&out, random, len);
	return out.len;
}
