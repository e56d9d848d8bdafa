# promo: one non-recursive Makefile; everything it makes lies in $(BUILD).
#
#   make            libraries and the command, build/promo
#   make test       unit, golden, conformance and property tests
#   make install    DESTDIR and PREFIX as usual
#   make V=1        shows the commands

BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
FLEX    ?= flex
BISON   ?= bison
OPTIMISE ?= -O2 -g
SANITIZE ?=
# Another compiler may warn of something new: that stops the project's own checks (.ci/run), and nobody's build.
WERROR   ?=

SOVERSION := 0
VERSION   := $(shell sed -n 's/^\#define PROMO_VERSION "\(.*\)"/\1/p' include/promo/status.h)

Q := $(if $(V),,@)

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla $(WERROR)
STRICT   := -std=c11 -D_POSIX_C_SOURCE=200809L -fvisibility=hidden -fPIC -pthread
override CPPFLAGS += -Iinclude -I. -I$(BUILD)/gen
COMPILE = $(CC) $(STRICT) $(WARNINGS) $(OPTIMISE) $(SANITIZE) $(CPPFLAGS) $(CFLAGS) -MMD -MP
# Generated scanners and parsers are held to the compiler's errors, not to the house's warnings.
COMPILE_GENERATED = $(CC) $(STRICT) $(OPTIMISE) $(SANITIZE) $(CPPFLAGS) $(CFLAGS) -MMD -MP

ROOMS := base lang compiler vm runtime cli
.DEFAULT_GOAL := all

define room
$(1)_SOURCES := $$(sort $$(wildcard $(1)/*.c))
$(1)_OBJECTS := $$($(1)_SOURCES:%.c=$$(BUILD)/obj/%.o)
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

GENERATED := $(BUILD)/gen/lang/scanner.c $(BUILD)/gen/lang/grammar.c $(BUILD)/gen/compiler/stdlib_files.c
lang_OBJECTS     += $(BUILD)/obj/gen/lang/scanner.o $(BUILD)/obj/gen/lang/grammar.o
compiler_OBJECTS += $(BUILD)/obj/gen/compiler/stdlib_files.o

VM_OBJECTS      := $(base_OBJECTS) $(vm_OBJECTS)
PROMO_OBJECTS   := $(VM_OBJECTS) $(lang_OBJECTS) $(compiler_OBJECTS)
RUNTIME_OBJECTS := $(PROMO_OBJECTS) $(runtime_OBJECTS)
LIBRARIES       := promo-vm promo promo-runtime
RUNTIME_LIBS    := -lcjson -lsqlite3

STATIC := $(LIBRARIES:%=$(BUILD)/lib%.a)
SHARED := $(LIBRARIES:%=$(BUILD)/lib%.so.$(SOVERSION))

.PHONY: all lib
all: lib $(BUILD)/promo
lib: $(STATIC) $(SHARED)

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -c -o $@ $<

$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(Q)$(COMPILE_GENERATED) -c -o $@ $<

# The scanner never backs up and the grammar has no conflict: either is an error here.
$(BUILD)/gen/lang/scanner.c: lang/scanner.l
	@mkdir -p $(@D)
	$(Q)cd $(@D) && $(FLEX) -b -o scanner.c --header-file=scanner.h $(CURDIR)/$<
	@grep -qi 'no backing up' $(@D)/lex.backup || { cat $(@D)/lex.backup; rm -f $@; exit 1; }

$(BUILD)/gen/lang/grammar.c: lang/grammar.y
	@mkdir -p $(@D)
	$(Q)$(BISON) -Wall -Wcounterexamples -Werror --defines=$(@D)/grammar.h -o $@ $<

$(BUILD)/gen/lang/grammar.h $(BUILD)/gen/lang/scanner.h: $(BUILD)/gen/lang/grammar.c $(BUILD)/gen/lang/scanner.c
$(lang_OBJECTS): $(BUILD)/gen/lang/grammar.c $(BUILD)/gen/lang/scanner.c

# The standard library is part of the compiler: name and text of every file, in order of name.
STDLIB := $(sort $(wildcard stdlib/*.promo))
$(BUILD)/gen/compiler/stdlib_files.c: $(STDLIB) tools/embed.sh
	@mkdir -p $(@D)
	sh tools/embed.sh $(STDLIB) > $@.new && mv $@.new $@

define library
$(BUILD)/lib$(1).a: $(2)
	@rm -f $$@
	$(Q)$(AR) rcs $$@ $$^
$(BUILD)/lib$(1).so.$(SOVERSION): $(2)
	$(Q)$(CC) -shared -pthread $(OPTIMISE) $(SANITIZE) -Wl,-soname,lib$(1).so.$(SOVERSION) $(LDFLAGS) -o $$@ $$^ $(3)
	$(Q)ln -sf lib$(1).so.$(SOVERSION) $(BUILD)/lib$(1).so
endef
$(eval $(call library,promo-vm,$(VM_OBJECTS),))
$(eval $(call library,promo,$(PROMO_OBJECTS),))
$(eval $(call library,promo-runtime,$(RUNTIME_OBJECTS),$(RUNTIME_LIBS)))

$(BUILD)/promo: $(cli_OBJECTS) $(BUILD)/libpromo-runtime.a
	$(Q)$(CC) -pthread $(OPTIMISE) $(SANITIZE) $(LDFLAGS) -o $@ $^ $(RUNTIME_LIBS)

# A unit test is a program of its own: tests/unit/ROOM_MODULE_test.c, linked with what its room may know.
UNIT_TESTS := $(sort $(wildcard tests/unit/*_test.c))
UNIT_base     := $(base_OBJECTS)
UNIT_lang     := $(base_OBJECTS) $(lang_OBJECTS)
UNIT_vm       := $(VM_OBJECTS)
UNIT_compiler := $(PROMO_OBJECTS)
UNIT_runtime  := $(RUNTIME_OBJECTS)
UNIT_cli      := $(RUNTIME_OBJECTS)

define unit
$(BUILD)/tests/$(1): tests/unit/$(1).c $(UNIT_$(firstword $(subst _, ,$(1))))
	@mkdir -p $$(@D)
	$(Q)$$(COMPILE) -o $$@ $$(filter %.c %.o,$$^) -lcmocka $(if $(filter runtime cli,$(firstword $(subst _, ,$(1)))),$(RUNTIME_LIBS))
endef
$(foreach t,$(UNIT_TESTS:tests/unit/%.c=%),$(eval $(call unit,$(t))))
UNIT_PROGRAMS := $(UNIT_TESTS:tests/unit/%.c=$(BUILD)/tests/%)

.PHONY: test-unit $(ROOMS:%=test-%)
test-unit: $(UNIT_PROGRAMS)
	@sh tools/run-tests.sh $(UNIT_PROGRAMS)
define room_test
test-$(1): $(filter $(BUILD)/tests/$(1)_%,$(UNIT_PROGRAMS))
	@sh tools/run-tests.sh $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room_test,$(r))))

.PHONY: clean
clean:
	rm -rf $(BUILD)

# What is large and stands alone has its own file: tests, benchmarks, fuzzing, installation.
-include tests/tests.mk bench/bench.mk tools/install.mk

-include $(shell find $(BUILD) -name '*.d' -type f 2>/dev/null)
