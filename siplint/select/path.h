/*
 * Paths to the parts of a message, as in "via[0].branch".
 *
 * The names are those of --tree, and those of paths.def; case does not count,
 * "-" and "_" are the same, and [0] may be left out.  A name that no table has
 * stands in quotes: via."x-key", "Session-Name".uri.
 */
#ifndef SIPLINT_PATH_H
#define SIPLINT_PATH_H

#include "select/fault.h"
#include "tree/walk.h"

/* Of a path; those of parts in parts of a body are the longest. */
#define MAX_STEPS 16

enum fact {
	FACT_NONE,
#define SELECT_FACT(id, name) FACT_##id,
#define SELECT_ALIAS(name, path, use)
#include "select/paths.def"
#undef SELECT_FACT
#undef SELECT_ALIAS
};

/* The description of a message, wherever it stands in the body. */
#define STEP_ANY_DESCRIPTION (1u << 31)

struct step {
	unsigned kinds; /* a bit for each enum node_kind that it may be */
	enum zsip_header header; /* ZSIP_HDR_OTHER: the name counts */
	struct zsip_slice name;  /* absent: the kind is all */
	bool is_attribute;       /* the name stands behind "a=" */
	size_t index;
};

struct path {
	enum fact fact; /* or the steps */
	struct step steps[MAX_STEPS];
	size_t count;
};

/* How many bytes of a text are a path; 0 if none begins there. */
size_t path_length(const char *text);
/* @param path  out; it points into the text, which must stay
 * @return false for what is no path, which is told of */
bool path_read(struct path *path, struct zsip_slice text, struct fault *fault);
/* Whether two names are the same to a path. */
bool path_name_alike(struct zsip_slice a, struct zsip_slice b);

#endif
