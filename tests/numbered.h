/*
 * Pieces of texts that are repeated: "#" stands for their number.
 */

#ifndef ZSIP_TESTS_NUMBERED_H
#define ZSIP_TESTS_NUMBERED_H

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/** Copy a piece with its number, which has as many digits in every piece, for
 *  equal shares.  @return its length */
static inline size_t put_numbered(char *text, const char *piece,
                                  unsigned number)
{
	char digits[16], *p = text;

	snprintf(digits, sizeof(digits), "%06u", number);
	for (; *piece != '\0'; piece++) {
		if (*piece != '#') {
			*p++ = *piece;
			continue;
		}
		memcpy(p, digits, 6);
		p += 6;
	}
	return (size_t)(p - text);
}

#endif
