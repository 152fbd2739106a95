/*
 * As linear.c, for calls of many messages: whatever they have in common, the
 * time is that of their bytes.
 */
#include <stdio.h>
#include <string.h>

#include "callgrind_calls.h"
#include "zsip.h"
#include "zsip_flow.h"

enum {
	FIRST_SIZE = 16384,
	LAST_SIZE = 8 * FIRST_SIZE,
	MAX_SIZE = 1 << 19,
	FIELDS = 65536
};
enum { MAX_MESSAGES = MAX_SIZE / 64 };

/* A first message, which is `first`, `fill` for half of the size, and `close`;
 * then `again` as often as it fits, which "@@" parts into several.  "#" is the
 * number of the round. */
struct family {
	const char *name, *first, *fill, *close, *again;
};

#define FROM "From: <sip:a@h>;tag=a\r\n"
#define ID   "Call-ID: 1\r\n"
#define VIA  "Via: SIP/2.0/UDP h;branch=z9hG4bK"
#define INVITE                                                                 \
	"INVITE sip:b@h SIP/2.0\r\n" VIA "1\r\n" FROM "To: <sip:b@h>\r\n" ID   \
	"CSeq: 1 INVITE\r\n"
#define RESPONSE(code, tag)                                                    \
	"SIP/2.0 " code " x\r\n" VIA "1\r\n" FROM "To: <sip:b@h>;tag=" tag     \
	"\r\n" ID "CSeq: 1 INVITE\r\n"
#define INSIDE(method, branch, number)                                         \
	method " sip:b@h SIP/2.0\r\n" VIA branch "\r\n" FROM                   \
	       "To: <sip:b@h>;tag=b\r\n" ID "CSeq: " number " " method "\r\n"
#define SDP(version)                                                           \
	"Content-Type: application/sdp\r\n\r\n"                                \
	"v=0\r\no=- 1 " version " IN IP4 1.2.3.4\r\n"
#define END "\r\n"

static const struct family families[] = {
        {"the same again", INVITE, "", END, INVITE END},
        {"responses again", INVITE, "", END, RESPONSE("180", "b") END},
        {"requests", INVITE, "", END, INSIDE("INFO", "#", "#") END},
        {"not rising", INVITE, "", END, INSIDE("INFO", "#", "7") END},
        {"methods", INVITE, "", END, INSIDE("M#", "1", "#") END},
        {"one branch", INVITE, "", END, INSIDE("INFO", "1", "#") END},
        {"invites", INVITE, "", END, INSIDE("INVITE", "#", "#") END},
        {"acks", INVITE, "", END, INSIDE("ACK", "#", "1") END},
        {"acks of another number", INVITE, "", END,
         INSIDE("ACK", "#", "#") END},
        {"cancels", INVITE, "", END, INSIDE("CANCEL", "#", "1") END},
        {"pracks", INVITE, "", END,
         INSIDE("PRACK", "#", "#") "RAck: 1 1 INVITE\r\n" END},
        {"forks", INVITE, "", END, RESPONSE("200", "#") END},
        {"reliable", INVITE, "", END,
         RESPONSE("183", "b") "Require: 100rel\r\nRSeq: #\r\n" END},
        {"offers", INVITE, "", END, INSIDE("UPDATE", "#", "#") SDP("#")},
        {"answers", INVITE SDP("1"), "", "",
         RESPONSE("183", "b") "Require: 100rel\r\nRSeq: #\r\n" SDP("#")},
        {"vias before", INVITE VIA "2", "\r\n" VIA "2", END END,
         RESPONSE("180", "#") END},
        {"routes before", INVITE "Record-Route: <sip:p>", ",<sip:p>", END END,
         RESPONSE("200", "#") END},
        {"a long URI before", INVITE "Contact: <sip:b@h;p=", "a", ">" END END,
         RESPONSE("200", "#") END},
        {"a long description before", INVITE SDP("1"), "a=x\r\n", "",
         RESPONSE("200", "#") SDP("#")},
        {"a long number before",
         INVITE "Content-Type: application/sdp\r\n\r\nv=0\r\no=- 1 ", "1",
         " IN IP4 1.2.3.4\r\n", RESPONSE("200", "#") SDP("#")},
        {"a long tag before",
         "INVITE sip:b@h SIP/2.0\r\n" VIA "1\r\n" ID
         "CSeq: 1 INVITE\r\nTo: <sip:b@h>\r\nFrom: <sip:a@h>;tag=",
         "a", END END, RESPONSE("200", "#") END},
        {"a long address before",
         "INVITE sip:b@h SIP/2.0\r\n" VIA "1\r\n" ID
         "CSeq: 1 INVITE\r\nTo: <sip:b@h>\r\nFrom: <sip:",
         "a", "@h>;tag=a" END END, RESPONSE("200", "#") END},
        {"a long contact before, and requests to it",
         INVITE "Contact: <sip:b@h;p=", "a", ">" END END,
         RESPONSE("200", "#") END
         "@@BYE sip:b@h SIP/2.0\r\n" VIA "#\r\n"
         "From: <sip:b@h>;tag=#\r\nTo: <sip:a@h>;tag=a\r\n" ID
         "CSeq: 1 BYE\r\n" END},
        {"a long number before, and offers of forks",
         INVITE "Content-Type: application/sdp\r\n\r\nv=0\r\no=- 1 ", "1",
         " IN IP4 1.2.3.4\r\n",
         RESPONSE("200", "#") SDP("#") "@@INVITE sip:b@h SIP/2.0\r\n" VIA
                                       "#\r\n" FROM "To: <sip:b@h>;tag=#\r\n" ID
                                       "CSeq: 2 INVITE\r\n" SDP("2")},
        {"the same hop", "", "", "",
         "INVITE sip:b@h SIP/2.0\r\n" VIA "#\r\n" VIA "1\r\n" FROM
         "To: <sip:b@h>\r\n" ID "CSeq: 1 INVITE\r\n" END},
};

static const struct zsip_options options = {
        .size = sizeof(struct zsip_options),
        .limits = {.message_size = MAX_SIZE * 2,
                   .field_length = MAX_SIZE * 2,
                   .fields = FIELDS,
                   .list_length = MAX_SIZE * 2},
};

static char text[MAX_SIZE * 2];
static size_t lens[MAX_MESSAGES], count, text_len, start, round_number;
static struct zsip_field fields[FIELDS];
static struct zsip_flow_message messages[MAX_MESSAGES];
static volatile size_t sink;

static void end_message(void)
{
	lens[count++] = text_len - start;
	start = text_len;
}

/* "@@" ends a message. */
static void put(const char *piece)
{
	for (; *piece != '\0'; piece++) {
		if (*piece == '#')
			text_len += (size_t)snprintf(text + text_len, 16,
			                             "%08zu", round_number);
		else if (*piece == '@' && piece[1] == '@')
			end_message();
		else if (*piece != '@' || piece[-1] != '@')
			text[text_len++] = *piece;
	}
}

static void build(const struct family *family, size_t size)
{
	count = text_len = start = round_number = 0;
	put(family->first);
	while (*family->fill != '\0' && text_len < size / 2)
		put(family->fill);
	put(family->close);
	if (text_len != 0)
		end_message();
	while (text_len < size) {
		round_number++;
		put(family->again);
		end_message();
	}
}

static void report(void *user, const struct zsip_flow_finding *finding)
{
	(void)user;
	sink += finding->message + finding->bytes.len;
}

static void work(void)
{
	const char *at = text;
	struct zsip_flow flow;

	zsip_flow_init(&flow, messages, MAX_MESSAGES, 7);
	for (size_t i = 0; i < count; i++) {
		struct zsip_message msg;

		zsip_message_init(&msg, fields, FIELDS, &options);
		zsip_message_parse(&msg, at, lens[i], NULL);
		zsip_flow_add(&flow, &msg, NULL, report, NULL);
		at += lens[i];
	}
	zsip_flow_end(&flow, report, NULL);
}

static void measure(const struct family *family, size_t size)
{
	char label[256];

	build(family, size);
	snprintf(label, sizeof(label), "flow|%s|%s|%zu", family->name,
	         zsip_simd_name(), text_len);
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
