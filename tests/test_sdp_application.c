/*
 * Walks of zsip_sdp_application.h.
 */

#include <check.h>

#include "sdp_dump.h"
#include "sdp_walk_file.h"
#include "test_sdp.h"
#include "zsip_sdp_application.h"

static bool config_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_config config;

	if (!zsip_sdp_next_config(rest, &config))
		return false;
	text_slice(one, "name", config.name);
	text_slice(one, "value", config.value);
	if (config.mandatory)
		text_add(one, " mandatory");
	return true;
}

static bool alternative_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_alternative alt;

	if (!zsip_sdp_next_alternative(rest, &alt))
		return false;
	text_slice(one, "mandatory", alt.mandatory);
	text_slice(one, "optional", alt.optional);
	return true;
}

/* One that is no walk: what is left is absent. */
static bool attribute_config_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_attribute_config config;
	bool good = rest->ptr != NULL &&
	            zsip_sdp_attribute_config_split(*rest, &config);

	*rest = (struct zsip_slice){NULL, 0};
	if (!good)
		return false;
	if (config.delete_media)
		text_add(one, " delete_media");
	if (config.delete_session)
		text_add(one, " delete_session");
	text_slice(one, "alternatives", config.alternatives);
	return true;
}

static bool cap_range_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_cap_range range;

	if (!zsip_sdp_next_cap_range(rest, &range))
		return false;
	text_add(one, " %lu-%lu%s", (unsigned long)range.first,
	         (unsigned long)range.last, range.wildcard ? "*" : "");
	return true;
}

static bool payload_map_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_payload_map map;

	if (!zsip_sdp_next_payload_map(rest, &map))
		return false;
	text_add(one, " %lu:%lu", (unsigned long)map.capability,
	         (unsigned long)map.payload_type);
	return true;
}

static bool msrp_uri_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_value value = {.shape = ZSIP_SDP_SHAPE_msrp_uri};

	if (!zsip_sdp_next_msrp_uri(rest, &value.msrp_uri))
		return false;
	dump_sdp_value(one, &value);
	return true;
}

static bool format_entry_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_value value = {.shape = ZSIP_SDP_SHAPE_format_entry};

	if (!zsip_sdp_next_format_entry(rest, &value.format_entry))
		return false;
	dump_sdp_value(one, &value);
	return true;
}

static bool named_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_pair pair;

	if (!zsip_sdp_next_named(rest, &pair))
		return false;
	text_slice(one, "name", pair.name);
	text_slice(one, "value", pair.value);
	return true;
}

static const struct {
	const char *name;
	sdp_walk_step *next;
} files[] = {
        {"config", config_step},
        {"attribute-config", attribute_config_step},
        {"alternative", alternative_step},
        {"cap-range", cap_range_step},
        {"payload-map", payload_map_step},
        {"msrp-uri", msrp_uri_step},
        {"format-entry", format_entry_step},
        {"named", named_step},
};

START_TEST(every_walk)
{
	sdp_walk_file(files[_i].name, files[_i].next);
}
END_TEST

TCase *sdp_application_tcase(void)
{
	TCase *tcase = tcase_create("sdp application");

	tcase_add_loop_test(tcase, every_walk, 0,
	                    sizeof(files) / sizeof(*files));
	return tcase;
}
