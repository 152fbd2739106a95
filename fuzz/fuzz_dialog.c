/*
 * A request and, behind a NUL, a response: the dialog that they make, from
 * either side, and the requests that follow.  What is written is read back as
 * what it was made from.  The first byte chooses the role, and whether quirks
 * are allowed.
 */
#include "facts.h"
#include "fuzz.h"
#include "zsip_builder.h"

enum { FIELDS = 64, ROOM = 1 << 17 };

struct message {
	struct zsip_message msg;
	struct zsip_field fields[FIELDS];
	char *text;
};

static const struct zsip_options options[] = {
        {.size = sizeof(struct zsip_options)},
        {.size = sizeof(struct zsip_options), .quirks = ZSIP_PROFILE_INTEROP}};

static bool parse(struct message *m, const void *data, size_t size,
                  const struct zsip_options *with)
{
	m->text = fuzz_copy(data, size);
	zsip_message_init(&m->msg, m->fields, FIELDS, with);
	return zsip_message_parse(&m->msg, m->text, size, NULL) == ZSIP_OK;
}

static struct zsip_request usual(const struct zsip_options *with)
{
	return (struct zsip_request){
	        .size = sizeof(struct zsip_request),
	        .options = with,
	        .via = {.transport = zsip_slice_from("UDP"),
	                .host = zsip_slice_from("h"),
	                .branch = zsip_slice_from("z9hG4bK1")}};
}

/* A request that was written, in a block of its size. */
struct written {
	struct message message;
	struct zsip_facts facts;
};

static void read_back(struct written *w, const char *buf, size_t len,
                      const struct zsip_options *with)
{
	HOLDS(len <= ROOM);
	HOLDS(parse(&w->message, buf, len, with));
	HOLDS(zsip_facts_read(&w->facts, &w->message.msg, NULL) == ZSIP_OK);
	HOLDS(w->message.msg.body.len == 0);
	HOLDS(w->message.msg.content_length_status == ZSIP_OK);
}

static size_t count(const struct zsip_message *msg, enum zsip_header id)
{
	struct zsip_list list;
	size_t n = 0;

	zsip_list_start(&list, msg, id);
	while (zsip_list_next(&list, NULL, NULL) == ZSIP_OK)
		n++;
	return n;
}

static bool has_break(struct zsip_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\r' || text.ptr[i] == '\n' ||
		    text.ptr[i] == '\0')
			return true;
	}
	return false;
}

static bool is_description(unsigned text)
{
	return text == ZSIP_DIALOG_LOCAL_DESCRIPTION ||
	       text == ZSIP_DIALOG_REMOTE_DESCRIPTION ||
	       text == ZSIP_DIALOG_OFFER;
}

static void check_texts(const struct zsip_dialog *dialog)
{
	struct zsip_slice rest, uri;

	for (unsigned i = 0; i < ZSIP_DIALOG_TEXTS; i++) {
		struct zsip_slice text =
		        zsip_dialog_text(dialog, (enum zsip_dialog_text)i);

		HOLDS(text.ptr == NULL ||
		      (text.ptr >= dialog->arena &&
		       text.ptr + text.len <= dialog->arena + dialog->used));
		HOLDS(is_description(i) || !has_break(text));
	}
	rest = zsip_dialog_text(dialog, ZSIP_DIALOG_ROUTE_SET);
	while (zsip_dialog_next_route(&rest, &uri))
		HOLDS(uri.len != 0);
	HOLDS(rest.len == 0);
}

/* A dialog in an arena of just its size; NULL if there is none. */
static char *make_dialog(struct zsip_dialog *dialog, enum zsip_role role,
                         const struct zsip_message *request,
                         const struct zsip_message *response)
{
	struct zsip_error error;
	size_t size = zsip_dialog_size(role, request, response, &error);
	char *arena;

	HOLDS((size == 0) == (error.status != ZSIP_OK));
	if (size == 0)
		return NULL;
	HOLDS(size <= request->text.len + response->text.len);
	arena = fuzz_copy(request->text.ptr, 0);
	HOLDS(zsip_dialog_create(dialog, role, request, response, arena, 0,
	                         NULL) == ZSIP_E_TOO_LONG);
	free(arena);
	arena = malloc(size);
	HOLDS(arena != NULL);
	HOLDS(zsip_dialog_create(dialog, role, request, response, arena, size,
	                         NULL) == ZSIP_OK);
	HOLDS(dialog->used == size);
	check_texts(dialog);
	HOLDS(zsip_dialog_matches(dialog, response, role));
	return arena;
}

static size_t routes_of(const struct zsip_dialog *dialog)
{
	struct zsip_slice rest =
	        zsip_dialog_text(dialog, ZSIP_DIALOG_ROUTE_SET);
	struct zsip_slice uri;
	size_t n = 0;

	while (zsip_dialog_next_route(&rest, &uri))
		n++;
	return n;
}

static void check_in_dialog(struct zsip_dialog *dialog,
                            const struct zsip_options *with, char *buf)
{
	static struct written w;
	struct zsip_request request = usual(with);
	struct zsip_slice bye = zsip_slice_from("BYE");
	struct zsip_error error;
	uint32_t before = dialog->local_sequence;
	size_t len, again;

	len = zsip_request_in_dialog(dialog, bye, &request, NULL, 0, &error);
	HOLDS(dialog->local_sequence == before);
	HOLDS((len == 0) == (error.status != ZSIP_OK));
	if (len == 0)
		return;
	again = zsip_request_in_dialog(dialog, bye, &request, buf, ROOM, NULL);
	HOLDS(again == len);
	read_back(&w, buf, len, with);
	HOLDS(dialog->has_local_sequence);
	HOLDS(w.facts.cseq.number == dialog->local_sequence);
	HOLDS(zsip_dialog_matches(dialog, &w.message.msg, ZSIP_ROLE_UAC));
	HOLDS(count(&w.message.msg, ZSIP_HDR_VIA) == 1);
	HOLDS(count(&w.message.msg, ZSIP_HDR_ROUTE) == routes_of(dialog));
	free(w.message.text);
}

static void check_ack_2xx(const struct zsip_dialog *dialog,
                          const struct zsip_message *invite,
                          const struct zsip_options *with, char *buf)
{
	static struct written w;
	struct zsip_request request = usual(with);
	size_t len =
	        zsip_request_ack_2xx(dialog, invite, &request, buf, ROOM, NULL);

	if (len == 0)
		return;
	read_back(&w, buf, len, with);
	HOLDS(zsip_dialog_matches(dialog, &w.message.msg, ZSIP_ROLE_UAC));
	free(w.message.text);
}

static void check_prack(struct zsip_dialog *dialog,
                        const struct zsip_message *response,
                        const struct zsip_options *with, char *buf)
{
	static struct written w;
	struct zsip_request request = usual(with);
	size_t len =
	        zsip_request_prack(dialog, response, &request, buf, ROOM, NULL);

	if (len == 0)
		return;
	read_back(&w, buf, len, with);
	HOLDS(count(&w.message.msg, ZSIP_HDR_RACK) == 1);
	HOLDS(w.facts.cseq.number == dialog->local_sequence);
	free(w.message.text);
}

static void check_transaction(const struct zsip_message *invite,
                              const struct zsip_message *response, char *buf)
{
	static struct written w;
	struct zsip_facts facts;
	size_t len;

	len = zsip_request_cancel(invite, NULL, buf, ROOM, NULL);
	if (len != 0) {
		read_back(&w, buf, len, invite->options);
		HOLDS(zsip_facts_read(&facts, invite, NULL) == ZSIP_OK);
		HOLDS(zsip_slice_equal(w.facts.to.tag, facts.to.tag));
		HOLDS(zsip_slice_equal(w.facts.from.uri, facts.from.uri));
		HOLDS(count(&w.message.msg, ZSIP_HDR_VIA) == 1);
		HOLDS(zsip_slice_equal(w.message.msg.request_uri,
		                       invite->request_uri));
		free(w.message.text);
	}
	len = zsip_request_ack(invite, response, NULL, buf, ROOM, NULL);
	if (len != 0) {
		read_back(&w, buf, len, invite->options);
		HOLDS(zsip_facts_read(&facts, response, NULL) == ZSIP_OK);
		HOLDS(zsip_slice_equal(w.facts.to.tag, facts.to.tag));
		HOLDS(zsip_slice_equal(w.facts.call_id, facts.call_id));
		HOLDS(count(&w.message.msg, ZSIP_HDR_VIA) == 1);
		free(w.message.text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct message request, response;
	static char buf[ROOM];
	const struct zsip_options *with;
	struct zsip_dialog dialog;
	enum zsip_role role;
	const uint8_t *end;
	bool parsed;
	char *arena;

	end = size != 0 ? memchr(data + 1, '\0', size - 1) : NULL;
	if (end == NULL || size > 32768)
		return 0;
	role = data[0] % 2 == 0 ? ZSIP_ROLE_UAC : ZSIP_ROLE_UAS;
	with = &options[data[0] / 2 % 2];
	parsed = parse(&request, data + 1, (size_t)(end - data) - 1, with);
	parsed &= parse(&response, end + 1, (size_t)(data + size - end) - 1,
	                with);
	arena = make_dialog(&dialog, role, &request.msg, &response.msg);
	if (arena != NULL) {
		HOLDS(parsed);
		check_ack_2xx(&dialog, &request.msg, with, buf);
		check_prack(&dialog, &response.msg, with, buf);
		check_in_dialog(&dialog, with, buf);
	}
	free(arena);
	check_transaction(&request.msg, &response.msg, buf);
	free(request.text);
	free(response.text);
	return 0;
}
