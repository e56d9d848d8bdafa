# What `promo run` prints: one result a line in order, with threads, from every shape of input, with state.
. ./cases.sh

ids() { sed 's/.*"basket":"\([^"]*\)".*/\1/' "$1" | tr '\n' ' '; }

case_is "lines" 0 "$PROMO" run rules.promo baskets.ndjson
[ "$(ids "$out")" = "b-1 b-2 b-3 " ]
verdict "results are in order" $? "$(ids "$out")"
out_has '"total":"90.00"'
out_has '"image":"'
cp "$out" "$work/expected"
case_is "standard input" 0 "$PROMO" run rules.promo - <baskets.ndjson
same "standard input gives the same" "$out" "$work/expected"
case_is "no operand is standard input" 0 "$PROMO" run rules.promo <baskets.ndjson
same "no operand gives the same" "$out" "$work/expected"
python3 -c '
import json, sys
for line in open("baskets.ndjson"):
    print(json.dumps(json.loads(line), indent=2))' >"$work/pretty.json"
case_is "objects over many lines" 0 "$PROMO" run rules.promo "$work/pretty.json"
same "objects give the same" "$out" "$work/expected"
python3 -c '
import json
print(json.dumps([json.loads(line) for line in open("baskets.ndjson")], indent=2))' >"$work/list.json"
case_is "a list of objects" 0 "$PROMO" run rules.promo "$work/list.json"
same "a list gives the same" "$out" "$work/expected"
case_is "without the index" 0 "$PROMO" run rules.promo baskets.ndjson --no-index
same "the index changes nothing" "$out" "$work/expected"

case_is "bad baskets" 2 "$PROMO" run rules.promo bad.ndjson
[ "$(ids "$out")" = "b-1 b-5 " ]
verdict "the rest are priced" $? "$(ids "$out")"
err_has "bad.ndjson:2:"
err_has "lines[0].qty"
err_has "bad.ndjson:3:"
[ "$(wc -l <"$err")" -eq 2 ]
verdict "one message a bad basket" $? "$(cat "$err")"

# Of a file in which nothing is a basket one message, whatever it is; the lines are counted all the same.
no_basket() { # NAME FILE MESSAGE
    case_is "$1" 2 "$PROMO" run rules.promo "$2"
    [ "$(wc -l <"$err")" -eq 1 ]; verdict "$1: one message" $? "$(head -3 "$err")"
    err_has "$3"
    case_is "$1: in a summary" 2 "$PROMO" run rules.promo "$2" --summary
    [ ! -s "$out" ]; verdict "$1: nothing to sum up" $? "$(head -3 "$out")"
    case_is "$1: when comparing" 2 "$PROMO" diff rules.promo rules.promo "$2"
    [ "$(wc -l <"$err")" -eq 1 ]; verdict "$1: one message when comparing" $? "$(head -3 "$err")"
    err_has "$3"
}
printf 'id,sku,qty\n1,A,2\n2,B,1\n' >"$work/table.csv"
no_basket "a table" "$work/table.csv" 'there is no basket in it, but `id,sku,qty` in line 1'
err_has "(all 3 records are refused)"
cp rules.promo "$work/rules.txt"
no_basket "rules" "$work/rules.txt" 'there is no basket in it, but `'
printf '\n[1,\n 2,\n 3]\n' >"$work/numbers.json"
no_basket "a list of numbers" "$work/numbers.json" '`1,` in line 2'
printf '\177ELF\001\002\n\003\000\n\003\n' >"$work/program"
no_basket "a program" "$work/program" "this is no text"
"$PROMO" compile rules.promo -o "$work/rules.image"
no_basket "an image" "$work/rules.image" "this is an image; rules come before baskets"
case_is "an image in a pipe" 2 sh -c 'cat "$1" | "$PROMO" run rules.promo' - "$work/rules.image"
err_has "standard input: no basket can be read: this is an image; rules come before baskets"
printf '\377\376{\000\n\000}\000' >"$work/utf16.json"
no_basket "another encoding" "$work/utf16.json" "save it as UTF-8"
printf '\357\273\277' | cat - baskets.ndjson | sed 's/$/\r/' >"$work/marked.ndjson"
case_is "a byte-order mark and other line ends" 0 "$PROMO" run rules.promo "$work/marked.ndjson"
same "they change nothing" "$out" "$work/expected"
sed -n 1p "$work/marked.ndjson" >"$work/marked.json"
case_is "a byte-order mark, explained" 0 "$PROMO" explain rules.promo "$work/marked.json"
printf '\357\273\277{ "audiences": { "regulars": ["c-1"] } }\r\n' >"$work/marked_state.json"
case_is "a byte-order mark before a state" 0 "$PROMO" run rules.promo baskets.ndjson --state "$work/marked_state.json"
case_is "a file without anything" 0 "$PROMO" run rules.promo /dev/null
err_has "/dev/null: there is no basket in it"
# A line that is none before baskets is one among them; and what is the matter is said so often that it can be seen, not more.
{ echo "# baskets"; cat baskets.ndjson; } >"$work/headed.ndjson"
case_is "a heading" 2 "$PROMO" run rules.promo "$work/headed.ndjson"
err_has "headed.ndjson:1:1: expected a basket"
[ "$(ids "$out")" = "b-1 b-2 b-3 " ]
verdict "baskets after a heading" $? "$(ids "$out")"
i=0
while [ $i -lt 25 ]; do echo '{}'; i=$((i + 1)); done >"$work/hollow.ndjson"
case_is "many bad baskets" 2 "$PROMO" run rules.promo "$work/hollow.ndjson"
[ "$(wc -l <"$err")" -eq 21 ]; verdict "the first ones are told" $? "$(tail -3 "$err")"
err_has "hollow.ndjson: 5 more baskets are refused"
case_is "many bad baskets on threads" 2 "$PROMO" run rules.promo "$work/hollow.ndjson" --jobs 2
err_has "hollow.ndjson: 5 more baskets are refused"

i=0
while [ $i -lt 1500 ]; do cat bad.ndjson baskets.ndjson; i=$((i + 1)); done >"$work/many.ndjson"
case_is "one thread" 2 "$PROMO" run rules.promo "$work/many.ndjson"
cp "$out" "$work/one"; cp "$err" "$work/one_err"
for jobs in 0 2 5; do
    case_is "--jobs $jobs" 2 "$PROMO" run rules.promo "$work/many.ndjson" --jobs $jobs
    same "--jobs $jobs: the same results in the same order" "$out" "$work/one"
    same "--jobs $jobs: the same messages" "$err" "$work/one_err"
done
case_is "a summary" 2 "$PROMO" run rules.promo "$work/many.ndjson" --summary
sed 1d "$out" >"$work/summary"
case_is "a summary by several threads" 2 "$PROMO" run rules.promo "$work/many.ndjson" --summary --jobs 3
sed 1d "$out" >"$work/summary_3"
same "the same summary" "$work/summary_3" "$work/summary"
out_has "refused"
out_has "pair"

cat >"$work/state.json" <<'END'
{ "audiences": { "regulars": ["c-1"] }, "coupons": { "hello": { "customers": { "c-1": 1 } } } }
END
case_is "state" 0 "$PROMO" run rules.promo baskets.ndjson --state "$work/state.json"
out_has '"promotion":"regulars_price"'
out_has '"code":"hello","coupon":"hello","accepted":false'
case_is "explain" 0 "$PROMO" run rules.promo baskets.ndjson --explain
out_has '"explanation":['
case_is "stats" 0 "$PROMO" run rules.promo baskets.ndjson --stats
out_has '"stats":{"candidates":'
err_has "per basket"
case_is "local times" 0 "$PROMO" run rules.promo - <<'END'
{"at":"2026-03-08T02:30","lines":[]}
END
# The basket in the command's own example.
"$PROMO" help run | sed -n "s/^ *echo '\(.*\)' | promo run rules\/$/\1/p" >"$work/example.json"
case_is "the example in the help" 0 "$PROMO" run rules.promo "$work/example.json"
[ "$(wc -l <"$out")" -eq 1 ]
verdict "is a basket" $? "$(cat "$work/example.json")"
exit $any_failed
