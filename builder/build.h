/*
 * Header fields as the builders of messages write them: name, value, line end.
 */
#ifndef ZSIP_BUILD_H
#define ZSIP_BUILD_H

#include "zsip_write.h"
#include <string.h>

/* Constant text: in place where there is room, without a call. */
static inline void zsip_build_put(struct zsip_writer *writer, const char *text,
                                  size_t len)
{
	if (writer->error.status == ZSIP_OK && writer->len <= writer->size &&
	    writer->size - writer->len >= len) {
		memcpy(writer->buf + writer->len, text, len);
		writer->len += len;
	} else {
		zsip_writer_add(writer, (struct zsip_slice){text, len});
	}
}

#define ZSIP_BUILD_PUT(writer, text)                                           \
	zsip_build_put(writer, text, sizeof(text) - 1)

/* The number of a header field that a caller gives, also of one given by
 * name. */
static inline enum zsip_header
zsip_build_id(const struct zsip_header_line *line)
{
	return line->id == ZSIP_HDR_OTHER && line->name.len != 0
	               ? zsip_header_find(line->name)
	               : line->id;
}

/* The start line of a request up to its Request-URI. */
void zsip_build_method(struct zsip_builder *builder, struct zsip_slice method);

/* The name of a header field, in the form that the flags ask for, the colon and
 * a space.  A second field of a kind that stands once fails the builder, and so
 * does one that stands before the start line or behind the end. */
void zsip_build_name(struct zsip_builder *builder, enum zsip_header id);

/* The same for a field that is not in the table. */
void zsip_build_other_name(struct zsip_builder *builder,
                           struct zsip_slice name);

void zsip_build_line_end(struct zsip_builder *builder);

/* A field of a parsed message whose value has been looked at: its name as the
 * flags ask for, the value unfolded. */
void zsip_build_copy(struct zsip_builder *builder,
                     const struct zsip_field *field);

/* target.c: a URI without what a Request-URI and a Route may not have, header
 * fields and the parameter method (RFC 3261 19.1.1, table 1); whether it has
 * neither. */
void zsip_build_target(struct zsip_writer *out, const struct zsip_uri *uri);
bool zsip_build_is_target(const struct zsip_uri *uri);

#endif
