# make bench-best: the layer optimiser beside GLPK (libglpk-dev) and greedy by priority.

BENCH_BEST := $(BUILD)/bench/best
BENCH_BEST_SOURCES := bench/best.c bench/best_glpk.c bench/best_greedy.c bench/best_instances.c

$(BENCH_BEST): $(BENCH_BEST_SOURCES) $(VM_OBJECTS)
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $^ -lglpk

.PHONY: bench-best
bench: bench-best
bench-best: $(BENCH_BEST)
	$(BENCH_BEST) $(BENCH_BEST_ARGUMENTS)
