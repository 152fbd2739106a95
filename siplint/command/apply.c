/*
 * What each option does.
 */
#include "command/apply.h"
#include "report/formats.h"
#include "select/expression.h"
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MAX_JOBS 256

/* --- What an argument may be */

bool option_wrong(const struct settings *settings, const char *format, ...)
{
	const struct asked *asked = &settings->asked;
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fputs("siplint: ", stderr);
	if (asked->file != NULL) {
		show_text(stderr, zsip_slice_from(asked->file));
		fprintf(stderr, ":%zu:%zu: ", asked->line, asked->column);
	}
	show_text(stderr, zsip_slice_from(text));
	fputc('\n', stderr);
	return false;
}

const char *option_dashes(const struct settings *settings)
{
	return settings->asked.file == NULL ? "--" : "";
}

/* "note, warning or error" */
static const char *list_words(char *list, const char *words)
{
	char *p = list;

	while (*words != '\0') {
		size_t len = strcspn(words, " ");
		const char *next = words + len + (words[len] == ' ');

		memcpy(p, words, len);
		p += len;
		if (*next != '\0')
			p += sprintf(p,
			             strchr(next, ' ') != NULL ? ", " : " or ");
		words = next;
	}
	*p = '\0';
	return list;
}

/* The words of an argument, or of what follows "=" in it. */
static const char *choices_of(const struct option_row *row)
{
	const char *sign = strchr(row->words, '=');

	return sign != NULL ? sign + 1 : row->words;
}

int option_choose(const struct settings *settings, const char *arg)
{
	const struct option_row *row = settings->asked.row;
	const char *word = choices_of(row);
	char list[256];

	for (int i = 0; *word != '\0'; i++) {
		size_t len = strcspn(word, " ");

		if (strlen(arg) == len && memcmp(arg, word, len) == 0)
			return i;
		word += len + (word[len] == ' ');
	}
	option_wrong(settings, "%s%s must be %s, not '%s'",
	             option_dashes(settings), row->name,
	             list_words(list, choices_of(row)), arg);
	return -1;
}

/* There is nothing of this name: what may have been meant, or where to look. */
static bool wrong_name(const struct settings *settings, const char *kind,
                       const char *name, const char *nearest, const char *all)
{
	if (nearest != NULL)
		return option_wrong(settings,
		                    "there is no %s '%s'; did you mean %s?",
		                    kind, name, nearest);
	return option_wrong(settings, "there is no %s '%s'; %s has them all",
	                    kind, name, all);
}

static const char *rule_name_at(size_t index)
{
	const struct zsip_rule_info *rule = rule_at(index);

	return rule != NULL ? rule->name : NULL;
}

static const char *quirk_name_at(size_t index)
{
	const struct zsip_quirk_info *quirk = zsip_quirk_at(index);

	return quirk != NULL ? quirk->name : NULL;
}

/* Rules, then quirks. */
static const char *name_at(size_t index)
{
	return index < MAX_RULES ? rule_name_at(index)
	                         : quirk_name_at(index - MAX_RULES);
}

static bool wrong_rule(const struct settings *settings, const char *name)
{
	return wrong_name(settings, "rule", name,
	                  nearest_name(name, rule_name_at), "--list-rules");
}

/* Each rule of a name, or of all names that match a pattern. */
static bool on_rules(struct settings *settings, const char *name,
                     void (*set)(struct rule_choice *rule, int value),
                     int value)
{
	bool found = false;

	for (size_t i = 0; i < MAX_RULES; i++) {
		if (!glob_matches(zsip_slice_from(name),
		                  zsip_slice_from(rule_name_at(i)), false))
			continue;
		set(&settings->rules[i], value);
		found = true;
	}
	return found || wrong_rule(settings, name);
}

/* @return 0 if it is none from 1 to `max` */
static size_t read_number(const char *arg, size_t max)
{
	unsigned long number;

	if (*arg == '\0' || arg[strspn(arg, "0123456789")] != '\0')
		return 0;
	errno = 0;
	number = strtoul(arg, NULL, 10);
	return errno == 0 && number <= max ? number : 0;
}

/* --- What is read */

bool add_port(struct settings *settings, const char *arg)
{
	size_t port = read_number(arg, UINT16_MAX);
	size_t count = settings->read.port_count;
	uint16_t *ports;

	if (port == 0)
		return option_wrong(settings, "'%s' is no port", arg);
	ports = must_resize((void *)settings->read.ports, count + 1,
	                    sizeof(*ports));
	ports[count] = (uint16_t)port;
	settings->read.ports = ports;
	settings->read.port_count++;
	return true;
}

bool set_profile(struct settings *settings, const char *arg)
{
	static const uint64_t profiles[] = {ZSIP_PROFILE_STRICT,
	                                    ZSIP_PROFILE_INTEROP};
	int choice = option_choose(settings, arg);

	if (choice >= 0)
		settings->profile = profiles[choice];
	return choice >= 0;
}

bool add_quirk(struct settings *settings, const char *arg)
{
	const struct zsip_quirk_info *quirk = quirk_find(arg);

	if (quirk == NULL)
		return wrong_name(settings, "quirk", arg,
		                  nearest_name(arg, quirk_name_at),
		                  "--list-quirks");
	settings->quirks |= quirk->bit;
	return true;
}

/* --- Which findings */

bool set_min_severity(struct settings *settings, const char *arg)
{
	int choice = option_choose(settings, arg);

	if (choice >= 0)
		settings->min_severity = choice;
	return choice >= 0;
}

bool set_fail_on(struct settings *settings, const char *arg)
{
	int choice = option_choose(settings, arg);

	if (choice >= 0)
		settings->fail_on = choice;
	return choice >= 0;
}

static void set_disabled(struct rule_choice *rule, int is_disabled)
{
	rule->is_disabled = is_disabled != 0;
}

bool disable_rule(struct settings *settings, const char *arg)
{
	return on_rules(settings, arg, set_disabled, true);
}

bool enable_rule(struct settings *settings, const char *arg)
{
	return on_rules(settings, arg, set_disabled, false);
}

/* 0 disables it. */
static void set_level(struct rule_choice *rule, int level)
{
	rule->is_disabled = level == 0;
	if (level != 0)
		rule->severity = (uint8_t)(level - 1);
}

bool set_severity(struct settings *settings, const char *arg)
{
	size_t len = strcspn(arg, "=");
	const char *level = arg + len + strspn(arg + len, "= \t");
	char name[64];
	int choice;

	while (len > 0 && strchr(" \t", arg[len - 1]) != NULL)
		len--;
	snprintf(name, sizeof(name), "%.*s", (int)len, arg);
	if (strchr(arg, '=') == NULL)
		return option_wrong(settings, "'%s' is no %s", arg,
		                    settings->asked.row->arg);
	choice = option_choose(settings, level);
	return choice >= 0 && on_rules(settings, name, set_level, choice);
}

/* --- What is printed */

bool set_output(struct settings *settings, const char *arg)
{
	settings->output = arg;
	return true;
}

bool set_format(struct settings *settings, const char *arg)
{
	settings->format = format_find(arg);
	return settings->format != NULL ||
	       wrong_name(settings, "format", arg,
	                  nearest_name(arg, format_name_at), "--help=output");
}

bool set_color(struct settings *settings, const char *arg)
{
	int choice = option_choose(settings, arg);

	if (choice >= 0)
		settings->color = choice;
	return choice >= 0;
}

/* --- Calls */

bool set_ladder(struct settings *settings, const char *arg)
{
	int choice = option_choose(settings, arg);

	settings->flow = true;
	if (choice >= 0)
		settings->ladder = choice;
	return choice >= 0;
}

bool set_flow_limit(struct settings *settings, const char *arg)
{
	settings->flow = true;
	settings->flow_limit = read_number(arg, (size_t)-1);
	return settings->flow_limit != 0 ||
	       option_wrong(settings, "'%s' is no number of calls", arg);
}

/* --- Rules, help */

bool set_config(struct settings *settings, const char *arg)
{
	settings->config = arg;
	settings->no_config = false;
	return true;
}

bool set_no_config(struct settings *settings, const char *arg)
{
	(void)arg;
	settings->config = NULL;
	settings->no_config = true;
	return true;
}

bool set_jobs(struct settings *settings, const char *arg)
{
	settings->jobs = read_number(arg, MAX_JOBS);
	return settings->jobs != 0 ||
	       option_wrong(settings, "'%s' is no number of threads: 1 to %d",
	                    arg, MAX_JOBS);
}

bool set_explain(struct settings *settings, const char *arg)
{
	settings->action = ACTION_EXPLAIN;
	settings->explain = arg;
	return quirk_find(arg) != NULL ||
	       rule_find(zsip_slice_from(arg)) != RULE_NONE ||
	       wrong_name(settings, "rule", arg, nearest_name(arg, name_at),
	                  "--list-rules");
}

/* --- Selection */

bool add_call_id(struct settings *settings, const char *arg)
{
	choices_add(&settings->selection.call_ids, arg);
	return true;
}

bool add_method(struct settings *settings, const char *arg)
{
	choices_add(&settings->selection.methods, arg);
	return true;
}

bool add_host(struct settings *settings, const char *arg)
{
	choices_add(&settings->selection.hosts, arg);
	return true;
}

static bool set_moment(const struct settings *settings, struct moment *moment,
                       const char *arg)
{
	return moment_read(moment, arg) ||
	       option_wrong(settings,
	                    "'%s' is no time; --%s takes one as 10:00:00, "
	                    "2026-01-31 10:00:00 or +90.5",
	                    arg, settings->asked.row->name);
}

bool set_since(struct settings *settings, const char *arg)
{
	return set_moment(settings, &settings->selection.since, arg);
}

bool set_until(struct settings *settings, const char *arg)
{
	return set_moment(settings, &settings->selection.until, arg);
}

bool add_where(struct settings *settings, const char *arg)
{
	return selection_add_condition(&settings->selection, arg);
}

static void set_chosen(struct rule_choice *rule, int is_chosen)
{
	rule->is_chosen = is_chosen != 0;
}

bool choose_rule(struct settings *settings, const char *arg)
{
	settings->has_chosen_rules = true;
	return on_rules(settings, arg, set_chosen, true);
}

bool set_get(struct settings *settings, const char *arg)
{
	pattern_free(&settings->get);
	return pattern_read(&settings->get, arg);
}

bool set_anonymize(struct settings *settings, const char *arg)
{
	settings->anonymize = true;
	pseudonyms_start(&settings->pseudonyms, arg);
	return true;
}

bool set_help(struct settings *settings, const char *arg)
{
	settings->action = ACTION_HELP;
	settings->topic = arg;
	return arg == NULL || help_has_topic(arg) ||
	       wrong_name(settings, "topic", arg,
	                  nearest_name(arg, help_topic_at), "--help");
}
