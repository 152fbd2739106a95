/*
 * What the parts of the parser share.  Files that are compiled once for each
 * SIMD form name their functions with ISA(); the others reach them through
 * zsip_engine.
 */
#ifndef ZSIP_INTERNAL_H
#define ZSIP_INTERNAL_H

#include "zsip.h"

#define ZSIP_LIKELY(x) __builtin_expect(!!(x), 1)
#define ZSIP_UNLIKELY(x) __builtin_expect(!!(x), 0)

#if !defined(ZSIP_ISA)
#define ZSIP_ISA portable
#endif
#define ZSIP_PASTE_(a, b) zsip_##a##_##b
#define ZSIP_PASTE(a, b) ZSIP_PASTE_(a, b)
#define ISA(name) ZSIP_PASTE(name, ZSIP_ISA)

/* A text to parse.  Bytes up to `limit`, the end of the buffer that holds it,
 * may be read but mean nothing: a vector that runs past `end` needs no tail. */
struct zsip_span {
	const char *ptr, *end, *limit;
};

static inline struct zsip_span zsip_span(struct zsip_slice text,
                                         const char *limit)
{
	return (struct zsip_span){ text.ptr, text.ptr + text.len, limit };
}

/* Where a machine stopped.  An error that an action met, in a place that the
 * machine itself had no objection to, has its offset in `bad`. */
struct zsip_stop {
	enum zsip_status status;
	const char *at;
	const char *expected;
};

/* What is known of a header field name, laid out for comparison: folded to
 * lower case by setting bit 5 of every byte, which keeps all token characters
 * apart but the two cases of a letter, and padded with zeros. */
#define ZSIP_NAME_MAX 32
struct zsip_name_entry {
	unsigned char folded[ZSIP_NAME_MAX];
};

#define ZSIP_NAME_BITS 11
extern const uint8_t zsip_name_slots[1 << ZSIP_NAME_BITS];
extern const struct zsip_name_entry zsip_name_entries[];
extern const uint16_t zsip_name_ids[];

/* The hash that tools/mkhash.c proved to be free of collisions. */
#include "header_hash.h"

static inline size_t zsip_name_hash(uint64_t a, uint64_t b)
{
	return (size_t)(((a ^ (b * ZSIP_HASH_B)) * ZSIP_HASH_A) >>
	                (64 - ZSIP_NAME_BITS));
}

/* The shape of the value of a header field that is not in the table; it fills
 * a struct zsip_text. */
#define ZSIP_SHAPE_EXTENSION 255

/* Why the line index gave up; the reference grammar then says where. */
enum zsip_index_end {
	ZSIP_INDEX_DONE,
	ZSIP_INDEX_BROKEN,    /* or incomplete: ask the grammar */
	ZSIP_INDEX_TOO_MANY,
	ZSIP_INDEX_TOO_LONG
};

struct zsip_index {
	const char *at; /* out: the body, or the field that broke a limit */
	size_t lengths; /* out: how many Content-Length fields were seen */
	size_t max_fields;
	size_t max_length;
	bool controls;  /* out: there is a control byte other than HTAB */
};

/* One SIMD form of all that runs per message. */
struct zsip_engine {
	const char *name;
	enum zsip_index_end (*index)(struct zsip_message *msg, const char *p,
	                             const char *end, struct zsip_index *index);
	const char *(*start_line)(struct zsip_message *msg, const char *p,
	                          const char *end, struct zsip_stop *stop);
	/* Parses a value of a shape into that shape's struct.  Stops at a
	 * comma that ends it, or at the end. */
	struct zsip_stop (*value)(void *out, unsigned shape,
	                          struct zsip_span text);
	struct zsip_stop (*uri)(struct zsip_uri *uri, struct zsip_span text);
	enum zsip_status (*core)(const struct zsip_message *msg,
	                         struct zsip_core *core,
	                         struct zsip_error *err);
	enum zsip_status (*param)(struct zsip_params *walk,
	                          struct zsip_param *param,
	                          struct zsip_error *err);
	/* The first CR or LF from p on, `end` if there is none. */
	const char *(*line_break)(const char *p, const char *end);
};
extern const struct zsip_engine *zsip_engine;

#define ZSIP_FORM_FUNCTIONS(form)                                             \
	enum zsip_index_end zsip_index_##form(                                \
		struct zsip_message *msg, const char *p, const char *end,     \
		struct zsip_index *index);                                    \
	const char *zsip_start_line_##form(struct zsip_message *msg,          \
	                                   const char *p, const char *end,    \
	                                   struct zsip_stop *stop);           \
	struct zsip_stop zsip_value_##form(void *out, unsigned shape,         \
	                                   struct zsip_span text);            \
	struct zsip_stop zsip_uri_##form(struct zsip_uri *uri,                \
	                                 struct zsip_span text);              \
	struct zsip_stop zsip_host_##form(struct zsip_span text,              \
	                                  uint8_t *type);                     \
	enum zsip_status zsip_core_##form(const struct zsip_message *msg,     \
	                                  struct zsip_core *core,             \
	                                  struct zsip_error *err);            \
	enum zsip_status zsip_param_##form(struct zsip_params *walk,          \
	                                   struct zsip_param *param,          \
	                                   struct zsip_error *err);           \
	const char *zsip_line_break_##form(const char *p, const char *end);   \
	unsigned zsip_name_id_##form(const char *p, size_t len);

ZSIP_FORM_FUNCTIONS(portable)
ZSIP_FORM_FUNCTIONS(sse2)
ZSIP_FORM_FUNCTIONS(avx2)
ZSIP_FORM_FUNCTIONS(neon)

/* frame.rl: the reference for a message's head. */
struct zsip_stop zsip_frame_judge(const char *text, const char *end);

/* host.rl */
struct zsip_stop zsip_host_run(struct zsip_span text, uint8_t *type);
struct zsip_stop zsip_ipv6_run(struct zsip_span text);

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

/* Contact = "*" (RFC 3261 20.10). */
static inline bool zsip_is_wildcard(struct zsip_slice text)
{
	return text.len == 1 && text.ptr[0] == '*';
}

static inline void zsip_set_wildcard(struct zsip_name_addr *addr,
                                     struct zsip_slice text)
{
	*addr = (struct zsip_name_addr){ .wildcard = true };
	addr->uri = (struct zsip_slice){ text.ptr + text.len, 0 };
}

/* salvage.c: cut a message that was refused.  Returns where its body begins. */
const char *zsip_message_salvage(struct zsip_message *msg,
                                 struct zsip_index *index);

/* message.c: options with their defaults filled in. */
struct zsip_limits zsip_limits_of(const struct zsip_options *options);
uint64_t zsip_quirks_of(const struct zsip_options *options);
enum zsip_status zsip_number_read(struct zsip_slice digits, uint32_t *number);

/* header_table.c */
unsigned zsip_param_find_id(struct zsip_slice name);
bool zsip_is_token(char byte);

#endif
