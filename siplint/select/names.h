/*
 * The names that parts of header fields and session descriptions have, as the
 * tables of the library say.
 */
#ifndef SIPLINT_NAMES_H
#define SIPLINT_NAMES_H

#include "base/base.h"
#include "zsip_sdp.h"

/* Names with blanks between them; none where the value has no parts. */
const char *names_of_shape(unsigned shape);
const char *names_of_sdp_shape(unsigned shape);
bool names_have(const char *names, struct zsip_slice name);
bool names_param_is_known(struct zsip_slice name);
/* Whether a word is the name of a header field or parameter, or stands between
 * hyphens in one. */
bool names_stands_in_any(struct zsip_slice word);
/* The letter of the line that has this name, as "connection" or "c", absent for
 * none; and what its value is cut into.  Attributes have names of their own. */
struct zsip_slice names_sdp_line(struct zsip_slice name, unsigned *shape);
/* The same of an attribute; NULL for none. */
const struct zsip_sdp_attribute_info *
names_sdp_attribute(struct zsip_slice name);
enum zsip_header names_header(struct zsip_slice name);

#endif
