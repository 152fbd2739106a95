/*
 * Which messages are looked at.
 */
#ifndef SIPLINT_SELECTION_H
#define SIPLINT_SELECTION_H

#include "select/expression.h"
#include "select/moment.h"

/* Texts of which one must fit; none: any. */
struct choices {
	char **list;
	size_t count;
};

/* What all of must hold. */
struct selection {
	struct choices call_ids, methods, hosts;
	struct moment since, until;
	struct expression *conditions; /* of --where */
	size_t condition_count;
};

void choices_add(struct choices *choices, const char *text);
/* @return false for what is no expression, which is told of on stderr
 * @param text  must stay */
bool selection_add_condition(struct selection *selection, const char *text);
/* Whether anything is asked for. */
bool selection_is_any(const struct selection *selection);
/* @param first  the time of the file's first message that has one */
bool selection_has(const struct selection *selection,
                   const struct message *message, int64_t first);

#endif
