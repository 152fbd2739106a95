/*
 * Calls whose sessions change: re-INVITE and UPDATE, glare, refusals, session
 * timers (RFC 3261 14, RFC 3311, RFC 4028).
 */

#include <stdio.h>
#include <string.h>

#include "calling.h"
#include "test_session.h"

/* A call, and its two sides. */
struct pair {
	struct call *call;
	struct side *alice, *bob;
};

static struct pair open_pair(const char *title)
{
	struct pair pair = {
	        .call = call_open(title, "call@atlanta.example.com")};

	pair.alice = call_side(pair.call, &alice_identity, &bob_identity);
	pair.bob = call_side(pair.call, &bob_identity, &alice_identity);
	return pair;
}

static void close_pair(struct pair *pair)
{
	ck_assert(call_close(pair->call));
}

static void pass(struct pair *pair, unsigned ms, const char *alice,
                 const char *bob)
{
	const char *const expected[] = {alice, bob};

	call_time(pair->call, ms, expected);
}

/* Either side puts the other one on hold, and takes it back (RFC 3264 8.4). */
START_TEST(hold_and_resume)
{
	struct pair pair = open_pair("hold and resume");
	struct flight *flight;

	call_establish(pair.alice, pair.bob);
	call_exchange(pair.alice, pair.bob, "INVITE", "2,hold", "2,recvonly");
	call_line(pair.alice, "local-description 2,hold");
	call_line(pair.alice, "remote-description 2,recvonly");
	call_line(pair.alice, "local-sequence 2");
	call_line(pair.bob, "local-description 2,recvonly");
	call_exchange(pair.bob, pair.alice, "INVITE", "3", "3");
	call_line(pair.bob, "local-sequence 1");
	call_line(pair.bob, "local-description 3");
	/* The same once more: nothing changes (RFC 3261 14.2). */
	flight = call_ask(pair.bob, "INVITE", NULL, "3", NULL,
	                  "accept part=offer unchanged");
	call_arrive(pair.alice, flight,
	            "accept ask=answer part=offer unchanged");
	call_arrive(pair.bob,
	            call_answer(pair.alice, flight, 200, "3", NULL,
	                        "accept part=answer unchanged"),
	            "accept ask=ack part=answer unchanged");
	call_arrive(pair.alice,
	            call_ask(pair.bob, "ACK", flight, NULL, NULL, "accept"),
	            "accept");
	call_agree(pair.alice, pair.bob);
	close_pair(&pair);
}
END_TEST

static void count_change(void *user, const struct zsip_sdp_change *change)
{
	(void)change;
	++*(size_t *)user;
}

/* What a hold changes is told by a comparison. */
START_TEST(a_hold_is_compared)
{
	struct zsip_sdp before, after;
	struct zsip_sdp_line lines[2][32];
	struct zsip_sdp_media media[2][4];
	struct pair pair = open_pair("a hold is compared");
	struct flight *flight;
	size_t count = 0;

	call_establish(pair.alice, pair.bob);
	flight = call_ask(pair.alice, "INVITE", NULL, "2,hold", NULL,
	                  "accept part=offer changed");
	call_arrive(pair.bob, flight, "accept ask=answer part=offer changed");
	zsip_sdp_init(&before, lines[0], 32, media[0], 4, NULL);
	zsip_sdp_init(&after, lines[1], 32, media[1], 4, NULL);
	ck_assert_uint_ne(zsip_dialog_compare(&pair.bob->script->dialog,
	                                      flight->msg.body, true, &before,
	                                      &after, count_change, &count),
	                  0);
	ck_assert_uint_ne(count, 0);
	close_pair(&pair);
}
END_TEST

/* An INVITE without an offer: the 200 has it, the ACK the answer. */
START_TEST(an_offer_in_the_200)
{
	struct pair pair = open_pair("an offer in the 200");
	struct flight *invite, *flight;

	call_establish(pair.alice, pair.bob);
	invite = call_ask(pair.alice, "INVITE", NULL, NULL, NULL, "accept");
	call_line(pair.alice, "offer due remote 2");
	call_arrive(pair.bob, invite, "accept ask=offer");
	call_line(pair.bob, "offer due local 2");
	call_line(pair.bob, "? 200 INVITE => refuse offer-due");
	flight = call_answer(pair.bob, invite, 200, "2", NULL,
	                     "accept part=offer changed");
	call_arrive(pair.alice, flight,
	            "accept ask=ack,answer part=offer changed");
	call_line(pair.alice, "? ACK => refuse answer-due");
	flight = call_ask(pair.alice, "ACK", invite, "2", NULL,
	                  "accept local-description remote-description "
	                  "part=answer changed");
	call_arrive(pair.bob, flight,
	            "accept local-description remote-description "
	            "part=answer changed");
	call_agree(pair.alice, pair.bob);
	close_pair(&pair);
}
END_TEST

/* Both send a request at once, and refuse that of the other side.  What the
 * refusals mean to them: `reason` of sending one, `waits` of each side. */
static void collide(struct pair *pair, const char *method, const char *refusal,
                    const char *reason, const unsigned *waits)
{
	struct flight *ours = call_ask(pair->alice, method, NULL, "2,hold",
	                               NULL, "accept part=offer changed");
	struct flight *theirs = call_ask(pair->bob, method, NULL, "2", NULL,
	                                 "accept part=offer changed");
	char expected[64];

	call_arrive(pair->bob, ours, refusal);
	call_arrive(pair->alice, theirs, refusal);
	ours = call_answer(pair->bob, ours, 491, NULL, NULL, reason);
	theirs = call_answer(pair->alice, theirs, 491, NULL, NULL, reason);
	snprintf(expected, sizeof(expected),
	         "accept retry-later offer-void until=%u", waits[0]);
	call_arrive(pair->alice, ours, expected);
	snprintf(expected, sizeof(expected),
	         "accept retry-later offer-void until=%u", waits[1]);
	call_arrive(pair->bob, theirs, expected);
}

static void collide_invites(struct pair *pair, unsigned alice, unsigned bob)
{
	collide(pair, "INVITE", "respond 491 local-invite-pending",
	        "accept refusal", (const unsigned[]){alice, bob});
}

/* RFC 3261 14.1: who made the Call-ID waits longer. */
START_TEST(glare)
{
	struct pair pair = open_pair("glare");

	call_establish(pair.alice, pair.bob);
	call_line(pair.alice, "set random=5");
	call_line(pair.bob, "set random=5");
	collide_invites(&pair, 2150, 50);
	call_line(pair.alice, "deadlines retry=2150");
	call_line(pair.bob, "deadlines retry=50");
	call_line(pair.bob,
	          "? INVITE description => refuse retry-later until=50");
	call_line(pair.alice,
	          "? UPDATE description => refuse retry-later until=2150");
	call_line(pair.alice, "? BYE => accept terminated usage-ended");
	pass(&pair, 49, "nothing", "nothing");
	pass(&pair, 1, "nothing", "1 retry-due ask=retry");
	/* The one whose time is first is let in. */
	call_exchange(pair.bob, pair.alice, "INVITE", "3", "3");
	pass(&pair, 2100, "2100 retry-due ask=retry", "nothing");
	call_exchange(pair.alice, pair.bob, "INVITE", "4,hold", "4,recvonly");
	call_line(pair.alice, "deadlines none");
	call_line(pair.bob, "deadlines none");
	close_pair(&pair);
}
END_TEST

/* RFC 3261 14.1: 2.1 to 4 seconds, or 0 to 2, in units of 10 ms. */
START_TEST(glare_takes_any_time_of_its_windows)
{
	static const struct {
		const char *random;
		unsigned alice, bob;
	} rows[] = {{"set random=0", 2100, 0},
	            {"set random=190", 4000, 1900},
	            {"set random=191", 2100, 1910},
	            {"set random=200", 2190, 2000},
	            {"set random=201", 2200, 0}};
	struct pair pair = open_pair("windows");

	call_establish(pair.alice, pair.bob);
	call_line(pair.alice, rows[_i].random);
	call_line(pair.bob, rows[_i].random);
	collide_invites(&pair, rows[_i].alice, rows[_i].bob);
	close_pair(&pair);
}
END_TEST

/* RFC 3311 5.2, 5.3. */
START_TEST(glare_of_updates)
{
	struct pair pair = open_pair("glare of UPDATEs");

	call_establish(pair.alice, pair.bob);
	collide(&pair, "UPDATE", "respond 491 local-exchange part=other",
	        "accept", (const unsigned[]){2100, 0});
	call_line(pair.alice, "deadlines retry=2100");
	call_line(pair.bob, "deadlines retry=0");
	pass(&pair, 0, "nothing", "0 retry-due ask=retry");
	call_exchange(pair.bob, pair.alice, "UPDATE", "3", "3");
	pass(&pair, 2100, "2100 retry-due ask=retry", "nothing");
	call_exchange(pair.alice, pair.bob, "UPDATE", "4", "4");
	close_pair(&pair);
}
END_TEST

/* The value of the only header field of a kind. */
static struct zsip_slice value_of(const struct flight *flight,
                                  enum zsip_header id)
{
	const struct zsip_field *field =
	        zsip_field_find(&flight->msg, id, NULL);

	ck_assert_ptr_nonnull(field);
	return field->value;
}

/* RFC 3261 14.2: the session stays as it was. */
START_TEST(an_offer_is_refused)
{
	struct pair pair = open_pair("488");
	struct flight *invite, *flight;

	call_establish(pair.alice, pair.bob);
	invite = call_ask(pair.alice, "INVITE", NULL, "2,streams=2", NULL,
	                  "accept part=offer changed");
	call_arrive(pair.bob, invite, "accept ask=answer part=offer changed");
	zsip_decision_refuse_offer(&invite->decision, 304);
	flight = call_answer(pair.bob, invite, invite->decision.code, NULL,
	                     NULL, "accept offer-void");
	ck_assert_uint_eq(flight->msg.status_code, 488);
	ck_assert(zsip_slice_equal(
	        value_of(flight, ZSIP_HDR_WARNING),
	        zsip_slice_from(
	                "304 example.com \"Media type not available\"")));
	call_arrive(pair.alice, flight, "accept offer-void");
	call_line(pair.alice, "local-description 1");
	call_line(pair.bob, "remote-description 1");
	call_line(pair.alice, "state confirmed");
	call_agree(pair.alice, pair.bob);
	call_exchange(pair.alice, pair.bob, "INVITE", "3", "3");
	close_pair(&pair);
}
END_TEST

/* RFC 3261 14.2: one INVITE after the other. */
START_TEST(a_second_invite_comes_too_early)
{
	struct pair pair = open_pair("a second INVITE");
	struct flight *invite, *other, *flight;

	call_establish(pair.alice, pair.bob);
	invite = call_ask(pair.alice, "INVITE", NULL, "2", NULL,
	                  "accept part=offer changed");
	call_arrive(pair.bob, invite, "accept ask=answer part=offer changed");
	call_line(pair.alice,
	          "? INVITE description => refuse local-invite-pending");
	call_line(pair.bob,
	          "? INVITE description => refuse remote-invite-pending");
	/* One that does not care. */
	pair.alice->script->dialog.session.local.state = ZSIP_INVITE_NONE;
	pair.alice->script->dialog.session.offer = ZSIP_OFFER_NONE;
	other = call_ask(pair.alice, "INVITE", NULL, NULL, NULL, "accept");
	call_line(pair.bob, "set random=18");
	call_arrive(pair.bob, other,
	            "respond 500 remote-invite-pending retry-after=7");
	flight = call_answer(pair.bob, other, other->decision.code, NULL, NULL,
	                     "accept refusal");
	ck_assert(zsip_slice_equal(value_of(flight, ZSIP_HDR_RETRY_AFTER),
	                           zsip_slice_from("7")));
	/* The first one goes on. */
	call_line(pair.bob, "remote pending 2");
	call_answer(pair.bob, invite, 200, "2", NULL,
	            "accept local-description remote-description "
	            "part=answer changed");
	close_pair(&pair);
}
END_TEST

START_TEST(updates)
{
	struct pair pair = open_pair("UPDATE");
	struct flight *update;

	call_establish(pair.alice, pair.bob);
	call_exchange(pair.alice, pair.bob, "UPDATE", "2,hold", "2,recvonly");
	call_exchange(pair.bob, pair.alice, "UPDATE", "3", "3");
	/* Without an offer it refreshes the target alone. */
	update = call_ask(pair.alice, "UPDATE", NULL, NULL, NULL, "accept");
	call_arrive(pair.bob, update, "accept");
	call_arrive(pair.alice,
	            call_answer(pair.bob, update, 200, NULL, NULL, "accept"),
	            "accept");
	call_agree(pair.alice, pair.bob);
	close_pair(&pair);
}
END_TEST

/* Session timers */

#define TIMED "Supported: timer\nSession-Expires: 1800;refresher=uac"
#define AGREED                                                                 \
	"Supported: timer\nRequire: timer\n"                                   \
	"Session-Expires: 1800;refresher=uac"

static void establish_timed(struct pair *pair)
{
	struct flight *invite =
	        call_ask(pair->alice, "INVITE", NULL, "1", TIMED, NULL);
	struct flight *flight;

	call_arrive(pair->bob, invite, NULL);
	flight = call_answer(pair->bob, invite, 200, "1", AGREED,
	                     "accept local-description remote-description "
	                     "session-timer part=answer first");
	call_arrive(pair->alice, flight,
	            "accept ask=ack local-description remote-description "
	            "session-timer part=answer first");
	call_arrive(pair->bob,
	            call_ask(pair->alice, "ACK", invite, NULL, NULL, "accept"),
	            "accept");
	call_line(pair->alice, "timer local 1800");
	call_line(pair->bob, "timer remote 1800");
	call_line(pair->alice, "deadlines refresh=900000 session=1800000");
	call_line(pair->bob, "deadlines session=1768000");
	call_agree(pair->alice, pair->bob);
}

/* RFC 4028 10: half the interval; who waits ends it a little earlier. */
START_TEST(a_session_is_refreshed)
{
	struct pair pair = open_pair("session timer");
	struct flight *update;

	establish_timed(&pair);
	pass(&pair, 900000, "900000 session-refresh ask=refresh", "nothing");
	update = call_ask(pair.alice, "UPDATE", NULL, NULL, TIMED, "accept");
	call_arrive(pair.bob, update, "accept");
	call_arrive(pair.alice,
	            call_answer(pair.bob, update, 200, NULL, AGREED, "accept"),
	            "accept");
	call_line(pair.alice, "deadlines refresh=900000 session=1800000");
	call_line(pair.bob, "deadlines session=1768000");
	call_agree(pair.alice, pair.bob);
	/* This time nobody does anything. */
	pass(&pair, 1800000,
	     "900000 session-refresh ask=refresh | "
	     "1800000 session-expired ask=bye",
	     "1768000 session-expired ask=bye");
	close_pair(&pair);
}
END_TEST

/* RFC 4028 6, 7.4: the interval is too short for the other side. */
START_TEST(an_interval_is_too_short)
{
	struct pair pair = open_pair("422");
	struct flight *update, *flight;

	establish_timed(&pair);
	call_line(pair.bob, "set min-se=120");
	update = call_ask(pair.alice, "UPDATE", NULL, NULL,
	                  "Supported: timer\nSession-Expires: 100", "accept");
	call_arrive(pair.bob, update,
	            "respond 422 session-interval min-se=120");
	flight = call_answer(pair.bob, update, 422, NULL, NULL, "accept");
	ck_assert(zsip_slice_equal(value_of(flight, ZSIP_HDR_MIN_SE),
	                           zsip_slice_from("120")));
	call_arrive(pair.alice, flight,
	            "accept session-interval ask=retry min-se=120");
	call_line(pair.alice, "min-se 120");
	call_line(pair.alice, "timer local 1800");
	/* The same with the other side's least. */
	update = call_ask(pair.alice, "UPDATE", NULL, NULL,
	                  "Supported: timer\nMin-SE: 120\n"
	                  "Session-Expires: 120;refresher=uac",
	                  "accept");
	call_arrive(pair.bob, update, "accept");
	flight = call_answer(pair.bob, update, 200, NULL,
	                     "Require: timer\n"
	                     "Session-Expires: 120;refresher=uac",
	                     "accept session-timer");
	call_arrive(pair.alice, flight, "accept session-timer");
	call_line(pair.alice, "deadlines refresh=60000 session=120000");
	call_line(pair.bob, "deadlines session=88000");
	close_pair(&pair);
}
END_TEST

TCase *call_changes_tcase(void)
{
	TCase *tcase = tcase_create("call changes");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, hold_and_resume);
	tcase_add_test(tcase, a_hold_is_compared);
	tcase_add_test(tcase, an_offer_in_the_200);
	tcase_add_test(tcase, glare);
	tcase_add_loop_test(tcase, glare_takes_any_time_of_its_windows, 0, 5);
	tcase_add_test(tcase, glare_of_updates);
	tcase_add_test(tcase, an_offer_is_refused);
	tcase_add_test(tcase, a_second_invite_comes_too_early);
	tcase_add_test(tcase, updates);
	tcase_add_test(tcase, a_session_is_refreshed);
	tcase_add_test(tcase, an_interval_is_too_short);
	return tcase;
}
