/*
 * Requests: line ends and NUL in what the caller gives; branches and tags.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test_build.h"
#include "zsip_builder.h"

enum { TEXT = 4096 };

static struct zsip_slice slice(const char *text)
{
	return zsip_slice_from(text);
}

static struct zsip_request usual(void)
{
	return (struct zsip_request){.size = sizeof(struct zsip_request),
	                             .via = {.transport = slice("UDP"),
	                                     .host = slice("h"),
	                                     .branch = slice("z9hG4bK1")}};
}

/* Line ends and NUL in arguments */

struct arguments {
	struct zsip_request request;
	struct zsip_request_parts parts;
	struct zsip_header_line lines[2];
	struct zsip_param_parts params[3];
};

static void set_arguments(struct arguments *args)
{
	memset(args, 0, sizeof(*args));
	args->request = usual();
	args->request.headers = args->lines;
	args->request.header_count = 2;
	args->lines[0].id = ZSIP_HDR_CONTENT_TYPE;
	args->lines[0].value = slice("text/plain");
	args->lines[1].name = slice("X-Other");
	args->lines[1].value = slice("some text");
	args->request.body = slice("text");
	args->request.contact.display_name = slice("C c");
	args->request.contact.uri = slice("sip:c@h");
	args->parts.method = slice("INVITE");
	args->parts.request_uri = slice("sip:b@h");
	args->parts.to.display_name = slice("B b");
	args->parts.to.uri = slice("sip:b@h");
	args->parts.from.display_name = slice("A a");
	args->parts.from.uri = slice("sip:a@h");
	args->parts.from.tag = slice("12");
	args->parts.call_id = slice("id@h");
	args->parts.route_set = slice("<sip:p;lr>, <sip:q>");
	for (size_t i = 0; i < 3; i++)
		args->params[i] =
		        (struct zsip_param_parts){slice("par"), slice("val")};
	args->request.via.params = &args->params[0];
	args->request.contact.params = &args->params[1];
	args->parts.to.params = &args->params[2];
	args->request.via.param_count = 1;
	args->request.contact.param_count = 1;
	args->parts.to.param_count = 1;
}

/* The argument with this number; NULL behind the last one. */
static struct zsip_slice *argument(struct arguments *args, size_t number)
{
	struct zsip_slice *all[] = {&args->request.via.transport,
	                            &args->request.via.host,
	                            &args->request.via.branch,
	                            &args->params[0].name,
	                            &args->params[0].value,
	                            &args->params[1].name,
	                            &args->params[1].value,
	                            &args->params[2].name,
	                            &args->params[2].value,
	                            &args->request.contact.display_name,
	                            &args->request.contact.uri,
	                            &args->lines[0].value,
	                            &args->lines[1].name,
	                            &args->lines[1].value,
	                            &args->parts.method,
	                            &args->parts.request_uri,
	                            &args->parts.to.display_name,
	                            &args->parts.to.uri,
	                            &args->parts.from.display_name,
	                            &args->parts.from.uri,
	                            &args->parts.from.tag,
	                            &args->parts.call_id,
	                            &args->parts.route_set};

	return number < sizeof(all) / sizeof(*all) ? all[number] : NULL;
}

/* The text with something put in at a place. */
static struct zsip_slice with(char *room, struct zsip_slice text, size_t place,
                              struct zsip_slice what)
{
	memcpy(room, text.ptr, place);
	memcpy(room + place, what.ptr, what.len);
	memcpy(room + place + what.len, text.ptr + place, text.len - place);
	return (struct zsip_slice){room, text.len + what.len};
}

static const struct zsip_slice breaks[] = {
        {"\r", 1},   {"\n", 1}, {"\0", 1}, {"\r\n", 2}, {"\r\n X: y\r\n", 9},
        {"\r\n ", 3}};

enum { BREAKS = sizeof(breaks) / sizeof(*breaks) };

/* Each argument, with each kind of break at each place of it. */
static void check_arguments(struct arguments *args)
{
	struct zsip_error error;
	struct zsip_slice *at;
	char room[64], buf[TEXT];

	ck_assert_msg(zsip_request_build(&args->parts, &args->request, buf,
	                                 TEXT, &error) != 0,
	              "%s", error.expected);
	for (size_t i = 0; (at = argument(args, i)) != NULL; i++) {
		struct zsip_slice text = *at;

		for (size_t j = 0; j < BREAKS * (text.len + 1); j++) {
			*at = with(room, text, j / BREAKS, breaks[j % BREAKS]);
			ck_assert_uint_eq(zsip_request_build(&args->parts,
			                                     &args->request,
			                                     buf, TEXT, &error),
			                  0);
			ck_assert_int_eq(error.status, ZSIP_E_SYNTAX);
		}
		*at = text;
	}
	args->request.body = with(room, slice("text"), 2, breaks[2]);
	ck_assert_uint_ne(zsip_request_build(&args->parts, &args->request, buf,
	                                     TEXT, NULL),
	                  0);
}

START_TEST(line_ends_are_kept_out)
{
	struct arguments args;

	set_arguments(&args);
	check_arguments(&args);
	set_arguments(&args);
	args.parts.route_set = slice("<sip:p>, <sip:q>");
	check_arguments(&args);
}
END_TEST

START_TEST(what_the_caller_gives_has_a_size)
{
	struct arguments args;
	struct zsip_error error;

	set_arguments(&args);
	args.request.size--;
	ck_assert_uint_eq(
	        zsip_request_build(&args.parts, &args.request, NULL, 0, &error),
	        0);
	ck_assert_int_eq(error.status, ZSIP_E_USE);
	ck_assert_uint_eq(zsip_request_build(&args.parts, NULL, NULL, 0, NULL),
	                  0);
}
END_TEST

START_TEST(what_the_caller_counts_is_there)
{
	struct arguments args;
	struct zsip_error error;
	char buf[TEXT];
	size_t len;

	set_arguments(&args);
	args.request.headers = NULL;
	ck_assert_uint_eq(zsip_request_build(&args.parts, &args.request, buf,
	                                     TEXT, &error),
	                  0);
	ck_assert_int_eq(error.status, ZSIP_E_USE);
	set_arguments(&args);
	len = zsip_request_build(&args.parts, &args.request, buf, TEXT, NULL);
	args.request.body.ptr = NULL;
	ck_assert_uint_eq(zsip_request_build(&args.parts, &args.request, buf,
	                                     TEXT, &error),
	                  0);
	ck_assert_int_eq(error.status, ZSIP_E_USE);
	/* Of a body that is sent from elsewhere the length is enough. */
	args.request.flags = ZSIP_REQUEST_APART;
	ck_assert_uint_eq(
	        zsip_request_build(&args.parts, &args.request, buf, TEXT, NULL),
	        len - args.request.body.len);
}
END_TEST

/* Branches and tags */

static void check_token(size_t (*write)(const void *, size_t, char *, size_t),
                        struct zsip_slice random, const char *expected)
{
	size_t len = strlen(expected);
	char buf[64];

	for (size_t size = 0; size <= len + 1; size++) {
		memset(buf, '#', sizeof(buf));
		ck_assert_uint_eq(write(random.ptr, random.len, buf, size),
		                  len);
		ck_assert_int_eq(memcmp(buf, expected, size < len ? size : len),
		                 0);
		ck_assert_int_eq(buf[size < len ? size : len], '#');
	}
}

/* RFC 4648 10 has these, in capitals. */
START_TEST(random_bytes_become_tokens)
{
	struct zsip_slice bytes = {"\x00\xff\x80\x7f", 4};

	check_token(zsip_tag_random, slice("foob"), "mzxw6yq");
	check_token(zsip_tag_random, slice("fooba"), "mzxw6ytb");
	check_token(zsip_tag_random, slice("foobar"), "mzxw6ytboi");
	check_token(zsip_tag_random, bytes, "ad7ya7y");
	check_token(zsip_branch_random, slice("foobarfo"),
	            "z9hG4bKmzxw6ytbojtg6");
	ck_assert_uint_eq(ZSIP_BRANCH_SIZE(8), 7 + 13);
	ck_assert_uint_eq(ZSIP_TAG_SIZE(4), 7);
	ck_assert_uint_eq(ZSIP_TAG_SIZE(5), 8);
	ck_assert_uint_eq(zsip_tag_random("foo", 3, NULL, 0), 0);
	ck_assert_uint_eq(zsip_branch_random("foobarf", 7, NULL, 0), 0);
}
END_TEST

TCase *request_args_tcase(void)
{
	TCase *tcase = tcase_create("request_args");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, line_ends_are_kept_out);
	tcase_add_test(tcase, what_the_caller_gives_has_a_size);
	tcase_add_test(tcase, what_the_caller_counts_is_there);
	tcase_add_test(tcase, random_bytes_become_tokens);
	return tcase;
}
