#include <string.h>

#include "mutate.h"

uint64_t random_next(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

size_t random_below(uint64_t *state, size_t bound)
{
	return (size_t)(random_next(state) % bound);
}

/* What means something to a parser of SIP. */
static const struct {
	const char *text;
	size_t len;
} pieces[] = {
#define PIECE(text)                                                            \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}
        PIECE("\r\n"),
        PIECE("\r\n "),
        PIECE("\r\n\t"),
        PIECE("\r"),
        PIECE("\n"),
        PIECE("\r\n\r\n"),
        PIECE("\0"),
        PIECE("\x01"),
        PIECE("\x7f"),
        PIECE("\x80"),
        PIECE("\xc3"),
        PIECE("\xc3\xa9"),
        PIECE("\xff"),
        PIECE(" "),
        PIECE("\t"),
        PIECE(":"),
        PIECE(" :"),
        PIECE(","),
        PIECE(";"),
        PIECE("="),
        PIECE("\""),
        PIECE("<"),
        PIECE(">"),
        PIECE("\\"),
        PIECE("("),
        PIECE(")"),
        PIECE("["),
        PIECE("]"),
        PIECE("@"),
        PIECE("?"),
        PIECE("&"),
        PIECE("%"),
        PIECE("%41"),
        PIECE("/"),
        PIECE("*"),
        PIECE("0"),
        PIECE("9"),
        PIECE("\r\nl: 1"),
        PIECE("\r\nContent-Length: 0"),
        PIECE("\r\nv:SIP/2.0/UDP h"),
        PIECE("\r\nX:y"),
        PIECE("SIP/2.0"),
        PIECE("sip:"),
        PIECE("::"),
        PIECE("\"a\\\"b\""),
        PIECE(";tag=x"),
        PIECE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
              "a")
#undef PIECE
};

enum { PIECES = sizeof(pieces) / sizeof(*pieces) };

/* Puts bytes in at `at`, over `over` others, as far as there is room. */
static size_t splice(char *data, size_t len, size_t size, size_t at,
                     size_t over, const char *text, size_t text_len)
{
	if (over > len - at)
		over = len - at;
	if (len - over + text_len > size)
		return len;
	memmove(data + at + text_len, data + at + over, len - at - over);
	if (text_len != 0)
		memcpy(data + at, text, text_len);
	return len - over + text_len;
}

static size_t repeat(uint64_t *state, char *data, size_t len, size_t size)
{
	char copy[128];
	size_t from = random_below(state, len);
	size_t room = len - from < sizeof(copy) ? len - from : sizeof(copy);
	size_t n = 1 + random_below(state, room);

	memcpy(copy, data + from, n);
	return splice(data, len, size, random_below(state, len + 1), 0, copy,
	              n);
}

static size_t step(uint64_t *state, char *data, size_t len, size_t size)
{
	size_t at = random_below(state, len);
	size_t piece = random_below(state, PIECES);

	switch (random_below(state, 10)) {
	case 0:
		data[at] = (char)random_next(state);
		return len;
	case 1:
		data[at] ^= (char)(1 << random_below(state, 8));
		return len;
	case 2:
	case 3:
		return splice(data, len, size, at, 1 + random_below(state, 8),
		              "", 0);
	case 4:
		return repeat(state, data, len, size);
	case 5:
		/* Seldom: what follows the cut can no longer be wrong. */
		return random_below(state, 4) == 0 ? at + 1 : len;
	default:
		return splice(data, len, size, at, random_below(state, 3),
		              pieces[piece].text, pieces[piece].len);
	}
}

size_t mutate(uint64_t *state, char *data, size_t len, size_t size)
{
	size_t steps = 1 + random_below(state, 4);

	for (size_t i = 0; i < steps && len > 0; i++)
		len = step(state, data, len, size);
	return len;
}
