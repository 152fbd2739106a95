/*
 * Call flows that the RFCs show, and others without a fault: the rules of flows
 * have nothing to say of them, nor have those of messages and of session
 * descriptions.  Neither if a trace has but a part of what went over the
 * network.
 */

#include "test_flow.h"

#include <stdio.h>
#include <string.h>

#include "checked.h"
#include "call_file.h"
#include "tally.h"
#include "zsip_flow.h"
#include "zsip_sdp.h"

enum { MESSAGES = CALL_FILE_MESSAGES, FIELDS = 64, LINES = 64, STREAMS = 8 };

/* What of a file is met, and how. */
struct trace {
	const char *path;
	const struct call_file *file;
	const char *part;      /* which part it is, for people */
	bool is_met[MESSAGES]; /* of the file's messages */
	bool has_places;
	bool twice; /* each message, one right behind the other */
	/* Numbers of the flow's records in the file. */
	size_t met[2 * MESSAGES];
	unsigned findings;
};

static bool is_same(struct zsip_slice a, struct zsip_slice b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

static struct zsip_slice label_of(const struct trace *trace, uint32_t record)
{
	return trace->file->messages[trace->met[record]].label;
}

static void report(void *user, const struct zsip_flow_finding *finding)
{
	struct trace *trace = user;
	struct zsip_slice label = label_of(trace, finding->message);

	if (finding->rule->severity < ZSIP_SEVERITY_WARNING)
		return;
	trace->findings++;
	fprintf(stderr, "%s, %s%s%s: %s at %.*s", trace->path, trace->part,
	        trace->has_places ? "" : ", no addresses",
	        trace->twice ? ", twice" : "", finding->rule->name,
	        (int)label.len, label.ptr);
	if (finding->other != ZSIP_FLOW_NONE) {
		label = label_of(trace, finding->other);
		fprintf(stderr, " beside %.*s", (int)label.len, label.ptr);
	}
	fprintf(stderr, ": %.*s\n", (int)finding->bytes.len,
	        finding->bytes.ptr);
}

static void parse(struct zsip_message *msg, struct zsip_field *fields,
                  struct zsip_slice text)
{
	zsip_message_init(msg, fields, FIELDS, NULL);
	ck_assert_int_eq(zsip_message_parse(msg, text.ptr, text.len, NULL),
	                 ZSIP_OK);
}

static struct zsip_slice call_id_of(struct zsip_slice text)
{
	struct zsip_field fields[FIELDS];
	struct zsip_message msg;
	struct zsip_core core;

	parse(&msg, fields, text);
	zsip_core_parse(&msg, &core, NULL);
	ck_assert_int_eq(core.status[ZSIP_CORE_CALL_ID], ZSIP_OK);
	return core.call_id.callid;
}

static void add(struct trace *trace, struct zsip_flow *flow, size_t number)
{
	const struct call_file_message *message =
	        &trace->file->messages[number];
	struct zsip_flow_place place = {.source = message->source,
	                                .destination = message->destination};
	struct zsip_field fields[FIELDS];
	struct zsip_message msg;

	parse(&msg, fields, message->text);
	trace->met[flow->count] = number;
	ck_assert_int_eq(zsip_flow_add(flow, &msg,
	                               trace->has_places ? &place : NULL,
	                               report, trace),
	                 ZSIP_OK);
}

/* The messages of the call that begins with one of them. */
static void run_call(struct trace *trace, size_t first)
{
	static struct zsip_flow_message records[2 * MESSAGES];
	const struct call_file *file = trace->file;
	struct zsip_slice call_id = call_id_of(file->messages[first].text);
	struct zsip_flow flow;

	zsip_flow_init(&flow, records, 2 * MESSAGES, 1);
	for (size_t i = first; i < file->count; i++) {
		if (!trace->is_met[i] ||
		    !is_same(call_id_of(file->messages[i].text), call_id))
			continue;
		add(trace, &flow, i);
		if (trace->twice)
			add(trace, &flow, i);
		trace->is_met[i] = false;
	}
	zsip_flow_end(&flow, report, trace);
}

/* With and without what is known of addresses; calls by themselves.  Where the
 * end is cut off no message is there twice: a 2xx that is sent again and again
 * until the end lacks its ACK. */
static void run(struct trace *trace, const char *part)
{
	bool is_met[MESSAGES];
	bool is_cut = strncmp(part, "without the last", 16) == 0;

	memcpy(is_met, trace->is_met, sizeof(is_met));
	trace->part = part;
	for (unsigned form = 0; form < (is_cut ? 2U : 4U); form++) {
		trace->has_places = form % 2 == 0;
		trace->twice = form >= 2;
		memcpy(trace->is_met, is_met, sizeof(is_met));
		for (size_t i = 0; i < trace->file->count; i++) {
			if (trace->is_met[i])
				run_call(trace, i);
		}
		tally("flow", "traces without a fault", 1);
	}
}

static void run_all(struct trace *trace)
{
	memset(trace->is_met, true, sizeof(trace->is_met));
	run(trace, "all of it");
}

/* A trace that begins within the call, or ends there. */
static void run_parts(struct trace *trace)
{
	size_t count = trace->file->count;
	char part[48];

	for (size_t left_out = 1; left_out <= count / 2; left_out++) {
		snprintf(part, sizeof(part), "without the first %zu", left_out);
		for (size_t i = 0; i < count; i++)
			trace->is_met[i] = i >= left_out;
		run(trace, part);
		snprintf(part, sizeof(part), "without the last %zu", left_out);
		for (size_t i = 0; i < count; i++)
			trace->is_met[i] = i + left_out < count;
		run(trace, part);
	}
}

static bool is_between(const struct call_file_message *message,
                       const struct call_file_message *other)
{
	return (is_same(message->source, other->source) &&
	        is_same(message->destination, other->destination)) ||
	       (is_same(message->source, other->destination) &&
	        is_same(message->destination, other->source));
}

/* A trace between two neighbours, and at one of them. */
static void run_places(struct trace *trace)
{
	const struct call_file *file = trace->file;
	char part[96];

	for (size_t i = 0; i < file->count; i++) {
		const struct call_file_message *one = &file->messages[i];

		snprintf(part, sizeof(part), "between %.*s and %.*s",
		         (int)one->source.len, one->source.ptr,
		         (int)one->destination.len, one->destination.ptr);
		for (size_t j = 0; j < file->count; j++)
			trace->is_met[j] = is_between(&file->messages[j], one);
		run(trace, part);
		snprintf(part, sizeof(part), "at %.*s", (int)one->source.len,
		         one->source.ptr);
		for (size_t j = 0; j < file->count; j++)
			trace->is_met[j] =
			        is_same(file->messages[j].source,
			                one->source) ||
			        is_same(file->messages[j].destination,
			                one->source);
		run(trace, part);
	}
}

static unsigned messages_by_themselves(const struct trace *trace)
{
	static struct checked checked;
	unsigned bad = 0;

	for (size_t i = 0; i < trace->file->count; i++) {
		const struct call_file_message *message =
		        &trace->file->messages[i];

		checked_run(&checked, message->text.ptr, message->text.len,
		            NULL);
		for (size_t j = 0; j < checked.count; j++) {
			const struct zsip_rule_info *rule =
			        checked.findings[j].rule;

			if (rule->severity < ZSIP_SEVERITY_WARNING)
				continue;
			fprintf(stderr, "%s, %.*s: %s\n", trace->path,
			        (int)message->label.len, message->label.ptr,
			        rule->name);
			bad++;
		}
		checked_free(&checked);
	}
	return bad;
}

static void count_finding(void *user, const struct zsip_sdp_finding *finding)
{
	unsigned *bad = user;

	if (finding->rule->severity < ZSIP_SEVERITY_WARNING)
		return;
	fprintf(stderr, "%s\n", finding->rule->name);
	++*bad;
}

static unsigned descriptions_by_themselves(const struct trace *trace)
{
	static struct zsip_sdp_line lines[LINES];
	struct zsip_sdp_media media[STREAMS];
	struct zsip_field fields[FIELDS];
	struct zsip_message msg;
	struct zsip_sdp sdp;
	unsigned bad = 0;

	for (size_t i = 0; i < trace->file->count; i++) {
		parse(&msg, fields, trace->file->messages[i].text);
		if (msg.body.len < 2 || memcmp(msg.body.ptr, "v=", 2) != 0)
			continue;
		zsip_sdp_init(&sdp, lines, LINES, media, STREAMS, NULL);
		ck_assert_int_eq(
		        zsip_sdp_parse(&sdp, msg.body.ptr, msg.body.len, NULL),
		        ZSIP_OK);
		zsip_sdp_check(&sdp, ZSIP_SDP_ROLE_UNKNOWN, count_finding,
		               &bad);
	}
	return bad;
}

/* The flow of one file, PATH.sip. */
static unsigned run_file(const char *path)
{
	static struct call_file file;
	static struct trace trace;
	char why[5000] = "";

	ck_assert_msg(call_file_open(&file, path, why, sizeof(why)), "%s", why);
	trace = (struct trace){.path = path, .file = &file};
	trace.findings = messages_by_themselves(&trace) +
	                 descriptions_by_themselves(&trace);
	run_all(&trace);
	run_parts(&trace);
	run_places(&trace);
	call_file_close(&file);
	return trace.findings;
}

START_TEST(nothing_is_found_in_flows_without_fault)
{
	ck_assert_uint_eq(call_files_each(call_folders[_i], run_file), 0);
}
END_TEST

TCase *flow_silence_tcase(void)
{
	TCase *tcase = tcase_create("flow-silence");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, nothing_is_found_in_flows_without_fault, 0,
	                    CALL_FOLDERS);
	return tcase;
}
