/*
 * The choice of the SIMD form: when the library is loaded, by what the
 * processor has or by the environment variable ZSIP_SIMD.
 */
#include "internal.h"
#include <stdlib.h>
#include <string.h>

#define ENGINE(form, values)                                                   \
	static const struct zsip_engine engine_##form = {                      \
	        #form,                                                         \
	        zsip_index_##form,                                             \
	        zsip_start_line_##values,                                      \
	        zsip_value_##values,                                           \
	        zsip_uri_##values,                                             \
	        zsip_next_##values,                                            \
	        zsip_core_##values,                                            \
	        zsip_param_##values,                                           \
	        zsip_line_break_##values};

ENGINE(portable, portable)
#if defined(__x86_64__)
/* SSE2 has no byte shuffle, with which leaps look up their sets. */
ENGINE(sse2, portable)
ENGINE(avx2, avx2)
ENGINE(avx512, avx512)
#elif defined(__aarch64__)
ENGINE(neon, neon)
#endif

const struct zsip_engine *zsip_engine = &engine_portable;

static bool can_run(const struct zsip_engine *engine)
{
#if defined(__x86_64__)
	__builtin_cpu_init();
	if (engine == &engine_avx512 && !(__builtin_cpu_supports("avx512bw") &&
	                                  __builtin_cpu_supports("avx512vl")))
		return false;
	if (engine == &engine_avx512 || engine == &engine_avx2)
		return __builtin_cpu_supports("avx2") &&
		       __builtin_cpu_supports("bmi") &&
		       __builtin_cpu_supports("bmi2");
#endif
	(void)engine;
	return true;
}

/* Best first. */
static const struct zsip_engine *const engines[] = {
#if defined(__x86_64__)
        &engine_avx512,
        &engine_avx2,
        &engine_sse2,
#elif defined(__aarch64__)
        &engine_neon,
#endif
        &engine_portable,
};

const char *zsip_simd_name(void)
{
	return zsip_engine->name;
}

bool zsip_simd_select(const char *name)
{
	for (size_t i = 0; i < sizeof(engines) / sizeof(*engines); i++) {
		if (name != NULL && strcmp(name, engines[i]->name) != 0)
			continue;
		if (!can_run(engines[i]))
			continue;
		zsip_engine = engines[i];
		return true;
	}
	return false;
}

__attribute__((constructor)) static void choose(void)
{
	const char *wanted = getenv("ZSIP_SIMD");

	if (wanted == NULL || !zsip_simd_select(wanted))
		zsip_simd_select(NULL);
}
