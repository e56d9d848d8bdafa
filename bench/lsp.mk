# The language server's answers, on a file of a thousand promotions.

LSP_PROMOTIONS ?= 1000

.PHONY: bench-lsp
bench: bench-lsp
bench-lsp: $(BUILD)/promo
	@$(PYTHON) bench/lsp.py $(abspath $(BUILD))/promo --promotions $(LSP_PROMOTIONS)
