# The language server: scripted sessions over its protocol, and a real editor.

TEST_PARTS += test-lsp
SANITIZED_PARTS += test-lsp

.PHONY: test-lsp
test: test-lsp
test-lsp: $(BUILD)/promo
	@PROMO=$(abspath $(BUILD))/promo $(PYTHON) tests/lsp/run.py
	@PROMO=$(abspath $(BUILD))/promo sh tests/lsp/nvim.sh

# The fuzz target is the server without its command.
$(BUILD)/fuzz/replay_lsp $(BUILD)/fuzz/fuzz_lsp: $(filter-out %/main.o,$(cli_OBJECTS))
