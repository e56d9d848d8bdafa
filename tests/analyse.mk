# promo analyse: known answers, witnesses that promo run prices the same, and generated rule sets against every basket of a
# small shop; then the oracle's rule sets, which have every feature, for what is said to be proven.

ANALYSE_CASES ?= 8
ANALYSE_GENERATED ?= 25

.PHONY: test-analyse
test-analyse: $(BUILD)/promo
	@$(PYTHON) tests/analyse/check.py $(abspath $(BUILD))/promo --cases $(ANALYSE_CASES)
	@$(PYTHON) tests/analyse/generated.py $(abspath $(BUILD))/promo --cases $(ANALYSE_GENERATED)

test: test-analyse
SANITIZED_PARTS += test-analyse
