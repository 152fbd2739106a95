/*
 * Multipart bodies (RFC 2046 5.1): the walk over their parts, and the part
 * with a Content-ID.  A delimiter is looked for at each line's start; since it
 * holds no line end, no byte is compared in more than one place.
 */
#include "head.h"
#include <string.h>

enum state {
	DONE,   /* nothing is left */
	BEFORE, /* before the first delimiter */
	WITHIN, /* behind a delimiter */
	OPEN    /* at the end, and no close delimiter was there */
};

/* The line of a delimiter. */
struct delimiter {
	const char *text_end; /* of what stands before the line end before it */
	const char *line;
	const char *behind; /* its own line end */
	bool closes;
	bool ends_body; /* it has no line end */
};

static enum zsip_status tell(struct zsip_error *err, enum zsip_status status,
                             size_t offset, const char *expected)
{
	if (err != NULL)
		*err = (struct zsip_error){status, offset, expected};
	return status;
}

static enum zsip_status refuse(const struct zsip_message *msg,
                               struct zsip_error *err, enum zsip_status status,
                               const char *at, const char *expected)
{
	return tell(err, status, (size_t)(at - msg->text.ptr), expected);
}

static const char *slice_end(struct zsip_slice slice)
{
	return slice.ptr + slice.len;
}

static struct zsip_slice between(const char *p, const char *end)
{
	return (struct zsip_slice){p, (size_t)(end - p)};
}

/* The Content-Type, if it is multipart; else ZSIP_E_MISSING. */
static enum zsip_status find_type(const struct zsip_message *msg,
                                  struct zsip_value *type,
                                  struct zsip_error *err)
{
	static const char name[] = "Content-Type";
	const struct zsip_field *field, *other;
	enum zsip_status status;

	field = zsip_field_find(msg, ZSIP_HDR_CONTENT_TYPE, NULL);
	if (field == NULL)
		return tell(err, ZSIP_E_MISSING, 0, name);
	other = zsip_field_find(msg, ZSIP_HDR_CONTENT_TYPE, field);
	if (other != NULL)
		return refuse(msg, err, ZSIP_E_FRAMING, other->name.ptr, name);
	status = zsip_value_parse(type, ZSIP_HDR_CONTENT_TYPE, field->value,
	                          msg->options, err);
	if (status != ZSIP_OK) {
		if (err != NULL)
			err->offset +=
			        (size_t)(field->value.ptr - msg->text.ptr);
		return status;
	}
	if (!zsip_slice_equal_nocase(type->media_type.type,
	                             zsip_slice_from("multipart")))
		return refuse(msg, err, ZSIP_E_MISSING,
		              type->media_type.type.ptr, "multipart");
	return ZSIP_OK;
}

static enum zsip_status find_boundary(const struct zsip_message *msg,
                                      const struct zsip_value *type,
                                      struct zsip_slice *boundary,
                                      struct zsip_error *err)
{
	static const char name[] = "boundary";
	struct zsip_params walk;
	struct zsip_param param;

	boundary->ptr = NULL;
	zsip_params_start(&walk, type->media_type.params);
	while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK) {
		if (param.id != ZSIP_PARAM_BOUNDARY)
			continue;
		if (boundary->ptr != NULL)
			return refuse(msg, err, ZSIP_E_FRAMING, param.name.ptr,
			              name);
		*boundary = param.value;
	}
	if (boundary->ptr == NULL)
		return refuse(msg, err, ZSIP_E_MISSING, slice_end(type->raw),
		              name);
	return ZSIP_OK;
}

/* bchars */
static bool may_be_in_boundary(char byte)
{
	static const char others[] = "'()+_,-./:=? ";

	return (byte >= '0' && byte <= '9') ||
	       ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
	       memchr(others, byte, sizeof(others) - 1) != NULL;
}

/* "--" and the boundary without its quoting, which a token has none of. */
static enum zsip_status set_delimiter(struct zsip_parts *walk,
                                      const struct zsip_message *msg,
                                      struct zsip_slice boundary,
                                      struct zsip_error *err)
{
	const char *p = boundary.ptr, *end = slice_end(boundary), *last = p;
	size_t len = 2;

	memcpy(walk->delimiter, "--", 2);
	while (p < end) {
		last = p;
		if (len == sizeof(walk->delimiter))
			return refuse(msg, err, ZSIP_E_TOO_LONG, last,
			              "boundary");
		walk->delimiter[len] = zsip_unquote_next(&p, end);
		if (!may_be_in_boundary(walk->delimiter[len++]))
			return refuse(msg, err, ZSIP_E_SYNTAX, last,
			              "boundary");
	}
	if (len == 2 || walk->delimiter[len - 1] == ' ')
		return refuse(msg, err, ZSIP_E_SYNTAX, last, "boundary");
	walk->delimiter_len = (uint8_t)len;
	return ZSIP_OK;
}

/* A walk without parts. */
static void clear(struct zsip_parts *walk)
{
	walk->preamble = walk->epilogue = walk->lookalike =
	        (struct zsip_slice){NULL, 0};
	walk->quirks = 0;
	walk->state = DONE;
	walk->lf = false;
}

static enum zsip_status begin(struct zsip_parts *walk,
                              const struct zsip_message *msg,
                              const struct zsip_value *type,
                              struct zsip_error *err)
{
	struct zsip_limits filled;
	const struct zsip_limits *limits =
	        zsip_limits_of(msg->options, &filled);
	struct zsip_slice body = msg->body, boundary;
	enum zsip_status status;

	clear(walk);
	if (msg->depth >= zsip_smaller(limits->nesting, UINT16_MAX))
		return refuse(msg, err, ZSIP_E_TOO_MANY, type->raw.ptr,
		              "nesting");
	status = find_boundary(msg, type, &boundary, err);
	if (status == ZSIP_OK)
		status = set_delimiter(walk, msg, boundary, err);
	if (status != ZSIP_OK)
		return status;
	if (body.ptr == NULL)
		body = between(slice_end(msg->text), slice_end(msg->text));
	walk->options = msg->options;
	walk->start = msg->text.ptr;
	walk->at = body.ptr;
	walk->end = slice_end(body);
	walk->left = limits->list_length;
	walk->depth = (uint16_t)(msg->depth + 1);
	walk->state = BEFORE;
	return tell(err, ZSIP_OK, 0, "");
}

enum zsip_status zsip_parts_start(struct zsip_parts *walk,
                                  const struct zsip_message *msg,
                                  struct zsip_error *err)
{
	struct zsip_value type;
	enum zsip_status status;

	if (walk != NULL)
		clear(walk);
	if (walk == NULL || msg == NULL || msg->text.ptr == NULL)
		return tell(err, ZSIP_E_USE, 0, "arguments");
	status = find_type(msg, &type, err);
	return status != ZSIP_OK ? status : begin(walk, msg, &type, err);
}

/* The length of the line end at p, 0 if there is none. */
static size_t line_end_length(const struct zsip_parts *walk, const char *p)
{
	if (walk->lf)
		return *p == '\n';
	return walk->end - p > 1 && p[0] == '\r' && p[1] == '\n' ? 2 : 0;
}

/* A delimiter on the line that begins at p. */
static bool match(struct zsip_parts *walk, const char *line,
                  struct delimiter *found)
{
	const char *p = line, *end = walk->end;
	size_t line_end;

	if ((size_t)(end - p) < walk->delimiter_len ||
	    memcmp(p, walk->delimiter, walk->delimiter_len) != 0)
		return false;
	p += walk->delimiter_len;
	found->closes = end - p > 1 && p[0] == '-' && p[1] == '-';
	if (found->closes)
		p += 2;
	while (p < end && zsip_is_blank(*p))
		p++;
	found->ends_body = p == end;
	found->behind = p;
	if (found->ends_body)
		return true;
	line_end = line_end_length(walk, p);
	found->behind += line_end;
	if (line_end == 0 && walk->lookalike.ptr == NULL)
		walk->lookalike =
		        between(line, zsip_engine->line_break(p, end));
	return line_end != 0;
}

/* The next delimiter, from the start of a line on. */
static bool find(struct zsip_parts *walk, const char *from,
                 struct delimiter *found)
{
	const char *line = from, *lf;

	/* It may do with the line end of the delimiter before. */
	found->text_end = from;
	while (!match(walk, line, found)) {
		do {
			lf = memchr(line, '\n', (size_t)(walk->end - line));
			if (lf == NULL)
				return false;
			line = lf + 1;
		} while (!walk->lf && (lf == from || lf[-1] != '\r'));
		found->text_end = walk->lf ? lf : lf - 1;
	}
	found->line = line;
	return true;
}

static void go_behind(struct zsip_parts *walk, const struct delimiter *found)
{
	walk->at = found->behind;
	walk->state = found->behind == walk->end ? OPEN : WITHIN;
	if (!found->closes)
		return;
	walk->state = DONE;
	if (!found->ends_body)
		walk->epilogue = between(found->behind, walk->end);
}

static bool find_first(struct zsip_parts *walk, struct delimiter *found)
{
	if (find(walk, walk->at, found))
		return true;
	if ((zsip_quirks_of(walk->options) & ZSIP_QUIRK_LF_LINE_ENDS) == 0)
		return false;
	walk->lf = true;
	walk->lookalike = (struct zsip_slice){NULL, 0};
	if (!find(walk, walk->at, found))
		return false;
	walk->quirks = ZSIP_QUIRK_LF_LINE_ENDS;
	return true;
}

static enum zsip_status end_at(struct zsip_parts *walk, struct zsip_error *err,
                               enum zsip_status status, const char *at,
                               const char *expected)
{
	walk->state = DONE;
	return tell(err, status, (size_t)(at - walk->start), expected);
}

/* The bytes of the next part. */
static enum zsip_status cut_part(struct zsip_parts *walk,
                                 struct zsip_slice *text,
                                 struct zsip_error *err)
{
	const char *from = walk->at;
	struct delimiter found;

	if (walk->left == 0)
		return end_at(walk, err, ZSIP_E_TOO_MANY, from, "body part");
	walk->left--;
	if (find(walk, from, &found)) {
		go_behind(walk, &found);
	} else {
		found.text_end = walk->end;
		walk->state = OPEN;
	}
	*text = between(from, found.text_end);
	return ZSIP_OK;
}

static enum zsip_status cut_next(struct zsip_parts *walk,
                                 struct zsip_slice *text,
                                 struct zsip_error *err)
{
	struct delimiter found;

	if (walk->state == BEFORE) {
		if (!find_first(walk, &found))
			return end_at(walk, err, ZSIP_E_MISSING, walk->end,
			              "delimiter");
		if (found.line != walk->at)
			walk->preamble = between(walk->at, found.text_end);
		go_behind(walk, &found);
	}
	if (walk->state == WITHIN)
		return cut_part(walk, text, err);
	if (walk->state == OPEN)
		return end_at(walk, err, ZSIP_E_MISSING, walk->end,
		              "close-delimiter");
	return tell(err, ZSIP_END, 0, "");
}

static enum zsip_status read_part(const struct zsip_parts *walk,
                                  struct zsip_slice text,
                                  struct zsip_message *part,
                                  struct zsip_error *err)
{
	enum zsip_status status =
	        zsip_part_parse(part, text.ptr, text.len, err);

	part->depth = walk->depth;
	if (status != ZSIP_OK && err != NULL)
		err->offset += (size_t)(text.ptr - walk->start);
	return status;
}

enum zsip_status zsip_parts_next(struct zsip_parts *walk,
                                 struct zsip_message *part,
                                 struct zsip_error *err)
{
	struct zsip_slice text;
	enum zsip_status status;

	if (walk == NULL)
		return tell(err, ZSIP_E_USE, 0, "arguments");
	if (zsip_head_misused(part, "", 0, err))
		return ZSIP_E_USE;
	status = cut_next(walk, &text, err);
	if (status == ZSIP_OK)
		return read_part(walk, text, part, err);
	part->text = (struct zsip_slice){NULL, 0};
	part->field_count = 0;
	return status;
}

/* A Content-ID to look for. */
struct wanted {
	struct zsip_slice id;
	bool escaped; /* as a part of a URL */
};

static bool cut_brackets(struct zsip_slice *text)
{
	if (text->len < 2 || text->ptr[0] != '<' ||
	    text->ptr[text->len - 1] != '>')
		return false;
	text->ptr++;
	text->len -= 2;
	return true;
}

static struct wanted read_wanted(struct zsip_slice text)
{
	static const char scheme[] = "cid:";
	const size_t len = sizeof(scheme) - 1;
	struct zsip_slice first = {text.ptr, len};

	cut_brackets(&text);
	first.ptr = text.ptr;
	if (text.len < len ||
	    !zsip_slice_equal_nocase(first, zsip_slice_from(scheme)))
		return (struct wanted){text, false};
	return (struct wanted){between(text.ptr + len, slice_end(text)), true};
}

static bool has_id(const struct zsip_message *part, const struct wanted *wanted)
{
	const struct zsip_field *field =
	        zsip_field_find(part, ZSIP_HDR_CONTENT_ID, NULL);
	const char *p = wanted->id.ptr, *end = slice_end(wanted->id);
	struct zsip_slice id;

	if (field == NULL)
		return false;
	id = field->value;
	if (!cut_brackets(&id) || id.len == 0)
		return false;
	for (; p < end && id.len != 0; id.ptr++, id.len--) {
		char byte =
		        wanted->escaped ? zsip_unescape_next(&p, end) : *p++;

		if (byte != *id.ptr)
			return false;
	}
	return p == end && id.len == 0;
}

/* The walks from the outermost one down to where a search is. */
struct search {
	struct zsip_parts walks[ZSIP_FIND_NESTING];
	size_t depth;
	const char *start;
	struct zsip_error first; /* failure on the way, then what it came to */
};

/* An error that counts from `from`, which lies in the message. */
static void note(struct search *search, const struct zsip_error *error,
                 const char *from)
{
	if (search->first.status != ZSIP_OK)
		return;
	search->first = *error;
	search->first.offset += (size_t)(from - search->start);
}

/* Goes on with the parts of a part, if it has any. */
static void go_down(struct search *search, const struct zsip_message *part)
{
	struct zsip_error error;
	struct zsip_value type;
	enum zsip_status status = find_type(part, &type, &error);

	if (status == ZSIP_E_MISSING)
		return;
	if (status == ZSIP_OK && search->depth == ZSIP_FIND_NESTING)
		status = refuse(part, &error, ZSIP_E_TOO_MANY, type.raw.ptr,
		                "nesting");
	if (status == ZSIP_OK)
		status = begin(&search->walks[search->depth], part, &type,
		               &error);
	if (status == ZSIP_OK)
		search->depth++;
	else
		note(search, &error, part->text.ptr);
}

/* The walk that has a next part, and the part's bytes; NULL behind the last
 * part of all. */
static struct zsip_parts *next_of_all(struct search *search,
                                      struct zsip_slice *text)
{
	struct zsip_parts *walk;
	struct zsip_error error;
	enum zsip_status status;

	while (search->depth != 0) {
		walk = &search->walks[search->depth - 1];
		status = cut_next(walk, text, &error);
		if (status == ZSIP_OK)
			return walk;
		if (status == ZSIP_END)
			search->depth--;
		else
			note(search, &error, walk->start);
	}
	return NULL;
}

static void search_id(struct search *search, struct zsip_slice id,
                      struct zsip_message *part)
{
	struct wanted wanted = read_wanted(id);
	struct zsip_parts *walk;
	struct zsip_slice text;
	struct zsip_error error;

	while ((walk = next_of_all(search, &text)) != NULL) {
		enum zsip_status status = read_part(walk, text, part, &error);

		bool found = has_id(part, &wanted);

		if (found)
			search->first = (struct zsip_error){ZSIP_OK, 0, ""};
		if (status != ZSIP_OK)
			note(search, &error, walk->start);
		if (found)
			return;
		/* A bad header field hides no part in this one. */
		go_down(search, part);
	}
	if (search->first.status == ZSIP_OK)
		search->first =
		        (struct zsip_error){ZSIP_E_MISSING, 0, "Content-ID"};
}

enum zsip_status zsip_part_find(const struct zsip_message *msg,
                                struct zsip_slice id, struct zsip_message *part,
                                struct zsip_error *err)
{
	struct search search;
	enum zsip_status status;

	if (id.ptr == NULL)
		return tell(err, ZSIP_E_USE, 0, "arguments");
	if (zsip_head_misused(part, "", 0, err))
		return ZSIP_E_USE;
	status = zsip_parts_start(&search.walks[0], msg, err);
	if (status != ZSIP_OK)
		return status;
	search.depth = 1;
	search.start = search.walks[0].start;
	search.first = (struct zsip_error){ZSIP_OK, 0, ""};
	search_id(&search, id, part);
	return tell(err, search.first.status, search.first.offset,
	            search.first.expected);
}
