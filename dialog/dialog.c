/*
 * Dialogs: their texts, and what is asked of them.
 */
#include "zsip_dialog.h"
#include "facts.h"
#include "texts.h"
#include <string.h>

_Static_assert(sizeof(struct zsip_dialog) < 1024, "a dialog is small");
_Static_assert(sizeof(((struct zsip_dialog *)0)->texts) /
                               sizeof(*((struct zsip_dialog *)0)->texts) >=
                       ZSIP_DIALOG_TEXTS,
               "room for each text");

struct zsip_slice zsip_dialog_text(const struct zsip_dialog *dialog,
                                   enum zsip_dialog_text text)
{
	struct zsip_slice slice = {NULL, 0};

	if ((unsigned)text < ZSIP_DIALOG_TEXTS &&
	    dialog->texts[text].offset != ZSIP_DIALOG_ABSENT) {
		slice.ptr = dialog->arena + dialog->texts[text].offset;
		slice.len = dialog->texts[text].len;
	}
	return slice;
}

struct zsip_dialog_key zsip_dialog_key(const struct zsip_dialog *dialog)
{
	return (struct zsip_dialog_key){
	        .call_id = zsip_dialog_text(dialog, ZSIP_DIALOG_CALL_ID),
	        .local_tag = zsip_dialog_text(dialog, ZSIP_DIALOG_LOCAL_TAG),
	        .remote_tag = zsip_dialog_text(dialog, ZSIP_DIALOG_REMOTE_TAG)};
}

bool zsip_dialog_matches(const struct zsip_dialog *dialog,
                         const struct zsip_message *msg, enum zsip_role role)
{
	struct zsip_dialog_key own = zsip_dialog_key(dialog), key;

	return zsip_dialog_key_of(&key, msg, role, NULL) == ZSIP_OK &&
	       zsip_dialog_key_equal(&own, &key);
}

enum zsip_status zsip_dialog_copy(struct zsip_dialog *to,
                                  const struct zsip_dialog *from, char *arena,
                                  size_t size)
{
	if (size < from->used)
		return ZSIP_E_TOO_LONG;
	if (from->used != 0)
		memmove(arena, from->arena, from->used);
	*to = *from;
	to->arena = arena;
	to->arena_size = size;
	return ZSIP_OK;
}

bool zsip_dialog_next_route(struct zsip_slice *rest, struct zsip_slice *uri)
{
	const char *begin = rest->ptr, *end;

	if (rest->len < 2)
		return false;
	begin += *begin == ',';
	end = memchr(begin, '>', (size_t)(rest->ptr + rest->len - begin));
	if (*begin != '<' || end == NULL)
		return false;
	*uri = (struct zsip_slice){begin + 1, (size_t)(end - begin - 1)};
	rest->len -= (size_t)(end + 1 - rest->ptr);
	rest->ptr = end + 1;
	return true;
}
