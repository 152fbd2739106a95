/*
 * A call as it is drawn.
 */
#include "page/scene.h"
#include <stdlib.h>

static size_t most_flags(const struct call *call)
{
	size_t most = 0;

	for (uint32_t i = 0; i < call->flow.count; i++) {
		if (call->sightings[i].flag_count > most)
			most = call->sightings[i].flag_count;
	}
	return most;
}

void scene_open(struct scene *scene, const struct call *call)
{
	uint32_t count = call->flow.count;

	*scene = (struct scene){.call = call};
	scene->arrows = must_resize(NULL, count, sizeof(*scene->arrows));
	scene->groups =
	        must_resize(NULL, most_flags(call), sizeof(*scene->groups));
	scene->party_count = parties_find(call, scene->parties, scene->arrows);
	for (uint32_t i = 0; i < count; i++)
		scene->has_times = scene->has_times ||
		                   call->sightings[i].seen.place.has_time;
}

void scene_close(struct scene *scene)
{
	free(scene->arrows);
	free(scene->groups);
}

void scene_party(FILE *out, const struct scene *scene, size_t party)
{
	const struct address *address = &scene->parties[party].address;

	if (address->host.ptr == NULL) {
		fputc('?', out);
		return;
	}
	show_text(out, address->host);
	if (address->port != 0)
		fprintf(out, ":%u", address->port);
}

bool scene_is_broken(const struct scene *scene, uint32_t index)
{
	return (scene->call->flow.messages[index].flags & ZSIP_FLOW_BROKEN) !=
	       0;
}

bool scene_has_sdp(const struct scene *scene, uint32_t index)
{
	return !scene_is_broken(scene, index) &&
	       scene->call->flow.messages[index].description.offset !=
	               UINT32_MAX;
}

void scene_cseq(FILE *out, const struct scene *scene, uint32_t index)
{
	const struct zsip_flow_message *message =
	        &scene->call->flow.messages[index];

	fprintf(out, "%u ", message->cseq);
	show_text(out, zsip_flow_slice(message, message->method));
}

void scene_flags(struct scene *scene, uint32_t index)
{
	scene->group_count =
	        flags_group(&scene->call->sightings[index], scene->groups);
}

void scene_flag(FILE *out, const struct flag_group *group)
{
	fputs(group->first->rule->name, out);
	if (group->first->other != ZSIP_FLOW_NONE)
		fprintf(out, ", against %u", group->first->other + 1);
	if (group->count > 1)
		fprintf(out, ", %zu times", group->count);
}

size_t scene_count(const struct sighting *sighting, enum zsip_severity severity)
{
	size_t count = 0;

	for (size_t i = 0; i < sighting->flag_count; i++)
		count += sighting->flags[i].severity == severity;
	return count;
}

bool scene_delta(const struct scene *scene, uint32_t index, int64_t *delta)
{
	const struct sighting *sightings = scene->call->sightings;

	if (index == 0 || !sightings[index].seen.place.has_time ||
	    !sightings[index - 1].seen.place.has_time)
		return false;
	*delta = (int64_t)((uint64_t)sightings[index].seen.place.time -
	                   (uint64_t)sightings[index - 1].seen.place.time);
	return true;
}

const char *duration_text(char text[DURATION_TEXT], int64_t nanoseconds)
{
	double size = (double)nanoseconds;
	double absolute = size < 0 ? -size : size;

	if (absolute < 1e6)
		snprintf(text, DURATION_TEXT, "%.0f \xc2\xb5s", size / 1e3);
	else if (absolute < 1e9)
		snprintf(text, DURATION_TEXT, "%.1f ms", size / 1e6);
	else if (absolute < 1e11)
		snprintf(text, DURATION_TEXT, "%.3f s", size / 1e9);
	else
		snprintf(text, DURATION_TEXT, "%.0f s", size / 1e9);
	return text;
}
