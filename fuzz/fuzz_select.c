/*
 * What the command line asks of a message: a template or a condition up to the
 * first NUL, and the message behind it.  Both are read and, if they are right,
 * worked off; and the message is made anonymous (anonymous.h).  The first byte
 * says which of them; with the highest bit set of it, all is the message.
 */
#include <stdio.h>
#include <unistd.h>

#include "anonymous.h"
#include "fuzz.h"
#include "select/expression.h"
#include "select/pattern.h"

static void get(const char *text, const struct message *message, FILE *out)
{
	struct pattern pattern;

	if (!pattern_read(&pattern, text))
		return;
	pattern_print(&pattern, out, message);
	pattern_free(&pattern);
}

static void ask(const char *text, const struct message *message)
{
	struct expression expression;

	if (!expression_read(&expression, text))
		return;
	expression_holds(&expression, message);
	expression_free(&expression);
}

static void select_by(const char *text, bool is_condition, const char *bytes,
                      size_t len)
{
	const struct input file = {.name = "fuzz"};
	struct input *input =
	        input_of_message(&file, (struct zsip_slice){bytes, len});
	const struct piece piece = {
	        .seen = {.input = input, .end = len, .mark.line = 1}};
	static FILE *out;
	struct message message;

	if (out == NULL) {
		out = fopen("/dev/null", "w");
		HOLDS(out != NULL);
		/* What is wrong with them is told there; the descriptor is for
		 * what sanitizers tell. */
		stderr = out;
	}
	message_init(&message);
	message_read(&message, &piece);
	if (is_condition)
		ask(text, &message);
	else
		get(text, &message, out);
	message_free(&message);
	input_drop(input);
}

static void make_anonymous(const char *bytes, size_t len)
{
	struct pseudonyms pseudonyms;
	const char *fault;

	pseudonyms_start(&pseudonyms, "seed");
	fault = anonymous_fault(&pseudonyms, bytes, len, false);
	if (fault != NULL)
		dprintf(STDERR_FILENO, "%s\n", fault);
	HOLDS(fault == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul;
	char *text, *bytes;
	size_t len;

	if (size == 0)
		return 0;
	nul = data[0] < 0x80 ? memchr(data + 1, '\0', size - 1) : NULL;
	len = nul == NULL ? 0 : (size_t)(nul - data);
	bytes = fuzz_copy(data + len + 1, size - len - 1);
	if (nul != NULL) {
		text = fuzz_copy(data + 1, len);
		select_by(text, data[0] & 1, bytes, size - len - 1);
		free(text);
	} else {
		make_anonymous(bytes, size - 1);
	}
	free(bytes);
	return 0;
}
