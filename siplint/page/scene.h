/*
 * A call as it is drawn: who takes part, and the texts of its messages.
 */
#ifndef SIPLINT_SCENE_H
#define SIPLINT_SCENE_H

#include "flow/calls.h"
#include "page/markup.h"

/* More kinds of findings on a message are counted, not named. */
enum { SCENE_FLAGS = 8 };

#define DURATION_TEXT 32

struct scene {
	const struct call *call;
	struct party parties[MAX_PARTIES];
	size_t party_count;
	struct arrow *arrows;
	struct flag_group *groups; /* of the message looked at last */
	size_t group_count;
	bool has_times;
};

void scene_open(struct scene *scene, const struct call *call);
void scene_close(struct scene *scene);

/* Where it can be reached: "192.0.2.1:5060", "?". */
void scene_party(FILE *out, const struct scene *scene, size_t party);
bool scene_is_broken(const struct scene *scene, uint32_t index);
bool scene_has_sdp(const struct scene *scene, uint32_t index);
/* "1 INVITE" */
void scene_cseq(FILE *out, const struct scene *scene, uint32_t index);
/* Look up scene->groups. */
void scene_flags(struct scene *scene, uint32_t index);
/* "no-max-forwards, against 2, 3 times" */
void scene_flag(FILE *out, const struct flag_group *group);
size_t scene_count(const struct sighting *sighting,
                   enum zsip_severity severity);
/* Since the message before.  @return false where it is not known */
bool scene_delta(const struct scene *scene, uint32_t index, int64_t *delta);
/* "12.3 ms", "-1.5 s" @return text */
const char *duration_text(char text[DURATION_TEXT], int64_t nanoseconds);

#endif
