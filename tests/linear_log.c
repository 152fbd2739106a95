/*
 * As linear.c, for logs: however often heads, lengths and start lines lead the
 * reader on, the time is that of the bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "callgrind_calls.h"
#include "read/source.h"

enum { FIRST_SIZE = 16384, LAST_SIZE = 8 * FIRST_SIZE };

/* What comes first, and then again as often as it fits. */
struct family {
	const char *name, *first, *again;
};

#define OPTIONS  "OPTIONS sip:h SIP/2.0\n"
#define CHAN_SIP "<--- SIP read from UDP:192.0.2.1:5060 --->\n"
#define SOFIA    "recv 99999 bytes from udp/[192.0.2.1]:5060 at 10:00:00.1:\n"
#define XLOG     " 1(1) INFO: <script>: "
#define ARROW    "192.0.2.1:5060 -> 192.0.2.2:5060\n"
#define SIPDUMP  "====================\ntag: rcv\n"
#define DUMPED   "~~~~~~~~~~~~~~~~~~~~\n"

static const struct family families[] = {
        {"heads", CHAN_SIP, CHAN_SIP},
        {"a length that is never reached", SOFIA OPTIONS "\n",
         SOFIA OPTIONS "l: 99999\n\n"},
        {"a long head of a message", CHAN_SIP OPTIONS, "a: b\n"},
        {"a long body", CHAN_SIP OPTIONS "\n", "a: b\n"},
        {"empty lines", SOFIA OPTIONS "\n", "\n"},
        {"indented", SOFIA " " OPTIONS, " a: b\n"},
        {"indented messages", "", SOFIA " " OPTIONS " l: 9999\n \n \n"},
        {"start lines", XLOG OPTIONS "v: x\n\n", OPTIONS "v: x\n\n"},
        {"start lines with lengths", XLOG OPTIONS "l: 0\n\n",
         OPTIONS "l: 99999\n\n"},
        {"behind prefixes", "", XLOG OPTIONS "l: 99999\n\n"},
        {"behind prefixes without a field", XLOG OPTIONS "l: 0\n\n",
         XLOG OPTIONS},
        {"a prefix before each line", XLOG OPTIONS, XLOG "v: x\n"},
        {"in one line", XLOG OPTIONS "l: 0\n\n",
         XLOG "OPTIONS sip:h SIP/2.0#015#012v: x#015#012#015#012\n"},
        {"escapes", XLOG "OPTIONS sip:h SIP/2.0", "#015#012v: x"},
        {"arrows", ARROW OPTIONS "\n", ARROW},
        {"arrows in a line", CHAN_SIP OPTIONS "\n\n<------------->\n",
         "1.1.1.1:1 -> 1.1.1.1:1 -> "},
        {"dots", ARROW "OPTIONS sip:h SIP/2.0.\nv: x.\n", "v: x.\n"},
        {"colours", ARROW OPTIONS "\033[1mv: x\n", "\033[1;31m"},
        {"dumps that do not end", SIPDUMP DUMPED OPTIONS "\n", SIPDUMP},
        {"times", CHAN_SIP OPTIONS "\n\n<------------->\n", "10:00:00 "},
        {"processes", CHAN_SIP OPTIONS "\n\n<------------->\n", "1(1) [2] "},
        {"a line of digits", CHAN_SIP OPTIONS "\n\n<------------->\n", "0"},
        {"stamped lines", SOFIA OPTIONS "\n", "2026-01-31 10:00:00 x\n"},
};

static char text[LAST_SIZE];
static size_t text_len;
static volatile size_t sink;

static void build(const struct family *family, size_t size)
{
	size_t len = strlen(family->again);

	text_len = strlen(family->first);
	memcpy(text, family->first, text_len);
	while (text_len + len <= size) {
		memcpy(text + text_len, family->again, len);
		text_len += len;
	}
}

static void on_message(void *user, const struct piece *piece)
{
	(void)user;
	sink += piece->seen.end - piece->seen.start;
}

static void on_skipped(void *user, const struct seen *seen)
{
	(void)user;
	sink += seen->end - seen->start;
}

static void on_trouble(void *user, const struct input *file, const char *what,
                       bool is_fatal)
{
	(void)user;
	(void)what;
	sink += file->len + is_fatal;
}

static void work(void)
{
	struct input input = {.name = "log",
	                      .bytes = text,
	                      .len = text_len,
	                      .lf = true,
	                      .users = 1};
	const struct sink to = {.message = on_message,
	                        .skipped = on_skipped,
	                        .trouble = on_trouble};

	if (!log_is(&input))
		abort();
	log_read(&input, NULL, &to);
}

static void measure(const struct family *family, size_t size)
{
	char label[256];

	build(family, size);
	snprintf(label, sizeof(label), "log|%s|read|%zu", family->name,
	         text_len);
	CALLGRIND_ZERO_STATS;
	CALLGRIND_TOGGLE_COLLECT;
	work();
	CALLGRIND_TOGGLE_COLLECT;
	CALLGRIND_DUMP_STATS_AT(label);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
		for (size_t size = FIRST_SIZE; size <= LAST_SIZE; size *= 8)
			measure(&families[i], size);
	}
	return 0;
}
