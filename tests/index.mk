# make test-index: the index changes no byte of any result (INDEX_CASES generated rule sets from INDEX_SEED).

INDEX_CASES ?= 40
INDEX_SEED  ?= 1

.PHONY: test-index
test: test-index
test-index: $(BUILD)/promo
	@$(PYTHON) tests/index/same.py $(abspath $(BUILD))/promo --cases $(INDEX_CASES) --seed $(INDEX_SEED)
