/*
 * Call flows that the RFCs show, through the dialogs of each user agent in
 * them: what it sends may be sent, what it receives is accepted, and what it
 * refuses is what its dialog says.
 */

#include "test_flow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call_file.h"
#include "tally.h"
#include "zsip_dialog.h"

enum { MESSAGES = CALL_FILE_MESSAGES, FIELDS = 64, DIALOGS = 16, ARENA = 8192 };

/* A user agent in a flow. */
struct agent {
	const char *path;
	const struct call_file *file;
	struct zsip_slice name;
	struct zsip_message messages[MESSAGES]; /* of the file */
	struct zsip_field fields[MESSAGES][FIELDS];
	struct zsip_dialog dialogs[DIALOGS];
	char arenas[DIALOGS][ARENA];
	size_t count;
	uint64_t now;
	unsigned failures;
};

static bool is_same(struct zsip_slice a, struct zsip_slice b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

static bool sends(const struct agent *agent, size_t number)
{
	return is_same(agent->file->messages[number].source, agent->name);
}

static bool receives(const struct agent *agent, size_t number)
{
	return is_same(agent->file->messages[number].destination, agent->name);
}

static bool is_request(const struct zsip_message *msg)
{
	return msg->status_code == 0;
}

static enum zsip_method method_of(const struct zsip_message *msg)
{
	struct zsip_core core;

	zsip_core_parse(msg, &core, NULL);
	return zsip_method_find(core.cseq.method);
}

static size_t count_vias(const struct zsip_message *msg)
{
	struct zsip_list list;
	size_t count = 0;

	zsip_list_start(&list, msg, ZSIP_HDR_VIA);
	while (zsip_list_next(&list, NULL, NULL) == ZSIP_OK)
		count++;
	return count;
}

/* Who forwards requests is none. */
static bool is_user_agent(const struct agent *agent)
{
	for (size_t i = 0; i < agent->file->count; i++) {
		const struct zsip_message *msg = &agent->messages[i];

		if (sends(agent, i) && is_request(msg) && count_vias(msg) > 1)
			return false;
		if (receives(agent, i) && !is_request(msg) &&
		    count_vias(msg) > 1)
			return false;
	}
	return true;
}

/* The branch of the top Via tells a response's request. */
static bool is_of_transaction(const struct zsip_message *msg,
                              const struct zsip_message *request)
{
	struct zsip_core a, b;

	zsip_core_parse(msg, &a, NULL);
	zsip_core_parse(request, &b, NULL);
	return is_same(a.via.branch, b.via.branch) &&
	       is_same(a.cseq.method, b.cseq.method) &&
	       is_same(a.via.host, b.via.host);
}

/* The same bytes were there before: transactions absorb that, but for a 2xx to
 * an INVITE and its ACK. */
static bool is_absorbed(const struct agent *agent, size_t number)
{
	const struct call_file_message *messages = agent->file->messages;

	for (size_t i = 0; i < number; i++) {
		if (is_same(messages[i].text, messages[number].text) &&
		    is_same(messages[i].source, messages[number].source))
			return true;
	}
	return false;
}

static size_t find_request(const struct agent *agent, size_t response)
{
	for (size_t i = response; i-- > 0;) {
		if (is_request(&agent->messages[i]) &&
		    (sends(agent, i) || receives(agent, i)) &&
		    is_of_transaction(&agent->messages[response],
		                      &agent->messages[i]))
			return i;
	}
	return SIZE_MAX;
}

/* An ACK to a response that is no 2xx has the branch of the INVITE. */
static bool is_of_transactions(const struct agent *agent, size_t number)
{
	struct zsip_core ack, invite;

	if (method_of(&agent->messages[number]) != ZSIP_METHOD_ACK)
		return agent->messages[number].status_code == 100;
	zsip_core_parse(&agent->messages[number], &ack, NULL);
	for (size_t i = 0; i < number; i++) {
		zsip_core_parse(&agent->messages[i], &invite, NULL);
		if (is_request(&agent->messages[i]) &&
		    method_of(&agent->messages[i]) == ZSIP_METHOD_INVITE &&
		    is_same(ack.via.branch, invite.via.branch))
			return true;
	}
	return false;
}

static struct zsip_dialog *find_dialog(struct agent *agent, size_t number)
{
	const struct zsip_message *msg = &agent->messages[number];
	bool client = sends(agent, number) == is_request(msg);

	for (size_t i = 0; i < agent->count; i++) {
		if (zsip_dialog_matches(&agent->dialogs[i], msg,
		                        client ? ZSIP_ROLE_UAC : ZSIP_ROLE_UAS))
			return &agent->dialogs[i];
	}
	return NULL;
}

/* A dialog that a NOTIFY makes counts from its SUBSCRIBE. */
static void set_sequence(const struct agent *agent, struct zsip_dialog *dialog,
                         size_t before)
{
	struct zsip_core core;

	for (size_t i = 0; i < before; i++) {
		if (!sends(agent, i) ||
		    method_of(&agent->messages[i]) != ZSIP_METHOD_SUBSCRIBE)
			continue;
		zsip_core_parse(&agent->messages[i], &core, NULL);
		dialog->local_sequence = core.cseq.number;
		dialog->has_local_sequence = true;
	}
}

/* A response that makes a dialog, with its request. */
static struct zsip_dialog *make_dialog(struct agent *agent, size_t number)
{
	const struct zsip_message *response = &agent->messages[number];
	size_t request = find_request(agent, number);
	struct zsip_dialog *dialog = &agent->dialogs[agent->count];
	enum zsip_role role =
	        sends(agent, number) ? ZSIP_ROLE_UAS : ZSIP_ROLE_UAC;

	if (is_request(response) || request == SIZE_MAX ||
	    agent->count == DIALOGS ||
	    zsip_dialog_create(dialog, role, &agent->messages[request],
	                       response, agent->arenas[agent->count], ARENA,
	                       NULL) != ZSIP_OK)
		return NULL;
	agent->count++;
	if (role == ZSIP_ROLE_UAS && method_of(response) == ZSIP_METHOD_NOTIFY)
		set_sequence(agent, dialog, number);
	return dialog;
}

/* The code with which the agent answers a request in the flow. */
static unsigned answer_of(const struct agent *agent, size_t request)
{
	for (size_t i = request + 1; i < agent->file->count; i++) {
		const struct zsip_message *msg = &agent->messages[i];

		if (!is_request(msg) && sends(agent, i) &&
		    msg->status_code >= 200 &&
		    is_of_transaction(msg, &agent->messages[request]))
			return msg->status_code;
	}
	return 0;
}

/* Of a decision, or of a dialog that there is not. */
static void complain(struct agent *agent, size_t number,
                     const struct zsip_decision *decision)
{
	struct zsip_slice label = agent->file->messages[number].label;

	fprintf(stderr, "%s: %.*s %s %.*s: ", agent->path, (int)agent->name.len,
	        agent->name.ptr, sends(agent, number) ? "sends" : "receives",
	        (int)label.len, label.ptr);
	if (decision == NULL)
		fprintf(stderr, "no dialog\n");
	else
		fprintf(stderr, "%s, verdict %d, code %u\n",
		        decision->reason->name, (int)decision->verdict,
		        decision->code);
	agent->failures++;
}

/* A further INVITE came before it (RFC 5407 3.1.4). */
static bool is_late_ack(const struct zsip_dialog *dialog,
                        const struct zsip_message *msg)
{
	struct zsip_core core;

	zsip_core_parse(msg, &core, NULL);
	return msg->method_id == ZSIP_METHOD_ACK &&
	       core.cseq.number < dialog->session.remote.sequence;
}

static void meet(struct agent *agent, struct zsip_dialog *dialog, size_t number,
                 bool absorbed)
{
	const struct zsip_message *msg = &agent->messages[number];
	struct zsip_moment moment = {.size = sizeof(moment), .now = agent->now};
	struct zsip_decision decision;
	enum zsip_status status;

	if (sends(agent, number))
		status =
		        zsip_dialog_send(dialog, msg, &moment, &decision, NULL);
	else
		status = zsip_dialog_receive(dialog, msg, &moment, &decision,
		                             NULL);
	ck_assert_int_eq((int)status, ZSIP_OK);
	tally("flow", "messages through dialogs", 1);
	if (decision.verdict == ZSIP_VERDICT_ACCEPT ||
	    (decision.verdict == ZSIP_VERDICT_IGNORE &&
	     (absorbed || is_late_ack(dialog, msg))) ||
	    (decision.verdict == ZSIP_VERDICT_RESPOND &&
	     decision.code == answer_of(agent, number)))
		return;
	complain(agent, number, &decision);
}

/* A 2xx to a request without To tag; of a REFER unless there is no subscription
 * (RFC 4488 4). */
static bool makes_dialog(const struct agent *agent, size_t number)
{
	const struct zsip_message *msg = &agent->messages[number];
	enum zsip_method method = method_of(msg);
	size_t request = find_request(agent, number);
	struct zsip_dialog_key key;

	return msg->status_code / 100 == 2 && request != SIZE_MAX &&
	       (method == ZSIP_METHOD_INVITE ||
	        method == ZSIP_METHOD_SUBSCRIBE ||
	        method == ZSIP_METHOD_REFER) &&
	       zsip_field_find(msg, ZSIP_HDR_REFER_SUB, NULL) == NULL &&
	       zsip_dialog_key_of(&key, &agent->messages[request],
	                          ZSIP_ROLE_UAC, NULL) == ZSIP_OK &&
	       key.remote_tag.ptr == NULL;
}

static void step(struct agent *agent, size_t number)
{
	const struct zsip_message *msg = &agent->messages[number];
	enum zsip_method method = method_of(msg);
	bool absorbed = is_absorbed(agent, number);
	struct zsip_dialog *dialog;

	/* What got a 491 is tried again after some time. */
	agent->now += msg->status_code == 491 ? 4000 : 100;
	if (is_of_transactions(agent, number) ||
	    (absorbed &&
	     (sends(agent, number) ||
	      (method != ZSIP_METHOD_ACK &&
	       (method != ZSIP_METHOD_INVITE || msg->status_code / 100 != 2)))))
		return;
	dialog = find_dialog(agent, number);
	if (dialog == NULL)
		dialog = make_dialog(agent, number);
	if (dialog != NULL)
		meet(agent, dialog, number, absorbed);
	else if (makes_dialog(agent, number))
		complain(agent, number, NULL);
}

static void parse_all(struct agent *agent)
{
	for (size_t i = 0; i < agent->file->count; i++) {
		struct zsip_slice text = agent->file->messages[i].text;

		zsip_message_init(&agent->messages[i], agent->fields[i], FIELDS,
		                  NULL);
		ck_assert_int_eq(zsip_message_parse(&agent->messages[i],
		                                    text.ptr, text.len, NULL),
		                 ZSIP_OK);
	}
}

static bool was_before(const struct call_file *file, size_t number)
{
	for (size_t i = 0; i < number; i++) {
		if (is_same(file->messages[i].source,
		            file->messages[number].source))
			return true;
	}
	return false;
}

static bool exists(const char *path, const char *suffix)
{
	char name[1024];
	FILE *in;

	snprintf(name, sizeof(name), "%s%s.sip", path, suffix);
	in = fopen(name, "rb");
	if (in != NULL)
		fclose(in);
	return in != NULL;
}

/* Where messages cross, a file has the order of one side. */
static bool is_order_of(const char *path, struct zsip_slice agent)
{
	static const struct {
		const char *suffix, *agent;
	} sides[] = {{"-caller", "alice"}, {"-callee", "bob"}};

	for (size_t i = 0; i < sizeof(sides) / sizeof(*sides); i++) {
		bool is_its = is_same(zsip_slice_from(sides[i].agent), agent);
		const char *end = strstr(path, sides[i].suffix);

		if (end != NULL ? !is_its
		                : is_its && exists(path, sides[i].suffix))
			return false;
	}
	return true;
}

/* All user agents of one file, PATH.sip. */
static unsigned run_file(const char *path)
{
	static struct call_file file;
	static struct agent agent;
	unsigned failures = 0;
	char why[5000] = "";

	ck_assert_msg(call_file_open(&file, path, why, sizeof(why)), "%s", why);
	for (size_t i = 0; i < file.count; i++) {
		if (was_before(&file, i) ||
		    !is_order_of(path, file.messages[i].source))
			continue;
		memset(&agent, 0, sizeof(agent));
		agent.path = path;
		agent.file = &file;
		agent.name = file.messages[i].source;
		parse_all(&agent);
		if (!is_user_agent(&agent))
			continue;
		for (size_t j = 0; j < file.count; j++) {
			if (sends(&agent, j) || receives(&agent, j))
				step(&agent, j);
		}
		failures += agent.failures;
	}
	call_file_close(&file);
	return failures;
}

START_TEST(dialogs_let_flows_pass)
{
	ck_assert_uint_eq(call_files_each(call_folders[_i], run_file), 0);
}
END_TEST

TCase *flow_dialogs_tcase(void)
{
	TCase *tcase = tcase_create("flow-dialogs");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, dialogs_let_flows_pass, 0, CALL_FOLDERS);
	return tcase;
}
