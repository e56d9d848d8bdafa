# 0 nothing wrong, 1 findings, 2 the command could not do its work: for every verb; and standard output that fails.
. ./cases.sh

printf 'settings { currency USD }\npromotion p { event e { when amount of shose >= 1.00 give 10%% off order } }\n' >"$work/wrong.promo"
printf 'settings { currency USD }\npromotion p { event e { give 10%% off order } }\n' >"$work/untested.promo"
printf 'settings { currency USD }\npromotion p { event e { give 10%% off order } }\ntest "t" { basket { at 2026-01-01T10:00 line 1 of "A" at 10.00 } expect total 1.00 }\n' >"$work/failing.promo"
mkdir "$work/empty" "$work/folder"
cp rules.promo "$work/folder/"
head -c 4096 /dev/urandom >"$work/noise"
printf 'promotion p { event e { give \377 } }' >"$work/not_utf8.promo"
: >"$work/nothing.promo"

case_is "check of sound rules" 0 "$PROMO" check rules.promo
case_is "check of a folder" 0 "$PROMO" check "$work/folder"
case_is "check of wrong rules" 1 "$PROMO" check "$work/wrong.promo"
err_has "wrong.promo:2:"
case_is "check as JSON" 1 "$PROMO" check --format json "$work/wrong.promo"
out_has '"errors": 1'
[ ! -s "$err" ]; verdict "check as JSON: nothing on standard error" $? "$(head -c 300 "$err")"
case_is "check as SARIF" 1 "$PROMO" check --format sarif "$work/wrong.promo"
out_has '2.1.0'
case_is "check for GitHub" 1 "$PROMO" check --format github "$work/wrong.promo"
out_has '::error'
case_is "check of bytes that are no text" 1 "$PROMO" check "$work/not_utf8.promo"
case_is "check of a file that is not there" 2 "$PROMO" check "$work/none.promo"
err_has "none.promo"
case_is "check of an empty folder" 2 "$PROMO" check "$work/empty"
err_has "no rule files"
case_is "check of an image" 2 sh -c '"$PROMO" compile rules.promo -o "$1/r.promoc" && "$PROMO" check "$1/r.promoc"' - "$work"

case_is "check of standard input" 1 "$PROMO" check - <"$work/wrong.promo"
err_has "standard input:2:"
case_is "check of a pipe" 0 sh -c 'cat rules.promo | "$PROMO" check /dev/stdin'

case_is "check of JSON" 1 "$PROMO" check baskets.ndjson
err_has "this file is JSON"
case_is "check of noise" 1 "$PROMO" check "$work/noise"
err_has "this file is no text"
[ "$(grep -c error "$err")" -eq 2 ]; verdict "check of noise: one error" $? "$(head -c 300 "$err")"

# A source is never overwritten by its image, by whatever name it is reached.
cp rules.promo "$work/kept.promo"
cp rules.promo "$work/kept.rules"
ln -s kept.promo "$work/link"
for output in kept.promo link other.promo; do
    case_is "compile to $output" 2 "$PROMO" compile "$work/kept.promo" -o "$work/$output"
    err_has "such as rules.promoc"
done
case_is "compile to its source of another name" 2 "$PROMO" compile "$work/kept.rules" -o "$work/kept.rules"
err_has "one of the sources"
same "the source is as it was" rules.promo "$work/kept.promo"
same "so is the other" rules.promo "$work/kept.rules"
case_is "compile" 0 "$PROMO" compile rules.promo -o "$work/rules.promoc"
case_is "compile again" 0 "$PROMO" compile rules.promo -o "$work/again.promoc"
same "the same sources give the same bytes" "$work/rules.promoc" "$work/again.promoc"
case_is "compile of wrong rules" 1 "$PROMO" compile "$work/wrong.promo" -o "$work/rules.promoc"
same "a failed compile leaves the old image" "$work/rules.promoc" "$work/again.promoc"
case_is "compile to where it cannot be" 2 "$PROMO" compile rules.promo -o "$work/no/such/place"
case_is "compile of an image" 2 "$PROMO" compile "$work/rules.promoc" -o "$work/x"

case_is "run from an image" 0 "$PROMO" run "$work/rules.promoc" baskets.ndjson
cp "$out" "$work/from_image"
case_is "run from sources" 0 "$PROMO" run rules.promo baskets.ndjson
same "sources and image give the same results" "$out" "$work/from_image"
case_is "run from an image on standard input" 0 "$PROMO" run - baskets.ndjson <"$work/rules.promoc"
same "it gives the same results" "$out" "$work/from_image"
case_is "run from an image in a pipe" 0 sh -c 'cat "$1" | "$PROMO" run /dev/stdin baskets.ndjson' - "$work/rules.promoc"
same "so does the pipe" "$out" "$work/from_image"
case_is "run from sources in a pipe" 0 sh -c 'cat rules.promo | "$PROMO" run /dev/stdin baskets.ndjson'
case_is "diagnostics as JSON: none of an image" 0 "$PROMO" dump --format json - <"$work/rules.promoc"
[ "$(head -c 1 "$out")" != "{" ]; verdict "diagnostics as JSON: nothing but the image" $? "$(head -c 300 "$out")"
head -c 100 "$work/rules.promoc" >"$work/torn.promoc"
case_is "run from a torn image on standard input" 2 "$PROMO" run - baskets.ndjson <"$work/torn.promoc"
err_has "standard input: "
for verb in check lint test describe; do
    case_is "$verb of an image on standard input" 2 "$PROMO" $verb - <"$work/rules.promoc"
    err_has "standard input: an image, where sources are wanted"
done
for file in - "$work/rules.promoc"; do
    case_is "fmt of an image: $file" 2 "$PROMO" fmt "$file" <"$work/rules.promoc"
    err_has "an image, where sources are wanted"
done
case_is "compile of an image on standard input" 2 "$PROMO" compile - -o "$work/x" <"$work/rules.promoc"
err_has "standard input: already an image"
[ ! -e "$work/x" ]; verdict "compile of an image: writes nothing" $? "$(ls "$work")"
case_is "run of an image and more" 2 "$PROMO" run - rules.promo baskets.ndjson <"$work/rules.promoc"
err_has "standard input: an image, where sources are wanted"
for verb in explain "order reserve --order o --store $work/orders.db"; do
    [ -e "$work/orders.db" ] || "$PROMO" state init --store "$work/orders.db" 2>/dev/null
    case_is "$verb: an image as the basket" 2 "$PROMO" $verb rules.promo - <"$work/rules.promoc"
    err_has "standard input: an image, where a basket is wanted; rules come before it"
done
case_is "run of wrong rules" 1 "$PROMO" run "$work/wrong.promo" baskets.ndjson
case_is "run with a bad basket" 2 "$PROMO" run rules.promo bad.ndjson
case_is "run of baskets that are not there" 2 "$PROMO" run rules.promo "$work/none.ndjson"
case_is "run of a folder as baskets" 2 "$PROMO" run "$work/rules.promoc" "$work/noise" "$work/empty"
case_is "run of an image and a folder" 2 "$PROMO" run "$work/rules.promoc" "$work/empty"
err_has 'rules.promoc is an image, a whole rule set'
case_is "run of noise as rules" 1 "$PROMO" run "$work/noise" baskets.ndjson
case_is "run of noise as baskets" 2 "$PROMO" run rules.promo "$work/noise"
case_is "run without baskets" 0 "$PROMO" run rules.promo /dev/null
case_is "run with a state that is not there" 2 "$PROMO" run rules.promo baskets.ndjson --state "$work/none.json"
case_is "run with a state that is none" 2 "$PROMO" run rules.promo baskets.ndjson --state "$work/noise"

case_is "explain" 0 "$PROMO" explain rules.promo /dev/stdin <<'END'
{"id":"b-1","at":"2026-04-01T10:00:00Z","lines":[{"sku":"A","qty":2,"price":"50.00","category":"shoes"}]}
END
out_has "shoes"
case_is "explain keeps layers" 0 "$PROMO" explain --layers "$work" ../golden/explain/arithmetic.promo ../golden/explain/arithmetic.json
case_is "a kept layer" 0 cat "$work/goods.layer"
out_has "promotion cap 300"
case_is "its integer program" 0 cat "$work/goods.lp"
out_has "Maximize"
case_is "explain keeps layers in a new folder" 0 "$PROMO" explain --layers "$work/layers" ../golden/explain/arithmetic.promo ../golden/explain/arithmetic.json
case_is "a layer kept there" 0 cmp "$work/goods.layer" "$work/layers/goods.layer"
case_is "explain keeps layers nowhere" 2 "$PROMO" explain --layers "$work/none/deeper" ../golden/explain/arithmetic.promo ../golden/explain/arithmetic.json
err_has "none/deeper: No such file or directory"
case_is "explain keeps layers in a file" 2 "$PROMO" explain --layers "$work/noise" ../golden/explain/arithmetic.promo ../golden/explain/arithmetic.json
err_has "noise: Not a directory"
case_is "explain of two baskets" 2 "$PROMO" explain "$work/rules.promoc" bad.ndjson baskets.ndjson
err_has 'rules.promoc is an image, a whole rule set: `bad.ndjson` cannot be added to it'
case_is "explain of a file of baskets" 2 "$PROMO" explain rules.promo baskets.ndjson
err_has 'baskets.ndjson: several baskets, where one is wanted; of a file with one a line, `sed -n 7p` gives the seventh'
case_is "explain of a bad basket" 2 "$PROMO" explain rules.promo - <<'END'
{"at":"2026-04-01T10:00:00Z","lines":[{"sku":"A","qty":1.5,"price":"50.00"}]}
END
err_has 'lines[0].qty'
case_is "explain of no basket" 2 "$PROMO" explain rules.promo /dev/null

case_is "test" 0 "$PROMO" test rules.promo
out_has "1 passed, 0 failed"
case_is "a failing test" 1 "$PROMO" test "$work/failing.promo"
out_has '- total 1.00'
out_has '+ total 9.00'
case_is "a failing test for GitHub" 1 "$PROMO" test --format github "$work/failing.promo"
out_has 'file='"$work"'/failing.promo,line=3,'
out_has 'expected total 1.00, got total 9.00'
case_is "a failing test as SARIF" 1 "$PROMO" test --format sarif "$work/failing.promo"
out_has '"ruleId": "P0701"'
case_is "a failing test that is left out" 1 "$PROMO" test "$work/failing.promo" --filter u
err_has "--filter asks for no test among 1"
case_is "no test that fails" 0 "$PROMO" test --quiet rules.promo
[ "$(wc -l <"$out")" -eq 1 ]; verdict "only the sum is shown" $? "$(cat "$out")"
case_is "no tests" 1 "$PROMO" test "$work/untested.promo"
err_has "no tests"
case_is "test of an image" 2 "$PROMO" test "$work/rules.promoc"
case_is "no tests, as JUnit" 1 "$PROMO" test --format junit "$work/untested.promo"
out_has 'tests="0"'
case_is "test of wrong rules" 1 "$PROMO" test "$work/wrong.promo"
err_has "wrong.promo:2:"
case_is "test of wrong rules as JUnit" 1 "$PROMO" test --format junit "$work/wrong.promo"
out_has 'errors="1"'
case_is "test of wrong rules as JSON" 1 "$PROMO" test --format json "$work/wrong.promo"
out_has '"errors": 1'
[ ! -s "$err" ]; verdict "test as JSON: nothing on standard error" $? "$(head -c 300 "$err")"
case_is "test of files that are not there" 2 "$PROMO" test "$work/none.promo"
case_is "test of an empty folder" 2 "$PROMO" test "$work/empty"

case_is "dump" 0 "$PROMO" dump "$work/rules.promoc"
out_has "PROMOTIONS"
case_is "dump of one section" 0 "$PROMO" dump rules.promo --section code
case_is "dump of no section" 2 "$PROMO" dump rules.promo --section nonsense
case_is "explain-code" 0 "$PROMO" explain-code p0102
out_has "P0102"
case_is "explain-code without a code" 0 "$PROMO" explain-code
case_is "explain-code of none" 2 "$PROMO" explain-code P9999

# A damaged image is refused, wherever the damage is.
size=$(wc -c <"$work/rules.promoc")
for at in 0 9 17 25 40 100 $((size / 2)) $((size - 1)); do
    cp "$work/rules.promoc" "$work/damaged.promoc"
    printf '\377' | dd of="$work/damaged.promoc" bs=1 seek="$at" conv=notrunc 2>/dev/null
    cmp -s "$work/rules.promoc" "$work/damaged.promoc" && printf '\376' | dd of="$work/damaged.promoc" bs=1 seek="$at" conv=notrunc 2>/dev/null
    "$PROMO" run "$work/damaged.promoc" baskets.ndjson >"$out" 2>"$err"
    code=$?
    [ "$code" -eq 2 ] || { [ "$at" -lt 8 ] && [ "$code" -eq 1 ]; }
    verdict "an image damaged at $at" $? "exit $code: $(head -c 200 "$err")"
done
head -c $((size / 2)) "$work/rules.promoc" >"$work/short.promoc"
case_is "an image cut short" 2 "$PROMO" run "$work/short.promoc" baskets.ndjson

# Standard output that takes nothing more.
if [ -w /dev/full ]; then
    for words in "run rules.promo baskets.ndjson" "explain-code" "--help" "dump rules.promo" "test rules.promo"; do
        # shellcheck disable=SC2086
        "$PROMO" $words >/dev/full 2>"$err"
        [ $? -eq 2 ]
        verdict "a full disk: $words" $? "$(head -c 200 "$err")"
    done
fi
{ "$PROMO" dump rules.promo; echo $? >"$work/code"; } 2>"$err" | true
[ "$(cat "$work/code")" -ne 141 ]
verdict "a reader that goes away is no signal" $? "$(cat "$work/code")"
i=0
while [ $i -lt 4000 ]; do cat baskets.ndjson; i=$((i + 1)); done >"$work/many.ndjson"
{ "$PROMO" run rules.promo "$work/many.ndjson" --jobs 2; echo $? >"$work/code"; } 2>"$err" | head -1 >/dev/null
[ "$(cat "$work/code")" -eq 2 ] && [ ! -s "$err" ]
verdict "a reader that goes away ends a run quietly" $? "exit $(cat "$work/code"): $(head -c 200 "$err")"
mkfifo "$work/pipe"
for signal in SEGV ABRT FPE; do
    "$PROMO" run rules.promo "$work/pipe" 2>"$err" &
    victim=$!
    exec 9>"$work/pipe"
    kill -$signal $victim
    wait $victim
    [ $? -eq 70 ]
    verdict "a defect ($signal) is exit code 70" $? "$(cat "$err")"
    exec 9>&-
done
"$PROMO" run rules.promo <&- >"$out" 2>"$err"
[ $? -eq 2 ]
verdict "standard input that is closed" $? "$(head -c 200 "$err")"
exit $any_failed
