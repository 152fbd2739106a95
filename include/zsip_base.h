/*
 * Slices, errors and options: what all parts of zsip share.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_BASE_H
#define ZSIP_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define ZSIP_API __attribute__((visibility("default")))
#else
#define ZSIP_API
#endif

/* Slices */

/** A run of bytes in the caller's buffer, not ended by NUL.
 *  `ptr` NULL: absent.  `len` 0 with `ptr` set: present and empty. */
struct zsip_slice {
	const char *ptr;
	size_t len;
};

/** A slice of a C string, without its NUL. */
ZSIP_API struct zsip_slice zsip_slice_from(const char *text);

/** Equal byte for byte: methods, Call-IDs, user parts. */
ZSIP_API bool zsip_slice_equal(struct zsip_slice a, struct zsip_slice b);

/** Equal but for the case of ASCII letters: header names, tokens, tags,
 *  branches, hosts, schemes (RFC 3261 7.3.1). */
ZSIP_API bool zsip_slice_equal_nocase(struct zsip_slice a, struct zsip_slice b);

/* Status and errors */

/** What a call came to.  ZSIP_OK, ZSIP_MORE and ZSIP_END are no failures. */
enum zsip_status {
#define ZSIP_ERROR(number, id, name, text) ZSIP_##id = number,
#include "zsip_errors.def"
#undef ZSIP_ERROR
};

/** Where something went wrong and what stood to be read there. */
struct zsip_error {
	enum zsip_status status;
	/** From the start of the text that was parsed: the first byte that
	 *  cannot be right; of a number that does not fit, its first digit;
	 *  the text's length where it ends too early. */
	size_t offset;
	/** The grammar rule that was being read, as "Via" or "host"; a
	 *  constant string, never NULL. */
	const char *expected;
};

/** The short name of a status, as "syntax"; "?" for an unknown number. */
ZSIP_API const char *zsip_status_name(enum zsip_status status);

/** One line of text on a status. */
ZSIP_API const char *zsip_status_text(enum zsip_status status);

/**
 * Turn an offset into a line and a column, both from 1.
 *
 * A line ends in LF; the column counts bytes.  An offset past the end gives
 * the place after the last byte.
 */
ZSIP_API void zsip_locate(const char *buf, size_t len, size_t offset,
                          size_t *line, size_t *column);

/* Options */

/** Deviations from the grammar that can be accepted: bits of
 *  zsip_options.quirks.  zsip_quirks.def says of each what it accepts, with an
 *  example, and what the risk is.
 *
 *  A quirk changes nothing of what is right without it, and what was accepted
 *  through quirks says through which: zsip_value.quirks, zsip_uri.quirks,
 *  zsip_list.quirks (elements that were passed over), zsip_core.quirks,
 *  zsip_message.quirks, ZSIP_STREAM_NUL, zsip_sdp.quirks and
 *  zsip_sdp_value.quirks.  What is refused is refused at
 *  the same place whatever is allowed, but for what a quirk lets pass.
 *
 *  64 bits wide: ISO C before C23 has enumerators of int alone, compilers know
 *  more. */
__extension__ enum zsip_quirk {
#define ZSIP_QUIRK(bit, id, name, profile, accepts, example, risk)             \
	ZSIP_QUIRK_##id = UINT64_C(1) << bit,
#include "zsip_quirks.def"
#undef ZSIP_QUIRK
};

/** Sets of quirks for zsip_options.quirks; further ones can be added, and some
 *  taken out.  No profile has a quirk that leaves it in doubt where a message
 *  ends or whom it names: these have to be asked for one by one. */
__extension__ enum zsip_profile {
	ZSIP_PROFILE_STRICT = 0,
	/** What real devices send and is safe to accept. */
	ZSIP_PROFILE_INTEROP =
#define ZSIP_QUIRK_NONE(bit)
#define ZSIP_QUIRK_INTEROP(bit) | UINT64_C(1) << bit
#define ZSIP_QUIRK(bit, id, name, profile, accepts, example, risk)             \
	ZSIP_QUIRK_##profile(bit)
	        0
#include "zsip_quirks.def"
#undef ZSIP_QUIRK
#undef ZSIP_QUIRK_NONE
#undef ZSIP_QUIRK_INTEROP
};

/** What a quirk is: the columns of zsip_quirks.def. */
struct zsip_quirk_info {
	uint64_t bit;
	bool interop; /**< in ZSIP_PROFILE_INTEROP */
	const char *name;
	const char *accepts;
	const char *example;
	const char *risk;
};

/** The quirk in row `index` of the table, NULL past the last one. */
ZSIP_API const struct zsip_quirk_info *zsip_quirk_at(size_t index);

/** Bounds on what is accepted; 0 stands for the default. */
struct zsip_limits {
	/** Bytes of a message, start line to body, or of a session
	 *  description; default 1048576. */
	size_t message_size;
	/** Bytes of one header field or start line, folds included, or of a
	 *  line of a session description; default 65535. */
	size_t field_length;
	/** Header fields of a message, lines of a session description;
	 *  default 1024 (and never more than zsip_message.max_fields or
	 *  zsip_sdp.max_lines). */
	size_t fields;
	/** Values of one list header, over all its fields, and parts of one
	 *  multipart body, media descriptions of a session description;
	 *  default 1024. */
	size_t list_length;
	/** Depth of parts in parts of a body; default 16. */
	size_t nesting;
};

/** How to parse.  Set `size` to sizeof(struct zsip_options); zero the rest
 *  for the defaults. */
struct zsip_options {
	size_t size;
	/** What is accepted against the grammar: bits of enum zsip_quirk, or a
	 *  set of them (enum zsip_profile); 0 is strict.  Bits that stand for
	 *  no quirk do nothing. */
	uint64_t quirks;
	struct zsip_limits limits;
};

/* Findings */

/** The meaning of a finding. */
enum zsip_severity {
	/** Legal but worth knowing. */
	ZSIP_SEVERITY_NOTE,
	/** The sender broke a MUST or SHOULD that receivers tolerate. */
	ZSIP_SEVERITY_WARNING,
	/** A receiver must refuse it, cannot read it, or two receivers read
	 *  it differently. */
	ZSIP_SEVERITY_ERROR
};

/** "note", "warning" or "error". */
ZSIP_API const char *zsip_severity_name(enum zsip_severity severity);

/** What a rule is: the columns of zsip_rules.def and zsip_sdp_rules.def, which
 *  have no number in common. */
struct zsip_rule_info {
	uint16_t id;
	uint16_t code;    /**< the response to a request that breaks it, or 0 */
	uint8_t severity; /**< enum zsip_severity */
	const char *name;
	const char *rfc;
	const char *text;
	/** Of a rule on messages that receivers read differently: where that
	 *  has done harm; else "". */
	const char *known;
};

#ifdef __cplusplus
}
#endif

#endif
