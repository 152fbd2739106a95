/* Prints the streams of the session description in a file, and then all of it
 * without one codec: sdp FILE [ENCODING] */
#include <stdio.h>
#include <zsip_sdp.h>

static void print(const char *before, struct zsip_slice text)
{
	printf("%s%.*s", before, (int)text.len, text.ptr);
}

/* A stream: its m= line, its address, its codecs.  Removes the unwanted one. */
static void visit(const struct zsip_sdp *sdp, size_t media,
                  struct zsip_slice unwanted, struct zsip_edit *edit)
{
	const struct zsip_sdp_media_field *m = &sdp->media[media - 1].m;
	const struct zsip_sdp_connection *c =
	        zsip_sdp_connection_of(sdp, media);
	struct zsip_sdp_formats formats;
	struct zsip_sdp_format format;

	print("", m->type);
	printf(" port %u", (unsigned)m->port);
	print(" ", m->proto);
	if (c != NULL)
		print(" at ", c->address);
	zsip_sdp_formats_start(&formats, sdp, media);
	while (zsip_sdp_formats_next(&formats, &format)) {
		print("\n  ", format.format);
		if (format.encoding.ptr == NULL)
			continue;
		print(" ", format.encoding);
		printf("/%u", (unsigned)format.clock_rate);
		if (zsip_slice_equal_nocase(format.encoding, unwanted))
			zsip_sdp_edit_remove_format(edit, sdp, media,
			                            format.format);
	}
	printf("\n");
}

int main(int argc, char **argv)
{
	static char buf[65536], out[sizeof(buf)];
	struct zsip_sdp_line lines[256];
	struct zsip_sdp_media media[16];
	struct zsip_splice splices[64];
	struct zsip_sdp sdp;
	struct zsip_edit edit;
	char scratch[64];
	FILE *file = argc > 1 ? fopen(argv[1], "rb") : stdin;
	size_t len = file != NULL ? fread(buf, 1, sizeof(buf), file) : 0;

	zsip_sdp_init(&sdp, lines, 256, media, 16, NULL);
	if (zsip_sdp_parse(&sdp, buf, len, NULL) != ZSIP_OK) {
		printf("at byte %zu: expected %s\n", sdp.error.offset,
		       sdp.error.expected);
		return 1;
	}
	zsip_edit_start(&edit, sdp.text, splices, 64, scratch, sizeof(scratch));
	for (size_t n = 1; n <= sdp.media_count; n++)
		visit(&sdp, n, zsip_slice_from(argc > 2 ? argv[2] : ""), &edit);
	if (edit.count != 0)
		zsip_sdp_edit_version(&edit, &sdp);
	len = zsip_edit_write(&edit, out, sizeof(out));
	fwrite(out, 1, len < sizeof(out) ? len : sizeof(out), stdout);
	return edit.error.status != ZSIP_OK;
}
