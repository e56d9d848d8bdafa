# promo diff: words and baskets, thresholds for CI, images, formats, exit codes.
. ./cases.sh
golden=../golden/diff
old=$golden/old/changes.promo
new=$golden/changes.promo
baskets=$golden/changes.ndjson

case_is "no difference" 0 "$PROMO" diff $old $old
out_has "nothing that the rules say has changed"
case_is "a layout makes no difference" 0 sh -c 'tr "\n" " " <"$1" | sed "s/^# The older version: see ...changes.promo. //; s/ settings/ settings/" >"$2/flat.promo" && "$PROMO" diff "$1" "$2/flat.promo"' - $old "$work"
out_has "nothing that the rules say has changed"
case_is "differences are no failure" 0 "$PROMO" diff $old $new
out_has "offer e, gives: 20% off every item of shoes instead of 15% off every item of shoes"
case_is "a folder and a file" 0 "$PROMO" diff $golden/old $new
out_has "removed promotion leaving"

case_is "over baskets, as JSON" 0 "$PROMO" diff --format json $old $new $baskets
cp "$out" "$work/diff.json"
"$PROMO" simulate --format json $old $baskets >"$work/old.json"
"$PROMO" simulate --format json $new $baskets >"$work/new.json"
case_is "its sums are those of two simulations" 0 python3 -c '
import decimal, json, sys
D = decimal.Decimal
diff, old, new = (json.load(open(path)) for path in sys.argv[1:])
baskets = diff["baskets"]
for side, report in ("old", old), ("new", new):
    totals = {row["what"]: row for row in report["totals"]}
    assert D(baskets["discount"][side]) == D(totals["discounts"]["amount"]), side
    given = {p["promotion"]: D(p["discount"][side]) for p in baskets["promotions"] if D(p["discount"][side]) != 0}
    assert given == {p["promotion"]: D(p["discount"]) for p in report["promotions"]}, side
assert baskets["priced"] == 9 and baskets["changed"] == 9
properties = {(c["name"], p.get("event"), p["property"]): (p["old"], p["new"]) for c in diff["rules"] for p in c.get("properties", [])}
assert properties["spring", None, "holdout"][1] is None and properties["everything", None, "status"][0] is None
assert [c["name"] for c in diff["rules"] if c["change"] == "removed"] == ["leaving", "thanks"]
' "$work/diff.json" "$work/old.json" "$work/new.json"
case_is "for a pull request" 0 "$PROMO" diff --format markdown $old $new $baskets
out_has '| big\_order | 2 | 3 | 39.00 | 30.00 | -9.00 |'
case_is "no largest" 0 "$PROMO" diff --top 0 $old $new $baskets
! grep -q "largest" "$out"; verdict "none is shown" $? "$(tail -3 "$out")"

case_is "more than that share" 1 "$PROMO" diff --fail-over 99.9% $old $new $baskets
err_has "more than 99.9% of the baskets change"
case_is "not more than that share" 0 "$PROMO" diff --fail-over 100% $old $new $baskets
case_is "more than that amount" 1 "$PROMO" diff --fail-over 0.99 $old $new $baskets
err_has "more than 0.99 in all"
case_is "not more than that amount" 0 "$PROMO" diff --fail-over 1.00 $old $new $baskets
case_is "one of two" 1 "$PROMO" diff --fail-over 100% --fail-over 0.5 $old $new $baskets
case_is "nothing changes" 0 "$PROMO" diff --fail-over 0% --fail-over 0 $old $old $baskets
case_is "no basket at all" 0 "$PROMO" diff --fail-over 0% $old $new /dev/null
case_is "a limit without baskets" 2 "$PROMO" diff --fail-over 2% $old $new
err_has "needs baskets"
case_is "a limit that is none" 2 "$PROMO" diff --fail-over much $old $new $baskets
err_has "a share of the baskets such as 2%"
case_is "a limit over all" 2 "$PROMO" diff --fail-over 101% $old $new $baskets

case_is "compile" 0 "$PROMO" compile $old -o "$work/old.promoc"
case_is "an image and its source" 0 "$PROMO" diff "$work/old.promoc" $old
out_has "nothing that the rules say has changed"
out_has "An image knows item sets by name only"
case_is "an image and the other version" 0 "$PROMO" diff "$work/old.promoc" $new $baskets
out_has "20% off every item of shoes instead of 15% off every item of shoes"
out_has "if amount >= 60.00 instead of if amount >= 80.00"

cat >"$work/typed.promo" <<'END'
settings { currency EUR  timezone "Europe/Berlin" }
profile { order.gift : bool }
promotion p "<b>&" { event e { when order.gift == true  give 1.00 off order } }
END
cat >"$work/mixed.ndjson" <<'END'
{"id":"1","at":"2026-04-01T10:00:00Z","gift":"yes","lines":[{"sku":"A","qty":1,"price":"50.00","category":["shoes"]}]}
{bad
{"id":"=1+1 <i>","at":"2026-04-01T10:00:00Z","gift":true,"lines":[{"sku":"A","qty":1,"price":"50.00","category":["shoes"]}]}
END
case_is "baskets that are refused" 2 "$PROMO" diff --format markdown $old "$work/typed.promo" "$work/mixed.ndjson"
err_has "mixed.ndjson:1: the new rules only: gift"
err_has "mixed.ndjson:2: "
out_has "1 is refused by the new rules only"
out_has '=1+1 \<i\>: 49.00 instead of '
case_is "other currencies" 2 sh -c 'sed "s/EUR/USD/" "$1" >"$2/dollars.promo" && "$PROMO" diff "$1" "$2/dollars.promo" "$3"' - "$old" "$work" $baskets
err_has "the currencies differ"
printf 'settings { currency USD }\npromotion p { event e { give 10%% off shose } }\n' >"$work/wrong.promo"
case_is "a version with errors" 1 "$PROMO" diff $old "$work/wrong.promo"
err_has "wrong.promo:2:"
case_is "a version that is not there" 2 "$PROMO" diff $old "$work/none.promo"
case_is "baskets that are not there" 2 "$PROMO" diff $old $new "$work/none.ndjson"
out_has "removed promotion leaving"
! grep -q "baskets" "$out"; verdict "then only the rules are compared" $? "$(grep baskets "$out")"
case_is "one version" 2 "$PROMO" diff $old
