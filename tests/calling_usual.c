#include <string.h>

#include "calling.h"

const struct identity alice_identity = {
        .uri = "sip:alice@atlanta.example.com",
        .tag = "a1",
        .contact = "sip:alice@client.atlanta.example.com",
        .host = "client.atlanta.example.com"};

const struct identity bob_identity = {
        .name = "Bob",
        .uri = "sip:bob@biloxi.example.com",
        .tag = "b1",
        .contact = "sip:bob@client.biloxi.example.com",
        .host = "client.biloxi.example.com"};

struct flight *call_establish(struct side *caller, struct side *called)
{
	struct flight *invite =
	        call_ask(caller, "INVITE", NULL, "1", NULL, NULL);
	struct flight *flight;

	call_arrive(called, invite, NULL);
	flight = call_answer(called, invite, 200, "1", NULL,
	                     "accept local-description remote-description "
	                     "part=answer first");
	call_arrive(caller, flight,
	            "accept ask=ack local-description remote-description "
	            "part=answer first");
	flight = call_ask(caller, "ACK", invite, NULL, NULL, "accept");
	call_arrive(called, flight, "accept");
	call_agree(caller, called);
	return invite;
}

struct flight *call_exchange(struct side *from, struct side *to,
                             const char *method, const char *offer,
                             const char *answer)
{
	bool invite = strcmp(method, "INVITE") == 0;
	struct flight *request = call_ask(from, method, NULL, offer, NULL,
	                                  "accept part=offer changed");
	struct flight *flight;

	call_arrive(to, request, "accept ask=answer part=offer changed");
	flight = call_answer(to, request, 200, answer, NULL,
	                     "accept local-description remote-description "
	                     "part=answer changed");
	call_arrive(from, flight,
	            invite ? "accept ask=ack local-description "
	                     "remote-description part=answer changed"
	                   : "accept local-description remote-description "
	                     "part=answer changed");
	if (invite) {
		flight = call_ask(from, "ACK", request, NULL, NULL, "accept");
		call_arrive(to, flight, "accept");
	}
	call_agree(from, to);
	return request;
}
