/*
 * zsip_core_parse(), and what is small: places, slices, datagrams.
 */

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "corpus.h"
#include "dump.h"
#include "forms.h"
#include "test_message.h"
#include "zsip.h"

static struct zsip_field fields[512];
static struct zsip_message msg;

static void parse(const char *text)
{
	zsip_message_init(&msg, fields, 512, NULL);
	ck_assert_int_eq(zsip_message_parse(&msg, text, strlen(text), NULL),
	                 ZSIP_OK);
}

/* Core */

static const char *const member_names[] = {[ZSIP_CORE_REQUEST_URI] =
                                                   "request_uri",
#define ZSIP_CORE_MEMBER(header, member, shape) [ZSIP_CORE_##header] = #member,
                                           ZSIP_CORE_MEMBERS(ZSIP_CORE_MEMBER)
#undef ZSIP_CORE_MEMBER
};

static void dump_member(struct text *out, const struct zsip_core *core,
                        int which)
{
	struct zsip_value value;

	switch (which) {
	case ZSIP_CORE_REQUEST_URI:
		dump_uri(out, &core->request_uri);
		return;
#define ZSIP_CORE_MEMBER(header, member, shape_)                               \
	case ZSIP_CORE_##header:                                               \
		value.shape = ZSIP_SHAPE_##shape_;                             \
		value.shape_ = core->member;                                   \
		break;
		ZSIP_CORE_MEMBERS(ZSIP_CORE_MEMBER)
#undef ZSIP_CORE_MEMBER
	}
	dump_value(out, &value);
}

/* The same member by other calls: the first value of its header field. */
static enum zsip_status other_way(struct text *out, int which)
{
	static const enum zsip_header headers[] = {
#define ZSIP_CORE_MEMBER(header, member, shape)                                \
	[ZSIP_CORE_##header] = ZSIP_HDR_##header,
	        ZSIP_CORE_MEMBERS(ZSIP_CORE_MEMBER)
#undef ZSIP_CORE_MEMBER
	};
	struct zsip_list list;
	struct zsip_value value;
	struct zsip_uri uri;
	enum zsip_status status;

	if (which == ZSIP_CORE_REQUEST_URI) {
		if (msg.request_uri.ptr == NULL)
			return ZSIP_E_MISSING;
		status = zsip_uri_parse(&uri, msg.request_uri, NULL, NULL);
		if (status == ZSIP_OK)
			dump_uri(out, &uri);
		return status;
	}
	zsip_list_start(&list, &msg, headers[which]);
	status = zsip_list_next(&list, &value, NULL);
	if (status == ZSIP_OK)
		dump_value(out, &value);
	return status == ZSIP_END ? ZSIP_E_MISSING : status;
}

static void compare_member(const struct zsip_core *core, int which,
                           const char *name)
{
	struct text got = {0}, expected = {0};
	enum zsip_status status = other_way(&expected, which);

	if (core->status[which] == ZSIP_OK)
		dump_member(&got, core, which);
	ck_assert_msg(core->status[which] == status &&
	                      strcmp(text_get(&got), text_get(&expected)) == 0,
	              "%s, %s, %s: %s %s, but %s %s", name, zsip_simd_name(),
	              member_names[which],
	              zsip_status_name((enum zsip_status)core->status[which]),
	              text_get(&got), zsip_status_name(status),
	              text_get(&expected));
	text_free(&got);
	text_free(&expected);
}

/* Over all messages, also those that were refused. */
START_TEST(the_core_is_what_single_calls_say)
{
	struct corpus corpus;
	struct zsip_core core;
	struct zsip_error error;

	corpus_open(&corpus);
	for (size_t i = 0; i < corpus.count; i++) {
		for (size_t form = 0; form_next(&form);) {
			enum zsip_status status, worst = ZSIP_OK;

			zsip_message_init(&msg, fields, 512, NULL);
			zsip_message_parse(&msg, corpus.messages[i].data,
			                   corpus.messages[i].len, NULL);
			memset(&core, 0x5a, sizeof(core));
			status = zsip_core_parse(&msg, &core, &error);
			for (int k = 0; k < ZSIP_CORE_COUNT; k++) {
				compare_member(&core, k,
				               corpus.messages[i].name);
				if (core.status[k] != ZSIP_OK &&
				    core.status[k] != ZSIP_E_MISSING &&
				    worst == ZSIP_OK)
					worst = (enum zsip_status)
					                core.status[k];
			}
			ck_assert_int_eq(status, worst);
			if (status != ZSIP_OK)
				ck_assert_int_eq(error.status, status);
		}
	}
	corpus_close(&corpus);
}
END_TEST

static void show_member(struct text *out, const char *which)
{
	struct zsip_core core;

	zsip_core_parse(&msg, &core, NULL);
	for (int i = 0; i < ZSIP_CORE_COUNT; i++) {
		if (strcmp(which, member_names[i]) != 0)
			continue;
		if (core.status[i] == ZSIP_OK)
			dump_member(out, &core, i);
		else
			text_add(out, "%s",
			         zsip_status_name(
			                 (enum zsip_status)core.status[i]));
	}
}

static void expect_core(const char *which, const char *expected)
{
	for (size_t form = 0; form_next(&form);) {
		struct text got = {0};

		show_member(&got, which);
		ck_assert_str_eq(text_get(&got), expected);
		text_free(&got);
	}
}

START_TEST(the_core_takes_the_first_of_each)
{
	parse("INVITE sip:a@h:5061;lr SIP/2.0\r\n"
	      "f: <sip:f@h>;tag=1\r\nFrom: <sip:g@h>;tag=2\r\n"
	      "v: SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b\r\n"
	      "Via: SIP/2.0/UDP c\r\n"
	      "t: sip:t@h\r\ni: x@y\r\nCSeq: 7 INVITE\r\nMax-Forwards: 70\r\n"
	      "m: *\r\nc: a/b;c=d\r\nRoute: <sip:r1>,<sip:r2>\r\n\r\n");
	expect_core("request_uri",
	            "scheme=sip user=a host=h host_type=name port=5061 "
	            "params=;lr rest=a@h:5061;lr");
	expect_core("via", "protocol_name=SIP protocol_version=2.0 "
	                   "transport=UDP host=a params=;branch=1 branch=1");
	expect_core("from", "uri=sip:f@h params=;tag=1 tag=1 bracketed");
	expect_core("to", "uri=sip:t@h");
	expect_core("call_id", "callid=x@y");
	expect_core("cseq", "number=7 method=INVITE");
	expect_core("max_forwards", "number=70");
	expect_core("contact", "uri= wildcard");
	expect_core("content_type", "type=a subtype=b params=;c=d");
	expect_core("route", "uri=sip:r1 bracketed");
}
END_TEST

/* What quirks take for nothing is passed over, over lines too, and the walk
 * behind goes on from there. */
START_TEST(the_core_passes_over_what_says_nothing)
{
	static const char text[] = "INVITE sip:a@h SIP/2.0\r\n"
	                           "m: \r\nm: ,(null)\r\n"
	                           "m: , <sip:b@h> , ,\r\n\tsip:c@h\r\n"
	                           "Via: SIP/2.0/UDP h\r\n"
	                           "Route: (null)\r\n\r\n";
	struct zsip_options options = {.size = sizeof(options),
	                               .quirks = ZSIP_PROFILE_INTEROP};
	struct zsip_field room[8];
	struct zsip_message lenient;
	struct zsip_core core;
	struct zsip_list list;
	struct zsip_value value;

	zsip_message_init(&lenient, room, 8, NULL);
	zsip_message_parse(&lenient, text, sizeof(text) - 1, NULL);
	ck_assert_int_eq(zsip_core_parse(&lenient, &core, NULL), ZSIP_E_SYNTAX);
	ck_assert_int_eq(core.status[ZSIP_CORE_CONTACT], ZSIP_E_SYNTAX);
	ck_assert_uint_eq(core.quirks, 0);
	lenient.options = &options;
	ck_assert_int_eq(zsip_core_parse(&lenient, &core, NULL), ZSIP_OK);
	ck_assert_int_eq(core.status[ZSIP_CORE_ROUTE], ZSIP_E_MISSING);
	ck_assert_int_eq(core.status[ZSIP_CORE_CONTACT], ZSIP_OK);
	ck_assert_uint_eq(core.quirks, ZSIP_QUIRK_EMPTY_LIST_ELEMENT |
	                                       ZSIP_QUIRK_NULL_VALUE);
	ck_assert(
	        zsip_slice_equal(core.contact.uri, zsip_slice_from("sip:b@h")));
	zsip_list_start_behind(&list, &lenient, &core, ZSIP_CORE_CONTACT);
	ck_assert_int_eq(zsip_list_next(&list, &value, NULL), ZSIP_OK);
	ck_assert(zsip_slice_equal(value.raw, zsip_slice_from("sip:c@h")));
	ck_assert_int_eq(zsip_list_next(&list, &value, NULL), ZSIP_END);
	zsip_list_start_behind(&list, &lenient, &core, ZSIP_CORE_VIA);
	ck_assert_int_eq(zsip_list_next(&list, &value, NULL), ZSIP_END);
}
END_TEST

START_TEST(what_is_missing_is_no_failure)
{
	struct zsip_core core;
	struct zsip_error error;

	parse("SIP/2.0 200 OK\r\n\r\n");
	ck_assert_int_eq(zsip_core_parse(&msg, &core, &error), ZSIP_OK);
	for (int i = 0; i < ZSIP_CORE_COUNT; i++)
		ck_assert_int_eq(core.status[i], ZSIP_E_MISSING);
	ck_assert_int_eq(zsip_core_parse(&msg, &core, NULL), ZSIP_OK);
	ck_assert_int_eq(zsip_core_parse(NULL, &core, &error), ZSIP_E_USE);
	ck_assert_int_eq(zsip_core_parse(&msg, NULL, NULL), ZSIP_E_USE);
}
END_TEST

/* One broken member each: the others are read, the error has its place. */
START_TEST(what_is_broken_has_its_place)
{
	static const struct {
		const char *text, *member, *status;
		size_t offset;
	} broken[] = {
	        {"A sip: SIP/2.0\r\nTo: <a:b>\r\n\r\n", "request_uri", "syntax",
	         6},
	        {"A sip:h:99999 SIP/2.0\r\nTo: <a:b>\r\n\r\n", "request_uri",
	         "range", 8},
	        {"\r\nA b:c SIP/2.0\r\nTo: <a:b>\r\nVia: x\r\n\r\n", "via",
	         "syntax", 34},
	        {"A b:c SIP/2.0\r\nTo: <a:b>\r\nCSeq: 4294967296 A\r\n\r\n",
	         "cseq", "range", 32},
	        {"A b:c SIP/2.0\r\nTo: <a:b>\r\nFrom: <c:d>,<e:f>\r\n\r\n",
	         "from", "syntax", 37},
	        {"A b:c SIP/2.0\r\nTo: <a:b>\r\nMax-Forwards: 7\r\n 8\r\n\r\n",
	         "max_forwards", "syntax", 41},
	        {"A b:c SIP/2.0\r\nTo: <a:b>\r\nm: *,<a:b>\r\n\r\n", "contact",
	         "syntax", 30},
	        {"A b:c SIP/2.0\r\nTo: <a:b>\r\nCall-ID:\r\n\r\n", "call_id",
	         "syntax", 34},
	};

	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		struct zsip_core core;
		struct zsip_error error;

		parse(broken[i].text);
		expect_core(broken[i].member, broken[i].status);
		expect_core("to", "uri=a:b bracketed");
		zsip_core_parse(&msg, &core, &error);
		ck_assert_str_eq(zsip_status_name(error.status),
		                 broken[i].status);
		/* It counts from the start line. */
		if (broken[i].text[0] == '\r')
			error.offset += 2;
		ck_assert_uint_eq(error.offset, broken[i].offset);
	}
}
END_TEST

/* Places */

START_TEST(places_are_counted_from_one)
{
	static const struct {
		const char *text;
		size_t offset, line, column;
	} places[] = {
	        {"", 0, 1, 1},          {"", 7, 1, 1},
	        {"ab\r\ncd", 0, 1, 1},  {"ab\r\ncd", 1, 1, 2},
	        {"ab\r\ncd", 2, 1, 3},  {"ab\r\ncd", 3, 1, 4},
	        {"ab\r\ncd", 4, 2, 1},  {"ab\r\ncd", 5, 2, 2},
	        {"ab\r\ncd", 6, 2, 3},  {"ab\r\ncd", 7, 2, 3},
	        {"ab\r\ncd", 99, 2, 3}, {"\n\n\n", 0, 1, 1},
	        {"\n\n\n", 1, 2, 1},    {"\n\n\n", 3, 4, 1},
	        {"a\rb", 2, 1, 3},      {"\xc3\xa9x", 2, 1, 3},
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		size_t line, column;

		zsip_locate(places[i].text, strlen(places[i].text),
		            places[i].offset, &line, &column);
		ck_assert_uint_eq(line, places[i].line);
		ck_assert_uint_eq(column, places[i].column);
	}
}
END_TEST

/* Slices */

static bool equal(const char *a, const char *b)
{
	return zsip_slice_equal(zsip_slice_from(a), zsip_slice_from(b));
}

static bool alike(const char *a, const char *b)
{
	return zsip_slice_equal_nocase(zsip_slice_from(a), zsip_slice_from(b));
}

START_TEST(slices_are_compared)
{
	const struct zsip_slice absent = zsip_slice_from(NULL);

	ck_assert(absent.ptr == NULL && absent.len == 0);
	ck_assert(zsip_slice_equal(absent, zsip_slice_from("")));
	ck_assert(equal("", "") && alike("", ""));
	ck_assert(equal("aB", "aB") && alike("aB", "Ab"));
	ck_assert(!equal("aB", "ab") && !equal("a", "ab") && !equal("ab", "a"));
	ck_assert(!alike("a", "ab") && !alike("ab", "a") && !alike("a", "b"));
}
END_TEST

/* Only letters have two cases, and no byte beyond ASCII has. */
START_TEST(case_is_that_of_ascii_letters)
{
	for (int a = 0; a < 256; a++) {
		for (int b = 0; b < 256; b++) {
			char x = (char)a, y = (char)b;
			bool letters = (a ^ b) == 0x20 && (a | 0x20) >= 'a' &&
			               (a | 0x20) <= 'z';
			bool same = zsip_slice_equal_nocase(
			        (struct zsip_slice){&x, 1},
			        (struct zsip_slice){&y, 1});

			ck_assert(same == (a == b || letters));
		}
	}
}
END_TEST

/* Datagrams */

#define STUN(first, length)                                                    \
	first "\x01\x00" length "\x21\x12\xa4\x42"                             \
	      "0123456789ab"

START_TEST(datagrams_are_told_apart)
{
	static const struct {
		const char *text;
		size_t len;
		enum zsip_datagram is;
	} datagrams[] = {
#define TEXT(text) text, sizeof(text) - 1
	        {TEXT(""), ZSIP_DATAGRAM_EMPTY},
	        {TEXT("\r\n"), ZSIP_DATAGRAM_KEEPALIVE},
	        {TEXT("\r\n\r\n"), ZSIP_DATAGRAM_KEEPALIVE},
	        {TEXT("\r\n\r\n\r\n"), ZSIP_DATAGRAM_KEEPALIVE},
	        {TEXT("\0"), ZSIP_DATAGRAM_KEEPALIVE},
	        {TEXT("\0\0\0\0"), ZSIP_DATAGRAM_KEEPALIVE},
	        {TEXT("PING"), ZSIP_DATAGRAM_KEEPALIVE},
	        {TEXT("PONG"), ZSIP_DATAGRAM_KEEPALIVE},
	        {TEXT("PING\r\n"), ZSIP_DATAGRAM_KEEPALIVE},
	        {TEXT("PONG\r\n\r\n"), ZSIP_DATAGRAM_KEEPALIVE},
	        {TEXT("ping"), ZSIP_DATAGRAM_SIP},
	        {TEXT("PIN"), ZSIP_DATAGRAM_SIP},
	        {TEXT("PINGS"), ZSIP_DATAGRAM_SIP},
	        {TEXT("PING\n"), ZSIP_DATAGRAM_SIP},
	        {TEXT("PING sip:a SIP/2.0\r\n"), ZSIP_DATAGRAM_SIP},
	        {TEXT("PING\r\nPONG"), ZSIP_DATAGRAM_SIP},
	        {TEXT("INVITE sip:a SIP/2.0\r\n"), ZSIP_DATAGRAM_SIP},
	        {TEXT("SIP/2.0 200 OK\r\n"), ZSIP_DATAGRAM_SIP},
	        {TEXT("x"), ZSIP_DATAGRAM_SIP},
	        {TEXT("\r\nINVITE"), ZSIP_DATAGRAM_SIP},
	        {TEXT("\r\n\r\n\r\n!"), ZSIP_DATAGRAM_SIP},
	        {TEXT(STUN("\0", "\0")), ZSIP_DATAGRAM_STUN},
	        {TEXT(STUN("\1", "\0")), ZSIP_DATAGRAM_STUN},
	        {TEXT(STUN("\0", "\4") "abcd"), ZSIP_DATAGRAM_STUN},
	        {TEXT(STUN("\x3f", "\0")), ZSIP_DATAGRAM_STUN},
	        {TEXT("\0\1\0\0\x21\x12\xa4\x42"
	              "0123456789a"),
	         ZSIP_DATAGRAM_UNKNOWN},
	        {TEXT("\0\1\0\0\x21\x12\xa4\x43"
	              "0123456789ab"),
	         ZSIP_DATAGRAM_UNKNOWN},
	        {TEXT(STUN("\0", "\4")), ZSIP_DATAGRAM_UNKNOWN},
	        {TEXT(STUN("\0", "\0") "abcd"), ZSIP_DATAGRAM_UNKNOWN},
	        {TEXT(STUN("\0", "\3") "abc"), ZSIP_DATAGRAM_UNKNOWN},
	        {TEXT(STUN("\x40", "\0")), ZSIP_DATAGRAM_UNKNOWN},
	        {TEXT(STUN("\x80", "\0")), ZSIP_DATAGRAM_UNKNOWN},
	        {TEXT(" INVITE"), ZSIP_DATAGRAM_UNKNOWN},
	        {TEXT("\nINVITE"), ZSIP_DATAGRAM_UNKNOWN},
	        {TEXT("\r\n\nINVITE"), ZSIP_DATAGRAM_UNKNOWN},
	        {TEXT("\r\n INVITE"), ZSIP_DATAGRAM_UNKNOWN},
	        {TEXT("\0INVITE"), ZSIP_DATAGRAM_UNKNOWN},
	        {TEXT("<xml/>"), ZSIP_DATAGRAM_UNKNOWN},
	        {TEXT("\x80\xc8\0\6"), ZSIP_DATAGRAM_UNKNOWN},
	        {TEXT("\xff"), ZSIP_DATAGRAM_UNKNOWN},
#undef TEXT
	};

	for (size_t i = 0; i < sizeof(datagrams) / sizeof(*datagrams); i++) {
		enum zsip_datagram is = zsip_datagram_classify(
		        datagrams[i].text, datagrams[i].len);

		ck_assert_msg(is == datagrams[i].is, "datagram %zu: %d, not %d",
		              i, (int)is, (int)datagrams[i].is);
	}
	ck_assert_int_eq(zsip_datagram_classify(NULL, 0), ZSIP_DATAGRAM_EMPTY);
}
END_TEST

TCase *core_tcase(void)
{
	TCase *tc = tcase_create("core");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, the_core_is_what_single_calls_say);
	tcase_add_test(tc, the_core_takes_the_first_of_each);
	tcase_add_test(tc, the_core_passes_over_what_says_nothing);
	tcase_add_test(tc, what_is_missing_is_no_failure);
	tcase_add_test(tc, what_is_broken_has_its_place);
	tcase_add_test(tc, places_are_counted_from_one);
	tcase_add_test(tc, slices_are_compared);
	tcase_add_test(tc, case_is_that_of_ascii_letters);
	tcase_add_test(tc, datagrams_are_told_apart);
	return tc;
}
