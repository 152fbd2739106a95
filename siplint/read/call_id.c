/*
 * The Call-ID of a message that is not parsed: what decides which thread parses
 * it.
 *
 * Of messages in any state the library takes each line with a name and a colon
 * for a header field, up to the first line without anything, and a line that
 * begins with a blank for more of the one before.
 */
#include "read/call_id.h"
#include "read/line.h"

static bool is_space(char byte)
{
	return is_blank(byte) || byte == '\r' || byte == '\n';
}

static const char *skip_line_ends(const char *p, const char *end)
{
	while (end - p >= 2 && p[0] == '\r' && p[1] == '\n')
		p += 2;
	return p;
}

static const char *find_start_line(const struct piece *piece, const char *end)
{
	const struct input *input = piece->seen.input;
	const char *p = skip_line_ends(input->bytes + piece->seen.start, end);

	if ((input->quirks & ZSIP_QUIRK_NUL_KEEPALIVE) == 0)
		return p;
	while (p < end && *p == '\0')
		p = skip_line_ends(p + 1, end);
	return p;
}

static bool has_nothing(struct line line)
{
	const char *p = line.start;

	while (p < line.end && is_space(*p))
		p++;
	return p == line.end;
}

/* @return behind the colon; NULL where the line is another one */
static const char *behind_name(struct line line, const char *name)
{
	const struct zsip_slice wanted = zsip_slice_from(name);
	const char *p = line.start + wanted.len;

	if ((size_t)(line.end - line.start) < wanted.len ||
	    !zsip_slice_equal_nocase(
	            (struct zsip_slice){line.start, wanted.len}, wanted))
		return NULL;
	while (p < line.end && is_blank(*p))
		p++;
	return p < line.end && *p == ':' ? p + 1 : NULL;
}

/* With the lines that it goes on in, without what stands around it. */
static struct zsip_slice cut_value(const char *p, struct line line,
                                   const char *end)
{
	const char *last = line.end;

	while (line.next < end && is_blank(*line.next)) {
		line = line_at(line.next, end);
		last = line.end;
	}
	while (p < last && is_space(*p))
		p++;
	while (last > p && is_space(last[-1]))
		last--;
	return (struct zsip_slice){p, (size_t)(last - p)};
}

struct zsip_slice call_id_find(const struct piece *piece)
{
	const struct zsip_slice absent = {NULL, 0};
	const char *end = piece->seen.input->bytes + piece->seen.end;
	const char *value = NULL;
	struct line line = line_at(find_start_line(piece, end), end);

	while (value == NULL && line.next < end) {
		line = line_at(line.next, end);
		switch (*line.start) {
		case 'C':
		case 'c':
			value = behind_name(line, "call-id");
			break;
		case 'I':
		case 'i':
			value = behind_name(line, "i");
			break;
		case '\r':
		case '\n':
			if (has_nothing(line))
				return absent;
		}
	}
	return value == NULL ? absent : cut_value(value, line, end);
}
