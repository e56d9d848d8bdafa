# make bench-json: reading, pricing and printing apart, for 1,000 promotions of a large shop.

.PHONY: bench-json
bench: bench-json
bench-json: $(BUILD)/bench/json $(BUILD)/bench/shop_1000.promoc $(BUILD)/bench/shop_baskets.ndjson
	@$(BUILD)/bench/json $(BUILD)/bench/shop_1000.promoc $(BUILD)/bench/shop_baskets.ndjson

$(BUILD)/bench/json: bench/json.c $(BUILD)/libpromo-runtime.a
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@ $(filter %.c %.o %.a,$^) $(RUNTIME_LIBS) -lcjson

$(BUILD)/bench/shop_1000.promoc: $(BUILD)/promo bench/make_shop.py
	@mkdir -p $(@D)/shop_1000
	$(PYTHON) bench/make_shop.py rules 1000 $(@D)/shop_1000
	$(BUILD)/promo compile $(@D)/shop_1000 -o $@

$(BUILD)/bench/shop_baskets.ndjson: bench/make_shop.py
	@mkdir -p $(@D)
	$(PYTHON) bench/make_shop.py baskets 1000 $@
