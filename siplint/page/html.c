/*
 * --format html: a page that holds all calls, for a browser without a network.
 *
 * A call is a section with its ladder, and with one script of JSON for each of
 * its messages, which page.js reads when the message is opened.  Without
 * scripts the ladders are there all the same.
 */
#include "lint/explain.h"
#include "page/detail.h"
#include "page/drawing.h"
#include "page_assets.h"
#include "report/formats.h"
#include <stdlib.h>

enum { URI_CELLS = 80 };

/* --- The page */

/* What the page is made of is named by its digest: nothing else is run. */
static void begin(struct output *output)
{
	fprintf(output->file,
	        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	        "<meta charset=\"utf-8\">\n"
	        "<meta http-equiv=\"Content-Security-Policy\" "
	        "content=\"default-src 'none'; style-src '" LADDER_CSS_DIGEST
	        "' '" PAGE_CSS_DIGEST "'; script-src '" PAGE_JS_DIGEST
	        "' '" LIST_JS_DIGEST "' '" MESSAGE_JS_DIGEST
	        "'; base-uri 'none'; form-action 'none'\">\n"
	        "<meta name=\"viewport\" "
	        "content=\"width=device-width, initial-scale=1\">\n"
	        "<meta name=\"color-scheme\" content=\"light dark\">\n"
	        "<meta name=\"generator\" content=\"siplint " ZSIP_VERSION
	        "\">\n"
	        "<title>siplint</title>\n<style>%s</style>\n"
	        "<style>%s</style>\n<script>%s</script>\n"
	        "<script>%s</script>\n<script>%s</script>\n</head>\n<body>\n"
	        "<header id=\"top\"><h1>siplint</h1></header>\n"
	        "<nav id=\"list\" aria-label=\"Calls\"></nav>\n"
	        "<main id=\"main\">\n",
	        ladder_css, page_css, page_js, list_js, message_js);
}

static void write_example(FILE *out, const char *heading, const char *option,
                          const char *lines)
{
	fprintf(out, "<p>%s%s%s:</p><pre>", heading,
	        *option != '\0' ? ", with " : "", option);
	markup_shown(out, zsip_slice_from(lines));
	fputs("</pre>", out);
}

static void write_explanation(FILE *out, const struct explanation *explanation)
{
	if (explanation == NULL)
		return;
	fputs("<p class=\"words\">", out);
	markup_shown(out, zsip_slice_from(explanation->words));
	fputs("</p><details><summary>Examples</summary>", out);
	write_example(out, "Wrong", explanation->option, explanation->wrong);
	write_example(out, "Right", explanation->option, explanation->right);
	fputs("</details>", out);
}

static void write_rule(FILE *out, const struct zsip_rule_info *rule)
{
	fprintf(out, "<dt id=\"rule-%s\">%s</dt><dd><p>", rule->name,
	        rule->name);
	markup_text(out, zsip_slice_from(rule->text));
	fputs("</p><p class=\"rfc\">", out);
	rule_print_rfc(out, rule);
	fputs("</p>", out);
	write_explanation(out, explanation_find(rule->name));
	fputs("</dd>\n", out);
}

/* By which something was found. */
static void write_rules(FILE *out, const struct tally *tally)
{
	const struct zsip_rule_info *rule;

	fputs("<dl id=\"rules\">\n", out);
	for (size_t i = 0; (rule = rule_at(i)) != NULL; i++) {
		if (tally->by_rule[i] != 0)
			write_rule(out, rule);
	}
	fputs("</dl>\n", out);
}

static void write_count(FILE *out, size_t count, const char *what)
{
	fprintf(out, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

static void end(struct output *output, const struct tally *tally)
{
	FILE *out = output->file;

	fputs("</main>\n<aside id=\"message\" aria-label=\"Message\"></aside>\n"
	      "<footer id=\"bottom\">\n<p id=\"totals\">",
	      out);
	write_count(out, tally->files, "file");
	fputs(", ", out);
	write_count(out, tally->messages, "message");
	for (int i = ZSIP_SEVERITY_ERROR; i >= ZSIP_SEVERITY_NOTE; i--) {
		fputs(", ", out);
		write_count(out, tally->by_severity[i], zsip_severity_name(i));
	}
	fputs("</p>\n", out);
	write_rules(out, tally);
	fputs("</footer>\n</body>\n</html>\n", out);
}

/* --- Sections */

static void write_attribute(FILE *out, const char *name,
                            struct zsip_slice value)
{
	fprintf(out, " data-%s=\"", name);
	markup_fitted(out, value, URI_CELLS);
	fputc('"', out);
}

static void write_number(FILE *out, const char *name, size_t number)
{
	fprintf(out, " data-%s=\"%zu\"", name, number);
}

static void write_severities(FILE *out, const size_t counts[])
{
	for (int i = ZSIP_SEVERITY_NOTE; i <= ZSIP_SEVERITY_ERROR; i++)
		write_number(out, zsip_severity_name(i), counts[i]);
}

/* Without scheme and parameters, which would take the room. */
static struct zsip_slice short_uri(struct zsip_slice text)
{
	struct zsip_slice host;
	struct zsip_uri uri;

	if (text.ptr == NULL)
		return zsip_slice_from("?");
	if (zsip_uri_parse(&uri, text, NULL, NULL) != ZSIP_OK)
		return text;
	if (uri.host.ptr == NULL)
		return uri.rest.ptr != NULL ? uri.rest : text;
	host = uri.host;
	if (uri.user.ptr != NULL) {
		host.len += (size_t)(host.ptr - uri.user.ptr);
		host.ptr = uri.user.ptr;
	}
	return host;
}

/* What became of its first request: the first success, else the last final
 * response, else the last one. */
static const struct zsip_flow_message *find_outcome(const struct call *call)
{
	const struct zsip_flow_message *messages = call->flow.messages;
	const struct zsip_flow_message *first = &messages[call->flow.first];
	const struct zsip_flow_message *found = NULL;

	for (uint32_t i = 0; i < call->flow.count; i++) {
		const struct zsip_flow_message *message = &messages[i];

		if ((message->flags & ZSIP_FLOW_BROKEN) != 0 ||
		    message->code == 0 ||
		    message->method_id != first->method_id)
			continue;
		if (message->code / 100 == 2)
			return message;
		if (found == NULL || message->code >= 200 || found->code < 200)
			found = message;
	}
	return found;
}

static void write_parties(FILE *out, const struct call *call)
{
	const struct zsip_flow_message *first =
	        &call->flow.messages[call->flow.first];
	const struct zsip_flow_message *outcome = find_outcome(call);

	if (!call->flow.begun) {
		write_attribute(out, "method",
		                message_title(&call->flow.messages[0]));
		return;
	}
	write_attribute(out, "method", zsip_flow_slice(first, first->method));
	if (outcome != NULL) {
		write_number(out, "code", outcome->code);
		write_attribute(out, "outcome", message_title(outcome));
	}
	write_attribute(out, "from",
	                short_uri(zsip_flow_slice(first, first->from_uri)));
	write_attribute(out, "to",
	                short_uri(zsip_flow_slice(first, first->to_uri)));
}

static void write_times(FILE *out, const struct call *call)
{
	const struct place *first = &call->sightings[0].seen.place;
	const struct place *last =
	        &call->sightings[call->flow.count - 1].seen.place;
	char time[PLACE_TIME_TEXT], text[DURATION_TEXT];

	if (!first->has_time || !last->has_time)
		return;
	fprintf(out, " data-time=\"%s\" data-duration=\"%s\"",
	        place_time_text(time, first),
	        duration_text(text, (int64_t)((uint64_t)last->time -
	                                      (uint64_t)first->time)));
}

static void start_section(FILE *out, const struct call *call)
{
	size_t counts[ZSIP_SEVERITY_ERROR + 1] = {0};

	for (uint32_t i = 0; i < call->flow.count; i++) {
		for (int k = ZSIP_SEVERITY_NOTE; k <= ZSIP_SEVERITY_ERROR; k++)
			counts[k] += scene_count(&call->sightings[i], k);
	}
	fputs("<section class=\"call\"", out);
	write_parties(out, call);
	write_times(out, call);
	write_number(out, "first", call->first);
	write_number(out, "messages", call->flow.count);
	write_severities(out, counts);
	fputs(">\n<h2><span>Call-ID</span> <b>", out);
	markup_text(out, call->id);
	fprintf(out, "</b>%s</h2>\n", call->given_up ? " (given up)" : "");
}

static void write_ladder(FILE *out, const struct call *call)
{
	struct drawing drawing;

	drawing_open(&drawing, out, call);
	drawing.is_interactive = true;
	fprintf(out,
	        "<div class=\"ladder\"><svg class=\"heads\" width=\"%d\" "
	        "height=\"%d\" aria-hidden=\"true\">\n",
	        drawing.width, drawing.head_height);
	drawing_heads(&drawing);
	fprintf(out,
	        "</svg><svg class=\"rows\" width=\"%d\" height=\"%d\" "
	        "role=\"group\" aria-label=\"Messages\">\n",
	        drawing.width, drawing.height);
	drawing_rows(&drawing, 0);
	fputs("</svg></div>\n", out);
	drawing_close(&drawing);
}

static void start_detail(FILE *out)
{
	fputs("<script type=\"application/json\">", out);
}

static void end_detail(FILE *out)
{
	fputs("</script>\n", out);
}

static void tell_call(struct output *output, const struct call *call)
{
	FILE *out = output->file;
	struct message message;

	message_init(&message);
	start_section(out, call);
	write_ladder(out, call);
	for (uint32_t i = 0; i < call->flow.count; i++) {
		start_detail(out);
		detail_of_call(out, call, i, &message);
		end_detail(out);
	}
	fputs("</section>\n", out);
	message_free(&message);
}

/* --- Messages in no call */

static bool is_in_call(const struct message *message)
{
	const struct zsip_field *id;

	if (message->is_description)
		return false;
	id = zsip_field_find(&message->sip, ZSIP_HDR_CALL_ID, NULL);
	return id != NULL && id->value.len != 0;
}

static struct zsip_slice first_line(const struct message *message)
{
	struct zsip_slice line = message->sip.start_line;

	if (message->is_description)
		return zsip_slice_from("session description");
	return line.len != 0 ? line : zsip_slice_from("(broken)");
}

static struct flag *make_flags(const struct report *reports, size_t count,
                               size_t severities[])
{
	struct flag *flags = must_resize(NULL, count, sizeof(*flags));

	for (size_t i = 0; i < count; i++) {
		const struct report *report = &reports[i];

		flags[i] = (struct flag){.rule = report->rule,
		                         .severity = report->severity,
		                         .other = ZSIP_FLOW_NONE,
		                         .start = report->spot.start,
		                         .end = report->spot.end,
		                         .code = report->code,
		                         .quirks = report->quirks};
		if (*report->label != '\0')
			flags[i].label = (char *)report->label;
		severities[report->severity]++;
	}
	return flags;
}

static void tell_message(struct output *output, struct message *message,
                         const struct report *reports, size_t count)
{
	size_t severities[ZSIP_SEVERITY_ERROR + 1] = {0};
	FILE *out = output->file;
	struct flag *flags;

	if (is_in_call(message))
		return;
	flags = make_flags(reports, count, severities);
	fputs("<section class=\"stray\"", out);
	write_number(out, "messages", 1);
	write_severities(out, severities);
	fputs(">\n<h2><span>No call</span> <b>", out);
	markup_fitted(out, first_line(message), URI_CELLS);
	fputs("</b></h2>\n<button type=\"button\" class=\"row\">", out);
	markup_fitted(out, first_line(message), URI_CELLS);
	fputs("</button>\n", out);
	start_detail(out);
	detail_write(out, message, flags, count);
	end_detail(out);
	fputs("</section>\n", out);
	free(flags);
}

/* --- What is about no message */

static void start_remark(FILE *out, const char *class, const char *name)
{
	fprintf(out, "<p class=\"remark %s\"><b>", class);
	markup_text(out, zsip_slice_from(name));
	fputs("</b> ", out);
}

static void tell_finding(struct output *output, const struct report *report)
{
	const struct seen *seen = report->spot.seen;
	struct mark mark = seen->mark;
	FILE *out = output->file;
	size_t line_start;

	start_remark(out, zsip_severity_name(report->severity),
	             seen->input->name);
	fprintf(out, "line %zu: %s: ",
	        input_locate(seen->input, &mark, report->spot.start,
	                     &line_start),
	        zsip_severity_name(report->severity));
	markup_text(out, zsip_slice_from(report->rule->text));
	fprintf(out, " [%s]", report->rule->name);
	if (*report->label != '\0') {
		fputs(": ", out);
		markup_text(out, zsip_slice_from(report->label));
	}
	fputs("</p>\n", out);
}

static void tell_trouble(struct output *output, const char *name,
                         const char *what)
{
	start_remark(output->file, "trouble", name);
	markup_text(output->file, zsip_slice_from(what));
	fputs("</p>\n", output->file);
}

const struct format format_html = {
        .name = "html",
        .draws_calls = true,
        .begin = begin,
        .message = tell_message,
        .finding = tell_finding,
        .call = tell_call,
        .trouble = tell_trouble,
        .end = end,
};
