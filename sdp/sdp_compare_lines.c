/*
 * Lines of a section, wherever they stand in it: which came, which went, which
 * have another value.
 */
#include "sdp_compare.h"
#include "sdp_index.h"

static const struct zsip_slice absent;

/* As many lines of a section as the index takes. */
struct run {
	struct sdp_lines lines;
	const struct zsip_sdp_line *c; /* the c= line that is in force */
	bool rtp;
	uint64_t done[SDP_INDEX_ITEMS / 64];
};

/* Attributes that the comparison of streams looks at. */
static bool is_of_stream(const struct run *run,
                         const struct zsip_sdp_line *line)
{
	switch (line->attribute) {
	case ZSIP_SDP_ATTR_SENDRECV:
	case ZSIP_SDP_ATTR_SENDONLY:
	case ZSIP_SDP_ATTR_RECVONLY:
	case ZSIP_SDP_ATTR_INACTIVE:
	case ZSIP_SDP_ATTR_ICE_UFRAG:
	case ZSIP_SDP_ATTR_ICE_PWD:
	case ZSIP_SDP_ATTR_ICE_OPTIONS:
	case ZSIP_SDP_ATTR_ICE_LITE:
	case ZSIP_SDP_ATTR_ICE_PACING:
	case ZSIP_SDP_ATTR_FINGERPRINT:
	case ZSIP_SDP_ATTR_SETUP:
	case ZSIP_SDP_ATTR_TLS_ID:
		return true;
	case ZSIP_SDP_ATTR_RTPMAP:
	case ZSIP_SDP_ATTR_FMTP:
		return run->rtp;
	default:
		return false;
	}
}

static bool is_left_out(const struct run *run, const struct zsip_sdp_line *line)
{
	switch (line->letter) {
	case 'a':
		return is_of_stream(run, line);
	case 'c':
		return line == run->c;
	case 'm':
	case 'o':
		return true;
	default:
		return false;
	}
}

static bool is_done(const struct run *run, size_t i)
{
	return (run->done[i / 64] >> i % 64 & 1) != 0;
}

static void set_done(struct run *run, size_t i)
{
	run->done[i / 64] |= UINT64_C(1) << i % 64;
}

static struct zsip_slice text_of(const void *of, size_t i)
{
	const struct run *run = of;
	const struct zsip_sdp_line *line = &run->lines.first[i];

	return is_left_out(run, line) ? absent : line->text;
}

/* The line's text up to `end`. */
static struct zsip_slice head(const struct zsip_sdp_line *line, const char *end)
{
	return (struct zsip_slice){line->text.ptr,
	                           (size_t)(end - line->text.ptr)};
}

static const char *first_word_end(const struct zsip_sdp_line *line)
{
	struct zsip_slice rest = line->value, word;

	if (!zsip_sdp_next(&rest, ' ', &word))
		return line->text.ptr + line->text.len;
	return word.ptr + word.len;
}

/* What two attributes have in common of which one took the other's place. */
static struct zsip_slice attribute_head(const struct zsip_sdp_line *line)
{
	const struct zsip_sdp_attribute_info *info =
	        zsip_sdp_attribute_info(line->attribute);

	if (line->name.ptr == NULL)
		return absent;
	if (info != NULL && (info->multiplicity == ZSIP_SDP_FORMAT ||
	                     info->id == ZSIP_SDP_ATTR_GROUP ||
	                     info->id == ZSIP_SDP_ATTR_CRYPTO))
		return head(line, first_word_end(line));
	if (info != NULL && (info->multiplicity == ZSIP_SDP_MANY ||
	                     info->multiplicity == ZSIP_SDP_FORMATS))
		return absent;
	return head(line, line->name.ptr + line->name.len);
}

/* The same for other lines: the letter, and of b= the type. */
static struct zsip_slice other_head(const struct zsip_sdp_line *line)
{
	struct zsip_slice value = line->value;
	const char *colon = NULL;

	if (value.ptr == NULL)
		return absent;
	if (line->letter == 'b' && value.len != 0)
		colon = memchr(value.ptr, ':', value.len);
	return head(line, colon != NULL ? colon : value.ptr);
}

static struct zsip_slice head_of(const void *of, size_t i)
{
	const struct run *run = of;
	const struct zsip_sdp_line *line = &run->lines.first[i];

	if (is_done(run, i) || is_left_out(run, line))
		return absent;
	return line->letter == 'a' ? attribute_head(line) : other_head(line);
}

static enum zsip_sdp_change_id
attribute_change(const struct zsip_sdp_line *before,
                 const struct zsip_sdp_line *after)
{
	unsigned attribute = before != NULL ? before->attribute : 0;

	if (attribute == ZSIP_SDP_ATTR_OTHER && after != NULL)
		attribute = after->attribute;
	switch (attribute) {
	case ZSIP_SDP_ATTR_GROUP:
		return ZSIP_SDP_CHANGE_GROUP;
	case ZSIP_SDP_ATTR_MID:
		return ZSIP_SDP_CHANGE_MID;
	case ZSIP_SDP_ATTR_RTCP:
	case ZSIP_SDP_ATTR_RTCP_MUX:
	case ZSIP_SDP_ATTR_RTCP_MUX_ONLY:
		return ZSIP_SDP_CHANGE_RTCP;
	case ZSIP_SDP_ATTR_PTIME:
	case ZSIP_SDP_ATTR_MAXPTIME:
		return ZSIP_SDP_CHANGE_PTIME;
	case ZSIP_SDP_ATTR_CANDIDATE:
		return ZSIP_SDP_CHANGE_CANDIDATE;
	case ZSIP_SDP_ATTR_CRYPTO:
	case ZSIP_SDP_ATTR_KEY_MGMT:
		return ZSIP_SDP_CHANGE_CRYPTO;
	default:
		break;
	}
	if (before == NULL)
		return ZSIP_SDP_CHANGE_ATTRIBUTE_ADDED;
	return after == NULL ? ZSIP_SDP_CHANGE_ATTRIBUTE_REMOVED
	                     : ZSIP_SDP_CHANGE_ATTRIBUTE_CHANGED;
}

static void report(struct sdp_compare *compare,
                   const struct zsip_sdp_line *before,
                   const struct zsip_sdp_line *after)
{
	const struct zsip_sdp_line *line = before != NULL ? before : after;
	enum zsip_sdp_change_id id = ZSIP_SDP_CHANGE_LINE;

	if (line->letter == 'a')
		id = attribute_change(before, after);
	else if (line->letter == 'b')
		id = ZSIP_SDP_CHANGE_BANDWIDTH;
	else if (line->letter == 'k')
		id = ZSIP_SDP_CHANGE_KEY;
	else if (line->letter != '\0' && strchr("siuep", line->letter) != NULL)
		id = ZSIP_SDP_CHANGE_TEXT;
	else if (line->letter != '\0' && strchr("trz", line->letter) != NULL)
		id = ZSIP_SDP_CHANGE_TIME;
	sdp_changed(compare, id, before, after);
}

/* Lines that are in both. */
static void match_same(struct run *before, struct run *after,
                       struct sdp_index *index)
{
	zsip_sdp_index_fill(index, text_of, after, after->lines.count);
	for (size_t i = 0; i < before->lines.count; i++) {
		size_t there = zsip_sdp_index_take(index, text_of(before, i));

		if (there == SDP_NO_ITEM)
			continue;
		set_done(before, i);
		set_done(after, there);
	}
}

static void compare_runs(struct sdp_compare *compare, struct run *before,
                         struct run *after)
{
	struct sdp_index index;

	match_same(before, after, &index);
	zsip_sdp_index_fill(&index, head_of, after, after->lines.count);
	for (size_t i = 0; i < before->lines.count; i++) {
		const struct zsip_sdp_line *line = &before->lines.first[i];
		size_t there;

		if (is_done(before, i) || is_left_out(before, line))
			continue;
		there = zsip_sdp_index_take(&index, head_of(before, i));
		report(compare, line,
		       there != SDP_NO_ITEM ? &after->lines.first[there]
		                            : NULL);
		if (there != SDP_NO_ITEM)
			set_done(after, there);
	}
	for (size_t i = 0; i < after->lines.count; i++) {
		const struct zsip_sdp_line *line = &after->lines.first[i];

		if (!is_done(after, i) && !is_left_out(after, line))
			report(compare, NULL, line);
	}
}

/* What both begin and end with is the same. */
static void trim(struct sdp_lines *a, struct sdp_lines *b)
{
	while (a->count != 0 && b->count != 0 &&
	       zsip_slice_equal(a->first->text, b->first->text)) {
		a->first++, b->first++;
		a->count--, b->count--;
	}
	while (a->count != 0 && b->count != 0 &&
	       zsip_slice_equal(a->first[a->count - 1].text,
	                        b->first[b->count - 1].text))
		a->count--, b->count--;
}

/* The next lines of a section, off its front. */
static struct run next_run(struct run *section)
{
	struct run run = *section;

	if (run.lines.count > SDP_INDEX_ITEMS)
		run.lines.count = SDP_INDEX_ITEMS;
	section->lines.first += run.lines.count;
	section->lines.count -= run.lines.count;
	return run;
}

static struct run all_of(const struct zsip_sdp *sdp, size_t media)
{
	return (struct run){.lines = sdp_lines_of(sdp, media),
	                    .c = zsip_sdp_c_line(sdp, media),
	                    .rtp = media != 0 && sdp->media[media - 1].rtp};
}

void zsip_sdp_compare_lines(struct sdp_compare *compare)
{
	struct run before = all_of(compare->before.sdp, compare->media);
	struct run after = all_of(compare->after.sdp, compare->media);

	trim(&before.lines, &after.lines);
	while (before.lines.count != 0 || after.lines.count != 0) {
		struct run one = next_run(&before), two = next_run(&after);

		compare_runs(compare, &one, &two);
	}
}
