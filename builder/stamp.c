/*
 * Where a request came from, put on its top Via.
 */
#include "stamp.h"
#include "guard.h"
#include <string.h>

/* Bytes that go into the place of others, made in the stamp's room. */
static void put(struct zsip_stamp *stamp, struct zsip_slice old,
                struct zsip_writer *text)
{
	unsigned i = stamp->count++;

	/* In the order of the bytes they replace. */
	if (i != 0 && stamp->splices[0].old.ptr > old.ptr) {
		stamp->splices[1] = stamp->splices[0];
		i = 0;
	}
	stamp->splices[i].old = old;
	stamp->splices[i].text = (struct zsip_slice){text->buf, text->len};
	stamp->used += (unsigned)text->len;
}

static struct zsip_writer room_of(struct zsip_stamp *stamp)
{
	struct zsip_writer text;

	zsip_writer_init(&text, stamp->room + stamp->used,
	                 sizeof(stamp->room) - stamp->used);
	return text;
}

static struct zsip_slice without_brackets(struct zsip_slice address)
{
	if (address.len > 1 && address.ptr[0] == '[' &&
	    address.ptr[address.len - 1] == ']')
		return (struct zsip_slice){address.ptr + 1, address.len - 2};
	return address;
}

static bool is_address(struct zsip_slice text)
{
	struct zsip_stop stop;

	if (text.len != 0 && memchr(text.ptr, ':', text.len) != NULL)
		return zsip_ipv6_machine(text.ptr, text.ptr + text.len,
		                         &stop) != ZSIP_HOST_NONE;
	return zsip_host_classify(text) == ZSIP_HOST_IPV4;
}

/* A parameter's value with the quotes that it may have; of length 0 only where
 * there is none, behind the name. */
static struct zsip_slice with_quotes(struct zsip_slice value)
{
	if (value.ptr[-1] == '"')
		return (struct zsip_slice){value.ptr - 1, value.len + 2};
	return value;
}

static void put_received(struct zsip_stamp *stamp, struct zsip_slice raw,
                         const struct zsip_via_parm *via,
                         struct zsip_slice address)
{
	struct zsip_slice old = {raw.ptr + raw.len, 0};
	struct zsip_writer text = room_of(stamp);

	if (via->received.ptr != NULL) {
		old = with_quotes(via->received);
		if (zsip_host_equal(old, address))
			return;
		if (old.len == 0)
			zsip_writer_add(&text, zsip_slice_from("="));
	} else {
		zsip_writer_add(&text, zsip_slice_from(";received="));
	}
	zsip_writer_add(&text, address);
	put(stamp, old, &text);
}

static void put_rport(struct zsip_stamp *stamp, struct zsip_slice rport,
                      uint16_t port)
{
	struct zsip_slice old = with_quotes(rport);
	struct zsip_writer text = room_of(stamp);

	if (old.len == 0)
		zsip_writer_add(&text, zsip_slice_from("="));
	zsip_writer_add_number(&text, port);
	if (old.len != text.len || memcmp(old.ptr, text.buf, text.len) != 0)
		put(stamp, old, &text);
}

static bool is_doubled(const struct zsip_via_parm *via)
{
	unsigned received = 0, rport = 0;
	struct zsip_params walk;
	struct zsip_param param;

	if (via->received.ptr == NULL && via->rport.ptr == NULL)
		return false;
	zsip_params_start(&walk, via->params);
	while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK) {
		received += param.id == ZSIP_PARAM_RECEIVED;
		rport += param.id == ZSIP_PARAM_RPORT;
	}
	return received > 1 || rport > 1;
}

enum zsip_status zsip_stamp_make(struct zsip_stamp *stamp,
                                 struct zsip_slice raw,
                                 const struct zsip_via_parm *via,
                                 const struct zsip_source *source)
{
	struct zsip_slice address = without_brackets(source->address);

	stamp->count = stamp->used = 0;
	if (is_doubled(via))
		return ZSIP_E_TOO_MANY;
	if (via->rport.ptr != NULL && source->port != 0)
		put_rport(stamp, via->rport, source->port);
	if (address.ptr == NULL)
		return ZSIP_OK;
	if (!is_address(address))
		return ZSIP_E_SYNTAX;
	if (via->rport.ptr != NULL || via->received.ptr != NULL ||
	    !zsip_host_equal(via->host, address))
		put_received(stamp, raw, via, address);
	return ZSIP_OK;
}
