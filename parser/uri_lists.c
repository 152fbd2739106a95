/*
 * Lists within a URI: items in the order of their names, without room for more
 * than some of them.  Each walk picks the next names in order; as long as all
 * fit there is one walk.
 */
#include "uri_lists.h"

/* Items that one walk picks. */
#if !defined(ZSIP_PICKED_MAX)
#define ZSIP_PICKED_MAX 256
#endif

/* The first item of each name, or each item. */
enum picking { FIRSTS, ALL };

struct picked {
	const char *at[ZSIP_PICKED_MAX];
	size_t count;
	bool more; /* that had no room */
};

/* Items */

static struct zsip_slice slice(const char *from, const char *to)
{
	return (struct zsip_slice){from, (size_t)(to - from)};
}

/* A header's name; in its long form, if it is a compact one. */
static struct zsip_slice long_name(struct zsip_slice name)
{
	struct zsip_folded folded = zsip_folded_start(name, ZSIP_FOLD_NAME);
	char letter = (char)zsip_folded_next(&folded);
	const struct zsip_header_info *info;

	if (folded.p != folded.end)
		return name;
	info = zsip_header_info(
	        zsip_header_find((struct zsip_slice){&letter, 1}));
	return info != NULL ? info->name : name;
}

bool zsip_uri_item_next(struct zsip_uri_list *list, struct zsip_uri_item *item)
{
	bool header = list->kind == ZSIP_ITEMS_HEADERS;
	char separator = header ? '&' : ';';
	const char *p = list->p, *from;

	if (p == list->end)
		return false;
	item->at = p;
	item->value = (struct zsip_slice){NULL, 0};
	for (from = ++p; p < list->end && *p != '=' && *p != separator;)
		p++;
	item->name = slice(from, p);
	if (header)
		item->name = long_name(item->name);
	if (p < list->end && *p == '=') {
		for (from = ++p; p < list->end && *p != separator;)
			p++;
		item->value = slice(from, p);
	}
	list->p = p;
	return true;
}

/* The item that begins here. */
static struct zsip_uri_item item_at(const struct zsip_uri_list *list,
                                    const char *at)
{
	struct zsip_uri_list rest = {at, list->end, list->kind};
	struct zsip_uri_item item;

	zsip_uri_item_next(&rest, &item);
	return item;
}

/* Names */

enum zsip_fold zsip_uri_name_fold(enum zsip_uri_list_kind kind)
{
	return kind == ZSIP_ITEMS_HEADERS ? ZSIP_FOLD_NAME : ZSIP_FOLD_NOCASE;
}

static int name_order(enum zsip_uri_list_kind kind, struct zsip_slice a,
                      struct zsip_slice b)
{
	enum zsip_fold how = zsip_uri_name_fold(kind);

	return zsip_folded_order(a, how, b, how);
}

static bool is_name(struct zsip_slice name, const char *known)
{
	return zsip_folded_order(name, ZSIP_FOLD_NOCASE, zsip_slice_from(known),
	                         ZSIP_FOLD_BYTES) == 0;
}

bool zsip_uri_item_is(const struct zsip_uri_item *item, const char *known)
{
	return is_name(item->name, known);
}

unsigned zsip_uri_decisive(const struct zsip_uri_item *item)
{
	/* RFC 3261 19.1.4; transport is in its examples and its reasons. */
	static const char *const names[ZSIP_URI_DECISIVE] = {
	        "transport", "user", "method", "maddr", "ttl"};
	unsigned i = 0;

	while (i < ZSIP_URI_DECISIVE && !zsip_uri_item_is(item, names[i]))
		i++;
	return i;
}

static enum zsip_header header_id(struct zsip_slice name)
{
	char copy[ZSIP_NAME_MAX];
	size_t len = zsip_unescape(name, copy, sizeof(copy));

	if (len > sizeof(copy))
		return ZSIP_HDR_OTHER;
	return zsip_header_find((struct zsip_slice){copy, len});
}

static bool is_body(struct zsip_slice name)
{
	return zsip_folded_order(name, ZSIP_FOLD_NAME, zsip_slice_from("body"),
	                         ZSIP_FOLD_BYTES) == 0;
}

enum zsip_header zsip_uri_header_id(const struct zsip_param *header)
{
	return header_id(header->name);
}

bool zsip_uri_header_is_body(const struct zsip_param *header)
{
	return is_body(header->name);
}

/* Values */

/* RFC 3261 7.3.1, and what says otherwise where the field is defined. */
static enum zsip_fold header_fold(struct zsip_slice name)
{
	const struct zsip_header_info *info = zsip_header_info(header_id(name));

	if (info == NULL)
		return is_body(name) ? ZSIP_FOLD_BYTES : ZSIP_FOLD_VALUE;
	switch (info->shape) {
	case ZSIP_SHAPE_callid:      /* RFC 3261 20.8: byte by byte */
	case ZSIP_SHAPE_cseq:        /* RFC 3261 20.16: the method exactly */
	case ZSIP_SHAPE_rack:        /* RFC 3262 7.2: the same */
	case ZSIP_SHAPE_date:        /* RFC 3261 20.17 */
	case ZSIP_SHAPE_challenge:   /* RFC 7235 2.1: token68 */
	case ZSIP_SHAPE_credentials: /* the same */
	case ZSIP_SHAPE_identity:    /* RFC 8224 4: base64 */
		return ZSIP_FOLD_BYTES;
	case ZSIP_SHAPE_name_addr:
	case ZSIP_SHAPE_dialog_id:     /* RFC 3891 6.1: a Call-ID first */
	case ZSIP_SHAPE_target_dialog: /* RFC 4538 7: the same */
		return ZSIP_FOLD_ADDRESS;
	default:
		return ZSIP_FOLD_VALUE;
	}
}

/* RFC 3966 4: numbers without visual separators, the rest without case. */
static enum zsip_fold tel_fold(const struct zsip_uri_item *item)
{
	bool number = zsip_uri_item_is(item, "ext") ||
	              (zsip_uri_item_is(item, "phone-context") &&
	               *item->value.ptr == '+');

	return number ? ZSIP_FOLD_DIGITS : ZSIP_FOLD_NOCASE;
}

enum zsip_fold zsip_uri_value_fold(enum zsip_uri_list_kind kind,
                                   const struct zsip_uri_item *item)
{
	if (kind == ZSIP_ITEMS_HEADERS)
		return header_fold(item->name);
	if (kind == ZSIP_ITEMS_TEL)
		return tel_fold(item);
	return zsip_uri_item_is(item, "method") ? ZSIP_FOLD_EXACT
	                                        : ZSIP_FOLD_NOCASE;
}

/* "[", six groups, "255.255.255.255", "]" */
#define REFERENCE_MAX 47

bool zsip_uri_item_address(enum zsip_uri_list_kind kind,
                           const struct zsip_uri_item *item,
                           unsigned char address[16])
{
	struct zsip_folded folded =
	        zsip_folded_start(item->value, ZSIP_FOLD_NOCASE);
	char copy[REFERENCE_MAX];
	struct zsip_slice host = {copy, 0};
	int c;

	if (kind != ZSIP_ITEMS_PARAMS || !zsip_uri_item_is(item, "maddr"))
		return false;
	while ((c = zsip_folded_next(&folded)) != ZSIP_FOLDED_END) {
		if (c >= ZSIP_FOLDED_ESCAPE || host.len == REFERENCE_MAX)
			return false;
		copy[host.len++] = (char)c;
	}
	if (zsip_host_classify(host) != ZSIP_HOST_IPV6)
		return false;
	zsip_ipv6_value(host, address);
	return true;
}

static bool same_value(enum zsip_uri_list_kind kind,
                       const struct zsip_uri_item *a,
                       const struct zsip_uri_item *b)
{
	unsigned char of_a[16], of_b[16];

	if ((a->value.ptr == NULL) != (b->value.ptr == NULL))
		return false;
	if (zsip_uri_item_address(kind, a, of_a) &&
	    zsip_uri_item_address(kind, b, of_b))
		return memcmp(of_a, of_b, sizeof(of_a)) == 0;
	return zsip_folded_order(a->value, zsip_uri_value_fold(kind, a),
	                         b->value, zsip_uri_value_fold(kind, b)) == 0;
}

/* Picking */

/* How many of the picked items have no greater name. */
static size_t upper_bound(const struct zsip_uri_list *list,
                          const struct picked *picked, struct zsip_slice name)
{
	size_t low = 0, high = picked->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct zsip_uri_item item = item_at(list, picked->at[middle]);

		if (name_order(list->kind, item.name, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Puts an item behind those whose names are not greater.
 * Returns false if there is one of its name and only firsts are asked for. */
static bool pick(const struct zsip_uri_list *list, struct picked *picked,
                 const struct zsip_uri_item *item, enum picking picking)
{
	size_t i = upper_bound(list, picked, item->name);

	if (picking == FIRSTS && i > 0 &&
	    name_order(list->kind, item_at(list, picked->at[i - 1]).name,
	               item->name) == 0)
		return false;
	if (picked->count == ZSIP_PICKED_MAX) {
		picked->more = true;
		if (i == ZSIP_PICKED_MAX)
			return true;
		picked->count--;
	}
	memmove(picked->at + i + 1, picked->at + i,
	        (picked->count - i) * sizeof(*picked->at));
	picked->at[i] = item->at;
	picked->count++;
	return true;
}

/* Does an item follow the one that was the last before?  That one has, if only
 * firsts are asked for, no more than its name. */
static bool follows(enum zsip_uri_list_kind kind,
                    const struct zsip_uri_item *item,
                    const struct zsip_uri_item *last, enum picking picking)
{
	int order;

	if (last->name.ptr == NULL)
		return true;
	order = name_order(kind, item->name, last->name);
	return order > 0 ||
	       (order == 0 && picking == ALL && item->at > last->at);
}

/* The next items of a list in order.  Returns the first one in the text that
 * was left out since its name had been there. */
static const char *pick_next(struct zsip_uri_list list,
                             const struct zsip_uri_item *last,
                             enum picking picking, struct picked *picked)
{
	const struct zsip_uri_list whole = list;
	const char *repeated = NULL;
	struct zsip_uri_item item;

	picked->count = 0;
	picked->more = false;
	while (zsip_uri_item_next(&list, &item)) {
		if (follows(list.kind, &item, last, picking) &&
		    !pick(&whole, picked, &item, picking) && repeated == NULL)
			repeated = item.at;
	}
	return repeated;
}

static struct zsip_uri_item picked_item(const struct zsip_uri_list *list,
                                        const struct picked *picked, size_t i)
{
	if (i == picked->count)
		return (struct zsip_uri_item){.at = NULL};
	return item_at(list, picked->at[i]);
}

/* Comparison */

static bool same_in_order(struct zsip_uri_list a, struct zsip_uri_list b)
{
	struct zsip_uri_item of_a, of_b;

	while (zsip_uri_item_next(&a, &of_a)) {
		if (!zsip_uri_item_next(&b, &of_b) ||
		    name_order(a.kind, of_a.name, of_b.name) != 0 ||
		    !same_value(a.kind, &of_a, &of_b))
			return false;
	}
	return b.p == b.end;
}

bool zsip_uri_lists_equal(struct zsip_uri_list a, struct zsip_uri_list b)
{
	struct zsip_uri_item of_a = {.at = NULL}, of_b = {.at = NULL};
	struct picked from_a, from_b;

	if (same_in_order(a, b))
		return true;
	do {
		pick_next(a, &of_a, ALL, &from_a);
		pick_next(b, &of_b, ALL, &from_b);
		if (from_a.count != from_b.count || from_a.more != from_b.more)
			return false;
		for (size_t i = 0; i < from_a.count; i++) {
			of_a = item_at(&a, from_a.at[i]);
			of_b = item_at(&b, from_b.at[i]);
			if (name_order(a.kind, of_a.name, of_b.name) != 0 ||
			    !same_value(a.kind, &of_a, &of_b))
				return false;
		}
	} while (from_a.more);
	return true;
}

/* Goes through two picks side by side, as far as both of them are complete;
 * `last` becomes the last name.  Returns false when the URIs differ. */
static bool merge(const struct zsip_uri_list *a, const struct picked *from_a,
                  const struct zsip_uri_list *b, const struct picked *from_b,
                  struct zsip_uri_item *last)
{
	size_t i = 0, j = 0;

	for (;;) {
		struct zsip_uri_item of_a = picked_item(a, from_a, i);
		struct zsip_uri_item of_b = picked_item(b, from_b, j);
		int order;

		if ((of_a.at == NULL && (from_a->more || of_b.at == NULL)) ||
		    (of_b.at == NULL && from_b->more))
			return true;
		order = of_a.at == NULL ? 1
		        : of_b.at == NULL
		                ? -1
		                : name_order(a->kind, of_a.name, of_b.name);
		*last = order <= 0 ? of_a : of_b;
		if (order == 0 ? !same_value(a->kind, &of_a, &of_b)
		               : zsip_uri_decisive(last) != ZSIP_URI_DECISIVE)
			return false;
		i += order <= 0;
		j += order >= 0;
	}
}

bool zsip_uri_params_equal(struct zsip_uri_list a, struct zsip_uri_list b)
{
	struct zsip_uri_item last = {.at = NULL};
	struct picked from_a, from_b;

	if (same_in_order(a, b))
		return true;
	do {
		pick_next(a, &last, FIRSTS, &from_a);
		pick_next(b, &last, FIRSTS, &from_b);
		if (!merge(&a, &from_a, &b, &from_b, &last))
			return false;
	} while (from_a.more || from_b.more);
	return true;
}

bool zsip_uri_list_repeats(struct zsip_uri_list list,
                           struct zsip_uri_item *item)
{
	struct zsip_uri_item last = {.at = NULL};
	const char *first = NULL, *repeated;
	struct picked picked;

	do {
		repeated = pick_next(list, &last, FIRSTS, &picked);
		if (repeated != NULL && (first == NULL || repeated < first))
			first = repeated;
		if (picked.more)
			last = item_at(&list, picked.at[picked.count - 1]);
	} while (picked.more);
	if (first != NULL)
		*item = item_at(&list, first);
	return first != NULL;
}
