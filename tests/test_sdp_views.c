/*
 * Views of streams against cases, files in tests/vectors/sdp/views: a
 * description, and behind "---" a line for the session and for each stream:
 *
 *	NUMBER [off] [c=ADDRESS] DIRECTION [hold=direction,address] [tag=NUMBER]
 *	[ice=UFRAG/PASSWORD] [options=TAGS] [candidate=LINE] [lite]
 *	[pacing=NUMBER] [mismatch] [end] [dtls=LINE] [setup=ROLE] [tls-id=ID]
 *	[connection=VALUE] FORMAT ...
 *
 * LINE is that of the first candidate or fingerprint, from 1.  FORMAT is
 * NUMBER:ENCODING/RATE/CHANNELS(PARAMETERS), "?" where nothing says what it is,
 * "-" outside of RTP.
 */

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "cases.h"
#include "descriptions.h"
#include "guard.h"
#include "tally.h"
#include "test_sdp.h"
#include "vectors.h"
#include "zsip_sdp_views.h"

#define VIEWS_DIR ZSIP_SOURCE_DIR "/tests/vectors/sdp/views"

static void add(struct text *out, const char *name, struct zsip_slice slice)
{
	if (slice.ptr != NULL)
		text_add(out, " %s=%.*s", name, (int)slice.len, slice.ptr);
}

static void add_line(struct text *out, const char *name,
                     const struct zsip_sdp *sdp,
                     const struct zsip_sdp_line *line)
{
	if (line != NULL)
		text_add(out, " %s=%zu", name, (size_t)(line - sdp->lines) + 1);
}

static void add_flow(struct text *out, const struct zsip_sdp *sdp, size_t media,
                     const struct zsip_sdp_bundles *bundles)
{
	static const char *const holds[] = {"", " hold=direction",
	                                    " hold=address",
	                                    " hold=direction,address"};
	const struct zsip_sdp_connection *c =
	        zsip_sdp_connection_of(sdp, media);

	if (media != 0 && !zsip_sdp_enabled(sdp, media, bundles))
		text_add(out, " off");
	if (c != NULL)
		add(out, "c", c->address);
	text_add(out, " %s%s",
	         zsip_sdp_direction_name(zsip_sdp_direction(sdp, media)),
	         holds[zsip_sdp_hold(sdp, media, bundles)]);
	if (media != 0 && bundles->tag[media - 1] != 0)
		text_add(out, " tag=%u", bundles->tag[media - 1]);
}

static void add_ice(struct text *out, const struct zsip_sdp *sdp, size_t media,
                    const struct zsip_sdp_bundles *bundles)
{
	struct zsip_sdp_ice ice;

	if (zsip_sdp_ice_of(sdp, media, bundles, &ice))
		text_add(out, " ice=%.*s/%.*s", (int)ice.ufrag.len,
		         ice.ufrag.ptr, (int)ice.password.len,
		         ice.password.ptr);
	add(out, "options", ice.options);
	add_line(out, "candidate", sdp, ice.candidate);
	if (ice.lite_line != NULL)
		text_add(out, " lite");
	if (ice.pacing_line != NULL)
		add(out, "pacing", ice.pacing_line->value);
	text_add(out, "%s%s", ice.mismatch ? " mismatch" : "",
	         ice.end_of_candidates ? " end" : "");
}

static void add_dtls(struct text *out, const struct zsip_sdp *sdp, size_t media,
                     const struct zsip_sdp_bundles *bundles)
{
	struct zsip_sdp_dtls dtls;
	bool used = zsip_sdp_dtls_of(sdp, media, bundles, &dtls);

	ck_assert_int_eq(used, dtls.fingerprint != NULL);
	add_line(out, "dtls", sdp, dtls.fingerprint);
	add(out, "setup", dtls.setup);
	add(out, "tls-id", dtls.tls_id);
	add(out, "connection", dtls.connection);
}

static void add_formats(struct text *out, const struct zsip_sdp *sdp,
                        size_t media)
{
	struct zsip_sdp_formats formats;
	struct zsip_sdp_format format;

	zsip_sdp_formats_start(&formats, sdp, media);
	while (zsip_sdp_formats_next(&formats, &format)) {
		text_add(out, " %.*s:", (int)format.format.len,
		         format.format.ptr);
		if (format.encoding.ptr != NULL)
			text_add(out, "%.*s/%lu/%lu", (int)format.encoding.len,
			         format.encoding.ptr,
			         (unsigned long)format.clock_rate,
			         (unsigned long)format.channels);
		else
			text_add(out, formats.rtp ? "?" : "-");
		if (format.params.ptr != NULL)
			text_add(out, "(%.*s)", (int)format.params.len,
			         format.params.ptr);
	}
}

static bool try_case(const struct one_case *one, const struct guard *guard)
{
	struct text description = {0};
	struct zsip_sdp_bundles bundles;
	struct zsip_sdp sdp;
	bool good = true;

	case_description(&description, one->parts[0]);
	description_parse(&sdp,
	                  guard_end(guard, description.data, description.len),
	                  description.len, NULL);
	zsip_sdp_bundles_read(&bundles, &sdp);
	ck_assert_uint_eq(one->counts[1], sdp.media_count + 1);
	for (size_t i = 0; i <= sdp.media_count; i++) {
		struct text got = {0};

		text_add(&got, "%zu", i);
		add_flow(&got, &sdp, i, &bundles);
		add_ice(&got, &sdp, i, &bundles);
		add_dtls(&got, &sdp, i, &bundles);
		add_formats(&got, &sdp, i);
		if (strcmp(text_get(&got), one->parts[1][i]) != 0) {
			fprintf(stderr, "line %u: got %s\n", one->line,
			        text_get(&got));
			good = false;
		}
		text_free(&got);
	}
	text_free(&description);
	return good;
}

START_TEST(vectors)
{
	struct vector_dir dir;
	struct guard guard;
	size_t count = 0, failed = 0;

	ck_assert(vectors_dir_open(&dir, VIEWS_DIR));
	guard_open(&guard, 65536);
	for (size_t i = 0; i < dir.count; i++) {
		struct case_file file;
		struct one_case one;
		char path[512];

		snprintf(path, sizeof(path), VIEWS_DIR "/%s", dir.names[i]);
		ck_assert_msg(cases_open(&file, path), "%s", path);
		for (; cases_next(&file, &one); count++)
			failed += !try_case(&one, &guard);
		ck_assert_msg(cases_at_end(&file), "%s:%u: no case", path,
		              file.line);
		cases_close(&file);
	}
	guard_close(&guard);
	vectors_dir_close(&dir);
	tally_vectors("sdp", count);
	ck_assert_uint_gt(count, 0);
	ck_assert_msg(failed == 0, "%zu of %zu", failed, count);
}
END_TEST

/* Payload types of RFC 3551 are those below 35, and each has a name. */
START_TEST(payload_types)
{
	size_t count = 0;

	for (unsigned i = 0; i < 1000; i++) {
		const struct zsip_sdp_payload_type *type =
		        zsip_sdp_payload_type(i);

		if (type == NULL)
			continue;
		count++;
		ck_assert_uint_lt(i, 35);
		ck_assert_uint_eq(type->number, i);
		ck_assert_uint_gt(type->encoding.len, 0);
		ck_assert_uint_gt(type->clock_rate, 0);
	}
	ck_assert_uint_eq(count, 24);
}
END_TEST

/* There are no bundles where nobody looks for them, and no streams past the
 * last one. */
START_TEST(outside)
{
	static const char text[] = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n"
	                           "t=0 0\r\na=group:BUNDLE a\r\n"
	                           "m=audio 0 RTP/AVP 0\r\na=mid:a\r\n"
	                           "a=bundle-only\r\n";
	struct zsip_sdp_formats formats;
	struct zsip_sdp_format format;
	struct zsip_sdp sdp;

	ck_assert_int_eq(description_parse(&sdp, text, sizeof(text) - 1, NULL),
	                 ZSIP_OK);
	ck_assert(!zsip_sdp_enabled(&sdp, 1, NULL));
	ck_assert(!zsip_sdp_enabled(&sdp, 0, NULL));
	ck_assert(!zsip_sdp_enabled(&sdp, 2, NULL));
	ck_assert_ptr_null(zsip_sdp_connection_of(&sdp, 2));
	ck_assert_int_eq(zsip_sdp_direction(&sdp, 2), ZSIP_SDP_SENDRECV);
	ck_assert_uint_eq(zsip_sdp_hold(&sdp, 2, NULL), ZSIP_SDP_NOT_HELD);
	zsip_sdp_formats_start(&formats, &sdp, 2);
	ck_assert(!zsip_sdp_formats_next(&formats, &format));
	zsip_sdp_formats_get(&formats, 128, &format);
	ck_assert_ptr_null(format.encoding.ptr);
	ck_assert_str_eq(zsip_sdp_direction_name((enum zsip_sdp_direction)4),
	                 "?");
}
END_TEST

TCase *sdp_views_tcase(void)
{
	TCase *tcase = tcase_create("sdp views");

	tcase_add_test(tcase, vectors);
	tcase_add_test(tcase, payload_types);
	tcase_add_test(tcase, outside);
	return tcase;
}
