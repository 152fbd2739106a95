/*
 * Offers and answers against cases, files in tests/vectors/sdp/answer (facts)
 * and tests/vectors/sdp/check_answer (findings):
 *
 *	=== TITLE
 *	lines of the offer
 *	---
 *	what we support (answer), or lines of the answer (check_answer), each
 *	followed by "  ! RULE RULE" where it has findings
 *	---
 *	the facts, a line a stream (answer)
 *
 * A description that does not begin with v= has the lines before its own that
 * are the same everywhere.  Lines that begin with "#" are skipped.
 *
 * Support, one or more of these a line:
 *	codec TYPE ENCODING[/RATE[/CHANNELS]] [FMTP]   "-": no parameters
 *	protocols WORD ...    suites WORD ...
 *	direction X   setup X   order ours
 *	one-codec rtcp-mux rtcp-rsize bundle dtls
 *
 * Facts: see add_facts().
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer_cases.h"
#include "tally.h"
#include "test_sdp.h"
#include "vectors.h"

#define FACTS_DIR    ZSIP_SOURCE_DIR "/tests/vectors/sdp/answer"
#define REAL_DIR     ZSIP_SOURCE_DIR "/tests/vectors/sdp/real"
#define FINDINGS_DIR ZSIP_SOURCE_DIR "/tests/vectors/sdp/check_answer"

/* Facts */

static void add_accepted(struct text *text,
                         const struct zsip_sdp_answer *answer,
                         const struct zsip_sdp_answer_stream *stream)
{
	static const char *const directions[] = {
	        [ZSIP_SDP_SENDRECV] = "sendrecv",
	        [ZSIP_SDP_SENDONLY] = "sendonly",
	        [ZSIP_SDP_RECVONLY] = "recvonly",
	        [ZSIP_SDP_INACTIVE] = "inactive"};
	const struct zsip_sdp_answer_format *formats =
	        &answer->formats[stream->first_format];

	text_add(text, " %s", directions[stream->direction]);
	for (size_t i = 0; i < stream->format_count; i++)
		text_add(text, " %.*s", (int)formats[i].format.len,
		         formats[i].format.ptr);
	if (stream->telephone_event != ZSIP_SDP_NO_FORMAT)
		text_add(text, " event=%u",
		         answer->formats[stream->telephone_event].payload_type);
}

static size_t group_number(const struct zsip_sdp *offer,
                           const struct zsip_sdp_line *group)
{
	const struct zsip_sdp_line *line = NULL;
	size_t number = 0;

	do {
		line = zsip_sdp_find(offer, 0, ZSIP_SDP_ATTR_GROUP, line);
		number++;
	} while (line != group);
	return number;
}

static void add_transport(struct text *text, const struct zsip_sdp *offer,
                          const struct zsip_sdp_answer_stream *stream)
{
	static const char *const roles[] = {"", "active", "passive", "actpass",
	                                    "holdconn"};
	struct zsip_sdp_value value;

	if (stream->setup != ZSIP_SDP_SETUP_NONE)
		text_add(text, " setup=%s", roles[stream->setup]);
	if (stream->crypto != NULL &&
	    zsip_sdp_line_parse(offer, stream->crypto, &value, NULL) == ZSIP_OK)
		text_add(text, " crypto=%u", value.crypto.tag);
	text_add(text, "%s%s", stream->rtcp_mux ? " rtcp-mux" : "",
	         stream->rtcp_rsize ? " rtcp-rsize" : "");
	if (stream->bundle != NULL)
		text_add(text, " bundle=%zu",
		         group_number(offer, stream->bundle));
	text_add(text, "%s%s", stream->bundle_tag ? " tag" : "",
	         stream->multicast ? " multicast" : "");
}

/*
 *	refused REASON [mid=X]
 *	accepted DIRECTION FORMAT... [event=FORMAT] [mid=X] [setup=X]
 *	         [crypto=TAG] [rtcp-mux] [rtcp-rsize] [bundle=N] [tag]
 *	         [multicast]
 *	rejected
 *
 * N is the number of the group line, from 1.
 */
static void add_facts(struct text *text, const struct zsip_sdp *offer,
                      const struct zsip_sdp_answer *answer)
{
	static const char *const refusals[] = {
	        "",        "broken",   "disabled", "protocol", "type",
	        "formats", "security", "rtcp-mux", "bundle"};

	for (size_t i = 0; i < answer->stream_count; i++) {
		const struct zsip_sdp_answer_stream *stream =
		        &answer->streams[i];

		if (stream->refusal != ZSIP_SDP_ACCEPTED) {
			text_add(text, "refused %s", refusals[stream->refusal]);
			ck_assert_uint_eq(stream->format_count, 0);
		} else {
			text_add(text, "accepted");
			add_accepted(text, answer, stream);
		}
		if (stream->mid.ptr != NULL)
			text_add(text, " mid=%.*s", (int)stream->mid.len,
			         stream->mid.ptr);
		if (stream->refusal == ZSIP_SDP_ACCEPTED)
			add_transport(text, offer, stream);
		text_add(text, "\n");
	}
	if (answer->rejected)
		text_add(text, "rejected\n");
}

/* Findings */

struct marks {
	const struct zsip_sdp *sdp;
	struct text lines[LINES];
	unsigned worst;
};

/* Rules that a case has a finding of, by their numbers from 700. */
static bool seen[100];

static void mark(void *user, const struct zsip_sdp_finding *finding)
{
	struct marks *marks = user;
	const struct zsip_sdp_line *line;

	ck_assert_uint_ge(finding->rule->id, 700);
	ck_assert_uint_lt(finding->rule->id, 800);
	seen[finding->rule->id - 700] = true;
	ck_assert_uint_lt(finding->line, marks->sdp->line_count);
	line = &marks->sdp->lines[finding->line];
	ck_assert_ptr_eq(marks->sdp->text.ptr + finding->offset,
	                 line->text.ptr);
	ck_assert_uint_eq(finding->len, line->text.len);
	if (finding->rule->severity > marks->worst)
		marks->worst = finding->rule->severity;
	text_add(&marks->lines[finding->line], " %s", finding->rule->name);
}

static void free_marks(struct marks *marks)
{
	for (size_t i = 0; i < LINES; i++)
		text_free(&marks->lines[i]);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The words in the order of the alphabet. */
static void sort_words(const char *words, char *sorted, size_t size)
{
	char copy[512], *list[32];
	size_t count = 0;

	snprintf(copy, sizeof(copy), "%s", words);
	for (char *word = strtok(copy, " "); word != NULL;
	     word = strtok(NULL, " "))
		list[count++] = word;
	qsort(list, count, sizeof(*list), by_name);
	sorted[0] = '\0';
	for (size_t i = 0; i < count; i++)
		snprintf(sorted + strlen(sorted), size - strlen(sorted), " %s",
		         list[i]);
}

/* An answer made of the facts breaks no rule of its offer. */
static bool keeps_rules(const struct zsip_sdp *offer,
                        const struct zsip_sdp_answer *facts)
{
	static struct marks marks;
	static struct description answer;
	struct text text = {0};
	char *lines[1] = {NULL};
	bool good;

	memset(&marks, 0, sizeof(marks));
	answer_write(&text, offer, facts);
	lines[0] = text.data;
	text.data[text.len - 2] = '\0';
	open_description(&answer, true, lines, 1);
	ck_assert_uint_eq(answer.sdp.media_count, offer->media_count);
	marks.sdp = &answer.sdp;
	zsip_sdp_check_answer(offer, &answer.sdp, mark, &marks);
	good = marks.worst == ZSIP_SEVERITY_NOTE;
	for (size_t i = 0; i < answer.sdp.line_count && !good; i++)
		fprintf(stderr, "\t%.*s  !%s\n",
		        (int)answer.sdp.lines[i].text.len,
		        answer.sdp.lines[i].text.ptr,
		        marks.lines[i].len != 0 ? marks.lines[i].data : "");
	free_marks(&marks);
	close_description(&answer);
	text_free(&text);
	return good;
}

static bool try_facts(struct acase *acase)
{
	static struct description offer;
	static struct zsip_sdp_answer_stream streams[MEDIA];
	static struct zsip_sdp_answer_format formats[LINES];
	struct zsip_sdp_answer answer = {.streams = streams,
	                                 .max_streams = MEDIA,
	                                 .formats = formats,
	                                 .max_formats = LINES};
	struct zsip_sdp_codec codecs[CODECS];
	struct zsip_sdp_support support;
	struct text got = {0}, wanted = {0};
	bool good;

	ck_assert_msg(acase->parts == 3, "%s", acase->title);
	open_description(&offer, false, acase->lines[0], acase->counts[0]);
	read_support(&support, codecs, acase->lines[1], acase->counts[1]);
	ck_assert_int_eq(zsip_sdp_answer(&answer, &offer.sdp, &support),
	                 ZSIP_OK);
	add_facts(&got, &offer.sdp, &answer);
	for (size_t i = 0; i < acase->counts[2]; i++)
		text_add(&wanted, "%s\n", acase->lines[2][i]);
	good = strcmp(text_get(&got), text_get(&wanted)) == 0;
	if (!good)
		fprintf(stderr, "%s: got\n%s", acase->title, text_get(&got));
	if (good && !keeps_rules(&offer.sdp, &answer)) {
		fprintf(stderr, "%s: the answer breaks a rule\n", acase->title);
		good = false;
	}
	text_free(&got);
	text_free(&wanted);
	close_description(&offer);
	return good;
}

static bool try_findings(struct acase *acase)
{
	static struct description offer, answer;
	static struct marks marks;
	const char *wanted[LINES];
	size_t first, count = 0, marked = 0;
	bool good = true;

	memset(&marks, 0, sizeof(marks));
	ck_assert_msg(acase->parts == 2, "%s", acase->title);
	for (size_t i = 0; i < acase->counts[1]; i++)
		wanted[i] = cut_marks(acase->lines[1][i]);
	open_description(&offer, false, acase->lines[0], acase->counts[0]);
	open_description(&answer, true, acase->lines[1], acase->counts[1]);
	marks.sdp = &answer.sdp;
	count = zsip_sdp_check_answer(&offer.sdp, &answer.sdp, mark, &marks);
	ck_assert_uint_eq(
	        zsip_sdp_check_answer(&offer.sdp, &answer.sdp, NULL, NULL),
	        count);
	first = answer.sdp.line_count - acase->counts[1];
	for (size_t i = 0; i < answer.sdp.line_count; i++) {
		char want[512], got[512];

		sort_words(i >= first ? wanted[i - first] : "", want,
		           sizeof(want));
		sort_words(text_get(&marks.lines[i]), got, sizeof(got));
		for (const char *p = got; *p != '\0'; p++)
			marked += *p == ' ';
		if (strcmp(want, got) == 0)
			continue;
		fprintf(stderr, "%s: %.*s  !%s\n", acase->title,
		        (int)answer.sdp.lines[i].text.len,
		        answer.sdp.lines[i].text.ptr, got);
		good = false;
	}
	ck_assert_uint_eq(marked, count);
	free_marks(&marks);
	close_description(&offer);
	close_description(&answer);
	return good;
}

/* Answers of all kinds to the offer of a case. */
static bool try_answers(struct acase *acase)
{
	static struct description offer;
	const char *fault = NULL;
	unsigned kind;

	open_description(&offer, false, acase->lines[0], acase->counts[0]);
	for (kind = 0; kind < ANSWER_KINDS && fault == NULL; kind++)
		fault = answer_fault(&offer.sdp, kind);
	close_description(&offer);
	if (fault != NULL)
		fprintf(stderr, "%s: kind %u: %s\n", acase->title, kind - 1,
		        fault);
	return fault == NULL;
}

static void try_dir(const char *path, bool (*try)(struct acase *acase))
{
	static struct acase acase;
	struct vector_dir dir;
	size_t count = 0, failed = 0;

	ck_assert(vectors_dir_open(&dir, path));
	for (size_t i = 0; i < dir.count; i++) {
		char name[512], *data, *at;

		snprintf(name, sizeof(name), "%s/%s", path, dir.names[i]);
		data = at = read_file(name);
		while (next_case(&acase, &at)) {
			count++;
			if (!try(&acase))
				failed++;
		}
		free(data);
	}
	vectors_dir_close(&dir);
	tally_vectors("sdp", count);
	ck_assert_msg(failed == 0, "%zu of %zu in %s", failed, count, path);
}

START_TEST(facts)
{
	try_dir(FACTS_DIR, try_facts);
}
END_TEST

START_TEST(findings)
{
	const struct zsip_rule_info *rule;

	try_dir(FINDINGS_DIR, try_findings);
	for (size_t i = 0; (rule = zsip_sdp_rule_at(i)) != NULL; i++) {
		if (rule->id >= 700 && rule->id < 800)
			ck_assert_msg(seen[rule->id - 700], "no case of %s",
			              rule->name);
	}
}
END_TEST

START_TEST(answers_break_no_rule)
{
	try_dir(FACTS_DIR, try_answers);
	try_dir(FINDINGS_DIR, try_answers);
}
END_TEST

START_TEST(directions)
{
	/* RFC 3264 6.1: for each offered direction, the answers of one who
	 * would do anything, send, receive, nothing. */
	static const enum zsip_sdp_direction rows[4][4] = {
	        [ZSIP_SDP_SENDRECV] = {ZSIP_SDP_SENDRECV, ZSIP_SDP_SENDONLY,
	                               ZSIP_SDP_RECVONLY, ZSIP_SDP_INACTIVE},
	        [ZSIP_SDP_SENDONLY] = {ZSIP_SDP_RECVONLY, ZSIP_SDP_INACTIVE,
	                               ZSIP_SDP_RECVONLY, ZSIP_SDP_INACTIVE},
	        [ZSIP_SDP_RECVONLY] = {ZSIP_SDP_SENDONLY, ZSIP_SDP_SENDONLY,
	                               ZSIP_SDP_INACTIVE, ZSIP_SDP_INACTIVE},
	        [ZSIP_SDP_INACTIVE] = {ZSIP_SDP_INACTIVE, ZSIP_SDP_INACTIVE,
	                               ZSIP_SDP_INACTIVE, ZSIP_SDP_INACTIVE}};

	for (int i = 0; i < 4; i++) {
		for (int j = 0; j < 4; j++)
			ck_assert_int_eq(zsip_sdp_direction_answer(
			                         (enum zsip_sdp_direction)i,
			                         (enum zsip_sdp_direction)j),
			                 rows[i][j]);
	}
}
END_TEST

START_TEST(roles)
{
	static const struct {
		const char *name;
		enum zsip_sdp_setup_role role;
	} rows[] = {{"active", ZSIP_SDP_SETUP_ACTIVE},
	            {"passive", ZSIP_SDP_SETUP_PASSIVE},
	            {"ActPass", ZSIP_SDP_SETUP_ACTPASS},
	            {"holdconn", ZSIP_SDP_SETUP_HOLDCONN},
	            {"", ZSIP_SDP_SETUP_NONE},
	            {"activ", ZSIP_SDP_SETUP_NONE},
	            {"actives", ZSIP_SDP_SETUP_NONE}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		ck_assert_int_eq(
		        zsip_sdp_setup_find(zsip_slice_from(rows[i].name)),
		        rows[i].role);
	ck_assert_int_eq(zsip_sdp_setup_find((struct zsip_slice){NULL, 0}),
	                 ZSIP_SDP_SETUP_NONE);
}
END_TEST

/* Parameters that make one configuration, and those that make two. */
START_TEST(configurations)
{
	static const struct {
		const char *encoding, *a, *b;
		bool equal;
	} rows[] = {
	        {"H264", "profile-level-id=42e01f", "profile-level-id=42C00B",
	         true},
	        {"h264", "Packetization-Mode=0", "", true},
	        {"H264", "packetization-mode=1", "packetization-mode=2", false},
	        {"H264", "profile-level-id=64001f", "profile-level-id=640c1f",
	         false},
	        {"H264", "profile-level-id=6e001f", "profile-level-id=6e101f",
	         false},
	        {"H264", "profile-level-id=42e01", "profile-level-id=42e01f",
	         false},
	        {"H264", "profile-level-id=58a01f", "profile-level-id=42001f",
	         true},
	        {"H264", "profile-level-id=4d401f", "profile-level-id=4d001f",
	         true},
	        {"H265", "profile-id=1;tx-mode=SRST", "tier-flag=0", true},
	        {"H265", "tx-mode=MRST", "", false},
	        {"H265", "tx-mode=MRST", "tx-mode=MRMT", false},
	        {"H265", "profile-space=1", "", false},
	        {"H265", "interop-constraints=B00000000000", "", true},
	        {"H265", "interop-constraints=B00000000001", "", false},
	        {"H265", "level-id=93", "level-id=120", true},
	        {"VP9", "profile-id=0", "", true},
	        {"VP9", "profile-id=2", "", false},
	        {"VP8", "max-fs=1", "", true},
	        {"AV1", "profile=1", "profile=0", false},
	        {"H263-2000", "profile=3;level=10", "PROFILE=3;level=20", true},
	        {"H263-1998", "profile=3", "", false},
	        {"AMR", "octet-align=0", "", true},
	        {"AMR", "crc=1", "octet-align=1", false},
	        {"AMR", "crc=1", "octet-align=1;crc=1", true},
	        {"AMR", "robust-sorting=1", "octet-align=1", false},
	        {"AMR-WB", "interleaving=30", "interleaving=20", false},
	        {"AMR-WB", "interleaving=30", "octet-align=1; interleaving=30",
	         true},
	        {"G7221", "bitrate=24000", "bitrate=32000", false},
	        {"G7221", "", "bitrate=32000", false},
	        {"G729", "annexb=no", "annexb=yes", true},
	        {"iLBC", "mode=20", "mode=30", true},
	        {"opus", "stereo=1", "", true}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct zsip_slice encoding = zsip_slice_from(rows[i].encoding);
		struct zsip_slice a = zsip_slice_from(rows[i].a);
		struct zsip_slice b = zsip_slice_from(rows[i].b);

		ck_assert_msg(
		        zsip_sdp_fmtp_equal(encoding, a, b) == rows[i].equal,
		        "%s: %s, %s", rows[i].encoding, rows[i].a, rows[i].b);
		ck_assert(zsip_sdp_fmtp_equal(encoding, b, a) == rows[i].equal);
		ck_assert(zsip_sdp_fmtp_equal(encoding, a, a));
	}
}
END_TEST

/* Every size of the arrays up to what is needed, and what is no use. */
START_TEST(arrays)
{
	static const struct zsip_sdp_codec codecs[] = {
	        {"audio", "PCMU", 8000, 1, NULL},
	        {"audio", "PCMA", 8000, 1, NULL}};
	static struct description offer;
	char *lines[] = {"m=audio 4000 RTP/AVP 0 8", "m=audio 4002 RTP/AVP 8"};
	struct zsip_sdp_answer_stream streams[2];
	struct zsip_sdp_answer_format formats[3];
	struct zsip_sdp_support support = {
	        .size = sizeof(support), .codecs = codecs, .codec_count = 2};
	struct zsip_sdp_answer answer = {.streams = streams,
	                                 .formats = formats};

	open_description(&offer, false, lines, 2);
	for (size_t i = 0; i <= 2; i++) {
		for (size_t j = 0; j <= 3; j++) {
			answer.max_streams = i;
			answer.max_formats = j;
			ck_assert_int_eq(
			        zsip_sdp_answer(&answer, &offer.sdp, &support),
			        i == 2 && j == 3 ? ZSIP_OK : ZSIP_E_TOO_MANY);
		}
	}
	ck_assert_uint_eq(answer.format_count, 3);
	ck_assert_int_eq(zsip_sdp_answer(NULL, &offer.sdp, &support),
	                 ZSIP_E_USE);
	ck_assert_int_eq(zsip_sdp_answer(&answer, NULL, &support), ZSIP_E_USE);
	ck_assert_int_eq(zsip_sdp_answer(&answer, &offer.sdp, NULL),
	                 ZSIP_E_USE);
	support.size = 0;
	ck_assert_int_eq(zsip_sdp_answer(&answer, &offer.sdp, &support),
	                 ZSIP_E_USE);
	ck_assert_uint_eq(zsip_sdp_check_answer(NULL, &offer.sdp, NULL, NULL),
	                  0);
	ck_assert_uint_eq(zsip_sdp_check_answer(&offer.sdp, NULL, NULL, NULL),
	                  0);
	close_description(&offer);
}
END_TEST

/* Answers of all kinds to what peers send. */
START_TEST(answers_to_real_offers)
{
	static struct zsip_sdp_line lines[LINES];
	static struct zsip_sdp_media media[MEDIA];
	struct vector_dir dir;

	ck_assert(vectors_dir_open(&dir, REAL_DIR));
	for (size_t i = 0; i < dir.count; i++) {
		const char *fault = NULL;
		struct zsip_sdp offer;
		char name[512], *text;

		snprintf(name, sizeof(name), REAL_DIR "/%s", dir.names[i]);
		text = read_file(name);
		zsip_sdp_init(&offer, lines, LINES, media, MEDIA, NULL);
		zsip_sdp_parse(&offer, text, strlen(text), NULL);
		for (unsigned kind = 0; kind < ANSWER_KINDS && fault == NULL;
		     kind++)
			fault = answer_fault(&offer, kind);
		ck_assert_msg(fault == NULL, "%s: %s", name, fault);
		free(text);
	}
	tally("sdp", "answers", dir.count * ANSWER_KINDS);
	vectors_dir_close(&dir);
}
END_TEST

TCase *sdp_answer_tcase(void)
{
	TCase *tcase = tcase_create("sdp answer");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, facts);
	tcase_add_test(tcase, findings);
	tcase_add_test(tcase, answers_break_no_rule);
	tcase_add_test(tcase, answers_to_real_offers);
	tcase_add_test(tcase, directions);
	tcase_add_test(tcase, roles);
	tcase_add_test(tcase, configurations);
	tcase_add_test(tcase, arrays);
	return tcase;
}
