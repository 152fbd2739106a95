/*
 * Where a request came from, put on its top Via: received (RFC 3261 18.2.1) and
 * rport (RFC 3581 4).
 */
#ifndef ZSIP_STAMP_H
#define ZSIP_STAMP_H

#include "zsip_write.h"

/* Bytes of a Via and what stands in their place, in the order of the bytes. */
struct zsip_stamp {
	struct {
		struct zsip_slice old, text;
	} splices[3];
	unsigned count;
	unsigned used; /* of room: what the texts have that the Via has not */
	char room[80];
};

/*
 * Work out the stamp of a Via.
 *
 * @param raw  the bytes of the value that `via` was cut from
 * @return ZSIP_OK; ZSIP_E_SYNTAX for an address that is none; ZSIP_E_TOO_MANY
 *         where received or rport stands twice (RFC 3261 7.3.1): who takes the
 *         last one would go by the sender's
 */
enum zsip_status zsip_stamp_make(struct zsip_stamp *stamp,
                                 struct zsip_slice raw,
                                 const struct zsip_via_parm *via,
                                 const struct zsip_source *source);

#endif
