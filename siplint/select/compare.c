/*
 * Values against each other.
 */
#include "select/expression.h"
#include <string.h>

/* A number cut up: leading zeros left out, and those behind the fraction. */
struct number {
	bool is_negative;
	struct zsip_slice whole, fraction;
};

static struct zsip_slice take_digits(const char **at, const char *end)
{
	struct zsip_slice digits = {*at, 0};

	while (*at < end && **at >= '0' && **at <= '9')
		++*at;
	digits.len = (size_t)(*at - digits.ptr);
	return digits;
}

static bool read_number(struct number *number, struct zsip_slice text)
{
	const char *p = text.ptr, *end = slice_end_of(text);

	number->is_negative = p < end && *p == '-';
	p += number->is_negative;
	number->whole = take_digits(&p, end);
	number->fraction = (struct zsip_slice){p, 0};
	if (number->whole.len == 0)
		return false;
	if (end - p > 1 && *p == '.') {
		p++;
		number->fraction = take_digits(&p, end);
	}
	while (number->whole.len > 0 && *number->whole.ptr == '0') {
		number->whole.ptr++;
		number->whole.len--;
	}
	while (number->fraction.len > 0 &&
	       number->fraction.ptr[number->fraction.len - 1] == '0')
		number->fraction.len--;
	if (number->whole.len == 0 && number->fraction.len == 0)
		number->is_negative = false;
	return p == end;
}

static int compare_bytes(struct zsip_slice a, struct zsip_slice b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len != 0 ? memcmp(a.ptr, b.ptr, len) : 0;

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_numbers(const struct number *a, const struct number *b)
{
	int sign = a->is_negative ? -1 : 1;

	if (a->is_negative != b->is_negative)
		return sign;
	if (a->whole.len != b->whole.len)
		return a->whole.len > b->whole.len ? sign : -sign;
	if (compare_bytes(a->whole, b->whole) != 0)
		return compare_bytes(a->whole, b->whole) * sign;
	return compare_bytes(a->fraction, b->fraction) * sign;
}

int compare_values(struct zsip_slice a, struct zsip_slice b)
{
	struct number x, y;

	if (read_number(&x, a) && read_number(&y, b))
		return compare_numbers(&x, &y);
	return compare_bytes(a, b);
}

static bool is_one(char pattern, char text, bool ignore_case)
{
	if (pattern == '?' || pattern == text)
		return true;
	return ignore_case &&
	       zsip_slice_equal_nocase((struct zsip_slice){&pattern, 1},
	                               (struct zsip_slice){&text, 1});
}

bool glob_matches(struct zsip_slice pattern, struct zsip_slice text,
                  bool ignore_case)
{
	size_t p = 0, t = 0, star = SIZE_MAX, from = 0;

	while (t < text.len) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			from = t;
		} else if (p < pattern.len &&
		           is_one(pattern.ptr[p], text.ptr[t], ignore_case)) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			/* The last one takes a byte more. */
			p = star + 1;
			t = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}
