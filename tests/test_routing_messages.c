/*
 * Any message that a proxy may meet: fields that are missing, come twice or are
 * empty, and messages cut off anywhere.
 */

#include "test_build.h"

#include <stdio.h>
#include <string.h>

#include "message_vectors.h"
#include "routed.h"

static size_t tried;

static void try_message(const char *text, size_t len)
{
	struct zsip_options lenient = {.size = sizeof(lenient),
	                               .quirks = UINT64_MAX};

	ck_assert_msg(routed_holds(text, len, NULL), "%.*s", (int)len, text);
	ck_assert_msg(routed_holds(text, len, &lenient), "lenient: %.*s",
	              (int)len, text);
	tried++;
}

static void try_built(const char *text)
{
	struct checked checked;
	char why[256];

	ck_assert_msg(
	        message_build(&checked, text, strlen(text), why, sizeof(why)),
	        "%s: %s", text, why);
	try_message(checked.data, checked.len);
	checked_free(&checked);
}

static const char *const bases[] = {
        "INVITE | Via: SIP/2.0/UDP 192.0.2.1:5060;rport=7;received=192.0.2.2;"
        "maddr=192.0.2.3;ttl=1;branch=z9hG4bK1 | +Route: <sip:p;lr>",
        "INVITE | Via: SIP/2.0/UDP h, SIP/2.0/TCP i | +Max-Breadth: 5 | "
        "+Proxy-Require: a,b | +Route: <sip:bob@example.org>, <sip:q;lr>",
        "REGISTER | +Expires: 60 | Contact: <sip:a@h>;expires=7;reg-id=1;"
        "+sip.instance=\"<urn:uuid:1>\", <sip:b@h>",
        "200 INVITE | +Via: SIP/2.0/UDP [::1]:7;received=::2;rport=3",
        "401 INVITE | +Proxy-Authenticate: Digest realm=\"x\"",
};

START_TEST(fields_go_come_twice_and_are_empty)
{
	static const char *const names[] = {
	        "Via",         "From",          "To",
	        "Call-ID",     "CSeq",          "Max-Forwards",
	        "Contact",     "Route",         "Expires",
	        "Max-Breadth", "Proxy-Require", "WWW-Authenticate"};
	static const char *const edits[] = {"-%s",   "%s:",    "+%s:", "+%s: ,",
	                                    "%s: <", "+%s: 0", "%s: *"};
	char text[1024];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		for (size_t j = 0; j < sizeof(edits) / sizeof(*edits); j++) {
			const char *bar = strstr(bases[_i], " | ");
			/* The field is there to be edited. */
			int len = snprintf(text, sizeof(text),
			                   "%.*s | +%s: 1%s | ",
			                   (int)(bar - bases[_i]), bases[_i],
			                   names[i], bar);

			snprintf(text + len, sizeof(text) - (size_t)len,
			         edits[j], names[i]);
			try_built(text);
		}
	}
}
END_TEST

START_TEST(messages_end_anywhere)
{
	struct checked checked;
	char why[256];

	ck_assert(message_build(&checked, bases[_i], strlen(bases[_i]), why,
	                        sizeof(why)));
	tried = 0;
	for (size_t len = 0; len <= checked.len; len++)
		try_message(checked.data, len);
	ck_assert_uint_gt(tried, 200);
	checked_free(&checked);
}
END_TEST

void routing_messages(TCase *tcase)
{
	const int count = sizeof(bases) / sizeof(*bases);

	tcase_add_loop_test(tcase, fields_go_come_twice_and_are_empty, 0,
	                    count);
	tcase_add_loop_test(tcase, messages_end_anywhere, 0, count);
}
