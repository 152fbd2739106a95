/*
 * Texts that grow.
 */
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *must_alloc(void *ptr)
{
	if (ptr == NULL) {
		perror("tests");
		abort();
	}
	return ptr;
}

void text_append(struct text *text, const char *bytes, size_t len)
{
	if (text->room - text->len <= len) {
		text->room = 2 * (text->room + len + 1);
		text->ptr = must_alloc(realloc(text->ptr, text->room));
	}
	if (len != 0)
		memcpy(text->ptr + text->len, bytes, len);
	text->len += len;
	text->ptr[text->len] = '\0';
}

void text_release(struct text *text)
{
	free(text->ptr);
	*text = (struct text){NULL, 0, 0};
}

const char *text_string(const struct text *text)
{
	return text->ptr == NULL ? "" : text->ptr;
}
