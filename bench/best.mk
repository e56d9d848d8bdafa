# make bench-best: the layer optimiser beside GLPK (libglpk-dev) and greedy by priority.

BENCH_BEST := $(BUILD)/bench/best
BENCH_BEST_SOURCES := $(wildcard bench/best*.c)

$(BENCH_BEST): $(BENCH_BEST_SOURCES) $(VM_OBJECTS)
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $^ -lglpk

.PHONY: bench-best
bench: bench-best
bench-best: $(BENCH_BEST)
	$(BENCH_BEST) $(BENCH_BEST_ARGUMENTS)
