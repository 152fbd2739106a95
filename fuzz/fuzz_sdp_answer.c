/*
 * An offer and perhaps an answer behind a NUL: findings are the table's and lie
 * in the answer, and the answer that the facts make breaks no rule.  The first
 * two bytes choose what is supported.
 */
#include <stdio.h>

#include "answering.h"
#include "fuzz.h"

enum { LINES = 1200, MEDIA = 200 };

struct description {
	struct zsip_sdp sdp;
	struct zsip_sdp_line lines[LINES];
	struct zsip_sdp_media media[MEDIA];
	char *text;
};

static void parse(struct description *d, const uint8_t *data, size_t size)
{
	d->text = fuzz_copy(data, size);
	zsip_sdp_init(&d->sdp, d->lines, LINES, d->media, MEDIA, NULL);
	zsip_sdp_parse(&d->sdp, d->text, size, NULL);
}

struct seen {
	const struct zsip_sdp *answer;
	size_t count;
	uint64_t hash;
};

static bool in_table(const struct zsip_rule_info *rule)
{
	const struct zsip_rule_info *row;

	for (size_t i = 0; (row = zsip_sdp_rule_at(i)) != NULL; i++) {
		if (row == rule)
			return true;
	}
	return false;
}

static void report(void *user, const struct zsip_sdp_finding *finding)
{
	struct seen *seen = user;
	const struct zsip_sdp_line *line;

	HOLDS(in_table(finding->rule));
	HOLDS(finding->rule->id >= ZSIP_SDP_RULE_ANSWER_MEDIA_MISSING);
	HOLDS(finding->line < seen->answer->line_count);
	line = &seen->answer->lines[finding->line];
	HOLDS(seen->answer->text.ptr + finding->offset == line->text.ptr);
	HOLDS(finding->len == line->text.len);
	HOLDS(finding->error.status == ZSIP_OK);
	seen->count++;
	seen->hash = (seen->hash ^ finding->rule->id) *
	                     UINT64_C(0x9e3779b97f4a7c15) +
	             finding->line;
}

static uint64_t check(const struct zsip_sdp *offer,
                      const struct zsip_sdp *answer)
{
	struct seen seen = {answer, 0, 0};

	HOLDS(zsip_sdp_check_answer(offer, answer, report, &seen) ==
	      seen.count);
	return seen.hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct description offer, answer;
	const uint8_t *end;
	const char *fault;
	uint64_t first;

	if (size < 2)
		return 0;
	end = memchr(data + 2, '\0', size - 2);
	parse(&offer, data + 2,
	      end != NULL ? (size_t)(end - data) - 2 : size - 2);
	fault = answer_fault(&offer.sdp,
	                     (data[0] | (unsigned)data[1] << 8) % ANSWER_KINDS);
	if (fault != NULL)
		fprintf(stderr, "%s\n", fault);
	HOLDS(fault == NULL);
	if (end != NULL) {
		parse(&answer, end + 1, (size_t)(data + size - end) - 1);
		first = check(&offer.sdp, &answer.sdp);
		HOLDS(check(&offer.sdp, &answer.sdp) == first);
		free(answer.text);
	}
	free(offer.text);
	return 0;
}
