#!/bin/sh
# Compiles every header by itself, as C; the public ones also as C++. Arguments: the compiler's flags. CC and CXX name it.
set -u
passed=0
failed=0
report() {
    if [ "$2" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); printf '%s\n' "--- $1" "$3"; fi
}
for header in include/promo/*.h base/*.h lang/*.h compiler/*.h vm/*.h runtime/*.h cli/*.h; do
    [ -e "$header" ] || continue
    output=$(printf '#include "%s"\nextern int none;\n' "$header" | $CC "$@" -fsyntax-only -x c - 2>&1)
    report "$header" $? "$output"
done
if command -v "${CXX%% *}" >/dev/null 2>&1; then
    for header in include/promo/*.h; do
        output=$(printf '#include "%s"\n' "$header" | $CXX -std=c++11 -Wall -Wextra -Wpedantic -Werror -Iinclude -I. \
                 -fsyntax-only -x c++ - 2>&1)
        report "$header as C++" $? "$output"
    done
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
