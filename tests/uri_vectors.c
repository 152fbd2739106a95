#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "naive_uri.h"
#include "uri_vectors.h"
#include "zsip.h"

bool complain_of_uri(const struct vector *v, const char *path, const char *how,
                     const char *expected, const struct text *got)
{
	if (strcmp(text_get(got), expected) == 0)
		return false;
	fprintf(stderr, "%s:%u: %s (%s): expected %s, got %s\n", path, v->line,
	        how, zsip_simd_name(), expected, text_get(got));
	return true;
}

/* What was shown, against what the line expects; frees it. */
static bool differs(const struct vector *v, const char *path, const char *how,
                    struct text *got)
{
	const char *expected = v->expected != NULL ? v->expected : "nothing";
	bool fails = complain_of_uri(v, path, how, expected, got);

	text_free(got);
	return fails;
}

static bool wants_expected(const struct vector *v)
{
	return v->expected != NULL && strcmp(v->verdict, "bad") == 0 &&
	       strchr(v->expected, ' ') != NULL;
}

/* tel and urn */

/* What zsip_uri_parse() has to say of a text that is such a URI. */
static void show_agreement(struct text *out, struct zsip_slice text,
                           const struct zsip_error *error)
{
	const char *hash = memchr(text.ptr, '#', text.len);
	struct zsip_error err;
	struct zsip_uri uri;
	enum zsip_status status = zsip_uri_parse(&uri, text, NULL, &err);
	size_t offset = error->offset;
	bool whole = error->status != ZSIP_E_SYNTAX ||
	             strcmp(error->expected, "another parameter") == 0;

	if (hash != NULL && (whole || hash < text.ptr + offset)) {
		whole = false;
		offset = (size_t)(hash - text.ptr);
	}
	if (whole ? status != ZSIP_OK
	          : status != ZSIP_E_SYNTAX || err.offset != offset)
		text_add(out, ", but as a URI %s@%zu", zsip_status_name(status),
		         err.offset);
}

static bool has_scheme(struct zsip_slice text, const char *scheme)
{
	struct zsip_slice name = zsip_slice_from(scheme);

	if (text.len < name.len)
		return false;
	text.len = name.len;
	return zsip_slice_equal_nocase(text, name);
}

bool fails_tel(const struct vector *v, const char *path,
               const struct guard *guard)
{
	struct zsip_slice text = {guard_end(guard, v->text, v->len), v->len};
	struct zsip_error error = {ZSIP_OK, 0, ""};
	struct text got = {0};
	struct zsip_tel tel;

	if (zsip_tel_parse(&tel, text, &error) != error.status)
		text_add(&got, " another status");
	if (error.status == ZSIP_OK) {
		text_slice(&got, "number", tel.number);
		text_slice(&got, "params", tel.params);
		text_slice(&got, "ext", tel.ext);
		text_slice(&got, "isub", tel.isub);
		text_slice(&got, "phone_context", tel.phone_context);
		text_add(&got, tel.global ? " global" : "");
		if (tel.text.ptr + tel.text.len != text.ptr + text.len ||
		    tel.text.ptr != tel.number.ptr)
			text_add(&got, ", but another text");
	} else {
		dump_error(&got, &error, wants_expected(v));
	}
	if (has_scheme(text, "tel:"))
		show_agreement(&got, text, &error);
	return differs(v, path, "tel", &got);
}

bool fails_urn(const struct vector *v, const char *path,
               const struct guard *guard)
{
	struct zsip_slice text = {guard_end(guard, v->text, v->len), v->len};
	struct zsip_error error = {ZSIP_OK, 0, ""};
	struct text got = {0};
	struct zsip_urn urn;

	if (zsip_urn_parse(&urn, text, &error) != error.status)
		text_add(&got, " another status");
	if (error.status == ZSIP_OK) {
		text_slice(&got, "nid", urn.nid);
		text_slice(&got, "nss", urn.nss);
		text_slice(&got, "r_component", urn.r_component);
		text_slice(&got, "q_component", urn.q_component);
		text_slice(&got, "f_component", urn.f_component);
		if (urn.text.ptr != urn.nid.ptr ||
		    urn.text.ptr + urn.text.len != text.ptr + text.len)
			text_add(&got, ", but another text");
	} else {
		dump_error(&got, &error, wants_expected(v));
	}
	if (has_scheme(text, "urn:"))
		show_agreement(&got, text, &error);
	return differs(v, path, "urn", &got);
}

/* Comparison */

static const char *compared(const struct zsip_uri *a, const struct zsip_uri *b)
{
	static const uint64_t seeds[] = {0, 1, UINT64_C(0x0123456789abcdef)};
	bool equal = zsip_uri_equal(a, b), strict = zsip_uri_strict_equal(a, b);
	bool same_hash = true;

	if (strict && !equal)
		return "the same and not equal";
	if (naive_uri_equal(a, b, false) != equal ||
	    naive_uri_equal(a, b, true) != strict)
		return "not as by the naive comparison";
	for (size_t i = 0; i < sizeof(seeds) / sizeof(*seeds); i++) {
		uint64_t seed = seeds[i];

		if (equal && zsip_uri_hash(a, seed) != zsip_uri_hash(b, seed))
			return "equal with different hashes";
		same_hash &= zsip_uri_strict_hash(a, seed) ==
		             zsip_uri_strict_hash(b, seed);
	}
	/* It covers everything but order, and the seeds are fixed. */
	if (same_hash != strict)
		return same_hash && !equal ? "order" : "not as the hash says";
	return strict ? "same" : equal ? "equal" : "differ";
}

bool fails_equal(const struct vector *v, const char *path,
                 const struct guard *guard)
{
	struct zsip_slice text = {guard_end(guard, v->text, v->len), v->len};
	struct zsip_slice other = zsip_slice_from(v->expected);
	/* What is accepted through a quirk is compared as well. */
	struct zsip_options options = {.size = sizeof(options),
	                               .quirks = UINT64_MAX};
	struct zsip_uri a, b;
	struct text got = {0}, expected = {0};
	bool fails;

	if (zsip_uri_parse(&a, text, &options, NULL) != ZSIP_OK ||
	    zsip_uri_parse(&b, other, &options, NULL) != ZSIP_OK) {
		fprintf(stderr, "%s:%u: no URI\n", path, v->line);
		return true;
	}
	text_add(&got, "%s %s %s %s", compared(&a, &b), compared(&b, &a),
	         compared(&a, &a), compared(&b, &b));
	text_add(&expected, "%s %s same same", v->verdict, v->verdict);
	fails = complain_of_uri(v, path, "to and fro, each to itself",
	                        text_get(&expected), &got);
	text_free(&expected);
	text_free(&got);
	return fails;
}

/* Escapes */

static enum zsip_uri_part part_of(const char *name)
{
	return strcmp(name, "user") == 0       ? ZSIP_URI_USER
	       : strcmp(name, "password") == 0 ? ZSIP_URI_PASSWORD
	       : strcmp(name, "param") == 0    ? ZSIP_URI_PARAM
	                                       : ZSIP_URI_HEADER;
}

/* At this output size: what fits, and what is needed. */
static bool right_at(enum zsip_uri_part part, struct zsip_slice text,
                     const char *whole, size_t need, size_t size)
{
	char *buf = malloc(size + 1);
	size_t filled = size < need ? size : need;
	bool right;

	memset(buf, '#', size + 1);
	right = zsip_escape(part, text, buf, size) == need &&
	        memcmp(buf, whole, filled) == 0 && buf[filled] == '#';
	free(buf);
	return right;
}

bool fails_escape(const struct vector *v, const char *path,
                  const struct guard *guard)
{
	struct zsip_slice text = {guard_end(guard, v->text, v->len), v->len};
	enum zsip_uri_part part = part_of(v->verdict);
	size_t need = zsip_escape(part, text, NULL, 0);
	char *whole = malloc(need + 1), *back = malloc(v->len + 1);
	struct text got = {0};

	zsip_escape(part, text, whole, need);
	text_add(&got, "\"");
	text_bytes(&got, whole, need);
	text_add(&got, "\"");
	for (size_t size = 0; size <= need + 1; size++) {
		if (!right_at(part, text, whole, need, size))
			text_add(&got, ", but not at size %zu", size);
	}
	if (zsip_unescape((struct zsip_slice){whole, need}, back, v->len) !=
	            v->len ||
	    memcmp(back, v->text, v->len) != 0)
		text_add(&got, ", and back something else");
	free(whole);
	free(back);
	return differs(v, path, v->verdict, &got);
}

/* Parameters of the user part, and headers */

static bool parse(const struct vector *v, const char *path,
                  const struct guard *guard, struct zsip_uri *uri)
{
	struct zsip_slice text = {guard_end(guard, v->text, v->len), v->len};

	if (zsip_uri_parse(uri, text, NULL, NULL) == ZSIP_OK)
		return true;
	fprintf(stderr, "%s:%u: no URI\n", path, v->line);
	return false;
}

static void show_params(struct text *out, struct zsip_slice params)
{
	struct zsip_error error;
	struct zsip_params walk;
	struct zsip_param param;
	enum zsip_status status;

	zsip_params_start(&walk, params);
	while ((status = zsip_params_next(&walk, &param, &error)) == ZSIP_OK) {
		text_add(out, " [");
		text_bytes(out, param.name.ptr, param.name.len);
		text_add(out, param.value.ptr != NULL ? "=" : "");
		text_bytes(out, param.value.ptr, param.value.len);
		text_add(out, "]");
	}
	if (status != ZSIP_END)
		text_add(out, " [%s@%zu]", zsip_status_name(error.status),
		         error.offset);
}

bool fails_user_params(const struct vector *v, const char *path,
                       const struct guard *guard)
{
	struct zsip_slice before, params;
	struct text got = {0};
	struct zsip_uri uri;

	if (!parse(v, path, guard, &uri))
		return true;
	params = zsip_uri_user_params(&uri, &before);
	text_add(&got, before.ptr == NULL ? "none"
	               : before.len == 0  ? "\"\""
	                                  : "");
	text_bytes(&got, before.ptr, before.len);
	show_params(&got, params);
	if (zsip_uri_user_params(&uri, NULL).ptr != params.ptr)
		text_add(&got, ", but then elsewhere");
	return differs(v, path, "user parameters", &got);
}

bool fails_headers(const struct vector *v, const char *path,
                   const struct guard *guard)
{
	struct zsip_params walk;
	struct zsip_param header;
	struct text got = {0};
	struct zsip_uri uri;

	if (!parse(v, path, guard, &uri))
		return true;
	zsip_params_start(&walk, uri.headers);
	while (zsip_params_next(&walk, &header, NULL) == ZSIP_OK) {
		enum zsip_header id = zsip_uri_header_id(&header);
		const struct zsip_header_info *info = zsip_header_info(id);

		text_add(&got, " %s",
		         info != NULL                       ? info->name.ptr
		         : zsip_uri_header_is_body(&header) ? "body"
		                                            : "?");
	}
	text_add(&got, got.len == 0 ? "none" : "");
	return differs(v, path, "headers", &got);
}
