/*
 * What runs often on top of the machines: parameters and zsip_core_parse().
 * Compiled once for each SIMD form, so that every call within stays in it.
 */
#include "scan.h"
#include <string.h>

const char *ISA(line_break)(const char *p, const char *end)
{
#if defined(ZSIP_FORM_AVX2)
	const __m256i cr = _mm256_set1_epi8('\r'), lf = _mm256_set1_epi8('\n');

	for (; end - p >= 32; p += 32) {
		__m256i v = _mm256_loadu_si256((const __m256i *)p);
		uint32_t hit = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(
		        _mm256_cmpeq_epi8(v, cr), _mm256_cmpeq_epi8(v, lf)));

		if (hit != 0)
			return p + __builtin_ctz(hit);
	}
#endif
	while (p < end && *p != '\r' && *p != '\n')
		p++;
	return p;
}

/* Blanks and folds. */
static inline const char *skip_lws(const char *p, const char *end)
{
	while (p < end && zsip_is_lws(*p))
		p++;
	return p;
}

/* The closing quote of the string whose opening quote is before p. */
static const char *string_end(const char *p, const char *end, const char *floor)
{
	for (;;) {
		p = SCAN(qdtext, p, end, floor, end);
		if (p >= end || *p == '"')
			return p < end ? p : NULL;
		p += *p == '\\' && end - p > 1 ? 2 : 1;
	}
}

static enum zsip_status param_failed(struct zsip_params *walk, const char *at,
                                     struct zsip_error *err)
{
	walk->at = walk->end;
	if (err != NULL)
		*err = (struct zsip_error){
		        ZSIP_E_SYNTAX, (size_t)(at - walk->start), "parameter"};
	return ZSIP_E_SYNTAX;
}

static ALWAYS_INLINE const char *part_end(const struct zsip_params *walk,
                                          const char *p)
{
	if (walk->lead == '?')
		return SCAN(header_part, p, walk->end, walk->start,
		            walk->limit);
	return SCAN(part, p, walk->end, walk->start, walk->limit);
}

/* The number of a parameter's name; nowhere else are names longer than the
 * longest that is known. */
static ALWAYS_INLINE uint16_t param_id(const struct zsip_params *walk,
                                       const char *name, size_t len)
{
	const uint64_t fold = UINT64_C(0x2020202020202020);
	struct zsip_words words;
	unsigned entry;

	if (ZSIP_UNLIKELY(len > ZSIP_PARAM_MAX))
		return ZSIP_PARAM_OTHER;
	if (ZSIP_LIKELY(len <= 8 && walk->limit - name >= 8))
		words = (struct zsip_words){zsip_load64(name), 0};
	else
		words = zsip_load_words(name, len);
	if (len <= 8)
		words.a = (words.a | fold) & (~UINT64_C(0) >> (64 - 8 * len));
	else
		words = (struct zsip_words){
		        words.a | fold,
		        (words.b | fold) & (~UINT64_C(0) >> (128 - 8 * len))};
	entry = zsip_param_slots[zsip_hash(words.a, words.b, ZSIP_PARAM_FACTOR,
	                                   ZSIP_PARAM_BITS)];
	if (zsip_param_rows[entry].a != words.a ||
	    zsip_param_rows[entry].b != words.b)
		return ZSIP_PARAM_OTHER;
	return zsip_param_ids[entry];
}

#if defined(ZSIP_FORM_AVX2)

/* Marks what ends a name or a value in the 64 bytes from p on: params after
 * param is then found by shifts. */
static ALWAYS_INLINE void look(struct zsip_params *walk, const char *p)
{
	size_t len = (size_t)(walk->end - p);

	walk->base = p;
	walk->stops = scan_mask64(zsip_nibbles_part, p);
	if (len < 64)
		walk->stops |= ~UINT64_C(0) << len;
}

/* Where the name that begins at p ends, and, if that is at an "=" with a plain
 * value right behind it, where the value ends: both in one look. */
static ALWAYS_INLINE const char *name_end(struct zsip_params *walk,
                                          const char *p, const char **value_end)
{
	size_t offset = (size_t)(p - walk->base);
	uint64_t stops = offset < 64 ? walk->stops >> offset : 0;
	const char *end;

	*value_end = NULL;
	if (ZSIP_UNLIKELY((stops & (stops - 1)) == 0)) {
		/* Fewer than two stops in sight. */
		if (ZSIP_UNLIKELY(walk->limit - p < 64 || walk->lead == '?'))
			return part_end(walk, p);
		look(walk, p);
		stops = walk->stops;
		if (ZSIP_UNLIKELY(stops == 0))
			return part_end(walk, p);
	}
	end = p + __builtin_ctzll(stops);
	stops &= stops - 1;
	if (ZSIP_LIKELY(stops != 0))
		*value_end = p + __builtin_ctzll(stops);
	return end;
}

#else

static inline const char *name_end(struct zsip_params *walk, const char *p,
                                   const char **value_end)
{
	*value_end = NULL;
	return part_end(walk, p);
}

#endif

/* A value in quotes; one in angle brackets, as Identity has it (RFC 8224 4). */
static const char *enclosed_value(const struct zsip_params *walk,
                                  struct zsip_param *param, const char *from)
{
	const char *end = walk->end, *p;

	param->quoted = *from++ == '"';
	param->bracketed = !param->quoted;
	if (param->quoted)
		p = string_end(from, end, walk->start);
	else
		p = memchr(from, '>', (size_t)(end - from));
	if (p == NULL)
		return NULL;
	param->value.ptr = from;
	param->value.len = (size_t)(p - from);
	return p + 1;
}

/* The value behind the "=" before p, which ends at `plain_end` if that is
 * known; returns where it ends, NULL for a string without end. */
static ALWAYS_INLINE const char *read_value(const struct zsip_params *walk,
                                            struct zsip_param *param,
                                            const char *p,
                                            const char *plain_end)
{
	const char *end = walk->end, *from = p;

	if (ZSIP_LIKELY(plain_end > p)) {
		p = plain_end;
	} else {
		p = from = skip_lws(p, end);
		if (p < end && walk->lead != '?' && (*p == '"' || *p == '<'))
			return enclosed_value(walk, param, from);
		p = part_end(walk, from);
	}
	param->value.ptr = from;
	param->value.len = (size_t)(p - from);
	return p;
}

static ALWAYS_INLINE const char *skip_any_lws(const char *p, const char *end)
{
	if (p < end && ZSIP_UNLIKELY((unsigned char)*p <= ' '))
		p = skip_lws(p, end);
	return p;
}

/* Behind what stands before the parameter at p; NULL if that is wrong. */
static inline const char *behind_lead(const struct zsip_params *walk,
                                      const char *p)
{
	if (ZSIP_LIKELY(walk->lead == ';'))
		return *p == ';' ? p + 1 : NULL;
	if (walk->lead == '?')
		return *p == (p == walk->start ? '?' : '&') ? p + 1 : NULL;
	if (p == walk->start)
		return p;
	return *p == ',' || *p == ';' ? p + 1 : NULL;
}

enum zsip_status ISA(param)(struct zsip_params *walk, struct zsip_param *param,
                            struct zsip_error *err)
{
	const char *p = walk->at, *name, *plain_end, *end = walk->end;

	name = behind_lead(walk, p);
	if (ZSIP_UNLIKELY(name == NULL))
		return param_failed(walk, p, err);
	name = skip_any_lws(name, end);
	p = name_end(walk, name, &plain_end);
	if (p == name)
		return param_failed(walk, p, err);
	param->name.ptr = name;
	param->name.len = (size_t)(p - name);
	param->value.ptr = NULL;
	param->value.len = 0;
	param->quoted = param->bracketed = false;
	param->id = param_id(walk, name, (size_t)(p - name));
	p = skip_any_lws(p, end);
	if (p < end && *p == '=') {
		p = read_value(walk, param, p + 1,
		               p == name + param->name.len ? plain_end : NULL);
		if (p == NULL)
			return param_failed(walk, end, err);
		p = skip_any_lws(p, end);
	}
	walk->at = p;
	return ZSIP_OK;
}

/* Columns of the table as constants. */
#define BRACKETS ZSIP_BRACKETS
#define NOPARAMS ZSIP_NOPARAMS
enum {
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	multiplicity_##id = ZSIP_##multiplicity, flags_##id = flags,
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};

static enum zsip_status core_failed(const struct zsip_message *msg,
                                    const struct zsip_stop *stop,
                                    enum zsip_header id,
                                    enum zsip_status so_far,
                                    struct zsip_error *err)
{
	const char *expected = stop->expected;

	if (so_far != ZSIP_OK || stop->status == ZSIP_E_MISSING)
		return so_far;
	if (*expected == '\0')
		expected = zsip_header_info(id)->name.ptr;
	if (err != NULL)
		*err = (struct zsip_error){stop->status,
		                           (size_t)(stop->at - msg->text.ptr),
		                           expected};
	return stop->status;
}

/* Where the first value of a list stands that quirks do not take for nothing;
 * NULL, and ZSIP_E_MISSING, if there is none.  Moves `end` to the end of that
 * field. */
static __attribute__((noinline)) const char *
seek_value(const struct zsip_message *msg, unsigned id, const char **end,
           struct zsip_stop *stop)
{
	struct zsip_list list;
	const char *at;

	zsip_list_start(&list, msg, (enum zsip_header)id);
	at = zsip_list_seek(&list);
	stop->quirks = list.quirks;
	if (at == NULL)
		return zsip_stop_at(stop, ZSIP_E_MISSING, *end, "");
	*end = list.field->value.ptr + list.field->value.len;
	return at;
}

/* The first value of a header field; what follows a comma is another one's
 * where it is a list, and wrong where it is not. */
static ALWAYS_INLINE const char *first_value(const struct zsip_message *msg,
                                             unsigned id, void *out,
                                             unsigned shape, int multiplicity,
                                             int flags, uint64_t allowed,
                                             struct zsip_stop *stop)
{
	const struct zsip_field *field = &msg->fields[msg->first[id] - 1];
	const char *p = field->value.ptr, *end = p + field->value.len, *at;
	uint64_t skipped;

	stop->quirks = 0;
	if (multiplicity == ZSIP_LIST &&
	    ZSIP_UNLIKELY((allowed & ZSIP_QUIRKS_NOTHING) != 0)) {
		p = seek_value(msg, id, &end, stop);
		if (p == NULL)
			return NULL;
	}
	if (id == ZSIP_HDR_CONTACT && end - p == 1 && *p == '*') {
		zsip_set_wildcard(out, (struct zsip_slice){p, 1});
		return end;
	}
	skipped = stop->quirks;
	stop->quirks = 0;
	at = ISA(value)(out, shape, p, end, &msg->text, stop);
	if ((flags & ZSIP_BRACKETS) != 0 &&
	    ZSIP_UNLIKELY(p == end || *p != '<'))
		zsip_check_brackets(p, end, stop);
	if (zsip_quirk_refused(stop, allowed, at == NULL))
		at = NULL;
	else if (multiplicity == ZSIP_ONCE && at != end && at != NULL)
		at = zsip_stop_at(stop, ZSIP_E_SYNTAX, at, "");
	stop->quirks = at == NULL ? 0 : stop->quirks | skipped;
	return at;
}

enum zsip_status ISA(core)(const struct zsip_message *msg,
                           struct zsip_core *core, struct zsip_error *err)
{
	uint64_t allowed = zsip_quirks_of(msg->options);
	enum zsip_status result = ZSIP_OK;
	struct zsip_stop stop;
	const char *at;

	core->quirks = stop.quirks = 0;
	core->status[ZSIP_CORE_REQUEST_URI] = ZSIP_E_MISSING;
	if (msg->request_uri.ptr != NULL) {
		const char *p = msg->request_uri.ptr;

		core->status[ZSIP_CORE_REQUEST_URI] = ZSIP_OK;
		at = ISA(uri)(&core->request_uri, p, p + msg->request_uri.len,
		              &msg->text, &stop);
		if (zsip_quirk_refused(&stop, allowed, at == NULL))
			at = NULL;
		core->request_uri.quirks = stop.quirks;
		if (ZSIP_LIKELY(at != NULL)) {
			core->quirks = stop.quirks;
		} else {
			core->status[ZSIP_CORE_REQUEST_URI] =
			        (uint8_t)stop.status;
			result = core_failed(msg, &stop, ZSIP_HDR_OTHER, result,
			                     err);
		}
	}
#define ZSIP_CORE_MEMBER(header, member, shape)                                \
	core->status[ZSIP_CORE_##header] = ZSIP_E_MISSING;                     \
	if (msg->first[ZSIP_HDR_##header] != 0) {                              \
		core->status[ZSIP_CORE_##header] = ZSIP_OK;                    \
		at = first_value(msg, ZSIP_HDR_##header, &core->member,        \
		                 ZSIP_SHAPE_##shape, multiplicity_##header,    \
		                 flags_##header, allowed, &stop);              \
		core->behind[ZSIP_CORE_##header] = at;                         \
		core->quirks |= stop.quirks;                                   \
		if (ZSIP_UNLIKELY(at == NULL)) {                               \
			core->status[ZSIP_CORE_##header] =                     \
			        (uint8_t)stop.status;                          \
			result = core_failed(msg, &stop, ZSIP_HDR_##header,    \
			                     result, err);                     \
		}                                                              \
	}
	ZSIP_CORE_MEMBERS(ZSIP_CORE_MEMBER)
#undef ZSIP_CORE_MEMBER
	return result;
}
