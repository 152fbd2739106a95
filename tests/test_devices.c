/*
 * What real devices send, against tests/vectors/tolerance: messages as in
 * message_vectors.h, in lines
 *
 *	V MESSAGE => clean | RULE ...
 *	                 valid: taken strictly, with these notes at most
 *	L MESSAGE => QUIRK RULE
 *	                 wrong, but can be told what is meant: found by RULE,
 *and taken through QUIRK, in the profile if that is in one X MESSAGE => RULE
 *	                 wrong and not to be taken: an error whatever is allowed
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message_vectors.h"
#include "tally.h"
#include "test_tolerance.h"
#include "vectors.h"

#define DEVICE_DIR ZSIP_SOURCE_DIR "/tests/vectors/tolerance"

bool checked_asks_for(const struct checked *checked, uint64_t quirk)
{
	for (size_t i = 0; i < checked->count; i++) {
		const struct zsip_finding *finding = &checked->findings[i];

		if (finding->rule->severity > ZSIP_SEVERITY_NOTE &&
		    (finding->quirks & quirk) != 0)
			return true;
	}
	return false;
}

static size_t worse_than_notes(const struct checked *checked)
{
	size_t count = 0;

	for (size_t i = 0; i < checked->count; i++)
		count += checked->findings[i].rule->severity >
		         ZSIP_SEVERITY_NOTE;
	return count;
}

/* Through which quirks, as the notes tell. */
static uint64_t quirks_told(const struct checked *checked)
{
	uint64_t quirks = 0;

	for (size_t i = 0; i < checked->count; i++) {
		if (checked->findings[i].rule->id == ZSIP_RULE_QUIRK)
			quirks |= checked->findings[i].quirks;
	}
	return quirks;
}

bool checked_took(const struct checked *checked, uint64_t quirks)
{
	return checked->status == ZSIP_OK && worse_than_notes(checked) == 0 &&
	       quirks_told(checked) == quirks;
}

static bool has_error(const struct checked *checked, const char *rule)
{
	for (size_t i = 0; i < checked->count; i++) {
		const struct zsip_rule_info *found = checked->findings[i].rule;

		if (found->severity == ZSIP_SEVERITY_ERROR &&
		    (rule == NULL || strcmp(found->name, rule) == 0))
			return true;
	}
	return false;
}

/* The message of a line with some quirks; to be freed. */
static void build(struct checked *checked, const struct vector *v,
                  uint64_t quirks)
{
	struct zsip_options options = {.size = sizeof(options),
	                               .quirks = quirks};
	struct checked strict;
	char why[256];

	ck_assert_msg(message_build(&strict, v->text, v->len, why, sizeof(why)),
	              "line %u: %s", v->line, why);
	checked_run(checked, strict.data, strict.len, &options);
	checked_free(&strict);
}

static bool complain(const char *path, const struct vector *v,
                     const struct checked *checked, const char *how)
{
	fprintf(stderr, "%s:%u: %s: %s\n", path, v->line, how, v->expected);
	checked_print(checked);
	return false;
}

/* Exactly these notes; "clean" for none. */
static bool has_notes(const struct checked *checked, const char *expected)
{
	size_t wanted = 0;

	if (strcmp(expected, "clean") == 0)
		return checked->count == 0;
	for (const char *p = expected; *p != '\0'; p += *p == ' ') {
		size_t len = strcspn(p, " ");
		char rule[64];

		snprintf(rule, sizeof(rule), "%.*s", (int)len, p);
		if (checked_hits(checked, rule) == 0)
			return false;
		wanted += checked_hits(checked, rule);
		p += len;
	}
	return wanted == checked->count;
}

static bool is_valid(const char *path, const struct vector *v)
{
	static const uint64_t allowed[] = {ZSIP_PROFILE_STRICT,
	                                   ZSIP_PROFILE_INTEROP, UINT64_MAX};
	bool passed = true;

	for (size_t i = 0; passed && i < 3; i++) {
		struct checked checked;

		build(&checked, v, allowed[i]);
		if (!checked_took(&checked, 0) ||
		    !has_notes(&checked, v->expected))
			passed = complain(path, v, &checked, "is valid");
		checked_free(&checked);
	}
	return passed;
}

static bool is_wrong(const char *path, const struct vector *v)
{
	static const uint64_t allowed[] = {ZSIP_PROFILE_STRICT,
	                                   ZSIP_PROFILE_INTEROP, UINT64_MAX};
	bool passed = true;

	for (size_t i = 0; passed && i < 3; i++) {
		struct checked checked;

		build(&checked, v, allowed[i]);
		if (!has_error(&checked, i == 0 ? v->expected : NULL))
			passed = complain(path, v, &checked, "is wrong");
		checked_free(&checked);
	}
	return passed;
}

static const struct zsip_quirk_info *find_quirk(const char *name, size_t len)
{
	const struct zsip_quirk_info *info;

	for (size_t i = 0; (info = zsip_quirk_at(i)) != NULL; i++) {
		if (strlen(info->name) == len &&
		    strncmp(info->name, name, len) == 0)
			return info;
	}
	return NULL;
}

/* Taken with these quirks allowed, and through the one? */
static bool is_taken(const char *path, const struct vector *v, uint64_t allowed,
                     uint64_t quirk, bool taken)
{
	struct checked checked;
	bool passed = true;

	build(&checked, v, allowed);
	if (checked_took(&checked, quirk) != taken)
		passed = complain(path, v, &checked,
		                  taken ? "is taken" : "is not taken");
	checked_free(&checked);
	return passed;
}

static bool is_tolerable(const char *path, const struct vector *v)
{
	size_t len = strcspn(v->expected, " ");
	const struct zsip_quirk_info *info = find_quirk(v->expected, len);
	struct checked checked;
	bool passed = true;

	ck_assert_msg(info != NULL && v->expected[len] == ' ',
	              "%s:%u: QUIRK RULE", path, v->line);
	build(&checked, v, ZSIP_PROFILE_STRICT);
	if (checked_hits(&checked, v->expected + len + 1) == 0 ||
	    !checked_asks_for(&checked, info->bit))
		passed = complain(path, v, &checked, "is found strictly");
	checked_free(&checked);
	return passed && is_taken(path, v, info->bit, info->bit, true) &&
	       is_taken(path, v, UINT64_MAX, info->bit, true) &&
	       is_taken(path, v, ZSIP_PROFILE_INTEROP, info->bit,
	                info->interop) &&
	       is_taken(path, v, UINT64_MAX & ~info->bit, info->bit, false);
}

static bool passes(const char *path, const struct vector *v)
{
	if (v->expected == NULL) {
		fprintf(stderr, "%s:%u: nothing is expected\n", path, v->line);
		return false;
	}
	switch (*v->verdict) {
	case 'V':
		return is_valid(path, v);
	case 'L':
		return is_tolerable(path, v);
	default:
		return is_wrong(path, v);
	}
}

START_TEST(every_message_passes)
{
	struct vector_dir dir;
	unsigned faults = 0, count = 0;

	ck_assert_msg(vectors_dir_open(&dir, DEVICE_DIR), "%s",
	              strerror(errno));
	for (size_t i = 0; i < dir.count; i++) {
		struct vector_file file;
		struct vector v;
		enum vector_result result;
		char path[512];

		snprintf(path, sizeof(path), DEVICE_DIR "/%s", dir.names[i]);
		ck_assert_msg(vectors_open(&file, path, "V L X"), "%s",
		              file.error);
		while ((result = vectors_next(&file, &v)) != VECTOR_END) {
			if (result == VECTOR_ERROR)
				fprintf(stderr, "%s\n", file.error);
			faults += result == VECTOR_ERROR || !passes(path, &v);
			count++;
		}
		vectors_close(&file);
	}
	vectors_dir_close(&dir);
	ck_assert_msg(faults == 0, "%u faults", faults);
	tally("tolerance", "messages of devices", count);
}
END_TEST

TCase *devices_tcase(void)
{
	TCase *tc = tcase_create("devices");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, every_message_passes);
	return tc;
}
