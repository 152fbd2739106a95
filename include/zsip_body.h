/*
 * Bodies with a structure of header fields: multipart bodies (RFC 2046 5.1,
 * RFC 5621) and message/sipfrag (RFC 3420).  The parts are messages without a
 * start line: whatever works on the fields of a struct zsip_message works on
 * theirs.  A body of type message/sip (RFC 3261 27.5) is a whole message:
 * zsip_message_parse().
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_BODY_H
#define ZSIP_BODY_H

#include "zsip_message.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Cut one part of a multipart body into its header fields and its body: all
 * that stands between two delimiters (RFC 2046 5.1.1).
 *
 * There may be no header fields, and then the part begins with its empty line;
 * where no body follows, the empty line and the line end before it may be
 * missing too, and `body` is absent.  A part of no bytes has neither.  The
 * start line is absent.  Content-Length is read but bounds nothing: the body
 * goes to the end of the part, and `missing` is 0.
 *
 * A part without Content-Type is text/plain, or message/rfc822 in a
 * multipart/digest (RFC 2046 5.1.5); that is left to the caller.
 *
 * @param part  `fields`, `max_fields` and `options` set by the caller; after a
 *              failure what could be cut is in it
 * @param buf   the bytes; need not end in NUL
 * @param err   may be NULL; filled on every result, offset from `buf`
 * @return ZSIP_OK; ZSIP_E_SYNTAX (never ZSIP_MORE: a part is whole);
 *         ZSIP_E_TOO_MANY or ZSIP_E_TOO_LONG by the limits; ZSIP_E_USE
 */
ZSIP_API enum zsip_status zsip_part_parse(struct zsip_message *part,
                                          const char *buf, size_t len,
                                          struct zsip_error *err);

/**
 * Cut a body of type message/sipfrag (RFC 3420): a start line or none, some
 * header fields or none, and a body if there is an empty line.  The last line
 * end may be missing, as in the "SIP/2.0 200 OK" of a NOTIFY (RFC 3515 2.4.5).
 *
 * As zsip_part_parse(), but that a start line, where there is one, is cut too.
 */
ZSIP_API enum zsip_status zsip_sipfrag_parse(struct zsip_message *fragment,
                                             const char *buf, size_t len,
                                             struct zsip_error *err);

/** The longest boundary (RFC 2046 5.1.1). */
#define ZSIP_BOUNDARY_MAX 70

/** A walk over the parts of a multipart body.  The first members say what was
 *  met so far, absent until then; the others are the library's. */
struct zsip_parts {
	struct zsip_slice preamble; /**< before the first delimiter */
	struct zsip_slice epilogue; /**< behind the close delimiter's line */
	/** The first line that begins as a delimiter and goes on as none: a
	 *  receiver that looks no further (RFC 2046 5.1.1, note to
	 *  implementors) ends a part there. */
	struct zsip_slice lookalike;
	uint64_t quirks; /**< that the delimiters were accepted through */

	const struct zsip_options *options;
	const char *start, *at, *end;
	size_t left;
	uint16_t depth;
	uint8_t state, delimiter_len;
	bool lf;
	char delimiter[2 + ZSIP_BOUNDARY_MAX];
};

/**
 * Begin a walk over the parts of the body of a message or of another part.
 * Its Content-Type must be multipart, of any subtype, with a boundary of 1 to
 * 70 of the characters that RFC 2046 5.1.1 allows, not ending in a blank.
 *
 * Content-Transfer-Encoding and all else is left alone: a part is cut out of
 * the bytes as they are.  `msg->body` may have been pointed to other bytes, as
 * when a Content-Encoding was undone; offsets of errors in them say nothing.
 *
 * @param walk  keeps no pointer to `msg`, only to its bytes and options; after
 *              a failure it has no parts
 * @param err   may be NULL; offset from msg->text.ptr
 * @return ZSIP_OK; ZSIP_E_MISSING if there is no Content-Type, if it is not
 *         multipart, or without boundary; ZSIP_E_SYNTAX for a Content-Type or
 *         a boundary that is none; ZSIP_E_TOO_LONG for a boundary of more than
 *         70; ZSIP_E_FRAMING for two Content-Type fields or boundaries;
 *         ZSIP_E_TOO_MANY when the parts would be nested deeper than the limit
 *         `nesting` of msg->options; ZSIP_E_USE for a NULL argument
 */
ZSIP_API enum zsip_status zsip_parts_start(struct zsip_parts *walk,
                                           const struct zsip_message *msg,
                                           struct zsip_error *err);

/**
 * The next part, as zsip_part_parse() cuts it.
 *
 * A delimiter stands at the start of a line and has the line for itself:
 * "--", the boundary, "--" if it is the last one, blanks.  CRLF ends lines;
 * where the quirk lf_line_ends is allowed and no delimiter ends so, LF does.
 * A broken part is told once, with what could be cut of it in `part`; the next
 * call goes on behind it.  When the close delimiter is missing, the parts that
 * are there come first, the last one up to the end of the body, and then
 * ZSIP_E_MISSING instead of ZSIP_END.
 *
 * A part with parts of its own: zsip_parts_start(&inner, part, err).
 *
 * @param part  `fields`, `max_fields` and `options` set by the caller; its
 *              `text` is absent when there was no part, broken or not
 * @param err   may be NULL; offset from the text.ptr of the message that was
 *              given to zsip_parts_start()
 * @return ZSIP_OK; ZSIP_END after the close delimiter; ZSIP_E_MISSING without
 *         any delimiter or without a close delimiter, ZSIP_E_TOO_MANY beyond
 *         the limit `list_length`, and ZSIP_END after each of these; what
 *         zsip_part_parse() returns for a broken part
 */
ZSIP_API enum zsip_status zsip_parts_next(struct zsip_parts *walk,
                                          struct zsip_message *part,
                                          struct zsip_error *err);

/** How deep zsip_part_find() looks, whatever the limit `nesting` says. */
#define ZSIP_FIND_NESTING 16

/**
 * Find the part with a Content-ID (RFC 2392), in the parts of a message's body
 * and in theirs: each part before the parts in it.
 *
 * @param msg   a message or a part; another one than `part`
 * @param id    with or without "<" and ">", or as a "cid:" URL, whose escapes
 *              are resolved; compared byte for byte
 * @param part  `fields`, `max_fields` and `options` set by the caller
 * @param err   may be NULL; offset from msg->text.ptr
 * @return ZSIP_OK and the part; what zsip_parts_next() says of the part with
 *         that Content-ID; else the first failure on the way, or
 *         ZSIP_E_MISSING when there was none
 */
ZSIP_API enum zsip_status zsip_part_find(const struct zsip_message *msg,
                                         struct zsip_slice id,
                                         struct zsip_message *part,
                                         struct zsip_error *err);

#ifdef __cplusplus
}
#endif

#endif
