# Images as seeds of fuzzing.
#
#   make fuzz-seeds   compiles the example shops into tests/fuzz/corpus/image/, after the image has changed

.PHONY: fuzz-seeds
fuzz-seeds: $(BUILD)/promo
	@sh tests/fuzz/seeds.sh $(abspath $(BUILD))/promo
