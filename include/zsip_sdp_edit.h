/*
 * Session descriptions: writing their lines, and edits of one that was parsed.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_SDP_EDIT_H
#define ZSIP_SDP_EDIT_H

#include "zsip_edit.h"
#include "zsip_sdp_views.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Writing.  Each function appends one line with CRLF.  What would not be read
 * back as it was given is refused: the writer then has ZSIP_E_SYNTAX, for a
 * number that does not fit ZSIP_E_RANGE, and what was expected. */

/** A line of any letter but 'a' and 'm' from its value, as "-" for s=.
 *  ZSIP_E_USE for these and for what is no letter of a line. */
ZSIP_API void zsip_sdp_write_text(struct zsip_writer *writer, char letter,
                                  struct zsip_slice text);

/** The o= line (RFC 8866 5.2).  All members must be there. */
ZSIP_API void zsip_sdp_write_origin(struct zsip_writer *writer,
                                    const struct zsip_sdp_origin *origin);

/** A c= line (RFC 8866 5.7).  The ttl is left out where it is absent, a count
 *  below 2 always. */
ZSIP_API void
zsip_sdp_write_connection(struct zsip_writer *writer,
                          const struct zsip_sdp_connection *connection);

/** A t= line: NTP times, seconds since 1900, 0 for none (RFC 8866 5.9). */
ZSIP_API void zsip_sdp_write_time(struct zsip_writer *writer, uint64_t start,
                                  uint64_t stop);

/** An m= line (RFC 8866 5.14).  The formats stand in one slice, each behind a
 *  blank but the first; a port_count below 2 is left out. */
ZSIP_API void zsip_sdp_write_media(struct zsip_writer *writer,
                                   const struct zsip_sdp_media_field *media);

/** An a= line (RFC 8866 5.13).  The value of one that zsip knows must be right
 *  by its grammar.  @param value  absent for "a=name" */
ZSIP_API void zsip_sdp_write_attribute(struct zsip_writer *writer,
                                       struct zsip_slice name,
                                       struct zsip_slice value);

/** All lines of a description as they were read, each with the line end that it
 *  had: byte for byte what was parsed. */
ZSIP_API void zsip_sdp_write(struct zsip_writer *writer,
                             const struct zsip_sdp *sdp);

/* Edits.  Each works on a description that was parsed from bytes of
 * edit->text: the description itself, or the body, or a part of the body, of a
 * SIP message; there zsip_edit_content_length() (zsip_builder.h) puts the
 * lengths right at the end.  `media` is 0 for the session, else the number of a
 * media description, from 1.  New lines end as the first line of the
 * description does.
 *
 * Each goes by the description as it was parsed and sees nothing of the edits
 * before it: what adds a line adds a second one when it is called again.  What
 * replaces the same bytes once more counts last.
 *
 * They return ZSIP_OK; ZSIP_E_USE for a number that no media description has,
 * and where an earlier edit changed some of the same bytes; ZSIP_E_SYNTAX for a
 * text that may not stand there (CR, LF and NUL never may), ZSIP_E_RANGE for a
 * number in it that does not fit;
 * ZSIP_E_MISSING for a line that is not there; ZSIP_E_TOO_MANY or
 * ZSIP_E_TOO_LONG without room for splices or in the scratch; and that failure
 * again after it, whatever is asked for. */

/**
 * Set the connection address: the first c= line of this level is replaced, the
 * others are removed; where there is none a new one is put in its place (RFC
 * 8866 5.7).  The scratch takes the line.
 *
 * @param addrtype  "IP4" or "IP6"; the network is IN
 */
ZSIP_API enum zsip_status zsip_sdp_edit_address(struct zsip_edit *edit,
                                                const struct zsip_sdp *sdp,
                                                size_t media,
                                                struct zsip_slice addrtype,
                                                struct zsip_slice address);

/** Set the address of the o= line (RFC 8866 5.2).  The scratch takes it.
 *  @param addrtype  "IP4" or "IP6" */
ZSIP_API enum zsip_status zsip_sdp_edit_origin(struct zsip_edit *edit,
                                               const struct zsip_sdp *sdp,
                                               struct zsip_slice addrtype,
                                               struct zsip_slice address);

/** Set the port of a stream; 0 refuses or removes it (RFC 3264 6, 8.2).  The
 *  number of ports, if any, is left out.  The scratch takes the digits.
 *  @param media  from 1 */
ZSIP_API enum zsip_status zsip_sdp_edit_port(struct zsip_edit *edit,
                                             const struct zsip_sdp *sdp,
                                             size_t media, uint16_t port);

/** Set the direction of a level: one attribute in place of those that are
 *  there (RFC 8866 6.7).  Where there is none the scratch takes the
 *  line. */
ZSIP_API enum zsip_status
zsip_sdp_edit_direction(struct zsip_edit *edit, const struct zsip_sdp *sdp,
                        size_t media, enum zsip_sdp_direction direction);

/**
 * Set the formats of a stream, in this order.  The rtpmap, fmtp, rtcp-fb and
 * other attributes of a format that is not among them are removed, as their
 * values begin with it byte for byte; other formats that refer to it, as rtx by
 * apt (RFC 4588 8.1), are not.  Nothing is added: a format without rtpmap gets
 * none.  The scratch takes the list.
 *
 * @param media  from 1
 * @param count  at least 1
 */
ZSIP_API enum zsip_status
zsip_sdp_edit_formats(struct zsip_edit *edit, const struct zsip_sdp *sdp,
                      size_t media, const struct zsip_slice *formats,
                      size_t count);

/** Remove one format with its attributes, as zsip_sdp_edit_formats() does.
 *  ZSIP_E_USE for the last one that a stream has: such a stream is removed by
 *  its port.  Formats removed by earlier calls no longer count.
 *  @param media   from 1
 *  @param format  as the m= line has it */
ZSIP_API enum zsip_status
zsip_sdp_edit_remove_format(struct zsip_edit *edit, const struct zsip_sdp *sdp,
                            size_t media, struct zsip_slice format);

/** Add an attribute behind the last line of a level.  The scratch takes the
 *  line.  @param value  absent for "a=name" */
ZSIP_API enum zsip_status
zsip_sdp_edit_add_attribute(struct zsip_edit *edit, const struct zsip_sdp *sdp,
                            size_t media, struct zsip_slice name,
                            struct zsip_slice value);

/** Put another value in the place of an attribute's.  ZSIP_E_USE for an
 *  attribute that has none.
 *  @param value  taken as it is: it must live until the edit is written */
ZSIP_API enum zsip_status
zsip_sdp_edit_attribute(struct zsip_edit *edit, const struct zsip_sdp *sdp,
                        const struct zsip_sdp_line *line,
                        struct zsip_slice value);

/** Remove a line, with its line end.  An m= line, and v=, o=, s= and t= stay:
 *  ZSIP_E_USE. */
ZSIP_API enum zsip_status
zsip_sdp_edit_remove_line(struct zsip_edit *edit, const struct zsip_sdp *sdp,
                          const struct zsip_sdp_line *line);

/** Raise sess-version by one, however many digits it has (RFC 3264 8, RFC 8866
 *  5.2).  The scratch takes the digits, and one. */
ZSIP_API enum zsip_status zsip_sdp_edit_version(struct zsip_edit *edit,
                                                const struct zsip_sdp *sdp);

#ifdef __cplusplus
}
#endif

#endif
