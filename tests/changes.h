/*
 * How much is tried of what is tried at random.
 */

#ifndef ZSIP_TESTS_CHANGES_H
#define ZSIP_TESTS_CHANGES_H

/* Sanitizers make each change several times as dear, so there are fewer under
 * them.  The others would prove little: reading outside a text is caught in
 * every build (guard.h), and the fuzzers change more, with the same sanitizers.
 */
#if defined(__SANITIZE_ADDRESS__)
#define CHANGES_SHARE 4
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define CHANGES_SHARE 4
#endif
#endif
#ifndef CHANGES_SHARE
#define CHANGES_SHARE 1
#endif

#endif
