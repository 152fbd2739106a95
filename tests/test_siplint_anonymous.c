/*
 * siplint --anonymize: nothing of whom a message is of is left, equal parts
 * stay equal and others do not become so, and what is found stays where it was.
 */

#define _XOPEN_SOURCE 700

#include <arpa/inet.h>
#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "anonymous.h"
#include "corpora.h"
#include "siplint_run.h"
#include "test_siplint.h"
#include "vectors.h"

enum { MAX_TEXT = 1 << 20 };

#define CALLS_DIR ZSIP_SOURCE_DIR "/tests/vectors/calls"

/* Whatever names somebody or some machine has "sekret" in it, is 777000..., or
 * lies in 203.0.113.0/24 or 2001:db8:5ec::/48. */
static const char *const messages[] = {
        "INVITE sip:sekretbob:sekretword@pbx.sekretcorp.example;"
        "x-key=sekretkey?Subject=sekretly SIP/2.0\r\n"
        "Via: SIP/2.0/UDP sekrethost.sekretcorp.example:5062"
        ";branch=z9hG4bK-203.0.113.9-1;received=203.0.113.9"
        ";x-via=\"sekret via\"\r\n"
        "v: SIP/2.0/TCP [2001:db8:5ec::17]:5060;branch=z9hG4bK1\r\n"
        "Max-Forwards: 70\r\n"
        "From: \"Sekretalice O'Sekret\" <sip:+777000111@203.0.113.5;"
        "user=phone>;tag=1\r\n"
        "To: Sekretbob <tel:777000222;phone-context=sekretcorp.example>\r\n"
        "Call-ID: sekret17@sekrethost.sekretcorp.example\r\n"
        "CSeq: 1 INVITE\r\n"
        "Contact: <sip:sekretalice%53ekret@203.0.113.5:5062>"
        ";+sip.instance=\"<urn:uuid:sekret00-0000-1000-8000-777000777000>\"\r\n"
        "P-Asserted-Identity: \"Sekretalice\" <sip:sekretalice@203.0.113.5>\r\n"
        "Diversion: <sip:777000333@203.0.113.5>;reason=unconditional\r\n"
        "History-Info: <sip:sekretbob@203.0.113.5>;index=1\r\n"
        "Replaces: sekret18@203.0.113.5;to-tag=1;from-tag=2\r\n"
        "Record-Route: <sip:sekretproxy.example;lr>\r\n"
        "Proxy-Authorization: Digest username=\"sekretalice\","
        "realm=\"sekretcorp.example\",nonce=\"1\","
        "uri=\"sip:sekretbob@sekretcorp.example\","
        "response=\"00000000000000000000777000777000\"\r\n"
        "Authorization: Basic sekretalicesekretword==\r\n"
        "P-Access-Network-Info: 3GPP-E-UTRAN-FDD;"
        "utran-cell-id-3gpp=777000777000\r\n"
        "P-Charging-Vector: icid-value=\"sekreticid\";orig-ioi=sekretcorp\r\n"
        "Identity: c2VjcmV0sekret.sekretpayload.sekretsign;info=<https://"
        "sekretcert.example/sekret.cer>;alg=ES256\r\n"
        "Warning: 399 sekrethost \"sekret warning\"\r\n"
        "Reason: SIP;cause=200;text=\"sekret reason\"\r\n"
        "Subject: sekret plans\r\n"
        "Organization: Sekretcorp\r\n"
        "X-Customer: sekretcustomer 777000444\r\n"
        "Call-Info: <http://www.sekretcorp.example/sekretalice.png>\r\n"
        "this line is no header field of sekretalice\r\n"
        "Refer-To: <sip:sekretcarol@203.0.113.5 broken\r\n"
        "Content-Type: application/sdp\r\n"
        "\r\n"
        "v=0\r\n"
        "o=sekretalice 1 1 IN IP4 sekrethost.sekretcorp.example\r\n"
        "s=sekret session\r\n"
        "i=sekret information\r\n"
        "u=http://www.sekretcorp.example/sekret\r\n"
        "e=sekretalice@sekretcorp.example (Sekretalice)\r\n"
        "p=+777 000 777000 (Sekretalice)\r\n"
        "c=IN IP4 203.0.113.6\r\n"
        "t=0 0\r\n"
        "k=clear:sekretkey\r\n"
        "a=x-own:sekret 203.0.113.7\r\n"
        "a=keywds:sekret\r\n"
        "m=audio 49170 RTP/SAVP 0\r\n"
        "a=candidate:1 1 UDP 1 203.0.113.8 9 typ srflx raddr "
        "203.0.113.9 rport 9\r\n"
        "a=candidate:1 1 UDP 1 sekret-uuid.local 9 typ host\r\n"
        "a=rtcp:53020 IN IP6 2001:db8:5ec::18\r\n"
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 "
        "inline:sekretsekretsekretsekretsekretsekretsecr\r\n"
        "a=ssrc:1 cname:sekretalice@sekrethost\r\n"
        "a=fingerprint:sha-1 77:70:00:77:70:00:00:00:00:00:00:00:00:00:00:00:"
        "00:00:00:00\r\n",

        "MESSAGE sip:sekretbob@203.0.113.5 SIP/2.0\r\n"
        "From: sekretalice <sip:sekretalice@203.0.113.5\r\n"
        "Contact: <sip:sekretbob@203.0.113.5>, sip:sekret,;;sekret=\"sekret\r\n"
        "Content-Type: multipart/mixed;boundary=b\r\n"
        "\r\n"
        "sekret preamble\r\n"
        "--b\r\n"
        "Content-ID: <sekret@203.0.113.5>\r\n"
        "Content-Disposition: attachment;filename=sekret.txt\r\n"
        "\r\n"
        "Sekretbob, call 777000777 or 203.0.113.5\r\n"
        "--bob sekretly begins as a delimiter\r\n"
        "--b--\r\n"
        "sekret epilogue\r\n",

        "SIP/2.0 399 Sekret phrase\r\n"
        "From sekretalice\r\n"
        "\r\n",

        "INVITE  sip:sekretalice@203.0.113.5 SIP/2.0\r\n"
        "To: sip:sekretbob\r\n"
        "\r\n",
};

static const char *const sekrets[] = {"sekret", "777000", "203.0.113.",
                                      "2001:db8:5ec:"};

static FILE *file_of(const char *text)
{
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(text, 1, strlen(text), file), strlen(text));
	return file;
}

/* What siplint prints of a text.  @return to be freed */
static char *print(const char *options, const char *text)
{
	char command[512];
	FILE *file = file_of(text);
	char *got;
	int status;

	snprintf(command, sizeof(command), "<&%%d %%s %s - 2>&1", options);
	got = siplint_run(command, file, &status);
	ck_assert(WIFEXITED(status));
	ck_assert_int_le(WEXITSTATUS(status), 1);
	fclose(file);
	return got;
}

static void lower(char *text)
{
	for (; *text != '\0'; text++)
		*text = (char)tolower((unsigned char)*text);
}

static void check_nothing_left(const char *options, const char *text)
{
	char *got = print(options, text);

	lower(got);
	for (size_t i = 0; i < sizeof(sekrets) / sizeof(*sekrets); i++) {
		const char *found = strstr(got, sekrets[i]);

		ck_assert_msg(found == NULL, "%s: there is still %.60s",
		              options, found);
	}
	free(got);
}

START_TEST(test_nothing_left)
{
	static const char *const formats[] = {
	        "--tree",
	        "--format=gcc",
	        "--format=json",
	        "--format=ndjson",
	        "--format=sarif",
	        "--format=github",
	        "--flow",
	        "--flow --format=ndjson",
	        "--summary",
	        "--get='{body}{from}{request-uri}{call-id}{via[1]}'",
	};
	char options[256];

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		snprintf(options, sizeof(options), "--anonymize=1 %s",
		         formats[i]);
		check_nothing_left(options, messages[_i]);
	}
	check_nothing_left("--anonymize --tree", messages[_i]);
}
END_TEST

/* The test above looks for what would be there. */
START_TEST(test_something_there)
{
	char *got = print("--tree", messages[0]);

	lower(got);
	for (size_t i = 0; i < sizeof(sekrets) / sizeof(*sekrets); i++)
		ck_assert_ptr_nonnull(strstr(got, sekrets[i]));
	free(got);
}
END_TEST

/* Of bytes that are no message as well. */
START_TEST(test_nothing_left_beside)
{
	check_nothing_left("--anonymize=1",
	                   "sekretalice\r\n\r\nOPTIONS sip:a SIP/2.0\r\n\r\n"
	                   "sekretbob\r\n");
	check_nothing_left("--anonymize=1",
	                   "OPTIONS sip:sekretalice@203.0.113.5 SIP/2.0\n\n");
	check_nothing_left("--anonymize=1 --tree",
	                   "v=0\r\no=sekretalice 1 1 IN IP4 203.0.113.5\r\n"
	                   "s=sekret\r\nt=0 0\r\nsekret\r\n");
}
END_TEST

/* In the same run and with the same seed, but not by chance. */
START_TEST(test_seed)
{
	const char *get = "--anonymize=%s --get='{from}{from}{call-id}{sdp}'";
	char options[128], *one, *again, *other;

	snprintf(options, sizeof(options), get, "one");
	one = print(options, messages[0]);
	again = print(options, messages[0]);
	ck_assert_str_eq(one, again);
	snprintf(options, sizeof(options), get, "other");
	other = print(options, messages[0]);
	ck_assert_str_ne(one, other);
	free(one);
	free(again);
	free(other);
	one = print("--anonymize --get='{from}'", messages[0]);
	other = print("--anonymize --get='{from}'", messages[0]);
	ck_assert_str_ne(one, other);
	free(one);
	free(other);
}
END_TEST

/* --- Pseudonyms */

static void keys(struct pseudonyms *pseudonyms)
{
	pseudonyms_start(pseudonyms, "seed");
}

/* Each number of three digits becomes another one. */
START_TEST(test_numbers)
{
	struct pseudonyms pseudonyms;
	bool seen[1000] = {false};
	unsigned same = 0;
	char text[8];

	keys(&pseudonyms);
	for (unsigned i = 0; i < 1000; i++) {
		unsigned other;

		snprintf(text, sizeof(text), "%03u", i);
		pseudonym_word(&pseudonyms, text, 3);
		other = (unsigned)atoi(text);
		ck_assert(!seen[other]);
		seen[other] = true;
		same += other == i;
	}
	ck_assert_uint_lt(same, 10);
}
END_TEST

static const char *word(const char *text)
{
	static char room[128];
	struct pseudonyms pseudonyms;

	keys(&pseudonyms);
	snprintf(room, sizeof(room), "%s", text);
	pseudonym_word(&pseudonyms, room, strlen(room));
	return room;
}

START_TEST(test_words)
{
	static const char *const texts[] = {
	        "Alice", "F00", "x", "abcdefABCDEF0123456789",
	        "averylongwordthatislongerthananynumberwillever"};
	char lowered[128];

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const char *text = texts[i], *other = word(text);

		ck_assert_uint_eq(strlen(other), strlen(text));
		for (size_t k = 0; text[k] != '\0'; k++) {
			ck_assert_int_eq(!isupper((unsigned char)text[k]),
			                 !isupper((unsigned char)other[k]));
			ck_assert_int_eq(!isdigit((unsigned char)text[k]),
			                 !isdigit((unsigned char)other[k]));
			ck_assert_int_eq(!isxdigit((unsigned char)text[k]),
			                 !isxdigit((unsigned char)other[k]));
		}
		/* Case aside the same. */
		snprintf(lowered, sizeof(lowered), "%s", other);
		lower(lowered);
		snprintf(lowered + 64, 64, "%s", text);
		lower(lowered + 64);
		ck_assert_str_eq(word(lowered + 64), lowered);
	}
	ck_assert_str_ne(word(texts[4]), texts[4]);
}
END_TEST

/* "\xc3\xbc" is a letter, "\xfc" alone is none. */
START_TEST(test_above_ascii)
{
	const char *other = word("M\xc3\xbcller\xe5\xa4\xa7\xfc");

	ck_assert_uint_eq(strlen(other), 11);
	ck_assert_int_eq((unsigned char)other[1], 0xc3);
	ck_assert_int_ge((unsigned char)other[2], 0xa0);
	ck_assert_int_eq((unsigned char)other[7], 0xe5);
	ck_assert_int_eq((unsigned char)other[10] & 0x80, 0x80);
	ck_assert_str_ne(other, "M\xc3\xbcller\xe5\xa4\xa7\xfc");
}
END_TEST

/* --- Addresses */

static const char *address(const char *text)
{
	static char room[64];
	struct pseudonyms pseudonyms;

	keys(&pseudonyms);
	snprintf(room, sizeof(room), "%s", text);
	if (strchr(text, ':') != NULL)
		pseudonym_ipv6(&pseudonyms, room, strlen(room));
	else
		pseudonym_ipv4(&pseudonyms, room, strlen(room));
	return room;
}

static void read_endpoint(struct endpoint *endpoint, const char *text)
{
	*endpoint = (struct endpoint){.family = strchr(text, ':') ? 6 : 4};
	ck_assert_int_eq(inet_pton(endpoint->family == 4 ? AF_INET : AF_INET6,
	                           text, endpoint->address),
	                 1);
}

/* In text, and as a capture has them. */
static void check_address(const char *text, const char *prefix)
{
	struct pseudonyms pseudonyms;
	struct endpoint before, after, expected;
	const char *other = address(text);

	keys(&pseudonyms);
	ck_assert_uint_eq(strlen(other), strlen(text));
	ck_assert_msg(strncmp(other, prefix, strlen(prefix)) == 0, "%s, not %s",
	              other, prefix);
	read_endpoint(&before, text);
	read_endpoint(&expected, other);
	after = before;
	pseudonym_endpoint(&pseudonyms, &after);
	ck_assert(endpoint_equal(&after, &expected));
	ck_assert_int_eq(endpoint_is_private(&before),
	                 endpoint_is_private(&after));
	/* What is telling as a whole stays, else something has changed. */
	ck_assert_int_eq(endpoint_equal(&before, &after),
	                 strcmp(text, prefix) == 0);
}

START_TEST(test_addresses)
{
	static const char *const whole[] = {"127.0.0.1", "0.0.0.0",
	                                    "255.255.255.255", "::", "::1"};

	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++)
		check_address(whole[i], whole[i]);
	check_address("10.20.30.40", "10.");
	check_address("192.168.1.200", "192.168.");
	check_address("172.16.5.77", "172.16.");
	check_address("169.254.99.4", "169.254.");
	check_address("100.64.1.2", "100.64.");
	check_address("224.2.17.12", "224.");
	check_address("100.128.33.44", "100.");
	check_address("203.0.113.5", "");
	check_address("8.8.8.8", "");
	check_address("2001:db8::1", "");
	check_address("2001:0DB8:0:0:0:0:0:17", "");
	check_address("fe80::1234:5678", "fe80::");
	check_address("fd12:3456:789a::1", "fd");
	check_address("ff15::101", "ff15::");
	check_address("::ffff:192.0.2.33", "::ffff:192.");
}
END_TEST

/* However it is written, an address becomes the same one. */
START_TEST(test_forms)
{
	char one[64];
	struct endpoint a, b;

	snprintf(one, sizeof(one), "%s", address("2001:db8::1f"));
	read_endpoint(&a, one);
	read_endpoint(&b, address("2001:0DB8:0000:0:0:0:0:001F"));
	ck_assert(endpoint_equal(&a, &b));
	/* And two of one network become two of one. */
	ck_assert_int_eq(strncmp(address("2001:db8::2f"), one, 9), 0);
	ck_assert_str_ne(address("2001:db8::2f"), one);
}
END_TEST

/* No two addresses of a network become one. */
START_TEST(test_network)
{
	bool seen[256] = {false};
	char text[32];

	for (unsigned i = 0; i < 256; i++) {
		struct endpoint endpoint;

		snprintf(text, sizeof(text), "198.51.100.%u", i);
		read_endpoint(&endpoint, address(text));
		ck_assert(!seen[endpoint.address[3]]);
		seen[endpoint.address[3]] = true;
	}
}
END_TEST

/* What is no address stays none. */
START_TEST(test_no_addresses)
{
	struct endpoint endpoint;

	ck_assert_int_ge(atoi(address("300.1.1.1")), 256);
	ck_assert_int_eq(*address("010.1.1.1"), '0');
	ck_assert_int_eq(
	        inet_pton(AF_INET, address("1.2.3.256"), endpoint.address), 0);
	ck_assert_str_eq(address("1::2::3"), "1::2::3");
}
END_TEST

/* --- Findings */

static void check_text(const char *name, const char *text, size_t len)
{
	struct pseudonyms pseudonyms;
	const char *fault;
	char *copy = malloc(len + 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, text, len);
	keys(&pseudonyms);
	fault = anonymous_fault(&pseudonyms, copy, len, true);
	ck_assert_msg(fault == NULL, "%s: %s", name, fault);
	free(copy);
}

static size_t check_files(const char *folder)
{
	static char text[MAX_TEXT];
	struct vector_dir dir;
	char path[4096];
	size_t count = 0;

	if (!vectors_dir_open(&dir, folder))
		return 0;
	for (size_t i = 0; i < dir.count; i++) {
		FILE *in;
		size_t len;

		snprintf(path, sizeof(path), "%s/%s", folder, dir.names[i]);
		in = fopen(path, "rb");
		if (in == NULL)
			continue;
		len = fread(text, 1, sizeof(text), in);
		fclose(in);
		check_text(path, text, len);
		count += len != 0;
	}
	vectors_dir_close(&dir);
	return count;
}

START_TEST(test_calls)
{
	static const char *const folders[] = {"rfc3261", "rfc3665", "rfc5359",
	                                      "rfc5407", "rfc3264"};
	char path[512];

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		snprintf(path, sizeof(path), "%s/%s", CALLS_DIR, folders[i]);
		ck_assert_uint_gt(check_files(path), 4);
	}
}
END_TEST

START_TEST(test_torture)
{
	char path[4096];

	if (!corpora_present("rfc4475", "wsinv.dat"))
		return;
	snprintf(path, sizeof(path), "%s/rfc4475", corpora_folder());
	ck_assert_uint_ge(check_files(path), 49);
}
END_TEST

START_TEST(test_messages)
{
	check_text("message", messages[_i], strlen(messages[_i]));
}
END_TEST

TCase *siplint_anonymous_tcase(void)
{
	TCase *tcase = tcase_create("siplint_anonymous");
	int count = (int)(sizeof(messages) / sizeof(*messages));

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, test_nothing_left, 0, count);
	tcase_add_test(tcase, test_something_there);
	tcase_add_test(tcase, test_nothing_left_beside);
	tcase_add_test(tcase, test_seed);
	tcase_add_test(tcase, test_numbers);
	tcase_add_test(tcase, test_words);
	tcase_add_test(tcase, test_above_ascii);
	tcase_add_test(tcase, test_addresses);
	tcase_add_test(tcase, test_forms);
	tcase_add_test(tcase, test_network);
	tcase_add_test(tcase, test_no_addresses);
	tcase_add_test(tcase, test_calls);
	tcase_add_test(tcase, test_torture);
	tcase_add_loop_test(tcase, test_messages, 0, count);
	return tcase;
}
