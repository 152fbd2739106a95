/*
 * What the parts of the parser share.  Files that are compiled once for each
 * SIMD form name their functions with ISA(); the others reach them through
 * zsip_engine.
 */
#ifndef ZSIP_INTERNAL_H
#define ZSIP_INTERNAL_H

#include "zsip.h"

/* Within the library, so that tables are reached without a detour. */
#pragma GCC visibility push(hidden)

#define ZSIP_LIKELY(x)   __builtin_expect(!!(x), 1)
#define ZSIP_UNLIKELY(x) __builtin_expect(!!(x), 0)
/* For what is one loop in truth, or is specialised by constant arguments. */
#define ALWAYS_INLINE inline __attribute__((always_inline))

#if !defined(ZSIP_ISA)
#define ZSIP_ISA portable
#endif
#define ZSIP_PASTE_(a, b) zsip_##a##_##b
#define ZSIP_PASTE(a, b)  ZSIP_PASTE_(a, b)
#define ISA(name)         ZSIP_PASTE(name, ZSIP_ISA)

/* The machines have no AVX-512 form of their own. */
#if defined(ZSIP_FORM_AVX512)
#define MACHINE(name) ZSIP_PASTE(name, avx2)
#else
#define MACHINE(name) ISA(name)
#endif

/* What is compiled once, but for tests: those compare with it without leaps. */
#if defined(ZSIP_FORM_PLAIN)
#define COLD(name) ISA(name)
#else
#define COLD(name) ZSIP_PASTE(name, portable)
#endif

/* Where a machine stopped, and why.  Texts to parse are given as p and end, and
 * `around`, the buffer that holds them: its other bytes may be read but mean
 * nothing, so that a vector needs no tail.  Pointers, not structs by value:
 * those go through memory, piecewise in and whole out, which stalls. */
struct zsip_stop {
	enum zsip_status status;
	const char *at;
	const char *expected;
	/* Quirks that were met, and where the first one was.  Who calls sets
	 * them to 0 before and says afterwards what is allowed. */
	uint64_t quirks;
	const char *quirk_at;
	const char *quirk_expected;
	enum zsip_status quirk_status; /* where it is not allowed */
};

/* Notes a failure; for functions that return NULL then. */
static inline const char *zsip_stop_at(struct zsip_stop *stop,
                                       enum zsip_status status, const void *at,
                                       const char *expected)
{
	stop->status = status;
	stop->at = at;
	stop->expected = expected;
	return NULL;
}

/* What is known of a header field name, laid out for comparison: folded to
 * lower case by setting bit 5 of every byte, which keeps all token characters
 * apart but the two cases of a letter, and padded with zeros.  Entry 0
 * is no name and equal to none. */
#define ZSIP_NAME_MAX 32
struct zsip_name_entry {
	_Alignas(ZSIP_NAME_MAX) unsigned char folded[ZSIP_NAME_MAX];
};

#define ZSIP_NAME_BITS 11
extern const uint8_t zsip_name_slots[1 << ZSIP_NAME_BITS];
extern const struct zsip_name_entry zsip_name_entries[];
/* Entries that the hash does not find, ended by 0. */
extern const uint8_t zsip_name_twins[];
/* The slot is the id where zsip_message.first has it, else 0. */
struct zsip_name_row {
	uint16_t id, slot;
};
extern const struct zsip_name_row zsip_name_rows[];

struct zsip_words {
	uint64_t a, b;
};

/* Methods are compared byte for byte, padded with zeros to sixteen. */
#define ZSIP_METHOD_BITS 5
extern const uint8_t zsip_method_slots[1 << ZSIP_METHOD_BITS];
extern const struct zsip_words zsip_method_rows[];
extern const uint16_t zsip_method_ids[];

/* Parameter names, folded as header field names are. */
#define ZSIP_PARAM_BITS 11
#define ZSIP_PARAM_MAX  16
extern const uint8_t zsip_param_slots[1 << ZSIP_PARAM_BITS];
extern const struct zsip_words zsip_param_rows[];
extern const uint16_t zsip_param_ids[];

/* The factors with which tools/mkhash.c found no collisions. */
#include "header_hash.h"

/* The second word is turned: one multiplication then is enough. */
static inline size_t zsip_hash(uint64_t a, uint64_t b, uint64_t factor,
                               unsigned bits)
{
	return (size_t)(((a ^ (b << 27 | b >> 37)) * factor) >> (64 - bits));
}

static inline uint64_t zsip_load64(const char *p)
{
	uint64_t word;

	__builtin_memcpy(&word, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* Up to 8 bytes, in two halves that may overlap. */
static inline uint64_t zsip_load_short(const char *p, size_t len)
{
	uint32_t low, high;

	if (len >= 8)
		return zsip_load64(p);
	if (len == 0)
		return 0;
	/* The byte in the middle is the first or the last one again. */
	if (len < 4)
		return (unsigned char)p[0] |
		       (uint64_t)(unsigned char)p[len / 2] << 8 * (len / 2) |
		       (uint64_t)(unsigned char)p[len - 1] << 8 * (len - 1);
	__builtin_memcpy(&low, p, 4);
	__builtin_memcpy(&high, p + len - 4, 4);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	low = __builtin_bswap32(low);
	high = __builtin_bswap32(high);
#endif
	return low | (uint64_t)high << 8 * (len - 4);
}

static inline struct zsip_words zsip_load_words(const char *p, size_t len)
{
	if (len <= 8)
		return (struct zsip_words){zsip_load_short(p, len), 0};
	return (struct zsip_words){zsip_load64(p),
	                           zsip_load_short(p + 8, len - 8)};
}

/* The shape of the value of a header field that is not in the table; it fills
 * a struct zsip_text. */
#define ZSIP_SHAPE_EXTENSION 255

/* One byte 64 times: constants that vectors are compared with.  In memory,
 * lest the compiler builds each one anew where it is used. */
struct zsip_repeated {
	unsigned char lf[64], cr[64], last_control[64], del[64];
	unsigned char colon[64], bit5[64];
	unsigned char window[64]; /* 32 times 0xff, 32 times 0 */
};
extern const struct zsip_repeated zsip_repeated;

/* Why the line index gave up; the reference grammar then says where. */
enum zsip_index_end {
	ZSIP_INDEX_DONE,
	ZSIP_INDEX_MORE,
	ZSIP_INDEX_BROKEN, /* or incomplete: ask the grammar */
	ZSIP_INDEX_TOO_MANY
};

struct zsip_index {
	const char *at; /* out: the body, or the field that broke a limit */
	size_t lengths; /* in and out: Content-Length fields beyond the first */
	size_t max_fields;
	bool controls; /* out: there is a control byte, HTAB among them */
};

/* The bytes from msg->text.ptr to the end that a line index may read at once:
 * no message whose fields it is asked to cut is shorter. */
#define ZSIP_INDEX_MIN 16

/* One SIMD form of all that runs per message.  A function that returns a place
 * says where it stopped, or NULL and notes in `stop` what is wrong. */
struct zsip_engine {
	const char *name;
	enum zsip_index_end (*index)(struct zsip_message *msg, const char *p,
	                             const char *end, struct zsip_index *index);
	const char *(*start_line)(struct zsip_message *msg, const char *p,
	                          const char *end, struct zsip_stop *stop);
	/* Parses a value of a shape into that shape's struct.  Stops at a
	 * comma that ends it, or at the end. */
	const char *(*value)(void *out, unsigned shape, const char *p,
	                     const char *end, const struct zsip_slice *around,
	                     struct zsip_stop *stop);
	const char *(*uri)(struct zsip_uri *uri, const char *p, const char *end,
	                   const struct zsip_slice *around,
	                   struct zsip_stop *stop);
	/* zsip_list_next() where a field has a value at list->at: in its usual
	 * form, or by zsip_list_next_slowly(). */
	enum zsip_status (*next)(struct zsip_list *list,
	                         struct zsip_value *value,
	                         struct zsip_error *err);
	enum zsip_status (*core)(const struct zsip_message *msg,
	                         struct zsip_core *core,
	                         struct zsip_error *err);
	/* Where there is one more. */
	enum zsip_status (*param)(struct zsip_params *walk,
	                          struct zsip_param *param,
	                          struct zsip_error *err);
	/* The first CR or LF from p on, `end` if there is none. */
	const char *(*line_break)(const char *p, const char *end);
};
extern const struct zsip_engine *zsip_engine;

#define ZSIP_FORM_FUNCTIONS(form)                                              \
	enum zsip_index_end zsip_index_##form(struct zsip_message *msg,        \
	                                      const char *p, const char *end,  \
	                                      struct zsip_index *index);       \
	const char *zsip_start_line_##form(struct zsip_message *msg,           \
	                                   const char *p, const char *end,     \
	                                   struct zsip_stop *stop);            \
	const char *zsip_start_line_machine_##form(                            \
	        struct zsip_message *msg, const char *p, const char *end,      \
	        struct zsip_stop *stop);                                       \
	const char *zsip_value_##form(                                         \
	        void *out, unsigned shape, const char *p, const char *end,     \
	        const struct zsip_slice *around, struct zsip_stop *stop);      \
	const char *zsip_usual_typed_##form(void *out, unsigned shape,         \
	                                    const char *p, const char *end,    \
	                                    const struct zsip_slice *around);  \
	const char *zsip_value_machine_##form(                                 \
	        void *out, unsigned shape, const char *p, const char *end,     \
	        const struct zsip_slice *around, struct zsip_stop *stop);      \
	const char *zsip_uri_machine_##form(                                   \
	        struct zsip_uri *uri, const char *p, const char *end,          \
	        const struct zsip_slice *around, struct zsip_stop *stop);      \
	const char *zsip_uri_##form(                                           \
	        struct zsip_uri *uri, const char *p, const char *end,          \
	        const struct zsip_slice *around, struct zsip_stop *stop);      \
	enum zsip_host_type zsip_host_##form(const char *p, const char *end,   \
	                                     const struct zsip_slice *around,  \
	                                     struct zsip_stop *stop);          \
	enum zsip_status zsip_next_##form(struct zsip_list *list,              \
	                                  struct zsip_value *value,            \
	                                  struct zsip_error *err);             \
	enum zsip_status zsip_core_##form(const struct zsip_message *msg,      \
	                                  struct zsip_core *core,              \
	                                  struct zsip_error *err);             \
	enum zsip_status zsip_param_##form(struct zsip_params *walk,           \
	                                   struct zsip_param *param,           \
	                                   struct zsip_error *err);            \
	const char *zsip_line_break_##form(const char *p, const char *end);    \
	const char *zsip_typed_value_##form(                                   \
	        void *out, unsigned shape, const char *p, const char *end,     \
	        const struct zsip_slice *around, struct zsip_stop *stop);      \
	uint16_t zsip_name_##form(const char *p, size_t len);

ZSIP_FORM_FUNCTIONS(portable)
ZSIP_FORM_FUNCTIONS(sse2)
ZSIP_FORM_FUNCTIONS(avx2)
ZSIP_FORM_FUNCTIONS(avx512)
ZSIP_FORM_FUNCTIONS(neon)

/* frame.rl: the reference for a message's head, and for one whose lines all
 * end in LF alone. */
struct zsip_stop zsip_frame_judge(const char *text, const char *end);
struct zsip_stop zsip_lf_frame_judge(const char *text, const char *end);

/* host.rl: ZSIP_HOST_NONE, and `stop` filled, for what is no host, or no IPv6
 * address without brackets. */
enum zsip_host_type zsip_host_machine(const char *p, const char *end,
                                      struct zsip_stop *stop);
/* host_quirks.c: whether what the machine refused is a host name by quirks,
 * which are noted in `stop`. */
bool zsip_host_forgiven(const char *p, const char *end, struct zsip_stop *stop);
enum zsip_host_type zsip_ipv6_machine(const char *p, const char *end,
                                      struct zsip_stop *stop);

/* tel.rl and urn.rl: what follows the scheme's colon.  They return where they
 * stopped: at the end, or NULL. */
const char *zsip_tel_machine(struct zsip_tel *tel, const char *p,
                             const char *end, struct zsip_stop *stop);
const char *zsip_urn_machine(struct zsip_urn *urn, const char *p,
                             const char *end, struct zsip_stop *stop);

/* tel_urn.c: whether a text is a URI of a scheme that has such a machine, and
 * such a URI, as zsip_engine.uri has it. */
enum zsip_scheme zsip_named_scheme(const char *p, const char *end);
const char *zsip_named_uri(struct zsip_uri *uri, enum zsip_scheme scheme,
                           struct zsip_stop *stop);

/* content_length.rl: whether a line is Content-Length and what it says, fed
 * in pieces.  `state` begins as zsip_content_length_start(). */
struct zsip_length_line {
	uint64_t value; /* stays above UINT32_MAX once it is */
	int state;      /* 0 when the line cannot be Content-Length */
	bool named;     /* the name and its colon were read */
};
int zsip_content_length_start(void);
void zsip_content_length_feed(struct zsip_length_line *line, const char *p,
                              const char *end);
bool zsip_content_length_whole(int state);

/* A string literal as a slice. */
#define ZSIP_TEXT(text) ((struct zsip_slice){text, sizeof(text) - 1})

static inline bool zsip_uri_is_sip(const struct zsip_uri *uri)
{
	return uri->scheme_id == ZSIP_SCHEME_SIP ||
	       uri->scheme_id == ZSIP_SCHEME_SIPS;
}

static inline bool zsip_is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* A blank, or a byte of a fold. */
static inline bool zsip_is_lws(char byte)
{
	return zsip_is_blank(byte) || byte == '\r' || byte == '\n';
}

static inline const char *zsip_skip_lws(const char *p, const char *end)
{
	while (p < end && zsip_is_lws(*p))
		p++;
	return p;
}

/* Without the blanks and folds around it. */
static inline struct zsip_slice zsip_trim(const char *p, const char *end)
{
	while (p < end && zsip_is_lws(*p))
		p++;
	while (end > p && zsip_is_lws(end[-1]))
		end--;
	return (struct zsip_slice){p, (size_t)(end - p)};
}

/* The bytes of the top Via, which could be parsed. */
static inline struct zsip_slice zsip_top_via(const struct zsip_core *core)
{
	return zsip_trim(core->via.protocol_name.ptr,
	                 core->behind[ZSIP_CORE_VIA]);
}

/* Contact = "*" (RFC 3261 20.10). */
static inline bool zsip_is_wildcard(struct zsip_slice text)
{
	return text.len == 1 && text.ptr[0] == '*';
}

static inline void zsip_set_wildcard(struct zsip_name_addr *addr,
                                     struct zsip_slice text)
{
	*addr = (struct zsip_name_addr){.wildcard = true};
	addr->uri = (struct zsip_slice){text.ptr + text.len, 0};
}

/* memset() to zero without what compilers make of it for sizes like these, a
 * string instruction that takes longer than the parse. */
static ALWAYS_INLINE void zsip_clear(void *out, size_t size)
{
	typedef uint64_t vector
	        __attribute__((vector_size(16), may_alias, aligned(1)));
	char *p = out;

#pragma GCC unroll 32
	for (size_t i = 0; i + 16 <= size; i += 16) {
		*(vector *)(p + i) = (vector){0};
		/* Lest a loop of stores becomes that instruction again. */
		__asm__("" ::: "memory");
	}
	if (size % 16 != 0)
		__builtin_memset(p + size - size % 16, 0, size % 16);
}

/* A quirk that a text needs; whether it is allowed is the caller's matter. */
static inline void zsip_note_quirk(struct zsip_stop *stop, uint64_t quirk,
                                   const char *at, const char *expected)
{
	if (stop->quirks == 0 || at < stop->quirk_at) {
		stop->quirk_at = at;
		stop->quirk_expected = expected;
		stop->quirk_status = ZSIP_E_SYNTAX;
	}
	stop->quirks |= quirk;
}

/* The same where it is a number that is too large. */
static inline void zsip_note_range_quirk(struct zsip_stop *stop, uint64_t quirk,
                                         const char *at, const char *expected)
{
	bool first = stop->quirks == 0 || at < stop->quirk_at;

	zsip_note_quirk(stop, quirk, at, expected);
	if (first)
		stop->quirk_status = ZSIP_E_RANGE;
}

/* Was a quirk met that is not allowed?  Then it is what is wrong, if nothing
 * before it was: `failed` tells that something else has been noted. */
static inline bool zsip_quirk_refused(struct zsip_stop *stop, uint64_t allowed,
                                      bool failed)
{
	if (ZSIP_LIKELY((stop->quirks & ~allowed) == 0) ||
	    (failed && stop->at < stop->quirk_at))
		return false;
	zsip_stop_at(stop, stop->quirk_status, stop->quirk_at,
	             stop->quirk_expected);
	return true;
}

/* base.c: options with their defaults filled in. */
const struct zsip_limits *zsip_limits_of(const struct zsip_options *options,
                                         struct zsip_limits *filled);
size_t zsip_list_length_of(const struct zsip_options *options);
uint64_t zsip_quirks_of(const struct zsip_options *options);

/* message.c: 1*DIGIT to a number. */
enum zsip_status zsip_number_read(struct zsip_slice digits, uint32_t *number);

/* header_table.c */
bool zsip_is_token(char byte);

/* escape.c: the next byte of what a quoted string, or an escaped part of a URI,
 * stands for. */
char zsip_unquote_next(const char **p, const char *end);
char zsip_unescape_next(const char **p, const char *end);

/* Where a name-addr must be, an addr-spec is a quirk from its colon on, also
 * one that is broken: what stands before it could be a display name. */
static inline void zsip_check_brackets(const char *text, const char *end,
                                       struct zsip_stop *stop)
{
	const char *p = text;

	while (p < end && zsip_is_token(*p))
		p++;
	if (p > text && p < end && *p == ':')
		zsip_note_quirk(stop, ZSIP_QUIRK_NO_BRACKETS, p, "");
}

static inline enum zsip_status zsip_passed(struct zsip_error *err,
                                           enum zsip_status status)
{
	if (err != NULL)
		*err = (struct zsip_error){status, 0, ""};
	return status;
}

/* Whether values of the header field are parted by commas. */
static inline bool zsip_is_list(const struct zsip_header_info *info)
{
	return info != NULL && (info->multiplicity == ZSIP_LIST ||
	                        info->multiplicity == ZSIP_LIST0);
}

/* Behind the value that ends at `comma`, or at `end`. */
static ALWAYS_INLINE void
zsip_list_go_behind(struct zsip_list *list, const char *comma, const char *end)
{
	list->at = NULL;
	if (comma < end) {
		comma++;
		while (comma < end && zsip_is_lws(*comma))
			comma++;
		list->at = comma;
	}
}

/* value.c: where a member of the core comes from, but for the Request-URI. */
enum zsip_header zsip_core_header(enum zsip_core_member member);

/* value.c: where the next value begins, past elements that quirks take for
 * nothing; NULL behind the last one. */
#define ZSIP_QUIRKS_NOTHING                                                    \
	((uint64_t)(ZSIP_QUIRK_EMPTY_LIST_ELEMENT | ZSIP_QUIRK_NULL_VALUE))
const char *zsip_list_seek(struct zsip_list *list);
enum zsip_status zsip_list_next_slowly(struct zsip_list *list,
                                       struct zsip_value *value,
                                       struct zsip_error *err);

#pragma GCC visibility pop

#endif
