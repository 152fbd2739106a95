/*
 * The line index: one pass over the header fields that finds line ends, folds
 * and names.  It knows a block that is right and complete; whatever else it
 * meets it leaves to the grammar of frame.rl, which says where and what.
 * Compiled once for each SIMD form.
 */
#include "scan.h"
#include "simd.h"

/* Vectors may be loaded from the last bytes of the message: they are read from
 * a copy that has room behind it. */
struct tail {
	const char *from; /* where the copied bytes begin */
	const char *end;
	bool ready;
	char copy[2 * ZSIP_BLOCK];
};

static const char *tail_copy(struct tail *tail, const char *p)
{
	if (!tail->ready) {
		memset(tail->copy, 0, sizeof(tail->copy));
		memcpy(tail->copy, tail->from,
		       (size_t)(tail->end - tail->from));
		tail->ready = true;
	}
	return tail->copy + (p - tail->from);
}

static inline const char *safe(struct tail *tail, const char *p)
{
	if (ZSIP_LIKELY(tail->end - p >= ZSIP_BLOCK))
		return p;
	return tail_copy(tail, p);
}

static inline bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* The id of the name of `len` bytes at p, where 32 bytes may be read. */
static inline unsigned name_id(const char *p, size_t len)
{
	struct folded folded;
	name_vector v = name_fold(p, len, &folded);
	unsigned entry = zsip_name_slots[zsip_name_hash(folded.a, folded.b)];

	if (ZSIP_LIKELY(name_equal(v, &zsip_name_entries[entry])))
		return zsip_name_ids[entry];
	return ZSIP_HDR_OTHER;
}

unsigned ISA(name_id)(const char *p, size_t len)
{
	char copy[ZSIP_NAME_MAX] = { 0 };

	if (len == 0 || len > ZSIP_NAME_MAX)
		return ZSIP_HDR_OTHER;
	memcpy(copy, p, len);
	return name_id(copy, len);
}

/* What name_id() did not find: an unknown name, one that is longer than a
 * vector, or blanks before the colon (HCOLON).
 * Returns the colon, NULL if this is no field. */
static const char *other_name(struct zsip_field *field, const char *line,
                              const char *end)
{
	const char *name_end = SCAN(token, line, end, end);
	const char *colon = name_end;

	if (name_end == line)
		return NULL;
	while (colon < end && is_blank(*colon))
		colon++;
	if (colon == end || *colon != ':')
		return NULL;
	field->name = (struct zsip_slice){ line, (size_t)(name_end - line) };
	field->id = ZSIP_HDR_OTHER;
	if (colon != name_end) {
		field->id = (uint16_t)ISA(name_id)(line, field->name.len);
		field->flags |= ZSIP_FIELD_BLANK;
	}
	return colon;
}

static inline bool is_lws(char byte)
{
	return is_blank(byte) || byte == '\r' || byte == '\n';
}

/* Sets the value to the bytes between colon and the CR at the field's end
 * without the blanks and folds around it. */
static inline void set_value(struct zsip_field *field, const char *colon,
                             const char *end)
{
	const char *p = colon + 1;

	p += *p == ' ';
	if (ZSIP_UNLIKELY(is_lws(*p))) {
		while (p < end && is_lws(*p))
			p++;
	}
	if (ZSIP_UNLIKELY(is_lws(end[-1]))) {
		while (end > p && is_lws(end[-1]))
			end--;
	}
	field->value = (struct zsip_slice){ p, (size_t)(end - p) };
}

/* One field from `line` to the CR at `end`.  False: it is none. */
static inline bool set_field(struct zsip_field *field, const char *line,
                             const char *end, struct tail *tail)
{
	const char *near = safe(tail, line);
	uint32_t colons = colon_mask(near);
	const char *colon;

	if (ZSIP_LIKELY(colons != 0)) {
		size_t len = (size_t)__builtin_ctz(colons);
		unsigned id = name_id(near, len);

		colon = line + len;
		field->id = (uint16_t)id;
		field->name = (struct zsip_slice){ line, len };
		if (ZSIP_LIKELY(id != ZSIP_HDR_OTHER)) {
			set_value(field, colon, end);
			return true;
		}
	}
	colon = other_name(field, line, end);
	if (colon == NULL)
		return false;
	set_value(field, colon, end);
	return true;
}

enum zsip_index_end ISA(index)(struct zsip_message *msg, const char *p,
                               const char *end, struct zsip_index *index)
{
	struct tail tail;
	struct zsip_field *field = msg->fields;
	struct zsip_field *const last = field + index->max_fields;
	const char *line = p;
	uint64_t carry = 0, controls = 0;
	unsigned folded = 0;
	size_t lengths = 0;
	enum zsip_index_end result = ZSIP_INDEX_BROKEN;

	tail.end = end;
	tail.from = end - p > ZSIP_BLOCK ? end - ZSIP_BLOCK : p;
	tail.ready = false;
	memset(msg->first, 0, sizeof(msg->first));

	if (end - p >= 2 && p[0] == '\r' && p[1] == '\n') {
		index->at = p + 2;
		result = ZSIP_INDEX_DONE;
		goto out;
	}
	if (p == end || is_blank(*p))
		goto out;

	for (; p < end; p += ZSIP_BLOCK) {
		struct block block = block_load(safe(&tail, p));
		uint64_t lf = block.lf;
		/* An LF stands behind a CR, and a CR before an LF. */
		uint64_t bad = lf ^ (block.cr << 1 | carry);

		carry = block.cr >> 63;
		if (ZSIP_UNLIKELY(bad != 0))
			lf &= (bad & -bad) - 1;
		for (; lf != 0; lf &= lf - 1) {
			unsigned at = (unsigned)__builtin_ctzll(lf);
			const char *next = p + at + 1;

			if (ZSIP_UNLIKELY(end - next < 2))
				goto out;
			if (ZSIP_UNLIKELY(is_blank(*next))) {
				folded = ZSIP_FIELD_FOLDED;
				continue;
			}
			if (ZSIP_UNLIKELY(field == last)) {
				index->at = line;
				result = ZSIP_INDEX_TOO_MANY;
				goto out;
			}
			if (ZSIP_UNLIKELY((size_t)(next - line) >
			                  index->max_length)) {
				index->at = line;
				result = ZSIP_INDEX_TOO_LONG;
				goto out;
			}
			field->flags = (uint16_t)folded;
			if (ZSIP_UNLIKELY(!set_field(field, line, next - 2,
			                             &tail)))
				goto out;
			field++;
			{
				unsigned id = field[-1].id;
				unsigned slot = id < ZSIP_FIRST_COUNT ? id : 0;
				size_t n = (size_t)(field - msg->fields);

				if (msg->first[slot] == 0)
					msg->first[slot] = (uint16_t)n;
				lengths += id == ZSIP_HDR_CONTENT_LENGTH;
			}
			folded = 0;
			line = next;
			if (ZSIP_UNLIKELY(*next == '\r')) {
				if (next[1] != '\n')
					goto out;
				controls |= block.control & ~(block.lf | block.cr);
				index->at = next + 2;
				result = ZSIP_INDEX_DONE;
				goto out;
			}
		}
		if (ZSIP_UNLIKELY(bad != 0))
			goto out;
		controls |= block.control & ~(block.lf | block.cr);
	}
out:
	index->controls = controls != 0;
	index->lengths = lengths;
	msg->field_count = (size_t)(field - msg->fields);
	return result;
}
