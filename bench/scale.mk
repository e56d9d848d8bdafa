# make bench-scale: compile, load and price at growing numbers of promotions (BENCH_PROMOTIONS), and the same rules by hand.

BENCH_PROMOTIONS ?= 10 100 1000 10000 100000
BENCH_BASKETS    ?= 1000
LUAJIT           ?= luajit
BENCH_SHOP       := $(BUILD)/bench/shop

$(BUILD)/bench/scale: bench/scale.c bench/shop_baskets.c $(BUILD)/libpromo-runtime.a
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@ $^ $(RUNTIME_LIBS)

$(BENCH_SHOP)/%/rules.promo: bench/make_shop.py
	@$(PYTHON) bench/make_shop.py rules $* $(@D)

$(BENCH_SHOP)/baskets-$(BENCH_BASKETS).ndjson: bench/make_shop.py
	@mkdir -p $(@D)
	@$(PYTHON) bench/make_shop.py baskets $(BENCH_BASKETS) $@

# The same rules by hand in C, matching and applying in priority order, with and without an index: the floor.
$(BUILD)/bench/floor: bench/floor.c
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@ $<

.PHONY: bench-scale
bench: bench-scale
bench-scale: $(BUILD)/bench/scale $(BUILD)/bench/floor $(BENCH_SHOP)/baskets-$(BENCH_BASKETS).ndjson $(BENCH_PROMOTIONS:%=$(BENCH_SHOP)/%/rules.promo)
	@echo "$(BENCH_BASKETS) baskets; microseconds a basket, median and 99th percentile"
	@for n in $(BENCH_PROMOTIONS); do \
		$(BUILD)/bench/scale $(BENCH_SHOP)/baskets-$(BENCH_BASKETS).ndjson $(BENCH_SHOP)/$$n/rules.promo && \
		$(BUILD)/bench/floor $(BENCH_SHOP)/$$n/rules.tsv $(BENCH_SHOP)/baskets-$(BENCH_BASKETS).ndjson.tsv || exit; \
		if command -v $(LUAJIT) >/dev/null; then \
			$(LUAJIT) bench/floor.lua $(BENCH_SHOP)/$$n/rules.tsv $(BENCH_SHOP)/baskets-$(BENCH_BASKETS).ndjson.tsv || exit; \
		else echo "no $(LUAJIT): the rules in Lua are left out"; fi; \
	done
