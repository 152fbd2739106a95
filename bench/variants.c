/*
 * Variants of a message for the cold corpus: users, hosts, tags, branches,
 * texts and numbers are replaced by others of other lengths, so that no
 * branch history fits the next message, while the message stays valid.
 *
 * What a word becomes depends on the word and the variant's seed alone.  So
 * whatever was equal in the message (a host in From and Contact, an SSRC in
 * two lines) is equal in the variant too.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"

enum kind {
	WORDS,   /* alphanumeric runs, until one of `until` */
	HEX,     /* as many hexadecimal digits as there are */
	NUMBER,  /* from `min` to `max` */
	HOST,    /* name or address, with a port if there is one */
	SENT_BY, /* transport, space, host */
	ADDRESS, /* words, then a host behind an @, as in a Call-ID */
	URI,     /* user and host */
	DISPLAY, /* words before a <, if there is one */
	LENGTH   /* the body's, as it is now */
};

struct place {
	const char *before; /* the bytes that lead to it */
	enum kind kind;
	const char *until;
	uint32_t min, max;
};

/* clang-format off */
#define AT(before, kind) { before, kind, "", 0, 0 }
#define WORDS_AT(before, until) { before, WORDS, until, 0, 0 }
#define NUMBER_AT(before, min, max) { before, NUMBER, "", min, max }

/* clang-format on */

static const struct place places[] = {
        AT("sip:", URI),
        AT("sips:", URI),
        WORDS_AT("tel:", ";>"),
        AT("SIP/2.0/", SENT_BY),
        WORDS_AT("branch=z9hG4bK", ";,"),
        AT("received=", HOST),
        NUMBER_AT("rport=", 1024, 65535),
        WORDS_AT("tag=", ";,"),
        WORDS_AT("ftag=", ";>"),
        WORDS_AT("did=", ";>"),
        AT("\nFrom: ", DISPLAY),
        AT("\nf: ", DISPLAY),
        AT("\nTo: ", DISPLAY),
        AT("\nt: ", DISPLAY),
        AT("\nP-Asserted-Identity: ", DISPLAY),
        AT("\nCall-ID: ", ADDRESS),
        AT("\ni: ", ADDRESS),
        NUMBER_AT("\nCSeq: ", 1, 2147483647),
        NUMBER_AT("\nMax-Forwards: ", 1, 255),
        NUMBER_AT("\nExpires: ", 1, 604800),
        NUMBER_AT("expires=", 1, 604800),
        NUMBER_AT("\nSession-Expires: ", 90, 86400),
        WORDS_AT("\nSubject: ", "\r"),
        WORDS_AT("\ns: ", "\r"),
        WORDS_AT("\nUser-Agent: ", "\r"),
        WORDS_AT("\nServer: ", "\r"),
        AT("\nContent-Length: ", LENGTH),
        AT("\nl: ", LENGTH),
        WORDS_AT("rinstance=", ";>"),
        WORDS_AT("username=\"", "\""),
        AT("realm=\"", HOST),
        WORDS_AT("nonce=\"", "\""),
        WORDS_AT("cnonce=\"", "\""),
        AT("response=\"", HEX),
        AT("phone-context=", HOST),
        WORDS_AT("icid-value=\"", "\""),
        AT("orig-ioi=", HOST),
        WORDS_AT("utran-cell-id-3gpp=", ";,"),
        WORDS_AT("\nP-Visited-Network-ID: ", "\r"),
        NUMBER_AT("spi-c=", 256, 4294967295),
        NUMBER_AT("spi-s=", 256, 4294967295),
        NUMBER_AT("port-c=", 1024, 65535),
        NUMBER_AT("port-s=", 1024, 65535),
        /* session descriptions; "I" begins the "IN" behind the numbers */
        WORDS_AT("\no=", "I"),
        AT("IP4 ", HOST),
        AT("IP6 ", HOST),
        NUMBER_AT("\nm=audio ", 1024, 65535),
        NUMBER_AT("\nm=video ", 1024, 65535),
        WORDS_AT("candidate:", " "),
        WORDS_AT("ssrc:", " "),
        WORDS_AT("FID ", "\r"),
        WORDS_AT("cname:", "\r"),
        WORDS_AT("msid:", " "),
        WORDS_AT("WMS ", "\r"),
};

struct edit {
	const char *p, *end; /* what is still to be read */
	char *out;
	size_t len, size; /* of out; len beyond size: did not fit */
	uint64_t seed;
	size_t body; /* length of the body's variant */
};

/* splitmix64 */
uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static void put(struct edit *edit, int byte)
{
	if (edit->len < edit->size)
		edit->out[edit->len] = (char)byte;
	edit->len++;
}

static void copy(struct edit *edit, size_t count)
{
	while (count-- > 0 && edit->p < edit->end)
		put(edit, *edit->p++);
}

static size_t left(const struct edit *edit)
{
	return (size_t)(edit->end - edit->p);
}

/* Bytes from here on that are of the set, or with `not` that are not. */
static size_t span(const struct edit *edit, const char *set, bool not )
{
	size_t count = 0;

	while (count < left(edit) && edit->p[count] != '\0' &&
	       (strchr(set, edit->p[count]) == NULL) == not )
		count++;
	return count;
}

static size_t span_alnum(const struct edit *edit)
{
	size_t count = 0;

	while (count < left(edit) && isalnum((unsigned char)edit->p[count]))
		count++;
	return count;
}

static bool at(const struct edit *edit, int byte)
{
	return edit->p < edit->end && *edit->p == byte;
}

/* Take the next bytes away and give the random state that is theirs. */
static uint64_t take(struct edit *edit, size_t count)
{
	uint64_t state = edit->seed;

	while (count-- > 0)
		state = (state ^ (unsigned char)*edit->p++) * 0x100000001b3u;
	return state;
}

static void put_random(struct edit *edit, uint64_t *state, const char *set,
                       size_t set_len)
{
	put(edit, set[next_random(state) % set_len]);
}

/*
 * A run of n becomes one of n/2 to 3n/2 + 1.  Digits stay digits, without a
 * leading zero; 32-bit numbers stay such and phone numbers below 16 digits.
 */
static void vary_run(struct edit *edit, size_t n)
{
	static const char set[] = "123456789abcdefghijklmnopqrstuvwxyz0";
	bool number = span(edit, "0123456789", false) >= n;
	uint64_t state = take(edit, n);
	size_t least = n < 2 ? 1 : n / 2;
	size_t len = least + next_random(&state) % (n + 2);
	size_t most = n > 10 ? 15 : 9;

	if (number && len > most)
		len = most;
	put_random(edit, &state, number ? set : set + 9, number ? 9 : 26);
	while (--len > 0)
		put_random(edit, &state, set, number ? 9 : 36);
}

static void vary_words(struct edit *edit, const char *until)
{
	while (edit->p < edit->end && !at(edit, '\r') &&
	       !strchr(until, *edit->p)) {
		size_t run = span_alnum(edit);

		if (run > 0)
			vary_run(edit, run);
		else if (at(edit, '\\'))
			copy(edit, 2);
		else if (at(edit, '%'))
			copy(edit, 3);
		else
			copy(edit, 1);
	}
}

/*
 * As many digits again, or a group of an address: one to four, and no f, as
 * ff00::/8 is multicast.
 */
static void vary_hex(struct edit *edit, bool fixed)
{
	size_t len = span_alnum(edit);
	uint64_t state = take(edit, len);

	if (!fixed)
		len = 1 + next_random(&state) % 4;
	while (len-- > 0)
		put_random(edit, &state, "0123456789abcdef", fixed ? 16 : 15);
}

static unsigned digits_of(uint64_t number)
{
	unsigned digits = 1;

	while (number /= 10)
		digits++;
	return digits;
}

static void put_number(struct edit *edit, uint64_t number)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%ju", (uintmax_t)number);

	for (int i = 0; i < len; i++)
		put(edit, text[i]);
}

/* First how many digits, or nearly all numbers would have the most. */
static void vary_number(struct edit *edit, uint32_t min, uint32_t max)
{
	uint64_t state = take(edit, span(edit, "0123456789", false));
	unsigned least = digits_of(min);
	unsigned digits = least + (unsigned)(next_random(&state) %
	                                     (digits_of(max) - least + 1));
	uint64_t low = 1, high;

	while (--digits > 0)
		low *= 10;
	high = low * 10 - 1;
	low = low < min ? min : low;
	high = high > max ? max : high;
	put_number(edit, low + next_random(&state) % (high - low + 1));
}

static void vary_ipv6(struct edit *edit)
{
	const char *end = edit->p + span(edit, "0123456789abcdef:", false);

	while (edit->p < end) {
		if (at(edit, ':'))
			copy(edit, 1);
		else
			vary_hex(edit, false);
	}
}

/* Below 224: a session description wants a TTL behind multicast. */
static void vary_ipv4(struct edit *edit)
{
	vary_number(edit, 1, 223);
	for (int i = 1; i < 4; i++) {
		copy(edit, 1);
		vary_number(edit, 1, 254);
	}
}

/* The last label stays: it has rules of its own. */
static void vary_name(struct edit *edit, size_t len)
{
	const char *end = edit->p + len, *last = end;

	while (last > edit->p && last[-1] != '.')
		last--;
	while (edit->p < last) {
		size_t run = span_alnum(edit);

		if (run > 0)
			vary_run(edit, run);
		else
			copy(edit, 1);
	}
	copy(edit, (size_t)(end - last));
}

static bool is_ipv6(const struct edit *edit)
{
	size_t len = span(edit, "0123456789abcdef:", false);
	size_t colons = 0;

	for (size_t i = 0; i < len; i++)
		colons += edit->p[i] == ':';
	return colons > 1;
}

static void vary_host(struct edit *edit)
{
	size_t name = span(edit, " \t\r\n:;,>/?\"", true);

	if (at(edit, '[')) {
		copy(edit, 1);
		vary_ipv6(edit);
		copy(edit, 1);
	} else if (is_ipv6(edit)) {
		vary_ipv6(edit);
	} else if (span(edit, "0123456789.", false) == name) {
		vary_ipv4(edit);
	} else {
		vary_name(edit, name);
	}
	if (at(edit, ':')) {
		copy(edit, 1);
		vary_number(edit, 1024, 65535);
	}
}

static void vary_address(struct edit *edit)
{
	vary_words(edit, "@");
	if (at(edit, '@')) {
		copy(edit, 1);
		vary_host(edit);
	}
}

static void vary_uri(struct edit *edit)
{
	size_t user = span(edit, "@ \t\r\n;,>?\"", true);

	if (user < left(edit) && edit->p[user] == '@')
		vary_address(edit);
	else
		vary_host(edit);
}

static void vary_display(struct edit *edit)
{
	size_t name = span(edit, "<\r", true);

	if (name < left(edit) && edit->p[name] == '<')
		vary_words(edit, "<");
}

static void put_length(struct edit *edit)
{
	(void)take(edit, span(edit, "0123456789", false));
	put_number(edit, edit->body);
}

static void vary_place(struct edit *edit, const struct place *place)
{
	switch (place->kind) {
	case WORDS:
		vary_words(edit, place->until);
		break;
	case HEX:
		vary_hex(edit, true);
		break;
	case NUMBER:
		vary_number(edit, place->min, place->max);
		break;
	case SENT_BY:
		copy(edit, span(edit, " ", true) + 1);
		vary_host(edit);
		break;
	case HOST:
		vary_host(edit);
		break;
	case ADDRESS:
		vary_address(edit);
		break;
	case URI:
		vary_uri(edit);
		break;
	case DISPLAY:
		vary_display(edit);
		break;
	case LENGTH:
		put_length(edit);
		break;
	}
}

/* A place that begins within a word is none: "tag=" in "ftag=". */
static const struct place *place_here(const struct edit *edit, bool in_word)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		size_t len = strlen(places[i].before);

		if (in_word && isalnum((unsigned char)places[i].before[0]))
			continue;
		if (len <= left(edit) &&
		    memcmp(edit->p, places[i].before, len) == 0)
			return &places[i];
	}
	return NULL;
}

static void vary_all(struct edit *edit)
{
	bool in_word = false;

	while (edit->p < edit->end) {
		const struct place *place = place_here(edit, in_word);

		if (place) {
			copy(edit, strlen(place->before));
			vary_place(edit, place);
			in_word = false;
		} else {
			in_word = isalnum((unsigned char)*edit->p);
			copy(edit, 1);
		}
	}
}

static size_t head_length(const struct message *msg)
{
	for (size_t i = 4; i <= msg->len; i++)
		if (memcmp(msg->text + i - 4, "\r\n\r\n", 4) == 0)
			return i;
	return msg->len;
}

size_t vary(const struct message *msg, uint64_t seed, char *out, size_t size)
{
	static char text[MAX_MESSAGE];
	size_t head = head_length(msg);
	struct edit body = {.p = msg->text + head,
	                    .end = msg->text + msg->len,
	                    .out = text,
	                    .size = sizeof(text),
	                    .seed = seed};
	struct edit edit = {.p = msg->text,
	                    .end = msg->text + head,
	                    .out = out,
	                    .size = size,
	                    .seed = seed};

	vary_all(&body);
	edit.body = body.len;
	vary_all(&edit);
	if (body.len > body.size || edit.len + body.len > size)
		return 0;
	memcpy(out + edit.len, text, body.len);
	return edit.len + body.len;
}
