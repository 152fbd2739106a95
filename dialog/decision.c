/*
 * Decisions: their reasons, and the header fields that come with them.
 */
#include "event.h"

static const struct zsip_dialog_reason_info reasons[] = {
#define ZSIP_DIALOG_REASON(number, id, name, code, rfc, text)                  \
	{number, code, name, rfc, text},
#include "zsip_dialog_reasons.def"
#undef ZSIP_DIALOG_REASON
};

enum { REASONS = sizeof(reasons) / sizeof(*reasons) };

const struct zsip_dialog_reason_info *zsip_dialog_reason_at(size_t index)
{
	return index < REASONS ? &reasons[index] : NULL;
}

void zsip_decision_set_reason(struct zsip_decision *decision,
                              enum zsip_dialog_reason reason)
{
	size_t i = 0;

	while (i + 1 < REASONS && reasons[i].id != reason)
		i++;
	decision->reason = &reasons[i];
}

void zsip_decision_start(struct zsip_decision *decision)
{
	*decision = (struct zsip_decision){.verdict = ZSIP_VERDICT_ACCEPT,
	                                   .usage = ZSIP_NO_USAGE,
	                                   .until = ZSIP_NEVER};
	zsip_decision_set_reason(decision, ZSIP_DIALOG_REASON_IN_ORDER);
}

static bool decide(struct zsip_event *event, enum zsip_verdict verdict,
                   enum zsip_dialog_reason reason)
{
	struct zsip_decision *decision = event->decision;
	struct zsip_slice description = decision->description;
	enum zsip_description_part part = decision->part;

	zsip_decision_start(decision);
	decision->verdict = verdict;
	decision->part = part;
	decision->description = description;
	zsip_decision_set_reason(decision, reason);
	return false;
}

bool zsip_event_respond(struct zsip_event *event,
                        enum zsip_dialog_reason reason)
{
	decide(event, ZSIP_VERDICT_RESPOND, reason);
	event->decision->code = event->decision->reason->code;
	return false;
}

bool zsip_event_ignore(struct zsip_event *event, enum zsip_dialog_reason reason)
{
	return decide(event, ZSIP_VERDICT_IGNORE, reason);
}

bool zsip_event_refuse(struct zsip_event *event, enum zsip_dialog_reason reason)
{
	return decide(event, ZSIP_VERDICT_REFUSE, reason);
}

bool zsip_event_respond_later(struct zsip_event *event,
                              enum zsip_dialog_reason reason)
{
	zsip_event_respond(event, reason);
	event->decision->has_retry_after = true;
	event->decision->retry_after = event->moment->random % 11;
	return false;
}

void zsip_event_note(struct zsip_event *event, enum zsip_dialog_reason reason)
{
	if (event->decision->reason->id == ZSIP_DIALOG_REASON_IN_ORDER)
		zsip_decision_set_reason(event->decision, reason);
}

void zsip_decision_refuse_offer(struct zsip_decision *decision,
                                unsigned warning)
{
	decision->verdict = ZSIP_VERDICT_RESPOND;
	decision->code = 488;
	decision->asks &= ~(unsigned)(ZSIP_ASK_ANSWER | ZSIP_ASK_OFFER);
	decision->warning =
	        warning >= 300 && warning <= 399 ? (uint16_t)warning : 399;
	zsip_decision_set_reason(decision, ZSIP_DIALOG_REASON_OFFER_REFUSED);
}

/* RFC 3261 20.43. */
static const char *warning_text(unsigned code)
{
	static const struct {
		uint16_t code;
		const char *text;
	} rows[] = {
	        {300, "Incompatible network protocol"},
	        {301, "Incompatible network address formats"},
	        {302, "Incompatible transport protocol"},
	        {303, "Incompatible bandwidth units"},
	        {304, "Media type not available"},
	        {305, "Incompatible media format"},
	        {306, "Attribute not understood"},
	        {307, "Session description parameter not understood"},
	        {330, "Multicast not available"},
	        {331, "Unicast not available"},
	        {370, "Insufficient bandwidth"},
	        {399, "Miscellaneous warning"},
	};
	size_t i = 0;

	while (i + 1 < sizeof(rows) / sizeof(*rows) && rows[i].code != code)
		i++;
	return rows[i].text;
}

/* The header fields on their way into the caller's arrays. */
struct companions {
	struct zsip_writer writer;
	struct zsip_header_line *headers;
	size_t count;
};

/* What was written from `begin` on is the value of a header field. */
static void add(struct companions *out, enum zsip_header id, size_t begin)
{
	if (out->writer.len > out->writer.size)
		return;
	out->headers[out->count++] = (struct zsip_header_line){
	        .id = id,
	        .value = {out->writer.buf + begin, out->writer.len - begin}};
}

static void add_number(struct companions *out, enum zsip_header id,
                       uint32_t number)
{
	size_t begin = out->writer.len;

	zsip_writer_add_number(&out->writer, number);
	add(out, id, begin);
}

static void add_warning(struct companions *out, unsigned code,
                        struct zsip_slice agent)
{
	size_t begin = out->writer.len;

	zsip_writer_add_number(&out->writer, code);
	zsip_writer_add(&out->writer, zsip_slice_from(" "));
	zsip_writer_add(&out->writer, agent);
	zsip_writer_add(&out->writer, zsip_slice_from(" \""));
	zsip_writer_add(&out->writer, zsip_slice_from(warning_text(code)));
	zsip_writer_add(&out->writer, zsip_slice_from("\""));
	add(out, ZSIP_HDR_WARNING, begin);
}

size_t zsip_decision_headers(const struct zsip_decision *decision,
                             struct zsip_slice agent,
                             struct zsip_header_line *headers, char *buf,
                             size_t size)
{
	struct companions out = {.headers = headers};

	zsip_writer_init(&out.writer, buf, size);
	if (decision->has_retry_after)
		add_number(&out, ZSIP_HDR_RETRY_AFTER, decision->retry_after);
	if (decision->min_se != 0)
		add_number(&out, ZSIP_HDR_MIN_SE, decision->min_se);
	if (decision->warning != 0)
		add_warning(&out, decision->warning, agent);
	return out.writer.len > size ? 0 : out.count;
}
