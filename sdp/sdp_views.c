/*
 * What a description says of one stream: address, direction, bundle, ICE, DTLS.
 */
#include "sdp_index.h"
#include "sdp_views.h"

static const struct zsip_slice absent;

const struct zsip_sdp_connection *
zsip_sdp_connection_of(const struct zsip_sdp *sdp, size_t media)
{
	if (media > sdp->media_count)
		return NULL;
	if (media != 0 && sdp->media[media - 1].c.nettype.ptr != NULL)
		return &sdp->media[media - 1].c;
	return sdp->c.nettype.ptr != NULL ? &sdp->c : NULL;
}

/* What attributes say */

static enum sdp_say say_of(unsigned attribute)
{
	switch (attribute) {
	case ZSIP_SDP_ATTR_SENDRECV:
	case ZSIP_SDP_ATTR_SENDONLY:
	case ZSIP_SDP_ATTR_RECVONLY:
	case ZSIP_SDP_ATTR_INACTIVE:
		return SDP_SAY_DIRECTION;
	case ZSIP_SDP_ATTR_ICE_UFRAG:
		return SDP_SAY_UFRAG;
	case ZSIP_SDP_ATTR_ICE_PWD:
		return SDP_SAY_PASSWORD;
	case ZSIP_SDP_ATTR_ICE_OPTIONS:
		return SDP_SAY_OPTIONS;
	case ZSIP_SDP_ATTR_ICE_LITE:
		return SDP_SAY_LITE;
	case ZSIP_SDP_ATTR_ICE_PACING:
		return SDP_SAY_PACING;
	case ZSIP_SDP_ATTR_CANDIDATE:
		return SDP_SAY_CANDIDATE;
	case ZSIP_SDP_ATTR_ICE_MISMATCH:
		return SDP_SAY_MISMATCH;
	case ZSIP_SDP_ATTR_END_OF_CANDIDATES:
		return SDP_SAY_END_OF_CANDIDATES;
	case ZSIP_SDP_ATTR_FINGERPRINT:
		return SDP_SAY_FINGERPRINT;
	case ZSIP_SDP_ATTR_SETUP:
		return SDP_SAY_SETUP;
	case ZSIP_SDP_ATTR_TLS_ID:
		return SDP_SAY_TLS_ID;
	case ZSIP_SDP_ATTR_CONNECTION:
		return SDP_SAY_CONNECTION;
	default:
		return SDP_SAY_NONE;
	}
}

const struct zsip_sdp_line *zsip_sdp_line_of(struct sdp_lines lines,
                                             struct zsip_slice part)
{
	for (size_t i = 0; part.ptr != NULL && i < lines.count; i++) {
		struct zsip_slice text = lines.first[i].text;

		if (part.ptr >= text.ptr && part.ptr < text.ptr + text.len)
			return &lines.first[i];
	}
	return NULL;
}

const struct zsip_sdp_line *zsip_sdp_c_line(const struct zsip_sdp *sdp,
                                            size_t media)
{
	const struct zsip_sdp_connection *c =
	        media != 0 ? &sdp->media[media - 1].c : &sdp->c;

	return zsip_sdp_line_of(sdp_lines_of(sdp, media), c->nettype);
}

static struct sdp_section read_section(const struct zsip_sdp *sdp, size_t media)
{
	struct sdp_section section = {{NULL}, NULL};
	struct sdp_lines lines = sdp_lines_of(sdp, media);

	if (lines.count == 0)
		return section;
	section.c = zsip_sdp_c_line(sdp, media);
	for (size_t i = 0; i < lines.count; i++) {
		enum sdp_say say = say_of(lines.first[i].attribute);

		if (section.says[say] == NULL)
			section.says[say] = &lines.first[i];
	}
	return section;
}

void zsip_sdp_view_start(struct sdp_view *view, const struct zsip_sdp *sdp,
                         const struct zsip_sdp_bundles *bundles)
{
	*view = (struct sdp_view){.sdp = sdp, .bundles = bundles};
	view->session = read_section(sdp, 0);
}

void zsip_sdp_view_turn(struct sdp_view *view, size_t media)
{
	size_t tag = zsip_sdp_tag_of(view->bundles, media);

	view->media = media;
	view->own = media != 0 ? read_section(view->sdp, media)
	                       : (struct sdp_section){{NULL}, NULL};
	if (tag != view->tag)
		view->tagged = tag != 0 ? read_section(view->sdp, tag)
		                        : (struct sdp_section){{NULL}, NULL};
	view->tag = tag;
}

const struct zsip_sdp_line *zsip_sdp_view_c_line(const struct sdp_view *view)
{
	return view->own.c != NULL ? view->own.c : view->session.c;
}

static struct sdp_view view_of(const struct zsip_sdp *sdp, size_t media,
                               const struct zsip_sdp_bundles *bundles)
{
	struct sdp_view view;

	zsip_sdp_view_start(&view, sdp, bundles);
	zsip_sdp_view_turn(&view, media);
	return view;
}

/* The line of the stream, of its bundle, of the session. */
static const struct zsip_sdp_line *in_force(const struct sdp_view *view,
                                            enum sdp_say say)
{
	if (view->own.says[say] != NULL)
		return view->own.says[say];
	if (view->tagged.says[say] != NULL)
		return view->tagged.says[say];
	return view->session.says[say];
}

/* Directions */

const struct zsip_sdp_line *
zsip_sdp_view_direction_line(const struct sdp_view *view)
{
	const struct zsip_sdp_line *own = view->own.says[SDP_SAY_DIRECTION];

	return own != NULL ? own : view->session.says[SDP_SAY_DIRECTION];
}

enum zsip_sdp_direction zsip_sdp_view_direction(const struct sdp_view *view)
{
	const struct zsip_sdp_line *line = zsip_sdp_view_direction_line(view);

	return line != NULL ? (enum zsip_sdp_direction)zsip_sdp_direction_of(
	                              line->attribute)
	                    : ZSIP_SDP_SENDRECV;
}

enum zsip_sdp_direction zsip_sdp_direction(const struct zsip_sdp *sdp,
                                           size_t media)
{
	struct sdp_view view = view_of(sdp, media, NULL);

	return zsip_sdp_view_direction(&view);
}

const char *zsip_sdp_direction_name(enum zsip_sdp_direction direction)
{
	static const char *const names[] = {"sendrecv", "sendonly", "recvonly",
	                                    "inactive"};
	size_t index = (size_t)direction;

	return index < sizeof(names) / sizeof(*names) ? names[index] : "?";
}

/* Bundles */

/* The identification-tag of an m= section. */
static struct zsip_slice mid_of(const void *of, size_t index)
{
	const struct zsip_sdp_line *line =
	        zsip_sdp_find(of, index + 1, ZSIP_SDP_ATTR_MID, NULL);

	return line != NULL && line->value.len != 0 ? line->value : absent;
}

static void read_group(struct zsip_sdp_bundles *bundles,
                       const struct sdp_index *mids, struct zsip_slice ids)
{
	struct zsip_slice word;
	uint16_t tag = 0;

	if (!zsip_sdp_next(&ids, ' ', &word) ||
	    !zsip_slice_equal(word, zsip_slice_from("BUNDLE")))
		return;
	while (zsip_sdp_next(&ids, ' ', &word)) {
		size_t index = zsip_sdp_index_find(mids, word);

		if (index == SDP_NO_ITEM)
			continue;
		if (tag == 0)
			tag = (uint16_t)(index + 1);
		if (bundles->tag[index] == 0)
			bundles->tag[index] = tag;
	}
}

void zsip_sdp_bundles_read(struct zsip_sdp_bundles *bundles,
                           const struct zsip_sdp *sdp)
{
	const struct zsip_sdp_line *line =
	        zsip_sdp_find(sdp, 0, ZSIP_SDP_ATTR_GROUP, NULL);
	struct sdp_index mids;

	*bundles = (struct zsip_sdp_bundles){{0}};
	if (line == NULL)
		return;
	zsip_sdp_index_fill(&mids, mid_of, sdp, sdp->media_count);
	do {
		read_group(bundles, &mids, line->value);
		line = zsip_sdp_find(sdp, 0, ZSIP_SDP_ATTR_GROUP, line);
	} while (line != NULL);
}

size_t zsip_sdp_tag_of(const struct zsip_sdp_bundles *bundles, size_t media)
{
	return bundles != NULL && media != 0 && media <= ZSIP_SDP_BUNDLED_MEDIA
	               ? bundles->tag[media - 1]
	               : 0;
}

static bool is_bundle_only(const struct zsip_sdp *sdp, size_t media)
{
	return zsip_sdp_find(sdp, media, ZSIP_SDP_ATTR_BUNDLE_ONLY, NULL) !=
	       NULL;
}

bool zsip_sdp_enabled(const struct zsip_sdp *sdp, size_t media,
                      const struct zsip_sdp_bundles *bundles)
{
	if (media == 0 || media > sdp->media_count)
		return false;
	return sdp->media[media - 1].m.port != 0 ||
	       (zsip_sdp_tag_of(bundles, media) != 0 &&
	        is_bundle_only(sdp, media));
}

/* Hold */

static bool is_of(struct zsip_slice text, const char *bytes)
{
	for (size_t i = 0; i < text.len; i++) {
		if (strchr(bytes, text.ptr[i]) == NULL)
			return false;
	}
	return true;
}

static bool is_invalid_name(struct zsip_slice name)
{
	static const char suffix[] = ".invalid";
	const size_t len = sizeof(suffix) - 1;

	if (name.len < len)
		return false;
	name.ptr += name.len - len;
	name.len = len;
	return zsip_slice_equal_nocase(name, zsip_slice_from(suffix));
}

bool zsip_sdp_is_null_address(const struct zsip_sdp_connection *c)
{
	switch (zsip_sdp_address_classify(c->address)) {
	case ZSIP_SDP_ADDRESS_IP4:
		return is_of(c->address, "0.");
	case ZSIP_SDP_ADDRESS_IP6:
		return is_of(c->address, "0:");
	case ZSIP_SDP_ADDRESS_NAME:
		return is_invalid_name(c->address);
	default:
		return false;
	}
}

/* The port that stands beside an address of zeros (RFC 8839 4.3.1); 0 in a
 * bundle-only section. */
static bool is_placeholder(uint32_t port)
{
	return port == 9 || port == 0;
}

static bool is_held_by_address(const struct sdp_view *view)
{
	const struct zsip_sdp_connection *c =
	        zsip_sdp_connection_of(view->sdp, view->media);
	struct zsip_sdp_ice ice;

	if (c == NULL || !zsip_sdp_is_null_address(c))
		return false;
	return view->media == 0 ||
	       !is_placeholder(view->sdp->media[view->media - 1].m.port) ||
	       !zsip_sdp_view_ice(view, &ice);
}

unsigned zsip_sdp_view_hold(const struct sdp_view *view)
{
	enum zsip_sdp_direction direction = zsip_sdp_view_direction(view);
	unsigned hold = ZSIP_SDP_NOT_HELD;

	if (view->media != 0 &&
	    !zsip_sdp_enabled(view->sdp, view->media, view->bundles))
		return ZSIP_SDP_NOT_HELD;
	if (direction == ZSIP_SDP_SENDONLY || direction == ZSIP_SDP_INACTIVE)
		hold |= ZSIP_SDP_HELD_BY_DIRECTION;
	if (is_held_by_address(view))
		hold |= ZSIP_SDP_HELD_BY_ADDRESS;
	return hold;
}

unsigned zsip_sdp_hold(const struct zsip_sdp *sdp, size_t media,
                       const struct zsip_sdp_bundles *bundles)
{
	struct sdp_view view = view_of(sdp, media, bundles);

	return zsip_sdp_view_hold(&view);
}

/* ICE and DTLS */

static struct zsip_slice value_of(const struct zsip_sdp_line *line)
{
	return line != NULL ? line->value : absent;
}

bool zsip_sdp_view_ice(const struct sdp_view *view, struct zsip_sdp_ice *ice)
{
	*ice = (struct zsip_sdp_ice){
	        .ufrag_line = in_force(view, SDP_SAY_UFRAG),
	        .password_line = in_force(view, SDP_SAY_PASSWORD),
	        .options_line = in_force(view, SDP_SAY_OPTIONS),
	        .candidate = in_force(view, SDP_SAY_CANDIDATE),
	        .lite_line = view->session.says[SDP_SAY_LITE],
	        .pacing_line = view->session.says[SDP_SAY_PACING],
	        .mismatch = view->own.says[SDP_SAY_MISMATCH] != NULL,
	        .end_of_candidates =
	                in_force(view, SDP_SAY_END_OF_CANDIDATES) != NULL};
	ice->ufrag = value_of(ice->ufrag_line);
	ice->password = value_of(ice->password_line);
	ice->options = value_of(ice->options_line);
	return ice->ufrag.len != 0 && ice->password.len != 0;
}

bool zsip_sdp_ice_of(const struct zsip_sdp *sdp, size_t media,
                     const struct zsip_sdp_bundles *bundles,
                     struct zsip_sdp_ice *ice)
{
	struct sdp_view view = view_of(sdp, media, bundles);

	return zsip_sdp_view_ice(&view, ice);
}

bool zsip_sdp_view_dtls(const struct sdp_view *view, struct zsip_sdp_dtls *dtls)
{
	*dtls = (struct zsip_sdp_dtls){
	        .fingerprint = in_force(view, SDP_SAY_FINGERPRINT),
	        .setup_line = in_force(view, SDP_SAY_SETUP),
	        .tls_id_line = in_force(view, SDP_SAY_TLS_ID),
	        .connection_line = in_force(view, SDP_SAY_CONNECTION)};
	dtls->setup = value_of(dtls->setup_line);
	dtls->tls_id = value_of(dtls->tls_id_line);
	dtls->connection = value_of(dtls->connection_line);
	return value_of(dtls->fingerprint).len != 0;
}

bool zsip_sdp_dtls_of(const struct zsip_sdp *sdp, size_t media,
                      const struct zsip_sdp_bundles *bundles,
                      struct zsip_sdp_dtls *dtls)
{
	struct sdp_view view = view_of(sdp, media, bundles);

	return zsip_sdp_view_dtls(&view, dtls);
}
