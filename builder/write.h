/*
 * Parts of values, as the writers of values and edits write them.
 */
#ifndef ZSIP_BUILDER_WRITE_H
#define ZSIP_BUILDER_WRITE_H

#include "zsip_write.h"

/* A uri-parameter (RFC 3261 25.1), with its semicolon. */
void zsip_write_uri_param(struct zsip_writer *writer,
                          const struct zsip_param_parts *parts);

/* A display name and the blank behind it; nothing if it is empty. */
void zsip_write_display_name(struct zsip_writer *writer,
                             struct zsip_slice name);

#endif
