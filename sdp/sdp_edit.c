/*
 * Edits of a session description, as splices over its lines.
 */
#include "sdp_internal.h"
#include "zsip_sdp_edit.h"

/* A line or a list on its way into the scratch. */
struct draft {
	struct zsip_edit *edit;
	struct zsip_writer writer;
};

static void draft_begin(struct draft *draft, struct zsip_edit *edit)
{
	draft->edit = edit;
	zsip_writer_init(&draft->writer,
	                 edit->scratch != NULL
	                         ? edit->scratch + edit->scratch_used
	                         : NULL,
	                 edit->scratch_size - edit->scratch_used);
}

static void draft_add(struct draft *draft, const char *text)
{
	zsip_writer_add(&draft->writer, zsip_slice_from(text));
}

/* What was drafted; absent when there was no room for it. */
static struct zsip_slice draft_end(struct draft *draft)
{
	struct zsip_edit *edit = draft->edit;
	struct zsip_slice text = {draft->writer.buf, draft->writer.len};

	if (draft->writer.len > draft->writer.size) {
		zsip_edit_fail(edit, ZSIP_E_TOO_LONG, NULL, "scratch");
		return (struct zsip_slice){NULL, 0};
	}
	edit->scratch_used += text.len;
	return text;
}

/* CRLF or LF, as the description has it. */
static const char *line_break(const struct zsip_sdp *sdp)
{
	const struct zsip_slice *first = &sdp->lines[0].text;

	return sdp->bare_lf.ptr != NULL &&
	                       sdp->bare_lf.ptr == first->ptr + first->len
	               ? "\n"
	               : "\r\n";
}

/* Where the line behind this one begins. */
static const char *behind(const struct zsip_sdp *sdp,
                          const struct zsip_sdp_line *line)
{
	const char *end = sdp->text.ptr + sdp->text.len;

	if (line + 1 < sdp->lines + sdp->line_count)
		return line[1].text.ptr;
	/* Empty lines at the end belong to none. */
	end = line->text.ptr + line->text.len;
	if (end < sdp->text.ptr + sdp->text.len && *end == '\r')
		end++;
	if (end < sdp->text.ptr + sdp->text.len && *end == '\n')
		end++;
	return end;
}

static struct zsip_slice whole(const struct zsip_sdp *sdp,
                               const struct zsip_sdp_line *line)
{
	return (struct zsip_slice){
	        line->text.ptr, (size_t)(behind(sdp, line) - line->text.ptr)};
}

static const struct zsip_sdp_line *first_line(const struct zsip_sdp *sdp,
                                              size_t media)
{
	return media == 0 ? &sdp->lines[0]
	                  : &sdp->lines[sdp->media[media - 1].first_line];
}

static size_t line_count(const struct zsip_sdp *sdp, size_t media)
{
	return media == 0 ? sdp->session_lines
	                  : sdp->media[media - 1].line_count;
}

static bool begin(struct zsip_edit *edit, const struct zsip_sdp *sdp,
                  size_t media)
{
	if (edit->error.status != ZSIP_OK)
		return false;
	if (media > sdp->media_count || sdp->line_count == 0)
		zsip_edit_fail(edit, ZSIP_E_USE, NULL, "media description");
	else if (line_count(sdp, media) == 0)
		zsip_edit_fail(edit, ZSIP_E_MISSING, sdp->text.ptr,
		               "lines of the session");
	return edit->error.status == ZSIP_OK;
}

/* A new line behind one that is there.  Where that lacks its line end the new
 * one gets it, and goes without: more of them may follow. */
static enum zsip_status insert_behind(struct zsip_edit *edit,
                                      const struct zsip_sdp *sdp,
                                      const struct zsip_sdp_line *line,
                                      struct zsip_slice text)
{
	struct zsip_slice place = {behind(sdp, line), 0};
	struct zsip_slice line_end = zsip_slice_from(line_break(sdp));

	if (place.ptr == line->text.ptr + line->text.len &&
	    text.len > line_end.len) {
		zsip_edit_replace(edit, place, line_end);
		text.len -= line_end.len;
	}
	return zsip_edit_replace(edit, place, text);
}

static enum zsip_status remove_whole(struct zsip_edit *edit,
                                     const struct zsip_sdp *sdp,
                                     const struct zsip_sdp_line *line)
{
	return zsip_edit_replace(edit, whole(sdp, line),
	                         (struct zsip_slice){NULL, 0});
}

/* The last of the lines at this level that stand before a c= line. */
static const struct zsip_sdp_line *before_connection(const struct zsip_sdp *sdp,
                                                     size_t media)
{
	const struct zsip_sdp_line *line = first_line(sdp, media);
	const struct zsip_sdp_line *end = line + line_count(sdp, media);
	const char *letters = media == 0 ? "vosiuep" : "mi";
	const struct zsip_sdp_line *last = line;

	for (; line < end; line++) {
		if (line->letter != '\0' &&
		    strchr(letters, line->letter) != NULL)
			last = line;
	}
	return last;
}

static struct zsip_slice draft_connection(struct zsip_edit *edit,
                                          const char *before,
                                          struct zsip_slice addrtype,
                                          struct zsip_slice address,
                                          const char *after)
{
	struct draft draft;

	draft_begin(&draft, edit);
	draft_add(&draft, before);
	zsip_writer_add(&draft.writer, addrtype);
	draft_add(&draft, " ");
	zsip_writer_add(&draft.writer, address);
	draft_add(&draft, after);
	return draft_end(&draft);
}

static bool check_address(struct zsip_edit *edit, struct zsip_slice addrtype,
                          struct zsip_slice address)
{
	if (!zsip_sdp_all(addrtype, zsip_sdp_is_token))
		zsip_edit_fail(edit, ZSIP_E_SYNTAX, NULL, "addrtype");
	else if (!zsip_sdp_all(address, zsip_sdp_is_visible) ||
	         memchr(address.ptr, '/', address.len) != NULL)
		zsip_edit_fail(edit, ZSIP_E_SYNTAX, NULL, "unicast-address");
	return edit->error.status == ZSIP_OK;
}

enum zsip_status zsip_sdp_edit_address(struct zsip_edit *edit,
                                       const struct zsip_sdp *sdp, size_t media,
                                       struct zsip_slice addrtype,
                                       struct zsip_slice address)
{
	const struct zsip_sdp_line *line;
	struct zsip_slice text;

	if (!begin(edit, sdp, media) || !check_address(edit, addrtype, address))
		return edit->error.status;
	line = zsip_sdp_find_line(sdp, media, 'c', NULL);
	text = draft_connection(edit, line == NULL ? "c=IN " : "IN ", addrtype,
	                        address, line == NULL ? line_break(sdp) : "");
	if (line == NULL)
		return insert_behind(edit, sdp, before_connection(sdp, media),
		                     text);
	zsip_edit_replace(edit, line->value, text);
	while ((line = zsip_sdp_find_line(sdp, media, 'c', line)) != NULL)
		remove_whole(edit, sdp, line);
	return edit->error.status;
}

enum zsip_status zsip_sdp_edit_origin(struct zsip_edit *edit,
                                      const struct zsip_sdp *sdp,
                                      struct zsip_slice addrtype,
                                      struct zsip_slice address)
{
	const struct zsip_sdp_origin *o = &sdp->o;
	struct zsip_slice old;

	if (!begin(edit, sdp, 0) || !check_address(edit, addrtype, address))
		return edit->error.status;
	if (o->address.ptr == NULL)
		return zsip_edit_fail(edit, ZSIP_E_MISSING, sdp->text.ptr,
		                      "origin-field");
	old.ptr = o->addrtype.ptr;
	old.len = (size_t)(o->address.ptr + o->address.len - old.ptr);
	return zsip_edit_replace(
	        edit, old, draft_connection(edit, "", addrtype, address, ""));
}

/* The m= line that can be edited; NULL if there is none. */
static const struct zsip_sdp_media *
media_of(struct zsip_edit *edit, const struct zsip_sdp *sdp, size_t media)
{
	if (!begin(edit, sdp, media))
		return NULL;
	if (media == 0) {
		zsip_edit_fail(edit, ZSIP_E_USE, NULL, "media description");
		return NULL;
	}
	if (sdp->media[media - 1].m.type.ptr == NULL ||
	    sdp->media[media - 1].m.formats.ptr == NULL) {
		zsip_edit_fail(edit, ZSIP_E_MISSING,
		               first_line(sdp, media)->text.ptr, "media-field");
		return NULL;
	}
	return &sdp->media[media - 1];
}

enum zsip_status zsip_sdp_edit_port(struct zsip_edit *edit,
                                    const struct zsip_sdp *sdp, size_t media,
                                    uint16_t port)
{
	const struct zsip_sdp_media *m = media_of(edit, sdp, media);
	struct zsip_slice old;
	struct draft draft;

	if (m == NULL)
		return edit->error.status;
	/* Between the type and the protocol, a blank on either side. */
	old.ptr = m->m.type.ptr + m->m.type.len + 1;
	old.len = (size_t)(m->m.proto.ptr - 1 - old.ptr);
	draft_begin(&draft, edit);
	zsip_writer_add_number(&draft.writer, port);
	return zsip_edit_replace(edit, old, draft_end(&draft));
}

enum zsip_status zsip_sdp_edit_direction(struct zsip_edit *edit,
                                         const struct zsip_sdp *sdp,
                                         size_t media,
                                         enum zsip_sdp_direction direction)
{
	static const char *const names[] = {"sendrecv", "sendonly", "recvonly",
	                                    "inactive"};
	const struct zsip_sdp_line *line, *end;
	bool placed = false;

	if (!begin(edit, sdp, media))
		return edit->error.status;
	if ((unsigned)direction >= sizeof(names) / sizeof(*names))
		return zsip_edit_fail(edit, ZSIP_E_USE, NULL, "direction");
	line = first_line(sdp, media);
	end = line + line_count(sdp, media);
	for (; line < end; line++) {
		if (line->letter != 'a' ||
		    zsip_sdp_direction_of(line->attribute) < 0)
			continue;
		if (placed)
			remove_whole(edit, sdp, line);
		else
			zsip_edit_replace(edit, line->name,
			                  zsip_slice_from(names[direction]));
		placed = true;
	}
	if (placed)
		return edit->error.status;
	return zsip_sdp_edit_add_attribute(edit, sdp, media,
	                                   zsip_slice_from(names[direction]),
	                                   (struct zsip_slice){NULL, 0});
}

/* The format that an attribute is about: the word that its value begins with,
 * of the attributes that have one.  Absent for others, and for "*". */
static struct zsip_slice format_of(const struct zsip_sdp_line *line)
{
	const struct zsip_sdp_attribute_info *info =
	        zsip_sdp_attribute_info(line->attribute);
	struct zsip_slice none = {NULL, 0}, rest = line->value, format;

	if (line->letter != 'a' || info == NULL ||
	    (info->multiplicity != ZSIP_SDP_FORMAT &&
	     info->multiplicity != ZSIP_SDP_FORMATS) ||
	    !zsip_sdp_next(&rest, ' ', &format) ||
	    zsip_slice_equal(format, zsip_slice_from("*")))
		return none;
	return format;
}

static bool is_among(struct zsip_slice format, const struct zsip_slice *formats,
                     size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (zsip_slice_equal(format, formats[i]))
			return true;
	}
	return false;
}

/* The attributes about `removed`, or where that is absent about formats that
 * are not kept. */
static void remove_attributes(struct zsip_edit *edit,
                              const struct zsip_sdp *sdp, size_t media,
                              const struct zsip_slice *kept, size_t count,
                              struct zsip_slice removed)
{
	const struct zsip_sdp_line *line = first_line(sdp, media);
	const struct zsip_sdp_line *end = line + line_count(sdp, media);

	for (; line < end; line++) {
		struct zsip_slice format = format_of(line);

		if (format.ptr == NULL)
			continue;
		if (removed.ptr != NULL ? zsip_slice_equal(format, removed)
		                        : !is_among(format, kept, count))
			remove_whole(edit, sdp, line);
	}
}

enum zsip_status zsip_sdp_edit_formats(struct zsip_edit *edit,
                                       const struct zsip_sdp *sdp, size_t media,
                                       const struct zsip_slice *formats,
                                       size_t count)
{
	const struct zsip_sdp_media *m = media_of(edit, sdp, media);
	struct draft draft;

	if (m == NULL)
		return edit->error.status;
	if (count == 0)
		return zsip_edit_fail(edit, ZSIP_E_USE, NULL, "fmt");
	draft_begin(&draft, edit);
	for (size_t i = 0; i < count; i++) {
		if (!zsip_sdp_is_format(m->m.proto, formats[i]))
			return zsip_edit_fail(edit, ZSIP_E_SYNTAX, NULL, "fmt");
		draft_add(&draft, i == 0 ? "" : " ");
		zsip_writer_add(&draft.writer, formats[i]);
	}
	zsip_edit_replace(edit, m->m.formats, draft_end(&draft));
	remove_attributes(edit, sdp, media, formats, count,
	                  (struct zsip_slice){NULL, 0});
	return edit->error.status;
}

/* Whether a splice takes these bytes away. */
static bool is_removed(const struct zsip_edit *edit, struct zsip_slice text)
{
	size_t offset = (size_t)(text.ptr - edit->text.ptr);

	for (size_t i = 0; i < edit->count; i++) {
		const struct zsip_splice *splice = &edit->splices[i];

		if (splice->text.len == 0 && splice->offset <= offset &&
		    offset + text.len <= splice->offset + splice->len)
			return true;
	}
	return false;
}

enum zsip_status zsip_sdp_edit_remove_format(struct zsip_edit *edit,
                                             const struct zsip_sdp *sdp,
                                             size_t media,
                                             struct zsip_slice format)
{
	const struct zsip_sdp_media *m = media_of(edit, sdp, media);
	struct zsip_slice rest, item, found = {NULL, 0};
	bool others = false;

	if (m == NULL)
		return edit->error.status;
	rest = m->m.formats;
	while (zsip_sdp_next(&rest, ' ', &item)) {
		if (zsip_slice_equal(item, format) && !is_removed(edit, item))
			found = item;
		else
			others = others || !is_removed(edit, item);
	}
	if (found.ptr == NULL)
		return zsip_edit_fail(edit, ZSIP_E_MISSING, m->m.formats.ptr,
		                      "fmt");
	if (!others)
		return zsip_edit_fail(edit, ZSIP_E_USE, m->m.formats.ptr,
		                      "another fmt");
	/* With the blank before it. */
	found.ptr--;
	found.len++;
	zsip_edit_replace(edit, found, (struct zsip_slice){NULL, 0});
	remove_attributes(edit, sdp, media, NULL, 0, format);
	return edit->error.status;
}

enum zsip_status zsip_sdp_edit_add_attribute(struct zsip_edit *edit,
                                             const struct zsip_sdp *sdp,
                                             size_t media,
                                             struct zsip_slice name,
                                             struct zsip_slice value)
{
	struct zsip_error error;
	struct zsip_slice text;
	struct draft draft;

	if (!begin(edit, sdp, media))
		return edit->error.status;
	if (!zsip_sdp_is_attribute(name, value, &error))
		return zsip_edit_fail(edit, error.status, NULL, error.expected);
	draft_begin(&draft, edit);
	draft_add(&draft, "a=");
	zsip_writer_add(&draft.writer, name);
	draft_add(&draft, value.ptr != NULL ? ":" : "");
	zsip_writer_add(&draft.writer, value);
	draft_add(&draft, line_break(sdp));
	text = draft_end(&draft);
	return insert_behind(
	        edit, sdp, first_line(sdp, media) + line_count(sdp, media) - 1,
	        text);
}

enum zsip_status zsip_sdp_edit_attribute(struct zsip_edit *edit,
                                         const struct zsip_sdp *sdp,
                                         const struct zsip_sdp_line *line,
                                         struct zsip_slice value)
{
	struct zsip_error error;

	if (!begin(edit, sdp, line->media))
		return edit->error.status;
	if (line->letter != 'a' || line->value.ptr == NULL || value.ptr == NULL)
		return zsip_edit_fail(edit, ZSIP_E_USE, line->text.ptr,
		                      "attribute with a value");
	if (!zsip_sdp_is_attribute(line->name, value, &error))
		return zsip_edit_fail(edit, error.status, NULL, error.expected);
	return zsip_edit_replace(edit, line->value, value);
}

enum zsip_status zsip_sdp_edit_remove_line(struct zsip_edit *edit,
                                           const struct zsip_sdp *sdp,
                                           const struct zsip_sdp_line *line)
{
	if (!begin(edit, sdp, line->media))
		return edit->error.status;
	if (line->letter != '\0' && strchr("vostm", line->letter) != NULL)
		return zsip_edit_fail(edit, ZSIP_E_USE, line->text.ptr,
		                      "a line that may be missing");
	return remove_whole(edit, sdp, line);
}

/* Digits and one more: "199" to "200", "999" to "1000". */
static void raise(struct zsip_writer *writer, struct zsip_slice digits)
{
	size_t nines = 0;
	char digit;

	while (nines < digits.len && digits.ptr[digits.len - nines - 1] == '9')
		nines++;
	if (nines == digits.len) {
		zsip_writer_add(writer, zsip_slice_from("1"));
	} else {
		size_t kept = digits.len - nines - 1;

		digit = (char)(digits.ptr[kept] + 1);
		zsip_writer_add(writer, (struct zsip_slice){digits.ptr, kept});
		zsip_writer_add(writer, (struct zsip_slice){&digit, 1});
	}
	while (nines-- != 0)
		zsip_writer_add(writer, zsip_slice_from("0"));
}

enum zsip_status zsip_sdp_edit_version(struct zsip_edit *edit,
                                       const struct zsip_sdp *sdp)
{
	struct draft draft;

	if (!begin(edit, sdp, 0))
		return edit->error.status;
	if (sdp->o.sess_version.ptr == NULL)
		return zsip_edit_fail(edit, ZSIP_E_MISSING, sdp->text.ptr,
		                      "origin-field");
	draft_begin(&draft, edit);
	raise(&draft.writer, sdp->o.sess_version);
	return zsip_edit_replace(edit, sdp->o.sess_version, draft_end(&draft));
}
