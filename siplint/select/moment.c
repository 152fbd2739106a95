/*
 * Moments that --since and --until name.
 */
#include "select/moment.h"
#include "read/place.h"
#include <string.h>

/* @return behind `digits` digits, NULL if they are not there or more than
 *         `most` */
static const char *read_digits(const char *p, int digits, int most, int *number)
{
	*number = 0;
	for (int i = 0; i < digits; i++, p++) {
		if (*p < '0' || *p > '9')
			return NULL;
		*number = *number * 10 + (*p - '0');
	}
	return *number <= most ? p : NULL;
}

/* ".5"; what is below a nanosecond is left out. */
static const char *read_fraction(const char *p, int64_t *time)
{
	int64_t unit = PLACE_SECOND / 10;

	if (*p != '.')
		return p;
	if (*++p < '0' || *p > '9')
		return NULL;
	for (; *p >= '0' && *p <= '9'; p++, unit /= 10)
		*time += unit * (*p - '0');
	return p;
}

/* "10:00", "10:00:00", "10:00:00.5" */
static const char *read_clock(const char *p, int64_t *time)
{
	int hour, minute, second = 0;

	p = read_digits(p, 2, 23, &hour);
	if (p == NULL || *p != ':' ||
	    (p = read_digits(p + 1, 2, 59, &minute)) == NULL)
		return NULL;
	if (*p == ':' && (p = read_digits(p + 1, 2, 60, &second)) == NULL)
		return NULL;
	*time += (hour * 3600 + minute * 60 + second) * PLACE_SECOND;
	return read_fraction(p, time);
}

/* Days since 1970-01-01, in the calendar of ISO 8601. */
static int64_t count_days(int year, int month, int day)
{
	static const int before[] = {0,   31,  59,  90,  120, 151,
	                             181, 212, 243, 273, 304, 334};
	int64_t y = year - 1 + (month > 2);
	int64_t leap_days = y / 4 - y / 100 + y / 400;
	/* Those before 1970. */
	const int64_t known = 1969 / 4 - 1969 / 100 + 1969 / 400;

	return (year - 1970) * INT64_C(365) + leap_days - known +
	       before[month - 1] + day - 1;
}

static int days_of(int year, int month)
{
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month == 2)
		return is_leap ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static const char *read_date(const char *p, int64_t *time)
{
	int year, month, day;

	p = read_digits(p, 4, 2261, &year);
	if (p == NULL || *p != '-' || year < 1970 ||
	    (p = read_digits(p + 1, 2, 12, &month)) == NULL || month == 0 ||
	    *p != '-' ||
	    (p = read_digits(p + 1, 2, days_of(year, month), &day)) == NULL ||
	    day == 0)
		return NULL;
	*time = count_days(year, month, day) * PLACE_DAY;
	return p;
}

/* "Z", "+01:00", nothing. */
static const char *read_zone(const char *p, int64_t *time)
{
	int64_t offset = 0;
	int sign = *p == '-' ? -1 : 1;

	if (*p == 'Z' || *p == 'z')
		return p + 1;
	if (*p != '+' && *p != '-')
		return p;
	p = read_clock(p + 1, &offset);
	*time -= sign * offset;
	return p;
}

static bool read_seconds(const char *p, int64_t *time)
{
	int64_t seconds = 0;
	size_t digits = strspn(p, "0123456789");

	if (digits == 0 || digits > 9)
		return false;
	for (size_t i = 0; i < digits; i++)
		seconds = seconds * 10 + (*p++ - '0');
	*time = seconds * PLACE_SECOND;
	p = read_fraction(p, time);
	return p != NULL && *p == '\0';
}

bool moment_read(struct moment *moment, const char *text)
{
	const char *p = text;

	*moment = (struct moment){.kind = MOMENT_FROM_FIRST};
	if (*p == '+')
		return read_seconds(p + 1, &moment->time);
	moment->kind = MOMENT_OF_DAY;
	if (strchr(text, '-') != NULL) {
		moment->kind = MOMENT_ABSOLUTE;
		p = read_date(text, &moment->time);
		if (p == NULL || *p == '\0')
			return p != NULL;
		if (*p != ' ' && *p != 'T' && *p != 't')
			return false;
		p++;
	}
	p = read_clock(p, &moment->time);
	if (p != NULL && moment->kind == MOMENT_ABSOLUTE)
		p = read_zone(p, &moment->time);
	return p != NULL && *p == '\0';
}

int moment_compare(const struct moment *moment, int64_t time, int64_t first)
{
	if (moment->kind == MOMENT_OF_DAY) {
		time %= PLACE_DAY;
		if (time < 0)
			time += PLACE_DAY;
	} else if (moment->kind == MOMENT_FROM_FIRST) {
		time -= first;
	}
	return (time > moment->time) - (time < moment->time);
}
