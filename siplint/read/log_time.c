/*
 * Times in the lines of a log, in the forms that loggers know: a time of day
 * with or without fraction and zone, and before it a date as 2026-01-31,
 * 2026/01/31 or Jan 31.  A time without a zone is taken for UTC, a date without
 * a year for one of 1970.
 */
#include "read/log.h"

static bool read_two(const char **p, const char *end, int64_t *number)
{
	if (!log_is_digit(*p, end) || !log_is_digit(*p + 1, end))
		return false;
	*number = ((*p)[0] - '0') * 10 + ((*p)[1] - '0');
	*p += 2;
	return true;
}

/* Days since 1970 in the calendar of today. */
static int64_t day_of(int64_t year, int64_t month, int64_t day)
{
	/* Years begin in March, so that the leap day is their last. */
	int64_t y = month > 2 ? year : year - 1;
	int64_t m = (month + 9) % 12;

	return y * 365 + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + day -
	       719469;
}

/* .123456 or ,123 */
static int64_t read_fraction(const char **p, const char *end)
{
	int64_t fraction = 0, unit = PLACE_SECOND;

	if (end - *p < 2 || (**p != '.' && **p != ',') ||
	    !log_is_digit(*p + 1, end))
		return 0;
	for ((*p)++; log_is_digit(*p, end); (*p)++) {
		unit /= 10;
		fraction += unit * (**p - '0');
	}
	return fraction;
}

/* Z, +01:00, -0530: what is to be taken off. */
static int64_t read_zone(const char *p, const char *end)
{
	int64_t hours, minutes, sign;

	if (p == end || (*p != '+' && *p != '-'))
		return 0;
	sign = *p++ == '-' ? -1 : 1;
	if (!read_two(&p, end, &hours))
		return 0;
	log_skip(&p, end, ":");
	if (!read_two(&p, end, &minutes) || log_is_digit(p, end))
		return 0;
	return sign * (hours * 60 + minutes) * 60 * PLACE_SECOND;
}

/* HH:MM:SS */
static bool read_clock(const char **p, const char *end, int64_t *clock)
{
	int64_t hours, minutes, seconds;

	if (!read_two(p, end, &hours) || !log_skip(p, end, ":") ||
	    !read_two(p, end, &minutes) || !log_skip(p, end, ":") ||
	    !read_two(p, end, &seconds) || log_is_digit(*p, end))
		return false;
	*clock = ((hours * 60 + minutes) * 60 + seconds) * PLACE_SECOND;
	return hours < 24 && minutes < 60 && seconds <= 60;
}

/* 2026-01-31 or 2026/01/31, up to the end. */
static const char *read_numbers(const char *p, const char *end, int64_t *day)
{
	static const int at[] = {0, 2, 5, 8};
	const char *start = end - 10;
	int64_t numbers[4]; /* century, year, month, day */

	if (end - p < 10 || (start[4] != '-' && start[4] != '/') ||
	    start[7] != start[4])
		return NULL;
	for (int i = 0; i < 4; i++) {
		p = start + at[i];
		if (!read_two(&p, end, &numbers[i]))
			return NULL;
	}
	/* Nanoseconds since 1970 have room for three centuries. */
	if (numbers[0] < 19 || numbers[0] > 21 || numbers[2] < 1 ||
	    numbers[2] > 12 || numbers[3] < 1 || numbers[3] > 31)
		return NULL;
	*day = day_of(numbers[0] * 100 + numbers[1], numbers[2], numbers[3]);
	return start;
}

/* "Jan 31", "Jan  1", up to the end. */
static const char *read_words(const char *p, const char *end, int64_t *day)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *start = end - 6;
	int64_t date;

	if (end - p < 6 || start[3] != ' ' || !log_is_digit(end - 1, end))
		return NULL;
	date = end[-1] - '0';
	if (log_is_digit(end - 2, end))
		date += (end[-2] - '0') * 10;
	else if (end[-2] != ' ')
		return NULL;
	for (int64_t month = 1; month <= 12; month++) {
		if (memcmp(names + (month - 1) * 3, start, 3) == 0 &&
		    date >= 1 && date <= 31) {
			*day = day_of(1970, month, date);
			return start;
		}
	}
	return NULL;
}

/* The date that stands before a time. */
static void find_date(struct log_time *time, const char *p)
{
	const char *end = time->start, *start;

	time->day = NO_DAY;
	while (end > p && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	if (end == time->start && end > p && end[-1] == 'T')
		end--;
	start = read_numbers(p, end, &time->day);
	if (start == NULL)
		start = read_words(p, end, &time->day);
	if (start != NULL)
		time->start = start;
}

static bool read_time(struct log_time *time, const char *p, const char *end)
{
	time->start = p;
	if (!read_clock(&p, end, &time->clock))
		return false;
	time->clock += read_fraction(&p, end);
	time->clock -= read_zone(p, end);
	return true;
}

bool log_time_find(struct log_time *time, const char *p, const char *end)
{
	const char *colon = p;

	while ((colon = memchr(colon, ':', (size_t)(end - colon))) != NULL) {
		if (colon - p >= 2 &&
		    (colon - p == 2 || !log_is_digit(colon - 3, end)) &&
		    read_time(time, colon - 2, end)) {
			find_date(time, p);
			return true;
		}
		colon++;
	}
	time->start = NULL;
	return false;
}
