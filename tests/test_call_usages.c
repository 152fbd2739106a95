/*
 * Subscriptions between two sides, message by message (RFC 5057 3, RFC 3515).
 */

#include "calling.h"
#include "test_session.h"

#define CALL_ID "12345600@atlanta.example.com"

#define ACTIVE(event, expires)                                                 \
	"Event: " event "\nSubscription-State: active;expires=" expires
#define OVER(event, reason)                                                    \
	"Event: " event "\nSubscription-State: terminated;reason=" reason

struct pair {
	struct call *call;
	struct side *alice, *bob;
};

static struct pair open_pair(const char *title)
{
	struct pair pair = {.call = call_open(title, CALL_ID)};

	pair.alice = call_side(pair.call, &alice_identity, &bob_identity);
	pair.bob = call_side(pair.call, &bob_identity, &alice_identity);
	return pair;
}

/* A request whose 200 ends what `ended` says on both sides. */
static void pass(struct side *from, struct side *to, const char *method,
                 const char *headers, const char *ended)
{
	struct flight *request =
	        call_ask(from, method, NULL, NULL, headers, "accept");

	call_arrive(to, request, "accept");
	call_arrive(from, call_answer(to, request, 200, NULL, NULL, ended),
	            ended);
}

/* RFC 5057 3.1: a transfer, whose subscription ends before the session. */
START_TEST(a_transfer)
{
	struct pair pair = open_pair("a transfer");
	struct flight *refer, *notify, *bye;

	call_establish(pair.alice, pair.bob);
	refer = call_ask(pair.alice, "REFER", NULL, NULL,
	                 "Refer-To: <sip:carol@chicago.example.com>",
	                 "accept usage-begun usage=1");
	call_arrive(pair.bob, refer, "accept usage-begun usage=1");
	/* The NOTIFY overtakes the response. */
	notify = call_ask(pair.bob, "NOTIFY", NULL, NULL, ACTIVE("refer", "60"),
	                  "accept");
	call_arrive(pair.alice, notify, "accept usage=1");
	call_line(pair.alice, "usages invite subscriber:refer:refer=60000");
	call_arrive(pair.bob,
	            call_answer(pair.alice, notify, 200, NULL, NULL, "accept"),
	            "accept");
	call_arrive(pair.alice,
	            call_answer(pair.bob, refer, 200, NULL, NULL,
	                        "accept ask=notify"),
	            "accept usage=1");
	pass(pair.bob, pair.alice, "NOTIFY", OVER("refer", "noresource"),
	     "accept usage-ended usage=1");
	call_line(pair.alice, "usages invite");
	call_line(pair.bob, "usages invite");
	bye = call_ask(pair.bob, "BYE", NULL, NULL, NULL,
	               "accept terminated usage-ended");
	call_arrive(pair.alice, bye, "accept 200 terminated usage-ended");
	call_agree(pair.alice, pair.bob);
	ck_assert(call_close(pair.call));
}
END_TEST

/* The session ends before the subscription, which keeps the dialog. */
START_TEST(a_transfer_goes_on)
{
	struct pair pair = open_pair("a transfer goes on");
	struct flight *refer, *bye;

	call_establish(pair.alice, pair.bob);
	refer = call_ask(pair.alice, "REFER", NULL, NULL,
	                 "Refer-To: <sip:carol@chicago.example.com>",
	                 "accept usage-begun");
	call_arrive(pair.bob, refer, "accept usage-begun");
	call_arrive(pair.alice,
	            call_answer(pair.bob, refer, 200, NULL, NULL,
	                        "accept ask=notify"),
	            "accept");
	bye = call_ask(pair.alice, "BYE", NULL, NULL, NULL,
	               "accept usage-ended usage=0");
	call_arrive(pair.bob, bye, "accept 200 usage-ended usage=0");
	call_arrive(pair.alice,
	            call_answer(pair.bob, bye, 200, NULL, NULL, "accept"),
	            "accept");
	call_line(pair.alice, "state confirmed");
	call_line(pair.bob, "state confirmed");
	pass(pair.bob, pair.alice, "NOTIFY", ACTIVE("refer", "60"), "accept");
	pass(pair.bob, pair.alice, "NOTIFY", OVER("refer", "noresource"),
	     "accept terminated usage-ended usage=1");
	call_agree(pair.alice, pair.bob);
	ck_assert(call_close(pair.call));
}
END_TEST

static void subscribe(struct side *from, struct side *to, const char *headers,
                      const char *granted, const char *state)
{
	struct flight *request = call_ask(from, "SUBSCRIBE", NULL, NULL,
	                                  headers, "accept usage-begun");

	call_arrive(to, request, "accept usage-begun");
	call_arrive(from,
	            call_answer(to, request, 200, NULL, granted,
	                        "accept ask=notify"),
	            "accept");
	pass(to, from, "NOTIFY", state, "accept");
}

/* RFC 5057 3.2: each side subscribes to the other one, and each of them to
 * several things; all ends by itself. */
START_TEST(subscriptions_both_ways)
{
	struct pair pair = open_pair("subscriptions both ways");
	struct flight *bye;

	call_establish(pair.alice, pair.bob);
	subscribe(pair.alice, pair.bob, "Event: presence\nExpires: 600",
	          "Expires: 600", ACTIVE("presence", "600"));
	subscribe(pair.bob, pair.alice, "Event: presence\nExpires: 3600",
	          "Expires: 1800", ACTIVE("presence", "1800"));
	subscribe(pair.bob, pair.alice, "Event: dialog;id=7\nExpires: 3600",
	          "Expires: 3600", ACTIVE("dialog;id=7", "3600"));
	call_line(pair.alice, "usages invite subscriber:presence=600000 "
	                      "notifier:presence=1800000 "
	                      "notifier:dialog;id=7=3600000");
	call_line(pair.bob, "usages invite notifier:presence=600000 "
	                    "subscriber:presence=1800000 "
	                    "subscriber:dialog;id=7=3600000");
	bye = call_ask(pair.alice, "BYE", NULL, NULL, NULL,
	               "accept usage-ended usage=0");
	call_arrive(pair.bob, bye, "accept 200 usage-ended usage=0");
	call_time(pair.call, 599999,
	          (const char *const[]){
	                  "536000 subscription-refresh ask=subscribe usage=1",
	                  "nothing"});
	call_time(pair.call, 1,
	          (const char *const[]){"1 subscription-expired",
	                                "1 subscription-expired ask=notify"});
	pass(pair.bob, pair.alice, "NOTIFY", OVER("presence", "timeout"),
	     "accept usage-ended usage=1");
	pass(pair.alice, pair.bob, "NOTIFY", OVER("presence", "deactivated"),
	     "accept usage-ended usage=2");
	pass(pair.alice, pair.bob, "NOTIFY", OVER("dialog;id=7", "deactivated"),
	     "accept terminated usage-ended usage=3");
	call_agree(pair.alice, pair.bob);
	ck_assert(call_close(pair.call));
}
END_TEST

/* One side has lost what it was: the other one is told so, usage by usage (RFC
 * 5057 5.1 (8)). */
START_TEST(a_peer_forgets)
{
	struct pair pair = open_pair("a peer forgets");
	struct flight *subscribe_again;

	call_establish(pair.alice, pair.bob);
	subscribe(pair.alice, pair.bob, "Event: presence\nExpires: 600",
	          "Expires: 600", ACTIVE("presence", "600"));
	subscribe_again =
	        call_ask(pair.alice, "SUBSCRIBE", NULL, NULL,
	                 "Event: presence\nExpires: 600", "accept usage=1");
	call_arrive(pair.bob, subscribe_again, "accept usage=1");
	call_arrive(pair.alice,
	            call_answer(pair.bob, subscribe_again, 481, NULL, NULL,
	                        "accept usage-failed usage-ended usage=1"),
	            "accept usage-failed usage-ended usage=1");
	call_line(pair.alice, "usages invite");
	call_line(pair.bob, "usages invite");
	call_agree(pair.alice, pair.bob);
	ck_assert(call_close(pair.call));
}
END_TEST

TCase *call_usages_tcase(void)
{
	TCase *tcase = tcase_create("call usages");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_transfer);
	tcase_add_test(tcase, a_transfer_goes_on);
	tcase_add_test(tcase, subscriptions_both_ways);
	tcase_add_test(tcase, a_peer_forgets);
	return tcase;
}
