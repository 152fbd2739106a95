/*
 * The quirks of the library, for the eye.
 */
#include "lint/rules.h"
#include <string.h>

const struct zsip_quirk_info *quirk_find(const char *name)
{
	const struct zsip_quirk_info *quirk;

	for (size_t i = 0; (quirk = zsip_quirk_at(i)) != NULL; i++) {
		if (strcmp(quirk->name, name) == 0)
			return quirk;
	}
	return NULL;
}

static const char *profile_of(const struct zsip_quirk_info *quirk)
{
	return quirk->interop ? "interop" : "no profile";
}

void quirk_explain(FILE *out, const struct zsip_quirk_info *quirk)
{
	fprintf(out, "%s: %s\n  accepts: %s\n  example: %s\n  risk: %s\n",
	        quirk->name, profile_of(quirk), quirk->accepts, quirk->example,
	        quirk->risk);
}

void quirks_list(FILE *out)
{
	const struct zsip_quirk_info *quirk;

	for (size_t i = 0; (quirk = zsip_quirk_at(i)) != NULL; i++)
		quirk_explain(out, quirk);
}

void quirks_print(FILE *out, uint64_t quirks)
{
	const struct zsip_quirk_info *quirk;
	const char *before = "";

	for (size_t i = 0; (quirk = zsip_quirk_at(i)) != NULL; i++) {
		if ((quirks & quirk->bit) == 0)
			continue;
		fprintf(out, "%s%s", before, quirk->name);
		before = ", ";
	}
}
