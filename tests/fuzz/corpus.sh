#!/bin/sh
# Runs each replay program over its corpus, tests/fuzz/corpus/NAME/; every input is one case.
set -u
passed=0
failed=0
[ $# -gt 0 ] || { echo "no fuzz targets" >&2; exit 1; }
for program in "$@"; do
    name=${program##*/replay_}
    corpus=tests/fuzz/corpus/$name
    count=$(find "$corpus" -type f 2>/dev/null | wc -l)
    if [ "$count" -eq 0 ]; then
        echo "--- $corpus: no corpus"
        failed=$((failed + 1))
    elif output=$(find "$corpus" -type f -print0 | sort -z | xargs -0 "$program" 2>&1); then
        passed=$((passed + count))
    else
        printf '%s\n' "--- $program" "$output"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
