/*
 * zsip_check(): each finding lies in the message and is one of the table's;
 * two runs, any SIMD form, and the check without a core find the same.
 */
#include "fuzz.h"
#include "record.h"

struct seen {
	const struct zsip_message *msg;
	size_t count;
	uint64_t hash;
};

static void add(struct seen *seen, uint64_t n)
{
	seen->hash = (seen->hash ^ n) * UINT64_C(0x9e3779b97f4a7c15);
}

static bool in_table(const struct zsip_rule_info *rule)
{
	const struct zsip_rule_info *row;

	for (size_t i = 0; (row = zsip_rule_at(i)) != NULL; i++) {
		if (row == rule)
			return true;
	}
	return false;
}

static void report(void *user, const struct zsip_finding *finding)
{
	struct seen *seen = user;
	size_t len = seen->msg->text.len;

	HOLDS(in_table(finding->rule));
	HOLDS(finding->rule->severity <= ZSIP_SEVERITY_ERROR);
	HOLDS(finding->field == ZSIP_NO_FIELD ||
	      finding->field < seen->msg->field_count);
	HOLDS(finding->offset <= len);
	HOLDS(finding->len <= len - finding->offset);
	HOLDS(finding->error.expected == NULL ||
	      strlen(finding->error.expected) < 80);
	HOLDS(finding->error.offset <= len);
	HOLDS(finding->code == 0 ||
	      (finding->code >= 400 && finding->code <= 699 &&
	       finding->reason != NULL));
	seen->count++;
	add(seen, finding->rule->id);
	add(seen, finding->field);
	add(seen, finding->offset);
	add(seen, finding->len);
	add(seen, finding->code);
	add(seen, finding->error.status);
	add(seen, finding->error.offset);
}

static uint64_t check(const char *text, size_t size)
{
	static struct zsip_field fields[1200];
	struct zsip_message msg;
	struct seen seen = {&msg, 0, 0}, again = seen;

	zsip_message_init(&msg, fields, 1200, NULL);
	zsip_message_parse(&msg, text, size, NULL);
	HOLDS(zsip_check(&msg, report, &seen) == seen.count);
	HOLDS(zsip_check_core(&msg, NULL, report, &again) == seen.count);
	HOLDS(again.hash == seen.hash);
	return seen.hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_copy(data, size);
	uint64_t first;

	zsip_simd_select(NULL);
	first = check(text, size);
	HOLDS(check(text, size) == first);
	for (unsigned form = 0; form < record_forms(); form++) {
		record_select(form);
		HOLDS(check(text, size) == first);
	}
	free(text);
	return 0;
}
