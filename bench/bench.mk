# make bench: every benchmark, each a fragment bench/NAME.mk with targets bench-...; tables on standard output.

.PHONY: bench
-include $(filter-out bench/bench.mk,$(wildcard bench/*.mk))
