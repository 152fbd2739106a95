/*
 * The quirk lf_line_ends: a message whose lines all end in LF is read as the
 * one with CRLF would be, when that is allowed, and else refused.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus.h"
#include "dump.h"
#include "forms.h"
#include "guard.h"
#include "internal.h"
#include "mutate.h"
#include "tally.h"
#include "test_message.h"

enum { MAX_FIELDS = 1500 };

static const struct zsip_options allowed = {
        .size = sizeof(allowed),
        .quirks = ZSIP_QUIRK_LF_LINE_ENDS,
};

struct parsed {
	struct zsip_message msg;
	struct zsip_error error;
	struct zsip_field fields[MAX_FIELDS];
};

static enum zsip_status parse(struct parsed *parsed, const char *data,
                              size_t len, const struct zsip_options *options)
{
	zsip_message_init(&parsed->msg, parsed->fields, MAX_FIELDS, options);
	return zsip_message_parse(&parsed->msg, data, len, &parsed->error);
}

/* Copies without the CR of each CRLF.  @return the new length */
static size_t strip(char *to, const char *from, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (from[i] != '\r' || i + 1 == len || from[i + 1] != '\n')
			to[n++] = from[i];
	}
	return n;
}

/* A message with LF in its head and the body as it was. */
struct lf_message {
	char *data;
	size_t len, head;
};

static void lf_open(struct lf_message *lf, const struct zsip_message *msg)
{
	size_t head = (size_t)(msg->body.ptr - msg->text.ptr);

	lf->data = malloc(msg->text.len);
	if (lf->data == NULL)
		ck_abort();
	lf->head = strip(lf->data, msg->text.ptr, head);
	lf->len = lf->head + msg->text.len - head;
	memcpy(lf->data + lf->head, msg->body.ptr, msg->text.len - head);
}

/* Equal but for the CRs. */
static bool same_text(struct zsip_slice lf, struct zsip_slice crlf)
{
	char *copy = malloc(crlf.len + 1);
	size_t len;
	bool same;

	if (copy == NULL)
		ck_abort();
	len = strip(copy, crlf.ptr, crlf.len);
	same = len == lf.len && (len == 0 || memcmp(copy, lf.ptr, len) == 0);
	free(copy);
	return same;
}

static const char *difference(const struct zsip_message *lf,
                              const struct zsip_message *crlf)
{
	if (lf->quirks != ZSIP_QUIRK_LF_LINE_ENDS || crlf->quirks != 0)
		return "the quirks";
	if (!same_text(lf->start_line, crlf->start_line) ||
	    lf->method_id != crlf->method_id ||
	    lf->status_code != crlf->status_code ||
	    !same_text(lf->version, crlf->version))
		return "the start line";
	if (lf->field_count != crlf->field_count)
		return "the number of fields";
	for (size_t i = 0; i < lf->field_count; i++) {
		const struct zsip_field *a = &lf->fields[i];
		const struct zsip_field *b = &crlf->fields[i];

		if (!same_text(a->name, b->name) ||
		    !same_text(a->value, b->value) || a->id != b->id ||
		    a->flags != b->flags)
			return "a field";
	}
	if (memcmp(lf->first + 1, crlf->first + 1,
	           sizeof(lf->first) - sizeof(lf->first[0])) != 0 ||
	    memcmp(lf->last + 1, crlf->last + 1,
	           sizeof(lf->last) - sizeof(lf->last[0])) != 0)
		return "first and last";
	if (lf->content_length_status != crlf->content_length_status ||
	    lf->missing != crlf->missing || lf->body.len != crlf->body.len)
		return "the body";
	return NULL;
}

/* Cut off anywhere: in the head there is more to come, or, where LF is not
 * allowed, the first LF is wrong. */
static size_t try_cuts(const struct lf_message *lf, const struct guard *guard,
                       const char *name)
{
	static struct parsed parsed;
	const char *first = memchr(lf->data, '\n', lf->len);
	size_t first_lf = (size_t)(first - lf->data);

	for (size_t len = 0; len <= lf->len; len++) {
		const char *data = guard_end(guard, lf->data, len);
		enum zsip_status status = parse(&parsed, data, len, &allowed);

		if (status != (len < lf->head ? ZSIP_MORE : ZSIP_OK))
			ck_abort_msg("%s: %zu bytes, allowed: %s", name, len,
			             zsip_status_name(status));
		status = parse(&parsed, data, len, NULL);
		if (status != (len <= first_lf ? ZSIP_MORE : ZSIP_E_SYNTAX) ||
		    (status == ZSIP_E_SYNTAX &&
		     parsed.error.offset != first_lf))
			ck_abort_msg("%s: %zu bytes, not allowed: %s@%zu", name,
			             len, zsip_status_name(status),
			             parsed.error.offset);
	}
	return lf->len + 1;
}

START_TEST(lf_is_read_as_crlf_where_it_is_allowed)
{
	static struct parsed crlf, other;
	struct corpus corpus;
	struct guard guard;
	struct lf_message lf;
	const char *what;
	size_t count = 0;

	corpus_open(&corpus);
	guard_open(&guard, corpus.longest);
	for (size_t i = 0; i < corpus.count; i++) {
		const struct corpus_message *message = &corpus.messages[i];

		if (parse(&crlf, message->data, message->len, NULL) != ZSIP_OK)
			continue;
		lf_open(&lf, &crlf.msg);
		for (size_t form = 0; form_next(&form);) {
			parse(&other, lf.data, lf.len, &allowed);
			what = difference(&other.msg, &crlf.msg);
			ck_assert_msg(other.error.status == ZSIP_OK &&
			                      what == NULL,
			              "%s: %s", message->name, what);
			count += try_cuts(&lf, &guard, message->name);
		}
		free(lf.data);
	}
	tally("message", "truncations with LF", count);
	guard_close(&guard);
	corpus_close(&corpus);
}
END_TEST

/* A message with CRLF does not change by what is allowed. */
START_TEST(crlf_needs_no_quirk)
{
	static struct parsed strict, lenient;
	struct corpus corpus;

	corpus_open(&corpus);
	for (size_t i = 0; i < corpus.count; i++) {
		const struct corpus_message *message = &corpus.messages[i];
		const char *lf = memchr(message->data, '\n', message->len);

		parse(&strict, message->data, message->len, NULL);
		parse(&lenient, message->data, message->len, &allowed);
		if (lf == NULL || lf == message->data || lf[-1] != '\r')
			continue;
		ck_assert_int_eq(strict.error.status, lenient.error.status);
		ck_assert_uint_eq(strict.error.offset, lenient.error.offset);
		ck_assert_uint_eq(lenient.msg.quirks, 0);
		ck_assert_uint_eq(strict.msg.field_count,
		                  lenient.msg.field_count);
	}
	corpus_close(&corpus);
}
END_TEST

/* One line end of the other kind at each place of a message. */

static const char crlf_lines[] = "A b SIP/2.0\r\nX: y\r\n z\r\nY:\r\n\r\n";
static const char lf_lines[] = "A b SIP/2.0\nX: y\n z\nY:\n\n";

static void expect(const char *data, size_t len, enum zsip_status status,
                   size_t offset)
{
	static struct parsed parsed;

	for (size_t form = 0; form_next(&form);) {
		parse(&parsed, data, len, &allowed);
		ck_assert_msg(parsed.error.status == status &&
		                      (status == ZSIP_OK ||
		                       parsed.error.offset == offset),
		              "%s@%zu, not %s@%zu: %.*s",
		              zsip_status_name(parsed.error.status),
		              parsed.error.offset, zsip_status_name(status),
		              offset, (int)len, data);
	}
}

START_TEST(a_cr_among_lf_is_wrong)
{
	size_t len = strlen(lf_lines);
	char text[64];

	expect(lf_lines, len, ZSIP_OK, 0);
	for (size_t at = 0; at <= len; at++) {
		size_t wrong = at;

		memcpy(text, lf_lines, at);
		text[at] = '\r';
		memcpy(text + at + 1, lf_lines + at, len - at);
		/* In a body it is like any other byte; before the message it
		 * may begin a CRLF; before the first LF it tells that lines
		 * end in CRLF, and then the next LF is wrong. */
		if (at == 0)
			wrong = 1;
		else if (at == strlen("A b SIP/2.0"))
			wrong = strlen("A b SIP/2.0\r\nX: y");
		expect(text, len + 1, at == len ? ZSIP_OK : ZSIP_E_SYNTAX,
		       wrong);
	}
}
END_TEST

START_TEST(an_lf_among_crlf_is_wrong)
{
	size_t len = strlen(crlf_lines);
	char text[64];

	for (size_t at = 0; at < len; at++) {
		size_t wrong = at;

		if (crlf_lines[at] != '\r')
			continue;
		memcpy(text, crlf_lines, at);
		memcpy(text + at, crlf_lines + at + 1, len - at - 1);
		/* The first LF tells that lines end so; then a CR is wrong. */
		if (at == strlen("A b SIP/2.0"))
			wrong = strlen("A b SIP/2.0\nX: y");
		expect(text, len - 1, ZSIP_E_SYNTAX, wrong);
	}
}
END_TEST

/* Limits hold as they do for CRLF; a line counts with its LF. */
START_TEST(lf_messages_have_limits)
{
	static const char text[] = "A b SIP/2.0\nX: y\n z\nY: z\n\n";
	static const char after[] = "A b SIP/2.0\nX: y\n z\nY: z\nY\n\n";
	struct zsip_options options = allowed;
	struct zsip_field few[2];
	struct zsip_message msg;
	struct zsip_error error;

	zsip_message_init(&msg, few, 2, &options);
	ck_assert_int_eq(zsip_message_parse(&msg, text, strlen(text), &error),
	                 ZSIP_OK);
	options.limits.field_length = 12;
	ck_assert_int_eq(zsip_message_parse(&msg, text, strlen(text), &error),
	                 ZSIP_OK);
	options.limits.field_length = 11;
	ck_assert_int_eq(zsip_message_parse(&msg, text, strlen(text), &error),
	                 ZSIP_E_TOO_LONG);
	ck_assert_uint_eq(error.offset, 0);
	options.limits.field_length = 0;
	options.limits.fields = 1;
	ck_assert_int_eq(zsip_message_parse(&msg, text, strlen(text), &error),
	                 ZSIP_E_TOO_MANY);
	ck_assert_uint_eq(error.offset, strlen("A b SIP/2.0\nX: y\n z\n"));
	ck_assert_uint_eq(msg.field_count, 1);
	/* What comes first counts. */
	ck_assert_int_eq(zsip_message_parse(&msg, after, strlen(after), &error),
	                 ZSIP_E_TOO_MANY);
}
END_TEST

/* Against the grammar */

/* What the grammar says where LF is allowed: the first line end decides. */
static struct zsip_stop refer(const char *data, size_t len)
{
	const char *p = data, *end = data + len, *first;

	while (end - p >= 2 && p[0] == '\r' && p[1] == '\n')
		p += 2;
	if (p < end && *p == '\r')
		return (struct zsip_stop){
		        .status = end - p == 1 ? ZSIP_MORE : ZSIP_E_SYNTAX,
		        .at = p + 1};
	for (first = p; first < end && *first != '\r' && *first != '\n';)
		first++;
	return first < end && *first == '\n' ? zsip_lf_frame_judge(p, end)
	                                     : zsip_frame_judge(p, end);
}

static void try_text(const char *data, size_t len)
{
	static struct parsed parsed;
	struct zsip_stop stop = refer(data, len);
	struct text text = {0};

	for (size_t form = 0; form_next(&form);) {
		enum zsip_status status = parse(&parsed, data, len, &allowed);

		if (status == stop.status &&
		    (status != ZSIP_E_SYNTAX ||
		     parsed.error.offset == (size_t)(stop.at - data)))
			continue;
		text_bytes(&text, data, len);
		ck_abort_msg("%s: %s@%zu, but the grammar %s@%zu: %s",
		             zsip_simd_name(), zsip_status_name(status),
		             parsed.error.offset, zsip_status_name(stop.status),
		             (size_t)(stop.at - data), text_get(&text));
	}
}

START_TEST(lf_messages_changed_at_random)
{
	struct corpus corpus;
	struct guard guard;
	uint64_t state = 6;
	size_t size, count = 0;
	char *work;

	corpus_open(&corpus);
	size = corpus.longest + 1024;
	work = malloc(size);
	ck_assert_ptr_nonnull(work);
	guard_open(&guard, size);
	while (count < 60000) {
		const struct corpus_message *message =
		        &corpus.messages[random_below(&state, corpus.count)];
		size_t len;

		if (random_below(&state, message->len) > 1000)
			continue;
		len = strip(work, message->data, message->len);
		len = mutate(&state, work, len, len + 512);
		try_text(guard_end(&guard, work, len), len);
		count++;
	}
	tally("message", "mutations with LF", count);
	free(work);
	guard_close(&guard);
	corpus_close(&corpus);
}
END_TEST

/* Values: LF folds as CRLF does, where it is allowed */

static const struct {
	enum zsip_header id;
	const char *text;
	const char *strict; /* status@offset; NULL: taken */
	uint64_t quirks;    /* that it is taken through, if all are allowed */
	const char *lenient;
} values[] = {
        {ZSIP_HDR_SUBJECT, "a b", NULL, 0, NULL},
        {ZSIP_HDR_SUBJECT, "a\r\n b", NULL, 0, NULL},
        {ZSIP_HDR_SUBJECT, "a\n b", "syntax@1", ZSIP_QUIRK_LF_LINE_ENDS, NULL},
        {ZSIP_HDR_SUBJECT, "a\nb", "syntax@1", 0, "syntax@2"},
        {ZSIP_HDR_SUBJECT, "a\rb", "syntax@2", 0, "syntax@2"},
        {ZSIP_HDR_CSEQ, "1\n\tA", "syntax@1", ZSIP_QUIRK_LF_LINE_ENDS, NULL},
        {ZSIP_HDR_CSEQ, "1 \n A", "syntax@2", ZSIP_QUIRK_LF_LINE_ENDS, NULL},
        {ZSIP_HDR_CSEQ, "1 \n \n A", "syntax@2", 0, "syntax@4"},
        {ZSIP_HDR_CSEQ, "99999999999\n A", "range@0", 0, "range@0"},
        {ZSIP_HDR_TO, "A\n <a:b>;tag=c", "syntax@1", ZSIP_QUIRK_LF_LINE_ENDS,
         NULL},
        {ZSIP_HDR_TO, "\"A\n B\" <a:b>", "syntax@2", ZSIP_QUIRK_LF_LINE_ENDS,
         NULL},
        {ZSIP_HDR_TO, "<a:b\n >", "syntax@4", 0, "syntax@4"},
        {ZSIP_HDR_VIA, "SIP\n /2.0/UDP h;\n branch=a", "syntax@3",
         ZSIP_QUIRK_LF_LINE_ENDS, NULL},
        {ZSIP_HDR_OTHER, "a\n b", "syntax@1", ZSIP_QUIRK_LF_LINE_ENDS, NULL},
};

enum { VALUES = sizeof(values) / sizeof(*values) };

static void expect_value(int i, const struct zsip_options *options,
                         const char *expected, uint64_t quirks)
{
	struct zsip_value value;
	struct zsip_error error = {ZSIP_OK, 0, ""};
	char got[64] = "taken";

	if (zsip_value_parse(&value, values[i].id,
	                     zsip_slice_from(values[i].text), options,
	                     &error) == ZSIP_OK)
		ck_assert_uint_eq(value.quirks, quirks);
	else
		snprintf(got, sizeof(got), "%s@%zu",
		         zsip_status_name(error.status), error.offset);
	ck_assert_str_eq(got, expected == NULL ? "taken" : expected);
}

START_TEST(values_fold_at_lf_where_it_is_allowed)
{
	for (size_t form = 0; form_next(&form);) {
		expect_value(_i, NULL, values[_i].strict, 0);
		expect_value(_i, &allowed, values[_i].lenient,
		             values[_i].quirks);
	}
}
END_TEST

TCase *quirks_tcase(void)
{
	TCase *tc = tcase_create("quirks");

	tcase_set_timeout(tc, 600);
	tcase_add_test(tc, lf_is_read_as_crlf_where_it_is_allowed);
	tcase_add_test(tc, crlf_needs_no_quirk);
	tcase_add_test(tc, a_cr_among_lf_is_wrong);
	tcase_add_test(tc, an_lf_among_crlf_is_wrong);
	tcase_add_test(tc, lf_messages_have_limits);
	tcase_add_test(tc, lf_messages_changed_at_random);
	tcase_add_loop_test(tc, values_fold_at_lf_where_it_is_allowed, 0,
	                    VALUES);
	return tc;
}
