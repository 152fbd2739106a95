/*
 * What must hold between a strict reading and one that allows quirks, whatever
 * the bytes are.  No Check here: fuzzing and the runner for other machines use
 * it too.
 */

#ifndef ZSIP_TESTS_LENIENT_H
#define ZSIP_TESTS_LENIENT_H

#include <stdbool.h>
#include <stddef.h>

/**
 * A value, or a URI: what is taken strictly is taken alike, and through no
 * quirk, when all are allowed; what is taken through no quirk is taken
 * strictly; what is taken through some is taken alike through these alone, and
 * refused when one of them is missing.
 *
 * @return false, after having said on standard error what does not hold
 */
bool lenient_value(unsigned id, const char *text, size_t len);
bool lenient_uri(const char *text, size_t len);

/**
 * A message that is taken strictly is taken alike when all quirks are allowed,
 * with the same values in its lists as long as these are taken strictly; a
 * walk that cuts goes as one that parses; zsip_core_parse() takes what the walk
 * takes first.  What a profile allows before a message does not change what the
 * message is.
 */
bool lenient_message(const char *text, size_t len);

#endif
