#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow_run.h"

void flow_run_open(struct flow_run *run)
{
	*run = (struct flow_run){.sound = true};
	zsip_flow_init(&run->flow, NULL, 0, UINT64_C(0x5a17));
}

void flow_run_close(struct flow_run *run)
{
	for (size_t i = 0; i < run->copied; i++)
		free(run->copies[i]);
	free(run->copies);
	free(run->flow.messages);
	text_free(&run->findings);
}

static bool is_inside(const struct zsip_flow *flow, uint32_t index,
                      struct zsip_slice bytes)
{
	struct zsip_slice text = flow->messages[index].text;

	return bytes.ptr >= text.ptr &&
	       bytes.ptr + bytes.len <= text.ptr + text.len;
}

static void add_bytes(struct text *text, struct zsip_slice bytes)
{
	if (bytes.ptr == NULL)
		text_add(text, "-");
	else
		text_bytes(text, bytes.ptr, bytes.len);
}

static void report(void *user, const struct zsip_flow_finding *finding)
{
	struct flow_run *run = user;
	const struct zsip_flow *flow = &run->flow;

	run->count++;
	run->sound = run->sound && finding->message < flow->count &&
	             is_inside(flow, finding->message, finding->bytes);
	text_add(&run->findings, "%s %u ", finding->rule->name,
	         (unsigned)finding->message + 1);
	if (finding->other == ZSIP_FLOW_NONE)
		text_add(&run->findings, "- ");
	else
		text_add(&run->findings, "%u ", (unsigned)finding->other + 1);
	add_bytes(&run->findings, finding->bytes);
	text_add(&run->findings, " => ");
	add_bytes(&run->findings, finding->other_bytes);
	text_add(&run->findings, "\n");
	if (finding->other_bytes.ptr != NULL)
		run->sound =
		        run->sound && finding->other < flow->count &&
		        is_inside(flow, finding->other, finding->other_bytes);
}

/* Where realloc() would leave them a reader of the old ones would not be
 * noticed. */
static void grow(struct zsip_flow *flow)
{
	struct zsip_flow_message *more =
	        malloc((flow->count + 1) * sizeof(*more));

	ck_assert_ptr_nonnull(more);
	if (flow->count != 0)
		memcpy(more, flow->messages, flow->count * sizeof(*more));
	free(flow->messages);
	flow->messages = more;
	flow->max_messages = flow->count + 1;
}

static char *keep(struct flow_run *run, const struct flow_text *message)
{
	char *copy = malloc(message->text.len + (message->text.len == 0));

	run->copies =
	        realloc(run->copies, (run->copied + 1) * sizeof(*run->copies));
	ck_assert(copy != NULL && run->copies != NULL);
	if (message->text.len != 0)
		memcpy(copy, message->text.data, message->text.len);
	run->copies[run->copied++] = copy;
	return copy;
}

static struct zsip_slice slice_of(const char *text)
{
	return text == NULL ? (struct zsip_slice){NULL, 0}
	                    : zsip_slice_from(text);
}

void flow_run_add(struct flow_run *run, const struct flow_text *message)
{
	struct zsip_field fields[FLOW_FIELDS];
	struct zsip_flow_place place = {.source = slice_of(message->source),
	                                .destination =
	                                        slice_of(message->destination),
	                                .time = message->time,
	                                .has_time = message->has_time};
	struct zsip_message msg;
	char *bytes = keep(run, message);

	zsip_message_init(&msg, fields, FLOW_FIELDS, NULL);
	zsip_message_parse(&msg, bytes, message->text.len, NULL);
	if (zsip_flow_add(&run->flow, &msg, &place, report, run) ==
	    ZSIP_E_TOO_MANY) {
		grow(&run->flow);
		ck_assert_int_eq(
		        zsip_flow_add(&run->flow, &msg, &place, report, run),
		        ZSIP_OK);
	}
	memset(fields, '#', sizeof(fields));
}

void flow_run_end(struct flow_run *run)
{
	zsip_flow_end(&run->flow, report, run);
}

/* Relations */

static void add_index(struct text *text, uint32_t index)
{
	if (index == ZSIP_FLOW_NONE)
		text_add(text, "-");
	else
		text_add(text, "%u", (unsigned)index + 1);
}

static const char *side_name(unsigned side)
{
	return side == ZSIP_FLOW_CALLER   ? "caller"
	       : side == ZSIP_FLOW_CALLED ? "called"
	                                  : "-";
}

static const char *part_name(unsigned part)
{
	static const char *const names[] = {"-", "offer", "answer", "early",
	                                    "again"};

	return part < sizeof(names) / sizeof(*names) ? names[part] : "?";
}

static void add_member(const struct zsip_flow_message *rec, const char *name,
                       size_t len, struct text *text)
{
#define INDEX(member)                                                          \
	if (len == strlen(#member) && strncmp(name, #member, len) == 0)        \
		add_index(text, rec->member);
	INDEX(request)
	INDEX(retransmits)
	INDEX(forwards)
	INDEX(original)
	INDEX(dialog)
	INDEX(offer)
	INDEX(previous)
#undef INDEX
	if (len == 4 && strncmp(name, "side", len) == 0)
		text_add(text, "%s", side_name(rec->side));
	if (len == 4 && strncmp(name, "part", len) == 0)
		text_add(text, "%s", part_name(rec->part));
	if (len == 6 && strncmp(name, "copies", len) == 0)
		text_add(text, "%u", (unsigned)rec->copies);
	if (len == 6 && strncmp(name, "broken", len) == 0)
		text_add(text, "%d", (rec->flags & ZSIP_FLOW_BROKEN) != 0);
}

void flow_run_relations(const struct flow_run *run, const char *line,
                        struct text *text)
{
	char *words;
	unsigned long number = strtoul(line + 1, &words, 10);

	ck_assert_msg(number >= 1 && number <= run->flow.count, "%s", line);
	text_add(text, "@%lu", number);
	while (*words == ' ') {
		size_t len = strcspn(++words, "=");

		text_add(text, " %.*s=", (int)len, words);
		add_member(&run->flow.messages[number - 1], words, len, text);
		words += strcspn(words, " ");
	}
}
