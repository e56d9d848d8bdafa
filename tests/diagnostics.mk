# The pages of the diagnostics and the lints, made from lang/codes.def and lang/lints.def (with make docs-generated), and the
# check that they are up to date.

$(BUILD)/tools/diagnostic_pages: tools/diagnostic_pages.c lang/codes.def lang/lints.def
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $<

.PHONY: docs-diagnostics test-diagnostics
docs-diagnostics: $(BUILD)/tools/diagnostic_pages
	@rm -rf docs/diagnostics docs/lints && mkdir -p docs/diagnostics docs/lints
	@$< codes docs/diagnostics && $< lints docs/lints
docs-generated: docs-diagnostics

test-diagnostics: $(BUILD)/tools/diagnostic_pages
	@rm -rf $(BUILD)/pages && mkdir -p $(BUILD)/pages/diagnostics $(BUILD)/pages/lints
	@$< codes $(BUILD)/pages/diagnostics && $< lints $(BUILD)/pages/lints
	@diff -ru docs/diagnostics $(BUILD)/pages/diagnostics && diff -ru docs/lints $(BUILD)/pages/lints || \
	    { echo "docs/diagnostics, docs/lints: run make docs-generated"; exit 1; }
	@echo "$$(ls docs/diagnostics docs/lints | grep -c md) passed, 0 failed"
test: test-diagnostics
