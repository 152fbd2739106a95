/*
 * Paths to the parts of a message.
 */
#include "select/path.h"
#include "select/names.h"
#include <string.h>

#define KIND(kind) (1u << (kind))

/* What may follow in a path. */
enum scope {
	SCOPE_MESSAGE,
	SCOPE_MEMBERS, /* `names` and, behind "params", any parameter */
	SCOPE_URI,
	SCOPE_BODY,
	SCOPE_PART,
	SCOPE_DESCRIPTION,
	SCOPE_MEDIUM,
	SCOPE_SDP_MEMBERS,
	SCOPE_NOTHING
};

struct reader {
	struct path *path;
	struct fault *fault;
	const char *at, *end;
	enum scope scope;
	const char *names;
	struct zsip_slice above; /* the name that the scope is of */
};

/* A name as it is written. */
struct word {
	struct zsip_slice name;
	char lead;
	bool is_quoted;
	bool has_index;
	size_t index;
};

static char folded(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c | 0x20);
	return c == '_' ? '-' : c;
}

bool path_name_alike(struct zsip_slice a, struct zsip_slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (folded(a.ptr[i]) != folded(b.ptr[i]))
			return false;
	}
	return true;
}

static bool is_alike(struct zsip_slice a, const char *b)
{
	return path_name_alike(a, zsip_slice_from(b));
}

/* --- Words */

static bool is_name_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '+';
}

static size_t name_length(const char *text, const char *end)
{
	const char *p = text;

	while (p < end && is_name_char(*p))
		p++;
	/* "a=rtpmap", but not "a==1" */
	if (p - text == 1 && (*text | 0x20) == 'a' && end - p > 1 &&
	    *p == '=' && is_name_char(p[1])) {
		while (++p < end && is_name_char(*p))
			;
	}
	return (size_t)(p - text);
}

static bool is_lead(char c)
{
	return c == ';' || c == '?' || c == '&';
}

static size_t quoted_length(const char *text, const char *end)
{
	const char *quote = memchr(text + 1, '"', (size_t)(end - text - 1));

	return quote == NULL ? 0 : (size_t)(quote + 1 - text);
}

static size_t word_length(const char *text, const char *end)
{
	const char *p = text;
	size_t len;

	if (p < end && is_lead(*p))
		p++;
	if (p == end)
		return 0;
	len = *p == '"' ? quoted_length(p, end) : name_length(p, end);
	if (len == 0)
		return 0;
	p += len;
	if (p < end && *p == '[') {
		while (++p < end && *p != ']')
			;
		p += p < end;
	}
	return (size_t)(p - text);
}

size_t path_length(const char *text)
{
	const char *p = text, *end = text + strlen(text);
	size_t len = word_length(p, end);

	/* Text in quotes alone is text. */
	if (len == 0 || (*p == '"' && p[len] != '.' && p[len - 1] != ']'))
		return 0;
	while (len != 0) {
		p += len;
		len = *p == '.' ? word_length(p + 1, end) : 0;
		len += len != 0;
	}
	return (size_t)(p - text);
}

static bool read_index(struct reader *reader, struct word *word)
{
	const char *start = reader->at++;

	word->has_index = true;
	while (reader->at < reader->end && *reader->at >= '0' &&
	       *reader->at <= '9' && word->index < SIZE_MAX / 16)
		word->index = word->index * 10 + (size_t)(*reader->at++ - '0');
	if (reader->at == start + 1 || reader->at == reader->end ||
	    *reader->at != ']')
		return fault_set(reader->fault, start,
		                 "a number and ']' must follow");
	reader->at++;
	return true;
}

static bool read_word(struct reader *reader, struct word *word)
{
	const char *p;
	size_t len;

	*word = (struct word){.lead = 0};
	if (reader->at < reader->end && is_lead(*reader->at))
		word->lead = *reader->at++;
	p = reader->at;
	word->is_quoted = p < reader->end && *p == '"';
	len = p == reader->end  ? 0
	      : word->is_quoted ? quoted_length(p, reader->end)
	                        : name_length(p, reader->end);
	if (len <= (word->is_quoted ? 2 : 0))
		return fault_set(reader->fault, p,
		                 "the name of a part must stand here");
	word->name = (struct zsip_slice){p, len};
	if (word->is_quoted)
		word->name = (struct zsip_slice){p + 1, len - 2};
	reader->at += len;
	return reader->at == reader->end || *reader->at != '[' ||
	       read_index(reader, word);
}

/* --- Names */

static struct step *add_step(struct reader *reader, unsigned kinds,
                             struct zsip_slice name, const struct word *word)
{
	struct path *path = reader->path;
	struct step *step = &path->steps[path->count++];

	*step = (struct step){
	        .kinds = kinds, .name = name, .index = word->index};
	reader->above = word->name;
	return step;
}

static bool has_no_part(struct reader *reader, const struct word *word)
{
	return fault_set(reader->fault, word->name.ptr,
	                 "%.*s has no part '%.*s'; one that siplint does not "
	                 "know stands in quotes",
	                 (int)(reader->above.len > 40 ? 40 : reader->above.len),
	                 reader->above.ptr,
	                 (int)(word->name.len > 40 ? 40 : word->name.len),
	                 word->name.ptr);
}

static void add_header(struct reader *reader, const struct word *word,
                       enum zsip_header id)
{
	const struct zsip_header_info *info = zsip_header_info(id);

	add_step(reader, KIND(NODE_FIELD), word->name, word)->header = id;
	reader->scope = info != NULL ? SCOPE_MEMBERS : SCOPE_NOTHING;
	if (info != NULL)
		reader->names = names_of_shape(info->shape);
}

static bool add_header_or_body(struct reader *reader, const struct word *word)
{
	enum zsip_header id = names_header(word->name);

	if (is_alike(word->name, "body") && !word->is_quoted) {
		add_step(reader, KIND(NODE_BODY) | KIND(NODE_DESCRIPTION),
		         (struct zsip_slice){NULL, 0}, word);
		reader->scope = SCOPE_BODY;
		return true;
	}
	if (id == ZSIP_HDR_OTHER && !word->is_quoted &&
	    !(word->name.len > 2 && (*word->name.ptr | 0x20) == 'x' &&
	      folded(word->name.ptr[1]) == '-'))
		return fault_set(
		        reader->fault, word->name.ptr,
		        "there is no part '%.*s'; a header field that "
		        "siplint does not know stands in quotes",
		        (int)(word->name.len > 40 ? 40 : word->name.len),
		        word->name.ptr);
	add_header(reader, word, id);
	return true;
}

static bool add_of_message(struct reader *reader, const struct word *word)
{
	static const struct {
		const char *name, *names;
	} lines[] = {
	        {"Request-Line", " method uri version"},
	        {"Status-Line", " version status reason"},
	        {"Start-Line", ""},
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		if (!is_alike(word->name, lines[i].name) || word->is_quoted)
			continue;
		add_step(reader, KIND(NODE_START_LINE), word->name, word);
		reader->scope = SCOPE_MEMBERS;
		reader->names = lines[i].names;
		return true;
	}
	if (is_alike(word->name, "sdp") && !word->is_quoted) {
		add_step(reader, STEP_ANY_DESCRIPTION,
		         (struct zsip_slice){NULL, 0}, word);
		reader->scope = SCOPE_DESCRIPTION;
		return true;
	}
	return add_header_or_body(reader, word);
}

static bool add_member(struct reader *reader, const struct word *word)
{
	struct zsip_slice params = {"params", 6};
	bool may_be_param = names_have(reader->names, params);
	bool is_member = names_have(reader->names, word->name) &&
	                 !is_alike(word->name, "params") && word->lead == 0;
	bool is_param = may_be_param && (word->is_quoted || word->lead != 0 ||
	                                 names_param_is_known(word->name));
	unsigned kinds = 0;

	if (!is_member && !is_param)
		return has_no_part(reader, word);
	if (is_param)
		kinds |= KIND(NODE_PARAMETER);
	if (is_member)
		kinds |= KIND(NODE_MEMBER) | KIND(NODE_URI);
	add_step(reader, kinds, word->name, word);
	reader->scope = is_member && is_alike(word->name, "uri")
	                        ? SCOPE_URI
	                        : SCOPE_NOTHING;
	return true;
}

/* Besides its parameters a URI has header fields. */
static bool add_of_uri(struct reader *reader, const struct word *word)
{
	reader->names = " scheme rest user password host port params";
	if (word->lead == 0 && names_header(word->name) != ZSIP_HDR_OTHER &&
	    !names_have(reader->names, word->name)) {
		add_step(reader, KIND(NODE_PARAMETER), word->name, word);
		reader->scope = SCOPE_NOTHING;
		return true;
	}
	return add_member(reader, word);
}

static bool add_attribute(struct reader *reader, const struct word *word)
{
	struct zsip_slice name = word->name;
	const struct zsip_sdp_attribute_info *info;

	if (name.len > 2 && (*name.ptr | 0x20) == 'a' && name.ptr[1] == '=')
		name = (struct zsip_slice){name.ptr + 2, name.len - 2};
	info = names_sdp_attribute(name);
	if (info == NULL && !word->is_quoted)
		return has_no_part(reader, word);
	add_step(reader, KIND(NODE_SDP_LINE), name, word)->is_attribute = true;
	reader->scope = info != NULL ? SCOPE_SDP_MEMBERS : SCOPE_NOTHING;
	if (info != NULL)
		reader->names = names_of_sdp_shape(info->shape);
	return true;
}

static bool add_of_description(struct reader *reader, const struct word *word)
{
	unsigned shape;
	struct zsip_slice letter = names_sdp_line(word->name, &shape);

	if (letter.ptr == NULL || word->is_quoted)
		return add_attribute(reader, word);
	add_step(reader, KIND(NODE_SDP_LINE), letter, word);
	reader->scope = *letter.ptr == 'm' ? SCOPE_MEDIUM : SCOPE_SDP_MEMBERS;
	reader->names = names_of_sdp_shape(shape);
	return true;
}

static bool add_sdp_member(struct reader *reader, const struct word *word)
{
	if (!names_have(reader->names, word->name) || word->is_quoted)
		return has_no_part(reader, word);
	add_step(reader, KIND(NODE_SDP_MEMBER), word->name, word);
	reader->scope = SCOPE_NOTHING;
	return true;
}

static bool add_of_medium(struct reader *reader, const struct word *word)
{
	if (names_have(reader->names, word->name) && !word->is_quoted)
		return add_sdp_member(reader, word);
	return add_of_description(reader, word);
}

static bool add_of_body(struct reader *reader, const struct word *word)
{
	if (!is_alike(word->name, "part") || word->is_quoted)
		return add_of_description(reader, word);
	add_step(reader, KIND(NODE_PART), (struct zsip_slice){NULL, 0}, word);
	reader->scope = SCOPE_PART;
	return true;
}

static bool add_word(struct reader *reader, const struct word *word)
{
	static bool (*const add[])(struct reader *, const struct word *) = {
	        [SCOPE_MESSAGE] = add_of_message,
	        [SCOPE_MEMBERS] = add_member,
	        [SCOPE_URI] = add_of_uri,
	        [SCOPE_BODY] = add_of_body,
	        [SCOPE_PART] = add_header_or_body,
	        [SCOPE_DESCRIPTION] = add_of_description,
	        [SCOPE_MEDIUM] = add_of_medium,
	        [SCOPE_SDP_MEMBERS] = add_sdp_member,
	        [SCOPE_NOTHING] = has_no_part,
	};

	if (word->lead != 0 && reader->scope != SCOPE_MEMBERS &&
	    reader->scope != SCOPE_URI)
		return has_no_part(reader, word);
	if (reader->path->count == MAX_STEPS)
		return fault_set(reader->fault, word->name.ptr,
		                 "a path has no more than %d parts", MAX_STEPS);
	return add[reader->scope](reader, word);
}

/* --- Paths */

static bool read_words(struct reader *reader, struct zsip_slice text)
{
	struct word word;

	reader->at = text.ptr;
	reader->end = text.ptr + text.len;
	for (;;) {
		if (!read_word(reader, &word) || !add_word(reader, &word))
			return false;
		if (reader->at == reader->end)
			return true;
		if (*reader->at != '.')
			return fault_set(reader->fault, reader->at,
			                 "'.' and the name of a part, or the "
			                 "end, must stand here");
		reader->at++;
	}
}

static enum fact find_fact(struct zsip_slice text)
{
	static const char *const names[] = {
	        [FACT_NONE] = "",
#define SELECT_FACT(id, name) [FACT_##id] = name,
#define SELECT_ALIAS(name, path, use)
#include "select/paths.def"
#undef SELECT_FACT
#undef SELECT_ALIAS
	};
	size_t found = sizeof(names) / sizeof(*names);

	while (--found != FACT_NONE && !is_alike(text, names[found]))
		;
	return (enum fact)found;
}

enum use { FRONT, ALONE };

static const struct alias {
	const char *name, *path;
	enum use use;
} aliases[] = {
#define SELECT_FACT(id, name)
#define SELECT_ALIAS(name, path, use) {name, path, use},
#include "select/paths.def"
#undef SELECT_FACT
#undef SELECT_ALIAS
};

/* What stands for another path, whole or up to a dot. */
static const struct alias *find_alias(struct zsip_slice text)
{
	size_t front = 0;

	while (front < text.len && text.ptr[front] != '.')
		front++;
	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++) {
		if (is_alike((struct zsip_slice){text.ptr, front},
		             aliases[i].name) &&
		    (aliases[i].use == FRONT || front == text.len))
			return &aliases[i];
	}
	return NULL;
}

bool path_read(struct path *path, struct zsip_slice text, struct fault *fault)
{
	struct reader reader = {
	        .path = path, .fault = fault, .scope = SCOPE_MESSAGE};
	const struct alias *alias = find_alias(text);
	size_t front;

	*path = (struct path){.fact = find_fact(text)};
	if (path->fact != FACT_NONE)
		return true;
	if (alias == NULL)
		return read_words(&reader, text);
	front = strlen(alias->name);
	if (!read_words(&reader, zsip_slice_from(alias->path)))
		return false;
	if (front == text.len)
		return true;
	front++;
	return read_words(&reader, (struct zsip_slice){text.ptr + front,
	                                               text.len - front});
}
