/*
 * The order of lines (RFC 8866 5 and 9).
 */
#ifndef ZSIP_SDP_ORDER_H
#define ZSIP_SDP_ORDER_H

#include "sdp_internal.h"

/* Where a line may stand: its place among the others of its level, from 1; 0
 * where it may not.  Repeatable lines may stand one behind the other. */
static const struct sdp_place {
	signed char session, media;
	bool repeatable;
} sdp_places[26] = {
#define PLACE(letter, session, media, repeatable)                              \
	[letter - 'a'] = {session, media, repeatable}
        PLACE('v', 1, 0, false),  PLACE('o', 2, 0, false),
        PLACE('s', 3, 0, false),  PLACE('i', 4, 2, false),
        PLACE('u', 5, 0, false),  PLACE('e', 6, 0, true),
        PLACE('p', 7, 0, true),   PLACE('c', 8, 3, false),
        PLACE('b', 9, 4, true),   PLACE('t', 10, 0, true),
        PLACE('r', 11, 0, true),  PLACE('z', 12, 0, false),
        PLACE('k', 13, 5, false), PLACE('a', 14, 6, true),
#undef PLACE
};

#define SDP_MEDIA_PLACE 15 /* of the first m= line */

/* What has been read of one level. */
struct sdp_order {
	unsigned seen; /* letters, a bit each */
	int last;      /* the place of the line before, 0 of none */
	bool session;
};

enum sdp_order_fault {
	SDP_IN_ORDER,
	SDP_NOT_HERE, /* no line of this level */
	SDP_SECOND,   /* there may be but one */
	SDP_TOO_LATE
};

static inline unsigned sdp_order_bit(char letter)
{
	return 1u << (letter - 'a');
}

/* The place of a letter, 0 if it has none. */
static inline int sdp_order_place(const struct sdp_order *order, char letter)
{
	const struct sdp_place *place = &sdp_places[letter - 'a'];

	return order->session ? place->session : place->media;
}

/* Whether a line may stand behind the one before.  Behind z= there may be the
 * t= of another time; a media description may have several c= lines. */
static inline bool sdp_is_in_order(const struct sdp_order *order, char letter,
                                   int place)
{
	if (place > order->last)
		return true;
	if (place == order->last)
		return sdp_places[letter - 'a'].repeatable ||
		       (letter == 'c' && !order->session);
	return letter == 't' && (order->last == sdp_places['r' - 'a'].session ||
	                         order->last == sdp_places['z' - 'a'].session);
}

/* The next line of a level. */
static inline enum sdp_order_fault sdp_order_next(struct sdp_order *order,
                                                  char letter, int place)
{
	bool again = (order->seen & sdp_order_bit(letter)) != 0;

	if (ZSIP_UNLIKELY(place == 0))
		return SDP_NOT_HERE;
	order->seen |= sdp_order_bit(letter);
	if (ZSIP_LIKELY(sdp_is_in_order(order, letter, place))) {
		order->last = place;
		return SDP_IN_ORDER;
	}
	return again && !sdp_places[letter - 'a'].repeatable ? SDP_SECOND
	                                                     : SDP_TOO_LATE;
}

/* The lines that must be there: v=, o=, s= and t=. */
#define SDP_NEEDED_LINES                                                       \
	(1u << ('v' - 'a') | 1u << ('o' - 'a') | 1u << ('s' - 'a') |           \
	 1u << ('t' - 'a'))

/* Whether attributes may follow: they are the last lines of a level, so all
 * that can be wrong is that something is missing. */
static inline bool sdp_order_takes_attributes(const struct sdp_order *order)
{
	return !order->session || order->last == sdp_places[0].session ||
	       (order->seen & SDP_NEEDED_LINES) == SDP_NEEDED_LINES;
}

/* The name of a line that must be there and should stand before `place`; NULL
 * if none is missing. */
static inline const char *sdp_order_missing(unsigned seen, int place)
{
	static const char letters[] = "vost";

	if (ZSIP_LIKELY((seen & SDP_NEEDED_LINES) == SDP_NEEDED_LINES))
		return NULL;
	for (size_t i = 0; i < sizeof(letters) - 1; i++) {
		if (sdp_places[letters[i] - 'a'].session >= place)
			break;
		if (ZSIP_UNLIKELY((seen & sdp_order_bit(letters[i])) == 0))
			return zsip_sdp_letter(letters[i])->field;
	}
	return NULL;
}

#endif
