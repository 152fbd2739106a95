/*
 * Writing values: tests/vectors/write has a file for each writer.  What is
 * written fits any buffer, and is read back as what it was made from.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "mutate.h"
#include "stamp.h"
#include "tally.h"
#include "test_build.h"
#include "vectors.h"
#include "zsip.h"
#include "zsip_builder.h"

#define PARTS_MAX 16

/* The parts of a vector, which stand between "|". */
struct parts {
	struct zsip_slice items[PARTS_MAX];
	size_t count;
};

static struct parts cut(struct zsip_slice text)
{
	struct parts parts = {.count = 0};
	const char *p = text.ptr, *end = p + text.len;

	for (;;) {
		const char *bar = memchr(p, '|', (size_t)(end - p));
		const char *stop = bar != NULL ? bar : end;

		ck_assert_uint_lt(parts.count, PARTS_MAX);
		parts.items[parts.count++] =
		        (struct zsip_slice){p, (size_t)(stop - p)};
		if (bar == NULL)
			return parts;
		p = bar + 1;
	}
}

/* What stands behind "NAME=" in the item, absent if the name is another. */
static struct zsip_slice named(struct zsip_slice item, const char *name)
{
	size_t len = strlen(name);

	if (item.len < len || memcmp(item.ptr, name, len) != 0)
		return (struct zsip_slice){NULL, 0};
	return (struct zsip_slice){item.ptr + len, item.len - len};
}

static struct zsip_slice part(const struct parts *parts, const char *name)
{
	for (size_t i = 0; i < parts->count; i++) {
		struct zsip_slice value = named(parts->items[i], name);

		if (value.ptr != NULL)
			return value;
	}
	return (struct zsip_slice){NULL, 0};
}

static unsigned long long number(struct zsip_slice text)
{
	char digits[24] = "";

	if (text.len < sizeof(digits) && text.ptr != NULL)
		memcpy(digits, text.ptr, text.len);
	return strtoull(digits, NULL, 10);
}

/* The items that begin with `lead`, as parameters. */
static size_t params(const struct parts *parts, char lead,
                     struct zsip_param_parts *params)
{
	size_t count = 0;

	for (size_t i = 0; i < parts->count; i++) {
		struct zsip_slice item = parts->items[i];
		const char *equal;

		if (item.len == 0 || item.ptr[0] != lead)
			continue;
		item.ptr++;
		item.len--;
		equal = memchr(item.ptr, '=', item.len);
		params[count].name = item;
		params[count].value = (struct zsip_slice){NULL, 0};
		if (equal != NULL) {
			params[count].name.len = (size_t)(equal - item.ptr);
			params[count].value = (struct zsip_slice){
			        equal + 1,
			        item.len - params[count].name.len - 1};
		}
		count++;
	}
	return count;
}

typedef void write_function(struct zsip_writer *writer, struct zsip_slice text);

static void write_user(struct zsip_writer *writer, struct zsip_slice text)
{
	zsip_writer_add_escaped(writer, ZSIP_URI_USER, text);
}

static void write_password(struct zsip_writer *writer, struct zsip_slice text)
{
	zsip_writer_add_escaped(writer, ZSIP_URI_PASSWORD, text);
}

static void write_param_part(struct zsip_writer *writer, struct zsip_slice text)
{
	zsip_writer_add_escaped(writer, ZSIP_URI_PARAM, text);
}

static void write_header_part(struct zsip_writer *writer,
                              struct zsip_slice text)
{
	zsip_writer_add_escaped(writer, ZSIP_URI_HEADER, text);
}

static void write_param(struct zsip_writer *writer, struct zsip_slice text)
{
	struct parts parts = cut(text);
	struct zsip_param_parts param = {.name = parts.items[0]};

	if (parts.count > 1)
		param.value = parts.items[1];
	zsip_writer_add_param(writer, &param);
}

static void write_uri(struct zsip_writer *writer, struct zsip_slice text)
{
	struct zsip_param_parts of_uri[PARTS_MAX], headers[PARTS_MAX];
	struct parts parts = cut(text);
	struct zsip_uri_parts uri = {
	        .user = part(&parts, "user="),
	        .password = part(&parts, "password="),
	        .host = part(&parts, "host="),
	        .port = (uint16_t)number(part(&parts, "port=")),
	        .params = of_uri,
	        .param_count = params(&parts, ';', of_uri),
	        .headers = headers,
	        .header_count = params(&parts, '?', headers),
	};

	uri.scheme = part(&parts, "sips").ptr != NULL  ? ZSIP_SCHEME_SIPS
	             : part(&parts, "sip").ptr != NULL ? ZSIP_SCHEME_SIP
	                                               : ZSIP_SCHEME_TEL;
	zsip_writer_add_uri(writer, &uri);
}

static void write_address(struct zsip_writer *writer, struct zsip_slice text)
{
	struct zsip_param_parts own[PARTS_MAX];
	struct parts parts = cut(text);
	struct zsip_address_parts address = {
	        .display_name = part(&parts, "name="),
	        .uri = part(&parts, "uri="),
	        .tag = part(&parts, "tag="),
	        .params = own,
	        .param_count = params(&parts, ';', own),
	};

	zsip_writer_add_address(writer, &address);
}

static void write_via(struct zsip_writer *writer, struct zsip_slice text)
{
	struct zsip_param_parts own[PARTS_MAX];
	struct parts parts = cut(text);
	struct zsip_via_parts via = {
	        .transport = part(&parts, "transport="),
	        .host = part(&parts, "host="),
	        .port = (uint16_t)number(part(&parts, "port=")),
	        .branch = part(&parts, "branch="),
	        .rport = part(&parts, "rport").ptr != NULL,
	        .params = own,
	        .param_count = params(&parts, ';', own),
	};

	zsip_writer_add_via(writer, &via);
}

static void write_cseq(struct zsip_writer *writer, struct zsip_slice text)
{
	struct parts parts = cut(text);
	unsigned long long cseq = number(parts.items[0]);

	zsip_writer_add_cseq(writer,
	                     cseq < UINT32_MAX ? (uint32_t)cseq : UINT32_MAX,
	                     parts.items[1]);
}

/* A builder that goes on where a writer is. */
static struct zsip_builder on(const struct zsip_writer *writer)
{
	struct zsip_builder builder;

	zsip_builder_start(&builder, writer->buf, writer->size, 0, NULL);
	return builder;
}

static void write_field(struct zsip_writer *writer, struct zsip_slice text)
{
	static const char start[] = "SIP/2.0 200 OK\r\n";
	struct parts parts = cut(text);
	struct zsip_builder builder;
	char buf[1024];

	zsip_builder_start(&builder, buf, sizeof(buf), 0, NULL);
	zsip_builder_status_line(&builder, 200, (struct zsip_slice){NULL, 0});
	zsip_builder_add_named(&builder, parts.items[0], parts.items[1]);
	if (builder.out.error.status != ZSIP_OK)
		zsip_writer_fail(writer, builder.out.error.status,
		                 builder.out.error.expected);
	zsip_writer_add(writer,
	                (struct zsip_slice){buf + strlen(start),
	                                    builder.out.len - strlen(start)});
}

static void write_reason(struct zsip_writer *writer, struct zsip_slice text)
{
	struct zsip_builder builder = on(writer);
	struct parts parts = cut(text);

	zsip_builder_status_line(&builder, (unsigned)number(parts.items[0]),
	                         parts.count > 1
	                                 ? parts.items[1]
	                                 : (struct zsip_slice){NULL, 0});
	*writer = builder.out;
}

static void write_request_line(struct zsip_writer *writer,
                               struct zsip_slice text)
{
	struct zsip_builder builder = on(writer);
	struct parts parts = cut(text);

	zsip_builder_request_line(&builder, parts.items[0], parts.items[1]);
	*writer = builder.out;
}

static void write_stamp(struct zsip_writer *writer, struct zsip_slice text)
{
	struct parts parts = cut(text);
	struct zsip_slice via = parts.items[0];
	struct zsip_source source = {
	        .address = parts.items[1],
	        .port = (uint16_t)number(parts.items[2]),
	};
	struct zsip_value value;
	struct zsip_stamp stamp;
	enum zsip_status status;
	const char *at = via.ptr;

	if (source.address.len == 0)
		source.address.ptr = NULL;
	if (zsip_value_parse(&value, ZSIP_HDR_VIA, via, NULL, NULL) !=
	    ZSIP_OK) {
		zsip_writer_fail(writer, ZSIP_E_SYNTAX, "Via");
		return;
	}
	status = zsip_stamp_make(&stamp, value.raw, &value.via_parm, &source);
	if (status != ZSIP_OK)
		zsip_writer_fail(writer, status, "address");
	for (unsigned i = 0; i < stamp.count; i++) {
		struct zsip_slice old = stamp.splices[i].old;

		zsip_writer_add(writer, (struct zsip_slice){
		                                at, (size_t)(old.ptr - at)});
		zsip_writer_add(writer, stamp.splices[i].text);
		at = old.ptr + old.len;
	}
	zsip_writer_add(writer, (struct zsip_slice){
	                                at, (size_t)(via.ptr + via.len - at)});
}

/* Whether what was written is read back as what it was made from. */
typedef bool read_function(struct zsip_slice written, struct zsip_slice text);

typedef size_t copy_function(struct zsip_slice text, char *buf, size_t size);

static bool same_copy(copy_function *copy, struct zsip_slice written,
                      struct zsip_slice text)
{
	char *buf = malloc(text.len + 1);
	bool same = copy(written, buf, text.len) == text.len &&
	            memcmp(buf, text.ptr, text.len) == 0;

	free(buf);
	return same;
}

static bool read_quoted(struct zsip_slice written, struct zsip_slice text)
{
	struct zsip_value value;
	char whole[512];
	int len = snprintf(whole, sizeof(whole), "%.*s <sip:a>",
	                   (int)written.len, written.ptr);
	struct zsip_slice all = {whole, (size_t)len};

	return zsip_value_parse(&value, ZSIP_HDR_TO, all, NULL, NULL) ==
	               ZSIP_OK &&
	       same_copy(zsip_unquote, value.name_addr.display_name, text);
}

static bool read_comment(struct zsip_slice written, struct zsip_slice text)
{
	struct zsip_product product;
	struct zsip_slice rest = written;
	struct zsip_value value;

	return zsip_value_parse(&value, ZSIP_HDR_SERVER, written, NULL, NULL) ==
	               ZSIP_OK &&
	       zsip_products_next(&rest, &product) &&
	       same_copy(zsip_unquote, product.comment, text);
}

static bool read_escaped(struct zsip_slice written, struct zsip_slice text)
{
	return same_copy(zsip_unescape, written, text);
}

static bool read_host(struct zsip_slice written, struct zsip_slice text)
{
	return zsip_host_classify(written) != ZSIP_HOST_NONE &&
	       zsip_host_equal(written, text);
}

static bool read_param(struct zsip_slice written, struct zsip_slice text)
{
	struct parts parts = cut(text);
	struct zsip_params walk;
	struct zsip_param param;

	zsip_params_start(&walk, written);
	if (zsip_params_next(&walk, &param, NULL) != ZSIP_OK ||
	    !zsip_slice_equal(param.name, parts.items[0]) ||
	    !zsip_param_is_sound(&param))
		return false;
	if (parts.count == 1)
		return param.value.ptr == NULL;
	if (param.quoted)
		return same_copy(zsip_unquote, param.value, parts.items[1]);
	return zsip_slice_equal(param.value, parts.items[1]);
}

static bool same_part(struct zsip_slice written, struct zsip_slice text)
{
	return (written.len == 0 && text.len == 0) ||
	       same_copy(zsip_unescape, written, text);
}

static bool read_uri(struct zsip_slice written, struct zsip_slice text)
{
	struct parts parts = cut(text);
	struct zsip_uri uri;

	return zsip_uri_parse(&uri, written, NULL, NULL) == ZSIP_OK &&
	       same_part(uri.user, part(&parts, "user=")) &&
	       same_part(uri.password, part(&parts, "password=")) &&
	       zsip_host_equal(uri.host, part(&parts, "host=")) &&
	       uri.port == number(part(&parts, "port="));
}

static bool read_address(struct zsip_slice written, struct zsip_slice text)
{
	struct parts parts = cut(text);
	struct zsip_value value;
	struct zsip_slice name = part(&parts, "name=");
	struct zsip_slice tag = part(&parts, "tag=");

	if (zsip_value_parse(&value, ZSIP_HDR_TO, written, NULL, NULL) !=
	    ZSIP_OK)
		return false;
	if (tag.ptr != NULL && !zsip_slice_equal(value.name_addr.tag, tag))
		return false;
	return value.name_addr.bracketed &&
	       zsip_slice_equal(value.name_addr.uri, part(&parts, "uri=")) &&
	       (name.len == 0 ||
	        same_copy(zsip_unquote, value.name_addr.display_name, name));
}

static bool read_via(struct zsip_slice written, struct zsip_slice text)
{
	struct parts parts = cut(text);
	struct zsip_value value;

	return zsip_value_parse(&value, ZSIP_HDR_VIA, written, NULL, NULL) ==
	               ZSIP_OK &&
	       zsip_slice_equal(value.via_parm.transport,
	                        part(&parts, "transport=")) &&
	       zsip_host_equal(value.via_parm.host, part(&parts, "host=")) &&
	       zsip_slice_equal(value.via_parm.branch, part(&parts, "branch="));
}

static bool read_cseq(struct zsip_slice written, struct zsip_slice text)
{
	struct parts parts = cut(text);
	struct zsip_value value;

	return zsip_value_parse(&value, ZSIP_HDR_CSEQ, written, NULL, NULL) ==
	               ZSIP_OK &&
	       value.cseq.number == number(parts.items[0]) &&
	       zsip_slice_equal(value.cseq.method, parts.items[1]);
}

static bool read_line(struct zsip_slice written, struct zsip_slice text)
{
	struct parts parts = cut(text);
	struct zsip_message msg;
	struct zsip_field fields[1];
	char whole[512];
	int len = snprintf(whole, sizeof(whole), "%.*s\r\n", (int)written.len,
	                   written.ptr);

	zsip_message_init(&msg, fields, 1, NULL);
	if (zsip_message_parse(&msg, whole, (size_t)len, NULL) != ZSIP_OK)
		return false;
	if (msg.status_code == 0)
		return zsip_slice_equal(msg.method, parts.items[0]) &&
		       zsip_slice_equal(msg.request_uri, parts.items[1]);
	return msg.status_code == number(parts.items[0]) &&
	       (parts.count == 1 ||
	        zsip_slice_equal(msg.reason, parts.items[1]));
}

static bool read_stamp(struct zsip_slice written, struct zsip_slice text)
{
	struct zsip_value value;

	(void)text;
	return zsip_value_parse(&value, ZSIP_HDR_VIA, written, NULL, NULL) ==
	       ZSIP_OK;
}

static const struct writing {
	const char *name;
	write_function *write;
	read_function *read; /* NULL: the vector says it all */
} writings[] = {
        {"token", zsip_writer_add_token, NULL},
        {"quoted", zsip_writer_add_quoted, read_quoted},
        {"comment", zsip_writer_add_comment, read_comment},
        {"user", write_user, read_escaped},
        {"password", write_password, read_escaped},
        {"param_part", write_param_part, read_escaped},
        {"header_part", write_header_part, read_escaped},
        {"host", zsip_writer_add_host, read_host},
        {"param", write_param, read_param},
        {"uri", write_uri, read_uri},
        {"address", write_address, read_address},
        {"via", write_via, read_via},
        {"cseq", write_cseq, read_cseq},
        {"unfolded", zsip_writer_add_unfolded, NULL},
        {"field", write_field, NULL},
        {"reason", write_reason, read_line},
        {"request_line", write_request_line, read_line},
        {"stamp", write_stamp, read_stamp},
};

enum { WRITINGS = sizeof(writings) / sizeof(*writings) };

/* Every size gives as much of the whole as there is room for. */
static void try_sizes(const struct writing *writing, struct zsip_slice text,
                      struct zsip_slice whole)
{
	for (size_t size = 0; size <= whole.len + 1; size++) {
		size_t filled = size < whole.len ? size : whole.len;
		char *buf = malloc(size + 1);
		struct zsip_writer writer;

		ck_assert_ptr_nonnull(buf);
		buf[size] = '#';
		zsip_writer_init(&writer, size != 0 ? buf : NULL, size);
		writing->write(&writer, text);
		ck_assert_uint_eq(writer.len, whole.len);
		ck_assert(memcmp(buf, whole.ptr, filled) == 0);
		ck_assert(buf[size] == '#');
		free(buf);
	}
}

static bool try_vector(const struct writing *writing, const struct vector *v)
{
	struct zsip_slice text = {v->text, v->len};
	struct text shown = {0};
	struct zsip_writer writer;
	char buf[1024];
	bool ok = v->verdict[0] == 'o', right;

	zsip_writer_init(&writer, buf, sizeof(buf));
	writing->write(&writer, text);
	ck_assert_uint_le(writer.len, sizeof(buf));
	if (writer.error.status != ZSIP_OK)
		text_add(&shown, "%s %s", zsip_status_name(writer.error.status),
		         writer.error.expected);
	else
		text_bytes(&shown, buf, writer.len);
	right = strcmp(text_get(&shown),
	               ok && strcmp(v->expected, "\"\"") == 0 && writer.len == 0
	                       ? ""
	                       : v->expected) == 0 &&
	        ok == (writer.error.status == ZSIP_OK);
	if (!right)
		fprintf(stderr, "%s:%u: %s\n", writing->name, v->line,
		        text_get(&shown));
	text_free(&shown);
	if (!right || !ok)
		return right;
	try_sizes(writing, text, (struct zsip_slice){buf, writer.len});
	if (writing->read == NULL ||
	    writing->read((struct zsip_slice){buf, writer.len}, text))
		return true;
	fprintf(stderr, "%s:%u: read back as another\n", writing->name,
	        v->line);
	return false;
}

START_TEST(vectors)
{
	const struct writing *writing = &writings[_i];
	struct vector_file file;
	enum vector_result result;
	struct vector v;
	char path[128];
	size_t count = 0, failed = 0;

	snprintf(path, sizeof(path),
	         ZSIP_SOURCE_DIR "/tests/vectors/write/%s.txt", writing->name);
	ck_assert_msg(vectors_open(&file, path, "ok bad"), "%s", file.error);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		ck_assert_msg(result == VECTOR_LINE && v.expected != NULL,
		              "%s:%u %s", path, v.line, file.error);
		count++;
		failed += !try_vector(writing, &v);
	}
	vectors_close(&file);
	tally_vectors("write", count);
	ck_assert_msg(failed == 0, "%zu of %zu in %s", failed, count, path);
	ck_assert_uint_ge(count, 2);
}
END_TEST

/* What is written of changed vectors has no line end or NUL that it should not
 * have, and is read back. */
static void try_changed(const struct writing *writing, struct zsip_slice text,
                        uint64_t *random, size_t *written)
{
	char changed[256], buf[2048];
	struct zsip_writer writer;
	struct zsip_slice out;
	size_t len = text.len < 200 ? text.len : 200;

	memcpy(changed, text.ptr, len);
	len = mutate(random, changed, len, sizeof(changed));
	text = (struct zsip_slice){changed, len};
	zsip_writer_init(&writer, buf, sizeof(buf));
	writing->write(&writer, text);
	if (writer.error.status != ZSIP_OK)
		return;
	ck_assert_uint_le(writer.len, sizeof(buf));
	++*written;
	out = (struct zsip_slice){buf, writer.len};
	if (writing->read == read_line)
		out.len -= 2;
	/* A stamp keeps the folds of its Via. */
	for (size_t i = 0; i < out.len && writing->read != read_stamp; i++)
		ck_assert(out.ptr[i] != '\r' && out.ptr[i] != '\n' &&
		          out.ptr[i] != '\0');
	out.len = writer.len;
	ck_assert_msg(writing->read(out, text), "%s: %.*s from %.*s",
	              writing->name, (int)out.len, out.ptr, (int)text.len,
	              text.ptr);
}

START_TEST(changed)
{
	const struct writing *writing = &writings[_i];
	struct vector_file file;
	struct vector v;
	char path[128];
	uint64_t random = 5;
	size_t written = 0;

	if (writing->read == NULL)
		return;
	snprintf(path, sizeof(path),
	         ZSIP_SOURCE_DIR "/tests/vectors/write/%s.txt", writing->name);
	ck_assert_msg(vectors_open(&file, path, "ok bad"), "%s", file.error);
	while (vectors_next(&file, &v) == VECTOR_LINE) {
		for (int i = 0; i < 400; i++)
			try_changed(writing, (struct zsip_slice){v.text, v.len},
			            &random, &written);
	}
	vectors_close(&file);
	tally("build", "changed values read back", written);
	ck_assert_uint_gt(written, 100);
}
END_TEST

START_TEST(hosts)
{
	struct vector_file file;
	struct vector v;
	size_t count = 0;

	ck_assert_msg(vectors_open(&file,
	                           ZSIP_SOURCE_DIR
	                           "/tests/vectors/write/host_equal.txt",
	                           "same other"),
	              "%s", file.error);
	while (vectors_next(&file, &v) == VECTOR_LINE) {
		struct parts parts = cut((struct zsip_slice){v.text, v.len});
		bool same = v.verdict[0] == 's';

		ck_assert_msg(zsip_host_equal(parts.items[0], parts.items[1]) ==
		                              same &&
		                      zsip_host_equal(parts.items[1],
		                                      parts.items[0]) == same,
		              "host_equal.txt:%u", v.line);
		count++;
	}
	ck_assert_str_eq(file.error, "");
	vectors_close(&file);
	tally_vectors("write", count);
	ck_assert_uint_gt(count, 10);
}
END_TEST

/* An error stays, and nothing is written behind it. */
START_TEST(errors_stick)
{
	struct zsip_writer writer;
	char buf[32];

	zsip_writer_init(&writer, buf, sizeof(buf));
	zsip_writer_add_token(&writer, zsip_slice_from("ab"));
	zsip_writer_add_token(&writer, zsip_slice_from("c d"));
	zsip_writer_add_host(&writer, zsip_slice_from("e f"));
	zsip_writer_add_token(&writer, zsip_slice_from("gh"));
	ck_assert_uint_eq(writer.len, 2);
	ck_assert_int_eq(writer.error.status, ZSIP_E_SYNTAX);
	ck_assert_uint_eq(writer.error.offset, 2);
	ck_assert_str_eq(writer.error.expected, "token");
}
END_TEST

/* A text that is absent is one without bytes. */
START_TEST(absent_texts_are_empty)
{
	const struct zsip_slice absent = {NULL, 0};
	struct zsip_writer writer;
	char buf[8];

	zsip_writer_init(&writer, buf, sizeof(buf));
	zsip_writer_add_quoted(&writer, absent);
	zsip_writer_add_comment(&writer, absent);
	zsip_writer_add_escaped(&writer, ZSIP_URI_USER, absent);
	zsip_writer_add_unfolded(&writer, absent);
	ck_assert_int_eq(writer.error.status, ZSIP_OK);
	ck_assert_uint_eq(writer.len, 4);
	ck_assert_mem_eq(buf, "\"\"()", 4);
}
END_TEST

START_TEST(many_params)
{
	static struct zsip_param_parts params[257];
	static char names[257][8];
	struct zsip_uri_parts uri = {
	        .scheme = ZSIP_SCHEME_SIP, .host = {"h", 1}, .params = params};
	struct zsip_via_parts via = {
	        .transport = {"UDP", 3}, .host = {"h", 1}, .params = params};
	struct zsip_writer writer;

	for (int i = 0; i < 257; i++) {
		snprintf(names[i], sizeof(names[i]), "p%d", i);
		params[i].name = zsip_slice_from(names[i]);
	}
	for (size_t count = 256; count <= 257; count++) {
		enum zsip_status wanted =
		        count == 256 ? ZSIP_OK : ZSIP_E_TOO_MANY;

		uri.param_count = via.param_count = count;
		zsip_writer_init(&writer, NULL, 0);
		zsip_writer_add_uri(&writer, &uri);
		ck_assert_int_eq(writer.error.status, wanted);
		zsip_writer_init(&writer, NULL, 0);
		zsip_writer_add_via(&writer, &via);
		ck_assert_int_eq(writer.error.status, wanted);
	}
}
END_TEST

TCase *writer_tcase(void)
{
	TCase *tcase = tcase_create("writer");

	tcase_add_loop_test(tcase, vectors, 0, WRITINGS);
	tcase_add_loop_test(tcase, changed, 0, WRITINGS);
	tcase_add_test(tcase, hosts);
	tcase_add_test(tcase, errors_stick);
	tcase_add_test(tcase, many_params);
	tcase_add_test(tcase, absent_texts_are_empty);
	return tcase;
}
