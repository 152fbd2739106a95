/*
 * Prints a page of docs/ from the tables: headers, parameters, quirks, rules or
 * sdp.
 *
 *	mkdocs PAGE > docs/PAGE.md
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "mkdocs.h"
#include "zsip.h"

/* The tables */

struct header {
	const char *name;
	enum zsip_header id;
	char compact;
	const char *multiplicity, *responses, *shape, *flags, *rfc;
};

static struct header headers[] = {
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	{name,      ZSIP_HDR_##id, compact, #multiplicity,                     \
	 responses, #shape,        #flags,  rfc},
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};

struct shape {
	const char *name, *members;
};

static const struct shape shapes[] = {
#define ZSIP_SLICE(member) "`" #member "`, "
#define ZSIP_U32(member)   "`" #member "` (32 bits), "
#define ZSIP_I64(member)   "`" #member "` (64 bits, signed), "
#define ZSIP_FLAG(member)  "`" #member "` (flag), "
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)
#define ZSIP_SHAPE(shape, members) {#shape, members},
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};

static const enum zsip_method methods[] = {
#define ZSIP_METHOD(number, id, name, rfc) ZSIP_METHOD_##id,
#include "zsip_methods.def"
#undef ZSIP_METHOD
};

struct param {
	const char *name, *form, *rfc;
};

static struct param params[] = {
#define ZSIP_PARAM(number, id, name, form, rfc) {name, #form, rfc},
#include "zsip_params.def"
#undef ZSIP_PARAM
};

struct quirk {
	const char *name, *profile, *accepts, *example, *risk;
};

static struct quirk quirks[] = {
#define ZSIP_QUIRK(bit, id, name, profile, accepts, example, risk)             \
	{name, #profile, accepts, example, risk},
#include "zsip_quirks.def"
#undef ZSIP_QUIRK
};

struct rule {
	const char *name, *severity;
	int code;
	const char *rfc, *text, *known;
};

static struct rule rules[] = {
#define ZSIP_RULE(number, id, name, severity, code, rfc, text, known)          \
	{name, #severity, code, rfc, text, known},
#include "zsip_rules.def"
#undef ZSIP_RULE
};

int by_name(const void *a, const void *b)
{
	const char *left = *(const char *const *)a;
	const char *right = *(const char *const *)b;

	while (*left != '\0' && tolower((unsigned char)*left) ==
	                                tolower((unsigned char)*right)) {
		left++;
		right++;
	}
	return tolower((unsigned char)*left) - tolower((unsigned char)*right);
}

/* Text */

void lower(const char *text)
{
	for (; *text != '\0'; text++)
		putchar(tolower((unsigned char)*text));
}

void plain(const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("\\`*_<>[]|~", *text) != NULL)
			putchar('\\');
		putchar(*text);
	}
}

/* A section number has a dot or less than three digits. */
static int is_rfc(const char *word, size_t len)
{
	return len >= 3 && strspn(word, "0123456789") >= len;
}

/* "3261 20.42", "4458 5, 3326 2", "3261 8.2.2, 16.3": RFCs, each with a
 * section, and further sections of the RFC before. */
static void rfc_links(const char *text)
{
	char rfc[8] = "";

	for (const char *lead = ""; *text != '\0'; lead = ", ") {
		size_t len = strcspn(text, " ,");

		if (is_rfc(text, len)) {
			snprintf(rfc, sizeof(rfc), "%.*s", (int)len, text);
			text += len + (text[len] == ' ');
			len = *text == ',' ? 0 : strcspn(text, " ,");
		}
		printf("%s[RFC %s", lead, rfc);
		printf(len != 0 ? " %.*s]" : "]", (int)len, text);
		printf("(https://www.rfc-editor.org/rfc/rfc%s", rfc);
		printf(len == 0                          ? ")"
		       : isdigit((unsigned char)text[0]) ? "#section-%.*s)"
		                                         : "#appendix-%.*s)",
		       (int)len, text);
		text += len;
		text += strspn(text, " ,");
	}
}

/* A draft, with a section or without. */
static void draft_link(const char *text)
{
	size_t len = strcspn(text, " ");

	printf("[%.*s](https://datatracker.ietf.org/doc/html/%.*s)%s", (int)len,
	       text, (int)len, text, text + len);
}

void reference(const char *text)
{
	if (strncmp(text, "draft-", 6) == 0)
		draft_link(text);
	else if (isdigit((unsigned char)*text))
		rfc_links(text);
	else if (strncmp(text, "TS ", 3) == 0)
		printf("3GPP %s", text);
	else
		plain(text);
}

/* Where a header field may be */

/* What zsip_header_presence() says of each method; blank of responses to ACK,
 * of which there are none. */
struct letters {
	char of[COUNT(methods)];
};

static struct letters ask(enum zsip_header id, unsigned code)
{
	struct letters letters;

	for (size_t i = 0; i < COUNT(methods); i++) {
		letters.of[i] =
		        (char)zsip_header_presence(id, methods[i], code);
		if (code != 0 && methods[i] == ZSIP_METHOD_ACK)
			letters.of[i] = ' ';
	}
	return letters;
}

static size_t count(const struct letters *letters, char letter)
{
	size_t n = 0;

	for (size_t i = 0; i < COUNT(methods); i++)
		n += letters->of[i] == letter;
	return n;
}

static void print_letter(char letter)
{
	if (letter == '-')
		printf(" **–**");
	else
		printf(" **%c**", letter == '.' ? '?' : letter);
}

/* "INVITE, UPDATE m; " */
static void group(const struct letters *letters, char letter)
{
	const char *lead = "";

	for (size_t i = 0; i < COUNT(methods); i++) {
		if (letters->of[i] != letter)
			continue;
		printf("%s%s", lead, zsip_method_name(methods[i]));
		lead = ", ";
	}
	print_letter(letter);
	printf("; ");
}

/* The methods of each letter; those of the most frequent one are the others. */
static void columns(const struct letters *letters)
{
	static const char order[] = "mstcbo.-";
	const char *most = order, *rest = "all";

	for (const char *at = order; *at != '\0'; at++) {
		if (count(letters, *at) > count(letters, *most))
			most = at;
	}
	for (const char *at = order; *at != '\0'; at++) {
		if (at == most || count(letters, *at) == 0)
			continue;
		group(letters, *at);
		rest = "others";
	}
	printf("%s", rest);
	print_letter(*most);
}

/* Prints WHERE of a row "WHERE:LETTERS" as "any", "1xx", "3xx-6xx", "401, 407".
 * @return a code that this row says most of: no row names one that ends in 98
 */
static unsigned codes(const char *where)
{
	unsigned code = 798;

	while (*where != ':') {
		if (strspn(where, "0123456789") == 3) {
			printf("%.3s", where);
			code = (unsigned)strtoul(where, NULL, 10);
			where += 3;
		} else if (isdigit((unsigned char)*where)) {
			printf("%cxx", *where);
			code = (unsigned)(*where++ - '0') * 100 + 98;
		} else {
			printf("%s", *where == 'r'   ? "any"
			             : *where == ',' ? ", "
			                             : "–");
			where++;
		}
	}
	printf(": ");
	return code;
}

/* Each row on a line of its own, but for one that says no to all, as that is
 * what all begin with. */
static void responses(const struct header *h)
{
	const char *lead = "", *text = h->responses;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");

		if (*text != 'r' || strspn(text + 2, "-") != COUNT(methods)) {
			struct letters letters;

			printf("%s", lead);
			letters = ask(h->id, codes(text));
			columns(&letters);
			lead = "<br>";
		}
		text += len + (text[len] == ' ');
	}
	if (*lead == '\0')
		printf("–");
}

/* Pages */

void begin(const char *title)
{
	printf("# %s\n\n"
	       "<!-- Made by tools/mkdocs.c from the tables in include/: "
	       "make docs. -->\n\n",
	       title);
}

static const char *multiplicity(const char *word)
{
	static const char *const words[][2] = {
	        {"ONCE", "once"},
	        {"LIST", "list"},
	        {"LIST0", "list, may be empty"},
	        {"LINES", "lines"},
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		if (strcmp(words[i][0], word) == 0)
			return words[i][1];
	}
	return word;
}

/* What flags ask of the value. */
static const char *flag_text(const char *flags)
{
	if (strcmp(flags, "BRACKETS") == 0)
		return ", in angle brackets";
	if (strcmp(flags, "NOPARAMS") == 0)
		return ", without parameters";
	return "";
}

static void header_list(void)
{
	printf("| Name | Compact | Value | How often | Reference |\n"
	       "|---|---|---|---|---|\n");
	for (size_t i = 0; i < COUNT(headers); i++) {
		const struct header *h = &headers[i];

		printf("| %s | %c | [%s](#%s)%s | %s | ", h->name,
		       h->compact != 0 ? h->compact : ' ', h->shape, h->shape,
		       flag_text(h->flags), multiplicity(h->multiplicity));
		reference(h->rfc);
		printf(" |\n");
	}
}

static void header_places(void)
{
	printf("| Name | Requests | Responses |\n|---|---|---|\n");
	for (size_t i = 0; i < COUNT(headers); i++) {
		struct letters letters = ask(headers[i].id, 0);

		printf("| %s | ", headers[i].name);
		columns(&letters);
		printf(" | ");
		responses(&headers[i]);
		printf(" |\n");
	}
}

/* With the header fields that have it. */
static void shape_section(const struct shape *shape)
{
	const char *lead = "";

	printf("\n### %s\n\n`struct zsip_%s`: %.*s\n\n", shape->name,
	       shape->name, (int)strlen(shape->members) - 2, shape->members);
	for (size_t i = 0; i < COUNT(headers); i++) {
		if (strcmp(headers[i].shape, shape->name) != 0)
			continue;
		printf("%s%s", lead, headers[i].name);
		lead = ", ";
	}
	printf("\n");
}

static void headers_page(void)
{
	begin("Header fields");
	printf("%zu header fields; the columns of `zsip_headers.def`, for "
	       "programs `zsip_header_info()`.\nAny other header field is read "
	       "as text.\n\n",
	       COUNT(headers));
	printf("How often: **once**, one field with one value; **list**, "
	       "values "
	       "joined by commas,\nin one field or several; **lines**, several "
	       "fields, never joined by commas\n([RFC 3261 7.3.1]"
	       "(https://www.rfc-editor.org/rfc/rfc3261#section-7.3.1)).\n\n");
	SORT(headers);
	header_list();
	printf("\n## Where they may be\n\n"
	       "As in tables 2 and 3 of [RFC 3261 20]"
	       "(https://www.rfc-editor.org/rfc/rfc3261#section-20) and the "
	       "same "
	       "tables of other\nRFCs, for programs `zsip_header_presence()`. "
	       "The line that fits a response's code most\nclosely counts; "
	       "where none does, the field is not applicable.\n\n"
	       "| | |\n|---|---|\n"
	       "| **m** | mandatory |\n"
	       "| **s** | should be sent, but receivers do without (\"m\\*\" "
	       "in "
	       "the RFCs) |\n"
	       "| **t** | the same; over a stream it must be sent |\n"
	       "| **c** | optional or mandatory, by what the RFC says |\n"
	       "| **b** | mandatory where there is a body (\"\\*\" in the "
	       "RFCs) "
	       "|\n"
	       "| **o** | optional |\n"
	       "| **–** | not applicable |\n"
	       "| **?** | no RFC says |\n\n");
	header_places();
	printf("\n## Values\n\n"
	       "What a value is cut into: slices of the message, unless "
	       "another "
	       "type is given.\n");
	for (size_t i = 0; i < COUNT(shapes); i++)
		shape_section(&shapes[i]);
}

static void parameters_page(void)
{
	begin("Parameters");
	printf("%zu parameters of header field values and of URIs that have a "
	       "number: the rows of\n`zsip_params.def`, for programs "
	       "`zsip_param_info()` and `zsip_params_get()`. Any\nother is "
	       "found by its name, with `zsip_params_find()`.\n\n",
	       COUNT(params));
	printf("The form is that of the value where the RFC's header field has "
	       "the parameter;\n`zsip_param_is_sound()` compares with it.\n\n"
	       "| Form | |\n|---|---|\n"
	       "| flag | no value |\n"
	       "| token | a token |\n"
	       "| string | a quoted string |\n"
	       "| text | a token or a quoted string |\n"
	       "| digits | a number: `zsip_param_number()` |\n"
	       "| qvalue | 0 to 1 with up to three decimals: "
	       "`zsip_param_qvalue()` |\n"
	       "| ttl | 0 to 255 |\n"
	       "| port | none, or 0 to 65535 |\n"
	       "| host | a hostname or address |\n"
	       "| ip | an address; one of IPv6 with brackets or without |\n"
	       "| any | has no form of its own |\n\n"
	       "| Name | Form | Reference |\n|---|---|---|\n");
	SORT(params);
	for (size_t i = 0; i < COUNT(params); i++) {
		printf("| `%s` | ", params[i].name);
		lower(params[i].form);
		printf(" | ");
		reference(params[i].rfc);
		printf(" |\n");
	}
}

/* Those of session descriptions, or the others. */
static void quirk_list(bool sdp)
{
	for (size_t i = 0; i < COUNT(quirks); i++) {
		const struct quirk *q = &quirks[i];

		if ((strncmp(q->name, "sdp_", 4) == 0) != sdp)
			continue;
		printf("\n### %s\n\nAccepts ", q->name);
		plain(q->accepts);
		printf(".\n\n    %s\n\n- Profile: ", q->example);
		lower(q->profile);
		printf("\n- Risk: ");
		plain(q->risk);
		printf("\n");
	}
}

static void quirks_page(void)
{
	begin("Quirks");
	printf("Deviations from the grammar that zsip accepts when it is asked "
	       "to: %zu, one by one\nor by the profile `interop`. All are off "
	       "by default, and whatever was accepted\nthrough one says so. In "
	       "the examples `\\r`, `\\n`, `\\s` (a blank), `\\0`, "
	       "`\\xHH` and `\\\\`\nstand for one byte each.\n",
	       COUNT(quirks));
	SORT(quirks);
	printf("\n## SIP\n\nThe examples are header fields, or messages up to "
	       "the end of their head.\n");
	quirk_list(false);
	printf("\n## Session descriptions\n\nThe examples are lines of a "
	       "[description](sdp.md), or all that it has.\n");
	quirk_list(true);
}

static void rules_page(void)
{
	begin("Rules");
	printf("What `zsip_check()` and siplint look for: %zu rules. Those on "
	       "session descriptions are\nin [sdp.md](sdp.md#rules), those on "
	       "the messages of a call [below](#call-flows).\n\n"
	       "| Severity | |\n|---|---|\n"
	       "| error | a receiver must refuse it, cannot read it, or two "
	       "receivers read it differently |\n"
	       "| warning | the sender broke a MUST or SHOULD that receivers "
	       "tolerate |\n"
	       "| note | legal but worth knowing, or wrong where no receiver "
	       "acts on it |\n\n"
	       "The code is what a receiver should answer to a request that "
	       "breaks the rule. Rules\nwhose names begin with `ambiguous` are "
	       "on messages that two receivers read\ndifferently, with a case "
	       "in which that happened.\n\n"
	       "| Name | Severity | Code | Text | Reference |\n"
	       "|---|---|---|---|---|\n",
	       COUNT(rules));
	SORT(rules);
	for (size_t i = 0; i < COUNT(rules); i++) {
		const struct rule *r = &rules[i];

		printf("| `%s` | ", r->name);
		lower(r->severity);
		if (r->code != 0)
			printf(" | %d | ", r->code);
		else
			printf(" | | ");
		plain(r->text);
		if (*r->known != '\0') {
			printf("<br>*");
			plain(r->known);
			printf("*");
		}
		printf(" | ");
		reference(r->rfc);
		printf(" |\n");
	}
	flow_section();
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*print)(void);
	} pages[] = {
	        {"headers", headers_page}, {"parameters", parameters_page},
	        {"quirks", quirks_page},   {"rules", rules_page},
	        {"sdp", sdp_page},
	};

	for (size_t i = 0; argc == 2 && i < COUNT(pages); i++) {
		if (strcmp(argv[1], pages[i].name) == 0) {
			pages[i].print();
			return fflush(stdout) != 0;
		}
	}
	fprintf(stderr, "usage: mkdocs headers|parameters|quirks|rules|sdp\n");
	return 2;
}
