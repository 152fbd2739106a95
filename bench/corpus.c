#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

static const uint64_t SEED = 0x7a736970u;

/*
 * Every message begins a cache line, as a buffer that was received into
 * would, so that no parser depends on what stands before it.
 */
static bool add(struct corpus *corpus, const char *text, size_t len)
{
	char *copy;

	if (len == 0 || corpus->count == MAX_MESSAGES)
		return false;
	copy = aligned_alloc(64, (len + 63) / 64 * 64);
	if (!copy)
		return false;
	memcpy(copy, text, len);
	corpus->messages[corpus->count] =
	        (struct message){copy, len, corpus->count};
	corpus->count++;
	corpus->bytes += len;
	return true;
}

static bool add_file(struct corpus *corpus, const char *dir, const char *name)
{
	static char text[MAX_MESSAGE];
	char path[4096];
	size_t len;
	FILE *file;

	if (corpus->count == MAX_FILES)
		return false;
	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >=
	    (int)sizeof(path))
		return false;
	file = fopen(path, "rb");
	if (!file)
		return false;
	len = fread(text, 1, sizeof(text), file);
	fclose(file);
	snprintf(corpus->names[corpus->count], sizeof(corpus->names[0]), "%s",
	         name);
	return len < sizeof(text) && add(corpus, text, len);
}

static int is_message(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 4 && strcmp(entry->d_name + len - 4, ".sip") == 0;
}

bool corpus_load(struct corpus *corpus, const char *dir)
{
	struct dirent **entries;
	int count = scandir(dir, &entries, is_message, alphasort);
	bool good = true;

	if (count <= 0) {
		fprintf(stderr, "bench: no messages in %s\n", dir);
		return false;
	}
	for (int i = 0; i < count; i++) {
		if (good && !add_file(corpus, dir, entries[i]->d_name)) {
			fprintf(stderr, "bench: cannot take %s/%s\n", dir,
			        entries[i]->d_name);
			good = false;
		}
		free(entries[i]);
	}
	free(entries);
	memcpy(corpus->visits[0], corpus->messages, sizeof(corpus->messages));
	corpus->orders = 1;
	return good;
}

bool corpus_pick(struct corpus *one, const struct corpus *all, const char *name)
{
	for (size_t i = 0; i < all->count; i++) {
		if (strcmp(all->names[i], name) != 0)
			continue;
		memcpy(one->names[0], all->names[i], sizeof(one->names[0]));
		one->orders = 1;
		if (!add(one, all->messages[i].text, all->messages[i].len))
			return false;
		one->visits[0][0] = one->messages[0];
		return true;
	}
	return false;
}

static void shuffle(struct message *messages, size_t count, uint64_t *state)
{
	for (size_t i = count; i > 1; i--) {
		size_t other = next_random(state) % i;
		struct message kept = messages[i - 1];

		messages[i - 1] = messages[other];
		messages[other] = kept;
	}
}

/* Several orders, or a long enough branch history would learn the one. */
bool corpus_vary(struct corpus *cold, const struct corpus *warm,
                 unsigned variants)
{
	static char text[MAX_MESSAGE];
	uint64_t state = SEED;

	memcpy(cold->names, warm->names, sizeof(cold->names));
	cold->variants = variants;
	for (size_t i = 0; i < warm->count * variants; i++) {
		const struct message *from = &warm->messages[i / variants];
		size_t len =
		        vary(from, next_random(&state), text, sizeof(text));

		if (!add(cold, text, len))
			return false;
	}
	for (cold->orders = 0; cold->orders < ORDERS; cold->orders++) {
		struct message *visit = cold->visits[cold->orders];

		memcpy(visit, cold->messages, sizeof(cold->messages));
		shuffle(visit, cold->count, &state);
	}
	return true;
}

static bool add_call(struct corpus *calls, const struct corpus *parts,
                     uint64_t seed)
{
	static char text[MAX_MESSAGE];
	size_t len = 0;

	for (size_t i = 0; i < parts->count; i++) {
		const struct message *part = &parts->messages[i];
		size_t more = part->len;

		if (calls->variants > 0)
			more = vary(part, seed, text + len, sizeof(text) - len);
		else if (more <= sizeof(text) - len)
			memcpy(text + len, part->text, more);
		if (more == 0 || more > sizeof(text) - len)
			return false;
		len += more;
	}
	return add(calls, text, len);
}

/* One seed for all messages of a call: what is equal in them stays equal. */
bool corpus_join(struct corpus *calls, const char *dir, unsigned variants)
{
	static struct corpus parts;
	uint64_t state = SEED;

	parts.count = 0;
	if (!corpus_load(&parts, dir))
		return false;

	snprintf(calls->names[0], sizeof(calls->names[0]), "call");
	calls->variants = variants;
	for (unsigned i = 0; i < variants + (variants == 0); i++) {
		if (!add_call(calls, &parts, next_random(&state)))
			return false;
	}
	for (calls->orders = 0; calls->orders < ORDERS; calls->orders++) {
		struct message *visit = calls->visits[calls->orders];

		memcpy(visit, calls->messages, sizeof(calls->messages));
		shuffle(visit, calls->count, &state);
	}
	return true;
}

/* FNV-1a, with the lengths so that bounds count. */
uint64_t corpus_digest(const struct corpus *corpus)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < corpus->count; i++) {
		const struct message *msg = &corpus->messages[i];

		for (size_t k = 0; k < msg->len; k++)
			hash = (hash ^ (unsigned char)msg->text[k]) *
			       0x100000001b3u;
		hash = (hash ^ msg->len) * 0x100000001b3u;
	}
	return hash;
}

void corpus_name(const struct corpus *corpus, size_t index, char *name,
                 size_t size)
{
	if (corpus->variants == 0)
		snprintf(name, size, "%s", corpus->names[index]);
	else
		snprintf(name, size, "%s variant %zu",
		         corpus->names[index / corpus->variants],
		         index % corpus->variants);
}
