/*
 * zsip_header_presence() against tests/vectors/presence, whose lines are
 *
 *	request  HEADER METHOD => LETTER
 *	response HEADER METHOD CODE => LETTER
 */

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "tally.h"
#include "test_presence.h"
#include "vectors.h"
#include "zsip.h"

#define PRESENCE_DIR ZSIP_SOURCE_DIR "/tests/vectors/presence"

/* The letter that a vector asks for, 0 if it cannot be read. */
static char letter(const struct vector *v)
{
	char text[96], header[33], method[17], rest[2];
	unsigned code = 0;
	int words;

	if (v->len >= sizeof(text))
		return 0;
	memcpy(text, v->text, v->len);
	text[v->len] = '\0';
	words = sscanf(text, "%32s %16s %u %1s", header, method, &code, rest);
	if (words != (strcmp(v->verdict, "response") == 0 ? 3 : 2))
		return 0;
	return (char)zsip_header_presence(
	        zsip_header_find(zsip_slice_from(header)),
	        zsip_method_find(zsip_slice_from(method)), code);
}

static unsigned run_file(const char *name, unsigned *count)
{
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	char path[256];
	unsigned faults = 0;

	snprintf(path, sizeof(path), PRESENCE_DIR "/%s", name);
	ck_assert_msg(vectors_open(&file, path, "request response"), "%s",
	              file.error);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		char got[2] = {0};

		ck_assert_msg(result == VECTOR_LINE, "%s", file.error);
		++*count;
		got[0] = letter(&v);
		if (v.expected != NULL && strcmp(v.expected, got) == 0)
			continue;
		fprintf(stderr, "%s:%u: got \"%s\"\n", path, v.line, got);
		faults++;
	}
	vectors_close(&file);
	return faults;
}

START_TEST(every_vector_has_its_letter)
{
	struct vector_dir dir;
	unsigned faults = 0, count = 0;

	ck_assert(vectors_dir_open(&dir, PRESENCE_DIR));
	for (size_t i = 0; i < dir.count; i++)
		faults += run_file(dir.names[i], &count);
	vectors_dir_close(&dir);
	ck_assert_uint_gt(count, 0);
	ck_assert_msg(faults == 0, "%u faults", faults);
	tally_vectors("presence", count);
}
END_TEST

/* Each letter of each row, by the request's column. */
START_TEST(requests_follow_the_table)
{
	static const struct {
		enum zsip_header id;
		const char *requests;
	} rows[] = {
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	{ZSIP_HDR_##id, requests},
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
	};

	static const enum zsip_method methods[] = {
#define ZSIP_METHOD(number, id, name, rfc) ZSIP_METHOD_##id,
#include "zsip_methods.def"
#undef ZSIP_METHOD
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		for (size_t k = 0; k < sizeof(methods) / sizeof(*methods); k++)
			ck_assert_int_eq(
			        zsip_header_presence(rows[i].id, methods[k], 0),
			        rows[i].requests[k]);
	}
}
END_TEST

START_TEST(unknown_numbers_are_unsaid)
{
	ck_assert_int_eq(
	        zsip_header_presence(ZSIP_HDR_OTHER, ZSIP_METHOD_INVITE, 0),
	        ZSIP_PRESENCE_UNSAID);
	ck_assert_int_eq(zsip_header_presence((enum zsip_header)60000,
	                                      ZSIP_METHOD_INVITE, 200),
	                 ZSIP_PRESENCE_UNSAID);
	ck_assert_int_eq(
	        zsip_header_presence(ZSIP_HDR_VIA, (enum zsip_method)200, 0),
	        ZSIP_PRESENCE_UNSAID);
	ck_assert_int_eq(
	        zsip_header_presence(ZSIP_HDR_VIA, (enum zsip_method)15, 200),
	        ZSIP_PRESENCE_UNSAID);
}
END_TEST

TCase *presence_tcase(void)
{
	TCase *tc = tcase_create("presence");

	tcase_add_test(tc, every_vector_has_its_letter);
	tcase_add_test(tc, requests_follow_the_table);
	tcase_add_test(tc, unknown_numbers_are_unsaid);
	return tc;
}
