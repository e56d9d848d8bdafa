#!/bin/sh
# Fuzzes each target for some seconds, from its corpus; what it finds of new inputs goes to the build folder.
#
#     fuzz.sh FOLDER SECONDS NAME...
set -u
folder=$1
seconds=$2
shift 2
passed=0
failed=0
for name in "$@"; do
    mkdir -p "$folder/found/$name"
    if output=$("$folder/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
                -print_final_stats=0 -verbosity=0 -artifact_prefix="$folder/$name-" "$folder/found/$name" \
                "tests/fuzz/corpus/$name" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s\n' "--- $name" "$output" | tail -60
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
