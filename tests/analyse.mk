# promo analyse: known answers, witnesses that promo run prices the same, and generated rule sets against every basket of a
# small shop.

ANALYSE_CASES ?= 8

.PHONY: test-analyse
test-analyse: $(BUILD)/promo
	@$(PYTHON) tests/analyse/check.py $(abspath $(BUILD))/promo --cases $(ANALYSE_CASES)

test: test-analyse
SANITIZED_PARTS += test-analyse
