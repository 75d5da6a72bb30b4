# SPDX-License-Identifier: Apache-2.0
# Second Seal. `make help` lists what there is.

BUILD   ?= build
VARIANT ?= release
CC      ?= gcc
PREFIX  ?= /usr/local
PKG     := pkg-config

WARN := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual \
        -Wwrite-strings -Wformat=2 -Wundef -Wvla -Wswitch-enum -Werror
HARDEN := -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE -ftrivial-auto-var-init=zero
LINK_HARDEN := -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed

FLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2
FLAGS_asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
LINK_release  :=
LINK_asan     := -fsanitize=address,undefined

O := $(if $(filter release,$(VARIANT)),$(BUILD),$(BUILD)/$(VARIANT))

CFLAGS_ALL = -std=gnu17 -D_GNU_SOURCE -I. $(WARN) $(HARDEN) $(FLAGS_$(VARIANT)) $(CFLAGS)
LDFLAGS_ALL = $(LINK_HARDEN) $(LINK_$(VARIANT)) $(LDFLAGS)

# One static library an area; a program links the areas that it may know, and no others.
AREAS := formats/base formats formats/cms formats/pdf formats/xml policies pkcs11 signer signer/render tools
area_sources = $(wildcard $(1)/*.c)
area_objects = $(patsubst %.c,$(O)/obj/%.o,$(filter-out %_main.c,$(call area_sources,$(1))))
area_lib     = $(O)/lib/lib$(subst /,-,$(1)).a

PKG_formats-base  :=
PKG_formats       :=
PKG_formats-cms   := libcrypto
PKG_formats-pdf   := libqpdf zlib
PKG_formats-xml   := libxml-2.0 libcrypto
PKG_policies      := libcrypto
PKG_pkcs11        := libp11 p11-kit-1 libcrypto
PKG_signer        := libcrypto libseccomp
PKG_signer-render := poppler-glib pangocairo cairo libseccomp
PKG_tools         := jansson libcrypto

area_cflags = $(shell $(PKG) --cflags $(PKG_$(subst /,-,$(1))) 2>/dev/null)
area_libs   = $(foreach p,$(PKG_$(subst /,-,$(1))),$(shell $(PKG) --libs $(p) 2>/dev/null))

.PHONY: all
all: programs

define area_rules
$(O)/obj/$(1)/%.o: $(1)/%.c
	@mkdir -p $$(@D)
	$$(CC) $$(CFLAGS_ALL) $$(AREA_CFLAGS_$(subst /,-,$(1))) -MMD -MP -c $$< -o $$@
$(call area_lib,$(1)): $(call area_objects,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(AR) rcs $$@ $$^
AREA_CFLAGS_$(subst /,-,$(1)) = $$(eval AREA_CFLAGS_$(subst /,-,$(1)) := $$(call area_cflags,$(1)))$$(AREA_CFLAGS_$(subst /,-,$(1)))
AREA_LIBS_$(subst /,-,$(1)) = $$(eval AREA_LIBS_$(subst /,-,$(1)) := $$(call area_libs,$(1)))$$(AREA_LIBS_$(subst /,-,$(1)))
endef
$(foreach a,$(AREAS),$(eval $(call area_rules,$(a))))

# Areas after the area that uses them; static linking takes from each only what is called, so that `seal` has the
# facts of formats/pdf without qpdf, and the key holder no document library at all (tests/lint/links.sh looks).
USES_formats-base  := formats/base
USES_formats       := formats $(USES_formats-base)
USES_formats-cms   := formats/cms $(USES_formats)
USES_formats-pdf   := formats/pdf $(USES_formats)
USES_formats-xml   := formats/xml $(USES_formats-cms)
USES_policies      := policies $(USES_formats-xml) formats/pdf
USES_pkcs11        := pkcs11 $(USES_formats-base)
USES_signer        := signer pkcs11 policies formats/pdf formats/xml $(USES_formats-cms)
USES_signer-render := signer/render $(USES_signer)
USES_tools         := tools $(USES_signer)

slug = $(subst /,-,$(1))
libs_of = $(foreach a,$(USES_$(call slug,$(1))),$(call area_lib,$(a)))
link_of = $(call libs_of,$(1)) $(foreach a,$(USES_$(call slug,$(1))),$(AREA_LIBS_$(call slug,$(a))))

LIBEXEC  := $(O)/libexec/second-seal
PROGRAMS := $(O)/bin/seal $(LIBEXEC)/worker $(LIBEXEC)/render $(LIBEXEC)/keyholder

define program_rule
$(1): $(O)/obj/$(2).o $(call libs_of,$(3))
	@mkdir -p $$(@D)
	$$(CC) $$(LDFLAGS_ALL) $$< $$(call link_of,$(3)) -o $$@
endef
$(eval $(call program_rule,$(O)/bin/seal,tools/seal_main,tools))
$(eval $(call program_rule,$(LIBEXEC)/worker,signer/worker_main,signer))
$(eval $(call program_rule,$(LIBEXEC)/render,signer/render/render_main,signer/render))
$(eval $(call program_rule,$(LIBEXEC)/keyholder,signer/keyholder_main,signer))

.PHONY: programs
programs: $(PROGRAMS)

# --- unit tests: tests/unit/AREA/NAME_test.c links what AREA may use (AREA with - for /) -------------------------------
UNIT_SOURCES := $(wildcard tests/unit/*/*_test.c)
UNIT_TESTS   := $(patsubst tests/unit/%.c,$(O)/tests/unit/%,$(UNIT_SOURCES))
CFLAGS_TESTS  = $(filter-out -Wmissing-prototypes,$(CFLAGS_ALL))

define unit_rule
$(O)/tests/unit/$(1)/%: tests/unit/$(1)/%.c $(call libs_of,$(1))
	@mkdir -p $$(@D)
	$$(CC) $$(CFLAGS_TESTS) $$(AREA_CFLAGS_$(1)) -MMD -MP $$< $$(LDFLAGS_ALL) $$(call link_of,$(1)) -lcmocka -lcrypto -o $$@
endef
$(foreach a,$(sort $(patsubst tests/unit/%/,%,$(dir $(UNIT_SOURCES)))),$(eval $(call unit_rule,$(a))))

.PHONY: unit
unit: $(UNIT_TESTS)
	@for t in $(UNIT_TESTS); do $$t || exit 1; done

-include $(shell find $(O)/obj $(O)/tests -name '*.d' 2>/dev/null)
