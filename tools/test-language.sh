#!/bin/sh
# Runs the tests in the language: each file of tests/stdlib is a rule set, and so is every folder of examples/. All of them,
# and the standard library, are in the one layout.
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
if output=$("$PROMO" fmt --check stdlib tests/stdlib examples 2>&1); then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    printf '%s\n' "--- not in the one layout" "$output"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
