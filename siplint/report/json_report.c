/*
 * Messages and findings as objects of JSON.
 */
#include "report/json_report.h"
#include "report/where.h"
#include <string.h>

/* So much of what a finding is about. */
enum { MAX_BYTES = 256 };

static json_t *new_record(const char *kind)
{
	json_t *object = new_object();

	put_text(object, "kind", kind);
	return object;
}

/* RFC 3339, in UTC. */
static void put_time(json_t *object, const struct place *place)
{
	char text[PLACE_TIME_TEXT + 1];

	place_time_text(text, place);
	if (*text == '\0')
		return;
	*strchr(text, ' ') = 'T';
	strcat(text, "Z");
	put_text(object, "time", text);
}

static void put_endpoint(json_t *object, const char *key,
                         const struct endpoint *endpoint)
{
	char text[ENDPOINT_TEXT];

	if (endpoint->family != 0)
		put_text(object, key, endpoint_text(text, endpoint));
}

void put_place(json_t *object, const struct place *place)
{
	if (place->frame != 0)
		put_number(object, "frame", place->frame);
	put_time(object, place);
	put_endpoint(object, "source", &place->source);
	put_endpoint(object, "destination", &place->destination);
	if (place->transport != 0)
		put_text(object, "transport", place_transport_name(place));
}

static void put_seen(json_t *object, const struct seen *seen)
{
	put_bytes(object, "file", zsip_slice_from(seen->input->name));
	put_place(object, &seen->place);
	/* What a capture carried has no place in its bytes. */
	if (!seen->input->is_message) {
		put_number(object, "line", seen->mark.line);
		put_number(object, "offset", seen->start);
	}
	put_number(object, "length", seen->end - seen->start);
}

static void put_header(json_t *object, const char *key,
                       const struct zsip_message *sip, enum zsip_header id)
{
	const struct zsip_field *field = zsip_field_find(sip, id, NULL);

	if (field != NULL)
		put_bytes(object, key, field->value);
}

static void put_message(json_t *object, const struct message *message)
{
	const struct zsip_message *sip = &message->sip;

	if (message->is_description) {
		put_json(object, "is_description", json_true());
		return;
	}
	put_bytes(object, "start_line", sip->start_line);
	put_bytes(object, "method", sip->method);
	if (sip->status_code != 0)
		put_number(object, "code", sip->status_code);
	put_header(object, "call_id", sip, ZSIP_HDR_CALL_ID);
	put_header(object, "cseq", sip, ZSIP_HDR_CSEQ);
	put_bytes(object, "agent", message->agent);
	if (message->lost != 0)
		put_number(object, "lost", message->lost);
}

static void put_spot(json_t *object, const struct spot *spot,
                     const struct where *where)
{
	struct zsip_slice bytes = {spot->seen->input->bytes + spot->start,
	                           where->len};

	if (bytes.len > MAX_BYTES)
		bytes.len = MAX_BYTES;
	put_number(object, "line", where->line);
	put_number(object, "column", where->column);
	put_number(object, "offset", where->offset);
	put_number(object, "length", where->len);
	put_bytes(object, "bytes", bytes);
}

static void put_answer(json_t *object, const struct report *report)
{
	json_t *answer;

	if (report->code == 0)
		return;
	answer = new_object();
	put_number(answer, "code", report->code);
	put_text(answer, "reason", report->reason);
	put_json(object, "answer", answer);
}

static void put_quirks(json_t *object, uint64_t quirks)
{
	const struct zsip_quirk_info *quirk;
	json_t *names;

	if (quirks == 0)
		return;
	names = new_array();
	for (size_t i = 0; (quirk = zsip_quirk_at(i)) != NULL; i++) {
		if ((quirks & quirk->bit) != 0)
			put_item(names, json_string(quirk->name));
	}
	put_json(object, "quirks", names);
}

static json_t *json_of_report(const struct report *report,
                              const struct where *where)
{
	char rfc[RULE_RFC_TEXT];
	json_t *object = new_object();

	put_text(object, "rule", report->rule->name);
	put_text(object, "severity", zsip_severity_name(report->severity));
	put_text(object, "text", report->rule->text);
	put_text(object, "rfc", rule_rfc_text(rfc, report->rule));
	if (*report->label != '\0')
		put_bytes(object, "label", zsip_slice_from(report->label));
	put_spot(object, &report->spot, where);
	put_answer(object, report);
	put_quirks(object, report->quirks);
	return object;
}

json_t *json_of_message(struct message *message, const struct report *reports,
                        size_t count)
{
	json_t *object = new_record("message"), *findings = new_array();
	struct mark mark = message->seen.mark;

	put_seen(object, &message->seen);
	put_message(object, message);
	for (size_t i = 0; i < count; i++) {
		struct where where = where_find(&reports[i].spot, &mark);

		put_item(findings, json_of_report(&reports[i], &where));
	}
	put_json(object, "findings", findings);
	return object;
}

/* A record with one finding; the finding itself. */
static json_t *put_finding(json_t *record, const struct report *report)
{
	struct where where = where_is(&report->spot);
	json_t *findings = new_array();
	json_t *finding = json_of_report(report, &where);

	put_item(findings, finding);
	put_json(record, "findings", findings);
	return finding;
}

json_t *json_of_finding(const struct report *report)
{
	json_t *object = new_record("file");

	put_seen(object, report->spot.seen);
	put_finding(object, report);
	return object;
}

/* What a message is called in its call. */
static void put_title(json_t *object, struct zsip_slice title,
                      struct zsip_slice method, size_t number)
{
	put_number(object, "number", number);
	put_bytes(object, "title", title);
	put_bytes(object, "response_to", method);
}

static json_t *json_of_other(const struct report *report)
{
	struct where where = where_is(&report->other);
	json_t *object = new_object(), *spot = new_object();

	put_seen(object, report->other.seen);
	put_title(object, report->other_title, report->other_method,
	          report->other_number);
	put_spot(spot, &report->other, &where);
	put_json(object, "spot", spot);
	return object;
}

json_t *json_of_call_finding(struct zsip_slice call_id,
                             const struct report *report)
{
	json_t *object = new_record("call");
	json_t *finding;

	put_bytes(object, "call_id", call_id);
	put_seen(object, report->spot.seen);
	put_title(object, report->title, report->method, report->number);
	finding = put_finding(object, report);
	if (report->other.seen != NULL)
		put_json(finding, "other", json_of_other(report));
	return object;
}

json_t *json_of_trouble(const char *name, const char *what)
{
	json_t *object = new_record("trouble");

	put_bytes(object, "file", zsip_slice_from(name));
	put_bytes(object, "text", zsip_slice_from(what));
	return object;
}

json_t *json_of_group(const struct group *group)
{
	json_t *object = new_record("group");

	put_text(object, "rule", rule_at(group->rule)->name);
	put_text(object, "severity", zsip_severity_name(group->severity));
	if (group->is_others)
		put_json(object, "is_others", json_true());
	put_bytes(object, "agent", group->agent);
	put_bytes(object, "source", group->source);
	put_number(object, "count", group->count);
	return object;
}

json_t *json_of_summary(const struct tally *tally)
{
	const size_t *counts = tally->by_severity;
	json_t *object = new_record("summary");

	put_number(object, "version", JSON_VERSION);
	put_number(object, "files", tally->files);
	put_number(object, "messages", tally->messages);
	put_number(object, "troubles", tally->troubles);
	put_number(object, "errors", counts[ZSIP_SEVERITY_ERROR]);
	put_number(object, "warnings", counts[ZSIP_SEVERITY_WARNING]);
	put_number(object, "notes", counts[ZSIP_SEVERITY_NOTE]);
	return object;
}
