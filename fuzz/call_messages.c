#include "call_messages.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { STEP = 8, METHODS = 12, CODES = 20, NO_METHOD = METHODS };

static const char *const methods[METHODS] = {
        "INVITE",    "ACK",    "BYE",   "CANCEL", "PRACK",   "UPDATE",
        "SUBSCRIBE", "NOTIFY", "REFER", "INFO",   "OPTIONS", "UNKNOWN"};

enum { INVITE, ACK, BYE, CANCEL, PRACK };

static const unsigned codes[CODES] = {180, 200, 100, 183, 199, 202, 302,
                                      401, 408, 422, 481, 486, 487, 488,
                                      491, 500, 503, 101, 299, 699};

/* The bytes of a step. */
enum {
	WHAT,  /* bit 7: a response; else the method */
	WHO,   /* bit 0: the side; 1: lost; 2 to 7: time */
	ORDER, /* of CSeq, and the branch */
	TAGS,
	BODY,   /* the session description */
	FIELDS, /* which header fields there are */
	AT,     /* of a mutation */
	CHANGE  /* what it is; 0: none */
};

static void append(struct call_message *message, const char *format, ...)
{
	size_t room = CALL_TEXT - message->len;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(message->text + message->len, room, format, args);
	va_end(args);
	if (len > 0)
		message->len += (size_t)len < room ? (size_t)len : room - 1;
}

static uint32_t number_of(uint8_t choice, uint32_t last, bool same)
{
	switch (choice & 7) {
	case 0:
		return last + !same;
	case 1:
		return last;
	case 2:
		return last - 1;
	case 3:
		return last + 2;
	case 4:
		return 0;
	case 5:
		return UINT32_MAX;
	case 6:
		return INT32_MAX;
	default:
		return last + 1000;
	}
}

static const char *tag_of(uint8_t choice, unsigned side)
{
	static const char *const tags[CALL_SIDES][4] = {
	        {";tag=a1", ";tag=A1", "", ";tag=a2"},
	        {";tag=b1", ";tag=B1", "", ";tag=b2"}};

	return tags[side][choice & 3];
}

static void add_address(struct call_message *message, const char *name,
                        unsigned side, const char *tag)
{
	append(message, "%s: <sip:%s>%s\r\n", name,
	       side == 0 ? "a@one.example" : "b@two.example", tag);
}

/* Both addresses; `asker` sends the request. */
static void add_addresses(struct call_message *message, const uint8_t *step,
                          unsigned asker, bool has_dialog)
{
	const char *to = tag_of(step[TAGS] >> 2, !asker);

	if ((step[TAGS] >> 4 & 1) != 0)
		has_dialog = !has_dialog;
	add_address(message, "From", asker, tag_of(step[TAGS], asker));
	add_address(message, "To", !asker, has_dialog ? to : "");
}

static void add_via(struct call_message *message, const uint8_t *step,
                    unsigned asker, unsigned branch)
{
	append(message, "Via: SIP/2.0/UDP %s.example;branch=%s%u\r\n",
	       asker == 0 ? "one" : "two",
	       (step[ORDER] >> 6 & 1) != 0 ? "z" : "z9hG4bK", branch);
}

static void add_fields(struct call_message *message, const uint8_t *step,
                       const struct call *call, unsigned method)
{
	static const char *const more[] = {
	        "Record-Route: <sip:p1.example;lr>, <sip:p2.example;lr>\r\n",
	        "Route: <sip:p1.example;lr>\r\n",
	        "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n"
	        "Min-SE: 90\r\n",
	        "Session-Expires: 1800;refresher=uas\r\nRequire: timer\r\n",
	        "Event: refer\r\nSubscription-State: active;expires=60\r\n"
	        "Expires: 60\r\nRefer-To: <sip:c@three.example>\r\n",
	        "Event: presence;id=1\r\nSubscription-State: terminated\r\n"
	        "Expires: 0\r\n",
	        "Retry-After: 3\r\n"};
	const struct call_side *other = &call->sides[!message->side];

	for (unsigned i = 0; i < sizeof(more) / sizeof(*more); i++) {
		if ((step[FIELDS] >> i & 1) != 0)
			append(message, "%s", more[i]);
	}
	if (method == PRACK)
		append(message, "RAck: %u %u INVITE\r\n", (unsigned)other->rseq,
		       (unsigned)call->sides[message->side].invite.cseq);
}

/* A description: bits 0 and 1 whether, and of which version, 2 to 5 what it
 * is. */
static void add_body(struct call_message *message, const uint8_t *step,
                     struct call_side *side)
{
	static const char *const attributes[] = {
	        "", "a=sendonly\r\n", "a=recvonly\r\n", "a=inactive\r\n"};
	char body[512];
	int len;

	if ((step[BODY] & 3) == 0) {
		append(message, "Content-Length: 0\r\n\r\n");
		return;
	}
	side->version += (step[BODY] & 3) - 1;
	len = snprintf(body, sizeof(body),
	               "v=0\r\no=- %u %u IN IP4 192.0.2.%u\r\ns=-\r\n"
	               "c=IN IP4 192.0.2.%u\r\nt=0 0\r\n"
	               "m=audio %u RTP/AVP 0\r\n%s%s",
	               message->side, (unsigned)side->version,
	               message->side + 1, message->side + 1,
	               (step[BODY] >> 4 & 1) != 0 ? 0U : 5000U,
	               attributes[step[BODY] >> 2 & 3],
	               (step[BODY] >> 5 & 1) != 0 ? "m=video 6000 RTP/AVP 31"
	                                            "\r\n"
	                                          : "");
	append(message,
	       "Content-Type: application/sdp\r\n"
	       "Content-Length: %d\r\n\r\n%s",
	       len, body);
}

static void add_contact(struct call_message *message, const uint8_t *step)
{
	append(message, "Contact: <sip:%c@192.0.2.%u>\r\n",
	       message->side == 0 ? 'a' : 'b',
	       message->side + 1 + (step[FIELDS] >> 7) * 10U);
}

/* The request that a side sends now. */
static struct call_request next_request(struct call_side *side,
                                        const uint8_t *step)
{
	unsigned method = step[WHAT] % METHODS;
	bool same = method == ACK || method == CANCEL;
	struct call_request request = same ? side->invite : side->last;

	request.method = method;
	request.cseq =
	        number_of(step[ORDER], same ? request.cseq : side->cseq, same);
	if (request.cseq > side->cseq && request.cseq < INT32_MAX)
		side->cseq = request.cseq;
	if (!same || (step[ORDER] >> 3 & 1) != 0)
		request.branch = ++side->branches;
	if (!same)
		side->last = request;
	if (method == INVITE)
		side->invite = request;
	return request;
}

static void make_request(struct call *call, struct call_message *message,
                         const uint8_t *step)
{
	struct call_side *side = &call->sides[message->side];
	struct call_request request = next_request(side, step);
	const char *method = methods[request.method];

	append(message, "%s sip:%c@192.0.2.%u SIP/2.0\r\n", method,
	       message->side == 0 ? 'b' : 'a', 2U - message->side);
	add_via(message, step, message->side, request.branch);
	append(message, "Max-Forwards: 70\r\nCall-ID: c@one.example\r\n");
	add_addresses(message, step, message->side, call->count != 0);
	append(message, "CSeq: %u %s\r\n", (unsigned)request.cseq, method);
	add_contact(message, step);
	add_fields(message, step, call, request.method);
	add_body(message, step, side);
}

static void add_rseq(struct call_message *message, struct call_side *side,
                     const uint8_t *step)
{
	if ((step[BODY] >> 6 & 1) == 0)
		return;
	side->rseq = number_of(step[BODY] >> 7, side->rseq, false);
	append(message, "Require: 100rel\r\nRSeq: %u\r\n",
	       (unsigned)side->rseq);
}

/* To the last request of the other side; with bit 6 of WHAT to its INVITE. */
static void make_response(struct call *call, struct call_message *message,
                          const uint8_t *step)
{
	const struct call_side *asker = &call->sides[!message->side];
	struct call_request request =
	        (step[WHAT] >> 6 & 1) != 0 ? asker->invite : asker->last;

	append(message, "SIP/2.0 %u Fine\r\n",
	       codes[(step[WHAT] & 63) % CODES]);
	add_via(message, step, !message->side, request.branch);
	append(message, "Call-ID: c@one.example\r\n");
	add_addresses(message, step, !message->side, true);
	append(message, "CSeq: %u %s\r\n",
	       (unsigned)number_of(step[ORDER], request.cseq, true),
	       methods[request.method]);
	add_contact(message, step);
	add_rseq(message, &call->sides[message->side], step);
	add_fields(message, step, call, NO_METHOD);
	add_body(message, step, &call->sides[message->side]);
}

static void mutate(struct call_message *message, const uint8_t *step)
{
	size_t at = message->len * step[AT] / 256;
	size_t gone = step[CHANGE] & 15;

	if (step[CHANGE] == 0 || message->len == 0)
		return;
	if (step[CHANGE] >= 16) {
		message->text[at] = (char)step[CHANGE];
		return;
	}
	if (gone > message->len - at)
		gone = message->len - at;
	message->len -= gone;
	memmove(message->text + at, message->text + at + gone,
	        message->len - at);
}

static void take_who(struct call_message *message, uint8_t who)
{
	static const uint32_t times[] = {0,     10,    500,   1000,   4000,
	                                 32000, 60000, 90000, 600000, 1800000};

	message->side = who & 1;
	message->is_lost = (who >> 1 & 1) != 0;
	message->after = times[(who >> 2) % (sizeof(times) / sizeof(*times))];
	message->place = who >> 4 & 3;
	message->len = 0;
}

static bool next_step(struct call *call, struct call_message *message)
{
	uint8_t step[STEP] = {0};
	size_t len = call->left < STEP ? call->left : STEP;

	if (len == 0)
		return false;
	memcpy(step, call->data, len);
	call->data += len;
	call->left -= len;
	take_who(message, step[WHO]);
	if ((step[WHAT] & 0x80) != 0)
		make_response(call, message, step);
	else
		make_request(call, message, step);
	mutate(message, step);
	message->is_plain = step[ORDER] == 0 && step[TAGS] == 0 &&
	                    step[FIELDS] == 0 && step[CHANGE] == 0;
	return true;
}

static bool next_text(struct call *call, struct call_message *message)
{
	const uint8_t *end;
	size_t len;

	if (call->left == 0)
		return false;
	take_who(message, *call->data++);
	call->left--;
	message->is_plain = false;
	end = memchr(call->data, '\0', call->left);
	len = end != NULL ? (size_t)(end - call->data) : call->left;
	message->len = len < CALL_TEXT ? len : CALL_TEXT;
	memcpy(message->text, call->data, message->len);
	len += end != NULL;
	call->data += len;
	call->left -= len;
	return true;
}

void call_open(struct call *call, const uint8_t *data, size_t size)
{
	memset(call, 0, sizeof(*call));
	call->kind = size != 0 ? data[0] : 0;
	call->data = data + (size != 0);
	call->left = size - (size != 0);
	for (unsigned i = 0; i < CALL_SIDES; i++) {
		call->sides[i] = (struct call_side){
		        .cseq = 10 + i, .branches = 100 * i, .version = 1};
	}
}

bool call_next(struct call *call, struct call_message *message)
{
	bool got = (call->kind & CALL_STEPS) != 0 ? next_step(call, message)
	                                          : next_text(call, message);

	call->count += got;
	return got;
}
