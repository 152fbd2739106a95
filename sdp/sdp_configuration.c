/*
 * Configurations of codecs: the fmtp parameters that both sides must have
 * alike (RFC 3264 6.1).
 */
#include "sdp_answer.h"

#define WORD(text)                                                             \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}

/* Most differ in length or at once. */
static bool is_same(struct zsip_slice encoding, struct zsip_slice name)
{
	return encoding.len == name.len &&
	       ((*encoding.ptr ^ *name.ptr) & ~0x20) == 0 &&
	       zsip_slice_equal_nocase(encoding, name);
}

struct zsip_slice zsip_sdp_param(struct zsip_slice params, const char *name)
{
	struct zsip_slice wanted = zsip_slice_from(name);
	struct zsip_sdp_pair pair;

	while (zsip_sdp_next_param(&params, ';', &pair)) {
		if (zsip_slice_equal_nocase(pair.name, wanted))
			return pair.value.ptr != NULL
			               ? pair.value
			               : (struct zsip_slice){"", 0};
	}
	return (struct zsip_slice){NULL, 0};
}

/* Of what is no number, or none that any format has. */
#define NO_NUMBER UINT32_MAX

static uint64_t number_of(struct zsip_slice text, uint64_t absent)
{
	uint64_t number;

	if (text.ptr == NULL)
		return absent;
	if (zsip_sdp_number(text, &number) != ZSIP_OK || number > NO_NUMBER)
		return NO_NUMBER;
	return number;
}

static uint64_t param_number(struct zsip_slice params, const char *name,
                             uint64_t absent)
{
	return number_of(zsip_sdp_param(params, name), absent);
}

static int hex_digit(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	byte |= 0x20;
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* A number of this many hexadecimal digits; UINT64_MAX for what is none. */
static uint64_t param_hex(struct zsip_slice params, const char *name,
                          size_t digits, uint64_t absent)
{
	struct zsip_slice text = zsip_sdp_param(params, name);
	uint64_t number = 0;

	if (text.ptr == NULL)
		return absent;
	if (text.len != digits)
		return UINT64_MAX;
	for (size_t i = 0; i < digits; i++) {
		int digit = hex_digit(text.ptr[i]);

		if (digit < 0)
			return UINT64_MAX;
		number = number << 4 | (unsigned)digit;
	}
	return number;
}

/* profile-level-id: profile_idc, profile-iop, level_idc.  Without it, Baseline
 * at level 1 (RFC 6184 8.1). */
static uint64_t profile_level_id(struct zsip_slice params)
{
	return param_hex(params, "profile-level-id", 6, 0x42000a);
}

/* constraint_set3_flag, which is part of the level in Baseline, Main and
 * Extended. */
#define SET3 0x10u

static bool has_level_flag(unsigned idc)
{
	return idc == 0x42 || idc == 0x4d || idc == 0x58;
}

/* The names of one sub-profile (RFC 6184 8.1, table 5). */
static const struct {
	uint8_t idc, mask, iop, profile;
} sub_profiles[] = {
        {0x42, 0x4f, 0x40, 1},  {0x4d, 0x8f, 0x80, 1},  {0x58, 0xcf, 0xc0, 1},
        {0x42, 0x4f, 0x00, 2},  {0x58, 0xcf, 0x80, 2},  {0x4d, 0xaf, 0x00, 3},
        {0x58, 0xcf, 0x00, 4},  {0x64, 0xff, 0x00, 5},  {0x6e, 0xff, 0x00, 6},
        {0x7a, 0xff, 0x00, 7},  {0xf4, 0xff, 0x00, 8},  {0x6e, 0xff, 0x10, 9},
        {0x7a, 0xff, 0x10, 10}, {0xf4, 0xff, 0x10, 11}, {0x2c, 0xff, 0x10, 12}};

static uint64_t sub_profile(uint64_t id)
{
	unsigned idc = (unsigned)(id >> 16 & 0xff);
	unsigned iop = (unsigned)(id >> 8 & 0xff);

	if (id == UINT64_MAX)
		return id;
	for (size_t i = 0; i < sizeof(sub_profiles) / sizeof(*sub_profiles);
	     i++) {
		if (sub_profiles[i].idc == idc &&
		    (iop & sub_profiles[i].mask) == sub_profiles[i].iop)
			return sub_profiles[i].profile;
	}
	return idc << 8 | (has_level_flag(idc) ? iop & ~SET3 : iop);
}

unsigned zsip_sdp_h264_level(struct zsip_slice params)
{
	uint64_t id = profile_level_id(params);
	unsigned idc = (unsigned)(id >> 16 & 0xff);
	unsigned level = (unsigned)(id & 0xff);

	/* Level 1b lies between 1 and 1.1. */
	if (has_level_flag(idc) ? level == 11 && (id >> 8 & SET3) != 0
	                        : level == 9)
		return 2 * 10 + 1;
	return 2 * level;
}

/* RFC 6184 8.2.2 */
static struct sdp_configuration h264(struct zsip_slice params)
{
	return (struct sdp_configuration){
	        sub_profile(profile_level_id(params)),
	        param_number(params, "packetization-mode", 0)};
}

/* What is no transmission mode is one of its own. */
static uint64_t transmission_mode(struct zsip_slice params)
{
	static const char *const modes[] = {"SRST", "MRST", "MRMT"};
	struct zsip_slice mode = zsip_sdp_param(params, "tx-mode");
	uint64_t i = 0;

	while (mode.ptr != NULL && i < 3 &&
	       !zsip_slice_equal_nocase(mode, zsip_slice_from(modes[i])))
		i++;
	return i;
}

static uint64_t param_byte(struct zsip_slice params, const char *name,
                           uint64_t absent)
{
	uint64_t number = param_number(params, name, absent);

	return number < 0xff ? number : 0xff;
}

/* RFC 7798 7.2.2; the defaults are those of 7.1. */
static struct sdp_configuration h265(struct zsip_slice params)
{
	uint64_t a = transmission_mode(params);

	a = a << 8 | param_byte(params, "profile-space", 0);
	a = a << 8 | param_byte(params, "tier-flag", 0);
	a = a << 8 | param_byte(params, "profile-id", 1);
	a = a << 32 | (uint32_t)param_hex(
	                      params, "profile-compatibility-indicator", 8, 0);
	return (struct sdp_configuration){
	        a,
	        param_hex(params, "interop-constraints", 12, 0xb00000000000)};
}

static struct sdp_configuration vp9(struct zsip_slice params)
{
	return (struct sdp_configuration){param_number(params, "profile-id", 0),
	                                  0};
}

/* AV1, and H.263 (RFC 4629 8.2.1). */
static struct sdp_configuration profile(struct zsip_slice params)
{
	return (struct sdp_configuration){param_number(params, "profile", 0),
	                                  0};
}

/* RFC 4867 8.3.1; what needs octet alignment implies it (8.1). */
static struct sdp_configuration amr(struct zsip_slice params)
{
	uint64_t crc = param_number(params, "crc", 0);
	uint64_t sorting = param_number(params, "robust-sorting", 0);
	uint64_t group = param_number(params, "interleaving", 0);
	uint64_t aligned = param_number(params, "octet-align", 0);

	if (crc == 1 || sorting == 1 ||
	    zsip_sdp_param(params, "interleaving").ptr != NULL)
		aligned = 1;
	return (struct sdp_configuration){aligned << 32 | crc,
	                                  sorting << 32 | group};
}

/* RFC 5577 5.1 */
static struct sdp_configuration g7221(struct zsip_slice params)
{
	return (struct sdp_configuration){param_number(params, "bitrate", 0),
	                                  0};
}

static const struct {
	struct zsip_slice encoding;
	struct sdp_configuration (*read)(struct zsip_slice params);
} codecs[] = {{WORD("H264"), h264},         {WORD("H265"), h265},
              {WORD("VP9"), vp9},           {WORD("AV1"), profile},
              {WORD("AMR"), amr},           {WORD("AMR-WB"), amr},
              {WORD("H263-1998"), profile}, {WORD("H263-2000"), profile},
              {WORD("G7221"), g7221}};

struct sdp_configuration zsip_sdp_configuration(struct zsip_slice encoding,
                                                struct zsip_slice params)
{
	for (size_t i = 0; i < sizeof(codecs) / sizeof(*codecs); i++) {
		if (is_same(encoding, codecs[i].encoding))
			return codecs[i].read(params);
	}
	return (struct sdp_configuration){0, 0};
}

bool zsip_sdp_fmtp_equal(struct zsip_slice encoding, struct zsip_slice a,
                         struct zsip_slice b)
{
	struct sdp_configuration one, two;

	if (zsip_slice_equal(a, b))
		return true;
	one = zsip_sdp_configuration(encoding, a);
	two = zsip_sdp_configuration(encoding, b);
	return one.a == two.a && one.b == two.b;
}

unsigned zsip_sdp_amr_modes(struct zsip_slice params)
{
	struct zsip_slice rest = zsip_sdp_param(params, "mode-set"), item;
	unsigned modes = 0;

	while (zsip_sdp_next(&rest, ',', &item)) {
		uint64_t mode = number_of(item, NO_NUMBER);

		modes |= 1u << (mode < 16 ? mode : 16);
	}
	return modes;
}

/* Events as bits. */
struct events {
	uint64_t bits[4];
};

static void add_events(struct events *events, uint64_t from, uint64_t to)
{
	if (to == NO_NUMBER)
		return;
	for (uint64_t i = 0; i < 4 && from <= to; i++) {
		uint64_t base = 64 * i, bits = UINT64_MAX;

		if (from >= base + 64 || to < base)
			continue;
		if (from > base)
			bits &= UINT64_MAX << (from - base);
		if (to < base + 63)
			bits &= UINT64_MAX >> (base + 63 - to);
		events->bits[i] |= bits;
	}
}

static struct events events_of(struct zsip_slice list)
{
	struct events events = {{0, 0, 0, 0}};
	struct zsip_slice item;

	while (zsip_sdp_next(&list, ',', &item)) {
		const char *dash =
		        item.len != 0 ? memchr(item.ptr, '-', item.len) : NULL;
		struct zsip_slice first = item, last = item;

		if (dash != NULL) {
			first.len = (size_t)(dash - item.ptr);
			last.ptr = dash + 1;
			last.len = item.len - first.len - 1;
		}
		add_events(&events, number_of(first, NO_NUMBER),
		           number_of(last, 0));
	}
	return events;
}

bool zsip_sdp_events_meet(struct zsip_slice a, struct zsip_slice b)
{
	struct events one = events_of(a), two = events_of(b);

	return ((one.bits[0] & two.bits[0]) | (one.bits[1] & two.bits[1]) |
	        (one.bits[2] & two.bits[2]) | (one.bits[3] & two.bits[3])) != 0;
}

static const struct {
	struct zsip_slice encoding;
	enum sdp_kind kind;
} kinds[] = {{WORD("telephone-event"), SDP_KIND_EVENT}, /* RFC 4733 2.1 */
             {WORD("tone"), SDP_KIND_RATE},             /* RFC 4733 4.1 */
             {WORD("CN"), SDP_KIND_RATE},               /* RFC 3389 4 */
             {WORD("parityfec"), SDP_KIND_RATE},        /* RFC 3009 2 */
             {WORD("ulpfec"), SDP_KIND_RATE},           /* RFC 5109 14 */
             {WORD("flexfec"), SDP_KIND_RATE},          /* RFC 8627 5 */
             {WORD("flexfec-03"), SDP_KIND_RATE},
             {WORD("red"), SDP_KIND_RED},  /* RFC 2198 5 */
             {WORD("rtx"), SDP_KIND_RTX}}; /* RFC 4588 8 */

enum sdp_kind zsip_sdp_kind(struct zsip_slice encoding)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (is_same(encoding, kinds[i].encoding))
			return kinds[i].kind;
	}
	return SDP_KIND_CODEC;
}
