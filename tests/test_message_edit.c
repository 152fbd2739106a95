/*
 * Edits of messages against tests/vectors/edit: messages before and after, byte
 * for byte.  Each is done with every size of the output, with every number of
 * splices and every size of the scratch that is too small, and once more over
 * the same message.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "cases.h"
#include "corpus.h"
#include "edit_random.h"
#include "editing.h"
#include "guard.h"
#include "mutate.h"
#include "tally.h"
#include "test_build.h"
#include "vectors.h"
#include "zsip_body.h"

#define EDIT_DIR ZSIP_SOURCE_DIR "/tests/vectors/edit"

enum { FIELDS = 64, SPLICES = 64, SCRATCH = 1024, TEXT = 8192, LINE = 256 };

struct bench {
	struct guard guard;
	struct zsip_field fields[FIELDS];
	struct zsip_message msg;
	struct zsip_core core;
	struct zsip_splice splices[SPLICES];
	char scratch[SCRATCH];
	struct zsip_edit edit;
	/* Bodies are not copied. */
	char lines[CASE_LINES][LINE];
};

static void open_bench(struct bench *bench, const char *text, size_t len)
{
	guard_open(&bench->guard, len);
	text = guard_end(&bench->guard, text, len);
	zsip_message_init(&bench->msg, bench->fields, FIELDS, NULL);
	zsip_message_parse(&bench->msg, text, len, NULL);
	zsip_core_parse(&bench->msg, &bench->core, NULL);
}

static void start(struct bench *bench, size_t max_splices, size_t scratch_size)
{
	zsip_edit_start_message(&bench->edit, &bench->msg, bench->splices,
	                        max_splices, bench->scratch, scratch_size);
}

/* Lines as a message: "~" is empty, "\" at the end keeps the line end away. */
static size_t compose(char *text, const char *const *lines)
{
	bool headed = false;
	size_t len = 0;

	for (; *lines != NULL; lines++) {
		size_t n = strlen(*lines);

		ck_assert_uint_lt(len + n + 4, TEXT);
		if (strcmp(*lines, "~") == 0) {
			headed = true;
			n = 0;
		}
		memcpy(text + len, *lines, n);
		len += n;
		if (n != 0 && text[len - 1] == '\\') {
			len--;
			continue;
		}
		memcpy(text + len, "\r\n", 2);
		len += 2;
	}
	if (!headed) {
		memcpy(text + len, "\r\n", 2);
		len += 2;
	}
	return len;
}

/* All operations; how many splices there were at most.  @return false where one
 * came to something unexpected */
static bool operate_all(struct bench *bench, const char *const *lines,
                        size_t *peak)
{
	bool good = true;

	*peak = 0;
	for (size_t i = 0; lines[i] != NULL; i++) {
		ck_assert_uint_lt(strlen(lines[i]), LINE);
		strcpy(bench->lines[i], lines[i]);
		if (!editing_operate(&bench->edit, &bench->msg, &bench->core,
		                     bench->lines[i])) {
			fprintf(stderr, "%s\n", lines[i]);
			good = false;
		}
		if (bench->edit.count > *peak)
			*peak = bench->edit.count;
	}
	return good;
}

static void check_nothing(const struct zsip_edit *edit)
{
	struct zsip_slice piece;
	struct iovec iov;
	char byte = '#';

	ck_assert_uint_eq(zsip_edit_write(edit, &byte, 1), 0);
	ck_assert_uint_eq(zsip_edit_pieces(edit, &piece, 1), 0);
	ck_assert_uint_eq(zsip_edit_iovec(edit, &iov, 1), 0);
	ck_assert_int_eq(byte, '#');
}

/* What was written at any size, and what the pieces are. */
static size_t write_all(const struct zsip_edit *edit, char *out)
{
	size_t len = zsip_edit_write(edit, out, TEXT), at = 0, count;
	struct iovec iov[2 * SPLICES + 1], few[1];
	char part[TEXT];

	ck_assert_uint_lt(len, TEXT);
	for (size_t size = 0; size <= len + 1; size++) {
		size_t filled = size < len ? size : len;

		memset(part, '#', len + 2);
		ck_assert_uint_eq(zsip_edit_write(edit, part, size), len);
		ck_assert_int_eq(memcmp(part, out, filled), 0);
		ck_assert_int_eq(part[filled], '#');
	}
	count = zsip_edit_iovec(edit, iov, 2 * SPLICES + 1);
	ck_assert_uint_le(count, 2 * edit->count + 1);
	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_ne(iov[i].iov_len, 0);
		ck_assert_int_eq(
		        memcmp(out + at, iov[i].iov_base, iov[i].iov_len), 0);
		at += iov[i].iov_len;
	}
	ck_assert_uint_eq(at, len);
	ck_assert_uint_eq(zsip_edit_iovec(edit, few, 1), count);
	ck_assert_ptr_eq(few[0].iov_base, iov[0].iov_base);
	return len;
}

static bool is_same(const char *got, size_t got_len, const char *wanted,
                    size_t wanted_len)
{
	if (got_len == wanted_len && memcmp(got, wanted, got_len) == 0)
		return true;
	fprintf(stderr, "got\n%.*s\n", (int)got_len, got);
	return false;
}

/* With less room than is needed there is a failure and no output. */
static void try_short(struct bench *bench, const struct one_case *one,
                      size_t peak, size_t used)
{
	size_t ignored;

	for (size_t max = 0; max < peak; max++) {
		start(bench, max, SCRATCH);
		operate_all(bench, one->parts[1], &ignored);
		ck_assert_int_eq(bench->edit.error.status, ZSIP_E_TOO_MANY);
		check_nothing(&bench->edit);
	}
	for (size_t size = 0; size < used; size++) {
		start(bench, SPLICES, size);
		memset(bench->scratch, '#', SCRATCH);
		operate_all(bench, one->parts[1], &ignored);
		ck_assert_int_eq(bench->edit.error.status, ZSIP_E_TOO_LONG);
		ck_assert_int_eq(bench->scratch[size], '#');
		check_nothing(&bench->edit);
	}
}

static bool try_good(struct bench *bench, const struct one_case *one)
{
	char wanted[TEXT], out[TEXT];
	size_t wanted_len = compose(wanted, one->parts[2]), len, peak, used;
	struct zsip_field fields[FIELDS];
	struct zsip_message msg;
	bool good = operate_all(bench, one->parts[1], &peak);

	if (bench->edit.error.status != ZSIP_OK)
		fprintf(stderr, "%s %s\n",
		        zsip_status_name(bench->edit.error.status),
		        bench->edit.error.expected);
	ck_assert_uint_eq(zsip_edit_copied(&bench->edit),
	                  bench->edit.scratch_used);
	used = bench->edit.scratch_used;
	len = write_all(&bench->edit, out);
	good &= is_same(out, len, wanted, wanted_len);
	zsip_message_init(&msg, fields, FIELDS, NULL);
	ck_assert_int_eq(zsip_message_parse(&msg, out, len, NULL), ZSIP_OK);
	ck_assert_uint_eq(msg.body.ptr + msg.body.len - out, len);
	if (!good)
		return false;
	try_short(bench, one, peak, used);
	start(bench, peak, used);
	operate_all(bench, one->parts[1], &peak);
	return is_same(out, zsip_edit_write(&bench->edit, out, TEXT), wanted,
	               wanted_len);
}

static bool try_bad(struct bench *bench, const struct one_case *one)
{
	char wanted[128], got[128];
	size_t peak;

	operate_all(bench, one->parts[1], &peak);
	snprintf(wanted, sizeof(wanted), "%s", one->parts[2][0] + 2);
	snprintf(got, sizeof(got), "%s %s",
	         zsip_status_name(bench->edit.error.status),
	         bench->edit.error.expected);
	if (!is_same(got, strlen(got), wanted, strlen(wanted)))
		return false;
	check_nothing(&bench->edit);
	return true;
}

static bool try_case(const char *file, const struct one_case *one)
{
	struct bench bench;
	char text[TEXT];
	size_t len = compose(text, one->parts[0]);
	bool good;

	open_bench(&bench, text, len);
	ck_assert_msg(bench.msg.error.status == ZSIP_OK, "%s: %s: no message",
	              file, one->title);
	start(&bench, SPLICES, SCRATCH);
	if (one->counts[2] == 1 && one->parts[2][0][0] == '!')
		good = try_bad(&bench, one);
	else
		good = try_good(&bench, one);
	ck_assert_int_eq(memcmp(bench.msg.text.ptr, text, len), 0);
	guard_close(&bench.guard);
	if (!good)
		fprintf(stderr, "%s:%u: %s\n", file, one->line, one->title);
	return good;
}

static size_t try_file(const char *name, unsigned *failures)
{
	struct case_file file;
	struct one_case one;
	char path[256];
	size_t count = 0;

	snprintf(path, sizeof(path), "%s/%s", EDIT_DIR, name);
	ck_assert(cases_open(&file, path));
	while (cases_next(&file, &one)) {
		*failures += !try_case(name, &one);
		count++;
	}
	ck_assert_msg(cases_at_end(&file), "%s:%u: no case", name, file.line);
	cases_close(&file);
	return count;
}

START_TEST(test_vectors)
{
	struct vector_dir dir;
	unsigned failures = 0;
	size_t count = 0;

	ck_assert(vectors_dir_open(&dir, EDIT_DIR));
	for (size_t i = 0; i < dir.count; i++)
		count += try_file(dir.names[i], &failures);
	vectors_dir_close(&dir);
	tally_vectors("edit", count);
	ck_assert_uint_eq(failures, 0);
	ck_assert_uint_gt(count, 100);
}
END_TEST

static struct zsip_slice slice(const char *text)
{
	return zsip_slice_from(text);
}

/* A message of the corpus between guard pages. */
static size_t read_message(char *text, const char *name)
{
	char path[256];
	FILE *in;
	size_t len;

	snprintf(path, sizeof(path), "%s/bench/messages/%s", ZSIP_SOURCE_DIR,
	         name);
	in = fopen(path, "rb");
	ck_assert_ptr_nonnull(in);
	len = fread(text, 1, TEXT, in);
	ck_assert_int_eq(fclose(in), 0);
	ck_assert_uint_lt(len, TEXT);
	return len;
}

START_TEST(test_unedited)
{
	struct bench bench;
	char text[TEXT], out[TEXT];
	size_t len = read_message(text, "07-invite-ims.sip");
	struct iovec iov;

	open_bench(&bench, text, len);
	zsip_edit_start_message(&bench.edit, &bench.msg, NULL, 0, NULL, 0);
	ck_assert_uint_eq(write_all(&bench.edit, out), len);
	ck_assert_int_eq(memcmp(out, text, len), 0);
	ck_assert_uint_eq(zsip_edit_iovec(&bench.edit, &iov, 1), 1);
	ck_assert_ptr_eq(iov.iov_base, bench.msg.text.ptr);
	ck_assert_uint_eq(iov.iov_len, len);
	ck_assert_uint_eq(zsip_edit_copied(&bench.edit), 0);
	guard_close(&bench.guard);
}
END_TEST

/* What a proxy does to an INVITE. */
static void forward(struct zsip_edit *edit, const struct bench *bench,
                    const char *branch)
{
	struct zsip_via_parts via = {.transport = slice("UDP"),
	                             .host = slice("proxy1.example.com"),
	                             .port = 5060,
	                             .branch = slice(branch)};

	zsip_edit_push_via(edit, &bench->msg, &via);
	zsip_edit_decrement_max_forwards(edit, &bench->msg, &bench->core);
	zsip_edit_pop_route(edit, &bench->msg, &bench->core);
	zsip_edit_push_record_route(edit, &bench->msg,
	                            slice("sip:proxy1.example.com;lr"));
}

static const char *put_line(char *out, size_t *len, const char *from,
                            const char *to)
{
	memcpy(out + *len, from, (size_t)(to - from));
	*len += (size_t)(to - from);
	return to;
}

/* By hand: the message with these lines changed. */
static size_t forwarded(char *out, const char *text, size_t text_len,
                        const char *branch)
{
	const char *via = strstr(text, "Via: ");
	const char *max = strstr(text, "Max-Forwards: 67\r\n");
	const char *route = strstr(text, "\r\nRoute: <sip:as1") + 2;
	const char *second = strstr(text, "<sip:cb03a0s09a2sdfglkj490333@");
	const char *record = strstr(text, "\r\nRecord-Route: ") + 2;
	size_t len = 0;

	put_line(out, &len, text, via);
	len += (size_t)sprintf(out + len,
	                       "Via: SIP/2.0/UDP proxy1.example.com:5060"
	                       ";branch=%s\r\n",
	                       branch);
	put_line(out, &len, via, max);
	len += (size_t)sprintf(out + len, "Max-Forwards: 66\r\nRoute: ");
	put_line(out, &len, max + strlen("Max-Forwards: 67\r\n"), route);
	put_line(out, &len, second, record);
	len += (size_t)sprintf(out + len,
	                       "Record-Route: <sip:proxy1.example.com;lr>\r\n");
	put_line(out, &len, record, text + text_len);
	return len;
}

/* Several branches over one message, which stays as it is. */
START_TEST(test_forward)
{
	static const char *const branches[] = {
	        "z9hG4bK7c1f0a93b2d4e5f60718293a4b5c6d7e", "z9hG4bK1",
	        "z9hG4bK.2"};
	enum { BRANCHES = 3 };
	struct zsip_splice splices[BRANCHES][4];
	char text[TEXT], out[TEXT], wanted[TEXT], scratch[BRANCHES][400];
	struct zsip_edit edits[BRANCHES];
	struct bench bench;
	size_t len = read_message(text, "07-invite-ims.sip");

	open_bench(&bench, text, len);
	text[len] = '\0';
	for (size_t i = 0; i < BRANCHES; i++)
		zsip_edit_start_message(&edits[i], &bench.msg, splices[i], 4,
		                        scratch[i], sizeof(scratch[i]));
	for (size_t i = 0; i < BRANCHES; i++)
		forward(&edits[i], &bench, branches[i]);
	for (size_t i = 0; i < BRANCHES; i++) {
		size_t out_len = write_all(&edits[i], out);
		size_t wanted_len = forwarded(wanted, text, len, branches[i]);

		ck_assert(is_same(out, out_len, wanted, wanted_len));
		ck_assert_uint_lt(zsip_edit_copied(&edits[i]), 400);
	}
	ck_assert_int_eq(memcmp(bench.msg.text.ptr, text, len), 0);
	guard_close(&bench.guard);
}
END_TEST

/* Operations with "%" in each text that comes from outside. */
static const char *const texts[] = {
        "via U%P p 0 z9hG4bK2",
        "via UDP p%q 0 z9hG4bK2",
        "via UDP p 0 z9hG4bK%2",
        "via UDP p 0 z9hG4bK%",
        "stamp 192.0.2.%1 5060",
        "uri sip:b%@h",
        "uri %sip:b@h",
        "uri sip:b@h%",
        "record-route sip:p%;lr",
        "record-route sip:p;lr%",
        "record-routes sip:p%q;lr sip:p;lr",
        "record-routes sip:p;lr sip:%;lr",
        "path sip:p;%lr",
        "route sip:%p;lr",
        "add end Organization: x%y",
        "add end Organization: x%",
        "add end Organization: %",
        "add end Sub%ject: x",
        "add top X-a: x%y: z",
        "add top X-a%: x",
        "set Subject: x%y",
        "set X-%a: x",
        "replace 2 x%y",
        "value Subject 1 x%y",
        "value Contact 1 <sip:a%@b>",
        "value Contact 1 <sip:a@b>%",
        "name To 1 x%y",
        "name To 1 %",
        "hparam To 1 a%b=c",
        "hparam To 1 a=b%c",
        "hparam To 1 a=%",
        "user uri a%b",
        "host uri a%b",
        "host uri a.b%",
        "param uri a%b=c",
        "param uri a=b%c",
        "param uri a=%",
        "body text/pl%ain ab",
        "body text/plain% ab",
};

static void try_text(struct bench *bench, const char *text, const char *bytes)
{
	char line[LINE];
	const char *place = strchr(text, '%');

	snprintf(line, sizeof(line), "%.*s%s%s", (int)(place - text), text,
	         bytes, place + 1);
	start(bench, SPLICES, SCRATCH);
	editing_operate(&bench->edit, &bench->msg, &bench->core, line);
	ck_assert_msg(bench->edit.error.status == ZSIP_E_SYNTAX, "%s with %s",
	              text, bytes);
	check_nothing(&bench->edit);
}

START_TEST(test_line_ends)
{
	static const char *const breaks[] = {"\\r", "\\n",       "\\r\\n",
	                                     "\\0", "\\r\\n\\s", "\\n\\x09"};
	static const char message[] = "INVITE sip:b@h SIP/2.0\r\n"
	                              "Via: SIP/2.0/UDP a;rport\r\n"
	                              "Subject: x\r\n"
	                              "To: <sip:b@h>\r\n"
	                              "Contact: <sip:a@h>\r\n\r\n";
	struct bench bench;

	open_bench(&bench, message, sizeof(message) - 1);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		for (size_t j = 0; j < sizeof(breaks) / sizeof(*breaks); j++)
			try_text(&bench, texts[i], breaks[j]);
	}
	guard_close(&bench.guard);
}
END_TEST

static enum zsip_status edit_wrongly(struct bench *bench, int how)
{
	struct zsip_edit *edit = &bench->edit;
	struct zsip_message *msg = &bench->msg, other = *msg;
	struct zsip_field field = msg->fields[0];
	struct zsip_list list;

	zsip_list_start(&list, msg, ZSIP_HDR_CONTACT);
	start(bench, SPLICES, SCRATCH);
	switch (how) {
	case 0: /* parsed with a failure */
		other.error.status = ZSIP_E_SYNTAX;
		return zsip_edit_pop_via(edit, &other, &bench->core);
	case 1: /* another text */
		edit->text = slice("INVITE sip:b@h SIP/2.0\r\n\r\n");
		return zsip_edit_pop_via(edit, msg, &bench->core);
	case 2: /* a field of none */
		return zsip_edit_remove_field(edit, msg, &field);
	case 3: /* a walk that has not begun */
		return zsip_edit_remove_value(edit, &list);
	case 4: /* a number that is no header field */
		return zsip_edit_remove_fields(edit, msg,
		                               (enum zsip_header)9999);
	case 5:
		return zsip_edit_remove_named(edit, msg, slice(""));
	case 6: /* a part of none */
		return zsip_edit_set_part_body(edit, msg, msg, slice("a/b"),
		                               slice("c"));
	default:
		return ZSIP_OK;
	}
}

START_TEST(test_misuse)
{
	static const char message[] = "INVITE sip:b@h SIP/2.0\r\n"
	                              "Via: SIP/2.0/UDP a\r\n"
	                              "Contact: <sip:a@h>\r\n\r\n";
	struct bench bench;

	open_bench(&bench, message, sizeof(message) - 1);
	for (int how = 0; how <= 6; how++) {
		ck_assert_int_eq(edit_wrongly(&bench, how), ZSIP_E_USE);
		check_nothing(&bench.edit);
		/* It sticks. */
		ck_assert_int_eq(
		        zsip_edit_pop_via(&bench.edit, &bench.msg, &bench.core),
		        ZSIP_E_USE);
	}
	guard_close(&bench.guard);
}
END_TEST

/* An edit of a message that was read with quirks. */
static void try_quirk(uint64_t quirks, const char *text, const char *operation,
                      const char *wanted)
{
	struct zsip_options options = {.size = sizeof(options),
	                               .quirks = quirks};
	struct bench bench;
	char line[LINE], out[TEXT];
	size_t len = strlen(text);

	guard_open(&bench.guard, len);
	zsip_message_init(&bench.msg, bench.fields, FIELDS, &options);
	ck_assert_int_eq(zsip_message_parse(&bench.msg,
	                                    guard_end(&bench.guard, text, len),
	                                    len, NULL),
	                 ZSIP_OK);
	zsip_core_parse(&bench.msg, &bench.core, NULL);
	start(&bench, SPLICES, SCRATCH);
	strcpy(line, operation);
	ck_assert_msg(
	        editing_operate(&bench.edit, &bench.msg, &bench.core, line),
	        "%s", operation);
	ck_assert(is_same(out, write_all(&bench.edit, out), wanted,
	                  strlen(wanted)));
	guard_close(&bench.guard);
}

START_TEST(test_quirks)
{
	try_quirk(ZSIP_QUIRK_LF_LINE_ENDS,
	          "OPTIONS sip:b@h SIP/2.0\nVia: SIP/2.0/UDP a\n\n",
	          "via UDP p 0 z9hG4bK2",
	          "OPTIONS sip:b@h SIP/2.0\n"
	          "Via: SIP/2.0/UDP p;branch=z9hG4bK2\n"
	          "Via: SIP/2.0/UDP a\n\n");
	try_quirk(ZSIP_QUIRK_LF_LINE_ENDS,
	          "OPTIONS sip:b@h SIP/2.0\nSubject: x\n\nab", "remove 1",
	          "OPTIONS sip:b@h SIP/2.0\n\nab");
	try_quirk(ZSIP_QUIRK_LF_LINE_ENDS,
	          "OPTIONS sip:b@h SIP/2.0\nSubject: x\n\n",
	          "add end Expires: 5",
	          "OPTIONS sip:b@h SIP/2.0\nSubject: x\nExpires: 5\n\n");
	try_quirk(ZSIP_QUIRK_EMPTY_LIST_ELEMENT,
	          "OPTIONS sip:b@h SIP/2.0\r\n"
	          "Route: ,<sip:p;lr>, ,<sip:q;lr>\r\n\r\n",
	          "pop-route",
	          "OPTIONS sip:b@h SIP/2.0\r\n"
	          "Route: ,<sip:q;lr>\r\n\r\n");
	try_quirk(ZSIP_QUIRK_EMPTY_LIST_ELEMENT,
	          "OPTIONS sip:b@h SIP/2.0\r\n"
	          "Route: ,\r\n"
	          "Route: <sip:p;lr>,,\r\n\r\n",
	          "pop-route",
	          "OPTIONS sip:b@h SIP/2.0\r\n"
	          "Route: ,\r\n\r\n");
}
END_TEST

/* Header fields of a part are edited as those of a message. */
START_TEST(test_part_fields)
{
	static const char message[] = "INVITE sip:b@h SIP/2.0\r\n"
	                              "Content-Type: multipart/x;boundary=b\r\n"
	                              "Content-Length: 36\r\n"
	                              "\r\n"
	                              "--b\r\n"
	                              "Content-ID: <a@b>\r\n"
	                              "\r\n"
	                              "a\r\n"
	                              "--b--\r\n";
	static const char wanted[] = "INVITE sip:b@h SIP/2.0\r\n"
	                             "Content-Type: multipart/x;boundary=b\r\n"
	                             "Content-Length: 39\r\n"
	                             "\r\n"
	                             "--b\r\n"
	                             "Content-Language: de\r\n"
	                             "\r\n"
	                             "a\r\n"
	                             "--b--\r\n";
	const struct zsip_header_line line = {.id = ZSIP_HDR_CONTENT_LANGUAGE,
	                                      .value = {"de", 2}};
	struct zsip_field fields[4];
	struct zsip_message part;
	struct zsip_parts walk;
	struct bench bench;
	char out[TEXT];

	open_bench(&bench, message, sizeof(message) - 1);
	start(&bench, SPLICES, SCRATCH);
	zsip_message_init(&part, fields, 4, NULL);
	ck_assert_int_eq(zsip_parts_start(&walk, &bench.msg, NULL), ZSIP_OK);
	ck_assert_int_eq(zsip_parts_next(&walk, &part, NULL), ZSIP_OK);
	zsip_edit_add_field(&bench.edit, &part, &line, ZSIP_EDIT_TOP);
	zsip_edit_remove_fields(&bench.edit, &part, ZSIP_HDR_CONTENT_ID);
	zsip_edit_content_length(&bench.edit, &bench.msg);
	ck_assert(is_same(out, write_all(&bench.edit, out), wanted,
	                  sizeof(wanted) - 1));
	guard_close(&bench.guard);
}
END_TEST

/* What a proxy does to a request of which one header field is not as it should
 * be. */
static const char *const request_lines[] = {
        "Via: SIP/2.0/UDP a;branch=z9hG4bK1",
        "Max-Forwards: 70",
        "Route: <sip:p;lr>",
        "From: <sip:a@h>;tag=1",
        "To: <sip:b@h>",
        "Call-ID: 1",
        "CSeq: 1 INVITE",
        "Contact: <sip:a@h>",
};

enum { REQUEST_LINES = 8, DELETED = 0, DUPLICATED = 1, EMPTIED = 2 };

/* What each step comes to: on the line with this number. */
static const struct {
	const char *operation;
	size_t line;
	enum zsip_status statuses[3];
} steps[] = {
        {"pop-via", 0, {ZSIP_E_MISSING, ZSIP_OK, ZSIP_E_SYNTAX}},
        {"stamp 192.0.2.1 5", 0, {ZSIP_E_MISSING, ZSIP_OK, ZSIP_E_SYNTAX}},
        {"forwards", 1, {ZSIP_OK, ZSIP_E_TOO_MANY, ZSIP_E_SYNTAX}},
        {"pop-route", 2, {ZSIP_E_MISSING, ZSIP_OK, ZSIP_E_SYNTAX}},
        {"undo-strict", 2, {ZSIP_E_MISSING, ZSIP_OK, ZSIP_E_SYNTAX}},
        {"strict", 2, {ZSIP_OK, ZSIP_OK, ZSIP_E_SYNTAX}},
        {"via UDP p 0 z9hG4bK2", REQUEST_LINES, {ZSIP_OK}},
        {"record-route sip:p;lr", REQUEST_LINES, {ZSIP_OK}},
        {"uri sip:c@d", REQUEST_LINES, {ZSIP_OK}},
};

static size_t write_request(char *text, size_t changed, int how)
{
	size_t len = (size_t)sprintf(text, "INVITE sip:b@h SIP/2.0\r\n");

	for (size_t i = 0; i < REQUEST_LINES; i++) {
		const char *line = request_lines[i];
		int n = (int)strlen(line), name = (int)strcspn(line, ":") + 1;

		if (i == changed && how == DELETED)
			continue;
		if (i == changed && how == DUPLICATED)
			len += (size_t)sprintf(text + len, "%s\r\n", line);
		if (i == changed && how == EMPTIED)
			n = name;
		len += (size_t)sprintf(text + len, "%.*s\r\n", n, line);
	}
	return len + (size_t)sprintf(text + len, "\r\n");
}

START_TEST(test_faults)
{
	char text[TEXT], line[LINE];
	struct bench bench;

	for (size_t i = 0; i < (size_t)REQUEST_LINES * 3; i++) {
		size_t changed = i / 3, how = i % 3;

		open_bench(&bench, text,
		           write_request(text, changed, (int)how));
		for (size_t j = 0; j < sizeof(steps) / sizeof(*steps); j++) {
			enum zsip_status wanted =
			        steps[j].line == changed
			                ? steps[j].statuses[how]
			                : ZSIP_OK;

			start(&bench, SPLICES, SCRATCH);
			strcpy(line, steps[j].operation);
			ck_assert(editing_operate(&bench.edit, &bench.msg,
			                          &bench.core, line));
			ck_assert_msg(bench.edit.error.status == wanted,
			              "%s, %s: %s", request_lines[changed],
			              steps[j].operation,
			              bench.edit.error.expected);
			if (wanted != ZSIP_OK)
				check_nothing(&bench.edit);
		}
		guard_close(&bench.guard);
	}
}
END_TEST

/* Around every power of ten. */
START_TEST(test_body_sizes)
{
	static const char message[] = "INVITE sip:b@h SIP/2.0\r\n"
	                              "Content-Length: 0\r\n\r\n";
	static char body[100001], out[101000];
	struct zsip_field fields[FIELDS];
	struct zsip_message msg;
	struct bench bench;
	size_t len;

	memset(body, 'x', sizeof(body));
	open_bench(&bench, message, sizeof(message) - 1);
	for (size_t power = 1; power <= 100000; power *= 10) {
		for (size_t size = power - 1; size <= power + 1; size++) {
			start(&bench, SPLICES, SCRATCH);
			zsip_edit_set_body(&bench.edit, &bench.msg,
			                   slice("text/plain"),
			                   (struct zsip_slice){body, size});
			len = zsip_edit_write(&bench.edit, out, sizeof(out));
			zsip_message_init(&msg, fields, FIELDS, NULL);
			ck_assert_int_eq(
			        zsip_message_parse(&msg, out, len, NULL),
			        ZSIP_OK);
			ck_assert_uint_eq(msg.content_length, size);
			ck_assert_uint_eq(msg.body.len, size);
			ck_assert_uint_eq(msg.body.ptr + size - out, len);
		}
	}
	guard_close(&bench.guard);
}
END_TEST

/* Random edits of all messages beside a naive model. */
START_TEST(test_model)
{
	unsigned char chosen[16 * EDIT_OPERATION];
	struct corpus corpus;
	uint64_t state = 5;
	size_t done = 0;

	corpus_open(&corpus);
	for (size_t i = 0; i < corpus.count; i++) {
		const struct corpus_message *message = &corpus.messages[i];

		for (int run = 0; run < 300; run++) {
			size_t count = random_below(&state, 17);
			const char *fault;

			for (size_t j = 0; j < sizeof(chosen); j++)
				chosen[j] = (unsigned char)random_next(&state);
			fault = edit_fault(message->data, message->len, NULL,
			                   chosen, count, &done);
			ck_assert_msg(fault == NULL, "%s, run %d: %s",
			              message->name, run, fault);
		}
	}
	corpus_close(&corpus);
	tally("build", "random edits", done);
	ck_assert_uint_gt(done, 10000);
}
END_TEST

TCase *message_edit_tcase(void)
{
	TCase *tcase = tcase_create("message edit");

	tcase_add_test(tcase, test_vectors);
	tcase_add_test(tcase, test_unedited);
	tcase_add_test(tcase, test_forward);
	tcase_add_test(tcase, test_line_ends);
	tcase_add_test(tcase, test_misuse);
	tcase_add_test(tcase, test_quirks);
	tcase_add_test(tcase, test_part_fields);
	tcase_add_test(tcase, test_faults);
	tcase_add_test(tcase, test_body_sizes);
	tcase_add_test(tcase, test_model);
	tcase_set_timeout(tcase, 60);
	return tcase;
}
