/*
 * Words, numbers and addresses in place of others: of the same length, the same
 * one for the same one, and of two that differ two that differ.
 */
#ifndef SIPLINT_PSEUDONYMS_H
#define SIPLINT_PSEUDONYMS_H

#include "read/place.h"

struct pseudonyms {
	uint64_t key[2];
};

/* From a text of the user's, or, with NULL, at random. */
void pseudonyms_start(struct pseudonyms *pseudonyms, const char *seed);

/* A run of letters, digits and bytes above ASCII, changed in place.  A letter
 * up to "f" or "F" stays one, so that a digit of a hexadecimal number does, and
 * the case of letters stays. */
void pseudonym_word(const struct pseudonyms *pseudonyms, char *word,
                    size_t len);
/* A number of an address that is none: what is no octet, being above 255 or
 * having a zero in front, stays none. */
void pseudonym_number(const struct pseudonyms *pseudonyms, char *digits,
                      size_t len);
/* An IPv4 address, or what has four numbers as one has: each becomes one of as
 * many digits.  What says of which kind an address is (private, multicast ...)
 * stays. */
void pseudonym_ipv4(const struct pseudonyms *pseudonyms, char *text,
                    size_t len);
/* An IPv6 address without brackets; each group keeps its number of digits. */
void pseudonym_ipv6(const struct pseudonyms *pseudonyms, char *text,
                    size_t len);
void pseudonym_endpoint(const struct pseudonyms *pseudonyms,
                        struct endpoint *endpoint);

#endif
