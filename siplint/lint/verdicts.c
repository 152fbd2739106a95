/*
 * What was found lately, by the bytes that it was found on.
 */
#include "lint/verdicts.h"
#include "internal.h"
#include "lint/copy.h"
#include <stdlib.h>
#include <string.h>

/* Each plea has its shelf, with the last verdicts that were put there. */
enum { SHELVES = 512, ON_SHELF = 8 };
/* Of longer ones, and of those with more findings, none is kept. */
enum { PLEA_BYTES = 4096, VERDICT_FINDINGS = 8 };

/* A byte of one of the parts, or the one behind its last. */
struct spot {
	size_t part, offset;
};

struct kept {
	struct zsip_finding finding;
	struct spot start, end, error;
};

struct verdict {
	struct plea plea;
	struct copy bytes; /* of its parts */
	struct kept *kept;
	size_t count, room;
	bool is_known; /* all of it */
};

struct shelf {
	/* Of their pleas, side by side: most are not looked at further. */
	uint64_t hashes[ON_SHELF];
	size_t next;
	struct verdict verdicts[ON_SHELF];
};

struct verdicts {
	struct shelf shelves[SHELVES];
};

/* --- Pleas */

void plea_start(struct plea *plea, unsigned kind, const char *start,
                uint64_t quirks)
{
	plea->start = start;
	plea->count = 0;
	plea->quirks = quirks;
	plea->kind = kind;
}

void plea_add(struct plea *plea, struct zsip_slice part)
{
	plea->parts[plea->count++] = part;
}

/* Who makes two texts with one hash gains nothing: few are compared. */
static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

enum { BLOCK = 32 };

static uint64_t mix_block(uint64_t hash, const char *p)
{
	uint64_t sum = zsip_load64(p) * UINT64_C(0xff51afd7ed558ccd) +
	               zsip_load64(p + 8) * UINT64_C(0xc4ceb9fe1a85ec53) +
	               zsip_load64(p + 16) * UINT64_C(0xbf58476d1ce4e5b9) +
	               zsip_load64(p + 24) * UINT64_C(0x94d049bb133111eb);

	return mix(hash, sum ^ sum >> 32);
}

static uint64_t mix_short(uint64_t hash, struct zsip_slice bytes)
{
	const char *p = bytes.ptr, *end = p + bytes.len;

	for (; end - p > 8; p += 8)
		hash = mix(hash, zsip_load64(p));
	return mix(hash, zsip_load_short(p, (size_t)(end - p)));
}

/* The last block may overlap the one before. */
static uint64_t mix_bytes(uint64_t hash, struct zsip_slice bytes)
{
	size_t last, i;

	hash = mix(hash, bytes.len);
	if (bytes.len < BLOCK)
		return mix_short(hash, bytes);
	last = bytes.len - BLOCK;
	for (i = 0; i < last; i += BLOCK)
		hash = mix_block(hash, bytes.ptr + i);
	return mix_block(hash, bytes.ptr + last);
}

void plea_close(struct plea *plea)
{
	uint64_t hash = mix(plea->kind, plea->quirks);

	for (size_t i = 0; i < plea->count; i++)
		hash = mix_bytes(hash, plea->parts[i]);
	plea->hash = hash;
}

static bool is_same(const struct plea *a, const struct plea *b)
{
	if (a->kind != b->kind || a->quirks != b->quirks ||
	    a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct zsip_slice *x = &a->parts[i], *y = &b->parts[i];

		if (x->len != y->len ||
		    (x->len != 0 && memcmp(x->ptr, y->ptr, x->len) != 0))
			return false;
	}
	return true;
}

static size_t length_of(const struct plea *plea)
{
	size_t len = 0;

	for (size_t i = 0; i < plea->count; i++)
		len += plea->parts[i].len;
	return len;
}

/* --- Places */

static bool find_spot(const struct plea *plea, size_t offset, struct spot *spot)
{
	const char *at = plea->start + offset;

	for (size_t i = 0; i < plea->count; i++) {
		const struct zsip_slice *part = &plea->parts[i];

		if (at < part->ptr || at > part->ptr + part->len)
			continue;
		*spot = (struct spot){i, (size_t)(at - part->ptr)};
		return true;
	}
	return false;
}

static size_t offset_of(const struct plea *plea, const struct spot *spot)
{
	return (size_t)(plea->parts[spot->part].ptr - plea->start) +
	       spot->offset;
}

/* --- Verdicts */

static size_t shelf_of(const struct plea *plea)
{
	return plea->hash % SHELVES;
}

/* How many are there; memory that none was put into is not even read. */
static size_t count_on(const struct shelf *shelf)
{
	return shelf->next < ON_SHELF ? shelf->next : ON_SHELF;
}

static const struct verdict *find(const struct shelf *shelf,
                                  const struct plea *plea)
{
	for (size_t i = 0; i < count_on(shelf); i++) {
		const struct verdict *verdict = &shelf->verdicts[i];

		if (shelf->hashes[i] == plea->hash && verdict->is_known &&
		    is_same(&verdict->plea, plea))
			return verdict;
	}
	return NULL;
}

static void tell(const struct kept *kept, const struct plea *plea,
                 void (*report)(void *user, const struct zsip_finding *finding),
                 void *user)
{
	struct zsip_finding finding = kept->finding;

	finding.offset = offset_of(plea, &kept->start);
	finding.len = offset_of(plea, &kept->end) - finding.offset;
	finding.error.offset = offset_of(plea, &kept->error);
	report(user, &finding);
}

bool verdicts_tell(const struct verdicts *verdicts, const struct plea *plea,
                   void (*report)(void *user,
                                  const struct zsip_finding *finding),
                   void *user)
{
	const struct shelf *shelf = &verdicts->shelves[shelf_of(plea)];
	const struct verdict *verdict = find(shelf, plea);

	if (verdict == NULL)
		return false;
	for (size_t i = 0; i < verdict->count; i++)
		tell(&verdict->kept[i], plea, report, user);
	return true;
}

static void take_parts(struct verdict *verdict, const struct plea *plea,
                       size_t len)
{
	char *at;

	verdict->plea = *plea;
	at = copy_room(&verdict->bytes, len);
	for (size_t i = 0; i < plea->count; i++) {
		struct zsip_slice *part = &verdict->plea.parts[i];

		if (part->len != 0)
			memcpy(at, part->ptr, part->len);
		part->ptr = at;
		at += part->len;
	}
}

struct verdict *verdict_begin(struct verdicts *verdicts,
                              const struct plea *plea)
{
	struct shelf *shelf = &verdicts->shelves[shelf_of(plea)];
	size_t len = length_of(plea), at;
	struct verdict *verdict;

	if (len > PLEA_BYTES)
		return NULL;
	at = shelf->next++ % ON_SHELF;
	shelf->hashes[at] = plea->hash;
	verdict = &shelf->verdicts[at];
	take_parts(verdict, plea, len);
	verdict->count = 0;
	verdict->is_known = true;
	return verdict;
}

static struct kept *make_kept(struct verdict *verdict)
{
	if (verdict->count == verdict->room) {
		verdict->room = verdict->room == 0 ? 2 : verdict->room * 2;
		verdict->kept = must_resize(verdict->kept, verdict->room,
		                            sizeof(*verdict->kept));
	}
	return &verdict->kept[verdict->count++];
}

void verdict_add(struct verdict *verdict, const struct plea *plea,
                 const struct zsip_finding *finding)
{
	struct kept *kept;

	if (verdict == NULL || !verdict->is_known)
		return;
	/* Nobody knows where it would stand elsewhere. */
	verdict->is_known = false;
	if (verdict->count == VERDICT_FINDINGS)
		return;
	kept = make_kept(verdict);
	kept->finding = *finding;
	verdict->is_known =
	        find_spot(plea, finding->offset, &kept->start) &&
	        find_spot(plea, finding->offset + finding->len, &kept->end) &&
	        find_spot(plea, finding->error.offset, &kept->error);
}

/* --- All of them */

struct verdicts *verdicts_start(void)
{
	return must_clear(sizeof(struct verdicts));
}

void verdicts_end(struct verdicts *verdicts)
{
	for (size_t i = 0; i < SHELVES; i++) {
		struct shelf *shelf = &verdicts->shelves[i];

		for (size_t j = 0; j < count_on(shelf); j++) {
			copy_free(&shelf->verdicts[j].bytes);
			free(shelf->verdicts[j].kept);
		}
	}
	free(verdicts);
}
