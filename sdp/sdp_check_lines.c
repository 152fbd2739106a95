/*
 * Lines as such: whether they are there, in their order, and can be read; what
 * was accepted through a quirk, and what could have been.
 */
#include "sdp_checker.h"

static uint64_t allowed(const struct sdp_checker *c)
{
	return zsip_quirks_of(c->sdp->options);
}

/* What quirks let pass, one finding each. */
static void report_quirks(struct sdp_checker *c, uint64_t quirks,
                          struct zsip_slice at)
{
	const struct zsip_quirk_info *info;
	struct zsip_error error = {ZSIP_OK, (size_t)(at.ptr - c->sdp->text.ptr),
	                           ""};

	for (size_t i = 0; quirks != 0 && (info = zsip_quirk_at(i)) != NULL;
	     i++) {
		if ((quirks & info->bit) == 0)
			continue;
		error.expected = info->name;
		c->quirks = info->bit;
		zsip_sdp_report_error(c, ZSIP_SDP_RULE_QUIRK, at, &error);
	}
	c->quirks = 0;
}

/* A fault that one quirk lets pass. */
static void report_fault(struct sdp_checker *c, enum zsip_sdp_rule rule,
                         struct zsip_slice at, uint64_t quirk,
                         const struct zsip_error *error)
{
	if ((allowed(c) & quirk) != 0) {
		report_quirks(c, quirk, at);
		return;
	}
	c->quirks = quirk;
	zsip_sdp_report_error(c, rule, at, error);
	c->quirks = 0;
}

static struct zsip_error error_at(const struct sdp_checker *c,
                                  enum zsip_status status, const char *at,
                                  const char *expected)
{
	return (struct zsip_error){status, (size_t)(at - c->sdp->text.ptr),
	                           expected};
}

/* How the text ends: with a line end, behind which nothing stands. */
static void check_end(struct sdp_checker *c)
{
	const struct zsip_sdp *sdp = c->sdp;
	const char *end = sdp_slice_end(sdp->text);
	const char *p = end;
	struct zsip_error error;

	while (p > sdp->text.ptr && (p[-1] == '\r' || p[-1] == '\n'))
		p--;
	if (p == sdp->text.ptr)
		return;
	if (p < end && *p == '\r' && end - p > 1)
		p++;
	if (p < end && *p == '\n')
		p++;
	else if (p < end)
		return; /* a CR, which is part of the line */
	if (p == end && end[-1] == '\n')
		return;
	if (p == end)
		error = error_at(c, ZSIP_E_MISSING, p, "line end");
	else
		error = error_at(c, ZSIP_E_SYNTAX, p, "session description");
	report_fault(c, ZSIP_SDP_RULE_FINAL_LINE_END, sdp_slice_between(p, end),
	             ZSIP_QUIRK_SDP_FINAL_LINE_END, &error);
}

static bool is_cut_short(const struct zsip_sdp *sdp)
{
	return sdp->error.status == ZSIP_E_TOO_MANY ||
	       sdp->error.status == ZSIP_E_TOO_LONG;
}

void zsip_sdp_check_head(struct sdp_checker *c)
{
	const struct zsip_sdp *sdp = c->sdp;
	struct zsip_slice at = {sdp->text.ptr + sdp->error.offset, 0};

	if (sdp->bare_lf.ptr != NULL)
		zsip_sdp_report(c, ZSIP_SDP_RULE_LF_LINE_ENDS, sdp->bare_lf);
	if (is_cut_short(sdp))
		zsip_sdp_report_error(c, ZSIP_SDP_RULE_LIMITS, at, &sdp->error);
	else
		check_end(c);
}

/* Where a line of the session should stand: before the first one that comes
 * later in their order. */
static const char *place_of(const struct sdp_checker *c, char letter)
{
	const struct zsip_sdp *sdp = c->sdp;
	int place = sdp_order_place(&c->order, letter);

	for (size_t i = 0; i < sdp->session_lines; i++) {
		const struct zsip_sdp_line *line = &sdp->lines[i];

		if (line->letter != 0 &&
		    sdp_order_place(&c->order, line->letter) > place)
			return line->text.ptr;
	}
	return sdp->session_lines < sdp->line_count
	               ? sdp->lines[sdp->session_lines].text.ptr
	               : sdp_slice_end(sdp->text);
}

void zsip_sdp_check_missing(struct sdp_checker *c)
{
	static const char mandatory[] = "vost";
	unsigned missing = SDP_NEEDED_LINES & ~c->order.seen;

	if (missing == 0 || is_cut_short(c->sdp))
		return;
	for (const char *letter = mandatory; *letter != '\0'; letter++) {
		struct zsip_slice at = {NULL, 0};
		struct zsip_error error;

		if ((missing & sdp_order_bit(*letter)) == 0)
			continue;
		at.ptr = place_of(c, *letter);
		error = error_at(c, ZSIP_E_MISSING, at.ptr,
		                 zsip_sdp_letter(*letter)->field);
		report_fault(c, ZSIP_SDP_RULE_MISSING_LINE, at,
		             ZSIP_QUIRK_SDP_MISSING_LINES, &error);
	}
}

static void check_order(struct sdp_checker *c, const struct zsip_sdp_line *line)
{
	struct zsip_slice at = {line->text.ptr, 1};
	int place = sdp_order_place(&c->order, line->letter);
	struct zsip_error error;

	switch (sdp_order_next(&c->order, line->letter, place)) {
	case SDP_NOT_HERE:
		zsip_sdp_report(c, ZSIP_SDP_RULE_LINE_LEVEL, at);
		break;
	case SDP_SECOND:
		zsip_sdp_report(c, ZSIP_SDP_RULE_DUPLICATE_LINE, at);
		break;
	case SDP_TOO_LATE:
		error = error_at(c, ZSIP_OK, at.ptr, "");
		report_fault(c, ZSIP_SDP_RULE_LINE_ORDER, at,
		             ZSIP_QUIRK_SDP_LINE_ORDER, &error);
		break;
	case SDP_IN_ORDER:
		break;
	}
}

/* The quirks that a value needs; 0 if none help. */
static uint64_t needed(const struct sdp_checker *c,
                       const struct zsip_sdp_line *line)
{
	struct zsip_options all = {.size = sizeof(all), .quirks = ~(uint64_t)0};
	struct zsip_sdp lenient = {.text = c->sdp->text, .options = &all};
	struct zsip_sdp_value value;

	if (zsip_sdp_line_parse(&lenient, line, &value, NULL) != ZSIP_OK)
		return 0;
	return value.quirks & ~allowed(c);
}

/* From where it is wrong to the end of the word. */
static struct zsip_slice faulty_bytes(const struct zsip_sdp_line *line,
                                      const char *at)
{
	const char *p = at, *end = sdp_slice_end(line->text);

	while (p < end && *p != ' ')
		p++;
	if (p == at && p < end)
		p++;
	return sdp_slice_between(at, p);
}

static void report_value(struct sdp_checker *c,
                         const struct zsip_sdp_line *line,
                         const struct zsip_error *error)
{
	const char *at = c->sdp->text.ptr + error->offset;
	enum zsip_sdp_rule rule = ZSIP_SDP_RULE_VALUE;

	if (error->status == ZSIP_E_RANGE)
		rule = ZSIP_SDP_RULE_NUMBER_RANGE;
	else if (line->letter == 'a')
		rule = ZSIP_SDP_RULE_ATTRIBUTE_VALUE;
	c->quirks = needed(c, line);
	zsip_sdp_report_error(c, rule, faulty_bytes(line, at), error);
	c->quirks = 0;
}

/* "a=" without a name, or with one that goes on as none. */
static bool has_attribute_name(struct sdp_checker *c,
                               const struct zsip_sdp_line *line)
{
	const char *p = sdp_slice_end(line->name);
	const char *end = sdp_slice_end(line->text);
	struct zsip_error error;

	if (line->name.len != 0 && (p == end || *p == ':'))
		return true;
	error = error_at(c, ZSIP_E_SYNTAX, p, "attribute-name");
	report_fault(c, ZSIP_SDP_RULE_VALUE, faulty_bytes(line, p),
	             p == end ? ZSIP_QUIRK_SDP_EMPTY_ATTRIBUTE : 0, &error);
	return false;
}

static void report_no_line(struct sdp_checker *c,
                           const struct zsip_sdp_line *line)
{
	const char *p = line->text.ptr;
	struct zsip_error error;
	bool lettered = line->text.len != 0 && zsip_sdp_letter(*p) != NULL;

	error = error_at(c, ZSIP_E_SYNTAX, p + lettered,
	                 "line of a description");
	zsip_sdp_report_error(
	        c, ZSIP_SDP_RULE_LINE,
	        sdp_slice_between(p + lettered, sdp_slice_end(line->text)),
	        &error);
}

/* Whether zsip_sdp_parse() could read the line, and through no quirk. */
static bool is_sound(const struct sdp_checker *c,
                     const struct zsip_sdp_line *line)
{
	return !line->broken && c->sdp->quirks == 0;
}

/* The values that zsip_sdp_parse() has kept, of this line or of another one of
 * its kind. */
static bool kept_value(const struct sdp_checker *c,
                       const struct zsip_sdp_line *line,
                       struct zsip_sdp_value *value)
{
	const struct zsip_sdp_connection *connection =
	        c->media != NULL ? &c->media->c : &c->sdp->c;

	switch (line->letter) {
	case 'o':
		value->origin = c->sdp->o;
		return value->origin.username.ptr == line->value.ptr;
	case 'c':
		value->connection = *connection;
		return connection->nettype.ptr == line->value.ptr;
	case 'm':
		value->media_field = c->media->m;
		return true;
	default:
		return false;
	}
}

/* A sound line of which there is no more to say. */
static bool is_settled(const struct zsip_sdp_line *line)
{
	switch (line->letter) {
	case 'v':
		return sdp_slice_is(line->value, "0");
	case 't':
		return sdp_slice_is(line->value, "0 0");
	case 'o':
	case 'c':
	case 'k':
	case 'm':
	case 'a':
		return false;
	default:
		return true;
	}
}

bool zsip_sdp_check_line(struct sdp_checker *c,
                         const struct zsip_sdp_line *line,
                         struct zsip_sdp_value *value)
{
	struct zsip_error error;

	if (line->letter == 0) {
		report_no_line(c, line);
		return false;
	}
	if (line->letter != 'm')
		check_order(c, line);
	if (line->letter == 'a') {
		if (!has_attribute_name(c, line))
			return false;
		zsip_sdp_check_place(c, line);
	} else if (is_sound(c, line)) {
		if (is_settled(line))
			return false;
		if (kept_value(c, line, value))
			return true;
	}
	if (zsip_sdp_line_parse(c->sdp, line, value, &error) != ZSIP_OK) {
		report_value(c, line, &error);
		return false;
	}
	if (value->quirks != 0)
		report_quirks(c, value->quirks, line->text);
	return true;
}
