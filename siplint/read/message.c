/*
 * One message of a file, parsed, and the place of its bytes in the file.
 */
#include "read/message.h"
#include <stdint.h>
#include <stdlib.h>

#define FIRST_FIELDS 64

static uint64_t quirks_of(const struct input *input)
{
	return input->quirks | (input->lf ? ZSIP_QUIRK_LF_LINE_ENDS : 0);
}

static void set_limits(struct zsip_options *options)
{
	*options = (struct zsip_options){.size = sizeof(*options)};
	/* What fits into memory is not too long for a linter. */
	options->limits.message_size = SIZE_MAX;
	options->limits.field_length = SIZE_MAX;
	options->limits.fields = UINT16_MAX;
	options->limits.list_length = SIZE_MAX;
}

void input_options(const struct input *input, struct zsip_options *options)
{
	set_limits(options);
	options->quirks = quirks_of(input);
}

void message_init(struct message *message)
{
	*message = (struct message){.lost = 0};
	set_limits(&message->options);
	zsip_message_init(
	        &message->sip,
	        must_resize(NULL, FIRST_FIELDS, sizeof(struct zsip_field)),
	        FIRST_FIELDS, &message->options);
}

void message_free(struct message *message)
{
	free(message->sip.fields);
}

/* Each line may be a field.
 * @return whether there is more room than before */
static bool make_room(struct zsip_message *sip, struct zsip_slice text)
{
	size_t lines = count_lines(text);

	if (lines > UINT16_MAX)
		lines = UINT16_MAX;
	if (lines <= sip->max_fields)
		return false;
	sip->fields =
	        must_resize(sip->fields, lines, sizeof(struct zsip_field));
	sip->max_fields = lines;
	return true;
}

static void parse(struct zsip_message *sip, struct zsip_slice text)
{
	zsip_message_parse(sip, text.ptr, text.len, NULL);
	if (sip->error.status == ZSIP_E_TOO_MANY && make_room(sip, text))
		zsip_message_parse(sip, text.ptr, text.len, NULL);
}

/* The one of those who send such messages, or else the other one. */
static struct zsip_slice find_agent(const struct zsip_message *sip)
{
	bool is_response = sip->status_code != 0;
	enum zsip_header usual =
	        is_response ? ZSIP_HDR_SERVER : ZSIP_HDR_USER_AGENT;
	enum zsip_header other =
	        is_response ? ZSIP_HDR_USER_AGENT : ZSIP_HDR_SERVER;
	struct zsip_slice agent = {NULL, 0};

	for (size_t i = 0; i < sip->field_count; i++) {
		const struct zsip_field *field = &sip->fields[i];

		if (field->id == usual)
			return field->value;
		if (field->id == other && agent.ptr == NULL)
			agent = field->value;
	}
	return agent;
}

void message_read(struct message *message, const struct piece *piece)
{
	struct zsip_message *sip = &message->sip;

	message->seen = piece->seen;
	message->lost = piece->lost;
	message->is_description = false;
	message->options.quirks = quirks_of(piece->seen.input);
	parse(sip,
	      (struct zsip_slice){piece->seen.input->bytes + piece->seen.start,
	                          piece->seen.end - piece->seen.start});
	message->has_core = false;
	message->agent = find_agent(sip);
	/* What Content-Length counts and is not there are the CRs. */
	if (piece->counts_crlf)
		sip->missing = 0;
}

const struct zsip_core *message_core(struct message *message)
{
	if (!message->has_core)
		zsip_core_parse(&message->sip, &message->core, NULL);
	message->has_core = true;
	return &message->core;
}

void message_read_body(struct message *message, struct input *input)
{
	message->seen = (struct seen){
	        .input = input, .end = input->len, .mark.line = 1};
	message->is_description = true;
	message->agent = (struct zsip_slice){NULL, 0};
	message->options.quirks = quirks_of(input);
	message->sip.text = (struct zsip_slice){input->bytes, input->len};
}

void message_place(const struct message *message, size_t offset, size_t len,
                   size_t *start, size_t *end)
{
	/* The library leaves out CRLFs before the start line. */
	*start = offset +
	         (size_t)(message->sip.text.ptr - message->seen.input->bytes);
	*end = *start + len;
}
