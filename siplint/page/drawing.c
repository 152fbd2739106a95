/*
 * The ladder of a call in SVG.
 *
 * Nobody knows how wide a text will be: a cell is taken for as wide as most
 * letters are at most, and what may still be too long is shortened.
 */
#include "page/drawing.h"
#include <stdlib.h>

enum { CELL = 8, NOTE_CELL = 7 };
enum { NUMBER_WIDTH = 44, TIME_WIDTH = 116, MARGIN = 16 };
enum { MIN_GAP = 150, MAX_GAP = 340, PARTY_CELLS = 40, PARTY_HEIGHT = 28 };
/* Of all columns that a screen shows: titles are shortened for that, and names
 * of parties are not. */
enum { SCREEN = 1200 };
enum { HEAD_HEIGHT = 48, FOOT_HEIGHT = 12 };
/* Of a row: its first line of text, its shaft, and the lines of its notes. */
enum { TEXT_AT = 18, SHAFT_AT = 28, LINE_HEIGHT = 17, ROW_HEIGHT = 44 };
enum { MARK = 18, MARK_AT = 22, LOOP_WIDTH = 30, LOOP_HEIGHT = 12 };
/* The title of a message without arrow stands behind its marks. */
enum { ASIDE = MARK_AT + 3 * (MARK + 2) };
enum { TITLE_CELLS = 48, SDP_CELLS = 90, MAX_NOTE_CELLS = 90, COUNTED = 4096 };

static int min(int a, int b)
{
	return a < b ? a : b;
}

static int max(int a, int b)
{
	return a > b ? a : b;
}

/* Of a long text not all are counted: it will be shortened. */
static int cells(struct zsip_slice text)
{
	if (text.len > COUNTED)
		text.len = COUNTED;
	return (int)count_cells(text);
}

static const struct zsip_flow_message *message_at(const struct drawing *drawing,
                                                  uint32_t index)
{
	return &drawing->scene.call->flow.messages[index];
}

static const struct arrow *arrow_at(const struct drawing *drawing,
                                    uint32_t index)
{
	return &drawing->scene.arrows[index];
}

static bool is_drawn(const struct drawing *drawing, uint32_t index)
{
	return arrow_at(drawing, index)->from != NO_PARTY;
}

static int column_at(const struct drawing *drawing, size_t party)
{
	return drawing->left + (int)party * drawing->gap;
}

/* --- Texts */

static struct zsip_slice party_text(struct drawing *drawing, size_t party)
{
	words_start(&drawing->words);
	scene_party(drawing->words.file, &drawing->scene, party);
	return words_end(&drawing->words);
}

static struct zsip_slice sdp_text(struct drawing *drawing, uint32_t index)
{
	words_start(&drawing->words);
	media_print(drawing->words.file, message_at(drawing, index),
	            drawing->scene.call->sightings[index].seen.input);
	return words_end(&drawing->words);
}

static struct zsip_slice cseq_text(struct drawing *drawing, uint32_t index)
{
	const struct zsip_flow_message *message = message_at(drawing, index);

	words_start(&drawing->words);
	scene_cseq(drawing->words.file, &drawing->scene, index);
	if (message->retransmits != ZSIP_FLOW_NONE)
		fprintf(drawing->words.file, ", %u again",
		        message->retransmits + 1);
	return words_end(&drawing->words);
}

static struct zsip_slice flag_text(struct drawing *drawing,
                                   const struct flag_group *group)
{
	words_start(&drawing->words);
	scene_flag(drawing->words.file, group);
	return words_end(&drawing->words);
}

/* --- Measures */

/* Lines of notes beside a row. */
static int note_lines(struct drawing *drawing, uint32_t index)
{
	int lines = !scene_is_broken(&drawing->scene, index);

	scene_flags(&drawing->scene, index);
	lines += scene_has_sdp(&drawing->scene, index);
	lines += min((int)drawing->scene.group_count, SCENE_FLAGS + 1);
	return lines;
}

static int row_height(struct drawing *drawing, uint32_t index)
{
	int lines = note_lines(drawing, index);

	return max(ROW_HEIGHT, lines * LINE_HEIGHT + MARGIN);
}

static int note_cells(struct drawing *drawing, uint32_t index)
{
	int most = 0;

	if (!scene_is_broken(&drawing->scene, index))
		most = cells(cseq_text(drawing, index));
	if (scene_has_sdp(&drawing->scene, index))
		most = max(most, cells(sdp_text(drawing, index)));
	scene_flags(&drawing->scene, index);
	for (size_t i = 0; i < drawing->scene.group_count && i < SCENE_FLAGS;
	     i++)
		most = max(most,
		           3 + cells(flag_text(drawing,
		                               &drawing->scene.groups[i])));
	return min(most, MAX_NOTE_CELLS);
}

/* That a title needs, of columns as far apart as its own; what has no arrow
 * stands behind its marks across all of them. */
static int title_gap(const struct drawing *drawing, uint32_t index)
{
	const struct arrow *arrow = arrow_at(drawing, index);
	int width = CELL * min(cells(message_title(message_at(drawing, index))),
	                       TITLE_CELLS);

	if (!is_drawn(drawing, index))
		return (width + ASIDE + 3 * MARGIN) /
		       max((int)drawing->scene.party_count, 1);
	return (width + 2 * MARGIN) /
	       max(abs((int)arrow->to - (int)arrow->from), 1);
}

static void measure(struct drawing *drawing)
{
	const struct scene *scene = &drawing->scene;
	int notes = 0, most;

	drawing->gap = MIN_GAP;
	for (size_t i = 0; i < scene->party_count; i++)
		drawing->gap = max(
		        drawing->gap,
		        2 * MARGIN + CELL * min(cells(party_text(drawing, i)),
		                                PARTY_CELLS));
	most = max(drawing->gap, SCREEN / max((int)scene->party_count, 1));
	for (uint32_t i = 0; i < scene->call->flow.count; i++) {
		drawing->gap = max(drawing->gap, title_gap(drawing, i));
		notes = max(notes, note_cells(drawing, i));
		drawing->height += row_height(drawing, i);
	}
	drawing->gap = min(drawing->gap, min(most, MAX_GAP));
	drawing->left = NUMBER_WIDTH + (scene->has_times ? TIME_WIDTH : 0) +
	                drawing->gap / 2;
	drawing->notes =
	        column_at(drawing, max((int)scene->party_count, 1) - 1) +
	        drawing->gap / 2;
	drawing->width = drawing->notes + notes * NOTE_CELL + 2 * MARGIN;
	drawing->height += FOOT_HEIGHT;
	drawing->head_height = HEAD_HEIGHT;
}

void drawing_open(struct drawing *drawing, FILE *out, const struct call *call)
{
	*drawing = (struct drawing){.out = out};
	scene_open(&drawing->scene, call);
	words_open(&drawing->words);
	measure(drawing);
}

void drawing_close(struct drawing *drawing)
{
	words_close(&drawing->words);
	scene_close(&drawing->scene);
}

/* --- Columns */

static void draw_head(struct drawing *drawing, size_t party)
{
	int x = column_at(drawing, party), width = drawing->gap - MARGIN;

	fprintf(drawing->out,
	        "<g class=\"party\"><rect x=\"%d\" y=\"8\" width=\"%d\" "
	        "height=\"%d\" rx=\"6\"/><path class=\"life\" "
	        "d=\"M%d %dV%d\"/>"
	        "<text x=\"%d\" y=\"27\">",
	        x - width / 2, width, PARTY_HEIGHT, x, 8 + PARTY_HEIGHT,
	        HEAD_HEIGHT, x);
	markup_fitted(drawing->out, party_text(drawing, party),
	              (size_t)max(width / CELL, 4));
	fputs("</text></g>\n", drawing->out);
}

void drawing_heads(struct drawing *drawing)
{
	for (size_t i = 0; i < drawing->scene.party_count; i++)
		draw_head(drawing, i);
}

static void draw_lives(const struct drawing *drawing, int top, int bottom)
{
	fputs("<path class=\"life\" d=\"", drawing->out);
	for (size_t i = 0; i < drawing->scene.party_count; i++)
		fprintf(drawing->out, "M%d %dV%d", column_at(drawing, i), top,
		        bottom);
	fputs("\"/>", drawing->out);
}

/* --- Rows */

static void draw_text(const struct drawing *drawing, const char *class, int x,
                      int y, struct zsip_slice text, int room)
{
	fprintf(drawing->out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, x,
	        y);
	markup_fitted(drawing->out, text, (size_t)room);
	fputs("</text>", drawing->out);
}

static void draw_time(const struct drawing *drawing, uint32_t index, int y)
{
	const struct place *place =
	        &drawing->scene.call->sightings[index].seen.place;
	char time[PLACE_TIME_TEXT], text[DURATION_TEXT];
	int64_t delta;

	if (!place->has_time)
		return;
	place_time_text(time, place);
	/* Without the day. */
	fprintf(drawing->out,
	        "<text class=\"time\" x=\"%d\" y=\"%d\">%s</text>",
	        NUMBER_WIDTH, y + TEXT_AT, time + sizeof("2026-01-31"));
	if (scene_delta(&drawing->scene, index, &delta))
		fprintf(drawing->out,
		        "<text class=\"delta\" x=\"%d\" y=\"%d\">%s%s</text>",
		        NUMBER_WIDTH, y + TEXT_AT + LINE_HEIGHT,
		        delta < 0 ? "" : "+", duration_text(text, delta));
}

/* Each severity has a form of its own, and its letter. */
static void draw_mark(const struct drawing *drawing,
                      enum zsip_severity severity, int x, int y)
{
	static const char *const forms[] = {
	        [ZSIP_SEVERITY_NOTE] = "M-7 -7H7V7H-7Z",
	        [ZSIP_SEVERITY_WARNING] = "M0 -11L11 8H-11Z",
	        [ZSIP_SEVERITY_ERROR] = "M-4 -9H4L9 -4V4L4 9H-4L-9 4V-4Z",
	};
	static const char letters[] = {
	        [ZSIP_SEVERITY_NOTE] = 'N',
	        [ZSIP_SEVERITY_WARNING] = 'W',
	        [ZSIP_SEVERITY_ERROR] = 'E',
	};

	fprintf(drawing->out,
	        "<g class=\"mark %s\" transform=\"translate(%d %d)\">"
	        "<path d=\"%s\"/><text y=\"%d\">%c</text></g>",
	        zsip_severity_name(severity), x, y, forms[severity],
	        severity == ZSIP_SEVERITY_WARNING ? 6 : 4, letters[severity]);
}

/* On the shaft, beside who sent the message: the worst comes first. */
static void draw_marks(const struct drawing *drawing, uint32_t index, int x,
                       int y, int step)
{
	const struct sighting *sighting =
	        &drawing->scene.call->sightings[index];

	for (int i = ZSIP_SEVERITY_ERROR; i >= ZSIP_SEVERITY_NOTE; i--) {
		if (scene_count(sighting, i) == 0)
			continue;
		draw_mark(drawing, i, x, y);
		x += step;
	}
}

static void draw_loop(const struct drawing *drawing, uint32_t index, int x,
                      int y)
{
	y += SHAFT_AT;
	fprintf(drawing->out,
	        "<path class=\"shaft\" d=\"M%d %dh%dv%dh%d\"/>"
	        "<path class=\"tip\" d=\"M%d %dl9 -5v10Z\"/>",
	        x, y - LOOP_HEIGHT, LOOP_WIDTH, LOOP_HEIGHT, 8 - LOOP_WIDTH, x,
	        y);
	draw_text(drawing, "title aside", x + LOOP_WIDTH + 6, y - 2,
	          message_title(message_at(drawing, index)),
	          max((drawing->gap - LOOP_WIDTH) / CELL, 4));
	draw_marks(drawing, index, x - MARK_AT, y, -MARK - 2);
}

static void draw_arrow(const struct drawing *drawing, uint32_t index, int y)
{
	const struct arrow *arrow = arrow_at(drawing, index);
	int from = column_at(drawing, arrow->from);
	int to = column_at(drawing, arrow->to), side = from < to ? 1 : -1;

	if (from == to) {
		draw_loop(drawing, index, from, y);
		return;
	}
	fprintf(drawing->out,
	        "<path class=\"shaft\" d=\"M%d %dH%d\"/>"
	        "<path class=\"tip\" d=\"M%d %dl%d -5v10Z\"/>",
	        from, y + SHAFT_AT, to - 8 * side, to, y + SHAFT_AT, -9 * side);
	draw_text(drawing, "title", (from + to) / 2, y + TEXT_AT,
	          message_title(message_at(drawing, index)),
	          max((abs(to - from) - 2 * MARGIN) / CELL, 4));
	draw_marks(drawing, index, from + MARK_AT * side, y + SHAFT_AT,
	           (MARK + 2) * side);
}

/* A message of which nobody knows who sent it. */
static void draw_unplaced(const struct drawing *drawing, uint32_t index, int y)
{
	int x = drawing->left - drawing->gap / 2 + MARGIN;
	int title = x + ASIDE;

	fprintf(drawing->out,
	        "<rect class=\"unplaced\" x=\"%d\" y=\"%d\" width=\"%d\" "
	        "height=\"%d\" rx=\"6\"/>",
	        x, y + 6, drawing->notes - x - MARGIN, ROW_HEIGHT - 12);
	draw_text(drawing, "title aside", title, y + ROW_HEIGHT / 2 + 5,
	          message_title(message_at(drawing, index)),
	          max((drawing->notes - title) / CELL, 4));
	draw_marks(drawing, index, x + MARK_AT, y + ROW_HEIGHT / 2, MARK + 2);
}

static void draw_flag(struct drawing *drawing, const struct flag_group *group,
                      int y)
{
	draw_mark(drawing, group->first->severity, drawing->notes + MARK / 2,
	          y - 4);
	draw_text(drawing, "flag", drawing->notes + MARK + 6, y,
	          flag_text(drawing, group), MAX_NOTE_CELLS - 3);
}

/* Beside the columns: CSeq, session description, findings. */
static void draw_notes(struct drawing *drawing, uint32_t index, int y)
{
	struct scene *scene = &drawing->scene;

	y += TEXT_AT;
	if (!scene_is_broken(scene, index)) {
		draw_text(drawing, "cseq", drawing->notes, y,
		          cseq_text(drawing, index), MAX_NOTE_CELLS);
		y += LINE_HEIGHT;
	}
	if (scene_has_sdp(scene, index)) {
		draw_text(drawing, "sdp", drawing->notes, y,
		          sdp_text(drawing, index), SDP_CELLS);
		y += LINE_HEIGHT;
	}
	scene_flags(scene, index);
	for (size_t i = 0; i < scene->group_count && i < SCENE_FLAGS; i++) {
		draw_flag(drawing, &scene->groups[i], y);
		y += LINE_HEIGHT;
	}
	if (scene->group_count > SCENE_FLAGS)
		fprintf(drawing->out,
		        "<text class=\"flag\" x=\"%d\" y=\"%d\">and %zu "
		        "more</text>",
		        drawing->notes + MARK + 6, y,
		        scene->group_count - SCENE_FLAGS);
}

/* "3: 200 OK from a to b, 1 INVITE, answer audio ..., 1 error, 2 warnings" */
static void write_label(struct drawing *drawing, uint32_t index)
{
	const struct arrow *arrow = arrow_at(drawing, index);
	FILE *out = drawing->out;

	fprintf(out, "%u: ", index + 1);
	markup_fitted(out, message_title(message_at(drawing, index)),
	              TITLE_CELLS);
	if (is_drawn(drawing, index)) {
		fputs(" from ", out);
		markup_shown(out, party_text(drawing, arrow->from));
		fputs(" to ", out);
		markup_shown(out, party_text(drawing, arrow->to));
	}
	if (!scene_is_broken(&drawing->scene, index)) {
		fputs(", ", out);
		markup_shown(out, cseq_text(drawing, index));
	}
	if (scene_has_sdp(&drawing->scene, index)) {
		fputs(", ", out);
		markup_shown(out, sdp_text(drawing, index));
	}
	for (int i = ZSIP_SEVERITY_ERROR; i >= ZSIP_SEVERITY_NOTE; i--) {
		size_t count =
		        scene_count(&drawing->scene.call->sightings[index], i);

		if (count != 0)
			fprintf(out, ", %zu %s%s", count, zsip_severity_name(i),
			        count == 1 ? "" : "s");
	}
}

/* What makes it a button, or tells of it under the pointer. */
static void start_group(struct drawing *drawing, uint32_t index)
{
	const struct zsip_flow_message *message = message_at(drawing, index);
	bool is_again = !scene_is_broken(&drawing->scene, index) &&
	                message->retransmits != ZSIP_FLOW_NONE;

	fprintf(drawing->out, "<g class=\"row c%u%s\"", message->code / 100,
	        is_again ? " again" : "");
	if (drawing->is_interactive && is_drawn(drawing, index))
		fprintf(drawing->out, " data-from=\"%zu\" data-to=\"%zu\"",
		        arrow_at(drawing, index)->from,
		        arrow_at(drawing, index)->to);
	if (drawing->is_interactive)
		fprintf(drawing->out,
		        " role=\"button\" tabindex=\"%d\" "
		        "aria-pressed=\"false\" aria-label=\"",
		        index == 0 ? 0 : -1);
	else
		fputs("><title>", drawing->out);
	write_label(drawing, index);
	fputs(drawing->is_interactive ? "\">" : "</title>", drawing->out);
}

static void draw_row(struct drawing *drawing, uint32_t index, int y, int height)
{
	start_group(drawing, index);
	fprintf(drawing->out,
	        "<rect class=\"area\" x=\"0\" y=\"%d\" width=\"%d\" "
	        "height=\"%d\"/>",
	        y, drawing->width, height);
	draw_lives(drawing, y, y + height);
	fprintf(drawing->out,
	        "<text class=\"number\" x=\"%d\" y=\"%d\">%u</text>",
	        NUMBER_WIDTH - MARGIN, y + TEXT_AT, index + 1);
	draw_time(drawing, index, y);
	if (is_drawn(drawing, index))
		draw_arrow(drawing, index, y);
	else
		draw_unplaced(drawing, index, y);
	draw_notes(drawing, index, y);
	fputs("</g>\n", drawing->out);
}

void drawing_rows(struct drawing *drawing, int top)
{
	int y = top;

	for (uint32_t i = 0; i < drawing->scene.call->flow.count; i++) {
		int height = row_height(drawing, i);

		draw_row(drawing, i, y, height);
		y += height;
	}
	draw_lives(drawing, y, top + drawing->height);
	fputc('\n', drawing->out);
}
