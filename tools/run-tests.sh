#!/bin/sh
# Runs each test program named; fails if any fails, or if there is none.
set -u
[ $# -gt 0 ] || { echo "no test programs" >&2; exit 1; }
passed=0
failed=0
for program in "$@"; do
    if output=$("$program" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s\n' "--- $program" "$output"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
