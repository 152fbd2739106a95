#include "call_file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors.h"
#include "zsip_message.h"

enum { FIELDS = 64 };

/* A file that is closed by a NUL; NULL if it cannot be read. */
static char *read_all(const char *path, const char *suffix, size_t *len)
{
	char name[4096], *data = NULL;
	long size;
	FILE *in;

	snprintf(name, sizeof(name), "%s%s", path, suffix);
	in = fopen(name, "rb");
	if (in == NULL)
		return NULL;
	if (fseek(in, 0, SEEK_END) == 0 && (size = ftell(in)) >= 0 &&
	    (data = malloc((size_t)size + 1)) != NULL) {
		rewind(in);
		*len = fread(data, 1, (size_t)size, in);
		data[*len] = '\0';
	}
	fclose(in);
	return data;
}

/* The message that stands first in what is left.  @return its length, 0 if
 * there is none whose end is known */
static size_t first_message(const char *data, size_t len)
{
	struct zsip_field fields[FIELDS];
	struct zsip_message msg;

	zsip_message_init(&msg, fields, FIELDS, NULL);
	if (zsip_message_parse(&msg, data, len, NULL) != ZSIP_OK ||
	    msg.text.ptr != data || msg.content_length_status != ZSIP_OK ||
	    msg.missing != 0)
		return 0;
	return (size_t)(msg.body.ptr + msg.body.len - data);
}

static bool cut_messages(struct call_file *file, size_t len)
{
	size_t at = 0, length;

	for (file->count = 0; at < len; at += length) {
		length = first_message(file->data + at, len - at);
		if (length == 0 || file->count == CALL_FILE_MESSAGES)
			return false;
		file->messages[file->count++].text =
		        (struct zsip_slice){file->data + at, length};
	}
	return true;
}

static struct zsip_slice word(char **p)
{
	size_t len = strcspn(*p, " \n");
	struct zsip_slice slice = {*p, len};

	*p += len;
	*p += **p != '\0';
	return slice;
}

static bool cut_hops(struct call_file *file)
{
	char *p = file->hops;

	for (size_t i = 0; i < file->count; i++) {
		struct call_file_message *message = &file->messages[i];

		message->label = word(&p);
		message->source = word(&p);
		message->destination = word(&p);
		if (message->destination.len == 0)
			return false;
	}
	return *p == '\0';
}

bool call_file_open(struct call_file *file, const char *path, char *why,
                    size_t size)
{
	size_t len, hops_len;

	file->data = read_all(path, ".sip", &len);
	file->hops = read_all(path, ".hops", &hops_len);
	if (file->data == NULL || file->hops == NULL)
		snprintf(why, size, "%s: cannot be read", path);
	else if (!cut_messages(file, len))
		snprintf(why, size, "%s.sip: message %zu has no end", path,
		         file->count + 1);
	else if (!cut_hops(file))
		snprintf(why, size, "%s.hops: not a line a message", path);
	else
		return true;
	call_file_close(file);
	return false;
}

void call_file_close(struct call_file *file)
{
	free(file->data);
	free(file->hops);
	memset(file, 0, sizeof(*file));
}

const char *const call_folders[CALL_FOLDERS] = {
        "examples", "rfc3261", "rfc3262", "rfc3264", "rfc3311", "rfc3515",
        "rfc3665",  "rfc3856", "rfc3857", "rfc3903", "rfc4028", "rfc5057",
        "rfc5359",  "rfc5407", "rfc6141", "rfc6228", "rfc6665",
};

unsigned call_files_each(const char *folder, unsigned (*each)(const char *path))
{
	static const char root[] = ZSIP_SOURCE_DIR "/tests/vectors/calls";
	struct vector_dir dir;
	char path[1024];
	unsigned sum = 0, count = 0;

	snprintf(path, sizeof(path), "%s/%s", root, folder);
	if (!vectors_dir_open(&dir, path))
		return UINT_MAX;
	for (size_t i = 0; i < dir.count; i++) {
		const char *name = dir.names[i];
		size_t len = strlen(name);

		if (len < 4 || strcmp(name + len - 4, ".sip") != 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s/%.*s", root, folder,
		         (int)len - 4, name);
		sum += each(path);
		count++;
	}
	vectors_dir_close(&dir);
	return count == 0 ? UINT_MAX : sum;
}
