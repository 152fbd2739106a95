/*
 * Edits of session descriptions against tests/vectors/sdp/edit: lines
 *
 *	ok  OPERATION; OPERATION ... => DIFFERENCE
 *	bad OPERATION; OPERATION ... => STATUS EXPECTED
 *
 * on the description below.  DIFFERENCE has each line that went as "-LINE" and
 * each that came as "+LINE", joined by " | ", in their order; "none" if there
 * is none.  Each is done on the description alone, in a SIP message and in a
 * part of a multipart body, where every Content-Length must come out right.
 */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "guard.h"
#include "tally.h"
#include "test_sdp.h"
#include "vectors.h"
#include "zsip.h"
#include "zsip_builder.h"
#include "zsip_sdp_edit.h"

#define EDIT_DIR ZSIP_SOURCE_DIR "/tests/vectors/sdp/edit"

static const char description[] = "v=0\r\n"
                                  "o=- 1 1099 IN IP4 192.0.2.1\r\n"
                                  "s=-\r\n"
                                  "c=IN IP4 192.0.2.1\r\n"
                                  "t=0 0\r\n"
                                  "a=sendrecv\r\n"
                                  "m=audio 49170 RTP/AVP 0 8 97\r\n"
                                  "i=speech\r\n"
                                  "c=IN IP4 192.0.2.2\r\n"
                                  "c=IN IP4 192.0.2.3\r\n"
                                  "a=rtpmap:0 PCMU/8000\r\n"
                                  "a=rtpmap:97 opus/48000/2\r\n"
                                  "a=fmtp:97 useinbandfec=1\r\n"
                                  "a=rtcp-fb:97 nack\r\n"
                                  "a=rtcp-fb:* nack\r\n"
                                  "a=sendonly\r\n"
                                  "a=recvonly\r\n"
                                  "m=video 51372/2 RTP/AVP 31\r\n"
                                  "b=AS:100\r\n"
                                  "m=image 0 udptl t38\r\n";

static const char in_message[] = "INVITE sip:b@h SIP/2.0\r\n"
                                 "Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
                                 "Content-Type: application/sdp\r\n"
                                 "Content-Length: %zu\r\n"
                                 "l: %zu\r\n"
                                 "\r\n"
                                 "%s";

/* A part beside another one, in a part. */
static const char in_part[] = "INVITE sip:b@h SIP/2.0\r\n"
                              "Content-Type: multipart/mixed;boundary=out\r\n"
                              "Content-Length: %zu\r\n"
                              "\r\n"
                              "%s";
static const char outer[] = "--out\r\n"
                            "Content-Type: text/plain\r\n"
                            "Content-Length: 2\r\n"
                            "\r\n"
                            "hi\r\n"
                            "--out\r\n"
                            "Content-Length: %zu\r\n"
                            "Content-Type: multipart/mixed;boundary=in\r\n"
                            "\r\n"
                            "%s"
                            "\r\n--out--\r\n";
static const char inner[] = "--in\r\n"
                            "Content-Type: application/sdp\r\n"
                            "Content-Length: %zu\r\n"
                            "\r\n"
                            "%s"
                            "\r\n--in--\r\n";

enum { LINES = 64, MEDIA = 8, SPLICES = 64, SCRATCH = 1024, TEXT = 8192 };

struct bench {
	struct zsip_sdp_line lines[LINES];
	struct zsip_sdp_media media[MEDIA];
	struct zsip_sdp sdp;
	struct zsip_splice splices[SPLICES];
	char scratch[SCRATCH];
	struct zsip_edit edit;
};

static struct zsip_slice slice(const char *text)
{
	return zsip_slice_from(text);
}

static void start(struct bench *bench, struct zsip_slice text,
                  struct zsip_slice sdp)
{
	struct zsip_error error;

	zsip_sdp_init(&bench->sdp, bench->lines, LINES, bench->media, MEDIA,
	              NULL);
	ck_assert_msg(zsip_sdp_parse(&bench->sdp, sdp.ptr, sdp.len, &error) ==
	                      ZSIP_OK,
	              "%s at %zu: %.*s", error.expected, error.offset,
	              (int)sdp.len, sdp.ptr);
	zsip_edit_start(&bench->edit, text, bench->splices, SPLICES,
	                bench->scratch, SCRATCH);
}

/* The next word of an operation, which is cut there. */
static char *word(char **rest)
{
	char *from = *rest + strspn(*rest, " ");
	char *end = from + strcspn(from, " ");

	*rest = *end != '\0' ? end + 1 : end;
	*end = '\0';
	return from;
}

static size_t number(char **rest)
{
	return strtoul(word(rest), NULL, 10);
}

static void add_attribute(struct bench *bench, char *rest)
{
	size_t media = number(&rest);
	char *colon = strchr(rest, ':');
	struct zsip_slice value = {NULL, 0};

	if (colon != NULL) {
		*colon = '\0';
		value = slice(colon + 1);
	}
	zsip_sdp_edit_add_attribute(&bench->edit, &bench->sdp, media,
	                            slice(rest), value);
}

static void set_formats(struct bench *bench, char *rest)
{
	struct zsip_slice formats[8];
	size_t media = number(&rest), count = 0;

	while (*rest != '\0')
		formats[count++] = slice(word(&rest));
	zsip_sdp_edit_formats(&bench->edit, &bench->sdp, media, formats, count);
}

static void set_direction(struct bench *bench, char *rest)
{
	static const char *const names[] = {"sendrecv", "sendonly", "recvonly",
	                                    "inactive"};
	size_t media = number(&rest), direction = 0;

	while (direction < 4 && strcmp(rest, names[direction]) != 0)
		direction++;
	zsip_sdp_edit_direction(&bench->edit, &bench->sdp, media,
	                        (enum zsip_sdp_direction)direction);
}

static void operate(struct bench *bench, char *operation)
{
	char *rest = operation, *name = word(&rest);
	struct zsip_edit *edit = &bench->edit;
	const struct zsip_sdp *sdp = &bench->sdp;

	if (strcmp(name, "address") == 0) {
		size_t media = number(&rest);
		struct zsip_slice type = slice(word(&rest));

		zsip_sdp_edit_address(edit, sdp, media, type, slice(rest));
	} else if (strcmp(name, "origin") == 0) {
		struct zsip_slice type = slice(word(&rest));

		zsip_sdp_edit_origin(edit, sdp, type, slice(rest));
	} else if (strcmp(name, "port") == 0) {
		size_t media = number(&rest);

		zsip_sdp_edit_port(edit, sdp, media, (uint16_t)number(&rest));
	} else if (strcmp(name, "direction") == 0) {
		set_direction(bench, rest);
	} else if (strcmp(name, "formats") == 0) {
		set_formats(bench, rest);
	} else if (strcmp(name, "drop") == 0) {
		size_t media = number(&rest);

		zsip_sdp_edit_remove_format(edit, sdp, media, slice(rest));
	} else if (strcmp(name, "add") == 0) {
		add_attribute(bench, rest);
	} else if (strcmp(name, "set") == 0) {
		size_t line = number(&rest);

		zsip_sdp_edit_attribute(edit, sdp, &sdp->lines[line - 1],
		                        slice(rest));
	} else if (strcmp(name, "remove") == 0) {
		zsip_sdp_edit_remove_line(edit, sdp,
		                          &sdp->lines[number(&rest) - 1]);
	} else if (strcmp(name, "version") == 0) {
		zsip_sdp_edit_version(edit, sdp);
	} else if (strcmp(name, "nothing") != 0) {
		ck_abort_msg("no operation %s", name);
	}
}

/* All operations of a vector; the copy lives as long as the edit. */
static char *operate_all(struct bench *bench, const struct vector *v)
{
	char *copy = malloc(v->len + 1), *from, *end;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, v->text, v->len);
	copy[v->len] = '\0';
	for (from = copy; from != NULL; from = end) {
		end = strstr(from, "; ");
		if (end != NULL) {
			*end = '\0';
			end += 2;
		}
		operate(bench, from);
	}
	return copy;
}

/* What was written, at any size of the buffer, and as pieces. */
static size_t write_all(const struct zsip_edit *edit, char *out)
{
	size_t len = zsip_edit_write(edit, out, TEXT), at = 0, count;
	struct zsip_slice pieces[2 * SPLICES + 1];
	char part[TEXT];

	ck_assert_uint_lt(len, TEXT);
	for (size_t size = 0; size <= len + 1; size++) {
		memset(part, '#', sizeof(part));
		ck_assert_uint_eq(zsip_edit_write(edit, part, size), len);
		ck_assert_int_eq(memcmp(part, out, size < len ? size : len), 0);
		ck_assert_int_eq(part[size < len ? size : len], '#');
	}
	count = zsip_edit_pieces(edit, pieces, 2 * SPLICES + 1);
	ck_assert_uint_le(count, 2 * SPLICES + 1);
	for (size_t i = 0; i < count; i++) {
		ck_assert_int_eq(memcmp(out + at, pieces[i].ptr, pieces[i].len),
		                 0);
		at += pieces[i].len;
	}
	ck_assert_uint_eq(at, len);
	out[len] = '\0';
	return len;
}

/* The length of the line at p, with its end. */
static size_t line_length(const char *p)
{
	const char *end = strchr(p, '\n');

	return end != NULL ? (size_t)(end + 1 - p) : strlen(p);
}

static bool has_line(const char *text, const char *line, size_t len)
{
	for (; *text != '\0'; text += line_length(text)) {
		if (line_length(text) == len && memcmp(text, line, len) == 0)
			return true;
	}
	return false;
}

static void add_line(struct text *text, char sign, const char *line, size_t len)
{
	text_add(text, "%s%c", text->len != 0 ? " | " : "", sign);
	while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
		len--;
	text_bytes(text, line, len);
}

/* Lines are told apart by their bytes: there are no two alike that an edit
 * could confuse. */
static void dump_difference(struct text *text, const char *old, const char *new)
{
	while (*old != '\0' || *new != '\0') {
		size_t before = line_length(old), after = line_length(new);

		if (before == after && memcmp(old, new, after) == 0) {
			old += before;
			new += after;
		} else if (*old != '\0' && !has_line(new, old, before)) {
			add_line(text, '-', old, before);
			old += before;
		} else {
			add_line(text, '+', new, after);
			new += after;
		}
	}
	if (text->len == 0)
		text_add(text, "none");
}

static bool matches(const struct vector *v, const struct text *got)
{
	if (strcmp(text_get(got), v->expected) == 0)
		return true;
	fprintf(stderr, "line %u: got %s\n", v->line, text_get(got));
	return false;
}

static bool try_alone(const struct vector *v, char *out)
{
	struct zsip_slice text = {description, sizeof(description) - 1};
	struct bench bench;
	struct text got = {0};
	char *copy;
	bool good;

	start(&bench, text, text);
	copy = operate_all(&bench, v);
	if (bench.edit.error.status == ZSIP_OK) {
		size_t len = write_all(&bench.edit, out);

		dump_difference(&got, description, out);
		start(&bench, text, (struct zsip_slice){out, len});
	} else {
		text_add(&got, "%s %s",
		         zsip_status_name(bench.edit.error.status),
		         bench.edit.error.expected);
		ck_assert_uint_eq(zsip_edit_write(&bench.edit, out, TEXT), 0);
		*out = '\0';
	}
	good = matches(v, &got);
	text_free(&got);
	free(copy);
	return good;
}

/* A message that holds a description, as it should be. */
static void build(struct text *out, const char *sdp, bool part)
{
	struct text in = {0}, around = {0};
	size_t len = strlen(sdp);

	if (!part) {
		text_add(out, in_message, len, len, sdp);
		return;
	}
	text_add(&in, inner, len, sdp);
	text_add(&around, outer, in.len, in.data);
	text_add(out, in_part, around.len, around.data);
	text_free(&in);
	text_free(&around);
}

/* The description is found by its first bytes. */
static void try_within(const struct vector *v, const char *edited, bool part)
{
	struct text message = {0}, wanted = {0};
	char out[TEXT];
	struct zsip_field fields[16];
	struct zsip_message msg;
	struct zsip_slice sdp = {NULL, sizeof(description) - 1};
	struct bench bench;
	char *copy;

	build(&message, description, part);
	build(&wanted, edited, part);
	zsip_message_init(&msg, fields, 16, NULL);
	ck_assert_int_eq(
	        zsip_message_parse(&msg, message.data, message.len, NULL),
	        ZSIP_OK);
	sdp.ptr = strstr(message.data, "v=0\r\n");
	start(&bench, msg.text, sdp);
	copy = operate_all(&bench, v);
	ck_assert_int_eq(zsip_edit_content_length(&bench.edit, &msg), ZSIP_OK);
	write_all(&bench.edit, out);
	ck_assert_str_eq(out, wanted.data);
	text_free(&message);
	text_free(&wanted);
	free(copy);
}

static bool try_vector(const struct vector *v)
{
	bool ok = strcmp(v->verdict, "ok") == 0;
	char out[TEXT];

	ck_assert_ptr_nonnull(v->expected);
	if (!try_alone(v, out) || ok != (*out != '\0'))
		return false;
	if (ok) {
		try_within(v, out, false);
		try_within(v, out, true);
	}
	return true;
}

static size_t try_file(const char *name)
{
	struct vector_file file;
	enum vector_result result;
	struct vector v;
	size_t count = 0, failed = 0;
	char path[512];

	snprintf(path, sizeof(path), EDIT_DIR "/%s", name);
	ck_assert_msg(vectors_open(&file, path, "ok bad"), "%s", file.error);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		if (result == VECTOR_ERROR)
			fprintf(stderr, "%s\n", file.error);
		failed += result == VECTOR_ERROR || !try_vector(&v);
		count++;
	}
	vectors_close(&file);
	ck_assert_msg(failed == 0, "%zu of %zu in %s", failed, count, path);
	return count;
}

START_TEST(edits)
{
	struct vector_dir dir;

	ck_assert_msg(vectors_dir_open(&dir, EDIT_DIR), "%s", strerror(errno));
	for (size_t i = 0; i < dir.count; i++)
		tally_vectors("sdp", try_file(dir.names[i]));
	vectors_dir_close(&dir);
}
END_TEST

/* Without room for splices or in the scratch nothing is half done. */
START_TEST(no_room)
{
	struct zsip_slice text = {description, sizeof(description) - 1};
	struct bench bench;
	char out[TEXT];

	start(&bench, text, text);
	bench.edit.max_splices = 1;
	ck_assert_int_eq(zsip_sdp_edit_port(&bench.edit, &bench.sdp, 1, 1),
	                 ZSIP_OK);
	ck_assert_int_eq(zsip_sdp_edit_port(&bench.edit, &bench.sdp, 2, 1),
	                 ZSIP_E_TOO_MANY);
	ck_assert_int_eq(zsip_sdp_edit_version(&bench.edit, &bench.sdp),
	                 ZSIP_E_TOO_MANY);
	ck_assert_uint_eq(zsip_edit_write(&bench.edit, out, TEXT), 0);
	ck_assert_uint_eq(zsip_edit_pieces(&bench.edit, NULL, 0), 0);
	start(&bench, text, text);
	bench.edit.scratch_size = 3;
	ck_assert_int_eq(zsip_sdp_edit_version(&bench.edit, &bench.sdp),
	                 ZSIP_E_TOO_LONG);
	start(&bench, text, text);
	ck_assert_int_eq(zsip_edit_replace(&bench.edit, slice("x"), slice("y")),
	                 ZSIP_E_USE);
}
END_TEST

/* A last line without line end gets one when lines follow. */
START_TEST(lines_behind_no_line_end)
{
	static const char added[] = "\r\na=x:1\r\na=x:1";
	struct zsip_slice text = {description, sizeof(description) - 3};
	struct bench bench;
	char out[TEXT];

	start(&bench, text, (struct zsip_slice){description, text.len + 2});
	zsip_sdp_parse(&bench.sdp, text.ptr, text.len, NULL);
	for (unsigned i = 0; i < 2; i++)
		zsip_sdp_edit_add_attribute(&bench.edit, &bench.sdp, 3,
		                            slice("x"), slice("1"));
	ck_assert_uint_eq(zsip_edit_write(&bench.edit, out, TEXT),
	                  text.len + sizeof(added) - 1);
	ck_assert_mem_eq(out + text.len, added, sizeof(added) - 1);
}
END_TEST

/* Writing */

START_TEST(lines_written)
{
	static const char wanted[] = "v=0\r\n"
	                             "o=- 18446744073709551616 2 IN IP6 ::1\r\n"
	                             "s=-\r\n"
	                             "c=IN IP4 233.252.0.1/127/3\r\n"
	                             "t=0 3724394400\r\n"
	                             "a=sendrecv\r\n"
	                             "m=audio 49170/2 RTP/AVP 0 97\r\n"
	                             "c=IN IP4 192.0.2.1\r\n"
	                             "a=rtpmap:97 opus/48000/2\r\n"
	                             "a=x-own:any thing\r\n";
	const struct zsip_sdp_origin o = {
	        slice("-"),   slice("18446744073709551616"),
	        slice("2"),   slice("IN"),
	        slice("IP6"), slice("::1")};
	const struct zsip_sdp_connection many = {slice("IN"), slice("IP4"),
	                                         slice("233.252.0.1"),
	                                         slice("127"), 3};
	const struct zsip_sdp_connection one = {
	        slice("IN"), slice("IP4"), slice("192.0.2.1"), {NULL, 0}, 1};
	const struct zsip_sdp_media_field m = {slice("audio"), 49170, 2,
	                                       slice("RTP/AVP"), slice("0 97")};
	char buf[sizeof(wanted)];

	for (size_t size = 0; size <= sizeof(wanted); size++) {
		struct zsip_writer w;

		memset(buf, '#', sizeof(buf));
		zsip_writer_init(&w, buf, size);
		zsip_sdp_write_text(&w, 'v', slice("0"));
		zsip_sdp_write_origin(&w, &o);
		zsip_sdp_write_text(&w, 's', slice("-"));
		zsip_sdp_write_connection(&w, &many);
		zsip_sdp_write_time(&w, 0, 3724394400);
		zsip_sdp_write_attribute(&w, slice("sendrecv"),
		                         (struct zsip_slice){NULL, 0});
		zsip_sdp_write_media(&w, &m);
		zsip_sdp_write_connection(&w, &one);
		zsip_sdp_write_attribute(&w, slice("rtpmap"),
		                         slice("97 opus/48000/2"));
		zsip_sdp_write_attribute(&w, slice("x-own"),
		                         slice("any thing"));
		ck_assert_int_eq(w.error.status, ZSIP_OK);
		ck_assert_uint_eq(w.len, sizeof(wanted) - 1);
		ck_assert_int_eq(
		        memcmp(buf, wanted, size < w.len ? size : w.len), 0);
		if (size < sizeof(buf))
			ck_assert_int_eq(buf[size < w.len ? size : w.len], '#');
	}
}
END_TEST

/* What would be read back as something else, or as more than one line. */
START_TEST(nothing_injected)
{
	static const char *const bad[] = {"", "a\r\nb=1", "a\nb", "a\rb",
	                                  "a b"};
	struct zsip_sdp_origin o = {slice("-"),  slice("1"),   slice("1"),
	                            slice("IN"), slice("IP4"), slice("h")};
	struct zsip_sdp_media_field m = {slice("audio"), 1, 1, slice("RTP/AVP"),
	                                 slice("0")};
	struct zsip_writer w;
	char buf[256];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct zsip_slice text = slice(bad[i]);
		struct zsip_slice *members[] = {&o.username,     &o.sess_id,
		                                &o.sess_version, &o.nettype,
		                                &o.addrtype,     &o.address};

		for (size_t j = 0; j < 6; j++) {
			struct zsip_slice kept = *members[j];

			*members[j] = text;
			zsip_writer_init(&w, buf, sizeof(buf));
			zsip_sdp_write_origin(&w, &o);
			ck_assert_int_eq(w.error.status, ZSIP_E_SYNTAX);
			*members[j] = kept;
		}
		zsip_writer_init(&w, buf, sizeof(buf));
		zsip_sdp_write_attribute(&w, text, slice("x"));
		ck_assert_int_eq(w.error.status, ZSIP_E_SYNTAX);
		if (strchr(bad[i], ' ') != NULL)
			continue;
		zsip_writer_init(&w, buf, sizeof(buf));
		zsip_sdp_write_attribute(&w, slice("x"), text);
		ck_assert_int_eq(w.error.status, ZSIP_E_SYNTAX);
		zsip_writer_init(&w, buf, sizeof(buf));
		zsip_sdp_write_text(&w, 's', text);
		ck_assert_int_eq(w.error.status, ZSIP_E_SYNTAX);
		m.type = text;
		zsip_writer_init(&w, buf, sizeof(buf));
		zsip_sdp_write_media(&w, &m);
		ck_assert_int_eq(w.error.status, ZSIP_E_SYNTAX);
	}
	m = (struct zsip_sdp_media_field){slice("audio"), 1, 1,
	                                  slice("RTP/AVP"), slice("128")};
	zsip_writer_init(&w, buf, sizeof(buf));
	zsip_sdp_write_media(&w, &m);
	ck_assert_int_eq(w.error.status, ZSIP_E_SYNTAX);
	zsip_writer_init(&w, buf, sizeof(buf));
	zsip_sdp_write_time(&w, 1, 0);
	ck_assert_int_eq(w.error.status, ZSIP_E_RANGE);
	zsip_writer_init(&w, buf, sizeof(buf));
	zsip_sdp_write_attribute(&w, slice("rtpmap"), slice("97"));
	ck_assert_int_eq(w.error.status, ZSIP_E_SYNTAX);
}
END_TEST

TCase *sdp_edit_tcase(void)
{
	TCase *tcase = tcase_create("sdp edit");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, edits);
	tcase_add_test(tcase, no_room);
	tcase_add_test(tcase, lines_behind_no_line_end);
	tcase_add_test(tcase, lines_written);
	tcase_add_test(tcase, nothing_injected);
	return tcase;
}
