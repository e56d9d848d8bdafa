#!/bin/sh
# Runs the tests in the language: each file of tests/stdlib is a rule set, and so is every folder of examples/.
set -u
cd "$(dirname "$0")/.."
passed=0
failed=0
for rules in tests/stdlib/*.promo examples/*/; do
    [ -e "$rules" ] || continue
    find "$rules" -name '*.promo' | grep -q . || continue
    if output=$("$PROMO" test "$rules" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s\n' "--- $rules" "$output"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
