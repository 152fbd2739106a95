/*
 * What linear.sh listens to; nothing where valgrind is not there.
 */

#ifndef ZSIP_TESTS_CALLGRIND_CALLS_H
#define ZSIP_TESTS_CALLGRIND_CALLS_H

#if defined(__has_include)
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#define HAVE_CALLGRIND 1
#endif
#endif
#ifndef HAVE_CALLGRIND
#define CALLGRIND_ZERO_STATS           ((void)0)
#define CALLGRIND_TOGGLE_COLLECT       ((void)0)
#define CALLGRIND_DUMP_STATS_AT(label) ((void)(label))
#endif

#endif
