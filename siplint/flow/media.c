/*
 * A session description in a few words: "offer audio 49170 PCMU sendrecv".
 */
#include "flow/calls.h"

/* More of them are counted, not named. */
enum { SHOWN_STREAMS = 3, SHOWN_FORMATS = 3 };
enum { WORD_CELLS = 20 };

static const char *part_name(enum zsip_description_part part)
{
	switch (part) {
	case ZSIP_DESCRIPTION_OFFER:
		return "offer";
	case ZSIP_DESCRIPTION_ANSWER:
		return "answer";
	case ZSIP_DESCRIPTION_EARLY_ANSWER:
		return "early answer";
	case ZSIP_DESCRIPTION_AGAIN:
		return "answer again";
	default:
		return "description";
	}
}

/* By their names where those are known. */
static void print_formats(FILE *out, const struct zsip_sdp *sdp, size_t media)
{
	struct zsip_sdp_formats formats;
	struct zsip_sdp_format format;
	size_t count = 0;

	zsip_sdp_formats_start(&formats, sdp, media);
	while (zsip_sdp_formats_next(&formats, &format)) {
		if (count++ >= SHOWN_FORMATS)
			continue;
		fputc(count > 1 ? '/' : ' ', out);
		show_fitted(out,
		            format.encoding.len != 0 ? format.encoding
		                                     : format.format,
		            WORD_CELLS);
	}
	if (count > SHOWN_FORMATS)
		fprintf(out, "/+%zu", count - SHOWN_FORMATS);
}

static void print_stream(FILE *out, const struct zsip_sdp *sdp, size_t media,
                         const struct zsip_sdp_bundles *bundles, bool may_hold)
{
	const struct zsip_sdp_media_field *m = &sdp->media[media - 1].m;

	if (m->type.ptr == NULL) {
		fputs("(broken)", out);
		return;
	}
	show_fitted(out, m->type, WORD_CELLS);
	if (!zsip_sdp_enabled(sdp, media, bundles)) {
		fputs(" off", out);
		return;
	}
	fprintf(out, " %u", m->port);
	print_formats(out, sdp, media);
	fprintf(out, " %s",
	        zsip_sdp_direction_name(zsip_sdp_direction(sdp, media)));
	if (may_hold && zsip_sdp_hold(sdp, media, bundles) != ZSIP_SDP_NOT_HELD)
		fputs(" (hold)", out);
}

static void print_streams(FILE *out, const struct zsip_sdp *sdp, bool may_hold)
{
	struct zsip_sdp_bundles bundles;

	zsip_sdp_bundles_read(&bundles, sdp);
	for (size_t i = 0; i < sdp->media_count && i < SHOWN_STREAMS; i++) {
		fputs(i != 0 ? ", " : " ", out);
		print_stream(out, sdp, i + 1, &bundles, may_hold);
	}
	if (sdp->media_count > SHOWN_STREAMS)
		fprintf(out, ", +%zu", sdp->media_count - SHOWN_STREAMS);
	if (sdp->media_count == 0)
		fputs(" without streams", out);
}

void media_print(FILE *out, const struct zsip_flow_message *message,
                 const struct input *input)
{
	struct zsip_slice text = zsip_flow_slice(message, message->description);
	struct zsip_options options;
	struct zsip_sdp sdp;

	if (text.ptr == NULL)
		return;
	input_options(input, &options);
	description_read(&sdp, text, &options);
	fputs(part_name(message->part), out);
	/* What flows not yet is not put on hold (RFC 3264 8.4). */
	print_streams(out, &sdp, message->previous != ZSIP_FLOW_NONE);
	description_free(&sdp);
}
