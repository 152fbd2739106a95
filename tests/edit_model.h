/*
 * A naive model of a message that is edited: a list of lines and, of those that
 * are edited, of values and their parts.
 */

#ifndef ZSIP_TESTS_EDIT_MODEL_H
#define ZSIP_TESTS_EDIT_MODEL_H

#include "zsip.h"
#include "zsip_builder.h"

enum {
	MODEL_FIELDS = 64,
	MODEL_VALUES = 12,
	MODEL_PARAMS = 12,
	MODEL_ADDED = 64,
	MODEL_TEXT = 96,
	MODEL_SPLICES = 256,
	MODEL_SCRATCH = 8192
};

typedef char model_text[MODEL_TEXT];

struct model_list {
	model_text items[MODEL_PARAMS];
	size_t count;
};

/* The parts of a URI, or of an address. */
struct model_parts {
	model_text name, user, host, headers;
	unsigned port;
	struct model_list uri_params, params;
};

struct model_value {
	struct zsip_slice raw;
	enum { MODEL_KEPT, MODEL_GONE, MODEL_REPLACED, MODEL_CHANGED } state;
	model_text text;
	struct model_parts parts;
};

struct model_line {
	const struct zsip_field *field;
	struct zsip_slice bytes;
	enum { MODEL_WHOLE, MODEL_REMOVED, MODEL_SET, MODEL_IN_VALUES } state;
	model_text text;
	size_t count; /* of values; 0 where there are too many */
	struct model_value values[MODEL_VALUES];
};

/* A line that was added before the line with this number. */
struct model_added {
	size_t place;
	model_text text;
};

struct model {
	struct zsip_message msg;
	struct zsip_field fields[MODEL_FIELDS];
	struct zsip_core core;
	struct model_line lines[MODEL_FIELDS];
	struct model_added added[MODEL_ADDED];
	size_t added_count;
	struct model_value uri;
	struct zsip_slice body;
	struct zsip_splice splices[MODEL_SPLICES];
	char scratch[MODEL_SCRATCH];
	struct zsip_edit edit;
	char *out;
	size_t out_len;
};

void model_copy(char *to, struct zsip_slice from);
bool model_is_text(struct zsip_slice got, const char *wanted);

/** The parts of a URI, or of an address; false for what is none, or has more
 *  than the model has room for. */
bool model_cut_uri(struct model_parts *parts, struct zsip_slice text,
                   const struct zsip_options *options);
bool model_cut_address(struct model_parts *parts, enum zsip_header id,
                       struct zsip_slice raw,
                       const struct zsip_options *options);

bool model_is_same(const struct model_parts *a, const struct model_parts *b);

/** Whether "name" or "name=value" has this name. */
bool model_is_name(const char *item, const char *name);

/** Put an item in the place of all of its name; NULL takes them out. */
void model_set_item(struct model_list *list, const char *name,
                    const char *item);

/** Add a line before the one with this number, before or behind what was added
 *  there. */
void model_add_line(struct model *model, size_t place, bool in_front,
                    const char *line);
bool model_has_added(const struct model *model, const char *line);
void model_drop_added(struct model *model, const char *name);

/** Whether a line is gone, or all of its values. */
bool model_is_gone(const struct model_line *line);

/** @return false for what is no message */
bool model_read(struct model *model, const char *bytes, size_t len,
                const struct zsip_options *options);

/** The numbers of lines: the first of a kind, the number of all if there is
 *  none; behind the last, 0 if there is none; where one is pushed. */
size_t model_first(const struct model *model, enum zsip_header id);
size_t model_behind_last(const struct model *model, enum zsip_header id);
size_t model_first_place(const struct model *model, enum zsip_header id);

const char *model_line_end(const struct model *model);

/** The first or the last value of a list that is still there; NULL if there is
 *  none. */
struct model_value *model_find_value(struct model *model, enum zsip_header id,
                                     bool last, struct model_line **in);

/** Whether the model knows all values of a list. */
bool model_knows(const struct model *model, enum zsip_header id);

/** What is wrong with what the edit writes, which is model->out; NULL if
 *  nothing is. */
const char *model_fault(struct model *model);

#endif
