/*
 * What --where asks of a message.
 *
 *	expression = all *( "or" all )
 *	all        = one *( "and" one )
 *	one        = "not" one / "(" expression ")"
 *	           / operand [ ( "==" / "!=" / "<" / "<=" / ">" / ">=" / "~" )
 *	                       operand ]
 *	operand    = path / number / text in quotes
 */
#ifndef SIPLINT_EXPRESSION_H
#define SIPLINT_EXPRESSION_H

#include "select/parts.h"

/* Parentheses in parentheses. */
#define MAX_NESTING 32

enum operation {
	OPERATION_NONE, /* an operand alone: whether it is there */
	OPERATION_EQUAL,
	OPERATION_UNEQUAL,
	OPERATION_LESS,
	OPERATION_LESS_OR_EQUAL,
	OPERATION_GREATER,
	OPERATION_GREATER_OR_EQUAL,
	OPERATION_LIKE,
	OPERATION_NOT,
	OPERATION_AND,
	OPERATION_OR
};

struct operand {
	size_t part; /* NO_INDEX: the text */
	struct zsip_slice text;
};

/* Behind what it is about, so that it is worked off from left to right. */
struct instruction {
	enum operation operation;
	struct operand left, right; /* of a comparison */
};

struct expression {
	struct instruction *code;
	size_t count;
	struct parts parts;
};

/* @param text  must stay
 * @return false for what is no expression, which is told of on stderr */
bool expression_read(struct expression *expression, const char *text);
void expression_free(struct expression *expression);
bool expression_holds(const struct expression *expression,
                      const struct message *message);

/* compare.c: */

/* Numbers by their value, where both are, else text byte by byte. */
int compare_values(struct zsip_slice a, struct zsip_slice b);
/* "*" stands for any bytes and "?" for one. */
bool glob_matches(struct zsip_slice pattern, struct zsip_slice text,
                  bool ignore_case);

#endif
