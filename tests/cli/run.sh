#!/bin/sh
# Runs every tests/cli/test_*.sh: each prints a line "ok NAME" or "not ok NAME" for every case, by tests/cli/cases.sh.
set -u
cd "$(dirname "$0")"
passed=0
failed=0
for script in test_*.sh; do
    output=$(sh "./$script" 2>&1)
    status=$?
    good=$(printf '%s\n' "$output" | grep -c '^ok ')
    bad=$(printf '%s\n' "$output" | grep -c '^not ok ')
    passed=$((passed + good))
    failed=$((failed + bad))
    if [ "$bad" -ne 0 ] || [ "$status" -ne 0 ] || [ "$good" -eq 0 ]; then
        printf '%s\n' "--- cli/$script" "$output" | grep -v '^ok '
        [ "$bad" -ne 0 ] || failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
