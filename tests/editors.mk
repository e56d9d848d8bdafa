# What editors are told of the language, made from lang/keywords.def.
#
#   make editors       writes examples/editors
#   make test-editors  fails where that is not up to date, or the grammar does not see what the scanner sees

.PHONY: editors test-editors
editors:
	@rm -rf examples/editors
	@sh tools/editors.sh $(CURDIR)/examples/editors

$(BUILD)/tests/tokens: tests/editors/tokens.c $(base_OBJECTS) $(lang_OBJECTS)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@ $(filter %.c %.o,$^)

TEST_PARTS += test-editors
test: test-editors
test-editors: $(BUILD)/tests/tokens $(BUILD)/promo
	@rm -rf $(BUILD)/editors
	@sh tools/editors.sh $(abspath $(BUILD))/editors
	@diff -ru examples/editors $(BUILD)/editors || { echo "examples/editors: run make editors"; exit 1; }
	@$(PYTHON) tests/editors/check.py $(abspath $<) examples/editors/vscode/syntaxes/promo.tmLanguage.json \
	    $(sort $(wildcard examples/*/*.promo stdlib/*.promo tests/stdlib/*.promo tests/conformance/*.promo tests/lang/*.promo))
	@for file in examples/editors/vscode/*.json; do $(PYTHON) -m json.tool "$$file" >/dev/null || exit 1; done
	@PATH="$(abspath $(BUILD)):$$PATH" $(PYTHON) tests/editors/vim.py $(abspath $<) $(CURDIR)/examples/editors/vim tests/lang/whole.promo \
	    examples/giftshop/members.promo
	@sh tests/editors/neovim.sh $(abspath $(BUILD))
