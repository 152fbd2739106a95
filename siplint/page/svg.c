/*
 * --format svg: the ladder of a call as a picture that stands alone.
 */
#include "page/drawing.h"
#include "page/single.h"
#include "page_assets.h"
#include "report/formats.h"

enum { TITLE_HEIGHT = 34 };

static void write_description(struct drawing *drawing)
{
	const struct call *call = drawing->scene.call;
	FILE *out = drawing->out;

	fputs("<title id=\"title\">Call-ID ", out);
	markup_text(out, call->id);
	fprintf(out,
	        "</title>\n<desc id=\"desc\">The ladder of a call: %u "
	        "message%s",
	        call->flow.count, call->flow.count == 1 ? "" : "s");
	for (size_t i = 0; i < drawing->scene.party_count; i++) {
		fputs(i == 0 ? " between " : ", ", out);
		words_start(&drawing->words);
		scene_party(drawing->words.file, &drawing->scene, i);
		markup_shown(out, words_end(&drawing->words));
	}
	fputs(".</desc>\n", out);
}

static void draw_call(struct output *output, const struct call *call)
{
	FILE *out = single_open(output);
	struct drawing drawing;
	int height;

	if (out == NULL)
		return;
	drawing_open(&drawing, out, call);
	height = TITLE_HEIGHT + drawing.head_height + drawing.height;
	fprintf(out,
	        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ladder "
	        "alone\" role=\"img\" aria-labelledby=\"title desc\" "
	        "width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n",
	        drawing.width, height, drawing.width, height);
	write_description(&drawing);
	fprintf(out,
	        "<style>%s</style>\n<rect class=\"paper\" width=\"100%%\" "
	        "height=\"100%%\"/>\n<text class=\"id\" x=\"16\" "
	        "y=\"24\">Call-ID ",
	        ladder_css);
	markup_fitted(out, call->id, (size_t)drawing.width / 10);
	fprintf(out, "</text>\n<g transform=\"translate(0 %d)\">\n",
	        TITLE_HEIGHT);
	drawing_heads(&drawing);
	drawing_rows(&drawing, drawing.head_height);
	fputs("</g>\n</svg>\n", out);
	drawing_close(&drawing);
}

const struct format format_svg = {
        .name = "svg",
        .draws_calls = true,
        .is_serial = true,
        .begin = single_begin,
        .call = draw_call,
        .end = single_end,
};
