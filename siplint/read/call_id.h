/*
 * The Call-ID of a message that is not parsed.
 */
#ifndef SIPLINT_CALL_ID_H
#define SIPLINT_CALL_ID_H

#include "read/source.h"

/* The same that message_read() finds first, where that finds any; else any
 * bytes, or absent. */
struct zsip_slice call_id_find(const struct piece *piece);

#endif
