/*
 * A message cut into its parts.
 */
#ifndef SIPLINT_TREE_H
#define SIPLINT_TREE_H

#include "read/message.h"

/* Its parts, a line each, behind its place. */
void tree_print(FILE *out, const struct message *message);

#endif
