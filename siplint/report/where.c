/*
 * Where bytes of a message stand, in figures and in words.
 */
#include "report/where.h"
#include "base/show.h"

enum { NAME_CELLS = 60 };

struct where where_find(const struct spot *spot, struct mark *mark)
{
	struct where where = {.offset = spot->start - spot->seen->start,
	                      .len = spot->end - spot->start};

	where.line = input_locate(spot->seen->input, mark, spot->start,
	                          &where.line_start);
	where.column = spot->start - where.line_start + 1;
	return where;
}

struct where where_is(const struct spot *spot)
{
	struct mark mark = spot->seen->mark;

	return where_find(spot, &mark);
}

bool place_is_known(const struct place *place)
{
	return place->has_time || place->source.family != 0 ||
	       place->destination.family != 0;
}

void place_print(FILE *out, const struct place *place)
{
	bool has_source = place->source.family != 0;
	bool has_destination = place->destination.family != 0;
	char text[PLACE_TIME_TEXT + ENDPOINT_TEXT];
	const char *between = "";

	if (place->has_time) {
		fputs(place_time_text(text, place), out);
		between = " ";
	}
	if (has_source) {
		fprintf(out, "%s%s%s", between, has_destination ? "" : "from ",
		        endpoint_text(text, &place->source));
		between = " ";
	}
	if (has_destination) {
		fprintf(out, "%s%s%s", between, has_source ? "> " : "to ",
		        endpoint_text(text, &place->destination));
		between = " ";
	}
	if (place->transport != 0)
		fprintf(out, "%s%s", between, place_transport_name(place));
}

void seen_print(FILE *out, const struct seen *seen, const struct where *where)
{
	const struct place *place = &seen->place;

	if (place->frame == 0 && !place_is_known(place))
		return;
	fputs(" (", out);
	if (place->frame != 0)
		fprintf(out, "frame %llu, ", (unsigned long long)place->frame);
	if (place_is_known(place)) {
		place_print(out, place);
		fputs(", ", out);
	}
	fprintf(out, "offset %zu)", where->offset);
}

void title_print(FILE *out, struct zsip_slice title, struct zsip_slice method,
                 size_t number)
{
	show_fitted(out, title, NAME_CELLS);
	if (method.ptr != NULL) {
		fputs(" to ", out);
		show_fitted(out, method, NAME_CELLS);
	}
	fprintf(out, " (%zu)", number);
}

void report_print(FILE *out, const struct report *report)
{
	fputs(report->rule->text, out);
	if (*report->label != '\0')
		fprintf(out, " (%s)", report->label);
	if (report->number != 0) {
		fputs(", in ", out);
		title_print(out, report->title, report->method, report->number);
	}
}

void other_print(FILE *out, const struct report *report)
{
	fputs("held against this: ", out);
	title_print(out, report->other_title, report->other_method,
	            report->other_number);
}
