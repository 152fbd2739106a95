/*
 * What SIP and SDP share beside slices: names of statuses, quirks, options with
 * their defaults filled in.
 */
#include "internal.h"

#define DEFAULT_MESSAGE_SIZE 1048576
#define DEFAULT_FIELD_LENGTH 65535
#define DEFAULT_FIELDS       1024
#define DEFAULT_LIST_LENGTH  1024
#define DEFAULT_NESTING      16

static size_t limit_or(size_t limit, size_t standard)
{
	return limit != 0 ? limit : standard;
}

static const struct zsip_limits defaults = {
        DEFAULT_MESSAGE_SIZE, DEFAULT_FIELD_LENGTH, DEFAULT_FIELDS,
        DEFAULT_LIST_LENGTH, DEFAULT_NESTING};

static __attribute__((noinline)) const struct zsip_limits *
fill_limits(const struct zsip_limits *given, struct zsip_limits *filled)
{
	filled->message_size =
	        limit_or(given->message_size, defaults.message_size);
	filled->field_length =
	        limit_or(given->field_length, defaults.field_length);
	filled->fields = limit_or(given->fields, defaults.fields);
	filled->list_length =
	        limit_or(given->list_length, defaults.list_length);
	filled->nesting = limit_or(given->nesting, defaults.nesting);
	return filled;
}

const struct zsip_limits *zsip_limits_of(const struct zsip_options *options,
                                         struct zsip_limits *filled)
{
	if (options == NULL || options->size < sizeof(*options))
		return &defaults;
	return fill_limits(&options->limits, filled);
}

size_t zsip_list_length_of(const struct zsip_options *options)
{
	if (options == NULL || options->size < sizeof(*options))
		return defaults.list_length;
	return limit_or(options->limits.list_length, defaults.list_length);
}

uint64_t zsip_quirks_of(const struct zsip_options *options)
{
	if (options == NULL || options->size < sizeof(*options))
		return 0;
	return options->quirks;
}

const char *zsip_status_name(enum zsip_status status)
{
	switch (status) {
#define ZSIP_ERROR(number, id, name, text)                                     \
	case ZSIP_##id:                                                        \
		return name;
#include "zsip_errors.def"
#undef ZSIP_ERROR
	}
	return "?";
}

const char *zsip_status_text(enum zsip_status status)
{
	switch (status) {
#define ZSIP_ERROR(number, id, name, text)                                     \
	case ZSIP_##id:                                                        \
		return text;
#include "zsip_errors.def"
#undef ZSIP_ERROR
	}
	return "unknown status";
}

const struct zsip_quirk_info *zsip_quirk_at(size_t index)
{
	static const struct zsip_quirk_info quirks[] = {
#define ZSIP_QUIRK(bit, id, name, profile, accepts, example, risk)             \
	{UINT64_C(1) << bit,                                                   \
	 (ZSIP_PROFILE_INTEROP >> bit & 1) != 0,                               \
	 name,                                                                 \
	 accepts,                                                              \
	 example,                                                              \
	 risk},
#include "zsip_quirks.def"
#undef ZSIP_QUIRK
	};

	return index < sizeof(quirks) / sizeof(*quirks) ? &quirks[index] : NULL;
}

const char *zsip_severity_name(enum zsip_severity severity)
{
	switch (severity) {
	case ZSIP_SEVERITY_NOTE:
		return "note";
	case ZSIP_SEVERITY_WARNING:
		return "warning";
	case ZSIP_SEVERITY_ERROR:
		return "error";
	}
	return "?";
}
