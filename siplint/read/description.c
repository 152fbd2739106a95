/*
 * Session descriptions: which they are, and their lines.
 */
#include "read/description.h"
#include <stdlib.h>
#include <string.h>

static bool is_one_word(const struct zsip_message *sip, enum zsip_header id,
                        const char *const words[], size_t count)
{
	const struct zsip_field *field = zsip_field_find(sip, id, NULL);

	if (field == NULL)
		return true;
	for (size_t i = 0; i < count; i++) {
		if (zsip_slice_equal_nocase(field->value,
		                            zsip_slice_from(words[i])))
			return true;
	}
	return false;
}

/* What is encoded has to be decoded first. */
static bool is_as_it_is(const struct zsip_message *sip)
{
	static const char *const contents[] = {"identity"};
	static const char *const transfers[] = {"7bit", "8bit", "binary"};

	return is_one_word(sip, ZSIP_HDR_CONTENT_ENCODING, contents, 1) &&
	       is_one_word(sip, ZSIP_HDR_CONTENT_TRANSFER_ENCODING, transfers,
	                   3);
}

static bool is_sdp(const struct zsip_message *sip,
                   const struct zsip_field *field)
{
	static const struct zsip_slice usual = {"application/sdp", 15};
	struct zsip_value value;

	return zsip_slice_equal_nocase(field->value, usual) ||
	       (zsip_value_parse(&value, ZSIP_HDR_CONTENT_TYPE, field->value,
	                         sip->options, NULL) == ZSIP_OK &&
	        zsip_slice_equal_nocase(value.media_type.type,
	                                zsip_slice_from("application")) &&
	        zsip_slice_equal_nocase(value.media_type.subtype,
	                                zsip_slice_from("sdp")));
}

bool description_is_body(const struct zsip_message *sip)
{
	const struct zsip_field *field =
	        zsip_field_find(sip, ZSIP_HDR_CONTENT_TYPE, NULL);

	return field != NULL && sip->body.len != 0 && is_as_it_is(sip) &&
	       is_sdp(sip, field);
}

void description_read(struct zsip_sdp *sdp, struct zsip_slice text,
                      const struct zsip_options *options)
{
	size_t room = count_lines(text);
	struct zsip_sdp_line *lines = must_resize(NULL, room, sizeof(*lines));
	struct zsip_sdp_media *media = must_resize(NULL, room, sizeof(*media));

	zsip_sdp_init(sdp, lines, room, media, room, options);
	zsip_sdp_parse(sdp, text.ptr, text.len, NULL);
}

void description_free(struct zsip_sdp *sdp)
{
	free(sdp->lines);
	free(sdp->media);
}

bool description_is_file(const struct input *input)
{
	static const char start[] = "v=0";

	return input->len >= sizeof(start) - 1 &&
	       memcmp(input->bytes, start, sizeof(start) - 1) == 0;
}
