/*
 * Bytes whose words and addresses are replaced.
 */
#ifndef SIPLINT_SCRUB_H
#define SIPLINT_SCRUB_H

#include "select/pseudonyms.h"

struct scrub {
	const struct pseudonyms *pseudonyms;
	char *bytes; /* the copy that is changed in place */
	size_t len;
	bool *done; /* of each byte, whether it has its last form */
};

void scrub_start(struct scrub *scrub, const struct pseudonyms *pseudonyms,
                 char *bytes, size_t len);
void scrub_end(struct scrub *scrub);

/* Each of these but the last leaves bytes alone that are done. */

void scrub_keep(struct scrub *scrub, size_t start, size_t end);
/* Addresses of IPv4 and IPv6, wherever they stand. */
void scrub_addresses(struct scrub *scrub, size_t start, size_t end);
void scrub_words(struct scrub *scrub, size_t start, size_t end);
/* The same for what could not be cut: words that the tables of the protocol
 * have, and ports, stay. */
void scrub_broken(struct scrub *scrub, size_t start, size_t end);
/* What people write to one another, which nobody is to read. */
void scrub_blank(struct scrub *scrub, size_t start, size_t end);

#endif
