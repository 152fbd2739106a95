/*
 * The line index: one pass over the header fields that finds line ends, folds
 * and names.  It knows a block that is right and complete; whatever else it
 * meets it leaves to the grammar of frame.rl, which says where and what.
 * Compiled once for each SIMD form.
 */
#include "scan.h"
#include "simd.h"

/* The entry of the name that the first `len` bytes are; 0 for an unknown one,
 * and for one that the hash does not find. */
static inline unsigned name_entry(name_vector text, size_t len)
{
	struct folded folded;
	name_vector v = name_fold(text, len, &folded);
	unsigned entry = zsip_name_slots[zsip_hash(
	        folded.a, folded.b, ZSIP_NAME_FACTOR, ZSIP_NAME_BITS)];

	return ZSIP_LIKELY(name_equal(v, &zsip_name_entries[entry])) ? entry
	                                                             : 0;
}

/* Names that begin with the same sixteen bytes as another: the hash does not
 * tell those apart. */
static unsigned twin_entry(name_vector text, size_t len)
{
	struct folded folded;
	name_vector v = name_fold(text, len, &folded);
	const uint8_t *twin = zsip_name_twins;

	while (*twin != 0 && !name_equal(v, &zsip_name_entries[*twin]))
		twin++;
	return *twin;
}

uint16_t ISA(name)(const char *p, size_t len)
{
	char copy[ZSIP_NAME_MAX];
	name_vector text;
	unsigned entry;

	if (len > ZSIP_NAME_MAX)
		return ZSIP_HDR_OTHER;
	memcpy(copy, p, len);
	text = name_load(copy, copy + sizeof(copy));
	entry = name_entry(text, len);
	if (entry == 0 && len > 16)
		entry = twin_entry(text, len);
	return zsip_name_rows[entry].id;
}

/* A field whose name is not found at once: an unknown name, one that the hash
 * does not find, or blanks before the colon (HCOLON).  Returns the colon, NULL
 * if this is no field. */
static __attribute__((noinline)) const char *
other_name(struct zsip_field *field, const char *line, const char *end,
           const char *limit)
{
	const char *name_end = SCAN(token, line, end, line, limit);
	const char *colon = name_end;

	if (name_end == line)
		return NULL;
	while (colon < end && zsip_is_blank(*colon))
		colon++;
	if (colon == end || *colon != ':')
		return NULL;
	field->name = (struct zsip_slice){line, (size_t)(name_end - line)};
	field->id = ZSIP_HDR_OTHER;
	if (colon != name_end)
		field->flags |= ZSIP_FIELD_BLANK;
	if (colon != name_end || field->name.len > 16)
		field->id = ISA(name)(line, field->name.len);
	return colon;
}

/* Blanks and folds around a value. */
static __attribute__((noinline)) void trim(struct zsip_field *field,
                                           const char *end)
{
	field->value = zsip_trim(field->value.ptr, end);
}

/* What one pass over the lines keeps. */
struct pass {
	struct zsip_message *msg;
	struct zsip_index *index;
	struct zsip_field *field; /* the next one */
	const char *line;         /* where it begins */
	const char *end;
	size_t count, max_count;
	uint64_t carry;    /* the last byte of the block before was a CR */
	uint64_t controls; /* not 0: other control bytes than line ends */
	unsigned flags;    /* of the next field */
};

/* Cuts the field from the current line to the CR at `end`.  False: it is
 * none. */
static ALWAYS_INLINE bool cut_field(struct pass *pass, const char *end)
{
	struct zsip_field *field = pass->field;
	const char *p = pass->line;
	name_vector text = name_load(p, pass->end);
	size_t len = first_colon(text);
	unsigned entry = name_entry(text, len);
	unsigned slot = zsip_name_rows[entry].slot;

	field->flags = (uint16_t)pass->flags;
	if (ZSIP_LIKELY(entry != 0)) {
		field->id = zsip_name_rows[entry].id;
		field->name = (struct zsip_slice){p, len};
		p += len;
	} else {
		p = other_name(field, p, end, pass->end);
		if (p == NULL)
			return false;
		slot = field->id < ZSIP_FIRST_COUNT ? field->id : 0;
	}
	p += 1 + (p[1] == ' ');
	field->value = (struct zsip_slice){p, (size_t)(end - p)};
	if (ZSIP_UNLIKELY((unsigned char)*p <= ' ') ||
	    ZSIP_UNLIKELY((unsigned char)end[-1] <= ' '))
		trim(field, end);
	pass->field++;
	pass->count++;
	pass->msg->last[slot] = (uint16_t)pass->count;
	if (pass->msg->first[slot] == 0)
		pass->msg->first[slot] = (uint16_t)pass->count;
	else
		pass->index->lengths += slot == ZSIP_HDR_CONTENT_LENGTH;
	return true;
}

static inline enum zsip_index_end too_many(const struct pass *pass)
{
	pass->index->at = pass->line;
	return ZSIP_INDEX_TOO_MANY;
}

/* The field before the empty line, whose CR is at `empty`. */
static ALWAYS_INLINE enum zsip_index_end last_field(struct pass *pass,
                                                    const char *empty)
{
	if (pass->count == pass->max_count)
		return too_many(pass);
	if (!cut_field(pass, empty - 2) || empty[1] != '\n')
		return ZSIP_INDEX_BROKEN;
	pass->index->at = empty + 2;
	return ZSIP_INDEX_DONE;
}

/* Goes through the line ends of the block at p.
 * Returns ZSIP_INDEX_DONE behind the empty line, ZSIP_INDEX_MORE behind the
 * block, or what went wrong. */
static ALWAYS_INLINE enum zsip_index_end block_lines(struct pass *pass,
                                                     const char *p)
{
	struct block block = block_at(p, pass->msg->text.ptr, pass->end);
	/* An LF stands behind a CR, and a CR before an LF. */
	uint64_t lf = block.lf, bad = lf ^ (block.cr << 1 | pass->carry);

	pass->carry = block.cr >> 63;
	pass->controls |= block.control ^ (lf | block.cr);
	if (ZSIP_UNLIKELY(bad != 0))
		lf &= (bad & -bad) - 1;
	for (; lf != 0; lf &= lf - 1) {
		const char *next = p + __builtin_ctzll(lf) + 1;

		if (ZSIP_UNLIKELY(next > pass->end - 2))
			return ZSIP_INDEX_BROKEN;
		if (ZSIP_UNLIKELY((unsigned char)*next <= ' ')) {
			if (*next == '\r')
				return last_field(pass, next);
			/* What begins a line must be a name or a fold. */
			if (!zsip_is_blank(*next))
				return ZSIP_INDEX_BROKEN;
			pass->flags = ZSIP_FIELD_FOLDED;
			continue;
		}
		if (ZSIP_UNLIKELY(pass->count == pass->max_count))
			return too_many(pass);
		if (ZSIP_UNLIKELY(!cut_field(pass, next - 2)))
			return ZSIP_INDEX_BROKEN;
		pass->flags = 0;
		pass->line = next;
	}
	return ZSIP_UNLIKELY(bad != 0) ? ZSIP_INDEX_BROKEN : ZSIP_INDEX_MORE;
}

enum zsip_index_end ISA(index)(struct zsip_message *msg, const char *p,
                               const char *end, struct zsip_index *index)
{
	struct pass pass = {.msg = msg,
	                    .index = index,
	                    .field = msg->fields,
	                    .line = p,
	                    .end = end,
	                    .max_count = index->max_fields};
	enum zsip_index_end result = ZSIP_INDEX_MORE;

	if (end - p < 2 || zsip_is_blank(*p))
		return ZSIP_INDEX_BROKEN;
	if (p[0] == '\r') {
		index->at = p + 2;
		return p[1] == '\n' ? ZSIP_INDEX_DONE : ZSIP_INDEX_BROKEN;
	}
	for (; p < end && result == ZSIP_INDEX_MORE; p += ZSIP_BLOCK)
		result = block_lines(&pass, p);
	index->controls = pass.controls != 0;
	msg->field_count = pass.count;
	return result == ZSIP_INDEX_MORE ? ZSIP_INDEX_BROKEN : result;
}
