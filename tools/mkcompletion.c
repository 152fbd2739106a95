/*
 * Prints completion for siplint's options: mkcompletion bash|zsh.
 */
#include "option_rows.h"
#include <stdio.h>
#include <string.h>

static bool is_kind(const struct option_row *row, const char *kind)
{
	return strcmp(row->words, kind) == 0;
}

/* RULE=LEVEL.  @return the levels, NULL if it is none */
static const char *levels(const struct option_row *row)
{
	static const char rule[] = "@rule=";

	return strncmp(row->words, rule, strlen(rule)) == 0
	               ? row->words + strlen(rule)
	               : NULL;
}

static void print_format_names(void)
{
	for (size_t i = 0; i < COUNT(format_rows); i++)
		printf("%s%s", i == 0 ? "" : " ", format_rows[i].name);
}

static void print_topic_names(void)
{
	for (size_t i = 0; i < COUNT(topic_rows); i++)
		printf("%s ", topic_rows[i].name);
	printf("all");
}

/* What is known when siplint is built.  @return whether it is */
static bool print_words(const struct option_row *row)
{
	if (is_kind(row, "@format"))
		print_format_names();
	else if (is_kind(row, "@topic"))
		print_topic_names();
	else if (*row->words != '@')
		printf("%s", row->words);
	else
		return false;
	return true;
}

/* --- bash */

static const char bash_head[] =
        "# Completion of siplint for bash, by tools/mkcompletion.c.\n"
        "\n"
        "_siplint_rules()\n"
        "{\n"
        "\t\"$1\" --list-rules 2>/dev/null | cut -d ' ' -f 1\n"
        "}\n"
        "\n"
        "_siplint_quirks()\n"
        "{\n"
        "\t\"$1\" --list-quirks 2>/dev/null | sed -n 's/^\\([^ "
        ":]*\\):.*/\\1/p'\n"
        "}\n"
        "\n"
        "# \"=\" is a word of its own.\n"
        "_siplint()\n"
        "{\n"
        "\tlocal cur=${COMP_WORDS[COMP_CWORD]} at=$((COMP_CWORD - 1))\n"
        "\tlocal key words\n"
        "\n"
        "\tif [[ $cur == = ]]; then\n"
        "\t\tcur=\n"
        "\t\tkey=${COMP_WORDS[at]}=\n"
        "\telif [[ ${COMP_WORDS[at]} == = && at -gt 0 ]]; then\n"
        "\t\tkey=${COMP_WORDS[at - 1]}=\n"
        "\telse\n"
        "\t\tkey=${COMP_WORDS[at]}\n"
        "\tfi\n"
        "\tCOMPREPLY=()\n"
        "\tcase $key in\n";

static const char bash_tail[] =
        "\tesac\n"
        "\tlocal first=${cur%\"${cur##*,}\"}\n"
        "\tmapfile -t COMPREPLY < <(compgen -P \"$first\" -W \"$words\" "
        "-- \"${cur##*,}\")\n"
        "\tif [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then\n"
        "\t\tcompopt -o nospace 2>/dev/null\n"
        "\tfi\n"
        "}\n"
        "complete -o default -F _siplint siplint\n";

static void bash_pattern(const struct option_row *row)
{
	printf("\t");
	if (row->letter != '\0' && row->takes != MAYBE)
		printf("-%c | ", row->letter);
	if (row->takes != MAYBE)
		printf("--%s | ", row->name);
	printf("--%s=)\n\t\t", row->name);
}

static void bash_words(const struct option_row *row)
{
	static const char rules[] = "$(_siplint_rules \"$1\")";
	static const char quirks[] = "$(_siplint_quirks \"$1\")";

	if (is_kind(row, "@rule")) {
		printf("words=%s\n", rules);
	} else if (levels(row) != NULL) {
		printf("words=$(_siplint_rules \"$1\" | sed 's/$/=/')\n");
	} else if (is_kind(row, "@quirk")) {
		printf("words=%s\n", quirks);
	} else if (is_kind(row, "@name")) {
		printf("words=\"%s %s\"\n", rules, quirks);
	} else if (is_kind(row, "@file") || *row->words == '\0') {
		printf("return\n");
	} else {
		printf("words=\"");
		print_words(row);
		printf("\"\n");
	}
	printf("\t\t;;\n");
}

static void bash_options(void)
{
	printf("\t*)\n\t\t[[ $cur == -* ]] || return\n\t\twords=\"");
	for (size_t i = 0; i < COUNT(option_rows); i++) {
		const struct option_row *row = &option_rows[i];
		bool has_argument = row->takes == ONE || row->takes == EACH;

		printf("--%s%s ", row->name, has_argument ? "=" : "");
		if (row->is_switch)
			printf("--no-%s ", row->name);
	}
	printf("\"\n\t\t;;\n");
}

static void bash_print(void)
{
	printf("%s", bash_head);
	for (size_t i = 0; i < COUNT(option_rows); i++) {
		if (option_rows[i].takes == NOTHING)
			continue;
		bash_pattern(&option_rows[i]);
		bash_words(&option_rows[i]);
	}
	for (size_t i = 0; i < COUNT(option_rows); i++) {
		if (levels(&option_rows[i]) != NULL)
			printf("\t[!-]*=)\n\t\twords=\"%s\"\n\t\t;;\n",
			       levels(&option_rows[i]));
	}
	bash_options();
	printf("%s", bash_tail);
}

/* --- zsh */

static const char zsh_head[] =
        "#compdef siplint\n"
        "# By tools/mkcompletion.c.\n"
        "\n"
        "_siplint_names()\n"
        "{\n"
        "\tlocal -a names\n"
        "\tlocal siplint=${(Q)words[1]}\n"
        "\n"
        "\tif [[ $1 != quirk ]]; then\n"
        "\t\tnames+=(${${(f)\"$($siplint --list-rules 2>/dev/null)\"}%% *})\n"
        "\tfi\n"
        "\tif [[ $1 != rule ]]; then\n"
        "\t\tnames+=(${${(M)${(f)\"$($siplint --list-quirks 2>/dev/null)\"}"
        ":#[^ ]*}%%:*})\n"
        "\tfi\n"
        "\tcompset -P '*,'\n"
        "\tcompadd -S \"$2\" -a names\n"
        "}\n"
        "\n"
        "_siplint_severity()\n"
        "{\n"
        "\tif compset -P '*='; then\n"
        "\t\tcompadd $*\n"
        "\telse\n"
        "\t\t_siplint_names rule =\n"
        "\tfi\n"
        "}\n"
        "\n"
        "_arguments -s -S \\\n";

/* Within quotes, and where brackets and colons would end it. */
static void zsh_text(const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("[]:", *text) != NULL)
			putchar('\\');
		if (*text == '\'')
			printf("'\\'");
		putchar(*text);
	}
}

static void zsh_argument(const struct option_row *row)
{
	if (row->takes == NOTHING)
		return;
	printf(row->takes == MAYBE ? "::" : ":");
	zsh_text(row->arg);
	if (*row->words == '\0') {
		printf(": ");
	} else if (is_kind(row, "@file")) {
		printf(":_files");
	} else if (levels(row) != NULL) {
		printf(": _siplint_severity %s", levels(row));
	} else if (is_kind(row, "@rule") || is_kind(row, "@quirk") ||
	           is_kind(row, "@name")) {
		printf(": _siplint_names %s", row->words + 1);
	} else {
		printf(":(");
		print_words(row);
		printf(")");
	}
}

static void zsh_spec(const struct option_row *row, const char *no)
{
	static const char *const joins[] = {
	        [NOTHING] = "", [ONE] = "=", [EACH] = "=", [MAYBE] = "=-"};
	bool has_argument = row->takes == ONE || row->takes == EACH;
	bool has_letter = row->letter != '\0' && *no == '\0';

	if (row->takes == EACH)
		printf("\t'*'");
	else if (has_letter)
		printf("\t'(-%c --%s)'", row->letter, row->name);
	else
		printf("\t");
	if (has_letter)
		printf("{-%c%s,--%s%s}", row->letter, has_argument ? "+" : "",
		       row->name, joins[row->takes]);
	else
		printf("--%s%s%s", no, row->name, joins[row->takes]);
	printf("'[");
	if (*no != '\0')
		printf("take back --%s", row->name);
	else
		zsh_text(row->help);
	printf("]");
	zsh_argument(row);
	printf("' \\\n");
}

static void zsh_print(void)
{
	printf("%s", zsh_head);
	for (size_t i = 0; i < COUNT(option_rows); i++) {
		zsh_spec(&option_rows[i], "");
		if (option_rows[i].is_switch)
			zsh_spec(&option_rows[i], "no-");
	}
	printf("\t'*:file:_files'\n");
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "bash") == 0)
		bash_print();
	else if (argc == 2 && strcmp(argv[1], "zsh") == 0)
		zsh_print();
	else
		return 2;
	return fflush(stdout) != 0;
}
