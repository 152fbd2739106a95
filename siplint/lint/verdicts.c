/*
 * What was found on the session descriptions that were met lately.
 */
#include "lint/verdicts.h"
#include <stdlib.h>
#include <string.h>

/* As many, of as many bytes, are kept. */
enum { VERDICTS = 8, VERDICT_BYTES = 4096 };

struct verdicts {
	struct verdict all[VERDICTS];
	size_t next;
};

static bool is_about(const struct verdict *verdict, const struct plea *plea)
{
	return verdict->role == plea->role && verdict->quirks == plea->quirks &&
	       verdict->has_offer == (plea->offer.ptr != NULL) &&
	       zsip_slice_equal(copy_slice(&verdict->text), plea->text) &&
	       zsip_slice_equal(copy_slice(&verdict->offer), plea->offer);
}

const struct verdict *verdict_find(const struct verdicts *verdicts,
                                   const struct plea *plea)
{
	for (size_t i = 0; i < VERDICTS; i++) {
		const struct verdict *verdict = &verdicts->all[i];

		if (verdict->text.len == plea->text.len &&
		    verdict->count <= VERDICT_FINDINGS &&
		    is_about(verdict, plea))
			return verdict;
	}
	return NULL;
}

struct verdict *verdict_begin(struct verdicts *verdicts,
                              const struct plea *plea)
{
	struct verdict *verdict = &verdicts->all[verdicts->next];

	if (plea->text.len > VERDICT_BYTES || plea->offer.len > VERDICT_BYTES)
		return NULL;
	verdicts->next = (verdicts->next + 1) % VERDICTS;
	copy_take(&verdict->text, plea->text);
	copy_take(&verdict->offer, plea->offer);
	verdict->has_offer = plea->offer.ptr != NULL;
	verdict->role = plea->role;
	verdict->quirks = plea->quirks;
	verdict->count = 0;
	return verdict;
}

void verdict_add(struct verdict *verdict,
                 const struct zsip_sdp_finding *finding)
{
	if (verdict->count < VERDICT_FINDINGS)
		verdict->findings[verdict->count] = *finding;
	verdict->count++;
}

struct verdicts *verdicts_start(void)
{
	struct verdicts *verdicts = must_resize(NULL, 1, sizeof(*verdicts));

	memset(verdicts, 0, sizeof(*verdicts));
	return verdicts;
}

void verdicts_end(struct verdicts *verdicts)
{
	for (size_t i = 0; i < VERDICTS; i++) {
		copy_free(&verdicts->all[i].text);
		copy_free(&verdicts->all[i].offer);
	}
	free(verdicts);
}
