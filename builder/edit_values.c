/*
 * Values of header fields replaced and removed.
 */
#include "edit.h"
#include "guard.h"

static bool holds(struct zsip_slice text, struct zsip_slice item)
{
	return item.ptr != NULL && item.ptr >= text.ptr &&
	       item.ptr + item.len <= text.ptr + text.len;
}

/* Notes where a walk has met no value of a message that can be edited. */
static bool has_met(struct zsip_edit *edit, const struct zsip_list *list)
{
	if (!zsip_edit_ready(edit, list->msg))
		return false;
	if (list->field != NULL && holds(list->field->value, list->item))
		return true;
	zsip_edit_fail(edit, ZSIP_E_USE, NULL, "a value that a walk has met");
	return false;
}

enum zsip_status zsip_edit_replace_value(struct zsip_edit *edit,
                                         const struct zsip_list *list,
                                         struct zsip_slice value)
{
	struct zsip_value parsed;
	struct zsip_writer writer;
	enum zsip_header id;

	if (!has_met(edit, list))
		return edit->error.status;
	id = (enum zsip_header)list->field->id;
	if (!zsip_edit_check_value(edit, list->msg, id, value))
		return edit->error.status;
	/* One, not several of a list. */
	if (zsip_value_parse(&parsed, id, value, list->msg->options, NULL) !=
	    ZSIP_OK)
		return zsip_edit_fail(edit, ZSIP_E_SYNTAX, list->item.ptr,
		                      "one value");
	zsip_edit_compose(edit, &writer);
	zsip_writer_add(&writer, value);
	return zsip_edit_put(edit, list->item.ptr,
	                     list->item.ptr + list->item.len,
	                     zsip_edit_composed(edit, &writer), ZSIP_WITH_BOTH);
}

/* Values that stand side by side and go together. */
struct run {
	bool open;
	enum zsip_status status; /* ZSIP_END; why the walk came to no end */
	struct zsip_slice first, last;
	const char *before; /* where the value before ends, NULL without one */
	const char *behind; /* where the one behind begins, NULL without one */
};

static const char *end_of(struct zsip_slice item)
{
	return item.ptr + item.len;
}

/* The removed values around `item`, and itself. */
static struct run run_around(const struct zsip_edit *edit,
                             const struct zsip_message *msg,
                             const struct zsip_field *field,
                             struct zsip_slice item)
{
	struct run run = {.open = false};
	const char *kept = NULL;
	struct zsip_list list;

	zsip_list_start_field(&list, msg, field);
	while ((run.status = zsip_list_next(&list, NULL, NULL)) == ZSIP_OK) {
		if (list.item.ptr != item.ptr &&
		    !zsip_edit_is_gone(edit, list.item)) {
			kept = end_of(list.item);
			run.behind = list.item.ptr;
			if (run.open && run.last.ptr >= item.ptr)
				return run;
			run.open = false;
			continue;
		}
		if (!run.open) {
			run.first = list.item;
			run.before = kept;
		}
		run.open = true;
		run.last = list.item;
	}
	run.behind = NULL;
	return run;
}

enum zsip_status zsip_edit_remove_item(struct zsip_edit *edit,
                                       const struct zsip_message *msg,
                                       const struct zsip_field *field,
                                       struct zsip_slice item)
{
	struct zsip_slice line = zsip_edit_line(msg, field);
	struct run run;

	/* Nothing between commas has no place of its own. */
	if (item.len == 0 && field->value.len != 0)
		return zsip_edit_fail(edit, ZSIP_E_SYNTAX, item.ptr, "a value");
	run = run_around(edit, msg, field, item);
	if (!run.open)
		return zsip_edit_fail(edit, ZSIP_E_USE, item.ptr,
		                      "a value of the field");
	if (run.before != NULL)
		return zsip_edit_put(edit, run.before, end_of(run.last),
		                     ZSIP_NONE, ZSIP_WITH_END);
	if (run.behind != NULL)
		return zsip_edit_put(edit, run.first.ptr, run.behind, ZSIP_NONE,
		                     ZSIP_WITH_START);
	/* Not with values that were not seen. */
	if (run.status != ZSIP_END)
		return zsip_edit_fail(edit, run.status, item.ptr,
		                      "values of the field");
	/* Not where another line stands now. */
	if (!zsip_edit_is_gone(edit, line) && !zsip_edit_is_free(edit, line))
		return edit->error.status;
	return zsip_edit_remove_line(edit, msg, field);
}

enum zsip_status zsip_edit_remove_value(struct zsip_edit *edit,
                                        const struct zsip_list *list)
{
	if (!has_met(edit, list) ||
	    zsip_edit_must_stay(edit, (enum zsip_header)list->field->id,
	                        list->field->name.ptr))
		return edit->error.status;
	return zsip_edit_remove_item(edit, list->msg, list->field, list->item);
}
