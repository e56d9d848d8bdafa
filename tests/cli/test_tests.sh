# promo test: coverage and its threshold, the files it writes.
. ./cases.sh

rules=../golden/test/coverage.promo
case_is "coverage" 0 "$PROMO" test --coverage "$rules"
out_has "coverage.promo"
case_is "enough coverage" 0 "$PROMO" test --coverage-min 53% "$rules"
case_is "exactly enough" 0 "$PROMO" test --coverage-min 53.65 "$rules"
case_is "too little coverage" 1 "$PROMO" test --coverage-min 53.66% "$rules"
err_has "the tests reach 53.6% of the rules, and --coverage-min asks for 53.66%"
case_is "too little coverage, as JUnit" 1 "$PROMO" test --coverage-min 100% --format junit "$rules"
out_has "<testsuites"
for wrong in 101% -1 lots "" 80%%; do
    case_is "a threshold of '$wrong'" 2 "$PROMO" test "--coverage-min=$wrong" "$rules"
done
case_is "coverage as lcov" 0 "$PROMO" test --coverage-file "$work/lcov" "$rules"
cat >"$work/expected" <<'END'
TN:promo
SF:../golden/test/coverage.promo
FN:9,shoes.pair
FN:10,hats.pair
END
head -4 "$work/lcov" >"$work/head"
same "the tracefile begins as it should" "$work/expected" "$work/head"
for line in BRDA:9,0,0,4 BRDA:9,0,1,1 BRDA:9,1,0,0 BRDA:10,1,0,- DA:24,0 FNDA:1,shoes.pair FNF:9 FNH:4 BRF:20 BRH:13 end_of_record; do
    grep -q -x -F "$line" "$work/lcov"
    verdict "the tracefile has $line" $? "$(cat "$work/lcov")"
done
case_is "coverage as JSON" 0 "$PROMO" test --coverage-file "$work/json" --coverage-format json "$rules"
grep -q -F '{ "outcomes": 41, "reached": 22, "percent": "53.6"' "$work/json"
verdict "the file says what is reached" $? "$(head -1 "$work/json")"
case_is "a format of no file" 2 "$PROMO" test --coverage-format json "$rules"
case_is "a file that cannot be" 2 "$PROMO" test --coverage-file "$work/no/such/place" "$rules"
case_is "rules with errors" 1 "$PROMO" test --coverage ../golden/check/several.promo
printf 'settings { currency USD }\ntest "t" { basket { at 2026-01-01T10:00 line 1 of "A" at 10.00 } expect total 10.00 }\n' >"$work/bare.promo"
case_is "nothing to reach" 0 "$PROMO" test --coverage-min 100 "$work/bare.promo"

# Counting changes nothing: every test of the examples comes to the same.
for shop in ../../examples/*/; do
    [ -n "$(find "$shop" -name '*.promo' | head -1)" ] && [ -e "$shop/tests.promo" ] || continue
    "$PROMO" test --format json "$shop" | sed 's/[, }]*$//' >"$work/without"
    "$PROMO" test --format json --coverage "$shop" | sed '/^"coverage"/,$d; s/[, }]*$//' >"$work/with"
    diff "$work/without" "$work/with" >"$work/difference" && [ -s "$work/with" ]
    verdict "the same with coverage: $shop" $? "$(head -5 "$work/difference")"
done
exit $any_failed
