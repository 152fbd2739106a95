/*
 * What holds for an m= section, and sections by their names.
 */
#include "sdp_answer.h"

static const uint16_t defaults_of[SDP_DEFAULTS] = {
        ZSIP_SDP_ATTR_SETUP,
        ZSIP_SDP_ATTR_FINGERPRINT,
        ZSIP_SDP_ATTR_ICE_UFRAG,
        ZSIP_SDP_ATTR_ICE_PWD,
        ZSIP_SDP_ATTR_CONNECTION,
        ZSIP_SDP_ATTR_KEY_MGMT,
        ZSIP_SDP_ATTR_EXTMAP_ALLOW_MIXED};

static void note_default(struct sdp_defaults *defaults,
                         const struct zsip_sdp_line *line)
{
	for (size_t i = 0; i < SDP_DEFAULTS; i++) {
		if (defaults_of[i] == line->attribute &&
		    defaults->lines[i] == NULL)
			defaults->lines[i] = line;
	}
	if (defaults->direction == NULL &&
	    zsip_sdp_direction_of(line->attribute) >= 0)
		defaults->direction = line;
}

void zsip_sdp_defaults_read(struct sdp_defaults *defaults,
                            const struct zsip_sdp *sdp)
{
	const struct zsip_sdp_line *line = NULL;

	*defaults = (struct sdp_defaults){.sdp = sdp};
	while (sdp->attributes != 0 &&
	       (line = zsip_sdp_find_line(sdp, 0, 'a', line)) != NULL)
		note_default(defaults, line);
}

const struct zsip_sdp_line *zsip_sdp_default(const struct sdp_defaults *d,
                                             enum zsip_sdp_attribute id)
{
	for (size_t i = 0; i < SDP_DEFAULTS; i++) {
		if (defaults_of[i] == id)
			return d->lines[i];
	}
	return NULL;
}

/* A direction may stand there. */
static bool may_have_direction(const struct zsip_sdp *sdp, size_t media)
{
	return zsip_sdp_may_have(sdp, media, ZSIP_SDP_ATTR_SENDRECV) ||
	       zsip_sdp_may_have(sdp, media, ZSIP_SDP_ATTR_SENDONLY) ||
	       zsip_sdp_may_have(sdp, media, ZSIP_SDP_ATTR_RECVONLY) ||
	       zsip_sdp_may_have(sdp, media, ZSIP_SDP_ATTR_INACTIVE);
}

enum zsip_sdp_direction
zsip_sdp_direction_in_force(const struct sdp_defaults *d, size_t media,
                            const struct zsip_sdp_line **line)
{
	*line = NULL;
	while (may_have_direction(d->sdp, media)) {
		*line = zsip_sdp_find_line(d->sdp, media, 'a', *line);
		if (*line == NULL ||
		    zsip_sdp_direction_of((*line)->attribute) >= 0)
			break;
	}
	if (*line == NULL)
		*line = d->direction;
	return *line != NULL ? (enum zsip_sdp_direction)zsip_sdp_direction_of(
	                               (*line)->attribute)
	                     : ZSIP_SDP_SENDRECV;
}

struct zsip_slice zsip_sdp_address_of(const struct zsip_sdp *sdp, size_t media)
{
	const struct zsip_sdp_connection *c =
	        zsip_sdp_connection_of(sdp, media);

	return c != NULL ? c->address : (struct zsip_slice){NULL, 0};
}

bool zsip_sdp_is_savp(struct zsip_slice proto)
{
	return zsip_sdp_is_secure_rtp(proto) &&
	       !zsip_sdp_has_part(proto, "TLS") &&
	       !zsip_sdp_has_part(proto, "DTLS");
}

bool zsip_sdp_has_word(const char *words, struct zsip_slice word,
                       bool (*equal)(struct zsip_slice a, struct zsip_slice b))
{
	struct zsip_slice rest = zsip_slice_from(words), item;

	while (zsip_sdp_next(&rest, ' ', &item)) {
		if (equal(item, word))
			return true;
	}
	return false;
}

struct zsip_slice zsip_sdp_group(const struct zsip_sdp_line *line,
                                 struct zsip_slice *rest)
{
	struct zsip_slice semantics = {NULL, 0};

	*rest = line->value;
	zsip_sdp_next(rest, ' ', &semantics);
	return semantics;
}

static int compare(struct zsip_slice a, struct zsip_slice b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len != 0 ? memcmp(a.ptr, b.ptr, len) : 0;

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* The place of a mid, or the one where it belongs. */
static size_t find_place(const struct sdp_mids *mids, struct zsip_slice mid,
                         bool *found)
{
	size_t low = 0, high = mids->count;

	*found = false;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = compare(mids->sorted[middle]->value, mid);

		*found |= order == 0;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void zsip_sdp_mids_read(struct sdp_mids *mids, const struct zsip_sdp *sdp)
{
	mids->count = 0;
	for (size_t i = 1; i <= sdp->media_count && i <= SDP_MIDS; i++) {
		const struct zsip_sdp_line *line =
		        zsip_sdp_own(sdp, i, ZSIP_SDP_ATTR_MID);
		size_t place;
		bool found;

		if (line == NULL || line->value.len == 0)
			continue;
		place = find_place(mids, line->value, &found);
		if (found)
			continue;
		memmove(&mids->sorted[place + 1], &mids->sorted[place],
		        (mids->count++ - place) * sizeof(*mids->sorted));
		mids->sorted[place] = line;
	}
}

size_t zsip_sdp_mids_find(const struct sdp_mids *mids, struct zsip_slice mid)
{
	bool found;
	size_t place = find_place(mids, mid, &found);

	return found ? mids->sorted[place]->media : 0;
}
