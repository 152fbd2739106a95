/*
 * Where a finding is, as SARIF has it: in text by line and character and by
 * byte, in a capture by frame.
 */
#include "report/sarif_place.h"
#include "base/show.h"
#include "report/json_report.h"
#include <stdlib.h>
#include <string.h>

/* Of more bytes neither the end is looked for nor the text shown. */
enum { MAX_SNIPPET = 1024 };

#define UNRESERVED                                                             \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

json_t *sarif_message(const char *text)
{
	json_t *message = new_object();

	put_text(message, "text", text);
	return message;
}

/* --- Files */

/* A path with a colon in its first part would be taken for a scheme. */
static const char *uri_prefix(const char *path)
{
	if (*path == '/')
		return "file://";
	return path[strcspn(path, ":/")] == ':' ? "./" : "";
}

/* RFC 3986: a file URI, or a relative reference. */
static void put_uri(json_t *object, const char *path)
{
	const char *prefix = uri_prefix(path);
	size_t len = strlen(prefix);
	char *uri = must_resize(NULL, len + 3 * strlen(path) + 1, 1);
	char *to = uri + len;

	memcpy(uri, prefix, len);
	for (; *path != '\0'; path++) {
		if (strchr(UNRESERVED "/", *path) != NULL)
			*to++ = *path;
		else
			to += sprintf(to, "%%%02X", (unsigned char)*path);
	}
	*to = '\0';
	put_text(object, "uri", uri);
	free(uri);
}

static json_t *physical_location(const char *name)
{
	json_t *location = new_object(), *artifact = new_object();

	put_uri(artifact, name);
	put_json(location, "artifactLocation", artifact);
	return location;
}

json_t *sarif_file_location(const char *name)
{
	json_t *location = new_object();

	put_json(location, "physicalLocation", physical_location(name));
	return location;
}

/* --- Regions */

struct cursor cursor_start(const struct seen *seen)
{
	return (struct cursor){.mark = seen->mark};
}

/* Lines and characters that follow. */
static void count_on(const struct input *input, size_t start, size_t end,
                     size_t *lines, size_t *column)
{
	const char *p = input->bytes + start, *stop = input->bytes + end;
	struct glyph glyph;

	for (; p < stop; p += glyph.bytes) {
		glyph_read(&glyph, p, stop, 0);
		if (*p == '\n') {
			++*lines;
			*column = 0;
		}
		++*column;
	}
}

static void move_cursor(struct cursor *cursor, const struct input *input,
                        const struct where *where, size_t offset)
{
	size_t lines = 0;

	if (cursor->line_start != where->line_start || cursor->column == 0 ||
	    cursor->at > offset) {
		cursor->line_start = cursor->at = where->line_start;
		cursor->column = 1;
	}
	count_on(input, cursor->at, offset, &lines, &cursor->column);
	cursor->at = offset;
}

static json_t *text_of(struct zsip_slice bytes)
{
	if (memchr(bytes.ptr, '\0', bytes.len) != NULL)
		return NULL;
	return json_stringn(bytes.ptr, bytes.len);
}

/* RFC 4648 4 */
static void write_base64(char *to, struct zsip_slice bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                             "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < bytes.len; i += 3) {
		size_t left = bytes.len - i;
		uint32_t word = 0;

		for (size_t j = 0; j < 3; j++)
			word = word << 8 |
			       (j < left ? (unsigned char)bytes.ptr[i + j] : 0);
		*to++ = digits[word >> 18];
		*to++ = digits[word >> 12 & 63];
		*to++ = left > 1 ? digits[word >> 6 & 63] : '=';
		*to++ = left > 2 ? digits[word & 63] : '=';
	}
	*to = '\0';
}

static json_t *snippet_of(struct zsip_slice bytes)
{
	json_t *snippet = new_object(), *text = text_of(bytes);
	char base64[MAX_SNIPPET / 3 * 4 + 8];

	if (text != NULL) {
		put_json(snippet, "text", text);
		return snippet;
	}
	write_base64(base64, bytes);
	put_text(snippet, "binary", base64);
	return snippet;
}

static void put_region(json_t *location, const struct spot *spot,
                       const struct where *where, size_t column)
{
	const struct input *input = spot->seen->input;
	struct zsip_slice bytes = {input->bytes + spot->start, where->len};
	size_t lines = 0, end_column = column;
	json_t *region = new_object();

	put_number(region, "startLine", where->line);
	put_number(region, "startColumn", column);
	if (bytes.len <= MAX_SNIPPET) {
		count_on(input, spot->start, spot->end, &lines, &end_column);
		put_number(region, "endLine", where->line + lines);
		put_number(region, "endColumn", end_column);
	}
	put_number(region, "byteOffset", spot->start);
	put_number(region, "byteLength", bytes.len);
	if (bytes.len <= MAX_SNIPPET)
		put_json(region, "snippet", snippet_of(bytes));
	put_json(location, "region", region);
}

/* --- Locations */

static void put_frame(json_t *location, uint64_t frame)
{
	json_t *logical = new_object(), *list = new_array();
	char name[32];

	snprintf(name, sizeof(name), "frame %llu", (unsigned long long)frame);
	put_text(logical, "name", name);
	put_text(logical, "kind", "frame");
	put_item(list, logical);
	put_json(location, "logicalLocations", list);
}

static void put_properties(json_t *location, const struct spot *spot,
                           const struct where *where)
{
	json_t *properties = new_object();

	put_place(properties, &spot->seen->place);
	put_number(properties, "offset", where->offset);
	put_number(properties, "length", where->len);
	put_json(location, "properties", properties);
}

json_t *sarif_location(const struct spot *spot, struct cursor *cursor)
{
	const struct seen *seen = spot->seen;
	struct where where = where_find(spot, &cursor->mark);
	json_t *location = new_object();
	json_t *physical = physical_location(seen->input->name);

	/* A message of a capture lies in no text. */
	if (!seen->input->is_message) {
		move_cursor(cursor, seen->input, &where, spot->start);
		put_region(physical, spot, &where, cursor->column);
	}
	put_json(location, "physicalLocation", physical);
	if (seen->place.frame != 0)
		put_frame(location, seen->place.frame);
	put_properties(location, spot, &where);
	return location;
}
