/*
 * The capture reader against tests/vectors/capture: what is written there as
 * packets, in each form of file and over each link layer, must be read as the
 * messages, the lines of trouble and the places that stand beside it.
 */

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "capture_script.h"
#include "read/carried.h"
#include "read/source.h"
#include "tally.h"
#include "test_capture.h"
#include "vectors.h"

#define CAPTURE_DIR ZSIP_SOURCE_DIR "/tests/vectors/capture"

Suite *capture_suite(void);

static const struct {
	const char *name;
	enum packet_link link;
} links[] = {
        {"ethernet", PACKET_ETHERNET}, {"cooked", PACKET_COOKED},
        {"cooked2", PACKET_COOKED2},   {"null", PACKET_NULL},
        {"loop", PACKET_LOOP},         {"raw", PACKET_RAW},
        {"exported", PACKET_EXPORTED},
};

enum { LINKS = sizeof(links) / sizeof(*links), FORMS = 5 };

/* What was read. */
struct record {
	char *what;
	struct script_bytes bytes;
};

struct reading {
	const struct script_case *it;
	const uint64_t *times;
	struct record records[SCRIPT_EVENTS];
	size_t count;
};

static void add(struct reading *reading, const char *what, const char *bytes,
                size_t len)
{
	struct record *record;

	ck_assert_uint_lt(reading->count, SCRIPT_EVENTS);
	record = &reading->records[reading->count++];
	record->what = strdup(what);
	record->bytes = (struct script_bytes){malloc(len + 1), len};
	if (len != 0)
		memcpy(record->bytes.ptr, bytes, len);
}

static const char *transport_name(enum zsip_transport transport)
{
	const struct zsip_transport_info *info = zsip_transport_info(transport);

	return info == NULL ? "?" : info->name;
}

static void add_seen(struct reading *reading, const char *kind,
                     const struct seen *seen, size_t lost)
{
	const struct place *place = &seen->place;
	char from[ENDPOINT_TEXT], to[ENDPOINT_TEXT], what[256], rest[32] = "";

	ck_assert_uint_ge(place->frame, 1);
	ck_assert_uint_le(place->frame, reading->it->frame_count);
	ck_assert(place->has_time);
	ck_assert_int_eq(place->time,
	                 (int64_t)reading->times[place->frame - 1]);
	if (lost != 0)
		snprintf(rest, sizeof(rest), " lost=%zu", lost);
	snprintf(what, sizeof(what), "%s: %llu %s %s %s%s", kind,
	         (unsigned long long)place->frame,
	         transport_name(place->transport),
	         endpoint_text(from, &place->source),
	         endpoint_text(to, &place->destination), rest);
	add(reading, what, seen->input->bytes + seen->start,
	    seen->end - seen->start);
}

static void on_message(void *user, const struct piece *piece)
{
	const struct seen *seen = &piece->seen;

	ck_assert_uint_le(seen->start, seen->end);
	ck_assert_uint_le(seen->end, seen->input->len);
	ck_assert(seen->input->is_message);
	add_seen(user, "message", seen, piece->lost);
}

static void on_skipped(void *user, const struct seen *seen)
{
	add_seen(user, "skipped", seen, 0);
}

static void on_trouble(void *user, const struct input *file, const char *what,
                       bool is_fatal)
{
	char line[600];

	(void)file;
	snprintf(line, sizeof(line), "%s: %s", is_fatal ? "fatal" : "trouble",
	         what);
	add(user, line, NULL, 0);
}

static void on_remark(void *user, const struct input *file, const char *what)
{
	struct reading *reading = user;
	char line[1100];

	(void)file;
	ck_assert_uint_ne(strlen(what), 0);
	snprintf(line, sizeof(line), "remark: %s", what);
	if (reading->it->has_remarks)
		add(reading, line, NULL, 0);
}

static void read_bytes(struct reading *reading, const unsigned char *bytes,
                       size_t len)
{
	const struct script_case *it = reading->it;
	struct read_options options = {.ports = it->ports,
	                               .port_count = it->port_count,
	                               .held_bytes = it->held_bytes};
	struct sink sink = {.user = reading,
	                    .message = on_message,
	                    .skipped = on_skipped,
	                    .trouble = on_trouble,
	                    .remark = on_remark};
	char *copy = malloc(len);
	struct input input = {.name = "test.pcap", .bytes = copy, .len = len};

	memcpy(copy, bytes, len);
	ck_assert(capture_is(&input));
	capture_read(&input, &options, &sink);
	free(copy);
}

static void clear(struct reading *reading)
{
	for (size_t i = 0; i < reading->count; i++) {
		free(reading->records[i].what);
		free(reading->records[i].bytes.ptr);
	}
	reading->count = 0;
}

static void show(const struct script_bytes *bytes)
{
	for (size_t i = 0; i < bytes->len; i++)
		fputc(bytes->ptr[i], stderr);
	fputs("|\n", stderr);
}

static bool is_as_expected(const struct script_event *event,
                           const struct record *record)
{
	return strcmp(event->what, record->what) == 0 &&
	       event->bytes.len == record->bytes.len &&
	       (event->bytes.len == 0 ||
	        memcmp(event->bytes.ptr, record->bytes.ptr, event->bytes.len) ==
	                0);
}

static bool compare(const struct reading *reading)
{
	const struct script_case *it = reading->it;
	bool same = it->event_count == reading->count;

	for (size_t i = 0; i < it->event_count && i < reading->count; i++) {
		if (is_as_expected(&it->events[i], &reading->records[i]))
			continue;
		same = false;
		fprintf(stderr, "expected %s: ", it->events[i].what);
		show(&it->events[i].bytes);
		fprintf(stderr, "found    %s: ", reading->records[i].what);
		show(&reading->records[i].bytes);
	}
	for (size_t i = reading->count; i < it->event_count; i++)
		fprintf(stderr, "missing  %s\n", it->events[i].what);
	for (size_t i = it->event_count; i < reading->count; i++)
		fprintf(stderr, "too many %s\n", reading->records[i].what);
	return same;
}

static bool is_wanted(const struct script_case *it, size_t link)
{
	const char *found = strstr(it->links, links[link].name);
	size_t len = strlen(links[link].name);

	if (it->links[0] == '\0')
		return links[link].link != PACKET_EXPORTED;
	return found != NULL && (found[len] == ' ' || found[len] == '\0');
}

static void run(const struct capture_script *script,
                const struct script_case *it, enum capture_out_form form,
                size_t link)
{
	static uint64_t times[SCRIPT_FRAMES];
	struct reading reading = {.it = it, .times = times};
	struct capture_out capture;

	script_write(script, it, form, links[link].link, 0, &capture, times);
	read_bytes(&reading, capture.bytes, capture.len);
	if (!compare(&reading))
		ck_abort_msg("%s:%u: %s (form %d, %s)", script->path, it->line,
		             it->title, (int)form, links[link].name);
	clear(&reading);
	capture_out_free(&capture);
}

static void run_all(const struct capture_script *script,
                    const struct script_case *it)
{
	for (int form = 0; form < FORMS; form++) {
		for (size_t link = 0; link < LINKS; link++) {
			if (is_wanted(it, link))
				run(script, it, (enum capture_out_form)form,
				    link);
		}
	}
}

static size_t first_link(const struct script_case *it)
{
	size_t link = 0;

	while (!is_wanted(it, link))
		link++;
	return link;
}

/* The file ends anywhere: it is read up to there, and that is said. */
static void cut_everywhere(const struct capture_script *script,
                           const struct script_case *it)
{
	static uint64_t times[SCRIPT_FRAMES];
	struct reading reading = {.it = it, .times = times};
	struct capture_out capture;

	script_write(script, it, CAPTURE_PCAP, links[first_link(it)].link, 0,
	             &capture, times);
	for (size_t len = 4; len < capture.len; len++) {
		read_bytes(&reading, capture.bytes, len);
		if (len < 24)
			ck_assert_uint_eq(reading.count, 1);
		clear(&reading);
	}
	capture_out_free(&capture);
}

/* Every packet is cut to so many bytes, for all numbers of them. */
static void snap_everywhere(const struct capture_script *script,
                            const struct script_case *it)
{
	static uint64_t times[SCRIPT_FRAMES];
	struct reading reading = {.it = it, .times = times};
	struct capture_out capture;

	for (size_t len = 1; len < 200; len++) {
		script_write(script, it, CAPTURE_PCAP_NANO,
		             links[first_link(it)].link, len, &capture, times);
		read_bytes(&reading, capture.bytes, capture.len);
		clear(&reading);
		capture_out_free(&capture);
	}
}

static unsigned for_all(void (*run_one)(const struct capture_script *script,
                                        const struct script_case *it))
{
	static struct capture_script script;
	static struct script_case it;
	struct vector_dir dir;
	char path[4096];
	unsigned count = 0;

	ck_assert(vectors_dir_open(&dir, CAPTURE_DIR));
	for (size_t i = 0; i < dir.count; i++) {
		snprintf(path, sizeof(path), CAPTURE_DIR "/%s", dir.names[i]);
		capture_script_open(&script, path);
		while (script_next(&script, &it)) {
			run_one(&script, &it);
			script_case_free(&it);
			count++;
		}
		capture_script_close(&script);
	}
	vectors_dir_close(&dir);
	ck_assert_uint_ne(count, 0);
	return count;
}

START_TEST(vectors)
{
	tally_vectors("capture", for_all(run_all));
}
END_TEST

START_TEST(cut)
{
	for_all(cut_everywhere);
}
END_TEST

START_TEST(snapped)
{
	for_all(snap_everywhere);
}
END_TEST

Suite *capture_suite(void)
{
	Suite *suite = suite_create("capture");
	TCase *tcase = tcase_create("capture");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, vectors);
	tcase_add_test(tcase, cut);
	tcase_add_test(tcase, snapped);
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, capture_files_tcase());
	suite_add_tcase(suite, call_id_tcase());
	return suite;
}
