/*
 * Writes the seeds for each fuzz target into a folder: the messages and the
 * vectors that are there anyhow, and published ones where they are.
 *
 *	seeds FOLDER
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "capture_seeds.h"
#include "corpora.h"
#include "flow_seeds.h"
#include "log_cases.h"
#include "vectors.h"
#include "zsip.h"

enum { MAX_MESSAGE = 65536 };

static const char *folder;
static size_t count;

static void make_folder(const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (mkdir(path, 0777) != 0 && errno != EEXIST) {
		perror(path);
		exit(1);
	}
}

/* Named by what is in it, so that the same seed is written once. */
static void seed(const char *target, const char *before, size_t before_len,
                 const char *text, size_t len)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	char path[4096];
	FILE *out;

	for (size_t i = 0; i < before_len + len; i++) {
		char byte = i < before_len ? before[i] : text[i - before_len];

		hash = (hash ^ (unsigned char)byte) * UINT64_C(1099511628211);
	}
	snprintf(path, sizeof(path), "%s/%s/%016llx", folder, target,
	         (unsigned long long)hash);
	out = fopen(path, "wb");
	if (out == NULL || fwrite(before, 1, before_len, out) != before_len ||
	    fwrite(text, 1, len, out) != len || fclose(out) != 0) {
		perror(path);
		exit(1);
	}
	count++;
}

/* fuzz_dialog.c takes the role from the first byte, and a response behind a
 * NUL: here the request's header fields behind another start line. */
static void exchange_seeds(const char *text, size_t len)
{
	static const char *const lines[] = {
	        "SIP/2.0 200 OK\r\n", "SIP/2.0 486 Busy Here\r\n",
	        "SIP/2.0 183 Progress\r\nRequire: 100rel\r\nRSeq: 1\r\n"};
	static char both[2 * MAX_MESSAGE + 64];
	const char *fields = memchr(text, '\n', len);
	size_t rest, line_len;

	if (fields == NULL)
		return;
	rest = (size_t)(text + len - ++fields);
	memcpy(both, text, len);
	both[len] = '\0';
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		line_len = strlen(lines[i]);
		memcpy(both + len + 1, lines[i], line_len);
		memcpy(both + len + 1 + line_len, fields, rest);
		seed("dialog", i == 1 ? "\1" : "\2", 1, both,
		     len + 1 + line_len + rest);
	}
}

/* fuzz_respond.c takes a code, flags and an argument from what stands before
 * the message. */
static void respond_seeds(const char *text, size_t len)
{
	seed("respond", "\2\0\2t1", 5, text, len);
	seed("respond", "\6\2\0", 3, text, len);
}

/* fuzz_edit.c takes their number from the first byte: what a proxy does, and
 * some of the others. */
static const char edits[] = "\4\0\0\0\0\4\0\0\0\2\0\0\0\1\0\0\0";
static const char more_edits[] = "\45\x49\4\0\7\x89\4\0\1\10\6\1\0"
                                 "\5\3\0\1\16\0\0\1";

/* fuzz_select.c takes what is asked of a message up to a NUL. */
static void select_seeds(const char *text, size_t len)
{
	static const char get[] =
	        "\0{call-id}\\t{via[1].;branch} {{{sdp.m[0].rtpmap.encoding}}} "
	        "{body.part[1].content-type.\"x\"}{time}{source.address}";
	static const char where[] =
	        "\1method == \"INVITE\" and (max-forwards < 10 or "
	        "not sdp.a=sendrecv && from.uri.host ~ '*.org' || status>=2.0)";

	seed("select", get, sizeof(get), text, len);
	seed("select", where, sizeof(where), text, len);
	seed("select", "\377", 1, text, len);
}

static void message_seeds(const char *text, size_t len)
{
	static const char before[] = "OPTIONS sip:a@h SIP/2.0\r\n"
	                             "Content-Length: 5\r\n\r\nabc\r\n";

	exchange_seeds(text, len);
	seed("message", "", 0, text, len);
	seed("check", "", 0, text, len);
	seed("alike", "\17", 1, text, len);
	seed("routing", "", 0, text, len);
	respond_seeds(text, len);
	seed("body", "\0", 1, text, len);
	seed("edit", edits, sizeof(edits) - 1, text, len);
	seed("edit", more_edits, sizeof(more_edits) - 1, text, len);
	seed("stream", "\1\2\3\4", 4, text, len);
	seed("stream", "\4\3\2\1", 4, text, len);
	seed("file", "", 0, text, len);
	seed("file", before, sizeof(before) - 1, text, len);
	select_seeds(text, len);
}

/* fuzz_sdp_answer.c takes what is supported from two bytes, and an answer
 * behind a NUL: here the offer itself. */
static void offer_seed(const char *text, size_t len)
{
	static char both[2 * MAX_MESSAGE + 1];

	memcpy(both, text, len);
	both[len] = '\0';
	memcpy(both + len + 1, text, len);
	seed("sdp_answer", "\340\1", 2, both, 2 * len + 1);
}

/* fuzz_sdp.c takes options from the first byte: none, and all quirks;
 * fuzz_sdp_compare.c an edit and its line from two. */
static void description_seeds(const char *text, size_t len)
{
	seed("sdp", "\0", 1, text, len);
	seed("sdp", "\1", 1, text, len);
	seed("sdp_compare", "\0\7", 2, text, len);
	seed("sdp_compare", "\2\1", 2, text, len);
	offer_seed(text, len);
}

/* Hands over the texts of the files of a folder. */
static void text_folder(const char *path,
                        void (*take)(const char *text, size_t len))
{
	static char text[MAX_MESSAGE];
	struct vector_dir dir;
	char name[4096];
	FILE *in;

	if (!vectors_dir_open(&dir, path))
		return;
	for (size_t i = 0; i < dir.count; i++) {
		snprintf(name, sizeof(name), "%s/%s", path, dir.names[i]);
		in = fopen(name, "rb");
		if (in == NULL)
			continue;
		take(text, fread(text, 1, sizeof(text), in));
		fclose(in);
	}
	vectors_dir_close(&dir);
}

static void message_folder(const char *path)
{
	text_folder(path, message_seeds);
}

/* Every text of a file of vectors, whatever it stands for there. */
static void vector_seeds(const char *path, const char *target,
                         const char *before, size_t before_len)
{
	struct vector_file file;
	struct vector v;
	enum vector_result result;

	if (!vectors_open(&file, path,
	                  "ok bad list none name ipv4 ipv6 body id"))
		return;
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		if (result == VECTOR_LINE)
			seed(target, before, before_len, v.text, v.len);
	}
	vectors_close(&file);
}

/* Pairs of URIs, a line each. */
static void pair_seeds(const char *path)
{
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	char pair[4096];

	if (!vectors_open(&file, path, "same equal differ order"))
		return;
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		if (result == VECTOR_LINE && v.expected != NULL) {
			snprintf(pair, sizeof(pair), "%.*s\n%s", (int)v.len,
			         v.text, v.expected);
			seed("uri", "", 0, pair, strlen(pair));
		}
	}
	vectors_close(&file);
}

static void vector_folder(const char *path, const char *target,
                          const char *before, size_t before_len)
{
	struct vector_dir dir;
	char name[4096];

	if (!vectors_dir_open(&dir, path))
		return;
	for (size_t i = 0; i < dir.count; i++) {
		snprintf(name, sizeof(name), "%s/%s", path, dir.names[i]);
		vector_seeds(name, target, before, before_len);
	}
	vectors_dir_close(&dir);
}

/* fuzz_value.c counts the rows of the table from 1. */
static void value_seeds(void)
{
	char path[4096];
	char row = 0;

#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	snprintf(path, sizeof(path),                                           \
	         ZSIP_SOURCE_DIR "/tests/vectors/header/%s.txt", name);        \
	row++;                                                                 \
	vector_seeds(path, "value", &row, 1);
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
}

static void uri_seeds(void)
{
	static const char *const rules[] = {
	        "URI",           "SIP_URI",     "SIPS_URI",
	        "absoluteURI",   "host",        "hostport",
	        "IPv6reference", "IPv4address", "hostname",
	};
	char path[4096];

	vector_folder(ZSIP_SOURCE_DIR "/tests/vectors/uri", "uri", "", 0);
	pair_seeds(ZSIP_SOURCE_DIR "/tests/vectors/uri/equal.txt");
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		snprintf(path, sizeof(path),
		         ZSIP_SOURCE_DIR "/tests/vectors/rule/%s.txt",
		         rules[i]);
		vector_seeds(path, "uri", "", 0);
	}
}

/* fuzz_body.c takes options from the first byte: none, and the quirk. */
static void body_seeds(void)
{
	static const char folder_path[] = ZSIP_SOURCE_DIR "/tests/vectors/body";
	static const char head[] = "\1c: multipart/mixed;boundary=b\r\n\r\n";

	vector_folder(folder_path, "body", "\0", 1);
	vector_folder(folder_path, "body", head, sizeof(head) - 1);
}

/* The row of a header field, from 1; 0 for another name. */
static int row_of(const char *name, size_t len)
{
	static const char *const names[] = {
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	name,
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strlen(names[i]) == len &&
		    strncasecmp(names[i], name, len) == 0)
			return (int)i + 1;
	}
	return 0;
}

/* "SUBJECT: TEXT", see tests/test_tolerance.c */
static void subject_seed(const struct vector *v)
{
	const char *colon = memchr(v->text, ':', v->len);
	size_t len = (size_t)(colon - v->text);
	const char *text = colon + 2;
	size_t text_len = v->len - len - 2;
	int row = row_of(v->text, len);
	char byte = (char)row;

	if (row != 0)
		seed("value", &byte, 1, text, text_len);
	else if (len == 3 && memcmp(v->text, "uri", 3) == 0)
		seed("uri", "", 0, text, text_len);
	else if (len == 7 && memcmp(v->text, "message", 7) == 0)
		message_seeds(text, text_len);
}

static void quirk_seeds(void)
{
	const char *const path = ZSIP_SOURCE_DIR "/tests/vectors/quirk";
	struct vector_dir dir;
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	char name[4096];

	if (!vectors_dir_open(&dir, path))
		return;
	for (size_t i = 0; i < dir.count; i++) {
		snprintf(name, sizeof(name), "%s/%s", path, dir.names[i]);
		if (!vectors_open(&file, name, "need free never"))
			continue;
		while ((result = vectors_next(&file, &v)) != VECTOR_END) {
			if (result == VECTOR_LINE)
				subject_seed(&v);
		}
		vectors_close(&file);
	}
	vectors_dir_close(&dir);
}

static void log_seeds(void)
{
	struct log_case *cases;
	size_t found =
	        log_cases_read(ZSIP_SOURCE_DIR "/tests/vectors/log", &cases);

	for (size_t i = 0; i < found; i++) {
		seed("log", "", 0, cases[i].log.ptr, cases[i].log.len);
		seed("file", "", 0, cases[i].log.ptr, cases[i].log.len);
		text_release(&cases[i].log);
		text_release(&cases[i].found);
	}
	free(cases);
}

int main(int argc, char **argv)
{
	static const char *const targets[] = {
	        "",        "message", "stream",  "value",       "uri",
	        "check",   "body",    "sdp",     "sdp_compare", "sdp_answer",
	        "routing", "dialog",  "respond", "edit",        "flow",
	        "log",     "capture", "select",  "file",        "alike"};
	static const char *const published[] = {"rfc4475", "bench"};
	char path[4096];

	if (argc != 2)
		return 2;
	folder = argv[1];
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++)
		make_folder(targets[i]);
	message_folder(ZSIP_SOURCE_DIR "/bench/messages");
	message_folder(ZSIP_SOURCE_DIR "/examples/call");
	message_folder(ZSIP_SOURCE_DIR "/examples/broken");
	for (size_t i = 0; i < sizeof(published) / sizeof(*published); i++) {
		snprintf(path, sizeof(path), "%s/%s", corpora_folder(),
		         published[i]);
		message_folder(path);
	}
	value_seeds();
	uri_seeds();
	body_seeds();
	quirk_seeds();
	flow_seeds(seed);
	log_seeds();
	capture_seeds(seed);
	text_folder(ZSIP_SOURCE_DIR "/tests/vectors/sdp/real",
	            description_seeds);
	printf("%zu seeds\n", count);
	return 0;
}
