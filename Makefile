# zsip: library, siplint, tests.
#
# Targets (make help):
#: all             build/libzsip.a, build/libzsip.so, build/siplint
#: deps            install what the others need, on Debian; deps-bench,
#:                 deps-e2e, deps-arm64, deps-dot, deps-browser, deps-sarif,
#:                 deps-bench-cli for bench, e2e, check-arm64, dot,
#:                 check-browser, check-sarif, bench-cli
#: demo            siplint on a call and on a broken message
#: check           all tests; check-one T=NAME: a suite or a test case
#: check-arm64     the NEON form, cross-compiled, under qemu
#: check-browser   the page of siplint --format html in headless Chromium
#: check-sarif     siplint --format sarif by @microsoft/sarif-multitool
#: check-dist      build what dist packs, without Ragel
#: fuzz            every fuzz target for FUZZ_SECONDS (30) each;
#:                 FUZZ_SANITIZE=memory for MSan; fuzz-smoke: shorter
#: e2e             calls through examples/stateless_proxy.c, with sipp and
#:                 kamailio around it, and calls that siplint finds nothing
#:                 wrong in; E2E="PART..." for parts of it
#: examples        the programs of examples/
#: bench           times beside other parsers; FORMAT=tsv, BENCH_FLAGS
#: bench-cli       siplint beside sipgrep and tshark on a big capture
#: cover           line and branch coverage of the tests
#: stack           bytes of stack that the library needs
#: docs            the pages of docs/ that come from the tables
#: machines        states and sizes of the Ragel machines; dot: pictures
#: fmt, fmt-check  clang-format
#: install         to DESTDIR and PREFIX (/usr/local); uninstall
#: dist            a tarball with what Ragel writes
#: clean           remove build/
#
# Another compiler or sanitizer takes another build folder:
#	make B=build/asan CC=clang CFLAGS="-O1 -g" \
#	    SANITIZE="-fsanitize=address,undefined" check

SOVERSION = 0
PREFIX ?= /usr/local
DESTDIR ?=
B ?= build
CC ?= cc
CXX ?= c++
RAGEL ?= ragel
CLANG_FORMAT ?= clang-format
CFLAGS ?= -O2 -g
LDFLAGS ?=
# Further flags for everything that is compiled and linked: sanitizers.
SANITIZE ?=
T ?=
FORMAT ?= table
BENCH_FLAGS ?=
E2E ?=
FUZZ_SECONDS ?= 30
FUZZ_SMOKE_SECONDS ?= 10
FUZZ_SANITIZE ?= address,undefined

STD = -std=c11 -D_POSIX_C_SOURCE=200809L
WARN = -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wvla
INCLUDE = -Iinclude -Iparser -Isdp -Idialog -Irouting -Ibuilder -I$(B)/gen
# What gcc writes beside each object for the target stack.
STACK_USAGE := $(if $(findstring Free Software Foundation,$(shell $(CC) --version 2>&1)), \
                 -fstack-usage -fcallgraph-info=su)
COMPILE = $(CC) $(STD) $(WARN) $(INCLUDE) $(CFLAGS) $(SANITIZE) -fPIC \
          -fvisibility=hidden -MMD -MP $(STACK_USAGE)
LINK = $(CC) $(CFLAGS) $(SANITIZE) $(LDFLAGS)
# What Ragel writes has labels that fall through and constants that nobody
# needs.
GENERATED = -Wno-implicit-fallthrough -Wno-unused-const-variable -fno-jump-tables
# -G2 is the fast style of Ragel, states as code.
RAGEL_FLAGS = -G2
# Tables are slower and half as big: for what few descriptions have.
RAGEL_FLAGS_sdp_application = -T1
RAGEL_FLAGS_sdp_capability = -T1
RAGEL_FLAGS_sdp_media = -T1


DEFS = $(wildcard include/*.def)

# Compiled once for each SIMD form.
FORM_MACHINES = frame header_values uri
FORM_SOURCES = lines start_line host_scan usual usual_typed core
# Compiled once, in the portable form, and without leaps for tests.
COLD_MACHINES = typed_values
# Compiled once.
MACHINES = host content_length fragment tel urn
# Of session descriptions: each compiled once.
SDP_MACHINES = $(filter-out sdp_core,$(basename $(notdir $(wildcard sdp/*.rl))))
# What their grammars include.
GRAMMAR = $(filter-out $(patsubst %,parser/%.rl,charsets $(FORM_MACHINES) \
          $(COLD_MACHINES) $(MACHINES)),$(wildcard parser/*.rl))
SOURCES = $(filter-out $(FORM_SOURCES),$(basename $(notdir $(wildcard parser/*.c))))
CHECKS = $(basename $(notdir $(wildcard check/*.c)))
# Compiled in forms of its own.
SDP_FORM_SOURCES = sdp_usual
SDP = $(filter-out $(SDP_FORM_SOURCES),$(basename $(notdir $(wildcard sdp/*.c))))
BUILDER = $(basename $(notdir $(wildcard builder/*.c routing/*.c dialog/*.c)))

all:

.SUFFIXES:
.DELETE_ON_ERROR:
.PRECIOUS: $(B)/gen/%.c $(B)/obj/%.o
.PHONY: all help demo check check-one check-unit check-forms check-symbols check-header \
        check-install check-linear check-docs check-completion check-dist check-arm64 test-programs \
        fuzz fuzz-smoke fuzz-programs examples e2e bench cover fmt fmt-check dot stack \
        machines docs dist clean install uninstall \
        check-browser check-sarif deps deps-bench deps-e2e deps-arm64 deps-dot deps-browser \
        deps-sarif deps-bench-cli bench-cli FORCE

# What the targets need beyond git, make and gcc: Debian's packages.
deps: PACKAGES = ragel check libsubunit-dev pkg-config g++ clang \
                 libclang-rt-dev clang-format valgrind lcov libpcap-dev \
                 groff-base zsh libjansson-dev
deps-bench: PACKAGES = pkg-config libosip2-dev libsofia-sip-ua-dev libre-dev
deps-e2e: PACKAGES = sip-tester tshark kamailio
deps-arm64: PACKAGES = gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
deps-dot: PACKAGES = graphviz
deps-bench-cli: PACKAGES = sipgrep tshark
deps-browser: PACKAGES = chromium chromium-driver fonts-dejavu-core python3

deps deps-bench deps-bench-cli deps-e2e deps-arm64 deps-dot deps-browser:
	@sh tools/deps.sh $(PACKAGES)
# A package of npm, into the build folder.
deps-sarif:
	@command -v npm >/dev/null || sh tools/deps.sh npm
	@sh tests/sarif.sh $(B) install

help:
	@sed -n 's/^#: //p' Makefile

# "make deps check": the packages first, whatever -j says, and the rest by a
# make that finds them there.
WANTED_DEPS = $(filter deps deps-%,$(MAKECMDGOALS))
WANTED_REST = $(filter-out deps deps-%,$(MAKECMDGOALS))
ifneq ($(WANTED_DEPS),)
.NOTPARALLEL:
endif
ifneq ($(and $(WANTED_DEPS),$(WANTED_REST)),)

.PHONY: $(WANTED_REST)
$(WANTED_REST): | $(WANTED_DEPS)
	+@$(MAKE) --no-print-directory \
	    $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$$(nproc)) $@

else

VERSION := $(shell sed -n 's/^.define ZSIP_VERSION  *"\(.*\)"/\1/p' include/zsip.h)
ARCH := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))
FORM_OBJECTS = $(addprefix $(B)/obj/,$(addsuffix .$(1).o,$(FORM_MACHINES) $(FORM_SOURCES)))
FORMS = $(call FORM_OBJECTS,portable) $(COLD_MACHINES:%=$(B)/obj/%.portable.o) \
        $(SDP_FORM_SOURCES:%=$(B)/obj/%.portable.o)
ifeq ($(ARCH),x86_64)
FORMS += $(call FORM_OBJECTS,avx2) $(B)/obj/lines.sse2.o
FORMS += $(addprefix $(B)/obj/,$(addsuffix .avx512.o,$(FORM_SOURCES)))
FORMS += $(SDP_FORM_SOURCES:%=$(B)/obj/%.avx2.o)
endif
ifeq ($(ARCH),aarch64)
FORMS += $(call FORM_OBJECTS,neon)
endif
FLAGS_portable = -DZSIP_FORM_PORTABLE -DZSIP_ISA=portable
FLAGS_sse2 = -DZSIP_FORM_SSE2 -DZSIP_ISA=sse2
FLAGS_avx2 = -DZSIP_FORM_AVX2 -DZSIP_ISA=avx2 -mavx2 -mbmi -mbmi2
FLAGS_avx512 = -DZSIP_FORM_AVX2 -DZSIP_FORM_AVX512 -DZSIP_ISA=avx512 \
               -mavx2 -mbmi -mbmi2 -mavx512bw -mavx512vl
FLAGS_neon = -DZSIP_FORM_NEON -DZSIP_ISA=neon
# The machines without leaps, for tests to compare with.
FLAGS_plain = -DZSIP_FORM_PLAIN -DZSIP_ISA=plain -DZSIP_NO_LEAPS \
              -include tests/plain.h
PLAIN_OBJECTS = $(call FORM_OBJECTS,plain) $(COLD_MACHINES:%=$(B)/obj/%.plain.o)

LIB_OBJECTS = $(FORMS) $(addprefix $(B)/obj/,$(addsuffix .o,$(MACHINES) $(SOURCES) $(CHECKS) \
              $(SDP_MACHINES) $(SDP) $(BUILDER)))
HEADERS = $(wildcard include/*.h) $(DEFS)
LIB = $(B)/libzsip.a
SO = libzsip.so.$(SOVERSION)

# Libraries that siplint needs, by their names for pkg-config.
SIPLINT_PACKAGES = jansson libpcap
SIPLINT_OBJECTS = $(patsubst %.c,$(B)/obj/%.o,$(wildcard siplint/*/*.c))

all: $(LIB) $(B)/libzsip.so $(B)/siplint

$(B)/gen $(B)/tools $(B)/obj $(B)/obj/tests $(B)/obj/fuzz \
$(B)/obj/tests/e2e $(B)/obj/bench $(B)/obj/bench/peers $(B)/examples:
	@mkdir -p $@

# A release brings what Ragel would write.
ifneq ($(wildcard generated),)
$(B)/gen/%.c: generated/%.c | $(B)/gen
	cp $< $@
else
$(B)/gen/%.c: parser/%.rl $(GRAMMAR) | $(B)/gen
	$(RAGEL) $(or $(RAGEL_FLAGS_$*),$(RAGEL_FLAGS)) -Iparser $< -o $@
$(B)/gen/%.c: sdp/%.rl sdp/sdp_core.rl | $(B)/gen
	$(RAGEL) $(or $(RAGEL_FLAGS_$*),$(RAGEL_FLAGS)) -Isdp $< -o $@
# Each rule a machine of its own: that would be big in the fast style.
$(B)/gen/%.c: tests/%.rl $(GRAMMAR) | $(B)/gen
	$(RAGEL) -T0 -Iparser $< -o $@
endif

# Tools run on the machine that builds.
HOSTCC ?= cc
$(B)/tools/charsets: $(B)/gen/charsets.c | $(B)/tools
	$(HOSTCC) -std=c11 -O1 $< -o $@
$(B)/tools/%: tools/%.c $(DEFS) | $(B)/tools
	$(HOSTCC) -std=c11 -O2 -Wall -Wextra -Werror -Iinclude $< -o $@
$(B)/gen/charsets.h: $(B)/tools/charsets | $(B)/gen
	$< > $@
$(B)/gen/header_hash.h: $(B)/tools/mkhash | $(B)/gen
	$< > $@
$(B)/gen/sdp_names.h: $(B)/tools/mksdpnames | $(B)/gen
	$< > $@
ASSETS = $(addprefix siplint/page/,ladder.css page.css \
         page.js list.js message.js)
$(B)/gen/page_assets.h: $(B)/tools/mkassets $(ASSETS) | $(B)/gen
	$< $(ASSETS) > $@
$(B)/gen/explanations.h: $(B)/tools/mkexplain $(wildcard siplint/explain/*.txt) | $(B)/gen
	$^ > $@
MADE = $(B)/gen/charsets.h $(B)/gen/header_hash.h $(B)/gen/sdp_names.h \
       $(B)/gen/explanations.h

define form_rules
$$(B)/obj/%.$(1).o: $$(B)/gen/%.c | $$(B)/obj $$(MADE)
	$$(COMPILE) $$(GENERATED) $$(FLAGS_$(1)) -c $$< -o $$@
$$(B)/obj/%.$(1).o: parser/%.c | $$(B)/obj $$(MADE)
	$$(COMPILE) $$(FLAGS_$(1)) -c $$< -o $$@
$$(B)/obj/%.$(1).o: sdp/%.c | $$(B)/obj $$(MADE)
	$$(COMPILE) $$(FLAGS_$(1)) -c $$< -o $$@
endef
$(foreach form,portable sse2 avx2 avx512 neon plain,$(eval $(call form_rules,$(form))))

# Of the checks, what every message goes through.
FAST_CHECKS = address ambiguous check fields first_line headers params \
              presence quirks uri_parts values
# The same of session descriptions: parsing them comes first.
FAST_SDP = sdp sdp_value sdp_table sdp_walk sdp_check sdp_check_attributes \
           sdp_check_lines sdp_check_session sdp_exchange sdp_facts \
           sdp_formats sdp_keys sdp_payloads sdp_sections
# And of call flows.
FAST_FLOW = flow flow_copies flow_dialogs flow_facts flow_hop_keys flow_hops \
            flow_index flow_keys flow_routes flow_state
# Not run for every message: small rather than fast.
SMALL = $(MACHINES) $(filter-out $(FAST_CHECKS),$(CHECKS)) $(SDP_MACHINES) \
        $(filter-out $(FAST_SDP),$(SDP)) \
        base escape history host_equal host_quirks multipart \
        part products salvage tel_urn uri_compare uri_hash uri_lists \
        edit_body edit_fields edit_lengths edit_parts edit_uri random_token \
        request_initial request_needs request_transaction \
        dialog dialog_create dialog_event dialog_target decision in_dialog \
        description invite invite_response invite_retry reliable offer \
        offer_rules offer_state session_timer \
        usages usage_failure subscription subscription_time \
        event_package texts_replace forking registrar
SMALL += $(filter-out $(FAST_FLOW),$(basename $(notdir $(wildcard dialog/flow*.c))))
SMALL_OBJECTS = $(SMALL:%=%.o) $(COLD_MACHINES:%=%.portable.o)
# Usual forms stand in front of them.
SMALL_OBJECTS += header_values.avx2.o uri.avx2.o
# There the portable machines are for processors without AVX2.
ifeq ($(ARCH),x86_64)
SMALL_OBJECTS += $(FORM_MACHINES:%=%.portable.o)
endif
$(SMALL_OBJECTS:%=$(B)/obj/%): override CFLAGS := $(subst -O2,-Os,$(CFLAGS))
# Sanitizers and an optimizer take minutes over these.
ifneq ($(SANITIZE),)
$(foreach form,portable plain,$(COLD_MACHINES:%=$(B)/obj/%.$(form).o)) \
$(SDP_MACHINES:%=$(B)/obj/%.o): \
    override CFLAGS := $(subst -O1,-O0,$(CFLAGS))
endif
$(B)/obj/%.o: $(B)/gen/%.c | $(B)/obj $(MADE)
	$(COMPILE) $(GENERATED) -c $< -o $@
$(B)/obj/%.o: parser/%.c | $(B)/obj $(MADE)
	$(COMPILE) -c $< -o $@
$(B)/obj/%.o: check/%.c | $(B)/obj $(MADE)
	$(COMPILE) -c $< -o $@
$(B)/obj/%.o: sdp/%.c | $(B)/obj $(MADE)
	$(COMPILE) -c $< -o $@
$(B)/obj/%.o: builder/%.c | $(B)/obj $(MADE)
	$(COMPILE) -c $< -o $@
$(B)/obj/%.o: routing/%.c | $(B)/obj $(MADE)
	$(COMPILE) -c $< -o $@
$(B)/obj/%.o: dialog/%.c | $(B)/obj $(MADE)
	$(COMPILE) -c $< -o $@
$(B)/obj/siplint/page/html.o $(B)/obj/siplint/page/svg.o: $(B)/gen/page_assets.h
$(B)/obj/siplint/%.o: siplint/%.c | $(MADE)
	@mkdir -p $(@D)
	$(COMPILE) -Isiplint $$(pkg-config --silence-errors --cflags $(SIPLINT_PACKAGES)) -c $< -o $@

$(LIB): $(LIB_OBJECTS)
	rm -f $@
	$(AR) rcs $@ $^
$(B)/$(SO): $(LIB_OBJECTS)
	$(LINK) -shared -Wl,-soname,$(SO) $^ -o $@
$(B)/libzsip.so: $(B)/$(SO)
	ln -sf $(SO) $@
$(B)/siplint: $(SIPLINT_OBJECTS) $(LIB)
	$(LINK) $^ $$(pkg-config --libs $(SIPLINT_PACKAGES)) -o $@

# The job: a call without a fault, one of its messages cut into its parts, its
# ladder, out of a capture, as text and as a page, and a message with faults,
# for which siplint exits with 1.
demo: $(B)/siplint
	$(B)/siplint --tree examples/call/01-invite.sip
	$(B)/siplint --summary examples/call/*.sip
	$(B)/siplint --flow examples/call/call.pcap
	$(B)/siplint --format=html --output=$(B)/call.html examples/call/call.pcap
	$(B)/siplint examples/broken/invite.sip; test $$? -eq 1

# --- Tests

# Programs of their own.
TEST_PROGRAMS = plain_runner linear linear_sdp linear_dialog linear_flow linear_log linear_capture
TEST_SOURCES = $(filter-out $(TEST_PROGRAMS),$(basename $(notdir $(wildcard tests/*.c))))
TEST_OBJECTS = $(addprefix $(B)/obj/tests/,$(addsuffix .o,$(TEST_SOURCES) grammar_rules))
TEST_COMPILE = $(COMPILE) -Itests -Isiplint -DZSIP_BUILD_DIR='"$(B)"'

$(B)/obj/tests/%.o: tests/%.c | $(B)/obj/tests $(MADE)
	$(TEST_COMPILE) $$(pkg-config --silence-errors --cflags check $(SIPLINT_PACKAGES)) -c $< -o $@
$(B)/obj/tests/grammar_rules.o: $(B)/gen/grammar_rules.c | $(B)/obj/tests
	$(TEST_COMPILE) $(GENERATED) -O1 -c $< -o $@

# Of siplint, what reads files.
READ_OBJECTS = $(patsubst %.c,$(B)/obj/%.o,$(wildcard siplint/base/*.c siplint/read/*.c))

# What selects messages, and what that takes of the linter.
SELECT_OBJECTS = $(patsubst %.c,$(B)/obj/%.o,$(wildcard siplint/tree/*.c siplint/select/*.c) \
                 $(addprefix siplint/lint/,alike.c copy.c descriptions.c offers.c verdicts.c))
$(B)/zsip-tests: $(TEST_OBJECTS) $(READ_OBJECTS) $(SELECT_OBJECTS) $(PLAIN_OBJECTS) $(LIB)
	$(LINK) $^ $$(pkg-config --libs check $(SIPLINT_PACKAGES)) -o $@
# What needs no Check.
PROPERTIES = $(addprefix $(B)/obj/tests/,record.o lenient.o dump.o same.o)
$(B)/plain_runner: $(addprefix $(B)/obj/tests/,plain_runner.o vectors.o) \
                  $(PROPERTIES) $(PLAIN_OBJECTS) $(LIB)
	$(LINK) $^ -o $@
$(B)/linear $(B)/linear_sdp $(B)/linear_dialog $(B)/linear_flow: $(B)/%: $(B)/obj/tests/%.o $(LIB)
	$(LINK) $^ -o $@
$(B)/linear_capture: $(B)/obj/tests/packets.o
$(B)/linear_log $(B)/linear_capture: $(B)/%: $(B)/obj/tests/%.o $(READ_OBJECTS) $(LIB)
	$(LINK) $^ $$(pkg-config --libs libpcap) -o $@

test-programs: $(B)/zsip-tests $(B)/plain_runner $(B)/linear $(B)/linear_sdp $(B)/linear_dialog $(B)/linear_flow $(B)/linear_log $(B)/linear_capture $(B)/siplint

# The others say nothing about a build with sanitizers.
check: check-unit \
       $(if $(SANITIZE),,check-symbols check-header check-install \
           check-linear check-docs check-completion)
	@cat $(B)/totals

# A sanitizer ends the program where a test would crash, and looks for leaks
# whenever one ends: with a process for each suite rather than for each test
# it looks at the same memory, a thousand times less often.
check-unit: check-forms $(B)/zsip-tests $(B)/siplint
	$(if $(SANITIZE),CK_FORK=no) $(B)/zsip-tests

# Every form of the library makes the same of every text.
check-forms: $(B)/plain_runner
	$(B)/plain_runner
	test "$$(ZSIP_SIMD=portable $(B)/plain_runner form)" = portable

check-one: $(B)/zsip-tests $(B)/siplint
	$(B)/zsip-tests $(T)

# What the library calls, exports and keeps.
check-symbols: $(LIB) $(B)/libzsip.so
	@CFLAGS="$(CFLAGS)" sh tests/symbols.sh $(B)

# Each header stands alone, in C and in C++.
check-header:
	@for header in include/*.h; do \
	    $(CC) -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c $$header && \
	    $(CXX) -std=c++17 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c++ $$header || exit 1; \
	done

# Installs somewhere and builds against that.
check-install: $(LIB) $(B)/libzsip.so $(B)/siplint
	+@sh tests/install.sh $(B)

# Counted instructions a byte do not grow with the input.
check-linear: $(B)/linear $(B)/linear_sdp $(B)/linear_dialog $(B)/linear_flow $(B)/linear_log $(B)/linear_capture
	@sh tests/linear.sh $(B)

# Pages made from the tables.
PAGES = headers parameters quirks rules sdp
$(B)/tools/mkdocs: tools/mkdocs.c tools/mkdocs_sdp.c tools/mkdocs_flow.c tools/mkdocs.h $(HEADERS) $(LIB) | $(B)/tools
	$(CC) $(STD) $(WARN) -Iinclude $(CFLAGS) $(SANITIZE) $(filter %.c,$^) $(LIB) -o $@

# The manual page of siplint and completion for its options.
OPTION_DEFS = tools/option_rows.h siplint/command/options.def \
              siplint/report/formats.def
$(B)/tools/mkman $(B)/tools/mkcompletion: $(B)/tools/%: tools/%.c $(OPTION_DEFS) \
                                          include/zsip.h | $(B)/tools
	$(HOSTCC) -std=c11 -O2 $(WARN) -Iinclude -Isiplint $< -o $@
$(B)/gen/siplint.1: $(B)/tools/mkman docs/siplint.1.in | $(B)/gen
	$< < docs/siplint.1.in > $@
$(B)/gen/siplint.bash: $(B)/tools/mkcompletion | $(B)/gen
	$< bash > $@
$(B)/gen/_siplint: $(B)/tools/mkcompletion | $(B)/gen
	$< zsh > $@
COMPLETION = $(B)/gen/siplint.bash $(B)/gen/_siplint

docs: $(B)/tools/mkdocs $(B)/gen/siplint.1
	@for page in $(PAGES); do \
	    $< $$page > docs/$$page.md || exit 1; \
	done
	@cp $(B)/gen/siplint.1 docs/siplint.1

# They are what the tables give today, and what is shown of siplint is what it
# prints.
check-docs: $(B)/tools/mkdocs $(B)/gen/siplint.1 $(B)/siplint
	@for page in $(PAGES); do \
	    $< $$page | cmp -s - docs/$$page.md || \
	        { echo "docs/$$page.md is not up to date: make docs" >&2; exit 1; }; \
	done
	@cmp -s $(B)/gen/siplint.1 docs/siplint.1 || \
	    { echo "docs/siplint.1 is not up to date: make docs" >&2; exit 1; }
	@! command -v groff >/dev/null || groff -man -t -ww -z docs/siplint.1
	@sh tests/shown.sh $(B)
	@echo "docs: up to date"

# In the shells, of those that are there.
check-completion: $(COMPLETION) $(B)/siplint
	@sh tests/completion.sh $(B)

# The NEON form against the portable one, without Check.  An emulator is slow,
# and what is changed at random here is changed by check as well.
ARM64_CHANGES = 250
check-arm64:
	$(MAKE) --no-print-directory B=$(B)/arm64 CC=aarch64-linux-gnu-gcc \
	    AR=aarch64-linux-gnu-ar LDFLAGS=-static $(B)/arm64/plain_runner
	qemu-aarch64 $(B)/arm64/plain_runner $(ARM64_CHANGES)

# Clicks and keys on the page; PICTURES=FOLDER leaves pictures of it there.
PICTURES ?=
check-browser: $(B)/siplint
	@timeout 300 python3 -B tests/browser/run.py $(B) $(PICTURES)

# What siplint writes as SARIF, by a tool of those who made it.
check-sarif: $(B)/siplint
	@sh tests/sarif.sh $(B)

# --- Fuzzing

FUZZ = message stream value uri check body sdp sdp_compare sdp_answer routing dialog respond edit flow file log select alike $(FUZZ_LIBPCAP)
# MSan does not know what libpcap writes.
FUZZ_LIBPCAP = $(if $(findstring memory,$(FUZZ_SANITIZE)),,capture)
FUZZ_B = $(B)/fuzz-$(firstword $(subst $(comma), ,$(FUZZ_SANITIZE)))
comma = ,

$(B)/gen/sip.dict: $(B)/tools/mkdict | $(B)/gen
	$< > $@
$(B)/obj/fuzz/%.o: fuzz/%.c | $(B)/obj/fuzz $(MADE)
	$(COMPILE) -Itests -Ifuzz -Isiplint -c $< -o $@
$(B)/fuzz_%: $(B)/obj/fuzz/fuzz_%.o $(PROPERTIES) $(PLAIN_OBJECTS) $(LIB)
	$(LINK) -fsanitize=fuzzer $(filter-out $(LIB),$^) $(LIB) $(FUZZ_LIBS) -o $@
$(B)/fuzz_body: $(B)/obj/tests/bodies.o
$(B)/fuzz_edit: $(addprefix $(B)/obj/tests/,edit_model.o edit_output.o \
                edit_random.o edit_random_parts.o)
$(B)/fuzz_sdp: $(addprefix $(B)/obj/tests/,descriptions.o sdp_dump.o)
$(B)/fuzz_sdp_compare: $(addprefix $(B)/obj/tests/,comparing.o \
                       descriptions.o sdp_dump.o)
$(B)/fuzz_sdp_answer: $(B)/obj/tests/answering.o
$(B)/fuzz_uri: $(B)/obj/tests/naive_uri.o
$(B)/fuzz_flow: $(addprefix $(B)/obj/fuzz/,call_messages.o call_dialogs.o)
$(B)/fuzz_routing: $(B)/obj/tests/routing_holds.o
$(B)/fuzz_respond: $(addprefix $(B)/obj/tests/,responding.o responding_again.o)
$(B)/fuzz_log: $(addprefix $(B)/obj/tests/,log_cases.o text.o vectors.o) $(READ_OBJECTS)
$(B)/fuzz_capture: $(addprefix $(B)/obj/tests/,packets.o) $(READ_OBJECTS)
$(B)/fuzz_select: $(B)/obj/tests/anonymous.o $(READ_OBJECTS) $(SELECT_OBJECTS)
$(B)/fuzz_alike: $(B)/obj/tests/alike.o $(READ_OBJECTS) $(SELECT_OBJECTS)
$(B)/fuzz_file: $(READ_OBJECTS)
$(B)/fuzz_alike $(B)/fuzz_file $(B)/fuzz_log $(B)/fuzz_capture $(B)/fuzz_select: FUZZ_LIBS = $$(pkg-config --libs libpcap)
# Seeds from the vectors and messages that are there anyhow.
$(B)/seeds: $(addprefix $(B)/obj/fuzz/,seeds.o flow_seeds.o capture_seeds.o) $(READ_OBJECTS) \
            $(addprefix $(B)/obj/tests/,vectors.o call_file.o log_cases.o text.o \
            capture_script.o packets.o) $(LIB)
	$(LINK) $^ $$(pkg-config --libs libpcap) -o $@
$(B)/seeds.done: $(B)/seeds
	rm -rf $(B)/corpus
	$(B)/seeds $(B)/corpus
	touch $@
FUZZ_PROGRAMS = $(FUZZ:%=$(B)/fuzz_%)
fuzz-programs: $(FUZZ_PROGRAMS) $(B)/gen/sip.dict $(B)/seeds.done

# Few items are sorted at once, so that short inputs have more.
FUZZ_MAKE = $(MAKE) --no-print-directory B=$(FUZZ_B) CC=clang \
    CFLAGS="-O1 -g -DZSIP_PICKED_MAX=3" \
    SANITIZE="-fsanitize=fuzzer-no-link,$(FUZZ_SANITIZE) -fno-sanitize-recover=all"

fuzz:
	+$(FUZZ_MAKE) fuzz-programs
	@sh fuzz/run.sh $(FUZZ_B) $(FUZZ_SECONDS) 1 $(FUZZ)
fuzz-smoke:
	+$(FUZZ_MAKE) fuzz-programs
	@sh fuzz/run.sh $(FUZZ_B) $(FUZZ_SMOKE_SECONDS) 2 $(FUZZ)

# --- Examples, and calls through one of them

EXAMPLES = $(patsubst examples/%.c,$(B)/examples/%,$(wildcard examples/*.c))

# Strict C11, but for what is Linux's.
EXAMPLE_stateless_proxy = -D_GNU_SOURCE
$(B)/examples/%: examples/%.c $(HEADERS) $(LIB) | $(B)/examples
	$(CC) -std=c11 $(EXAMPLE_$*) $(WARN) -Wpedantic -Iinclude $(CFLAGS) \
	    $(SANITIZE) $(LDFLAGS) $< $(LIB) -o $@
examples: $(EXAMPLES)

$(B)/obj/tests/e2e/%.o: tests/e2e/%.c | $(B)/obj/tests/e2e
	$(TEST_COMPILE) -c $< -o $@
$(B)/e2e_probe: $(addprefix $(B)/obj/tests/,e2e/probe.o corpus.o \
               message_vectors.o vectors.o mutate.o checked.o) $(LIB)
	$(LINK) $^ -o $@

e2e: $(B)/examples/stateless_proxy $(B)/e2e_probe $(B)/siplint
	@sh tests/e2e/run.sh $(B) $(E2E)

# --- Benchmark

BENCH_OBJECTS = $(patsubst %.c,$(B)/obj/%.o,$(wildcard bench/*.c bench/peers/*.c))
PACKAGE_osip2 = libosip2
PACKAGE_sofia = sofia-sip-ua
PACKAGE_re = libre
BENCH_PACKAGES = $(PACKAGE_osip2) $(PACKAGE_sofia) $(PACKAGE_re)

# Which peers are there: changes when one is installed or removed.
$(B)/obj/bench/packages: FORCE | $(B)/obj/bench
	@for package in $(BENCH_PACKAGES); do \
	    pkg-config --exists $$package 2>/dev/null && echo $$package; done > $@.new; \
	cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(B)/obj/bench/%.o: bench/%.c | $(B)/obj/bench
	$(COMPILE) -c $< -o $@
# Their headers need more than C11 and have warnings of their own.
$(B)/obj/bench/peers/%.o: bench/peers/%.c $(B)/obj/bench/packages | $(B)/obj/bench/peers
	$(COMPILE) -D_GNU_SOURCE -Wno-error $$(grep -qx $(PACKAGE_$*) $(B)/obj/bench/packages && \
	    echo -DHAVE_$(shell echo $* | tr a-z A-Z) $$(pkg-config --cflags $(PACKAGE_$*))) -c $< -o $@

$(B)/bench/bench: $(BENCH_OBJECTS) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $^ $$(xargs -r pkg-config --libs < $(B)/obj/bench/packages) -lm -o $@

# FORMAT=tsv prints the lines of the table and nothing else.
ifeq ($(FORMAT),tsv)
.SILENT:
endif
bench: $(B)/bench/bench
	$(B)/bench/bench --format $(FORMAT) $(BENCH_FLAGS)

# siplint beside other tools on a capture of 120,000 messages.
BENCH_CLI_CALLS ?= 20000
BENCH_CLI_RUNS ?= 5
BENCH_CLI_SECONDS ?= 120
$(B)/bench/%: bench/cli/%.c
	@mkdir -p $(@D)
	$(CC) -std=c11 $(WARN) $(CFLAGS) $< -o $@
bench-cli: $(B)/siplint $(B)/bench/mkcapture $(B)/bench/compare
	$(B)/bench/mkcapture $(BENCH_CLI_CALLS) >$(B)/bench/calls.pcap
	@$(B)/bench/compare $(BENCH_CLI_RUNS) \
	    "siplint --summary" "$(B)/siplint --summary $(B)/bench/calls.pcap" \
	    "siplint --summary --jobs=2" "$(B)/siplint --summary --jobs=2 $(B)/bench/calls.pcap" \
	    "sipgrep -C -I" "sipgrep -C -I $(B)/bench/calls.pcap" \
	    "tshark -Y sip -e sip.Call-ID" "timeout $(BENCH_CLI_SECONDS) tshark -r $(B)/bench/calls.pcap -Y sip -T fields -e sip.Call-ID"

# --- Installing and releasing

BINDIR = $(DESTDIR)$(PREFIX)/bin
LIBDIR = $(DESTDIR)$(PREFIX)/lib
INCLUDEDIR = $(DESTDIR)$(PREFIX)/include
MANDIR = $(DESTDIR)$(PREFIX)/share/man/man1
BASHDIR = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSHDIR = $(DESTDIR)$(PREFIX)/share/zsh/site-functions

install: all $(COMPLETION)
	install -d $(BINDIR) $(LIBDIR)/pkgconfig $(INCLUDEDIR) $(MANDIR) \
	    $(BASHDIR) $(ZSHDIR)
	install -m 644 $(B)/gen/siplint.bash $(BASHDIR)/siplint
	install -m 644 $(B)/gen/_siplint $(ZSHDIR)
	install -m 755 $(B)/siplint $(BINDIR)
	install -m 644 $(LIB) $(LIBDIR)
	install -m 755 $(B)/$(SO) $(LIBDIR)/$(SO).$(VERSION)
	ln -sf $(SO).$(VERSION) $(LIBDIR)/$(SO)
	ln -sf $(SO) $(LIBDIR)/libzsip.so
	install -m 644 $(HEADERS) $(INCLUDEDIR)
	install -m 644 docs/siplint.1 $(MANDIR)
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' zsip.pc.in \
	    > $(LIBDIR)/pkgconfig/zsip.pc

uninstall:
	rm -f $(BINDIR)/siplint $(MANDIR)/siplint.1 \
	    $(BASHDIR)/siplint $(ZSHDIR)/_siplint $(LIBDIR)/libzsip.a \
	    $(LIBDIR)/libzsip.so $(LIBDIR)/$(SO) $(LIBDIR)/$(SO).$(VERSION) \
	    $(LIBDIR)/pkgconfig/zsip.pc \
	    $(addprefix $(INCLUDEDIR)/,$(notdir $(HEADERS)))

DIST = zsip-$(VERSION)
DIST_FILES = Makefile LICENSE README.md CHANGELOG.md zsip.pc.in .clang-format \
             .ci include parser check sdp builder routing dialog siplint tests fuzz bench tools docs \
             examples

# The sources and what Ragel writes, so that it builds without Ragel.
dist:
	rm -rf $(B)/$(DIST)
	mkdir -p $(B)/$(DIST)/generated
	cp -R $(wildcard $(DIST_FILES)) $(B)/$(DIST)
	$(foreach name,charsets $(GRAMMARS), \
	    $(RAGEL) $(or $(RAGEL_FLAGS_$(name)),$(RAGEL_FLAGS)) -L -Iparser \
	        -Isdp $(wildcard [ps]*/$(name).rl) \
	        -o $(B)/$(DIST)/generated/$(name).c &&) :
	$(RAGEL) -T0 -L -Iparser tests/grammar_rules.rl \
	    -o $(B)/$(DIST)/generated/grammar_rules.c
	tar -C $(B) -czf $(B)/$(DIST).tar.gz $(DIST)

check-dist: dist
	rm -rf $(B)/dist-check
	mkdir -p $(B)/dist-check
	tar -C $(B)/dist-check -xzf $(B)/$(DIST).tar.gz
	$(MAKE) --no-print-directory -C $(B)/dist-check/$(DIST) B=build RAGEL=false \
	    all test-programs demo

# --- Looking at it

# Branch coverage of what was written by hand.
cover:
	@find $(B)/cover -name "*.gcda" -delete 2>/dev/null || true
	$(MAKE) --no-print-directory B=$(B)/cover CC=gcc CFLAGS="-O0 -g --coverage" \
	    check-unit
	@sh tests/cover.sh $(B)/cover

OWN = $(shell find parser check sdp builder routing dialog siplint tests fuzz bench tools include \
      examples -name '*.[ch]' | sort)
fmt:
	$(CLANG_FORMAT) -i $(OWN)
fmt-check:
	$(CLANG_FORMAT) --dry-run -Werror $(OWN)

GRAMMARS = $(FORM_MACHINES) $(COLD_MACHINES) $(MACHINES) $(SDP_MACHINES)
# Pictures of the machines, as far as they can be drawn.
dot:
	@mkdir -p $(B)/dot
	@for name in $(GRAMMARS); do \
	    RAGEL=$(RAGEL) sh tools/dot.sh $(B)/dot [ps]*/$$name.rl || exit 1; \
	done

# States of each machine, and what it comes to in machine code.
machines: $(LIB)
	@sh tools/machines.sh $(B) "$(RAGEL)" "$(RAGEL_FLAGS)" \
	    $(GRAMMARS)

# The deepest each function goes into the stack, as gcc built it.
stack: $(LIB)
	@sh tools/stack.sh $(B)/obj

clean:
	rm -rf $(B)

-include $(wildcard $(B)/obj/*.d $(B)/obj/*/*.d $(B)/obj/*/*/*.d)

endif
