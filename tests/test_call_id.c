/*
 * The Call-ID by which a message goes to its thread: found without parsing, and
 * yet the one that parsing finds, whatever the message is like.
 */

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "corpus.h"
#include "mutate.h"
#include "read/call_id.h"
#include "read/message.h"
#include "test_capture.h"

#define NUL_QUIRK ZSIP_QUIRK_NUL_KEEPALIVE
#define START     "OPTIONS sip:h SIP/2.0\r\n"

/* The bytes of a message that are as long as a string is. */
#define TEXT(text) text, sizeof(text) - 1

static const struct {
	const char *text;
	size_t len;
	uint64_t quirks;
	const char *id;
} cases[] = {
        {TEXT(START "Call-ID: a@b\r\n\r\n"), 0, "a@b"},
        {TEXT("\r\n\r\n" START "To: x\r\ni:a\r\n\r\n"), 0, "a"},
        {TEXT(START "cALL-iD \t: \t a \r\n\r\n"), 0, "a"},
        {TEXT(START "I:\r\n a\r\n\t\r\n\r\n"), 0, "a"},
        {TEXT(START "i: a\r\n b\r\nCall-ID: c\r\n\r\n"), 0, "a\r\n b"},
        {TEXT("SIP/2.0 200 OK\nTo: x\nCall-ID: a\n\n"), 0, "a"},
        {TEXT(START "\rx\r\nCall-ID: a\r\n\r\n"), 0, "a"},
        {TEXT(START "Call-ID: a"), 0, "a"},
        {TEXT(START "Call-ID:\r\n\r\n"), 0, ""},
        /* No Call-ID. */
        {TEXT(""), 0, NULL},
        {TEXT("Call-ID: a\r\n\r\n"), 0, NULL},
        {TEXT(START "\r\nCall-ID: a\r\n\r\n"), 0, NULL},
        {TEXT(START "To: x\r\n Call-ID: a\r\n\r\n"), 0, NULL},
        {TEXT(START "Call-IDs: a\r\nIs: a\r\nCall\rID: a\r\n\r\n"), 0, NULL},
        {TEXT(START "Call-ID\r\n\r\n"), 0, NULL},
        /* The first line is the start line, behind NULs by a quirk. */
        {TEXT("\0\r\nCall-ID: a\r\ni: b\r\n\r\n"), 0, "a"},
        {TEXT("\0\r\nCall-ID: a\r\ni: b\r\n\r\n"), NUL_QUIRK, "b"},
        {TEXT("\r\n\0\0\r\n\r\n" START "i: b\r\n\r\n"), NUL_QUIRK, "b"},
};

static struct piece piece_of(struct input *input)
{
	return (struct piece){.seen = {.input = input, .end = input->len}};
}

static void given(size_t i)
{
	struct input input = {.bytes = cases[i].text,
	                      .len = cases[i].len,
	                      .quirks = cases[i].quirks};
	const struct piece piece = piece_of(&input);
	struct zsip_slice id = call_id_find(&piece);

	ck_assert_msg((id.ptr == NULL) == (cases[i].id == NULL), "%zu", i);
	if (id.ptr != NULL)
		ck_assert_msg(
		        zsip_slice_equal(id, zsip_slice_from(cases[i].id)),
		        "%zu", i);
}

START_TEST(call_id_given)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		given(i);
}
END_TEST

/* @return whether there is one */
static bool compare(struct message *message, struct input *input)
{
	const struct piece piece = piece_of(input);
	struct zsip_slice id = call_id_find(&piece);
	const struct zsip_field *field;

	message_read(message, &piece);
	field = zsip_field_find(&message->sip, ZSIP_HDR_CALL_ID, NULL);
	if (field == NULL)
		return false;
	ck_assert(zsip_slice_equal(id, field->value));
	return true;
}

static size_t compare_changed(struct message *message,
                              const struct corpus_message *origin,
                              uint64_t *state)
{
	const uint64_t quirks[] = {0, NUL_QUIRK, ZSIP_QUIRK_LF_LINE_ENDS};
	size_t room = 2 * origin->len + 64, count = 0;
	char *text = malloc(room);
	struct input input = {.bytes = text, .quirks = quirks[*state % 3]};

	memcpy(text, origin->data, origin->len);
	input.len = origin->len;
	for (size_t i = 0; i < 8; i++) {
		count += compare(message, &input);
		input.len = mutate(state, text, input.len, room);
	}
	free(text);
	return count;
}

START_TEST(call_id_of_any)
{
	struct message message;
	struct corpus corpus;
	uint64_t state = 7;
	size_t count = 0;

	corpus_open(&corpus);
	message_init(&message);
	for (size_t i = 0; i < corpus.count; i++) {
		for (size_t run = 0; run < 200; run++)
			count += compare_changed(&message, &corpus.messages[i],
			                         &state);
	}
	ck_assert_uint_gt(count, corpus.count);
	message_free(&message);
	corpus_close(&corpus);
}
END_TEST

TCase *call_id_tcase(void)
{
	TCase *tcase = tcase_create("call_id");

	tcase_add_test(tcase, call_id_given);
	tcase_add_test(tcase, call_id_of_any);
	return tcase;
}
