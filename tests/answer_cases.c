#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer_cases.h"

char *read_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *data = calloc(1, 1 << 20);

	ck_assert_msg(file != NULL && data != NULL, "%s", path);
	ck_assert_uint_lt(fread(data, 1, (1 << 20) - 1, file), (1 << 20) - 1);
	fclose(file);
	return data;
}

static char *next_line(char **at)
{
	char *line = *at, *end = strchr(line, '\n');

	if (*line == '\0')
		return NULL;
	if (end != NULL)
		*end = '\0';
	*at = end != NULL ? end + 1 : line + strlen(line);
	return line;
}

bool next_case(struct acase *acase, char **at)
{
	char *line;

	memset(acase, 0, sizeof(*acase));
	do {
		line = next_line(at);
	} while (line != NULL && strncmp(line, "=== ", 4) != 0);
	if (line == NULL)
		return false;
	acase->title = line + 4;
	acase->parts = 1;
	while (strncmp(*at, "=== ", 4) != 0 && (line = next_line(at)) != NULL) {
		size_t part = acase->parts - 1;

		if (strcmp(line, "---") == 0) {
			ck_assert_uint_lt(acase->parts++, PARTS);
		} else if (*line != '\0' && *line != '#') {
			ck_assert_uint_lt(acase->counts[part], LINES);
			acase->lines[part][acase->counts[part]++] = line;
		}
	}
	return true;
}

const char *cut_marks(char *line)
{
	char *marks = strstr(line, "  ! ");

	if (marks == NULL)
		return "";
	*marks = '\0';
	return marks + 4;
}

void open_description(struct description *d, bool answer, char *const *lines,
                      size_t count)
{
	const char *text;

	memset(d, 0, sizeof(*d));
	if (count == 0 || strncmp(lines[0], "v=", 2) != 0)
		text_add(&d->text,
		         "v=0\r\no=%c %d %d IN IP4 192.0.2.%d\r\ns=-\r\n"
		         "c=IN IP4 192.0.2.%d\r\nt=0 0\r\n",
		         answer ? 'b' : 'a', 1 + answer, 1 + answer, 1 + answer,
		         1 + answer);
	for (size_t i = 0; i < count; i++)
		text_add(&d->text, "%s\r\n", lines[i]);
	guard_open(&d->guard, d->text.len);
	text = guard_end(&d->guard, d->text.data, d->text.len);
	zsip_sdp_init(&d->sdp, d->lines, LINES, d->media, MEDIA, NULL);
	zsip_sdp_parse(&d->sdp, text, d->text.len, NULL);
	ck_assert(d->sdp.error.status != ZSIP_E_TOO_MANY);
}

void close_description(struct description *d)
{
	guard_close(&d->guard);
	text_free(&d->text);
}

static enum zsip_sdp_direction direction_named(const char *name)
{
	static const char *const names[] = {[ZSIP_SDP_SENDRECV] = "sendrecv",
	                                    [ZSIP_SDP_SENDONLY] = "sendonly",
	                                    [ZSIP_SDP_RECVONLY] = "recvonly",
	                                    [ZSIP_SDP_INACTIVE] = "inactive"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(names[i], name) == 0)
			return (enum zsip_sdp_direction)i;
	}
	ck_abort_msg("%s", name);
	return ZSIP_SDP_SENDRECV;
}

static void read_codec(struct zsip_sdp_codec *codec, char *text)
{
	char *rate;

	codec->type = strtok(text, " ");
	rate = strtok(NULL, " ");
	codec->fmtp = strtok(NULL, "");
	ck_assert_ptr_nonnull(rate);
	if (codec->fmtp != NULL && strcmp(codec->fmtp, "-") == 0)
		codec->fmtp = "";
	codec->encoding = rate;
	rate = strchr(rate, '/');
	if (rate == NULL)
		return;
	*rate++ = '\0';
	codec->clock_rate = (uint32_t)strtoul(rate, &rate, 10);
	if (*rate == '/')
		codec->channels = (uint32_t)strtoul(rate + 1, NULL, 10);
}

static void read_flags(struct zsip_sdp_support *support, char *line)
{
	for (char *word = strtok(line, " "); word != NULL;
	     word = strtok(NULL, " ")) {
		bool *flag =
		        strcmp(word, "one-codec") == 0    ? &support->one_codec
		        : strcmp(word, "rtcp-mux") == 0   ? &support->rtcp_mux
		        : strcmp(word, "rtcp-rsize") == 0 ? &support->rtcp_rsize
		        : strcmp(word, "bundle") == 0     ? &support->bundle
		        : strcmp(word, "dtls") == 0       ? &support->dtls
		                                          : NULL;

		ck_assert_msg(flag != NULL, "%s", word);
		*flag = true;
	}
}

void read_support(struct zsip_sdp_support *support,
                  struct zsip_sdp_codec *codecs, char *const *lines,
                  size_t count)
{
	*support = (struct zsip_sdp_support){.size = sizeof(*support),
	                                     .codecs = codecs};
	memset(codecs, 0, CODECS * sizeof(*codecs));
	for (size_t i = 0; i < count; i++) {
		char *line = lines[i];

		ck_assert_uint_lt(support->codec_count, CODECS);
		if (strncmp(line, "codec ", 6) == 0)
			read_codec(&codecs[support->codec_count++], line + 6);
		else if (strncmp(line, "protocols ", 10) == 0)
			support->protocols = line + 10;
		else if (strncmp(line, "suites ", 7) == 0)
			support->crypto_suites = line + 7;
		else if (strncmp(line, "direction ", 10) == 0)
			support->direction = direction_named(line + 10);
		else if (strcmp(line, "setup passive") == 0)
			support->setup = ZSIP_SDP_SETUP_PASSIVE;
		else if (strcmp(line, "order ours") == 0)
			support->order = ZSIP_SDP_ORDER_OURS;
		else
			read_flags(support, line);
	}
}
