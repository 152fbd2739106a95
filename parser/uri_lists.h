/*
 * The lists within a URI, parameters and headers, as they are compared.
 */
#ifndef ZSIP_URI_LISTS_H
#define ZSIP_URI_LISTS_H

#include "folded.h"

enum zsip_uri_list_kind {
	ZSIP_ITEMS_PARAMS, /* of a sip or sips URI */
	ZSIP_ITEMS_TEL,    /* of a tel URI */
	ZSIP_ITEMS_HEADERS
};

/* What is left of a list: at its end, or at the byte that begins an item. */
struct zsip_uri_list {
	const char *p, *end;
	enum zsip_uri_list_kind kind;
};

struct zsip_uri_item {
	const char *at; /* the byte before its name */
	struct zsip_slice name, value;
	uint64_t key; /* the beginning of the name, for its order */
};

static inline struct zsip_uri_list
zsip_uri_list_of(struct zsip_slice text, enum zsip_uri_list_kind kind)
{
	const char *p = text.ptr != NULL ? text.ptr : "";

	return (struct zsip_uri_list){p, p + text.len, kind};
}

/* The next item; the name of a header stands in its long form.  The list comes
 * from a URI that was parsed, so there is nothing in it that is none. */
bool zsip_uri_item_next(struct zsip_uri_list *list, struct zsip_uri_item *item);

/* Whether an item has this name, which is in lower case. */
bool zsip_uri_item_is(const struct zsip_uri_item *item, const char *name);

/* One of the parameters that must be in both of two equivalent URIs; how many
 * there are if it is none. */
enum { ZSIP_URI_DECISIVE = 5 };
unsigned zsip_uri_decisive(const struct zsip_uri_item *item);

/* How names are compared, and the value of an item. */
enum zsip_fold zsip_uri_name_fold(enum zsip_uri_list_kind kind);
enum zsip_fold zsip_uri_value_fold(enum zsip_uri_list_kind kind,
                                   const struct zsip_uri_item *item);

/* Whether a parameter's value is an IPv6reference, and to which address. */
bool zsip_uri_item_address(enum zsip_uri_list_kind kind,
                           const struct zsip_uri_item *item,
                           unsigned char address[16]);

/* Each item of one list in the other, those of one name in the same order. */
bool zsip_uri_lists_equal(struct zsip_uri_list a, struct zsip_uri_list b);

/* The parameters of RFC 3261 19.1.4. */
bool zsip_uri_params_equal(struct zsip_uri_list a, struct zsip_uri_list b);

/* The first item whose name another one had before; false if there is none. */
bool zsip_uri_list_repeats(struct zsip_uri_list list,
                           struct zsip_uri_item *item);

/* host_equal.c: the value of an IPv6 address, in brackets or not; false if it
 * is none. */
bool zsip_host_ipv6(struct zsip_slice host, unsigned char address[16]);

/* ipv6.c: the address of an IPv6reference that is one. */
void zsip_ipv6_value(struct zsip_slice reference, unsigned char address[16]);

#endif
