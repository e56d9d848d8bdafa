#!/bin/sh
# Builds examples/embed/hello.c against the libraries installed below the stage, shared and static, and runs it.
set -u
stage=$1
promo=$2
passed=0
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
check() {
    name=$1
    shift
    if output=$("$@" 2>&1); then passed=$((passed + 1)); else failed=$((failed + 1)); printf '%s\n' "--- $name" "$output"; fi
}
export PKG_CONFIG_PATH="$stage/usr/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$stage" PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 \
       PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1
says() {
    [ "$("$@")" = "36000 minor units" ]
}
build() {
    # shellcheck disable=SC2086
    $CC -std=c11 -Wall -Wextra -Wpedantic -Werror $SANITIZE examples/embed/hello.c $(pkg-config --cflags promo-vm) -o "$@"
}
check "compile spring.promo" "$promo" compile examples/embed/spring.promo -o "$work/spring.promoc"
check "build, shared" build "$work/shared" $(pkg-config --libs promo-vm)
check "run, shared" says env LD_LIBRARY_PATH="$stage/usr/lib" "$work/shared" "$work/spring.promoc"
check "build, static" build "$work/static" "$stage/usr/lib/libpromo-vm.a" -pthread
check "run, static" says "$work/static" "$work/spring.promoc"
for file in man/man1/promo.1 man/man1/promo-test.1 bash-completion/completions/promo zsh/site-functions/_promo \
            fish/vendor_completions.d/promo.fish; do
    check "installed: $file" test -s "$stage/usr/share/$file"
done
for name in promo-vm promo promo-runtime; do
    check "pkg-config $name" pkg-config --exists "$name"
done
check "the installed command" "$stage/usr/bin/promo" --version
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
