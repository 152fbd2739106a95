/*
 * zsip_sdp_compare(): session, streams, version.
 */
#include "sdp_compare.h"

static const struct zsip_sdp_change_info changes[] = {
#define ZSIP_SDP_CHANGE(number, id, name, severity, rfc, text)                 \
	{number, ZSIP_SEVERITY_##severity, name, rfc, text},
#include "zsip_sdp_changes.def"
#undef ZSIP_SDP_CHANGE
};

enum { CHANGES = sizeof(changes) / sizeof(*changes) };

const struct zsip_sdp_change_info *zsip_sdp_change_at(size_t index)
{
	return index < CHANGES ? &changes[index] : NULL;
}

static const struct zsip_sdp_change_info *info_of(enum zsip_sdp_change_id id)
{
	size_t i = 0;

	while (changes[i].id != id)
		i++;
	return &changes[i];
}

void zsip_sdp_compare_report(struct sdp_compare *compare,
                             enum zsip_sdp_change_id id,
                             const struct zsip_sdp_line *before,
                             const struct zsip_sdp_line *after,
                             struct zsip_slice format)
{
	struct zsip_sdp_change change = {.info = info_of(id),
	                                 .media = compare->media,
	                                 .before = before,
	                                 .after = after,
	                                 .format = format};

	compare->count++;
	if (compare->report != NULL)
		compare->report(compare->user, &change);
}

/* Lines as they are written */

static bool same_line(const struct zsip_sdp_line *a,
                      const struct zsip_sdp_line *b, bool with_origin)
{
	return (!with_origin && a->letter == 'o' && b->letter == 'o') ||
	       zsip_slice_equal(a->text, b->text);
}

static bool same_lines(struct sdp_lines a, struct sdp_lines b, bool with_origin)
{
	if (a.count != b.count)
		return false;
	for (size_t i = 0; i < a.count; i++) {
		if (!same_line(&a.first[i], &b.first[i], with_origin))
			return false;
	}
	return true;
}

static bool same_text(const struct sdp_compare *compare, bool with_origin)
{
	const struct zsip_sdp *a = compare->before.sdp, *b = compare->after.sdp;

	return same_lines((struct sdp_lines){a->lines, a->line_count},
	                  (struct sdp_lines){b->lines, b->line_count},
	                  with_origin);
}

static bool same_section(const struct sdp_compare *compare, size_t media)
{
	return same_lines(sdp_lines_of(compare->before.sdp, media),
	                  sdp_lines_of(compare->after.sdp, media), false);
}

/* Streams */

/* A stream that stood elsewhere before: nothing else of it can be told. */
static void report_moved(struct sdp_compare *compare, size_t from)
{
	sdp_changed(compare, ZSIP_SDP_CHANGE_MEDIA_ORDER,
	            sdp_m_line(compare->before.sdp, from),
	            sdp_m_line(compare->after.sdp, compare->media));
}

static bool is_enabled(const struct sdp_side *side, size_t media)
{
	return zsip_sdp_enabled(side->sdp, media, &side->bundles);
}

static void compare_place(struct sdp_compare *compare, size_t from)
{
	size_t media = compare->media;
	const struct zsip_sdp_line *before =
	        sdp_m_line(compare->before.sdp, media);
	const struct zsip_sdp_line *after =
	        sdp_m_line(compare->after.sdp, media);
	bool was = is_enabled(&compare->before, media);
	bool is = is_enabled(&compare->after, media);

	if (was && !is)
		sdp_changed(compare, ZSIP_SDP_CHANGE_MEDIA_REMOVED, before,
		            after);
	else if (is && from != 0)
		report_moved(compare, from);
	else if (is && !was)
		sdp_changed(compare, ZSIP_SDP_CHANGE_MEDIA_REUSED, before,
		            after);
	else if (is)
		zsip_sdp_compare_stream(compare);
	else if (!same_section(compare, media))
		sdp_changed(compare, ZSIP_SDP_CHANGE_MEDIA_UNUSED, before,
		            after);
}

static void compare_added(struct sdp_compare *compare, size_t from)
{
	if (from != 0)
		report_moved(compare, from);
	else
		sdp_changed(compare,
		            is_enabled(&compare->after, compare->media)
		                    ? ZSIP_SDP_CHANGE_MEDIA_ADDED
		                    : ZSIP_SDP_CHANGE_MEDIA_ADDED_UNUSED,
		            NULL,
		            sdp_m_line(compare->after.sdp, compare->media));
}

static void compare_media(struct sdp_compare *compare)
{
	const struct zsip_sdp *a = compare->before.sdp, *b = compare->after.sdp;
	struct sdp_moved moved;

	zsip_sdp_compare_order(compare, &moved);
	for (size_t i = 0; i < a->media_count || i < b->media_count; i++) {
		size_t from = i < ZSIP_SDP_BUNDLED_MEDIA ? moved.from[i] : 0;

		compare->media = i + 1;
		if (i >= b->media_count)
			sdp_changed(compare, ZSIP_SDP_CHANGE_MEDIA_MISSING,
			            sdp_m_line(a, i + 1), NULL);
		else if (i >= a->media_count)
			compare_added(compare, from);
		else
			compare_place(compare, from);
	}
	compare->media = 0;
}

/* o= */

static bool same_origin(const struct zsip_sdp_origin *a,
                        const struct zsip_sdp_origin *b)
{
	return zsip_slice_equal(a->username, b->username) &&
	       zsip_sdp_compare_numbers(a->sess_id, b->sess_id) == 0 &&
	       zsip_slice_equal(a->nettype, b->nettype) &&
	       zsip_slice_equal(a->addrtype, b->addrtype) &&
	       zsip_slice_equal_nocase(a->address, b->address);
}

/* The line that sdp->o comes from, wherever it stands; else a broken one. */
static const struct zsip_sdp_line *origin_line(const struct zsip_sdp *sdp)
{
	struct sdp_lines all = {sdp->lines, sdp->line_count};
	const struct zsip_sdp_line *line =
	        zsip_sdp_line_of(all, sdp->o.sess_id);

	return line != NULL ? line : zsip_sdp_find_line(sdp, 0, 'o', NULL);
}

/* false if it is another session, so that versions say nothing. */
static bool compare_origin(struct sdp_compare *compare)
{
	const struct zsip_sdp *a = compare->before.sdp, *b = compare->after.sdp;
	const struct zsip_sdp_line *before = origin_line(a);
	const struct zsip_sdp_line *after = origin_line(b);
	bool known = a->o.sess_id.ptr != NULL && b->o.sess_id.ptr != NULL;

	if (known && same_origin(&a->o, &b->o))
		return true;
	if (known || (before == NULL) != (after == NULL) ||
	    (before != NULL && !zsip_slice_equal(before->text, after->text)))
		sdp_changed(compare, ZSIP_SDP_CHANGE_ORIGIN, before, after);
	return false;
}

static void compare_version(struct sdp_compare *compare, bool changed)
{
	const struct zsip_sdp *a = compare->before.sdp, *b = compare->after.sdp;
	struct zsip_slice old = a->o.sess_version, new = b->o.sess_version;
	const struct zsip_sdp_line *before = origin_line(a);
	const struct zsip_sdp_line *after = origin_line(b);
	int order = zsip_sdp_compare_numbers(new, old);

	if (order == 0 && changed)
		sdp_changed(compare, ZSIP_SDP_CHANGE_VERSION_NOT_RAISED, before,
		            after);
	if (order != 0 && !changed)
		sdp_changed(compare, ZSIP_SDP_CHANGE_VERSION_ONLY, before,
		            after);
	if (order < 0)
		sdp_changed(compare, ZSIP_SDP_CHANGE_VERSION_LOWERED, before,
		            after);
	else if (order > 0 && !zsip_sdp_number_follows(old, new))
		sdp_changed(compare, ZSIP_SDP_CHANGE_VERSION_SKIPPED, before,
		            after);
}

/* The first line that is written otherwise. */
static void report_rewritten(struct sdp_compare *compare, bool with_origin)
{
	const struct zsip_sdp *a = compare->before.sdp, *b = compare->after.sdp;
	size_t i = 0;

	while (i < a->line_count && i < b->line_count &&
	       same_line(&a->lines[i], &b->lines[i], with_origin))
		i++;
	sdp_changed(compare, ZSIP_SDP_CHANGE_REWRITTEN,
	            i < a->line_count ? &a->lines[i] : NULL,
	            i < b->line_count ? &b->lines[i] : NULL);
}

static void start_side(struct sdp_side *side)
{
	zsip_sdp_bundles_read(&side->bundles, side->sdp);
	zsip_sdp_view_start(&side->view, side->sdp, &side->bundles);
}

size_t zsip_sdp_compare(const struct zsip_sdp *before,
                        const struct zsip_sdp *after,
                        void (*report)(void *user,
                                       const struct zsip_sdp_change *change),
                        void *user)
{
	struct sdp_compare compare = {.before.sdp = before,
	                              .after.sdp = after,
	                              .report = report,
	                              .user = user};
	bool known;

	if (same_text(&compare, true))
		return 0;
	known = compare_origin(&compare);
	if (!same_text(&compare, false)) {
		start_side(&compare.before);
		start_side(&compare.after);
		zsip_sdp_compare_lines(&compare);
		compare_media(&compare);
		if (compare.count == 0)
			report_rewritten(&compare, false);
	}
	if (known)
		compare_version(&compare, compare.count != 0);
	if (compare.count == 0)
		report_rewritten(&compare, true);
	return compare.count;
}
