/*
 * .siplintrc: options for a project, one a line, without their dashes:
 *
 *	# comment
 *	flow
 *	profile = interop
 *	severity max-forwards-range = warning
 */
#include "command/options.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define CONFIG_NAME ".siplintrc"
#define BLANKS      " \t\r\n"
enum { MAX_LINE = 4096, MAX_UP = 64 };

/* --- Where it is */

static bool is_there(const char *directory, const char *name,
                     struct stat *status)
{
	char path[4 * MAX_UP];

	snprintf(path, sizeof(path), "%s%s", directory, name);
	return stat(path, status) == 0;
}

static bool is_root(const char *directory)
{
	struct stat here, above;

	return !is_there(directory, ".", &here) ||
	       !is_there(directory, "..", &above) ||
	       (here.st_dev == above.st_dev && here.st_ino == above.st_ino);
}

static char *join(const char *directory, const char *name)
{
	size_t room = strlen(directory) + strlen(name) + 1;
	char *path = must_resize(NULL, room, 1);

	snprintf(path, room, "%s%s", directory, name);
	return path;
}

char *config_find(void)
{
	char up[3 * MAX_UP + 1] = "";
	struct stat status;

	for (int i = 0; i < MAX_UP; i++) {
		if (is_there(up, CONFIG_NAME, &status) &&
		    S_ISREG(status.st_mode))
			return join(up, CONFIG_NAME);
		if (is_there(up, ".git", &status) || is_root(up))
			return NULL;
		strcat(up, "../");
	}
	return NULL;
}

/* --- What it says */

/* Where a comment begins: with a # behind a blank, but in a string. */
static char *find_comment(char *line)
{
	bool is_quoted = false;

	for (char *p = line; *p != '\0'; p++) {
		if (*p == '"')
			is_quoted = !is_quoted;
		if (*p == '#' && !is_quoted &&
		    (p == line || strchr(BLANKS, p[-1]) != NULL))
			return p;
	}
	return line + strlen(line);
}

static void cut_end(char *line)
{
	char *end = find_comment(line);

	while (end > line && strchr(BLANKS, end[-1]) != NULL)
		end--;
	*end = '\0';
}

/* Behind a name: blanks, with an equals sign among them or not. */
static char *skip_sign(char *p)
{
	p += strspn(p, BLANKS);
	if (*p == '=')
		p += 1 + strspn(p + 1, BLANKS);
	return p;
}

static const struct option_row *find_row(struct zsip_slice name, bool *is_off)
{
	const struct option_row *row = option_find(name);
	size_t len = strlen(NO);

	*is_off =
	        row == NULL && name.len > len && memcmp(name.ptr, NO, len) == 0;
	if (*is_off)
		row = option_find(
		        (struct zsip_slice){name.ptr + len, name.len - len});
	return row != NULL && *is_off && !row->does.is_switch ? NULL : row;
}

static bool complain_of_name(const struct settings *settings,
                             struct zsip_slice slice)
{
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)slice.len, slice.ptr);
	return option_unknown(settings, name);
}

/* Whether there is an argument where one is wanted. */
static bool is_complete(const struct settings *settings)
{
	const struct asked *asked = &settings->asked;
	const char *name = asked->row->name;

	if (option_is_once(asked->row))
		return option_wrong(settings,
		                    "%s is for the command line alone", name);
	if (asked->row->takes == TAKES_NOTHING && *asked->arg != '\0')
		return option_wrong(settings,
		                    "%s takes no argument; "
		                    "no-%s takes it back",
		                    name, name);
	if (asked->row->takes != TAKES_NOTHING && *asked->arg == '\0')
		return option_wrong(settings, "%s needs an argument", name);
	return true;
}

static bool read_line(struct settings *settings, char *line)
{
	struct asked *asked = &settings->asked;
	struct zsip_slice name;
	char *arg;

	cut_end(line);
	name.ptr = line + strspn(line, BLANKS);
	name.len = strcspn(name.ptr, BLANKS "=");
	if (*name.ptr == '\0')
		return true;
	asked->column = (size_t)(name.ptr - line) + 1;
	asked->row = find_row(name, &asked->is_off);
	if (asked->row == NULL)
		return complain_of_name(settings, name);
	arg = skip_sign(line + (name.ptr - line) + name.len);
	asked->arg = arg;
	if (!is_complete(settings))
		return false;
	asked->column = (size_t)(arg - line) + 1;
	if (asked->row->takes == TAKES_NOTHING)
		asked->arg = NULL;
	return option_apply(settings);
}

/* @return whether a line ends where it should: fgets() has no more room, or
 *         stops at a NUL for its readers */
static bool is_whole(const char *line, FILE *in)
{
	size_t len = strlen(line);

	return len > 0 && (line[len - 1] == '\n' || feof(in));
}

static bool read_lines(struct settings *settings, const char *path, FILE *in)
{
	char line[MAX_LINE];
	bool is_sound = true;

	for (size_t number = 1; fgets(line, sizeof(line), in) != NULL;
	     number++) {
		settings->asked = (struct asked){
		        .file = path, .line = number, .column = 1};
		if (!is_whole(line, in))
			return option_wrong(settings, "this is no line of "
			                              "options: too long, or "
			                              "with a NUL");
		is_sound = read_line(settings, line) && is_sound;
	}
	return is_sound;
}

bool config_read(struct settings *settings, const char *path)
{
	FILE *in = fopen(path, "r");
	bool is_sound = in != NULL && read_lines(settings, path, in);

	if (in == NULL || ferror(in)) {
		fputs("siplint: ", stderr);
		show_text(stderr, zsip_slice_from(path));
		fprintf(stderr, ": %s\n", strerror(errno));
		is_sound = false;
	}
	if (in != NULL)
		fclose(in);
	return is_sound;
}
