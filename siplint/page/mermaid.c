/*
 * --format mermaid: a call as a sequence diagram in text, for the tools that
 * draw these.
 */
#include "page/scene.h"
#include "page/single.h"
#include "report/formats.h"
#include <ctype.h>
#include <string.h>

enum { ID_CELLS = 100, TITLE_CELLS = 60 };

/* What Mermaid reads as anything but text stands as a number: "#59;". */
static void write_shown(FILE *out, struct zsip_slice shown)
{
	for (size_t i = 0; i < shown.len; i++) {
		unsigned char c = (unsigned char)shown.ptr[i];

		if (c >= 0x80 || isalnum(c) || strchr(" .,-+*/=()[]?!'_", c))
			fputc(c, out);
		else
			fprintf(out, "#%d;", c);
	}
}

static void write_party(FILE *out, struct scene *scene, struct words *words,
                        size_t party)
{
	words_start(words);
	scene_party(words->file, scene, party);
	fprintf(out, "    participant p%zu as ", party + 1);
	write_shown(out, words_end(words));
	fputc('\n', out);
}

static void write_title(FILE *out, struct scene *scene, struct words *words,
                        uint32_t index)
{
	const struct zsip_flow_message *message =
	        &scene->call->flow.messages[index];

	words_start(words);
	fprintf(words->file, "%u. ", index + 1);
	show_fitted(words->file, message_title(message), TITLE_CELLS);
	if (!scene_is_broken(scene, index)) {
		fputs(", ", words->file);
		scene_cseq(words->file, scene, index);
	}
	if (scene_has_sdp(scene, index)) {
		fputs(", ", words->file);
		media_print(words->file, message,
		            scene->call->sightings[index].seen.input);
	}
	if (!scene_is_broken(scene, index) &&
	    message->retransmits != ZSIP_FLOW_NONE)
		fprintf(words->file, " (%u again)", message->retransmits + 1);
	write_shown(out, words_end(words));
	fputc('\n', out);
}

/* Responses are dashed. */
static void write_message(FILE *out, struct scene *scene, struct words *words,
                          uint32_t index)
{
	const struct arrow *arrow = &scene->arrows[index];

	if (arrow->from == NO_PARTY)
		fputs("    Note over p1: ", out);
	else
		fprintf(out, "    p%zu%sp%zu: ", arrow->from + 1,
		        scene->call->flow.messages[index].code == 0 ? "->>"
		                                                    : "-->>",
		        arrow->to + 1);
	write_title(out, scene, words, index);
}

static void write_flags(FILE *out, struct scene *scene, struct words *words,
                        uint32_t index)
{
	size_t from = scene->arrows[index].from;

	scene_flags(scene, index);
	for (size_t i = 0; i < scene->group_count && i < SCENE_FLAGS; i++) {
		const struct flag_group *group = &scene->groups[i];

		words_start(words);
		fprintf(words->file,
		        "%s: ", zsip_severity_name(group->first->severity));
		scene_flag(words->file, group);
		fprintf(out, "    Note over p%zu: ",
		        from == NO_PARTY ? 1 : from + 1);
		write_shown(out, words_end(words));
		fputc('\n', out);
	}
}

static void draw_call(struct output *output, const struct call *call)
{
	FILE *out = single_open(output);
	struct scene scene;
	struct words words;

	if (out == NULL)
		return;
	scene_open(&scene, call);
	words_open(&words);
	words_start(&words);
	fputs("Call-ID ", words.file);
	show_fitted(words.file, call->id, ID_CELLS);
	fputs("sequenceDiagram\n    accTitle: ", out);
	write_shown(out, words_end(&words));
	fputc('\n', out);
	/* Who stands for those of whom nothing is known. */
	if (scene.party_count == 0)
		fputs("    participant p1 as ?\n", out);
	for (size_t i = 0; i < scene.party_count; i++)
		write_party(out, &scene, &words, i);
	for (uint32_t i = 0; i < call->flow.count; i++) {
		write_message(out, &scene, &words, i);
		write_flags(out, &scene, &words, i);
	}
	words_close(&words);
	scene_close(&scene);
}

const struct format format_mermaid = {
        .name = "mermaid",
        .draws_calls = true,
        .is_serial = true,
        .begin = single_begin,
        .call = draw_call,
        .end = single_end,
};
