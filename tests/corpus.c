#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpora.h"
#include "corpus.h"
#include "message_vectors.h"
#include "vectors.h"
#include "zsip.h"

static void *must_alloc(void *ptr)
{
	if (ptr == NULL) {
		perror("corpus");
		abort();
	}
	return ptr;
}

static void add(struct corpus *corpus, const char *name, const char *data,
                size_t len)
{
	struct corpus_message *message;
	size_t room = (corpus->count + 1) * sizeof(*message);

	if (len == 0)
		return;
	corpus->messages = must_alloc(realloc(corpus->messages, room));
	message = &corpus->messages[corpus->count++];
	message->name = must_alloc(strdup(name));
	message->data = must_alloc(malloc(len));
	message->len = len;
	memcpy(message->data, data, len);
	if (len > corpus->longest)
		corpus->longest = len;
}

static void add_stream(struct corpus *corpus, const char *name, FILE *in)
{
	static char data[1 << 18];
	size_t len;

	if (in == NULL) {
		perror(name);
		abort();
	}
	len = fread(data, 1, sizeof(data), in);
	fclose(in);
	add(corpus, name, data, len);
}

static bool ends_in(const char *name, const char *suffix)
{
	size_t len = strlen(name), cut = strlen(suffix);

	return len > cut && strcmp(name + len - cut, suffix) == 0;
}

/* The files of a folder of the project whose names end so. */
static void add_folder(struct corpus *corpus, const char *folder,
                       const char *suffix)
{
	struct vector_dir dir;
	char path[4096];
	size_t before = corpus->count;

	if (vectors_dir_open(&dir, folder)) {
		for (size_t i = 0; i < dir.count; i++) {
			if (!ends_in(dir.names[i], suffix))
				continue;
			snprintf(path, sizeof(path), "%s/%s", folder,
			         dir.names[i]);
			add_stream(corpus, path, fopen(path, "rb"));
		}
		vectors_dir_close(&dir);
	}
	if (corpus->count == before)
		printf("no messages in %s\n", folder);
}

static void add_vectors(struct corpus *corpus)
{
	static const char folder[] = ZSIP_SOURCE_DIR "/tests/vectors/message";
	struct vector_dir dir;
	struct message_file file;
	char path[4096], why[512];

	if (!vectors_dir_open(&dir, folder)) {
		printf("no messages in %s\n", folder);
		return;
	}
	for (size_t i = 0; i < dir.count; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, dir.names[i]);
		if (!message_file_open(&file, path, why, sizeof(why))) {
			fprintf(stderr, "%s\n", why);
			abort();
		}
		add(corpus, path, file.data, file.len);
		message_file_close(&file);
	}
	vectors_dir_close(&dir);
}

static void add_published(struct corpus *corpus, const char *folder,
                          const char *witness, const char *suffix)
{
	char path[4096];

	if (!corpora_present(folder, witness))
		return;
	snprintf(path, sizeof(path), "%s/%s", corpora_folder(), folder);
	add_folder(corpus, path, suffix);
}

void corpus_open(struct corpus *corpus)
{
	memset(corpus, 0, sizeof(*corpus));
	add_folder(corpus, ZSIP_SOURCE_DIR "/bench/messages", ".sip");
	add_folder(corpus, ZSIP_SOURCE_DIR "/examples/call", ".sip");
	add_vectors(corpus);
	add_published(corpus, "rfc4475", "wsinv.dat", ".dat");
	add_published(corpus, "bench", "01-invite-seed.sip", ".sip");
	if (corpus->count == 0) {
		fprintf(stderr, "corpus: no messages at all\n");
		abort();
	}
}

enum { MAX_FIELDS = 256 };

static bool is_description(struct zsip_slice body)
{
	return body.len >= 2 && memcmp(body.ptr, "v=", 2) == 0;
}

static void add_parts(struct corpus *corpus, const char *name,
                      const struct zsip_message *msg)
{
	static struct zsip_field fields[MAX_FIELDS];
	struct zsip_message part;
	struct zsip_parts walk;

	zsip_message_init(&part, fields, MAX_FIELDS, NULL);
	if (zsip_parts_start(&walk, msg, NULL) != ZSIP_OK)
		return;
	while (zsip_parts_next(&walk, &part, NULL) == ZSIP_OK)
		if (is_description(part.body))
			add(corpus, name, part.body.ptr, part.body.len);
}

static void add_bodies(struct corpus *corpus, const struct corpus *messages)
{
	static struct zsip_field fields[MAX_FIELDS];
	struct zsip_message msg;

	for (size_t i = 0; i < messages->count; i++) {
		const struct corpus_message *one = &messages->messages[i];

		zsip_message_init(&msg, fields, MAX_FIELDS, NULL);
		zsip_message_parse(&msg, one->data, one->len, NULL);
		if (is_description(msg.body))
			add(corpus, one->name, msg.body.ptr, msg.body.len);
		else
			add_parts(corpus, one->name, &msg);
	}
}

void corpus_open_descriptions(struct corpus *corpus)
{
	struct corpus messages;

	corpus_open(&messages);
	memset(corpus, 0, sizeof(*corpus));
	add_folder(corpus, ZSIP_SOURCE_DIR "/tests/vectors/sdp/real", ".sdp");
	add_bodies(corpus, &messages);
	corpus_close(&messages);
}

void corpus_close(struct corpus *corpus)
{
	for (size_t i = 0; i < corpus->count; i++) {
		free(corpus->messages[i].name);
		free(corpus->messages[i].data);
	}
	free(corpus->messages);
	memset(corpus, 0, sizeof(*corpus));
}
