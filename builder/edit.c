/*
 * Edits of a text as a list of splices.
 */
#include "edit.h"
#include <string.h>
#include <sys/uio.h>

void zsip_edit_start(struct zsip_edit *edit, struct zsip_slice text,
                     struct zsip_splice *splices, size_t max_splices,
                     char *scratch, size_t scratch_size)
{
	*edit = (struct zsip_edit){.text = text,
	                           .splices = splices,
	                           .max_splices = max_splices,
	                           .scratch = scratch,
	                           .scratch_size = scratch_size,
	                           .error = {ZSIP_OK, 0, ""}};
}

enum zsip_status zsip_edit_fail(struct zsip_edit *edit, enum zsip_status status,
                                const char *at, const char *expected)
{
	bool within = at != NULL && at >= edit->text.ptr &&
	              at <= edit->text.ptr + edit->text.len;

	if (edit->error.status == ZSIP_OK)
		edit->error = (struct zsip_error){
		        status, within ? (size_t)(at - edit->text.ptr) : 0,
		        expected};
	return edit->error.status;
}

static size_t end_of(const struct zsip_splice *splice)
{
	return splice->offset + splice->len;
}

/* Behind all splices: where most edits are made. */
static inline bool is_behind(const struct zsip_edit *edit, size_t offset)
{
	const struct zsip_splice *last;

	if (edit->count == 0)
		return true;
	last = &edit->splices[edit->count - 1];
	return last->offset < offset && end_of(last) <= offset;
}

size_t zsip_edit_splices_before(const struct zsip_edit *edit, size_t offset)
{
	size_t low = 0, high = edit->count;

	if (is_behind(edit, offset))
		return edit->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (edit->splices[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The same with the insertions at that place. */
static size_t behind_insertions(const struct zsip_edit *edit, size_t offset)
{
	size_t place = zsip_edit_splices_before(edit, offset);

	while (place < edit->count && edit->splices[place].offset == offset &&
	       edit->splices[place].len == 0)
		place++;
	return place;
}

/* Whether the splice before a place reaches beyond it. */
static bool reaches(const struct zsip_edit *edit, size_t place, size_t offset)
{
	return place != 0 && end_of(&edit->splices[place - 1]) > offset;
}

static enum zsip_status fail_at(struct zsip_edit *edit, size_t offset)
{
	return zsip_edit_fail(edit, ZSIP_E_USE, edit->text.ptr + offset,
	                      "bytes that no other edit changes");
}

/* One splice behind all others. */
static ALWAYS_INLINE enum zsip_status append(struct zsip_edit *edit,
                                             size_t offset, size_t len,
                                             struct zsip_slice text)
{
	if (ZSIP_UNLIKELY(edit->count == edit->max_splices))
		return zsip_edit_fail(edit, ZSIP_E_TOO_MANY,
		                      edit->text.ptr + offset, "splice");
	edit->splices[edit->count++] = (struct zsip_splice){offset, len, text};
	return ZSIP_OK;
}

/* One splice in the place of `gone` others. */
static enum zsip_status place_splice(struct zsip_edit *edit, size_t place,
                                     size_t gone, struct zsip_splice splice)
{
	struct zsip_splice *at;

	if (gone == 0 && edit->count == edit->max_splices)
		return zsip_edit_fail(edit, ZSIP_E_TOO_MANY,
		                      edit->text.ptr + splice.offset, "splice");
	at = &edit->splices[place];
	if (gone != 1 && place + gone != edit->count)
		memmove(at + 1, at + gone,
		        (edit->count - place - gone) * sizeof(*at));
	*at = splice;
	edit->count += 1 - gone;
	return ZSIP_OK;
}

static void take_back(struct zsip_edit *edit, size_t place, size_t count)
{
	struct zsip_splice *at;

	if (count == 0)
		return;
	at = &edit->splices[place];
	edit->count -= count;
	memmove(at, at + count, (edit->count - place) * sizeof(*at));
}

enum zsip_status zsip_edit_replace(struct zsip_edit *edit,
                                   struct zsip_slice old,
                                   struct zsip_slice text)
{
	const struct zsip_splice *after;
	size_t offset, place;

	if (edit->error.status != ZSIP_OK)
		return edit->error.status;
	if (old.ptr == NULL || old.ptr < edit->text.ptr ||
	    old.ptr + old.len > edit->text.ptr + edit->text.len)
		return zsip_edit_fail(edit, ZSIP_E_USE, NULL,
		                      "a slice of the text");
	if (old.len == 0 && text.len == 0)
		return ZSIP_OK;
	offset = (size_t)(old.ptr - edit->text.ptr);
	place = behind_insertions(edit, offset);
	if (reaches(edit, place, offset))
		return fail_at(edit, offset);
	after = place < edit->count ? &edit->splices[place] : NULL;
	if (after != NULL && old.len != 0 && after->offset == offset &&
	    after->len == old.len)
		return place_splice(
		        edit, place, 1,
		        (struct zsip_splice){offset, old.len, text});
	if (after != NULL && after->offset < offset + old.len)
		return fail_at(edit, offset);
	return place_splice(edit, place, 0,
	                    (struct zsip_splice){offset, old.len, text});
}

enum zsip_status zsip_edit_put(struct zsip_edit *edit, const char *from,
                               const char *to, struct zsip_slice text,
                               unsigned bounds)
{
	size_t start = (size_t)(from - edit->text.ptr);
	size_t end = (size_t)(to - edit->text.ptr), place, next;

	if (edit->error.status != ZSIP_OK)
		return edit->error.status;
	if (is_behind(edit, start) && start != end)
		return append(edit, start, end - start, text);
	place = (bounds & ZSIP_WITH_START) != 0
	                ? zsip_edit_splices_before(edit, start)
	                : behind_insertions(edit, start);
	if (reaches(edit, place, start))
		return fail_at(edit, start);
	for (next = place; next < edit->count; next++) {
		const struct zsip_splice *splice = &edit->splices[next];

		if (end_of(splice) > end ||
		    (splice->offset == end &&
		     (splice->len != 0 || (bounds & ZSIP_WITH_END) == 0)))
			break;
	}
	if (next < edit->count && edit->splices[next].offset < end)
		return fail_at(edit, start);
	if (start == end && text.len == 0) {
		take_back(edit, place, next - place);
		return ZSIP_OK;
	}
	return place_splice(edit, place, next - place,
	                    (struct zsip_splice){start, end - start, text});
}

enum zsip_status zsip_edit_insert_as(struct zsip_edit *edit, size_t place,
                                     const char *at, struct zsip_slice text)
{
	size_t offset = (size_t)(at - edit->text.ptr);

	if (edit->error.status != ZSIP_OK || text.len == 0)
		return edit->error.status;
	if (reaches(edit, place, offset))
		return fail_at(edit, offset);
	return place_splice(edit, place, 0,
	                    (struct zsip_splice){offset, 0, text});
}

enum zsip_status zsip_edit_insert(struct zsip_edit *edit, const char *at,
                                  struct zsip_slice text, bool in_front)
{
	size_t offset = (size_t)(at - edit->text.ptr);

	if (ZSIP_LIKELY(edit->error.status == ZSIP_OK && text.len != 0 &&
	                is_behind(edit, offset)))
		return append(edit, offset, 0, text);
	return zsip_edit_insert_as(
	        edit,
	        in_front ? zsip_edit_splices_before(edit, offset)
	                 : behind_insertions(edit, offset),
	        at, text);
}

void zsip_edit_drop(struct zsip_edit *edit, size_t index)
{
	take_back(edit, index, 1);
}

bool zsip_edit_is_clean(const struct zsip_edit *edit, const char *from,
                        const char *to)
{
	size_t start = (size_t)(from - edit->text.ptr), place;

	if (is_behind(edit, start))
		return true;
	place = behind_insertions(edit, start);
	return !reaches(edit, place, start) &&
	       (place == edit->count ||
	        edit->splices[place].offset >= (size_t)(to - edit->text.ptr));
}

/* The splice that takes bytes away, all of them; NULL if none does. */
static const struct zsip_splice *covering(const struct zsip_edit *edit,
                                          struct zsip_slice bytes)
{
	size_t start = (size_t)(bytes.ptr - edit->text.ptr);
	size_t place = behind_insertions(edit, start);

	/* One that begins there, or the one before. */
	if (place == edit->count || edit->splices[place].offset != start) {
		if (!reaches(edit, place, start))
			return NULL;
		place--;
	}
	return end_of(&edit->splices[place]) >= start + bytes.len
	               ? &edit->splices[place]
	               : NULL;
}

bool zsip_edit_is_gone(const struct zsip_edit *edit, struct zsip_slice bytes)
{
	const struct zsip_splice *splice = covering(edit, bytes);

	return splice != NULL && splice->text.len == 0;
}

bool zsip_edit_is_free(struct zsip_edit *edit, struct zsip_slice bytes)
{
	if (covering(edit, bytes) == NULL)
		return true;
	fail_at(edit, (size_t)(bytes.ptr - edit->text.ptr));
	return false;
}

struct zsip_slice zsip_edit_composed(struct zsip_edit *edit,
                                     const struct zsip_writer *writer)
{
	struct zsip_slice text = {writer->buf, writer->len};

	if (writer->error.status != ZSIP_OK)
		zsip_edit_fail(edit, writer->error.status, NULL,
		               writer->error.expected);
	else if (writer->len > writer->size)
		zsip_edit_fail(edit, ZSIP_E_TOO_LONG, NULL, "scratch");
	if (edit->error.status != ZSIP_OK)
		return ZSIP_NONE;
	edit->scratch_used += text.len;
	return text;
}

size_t zsip_edit_copied(const struct zsip_edit *edit)
{
	return edit->scratch_used;
}

size_t zsip_edit_length(const struct zsip_edit *edit, size_t offset, size_t len)
{
	size_t end = offset + len;

	for (size_t i = zsip_edit_splices_before(edit, offset); i < edit->count;
	     i++) {
		const struct zsip_splice *splice = &edit->splices[i];

		if (end_of(splice) > end)
			break;
		len = len - splice->len + splice->text.len;
	}
	return len;
}

/* What the pieces go to: slices or vectors as long as there is room, or a
 * writer. */
struct sink {
	struct zsip_slice *pieces;
	struct iovec *iov;
	struct zsip_writer *writer;
	size_t max, count;
};

static ALWAYS_INLINE void take(struct sink *sink, const char *ptr, size_t len)
{
	size_t i = sink->count;

	if (len == 0)
		return;
	sink->count++;
	if (sink->writer != NULL)
		zsip_writer_add(sink->writer, (struct zsip_slice){ptr, len});
	else if (i >= sink->max)
		return;
	else if (sink->pieces != NULL)
		sink->pieces[i] = (struct zsip_slice){ptr, len};
	else
		sink->iov[i] = (struct iovec){(void *)(uintptr_t)ptr, len};
}

/* One loop for each kind of sink. */
static ALWAYS_INLINE size_t take_all(const struct zsip_edit *edit,
                                     struct sink sink)
{
	const char *text = edit->text.ptr;
	size_t at = 0;

	if (edit->error.status != ZSIP_OK)
		return 0;
	for (size_t i = 0; i < edit->count; i++) {
		const struct zsip_splice *splice = &edit->splices[i];

		take(&sink, text + at, splice->offset - at);
		take(&sink, splice->text.ptr, splice->text.len);
		at = end_of(splice);
	}
	take(&sink, text + at, edit->text.len - at);
	return sink.count;
}

size_t zsip_edit_pieces(const struct zsip_edit *edit, struct zsip_slice *pieces,
                        size_t max)
{
	return take_all(edit, (struct sink){.pieces = pieces,
	                                    .max = pieces != NULL ? max : 0});
}

size_t zsip_edit_iovec(const struct zsip_edit *edit, struct iovec *iov,
                       size_t max)
{
	return take_all(edit, (struct sink){.iov = iov, .max = max});
}

size_t zsip_edit_write(const struct zsip_edit *edit, char *buf, size_t size)
{
	struct zsip_writer writer;

	zsip_writer_init(&writer, buf, size);
	take_all(edit, (struct sink){.writer = &writer});
	return writer.len;
}

void zsip_edit_copy(const struct zsip_edit *edit, struct zsip_slice bytes,
                    struct zsip_writer *writer)
{
	size_t at = (size_t)(bytes.ptr - edit->text.ptr), end = at + bytes.len;
	size_t next = zsip_edit_splices_before(edit, at);

	for (; next < edit->count; next++) {
		const struct zsip_splice *splice = &edit->splices[next];

		if (end_of(splice) > end)
			break;
		zsip_writer_add(writer,
		                (struct zsip_slice){edit->text.ptr + at,
		                                    splice->offset - at});
		zsip_writer_add(writer, splice->text);
		at = end_of(splice);
	}
	if (at < end)
		zsip_writer_add(writer, (struct zsip_slice){edit->text.ptr + at,
		                                            end - at});
}
