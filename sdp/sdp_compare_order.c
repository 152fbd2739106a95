/*
 * Streams that stand in another place than before (RFC 3264 8): known by their
 * mid, and without by media type and port.
 */
#include "sdp_compare.h"
#include "sdp_index.h"

static struct zsip_slice mid_of(const void *of, size_t index)
{
	const struct zsip_sdp_line *line =
	        zsip_sdp_find(of, index + 1, ZSIP_SDP_ATTR_MID, NULL);

	return line != NULL ? line->value : (struct zsip_slice){NULL, 0};
}

/* Media type and port as they are written; absent with a mid, or without a
 * port. */
static struct zsip_slice place_of(const void *of, size_t index)
{
	const struct zsip_sdp *sdp = of;
	const struct zsip_sdp_media_field *m = &sdp->media[index].m;

	if (m->port == 0 || mid_of(of, index).ptr != NULL)
		return (struct zsip_slice){NULL, 0};
	return (struct zsip_slice){m->type.ptr,
	                           (size_t)(m->proto.ptr - m->type.ptr)};
}

static bool same(struct zsip_slice a, struct zsip_slice b)
{
	return (a.ptr == NULL) == (b.ptr == NULL) && zsip_slice_equal(a, b);
}

/* In its old place there is another stream, or none at all.  Where that place
 * is a removed stream's, this is a new stream (RFC 3264 8.1, 8.2). */
static bool is_gone(const struct sdp_compare *compare, sdp_index_key *key,
                    struct zsip_slice text, size_t there)
{
	const struct zsip_sdp *b = compare->after.sdp;

	return there >= b->media_count ||
	       (!same(text, key(b, there)) &&
	        zsip_sdp_enabled(b, there + 1, &compare->after.bundles));
}

/* What is here now was elsewhere before, and is there no more; 0 if not. */
static size_t where_from(const struct sdp_compare *compare,
                         const struct sdp_index *index, size_t here)
{
	const struct zsip_sdp *a = compare->before.sdp, *b = compare->after.sdp;
	struct zsip_slice text = index->key(b, here);
	size_t there;

	if (here < a->media_count && same(text, index->key(a, here)))
		return 0;
	there = zsip_sdp_index_find(index, text);
	if (there == SDP_NO_ITEM || !is_gone(compare, index->key, text, there))
		return 0;
	return there + 1;
}

static void note_moved(const struct sdp_compare *compare, sdp_index_key *key,
                       struct sdp_moved *moved)
{
	const struct zsip_sdp *a = compare->before.sdp, *b = compare->after.sdp;
	struct sdp_index index;

	zsip_sdp_index_fill(&index, key, a, a->media_count);
	for (size_t i = 0; i < b->media_count && i < ZSIP_SDP_BUNDLED_MEDIA;
	     i++) {
		size_t from = where_from(compare, &index, i);

		if (from != 0)
			moved->from[i] = (uint16_t)from;
	}
}

void zsip_sdp_compare_order(const struct sdp_compare *compare,
                            struct sdp_moved *moved)
{
	*moved = (struct sdp_moved){{0}};
	note_moved(compare, mid_of, moved);
	note_moved(compare, place_of, moved);
}
