/*
 * What holds for the calls of tests/vectors/flow, however they are met: cut off
 * on either side, with every message twice, through one more proxy.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow_run.h"
#include "tally.h"
#include "test_flow.h"

static unsigned failures, variants;

static bool is_clean(const struct flow_case *one)
{
	for (size_t i = 0; i < one->expected_count; i++) {
		if (*one->expected[i] != '@')
			return false;
	}
	return true;
}

static void expect_none(const char *name, const struct flow_case *one,
                        const char *what, size_t number, struct flow_run *run)
{
	variants++;
	flow_run_end(run);
	if (run->count != 0) {
		fprintf(stderr, "%s:%u: %s: %s %zu:\n%s", name, one->line,
		        one->title, what, number, text_get(&run->findings));
		failures++;
	}
	flow_run_close(run);
}

/* From each message on. */
static void check_tails(const char *name, const struct flow_case *one)
{
	for (size_t first = 1; is_clean(one) && first < one->count; first++) {
		struct flow_run run;

		flow_run_open(&run);
		for (size_t i = first; i < one->count; i++)
			flow_run_add(&run, &one->messages[i]);
		expect_none(name, one, "from message", first + 1, &run);
	}
}

/* Up to each message. */
static void check_heads(const char *name, const struct flow_case *one)
{
	for (size_t count = 1; is_clean(one) && count < one->count; count++) {
		struct flow_run run;

		flow_run_open(&run);
		for (size_t i = 0; i < count; i++)
			flow_run_add(&run, &one->messages[i]);
		expect_none(name, one, "up to message", count, &run);
	}
}

static void check_doubled(const char *name, const struct flow_case *one)
{
	struct flow_run run;

	/* Some have just as many retransmissions as say nothing. */
	if (!is_clean(one) || strstr(one->title, "(once)") != NULL)
		return;
	flow_run_open(&run);
	for (size_t i = 0; i < one->count; i++) {
		flow_run_add(&run, &one->messages[i]);
		flow_run_add(&run, &one->messages[i]);
	}
	expect_none(name, one, "every message twice", 0, &run);
}

/* Another proxy, without state: its Via is on top of what it sends on, with a
 * branch made from host and branch of the one below, and from the CSeq. */
static void add_via(struct flow_text *out, const struct flow_text *in)
{
	const char *text = in->text.data;
	const char *via = strstr(text, "\r\nVia:"), *branch;
	const char *cseq = strstr(text, "\r\nCSeq: ");
	size_t head;

	*out = (struct flow_text){.time = in->time, .has_time = in->has_time};
	branch = via == NULL ? NULL : strstr(via, "branch=");
	if (branch == NULL || cseq == NULL || branch > strchr(via + 2, '\r'))
		return;
	head = (size_t)(via + 2 - text);
	via = strchr(via + strlen("\r\nVia: "), ' ') + 1;
	branch += strlen("branch=");
	text_add(&out->text,
	         "%.*sVia: SIP/2.0/UDP extra.example"
	         ";branch=z9hG4bKx-%.*s-%.*s-%lu\r\n",
	         (int)head, text, (int)strcspn(via, ":;\r, "), via,
	         (int)strcspn(branch, ";\r, "), branch,
	         strtoul(cseq + strlen("\r\nCSeq: "), NULL, 10));
	text_add(&out->text, "%s", text + head);
}

static void lower_max_forwards(struct flow_text *message)
{
	char *field = strstr(message->text.data, "\r\nMax-Forwards: ");

	if (field == NULL)
		return;
	field += strlen("\r\nMax-Forwards: ");
	for (size_t i = strcspn(field, "\r"); i-- > 0;) {
		if (field[i]-- != '0')
			return;
		field[i] = '9';
	}
}

static bool is_response(const struct flow_text *message)
{
	return strncmp(message->text.data, "SIP/", 4) == 0;
}

/* Both of its sides, in the order in which it sees them. */
static void add_both(struct flow_run *run, const struct flow_text *message)
{
	struct flow_text other;

	add_via(&other, message);
	if (other.text.len == 0) {
		flow_run_add(run, message);
	} else if (is_response(message)) {
		flow_run_add(run, &other);
		flow_run_add(run, message);
	} else {
		lower_max_forwards(&other);
		flow_run_add(run, message);
		flow_run_add(run, &other);
	}
	text_free(&other.text);
}

static bool has_places(const struct flow_case *one)
{
	for (size_t i = 0; i < one->count; i++) {
		if (one->messages[i].source != NULL)
			return true;
	}
	return false;
}

static void check_proxied(const char *name, const struct flow_case *one)
{
	struct flow_run run;

	if (!is_clean(one) || has_places(one))
		return;
	flow_run_open(&run);
	for (size_t i = 0; i < one->count; i++)
		add_both(&run, &one->messages[i]);
	expect_none(name, one, "through one more proxy", 0, &run);
}

/* Only what the proxy sends to one of its sides. */
static void check_far_side(const char *name, const struct flow_case *one)
{
	struct flow_run run;

	if (!is_clean(one) || has_places(one))
		return;
	flow_run_open(&run);
	for (size_t i = 0; i < one->count; i++) {
		struct flow_text other;

		add_via(&other, &one->messages[i]);
		if (other.text.len != 0)
			flow_run_add(&run, &other);
		text_free(&other.text);
	}
	expect_none(name, one, "behind one more proxy", 0, &run);
}

/* One side of the trace is missing. */
static void check_one_way(const char *name, const struct flow_case *one)
{
	for (int requests = 0; is_clean(one) && requests < 2; requests++) {
		struct flow_run run;

		flow_run_open(&run);
		for (size_t i = 0; i < one->count; i++) {
			if (is_response(&one->messages[i]) != requests)
				flow_run_add(&run, &one->messages[i]);
		}
		variants++;
		flow_run_end(&run);
		/* That the requests are not there may be told. */
		if (requests != 0 && run.count != 0) {
			fprintf(stderr, "%s:%u: %s: requests alone:\n%s", name,
			        one->line, one->title, text_get(&run.findings));
			failures++;
		}
		flow_run_close(&run);
	}
}

#define HOLDS(name)                                                            \
	START_TEST(name)                                                       \
	{                                                                      \
		flow_each_case(check_##name);                                  \
		tally("flow", "variants of calls", variants);                  \
		ck_assert_msg(failures == 0, "%u failures", failures);         \
	}                                                                      \
	END_TEST

HOLDS(tails)
HOLDS(heads)
HOLDS(doubled)
HOLDS(proxied)
HOLDS(far_side)
HOLDS(one_way)

TCase *flow_holds_tcase(void)
{
	TCase *tcase = tcase_create("flow_holds");

	tcase_add_test(tcase, tails);
	tcase_add_test(tcase, heads);
	tcase_add_test(tcase, doubled);
	tcase_add_test(tcase, proxied);
	tcase_add_test(tcase, far_side);
	tcase_add_test(tcase, one_way);
	return tcase;
}
