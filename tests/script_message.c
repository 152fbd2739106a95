#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script_parts.h"

/* A message that is being written. */
struct letter {
	struct script *script;
	const struct message_step *step;
	struct text *out;
};

/* Text of any length. */
static void add_all(struct text *out, const struct text *text)
{
	for (size_t i = 0; i < text->len; i += 512)
		text_add(out, "%.*s",
		         (int)(text->len - i < 512 ? text->len - i : 512),
		         text->data + i);
}

static const char *option(const struct letter *letter, const char *name)
{
	return script_option(letter->step->options, letter->step->count, name);
}

static bool is_field(const struct option *word)
{
	return word->value != NULL && isupper((unsigned char)*word->name);
}

static bool is_left_out(const struct option *word, const char *name)
{
	return word->value == NULL && *word->name == '-' &&
	       strcmp(word->name + 1, name) == 0;
}

/* Adds a header field unless the step has another one, or none. */
static void add(const struct letter *letter, const char *name,
                const char *value)
{
	for (size_t i = 0; i < letter->step->count; i++) {
		const struct option *word = &letter->step->options[i];

		if (is_left_out(word, name) ||
		    (is_field(word) && strcmp(word->name, name) == 0))
			return;
	}
	text_add(letter->out, "%s: %s\r\n", name, value);
}

static void add_own(const struct letter *letter)
{
	for (size_t i = 0; i < letter->step->count; i++) {
		const struct option *word = &letter->step->options[i];

		if (is_field(word))
			text_add(letter->out, "%s: %s\r\n", word->name,
			         word->value);
	}
}

/* Session descriptions */

static bool takes(const char *spec, const char *word)
{
	const char *at = strstr(spec, word);

	return at != NULL && at > spec && at[-1] == ',' &&
	       (at[strlen(word)] == '\0' || at[strlen(word)] == ',');
}

static unsigned number_of(const char *spec, const char *word, unsigned usual)
{
	const char *at = strstr(spec, word);

	return at != NULL ? (unsigned)strtoul(at + strlen(word), NULL, 10)
	                  : usual;
}

static const char *direction_of(const char *spec)
{
	if (takes(spec, "hold"))
		return "a=sendonly\r\n";
	if (takes(spec, "recvonly"))
		return "a=recvonly\r\n";
	return takes(spec, "inactive") ? "a=inactive\r\n" : "";
}

void script_describe(struct text *out, const char *spec, bool sent)
{
	unsigned streams = number_of(spec, ",streams=", 1);
	unsigned port = number_of(spec, ",port=", 40000);
	unsigned host = sent ? 1 : 2;

	text_add(out, "v=0\r\no=%s %u %s%.*s IN IP4 192.0.2.%u\r\n",
	         sent ? "us" : "peer", number_of(spec, ",id=", host),
	         takes(spec, "broken") ? "x" : "", (int)strcspn(spec, ","),
	         spec, host);
	text_add(out, "s=-\r\nc=IN IP4 192.0.2.%u\r\nt=0 0\r\n", host);
	for (unsigned i = 0; i < streams; i++)
		text_add(out, "m=%s %u RTP/AVP %u\r\n%s",
		         i == 0 ? "audio" : "video",
		         takes(spec, "rejected") ? 0 : port + 2 * i,
		         i == 0 ? number_of(spec, ",codec=", 0) : 31,
		         direction_of(spec));
}

void script_keep_description(struct script *script, const char *spec, bool sent,
                             const struct text *text)
{
	struct past_description *kept =
	        &script->descriptions[script->description_count];

	for (size_t i = 0; i < script->description_count; i++) {
		if (script->descriptions[i].sent == sent &&
		    strcmp(script->descriptions[i].spec, spec) == 0)
			return;
	}
	if (script->description_count++ == SCRIPT_DESCRIPTIONS)
		abort();
	kept->sent = sent;
	snprintf(kept->spec, sizeof(kept->spec), "%s", spec);
	kept->text = (struct text){0};
	add_all(&kept->text, text);
}

void script_description(const struct script *script, struct text *out,
                        struct zsip_slice text, bool sent)
{
	if (text.ptr == NULL) {
		text_add(out, "none");
		return;
	}
	for (size_t i = 0; i < script->description_count; i++) {
		const struct past_description *past = &script->descriptions[i];

		if (past->text.len != text.len ||
		    memcmp(past->text.data, text.ptr, text.len) != 0)
			continue;
		text_add(out, "%s%s",
		         past->sent == sent ? ""
		         : sent             ? "peer's "
		                            : "ours ",
		         past->spec);
		return;
	}
	text_bytes(out, text.ptr, text.len);
}

/* Bodies */

static void unescape(struct text *out, const char *from)
{
	for (; *from != '\0'; from++) {
		bool escape =
		        *from == '\\' && (from[1] == 'r' || from[1] == 'n');

		if (escape)
			from++;
		text_add(out, "%c",
		         !escape        ? *from
		         : *from == 'r' ? '\r'
		                        : '\n');
	}
}

/* Where descriptions are not looked at INVITE and its 2xx have some. */
static bool is_implied(const struct letter *letter)
{
	const struct message_step *step = letter->step;

	return letter->script->without_descriptions &&
	       option(letter, "-sdp") == NULL &&
	       strcmp(step->method, "INVITE") == 0 &&
	       (step->code == 0 || step->code / 100 == 2) &&
	       option(letter, "-sdp") == NULL;
}

static const char *spec_of(const struct letter *letter)
{
	static const char *const names[] = {"sdp", "offer", "answer"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (option(letter, names[i]) != NULL)
			return option(letter, names[i]);
	}
	return is_implied(letter) ? "1" : NULL;
}

static void wrap(struct text *body)
{
	struct text all = {0};

	text_add(&all, "--b1\r\nContent-Type: text/plain\r\n\r\nHello\r\n");
	text_add(&all, "--b1\r\nContent-Type: application/sdp\r\n\r\n");
	add_all(&all, body);
	text_add(&all, "\r\n--b1--\r\n");
	text_free(body);
	*body = all;
}

/* The body and its type; NULL: there is none. */
static const char *make_body(const struct letter *letter, struct text *body)
{
	const char *spec = spec_of(letter);

	if (option(letter, "body") != NULL) {
		unescape(body, option(letter, "body"));
		return "text/plain";
	}
	if (spec == NULL)
		return NULL;
	script_describe(body, spec, letter->step->sent);
	script_keep_description(letter->script, spec, letter->step->sent, body);
	if (option(letter, "multipart") == NULL)
		return "application/sdp";
	wrap(body);
	return "multipart/mixed;boundary=b1";
}

/* The end of all messages. */
static void add_rest(const struct letter *letter)
{
	struct text body = {0};
	const char *type = make_body(letter, &body);
	const char *cut = option(letter, "cut");
	char len[16];

	add_own(letter);
	if (type != NULL)
		add(letter, "Content-Type", type);
	snprintf(len, sizeof(len), "%zu", body.len);
	add(letter, "Content-Length", len);
	text_add(letter->out, "\r\n");
	if (cut != NULL)
		letter->out->len -= strtoul(cut, NULL, 10);
	else if (type != NULL)
		add_all(letter->out, &body);
	text_free(&body);
}

/* Contact of who refreshes the target by it (RFC 3261 12.2, RFC 3311 5, RFC
 * 6665 8.1, RFC 3515 2.4.2). */
static void add_contact(const struct letter *letter)
{
	static const char *const methods[] = {"INVITE", "UPDATE", "SUBSCRIBE",
	                                      "NOTIFY", "REFER"};
	unsigned code = letter->step->code;

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		if (strcmp(letter->step->method, methods[i]) == 0 &&
		    (code == 0 || (code > 100 && code < 300)))
			add(letter, "Contact",
			    letter->step->sent ? "<sip:us@192.0.2.1>"
			                       : "<sip:peer@192.0.2.2>");
	}
}

/* Requests */

struct past_request *script_request(struct script *script, bool sent,
                                    const char *method, const char *number)
{
	for (size_t i = script->request_count; i-- > 0;) {
		struct past_request *past = &script->requests[i];

		if (past->sent == sent && strcmp(past->method, method) == 0 &&
		    (number == NULL || strcmp(past->number, number) == 0))
			return past;
	}
	return NULL;
}

/* The request whose branch this one has; NULL: it has a new one. */
static struct past_request *same_transaction(const struct letter *letter)
{
	const struct message_step *step = letter->step;
	bool cancel = strcmp(step->method, "CANCEL") == 0;

	if (!cancel && option(letter, "again") == NULL)
		return NULL;
	return script_request(letter->script, step->sent,
	                      cancel ? "INVITE" : step->method, step->number);
}

static void set_address(struct text *out, const char *uri, const char *tag)
{
	bool none = tag == NULL || strcmp(tag, "none") == 0;

	text_add(out, "<%s>%s%s", uri, none ? "" : ";tag=", none ? "" : tag);
}

static const char *or_else(const char *value, const char *usual)
{
	return value != NULL ? value : usual;
}

static void set_request(const struct letter *letter, struct past_request *past,
                        const struct past_request *same)
{
	const struct message_step *step = letter->step;
	const char *uris[] = {"sip:peer@example.org", "sip:us@example.com"};
	const char *to_tag = step->sent ? "p1" : "u1";
	const char *branch = option(letter, "branch");

	if (same != NULL)
		to_tag = same->to_tag ? to_tag : NULL;
	else if (!letter->script->made && strcmp(step->method, "NOTIFY") != 0)
		to_tag = NULL;
	to_tag = or_else(option(letter, "to-tag"), to_tag);
	past->to_tag = to_tag != NULL && strcmp(to_tag, "none") != 0;
	set_address(&past->from, uris[step->sent],
	            or_else(option(letter, "tag"), step->sent ? "u1" : "p1"));
	set_address(&past->to, uris[!step->sent], to_tag);
	text_add(&past->call_id, "call@example.com");
	if (branch != NULL)
		snprintf(past->branch, sizeof(past->branch), "%s", branch);
	else if (same != NULL)
		snprintf(past->branch, sizeof(past->branch), "%s",
		         same->branch);
	else
		snprintf(past->branch, sizeof(past->branch), "n%u",
		         ++letter->script->branches);
	text_add(&past->via, "SIP/2.0/UDP 192.0.2.%d;branch=z9hG4bK%s",
	         step->sent ? 1 : 2, past->branch);
}

/* What the step's own header fields make of it, for responses to copy. */
static void override(const struct letter *letter, struct text *value,
                     const char *name)
{
	const char *own = option(letter, name);

	if (own == NULL)
		return;
	text_free(value);
	*value = (struct text){0};
	text_add(value, "%s", own);
}

static struct past_request *new_request(const struct letter *letter)
{
	struct script *script = letter->script;
	struct past_request *past = &script->requests[script->request_count];
	const struct past_request *same = same_transaction(letter);

	if (script->request_count++ == SCRIPT_REQUESTS)
		abort();
	*past = (struct past_request){.sent = letter->step->sent};
	snprintf(past->method, sizeof(past->method), "%s",
	         letter->step->method);
	snprintf(past->number, sizeof(past->number), "%s",
	         letter->step->number);
	set_request(letter, past, same);
	override(letter, &past->via, "Via");
	override(letter, &past->from, "From");
	override(letter, &past->to, "To");
	override(letter, &past->call_id, "Call-ID");
	return past;
}

static void add_usual(const struct letter *letter,
                      const struct past_request *past, const char *to)
{
	struct text sequence = {0};

	add(letter, "Via", past->via.data);
	if (letter->step->code == 0)
		add(letter, "Max-Forwards", "70");
	add(letter, "From", past->from.data);
	add(letter, "To", to);
	add(letter, "Call-ID", past->call_id.data);
	text_add(&sequence, "%s %s", letter->step->number,
	         letter->step->method);
	add(letter, "CSeq", sequence.data);
	text_free(&sequence);
	add_contact(letter);
}

static struct past_request *write_request(const struct letter *letter)
{
	struct past_request *past = new_request(letter);
	const char *usual =
	        letter->step->sent ? "sip:peer@192.0.2.2" : "sip:us@192.0.2.1";

	text_add(letter->out, "%s %s SIP/2.0\r\n", letter->step->method,
	         or_else(option(letter, "uri"), usual));
	add_usual(letter, past, past->to.data);
	return past;
}

/* Responses */

/* To of a response: of its request, and the tag of who sends it. */
static void add_to(const struct letter *letter, const struct past_request *past,
                   struct text *to)
{
	const char *usual = letter->step->sent ? "u1" : "p1";
	const char *tag = option(letter, "tag");

	text_add(to, "%s", past->to.data);
	if (tag == NULL && letter->step->code == 100)
		return;
	tag = tag != NULL ? tag : usual;
	if (!past->to_tag && strcmp(tag, "none") != 0)
		text_add(to, ";tag=%s", tag);
}

/* One that was never there, for a response that nobody asked for. */
static void invent_request(const struct letter *letter,
                           struct past_request *past)
{
	struct message_step step = *letter->step;
	struct letter none = *letter;

	step.sent = !step.sent;
	step.count = 0;
	none.step = &step;
	*past = (struct past_request){.sent = step.sent};
	set_request(&none, past, NULL);
}

static void free_request(struct past_request *past)
{
	text_free(&past->via);
	text_free(&past->from);
	text_free(&past->to);
	text_free(&past->call_id);
	text_free(&past->message);
}

static struct past_request *write_response(const struct letter *letter)
{
	const struct message_step *step = letter->step;
	struct past_request *past = script_request(letter->script, !step->sent,
	                                           step->method, step->number);
	const char *rseq = option(letter, "reliable");
	struct past_request invented = {0};
	struct text to = {0};

	if (past == NULL)
		invent_request(letter, &invented);
	text_add(letter->out, "SIP/2.0 %u %s\r\n", step->code,
	         step->code < 200 ? "Ringing" : "Final");
	add_to(letter, past != NULL ? past : &invented, &to);
	add_usual(letter, past != NULL ? past : &invented, to.data);
	if (rseq != NULL) {
		add(letter, "Require", "100rel");
		add(letter, "RSeq", rseq);
	}
	text_free(&to);
	free_request(&invented);
	return past;
}

struct past_request *script_message(struct script *script,
                                    const struct message_step *step,
                                    struct text *out)
{
	struct letter letter = {script, step, out};
	struct past_request *past = step->code == 0 ? write_request(&letter)
	                                            : write_response(&letter);

	add_rest(&letter);
	if (step->code == 0)
		add_all(&past->message, out);
	return past;
}
