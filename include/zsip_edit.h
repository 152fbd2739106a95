/*
 * Writing into a caller's buffer, and edits of a text as splices: what SIP
 * messages and session descriptions share.  No allocation; the original stays
 * as it is and may serve many edits at once.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_EDIT_H
#define ZSIP_EDIT_H

#include "zsip_base.h"

#ifdef __cplusplus
extern "C" {
#endif

struct iovec; /* <sys/uio.h> */

/* Writing */

/** Bytes on their way into a buffer.  As snprintf() does, a writer goes on
 *  counting where the buffer is full; the first error sticks, and what is
 *  written after it changes nothing. */
struct zsip_writer {
	char *buf;
	size_t size;
	size_t len; /**< that the whole needs, also beyond `size` */
	/** ZSIP_OK, or what was refused first; offset: `len` at that time. */
	struct zsip_error error;
};

/** Begin to write into a buffer.  No NUL is added at the end.
 *  @param buf  may be NULL if `size` is 0: to learn the length */
ZSIP_API void zsip_writer_init(struct zsip_writer *writer, char *buf,
                               size_t size);

/** Append bytes as they are: nothing keeps line ends out here. */
ZSIP_API void zsip_writer_add(struct zsip_writer *writer,
                              struct zsip_slice bytes);

/** Append a number in decimal digits. */
ZSIP_API void zsip_writer_add_number(struct zsip_writer *writer,
                                     uint64_t number);

/** Append bytes of a parsed message, each fold as one space (RFC 3261 7.3.1);
 *  else as they are.  A CR, LF or NUL that is not of a fold is refused. */
ZSIP_API void zsip_writer_add_unfolded(struct zsip_writer *writer,
                                       struct zsip_slice text);

/** Note a failure, if there was none. */
ZSIP_API void zsip_writer_fail(struct zsip_writer *writer,
                               enum zsip_status status, const char *expected);

/* Edits */

/** Bytes of the original and what stands in their place. */
struct zsip_splice {
	size_t offset, len;     /**< in the original; len 0 inserts */
	struct zsip_slice text; /**< len 0 removes */
};

/** Edits of one text.  Only the functions below change it. */
struct zsip_edit {
	struct zsip_slice text; /**< the original */
	/** By offset, without overlap; those of one offset in the order in
	 *  which they were made. */
	struct zsip_splice *splices;
	size_t max_splices, count;
	/** Where texts are made that the original does not have. */
	char *scratch;
	size_t scratch_size, scratch_used;
	/** ZSIP_OK, or the first failure: the edit then writes nothing. */
	struct zsip_error error;
};

/**
 * Begin to edit a text.
 *
 * @param text     the whole that will be written: of a session description
 *                 within a SIP message it is the message
 * @param splices  room for them; an edit function takes one to three, one more
 *                 for each line that it removes
 * @param scratch  room for composed texts, 16 bytes to a line each; the
 *                 functions say what else.  May be NULL if the size is 0.
 */
ZSIP_API void zsip_edit_start(struct zsip_edit *edit, struct zsip_slice text,
                              struct zsip_splice *splices, size_t max_splices,
                              char *scratch, size_t scratch_size);

/**
 * Put bytes in the place of others.  The same bytes replaced once more: the
 * last text counts.
 *
 * @param old  a slice of edit->text; of length 0 to insert before its place
 * @param text must live until the edit is written; taken as it is
 * @return ZSIP_OK; ZSIP_E_TOO_MANY without room for a splice; ZSIP_E_USE if
 *         `old` is not in the text, or shares bytes with another splice
 */
ZSIP_API enum zsip_status zsip_edit_replace(struct zsip_edit *edit,
                                            struct zsip_slice old,
                                            struct zsip_slice text);

/** How many bytes stand in the place of those from `offset` on, `len` of them.
 *  A splice counts if all that it replaces lies within; an insertion at either
 *  end does. */
ZSIP_API size_t zsip_edit_length(const struct zsip_edit *edit, size_t offset,
                                 size_t len);

/**
 * Write the edited text into a buffer.
 *
 * @return its length, also where that is more than `size`, as snprintf() does
 *         (no NUL is added); 0 after a failure
 */
ZSIP_API size_t zsip_edit_write(const struct zsip_edit *edit, char *buf,
                                size_t size);

/**
 * The edited text as pieces of the original and of the splices, in their order:
 * for struct iovec and a write without copying.
 *
 * @return how many there are, also where that is more than `max`; 0 after a
 *         failure
 */
ZSIP_API size_t zsip_edit_pieces(const struct zsip_edit *edit,
                                 struct zsip_slice *pieces, size_t max);

/**
 * The same for writev() and sendmsg(): each points into the original or the
 * scratch, which are only read, or to a text that was given to be taken as it
 * is.  An unedited text is one.
 */
ZSIP_API size_t zsip_edit_iovec(const struct zsip_edit *edit, struct iovec *iov,
                                size_t max);

/** How many bytes were copied or composed so far: those of the scratch that are
 *  in use. */
ZSIP_API size_t zsip_edit_copied(const struct zsip_edit *edit);

/** For functions that edit: note a failure if there was none before.
 *  @param at        where in the text; NULL, or elsewhere: offset 0
 *  @param expected  a constant string
 *  @return the status of the first failure */
ZSIP_API enum zsip_status zsip_edit_fail(struct zsip_edit *edit,
                                         enum zsip_status status,
                                         const char *at, const char *expected);

#ifdef __cplusplus
}
#endif

#endif
