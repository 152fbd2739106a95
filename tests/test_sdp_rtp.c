/*
 * Walks of zsip_sdp_rtp.h.
 */

#include <check.h>

#include "sdp_dump.h"
#include "sdp_walk_file.h"
#include "test_sdp.h"
#include "zsip_sdp_rtp.h"

static bool rid_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_rid_choice choice;

	if (!zsip_sdp_next_rid(rest, &choice))
		return false;
	text_slice(one, "id", choice.id);
	if (choice.paused)
		text_add(one, " paused");
	return true;
}

static bool image_set_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_image_set set;

	if (!zsip_sdp_next_image_set(rest, &set))
		return false;
	text_slice(one, "x", set.x);
	text_slice(one, "y", set.y);
	text_slice(one, "sar", set.sar);
	text_slice(one, "par", set.par);
	text_slice(one, "q", set.q);
	return true;
}

/* One that is no walk: what is left is absent. */
static bool image_range_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_image_range range;
	bool good = zsip_sdp_image_range(*rest, &range);

	*rest = (struct zsip_slice){NULL, 0};
	if (!good)
		return false;
	text_add(one, " %lu-%lu step=%lu", (unsigned long)range.first,
	         (unsigned long)range.last, (unsigned long)range.step);
	text_slice(one, "values", range.values);
	return true;
}

static bool dependency_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_dependency dependency;

	if (!zsip_sdp_next_dependency(rest, &dependency))
		return false;
	text_slice(one, "format", dependency.format);
	text_slice(one, "type", dependency.type);
	text_slice(one, "needed", dependency.needed);
	return true;
}

static const struct {
	const char *name;
	sdp_walk_step *next;
} files[] = {
        {"rid", rid_step},
        {"image-set", image_set_step},
        {"image-range", image_range_step},
        {"dependency", dependency_step},
};

START_TEST(every_walk)
{
	sdp_walk_file(files[_i].name, files[_i].next);
}
END_TEST

TCase *sdp_rtp_tcase(void)
{
	TCase *tcase = tcase_create("sdp rtp");

	tcase_add_loop_test(tcase, every_walk, 0,
	                    sizeof(files) / sizeof(*files));
	return tcase;
}
