/*
 * SARIF 2.1.0, the interchange format of analysis tools (OASIS): all rules, and
 * a result for each finding, written as it goes.
 */
#include "flow/calls.h"
#include "lint/explain.h"
#include "report/formats.h"
#include "report/sarif_place.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA  "https://json.schemastore.org/sarif-2.1.0.json"
#define RFC_URI "https://www.rfc-editor.org/rfc/rfc"

/* --- Rules */

/* Of the first section, "3261 8.1.1.5, 16.3". */
static void put_help_uri(json_t *object, const struct zsip_rule_info *rule)
{
	size_t number = strspn(rule->rfc, "0123456789");
	const char *section = rule->rfc + number;
	size_t len;
	char uri[128];

	section += strspn(section, " ");
	len = strspn(section, "0123456789.");
	snprintf(uri, sizeof(uri), RFC_URI "%.*s%s%.*s", (int)number, rule->rfc,
	         len != 0 ? "#section-" : "", (int)len, section);
	put_text(object, "helpUri", uri);
}

/* "cseq-range" is "CseqRange"; a name of one word would be the id again. */
static void put_name(json_t *object, const char *id)
{
	char name[64], *to = name;

	if (strchr(id, '-') == NULL)
		return;
	for (bool is_first = true; *id != '\0'; id++) {
		if (*id != '-' && to < name + sizeof(name) - 1)
			*to++ = (char)(is_first ? toupper(*id) : *id);
		is_first = *id == '-';
	}
	*to = '\0';
	put_text(object, "name", name);
}

/* What is in lines, on one. */
static void put_explanation(json_t *object, const char *rule)
{
	const struct explanation *explanation = explanation_find(rule);
	size_t len;
	char *text;

	if (explanation == NULL)
		return;
	len = strlen(explanation->words);
	text = must_resize(NULL, len + 1, 1);
	for (size_t i = 0; i <= len; i++)
		text[i] = explanation->words[i] == '\n' ? ' '
		                                        : explanation->words[i];
	while (len > 0 && text[len - 1] == ' ')
		text[--len] = '\0';
	put_json(object, "fullDescription", sarif_message(text));
	free(text);
}

static json_t *json_of_rule(const struct zsip_rule_info *rule)
{
	json_t *object = new_object(), *configuration = new_object();
	json_t *properties = new_object();
	char rfc[RULE_RFC_TEXT];

	put_text(object, "id", rule->name);
	put_name(object, rule->name);
	put_json(object, "shortDescription", sarif_message(rule->text));
	put_explanation(object, rule->name);
	put_help_uri(object, rule);
	put_text(configuration, "level", zsip_severity_name(rule->severity));
	put_json(object, "defaultConfiguration", configuration);
	put_text(properties, "rfc", rule_rfc_text(rfc, rule));
	put_json(object, "properties", properties);
	return object;
}

static json_t *json_of_tool(void)
{
	json_t *tool = new_object(), *driver = new_object();
	json_t *rules = new_array();
	const struct zsip_rule_info *rule;

	put_text(driver, "name", "siplint");
	put_text(driver, "version", zsip_version());
	for (size_t i = 0; (rule = rule_at(i)) != NULL; i++)
		put_item(rules, json_of_rule(rule));
	put_json(driver, "rules", rules);
	put_json(tool, "driver", driver);
	return tool;
}

/* --- Results */

/* What a function prints. */
static json_t *message_of(const struct report *report,
                          void (*print)(FILE *out, const struct report *report))
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	json_t *message;

	if (out == NULL)
		die_of_memory();
	print(out, report);
	fputc('.', out);
	if (fclose(out) != 0)
		die_of_memory();
	message = sarif_message(text);
	free(text);
	return message;
}

static void put_other(json_t *result, const struct report *report)
{
	struct cursor cursor = cursor_start(report->other.seen);
	json_t *location = sarif_location(&report->other, &cursor);
	json_t *related = new_array();

	put_json(location, "message", message_of(report, other_print));
	put_item(related, location);
	put_json(result, "relatedLocations", related);
}

static json_t *json_of_result(const struct report *report,
                              struct cursor *cursor)
{
	json_t *result = new_object(), *locations = new_array();

	put_text(result, "ruleId", report->rule->name);
	put_text(result, "level", zsip_severity_name(report->severity));
	put_json(result, "message", message_of(report, report_print));
	put_item(locations, sarif_location(&report->spot, cursor));
	put_json(result, "locations", locations);
	if (report->other.seen != NULL)
		put_other(result, report);
	put_number(result, "ruleIndex", rule_index(report->rule));
	return result;
}

static void tell(struct output *output, const struct report *report,
                 struct cursor *cursor)
{
	output_separate(output);
	write_json(output->file, json_of_result(report, cursor));
}

static void tell_message(struct output *output, struct message *message,
                         const struct report *reports, size_t count)
{
	struct cursor cursor = cursor_start(&message->seen);

	for (size_t i = 0; i < count; i++)
		tell(output, &reports[i], &cursor);
}

static void tell_finding(struct output *output, const struct report *report)
{
	struct cursor cursor = cursor_start(report->spot.seen);

	tell(output, report, &cursor);
}

static void tell_call_finding(struct output *output, const struct call *call,
                              const struct report *report)
{
	(void)call;
	tell_finding(output, report);
}

/* --- The document */

static void begin(struct output *output)
{
	fputs("{\"$schema\":\"" SCHEMA "\",\"version\":\"2.1.0\",\"runs\":[{"
	      "\"tool\":",
	      output->file);
	write_json(output->file, json_of_tool());
	fputs(",\"columnKind\":\"unicodeCodePoints\",\"results\":[\n",
	      output->file);
}

static json_t *json_of_notification(const struct trouble *trouble)
{
	json_t *object = new_object(), *locations = new_array();

	put_text(object, "level", "error");
	put_json(object, "message", sarif_message(trouble->what));
	put_item(locations, sarif_file_location(trouble->name));
	put_json(object, "locations", locations);
	return object;
}

static json_t *json_of_invocation(const struct tally *tally)
{
	json_t *object = new_object(), *notifications = new_array();

	put_json(object, "executionSuccessful",
	         json_boolean(tally->troubles == 0));
	for (size_t i = 0; i < tally->kept_count; i++)
		put_item(notifications, json_of_notification(&tally->kept[i]));
	put_json(object, "toolExecutionNotifications", notifications);
	return object;
}

static void end(struct output *output, const struct tally *tally)
{
	fputs("\n],\"invocations\":[", output->file);
	write_json(output->file, json_of_invocation(tally));
	fputs("]}]}\n", output->file);
}

const struct format format_sarif = {
        .name = "sarif",
        .separator = ",\n",
        .begin = begin,
        .message = tell_message,
        .finding = tell_finding,
        .call_finding = tell_call_finding,
        .end = end,
};
