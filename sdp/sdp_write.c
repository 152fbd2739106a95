/*
 * Lines of a session description, written.
 */
#include "sdp_internal.h"
#include "zsip_sdp_edit.h"

static void add(struct zsip_writer *writer, const char *text)
{
	zsip_writer_add(writer, zsip_slice_from(text));
}

static void begin(struct zsip_writer *writer, char letter)
{
	const char start[2] = {letter, '='};

	zsip_writer_add(writer, (struct zsip_slice){start, sizeof(start)});
}

/* A word, and what must stand before it. */
static void add_word(struct zsip_writer *writer, const char *before,
                     struct zsip_slice word, zsip_sdp_class *class,
                     const char *expected)
{
	if (!zsip_sdp_all(word, class))
		zsip_writer_fail(writer, ZSIP_E_SYNTAX, expected);
	add(writer, before);
	zsip_writer_add(writer, word);
}

void zsip_sdp_write_text(struct zsip_writer *writer, char letter,
                         struct zsip_slice text)
{
	struct zsip_sdp_value value;
	struct zsip_stop stop;
	const struct zsip_sdp_letter *line = zsip_sdp_letter(letter);

	if (letter == 'a' || letter == 'm' || text.ptr == NULL ||
	    line == NULL) {
		zsip_writer_fail(writer, ZSIP_E_USE, "a letter and a text");
		return;
	}
	if (!zsip_sdp_value_read(&value, line->shape, text, NULL, 0, &stop))
		zsip_writer_fail(writer, stop.status, line->field);
	begin(writer, letter);
	zsip_writer_add(writer, text);
	add(writer, "\r\n");
}

void zsip_sdp_write_origin(struct zsip_writer *writer,
                           const struct zsip_sdp_origin *origin)
{
	begin(writer, 'o');
	add_word(writer, "", origin->username, zsip_sdp_is_visible, "username");
	add_word(writer, " ", origin->sess_id, zsip_sdp_is_digit, "sess-id");
	add_word(writer, " ", origin->sess_version, zsip_sdp_is_digit,
	         "sess-version");
	add_word(writer, " ", origin->nettype, zsip_sdp_is_token, "nettype");
	add_word(writer, " ", origin->addrtype, zsip_sdp_is_token, "addrtype");
	add_word(writer, " ", origin->address, zsip_sdp_is_visible,
	         "unicast-address");
	add(writer, "\r\n");
}

static bool is_small(struct zsip_slice digits)
{
	uint64_t number;

	return zsip_sdp_number(digits, &number) == ZSIP_OK && number <= 255;
}

static bool has_slash(struct zsip_slice text)
{
	return text.ptr != NULL && memchr(text.ptr, '/', text.len) != NULL;
}

void zsip_sdp_write_connection(struct zsip_writer *writer,
                               const struct zsip_sdp_connection *connection)
{
	bool suffix = connection->ttl.ptr != NULL || connection->count > 1;

	/* A slash would be read as what stands before these. */
	if (zsip_sdp_has_suffix(connection) ? has_slash(connection->address)
	                                    : suffix)
		zsip_writer_fail(writer, ZSIP_E_SYNTAX, "connection-address");
	begin(writer, 'c');
	add_word(writer, "", connection->nettype, zsip_sdp_is_token, "nettype");
	add_word(writer, " ", connection->addrtype, zsip_sdp_is_token,
	         "addrtype");
	add_word(writer, " ", connection->address, zsip_sdp_is_visible,
	         "connection-address");
	if (connection->ttl.ptr != NULL) {
		if (!is_small(connection->ttl))
			zsip_writer_fail(writer, ZSIP_E_RANGE, "ttl");
		add(writer, "/");
		zsip_writer_add(writer, connection->ttl);
	}
	if (connection->count > 1) {
		add(writer, "/");
		zsip_writer_add_number(writer, connection->count);
	}
	add(writer, "\r\n");
}

/* time of RFC 8866 9 has ten digits, and none before 1968 has them. */
#define NTP_MIN UINT64_C(1000000000)

void zsip_sdp_write_time(struct zsip_writer *writer, uint64_t start,
                         uint64_t stop)
{
	if ((start != 0 && start < NTP_MIN) || (stop != 0 && stop < NTP_MIN))
		zsip_writer_fail(writer, ZSIP_E_RANGE, "time");
	begin(writer, 't');
	zsip_writer_add_number(writer, start);
	add(writer, " ");
	zsip_writer_add_number(writer, stop);
	add(writer, "\r\n");
}

static bool is_proto(struct zsip_slice proto)
{
	struct zsip_slice token;

	if (proto.ptr == NULL)
		return false;
	while (zsip_sdp_next(&proto, '/', &token)) {
		if (!zsip_sdp_all(token, zsip_sdp_is_token))
			return false;
	}
	return true;
}

bool zsip_sdp_is_format(struct zsip_slice proto, struct zsip_slice format)
{
	uint64_t number;

	if (!zsip_sdp_is_rtp(proto))
		return zsip_sdp_all(format, zsip_sdp_is_token);
	return zsip_sdp_number(format, &number) == ZSIP_OK && number <= 127;
}

static void add_formats(struct zsip_writer *writer, struct zsip_slice proto,
                        struct zsip_slice formats)
{
	struct zsip_slice format;
	bool any = false;

	while (zsip_sdp_next(&formats, ' ', &format)) {
		if (!zsip_sdp_is_format(proto, format))
			zsip_writer_fail(writer, ZSIP_E_SYNTAX, "fmt");
		add(writer, " ");
		zsip_writer_add(writer, format);
		any = true;
	}
	if (!any)
		zsip_writer_fail(writer, ZSIP_E_SYNTAX, "fmt");
}

void zsip_sdp_write_media(struct zsip_writer *writer,
                          const struct zsip_sdp_media_field *media)
{
	if (media->port > 65535)
		zsip_writer_fail(writer, ZSIP_E_RANGE, "port");
	if (!is_proto(media->proto))
		zsip_writer_fail(writer, ZSIP_E_SYNTAX, "proto");
	begin(writer, 'm');
	add_word(writer, "", media->type, zsip_sdp_is_token, "media");
	add(writer, " ");
	zsip_writer_add_number(writer, media->port);
	if (media->port_count > 1) {
		add(writer, "/");
		zsip_writer_add_number(writer, media->port_count);
	}
	add(writer, " ");
	zsip_writer_add(writer, media->proto);
	add_formats(writer, media->proto, media->formats);
	add(writer, "\r\n");
}

bool zsip_sdp_is_attribute(struct zsip_slice name, struct zsip_slice value,
                           struct zsip_error *err)
{
	enum zsip_sdp_attribute id = zsip_sdp_attribute_find(name);
	struct zsip_sdp_value read;

	*err = (struct zsip_error){ZSIP_E_SYNTAX, 0, "attribute-name"};
	if (!zsip_sdp_all(name, zsip_sdp_is_token))
		return false;
	if (value.ptr != NULL && value.len == 0) {
		err->expected = "attribute-value";
		return false;
	}
	return zsip_sdp_attribute_parse(&read, id, value, NULL, err) == ZSIP_OK;
}

void zsip_sdp_write_attribute(struct zsip_writer *writer,
                              struct zsip_slice name, struct zsip_slice value)
{
	struct zsip_error error;

	if (!zsip_sdp_is_attribute(name, value, &error))
		zsip_writer_fail(writer, error.status, error.expected);
	begin(writer, 'a');
	zsip_writer_add(writer, name);
	if (value.ptr != NULL) {
		add(writer, ":");
		zsip_writer_add(writer, value);
	}
	add(writer, "\r\n");
}

/* From the end of a line to where the next one begins. */
static struct zsip_slice line_end(const struct zsip_sdp *sdp, size_t line)
{
	const struct zsip_slice *text = &sdp->lines[line].text;
	const char *from = text->ptr + text->len;
	const char *to = line + 1 < sdp->line_count
	                         ? sdp->lines[line + 1].text.ptr
	                         : sdp->text.ptr + sdp->text.len;

	return (struct zsip_slice){from, (size_t)(to - from)};
}

void zsip_sdp_write(struct zsip_writer *writer, const struct zsip_sdp *sdp)
{
	for (size_t i = 0; i < sdp->line_count; i++) {
		zsip_writer_add(writer, sdp->lines[i].text);
		zsip_writer_add(writer, line_end(sdp, i));
	}
}
