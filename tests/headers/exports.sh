#!/bin/sh
# What the libraries in the build folder show and need.
set -u
build=$1
passed=0
failed=0
expect_nothing() {
    if [ -z "$2" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); printf '%s\n' "--- $1" "$2"; fi
}
for name in promo-vm promo promo-runtime; do
    library=$build/lib$name.so
    shown=$(nm -D --defined-only "$library" | awk '{ print $3 }')
    expect_nothing "$library shows what is not promo_..." "$(printf '%s\n' "$shown" | grep -v '^promo_')"
    [ -n "$shown" ] || expect_nothing "$library" "it shows nothing at all"
    needed=$(objdump -p "$library" | awk '$1 == "SONAME" { print $2 }')
    expect_nothing "$library has no SONAME" "$(printf '%s\n' "$needed" | grep -v "^lib$name\.so\.[0-9]")"
done
expect_nothing "libpromo-vm needs more than the C library" \
    "$(objdump -p "$build/libpromo-vm.so" | awk '$1 == "NEEDED" { print $2 }' | grep -v -E '^(libc|libpthread|libm|ld-linux.*|lib[atu]*san|libgcc_s)\.so')"
expect_nothing "libpromo needs more than the C library" \
    "$(objdump -p "$build/libpromo.so" | awk '$1 == "NEEDED" { print $2 }' | grep -v -E '^(libc|libpthread|libm|ld-linux.*|lib[atu]*san|libgcc_s)\.so')"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
