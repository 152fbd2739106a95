/*
 * The table of options.
 */
#include "command/apply.h"

#define NOTHING TAKES_NOTHING
#define ONE     TAKES_ONE
#define EACH    TAKES_EACH
#define MAYBE   TAKES_MAYBE
#define RARE    USE_RARE
#define USUAL   USE_USUAL
#define CALL(name)                                                             \
	{                                                                      \
		.call = name                                                   \
	}
#define ONCE(name)                                                             \
	{                                                                      \
		.call = name, .is_once = true                                  \
	}
#define ACTION(name)                                                           \
	{                                                                      \
		.action = ACTION_##name                                        \
	}
#define SWITCH(name)                                                           \
	{                                                                      \
		.is_switch = true, .member = offsetof(struct settings, name)   \
	}

static const struct option_row rows[] = {
#define OPTION_TOPIC(id, name, title)
#define OPTION(letter, name, takes, argument, words, standard, topic, use,     \
               does, help, manual)                                             \
	{letter,   name,          takes, argument, words,                      \
	 standard, TOPIC_##topic, use,   does,     help},
#include "command/options.def"
#undef OPTION_TOPIC
#undef OPTION
};

#define ROWS (sizeof(rows) / sizeof(*rows))
_Static_assert(ROWS <= MAX_OPTION_ROWS, "MAX_OPTION_ROWS is too small");

const struct option_row *option_at(size_t index)
{
	return index < ROWS ? &rows[index] : NULL;
}

const struct option_row *option_find(struct zsip_slice name)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (zsip_slice_equal(name, zsip_slice_from(rows[i].name)))
			return &rows[i];
	}
	return NULL;
}
