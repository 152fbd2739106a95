/*
 * URIs against tests/vectors/uri: lines
 *
 *	ok  TEXT => MEMBERS             what dump_uri() makes
 *	bad TEXT => STATUS@OFFSET       perhaps followed by what was expected
 *
 * In host.txt MEMBERS is the kind of host, and "bad" is none.  The files of
 * uri_vectors.h say themselves what their lines are.
 */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "forms.h"
#include "guard.h"
#include "tally.h"
#include "test_uri_compare.h"
#include "uri_vectors.h"
#include "vectors.h"
#include "zsip.h"

#define URI_DIR ZSIP_SOURCE_DIR "/tests/vectors/uri"

Suite *uri_suite(void);

static bool is_inside(struct zsip_slice slice, struct zsip_slice text)
{
	return slice.ptr == NULL ||
	       (slice.ptr >= text.ptr && slice.len <= text.len &&
	        (size_t)(slice.ptr - text.ptr) <= text.len - slice.len);
}

/* What is wrong with a URI that was taken; NULL if nothing is. */
static const char *nonsense(const struct zsip_uri *uri, struct zsip_slice text)
{
	const struct zsip_slice parts[] = {
	        uri->scheme, uri->rest,   uri->user,   uri->password,
	        uri->host,   uri->params, uri->headers};
	struct zsip_slice rest = uri->rest;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (!is_inside(parts[i], text))
			return "a part lies outside";
	}
	if (uri->text.ptr != text.ptr || uri->text.len != text.len)
		return "the text is another";
	if (rest.ptr != uri->scheme.ptr + uri->scheme.len + 1 ||
	    rest.ptr + rest.len != text.ptr + text.len)
		return "the rest does not follow the scheme";
	if (uri->quirks != 0)
		return "a quirk was used";
	if (uri->scheme_id != ZSIP_SCHEME_SIP &&
	    uri->scheme_id != ZSIP_SCHEME_SIPS)
		return uri->host.ptr != NULL || uri->has_port || uri->port != 0
		               ? "a URI that is cut has a host"
		               : NULL;
	if (uri->scheme.len != (uri->scheme_id == ZSIP_SCHEME_SIP ? 3 : 4))
		return "the scheme's id is wrong";
	if (zsip_host_classify(uri->host) != uri->host_type)
		return "the host is of another kind";
	return uri->port != 0 && !uri->has_port ? "a port from nowhere" : NULL;
}

static void show(struct text *out, enum zsip_status status,
                 const struct zsip_uri *uri, struct zsip_slice text,
                 struct zsip_error error, bool expected)
{
	if (status != ZSIP_OK) {
		dump_error(out, &error, expected);
		if (error.status != status)
			text_add(out, ", but %s", zsip_status_name(status));
		return;
	}
	dump_uri(out, uri);
	if (nonsense(uri, text) != NULL)
		text_add(out, ", but %s", nonsense(uri, text));
}

/* By itself, with nothing that may be read behind it. */
static void show_alone(struct text *out, const struct vector *v, bool expected,
                       const struct guard *guard)
{
	struct zsip_slice text = {guard_end(guard, v->text, v->len), v->len};
	struct zsip_error error = {ZSIP_OK, 0, ""};
	struct zsip_uri uri;
	enum zsip_status status = zsip_uri_parse(&uri, text, NULL, &error);

	show(out, status, &uri, text, error, expected);
}

/* In a message, whose other bytes must not count. */
static void show_within(struct text *out, const struct vector *v, bool expected,
                        char fill)
{
	size_t before = 7, behind = 80, len = before + v->len + behind;
	char *data = malloc(len);
	struct zsip_message msg = {.text = {data, len}};
	struct zsip_slice text = {data + before, v->len};
	struct zsip_error error = {ZSIP_OK, 0, ""};
	struct zsip_uri uri;
	enum zsip_status status;

	ck_assert_ptr_nonnull(data);
	memset(data, fill, len);
	if (v->len != 0)
		memcpy(data + before, v->text, v->len);
	status = zsip_uri_parse_in(&uri, text, &msg, &error);
	error.offset -= before;
	show(out, status, &uri, text, error, expected);
	free(data);
}

static bool fails_uri(const struct vector *v, const char *path,
                      const struct guard *guard)
{
	static const char fills[] = {'a', '@', ':', '1', '\0'};
	bool bad = strcmp(v->verdict, "bad") == 0;
	bool expected =
	        v->expected != NULL && bad && strchr(v->expected, ' ') != NULL;
	struct text got = {0};
	bool fails;

	if (v->expected == NULL ||
	    bad == (strncmp(v->expected, "scheme=", 7) == 0)) {
		fprintf(stderr, "%s:%u: the verdict does not fit\n", path,
		        v->line);
		return true;
	}
	show_alone(&got, v, expected, guard);
	fails = complain_of_uri(v, path, "alone", v->expected, &got);
	text_free(&got);
	for (size_t i = 0; !fails && i < sizeof(fills); i++) {
		show_within(&got, v, expected, fills[i]);
		fails = complain_of_uri(v, path, "within", v->expected, &got);
		text_free(&got);
	}
	return fails;
}

static bool fails_host(const struct vector *v, const char *path,
                       const struct guard *guard)
{
	struct zsip_slice text = {guard_end(guard, v->text, v->len), v->len};
	const char *expected = v->expected;
	struct text got = {0};
	bool fails;

	if (strcmp(v->verdict, "bad") == 0)
		expected = expected == NULL ? "none" : "nothing";
	text_add(&got, "%s", host_type_name(zsip_host_classify(text)));
	fails = complain_of_uri(v, path, "host", expected, &got);
	text_free(&got);
	return fails;
}

static const struct {
	const char *name, *verdicts;
	bool (*fails)(const struct vector *v, const char *path,
	              const struct guard *guard);
} files[] = {
        {"sip", "ok bad", fails_uri},
        {"absolute", "ok bad", fails_uri},
        {"host", "ok bad", fails_host},
        {"tel", "ok bad", fails_tel},
        {"urn", "ok bad", fails_urn},
        {"equal", "same equal differ order", fails_equal},
        {"escape", "user password param header", fails_escape},
        {"user-params", "ok bad", fails_user_params},
        {"headers", "ok", fails_headers},
};

enum { FILES = sizeof(files) / sizeof(*files) };

START_TEST(every_vector_passes)
{
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	struct guard guard;
	char path[256];
	unsigned faults = 0, count = 0;

	guard_open(&guard, 65536);
	snprintf(path, sizeof(path), URI_DIR "/%s.txt", files[_i].name);
	ck_assert_msg(vectors_open(&file, path, files[_i].verdicts), "%s",
	              file.error);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		bool fails = result == VECTOR_ERROR;

		count++;
		if (fails)
			fprintf(stderr, "%s\n", file.error);
		for (size_t form = 0; !fails && form_next(&form);)
			fails = files[_i].fails(&v, path, &guard);
		faults += fails;
	}
	vectors_close(&file);
	guard_close(&guard);
	ck_assert_uint_gt(count, 0);
	ck_assert_msg(faults == 0, "%s: %u faults", path, faults);
	tally_vectors("uri", count);
}
END_TEST

START_TEST(every_file_is_known)
{
	struct vector_dir dir;
	char subject[64];

	ck_assert_msg(vectors_dir_open(&dir, URI_DIR), URI_DIR ": %s",
	              strerror(errno));
	for (size_t i = 0; i < dir.count; i++) {
		bool known = false;

		ck_assert(vectors_subject(dir.names[i], subject,
		                          sizeof(subject)));
		for (size_t j = 0; j < FILES; j++)
			known |= strcmp(files[j].name, subject) == 0;
		ck_assert_msg(known, URI_DIR "/%s is not tried", dir.names[i]);
	}
	ck_assert_uint_eq(dir.count, FILES);
	vectors_dir_close(&dir);
}
END_TEST

/* The end of a text that was cut off could still come: nothing is read there,
 * and what was right stays right. */
START_TEST(cut_off_at_every_byte)
{
	static const char text[] =
	        "sips:u;a=b%41:p@[2001:db8::1]:5061;transport=tcp?c=d&e=f";
	struct zsip_error error;
	struct zsip_uri uri;
	struct guard guard;
	size_t count = 0;

	guard_open(&guard, sizeof(text));
	for (size_t len = 0; len < sizeof(text); len++) {
		struct zsip_slice slice = {NULL, len};

		for (size_t form = 0; form_next(&form);) {
			slice.ptr = guard_end(&guard, text, len);
			zsip_uri_parse(&uri, slice, NULL, &error);
			slice.ptr = guard_start(&guard, text, len);
			if (zsip_uri_parse(&uri, slice, NULL, &error) !=
			    ZSIP_OK)
				ck_assert_uint_le(error.offset, len);
			zsip_host_classify(slice);
			count++;
		}
	}
	tally("uri", "truncations", count);
	guard_close(&guard);
}
END_TEST

/* Every byte in the user part and in the host. */
START_TEST(every_byte_in_a_user)
{
	static const char right[] =
	        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	        "-_.!~*'()&=+$,;?/:";
	char text[] = "sip:a?b@h";
	struct zsip_slice slice = zsip_slice_from(text);
	struct zsip_error error;
	struct zsip_uri uri;

	for (size_t form = 0; form_next(&form);) {
		for (int byte = 0; byte < 256; byte++) {
			bool ok = byte != 0 && strchr(right, byte) != NULL;

			text[5] = (char)byte;
			zsip_uri_parse(&uri, slice, NULL, &error);
			ck_assert_msg((zsip_uri_parse(&uri, slice, NULL,
			                              &error) == ZSIP_OK) == ok,
			              "%s: %02x", zsip_simd_name(), byte);
			if (ok)
				continue;
			/* "a@" is right, and so are "%" and "b" behind it. */
			ck_assert_uint_eq(error.offset, byte == '@'   ? 7
			                                : byte == '%' ? 7
			                                              : 5);
		}
	}
}
END_TEST

START_TEST(null_is_wrong_use)
{
	const struct zsip_slice absent = {NULL, 0};
	const struct zsip_slice text = zsip_slice_from("sip:h");
	const struct zsip_message msg = {.text = text};
	struct zsip_error error = {ZSIP_OK, 0, NULL};
	struct zsip_uri uri;
	struct zsip_tel tel;
	struct zsip_urn urn;
	struct zsip_value value;

	ck_assert_int_eq(zsip_uri_parse(&uri, absent, NULL, &error),
	                 ZSIP_E_USE);
	ck_assert_int_eq(error.status, ZSIP_E_USE);
	ck_assert_ptr_nonnull(error.expected);
	ck_assert_int_eq(
	        zsip_uri_parse(NULL, zsip_slice_from("sip:h"), NULL, NULL),
	        ZSIP_E_USE);
	ck_assert_int_eq(zsip_uri_parse_in(&uri, text, NULL, &error),
	                 ZSIP_E_USE);
	ck_assert_int_eq(zsip_uri_parse_in(&uri, absent, &msg, &error),
	                 ZSIP_E_USE);
	ck_assert_int_eq(zsip_uri_parse_in(NULL, text, &msg, NULL), ZSIP_E_USE);
	ck_assert_int_eq(
	        zsip_value_parse(&value, ZSIP_HDR_TO, absent, NULL, &error),
	        ZSIP_E_USE);
	ck_assert_int_eq(zsip_value_parse(NULL, ZSIP_HDR_TO,
	                                  zsip_slice_from("sip:h"), NULL, NULL),
	                 ZSIP_E_USE);
	ck_assert_int_eq(zsip_host_classify(absent), ZSIP_HOST_NONE);
	ck_assert_int_eq(zsip_tel_parse(&tel, absent, &error), ZSIP_E_USE);
	ck_assert_int_eq(zsip_tel_parse(NULL, text, NULL), ZSIP_E_USE);
	ck_assert_int_eq(zsip_urn_parse(&urn, absent, &error), ZSIP_E_USE);
	ck_assert_int_eq(zsip_urn_parse(NULL, text, NULL), ZSIP_E_USE);
}
END_TEST

Suite *uri_suite(void)
{
	Suite *suite = suite_create("uri");
	TCase *tc = tcase_create("uri-vectors");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, every_file_is_known);
	tcase_add_loop_test(tc, every_vector_passes, 0, FILES);
	tcase_add_test(tc, cut_off_at_every_byte);
	tcase_add_test(tc, every_byte_in_a_user);
	tcase_add_test(tc, null_is_wrong_use);
	suite_add_tcase(suite, tc);
	suite_add_tcase(suite, uri_compare_tcase());
	return suite;
}
