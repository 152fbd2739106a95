#include "capture_seeds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture_script.h"
#include "vectors.h"

enum { FILE_HEAD = 24, RECORD_HEAD = 16, FRAME_HEAD = 3, SEED_MAX = 8192 };

typedef void seed_function(const char *target, const char *before,
                           size_t before_len, const char *text, size_t len);

/* The frames of a capture as fuzz_capture.c takes them.  @return their bytes */
static size_t take_frames(const struct capture_out *capture, char *frames)
{
	size_t at = FILE_HEAD, len = 0;
	uint32_t kept;

	while (at + RECORD_HEAD <= capture->len) {
		memcpy(&kept, capture->bytes + at + 8, sizeof(kept));
		at += RECORD_HEAD;
		if (len + FRAME_HEAD + kept > SEED_MAX)
			break;
		frames[len] = (char)(kept >> 8);
		frames[len + 1] = (char)kept;
		frames[len + 2] = 3;
		memcpy(frames + len + FRAME_HEAD, capture->bytes + at, kept);
		len += FRAME_HEAD + kept;
		at += kept;
	}
	return len;
}

static void case_seeds(const struct capture_script *script,
                       const struct script_case *it, seed_function *seed)
{
	static uint64_t times[SCRIPT_FRAMES];
	static char frames[SEED_MAX];
	struct capture_out capture;

	script_write(script, it, CAPTURE_PCAP, PACKET_ETHERNET, 0, &capture,
	             times);
	seed("capture", "\0\0", 2, frames, take_frames(&capture, frames));
	seed("capture", "\0\2", 2, frames, take_frames(&capture, frames));
	capture_out_free(&capture);
	script_write(script, it, CAPTURE_PCAPNG, PACKET_RAW, 0, &capture,
	             times);
	if (capture.len < SEED_MAX)
		seed("capture", "\xff\0", 2, (char *)capture.bytes,
		     capture.len);
	capture_out_free(&capture);
}

static void file_seeds(const char *path, seed_function *seed)
{
	static struct capture_script script;
	static struct script_case it;

	capture_script_open(&script, path);
	while (script_next(&script, &it)) {
		case_seeds(&script, &it, seed);
		script_case_free(&it);
	}
	capture_script_close(&script);
}

void capture_seeds(seed_function *seed)
{
	struct vector_dir dir;
	char path[4096];

	if (!vectors_dir_open(&dir, ZSIP_SOURCE_DIR "/tests/vectors/capture"))
		return;
	for (size_t i = 0; i < dir.count; i++) {
		snprintf(path, sizeof(path),
		         ZSIP_SOURCE_DIR "/tests/vectors/capture/%s",
		         dir.names[i]);
		file_seeds(path, seed);
	}
	vectors_dir_close(&dir);
}
