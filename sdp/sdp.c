/*
 * zsip_sdp_parse(): a description into lines, their order, and the values of
 * all lines but attributes.
 */
#include "sdp_order.h"
#include "sdp_scan.h"

/* A parse at work. */
struct parse {
	struct zsip_sdp *sdp;
	const struct zsip_limits *limits;
	struct zsip_limits filled;
	uint64_t allowed;
	const char *end;
	struct sdp_order order; /* of this level */
	uint64_t *attributes;   /* likewise */
};

void zsip_sdp_init(struct zsip_sdp *sdp, struct zsip_sdp_line *lines,
                   size_t max_lines, struct zsip_sdp_media *media,
                   size_t max_media, const struct zsip_options *options)
{
	zsip_clear(sdp, sizeof(*sdp));
	sdp->lines = lines;
	sdp->max_lines = max_lines;
	sdp->media = media;
	sdp->max_media = max_media;
	sdp->options = options;
}

/* The first failure is the one to tell. */
static void fail(struct zsip_sdp *sdp, enum zsip_status status, const char *at,
                 const char *expected)
{
	if (sdp->error.status == ZSIP_OK)
		sdp->error = (struct zsip_error){
		        status, (size_t)(at - sdp->text.ptr), expected};
}

/* What ends the parse is told in any case: no line behind it is there. */
static void stop(struct zsip_sdp *sdp, enum zsip_status status, const char *at,
                 const char *expected)
{
	sdp->error = (struct zsip_error){status, (size_t)(at - sdp->text.ptr),
	                                 expected};
}

/* A line that is wrong in itself or in its place. */
static void break_line(struct parse *parse, struct zsip_sdp_line *line,
                       enum zsip_status status, const char *at,
                       const char *expected)
{
	line->broken = true;
	fail(parse->sdp, status, at, expected);
}

static bool allow(struct parse *parse, uint64_t quirk)
{
	if ((parse->allowed & quirk) == 0)
		return false;
	parse->sdp->quirks |= quirk;
	return true;
}

/* Where mandatory lines are missing they are told once. */
static void check_missing(struct parse *parse, int place, const char *at)
{
	const char *field = sdp_order_missing(parse->order.seen, place);

	if (ZSIP_LIKELY(field == NULL) ||
	    allow(parse, ZSIP_QUIRK_SDP_MISSING_LINES))
		return;
	fail(parse->sdp, ZSIP_E_MISSING, at, field);
}

static void check_order(struct parse *parse, struct zsip_sdp_line *line)
{
	struct sdp_order *order = &parse->order;
	const char *at = line->text.ptr;
	int place = sdp_order_place(order, line->letter);
	bool leaps = order->session && place > order->last + 1;

	switch (sdp_order_next(order, line->letter, place)) {
	case SDP_NOT_HERE:
		break_line(parse, line, ZSIP_E_SYNTAX, at,
		           "line of a media description");
		break;
	case SDP_IN_ORDER:
		if (leaps && (parse->allowed & ZSIP_QUIRK_SDP_LINE_ORDER) == 0)
			check_missing(parse, place, at);
		break;
	case SDP_SECOND:
		break_line(parse, line, ZSIP_E_SYNTAX, at,
		           "no second line of its kind");
		break;
	case SDP_TOO_LATE:
		if (!allow(parse, ZSIP_QUIRK_SDP_LINE_ORDER))
			break_line(parse, line, ZSIP_E_SYNTAX, at,
			           "order of lines");
	}
}

/* "a=name" or "a=name:value". */
static bool cut_attribute(struct parse *parse, struct zsip_sdp_line *line)
{
	const char *from = line->value.ptr, *end = from + line->value.len;
	const char *p = sdp_scan_colon(from, end, parse->end);

	line->name = (struct zsip_slice){from, (size_t)(p - from)};
	line->attribute = (uint16_t)zsip_sdp_attribute_find(line->name);
	*parse->attributes |= zsip_sdp_attribute_bit(line->attribute);
	if (line->attribute == ZSIP_SDP_ATTR_OTHER) {
		for (p = from; p < end && zsip_sdp_is_token(*p);)
			p++;
		line->name.len = (size_t)(p - from);
	}
	line->value = (struct zsip_slice){NULL, 0};
	if (p < end && *p == ':' && p > from)
		line->value = (struct zsip_slice){p + 1, (size_t)(end - p - 1)};
	else if (p == end && p == from &&
	         allow(parse, ZSIP_QUIRK_SDP_EMPTY_ATTRIBUTE))
		return true;
	else if (p < end || p == from)
		break_line(parse, line, ZSIP_E_SYNTAX, p, "attribute-name");
	if (line->broken)
		return false;
	if (p < end && line->value.len == 0)
		break_line(parse, line, ZSIP_E_SYNTAX, end, "attribute-value");
	return true;
}

static void keep_value(struct parse *parse, const struct zsip_sdp_line *line,
                       const struct zsip_sdp_value *value)
{
	struct zsip_sdp *sdp = parse->sdp;
	struct zsip_sdp_media *media =
	        line->media != 0 ? &sdp->media[line->media - 1] : NULL;
	struct zsip_sdp_connection *c = media != NULL ? &media->c : &sdp->c;

	sdp->quirks |= value->quirks;
	if (line->letter == 'o') {
		sdp->o = value->origin;
	} else if (line->letter == 's') {
		sdp->s = value->free_text.text;
	} else if (line->letter == 'c' && c->nettype.ptr == NULL) {
		*c = value->connection;
	} else if (line->letter == 'm') {
		media->m = value->media_field;
		media->rtp = zsip_sdp_is_rtp(media->m.proto);
	}
}

static void parse_value(struct parse *parse, struct zsip_sdp_line *line)
{
	const struct zsip_sdp_letter *letter = zsip_sdp_letter(line->letter);
	struct zsip_sdp_value value;
	struct zsip_stop stop;

	value.quirks = 0;
	if (ZSIP_LIKELY(zsip_sdp_usual(&value, letter->shape, line->value.ptr,
	                               line->value.ptr + line->value.len,
	                               parse->end)) ||
	    zsip_sdp_value_machine(&value, letter->shape, line->value, NULL,
	                           parse->allowed, &stop))
		keep_value(parse, line, &value);
	else
		break_line(parse, line, stop.status, stop.at,
		           *stop.expected != '\0' ? stop.expected
		                                  : letter->field);
}

/* The last media description ends before this line. */
static void count_lines(struct zsip_sdp *sdp, size_t line)
{
	struct zsip_sdp_media *media;

	if (sdp->media_count == 0)
		return;
	media = &sdp->media[sdp->media_count - 1];
	media->line_count = line - media->first_line;
}

/* An m= line ends what is before it and begins a media description. */
static bool begin_media(struct parse *parse, struct zsip_sdp_line *line)
{
	struct zsip_sdp *sdp = parse->sdp;
	struct zsip_sdp_media *media;

	if (sdp->media_count == 0) {
		check_missing(parse, SDP_MEDIA_PLACE, line->text.ptr);
		sdp->session_lines = sdp->line_count - 1;
	}
	count_lines(sdp, sdp->line_count - 1);
	if (sdp->media_count == sdp->max_media ||
	    sdp->media_count == parse->limits->list_length ||
	    sdp->media_count == UINT16_MAX) {
		sdp->line_count--;
		stop(sdp, ZSIP_E_TOO_MANY, line->text.ptr, "media description");
		return false;
	}
	media = &sdp->media[sdp->media_count++];
	zsip_clear(media, sizeof(*media));
	media->first_line = sdp->line_count - 1;
	line->media = (uint16_t)sdp->media_count;
	parse->order = (struct sdp_order){.session = false};
	parse->attributes = &media->attributes;
	return true;
}

/* false when no further line can be taken. */
static bool parse_line(struct parse *parse, struct zsip_sdp_line *line)
{
	const char *p = line->text.ptr, *end = p + line->text.len;

	if (p == end || zsip_sdp_letter(*p) == NULL) {
		break_line(parse, line, ZSIP_E_SYNTAX, p,
		           "line of a description");
		return true;
	}
	if (end - p < 2 || p[1] != '=') {
		break_line(parse, line, ZSIP_E_SYNTAX, p + 1, "=");
		return true;
	}
	line->letter = *p;
	line->value = (struct zsip_slice){p + 2, (size_t)(end - p - 2)};
	if (line->letter == 'm') {
		if (!begin_media(parse, line))
			return false;
	} else {
		check_order(parse, line);
	}
	if (line->letter != 'a')
		parse_value(parse, line);
	else
		cut_attribute(parse, line);
	return true;
}

/* Behind the line that begins at p; `*end` is where it ends, `*bad` the first
 * byte that no line may hold, NULL if there is none. */
static const char *behind_line(const char *p, const char *limit,
                               const char **end, const char **bad)
{
	*bad = NULL;
	for (;; p++) {
		p = sdp_scan_break(p, limit);
		*end = p;
		if (p == limit)
			return p;
		if (*p == '\n')
			return p + 1;
		if (*p == '\r' && limit - p > 1 && p[1] == '\n')
			return p + 2;
		if (*bad == NULL)
			*bad = p;
	}
}

/* Where the line ends begin that a text ends in. */
static const char *final_line_ends(const char *p, const char *end)
{
	while (end > p && (end[-1] == '\r' || end[-1] == '\n'))
		end--;
	return end;
}

/* A place in the table; NULL where there is none left. */
static struct zsip_sdp_line *new_line(struct parse *parse, const char *p,
                                      const char *end)
{
	struct zsip_sdp *sdp = parse->sdp;
	struct zsip_sdp_line *line;

	if ((size_t)(end - p) > parse->limits->field_length) {
		stop(sdp, ZSIP_E_TOO_LONG, p, "line");
		return NULL;
	}
	if (sdp->line_count == sdp->max_lines ||
	    sdp->line_count == parse->limits->fields) {
		stop(sdp, ZSIP_E_TOO_MANY, p, "line");
		return NULL;
	}
	line = &sdp->lines[sdp->line_count++];
	*line = (struct zsip_sdp_line){.text = {p, (size_t)(end - p)},
	                               .media = (uint16_t)sdp->media_count};
	return line;
}

/* Lines that there is still room for. */
static size_t room_for_lines(const struct parse *parse)
{
	const struct zsip_sdp *sdp = parse->sdp;
	size_t max = sdp->max_lines < parse->limits->fields
	                     ? sdp->max_lines
	                     : parse->limits->fields;

	return max - sdp->line_count;
}

/* The usual lines: attributes of names that zsip knows and with CRLF.  Returns
 * where they end; what stands there is left to parse_line(). */
static const char *usual_attributes(struct parse *parse, const char *p)
{
	struct zsip_sdp *sdp = parse->sdp;
	struct zsip_sdp_line *line = &sdp->lines[sdp->line_count];
	struct zsip_sdp_line *const last = line + room_for_lines(parse);
	const char *const limit = parse->end, *end, *colon;
	enum zsip_sdp_attribute id;
	uint64_t attributes = 0;

	if (!sdp_order_takes_attributes(&parse->order))
		return p;
	while (line < last && limit - p >= 18 && p[0] == 'a' && p[1] == '=') {
		end = sdp_scan_attribute(p + 2, limit, &colon);
		if (limit - end < 2 || end[0] != '\r' || end[1] != '\n' ||
		    colon == p + 2 ||
		    (size_t)(end - p) > parse->limits->field_length)
			break;
		id = zsip_sdp_attribute_find_in(
		        (struct zsip_slice){p + 2, (size_t)(colon - p - 2)});
		if (id == ZSIP_SDP_ATTR_OTHER || end - colon == 1)
			break;
		line->text = (struct zsip_slice){p, (size_t)(end - p)};
		line->name =
		        (struct zsip_slice){p + 2, (size_t)(colon - p - 2)};
		line->value = (struct zsip_slice){NULL, 0};
		if (colon < end)
			line->value = (struct zsip_slice){
			        colon + 1, (size_t)(end - colon - 1)};
		line->attribute = (uint16_t)id;
		attributes |= zsip_sdp_attribute_bit(id);
		line->media = (uint16_t)sdp->media_count;
		line->letter = 'a';
		line->broken = false;
		line++;
		p = end + 2;
	}
	if (line != &sdp->lines[sdp->line_count])
		sdp_order_next(&parse->order, 'a',
		               sdp_order_place(&parse->order, 'a'));
	*parse->attributes |= attributes;
	sdp->line_count = (size_t)(line - sdp->lines);
	return p;
}

/* How the line ends, beyond CRLF. */
static void check_line_end(struct parse *parse, const char *end,
                           const char *behind)
{
	if (behind == end) {
		if (!allow(parse, ZSIP_QUIRK_SDP_FINAL_LINE_END))
			fail(parse->sdp, ZSIP_E_SYNTAX, end, "line end");
	} else if (*end == '\n' && parse->sdp->bare_lf.ptr == NULL) {
		parse->sdp->bare_lf = (struct zsip_slice){end, 1};
	}
}

static void parse_lines(struct parse *parse, const char *p)
{
	struct zsip_sdp_line *line;
	const char *end, *bad, *behind, *tail = final_line_ends(p, parse->end);

	for (; p < parse->end; p = behind) {
		behind = behind_line(p, parse->end, &end, &bad);
		if (end == p && p >= tail &&
		    allow(parse, ZSIP_QUIRK_SDP_FINAL_LINE_END))
			return;
		line = new_line(parse, p, end);
		if (line == NULL)
			return;
		if (!parse_line(parse, line))
			return;
		if (bad != NULL && !line->broken)
			break_line(parse, line, ZSIP_E_SYNTAX, bad,
			           "byte-string");
		check_line_end(parse, end, behind);
		if (behind < parse->end && *behind == 'a')
			behind = usual_attributes(parse, behind);
	}
}

static enum zsip_status done(const struct zsip_sdp *sdp, struct zsip_error *err)
{
	if (err != NULL)
		*err = sdp->error;
	return sdp->error.status;
}

enum zsip_status zsip_sdp_parse(struct zsip_sdp *sdp, const char *buf,
                                size_t len, struct zsip_error *err)
{
	struct parse parse = {.sdp = sdp, .order = {.session = true}};

	if (sdp == NULL || buf == NULL || sdp->lines == NULL ||
	    (sdp->media == NULL && sdp->max_media != 0)) {
		if (err != NULL)
			*err = (struct zsip_error){ZSIP_E_USE, 0, "arguments"};
		return ZSIP_E_USE;
	}
	zsip_sdp_init(sdp, sdp->lines, sdp->max_lines, sdp->media,
	              sdp->max_media, sdp->options);
	sdp->text = (struct zsip_slice){buf, len};
	sdp->error.expected = "";
	parse.limits = zsip_limits_of(sdp->options, &parse.filled);
	parse.allowed = zsip_quirks_of(sdp->options);
	parse.end = buf + len;
	parse.attributes = &sdp->attributes;
	if (len > parse.limits->message_size) {
		stop(sdp, ZSIP_E_TOO_LONG, buf, "session description");
		return done(sdp, err);
	}
	parse_lines(&parse, buf);
	count_lines(sdp, sdp->line_count);
	if (sdp->media_count == 0) {
		sdp->session_lines = sdp->line_count;
		if (sdp->error.status != ZSIP_E_TOO_MANY &&
		    sdp->error.status != ZSIP_E_TOO_LONG)
			check_missing(&parse, SDP_MEDIA_PLACE, parse.end);
	}
	return done(sdp, err);
}

/* The shape of an attribute's value; without colon an unknown one is a
 * property. */
static unsigned shape_of(const struct zsip_sdp_attribute_info *info, bool value)
{
	if (ZSIP_LIKELY(info != NULL))
		return info->shape;
	return value ? ZSIP_SDP_SHAPE_text : ZSIP_SDP_SHAPE_property;
}

/* What a value was found to be; `what` it should have been. */
static enum zsip_status told(bool good, const struct zsip_stop *stop,
                             const char *from, const char *what,
                             struct zsip_error *err)
{
	if (err != NULL && good)
		*err = (struct zsip_error){ZSIP_OK, 0, ""};
	else if (err != NULL)
		*err = (struct zsip_error){
		        stop->status, (size_t)(stop->at - from),
		        *stop->expected != '\0' ? stop->expected : what};
	return good ? ZSIP_OK : stop->status;
}

static enum zsip_status wrong_use(struct zsip_error *err)
{
	if (err != NULL)
		*err = (struct zsip_error){ZSIP_E_USE, 0, "arguments"};
	return ZSIP_E_USE;
}

static const char *name_of(const struct zsip_sdp_attribute_info *info)
{
	return info != NULL ? info->name.ptr : "attribute-value";
}

/* Any line but the usual ones. */
static __attribute__((noinline)) enum zsip_status
parse_other_line(const struct zsip_sdp *sdp, const struct zsip_sdp_line *line,
                 struct zsip_sdp_value *value, struct zsip_error *err)
{
	const struct zsip_sdp_letter *letter = zsip_sdp_letter(line->letter);
	const char *what;
	struct zsip_stop stop;
	unsigned shape;
	bool good;

	if (letter == NULL)
		return wrong_use(err);
	shape = letter->shape;
	what = letter->field;
	if (line->letter == 'a') {
		const struct zsip_sdp_attribute_info *info =
		        zsip_sdp_attribute_info(line->attribute);

		shape = shape_of(info, line->value.ptr != NULL);
		what = name_of(info);
	}
	good = zsip_sdp_value_read_in(value, shape, line->value,
	                              line->text.ptr + line->text.len,
	                              sdp->text.ptr + sdp->text.len,
	                              zsip_quirks_of(sdp->options), &stop);
	return told(good, &stop, sdp->text.ptr, what, err);
}

/* A known attribute, in one of its usual forms. */
static bool parse_usual_line(const struct zsip_sdp *sdp,
                             const struct zsip_sdp_line *line,
                             struct zsip_sdp_value *value, unsigned shape)
{
	const char *text = line->value.ptr;

	if (line->attribute == ZSIP_SDP_ATTR_OTHER)
		return false;
	if (text == NULL) {
		value->property.set = true;
		return shape == ZSIP_SDP_SHAPE_property;
	}
	return zsip_sdp_usual(value, shape, text, text + line->value.len,
	                      sdp->text.ptr + sdp->text.len);
}

enum zsip_status zsip_sdp_line_parse(const struct zsip_sdp *sdp,
                                     const struct zsip_sdp_line *line,
                                     struct zsip_sdp_value *value,
                                     struct zsip_error *err)
{
	unsigned shape;

	if (sdp == NULL || line == NULL || value == NULL)
		return wrong_use(err);
	shape = zsip_sdp_shapes[line->attribute];
	if (ZSIP_UNLIKELY(!parse_usual_line(sdp, line, value, shape)))
		return parse_other_line(sdp, line, value, err);
	value->raw = line->value;
	value->quirks = 0;
	value->shape = (uint8_t)shape;
	if (err != NULL)
		*err = (struct zsip_error){ZSIP_OK, 0, ""};
	return ZSIP_OK;
}

enum zsip_status zsip_sdp_attribute_parse(struct zsip_sdp_value *value,
                                          enum zsip_sdp_attribute id,
                                          struct zsip_slice text,
                                          const struct zsip_options *options,
                                          struct zsip_error *err)
{
	const struct zsip_sdp_attribute_info *info =
	        zsip_sdp_attribute_info(id);
	static const char none[] = "";
	struct zsip_stop stop;
	bool good;

	if (value == NULL)
		return wrong_use(err);
	good = zsip_sdp_value_read(value, shape_of(info, text.ptr != NULL),
	                           text, none, zsip_quirks_of(options), &stop);
	return told(good, &stop, text.ptr != NULL ? text.ptr : none,
	            name_of(info), err);
}

/* The lines of a level that stand behind one of them, or all; false for a level
 * that is not there. */
static bool lines_behind(const struct zsip_sdp *sdp, size_t media,
                         const struct zsip_sdp_line **line,
                         const struct zsip_sdp_line **end)
{
	size_t from = 0, count = sdp->session_lines;

	if (media > sdp->media_count)
		return false;
	if (media != 0) {
		from = sdp->media[media - 1].first_line;
		count = sdp->media[media - 1].line_count;
	}
	*line = *line != NULL ? *line + 1 : &sdp->lines[from];
	*end = &sdp->lines[from + count];
	return true;
}

const struct zsip_sdp_line *
zsip_sdp_find_line(const struct zsip_sdp *sdp, size_t media, char letter,
                   const struct zsip_sdp_line *after)
{
	const struct zsip_sdp_line *line = after, *end;

	if (!lines_behind(sdp, media, &line, &end))
		return NULL;
	for (; line < end; line++) {
		if (line->letter == letter)
			return line;
	}
	return NULL;
}

const struct zsip_sdp_line *zsip_sdp_find(const struct zsip_sdp *sdp,
                                          size_t media,
                                          enum zsip_sdp_attribute id,
                                          const struct zsip_sdp_line *after)
{
	const struct zsip_sdp_line *line = after, *end;

	if (id == ZSIP_SDP_ATTR_OTHER)
		return zsip_sdp_find_line(sdp, media, 'a', after);
	if (!zsip_sdp_may_have(sdp, media, id) ||
	    !lines_behind(sdp, media, &line, &end))
		return NULL;
	for (; line < end; line++) {
		if (line->attribute == id)
			return line;
	}
	return NULL;
}
