#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "script_parts.h"

const char *script_option(const struct option *options, size_t count,
                          const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(options[i].name, name) == 0)
			return options[i].value != NULL ? options[i].value : "";
	}
	return NULL;
}

bool script_is_option(const struct option *word)
{
	static const char *const names[] = {
	        "tag", "to-tag", "uri",   "branch", "again",     "reliable",
	        "sdp", "-sdp",   "offer", "answer", "multipart", "body",
	        "cut", "random", "t1",    "t2",     "min-se"};
	const char *name = word->name + (*word->name == '-');

	if (isupper((unsigned char)*name))
		return (word->value == NULL) == (*word->name == '-');
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(names[i], word->name) == 0)
			return true;
	}
	return false;
}

/* Cuts a value that may be in quotes; returns what is behind it. */
static char *cut_value(char *value, const char **out)
{
	char quote = *value;

	if (quote == '\'' || quote == '"') {
		*out = ++value;
		value += strcspn(value, quote == '"' ? "\"" : "'");
	} else {
		*out = value;
		value += strcspn(value, " ");
	}
	if (*value != '\0')
		*value++ = '\0';
	return value;
}

/* Cuts one word; returns what is behind it. */
static char *cut_word(char *at, struct option *word)
{
	size_t len = strcspn(at, " =");

	word->name = at;
	word->value = NULL;
	at += len;
	if (*at == '=') {
		*at++ = '\0';
		return cut_value(at, &word->value);
	}
	if (*at != '\0')
		*at++ = '\0';
	return at;
}

bool script_cut(struct step *step, const char *line)
{
	const char *arrow = strstr(line, "=> ");
	char *at;

	*step = (struct step){.copy = malloc(strlen(line) + 1)};
	strcpy(step->copy, line);
	if (arrow != NULL) {
		step->expected = arrow + 3 + strspn(arrow + 3, " ");
		step->copy[arrow - line] = '\0';
	}
	at = step->copy + strspn(step->copy, " ");
	while (*at != '\0') {
		if (step->count == SCRIPT_WORDS)
			return false;
		at = cut_word(at, &step->words[step->count++]);
		at += strspn(at, " ");
	}
	return step->count > 0;
}
