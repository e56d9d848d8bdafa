#!/bin/sh
# Golden files: tests/golden/VERB/NAME.promo is given to `promo VERB`, beside it NAME.json or NAME.ndjson as baskets (a
# state in NAME.state.json, options in NAME.options), and NAME.out is everything it prints, standard error first, and its
# exit code. --bless rewrites the .out files.
set -u
bless=${1:-}
cd "$(dirname "$0")"
passed=0
failed=0
for rules in */*.promo; do
    [ -e "$rules" ] || continue
    verb=${rules%%/*}
    base=${rules%.promo}
    name=${base##*/}
    set --
    [ -e "$base.options" ] && set -- $(cat "$base.options")
    [ -e "$base.state.json" ] && set -- "$@" --state "$name.state.json"
    set -- "$@" "$name.promo"
    [ -e "$base.json" ] && set -- "$@" "$name.json"
    [ -e "$base.ndjson" ] && set -- "$@" "$name.ndjson"
    work=$(mktemp -d)
    (cd "$verb" && "$PROMO" "$verb" "$@" >"$work/out" 2>"$work/err" </dev/null; echo "exit $?" >"$work/code")
    cat "$work/err" "$work/out" "$work/code" >"$work/all"
    if [ "$bless" = --bless ]; then
        cp "$work/all" "$base.out"
        passed=$((passed + 1))
    elif [ -e "$base.out" ] && diff -u "$base.out" "$work/all" >"$work/diff"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "--- golden/$rules"
        if [ -e "$base.out" ]; then cat "$work/diff"; else echo "no $base.out: make bless, and read it"; fi
    fi
    rm -rf "$work"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
