#include "flow_seeds.h"

#include <stdio.h>
#include <string.h>

#include "call_file.h"

typedef void (*taker)(const char *target, const char *before, size_t before_len,
                      const char *text, size_t len);

/* Calls in steps (call_messages.c): what, who, order, tags, body, fields. */
#define STEP(what, who, order, tags, body, fields)                             \
	what, who, order, tags, body, fields, 0, 0
#define INVITE(who, body)       STEP(0, who, 0, 0, body, 0)
#define ACK(who, body)          STEP(1, who, 0, 0, body, 0)
#define BYE(who)                STEP(2, who, 0, 0, 0, 0)
#define CANCEL(who)             STEP(3, who, 0, 0, 0, 0)
#define PRACK(who, body)        STEP(4, who, 0, 0, body, 0)
#define UPDATE(who, body)       STEP(5, who, 0, 0, body, 0)
#define ANSWER(code, who, body) STEP(0x80 | (code), who, 0, 0, body, 0)
/* To the INVITE, whatever came after it. */
#define FINAL(code, who, body) STEP(0xc0 | (code), who, 0, 0, body, 0)
/* Of codes in call_messages.c. */
#define C180  0
#define C200  1
#define C183  3
#define C487  12
#define C488  13
#define C491  14
#define LATER 0x14 /* in who: after 32 s */

static const char call[] = {
        INVITE(0, 1), ANSWER(C180, 1, 0), ANSWER(C200, 1, 1), ACK(0, 0),
        BYE(1),       ANSWER(C200, 0, 0)};
static const char hold[] = {INVITE(0, 1),
                            ANSWER(C200, 1, 1),
                            ACK(0, 0),
                            INVITE(1, 6),
                            ANSWER(C200, 0, 10),
                            ACK(1, 0),
                            UPDATE(0, 2),
                            ANSWER(C200, 1, 2),
                            INVITE(0, 2),
                            ANSWER(C488, 1, 0),
                            ACK(0, 0)};
static const char glare[] = {
        INVITE(0, 1),       ANSWER(C200, 1, 1), ACK(0, 0), INVITE(0 | 2, 2),
        INVITE(1, 2),       FINAL(C491, 0, 0),  ACK(1, 0), INVITE(1 | LATER, 2),
        ANSWER(C200, 0, 2), ACK(1, 0)};
static const char reliable[] = {
        INVITE(0, 1),       ANSWER(C183, 1, 0x41), PRACK(0, 0),
        ANSWER(C200, 1, 0), FINAL(C180, 1, 0x40),  PRACK(0, 0),
        ANSWER(C200, 1, 0), FINAL(C200, 1, 0),     ACK(0, 0)};
static const char late_offer[] = {INVITE(0, 0), ANSWER(C200, 1, 1), ACK(0, 1),
                                  BYE(0 | LATER), ANSWER(C200, 1, 0)};
static const char cancelled[] = {INVITE(0, 1), ANSWER(C180, 1, 0), CANCEL(0),
                                 FINAL(C487, 1, 0), ACK(0, 0)};
static const char timer[] = {STEP(0, 0, 0, 0, 1, 4),
                             STEP(0x80 | C200, 1, 0, 0, 1, 4),
                             ACK(0, 0),
                             STEP(5, LATER, 0, 0, 0, 4),
                             STEP(0x80 | C200, 1, 0, 0, 0, 4),
                             BYE(0 | LATER)};
static const char subscription[] = {
        STEP(6, 0, 0, 0, 0, 16), STEP(0x80 | C200, 1, 0, 0, 0, 16),
        STEP(7, 1, 0, 0, 0, 16), ANSWER(C200, 0, 0),
        STEP(7, 1, 0, 0, 0, 32), ANSWER(C200, 0, 0)};
static const char referred[] = {INVITE(0, 1),       ANSWER(C200, 1, 1),
                                ACK(0, 0),          STEP(8, 1, 0, 0, 0, 16),
                                ANSWER(4, 0, 0),    STEP(7, 0, 0, 0, 0, 16),
                                ANSWER(C200, 1, 0), BYE(0),
                                ANSWER(C200, 1, 0), STEP(7, 0, 0, 0, 0, 32),
                                ANSWER(C200, 1, 0)};

static void step_seeds(taker take)
{
	static const struct {
		const char *steps;
		size_t len;
	} calls[] = {{call, sizeof(call)},
	             {hold, sizeof(hold)},
	             {glare, sizeof(glare)},
	             {reliable, sizeof(reliable)},
	             {late_offer, sizeof(late_offer)},
	             {cancelled, sizeof(cancelled)},
	             {timer, sizeof(timer)},
	             {subscription, sizeof(subscription)},
	             {referred, sizeof(referred)}};

	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		take("flow", "\2", 1, calls[i].steps, calls[i].len);
		take("flow", "\3", 1, calls[i].steps, calls[i].len);
	}
}

static bool is_trying(struct zsip_slice text)
{
	static const char start[] = "SIP/2.0 100 ";

	return text.len >= sizeof(start) &&
	       memcmp(text.ptr, start, sizeof(start) - 1) == 0;
}

/* The messages as texts; for dialogs without what makes none. */
static void file_seed(taker take, const char *path, bool dialogs)
{
	static struct call_file file;
	static char texts[1 << 16];
	size_t len = 0;
	char why[5000];

	if (!call_file_open(&file, path, why, sizeof(why)))
		return;
	for (size_t i = 0; i < file.count; i++) {
		struct zsip_slice text = file.messages[i].text;
		struct zsip_slice first = file.messages[0].source;
		struct zsip_slice source = file.messages[i].source;

		if ((dialogs && is_trying(text)) ||
		    text.len + 2 > sizeof(texts) - len)
			continue;
		texts[len++] = source.len != first.len ||
		               memcmp(source.ptr, first.ptr, first.len) != 0;
		memcpy(texts + len, text.ptr, text.len);
		len += text.len;
		texts[len++] = '\0';
	}
	take("flow", dialogs ? "\1" : "\0", 1, texts, len);
	call_file_close(&file);
}

static taker seeds_go_to;

static unsigned file_seeds(const char *path)
{
	file_seed(seeds_go_to, path, false);
	file_seed(seeds_go_to, path, true);
	return 0;
}

void flow_seeds(void (*take)(const char *target, const char *before,
                             size_t before_len, const char *text, size_t len))
{
	step_seeds(take);
	seeds_go_to = take;
	for (size_t i = 0; i < CALL_FOLDERS; i++)
		call_files_each(call_folders[i], file_seeds);
}
