#!/bin/sh
# Runs tests/lsp/nvim.lua in Neovim, headless, on a copy of an example; prints "N passed, N failed".
set -u
cd "$(dirname "$0")/../.."
command -v nvim >/dev/null || { echo "Neovim is missing: tools/setup.sh installs it" >&2; echo "0 passed, 1 failed"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r examples/giftshop "$work/giftshop"
printf '[lint.rules]\nunused-let = "off"\nunused-import = "off"\n' >"$work/promo.toml"
output=$(SHOP=$work/giftshop HOME=$work XDG_CACHE_HOME=$work/cache XDG_DATA_HOME=$work/data XDG_CONFIG_HOME=$work/config \
    XDG_STATE_HOME=$work/state timeout 300 nvim --headless --clean -i NONE -c 'luafile tests/lsp/nvim.lua' </dev/null 2>"$work/errors")
passed=$(printf '%s\n' "$output" | grep -c '^ok ')
failed=$(printf '%s\n' "$output" | grep -c '^not ok ')
expected=$(grep -c '^  { "' tests/lsp/nvim.lua)
[ "$((passed + failed))" -eq "$expected" ] || failed=$((failed + expected - passed - failed))
[ "$failed" -eq 0 ] || { printf '%s\n' "$output" | grep -v '^ok '; cat "$work/errors"; }
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
