/*
 * Calls between two sides and more (RFC 3261 13 to 15), message by message.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calling.h"
#include "test_session.h"
#include "vectors.h"

#define CALL_DIR ZSIP_SOURCE_DIR "/examples/call/"

static const struct identity tesla = {
        .name = "Nikola Tesla",
        .uri = "sip:n.tesla@high-voltage.org",
        .tag = "76341",
        .contact = "sip:n.tesla@lab.high-voltage.org",
        .host = "lab.high-voltage.org",
        .source = "100.101.102.103"};

static const struct identity marconi = {.name = "G. Marconi",
                                        .uri = "sip:marconi@radio.org",
                                        .tag = "a53e42",
                                        .contact =
                                                "sip:marconi@tower.radio.org",
                                        .host = "tower.radio.org",
                                        .source = "200.201.202.203"};

/* The message in a file of examples/call, without folds; its end is NUL. */
static char *read_example(const char *name)
{
	char path[256], *text = calloc(1, CALL_TEXT), *fold;
	FILE *in;

	snprintf(path, sizeof(path), "%s%s.sip", CALL_DIR, name);
	in = fopen(path, "rb");
	ck_assert_msg(in != NULL, "%s", path);
	ck_assert_uint_ne(fread(text, 1, CALL_TEXT - 1, in), 0);
	fclose(in);
	while ((fold = strstr(text, "\r\n ")) != NULL)
		memmove(fold, fold + 3, strlen(fold + 3) + 1);
	return text;
}

/* What was built has the lines of the example, in whatever order. */
static void check_example(const struct flight *flight, const char *name)
{
	char *text = read_example(name), built[CALL_TEXT + 1];

	ck_assert_uint_eq(flight->len, strlen(text));
	memcpy(built, flight->text, flight->len);
	built[flight->len] = '\0';
	for (char *line = strtok(text, "\r\n"); line != NULL;
	     line = strtok(NULL, "\r\n"))
		ck_assert_msg(strstr(built, line) != NULL, "%s: %s", name,
		              line);
	free(text);
}

/* The description in an example. */
static const char *body_of(char *example)
{
	return strstr(example, "\r\n\r\n") + 4;
}

START_TEST(the_call_of_the_examples)
{
	static const char *const branches[] = {"fw19b", "321g", "392kf", NULL};
	struct call *call = call_open("the call of the examples",
	                              "123456789@lab.high-voltage.org");
	struct side *caller = call_side(call, &tesla, &marconi);
	struct side *called = call_side(call, &marconi, &tesla);
	char *offer = read_example("01-invite"),
	     *answer = read_example("03-200");
	struct flight *invite, *flight;

	call->branches = branches;
	invite = call_ask(caller, "INVITE", NULL, body_of(offer),
	                  "Subject: About That Power Outage...", NULL);
	check_example(invite, "01-invite");
	call_arrive(called, invite, NULL);

	flight = call_answer(called, invite, 180, NULL, NULL, "accept");
	check_example(flight, "02-180");
	call_line(called, "state early");
	call_line(called, "tags a53e42 76341");
	call_line(called, "target sip:n.tesla@lab.high-voltage.org");
	call_line(called, "remote pending 1");
	call_line(called, "local none");
	call_line(called, "offer remote INVITE 1");
	call_line(called, "remote-sequence 1");
	call_line(called, "local-sequence none");
	call_line(called, "deadlines none");
	call_arrive(caller, flight, "accept");
	call_line(caller, "state early");
	call_line(caller, "tags 76341 a53e42");
	call_line(caller, "target sip:marconi@tower.radio.org");
	call_line(caller, "local pending 1");
	call_line(caller, "remote none");
	call_line(caller, "offer local INVITE 1");
	call_line(caller, "local-sequence 1");
	call_line(caller, "remote-sequence none");

	flight = call_answer(called, invite, 200, body_of(answer), NULL,
	                     "accept confirmed local-description "
	                     "remote-description part=answer first");
	check_example(flight, "03-200");
	call_line(called, "state confirmed");
	call_line(called, "remote answered 1");
	call_line(called, "offer none");
	call_line(called, "deadlines resend-2xx=500 no-ack=32000");
	call_arrive(caller, flight,
	            "accept ask=ack confirmed local-description "
	            "remote-description part=answer first");
	call_line(caller, "state confirmed");
	call_line(caller, "local answered 1");
	call_line(caller, "offer none");
	call_line(caller, "deadlines none");

	flight = call_ask(caller, "ACK", invite, NULL, NULL, "accept");
	check_example(flight, "04-ack");
	call_line(caller, "local none");
	call_line(caller, "local-sequence 1");
	call_arrive(called, flight, "accept");
	call_line(called, "remote none");
	call_line(called, "deadlines none");
	call_line(called, "usages invite");
	call_line(caller, "usages invite");
	call_agree(caller, called);

	invite = call_ask(called, "BYE", NULL, NULL, NULL,
	                  "accept terminated usage-ended");
	check_example(invite, "05-bye");
	call_line(called, "local-sequence 1");
	call_arrive(caller, invite, "accept 200 terminated usage-ended");
	call_line(caller, "state terminated");
	call_line(caller, "remote-sequence 1");
	call_line(caller, "usages none");
	flight = call_answer(caller, invite, 200, NULL, NULL, "accept");
	check_example(flight, "06-200-bye");
	call_arrive(called, flight, "accept");
	call_line(called, "state terminated");
	call_line(called, "usages none");
	call_agree(caller, called);

	free(offer);
	free(answer);
	ck_assert(call_close(call));
}
END_TEST

TCase *call_tcase(void)
{
	TCase *tcase = tcase_create("call");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, the_call_of_the_examples);
	return tcase;
}
