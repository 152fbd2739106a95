#include <stdio.h>
#include <string.h>

#include "script_parts.h"

/* Decisions */

static const char *const asks[] = {"ack",     "prack",  "bye",    "answer",
                                   "offer",   "487",    "resend", "retry",
                                   "refresh", "reject", "notify", "subscribe"};

static const char *const changes[] = {
        "confirmed",         "terminated",         "target",     "routes",
        "local-description", "remote-description", "offer-void", "usage-begun",
        "usage-ended",       "session-timer"};

static const char *const parts[] = {"none",         "offer", "answer",
                                    "early-answer", "again", "other"};

static const char *const description_changes[] = {"first", "unchanged",
                                                  "changed"};

static unsigned asks_of(const struct script *script,
                        const struct zsip_decision *decision)
{
	unsigned mask = decision->asks;

	if (script->without_descriptions)
		mask &= ~(unsigned)(ZSIP_ASK_ANSWER | ZSIP_ASK_OFFER);
	if (script->without_usages)
		mask &= ~(unsigned)(ZSIP_ASK_NOTIFY | ZSIP_ASK_SUBSCRIBE);
	return mask;
}

static unsigned changes_of(const struct script *script,
                           const struct zsip_decision *decision)
{
	unsigned mask = decision->changes;

	if (script->without_descriptions)
		mask &= ~(unsigned)(ZSIP_CHANGE_LOCAL_DESCRIPTION |
		                    ZSIP_CHANGE_REMOTE_DESCRIPTION |
		                    ZSIP_CHANGE_OFFER_VOID);
	if (script->without_usages)
		mask &= ~(unsigned)(ZSIP_CHANGE_USAGE_BEGUN |
		                    ZSIP_CHANGE_USAGE_ENDED);
	if (script->without_timers)
		mask &= ~(unsigned)ZSIP_CHANGE_SESSION_TIMER;
	return mask;
}

/* The names of bits, each behind `before`, the first one behind `first`. */
static void add_names(struct text *out, unsigned mask, const char *const *names,
                      size_t count, const char *first, const char *before)
{
	for (size_t i = 0; i < 32; i++) {
		if (!(mask >> i & 1))
			continue;
		text_add(out, "%s%s", first, i < count ? names[i] : "?");
		first = before;
	}
}

static void add_verdict(struct text *out, const struct zsip_decision *decision)
{
	static const char *const names[] = {"accept", "respond", "ignore",
	                                    "refuse"};

	text_add(out, " %s", names[decision->verdict]);
	if (decision->code != 0)
		text_add(out, " %u", decision->code);
}

static void add_companions(const struct script *script, struct text *out,
                           const struct zsip_decision *decision)
{
	if (decision->has_retry_after)
		text_add(out, " retry-after=%u", decision->retry_after);
	if (decision->min_se != 0 && !script->without_timers)
		text_add(out, " min-se=%u", decision->min_se);
	if (decision->warning != 0)
		text_add(out, " warning=%u", decision->warning);
	if (decision->until != ZSIP_NEVER)
		text_add(out, " until=%lld",
		         (long long)(decision->until - script->moment.now));
	if (decision->usage != ZSIP_NO_USAGE &&
	    script->step->expected != NULL &&
	    strstr(script->step->expected, "usage=") != NULL)
		text_add(out, " usage=%zu", decision->usage);
}

void script_decision(const struct script *script, struct text *out,
                     const struct zsip_decision *decision, bool verdict)
{
	enum zsip_description_part part = decision->part;

	if (verdict)
		add_verdict(out, decision);
	if (decision->reason->id != ZSIP_DIALOG_REASON_IN_ORDER)
		text_add(out, " %s", decision->reason->name);
	add_names(out, asks_of(script, decision), asks,
	          sizeof(asks) / sizeof(*asks), " ask=", ",");
	add_names(out, changes_of(script, decision), changes,
	          sizeof(changes) / sizeof(*changes), " ", " ");
	if (part != ZSIP_DESCRIPTION_NONE && !script->without_descriptions) {
		text_add(out, " part=%s", parts[part]);
		if (part != ZSIP_DESCRIPTION_AGAIN &&
		    part != ZSIP_DESCRIPTION_OTHER)
			text_add(out, " %s",
			         description_changes
			                 [decision->description_change]);
	}
	add_companions(script, out, decision);
}

/* Facts */

static void add_slice(struct text *out, struct zsip_slice slice,
                      const char *none)
{
	if (slice.ptr == NULL || (slice.len == 0 && strcmp(none, "none") == 0))
		text_add(out, "%s", none);
	else
		text_add(out, "%.*s", (int)slice.len, slice.ptr);
}

static void add_text(struct text *out, const struct script *script,
                     enum zsip_dialog_text which, const char *none)
{
	add_slice(out, zsip_dialog_text(&script->dialog, which), none);
}

static void add_number(struct text *out, bool has, uint32_t number)
{
	if (has)
		text_add(out, "%u", number);
	else
		text_add(out, "none");
}

static void add_state(const struct script *script, struct text *out)
{
	static const char *const names[] = {"early", "confirmed", "terminated"};

	text_add(out, "%s", names[script->dialog.state]);
}

static void add_local_sequence(const struct script *script, struct text *out)
{
	add_number(out, script->dialog.has_local_sequence,
	           script->dialog.local_sequence);
}

static void add_remote_sequence(const struct script *script, struct text *out)
{
	add_number(out, script->dialog.has_remote_sequence,
	           script->dialog.remote_sequence);
}

static void add_tags(const struct script *script, struct text *out)
{
	add_text(out, script, ZSIP_DIALOG_LOCAL_TAG, "-");
	text_add(out, " ");
	add_text(out, script, ZSIP_DIALOG_REMOTE_TAG, "-");
}

static void add_target(const struct script *script, struct text *out)
{
	add_text(out, script, ZSIP_DIALOG_REMOTE_TARGET, "none");
}

static void add_routes(const struct script *script, struct text *out)
{
	add_text(out, script, ZSIP_DIALOG_ROUTE_SET, "none");
}

static void add_invite(struct text *out,
                       const struct zsip_dialog_invite *invite)
{
	static const char *const names[] = {"none", "pending", "answered"};

	text_add(out, "%s", names[invite->state]);
	if (invite->state != ZSIP_INVITE_NONE)
		text_add(out, " %u", invite->sequence);
}

static void add_local(const struct script *script, struct text *out)
{
	add_invite(out, &script->dialog.session.local);
}

static void add_remote(const struct script *script, struct text *out)
{
	add_invite(out, &script->dialog.session.remote);
}

static void add_offer(const struct script *script, struct text *out)
{
	static const char *const names[] = {"none", "local", "remote"};
	const struct zsip_session *session = &script->dialog.session;
	enum zsip_method method = (enum zsip_method)session->offer_method;

	if (session->offer_due != ZSIP_OFFER_NONE) {
		text_add(out, "due %s %u", names[session->offer_due],
		         session->offer_sequence);
		return;
	}
	text_add(out, "%s", names[session->offer]);
	if (session->offer == ZSIP_OFFER_NONE)
		return;
	text_add(out, " %s %u%s", zsip_method_name(method),
	         session->offer_sequence,
	         session->offer_by_response ? " response" : "");
}

static void add_local_description(const struct script *script, struct text *out)
{
	script_description(script, out,
	                   zsip_dialog_text(&script->dialog,
	                                    ZSIP_DIALOG_LOCAL_DESCRIPTION),
	                   true);
}

static void add_remote_description(const struct script *script,
                                   struct text *out)
{
	script_description(script, out,
	                   zsip_dialog_text(&script->dialog,
	                                    ZSIP_DIALOG_REMOTE_DESCRIPTION),
	                   false);
}

static void add_open(const struct script *script, struct text *out)
{
	script_description(script, out,
	                   zsip_dialog_text(&script->dialog, ZSIP_DIALOG_OFFER),
	                   script->dialog.session.offer == ZSIP_OFFER_LOCAL);
}

static void add_early_answer(const struct script *script, struct text *out)
{
	script_description(
	        script, out,
	        zsip_dialog_text(&script->dialog, ZSIP_DIALOG_EARLY_ANSWER),
	        script->dialog.role == ZSIP_ROLE_UAS);
}

static void add_before(const struct script *script, struct text *out)
{
	script_description(
	        script, out,
	        zsip_dialog_text(&script->dialog, ZSIP_DIALOG_LOCAL_BEFORE),
	        true);
	text_add(out, " ");
	script_description(
	        script, out,
	        zsip_dialog_text(&script->dialog, ZSIP_DIALOG_REMOTE_BEFORE),
	        false);
}

static void add_updates(const struct script *script, struct text *out)
{
	const struct zsip_session *session = &script->dialog.session;

	add_number(out, session->local_update_pending, session->local_update);
	text_add(out, " ");
	add_number(out, session->remote_update_pending, session->remote_update);
}

static void add_retry(const struct script *script, struct text *out)
{
	enum zsip_method method =
	        (enum zsip_method)script->dialog.session.retry;

	text_add(out, "%s",
	         method == ZSIP_METHOD_OTHER ? "none"
	                                     : zsip_method_name(method));
}

static void add_timer(const struct script *script, struct text *out)
{
	static const char *const names[] = {"none", "local", "remote"};
	const struct zsip_session *session = &script->dialog.session;

	text_add(out, "%s", names[session->refresher]);
	if (session->refresher != ZSIP_REFRESHER_NONE)
		text_add(out, " %u", session->session_interval);
}

static void add_min_se(const struct script *script, struct text *out)
{
	text_add(out, "%u", script->dialog.session.min_se);
}

static void add_rseq(const struct script *script, struct text *out)
{
	const struct zsip_session *session = &script->dialog.session;

	text_add(out, "%u %u%s", session->local_rseq, session->remote_rseq,
	         session->unacknowledged ? " unacknowledged" : "");
}

static void add_deadlines(const struct script *script, struct text *out)
{
	static const char *const names[ZSIP_DEADLINE_COUNT] = {
	        "resend-2xx",   "no-ack",  "resend-1xx", "no-prack",
	        "retry",        "refresh", "session",    "fork",
	        "subscription", "cancel"};
	const uint64_t *deadlines = script->dialog.session.deadlines;

	for (size_t i = 0; i < ZSIP_DEADLINE_COUNT; i++) {
		if (deadlines[i] == ZSIP_NEVER)
			continue;
		text_add(out, "%s%s=%lld", out->len != 0 ? " " : "", names[i],
		         (long long)(deadlines[i] - script->moment.now));
	}
	if (out->len == 0)
		text_add(out, "none");
}

static void add_usage(const struct script *script, struct text *out, size_t i)
{
	static const char *const kinds[] = {"", "invite", "subscriber",
	                                    "notifier", "other"};
	const struct zsip_usage *usage = &script->dialog.usages[i];
	struct zsip_slice event = zsip_dialog_text(
	        &script->dialog,
	        (enum zsip_dialog_text)(ZSIP_DIALOG_EVENT + i));

	text_add(out, "%s%s", out->len != 0 ? " " : "", kinds[usage->kind]);
	if (event.ptr != NULL)
		text_add(out, ":%.*s", (int)event.len, event.ptr);
	if (usage->refer)
		text_add(out, ":refer");
	if (usage->state == ZSIP_USAGE_PENDING)
		text_add(out, ":pending");
	if (usage->deadline != ZSIP_NEVER)
		text_add(out, "=%lld",
		         (long long)(usage->deadline - script->moment.now));
}

static void add_usages(const struct script *script, struct text *out)
{
	for (size_t i = 0; i < ZSIP_DIALOG_USAGES; i++) {
		if (script->dialog.usages[i].kind != ZSIP_USAGE_NONE)
			add_usage(script, out, i);
	}
	if (out->len == 0)
		text_add(out, "none");
}

bool script_fact(const struct script *script, struct text *out,
                 const char *name)
{
	static const struct {
		const char *name;
		void (*add)(const struct script *script, struct text *out);
	} rows[] = {
	        {"state", add_state},
	        {"local-sequence", add_local_sequence},
	        {"remote-sequence", add_remote_sequence},
	        {"tags", add_tags},
	        {"target", add_target},
	        {"routes", add_routes},
	        {"local", add_local},
	        {"remote", add_remote},
	        {"offer", add_offer},
	        {"local-description", add_local_description},
	        {"remote-description", add_remote_description},
	        {"open", add_open},
	        {"early-answer", add_early_answer},
	        {"before", add_before},
	        {"updates", add_updates},
	        {"retry", add_retry},
	        {"timer", add_timer},
	        {"min-se", add_min_se},
	        {"rseq", add_rseq},
	        {"deadlines", add_deadlines},
	        {"usages", add_usages},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (strcmp(rows[i].name, name) != 0)
			continue;
		rows[i].add(script, out);
		return true;
	}
	return false;
}
