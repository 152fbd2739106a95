#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "script.h"
#include "script_parts.h"

enum { BEGINNING = 1000000 };

void script_fault(struct script *script, const char *format, ...)
{
	char what[sizeof(script->last_fault)];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	if (strcmp(what, script->last_fault) == 0)
		return;
	strcpy(script->last_fault, what);
	text_add(script->faults, "%s: %.80s\n    %.300s\n    %s\n",
	         script->path, script->title, script->line, what);
}

/* Events */

/* Leaves out blanks that are too many, as where lines go on. */
static void squeeze(struct text *out, const char *from)
{
	text_add(out, "%s", "");
	while (*from != '\0') {
		size_t len = strcspn(from, " ");

		if (len != 0)
			text_add(out, "%s%.*s", out->len != 0 ? " " : "",
			         (int)len, from);
		from += len + strspn(from + len, " ");
	}
}

static void expect(struct script *script, const struct text *got)
{
	struct text expected = {0}, squeezed = {0};

	if (script->step->expected != NULL &&
	    strcmp(script->step->expected, "*") == 0)
		return;
	squeeze(&expected,
	        script->step->expected != NULL ? script->step->expected : "");
	squeeze(&squeezed, got->len != 0 ? got->data : "");
	if (script->step->expected == NULL)
		script_fault(script, "nothing is expected: %s", squeezed.data);
	else if (strcmp(expected.data, squeezed.data) != 0)
		script_fault(script, "but: %s", squeezed.data);
	text_free(&expected);
	text_free(&squeezed);
}

static void expect_outcome(struct script *script, const struct outcome *out)
{
	struct text got = {0};

	if (out->status == ZSIP_OK)
		script_decision(script, &got, &out->decision, true);
	else
		text_add(&got, "error %s %s", zsip_status_name(out->status),
		         out->error.expected);
	expect(script, &got);
	text_free(&got);
}

static void set_moment(struct zsip_moment *moment, const struct option *options,
                       size_t count)
{
	const struct {
		const char *name;
		uint32_t *member;
	} rows[] = {
	        {"random", &moment->random},
	        {"t1", &moment->t1},
	        {"t2", &moment->t2},
	        {"min-se", &moment->min_se},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *value = script_option(options, count, rows[i].name);

		if (value != NULL)
			*rows[i].member = (uint32_t)strtoul(value, NULL, 10);
	}
}

static struct zsip_moment moment_of(const struct script *script)
{
	struct zsip_moment moment = script->moment;

	set_moment(&moment, script->step->words, script->step->count);
	return moment;
}

static struct zsip_slice slice_of(const struct text *text)
{
	return (struct zsip_slice){text->data, text->len};
}

/* The dialog that a NOTIFY makes goes on where its SUBSCRIBE or REFER was. */
static void set_sequence(struct script *script, const struct past_request *made)
{
	for (size_t i = 0; i < script->request_count; i++) {
		const struct past_request *past = &script->requests[i];

		if (!past->sent || made->sent)
			continue;
		script->dialog.has_local_sequence = true;
		script->dialog.local_sequence =
		        (uint32_t)strtoul(past->number, NULL, 10);
	}
}

/* Whether there is a dialog now that the message is a part of. */
static bool make(struct script *script, const struct message_step *message,
                 const struct past_request *request, struct zsip_slice text,
                 struct outcome *out)
{
	if (script->made)
		return true;
	if (message->code <= 100 || message->code >= 300 || request == NULL)
		return false;
	script_create(script, message->sent ? ZSIP_ROLE_UAS : ZSIP_ROLE_UAC,
	              slice_of(&request->message), text, out);
	script->made = out->status == ZSIP_OK;
	if (script->made && strcmp(request->method, "NOTIFY") == 0)
		set_sequence(script, request);
	return script->made;
}

/* "INVITE 1 OPTION..." and "180 INVITE 1 OPTION..." */
static bool read_message_step(const struct step *step,
                              struct message_step *message)
{
	size_t at = 1;

	*message = (struct message_step){.sent = *step->words[0].name == '>'};
	if (step->count < 3)
		return false;
	message->code = (unsigned)strtoul(step->words[1].name, NULL, 10);
	at += message->code != 0;
	if (at + 2 > step->count)
		return false;
	message->method = step->words[at].name;
	message->number = step->words[at + 1].name;
	message->options = &step->words[at + 2];
	message->count = step->count - at - 2;
	for (size_t i = 0; i < message->count; i++) {
		if (!script_is_option(&message->options[i]))
			return false;
	}
	return true;
}

static bool do_message(struct script *script)
{
	struct message_step message;
	struct past_request *request;
	struct outcome out = {.status = ZSIP_OK};
	struct feeding feeding = {.moment = moment_of(script)};
	struct text text = {0};

	if (!read_message_step(script->step, &message))
		return false;
	request = script_message(script, &message, &text);
	feeding.kind = message.sent ? SENT : RECEIVED;
	feeding.text = slice_of(&text);
	if (make(script, &message, request, feeding.text, &out)) {
		script_feed(script, &feeding, &out);
		expect_outcome(script, &out);
	} else if (out.status != ZSIP_OK) {
		expect_outcome(script, &out);
	} else if (script->step->expected != NULL) {
		script_fault(script, "there is no dialog yet");
	}
	text_free(&text);
	return true;
}

static bool do_intent(struct script *script)
{
	const struct step *step = script->step;
	struct zsip_moment moment = moment_of(script);
	struct zsip_intent intent = {.method = ZSIP_METHOD_OTHER};
	struct zsip_decision decision;
	struct text got = {0};
	size_t at = 1;

	if (!script->made || step->count < 2)
		return false;
	intent.code = (unsigned)strtoul(step->words[at].name, NULL, 10);
	at += intent.code != 0;
	if (at == step->count)
		return false;
	intent.method = zsip_method_find(zsip_slice_from(step->words[at].name));
	intent.reliable =
	        script_option(step->words, step->count, "reliable") != NULL;
	intent.description =
	        script_option(step->words, step->count, "description") != NULL;
	zsip_dialog_may_send(&script->dialog, &intent, &moment, &decision);
	script_decision(script, &got, &decision, true);
	expect(script, &got);
	text_free(&got);
	return true;
}

/* "unanswered METHOD CSEQ CODE" */
static bool do_unanswered(struct script *script)
{
	const struct step *step = script->step;
	struct feeding feeding = {.kind = UNANSWERED,
	                          .moment = moment_of(script)};
	const struct past_request *request;
	struct outcome out;

	if (!script->made || step->count < 4)
		return false;
	request = script_request(script, true, step->words[1].name,
	                         step->words[2].name);
	if (request == NULL)
		return false;
	feeding.text = slice_of(&request->message);
	feeding.code = (unsigned)strtoul(step->words[3].name, NULL, 10);
	script_feed(script, &feeding, &out);
	expect_outcome(script, &out);
	return true;
}

/* All that is due now. */
static void expire(struct script *script, uint64_t begin, struct text *got)
{
	struct feeding feeding = {.kind = EXPIRED, .moment = moment_of(script)};
	struct outcome out;

	for (size_t i = 0; i < 100; i++) {
		feeding.moment.now = script->moment.now;
		script_feed(script, &feeding, &out);
		if (!out.due)
			return;
		text_add(got, "%s %llu", got->len != 0 ? " |" : "",
		         (unsigned long long)(script->moment.now - begin));
		script_decision(script, got, &out.decision, false);
	}
	script_fault(script, "it never ends");
}

/* "time MS" and "late MS" */
static bool do_time(struct script *script, bool stops)
{
	uint64_t begin = script->moment.now, end;
	struct text got = {0};

	if (!script->made || script->step->count < 2)
		return false;
	end = begin + strtoul(script->step->words[1].name, NULL, 10);
	while (stops &&
	       zsip_dialog_next_deadline(&script->dialog, NULL) < end) {
		script->moment.now =
		        zsip_dialog_next_deadline(&script->dialog, NULL);
		if (script->moment.now < begin)
			script->moment.now = begin;
		expire(script, begin, &got);
	}
	script->moment.now = end;
	expire(script, begin, &got);
	if (got.len == 0)
		text_add(&got, "nothing");
	expect(script, &got);
	text_free(&got);
	return true;
}

static bool do_without(struct script *script)
{
	const struct step *step = script->step;

	for (size_t i = 1; i < step->count; i++) {
		const char *what = step->words[i].name;

		if (strcmp(what, "descriptions") == 0)
			script->without_descriptions = true;
		else if (strcmp(what, "usages") == 0)
			script->without_usages = true;
		else if (strcmp(what, "timers") == 0)
			script->without_timers = true;
		else
			return false;
	}
	return true;
}

/* A line of facts. */
static bool do_fact(struct script *script)
{
	const char *name = script->step->words[0].name;
	const char *expected = script->line + strlen(name);
	struct text got = {0};

	expected += strspn(expected, " ");
	if (!script->made || !script_fact(script, &got, name))
		return false;
	if (strcmp(got.data, expected) != 0)
		script_fault(script, "but: %s", got.data);
	text_free(&got);
	return true;
}

static bool do_step(struct script *script)
{
	const char *what = script->step->words[0].name;

	if (strcmp(what, "<") == 0 || strcmp(what, ">") == 0)
		return do_message(script);
	if (strcmp(what, "?") == 0)
		return do_intent(script);
	if (strcmp(what, "unanswered") == 0)
		return do_unanswered(script);
	if (strcmp(what, "time") == 0 || strcmp(what, "late") == 0)
		return do_time(script, *what == 't');
	if (strcmp(what, "without") == 0)
		return do_without(script);
	if (strcmp(what, "set") != 0)
		return do_fact(script);
	set_moment(&script->moment, script->step->words, script->step->count);
	return true;
}

void script_line(struct script *script, const char *line)
{
	struct step step;

	script->line = line;
	script->last_fault[0] = '\0';
	script->step = &step;
	if (!script_cut(&step, line) || !do_step(script))
		script_fault(script, "what is this?");
	free(step.copy);
}

void script_event(struct script *script, const char *line,
                  const struct feeding *feeding, const char *expected,
                  struct outcome *out)
{
	struct step step = {.expected = expected};

	script->line = line;
	script->last_fault[0] = '\0';
	script->step = &step;
	script_feed(script, feeding, out);
	expect_outcome(script, out);
}

/* Cases */

struct script *script_open(const char *path, struct text *faults)
{
	struct script *script = calloc(1, sizeof(*script));

	script->path = path;
	script->faults = faults;
	guard_open(&script->arenas[0], SCRIPT_ARENA);
	guard_open(&script->arenas[1], SCRIPT_ARENA);
	guard_open(&script->tight, 4 * SCRIPT_ARENA);
	guard_open(&script->message, SCRIPT_TEXT);
	return script;
}

static void forget(struct script *script)
{
	for (size_t i = 0; i < script->request_count; i++) {
		struct past_request *past = &script->requests[i];

		text_free(&past->via);
		text_free(&past->from);
		text_free(&past->to);
		text_free(&past->call_id);
		text_free(&past->message);
	}
	for (size_t i = 0; i < script->description_count; i++)
		text_free(&script->descriptions[i].text);
	script->request_count = script->description_count = 0;
}

void script_close(struct script *script)
{
	forget(script);
	guard_close(&script->arenas[0]);
	guard_close(&script->arenas[1]);
	guard_close(&script->tight);
	guard_close(&script->message);
	free(script);
}

void script_begin(struct script *script, const char *title)
{
	forget(script);
	script->title = title;
	script->made = false;
	script->branches = 0;
	script->without_descriptions = script->without_usages =
	        script->without_timers = false;
	script->moment = (struct zsip_moment){.size = sizeof(script->moment),
	                                      .now = BEGINNING};
}

/* Runs lines, of which some go on with the one before. */
static size_t run_lines(struct script *script, const char *const *lines)
{
	size_t count = 0;

	while (*lines != NULL) {
		struct text line = {0};

		text_add(&line, "%s", *lines++);
		while (*lines != NULL && (**lines == ' ' || **lines == '\t'))
			text_add(&line, " %s", *lines++ + 1);
		script_line(script, line.data);
		text_free(&line);
		count++;
	}
	return count;
}

size_t script_run(const char *path, struct text *faults)
{
	struct script *script = script_open(path, faults);
	struct one_case one, all = {.title = NULL};
	struct case_file file;
	size_t count = 0;

	if (!cases_open(&file, path))
		return 0;
	while (cases_next(&file, &one)) {
		if (strcmp(one.title, "in all cases") == 0) {
			all = one;
			continue;
		}
		script_begin(script, one.title);
		run_lines(script, all.parts[0]);
		count += run_lines(script, one.parts[0]);
		if (one.counts[1] != 0)
			script_fault(script, "there is but one part");
	}
	if (!cases_at_end(&file))
		text_add(faults, "%s: line %u\n", path, file.line);
	cases_close(&file);
	script_close(script);
	return count;
}
