# The long variants of the tests of state: more histories, kills and power losses, ten million codes and members.
#
#   make test-state-long      about half an hour; PROMO_TEST_SEED=... chooses other histories

STATE_SCALE ?= 20
STATE_LONG  := $(filter $(BUILD)/tests/runtime_ledger_% $(BUILD)/tests/runtime_codes_test $(BUILD)/tests/runtime_snapshot_test,\
                 $(UNIT_PROGRAMS))

.PHONY: test-state-long
test-state-long: $(STATE_LONG)
	@PROMO_TEST_SCALE=$(STATE_SCALE) sh tools/run-tests.sh $(STATE_LONG)
