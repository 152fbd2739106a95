#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "plain.h"
#include "record.h"

enum { MAX_FIELDS = 1200, MAX_STEPS = 1 << 20 };

static const struct zsip_engine plain_engine = {
        .name = "plain",
        .index = zsip_index_plain,
        .start_line = zsip_start_line_machine_plain,
        .value = zsip_value_machine_plain,
        .uri = zsip_uri_machine_plain,
        .next = zsip_list_next_slowly,
        .core = zsip_core_plain,
        .param = zsip_param_plain,
        .line_break = zsip_line_break_plain,
};

static const char *const forms[] = {"portable", "sse2", "avx2", "avx512",
                                    "neon"};

enum { FORMS = sizeof(forms) / sizeof(*forms) };

unsigned record_forms(void)
{
	static unsigned count;

	if (count == 0) {
		for (unsigned i = 0; i < FORMS; i++)
			count += zsip_simd_select(forms[i]);
		count++;
	}
	return count;
}

const char *record_select(unsigned form)
{
	for (unsigned i = 0; i < FORMS; i++) {
		if (zsip_simd_select(forms[i]) && form-- == 0)
			return forms[i];
	}
	zsip_engine = &plain_engine;
	return plain_engine.name;
}

static void number(struct record *record, const char *what, uint64_t n)
{
	record->hash = (record->hash ^ n) * UINT64_C(0x9e3779b97f4a7c15);
	record->hash ^= record->hash >> 29;
	if (record->print)
		fprintf(stderr, "\t%s %llu\n", what, (unsigned long long)n);
}

static void slice(struct record *record, const char *what,
                  struct zsip_slice slice)
{
	size_t at = (size_t)(slice.ptr - record->text);

	if (slice.ptr == NULL) {
		number(record, what, UINT64_MAX);
		if (slice.len != 0)
			record->broken = true;
		return;
	}
	if (slice.ptr < record->text || at > record->len ||
	    slice.len > record->len - at) {
		record->broken = true;
		fprintf(stderr, "%s: outside of the text\n", what);
		return;
	}
	number(record, what, at);
	number(record, "  length", slice.len);
}

static void error(struct record *record, const struct zsip_error *error)
{
	number(record, "error", error->status);
	number(record, "  offset", error->offset);
	if (error->offset > record->len || error->expected == NULL) {
		record->broken = true;
		fprintf(stderr, "error: outside of the text\n");
		return;
	}
	for (const char *p = error->expected; *p != '\0'; p++)
		record->hash = (record->hash ^ (unsigned char)*p) * 31;
	if (record->print)
		fprintf(stderr, "\t  expected %s\n", error->expected);
}

/* A walk that makes no progress would never end. */
static bool steps_left(struct record *record, unsigned *steps)
{
	if (++*steps < MAX_STEPS)
		return true;
	record->broken = true;
	fprintf(stderr, "a walk without an end\n");
	return false;
}

static void unquoted(struct record *record, struct zsip_slice text,
                     size_t (*copy)(struct zsip_slice text, char *buf,
                                    size_t size))
{
	char buf[64];
	size_t len;

	if (text.ptr == NULL)
		return;
	len = copy(text, buf, sizeof(buf));
	number(record, "copied", len);
	if (len > text.len) {
		record->broken = true;
		fprintf(stderr, "a copy longer than its text\n");
	}
	for (size_t i = 0; i < len && i < sizeof(buf); i++)
		record->hash = (record->hash ^ (unsigned char)buf[i]) * 31;
}

static void params(struct record *record, struct zsip_slice text)
{
	struct zsip_error err = {ZSIP_OK, 0, ""};
	struct zsip_params walk;
	struct zsip_param param;
	enum zsip_status status;
	unsigned steps = 0;

	slice(record, "params", text);
	if (text.ptr == NULL)
		return;
	zsip_params_start(&walk, text);
	while ((status = zsip_params_next(&walk, &param, &err)) == ZSIP_OK &&
	       steps_left(record, &steps)) {
		slice(record, " name", param.name);
		slice(record, " value", param.value);
		number(record, " id", param.id);
		number(record, " quoted", param.quoted);
		number(record, " bracketed", param.bracketed);
		unquoted(record, param.value,
		         param.quoted ? zsip_unquote : zsip_unescape);
	}
	number(record, " walk", status);
	if (status != ZSIP_END)
		error(record, &err);
	if (zsip_params_next(&walk, &param, NULL) != ZSIP_END)
		record->broken = true;
}

static void uri_members(struct record *record, const struct zsip_uri *uri)
{
	slice(record, "uri", uri->text);
	slice(record, " scheme", uri->scheme);
	slice(record, " rest", uri->rest);
	slice(record, " user", uri->user);
	slice(record, " password", uri->password);
	slice(record, " host", uri->host);
	number(record, " quirks", uri->quirks);
	number(record, " port", uri->port);
	number(record, " has_port", uri->has_port);
	number(record, " scheme_id", uri->scheme_id);
	number(record, " host_type", uri->host_type);
	params(record, uri->params);
	params(record, uri->headers);
	unquoted(record, uri->user, zsip_unescape);
}

static void uri(struct record *record, struct zsip_slice text)
{
	struct zsip_error err = {ZSIP_OK, 0, ""};
	struct zsip_uri uri;
	enum zsip_status status;

	if (text.ptr == NULL)
		return;
	status = zsip_uri_parse(&uri, text, record->options, &err);
	error(record, &err);
	if (err.status != status || err.offset > text.len)
		record->broken = true;
	if (status == ZSIP_OK)
		uri_members(record, &uri);
}

#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)
#define ZSIP_SLICE(member) slice(record, " " #member, value->member);
#define ZSIP_U32(member)   number(record, " " #member, value->member);
#define ZSIP_I64(member)   number(record, " " #member, (uint64_t)value->member);
#define ZSIP_FLAG(member)  number(record, " " #member, value->member);
#define ZSIP_SHAPE(shape, members)                                             \
	static void members_##shape(struct record *record,                     \
	                            const struct zsip_##shape *value)          \
	{                                                                      \
		members                                                        \
	}
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_SLICE
#undef ZSIP_U32
#undef ZSIP_I64
#undef ZSIP_FLAG

static void shape_members(struct record *record, const struct zsip_value *value)
{
	switch (value->shape) {
#define ZSIP_SHAPE(shape, members)                                             \
	case ZSIP_SHAPE_##shape:                                               \
		members_##shape(record, &value->shape);                        \
		return;
#include "zsip_headers.def"
#undef ZSIP_SHAPE
	default:
		record->broken = true;
	}
}
#undef ZSIP_HEADER

static void value_members(struct record *record, const struct zsip_value *value)
{
	slice(record, "value", value->raw);
	number(record, " id", value->id);
	number(record, " shape", value->shape);
	number(record, " quirks", value->quirks);
	shape_members(record, value);
	if (value->shape == ZSIP_SHAPE_name_addr) {
		uri(record, value->name_addr.uri);
		params(record, value->name_addr.params);
		unquoted(record, value->name_addr.display_name, zsip_unquote);
	} else if (value->shape == ZSIP_SHAPE_via_parm) {
		params(record, value->via_parm.params);
		number(record, " host type",
		       zsip_host_classify(value->via_parm.host));
	} else if (value->shape == ZSIP_SHAPE_media_type) {
		params(record, value->media_type.params);
	}
}

void record_value(struct record *record, unsigned id)
{
	struct zsip_slice text = {record->text, record->len};
	struct zsip_error err = {ZSIP_OK, 0, ""};
	struct zsip_value value, reparsed;
	enum zsip_status status = zsip_value_parse(&value, (enum zsip_header)id,
	                                           text, record->options, &err);

	error(record, &err);
	if (err.status != status)
		record->broken = true;
	if (status != ZSIP_OK)
		return;
	value_members(record, &value);
	/* What was cut out of its blanks is the same value. */
	status = zsip_value_parse(&reparsed, (enum zsip_header)id, value.raw,
	                          record->options, NULL);
	number(record, "reparsed", status);
	if (status != ZSIP_OK || reparsed.raw.ptr != value.raw.ptr ||
	    reparsed.raw.len != value.raw.len)
		record->broken = true;
	else
		value_members(record, &reparsed);
}

void record_uri(struct record *record, unsigned id)
{
	struct zsip_slice text = {record->text, record->len};

	(void)id;
	uri(record, text);
	number(record, "host", zsip_host_classify(text));
}

static void list(struct record *record, const struct zsip_message *msg,
                 unsigned id, bool parse)
{
	struct zsip_error err = {ZSIP_OK, 0, ""};
	struct zsip_value value;
	struct zsip_list list;
	enum zsip_status status;
	unsigned steps = 0;

	zsip_list_start(&list, msg, (enum zsip_header)id);
	while ((status = zsip_list_next(&list, parse ? &value : NULL, &err)) !=
	               ZSIP_END &&
	       steps_left(record, &steps)) {
		number(record, "item", status);
		error(record, &err);
		slice(record, " item", list.item);
		number(record, " field", (size_t)(list.field - msg->fields));
		number(record, " quirks", list.quirks);
		if (parse && status == ZSIP_OK)
			value_members(record, &value);
	}
	number(record, "items", steps);
}

static void behind(struct record *record, const struct zsip_message *msg,
                   const struct zsip_core *core, enum zsip_core_member member)
{
	struct zsip_value value;
	struct zsip_list list;
	enum zsip_status status;
	unsigned steps = 0;

	zsip_list_start_behind(&list, msg, core, member);
	while ((status = zsip_list_next(&list, &value, NULL)) != ZSIP_END &&
	       steps_left(record, &steps)) {
		number(record, "behind", status);
		slice(record, " item", list.item);
	}
}

static void core(struct record *record, const struct zsip_message *msg)
{
	struct zsip_error err = {ZSIP_OK, 0, ""};
	struct zsip_core core;
	struct zsip_value value;
	enum zsip_status status = zsip_core_parse(msg, &core, &err);

	number(record, "core", status);
	number(record, " quirks", core.quirks);
	if (status != ZSIP_OK)
		error(record, &err);
	number(record, " request_uri", core.status[ZSIP_CORE_REQUEST_URI]);
	if (core.status[ZSIP_CORE_REQUEST_URI] == ZSIP_OK)
		uri_members(record, &core.request_uri);
#define ZSIP_CORE_MEMBER(header, member, kind)                                 \
	number(record, " " #member, core.status[ZSIP_CORE_##header]);          \
	if (core.status[ZSIP_CORE_##header] == ZSIP_OK) {                      \
		value.shape = ZSIP_SHAPE_##kind;                               \
		value.kind = core.member;                                      \
		shape_members(record, &value);                                 \
	}
	ZSIP_CORE_MEMBERS(ZSIP_CORE_MEMBER)
#undef ZSIP_CORE_MEMBER
	behind(record, msg, &core, ZSIP_CORE_VIA);
	behind(record, msg, &core, ZSIP_CORE_CONTACT);
	behind(record, msg, &core, ZSIP_CORE_ROUTE);
}

static void message_members(struct record *record,
                            const struct zsip_message *msg)
{
	slice(record, "text", msg->text);
	slice(record, " start_line", msg->start_line);
	slice(record, " method", msg->method);
	slice(record, " request_uri", msg->request_uri);
	slice(record, " version", msg->version);
	slice(record, " reason", msg->reason);
	number(record, " status_code", msg->status_code);
	number(record, " method_id", msg->method_id);
	number(record, " version_major", msg->version_major);
	number(record, " version_minor", msg->version_minor);
	number(record, " length status", msg->content_length_status);
	if (msg->content_length_status == ZSIP_OK)
		number(record, " content_length", msg->content_length);
	slice(record, " body", msg->body);
	number(record, " missing", msg->missing);
	number(record, " quirks", msg->quirks);
	for (size_t i = 1; i < ZSIP_FIRST_COUNT; i++)
		number(record, " first", msg->first[i]);
	for (size_t i = 0; i < msg->field_count; i++) {
		slice(record, "field", msg->fields[i].name);
		slice(record, " value", msg->fields[i].value);
		number(record, " id", msg->fields[i].id);
		number(record, " flags", msg->fields[i].flags);
	}
}

void record_message(struct record *record, unsigned id)
{
	static struct zsip_field fields[MAX_FIELDS];
	struct zsip_error err = {ZSIP_OK, 0, ""};
	struct zsip_message msg;
	enum zsip_status status;

	(void)id;
	zsip_message_init(&msg, fields, MAX_FIELDS, record->options);
	status = zsip_message_parse(&msg, record->text, record->len, &err);
	error(record, &err);
	if (err.status != status || msg.error.status != status)
		record->broken = true;
	message_members(record, &msg);
	core(record, &msg);
	for (size_t i = 0; i < msg.field_count; i++) {
		unsigned known = fields[i].id;

		if (zsip_field_find(&msg, (enum zsip_header)known, NULL) !=
		    &fields[i])
			continue;
		list(record, &msg, known, false);
		list(record, &msg, known, true);
	}
}

/* With every deviation allowed that there is. */
static const struct zsip_options all_quirks = {
        .size = sizeof(all_quirks),
        .quirks = ~(uint64_t)0,
};

static uint64_t recorded(record_run *run, unsigned id,
                         const struct record *with, unsigned form, bool *broken,
                         bool print)
{
	struct record record = *with;
	const char *name = record_select(form);

	record.print = print;
	if (print)
		fprintf(stderr, "%s:\n", name);
	run(&record, id);
	if (record.broken && !print) {
		*broken = true;
		fprintf(stderr, "%s: broken\n", name);
	}
	return record.hash;
}

static bool same_with(record_run *run, unsigned id, const struct record *with)
{
	bool broken = false;
	uint64_t first = recorded(run, id, with, 0, &broken, false);

	for (unsigned form = 1; form < record_forms(); form++) {
		if (recorded(run, id, with, form, &broken, false) == first)
			continue;
		recorded(run, id, with, 0, &broken, true);
		recorded(run, id, with, form, &broken, true);
		fprintf(stderr, "%s differs\n", record_select(form));
		broken = true;
	}
	zsip_simd_select(NULL);
	return !broken;
}

bool record_same(record_run *run, unsigned id, const char *text, size_t len)
{
	struct record record = {.text = text, .len = len};

	if (!same_with(run, id, &record))
		return false;
	record.options = &all_quirks;
	return same_with(run, id, &record);
}

/* The number of a name, found without any table but the names. */
static unsigned naive_id(struct zsip_slice name)
{
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, full, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	if ((name.len == sizeof(full) - 1 &&                                   \
	     strncasecmp(name.ptr, full, name.len) == 0) ||                    \
	    (name.len == 1 && compact != 0 &&                                  \
	     (name.ptr[0] | 0x20) == compact))                                 \
		return number;
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
	return ZSIP_HDR_OTHER;
}

static bool in(char byte, const char *set)
{
	return byte != '\0' && strchr(set, byte) != NULL;
}

/* Reads the field at *p to the line end that no blank follows. */
static struct zsip_field naive_field(const char **p, const char *end)
{
	struct zsip_field field = {.name = {*p, 0}};
	const char *q = *p, *last;

	while (!in(*q, " \t:"))
		q++;
	field.name.len = (size_t)(q - *p);
	field.id = (uint16_t)naive_id(field.name);
	if (*q != ':')
		field.flags |= ZSIP_FIELD_BLANK;
	while (*q != ':')
		q++;
	for (field.value.ptr = ++q; q[0] != '\r' || in(q[2], " \t"); q++) {
		if (q[0] == '\r')
			field.flags |= ZSIP_FIELD_FOLDED;
		if (((unsigned char)*q < ' ' && !in(*q, "\t\r\n")) ||
		    *q == 0x7f)
			field.flags |= ZSIP_FIELD_CONTROL;
	}
	*p = q + 2;
	last = q;
	while (field.value.ptr < last && in(*field.value.ptr, " \t\r\n"))
		field.value.ptr++;
	while (last > field.value.ptr && in(last[-1], " \t\r\n"))
		last--;
	field.value.len = (size_t)(last - field.value.ptr);
	(void)end;
	return field;
}

static bool same_slice(struct zsip_slice a, struct zsip_slice b)
{
	return a.ptr == b.ptr && a.len == b.len;
}

/* The fields of a message that frame.rl took. */
static bool naive_fields(const struct zsip_message *msg)
{
	const char *p = msg->start_line.ptr + msg->start_line.len + 2;
	const char *end = msg->text.ptr + msg->text.len;
	size_t i = 0;

	for (; p[0] != '\r'; i++) {
		struct zsip_field naive = naive_field(&p, end);
		const struct zsip_field *field = &msg->fields[i];

		if (i < msg->field_count &&
		    same_slice(naive.name, field->name) &&
		    same_slice(naive.value, field->value) &&
		    naive.id == field->id && naive.flags == field->flags)
			continue;
		fprintf(stderr,
		        "field %zu: not as its lines say: "
		        "name %zu value %zu+%zu id %u flags %u\n",
		        i, naive.name.len,
		        (size_t)(naive.value.ptr - msg->text.ptr),
		        naive.value.len, (unsigned)naive.id,
		        (unsigned)naive.flags);
		return false;
	}
	if (i != msg->field_count || msg->body.ptr != p + 2) {
		fprintf(stderr, "%zu fields, not %zu, or another body\n", i,
		        msg->field_count);
		return false;
	}
	return true;
}

bool record_reference(const char *text, size_t len)
{
	static struct zsip_field fields[MAX_FIELDS];
	struct zsip_error err = {ZSIP_OK, 0, ""};
	struct zsip_message msg;
	struct zsip_stop stop;
	enum zsip_status status;

	zsip_message_init(&msg, fields, MAX_FIELDS, NULL);
	status = zsip_message_parse(&msg, text, len, &err);
	if (status == ZSIP_E_TOO_MANY || status == ZSIP_E_TOO_LONG)
		return true;
	/* A CR may begin the empty lines before a start line, of which the
	 * grammar knows nothing: the byte behind it would be wrong. */
	if (msg.text.len != 0 && *msg.text.ptr == '\r') {
		if (status == (msg.text.len == 1 ? ZSIP_MORE : ZSIP_E_SYNTAX) &&
		    text + err.offset == msg.text.ptr + 1)
			return true;
		fprintf(stderr, "a CR before the start line: %s at %zu\n",
		        zsip_status_name(status), err.offset);
		return false;
	}
	stop = zsip_frame_judge(msg.text.ptr, msg.text.ptr + msg.text.len);
	if (stop.status != status ||
	    (status != ZSIP_OK && text + err.offset != stop.at)) {
		fprintf(stderr, "%s at %zu, but by the grammar %s at %zu\n",
		        zsip_status_name(status), err.offset,
		        zsip_status_name(stop.status),
		        (size_t)(stop.at - text));
		return false;
	}
	return status != ZSIP_OK || naive_fields(&msg);
}

bool record_prefix(const char *text, size_t len, size_t cut)
{
	static struct zsip_field fields[MAX_FIELDS];
	struct zsip_error whole, part;
	struct zsip_message msg;
	size_t head;
	char *copy;

	zsip_message_init(&msg, fields, MAX_FIELDS, NULL);
	zsip_message_parse(&msg, text, len, &whole);
	if (cut > len ||
	    (whole.status != ZSIP_OK && whole.status != ZSIP_MORE &&
	     whole.status != ZSIP_E_SYNTAX))
		return true;
	head = (size_t)(msg.body.ptr - text);
	copy = malloc(cut + (cut == 0));
	if (cut != 0)
		memcpy(copy, text, cut);
	zsip_message_parse(&msg, copy, cut, &part);
	free(copy);
	if (whole.status == ZSIP_E_SYNTAX && cut > whole.offset) {
		if (part.status == ZSIP_E_SYNTAX && part.offset == whole.offset)
			return true;
	} else if (part.status == (whole.status == ZSIP_OK && cut >= head
	                                   ? ZSIP_OK
	                                   : ZSIP_MORE)) {
		return true;
	}
	fprintf(stderr, "%s at %zu, but cut off at %zu %s at %zu\n",
	        zsip_status_name(whole.status), whole.offset, cut,
	        zsip_status_name(part.status), part.offset);
	return false;
}
