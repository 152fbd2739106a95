/*
 * As linear.c, for session descriptions: texts that make parsers slow, in
 * two sizes, read, walked, checked, compared and edited.
 */
#include <stdio.h>
#include <string.h>

#include "callgrind_calls.h"
#include "numbered.h"
#include "zsip_sdp.h"

enum {
	FIRST_SIZE = 4096,
	LAST_SIZE = 8 * FIRST_SIZE,
	MAX_SIZE = 1 << 17,
	LINES = 65536,
	MEDIA = 16384
};

/* A description is SESSION, then `open`, then `again` as often as it fits, then
 * `close`.  "#" in `again` is a number that counts up. */
struct family {
	const char *name, *open, *again, *close;
};

#define SESSION                                                                \
	"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"     \
	"t=0 0\r\n"
#define AUDIO "m=audio 9 RTP/AVP 0 96\r\n"
#define END   "\r\n"

static const struct family families[] = {
        {"lines", "", "a=x\r\n", ""},
        {"line feeds", "", "a=x\n", ""},
        {"line ends", "", "\r\n", ""},
        {"line ends, line", "", "\r\n", "a=x\r\n"},
        {"carriage returns", "a=x:", "\r", END},
        {"zeros", "a=x:", "", END},
        {"no line end", "a=x:", "a", ""},
        {"long name", "a=", "a", END},
        {"broken lines", "", "x\r\n", ""},
        {"out of order", AUDIO, "c=IN IP4 h\r\nb=AS:1\r\n", ""},
        {"sessions", "", SESSION, ""},
        {"second lines", "", "s=-\r\nv=0\r\n", ""},
        {"emails", "", "e=a@b\r\n", ""},
        {"repeats", "", "r=1d 1h 0\r\n", ""},
        {"repeat offsets", "r=1d 1h 0", " 1d", END},
        {"zones", "z=3730928400 1h", " 3730928400 1h", END},
        {"bandwidths", AUDIO, "b=X#:1\r\n", ""},
        {"connections", AUDIO, "c=IN IP4 192.0.2.1\r\n", ""},
        {"media", "", AUDIO, ""},
        {"refused media", "", "m=audio 0 RTP/AVP 0\r\n", ""},
        {"bundled media", "a=group:BUNDLE m000000\r\n",
         "m=audio 9 RTP/AVP 0\r\na=mid:m#\r\n", ""},
        {"codecs of a bundle", "a=group:BUNDLE m000000 m000001\r\n",
         AUDIO "a=mid:m#\r\na=rtpmap:96 opus/48000/2\r\n", ""},
        {"same mids", "a=group:BUNDLE a\r\n",
         "m=audio 9 RTP/AVP 0\r\na=mid:a\r\n", ""},
        {"group of many", "a=group:BUNDLE", " m#", END},
        {"groups", "", "a=group:BUNDLE m#\r\n", ""},
        {"formats", "m=audio 9 RTP/AVP 0", " 96", END},
        {"fmtps of other formats", "m=x 9 x/y a b c d\r\n", "a=fmtp:f# a\r\n",
         ""},
        {"other formats", "m=x 9 x/y", " f#", END},
        {"format digits", "m=audio 9 RTP/AVP 0", "0", END},
        {"protocols", "m=audio 9 RTP", "/AVP", " 0" END},
        {"rtpmaps", AUDIO, "a=rtpmap:96 opus/48000/2\r\n", ""},
        {"fmtps", AUDIO, "a=fmtp:96 a=b\r\n", ""},
        {"fmtp parameters", AUDIO "a=fmtp:96 a", ";p#=1", END},
        {"feedback", AUDIO, "a=rtcp-fb:96 nack\r\n", ""},
        {"extensions of RTP", AUDIO, "a=extmap:1 urn:a#\r\n", ""},
        {"sources", AUDIO, "a=ssrc:1# cname:a\r\n", ""},
        {"source groups", AUDIO, "a=ssrc-group:FID 1#\r\n", ""},
        {"sources of a group", AUDIO "a=ssrc-group:FID 1", " 1#", END},
        {"directions", AUDIO, "a=sendrecv\r\n", ""},
        {"other directions", AUDIO, "a=sendonly\r\na=recvonly\r\n", ""},
        {"candidates", AUDIO "a=ice-ufrag:abcd\r\n",
         "a=candidate:1 1 UDP 1 192.0.2.1 1# typ host\r\n", ""},
        {"same candidates", AUDIO,
         "a=candidate:1 1 UDP 1 192.0.2.1 9 typ host\r\n", ""},
        {"candidate extensions",
         AUDIO "a=candidate:1 1 UDP 1 192.0.2.1 9 typ host", " a b", END},
        {"remote candidates", AUDIO "a=remote-candidates:1 192.0.2.1 9",
         " 2 192.0.2.1 9", END},
        {"fingerprints", AUDIO, "a=fingerprint:sha-1 00\r\n", ""},
        {"long fingerprint", AUDIO "a=fingerprint:sha-1 00", ":00", END},
        {"keys", AUDIO, "a=crypto:1# AES_CM_128_HMAC_SHA1_80 inline:aaaa\r\n",
         ""},
        {"keys of one line", AUDIO "a=crypto:1 X inline:aaaa", ";inline:aaaa",
         END},
        {"restrictions", AUDIO, "a=rid:r# send\r\n", ""},
        {"simulcast", AUDIO "a=simulcast:send a", ";r#", END},
        {"alternatives", AUDIO "a=simulcast:send a", ",r#", END},
        {"image sizes", AUDIO "a=imageattr:96 send [x=1,y=1]", " [x=1,y=1]",
         END},
        {"source filter", "a=source-filter: incl IN IP4 *", " 192.0.2.1", END},
        {"configurations", AUDIO "a=pcfg:1 a=1", "|1", END},
        {"capabilities", AUDIO, "a=acap:1# x:y\r\n", ""},
        {"media types", "m=message 9 TCP/MSRP *\r\na=accept-types:*", " a/b",
         END},
        {"path", "m=message 9 TCP/MSRP *\r\na=path:msrp://h/s;tcp",
         " msrp://h/s;tcp", END},
        {"preconditions", AUDIO, "a=curr:qos local none\r\n", ""},
        {"blanks", AUDIO "a=rtpmap:96 ", " ", END},
        {"blanks at the end", "m=audio 9 RTP/AVP 0", " ", END},
        {"digits", "a=ptime:1", "0", END},
};

static char text[MAX_SIZE + 1024];
static size_t text_len;

static void put(const char *piece, unsigned number)
{
	text_len += put_numbered(text + text_len, piece, number);
}

static void build(const struct family *family, size_t size)
{
	unsigned number = 0;

	text_len = 0;
	put(SESSION, 0);
	put(family->open, 0);
	while (text_len < size) {
		if (family->again[0] == '\0')
			text[text_len++] = '\0';
		else
			put(family->again, number++);
	}
	put(family->close, 0);
}

static struct zsip_options options = {
        .size = sizeof(struct zsip_options),
        .limits = {.message_size = MAX_SIZE * 2,
                   .field_length = MAX_SIZE * 2,
                   .fields = LINES,
                   .list_length = MEDIA},
};

static struct zsip_sdp_line lines[LINES], other_lines[LINES];
static struct zsip_sdp_media media[MEDIA], other_media[MEDIA];
static struct zsip_sdp sdp, other;
static volatile size_t sink;

static void do_parse(void)
{
	zsip_sdp_init(&sdp, lines, LINES, media, MEDIA, &options);
	sink += zsip_sdp_parse(&sdp, text, text_len, NULL);
}

static void do_values(void)
{
	struct zsip_sdp_value value;

	for (size_t i = 0; i < sdp.line_count; i++)
		sink += zsip_sdp_line_parse(&sdp, &lines[i], &value, NULL);
}

static void count(void *user, const struct zsip_sdp_finding *finding)
{
	(void)user;
	sink += finding->offset;
}

static void do_check(void)
{
	for (int role = ZSIP_SDP_ROLE_UNKNOWN; role <= ZSIP_SDP_ROLE_ANSWER;
	     role++)
		sink += zsip_sdp_check(&sdp, (enum zsip_sdp_role)role, count,
		                       NULL);
}

/* With itself, and with the one that it is without its last media
 * description. */
static void do_compare(void)
{
	zsip_sdp_init(&other, other_lines, LINES, other_media, MEDIA, &options);
	sink += zsip_sdp_parse(&other, text, text_len, NULL);
	sink += zsip_sdp_compare(&sdp, &other, NULL, NULL);
	if (other.media_count != 0)
		other.media_count--;
	sink += zsip_sdp_compare(&sdp, &other, NULL, NULL);
	sink += zsip_sdp_compare(&other, &sdp, NULL, NULL);
}

static void do_formats(void)
{
	struct zsip_sdp_formats formats;
	struct zsip_sdp_format format;

	if (sdp.media_count == 0)
		return;
	zsip_sdp_formats_start(&formats, &sdp, 1);
	while (zsip_sdp_formats_next(&formats, &format))
		sink += format.clock_rate;
}

static const struct {
	const char *name;
	void (*work)(void);
} jobs[] = {
        {"parse", do_parse},     {"values", do_values},   {"check", do_check},
        {"compare", do_compare}, {"formats", do_formats},
};

int main(void)
{
	static const uint64_t quirks[] = {0, UINT64_MAX};
	char label[256];

	for (size_t i = 0; i < 2 * sizeof(families) / sizeof(*families); i++) {
		const struct family *family = &families[i / 2];

		options.quirks = quirks[i % 2];
		for (size_t size = FIRST_SIZE; size <= LAST_SIZE; size *= 8) {
			build(family, size);
			do_parse();
			for (size_t j = 0; j < sizeof(jobs) / sizeof(*jobs);
			     j++) {
				snprintf(label, sizeof(label),
				         "sdp %s|%s|%s|%zu", family->name,
				         jobs[j].name,
				         i % 2 == 0 ? "strict" : "all quirks",
				         text_len);
				CALLGRIND_ZERO_STATS;
				CALLGRIND_TOGGLE_COLLECT;
				jobs[j].work();
				CALLGRIND_TOGGLE_COLLECT;
				CALLGRIND_DUMP_STATS_AT(label);
			}
		}
	}
	return 0;
}
