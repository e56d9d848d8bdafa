# What must hold. Every target prints "N passed, N failed" and fails when something fails, or when there is nothing to run.
#
#   make test            all of it, without sanitizers
#   make test-quick      unit tests, golden files and the command's exit codes
#   make test-sanitized  the suite with address and undefined-behaviour sanitizers (test-threads: with the thread sanitizer)
#   make fuzz-short      each fuzz target for some seconds; make fuzz: FUZZ_SECONDS each
#   make bless           rewrites the golden files, to be read in review

FUZZ_CC       ?= clang
FUZZ_SECONDS  ?= 600
ORACLE_CASES  ?= 400
ORACLE_PROPERTIES ?= 40
ORACLE_SEED   ?= 1
PYTHON        ?= python3

TEST_PARTS := test-unit test-flow test-headers test-exports test-install test-golden test-command test-language \
              test-conformance test-oracle test-agreement test-corpus

.PHONY: test test-quick $(TEST_PARTS) test-sanitized test-threads bless fuzz fuzz-short
test: $(TEST_PARTS)
test-quick: test-unit test-golden test-command

.PHONY: help
help:
	@sed -n 's/^#   \(make .*\)/\1/p' Makefile tests/tests.mk

# --- the house ------------------------------------------------------------------------------------------------------

test-flow:
	@sh tools/check-flow.sh

# Every header stands alone, and the public ones are C++ too.
test-headers:
	@CC="$(CC)" CXX="$(CXX)" sh tests/headers/run.sh $(STRICT) $(WARNINGS) -Werror $(CPPFLAGS)

# Shared libraries show promo_... and nothing else; libpromo-vm needs nothing but the C library.
test-exports: lib
	@sh tests/headers/exports.sh $(BUILD)

# Installed below a stage, the libraries are found by pkg-config, and the embedding example builds, runs and is right.
test-install: lib $(BUILD)/promo
	@$(MAKE) -s --no-print-directory install BUILD=$(BUILD) PREFIX=/usr DESTDIR=$(abspath $(BUILD))/stage >/dev/null
	@CC="$(CC)" SANITIZE="$(SANITIZE)" sh tests/headers/embed.sh $(abspath $(BUILD))/stage $(BUILD)/promo
	@$(PYTHON) tests/links.py $(BUILD)/stage/usr/share/doc/promo

# --- the command ----------------------------------------------------------------------------------------------------

test-golden: $(BUILD)/promo
	@PROMO=$(abspath $(BUILD))/promo sh tests/golden/run.sh
bless: $(BUILD)/promo
	@PROMO=$(abspath $(BUILD))/promo sh tests/golden/run.sh --bless

test-command: $(BUILD)/promo
	@PROMO=$(abspath $(BUILD))/promo sh tests/cli/run.sh

# The tests in the language: of the standard library and of every example.
test-language: $(BUILD)/promo
	@PROMO=$(abspath $(BUILD))/promo sh tools/test-language.sh

test-conformance: $(BUILD)/promo
	@$(PYTHON) tests/conformance/run.py $(abspath $(BUILD))/promo

# Generated rule sets and baskets against an exhaustive search; the seed is printed and gives the same cases again.
test-oracle: $(BUILD)/promo
	@$(PYTHON) tests/oracle/check.py $(abspath $(BUILD))/promo --cases $(ORACLE_CASES) --properties $(ORACLE_PROPERTIES) \
	    --seed $(ORACLE_SEED) --jobs 2

# The layer optimiser against GLPK (libglpk-dev). AGREEMENT_CASES=20000 AGREEMENT_SEED=7 is a long run, of some minutes.
AGREEMENT_CASES ?= 400
AGREEMENT_SEED  ?= 1
$(BUILD)/tests/agree: tests/agreement/agree.c $(filter-out bench/best.c,$(wildcard bench/best*.c)) $(VM_OBJECTS)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@ $^ -lglpk
test-agreement: $(BUILD)/tests/agree
	@$(BUILD)/tests/agree $(AGREEMENT_CASES) $(AGREEMENT_SEED)

# --- sanitizers -----------------------------------------------------------------------------------------------------

SANITIZED_PARTS := test-unit test-golden test-command test-language test-conformance test-corpus

test-sanitized:
	@ASAN_OPTIONS=detect_leaks=1:handle_abort=0 UBSAN_OPTIONS=print_stacktrace=1 \
	    $(MAKE) --no-print-directory -k BUILD=$(BUILD)/sanitized OPTIMISE="-O1 -g" \
	    SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer" $(SANITIZED_PARTS)

# What starts threads: its unit tests, and the command's runs with --jobs.
THREADED := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(shell grep -l pthread_create tests/unit/*.c) \
            tests/unit/runtime_batch_test.c)

.PHONY: test-threaded
test-threaded: $(THREADED)
	@sh tools/run-tests.sh $^

test-threads:
	@TSAN_OPTIONS=halt_on_error=1 $(MAKE) --no-print-directory -k BUILD=$(BUILD)/threads OPTIMISE="-O1 -g" \
	    SANITIZE="-fsanitize=thread" test-threaded test-command

# --- fuzzing --------------------------------------------------------------------------------------------------------
# tests/fuzz/fuzz_NAME.c with its seeds in tests/fuzz/corpus/NAME/. The corpus is run by any compiler; fuzzing needs clang.

FUZZ_NAMES := $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
REPLAYS    := $(FUZZ_NAMES:%=$(BUILD)/fuzz/replay_%)
FUZZERS    := $(FUZZ_NAMES:%=$(BUILD)/fuzz/fuzz_%)

$(BUILD)/fuzz/replay_%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c $(BUILD)/libpromo-runtime.a
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@ $(filter %.c %.o,$^) $(filter %.a,$^) $(RUNTIME_LIBS)

$(BUILD)/fuzz/fuzz_%: tests/fuzz/fuzz_%.c $(BUILD)/libpromo-runtime.a
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fsanitize=fuzzer -o $@ $(filter %.c %.o,$^) $(filter %.a,$^) $(RUNTIME_LIBS)

test-corpus: $(REPLAYS)
	@sh tests/fuzz/corpus.sh $(REPLAYS)

# clang takes 0 added to a null pointer for an overflow; C2y (N3322) says that it is none.
FUZZ_BUILD = $(MAKE) --no-print-directory BUILD=$(BUILD)/fuzzing CC="$(FUZZ_CC)" OPTIMISE="-O1 -g" \
             SANITIZE="-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize=pointer-overflow -fno-sanitize-recover=all"

.PHONY: fuzzers
fuzzers: $(FUZZERS)
fuzz-short:
	+@$(FUZZ_BUILD) -s fuzzers
	@sh tests/fuzz/fuzz.sh $(BUILD)/fuzzing/fuzz 15 $(FUZZ_NAMES)
fuzz:
	+@$(FUZZ_BUILD) -s fuzzers
	@sh tests/fuzz/fuzz.sh $(BUILD)/fuzzing/fuzz $(FUZZ_SECONDS) $(FUZZ_NAMES)

# Parts with tests of their own bring them: tests/NAME.mk.
-include $(filter-out tests/tests.mk,$(wildcard tests/*.mk))
