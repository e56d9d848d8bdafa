# make bench-state: orders per second beside bare SQLite, lookups. bench-state-long: among ten million codes and members.

BENCH_STATE_DIRECTORY ?= $(BUILD)/bench

.PHONY: bench-state bench-state-long
bench: bench-state
bench-state: $(BUILD)/bench/state
	@$(BUILD)/bench/state --directory $(BENCH_STATE_DIRECTORY)
bench-state-long: $(BUILD)/bench/state
	@$(BUILD)/bench/state --directory $(BENCH_STATE_DIRECTORY) --seconds 20 --codes 10000000 --members 10000000

$(BUILD)/bench/state: bench/state.c $(BUILD)/libpromo-runtime.a
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $^ $(RUNTIME_LIBS)
