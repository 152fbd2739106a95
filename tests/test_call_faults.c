/*
 * Calls in which messages are lost or cross, and calls that are more than one:
 * the ACK and the BYE, reliable provisional responses, CANCEL, forks (RFC 3261
 * 9, 13, 15; RFC 3262).
 */

#include <stdio.h>
#include <string.h>

#include "calling.h"
#include "test_session.h"

#define CALL_ID "call@atlanta.example.com"

#define FIRST_ANSWER "local-description remote-description part=answer first"

/* RFC 3261 13.3.1.4: the 2xx again and again, for 64*T1. */
START_TEST(the_ack_is_lost)
{
	static const char *const times[] = {"nothing",
	                                    "500 remote-ack-due ask=resend | "
	                                    "1500 remote-ack-due ask=resend | "
	                                    "3500 remote-ack-due ask=resend | "
	                                    "7500 remote-ack-due ask=resend | "
	                                    "11500 remote-ack-due ask=resend | "
	                                    "15500 remote-ack-due ask=resend | "
	                                    "19500 remote-ack-due ask=resend | "
	                                    "23500 remote-ack-due ask=resend | "
	                                    "27500 remote-ack-due ask=resend | "
	                                    "31500 remote-ack-due ask=resend | "
	                                    "32000 no-ack ask=bye"};
	struct call *call = call_open("the ACK is lost", CALL_ID);
	struct side *alice = call_side(call, &alice_identity, &bob_identity);
	struct side *bob = call_side(call, &bob_identity, &alice_identity);
	struct flight *invite, *ok, *flight;

	invite = call_ask(alice, "INVITE", NULL, "1", NULL, NULL);
	call_arrive(bob, invite, NULL);
	ok = call_answer(bob, invite, 200, "1", NULL, "accept " FIRST_ANSWER);
	call_arrive(alice, ok, "accept ask=ack " FIRST_ANSWER);
	call_ask(alice, "ACK", invite, NULL, NULL, "accept");
	/* RFC 3261 15: the called side has to wait. */
	call_line(bob, "? BYE => refuse remote-ack-due until=32000");
	call_time(call, 32000, times);
	call_arrive(alice, ok, "accept retransmission ask=ack");
	call_ask(alice, "ACK", invite, NULL, NULL, "accept retransmission");
	call_line(bob, "deadlines none");
	flight = call_ask(bob, "BYE", NULL, NULL, NULL,
	                  "accept terminated usage-ended");
	call_arrive(alice, flight, "accept 200 terminated usage-ended");
	call_arrive(bob, call_answer(alice, flight, 200, NULL, NULL, "accept"),
	            "accept");
	call_agree(alice, bob);
	ck_assert(call_close(call));
}
END_TEST

/* The same for a re-INVITE (RFC 3261 14.2), with other times. */
START_TEST(the_ack_of_a_reinvite_is_lost)
{
	static const char *const times[] = {
	        "nothing", "100 remote-ack-due ask=resend | 300 remote-ack-due "
	                   "ask=resend | 600 remote-ack-due ask=resend"};
	static const char *const rest[] = {"nothing", "nothing"};
	struct call *call = call_open("the ACK comes late", CALL_ID);
	struct side *alice = call_side(call, &alice_identity, &bob_identity);
	struct side *bob = call_side(call, &bob_identity, &alice_identity);
	struct flight *invite, *flight;

	call_establish(alice, bob);
	call_line(bob, "set t1=100 t2=300");
	invite = call_ask(alice, "INVITE", NULL, "2", NULL,
	                  "accept part=offer changed");
	call_arrive(bob, invite, "accept ask=answer part=offer changed");
	flight = call_answer(bob, invite, 200, "2", NULL,
	                     "accept local-description remote-description "
	                     "part=answer changed");
	call_arrive(alice, flight,
	            "accept ask=ack local-description remote-description "
	            "part=answer changed");
	flight = call_ask(alice, "ACK", invite, NULL, NULL, "accept");
	call_time(call, 700, times);
	call_line(bob, "deadlines resend-2xx=200 no-ack=5700");
	call_arrive(bob, flight, "accept");
	call_arrive(bob, flight, "ignore retransmission");
	call_time(call, 60000, rest);
	call_agree(alice, bob);
	ck_assert(call_close(call));
}
END_TEST

/* RFC 3261 15.1.1, 12.2.1.2: the session is over when the BYE goes. */
START_TEST(the_response_to_the_bye_is_lost)
{
	struct call *call = call_open("no response to the BYE", CALL_ID);
	struct side *alice = call_side(call, &alice_identity, &bob_identity);
	struct side *bob = call_side(call, &bob_identity, &alice_identity);
	struct flight *bye;

	call_establish(alice, bob);
	bye = call_ask(alice, "BYE", NULL, NULL, NULL,
	               "accept terminated usage-ended");
	call_line(alice, "? INVITE => refuse no-dialog");
	call_arrive(bob, bye, "accept 200 terminated usage-ended");
	call_answer(bob, bye, 200, NULL, NULL, "accept");
	call_unanswered(alice, bye, 408, "accept");
	call_line(alice, "state terminated");
	call_agree(alice, bob);
	ck_assert(call_close(call));
}
END_TEST

/* RFC 5407 3.2.1: both hang up. */
START_TEST(byes_cross)
{
	struct call *call = call_open("two BYEs", CALL_ID);
	struct side *alice = call_side(call, &alice_identity, &bob_identity);
	struct side *bob = call_side(call, &bob_identity, &alice_identity);
	struct flight *ours, *theirs;

	call_establish(alice, bob);
	ours = call_ask(alice, "BYE", NULL, NULL, NULL,
	                "accept terminated usage-ended");
	theirs = call_ask(bob, "BYE", NULL, NULL, NULL,
	                  "accept terminated usage-ended");
	call_arrive(bob, ours, "accept 200 no-session");
	call_arrive(alice, theirs, "accept 200 no-session");
	call_arrive(bob, call_answer(alice, theirs, 200, NULL, NULL, "accept"),
	            "accept");
	call_arrive(alice, call_answer(bob, ours, 200, NULL, NULL, "accept"),
	            "accept");
	call_agree(alice, bob);
	ck_assert(call_close(call));
}
END_TEST

/* Ringing, reliably (RFC 3262); the answer is in the first of the responses. */
START_TEST(provisional_responses_are_acknowledged)
{
	static const char *const times[] = {"nothing",
	                                    "500 prack-awaited ask=resend"};
	struct call *call = call_open("PRACK", CALL_ID);
	struct side *alice = call_side(call, &alice_identity, &bob_identity);
	struct side *bob = call_side(call, &bob_identity, &alice_identity);
	struct flight *invite, *progress, *prack, *flight;

	invite =
	        call_ask(alice, "INVITE", NULL, "1", "Supported: 100rel", NULL);
	call_arrive(bob, invite, NULL);
	progress =
	        call_answer(bob, invite, 183, "1", "Require: 100rel\nRSeq: 17",
	                    "accept " FIRST_ANSWER);
	call_line(bob, "deadlines resend-1xx=500 no-prack=32000");
	call_line(bob, "? 200 INVITE => refuse prack-awaited");
	call_time(call, 500, times);
	call_arrive(alice, progress, "accept ask=prack " FIRST_ANSWER);
	prack = call_ask(alice, "PRACK", progress, NULL, NULL, "accept");
	call_arrive(alice, progress, "ignore retransmission");
	call_arrive(bob, prack, "accept 200");
	call_line(bob, "deadlines none");
	call_line(bob, "rseq 17 0");
	call_arrive(alice, call_answer(bob, prack, 200, NULL, NULL, "accept"),
	            "accept");
	flight = call_answer(bob, invite, 180, NULL,
	                     "Require: 100rel\nRSeq: 18", "accept");
	call_arrive(alice, flight, "accept ask=prack");
	prack = call_ask(alice, "PRACK", flight, NULL, NULL, "accept");
	call_arrive(bob, prack, "accept 200");
	call_arrive(alice, call_answer(bob, prack, 200, NULL, NULL, "accept"),
	            "accept");
	call_arrive(
	        alice,
	        call_answer(bob, invite, 200, NULL, NULL, "accept confirmed"),
	        "accept ask=ack confirmed");
	call_arrive(bob, call_ask(alice, "ACK", invite, NULL, NULL, "accept"),
	            "accept");
	call_line(alice, "local-sequence 3");
	call_agree(alice, bob);
	ck_assert(call_close(call));
}
END_TEST

/* RFC 3311: while it rings the session changes. */
START_TEST(an_early_session_changes)
{
	struct call *call = call_open("an early UPDATE", CALL_ID);
	struct side *alice = call_side(call, &alice_identity, &bob_identity);
	struct side *bob = call_side(call, &bob_identity, &alice_identity);
	struct flight *invite, *progress, *prack;

	invite =
	        call_ask(alice, "INVITE", NULL, "1", "Supported: 100rel", NULL);
	call_arrive(bob, invite, NULL);
	progress =
	        call_answer(bob, invite, 183, "1", "Require: 100rel\nRSeq: 1",
	                    "accept " FIRST_ANSWER);
	call_arrive(alice, progress, "accept ask=prack " FIRST_ANSWER);
	prack = call_ask(alice, "PRACK", progress, NULL, NULL, "accept");
	call_arrive(bob, prack, "accept 200");
	call_arrive(alice, call_answer(bob, prack, 200, NULL, NULL, "accept"),
	            "accept");
	call_exchange(alice, bob, "UPDATE", "2", "2");
	call_exchange(bob, alice, "UPDATE", "3", "3");
	call_arrive(
	        alice,
	        call_answer(bob, invite, 200, NULL, NULL, "accept confirmed"),
	        "accept ask=ack confirmed");
	call_arrive(bob, call_ask(alice, "ACK", invite, NULL, NULL, "accept"),
	            "accept");
	call_line(alice, "local-description 3");
	call_agree(alice, bob);
	ck_assert(call_close(call));
}
END_TEST

/* RFC 3261 9: the INVITE gets a 487, and the dialog is over. */
START_TEST(a_call_is_cancelled)
{
	struct call *call = call_open("CANCEL", CALL_ID);
	struct side *alice = call_side(call, &alice_identity, &bob_identity);
	struct side *bob = call_side(call, &bob_identity, &alice_identity);
	struct flight *invite, *cancel, *flight;

	invite = call_ask(alice, "INVITE", NULL, "1", NULL, NULL);
	call_arrive(bob, invite, NULL);
	flight = call_answer(bob, invite, 180, NULL, NULL, "accept");
	call_arrive(alice, flight, "accept");
	cancel = call_ask(alice, "CANCEL", invite, NULL, NULL, "accept");
	call_line(alice, "state early");
	call_arrive(bob, cancel, "accept 200 cancelled ask=487");
	flight = call_answer(bob, cancel, 200, NULL, NULL, "accept");
	call_arrive(alice, flight, "accept");
	flight = call_answer(bob, invite, 487, NULL, NULL,
	                     "accept terminated offer-void usage-ended");
	call_arrive(alice, flight, "accept terminated offer-void usage-ended");
	call_agree(alice, bob);
	ck_assert(call_close(call));
}
END_TEST

/* Two dialogs of one INVITE; the first 2xx is the call (RFC 3261 13.2.2.4). */
struct fork {
	struct call *call;
	struct side *to_bob, *to_carol, *bob, *carol;
	struct flight *invite;
};

static const struct identity carol_identity = {
        .uri = "sip:bob@biloxi.example.com",
        .tag = "c1",
        .contact = "sip:carol@phone.biloxi.example.com",
        .host = "phone.biloxi.example.com"};

static struct fork open_fork(const char *title)
{
	struct fork fork = {.call = call_open(title, CALL_ID)};
	struct flight *flight;

	fork.to_bob = call_side(fork.call, &alice_identity, &bob_identity);
	fork.to_carol = call_side(fork.call, &alice_identity, &carol_identity);
	fork.bob = call_side(fork.call, &bob_identity, &alice_identity);
	fork.carol = call_side(fork.call, &carol_identity, &alice_identity);
	fork.invite = call_ask(fork.to_bob, "INVITE", NULL, "1", NULL, NULL);
	call_arrive(fork.bob, fork.invite, NULL);
	call_arrive(fork.carol, fork.invite, NULL);
	flight = call_answer(fork.bob, fork.invite, 180, NULL, NULL, "accept");
	call_arrive(fork.to_bob, flight, "accept");
	flight =
	        call_answer(fork.carol, fork.invite, 180, NULL, NULL, "accept");
	call_arrive(fork.to_bob, flight, "ignore other-fork");
	call_arrive(fork.to_carol, flight, "accept");
	return fork;
}

static void bob_answers(struct fork *fork)
{
	struct flight *flight =
	        call_answer(fork->bob, fork->invite, 200, "1", NULL,
	                    "accept confirmed " FIRST_ANSWER);

	call_arrive(fork->to_bob, flight,
	            "accept ask=ack confirmed " FIRST_ANSWER);
	call_arrive(fork->to_carol, flight, "accept other-fork");
	flight = call_ask(fork->to_bob, "ACK", fork->invite, NULL, NULL,
	                  "accept");
	call_arrive(fork->bob, flight, "accept");
	call_line(fork->to_carol, "deadlines fork=32000");
	call_line(fork->to_carol, "state early");
	call_agree(fork->to_bob, fork->bob);
}

START_TEST(the_other_fork_ends)
{
	static const char *const times[] = {
	        "nothing", "32000 other-fork terminated offer-void usage-ended",
	        "nothing", "nothing"};
	struct fork fork = open_fork("the other fork ends");

	bob_answers(&fork);
	call_time(fork.call, 32000, times);
	call_line(fork.to_carol, "state terminated");
	call_line(fork.to_bob, "state confirmed");
	ck_assert(call_close(fork.call));
}
END_TEST

/* Both answer: there are two calls, of which the caller ends one. */
START_TEST(both_forks_answer)
{
	struct fork fork = open_fork("both forks answer");
	struct flight *flight;

	bob_answers(&fork);
	flight = call_answer(fork.carol, fork.invite, 200, "1", NULL,
	                     "accept confirmed " FIRST_ANSWER);
	call_arrive(fork.to_bob, flight, "accept other-fork");
	call_arrive(fork.to_carol, flight,
	            "accept ask=ack confirmed " FIRST_ANSWER);
	call_line(fork.to_carol, "deadlines none");
	flight = call_ask(fork.to_carol, "ACK", fork.invite, NULL, NULL,
	                  "accept");
	call_arrive(fork.carol, flight, "accept");
	flight = call_ask(fork.to_carol, "BYE", NULL, NULL, NULL,
	                  "accept terminated usage-ended");
	call_arrive(fork.bob, flight, "respond 481 no-dialog");
	call_arrive(fork.carol, flight, "accept 200 terminated usage-ended");
	call_agree(fork.to_carol, fork.carol);
	call_line(fork.to_bob, "state confirmed");
	ck_assert(call_close(fork.call));
}
END_TEST

/* RFC 3261 12.3: a final response that is no 2xx ends them all. */
START_TEST(all_forks_are_refused)
{
	struct fork fork = open_fork("all forks are refused");
	struct flight *flight =
	        call_answer(fork.carol, fork.invite, 603, NULL, NULL,
	                    "accept terminated offer-void usage-ended");

	call_arrive(fork.to_carol, flight,
	            "accept terminated offer-void usage-ended");
	call_arrive(fork.to_bob, flight,
	            "accept other-fork terminated offer-void usage-ended");
	ck_assert(call_close(fork.call));
}
END_TEST

/* RFC 3261 14.1: no response to a re-INVITE ends the dialog. */
START_TEST(no_response_to_a_reinvite)
{
	struct call *call = call_open("no response to a re-INVITE", CALL_ID);
	struct side *alice = call_side(call, &alice_identity, &bob_identity);
	struct side *bob = call_side(call, &bob_identity, &alice_identity);
	struct flight *invite, *flight;

	call_establish(alice, bob);
	invite = call_ask(alice, "INVITE", NULL, "2", NULL,
	                  "accept part=offer changed");
	call_unanswered(alice, invite, 408,
	                "accept usage-failed ask=bye offer-void");
	call_line(alice, "local none");
	call_line(alice, "local-description 1");
	flight = call_ask(alice, "BYE", NULL, NULL, NULL,
	                  "accept terminated usage-ended");
	call_arrive(bob, flight, "accept 200 terminated usage-ended");
	ck_assert(call_close(call));
}
END_TEST

TCase *call_faults_tcase(void)
{
	TCase *tcase = tcase_create("call faults");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, the_ack_is_lost);
	tcase_add_test(tcase, the_ack_of_a_reinvite_is_lost);
	tcase_add_test(tcase, the_response_to_the_bye_is_lost);
	tcase_add_test(tcase, byes_cross);
	tcase_add_test(tcase, provisional_responses_are_acknowledged);
	tcase_add_test(tcase, an_early_session_changes);
	tcase_add_test(tcase, a_call_is_cancelled);
	tcase_add_test(tcase, the_other_fork_ends);
	tcase_add_test(tcase, both_forks_answer);
	tcase_add_test(tcase, all_forks_are_refused);
	tcase_add_test(tcase, no_response_to_a_reinvite);
	return tcase;
}
