# The formatter over every rule file there is, and over generated ones: nothing is lost, nothing changes its meaning.

FORMAT_SEED   ?= 1
FORMAT_ROUNDS ?= 8
FORMAT_CASES  ?= 40

$(BUILD)/tests/format_property: tests/format/property.c tests/format/lines.c $(PROMO_OBJECTS)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MF $@.d -o $@ $(filter %.c %.o,$^)

TEST_PARTS += test-format
SANITIZED_PARTS += test-format

.PHONY: test-format
test: test-format
test-format: $(BUILD)/tests/format_property
	@$(PYTHON) tests/format/generate.py $(BUILD)/format $(FORMAT_CASES) $(FORMAT_SEED)
	@$< $(FORMAT_SEED) $(FORMAT_ROUNDS) $(patsubst %/,%,$(sort $(dir $(wildcard examples/*/*.promo)))) \
	    $(sort $(wildcard stdlib/*.promo tests/stdlib/*.promo tests/conformance/*.promo tests/lang/*.promo \
	    tests/golden/*/*.promo tests/cli/*.promo)) $(BUILD)/format/*.promo
