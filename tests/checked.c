#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checked.h"

static void *must_alloc(void *ptr)
{
	if (ptr == NULL) {
		perror("checked");
		abort();
	}
	return ptr;
}

static void keep_finding(void *user, const struct zsip_finding *finding)
{
	struct checked *checked = user;
	size_t len = checked->msg.text.len;

	if (finding->offset > len || finding->len > len - finding->offset ||
	    finding->error.offset > len || finding->error.expected == NULL ||
	    (finding->field != ZSIP_NO_FIELD &&
	     finding->field >= checked->msg.field_count) ||
	    (finding->code == 0) != (finding->reason == NULL))
		checked->astray = true;
	if (checked->count < CHECKED_FINDINGS)
		checked->findings[checked->count] = *finding;
	checked->count++;
}

void checked_run(struct checked *checked, const char *data, size_t len,
                 const struct zsip_options *options)
{
	size_t reported;

	checked->data = malloc(len);
	if (len != 0)
		memcpy(must_alloc(checked->data), data, len);
	checked->len = len;
	checked->count = 0;
	checked->astray = false;
	if (options != NULL)
		checked->options = *options;
	else
		checked->options = (struct zsip_options){
		        .size = sizeof(struct zsip_options)};
	zsip_message_init(&checked->msg, checked->fields, CHECKED_FIELDS,
	                  &checked->options);
	checked->status = zsip_message_parse(&checked->msg, checked->data, len,
	                                     &checked->error);
	reported = zsip_check(&checked->msg, keep_finding, checked);
	if (reported != checked->count)
		checked->astray = true;
}

void checked_free(struct checked *checked)
{
	free(checked->data);
	checked->data = NULL;
}

static size_t kept(const struct checked *checked)
{
	return checked->count < CHECKED_FINDINGS ? checked->count
	                                         : CHECKED_FINDINGS;
}

size_t checked_hits(const struct checked *checked, const char *rule)
{
	size_t hits = 0;

	for (size_t i = 0; i < kept(checked); i++)
		hits += strcmp(checked->findings[i].rule->name, rule) == 0;
	return hits;
}

unsigned checked_code(const struct checked *checked)
{
	unsigned code = 0, worst = 0;

	for (size_t i = 0; i < kept(checked); i++) {
		const struct zsip_finding *f = &checked->findings[i];

		if (f->code == 0 || (code != 0 && f->rule->severity <= worst))
			continue;
		code = f->code;
		worst = f->rule->severity;
	}
	return code;
}

/* Expected findings */

static struct zsip_slice first_line(const struct zsip_message *msg)
{
	const char *p = msg->text.ptr, *end = p + msg->text.len, *at = p;

	while (at < end && *at != '\r' && *at != '\n')
		at++;
	return (struct zsip_slice){p, (size_t)(at - p)};
}

/* Where an expected finding is to be looked for. */
struct place {
	struct zsip_slice base, name;
	size_t field;
};

static bool is_named(const struct zsip_field *field, struct zsip_slice name)
{
	static const struct zsip_slice line = {"line", 4};

	if (field->flags & ZSIP_FIELD_BROKEN)
		return zsip_slice_equal(name, line);
	return zsip_slice_equal_nocase(field->name, name);
}

static bool find_place(const struct zsip_message *msg, struct zsip_slice name,
                       unsigned nth, struct place *place)
{
	const char *behind = msg->body.ptr + msg->body.len;
	const char *end = msg->text.ptr + msg->text.len;

	*place = (struct place){.field = ZSIP_NO_FIELD};
	if (zsip_slice_equal(name, zsip_slice_from("start")))
		place->base = first_line(msg);
	else if (zsip_slice_equal(name, zsip_slice_from("message")))
		place->base = msg->text;
	else if (zsip_slice_equal(name, zsip_slice_from("body")))
		place->base = msg->body;
	else if (zsip_slice_equal(name, zsip_slice_from("rest")))
		place->base =
		        (struct zsip_slice){behind, (size_t)(end - behind)};
	else
		for (size_t i = 0; i < msg->field_count; i++) {
			if (!is_named(&msg->fields[i], name) || --nth != 0)
				continue;
			place->field = i;
			place->base = msg->fields[i].value;
			place->name = msg->fields[i].name;
			return true;
		}
	if (place->field == ZSIP_NO_FIELD)
		place->name = place->base;
	return place->base.ptr != NULL;
}

/* "[N]", 1 if it is not there. */
static unsigned read_index(const char **p)
{
	char *end;
	unsigned long n;

	if (**p != '[')
		return 1;
	n = strtoul(*p + 1, &end, 10);
	if (*end != ']')
		return 0;
	*p = end + 1;
	return (unsigned)n;
}

static int read_escape(const char **p)
{
	static const char letters[] = "rnt\"\\";
	static const char bytes[] = "\r\n\t\"\\";
	const char *at = **p == '\0' ? NULL : strchr(letters, **p);
	unsigned byte;

	if (at != NULL) {
		++*p;
		return (unsigned char)bytes[at - letters];
	}
	if (**p != 'x' || sscanf(*p + 1, "%2x", &byte) != 1)
		return -1;
	*p += 3;
	return (int)byte;
}

/* A quoted text into `out`; its length, or -1. */
static int read_quoted(const char **p, char *out, size_t size)
{
	size_t n = 0;

	for (++*p; **p != '"'; n++) {
		int byte = (unsigned char)*(*p)++;

		if (byte == '\\')
			byte = read_escape(p);
		if (byte <= 0 && (*p)[-1] == '\0')
			return -1;
		if (byte < 0 || n == size)
			return -1;
		out[n] = (char)byte;
	}
	++*p;
	return (int)n;
}

static const char *find_nth(struct zsip_slice base, const char *text,
                            size_t len, unsigned nth)
{
	for (size_t i = 0; i + len <= base.len; i++) {
		if (memcmp(base.ptr + i, text, len) == 0 && --nth == 0)
			return base.ptr + i;
	}
	return NULL;
}

/* The bytes of a finding: what stands behind its place. */
static bool read_bytes(const char **p, const struct place *place,
                       struct zsip_slice *bytes)
{
	char text[1024];
	unsigned long len;
	long offset;
	int n;
	char *end;

	*bytes = place->name;
	if (**p == '$') {
		++*p;
		bytes->ptr = place->base.ptr + place->base.len;
		bytes->len = 0;
	} else if (**p == '+') {
		offset = strtol(*p + 1, &end, 10);
		if (*end != '/')
			return false;
		len = strtoul(end + 1, &end, 10);
		*p = end;
		*bytes = (struct zsip_slice){place->base.ptr + offset, len};
	} else if (**p == '"') {
		n = read_quoted(p, text, sizeof(text));
		if (n < 0)
			return false;
		bytes->len = (size_t)n;
		bytes->ptr =
		        find_nth(place->base, text, (size_t)n, read_index(p));
	}
	return bytes->ptr != NULL;
}

/* One finding as it is expected. */
struct wanted {
	struct zsip_slice rule;
	struct zsip_slice bytes;
	size_t field;
	unsigned code;
	struct zsip_slice expected; /* ptr NULL: anything */
	bool later;
};

/* "RULE@PLACE CODE (EXPECTED)" up to ";" or the end. */
static bool read_wanted(const char **at, const struct zsip_message *msg,
                        struct wanted *wanted)
{
	static const char later[] = "later:";
	const char *p = *at;
	struct zsip_slice name;
	struct place place;
	char *end;
	bool there;

	*wanted = (struct wanted){.field = ZSIP_NO_FIELD};
	wanted->later = strncmp(p, later, sizeof(later) - 1) == 0;
	p += wanted->later ? sizeof(later) - 1 : 0;
	wanted->rule = (struct zsip_slice){p, strcspn(p, "@; ")};
	p += wanted->rule.len;
	if (*p++ != '@')
		return false;
	name = (struct zsip_slice){p, strcspn(p, "[\"+$; ")};
	p += name.len;
	there = find_place(msg, name, read_index(&p), &place) &&
	        read_bytes(&p, &place, &wanted->bytes);
	wanted->field = place.field;
	if (*p == ' ' && isdigit((unsigned char)p[1])) {
		wanted->code = (unsigned)strtoul(p, &end, 10);
		p = end;
	}
	if (*p == ' ' && p[1] == '(') {
		wanted->expected =
		        (struct zsip_slice){p + 2, strcspn(p, ")") - 2};
		p += wanted->expected.len + 3;
	}
	while (*p == ';' || *p == ' ')
		p++;
	*at = p;
	return there;
}

static bool is_wanted(const struct checked *checked,
                      const struct zsip_finding *finding,
                      const struct wanted *wanted)
{
	size_t offset = (size_t)(wanted->bytes.ptr - checked->msg.text.ptr);
	struct zsip_slice expected = zsip_slice_from(finding->error.expected);

	return zsip_slice_equal(wanted->rule,
	                        zsip_slice_from(finding->rule->name)) &&
	       finding->field == wanted->field && finding->offset == offset &&
	       finding->len == wanted->bytes.len &&
	       finding->code == wanted->code &&
	       (wanted->expected.ptr == NULL ||
	        zsip_slice_equal(wanted->expected, expected));
}

static bool take(const struct checked *checked, const struct wanted *wanted,
                 bool taken[])
{
	for (size_t i = 0; i < kept(checked); i++) {
		if (taken[i] ||
		    !is_wanted(checked, &checked->findings[i], wanted))
			continue;
		taken[i] = true;
		return true;
	}
	return false;
}

static bool all_taken(const struct checked *checked, const bool taken[],
                      char *why, size_t size)
{
	for (size_t i = 0; i < kept(checked); i++) {
		if (taken[i])
			continue;
		snprintf(why, size, "%s was not expected",
		         checked->findings[i].rule->name);
		return false;
	}
	return true;
}

bool checked_expect(const struct checked *checked, const char *expected,
                    size_t *later, char *why, size_t size)
{
	bool taken[CHECKED_FINDINGS] = {false};
	const char *p = strcmp(expected, "clean") == 0 ? "" : expected;
	const char *from;
	struct wanted wanted;

	while (*p != '\0') {
		bool there, found;

		from = p;
		there = read_wanted(&p, &checked->msg, &wanted);
		found = there && take(checked, &wanted, taken);
		if (p == from || found == wanted.later) {
			snprintf(why, size, "%s: \"%.*s\"",
			         p == from      ? "cannot be read"
			         : wanted.later ? "found at last: strike later"
			         : there        ? "not found"
			                        : "no such place",
			         p == from ? (int)strlen(p) : (int)(p - from),
			         from);
			return false;
		}
		if (wanted.later && later != NULL)
			++*later;
	}
	return all_taken(checked, taken, why, size);
}

static void print_bytes(const struct checked *checked, size_t offset,
                        size_t len)
{
	for (size_t i = 0; i < len && i < 60; i++) {
		unsigned char c =
		        (unsigned char)checked->msg.text.ptr[offset + i];

		if (c < ' ' || c >= 0x7F || c == '"' || c == '\\')
			printf("\\x%02X", c);
		else
			putchar(c);
	}
}

void checked_print(const struct checked *checked)
{
	for (size_t i = 0; i < kept(checked); i++) {
		const struct zsip_finding *f = &checked->findings[i];
		const struct zsip_field *field = NULL;

		if (f->field != ZSIP_NO_FIELD)
			field = &checked->msg.fields[f->field];
		printf("\t%s@%.*s", f->rule->name,
		       field == NULL ? 1 : (int)field->name.len,
		       field == NULL ? "-" : field->name.ptr);
		printf("+%zd/%zu \"",
		       (size_t)f->offset -
		               (field == NULL
		                        ? 0
		                        : (size_t)(field->value.ptr -
		                                   checked->msg.text.ptr)),
		       f->len);
		print_bytes(checked, f->offset, f->len);
		printf("\" %u (%s)\n", f->code, f->error.expected);
	}
}
