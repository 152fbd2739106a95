/*
 * The ladder of a call: a column for each who takes part, a line for each
 * message, and under it what was found on it.
 *
 * It is drawn in ASCII, whatever the terminal can show, so that it is the same
 * in a mail, in a ticket and in a pipe.
 */
#include "flow/calls.h"
#include <stdlib.h>
#include <string.h>

/* Of more who take part the last ones are named, not drawn. */
enum { MAX_COLUMNS = 8 };
/* Between two columns. */
enum { MIN_GAP = 22, MIN_GAP_OF_TWO = 32, MAX_GAP = 42, MAX_WIDTH = 102 };
/* What stands around a title: blanks, a shaft on both sides, a head. */
enum { SHAFT_CELLS = 8 };
enum { CSEQ_CELLS = 24, ADDRESS_CELLS = 48, ID_CELLS = 100 };
enum { MAX_FLAGS = 8 };
enum { ROW_CELLS = ADDRESS_CELLS + MAX_COLUMNS * MAX_GAP };

struct ladder {
	FILE *out;
	const struct call *call;
	struct party parties[MAX_PARTIES];
	struct arrow *arrows;
	size_t party_count;
	size_t columns; /* that are drawn */
	size_t left;    /* before the first one */
	size_t gap;
	size_t digits; /* of the last message's number */
	size_t cseq;   /* cells of the longest CSeq */
};

/* What stands in a line between the number and the annotations. */
struct row {
	char cells[ROW_CELLS];
	size_t len;
};

/* A text that is made, not found; what is too long for it would be shortened
 * anyhow where it is shown. */
struct made {
	char text[160];
};

struct zsip_slice message_title(const struct zsip_flow_message *message)
{
	struct zsip_slice line = zsip_flow_slice(message, message->start_line);
	const char *blank;

	if (message->code == 0)
		line = zsip_flow_slice(message, message->method);
	else if (line.len != 0 &&
	         (blank = memchr(line.ptr, ' ', line.len)) != NULL) {
		line.len -= (size_t)(blank + 1 - line.ptr);
		line.ptr = blank + 1;
	}
	return line.len != 0 ? line : zsip_slice_from("(broken)");
}

/* --- Texts */

static struct zsip_slice make(struct made *made, const char *before,
                              struct zsip_slice bytes, const char *behind)
{
	size_t before_len = strlen(before), behind_len = strlen(behind);
	char *p = made->text;

	if (bytes.len > sizeof(made->text) - before_len - behind_len)
		bytes.len = sizeof(made->text) - before_len - behind_len;
	memcpy(p, before, before_len);
	memcpy(p + before_len, bytes.ptr, bytes.len);
	memcpy(p + before_len + bytes.len, behind, behind_len);
	return (struct zsip_slice){p, before_len + bytes.len + behind_len};
}

/* "host:5060" */
static struct zsip_slice address_text(struct made *made,
                                      const struct party *party)
{
	char port[16] = "";

	if (party->address.host.ptr == NULL)
		return zsip_slice_from("?");
	if (party->address.port != 0)
		snprintf(port, sizeof(port), ":%u", party->address.port);
	return make(made, "", party->address.host, port);
}

/* "1 INVITE" */
static struct zsip_slice cseq_text(struct made *made,
                                   const struct zsip_flow_message *message)
{
	char number[16];

	snprintf(number, sizeof(number), "%u ", message->cseq);
	return make(made, number, zsip_flow_slice(message, message->method),
	            "");
}

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t max(size_t a, size_t b)
{
	return a > b ? a : b;
}

static void fill(FILE *out, char cell, size_t count)
{
	while (count-- > 0)
		fputc(cell, out);
}

/* --- Measures */

static bool is_broken(const struct zsip_flow_message *message)
{
	return (message->flags & ZSIP_FLOW_BROKEN) != 0;
}

static bool is_drawn(const struct ladder *ladder, const struct arrow *arrow)
{
	return arrow->from < ladder->columns && arrow->to < ladder->columns;
}

static size_t count_digits(size_t number)
{
	size_t digits = 1;

	while (number >= 10) {
		number /= 10;
		digits++;
	}
	return digits;
}

static size_t label_cells(const struct party *party, size_t room)
{
	struct made made;

	return min(count_cells(address_text(&made, party)), room);
}

/* That a title needs, of columns as far apart as those of its arrow. */
static size_t title_gap(const struct ladder *ladder, uint32_t index)
{
	const struct arrow *arrow = &ladder->arrows[index];
	size_t apart =
	        max(arrow->from, arrow->to) - min(arrow->from, arrow->to);
	struct zsip_slice title =
	        message_title(&ladder->call->flow.messages[index]);

	return (count_cells(title) + SHAFT_CELLS) / max(apart, 1);
}

/* So that addresses and titles fit, as far as there is room. */
static size_t find_gap(const struct ladder *ladder)
{
	const struct zsip_flow *flow = &ladder->call->flow;
	size_t gap = ladder->columns > 2 ? MIN_GAP : MIN_GAP_OF_TWO;

	for (size_t i = 0; i < ladder->columns; i++)
		gap = max(gap, label_cells(&ladder->parties[i], MAX_GAP) + 3);
	for (uint32_t i = 0; i < flow->count; i++) {
		if (is_drawn(ladder, &ladder->arrows[i]))
			gap = max(gap, title_gap(ladder, i));
	}
	gap = min(gap, MAX_GAP);
	if (ladder->columns > 1)
		gap = min(gap, MAX_WIDTH / (ladder->columns - 1));
	return max(gap, MIN_GAP);
}

static size_t longest_cseq(const struct zsip_flow *flow)
{
	struct made made;
	size_t cells = 0;

	for (uint32_t i = 0; i < flow->count; i++) {
		const struct zsip_flow_message *message = &flow->messages[i];

		if (!is_broken(message))
			cells = max(cells,
			            count_cells(cseq_text(&made, message)));
	}
	return min(cells, CSEQ_CELLS);
}

static void measure(struct ladder *ladder)
{
	const struct zsip_flow *flow = &ladder->call->flow;

	ladder->columns = min(ladder->party_count, MAX_COLUMNS);
	ladder->gap = find_gap(ladder);
	ladder->digits = max(count_digits(flow->count), 3);
	ladder->left = ladder->digits + 2;
	ladder->cseq = longest_cseq(flow);
	if (ladder->columns != 0)
		ladder->left = max(
		        ladder->left,
		        label_cells(&ladder->parties[0], ladder->gap - 2) / 2);
}

static size_t column_at(const struct ladder *ladder, size_t index)
{
	return ladder->left + index * ladder->gap;
}

/* --- Lines */

static void start_row(const struct ladder *ladder, struct row *row)
{
	row->len = ladder->left;
	if (ladder->columns != 0)
		row->len = column_at(ladder, ladder->columns - 1) + 1;
	memset(row->cells, ' ', row->len);
	for (size_t i = 0; i < ladder->columns; i++)
		row->cells[column_at(ladder, i)] = '|';
}

static void print_cells(const struct ladder *ladder, const struct row *row,
                        size_t from, size_t to)
{
	fwrite(row->cells + from, 1, to - from, ladder->out);
}

static void print_lifelines(const struct ladder *ladder)
{
	struct row row;

	start_row(ladder, &row);
	print_cells(ladder, &row, 0, row.len);
}

static void print_labels(const struct ladder *ladder)
{
	size_t at = 0;

	for (size_t i = 0; i < ladder->columns; i++) {
		const struct party *party = &ladder->parties[i];
		size_t cells = label_cells(party, ladder->gap - 2);
		size_t start = column_at(ladder, i) - cells / 2;
		struct made made;

		fill(ladder->out, ' ', start - at);
		at = start + show_fitted(ladder->out,
		                         address_text(&made, party), cells);
	}
	fputc('\n', ladder->out);
	print_lifelines(ladder);
	fputs("  CSeq\n", ladder->out);
}

/* Where the shaft of an arrow stands in its row, and where its title, with a
 * blank on both sides. */
struct shaft {
	size_t from, to;
	size_t title_at, title_cells;
};

/* To itself: beside its column. */
static void draw_loop(const struct ladder *ladder, struct row *row,
                      struct shaft *shaft, char line)
{
	shaft->title_cells = min(shaft->title_cells, ladder->gap - SHAFT_CELLS);
	shaft->title_at = shaft->from + 2;
	shaft->to = shaft->title_at + shaft->title_cells + 2;
	if (row->len < shaft->to) {
		memset(row->cells + row->len, ' ', shaft->to - row->len);
		row->len = shaft->to;
	}
	row->cells[shaft->from] = '<';
	row->cells[shaft->from + 1] = line;
}

static void draw(const struct ladder *ladder, struct row *row,
                 struct shaft *shaft, uint32_t index)
{
	const struct zsip_flow_message *message =
	        &ladder->call->flow.messages[index];
	const struct arrow *arrow = &ladder->arrows[index];
	char line = message->retransmits != ZSIP_FLOW_NONE ? '.' : '-';
	size_t room;

	shaft->title_cells = count_cells(message_title(message));
	shaft->from = column_at(ladder, min(arrow->from, arrow->to)) + 1;
	shaft->to = column_at(ladder, max(arrow->from, arrow->to));
	if (arrow->from == arrow->to) {
		draw_loop(ladder, row, shaft, line);
		return;
	}
	room = shaft->to - shaft->from;
	shaft->title_cells = min(shaft->title_cells, room - SHAFT_CELLS + 1);
	shaft->title_at = shaft->from + (room - shaft->title_cells - 2) / 2;
	memset(row->cells + shaft->from, line, room);
	if (arrow->from < arrow->to)
		row->cells[shaft->to - 1] = '>';
	else
		row->cells[shaft->from] = '<';
}

/* Of the worst of what was found on it. */
static void paint_worst(const struct ladder *ladder, uint32_t index)
{
	const struct sighting *sighting = &ladder->call->sightings[index];
	enum zsip_severity worst = ZSIP_SEVERITY_NOTE;

	if (sighting->flag_count == 0)
		return;
	for (size_t i = 0; i < sighting->flag_count; i++) {
		if (sighting->flags[i].severity > worst)
			worst = sighting->flags[i].severity;
	}
	paint(ladder->out, paint_of_severity(worst));
}

static void print_arrow(const struct ladder *ladder, uint32_t index)
{
	struct zsip_slice title =
	        message_title(&ladder->call->flow.messages[index]);
	struct row row;
	struct shaft shaft;
	size_t cells;
	char number[24];
	int len = snprintf(number, sizeof(number), "%*u", (int)ladder->digits,
	                   index + 1);

	start_row(ladder, &row);
	memcpy(row.cells, number, (size_t)len);
	if (!is_drawn(ladder, &ladder->arrows[index])) {
		print_cells(ladder, &row, 0, row.len);
		return;
	}
	draw(ladder, &row, &shaft, index);
	print_cells(ladder, &row, 0, shaft.from);
	paint_worst(ladder, index);
	print_cells(ladder, &row, shaft.from, shaft.title_at);
	fputc(' ', ladder->out);
	cells = show_fitted(ladder->out, title, shaft.title_cells);
	fill(ladder->out, ' ', shaft.title_cells - cells + 1);
	print_cells(ladder, &row, shaft.title_at + shaft.title_cells + 2,
	            shaft.to);
	if (ladder->call->sightings[index].flag_count != 0)
		paint(ladder->out, PAINT_OFF);
	print_cells(ladder, &row, shaft.to, row.len);
}

/* What there is no arrow for. */
static void print_undrawn(const struct ladder *ladder, uint32_t index)
{
	const struct arrow *arrow = &ladder->arrows[index];
	struct made made;

	fputs("  ", ladder->out);
	show_fitted(ladder->out,
	            message_title(&ladder->call->flow.messages[index]),
	            MAX_GAP);
	if (arrow->from == NO_PARTY)
		return;
	fputs(" from ", ladder->out);
	show_fitted(ladder->out,
	            address_text(&made, &ladder->parties[arrow->from]),
	            MAX_GAP);
	fputs(" to ", ladder->out);
	show_fitted(ladder->out,
	            address_text(&made, &ladder->parties[arrow->to]), MAX_GAP);
}

static void print_annotations(const struct ladder *ladder, uint32_t index)
{
	const struct zsip_flow_message *message =
	        &ladder->call->flow.messages[index];
	struct made made;
	size_t cells;

	if (!is_drawn(ladder, &ladder->arrows[index]))
		print_undrawn(ladder, index);
	if (is_broken(message))
		return;
	fputs("  ", ladder->out);
	cells = show_fitted(ladder->out, cseq_text(&made, message), CSEQ_CELLS);
	if (message->description.offset != UINT32_MAX) {
		fill(ladder->out, ' ', ladder->cseq - cells + 2);
		media_print(ladder->out, message,
		            ladder->call->sightings[index].seen.input);
	}
	if (message->retransmits != ZSIP_FLOW_NONE)
		fprintf(ladder->out, "  (%u again)", message->retransmits + 1);
}

static void print_flag(const struct ladder *ladder,
                       const struct flag_group *group)
{
	static const char letters[] = {
	        [ZSIP_SEVERITY_NOTE] = 'N',
	        [ZSIP_SEVERITY_WARNING] = 'W',
	        [ZSIP_SEVERITY_ERROR] = 'E',
	};
	const struct flag *flag = group->first;

	print_lifelines(ladder);
	fputs("  ", ladder->out);
	paint(ladder->out, paint_of_severity(flag->severity));
	fprintf(ladder->out, "%c:", letters[flag->severity]);
	paint(ladder->out, PAINT_OFF);
	fprintf(ladder->out, " %s", flag->rule->name);
	if (flag->other != ZSIP_FLOW_NONE)
		fprintf(ladder->out, ", against %u", flag->other + 1);
	if (group->count > 1)
		fprintf(ladder->out, ", %zu times", group->count);
	fputc('\n', ladder->out);
}

static void print_flags(const struct ladder *ladder,
                        const struct sighting *sighting)
{
	struct flag_group *groups =
	        must_resize(NULL, sighting->flag_count, sizeof(*groups));
	size_t count = flags_group(sighting, groups);

	for (size_t i = 0; i < count && i < MAX_FLAGS; i++)
		print_flag(ladder, &groups[i]);
	free(groups);
	if (count <= MAX_FLAGS)
		return;
	print_lifelines(ladder);
	fprintf(ladder->out, "  and %zu more\n", count - MAX_FLAGS);
}

static void print_heading(const struct ladder *ladder)
{
	const struct call *call = ladder->call;

	paint(ladder->out, PAINT_BOLD);
	fputs("Call-ID ", ladder->out);
	show_fitted(ladder->out, call->id, ID_CELLS);
	fprintf(ladder->out, ": %u message%s%s", call->flow.count,
	        call->flow.count == 1 ? "" : "s",
	        call->given_up ? ", given up" : "");
	paint(ladder->out, PAINT_OFF);
	fputs("\n\n", ladder->out);
}

/* Those for whom there is no column. */
static void print_left_out(const struct ladder *ladder)
{
	struct made made;

	if (ladder->party_count <= ladder->columns)
		return;
	fprintf(ladder->out, "%*s not drawn:", (int)ladder->digits, "");
	for (size_t i = ladder->columns; i < ladder->party_count; i++) {
		fputs(i == ladder->columns ? " " : ", ", ladder->out);
		show_fitted(ladder->out,
		            address_text(&made, &ladder->parties[i]), MAX_GAP);
	}
	fputc('\n', ladder->out);
}

void ladder_print(FILE *out, const struct call *call)
{
	struct ladder ladder = {.out = out, .call = call};

	ladder.arrows =
	        must_resize(NULL, call->flow.count, sizeof(*ladder.arrows));
	ladder.party_count = parties_find(call, ladder.parties, ladder.arrows);
	measure(&ladder);
	print_heading(&ladder);
	if (ladder.columns != 0)
		print_labels(&ladder);
	for (uint32_t i = 0; i < call->flow.count; i++) {
		print_arrow(&ladder, i);
		print_annotations(&ladder, i);
		fputc('\n', out);
		print_flags(&ladder, &call->sightings[i]);
	}
	print_left_out(&ladder);
	free(ladder.arrows);
}
