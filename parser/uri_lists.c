/*
 * Lists within a URI, compared without room for more than some of their items:
 * each walk picks the next ones of the first list in the order of their names,
 * and holds the second list against them.
 */
#include "uri_lists.h"

/* Items that one walk picks. */
#if !defined(ZSIP_PICKED_MAX)
#define ZSIP_PICKED_MAX 384
#endif

/* The first item of each name, or each item. */
enum picking { FIRSTS, ALL };

struct picked {
	const char *at[ZSIP_PICKED_MAX]; /* in order of names, then places */
	uint64_t matched[(ZSIP_PICKED_MAX + 63) / 64];
	size_t count;
	uint64_t last_key; /* of the last one, if there is no more room */
	bool more;         /* that had no room */
};

/* Items */

static struct zsip_slice slice(const char *from, const char *to)
{
	return (struct zsip_slice){from, (size_t)(to - from)};
}

static char separator(enum zsip_uri_list_kind kind)
{
	return kind == ZSIP_ITEMS_HEADERS ? '&' : ';';
}

/* The next character of a name, as its fold has it; it ends where an item's
 * name does, or at `end`. */
static ALWAYS_INLINE int name_next(enum zsip_uri_list_kind kind, const char **p,
                                   const char *end)
{
	struct zsip_folded rest;
	int c;

	if (*p == end || **p == '=' || **p == separator(kind))
		return ZSIP_FOLDED_END;
	if (ZSIP_LIKELY(**p != '%'))
		return (unsigned char)zsip_lower(*(*p)++);
	rest = zsip_folded_start(slice(*p, end), zsip_uri_name_fold(kind));
	c = zsip_folded_next(&rest);
	*p = rest.p;
	return c;
}

/* The header field whose compact form is the name at p; NULL for other names.
 * The name of a header is never the last in the text. */
static const struct zsip_header_info *
compact_at(const struct zsip_uri_list *list, const char *p)
{
	char letter;

	if (list->kind != ZSIP_ITEMS_HEADERS)
		return NULL;
	letter = (char)name_next(list->kind, &p, list->end);
	if (*p != '=')
		return NULL;
	return zsip_header_info(
	        zsip_header_find((struct zsip_slice){&letter, 1}));
}

/* The name of the item that begins here, and more: where it ends is only found
 * out by those who read so far. */
static struct zsip_slice name_at(const struct zsip_uri_list *list,
                                 const char *at)
{
	const struct zsip_header_info *info = compact_at(list, at + 1);

	return info != NULL ? info->name : slice(at + 1, list->end);
}

/* Characters of a name that make its key, which has the same order: from the
 * first to the last, each in so many bits, 0 behind the end. */
enum { KEY_CHARS = 6, KEY_BITS = 10 };

static uint64_t key_of(enum zsip_uri_list_kind kind, struct zsip_slice name)
{
	const char *p = name.ptr, *end = p + name.len;
	uint64_t key = 0;
	int i, c;

	for (i = 0; i < KEY_CHARS; i++) {
		c = name_next(kind, &p, end);
		if (c == ZSIP_FOLDED_END)
			break;
		key = key << KEY_BITS | (unsigned)(c + 1);
	}
	return key << KEY_BITS * (KEY_CHARS - i);
}

/* Does the key have the whole name? */
static bool is_whole(uint64_t key)
{
	return key << (64 - KEY_BITS) == 0;
}

bool zsip_uri_item_next(struct zsip_uri_list *list, struct zsip_uri_item *item)
{
	char end_of_item = separator(list->kind);
	const char *p = list->p, *from;

	if (p == list->end)
		return false;
	item->at = p;
	item->name = name_at(list, p);
	item->key = key_of(list->kind, item->name);
	item->value = (struct zsip_slice){NULL, 0};
	for (from = ++p; p < list->end && *p != '=' && *p != end_of_item;)
		p++;
	if (item->name.ptr == from)
		item->name.len = (size_t)(p - from);
	if (p < list->end && *p == '=') {
		for (from = ++p; p < list->end && *p != end_of_item;)
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

static int order(enum zsip_uri_list_kind kind, const struct zsip_uri_item *a,
                 const struct zsip_uri_item *b)
{
	enum zsip_fold how = zsip_uri_name_fold(kind);

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return is_whole(a->key) ? 0
	                        : zsip_folded_order(a->name, how, b->name, how);
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

static bool is_matched(const struct picked *picked, size_t i)
{
	return picked->matched[i / 64] >> i % 64 & 1;
}

/* The order of a picked item and another one.  It takes no longer than the two
 * names are the same, lest one long item makes each search a long one. */
static int order_at(const struct zsip_uri_list *list,
                    const struct picked *picked, size_t i,
                    const struct zsip_uri_item *item)
{
	struct zsip_slice name = name_at(list, picked->at[i]);
	uint64_t key = key_of(list->kind, name);
	const char *a = name.ptr, *b = item->name.ptr;
	const char *end = b + item->name.len;
	int of_a, of_b;

	if (key != item->key)
		return key < item->key ? -1 : 1;
	if (is_whole(key))
		return 0;
	do {
		of_a = name_next(list->kind, &a, name.ptr + name.len);
		of_b = name_next(list->kind, &b, end);
	} while (of_a == of_b && of_a != ZSIP_FOLDED_END);
	return of_a < of_b ? -1 : of_a > of_b;
}

/* How many of the picked items have a smaller name, or the same one and are
 * matched (or are any, if they are being picked). */
static size_t bound(const struct zsip_uri_list *list,
                    const struct picked *picked,
                    const struct zsip_uri_item *item, bool picking)
{
	size_t low = 0, high = picked->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int at = order_at(list, picked, middle, item);

		if (at < 0 ||
		    (at == 0 && (picking || is_matched(picked, middle))))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Does the item before place i have this name? */
static bool is_before(const struct zsip_uri_list *list,
                      const struct picked *picked, size_t i,
                      const struct zsip_uri_item *item)
{
	return i > 0 && order_at(list, picked, i - 1, item) == 0;
}

/* Puts an item behind those whose names are not greater.
 * Returns false if there is one of its name and only firsts are asked for. */
static bool pick(const struct zsip_uri_list *list, struct picked *picked,
                 const struct zsip_uri_item *item, enum picking picking)
{
	size_t i = ZSIP_PICKED_MAX;

	if (picked->count < ZSIP_PICKED_MAX || item->key <= picked->last_key)
		i = bound(list, picked, item, true);
	if (picking == FIRSTS && is_before(list, picked, i, item))
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
	if (++picked->count == ZSIP_PICKED_MAX)
		picked->last_key =
		        key_of(list->kind,
		               name_at(list, picked->at[ZSIP_PICKED_MAX - 1]));
	return true;
}

/* What was done by the walks before: everything up to an item.  If there are
 * more of its name, how many of them are done. */
struct done {
	struct zsip_uri_item last; /* no name at the beginning */
	size_t of_name;
};

/* Does an item follow what was done?  That ends with a name, if only firsts are
 * asked for. */
static bool follows(enum zsip_uri_list_kind kind,
                    const struct zsip_uri_item *item, const struct done *done,
                    enum picking picking)
{
	int behind;

	if (done->last.name.ptr == NULL)
		return true;
	behind = order(kind, item, &done->last);
	return behind > 0 ||
	       (behind == 0 && picking == ALL && item->at > done->last.at);
}

/* The next items of a list in order.  Returns the first one in the text that
 * was left out since its name had been there. */
static const char *pick_next(struct zsip_uri_list list, const struct done *done,
                             enum picking picking, struct picked *picked)
{
	const struct zsip_uri_list whole = list;
	const char *repeated = NULL;
	struct zsip_uri_item item;

	picked->count = 0;
	picked->more = false;
	memset(picked->matched, 0, sizeof(picked->matched));
	while (zsip_uri_item_next(&list, &item)) {
		if (follows(list.kind, &item, done, picking) &&
		    !pick(&whole, picked, &item, picking) && repeated == NULL)
			repeated = item.at;
	}
	return repeated;
}

static void add_done(const struct zsip_uri_list *list,
                     const struct picked *picked, struct done *done)
{
	struct zsip_uri_item last =
	        item_at(list, picked->at[picked->count - 1]);
	size_t i = picked->count - 1;

	while (is_before(list, picked, i, &last))
		i--;
	if (done->last.name.ptr == NULL ||
	    order(list->kind, &done->last, &last) != 0)
		done->of_name = 0;
	done->of_name += picked->count - i;
	done->last = last;
}

/* Comparison */

static bool same_in_order(struct zsip_uri_list a, struct zsip_uri_list b)
{
	struct zsip_uri_item of_a, of_b;

	while (zsip_uri_item_next(&a, &of_a)) {
		if (!zsip_uri_item_next(&b, &of_b) ||
		    order(a.kind, &of_a, &of_b) != 0 ||
		    !same_value(a.kind, &of_a, &of_b))
			return false;
	}
	return b.p == b.end;
}

/* Is it this walk's turn to look at an item of the second list?  `skip` counts
 * those of the last name that other walks have looked at. */
static bool is_due(const struct zsip_uri_list *a, const struct picked *picked,
                   const struct zsip_uri_item *item, const struct done *done,
                   enum picking picking, size_t *skip)
{
	if (done->last.name.ptr != NULL) {
		int behind = order(a->kind, item, &done->last);

		if (behind < 0 || (behind == 0 && picking == FIRSTS))
			return false;
		if (behind == 0 && *skip > 0) {
			--*skip;
			return false;
		}
	}
	if (!picked->more || item->key != picked->last_key)
		return !picked->more || item->key < picked->last_key;
	return order_at(a, picked, picked->count - 1, item) >= 0;
}

/* An item of the second list for which no picked one is left. */
static bool may_be_alone(const struct zsip_uri_list *a,
                         const struct picked *picked, size_t i,
                         const struct zsip_uri_item *item, enum picking picking)
{
	bool more_of_name = is_before(a, picked, i, item);

	if (picking == FIRSTS)
		return more_of_name ||
		       zsip_uri_decisive(item) == ZSIP_URI_DECISIVE;
	/* The others of its name may follow. */
	return more_of_name && picked->more && i == picked->count;
}

/* Holds the second list against the items picked from the first. */
static bool fits(const struct zsip_uri_list *a, struct picked *picked,
                 struct zsip_uri_list b, const struct done *done,
                 enum picking picking)
{
	size_t skip = done->of_name;
	struct zsip_uri_item item, other;

	while (zsip_uri_item_next(&b, &item)) {
		size_t i;

		if (!is_due(a, picked, &item, done, picking, &skip))
			continue;
		i = bound(a, picked, &item, false);
		if (i == picked->count || order_at(a, picked, i, &item) != 0) {
			if (!may_be_alone(a, picked, i, &item, picking))
				return false;
			continue;
		}
		other = item_at(a, picked->at[i]);
		if (!same_value(a->kind, &other, &item))
			return false;
		picked->matched[i / 64] |= UINT64_C(1) << i % 64;
	}
	return true;
}

/* Picked items for which there was none in the second list. */
static bool may_be_left(const struct zsip_uri_list *a,
                        const struct picked *picked, enum picking picking)
{
	for (size_t i = 0; i < picked->count; i++) {
		struct zsip_uri_item item = item_at(a, picked->at[i]);

		if (!is_matched(picked, i) &&
		    (picking == ALL ||
		     zsip_uri_decisive(&item) != ZSIP_URI_DECISIVE))
			return false;
	}
	return true;
}

static bool equal(struct zsip_uri_list a, struct zsip_uri_list b,
                  enum picking picking)
{
	struct done done = {.of_name = 0};
	struct picked picked;

	if (same_in_order(a, b))
		return true;
	for (;;) {
		pick_next(a, &done, picking, &picked);
		if (!fits(&a, &picked, b, &done, picking) ||
		    !may_be_left(&a, &picked, picking))
			return false;
		if (!picked.more)
			return true;
		add_done(&a, &picked, &done);
	}
}

bool zsip_uri_lists_equal(struct zsip_uri_list a, struct zsip_uri_list b)
{
	return equal(a, b, ALL);
}

bool zsip_uri_params_equal(struct zsip_uri_list a, struct zsip_uri_list b)
{
	return equal(a, b, FIRSTS);
}

bool zsip_uri_list_repeats(struct zsip_uri_list list,
                           struct zsip_uri_item *item)
{
	struct done done = {.of_name = 0};
	const char *first = NULL, *repeated;
	struct picked picked;

	for (;;) {
		repeated = pick_next(list, &done, FIRSTS, &picked);
		if (repeated != NULL && (first == NULL || repeated < first))
			first = repeated;
		if (!picked.more)
			break;
		add_done(&list, &picked, &done);
	}
	if (first != NULL)
		*item = item_at(&list, first);
	return first != NULL;
}
