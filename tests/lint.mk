# promo lint beyond the golden files: SARIF by its schema, and findings that must be true.

.PHONY: test-sarif
test-sarif: $(BUILD)/promo
	@$(PYTHON) tests/sarif/validate.py $(abspath $(BUILD))/promo
test: test-sarif

# Generated rule sets: what a finding says never happens does not, and corrected rules price every basket as before.
LINT_SEEDS ?= 120
LINT_PART_SEEDS ?= 300

.PHONY: test-lint-sound
test-lint-sound: $(BUILD)/promo
	@$(PYTHON) tests/lint/sound.py $(abspath $(BUILD))/promo --seeds $(LINT_SEEDS)
	@$(PYTHON) tests/lint/parts.py $(abspath $(BUILD))/promo --seeds $(LINT_PART_SEEDS)
test: test-lint-sound
