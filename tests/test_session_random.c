/*
 * Whatever happens to a dialog: scripts of random lines, in which nothing is
 * expected but what holds for any event.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script_parts.h"
#include "tally.h"
#include "test_session.h"

enum { SCRIPTS = 150, LINES = 60, LOOPS = 8 };

struct dice {
	uint32_t seed;
	unsigned numbers[2]; /* CSeqs: the peer's and ours */
};

static unsigned draw(struct dice *dice, unsigned below)
{
	dice->seed = dice->seed * 1664525 + 1013904223;
	return (dice->seed >> 8) % below;
}

static const char *pick(struct dice *dice, const char *const *words,
                        size_t count)
{
	return words[draw(dice, (unsigned)count)];
}

#define PICK(dice, words) pick(dice, words, sizeof(words) / sizeof(*(words)))

/* Most are about the session. */
static const char *const methods[] = {
        "INVITE",    "INVITE", "INVITE", "ACK",     "ACK",    "PRACK",
        "PRACK",     "UPDATE", "UPDATE", "BYE",     "CANCEL", "INFO",
        "SUBSCRIBE", "NOTIFY", "REFER",  "OPTIONS", "FOO"};

static const char *const codes[] = {"100", "180", "183", "199", "200", "200",
                                    "200", "202", "401", "408", "422", "481",
                                    "487", "488", "491", "500", "603"};

static const char *const options[] = {
        "sdp=1",
        "sdp=2",
        "sdp=3,hold",
        "sdp=3,streams=2",
        "sdp=4,broken",
        "sdp=2 multipart",
        "sdp=1 Content-Disposition=render",
        "reliable=1",
        "reliable=2",
        "reliable=3",
        "Supported=100rel,timer",
        "Require=100rel",
        "Supported=timer Session-Expires='1800;refresher=uac'",
        "Session-Expires='90;refresher=uas' Require=timer",
        "Session-Expires=60 Min-SE=60 Supported=timer",
        "Min-SE=300",
        "Retry-After=5",
        "Event=presence Expires=60",
        "Event=refer Subscription-State=active;expires=60",
        "Event=presence Subscription-State=terminated;reason=timeout",
        "Event='presence;id=7' Expires=0",
        "Subscription-State=pending",
        "Refer-To=<sip:x@h> Refer-Sub=false",
        "Contact=<sip:new@192.0.2.2>",
        "Contact=<sip:new@192.0.2.2>,<sip:x@h>",
        "-Contact",
        "Record-Route='<sip:p1;lr>, <sip:p2;lr>'",
        "Record-Route=<tel:1>",
        "tag=p1",
        "tag=u1",
        "tag=other",
        "tag=none",
        "to-tag=none",
        "again",
        "branch=x",
        "-Via",
        "-From",
        "uri=sip:new@192.0.2.2",
        "cut=3",
        "random=0",
        "random=4294967295",
        "t1=1 t2=1"};

static void add_options(struct text *line, struct dice *dice)
{
	while (draw(dice, 2) == 0)
		text_add(line, " %s", PICK(dice, options));
	if (draw(dice, 3) == 0)
		text_add(line, " RAck='%u %u INVITE'", 1 + draw(dice, 3),
		         1 + draw(dice, dice->numbers[0] + 1));
}

/* The next CSeq of a side, or one near it. */
static unsigned number_of(struct dice *dice, bool ours)
{
	unsigned *last = &dice->numbers[ours];

	if (draw(dice, 3) != 0)
		return ++*last;
	return *last > 2 ? *last - draw(dice, 3) : 1;
}

static void add_request(struct text *line, struct dice *dice, bool ours)
{
	const char *method = PICK(dice, methods);
	bool same = strcmp(method, "ACK") == 0 || strcmp(method, "CANCEL") == 0;
	unsigned number = same ? dice->numbers[ours] - draw(dice, 2)
	                       : number_of(dice, ours);

	text_add(line, "%c %s %u", ours ? '>' : '<', method, number);
	add_options(line, dice);
}

/* Mostly to a request that there was. */
static void add_response(struct text *line, struct dice *dice,
                         const struct script *script, bool ours)
{
	const struct past_request *request =
	        &script->requests[script->request_count - 1 -
	                          draw(dice,
	                               script->request_count > 4
	                                       ? 4
	                                       : (unsigned)script
	                                                 ->request_count)];

	text_add(line, "%c %s %s %s",
	         draw(dice, 16) == 0 ? (ours ? '>' : '<')
	                             : (request->sent ? '<' : '>'),
	         PICK(dice, codes), request->method, request->number);
	add_options(line, dice);
}

static void add_unanswered(struct text *line, struct dice *dice,
                           const struct script *script)
{
	for (size_t i = script->request_count; i-- > 0;) {
		const struct past_request *request = &script->requests[i];

		if (!request->sent)
			continue;
		text_add(line, "unanswered %s %s %s", request->method,
		         request->number, draw(dice, 2) ? "408" : "503");
		return;
	}
	text_add(line, "time 0");
}

static void add_line(struct text *line, struct dice *dice,
                     const struct script *script)
{
	static const char *const times[] = {"time 100",    "time 500",
	                                    "time 4000",   "late 32000",
	                                    "late 900000", "late 2000000"};
	bool ours = draw(dice, 2) != 0;

	switch (draw(dice, 12)) {
	case 0:
		text_add(line, "%s", PICK(dice, times));
		break;
	case 1:
		add_unanswered(line, dice, script);
		break;
	case 2:
	case 3:
	case 4:
	case 5:
		add_request(line, dice, ours);
		break;
	default:
		add_response(line, dice, script, ours);
		break;
	}
	text_add(line, " => *");
}

static void open_dialog(struct script *script, struct dice *dice)
{
	static const char *const openings[][3] = {
	        {"< INVITE 1 sdp=1 Supported=100rel,timer", "> 180 INVITE 1"},
	        {"< INVITE 1", "> 200 INVITE 1 sdp=1"},
	        {"> INVITE 1 sdp=1 Supported=100rel", "< 183 INVITE 1"},
	        {"> INVITE 1", "< 200 INVITE 1 sdp=1"},
	        {"> SUBSCRIBE 1 Event=presence Expires=60",
	         "< 200 SUBSCRIBE 1 Expires=60"},
	        {"< SUBSCRIBE 1 Event=presence Expires=60",
	         "> 200 SUBSCRIBE 1 Expires=60"},
	        {"< REFER 1 Refer-To=<sip:x@h>", "> 202 REFER 1"},
	        {"> REFER 1 Refer-To=<sip:x@h>", "< 202 REFER 1"}};
	unsigned which = draw(dice, sizeof(openings) / sizeof(*openings));
	char line[128];

	script_line(script, openings[which][0]);
	snprintf(line, sizeof(line), "%s => *", openings[which][1]);
	script_line(script, line);
	ck_assert(script->made);
}

static size_t run_script(struct script *script, uint32_t seed)
{
	struct dice dice = {.seed = seed, .numbers = {1, 1}};
	size_t count = 0;

	script_begin(script, "random");
	script->whole = true;
	open_dialog(script, &dice);
	for (; count < LINES; count++) {
		struct text line = {0};

		add_line(&line, &dice, script);
		script_line(script, line.data);
		text_free(&line);
	}
	return count;
}

START_TEST(any_events_are_borne)
{
	struct text faults = {0};
	struct script *script = script_open("random", &faults);
	size_t count = 0;

	for (unsigned i = 0; i < SCRIPTS; i++) {
		count += run_script(script, (uint32_t)_i * 1000003 + i);
		if (faults.len != 0)
			fprintf(stderr, "seed %u:\n%s",
			        (uint32_t)_i * 1000003 + i, faults.data);
		ck_assert_uint_eq(faults.len, 0);
	}
	script_close(script);
	tally("session", "random events", count);
}
END_TEST

TCase *session_random_tcase(void)
{
	TCase *tcase = tcase_create("session random");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, any_events_are_borne, 0, LOOPS);
	return tcase;
}
