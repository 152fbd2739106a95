/*
 * Dialog values taken from messages: tests/vectors/dialog, whose cases are a
 * request, a response and, in a third part, the dialog that they make, or the
 * error.  The title begins with the role: "uac: TITLE".
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "exchange.h"
#include "tally.h"
#include "test_build.h"
#include "vectors.h"

#define DIALOG_DIR ZSIP_SOURCE_DIR "/tests/vectors/dialog"

enum { ARENA = 4096 };

static const char *const text_names[] = {
        "call-id",        "local-tag",     "remote-tag",
        "local-uri",      "remote-uri",    "local-address",
        "remote-address", "remote-target", "route-set"};

static enum zsip_role role_of(const struct one_case *one)
{
	bool uac = strncmp(one->title, "uac: ", 5) == 0;

	ck_assert_msg(uac || strncmp(one->title, "uas: ", 5) == 0, "%s",
	              one->title);
	return uac ? ZSIP_ROLE_UAC : ZSIP_ROLE_UAS;
}

static void add_number(struct text *text, const char *name, bool has,
                       uint32_t number)
{
	if (has)
		text_add(text, "%s %u\n", name, (unsigned)number);
	else
		text_add(text, "%s -\n", name);
}

static void add_dialog(struct text *text, const struct zsip_dialog *dialog)
{
	text_add(text, "%s%s\n",
	         dialog->state == ZSIP_DIALOG_EARLY ? "early" : "confirmed",
	         dialog->secure ? " secure" : "");
	add_number(text, "local-sequence", dialog->has_local_sequence,
	           dialog->local_sequence);
	add_number(text, "remote-sequence", dialog->has_remote_sequence,
	           dialog->remote_sequence);
	for (unsigned i = 0; i <= ZSIP_DIALOG_ROUTE_SET; i++) {
		struct zsip_slice slice =
		        zsip_dialog_text(dialog, (enum zsip_dialog_text)i);

		text_add(text, "%s%s%.*s\n", text_names[i],
		         slice.ptr == NULL || slice.len != 0 ? " " : "",
		         slice.ptr == NULL ? 1 : (int)slice.len,
		         slice.ptr == NULL ? "-" : slice.ptr);
	}
}

static void add_lines(struct text *text, const char *const *lines)
{
	for (; *lines != NULL; lines++)
		text_add(text, "%s\n", *lines);
}

/* A copy in another place gives the same texts when the original is gone. */
static void check_copy(struct zsip_dialog *dialog, const char *expected)
{
	size_t used = dialog->used;
	struct zsip_dialog copy, moved;
	struct text got = {0};
	struct guard guard;
	char room[ARENA], other[ARENA];

	ck_assert_int_eq(zsip_dialog_copy(&copy, dialog, room, used - 1),
	                 ZSIP_E_TOO_LONG);
	ck_assert_int_eq(zsip_dialog_copy(&copy, dialog, other, used), ZSIP_OK);
	/* One and the same dialog gets another arena. */
	ck_assert_int_eq(zsip_dialog_copy(&copy, &copy, room, used), ZSIP_OK);
	memset(other, '#', sizeof(other));
	memset(dialog->arena, '#', used);
	memset(dialog, '#', sizeof(*dialog));
	guard_open(&guard, ARENA);
	moved = copy;
	moved.arena = guard_end(&guard, room, used);
	memset(room, '#', sizeof(room));
	add_dialog(&got, &moved);
	ck_assert_str_eq(text_get(&got), expected);
	guard_close(&guard);
	text_free(&got);
}

/* Every size of the arena, from none to one byte too many. */
static void check_sizes(const struct exchange *exchange, enum zsip_role role)
{
	const struct zsip_message *request = &exchange->msgs[0];
	const struct zsip_message *response = &exchange->msgs[1];
	struct zsip_dialog dialog;
	struct zsip_error error;
	struct guard guard;
	size_t size = zsip_dialog_size(role, request, response, &error);

	ck_assert_int_eq(error.status, ZSIP_OK);
	ck_assert_uint_le(size, request->text.len + response->text.len);
	guard_open(&guard, ARENA);
	for (size_t i = 0; i <= size + 1; i++) {
		enum zsip_status status =
		        zsip_dialog_create(&dialog, role, request, response,
		                           guard.end - i, i, &error);

		ck_assert_int_eq(status, i < size ? ZSIP_E_TOO_LONG : ZSIP_OK);
		ck_assert_int_eq(error.status, status);
		ck_assert_uint_eq(dialog.used, size);
		if (i < size)
			ck_assert_str_eq(error.expected, "arena");
	}
	guard_close(&guard);
}

/* The messages that made a dialog belong to it, seen from its side. */
static void check_matches(const struct zsip_dialog *dialog,
                          const struct exchange *exchange, enum zsip_role role)
{
	enum zsip_role other =
	        role == ZSIP_ROLE_UAC ? ZSIP_ROLE_UAS : ZSIP_ROLE_UAC;
	struct zsip_dialog_key key = zsip_dialog_key(dialog), of;

	ck_assert(zsip_dialog_matches(dialog, &exchange->msgs[1], role));
	ck_assert(!zsip_dialog_matches(dialog, &exchange->msgs[1], other));
	ck_assert_int_eq(
	        zsip_dialog_key_of(&of, &exchange->msgs[1], role, NULL),
	        ZSIP_OK);
	ck_assert_uint_eq(zsip_dialog_key_hash(&of, 5),
	                  zsip_dialog_key_hash(&key, 5));
}

static void check_dialog(struct exchange *exchange, const struct one_case *one)
{
	struct text expected = {0}, got = {0};
	enum zsip_role role = role_of(one);
	struct zsip_dialog dialog;
	struct zsip_error error;
	char arena[ARENA];

	add_lines(&expected, one->parts[2]);
	ck_assert_msg(zsip_dialog_create(&dialog, role, &exchange->msgs[0],
	                                 &exchange->msgs[1], arena,
	                                 sizeof(arena), &error) == ZSIP_OK,
	              "line %u: %s: %s", one->line, one->title, error.expected);
	ck_assert_int_eq(error.status, ZSIP_OK);
	add_dialog(&got, &dialog);
	ck_assert_msg(strcmp(text_get(&got), text_get(&expected)) == 0,
	              "line %u: %s:\n%s", one->line, one->title,
	              text_get(&got));
	check_matches(&dialog, exchange, role);
	check_sizes(exchange, role);
	check_copy(&dialog, text_get(&expected));
	text_free(&expected);
	text_free(&got);
}

static void check_bad(struct exchange *exchange, const struct one_case *one)
{
	enum zsip_role role = role_of(one);
	struct zsip_error error, again;
	struct zsip_dialog dialog;
	struct text got = {0};
	char arena[ARENA];
	const char *at = one->parts[2][1];
	size_t which;

	zsip_dialog_create(&dialog, role, &exchange->msgs[0],
	                   &exchange->msgs[1], arena, sizeof(arena), &error);
	text_add(&got, "%s: %s", zsip_status_name(error.status),
	         error.expected);
	ck_assert_msg(strcmp(text_get(&got), one->parts[2][0]) == 0,
	              "line %u: %s: %s", one->line, one->title, text_get(&got));
	ck_assert_uint_eq(zsip_dialog_size(role, &exchange->msgs[0],
	                                   &exchange->msgs[1], &again),
	                  0);
	ck_assert_int_eq(again.status, error.status);
	ck_assert_uint_eq(again.offset, error.offset);
	which = strstr(error.expected, "response") != NULL;
	ck_assert_uint_le(error.offset, exchange->msgs[which].text.len);
	if (at != NULL)
		ck_assert_msg(
		        strncmp(exchange->msgs[which].text.ptr + error.offset,
		                at + 3, strlen(at + 3)) == 0,
		        "line %u: %s: at %.9s", one->line, one->title,
		        exchange->msgs[which].text.ptr + error.offset);
	text_free(&got);
}

static void check_file(const char *path, void (*check)(struct exchange *,
                                                       const struct one_case *))
{
	struct exchange *exchange = exchange_open();
	struct case_file file;
	struct one_case one;
	size_t count = 0;

	ck_assert(cases_open(&file, path));
	for (; cases_next(&file, &one); count++) {
		exchange_parse(exchange, one.parts[0], one.parts[1]);
		check(exchange, &one);
	}
	ck_assert_msg(cases_at_end(&file), "line %u", file.line);
	cases_close(&file);
	exchange_close(exchange);
	ck_assert_uint_ne(count, 0);
	tally_vectors("dialog", count);
}

START_TEST(dialogs_are_made_from_messages)
{
	check_file(DIALOG_DIR "/value.txt", check_dialog);
}
END_TEST

START_TEST(what_is_wrong_makes_no_dialog)
{
	check_file(DIALOG_DIR "/bad.txt", check_bad);
}
END_TEST

START_TEST(routes_are_walked)
{
	struct zsip_slice rest = zsip_slice_from("<sip:a;lr>,<sip:b,c@d>"), uri;

	ck_assert(zsip_dialog_next_route(&rest, &uri));
	ck_assert(zsip_slice_equal(uri, zsip_slice_from("sip:a;lr")));
	ck_assert(zsip_dialog_next_route(&rest, &uri));
	ck_assert(zsip_slice_equal(uri, zsip_slice_from("sip:b,c@d")));
	ck_assert(!zsip_dialog_next_route(&rest, &uri));
	ck_assert_uint_eq(rest.len, 0);
	rest = (struct zsip_slice){NULL, 0};
	ck_assert(!zsip_dialog_next_route(&rest, &uri));
	rest = zsip_slice_from("sip:a");
	ck_assert(!zsip_dialog_next_route(&rest, &uri));
	rest = zsip_slice_from("<sip:a");
	ck_assert(!zsip_dialog_next_route(&rest, &uri));
}
END_TEST

/* A dialog of messages whose lines end in LF, by the quirk. */
START_TEST(lf_folds_are_folds)
{
	static const struct zsip_options lenient = {
	        .size = sizeof(lenient), .quirks = ZSIP_QUIRK_LF_LINE_ENDS};
	static const char request[] = "INVITE sip:b@h SIP/2.0\n"
	                              "From: \"A \n B\"\n\t<sip:a@h>;tag=1\n"
	                              "To: <sip:b@h>\n"
	                              "Call-ID: 1\n"
	                              "CSeq: 1 INVITE\n"
	                              "Contact: <sip:a@h>\n\n";
	static const char response[] = "SIP/2.0 200 OK\n"
	                               "From: <sip:a@h>;tag=1\n"
	                               "To: <sip:b@h>;tag=2\n"
	                               "Call-ID: 1\n"
	                               "CSeq: 1 INVITE\n\n";
	struct exchange *exchange = exchange_open();
	struct zsip_dialog dialog;
	struct zsip_error error;
	char arena[ARENA];

	for (size_t i = 0; i < 2; i++) {
		const char *text = i == 0 ? request : response;

		zsip_message_init(&exchange->msgs[i], exchange->fields[i],
		                  EXCHANGE_FIELDS, &lenient);
		ck_assert_int_eq(zsip_message_parse(&exchange->msgs[i], text,
		                                    strlen(text), NULL),
		                 ZSIP_OK);
	}
	ck_assert_msg(zsip_dialog_create(&dialog, ZSIP_ROLE_UAS,
	                                 &exchange->msgs[0], &exchange->msgs[1],
	                                 arena, ARENA, &error) == ZSIP_OK,
	              "%s", error.expected);
	ck_assert(zsip_slice_equal(
	        zsip_dialog_text(&dialog, ZSIP_DIALOG_REMOTE_ADDRESS),
	        zsip_slice_from("\"A B\" <sip:a@h>;tag=1")));
	ck_assert(zsip_dialog_text(&dialog, ZSIP_DIALOG_TEXTS).ptr == NULL);
	exchange_close(exchange);
}
END_TEST

/* A message that is cut off says what it was cut off for. */
START_TEST(cut_messages_make_no_dialog)
{
	static const char *const request[] = {"INVITE sip:callee@h SIP/2.0",
	                                      "+", "Contact: <sip:a@h>", NULL};
	static const char *const response[] = {"SIP/2.0 200 OK", "+", NULL};
	struct exchange *exchange = exchange_open();
	struct zsip_message *msg = &exchange->msgs[0];
	struct zsip_dialog_key key;
	struct zsip_error error;
	struct text text = {0};

	exchange_lines(&text, request, request);
	exchange_parse(exchange, request, response);
	for (size_t len = text.len; len-- > 0;) {
		ck_assert(!exchange_set(exchange, 0, text.data, len));
		ck_assert_uint_eq(zsip_dialog_size(ZSIP_ROLE_UAS, msg,
		                                   &exchange->msgs[1], &error),
		                  0);
		ck_assert_int_eq(error.status, ZSIP_MORE);
		ck_assert_uint_eq(error.offset, msg->error.offset);
		ck_assert_int_eq(
		        zsip_dialog_key_of(&key, msg, ZSIP_ROLE_UAS, &error),
		        ZSIP_MORE);
		ck_assert_uint_eq(error.offset, msg->error.offset);
	}
	text_free(&text);
	exchange_close(exchange);
}
END_TEST

START_TEST(routes_have_a_limit)
{
	static const struct zsip_options few = {.size = sizeof(few),
	                                        .limits = {.list_length = 2}};
	static const char *const request[] = {
	        "INVITE sip:callee@h SIP/2.0",
	        "+",
	        "Contact: <sip:a@h>",
	        "Record-Route: <sip:p;lr>, <sip:q;lr>",
	        "Record-Route: <sip:r;lr>",
	        NULL};
	static const char *const response[] = {"SIP/2.0 200 OK", "+", NULL};
	struct exchange *exchange = exchange_open();
	struct zsip_error error;

	exchange_parse(exchange, request, response);
	ck_assert_uint_ne(zsip_dialog_size(ZSIP_ROLE_UAS, &exchange->msgs[0],
	                                   &exchange->msgs[1], NULL),
	                  0);
	exchange->msgs[0].options = &few;
	ck_assert_uint_eq(zsip_dialog_size(ZSIP_ROLE_UAS, &exchange->msgs[0],
	                                   &exchange->msgs[1], &error),
	                  0);
	ck_assert_int_eq(error.status, ZSIP_E_TOO_MANY);
	ck_assert_str_eq(error.expected, "Record-Route in the request");
	exchange_close(exchange);
}
END_TEST

/* Keys as "CALL-ID LOCAL REMOTE", "-" for a tag that is null. */
static struct zsip_dialog_key key_of(char *text)
{
	struct zsip_slice parts[3];

	for (size_t i = 0; i < 3; i++) {
		size_t len = strcspn(text, " ");

		parts[i] = (struct zsip_slice){text, len};
		if (len == 1 && *text == '-')
			parts[i] = (struct zsip_slice){NULL, 0};
		text += len + (text[len] != '\0');
	}
	return (struct zsip_dialog_key){parts[0], parts[1], parts[2]};
}

START_TEST(keys_are_compared)
{
	static const struct {
		char a[16], b[16];
		bool equal;
	} rows[] = {
	        {"c l r", "c l r", true},    {"c l r", "c L R", true},
	        {"c l r", "C l r", false},   {"c l r", "c r l", false},
	        {"c l r", "c l -", false},   {"c - r", "c l r", false},
	        {"c - -", "c - -", true},    {"c l -", "c - l", false},
	        {"c lr r", "c l rr", false}, {"cl l r", "c ll r", false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char a[16], b[16];
		struct zsip_dialog_key x, y;

		memcpy(a, rows[i].a, sizeof(a));
		memcpy(b, rows[i].b, sizeof(b));
		x = key_of(a);
		y = key_of(b);
		ck_assert_int_eq(zsip_dialog_key_equal(&x, &y), rows[i].equal);
		ck_assert_int_eq(zsip_dialog_key_equal(&y, &x), rows[i].equal);
		ck_assert_int_eq(zsip_dialog_key_hash(&x, 1) ==
		                         zsip_dialog_key_hash(&y, 1),
		                 rows[i].equal);
		ck_assert_uint_ne(zsip_dialog_key_hash(&x, 1),
		                  zsip_dialog_key_hash(&x, 2));
	}
}
END_TEST

/* What is null is not what is empty, though no tag is. */
START_TEST(null_is_not_empty)
{
	struct zsip_dialog_key null = {.call_id = zsip_slice_from("c")};
	struct zsip_dialog_key empty = null;

	empty.remote_tag = zsip_slice_from("");
	ck_assert(zsip_dialog_key_equal(&null, &null));
	ck_assert(!zsip_dialog_key_equal(&null, &empty));
	ck_assert_uint_ne(zsip_dialog_key_hash(&null, 1),
	                  zsip_dialog_key_hash(&empty, 1));
}
END_TEST

/* RFC 3261 24.2: the BYE that comes from Bob, seen by Alice and by him. */
START_TEST(messages_are_matched_from_either_side)
{
	static const char bye[] =
	        "BYE sip:alice@pc33.atlanta.com SIP/2.0\r\n"
	        "Via: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKnashds10\r\n"
	        "Max-Forwards: 70\r\n"
	        "From: Bob <sip:bob@biloxi.com>;tag=a6c85cf\r\n"
	        "To: Alice <sip:alice@atlanta.com>;tag=1928301774\r\n"
	        "Call-ID: a84b4c76e66710\r\n"
	        "CSeq: 231 BYE\r\n"
	        "Content-Length: 0\r\n"
	        "\r\n";
	struct exchange *exchange = exchange_open();
	struct zsip_dialog_key alice, bob;
	struct zsip_error error;

	ck_assert(exchange_set(exchange, 0, bye, sizeof(bye) - 1));
	ck_assert_int_eq(zsip_dialog_key_of(&alice, &exchange->msgs[0],
	                                    ZSIP_ROLE_UAS, &error),
	                 ZSIP_OK);
	ck_assert_int_eq(error.status, ZSIP_OK);
	ck_assert_int_eq(zsip_dialog_key_of(&bob, &exchange->msgs[0],
	                                    ZSIP_ROLE_UAC, NULL),
	                 ZSIP_OK);
	ck_assert(zsip_slice_equal(alice.call_id,
	                           zsip_slice_from("a84b4c76e66710")));
	ck_assert(zsip_slice_equal(alice.local_tag,
	                           zsip_slice_from("1928301774")));
	ck_assert(
	        zsip_slice_equal(alice.remote_tag, zsip_slice_from("a6c85cf")));
	ck_assert(zsip_slice_equal(bob.local_tag, alice.remote_tag));
	ck_assert(zsip_slice_equal(bob.remote_tag, alice.local_tag));
	exchange_close(exchange);
}
END_TEST

TCase *dialog_tcase(void)
{
	TCase *tcase = tcase_create("dialog");

	tcase_add_test(tcase, dialogs_are_made_from_messages);
	tcase_add_test(tcase, what_is_wrong_makes_no_dialog);
	tcase_add_test(tcase, routes_are_walked);
	tcase_add_test(tcase, lf_folds_are_folds);
	tcase_add_test(tcase, cut_messages_make_no_dialog);
	tcase_add_test(tcase, routes_have_a_limit);
	tcase_add_test(tcase, keys_are_compared);
	tcase_add_test(tcase, null_is_not_empty);
	tcase_add_test(tcase, messages_are_matched_from_either_side);
	return tcase;
}
