/*
 * Texts in the form in which they are compared: escapes, case, and what does
 * not count.
 */
#include "folded.h"

/* Whether this character of a header field's value is compared exactly, and
 * what follows from it for the next one (RFC 3261 7.3.1: quoted strings are
 * case-sensitive; and so are users, in brackets or in an addr-spec). */
static bool is_exact(struct zsip_folded *f, int byte)
{
	bool exact = f->quoted || f->bracketed || f->address;

	if (f->pair) {
		f->pair = false;
	} else if (f->quoted) {
		f->pair = byte == '\\';
		f->quoted = byte != '"';
	} else if (f->bracketed) {
		f->bracketed = byte != '>';
	} else if (byte == '"') {
		f->quoted = true;
	} else if (byte == '<') {
		f->bracketed = true;
	} else if (f->how == ZSIP_FOLD_ADDRESS) {
		f->address = (f->address || byte == ',') && byte != ';';
	}
	return exact;
}

static int next_of_urn(struct zsip_folded *f)
{
	/* What an escape stands for is never compared with a character that
	 * is none, so that its two digits may stay what they are. */
	int escape = zsip_escape_value(f->p, f->end);

	if (escape < 0)
		return (unsigned char)*f->p++;
	f->p += 3;
	return ZSIP_FOLDED_ESCAPE | escape;
}

/* A byte, or a reserved character's escape. */
static int next_byte(struct zsip_folded *f)
{
	int escape = zsip_escape_value(f->p, f->end);
	bool keep = f->how == ZSIP_FOLD_EXACT || f->how == ZSIP_FOLD_NOCASE;

	if (escape < 0)
		return (unsigned char)*f->p++;
	f->p += 3;
	return keep && zsip_is_reserved(escape) ? ZSIP_FOLDED_ESCAPE | escape
	                                        : escape;
}

static int lower(int byte)
{
	return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

int zsip_folded_other(struct zsip_folded *f)
{
	int byte;

	do {
		if (f->p == f->end)
			return ZSIP_FOLDED_END;
		if (f->how == ZSIP_FOLD_URN)
			return next_of_urn(f);
		byte = next_byte(f);
	} while (f->how == ZSIP_FOLD_DIGITS && zsip_is_visual_separator(byte));
	switch (f->how) {
	case ZSIP_FOLD_EXACT:
	case ZSIP_FOLD_BYTES:
		return byte;
	case ZSIP_FOLD_VALUE:
	case ZSIP_FOLD_ADDRESS:
		return is_exact(f, byte) ? byte : lower(byte);
	default:
		return lower(byte);
	}
}

int zsip_folded_order(struct zsip_slice a, enum zsip_fold how_a,
                      struct zsip_slice b, enum zsip_fold how_b)
{
	struct zsip_folded x = zsip_folded_start(a, how_a);
	struct zsip_folded y = zsip_folded_start(b, how_b);
	int of_x, of_y;

	if (how_a == how_b && zsip_slice_equal(a, b))
		return 0;
	do {
		of_x = zsip_folded_next(&x);
		of_y = zsip_folded_next(&y);
	} while (of_x == of_y && of_x != ZSIP_FOLDED_END);
	return of_x < of_y ? -1 : of_x > of_y;
}
