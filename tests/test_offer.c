/*
 * What the session descriptions of a dialog are compared with.
 */

#include <string.h>

#include "test_session.h"
#include "zsip_dialog.h"

enum { FIELDS = 16, LINES = 16, MEDIA = 4 };

#define DESCRIPTION(who, version, address, rest)                               \
	"v=0\r\no=" who " 1 " version " IN IP4 " address "\r\n"                \
	"s=-\r\nc=IN IP4 " address "\r\nt=0 0\r\n"                             \
	"m=audio 40000 RTP/AVP 0\r\n" rest
#define HEADERS(to, method, host)                                              \
	"Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1\r\n"                       \
	"From: <sip:a@x>;tag=a\r\nTo: <sip:b@x>" to "\r\nCall-ID: 1\r\n"       \
	"CSeq: 1 " method "\r\nContact: <sip:" host ">\r\n"
#define BODY "Content-Type: application/sdp\r\n\r\n"

static const char invite[] =
        "INVITE sip:b@x SIP/2.0\r\nSupported: 100rel\r\n" HEADERS("", "INVITE",
                                                                  "192.0.2.2")
                BODY DESCRIPTION("a", "7", "192.0.2.2", "");
static const char ringing[] =
        "SIP/2.0 180 Ringing\r\nRequire: 100rel\r\n"
        "RSeq: 1\r\n" HEADERS(";tag=b", "INVITE", "192.0.2.1") "\r\n";
static const char ok[] =
        "SIP/2.0 200 OK\r\n" HEADERS(";tag=b", "INVITE", "192.0.2.1")
                BODY DESCRIPTION("b", "7", "192.0.2.1", "");

static void read_message(struct zsip_message *msg, struct zsip_field *fields,
                         const char *text)
{
	zsip_message_init(msg, fields, FIELDS, NULL);
	ck_assert_int_eq(zsip_message_parse(msg, text, strlen(text), NULL),
	                 ZSIP_OK);
}

/* The called side sends this response. */
static void answer(struct zsip_dialog *dialog, const char *text, char *arena,
                   size_t size)
{
	struct zsip_field fields[2][FIELDS];
	struct zsip_message request, response;
	struct zsip_moment moment = {.size = sizeof(moment)};
	struct zsip_decision decision;

	read_message(&request, fields[0], invite);
	read_message(&response, fields[1], text);
	ck_assert_int_eq(zsip_dialog_create(dialog, ZSIP_ROLE_UAS, &request,
	                                    &response, arena, size, NULL),
	                 ZSIP_OK);
	ck_assert_int_eq(
	        zsip_dialog_send(dialog, &response, &moment, &decision, NULL),
	        ZSIP_OK);
	ck_assert_int_eq(decision.verdict, ZSIP_VERDICT_ACCEPT);
}

/* The changes by name, each with a blank behind. */
static void add_change(void *user, const struct zsip_sdp_change *change)
{
	strcat(user, change->info->name);
	strcat(user, " ");
}

static const struct {
	const char *text;
	bool remote;
	const char *expected;
} rows[] = {
        {DESCRIPTION("a", "7", "192.0.2.2", ""), true, ""},
        {DESCRIPTION("b", "7", "192.0.2.1", ""), false, ""},
        {DESCRIPTION("a", "8", "192.0.2.2", ""), true, "version-only "},
        {DESCRIPTION("a", "8", "192.0.2.2", "a=sendonly\r\n"), true,
         "direction hold "},
        {DESCRIPTION("b", "8", "192.0.2.1", "a=sendonly\r\n"), false,
         "direction hold "},
};

START_TEST(an_offer_is_compared_with_what_is_in_force)
{
	struct zsip_sdp_line lines[2][LINES];
	struct zsip_sdp_media media[2][MEDIA];
	struct zsip_slice text = zsip_slice_from(rows[_i].text);
	struct zsip_sdp before, after;
	struct zsip_dialog dialog;
	char arena[2048], names[256] = "";

	answer(&dialog, ok, arena, sizeof(arena));
	zsip_sdp_init(&before, lines[0], LINES, media[0], MEDIA, NULL);
	zsip_sdp_init(&after, lines[1], LINES, media[1], MEDIA, NULL);
	ck_assert_uint_eq(zsip_dialog_compare(&dialog, text, rows[_i].remote,
	                                      &before, &after, add_change,
	                                      names) != 0,
	                  *rows[_i].expected != '\0');
	ck_assert_str_eq(names, rows[_i].expected);
	ck_assert_ptr_eq(after.text.ptr, text.ptr);
	ck_assert(before.text.ptr >= arena &&
	          before.text.ptr < arena + dialog.used);
}
END_TEST

START_TEST(before_the_answer_there_is_nothing_to_compare_with)
{
	struct zsip_slice text = zsip_slice_from(rows[0].text);
	struct zsip_dialog dialog;
	char arena[2048];

	answer(&dialog, ringing, arena, sizeof(arena));
	ck_assert_uint_eq(zsip_dialog_compare(&dialog, text, true, NULL, NULL,
	                                      NULL, NULL),
	                  0);
}
END_TEST

START_TEST(an_invite_without_prack_is_refused_with_a_500)
{
	struct zsip_moment moment = {.size = sizeof(moment), .now = 31999};
	struct zsip_decision decision;
	struct zsip_dialog dialog;
	char arena[2048];

	answer(&dialog, ringing, arena, sizeof(arena));
	ck_assert(zsip_dialog_expire(&dialog, &moment, &decision));
	ck_assert_uint_eq(decision.asks, ZSIP_ASK_RESEND);
	ck_assert(!zsip_dialog_expire(&dialog, &moment, &decision));
	moment.now = 32000;
	ck_assert(zsip_dialog_expire(&dialog, &moment, &decision));
	ck_assert_uint_eq(decision.asks, ZSIP_ASK_REJECT);
	ck_assert_uint_eq(decision.code, 500);
}
END_TEST

TCase *offer_tcase(void)
{
	TCase *tcase = tcase_create("offer");
	int count = sizeof(rows) / sizeof(*rows);

	tcase_add_loop_test(tcase, an_offer_is_compared_with_what_is_in_force,
	                    0, count);
	tcase_add_test(tcase,
	               before_the_answer_there_is_nothing_to_compare_with);
	tcase_add_test(tcase, an_invite_without_prack_is_refused_with_a_500);
	return tcase;
}
