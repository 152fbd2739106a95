/*
 * History-Info: the tree that its indices make (RFC 7044 10.3).
 */
#include "internal.h"

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* index-val = number *("." number) */
static bool is_index(struct zsip_slice index)
{
	bool digit = false;

	for (size_t i = 0; i < index.len; i++) {
		if (index.ptr[i] == '.' ? !digit : !is_digit(index.ptr[i]))
			return false;
		digit = index.ptr[i] != '.';
	}
	return digit;
}

bool zsip_history_parent(struct zsip_slice index, struct zsip_slice *parent)
{
	size_t len = index.len;

	if (!is_index(index))
		return false;
	while (len > 0 && is_digit(index.ptr[len - 1]))
		len--;
	*parent = (struct zsip_slice){len != 0 ? index.ptr : NULL,
	                              len != 0 ? len - 1 : 0};
	return true;
}

/* The number that the index begins with, without leading zeros; cuts it off
 * together with the dot behind it. */
static struct zsip_slice next_number(struct zsip_slice *index)
{
	const char *p = index->ptr, *end = p + index->len, *from;

	while (end - p > 1 && *p == '0' && is_digit(p[1]))
		p++;
	from = p;
	while (p < end && is_digit(*p))
		p++;
	index->ptr = p < end ? p + 1 : p;
	index->len = (size_t)(end - index->ptr);
	return (struct zsip_slice){from, (size_t)(p - from)};
}

static int compare_numbers(struct zsip_slice a, struct zsip_slice b)
{
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	for (size_t i = 0; i < a.len; i++) {
		if (a.ptr[i] != b.ptr[i])
			return a.ptr[i] < b.ptr[i] ? -1 : 1;
	}
	return 0;
}

int zsip_history_compare(struct zsip_slice a, struct zsip_slice b)
{
	while (a.len != 0 && b.len != 0) {
		int order = compare_numbers(next_number(&a), next_number(&b));

		if (order != 0)
			return order;
	}
	return (a.len != 0) - (b.len != 0);
}

static bool is_child(const struct zsip_value *value, struct zsip_slice parent)
{
	struct zsip_param param;
	struct zsip_slice above;

	if (zsip_params_get(value->name_addr.params, ZSIP_PARAM_INDEX,
	                    &param) != ZSIP_OK ||
	    !zsip_history_parent(param.value, &above))
		return false;
	if (above.ptr == NULL || parent.ptr == NULL)
		return above.ptr == parent.ptr;
	return zsip_history_compare(above, parent) == 0;
}

enum zsip_status zsip_history_next(struct zsip_list *list,
                                   struct zsip_slice parent,
                                   struct zsip_value *value,
                                   struct zsip_error *err)
{
	enum zsip_status status;

	do
		status = zsip_list_next(list, value, err);
	while (status == ZSIP_OK && !is_child(value, parent));
	return status;
}
