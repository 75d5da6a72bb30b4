# SPDX-License-Identifier: Apache-2.0
# Second Seal. `make help` lists what there is. Everything that is made lands in $(BUILD).

BUILD   ?= build
VARIANT ?= release
PREFIX  ?= /usr/local
PKG     := pkg-config
ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin AR),default)
AR := ar
endif

# --- flags --------------------------------------------------------------------------------------------------------------

WARN := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual \
        -Wwrite-strings -Wformat=2 -Wundef -Wvla -Wswitch-enum -Werror
HARDEN := -fstack-protector-strong -fstack-clash-protection -fPIE
HARDEN += $(if $(filter x86_64,$(shell uname -m)),-fcf-protection)
# clang 14 has it only behind a switch that says it will go away
HARDEN += $(if $(findstring clang,$(CC)),,-ftrivial-auto-var-init=zero)
LINK_HARDEN := -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed

FLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2
FLAGS_asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
LINK_asan     := -fsanitize=address,undefined
FLAGS_fuzz    := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
LINK_fuzz     := -fsanitize=fuzzer,address,undefined

CFLAGS_ALL  = -std=gnu17 -D_GNU_SOURCE -I. $(WARN) $(HARDEN) $(FLAGS_$(VARIANT)) $(CFLAGS)
LDFLAGS_ALL = $(LINK_HARDEN) $(LINK_$(VARIANT)) $(LDFLAGS)

# Release in $(BUILD) itself, the other variants in a folder of theirs.
O := $(if $(filter release,$(VARIANT)),$(BUILD),$(BUILD)/$(VARIANT))

# One short line a file; V=1 shows the commands.
SAY = $(if $(V),,@echo '  $@' &&)

.PHONY: all
all: programs

# --- areas: one static library a folder ---------------------------------------------------------------------------------

AREAS := formats/base formats formats/cms formats/pdf formats/xml policies pkcs11 signer signer/render tools

PKG_formats-cms   := libcrypto
PKG_formats-pdf   := libqpdf zlib libcrypto
PKG_formats-xml   := libxml-2.0 libcrypto
PKG_policies      := libcrypto
PKG_pkcs11        := libp11 p11-kit-1 libcrypto
PKG_signer        := libcrypto libseccomp p11-kit-1 libcurl
PKG_signer-render := poppler-glib pangocairo cairo fontconfig libseccomp
PKG_tools         := jansson libconfig libcrypto

# The areas that an area may know, itself first. Static linking takes from each only what is called, so that `seal` has
# the facts of formats/pdf without qpdf, and the key holder no document library at all (tests/lint/links.sh looks).
USES_formats-base  := formats/base
USES_formats       := formats $(USES_formats-base)
USES_formats-cms   := formats/cms $(USES_formats)
USES_formats-pdf   := formats/pdf $(USES_formats)
USES_formats-xml   := formats/xml $(USES_formats-cms)
USES_policies      := policies $(USES_formats-xml) formats/pdf $(USES_formats)
USES_pkcs11        := pkcs11 $(USES_formats-base)
USES_signer        := signer pkcs11 policies formats/pdf formats/xml $(USES_formats-cms)
USES_signer-render := signer/render $(USES_signer)
USES_tools         := tools $(USES_signer)

slug         = $(subst /,-,$(1))
area_lib     = $(O)/lib/lib$(call slug,$(1)).a
area_objects = $(patsubst %.c,$(O)/obj/%.o,$(filter-out %_main.c,$(wildcard $(1)/*.c)))
libs_of      = $(foreach a,$(USES_$(call slug,$(1))),$(call area_lib,$(a)))
link_of      = $(call libs_of,$(1)) $(foreach a,$(USES_$(call slug,$(1))),$(AREA_LIBS_$(call slug,$(a)))) -lm
cflags_of    = $(sort $(foreach a,$(USES_$(call slug,$(1))),$(AREA_CFLAGS_$(call slug,$(a)))))

# pkg-config is asked once an area, and only when something is compiled: on a fresh machine it comes later than make.
define area_rules
AREA_CFLAGS_$(call slug,$(1)) = $$(eval AREA_CFLAGS_$(call slug,$(1)) := \
	$$(if $$(PKG_$(call slug,$(1))),$$(shell $(PKG) --cflags $$(PKG_$(call slug,$(1))))))$$(AREA_CFLAGS_$(call slug,$(1)))
AREA_LIBS_$(call slug,$(1)) = $$(eval AREA_LIBS_$(call slug,$(1)) := \
	$$(if $$(PKG_$(call slug,$(1))),$$(shell $(PKG) --libs $$(PKG_$(call slug,$(1))))))$$(AREA_LIBS_$(call slug,$(1)))
$(O)/obj/$(1)/%.o: $(1)/%.c $(O)/flags
	@mkdir -p $$(@D)
	$$(SAY) $$(CC) $$(CFLAGS_ALL) $$(call cflags_of,$(1)) -MMD -MP -c $$< -o $$@
$(call area_lib,$(1)): $(call area_objects,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(SAY) $$(AR) rcs $$@ $$^
endef
$(foreach a,$(AREAS),$(eval $(call area_rules,$(a))))

# Changes when compiler or flags do, and then everything is compiled again.
$(O)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL)' | cmp -s - $@ || printf '%s\n' '$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL)' >$@
.PHONY: FORCE
FORCE:

# --- programs -----------------------------------------------------------------------------------------------------------

LIBEXEC  := $(O)/libexec/second-seal
PROGRAMS := $(O)/bin/seal $(LIBEXEC)/worker $(LIBEXEC)/checker $(LIBEXEC)/fetch $(LIBEXEC)/render $(LIBEXEC)/keyholder

define program_rule
$(1): $(O)/obj/$(2).o $(call libs_of,$(3))
	@mkdir -p $$(@D)
	$$(SAY) $$(CC) $$(LDFLAGS_ALL) $$< $$(call link_of,$(3)) -o $$@
endef
$(eval $(call program_rule,$(O)/bin/seal,tools/seal_main,tools))
$(eval $(call program_rule,$(LIBEXEC)/worker,signer/worker_main,signer))
$(eval $(call program_rule,$(LIBEXEC)/checker,signer/checker_main,signer))
$(eval $(call program_rule,$(LIBEXEC)/fetch,signer/fetch_main,signer))
$(eval $(call program_rule,$(LIBEXEC)/render,signer/render/render_main,signer/render))
$(eval $(call program_rule,$(LIBEXEC)/keyholder,signer/keyholder_main,signer))

# How signatures look: found from the running program, as the helpers are.
SHARE    := $(O)/share/second-seal
PROFILES := $(patsubst policies/profiles/%,$(SHARE)/profiles/%,$(wildcard policies/profiles/*.profile))
$(SHARE)/profiles/%: policies/profiles/%
	@mkdir -p $(@D)
	$(SAY) cp $< $@

.PHONY: programs
programs: $(PROGRAMS) $(PROFILES)

# --- test programs ------------------------------------------------------------------------------------------------------
# tests/unit/AREA/NAME_test.c links what AREA may use (AREA with - for /); the other folders link what signer may use.

UNIT_SOURCES := $(wildcard tests/unit/*/*_test.c)
UNIT_TESTS   := $(patsubst tests/unit/%.c,$(O)/tests/unit/%,$(UNIT_SOURCES))
ATTACK_TESTS := $(patsubst %.c,$(O)/%,$(wildcard tests/attack/*_test.c))
MOCK         := $(if $(wildcard tests/mock_pkcs11/*.c),$(O)/tests/mock_pkcs11.so)
# Directly in tests/, so that they find worker and render where `seal` does: in ../libexec.
SERVICE_PROGRAMS := $(patsubst tests/service/%.c,$(O)/tests/%,$(wildcard tests/service/*.c))

CFLAGS_TESTS = $(filter-out -Wmissing-prototypes,$(CFLAGS_ALL))

define unit_rule
$(O)/tests/unit/$(1)/%: tests/unit/$(1)/%.c $(call libs_of,$(1)) $(O)/flags
	@mkdir -p $$(@D)
	$$(SAY) $$(CC) $$(CFLAGS_TESTS) $$(call cflags_of,$(1)) -MMD -MP $$< $$(LDFLAGS_ALL) $$(call link_of,$(1)) -lcmocka -lcrypto -o $$@
endef
$(foreach a,$(sort $(patsubst tests/unit/%/,%,$(dir $(UNIT_SOURCES)))),$(eval $(call unit_rule,$(a))))

$(O)/obj/tests/%.o: tests/%.c $(O)/flags
	@mkdir -p $(@D)
	$(SAY) $(CC) $(CFLAGS_TESTS) $(call cflags_of,signer) -MMD -MP -c $< -o $@

# A worker that has been taken over: the real one's main and sandbox, with the attacks in place of its work.
BACKDOOR := $(if $(ATTACK_TESTS),$(O)/tests/attack/worker-backdoor)
$(BACKDOOR): $(O)/obj/signer/worker_main.o $(patsubst %.c,$(O)/obj/%.o,$(wildcard tests/attack/backdoor*.c)) $(call libs_of,signer)
	@mkdir -p $(@D)
	$(SAY) $(CC) $(LDFLAGS_ALL) $(filter %.o,$^) $(call link_of,signer) -o $@

$(ATTACK_TESTS): $(O)/tests/attack/%: $(O)/obj/tests/attack/%.o $(O)/obj/tests/attack/backdoor_table.o $(call libs_of,signer)
	@mkdir -p $(@D)
	$(SAY) $(CC) $(LDFLAGS_ALL) $(filter %.o,$^) $(call link_of,signer) -lcmocka -o $@

$(SERVICE_PROGRAMS): $(O)/tests/%: $(O)/obj/tests/service/%.o $(call libs_of,signer)
	@mkdir -p $(@D)
	$(SAY) $(CC) $(LDFLAGS_ALL) $< $(call link_of,signer) -o $@

# A PKCS#11 module that lies, leaves and runs out of sessions.
$(O)/tests/mock_pkcs11.so: $(wildcard tests/mock_pkcs11/*.[ch]) $(O)/flags
	@mkdir -p $(@D)
	$(SAY) $(CC) $(filter-out -fPIE,$(CFLAGS_TESTS)) -fPIC -shared $(AREA_CFLAGS_pkcs11) $(filter %.c,$^) $(LINK_$(VARIANT)) -o $@

# Every fuzz target as a test over its corpus, without a fuzzer.
FUZZ_SOURCES := $(wildcard tests/fuzz/*_fuzz.c)
REPLAYS      := $(patsubst %.c,$(O)/%,$(FUZZ_SOURCES))
$(REPLAYS): $(O)/tests/fuzz/%: $(O)/obj/tests/fuzz/%.o $(O)/obj/tests/fuzz/replay.o $(call libs_of,signer)
	@mkdir -p $(@D)
	$(SAY) $(CC) $(LDFLAGS_ALL) $(filter %.o,$^) $(call link_of,signer) -o $@

.PHONY: test-programs
test-programs: $(UNIT_TESTS) $(ATTACK_TESTS) $(BACKDOOR) $(SERVICE_PROGRAMS) $(MOCK) $(REPLAYS)

# --- what people call ---------------------------------------------------------------------------------------------------
# demo and test first install what is missing, then start make again: this one has read the machine as it was before.

INSTALL_MISSING := tools/install-packages.sh
RULES     := $(wildcard tests/lint/layers.sh tests/lint/house_rules.sh tests/lint/rules.sh tests/lint/vietnamese.sh tests/lint/manuals.sh)
SERVICE   := $(wildcard tests/service/*_test.sh)
INTEROP   := $(wildcard tests/interop/*_test.sh)
RUN_TESTS := O='$(O)' tests/run.sh

## demo      two tokens, a certification authority, a signed and sealed PDF and XML, the verdicts
.PHONY: demo demo-run
demo:
	@$(INSTALL_MISSING) build demo
	@+$(MAKE) --no-print-directory demo-run
demo-run: programs
	@tools/demo/demo.sh '$(O)'

## test      everything that must hold
.PHONY: test test-run
test:
	@$(INSTALL_MISSING) build demo test
	@+$(MAKE) --no-print-directory test-run
test-run: programs test-programs
	@$(RUN_TESTS) tests/service/setup.sh -- $(SERVICE) $(INTEROP) $(UNIT_TESTS) $(ATTACK_TESTS) $(REPLAYS) $(RULES) tests/lint/links.sh

## check     the fast part of it: unit tests and our own rules
.PHONY: check
check: test-programs
	@$(RUN_TESTS) -- $(UNIT_TESTS) $(RULES)

## unit      unit tests alone
.PHONY: unit
unit: test-programs
	@$(RUN_TESTS) -- $(UNIT_TESTS)

## compare   what peers say of the attack files of the tests, beside what we say
.PHONY: compare compare-run
compare:
	@$(INSTALL_MISSING) build demo test
	@+$(MAKE) --no-print-directory compare-run
compare-run: programs
	@[ -e '$(O)/tests/state/env' ] || O='$(O)' tests/service/setup.sh
	@O='$(abspath $(O))' tests/attack/compare.sh

## asan      unit, attack and service tests, flips aside, with the address and undefined behaviour sanitizers
.PHONY: asan asan-run
asan:
	@$(INSTALL_MISSING) build demo test
	@+$(MAKE) --no-print-directory VARIANT=asan asan-run
asan-run: programs test-programs
	@$(RUN_TESTS) tests/service/setup.sh -- $(filter-out tests/service/flip_test.sh,$(SERVICE)) $(UNIT_TESTS) $(ATTACK_TESTS) $(REPLAYS)

## lint      layout, static analysis, scripts, manual pages, include arrows, our own rules
.PHONY: lint lint-run
lint:
	@$(INSTALL_MISSING) build demo test lint
	@+$(MAKE) --no-print-directory lint-run
lint-run: programs
	@CLANG_FLAGS='$(filter -std=% -D_GNU_SOURCE -I.,$(CFLAGS_ALL)) $(call cflags_of,tools) $(AREA_CFLAGS_signer-render)' \
		$(RUN_TESTS) -- $(wildcard tests/lint/*.sh)

## format    clang-format over every source
.PHONY: format
format:
	@$(INSTALL_MISSING) lint
	clang-format -i $(shell git ls-files '*.c' '*.h')

## fuzz      every tests/fuzz/NAME_fuzz.c from tests/corpus/NAME_fuzz, FUZZ_TIME seconds (60) each, JOBS (2) at a time
FUZZ_TIME  ?= 60
FUZZ_TESTS := $(patsubst tests/fuzz/%.c,$(O)/fuzz/%,$(FUZZ_SOURCES))
.PHONY: fuzz fuzz-run
fuzz:
	@$(INSTALL_MISSING) build lint
	@+$(MAKE) --no-print-directory VARIANT=fuzz CC=clang fuzz-run
fuzz-run: $(FUZZ_TESTS)
	@FUZZ_TIME='$(FUZZ_TIME)' tests/fuzz/run.sh $^
$(FUZZ_TESTS): $(O)/fuzz/%: $(O)/obj/tests/fuzz/%.o $(call libs_of,signer)
	@mkdir -p $(@D)
	$(SAY) $(CC) $(LDFLAGS_ALL) $< $(call link_of,signer) -o $@

## bench     how long we take, as a ratio to peers in the same run
.PHONY: bench
bench:
	@$(INSTALL_MISSING) build demo test
	@+$(MAKE) --no-print-directory programs
	@tools/bench.sh '$(O)'

## big       PDFs of 500 MB to 11 GB signed and verified: time and memory; needs 35 GB in BIG_DIR ($(BUILD)/big)
.PHONY: big big-run
big:
	@$(INSTALL_MISSING) build demo test
	@+$(MAKE) --no-print-directory big-run
big-run: programs $(O)/tests/big_pdf $(O)/tests/memory_of
	@[ -e '$(O)/tests/state/env' ] || O='$(abspath $(O))' tests/service/setup.sh
	@O='$(abspath $(O))' tests/service/big.sh

## install   programs, profiles and manual pages to $(DESTDIR)$(PREFIX)
.PHONY: install
install: programs
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/libexec/second-seal' '$(DESTDIR)$(PREFIX)/share/man/man1' \
		'$(DESTDIR)$(PREFIX)/share/second-seal/profiles'
	install -m 755 $(O)/bin/seal '$(DESTDIR)$(PREFIX)/bin/'
	install -m 755 $(filter $(LIBEXEC)/%,$(PROGRAMS)) '$(DESTDIR)$(PREFIX)/libexec/second-seal/'
	install -m 644 $(PROFILES) '$(DESTDIR)$(PREFIX)/share/second-seal/profiles/'
	install -m 644 $(wildcard tools/man/*.1) '$(DESTDIR)$(PREFIX)/share/man/man1/'

## clean     removes $(BUILD)
.PHONY: clean
clean:
	rm -rf '$(BUILD)'

## help      this list
.PHONY: help
help:
	@echo 'make [programs]: builds seal and its helpers in $(BUILD); VARIANT=release|asan, CC=gcc|clang, V=1 for the commands'
	@sed -n 's/^## /make /p' $(firstword $(MAKEFILE_LIST))

-include $(shell find $(O)/obj $(O)/tests -name '*.d' 2>/dev/null)
