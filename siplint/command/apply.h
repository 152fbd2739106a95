/*
 * What the options do: the functions that options.def names.
 */
#ifndef SIPLINT_APPLY_H
#define SIPLINT_APPLY_H

#include "command/options.h"

#define CALL(name) bool name(struct settings *settings, const char *arg);
#define ONCE(name) CALL(name)
#define ACTION(name)
#define SWITCH(name)
#define OPTION_TOPIC(id, name, title)
#define OPTION(letter, name, takes, argument, words, standard, topic, use,     \
               does, help, manual)                                             \
	does
#include "command/options.def"
#undef CALL
#undef ONCE
#undef ACTION
#undef SWITCH
#undef OPTION_TOPIC
#undef OPTION

#endif
