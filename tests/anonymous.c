/*
 * What must hold of any message that is made anonymous.
 */
#include "anonymous.h"

#include <stdlib.h>
#include <string.h>

#include "lint/descriptions.h"
#include "select/anonymize.h"

struct found {
	const struct zsip_rule_info *rule;
	size_t offset, len;
};

struct findings {
	struct found *list;
	size_t count;
	bool has_broken; /* what could not be read is among them */
};

static void collect(void *user, const struct zsip_finding *finding)
{
	struct findings *findings = user;

	findings->list = must_resize(findings->list, findings->count + 1,
	                             sizeof(*findings->list));
	findings->has_broken |= finding->error.status != ZSIP_OK;
	findings->list[findings->count++] =
	        (struct found){finding->rule, finding->offset, finding->len};
}

static void check(struct findings *findings, struct message *message,
                  const struct piece *piece)
{
	struct offers *offers = offers_start();
	struct verdicts *verdicts = verdicts_start();

	message_read(message, piece);
	zsip_check(&message->sip, collect, findings);
	descriptions_check(offers, verdicts, message, collect, findings);
	verdicts_end(verdicts);
	offers_end(offers);
}

static bool is_same(const struct findings *a, const struct findings *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (a->list[i].rule != b->list[i].rule ||
		    a->list[i].offset != b->list[i].offset ||
		    a->list[i].len != b->list[i].len)
			return false;
	}
	return true;
}

static int kind_of(char c)
{
	if (c >= '0' && c <= '9')
		return '0';
	if (c >= 'a' && c <= 'z')
		return 'a';
	if (c >= 'A' && c <= 'Z')
		return 'A';
	return (unsigned char)c >= 0x80 ? 0x80 : c;
}

/* Digits of an escape or an IPv6 address may become letters, and letters
 * digits; in a body that is no text bytes above ASCII become letters. */
static bool is_in_place(char before, char after)
{
	int a = kind_of(before), b = kind_of(after);

	if (a == 0x80 || a == '0' || a == 'a' || a == 'A')
		return b == 0x80 || b == '0' || b == 'a' || b == 'A';
	return before == after;
}

static const char *compare_bytes(const struct piece *a, const struct piece *b)
{
	const char *before = a->seen.input->bytes + a->seen.start;
	const char *after = b->seen.input->bytes + b->seen.start;

	if (a->seen.end - a->seen.start != b->seen.end - b->seen.start)
		return "it is not as long";
	for (size_t i = 0; i < a->seen.end - a->seen.start; i++) {
		if (!is_in_place(before[i], after[i]))
			return "a sign has become another";
	}
	return NULL;
}

static const char *compare(const struct pseudonyms *pseudonyms,
                           const struct piece *piece, bool of_any)
{
	struct findings before = {.count = 0}, after = {.count = 0};
	struct message message;
	struct piece changed = *piece;
	const char *fault;

	message_init(&message);
	check(&before, &message, piece);
	anonymize_message(pseudonyms, &message, &changed);
	check(&after, &message, &changed);
	fault = compare_bytes(piece, &changed);
	if (fault == NULL && (of_any || !before.has_broken) &&
	    !is_same(&before, &after))
		fault = "something else is found in it";
	input_drop(changed.seen.input);
	message_free(&message);
	free(before.list);
	free(after.list);
	return fault;
}

const char *anonymous_fault(const struct pseudonyms *pseudonyms,
                            const char *text, size_t len, bool of_any)
{
	const struct input file = {.name = "text", .bytes = text, .len = len};
	struct input *input =
	        input_of_message(&file, (struct zsip_slice){text, len});
	struct piece piece = {
	        .seen = {.input = input, .end = len, .mark.line = 1}};
	const char *fault;

	/* As input_open() sees it. */
	input->lf = memchr(text, '\n', len) != NULL &&
	            memchr(text, '\r', len) == NULL;
	fault = compare(pseudonyms, &piece, of_any);
	input_drop(input);
	return fault;
}
