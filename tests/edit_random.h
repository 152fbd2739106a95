/*
 * Random edits of any message, beside a naive model of what they do.
 */

#ifndef ZSIP_TESTS_EDIT_RANDOM_H
#define ZSIP_TESTS_EDIT_RANDOM_H

#include "edit_model.h"

/** Bytes that choose an operation, and how many there may be. */
enum { EDIT_OPERATION = 4, EDIT_OPERATIONS = 16 };

/**
 * Edit a message, and hold what comes out against the model: vectors equal the
 * buffer, and reading it again shows the edits and nothing else.  An operation
 * that the model knows to be impossible must fail; then the others are done
 * without it.
 *
 * @param done  may be NULL; out: operations that were done
 * @return NULL, or what is wrong
 */
const char *edit_fault(const char *bytes, size_t len,
                       const struct zsip_options *options,
                       const unsigned char *chosen, size_t count, size_t *done);

/* What its files share. */

struct random_operation {
	struct model *model;
	const unsigned char *bytes;
	enum zsip_status status;
	const char *fault;
};

/** One of a few words. */
const char *random_word(const struct random_operation *op);

/** Hold what the model says against what the function said.
 *  @return whether the operation was done */
bool random_agrees(struct random_operation *op, bool possible);

/** Fields that cannot be removed. */
bool random_must_stay(const struct zsip_field *field);

/* edit_random_parts.c: operations on values and their parts */
void random_drop_value(struct random_operation *op);
void random_replace_value(struct random_operation *op);
void random_edit_part(struct random_operation *op);
void random_edit_request_uri(struct random_operation *op);

/** Whether it is not an empty element of a list. */
bool random_is_value(const struct model_line *line,
                     const struct model_value *value);

/** Whether values of a line can be edited. */
bool random_is_open(const struct model_line *line);

#endif
