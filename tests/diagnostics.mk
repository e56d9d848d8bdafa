# The pages of the diagnostics, made from lang/codes.def (with make docs-generated), and the check that they are up to date.

$(BUILD)/tools/diagnostic_pages: tools/diagnostic_pages.c lang/codes.def
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $<

.PHONY: docs-diagnostics test-diagnostics
docs-diagnostics: $(BUILD)/tools/diagnostic_pages
	@rm -rf docs/diagnostics && mkdir -p docs/diagnostics && $< docs/diagnostics
docs-generated: docs-diagnostics

test-diagnostics: $(BUILD)/tools/diagnostic_pages
	@rm -rf $(BUILD)/diagnostics && mkdir -p $(BUILD)/diagnostics && $< $(BUILD)/diagnostics
	@diff -ru docs/diagnostics $(BUILD)/diagnostics || { echo "docs/diagnostics: run make docs-generated"; exit 1; }
	@echo "$$(ls docs/diagnostics | wc -l) passed, 0 failed"
test: test-diagnostics
