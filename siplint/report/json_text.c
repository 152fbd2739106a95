/*
 * Bytes of any kind in JSON, by way of jansson.
 *
 * A string of JSON holds characters, and messages hold any bytes.  What is no
 * UTF-8, and what a terminal would act on, is written as in C; a backslash too,
 * so that all of it can be turned back.
 */
#include "report/json_text.h"
#include "base/show.h"
#include <stdlib.h>
#include <string.h>

#define HEX "0123456789abcdef"

static json_t *must_have(json_t *value)
{
	if (value == NULL)
		die_of_memory();
	return value;
}

json_t *new_object(void)
{
	return must_have(json_object());
}

json_t *new_array(void)
{
	return must_have(json_array());
}

void put_json(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, must_have(value)) != 0)
		die_of_memory();
}

void put_item(json_t *array, json_t *value)
{
	if (json_array_append_new(array, must_have(value)) != 0)
		die_of_memory();
}

void put_text(json_t *object, const char *key, const char *text)
{
	put_json(object, key, json_string(text));
}

void put_number(json_t *object, const char *key, uint64_t number)
{
	put_json(object, key, json_integer((json_int_t)number));
}

/* --- Bytes */

static bool is_plain(struct zsip_slice bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		char c = bytes.ptr[i];

		if (c < ' ' || c == 0x7f || c == '\\')
			return false;
	}
	return true;
}

/* @return behind what stands for the byte: up to four characters */
static char *write_byte(char *to, unsigned char byte)
{
	static const char bytes[] = "\\\r\n\t", names[] = "\\rnt";
	const char *found = byte != 0 ? strchr(bytes, byte) : NULL;

	*to++ = '\\';
	if (found != NULL) {
		*to++ = names[found - bytes];
		return to;
	}
	*to++ = 'x';
	*to++ = HEX[byte >> 4];
	*to++ = HEX[byte & 15];
	return to;
}

static char *write_bytes(char *to, struct zsip_slice bytes)
{
	const char *p = bytes.ptr, *end = slice_end_of(bytes);
	struct glyph glyph;

	for (; p < end; p += glyph.bytes) {
		glyph_read(&glyph, p, end, 0);
		/* A character that is seen is shown as itself. */
		if (*p != '\\' && memcmp(glyph.shown, p, glyph.bytes) == 0) {
			memcpy(to, p, glyph.bytes);
			to += glyph.bytes;
			continue;
		}
		for (size_t i = 0; i < glyph.bytes; i++)
			to = write_byte(to, (unsigned char)p[i]);
	}
	return to;
}

static json_t *text_of_bytes(struct zsip_slice bytes)
{
	char *text;
	json_t *value;

	if (is_plain(bytes))
		return json_stringn(bytes.ptr, bytes.len);
	text = must_resize(NULL, bytes.len, 4);
	value = json_stringn(text, (size_t)(write_bytes(text, bytes) - text));
	free(text);
	return value;
}

void put_bytes(json_t *object, const char *key, struct zsip_slice bytes)
{
	if (bytes.ptr != NULL)
		put_json(object, key, text_of_bytes(bytes));
}

/* @return behind the escape, NULL if there is no such one */
static const char *read_escape(const char *p, char *byte)
{
	static const char names[] = "\\rnt", bytes[] = "\\\r\n\t";
	const char *found = strchr(names, *p);
	char digits[3] = "";
	char *end;

	if (*p != '\0' && found != NULL) {
		*byte = bytes[found - names];
		return p + 1;
	}
	if (*p != 'x' || strspn(p + 1, HEX) < 2)
		return NULL;
	memcpy(digits, p + 1, 2);
	*byte = (char)strtoul(digits, &end, 16);
	return p + 3;
}

size_t read_bytes(char *text)
{
	const char *p = text;
	char *to = text;

	while (*p != '\0') {
		if (*p != '\\') {
			*to++ = *p++;
			continue;
		}
		p = read_escape(p + 1, to++);
		if (p == NULL)
			return (size_t)-1;
	}
	return (size_t)(to - text);
}

void write_json(FILE *out, json_t *value)
{
	if (json_dumpf(value, out, JSON_COMPACT) != 0 && !ferror(out))
		die_of_memory();
	json_decref(value);
}
