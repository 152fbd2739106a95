/*
 * What --where asks of a message.
 */
#include "select/expression.h"
#include <stdlib.h>
#include <string.h>

struct parser {
	struct expression *expression;
	struct fault fault;
	const char *at;
	size_t nesting;
};

static bool fail(struct parser *parser, const char *what)
{
	return fault_set(&parser->fault, parser->at, "%s", what);
}

/* Behind an operand. */
static bool fail_behind(struct parser *parser, const char *what)
{
	return fail(parser, *parser->at == '='
	                            ? "'=' compares nothing: '==' does"
	                            : what);
}

static void skip_blanks(struct parser *parser)
{
	parser->at += strspn(parser->at, " \t\r\n");
}

static void emit(struct parser *parser, const struct instruction *instruction)
{
	struct expression *expression = parser->expression;

	expression->code = must_resize(expression->code, expression->count + 1,
	                               sizeof(*expression->code));
	expression->code[expression->count++] = *instruction;
}

static void emit_operator(struct parser *parser, enum operation operation)
{
	emit(parser, &(struct instruction){.operation = operation});
}

/* "and", which no letter follows, or the sign for it. */
static bool take_word(struct parser *parser, const char *word, const char *sign)
{
	size_t len = strlen(word);

	skip_blanks(parser);
	if (strncmp(parser->at, sign, strlen(sign)) == 0) {
		parser->at += strlen(sign);
		return true;
	}
	if (path_length(parser->at) != len ||
	    !zsip_slice_equal_nocase((struct zsip_slice){parser->at, len},
	                             (struct zsip_slice){word, len}))
		return false;
	parser->at += len;
	return true;
}

/* --- Operands */

static bool read_quoted(struct parser *parser, struct operand *operand)
{
	const char *end = strchr(parser->at + 1, *parser->at);

	if (end == NULL)
		return fail(parser, "the quote that ends this text is missing");
	*operand = (struct operand){
	        NO_INDEX, {parser->at + 1, (size_t)(end - parser->at - 1)}};
	parser->at = end + 1;
	return true;
}

static size_t number_length(const char *text)
{
	size_t sign = *text == '-', len = strspn(text + sign, "0123456789");
	size_t fraction;

	if (len == 0)
		return 0;
	len += sign;
	fraction = text[len] == '.' ? strspn(text + len + 1, "0123456789") : 0;
	return fraction != 0 ? len + 1 + fraction : len;
}

static bool read_operand(struct parser *parser, struct operand *operand)
{
	struct zsip_slice text;

	skip_blanks(parser);
	text = (struct zsip_slice){parser->at, number_length(parser->at)};
	if (text.len != 0 && path_length(text.ptr) <= text.len) {
		*operand = (struct operand){NO_INDEX, text};
		parser->at += text.len;
		return true;
	}
	text.len = path_length(parser->at);
	if (text.len == 0 && (*parser->at == '"' || *parser->at == '\''))
		return read_quoted(parser, operand);
	if (text.len == 0)
		return fail(parser, "a path, a number or text in quotes must "
		                    "stand here");
	operand->part =
	        parts_add(&parser->expression->parts, text, &parser->fault);
	parser->at += text.len;
	return parser->fault.at == NULL;
}

/* --- Comparisons */

static enum operation take_operator(struct parser *parser)
{
	static const struct {
		const char *sign;
		enum operation operation;
	} signs[] = {
	        {"==", OPERATION_EQUAL},
	        {"!=", OPERATION_UNEQUAL},
	        {"<=", OPERATION_LESS_OR_EQUAL},
	        {"<", OPERATION_LESS},
	        {">=", OPERATION_GREATER_OR_EQUAL},
	        {">", OPERATION_GREATER},
	        {"~", OPERATION_LIKE},
	};

	skip_blanks(parser);
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		size_t len = strlen(signs[i].sign);

		if (strncmp(parser->at, signs[i].sign, len) == 0) {
			parser->at += len;
			return signs[i].operation;
		}
	}
	return OPERATION_NONE;
}

static bool read_comparison(struct parser *parser)
{
	struct instruction instruction = {.operation = OPERATION_NONE};
	const char *start;

	skip_blanks(parser);
	start = parser->at;
	if (!read_operand(parser, &instruction.left))
		return false;
	instruction.operation = take_operator(parser);
	if (instruction.operation != OPERATION_NONE) {
		if (!read_operand(parser, &instruction.right))
			return false;
	} else if (instruction.left.part == NO_INDEX) {
		parser->at = start;
		return fail(parser, "a value alone says nothing: "
		                    "it has to be compared");
	}
	emit(parser, &instruction);
	return true;
}

/* --- What joins them */

static bool read_expression(struct parser *parser);

static bool read_parentheses(struct parser *parser)
{
	if (++parser->nesting > MAX_NESTING)
		return fail(parser, "too many parentheses in parentheses");
	parser->at++;
	if (!read_expression(parser))
		return false;
	skip_blanks(parser);
	if (*parser->at != ')')
		return fail_behind(parser,
		                   "'and', 'or' or ')' must stand here");
	parser->at++;
	parser->nesting--;
	return true;
}

/* "!" but not "!=". */
static bool take_not(struct parser *parser)
{
	skip_blanks(parser);
	return !(parser->at[0] == '!' && parser->at[1] == '=') &&
	       take_word(parser, "not", "!");
}

static bool read_one(struct parser *parser)
{
	bool is_denied = false;

	while (take_not(parser))
		is_denied = !is_denied;
	if (*parser->at == '(' ? !read_parentheses(parser)
	                       : !read_comparison(parser))
		return false;
	if (is_denied)
		emit_operator(parser, OPERATION_NOT);
	return true;
}

static bool read_all(struct parser *parser)
{
	if (!read_one(parser))
		return false;
	while (take_word(parser, "and", "&&")) {
		if (!read_one(parser))
			return false;
		emit_operator(parser, OPERATION_AND);
	}
	return true;
}

static bool read_expression(struct parser *parser)
{
	if (!read_all(parser))
		return false;
	while (take_word(parser, "or", "||")) {
		if (!read_all(parser))
			return false;
		emit_operator(parser, OPERATION_OR);
	}
	return true;
}

bool expression_read(struct expression *expression, const char *text)
{
	struct parser parser = {.expression = expression, .at = text};

	*expression = (struct expression){.count = 0};
	if (read_expression(&parser)) {
		skip_blanks(&parser);
		if (*parser.at == '\0')
			return true;
		fail_behind(&parser, "'and', 'or' or the end must stand here");
	}
	fault_tell(&parser.fault, "--where", text);
	expression_free(expression);
	return false;
}

void expression_free(struct expression *expression)
{
	free(expression->code);
	parts_free(&expression->parts);
}

/* --- What it comes to */

/* @return false if the part is not in the message */
static bool value_of(const struct operand *operand, const struct parts *parts,
                     struct zsip_slice *value)
{
	*value = operand->text;
	if (operand->part == NO_INDEX)
		return true;
	*value = parts->list[operand->part].value;
	return parts->list[operand->part].is_there;
}

/* With what is not there no comparison holds. */
static bool compare(const struct instruction *instruction,
                    const struct parts *parts)
{
	struct zsip_slice left, right;

	if (!value_of(&instruction->left, parts, &left))
		return false;
	if (instruction->operation == OPERATION_NONE)
		return true;
	if (!value_of(&instruction->right, parts, &right))
		return false;
	switch (instruction->operation) {
	case OPERATION_EQUAL:
		return compare_values(left, right) == 0;
	case OPERATION_UNEQUAL:
		return compare_values(left, right) != 0;
	case OPERATION_LESS:
		return compare_values(left, right) < 0;
	case OPERATION_LESS_OR_EQUAL:
		return compare_values(left, right) <= 0;
	case OPERATION_GREATER:
		return compare_values(left, right) > 0;
	case OPERATION_GREATER_OR_EQUAL:
		return compare_values(left, right) >= 0;
	default:
		return glob_matches(right, left, true);
	}
}

static bool work_off(const struct expression *expression,
                     const struct parts *parts)
{
	/* What waits for its operator: in each parenthesis no more than the
	 * left sides of an "or" and of an "and". */
	bool stack[2 * (MAX_NESTING + 1) + 1];
	size_t top = 0;

	for (size_t i = 0; i < expression->count; i++) {
		const struct instruction *instruction = &expression->code[i];

		switch (instruction->operation) {
		case OPERATION_NOT:
			stack[top - 1] = !stack[top - 1];
			break;
		case OPERATION_AND:
			top--;
			stack[top - 1] = stack[top - 1] && stack[top];
			break;
		case OPERATION_OR:
			top--;
			stack[top - 1] = stack[top - 1] || stack[top];
			break;
		default:
			stack[top++] = compare(instruction, parts);
		}
	}
	return stack[0];
}

bool expression_holds(const struct expression *expression,
                      const struct message *message)
{
	struct parts parts;
	bool holds;

	parts_copy(&parts, &expression->parts);
	parts_collect(&parts, message);
	holds = work_off(expression, &parts);
	parts_free(&parts);
	return holds;
}
