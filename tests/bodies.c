#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bodies.h"
#include "same.h"

enum { MAX_FIELDS = 64, MAX_LEVELS = 32, MAX_IDS = 4 };

static struct zsip_field fields[MAX_LEVELS][MAX_FIELDS];

static void init(struct zsip_message *msg, unsigned level,
                 const struct zsip_options *options)
{
	zsip_message_init(msg, fields[level], MAX_FIELDS, options);
}

static bool allows_lf(const struct zsip_options *options)
{
	return options != NULL &&
	       (options->quirks & ZSIP_QUIRK_LF_LINE_ENDS) != 0;
}

static bool is_inside(struct zsip_slice inner, struct zsip_slice outer)
{
	return inner.ptr == NULL
	               ? inner.len == 0
	               : inner.ptr >= outer.ptr && inner.len <= outer.len &&
	                         (size_t)(inner.ptr - outer.ptr) <=
	                                 outer.len - inner.len;
}

static bool is_same(struct zsip_slice a, struct zsip_slice b)
{
	return a.ptr == b.ptr && a.len == b.len;
}

/* Heads */

/* A message with the same lines. */
struct twin {
	struct zsip_message msg;
	struct zsip_error error;
	struct zsip_field fields[MAX_FIELDS];
	size_t before; /* bytes that the other text lacks */
	char *text;
};

static void twin_open(struct twin *twin, const struct zsip_message *msg,
                      bool start_line, bool closed, bool lf)
{
	const char *eol = lf ? "\n" : "\r\n";
	size_t eol_len = strlen(eol), len = 0;
	struct zsip_slice text = msg->text;
	bool ended = text.len >= eol_len &&
	             memcmp(text.ptr + text.len - eol_len, eol, eol_len) == 0;

	twin->text = malloc(text.len + 32);
	if (twin->text == NULL)
		abort();
	if (!start_line)
		len = (size_t)sprintf(twin->text, "A b SIP/2.0%s", eol);
	twin->before = len;
	if (text.len != 0)
		memcpy(twin->text + len, text.ptr, text.len);
	len += text.len;
	if (closed)
		len += (size_t)sprintf(twin->text + len, "%s%s",
		                       ended || text.len == 0 ? "" : eol, eol);
	twin->text = realloc(twin->text, len + 1);
	zsip_message_init(&twin->msg, twin->fields, MAX_FIELDS, msg->options);
	zsip_message_parse(&twin->msg, twin->text, len, &twin->error);
}

static bool same_place(const struct twin *twin, struct zsip_slice a,
                       const struct zsip_message *msg, struct zsip_slice b)
{
	if (a.ptr == NULL || b.ptr == NULL)
		return a.ptr == b.ptr;
	/* An empty value lies on either side of its line end. */
	if (a.len == 0 && b.len == 0)
		return true;
	return a.ptr - twin->text ==
	               b.ptr - msg->text.ptr + (int)twin->before &&
	       a.len == b.len;
}

static const char *fields_differ(const struct twin *twin,
                                 const struct zsip_message *msg)
{
	if (twin->msg.field_count != msg->field_count)
		return "the twin has another number of fields";
	for (size_t i = 0; i < msg->field_count; i++) {
		const struct zsip_field *a = &twin->fields[i];
		const struct zsip_field *b = &msg->fields[i];

		if (!same_place(twin, a->name, msg, b->name) ||
		    !same_place(twin, a->value, msg, b->value) ||
		    a->id != b->id || a->flags != b->flags)
			return "the twin has another field";
	}
	for (size_t id = 1; id < ZSIP_FIRST_COUNT; id++) {
		if (twin->msg.first[id] != msg->first[id] ||
		    twin->msg.last[id] != msg->last[id])
			return "the twin has another first or last";
	}
	if (twin->msg.content_length_status != msg->content_length_status ||
	    (msg->content_length_status == ZSIP_OK &&
	     twin->msg.content_length != msg->content_length))
		return "the twin has another length";
	return NULL;
}

static const char *start_lines_differ(const struct twin *twin,
                                      const struct zsip_message *msg)
{
	const struct zsip_message *other = &twin->msg;

	if (!same_place(twin, other->start_line, msg, msg->start_line) ||
	    !same_place(twin, other->method, msg, msg->method) ||
	    !same_place(twin, other->request_uri, msg, msg->request_uri) ||
	    !same_place(twin, other->version, msg, msg->version) ||
	    !same_place(twin, other->reason, msg, msg->reason) ||
	    other->status_code != msg->status_code ||
	    other->method_id != msg->method_id ||
	    other->version_major != msg->version_major ||
	    other->version_minor != msg->version_minor)
		return "the twin has another start line";
	return NULL;
}

/* The twin, which has an end that the head may lack, is a message if the head
 * is one, and else wrong at the same byte. */
static const char *twin_differs(const struct twin *twin,
                                const struct zsip_message *msg)
{
	if (msg->error.status == ZSIP_OK) {
		if (twin->error.status != ZSIP_OK)
			return "the twin is no message";
		if (msg->body.ptr != NULL &&
		    msg->body.ptr - msg->text.ptr + (int)twin->before !=
		            twin->msg.body.ptr - twin->text)
			return "the twin's body begins elsewhere";
		return twin->msg.quirks != msg->quirks
		               ? "the twin has other quirks"
		               : NULL;
	}
	if (msg->error.offset == msg->text.len)
		return twin->error.status != ZSIP_MORE
		               ? "the twin wants no more"
		               : NULL;
	return twin->error.status != ZSIP_E_SYNTAX ||
	                       twin->error.offset !=
	                               msg->error.offset + twin->before
	               ? "the twin is wrong elsewhere"
	               : NULL;
}

/* What the first line says of the others. */
static bool lines_end_in_lf(const struct zsip_message *msg)
{
	const char *p = msg->text.ptr;

	for (size_t i = 0; allows_lf(msg->options) && i < msg->text.len; i++) {
		if (p[i] == '\n')
			return i == 0 || p[i - 1] != '\r';
	}
	return false;
}

static const char *compare_with_twin(const struct zsip_message *msg)
{
	bool start_line = msg->start_line.ptr != NULL;
	bool closed = msg->error.status == ZSIP_OK && msg->body.ptr == NULL;
	struct twin twin;
	const char *what;

	if (msg->error.status != ZSIP_OK && msg->error.status != ZSIP_E_SYNTAX)
		return NULL;
	twin_open(&twin, msg, start_line, closed, lines_end_in_lf(msg));
	what = twin_differs(&twin, msg);
	if (what == NULL)
		what = fields_differ(&twin, msg);
	if (what == NULL && start_line && msg->error.status == ZSIP_OK)
		what = start_lines_differ(&twin, msg);
	free(twin.text);
	return what;
}

static const char *head_fault(const struct zsip_message *msg, const char *text,
                              size_t len, const struct zsip_error *error)
{
	const struct zsip_slice whole = {text, len};

	if (len != 0 && !is_same(msg->text, whole))
		return "the text is another";
	if (error->status != msg->error.status ||
	    error->offset != msg->error.offset || error->offset > len ||
	    error->expected == NULL || error->status == ZSIP_MORE)
		return "the error";
	if (!is_inside(msg->body, msg->text) || msg->missing != 0)
		return "the body is out of place";
	if (msg->body.ptr != NULL &&
	    msg->body.ptr + msg->body.len != msg->text.ptr + msg->text.len)
		return "the body ends early";
	if (msg->depth != 0)
		return "a depth that nobody set";
	return compare_with_twin(msg);
}

/* Walks */

/* The delimiters of a body, line by line. */
struct naive {
	struct zsip_slice delimiter, lookalike;
	const char *at, *end;
	bool lf, first, found, closed, open;
};

static const char *naive_line_end(const struct naive *naive, const char *p)
{
	while (p < naive->end && !(naive->lf && *p == '\n') &&
	       !(!naive->lf && naive->end - p > 1 && memcmp(p, "\r\n", 2) == 0))
		p++;
	return p;
}

/* What is behind the delimiter's text: nothing but blanks, after "--" if it
 * closes. */
static bool naive_tail(const char *p, const char *end, bool *closes)
{
	*closes = end - p >= 2 && memcmp(p, "--", 2) == 0;
	p += *closes ? 2 : 0;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p == end;
}

/* Up to the next delimiter.  @return false if there is none */
static bool naive_find(struct naive *naive, struct zsip_slice *text)
{
	const char *from = naive->at, *line = from, *line_end;
	size_t eol = naive->lf ? 1 : 2, len = naive->delimiter.len;
	bool closes;

	for (;; line = line_end + eol) {
		line_end = naive_line_end(naive, line);
		if ((size_t)(line_end - line) >= len &&
		    memcmp(line, naive->delimiter.ptr, len) == 0) {
			if (naive_tail(line + len, line_end, &closes))
				break;
			if (naive->lookalike.ptr == NULL)
				naive->lookalike.ptr = line;
		}
		if (line_end == naive->end) {
			text->ptr = from;
			text->len = (size_t)(naive->end - from);
			return false;
		}
	}
	naive->closed = closes;
	text->ptr = from;
	text->len = line == from ? 0 : (size_t)(line - from) - eol;
	naive->at = line_end == naive->end ? line_end : line_end + eol;
	naive->open = !naive->closed && naive->at == naive->end;
	return true;
}

static void naive_open(struct naive *naive, const struct zsip_parts *walk,
                       const struct zsip_message *msg)
{
	struct zsip_slice body = msg->body;

	if (body.ptr == NULL)
		body.ptr = msg->text.ptr + msg->text.len;
	*naive = (struct naive){
	        .delimiter = {walk->delimiter, walk->delimiter_len},
	        .at = body.ptr,
	        .end = body.ptr + body.len,
	        .first = true,
	};
}

static enum zsip_status naive_next(struct naive *naive, bool may_lf,
                                   struct zsip_slice *text)
{
	struct zsip_slice preamble;

	if (naive->first) {
		bool there = naive_find(naive, &preamble);

		naive->first = false;
		if (!there && may_lf) {
			naive->lf = true;
			naive->lookalike.ptr = NULL;
			there = naive_find(naive, &preamble);
		}
		naive->found = there;
		naive->open = naive->open || !there;
	}
	if (naive->closed)
		return ZSIP_END;
	if (naive->open)
		return ZSIP_E_MISSING;
	if (!naive_find(naive, text))
		naive->open = true;
	return ZSIP_OK;
}

/* Content-IDs met on the way, to be looked for. */
struct ids {
	struct zsip_slice part[MAX_IDS], id[MAX_IDS];
	size_t count;
};

static bool content_id(const struct zsip_message *part, struct zsip_slice *id)
{
	static const struct zsip_slice name = {"Content-ID", 10};
	const struct zsip_field *field = zsip_field_find_name(part, name, NULL);

	if (field == NULL || field->value.len < 3 ||
	    field->value.ptr[0] != '<' ||
	    field->value.ptr[field->value.len - 1] != '>')
		return false;
	id->ptr = field->value.ptr + 1;
	id->len = field->value.len - 2;
	/* What would be read as something else. */
	return memchr(id->ptr, '<', id->len) == NULL &&
	       (id->len < 4 || strncasecmp(id->ptr, "cid:", 4) != 0);
}

static void note_id(struct ids *ids, const struct zsip_message *part)
{
	struct zsip_slice id;

	if (ids->count == MAX_IDS || !content_id(part, &id))
		return;
	ids->part[ids->count] = part->text;
	ids->id[ids->count++] = id;
}

static const char *find_fault(const struct zsip_message *msg,
                              const struct ids *ids)
{
	struct zsip_message part;
	struct zsip_slice id;

	init(&part, MAX_LEVELS - 1, msg->options);
	for (size_t i = 0; i < ids->count; i++) {
		enum zsip_status status =
		        zsip_part_find(msg, ids->id[i], &part, NULL);

		if (!content_id(&part, &id) ||
		    !zsip_slice_equal(id, ids->id[i]))
			return "another part was found";
		if (part.text.ptr > ids->part[i].ptr)
			return "a later part was found";
		if (status != part.error.status)
			return "another status of what was found";
	}
	return NULL;
}

/* Reads every value there is, in texts that may be shorter than a message: what
 * matters is that nothing else is read. */
static const char *values_fault(const struct zsip_message *msg)
{
	struct zsip_core core;
	struct zsip_error error;
	struct zsip_list list;
	struct zsip_value value;
	struct zsip_params walk;
	struct zsip_param param;

	zsip_core_parse(msg, &core, &error);
	for (unsigned id = 0;
	     id == 0 || zsip_header_info((enum zsip_header)id) != NULL; id++) {
		zsip_list_start(&list, msg, (enum zsip_header)id);
		while (zsip_list_next(&list, &value, &error) != ZSIP_END) {
			if (error.offset > msg->text.len)
				return "the error of a value";
			if (error.status != ZSIP_OK ||
			    value.shape != ZSIP_SHAPE_media_type)
				continue;
			zsip_params_start_in(&walk, value.media_type.params,
			                     msg);
			while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK)
				continue;
		}
	}
	return NULL;
}

static void ignore(void *user, const struct zsip_finding *finding)
{
	(void)user;
	(void)finding;
}

static const char *walk_fault(const struct zsip_message *msg, unsigned level,
                              struct ids *ids);

static const char *part_fault(const struct zsip_message *msg,
                              struct zsip_message *part,
                              struct zsip_slice expected,
                              const struct zsip_error *error, unsigned level,
                              struct ids *ids)
{
	size_t at = (size_t)(part->text.ptr - msg->text.ptr);
	const char *what;

	if (!is_same(part->text, expected))
		return "a part is not as the lines say";
	if (part->depth != msg->depth + 1)
		return "a part's depth";
	if (part->start_line.ptr != NULL || part->version.ptr != NULL)
		return "a part with a start line";
	if (error->status != part->error.status ||
	    error->offset !=
	            (error->status == ZSIP_OK ? 0 : at + part->error.offset))
		return "a part's error";
	if (zsip_check(part, ignore, NULL) != 0)
		return "findings on a part";
	note_id(ids, part);
	what = values_fault(part);
	return what != NULL ? what : walk_fault(part, level + 1, ids);
}

static const char *end_fault(const struct zsip_parts *walk,
                             const struct zsip_message *msg,
                             const struct naive *naive,
                             const struct zsip_error *error)
{
	const struct zsip_slice rest = walk->epilogue;

	if (error->status == ZSIP_E_MISSING &&
	    error->offset != (size_t)(naive->end - msg->text.ptr))
		return "the end is elsewhere";
	if (walk->lookalike.ptr != naive->lookalike.ptr)
		return "another lookalike";
	if (!is_inside(walk->preamble, msg->body) ||
	    !is_inside(rest, msg->body) ||
	    !is_inside(walk->lookalike, msg->body))
		return "a piece of the body is out of place";
	if (rest.ptr != NULL && (!naive->closed || rest.ptr != naive->at ||
	                         rest.ptr + rest.len != naive->end))
		return "another epilogue";
	if ((walk->quirks != 0) != (naive->lf && naive->found))
		return "another quirk";
	return NULL;
}

static const char *walk_fault(const struct zsip_message *msg, unsigned level,
                              struct ids *ids)
{
	struct zsip_message part;
	struct zsip_parts walk;
	struct zsip_error error;
	struct naive naive;
	struct zsip_slice text;
	const char *what = NULL;
	enum zsip_status status = zsip_parts_start(&walk, msg, &error),
	                 expected;

	if (status != error.status || error.offset > msg->text.len)
		return "the error of a walk that does not begin";
	init(&part, level, msg->options);
	naive_open(&naive, &walk, msg);
	while (status == ZSIP_OK && what == NULL) {
		expected = naive_next(&naive, allows_lf(msg->options), &text);
		status = zsip_parts_next(&walk, &part, &error);
		if (error.status != status || error.offset > msg->text.len)
			return "the error of a walk";
		if (expected != ZSIP_OK && status != expected)
			return "a walk ends otherwise";
		if (expected != ZSIP_OK && part.text.ptr != NULL)
			return "a part behind the end";
		if (expected != ZSIP_OK)
			what = end_fault(&walk, msg, &naive, &error);
		else if (status != ZSIP_E_TOO_MANY || walk.left != 0 ||
		         strcmp(error.expected, "body part") != 0)
			what = part_fault(msg, &part, text, &error, level, ids);
		if (expected == ZSIP_OK && status != ZSIP_E_TOO_MANY)
			status = ZSIP_OK;
	}
	if (what == NULL && zsip_parts_next(&walk, &part, NULL) != ZSIP_END)
		return "a walk goes on behind its end";
	return what;
}

/* The walk over a message's or a part's parts, and what can be found there. */
static const char *walked(const struct zsip_message *msg)
{
	struct ids ids = {.count = 0};
	const char *what = walk_fault(msg, 1, &ids);

	return what != NULL ? what : find_fault(msg, &ids);
}

static const char *part_alone(const char *text, size_t len,
                              const struct zsip_options *options)
{
	struct zsip_message part;
	struct zsip_error error;
	const char *what;

	init(&part, 0, options);
	zsip_part_parse(&part, text, len, &error);
	what = head_fault(&part, text, len, &error);
	if (what == NULL)
		what = values_fault(&part);
	if (what == NULL && part.start_line.ptr != NULL)
		what = "a part with a start line";
	return what != NULL ? what : walked(&part);
}

/* Without a start line it is what a part is. */
static const char *fragment(const char *text, size_t len,
                            const struct zsip_options *options)
{
	static struct zsip_field part_fields[MAX_FIELDS];
	struct zsip_message fragment, part;
	struct zsip_error error;
	const char *what;

	init(&fragment, 0, options);
	zsip_sipfrag_parse(&fragment, text, len, &error);
	what = head_fault(&fragment, text, len, &error);
	if (what == NULL && fragment.start_line.ptr == NULL) {
		zsip_message_init(&part, part_fields, MAX_FIELDS, options);
		zsip_part_parse(&part, text, len, NULL);
		what = message_difference(&fragment, &part);
	}
	zsip_check(&fragment, ignore, NULL);
	return what != NULL ? what : values_fault(&fragment);
}

static const char *message(const char *text, size_t len,
                           const struct zsip_options *options)
{
	struct zsip_message msg;

	init(&msg, 0, options);
	zsip_message_parse(&msg, text, len, NULL);
	if (msg.depth != 0)
		return "a message with a depth";
	return walked(&msg);
}

const char *bodies_fault(const char *text, size_t len,
                         const struct zsip_options *options)
{
	const char *what = part_alone(text, len, options);

	if (what == NULL)
		what = fragment(text, len, options);
	return what != NULL ? what : message(text, len, options);
}
