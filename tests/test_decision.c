/*
 * Decisions: the table of reasons, and the header fields of responses.
 */

#include <stdio.h>
#include <string.h>

#include "guard.h"
#include "test_session.h"
#include "zsip_dialog.h"

START_TEST(reasons_are_told_apart)
{
	const struct zsip_dialog_reason_info *info;
	size_t count = 0;

	for (; (info = zsip_dialog_reason_at(count)) != NULL; count++) {
		ck_assert_str_ne(info->name, "");
		ck_assert_uint_ne(strlen(info->text), 0);
		/* The number of an RFC and a section. */
		ck_assert_uint_eq(strspn(info->rfc, "0123456789"), 4);
		ck_assert_int_eq(info->rfc[4], ' ');
		ck_assert(info->code == 0 ||
		          (info->code >= 400 && info->code < 700));
		for (size_t i = 0; i < count; i++) {
			const struct zsip_dialog_reason_info *other =
			        zsip_dialog_reason_at(i);

			ck_assert_str_ne(other->name, info->name);
			ck_assert_uint_ne(other->id, info->id);
		}
	}
	ck_assert_uint_gt(count, 7);
	ck_assert_uint_eq(zsip_dialog_reason_at(0)->id,
	                  ZSIP_DIALOG_REASON_IN_ORDER);
	ck_assert_ptr_null(zsip_dialog_reason_at(SIZE_MAX));
}
END_TEST

static const struct {
	struct zsip_decision decision;
	const char *agent;
	/* Their values, each with its name before and a line end behind. */
	const char *expected;
} rows[] = {
        {{.code = 481}, "h", ""},
        {{.code = 500, .has_retry_after = true, .retry_after = 0},
         "h",
         "Retry-After: 0\n"},
        {{.code = 500, .has_retry_after = true, .retry_after = 10},
         "h",
         "Retry-After: 10\n"},
        {{.code = 500, .retry_after = 7}, "h", ""},
        {{.code = 422, .min_se = 4294967295}, "h", "Min-SE: 4294967295\n"},
        {{.code = 488, .warning = 304},
         "example.com:5060",
         "Warning: 304 example.com:5060 \"Media type not available\"\n"},
        {{.code = 488, .warning = 300},
         "[2001:db8::1]",
         "Warning: 300 [2001:db8::1] \"Incompatible network protocol\"\n"},
        {{.code = 488, .warning = 301},
         "h",
         "Warning: 301 h \"Incompatible network address formats\"\n"},
        {{.code = 488, .warning = 302},
         "h",
         "Warning: 302 h \"Incompatible transport protocol\"\n"},
        {{.code = 488, .warning = 303},
         "h",
         "Warning: 303 h \"Incompatible bandwidth units\"\n"},
        {{.code = 488, .warning = 305},
         "h",
         "Warning: 305 h \"Incompatible media format\"\n"},
        {{.code = 488, .warning = 306},
         "h",
         "Warning: 306 h \"Attribute not understood\"\n"},
        {{.code = 488, .warning = 307},
         "h",
         "Warning: 307 h \"Session description parameter not "
         "understood\"\n"},
        {{.code = 488, .warning = 330},
         "h",
         "Warning: 330 h \"Multicast not available\"\n"},
        {{.code = 488, .warning = 331},
         "h",
         "Warning: 331 h \"Unicast not available\"\n"},
        {{.code = 488, .warning = 370},
         "h",
         "Warning: 370 h \"Insufficient bandwidth\"\n"},
        {{.code = 488, .warning = 399},
         "pseudonym",
         "Warning: 399 pseudonym \"Miscellaneous warning\"\n"},
        {{.code = 488, .warning = 350},
         "h",
         "Warning: 350 h \"Miscellaneous warning\"\n"},
        {{.has_retry_after = true,
          .retry_after = 4294967295,
          .min_se = 90,
          .warning = 399},
         "h",
         "Retry-After: 4294967295\nMin-SE: 90\n"
         "Warning: 399 h \"Miscellaneous warning\"\n"},
};

static const char *name_of(enum zsip_header id)
{
	switch (id) {
	case ZSIP_HDR_RETRY_AFTER:
		return "Retry-After";
	case ZSIP_HDR_MIN_SE:
		return "Min-SE";
	case ZSIP_HDR_WARNING:
		return "Warning";
	default:
		return "?";
	}
}

/* The header fields as text; each value is one of its grammar. */
static size_t print(char *out, size_t size,
                    const struct zsip_header_line *headers, size_t count)
{
	size_t len = 0;

	*out = '\0';
	for (size_t i = 0; i < count; i++) {
		struct zsip_value value;

		ck_assert_int_eq(zsip_value_parse(&value, headers[i].id,
		                                  headers[i].value, NULL, NULL),
		                 ZSIP_OK);
		len += (size_t)snprintf(out + len, size - len, "%s: %.*s\n",
		                        name_of(headers[i].id),
		                        (int)headers[i].value.len,
		                        headers[i].value.ptr);
	}
	return len;
}

START_TEST(companions_are_written)
{
	const struct zsip_decision *decision = &rows[_i].decision;
	struct zsip_slice agent = zsip_slice_from(rows[_i].agent);
	struct zsip_header_line headers[ZSIP_DECISION_HEADERS];
	size_t needed = 0, count, room = ZSIP_DECISION_TEXT + agent.len;
	struct guard guard;
	char got[1024];

	guard_open(&guard, 2 * ZSIP_DECISION_TEXT);
	count = zsip_decision_headers(decision, agent, headers,
	                              guard.end - room, room);
	print(got, sizeof(got), headers, count);
	ck_assert_str_eq(got, rows[_i].expected);
	for (size_t i = 0; i < count; i++)
		needed += headers[i].value.len;
	for (size_t size = 0; size <= needed; size++) {
		size_t fit = zsip_decision_headers(decision, agent, headers,
		                                   guard.end - size, size);

		ck_assert_uint_eq(fit, size < needed ? 0 : count);
	}
	print(got, sizeof(got), headers, count);
	ck_assert_str_eq(got, rows[_i].expected);
	guard_close(&guard);
}
END_TEST

START_TEST(offers_are_refused)
{
	static const struct {
		unsigned given, warning;
	} codes[] = {{0, 399},   {299, 399}, {300, 300},  {304, 304},
	             {399, 399}, {400, 399}, {65840, 399}}; /* 65536 + 304 */

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		struct zsip_decision decision = {
		        .verdict = ZSIP_VERDICT_ACCEPT,
		        .reason = zsip_dialog_reason_at(0),
		        .asks = ZSIP_ASK_ANSWER | ZSIP_ASK_RESEND,
		        .part = ZSIP_DESCRIPTION_OFFER,
		        .description = zsip_slice_from("v=0"),
		        .usage = 0};

		zsip_decision_refuse_offer(&decision, codes[i].given);
		ck_assert_int_eq(decision.verdict, ZSIP_VERDICT_RESPOND);
		ck_assert_uint_eq(decision.code, 488);
		ck_assert_uint_eq(decision.warning, codes[i].warning);
		ck_assert_str_eq(decision.reason->name, "offer-refused");
		/* Nothing is to be answered any more. */
		ck_assert_uint_eq(decision.asks, ZSIP_ASK_RESEND);
		ck_assert_int_eq(decision.part, ZSIP_DESCRIPTION_OFFER);
		ck_assert_uint_eq(decision.description.len, 3);
	}
}
END_TEST

/* What is not there is no crash. */
START_TEST(arguments_are_looked_at)
{
	struct zsip_moment moment = {.size = sizeof(moment)};
	struct zsip_message msg = {.fields = NULL};
	struct zsip_dialog dialog = {.arena = NULL};
	struct zsip_decision decision;
	struct zsip_error error;

	ck_assert_int_eq(
	        zsip_dialog_receive(NULL, &msg, &moment, &decision, &error),
	        ZSIP_E_USE);
	ck_assert_int_eq(error.status, ZSIP_E_USE);
	ck_assert_int_eq(
	        zsip_dialog_receive(&dialog, NULL, &moment, &decision, NULL),
	        ZSIP_E_USE);
	ck_assert_int_eq(
	        zsip_dialog_receive(&dialog, &msg, NULL, &decision, NULL),
	        ZSIP_E_USE);
	ck_assert_int_eq(
	        zsip_dialog_receive(&dialog, &msg, &moment, NULL, NULL),
	        ZSIP_E_USE);
	ck_assert_int_eq(
	        zsip_dialog_send(NULL, &msg, &moment, &decision, &error),
	        ZSIP_E_USE);
	ck_assert_int_eq(error.status, ZSIP_E_USE);
	ck_assert_int_eq(
	        zsip_dialog_send(&dialog, NULL, &moment, &decision, NULL),
	        ZSIP_E_USE);
	ck_assert_int_eq(zsip_dialog_unanswered(&dialog, NULL, 408, &moment,
	                                        &decision, &error),
	                 ZSIP_E_USE);
	ck_assert_int_eq(zsip_dialog_unanswered(&dialog, &msg, 500, &moment,
	                                        &decision, &error),
	                 ZSIP_E_USE);
}
END_TEST

TCase *decision_tcase(void)
{
	TCase *tcase = tcase_create("decision");

	tcase_add_test(tcase, reasons_are_told_apart);
	tcase_add_loop_test(tcase, companions_are_written, 0,
	                    sizeof(rows) / sizeof(*rows));
	tcase_add_test(tcase, offers_are_refused);
	tcase_add_test(tcase, arguments_are_looked_at);
	return tcase;
}
