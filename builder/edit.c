/*
 * Edits of a text as a list of splices.
 */
#include "zsip_edit.h"
#include <string.h>

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

/* How many splices stand before the bytes from `offset` on; an insertion comes
 * behind others at its place, and before what is replaced there. */
static size_t place_of(const struct zsip_edit *edit, size_t offset, size_t len)
{
	size_t low = 0, high = edit->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct zsip_splice *splice = &edit->splices[middle];

		if (splice->offset < offset ||
		    (splice->offset == offset && splice->len <= len &&
		     splice->len == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool overlaps(const struct zsip_edit *edit, size_t place, size_t offset,
                     size_t len)
{
	const struct zsip_splice *before =
	        place != 0 ? &edit->splices[place - 1] : NULL;
	const struct zsip_splice *after =
	        place < edit->count ? &edit->splices[place] : NULL;

	return (before != NULL && before->offset + before->len > offset) ||
	       (after != NULL && offset + len > after->offset);
}

enum zsip_status zsip_edit_replace(struct zsip_edit *edit,
                                   struct zsip_slice old,
                                   struct zsip_slice text)
{
	struct zsip_splice *splice;
	size_t offset, place;

	if (edit->error.status != ZSIP_OK)
		return edit->error.status;
	if (old.ptr == NULL || old.ptr < edit->text.ptr ||
	    old.ptr + old.len > edit->text.ptr + edit->text.len)
		return zsip_edit_fail(edit, ZSIP_E_USE, NULL,
		                      "a slice of the text");
	offset = (size_t)(old.ptr - edit->text.ptr);
	place = place_of(edit, offset, old.len);
	splice = &edit->splices[place];
	if (place < edit->count && old.len != 0 && splice->offset == offset &&
	    splice->len == old.len) {
		splice->text = text;
		return ZSIP_OK;
	}
	if (overlaps(edit, place, offset, old.len))
		return zsip_edit_fail(edit, ZSIP_E_USE, old.ptr,
		                      "bytes that no other edit changes");
	if (edit->count == edit->max_splices)
		return zsip_edit_fail(edit, ZSIP_E_TOO_MANY, old.ptr, "splice");
	memmove(splice + 1, splice, (edit->count - place) * sizeof(*splice));
	*splice = (struct zsip_splice){offset, old.len, text};
	edit->count++;
	return ZSIP_OK;
}

size_t zsip_edit_length(const struct zsip_edit *edit, size_t offset, size_t len)
{
	size_t end = offset + len;

	for (size_t i = 0; i < edit->count; i++) {
		const struct zsip_splice *splice = &edit->splices[i];

		if (splice->offset >= offset &&
		    splice->offset + splice->len <= end)
			len = len - splice->len + splice->text.len;
	}
	return len;
}

/* The next piece; false behind the last one.  `*next` counts splices, `*at` is
 * the place in the original. */
static bool next_piece(const struct zsip_edit *edit, size_t *next, size_t *at,
                       struct zsip_slice *piece)
{
	const struct zsip_splice *splice;

	for (;;) {
		splice = *next < edit->count ? &edit->splices[*next] : NULL;
		piece->ptr = edit->text.ptr + *at;
		piece->len =
		        (splice != NULL ? splice->offset : edit->text.len) -
		        *at;
		*at += piece->len;
		if (piece->len != 0)
			return true;
		if (splice == NULL)
			return false;
		++*next;
		*at += splice->len;
		*piece = splice->text;
		if (piece->len != 0)
			return true;
	}
}

size_t zsip_edit_pieces(const struct zsip_edit *edit, struct zsip_slice *pieces,
                        size_t max)
{
	size_t next = 0, at = 0, count = 0;
	struct zsip_slice piece;

	if (edit->error.status != ZSIP_OK)
		return 0;
	while (next_piece(edit, &next, &at, &piece)) {
		if (count < max)
			pieces[count] = piece;
		count++;
	}
	return count;
}

size_t zsip_edit_write(const struct zsip_edit *edit, char *buf, size_t size)
{
	size_t next = 0, at = 0;
	struct zsip_writer writer;
	struct zsip_slice piece;

	if (edit->error.status != ZSIP_OK)
		return 0;
	zsip_writer_init(&writer, buf, size);
	while (next_piece(edit, &next, &at, &piece))
		zsip_writer_add(&writer, piece);
	return writer.len;
}
