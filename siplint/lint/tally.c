/*
 * What was counted.
 */
#include "lint/tally.h"
#include <stdlib.h>
#include <string.h>

void tally_start(struct tally *tally, bool has_groups)
{
	*tally = (struct tally){.groups = has_groups ? groups_start() : NULL};
}

void tally_end(struct tally *tally)
{
	if (tally->groups != NULL)
		groups_end(tally->groups);
	for (size_t i = 0; i < tally->kept_count; i++) {
		free(tally->kept[i].name);
		free(tally->kept[i].what);
	}
	free(tally->kept);
}

/* What differs between those who send each other messages. */
static size_t recent_slot(struct zsip_slice agent,
                          const struct endpoint *source)
{
	size_t slot = agent.len ^ source->address[3] ^ source->address[15];

	if (agent.len != 0)
		slot += 5 * (unsigned char)agent.ptr[agent.len / 2];
	return slot & (RECENT_SENDERS - 1);
}

static bool is_it(const struct tally *tally, const struct recent_sender *recent,
                  struct zsip_slice agent, const struct endpoint *source)
{
	return recent->sender != SENDER_OTHERS &&
	       endpoint_address_equal(&recent->source, source) &&
	       groups_is_agent(tally->groups, recent->sender, agent);
}

static uint32_t sender_at(struct tally *tally, struct zsip_slice agent,
                          const struct endpoint *source)
{
	struct recent_sender *recent =
	        &tally->recent[recent_slot(agent, source)];
	char text[ENDPOINT_TEXT];

	if (is_it(tally, recent, agent, source))
		return recent->sender;
	endpoint_address_text(text, source);
	recent->source = *source;
	recent->sender =
	        groups_sender(tally->groups, agent, zsip_slice_from(text));
	return recent->sender;
}

uint32_t tally_sender(struct tally *tally, struct zsip_slice agent,
                      const struct seen *seen)
{
	if (tally->groups == NULL)
		return SENDER_OTHERS;
	if (seen->place.source.family != 0)
		return sender_at(tally, agent, &seen->place.source);
	return groups_sender(tally->groups, agent,
	                     zsip_slice_from(seen->input->name));
}

void tally_add(struct tally *tally, size_t rule, enum zsip_severity severity,
               uint32_t sender)
{
	tally->by_rule[rule]++;
	tally->by_severity[severity]++;
	tally->total++;
	if (tally->groups != NULL)
		groups_add(tally->groups, rule, severity, sender, 1);
}

static char *copy_text(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(must_resize(NULL, size, 1), text, size);
}

static void keep_trouble(struct tally *tally, const char *name,
                         const char *what)
{
	if (tally->kept_count == MAX_TROUBLES)
		return;
	tally->kept = must_resize(tally->kept, tally->kept_count + 1,
	                          sizeof(*tally->kept));
	tally->kept[tally->kept_count++] =
	        (struct trouble){copy_text(name), copy_text(what)};
}

void tally_trouble(struct tally *tally, const char *name, const char *what)
{
	tally->troubles++;
	keep_trouble(tally, name, what);
}

void tally_merge(struct tally *tally, const struct tally *other)
{
	tally->files += other->files;
	tally->messages += other->messages;
	tally->left_out += other->left_out;
	tally->troubles += other->troubles;
	for (size_t i = 0; i < MAX_RULES; i++)
		tally->by_rule[i] += other->by_rule[i];
	for (int i = 0; i <= ZSIP_SEVERITY_ERROR; i++)
		tally->by_severity[i] += other->by_severity[i];
	tally->total += other->total;
	for (size_t i = 0; i < other->kept_count; i++)
		keep_trouble(tally, other->kept[i].name, other->kept[i].what);
	if (tally->groups != NULL && other->groups != NULL)
		groups_merge(tally->groups, other->groups);
}
