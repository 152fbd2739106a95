/*
 * What goes into JSON: bytes of any kind in text that can be turned back, and
 * objects on one line.
 */
#ifndef SIPLINT_JSON_TEXT_H
#define SIPLINT_JSON_TEXT_H

#include "base/base.h"
#include <jansson.h>

/* The end of the program where there is no memory for it. */
json_t *new_object(void);
json_t *new_array(void);
/* Takes the value over. */
void put_json(json_t *object, const char *key, json_t *value);
void put_item(json_t *array, json_t *value);
void put_text(json_t *object, const char *key, const char *text);
void put_number(json_t *object, const char *key, uint64_t number);
/* Characters that can be seen stay as they are; \\, \r, \n, \t and \xHH stand
 * for one byte each.  Nothing where they are absent. */
void put_bytes(json_t *object, const char *key, struct zsip_slice bytes);
/* The bytes that such a text stands for, in place.
 * @return how many; (size_t)-1 if it is none */
size_t read_bytes(char *text);
/* On one line, without line end; drops it. */
void write_json(FILE *out, json_t *value);

#endif
