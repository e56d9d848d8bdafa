# make bench-scale: compile, load and price at growing numbers of promotions (BENCH_PROMOTIONS), from JSON to JSON.

BENCH_PROMOTIONS ?= 10 100 1000 10000
BENCH_BASKETS    ?= 1000
BENCH_SHOP       := $(BUILD)/bench/shop

$(BUILD)/bench/scale: bench/scale.c $(BUILD)/libpromo-runtime.a
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $^ $(RUNTIME_LIBS)

$(BENCH_SHOP)/%/rules.promo: bench/make_shop.py
	@$(PYTHON) bench/make_shop.py rules $* $(@D)

$(BENCH_SHOP)/baskets-$(BENCH_BASKETS).ndjson: bench/make_shop.py
	@mkdir -p $(@D)
	@$(PYTHON) bench/make_shop.py baskets $(BENCH_BASKETS) $@

.PHONY: bench-scale
bench-scale: $(BUILD)/bench/scale $(BENCH_SHOP)/baskets-$(BENCH_BASKETS).ndjson $(BENCH_PROMOTIONS:%=$(BENCH_SHOP)/%/rules.promo)
	@$(BUILD)/bench/scale $(BENCH_SHOP)/baskets-$(BENCH_BASKETS).ndjson $(BENCH_PROMOTIONS:%=$(BENCH_SHOP)/%/rules.promo)

# The same rules by hand in C, matching and applying in priority order, with and without an index: the floor.
$(BUILD)/bench/floor: bench/floor.c
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $<

.PHONY: bench-floor
bench-floor: $(BUILD)/bench/floor $(BENCH_SHOP)/baskets-$(BENCH_BASKETS).ndjson $(BENCH_PROMOTIONS:%=$(BENCH_SHOP)/%/rules.promo)
	@for n in $(BENCH_PROMOTIONS); do $< $(BENCH_SHOP)/$$n/rules.tsv $(BENCH_SHOP)/baskets-$(BENCH_BASKETS).ndjson.tsv; done
