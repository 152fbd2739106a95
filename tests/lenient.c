#include <stdio.h>
#include <string.h>

#include "dump.h"
#include "lenient.h"
#include "same.h"
#include "zsip.h"

enum { MAX_FIELDS = 1200, QUIRK_BITS = 64 };

static const uint64_t all = ~(uint64_t)0;

static bool broken(const char *what, uint64_t quirks)
{
	fprintf(stderr, "lenient: %s (quirks %llx)\n", what,
	        (unsigned long long)quirks);
	return false;
}

/* One reading of a text: what came of it, as text, and through what. */
struct reading {
	enum zsip_status status;
	uint64_t quirks;
	struct text members;
};

typedef void read_text(struct reading *reading, unsigned id,
                       struct zsip_slice text,
                       const struct zsip_options *options);

static void read_value(struct reading *reading, unsigned id,
                       struct zsip_slice text,
                       const struct zsip_options *options)
{
	struct zsip_value value;

	reading->status = zsip_value_parse(&value, (enum zsip_header)id, text,
	                                   options, NULL);
	if (reading->status != ZSIP_OK)
		return;
	reading->quirks = value.quirks;
	dump_value(&reading->members, &value);
	text_slice(&reading->members, "raw", value.raw);
}

static void read_uri(struct reading *reading, unsigned id,
                     struct zsip_slice text, const struct zsip_options *options)
{
	struct zsip_uri uri;

	(void)id;
	reading->status = zsip_uri_parse(&uri, text, options, NULL);
	if (reading->status != ZSIP_OK)
		return;
	reading->quirks = uri.quirks;
	dump_uri(&reading->members, &uri);
}

static struct reading with(read_text *how, unsigned id, struct zsip_slice text,
                           uint64_t quirks)
{
	struct zsip_options options = {.size = sizeof(options),
	                               .quirks = quirks};
	struct reading reading = {.status = ZSIP_OK};

	how(&reading, id, text, &options);
	return reading;
}

/* Taken with these quirks allowed, and as it was before. */
static bool is_taken_alike(read_text *how, unsigned id, struct zsip_slice text,
                           uint64_t quirks, const struct reading *before)
{
	struct reading reading = with(how, id, text, quirks);
	bool alike = reading.status == ZSIP_OK &&
	             reading.quirks == before->quirks &&
	             strcmp(text_get(&reading.members),
	                    text_get(&before->members)) == 0;

	text_free(&reading.members);
	return alike || broken("is not taken alike", quirks);
}

static bool is_refused(read_text *how, unsigned id, struct zsip_slice text,
                       uint64_t quirks)
{
	struct reading reading = with(how, id, text, quirks);

	text_free(&reading.members);
	return reading.status != ZSIP_OK ||
	       broken("is taken though a quirk is missing", quirks);
}

static bool needs_each(read_text *how, unsigned id, struct zsip_slice text,
                       const struct reading *lenient)
{
	if (!is_taken_alike(how, id, text, lenient->quirks, lenient))
		return false;
	for (unsigned bit = 0; bit < QUIRK_BITS; bit++) {
		uint64_t quirk = UINT64_C(1) << bit;

		if ((lenient->quirks & quirk) != 0 &&
		    !is_refused(how, id, text, lenient->quirks & ~quirk))
			return false;
	}
	return true;
}

static bool holds(read_text *how, unsigned id, struct zsip_slice text)
{
	struct reading lenient = with(how, id, text, all);
	bool sound = lenient.status == ZSIP_OK
	                     ? needs_each(how, id, text, &lenient)
	                     : is_refused(how, id, text, 0);

	text_free(&lenient.members);
	return sound;
}

bool lenient_value(unsigned id, const char *text, size_t len)
{
	return holds(read_value, id, (struct zsip_slice){text, len});
}

bool lenient_uri(const char *text, size_t len)
{
	return holds(read_uri, 0, (struct zsip_slice){text, len});
}

/* Messages */

static bool same_item(const struct zsip_list *a, const struct zsip_list *b)
{
	return a->item.ptr == b->item.ptr && a->item.len == b->item.len;
}

/* As long as the values are taken strictly. */
static bool is_list_alike(const struct zsip_message *strict,
                          const struct zsip_message *lenient,
                          enum zsip_header id)
{
	struct zsip_list strictly, leniently;
	struct zsip_value a, b;
	enum zsip_status status;

	zsip_list_start(&strictly, strict, id);
	zsip_list_start(&leniently, lenient, id);
	for (;;) {
		status = zsip_list_next(&strictly, &a, NULL);
		if (status != ZSIP_OK && status != ZSIP_END)
			return true;
		if (zsip_list_next(&leniently, &b, NULL) != status ||
		    leniently.quirks != 0)
			return broken("a list goes on otherwise", id);
		if (status == ZSIP_END)
			return true;
		if (!same_item(&strictly, &leniently) || b.quirks != 0)
			return broken("a list has another value", id);
	}
}

static bool is_cut_as_parsed(const struct zsip_message *msg,
                             enum zsip_header id)
{
	struct zsip_list parsed, cut;
	struct zsip_value value;
	enum zsip_status status;

	zsip_list_start(&parsed, msg, id);
	zsip_list_start(&cut, msg, id);
	do {
		status = zsip_list_next(&parsed, &value, NULL);
		if ((zsip_list_next(&cut, NULL, NULL) == ZSIP_END) !=
		    (status == ZSIP_END))
			return broken("a walk that cuts ends elsewhere", id);
		if (status != ZSIP_END && !same_item(&parsed, &cut))
			return broken("a walk that cuts differs", id);
	} while (status != ZSIP_END && status != ZSIP_E_TOO_MANY);
	return true;
}

/* As many values from a walk over one field as that has; false if a walk over
 * all fields has others. */
static bool is_next(struct zsip_list *whole, struct zsip_list *one)
{
	struct zsip_value value;
	enum zsip_status status, expected;

	while ((status = zsip_list_next(one, &value, NULL)) != ZSIP_END) {
		expected = zsip_list_next(whole, &value, NULL);
		if (expected == ZSIP_E_TOO_MANY)
			return true;
		if (status != expected || whole->field != one->field ||
		    !same_item(whole, one))
			return false;
	}
	return true;
}

static bool is_walked_by_field(const struct zsip_message *msg,
                               enum zsip_header id)
{
	struct zsip_list whole, one;

	zsip_list_start(&whole, msg, id);
	for (size_t i = 0; i < msg->field_count; i++) {
		if (msg->fields[i].id != id)
			continue;
		zsip_list_start_field(&one, msg, &msg->fields[i]);
		if (!is_next(&whole, &one))
			return broken("a field has other values", id);
		if (whole.count == SIZE_MAX)
			return true;
	}
	if (zsip_list_next(&whole, NULL, NULL) != ZSIP_END)
		return broken("no field has a value", id);
	return true;
}

/* What zsip_core_parse() takes is what a walk takes first. */
static bool is_core_alike(const struct zsip_message *msg)
{
	struct zsip_core core;
	struct zsip_list list;
	struct zsip_value value;
	enum zsip_status status;
	bool taken;

	zsip_core_parse(msg, &core, NULL);
#define ZSIP_CORE_MEMBER(header, member, shape)                                \
	zsip_list_start(&list, msg, ZSIP_HDR_##header);                        \
	status = zsip_list_next(&list, &value, NULL);                          \
	taken = status == ZSIP_OK;                                             \
	if (taken != (core.status[ZSIP_CORE_##header] == ZSIP_OK) ||           \
	    (status == ZSIP_END) !=                                            \
	            (core.status[ZSIP_CORE_##header] == ZSIP_E_MISSING))       \
		return broken(#header " of core", core.quirks);                \
	if (taken && ((value.quirks | list.quirks) & ~core.quirks) != 0)       \
		return broken("a quirk of " #header, core.quirks);
	ZSIP_CORE_MEMBERS(ZSIP_CORE_MEMBER)
#undef ZSIP_CORE_MEMBER
	return true;
}

static bool are_lists_alike(const struct zsip_message *strict,
                            const struct zsip_message *lenient)
{
	uint64_t seen = 0;

	for (size_t i = 0; i < lenient->field_count; i++) {
		unsigned id = lenient->fields[i].id;

		if (id >= 64 || (seen >> id & 1) != 0)
			continue;
		seen |= UINT64_C(1) << id;
		if (!is_cut_as_parsed(lenient, (enum zsip_header)id) ||
		    !is_walked_by_field(lenient, (enum zsip_header)id))
			return false;
		if (strict != NULL &&
		    (!is_cut_as_parsed(strict, (enum zsip_header)id) ||
		     !is_list_alike(strict, lenient, (enum zsip_header)id)))
			return false;
	}
	return true;
}

/* What a profile takes is, from its start line on, what is taken strictly. */
static bool is_framed_alike(const char *text, size_t len)
{
	static struct zsip_field fields[2][MAX_FIELDS];
	struct zsip_options options = {.size = sizeof(options),
	                               .quirks = ZSIP_PROFILE_INTEROP};
	struct zsip_message interop, strict;
	const char *difference;

	zsip_message_init(&interop, fields[0], MAX_FIELDS, &options);
	zsip_message_init(&strict, fields[1], MAX_FIELDS, NULL);
	if (zsip_message_parse(&interop, text, len, NULL) != ZSIP_OK)
		return true;
	zsip_message_parse(&strict, interop.text.ptr, interop.text.len, NULL);
	interop.quirks = 0;
	difference = message_difference(&strict, &interop);
	return difference == NULL || broken(difference, ZSIP_PROFILE_INTEROP);
}

bool lenient_message(const char *text, size_t len)
{
	static struct zsip_field fields[2][MAX_FIELDS];
	struct zsip_options options = {.size = sizeof(options), .quirks = all};
	struct zsip_message strict, lenient;
	enum zsip_status status;

	zsip_message_init(&strict, fields[0], MAX_FIELDS, NULL);
	zsip_message_init(&lenient, fields[1], MAX_FIELDS, &options);
	status = zsip_message_parse(&strict, text, len, NULL);
	zsip_message_parse(&lenient, text, len, NULL);
	if (status == ZSIP_OK && message_difference(&strict, &lenient) != NULL)
		return broken(message_difference(&strict, &lenient), 0);
	if (!is_framed_alike(text, len))
		return false;
	if (lenient.error.status != ZSIP_OK)
		return true;
	return is_core_alike(&lenient) &&
	       are_lists_alike(status == ZSIP_OK ? &strict : NULL, &lenient);
}
