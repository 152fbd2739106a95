# zsip: library, siplint, tests.  `make help` lists the targets.

VERSION = 0.1.0
SOVERSION = 0
PREFIX ?= /usr/local
DESTDIR ?=
B ?= build
CC ?= cc
CXX ?= c++
RAGEL ?= ragel
CFLAGS ?= -O2 -g
# Further flags for everything that is compiled and linked: sanitizers.
SANITIZE ?=

STD = -std=c11 -D_POSIX_C_SOURCE=200809L
WARN = -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wvla
INCLUDE = -Iinclude -Iparser -I$(B)/gen
COMPILE = $(CC) $(STD) $(WARN) $(INCLUDE) $(CFLAGS) $(SANITIZE) -fPIC \
          -fvisibility=hidden -MMD -MP
# What Ragel writes has labels that fall through and constants that nobody
# needs.
GENERATED = -Wno-implicit-fallthrough -Wno-unused-const-variable -fno-jump-tables
# --- -G2 is the fast style; host.rl is not on the hot path and would be big.
RAGEL_FLAGS = -G2


DEFS = $(wildcard include/*.def)
GRAMMAR = parser/abnf_core.rl parser/value_rules.rl

# Compiled once for each SIMD form.
FORM_MACHINES = frame header_values uri
FORM_SOURCES = lines start_line host_scan core
# Compiled once.
MACHINES = host content_length
SOURCES = $(filter-out $(FORM_SOURCES),$(basename $(notdir $(wildcard parser/*.c))))
CHECKS = $(basename $(notdir $(wildcard check/*.c)))

ARCH := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))
FORM_OBJECTS = $(addprefix $(B)/obj/,$(addsuffix .$(1).o,$(FORM_MACHINES) $(FORM_SOURCES)))
FORMS = $(call FORM_OBJECTS,portable)
ifeq ($(ARCH),x86_64)
FORMS += $(call FORM_OBJECTS,avx2) $(B)/obj/lines.sse2.o
endif
ifeq ($(ARCH),aarch64)
FORMS += $(call FORM_OBJECTS,neon)
endif
FLAGS_portable = -DZSIP_FORM_PORTABLE -DZSIP_ISA=portable
FLAGS_sse2 = -DZSIP_FORM_SSE2 -DZSIP_ISA=sse2
FLAGS_avx2 = -DZSIP_FORM_AVX2 -DZSIP_ISA=avx2 -mavx2 -mbmi -mbmi2
FLAGS_neon = -DZSIP_FORM_NEON -DZSIP_ISA=neon

LIB_OBJECTS = $(FORMS) $(addprefix $(B)/obj/,$(addsuffix .o,$(MACHINES) $(SOURCES) $(CHECKS)))
HEADERS = include/zsip.h $(DEFS)
LIB = $(B)/libzsip.a
SO = libzsip.so.$(SOVERSION)

SIPLINT_OBJECTS = $(patsubst siplint/%.c,$(B)/obj/siplint/%.o,$(wildcard siplint/*.c))

all: $(LIB) $(B)/libzsip.so $(B)/siplint

.SUFFIXES:
.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all

$(B)/gen $(B)/obj $(B)/obj/siplint $(B)/tools:
	@mkdir -p $@

$(B)/gen/%.c: parser/%.rl $(GRAMMAR) | $(B)/gen
	$(RAGEL) $(or $(RAGEL_FLAGS_$*),$(RAGEL_FLAGS)) -Iparser $< -o $@

# Tools run on the machine that builds.
HOSTCC ?= cc
$(B)/tools/charsets: $(B)/gen/charsets.c | $(B)/tools
	$(HOSTCC) -std=c11 -O1 $< -o $@
$(B)/tools/mkhash: tools/mkhash.c $(DEFS) | $(B)/tools
	$(HOSTCC) -std=c11 -O2 -Wall -Wextra -Werror -Iinclude $< -o $@
$(B)/gen/charsets.h: $(B)/tools/charsets | $(B)/gen
	$< > $@
$(B)/gen/header_hash.h: $(B)/tools/mkhash | $(B)/gen
	$< > $@
MADE = $(B)/gen/charsets.h $(B)/gen/header_hash.h

define form_rules
$$(B)/obj/%.$(1).o: $$(B)/gen/%.c | $$(B)/obj $$(MADE)
	$$(COMPILE) $$(GENERATED) $$(FLAGS_$(1)) -c $$< -o $$@
$$(B)/obj/%.$(1).o: parser/%.c | $$(B)/obj $$(MADE)
	$$(COMPILE) $$(FLAGS_$(1)) -c $$< -o $$@
endef
$(foreach form,portable sse2 avx2 neon,$(eval $(call form_rules,$(form))))

$(B)/obj/%.o: $(B)/gen/%.c | $(B)/obj $(MADE)
	$(COMPILE) $(GENERATED) -c $< -o $@
$(B)/obj/%.o: parser/%.c | $(B)/obj $(MADE)
	$(COMPILE) -c $< -o $@
$(B)/obj/%.o: check/%.c | $(B)/obj $(MADE)
	$(COMPILE) -c $< -o $@
$(B)/obj/siplint/%.o: siplint/%.c | $(B)/obj/siplint
	$(COMPILE) -c $< -o $@

$(LIB): $(LIB_OBJECTS)
	rm -f $@
	$(AR) rcs $@ $^
$(B)/$(SO): $(LIB_OBJECTS)
	$(CC) $(CFLAGS) $(SANITIZE) -shared -Wl,-soname,$(SO) $^ -o $@
$(B)/libzsip.so: $(B)/$(SO)
	ln -sf $(SO) $@
$(B)/siplint: $(SIPLINT_OBJECTS) $(LIB)
	$(CC) $(CFLAGS) $(SANITIZE) $^ -o $@

clean:
	rm -rf $(B)

-include $(wildcard $(B)/obj/*.d $(B)/obj/*/*.d)
