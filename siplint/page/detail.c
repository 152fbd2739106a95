/*
 * All of one message that a page shows, as JSON for its script:
 *
 *	{ "facts": [["Frame", "7"], ...],
 *	  "bytes": [offset, kind, "text", offset, ...], "hidden": 0,
 *	  "tree": [[depth, "name", start, end], [depth, "name", "value"],
 *	           [depth, "name", start, end, "value"],
 *	           [depth, "name", start, end, start of the name], ...],
 *	  "uncut": 0,
 *	  "findings": [{"severity": "error", "rule": "...", ...}, ...],
 *	  "unlisted": 0 }
 *
 * Offsets are those of bytes in the message; the numbers say how much of each
 * was too much for a page.
 */
#include "page/detail.h"
#include "page/canvas.h"
#include "page/markup.h"
#include "tree/walk.h"
#include <stdlib.h>
#include <string.h>

enum { MAX_NODES = 4000, MAX_FINDINGS = 500 };

struct detail {
	const struct seen *seen;
	struct canvas canvas;
	struct words words;
	json_t *tree;
	size_t nodes;
};

static json_t *words_json(struct words *words)
{
	struct zsip_slice text = words_end(words);

	return json_stringn(text.ptr, text.len);
}

static json_t *shown_json(struct words *words, struct zsip_slice text)
{
	words_start(words);
	show_text(words->file, text);
	return words_json(words);
}

static json_t *number_json(size_t number)
{
	return json_integer((json_int_t)number);
}

static json_t *excess_json(size_t count, size_t most)
{
	return number_json(count > most ? count - most : 0);
}

/* --- The tree, which gives the colours too */

static size_t depth_of(const struct node *node)
{
	size_t depth = 0;

	while ((node = node->parent) != NULL)
		depth++;
	return depth;
}

/* ";branch", "Via[0]", "Via[0] (v)" */
static json_t *name_of(struct words *words, const struct node *node)
{
	words_start(words);
	if (node->lead != '\0')
		fputc(node->lead, words->file);
	show_text(words->file, node->name);
	if (node->index != NO_INDEX)
		fprintf(words->file, "[%zu]", node->index);
	if (node->written.len == 1) {
		fputs(" (", words->file);
		show_text(words->file, node->written);
		fputc(')', words->file);
	}
	return words_json(words);
}

static void paint_node(struct canvas *canvas, const struct node *node)
{
	static const enum part_kind kinds[] = {
	        [NODE_START_LINE] = PART_START_LINE, [NODE_FIELD] = PART_VALUE,
	        [NODE_BROKEN] = PART_BROKEN,         [NODE_URI] = PART_URI,
	        [NODE_PARAMETER] = PART_PARAMETER,   [NODE_BODY] = PART_BODY,
	        [NODE_DESCRIPTION] = PART_BODY,      [NODE_PART] = PART_BODY,
	        [NODE_STRAY] = PART_STRAY,           [NODE_REMARK] = PART_NONE,
	        [NODE_UNCUT] = PART_BROKEN,
	};

	if (kinds[node->kind] != PART_NONE)
		canvas_paint(canvas, node->bytes, kinds[node->kind]);
	if (node->kind == NODE_FIELD)
		canvas_paint(canvas, node->written, PART_NAME);
	else if (node->kind == NODE_PARAMETER)
		canvas_paint(canvas, node->name, PART_PARAMETER);
	else if (node->kind == NODE_SDP_LINE)
		canvas_paint(canvas, node->name, PART_SDP_NAME);
}

static void add_range(json_t *row, size_t start, size_t end)
{
	json_array_append_new(row, number_json(start));
	json_array_append_new(row, number_json(end));
}

/* Of a parameter the name counts as its bytes too. */
static void add_parameter(struct detail *detail, json_t *row,
                          const struct node *node)
{
	size_t start, end, name, name_end;

	if (!canvas_find(&detail->canvas, node->name, &name, &name_end))
		return;
	if (canvas_find(&detail->canvas, node->bytes, &start, &end)) {
		add_range(row, start, end);
		json_array_append_new(row, number_json(name));
	} else {
		add_range(row, name, name_end);
		json_array_append_new(row, json_string(""));
	}
}

static void add_bytes(struct detail *detail, json_t *row,
                      const struct node *node)
{
	size_t start, end;

	if (canvas_find(&detail->canvas, node->bytes, &start, &end)) {
		canvas_cut(&detail->canvas, start, end);
		add_range(row, start, end);
	}
	/* What is said of it in place of its bytes. */
	if (node->value.ptr != NULL && node->value.ptr != node->bytes.ptr)
		json_array_append_new(row,
		                      shown_json(&detail->words, node->value));
}

static void add_node(struct detail *detail, const struct node *node)
{
	json_t *row = json_array();

	json_array_append_new(row, number_json(depth_of(node)));
	json_array_append_new(row, name_of(&detail->words, node));
	if (node->kind == NODE_PARAMETER)
		add_parameter(detail, row, node);
	else
		add_bytes(detail, row, node);
	json_array_append_new(detail->tree, row);
}

static bool visit(void *user, const struct node *node)
{
	struct detail *detail = user;

	paint_node(&detail->canvas, node);
	/* The lines of a body stand in it as they are. */
	if (node->kind != NODE_LINE && detail->nodes++ < MAX_NODES)
		add_node(detail, node);
	return true;
}

/* --- Facts */

static void add_fact(json_t *facts, const char *name, json_t *value)
{
	json_t *fact = json_array();

	json_array_append_new(fact, json_string(name));
	json_array_append_new(fact, value);
	json_array_append_new(facts, fact);
}

static void add_text(json_t *facts, const char *name, const char *text)
{
	if (*text != '\0')
		add_fact(facts, name, json_string(text));
}

static json_t *facts_of(struct detail *detail)
{
	const struct seen *seen = detail->seen;
	const struct place *place = &seen->place;
	json_t *facts = json_array();
	char text[ENDPOINT_TEXT], time[PLACE_TIME_TEXT];

	add_fact(
	        facts, "File",
	        shown_json(&detail->words, zsip_slice_from(seen->input->name)));
	if (place->frame != 0)
		add_fact(facts, "Frame", number_json((size_t)place->frame));
	if (!seen->input->is_message)
		add_fact(facts, "Line", number_json(seen->mark.line));
	add_text(facts, "Time", place_time_text(time, place));
	add_text(facts, "Source", endpoint_text(text, &place->source));
	add_text(facts, "Destination",
	         endpoint_text(text, &place->destination));
	add_text(facts, "Transport", place_transport_name(place));
	add_fact(facts, "Bytes", number_json(seen->end - seen->start));
	return facts;
}

/* --- Findings */

static void set_new(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static void set_answer(struct words *words, json_t *object,
                       const struct flag *flag)
{
	if (flag->code != 0) {
		words_start(words);
		fprintf(words->file, "%u %s", flag->code,
		        zsip_reason_phrase(flag->code));
		set_new(object, "answer", words_json(words));
	}
	if (flag->quirks != 0) {
		words_start(words);
		quirks_print(words->file, flag->quirks);
		set_new(object, "quirks", words_json(words));
	}
}

static void set_place(struct detail *detail, json_t *object,
                      const struct flag *flag, struct mark *mark)
{
	const struct input *input = detail->seen->input;
	struct zsip_slice bytes = {input->bytes + flag->start,
	                           flag->end - flag->start};
	size_t start, end, line, line_start;

	if (flag->start < mark->at)
		*mark = detail->seen->mark;
	line = input_locate(input, mark, flag->start, &line_start);
	set_new(object, "line", number_json(line));
	set_new(object, "column", number_json(flag->start - line_start + 1));
	if (!canvas_find(&detail->canvas, bytes, &start, &end))
		return;
	canvas_cut(&detail->canvas, start, end);
	set_new(object, "start", number_json(start));
	set_new(object, "end", number_json(end));
}

static json_t *finding_of(struct detail *detail, const struct flag *flag,
                          struct mark *mark)
{
	json_t *object = json_object();

	set_new(object, "severity",
	        json_string(zsip_severity_name(flag->severity)));
	set_new(object, "rule", json_string(flag->rule->name));
	set_place(detail, object, flag, mark);
	if (flag->label != NULL)
		set_new(object, "label",
		        shown_json(&detail->words,
		                   zsip_slice_from(flag->label)));
	if (flag->other != ZSIP_FLOW_NONE)
		set_new(object, "against", number_json(flag->other + 1));
	set_answer(&detail->words, object, flag);
	return object;
}

static json_t *findings_of(struct detail *detail, const struct flag *flags,
                           size_t count)
{
	json_t *findings = json_array();
	struct mark mark = detail->seen->mark;

	for (size_t i = 0; i < count && i < MAX_FINDINGS; i++)
		json_array_append_new(findings,
		                      finding_of(detail, &flags[i], &mark));
	return findings;
}

/* --- All of it */

/* In a script of HTML no text can be its end, or begin a comment. */
static int write_safely(const char *bytes, size_t len, void *user)
{
	const char *end = bytes + len, *p = bytes;
	FILE *out = user;

	for (; p < end; p++) {
		if (*p != '<' && *p != '>' && *p != '&')
			continue;
		fwrite(bytes, 1, (size_t)(p - bytes), out);
		fprintf(out, "\\u%04x", *p);
		bytes = p + 1;
	}
	fwrite(bytes, 1, (size_t)(p - bytes), out);
	return 0;
}

void detail_write(FILE *out, const struct message *message,
                  const struct flag *flags, size_t flag_count)
{
	struct detail detail = {.seen = &message->seen, .tree = json_array()};
	json_t *object = json_object();

	words_open(&detail.words);
	canvas_open(&detail.canvas, detail.seen);
	tree_walk(message, visit, &detail);
	set_new(object, "facts", facts_of(&detail));
	set_new(object, "findings", findings_of(&detail, flags, flag_count));
	set_new(object, "unlisted", excess_json(flag_count, MAX_FINDINGS));
	set_new(object, "tree", detail.tree);
	set_new(object, "uncut", excess_json(detail.nodes, MAX_NODES));
	/* Last, as all of the others cut them. */
	set_new(object, "bytes", canvas_pieces(&detail.canvas));
	set_new(object, "hidden",
	        excess_json(detail.canvas.len, detail.canvas.shown));
	json_dump_callback(object, write_safely, out, JSON_COMPACT);
	json_decref(object);
	canvas_close(&detail.canvas);
	words_close(&detail.words);
}

void detail_of_call(FILE *out, const struct call *call, uint32_t index,
                    struct message *message)
{
	const struct sighting *sighting = &call->sightings[index];
	const struct piece piece = {.seen = sighting->seen};

	message_read(message, &piece);
	detail_write(out, message, sighting->flags, sighting->flag_count);
}
