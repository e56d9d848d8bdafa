# promo simulate: sums against promo run, threads, formats, the page, baskets that are refused, and hostile texts.
. ./cases.sh
page="python3 ../support/check_page.py"
shop=../../examples/fashion
baskets=$shop/baskets.ndjson

case_is "simulate" 0 "$PROMO" simulate $shop $baskets
case_is "simulate as JSON" 0 "$PROMO" simulate --format json $shop $baskets
cp "$out" "$work/report.json"
"$PROMO" run $shop $baskets >"$work/results.ndjson"
case_is "its sums are those of the results" 0 python3 -c '
import collections, decimal, json, sys
D = decimal.Decimal
report = json.load(open(sys.argv[1]))
results = [json.loads(line) for line in open(sys.argv[2])]
totals = {row["what"]: row for row in report["totals"]}
assert totals["orders priced"]["orders"] == len(results)
assert D(totals["discounts"]["amount"]) == sum(D(r["discount"]) for r in results)
assert D(totals["goods"]["amount"]) == sum(D(r["subtotal"]) for r in results)
given, orders, layers = collections.Counter(), collections.Counter(), collections.Counter()
for r in results:
    for a in r["applied"]:
        given[a["promotion"], a["event"]] += D(a["amount"])
        orders[a["promotion"], a["event"]] += 1
        layers[a["layer"]] += D(a["amount"])
assert given == {(p["promotion"], p["event"]): D(p["discount"]) for p in report["promotions"]}, given
assert orders == {(p["promotion"], p["event"]): p["orders"] for p in report["promotions"]}
assert layers == {p["name"]: D(p["discount"]) for p in report["layers"]}
assert sum(s["orders"] for s in report["shares"]) == len(results)
some = sorted(D(r["discount"]) for r in results if D(r["discount"]) != 0)
assert D(report["spread"][-1]["discount"]) == some[-1]
' "$work/report.json" "$work/results.ndjson"
# What was outbid is what explanations say, in rule sets with layers, exclusive promotions, ties and packs.
cat >"$work/outbid.py" <<'END'
import collections, json, sys
report = json.load(open(sys.argv[1]))
outbid, rivals = collections.Counter(), collections.Counter()
for line in open(sys.argv[2]):
    for v in json.loads(line)["explanation"]:
        if v["verdict"] == "outbid" and "event" not in v:
            outbid[v["promotion"]] += 1
            for rival in v.get("by") or v.get("rivals") or ["(the others together)"]:
                rivals[v["promotion"], rival] += 1
assert outbid, "nothing is outbid here"
assert outbid == {r["promotion"]: r["outbid"] for r in report["outbid"]}, (outbid, report["outbid"])
assert rivals == {(r["promotion"], r["rival"]): r["orders"] for r in report["rivals"]}, rivals
END
outbid_as_explained() { # RULES BASKETS
    "$PROMO" simulate --no-state --format json $1 $2 >"$work/outbid.json" &&
        "$PROMO" run --explain $1 $2 >"$work/explained.ndjson" &&
        python3 "$work/outbid.py" "$work/outbid.json" "$work/explained.ndjson"
}
case_is "outbid: the fashion shop" 0 outbid_as_explained $shop $baskets
for feature in exclusive layers ties order packs awards charges; do
    case_is "outbid: $feature" 0 outbid_as_explained ../conformance/$feature.promo ../conformance/$feature.baskets.ndjson
done

mkdir "$work/points"
case_is "points come and end as in a store" 0 python3 ../support/points_as_in_store.py "$PROMO" "$work/points"

cat $baskets $baskets $baskets >"$work/many.ndjson"
case_is "one thread" 0 "$PROMO" simulate --no-state --format json $shop "$work/many.ndjson"
cp "$out" "$work/one.json"
case_is "three threads" 0 "$PROMO" simulate --no-state --format json --jobs 3 $shop "$work/many.ndjson"
same "threads change nothing" "$out" "$work/one.json"
case_is "two files are one history" 0 "$PROMO" simulate --no-state --format json $shop $baskets "$work/many.ndjson"
cat $baskets "$work/many.ndjson" >"$work/all.ndjson"
cp "$out" "$work/two.json"
case_is "as if they were one file" 0 "$PROMO" simulate --no-state --format json $shop "$work/all.ndjson"
same "two files or one" "$out" "$work/two.json"
case_is "from standard input" 0 sh -c '"$PROMO" simulate --no-state --format json "$1" <"$2"' - $shop "$work/all.ndjson"
same "a file or standard input" "$out" "$work/two.json"
case_is "without what was outbid" 0 "$PROMO" simulate --no-outbid --format json --table outbid $shop $baskets
out_has '"outbid": []'

cat >"$work/hostile.ndjson" <<'END'
{"id":"1","at":"2026-10-05T10:00:00Z","channel":"=HYPERLINK(\"x\")","customer":{"id":"a","segments":["<script>alert(1)</script>","-1+2","a\"b,c"]},"lines":[{"sku":"A","qty":1,"price":"100.00","brand":"Atelier"}]}
{bad
{"id":"2","at":"2026-10-05T10:00:00Z","customer":{"segments":["x","x","vip"]},"lines":[{"sku":"A","qty":3,"price":"100.00","brand":"Atelier"}]}
END
case_is "a basket that is refused" 2 "$PROMO" simulate $shop "$work/hostile.ndjson" --html "$work/page.html"
err_has "hostile.ndjson:2:"
out_has "baskets refused"
case_is "the page is whole and alone" 0 $page "$work/page.html" '<script>alert(1)</script>' '=HYPERLINK("x")' '-1+2'
case_is "a sheet" 2 "$PROMO" simulate $shop "$work/hostile.ndjson" --format csv --table segments
out_has "segments,\"'-1+2\",1,"
out_has 'segments,"a""b,c",1,'
out_has 'segments,x,1,'
case_is "formulas are none" 2 "$PROMO" simulate $shop "$work/hostile.ndjson" --format csv --table channels
out_has "channels,\"'=HYPERLINK(\"\"x\"\")\",1,"
case_is "no basket at all" 0 "$PROMO" simulate $shop /dev/null --html "$work/page.html"
case_is "the page of no basket" 0 $page "$work/page.html" "orders priced"
case_is "no basket as JSON" 0 "$PROMO" simulate $shop /dev/null --format json
cp "$out" "$work/none.json"
case_is "it is JSON" 0 python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$work/none.json"
case_is "baskets that are not there" 2 "$PROMO" simulate $shop "$work/none.ndjson" --html "$work/unwritten.html"
[ ! -s "$out" ]; verdict "then there is nothing to report" $? "$(head -3 "$out")"
[ ! -e "$work/unwritten.html" ]; verdict "nor on a page" $?
case_is "one of two is not there" 2 "$PROMO" simulate $shop "$work/none.ndjson" $baskets
out_has "orders priced"
case_is "a table that there is not" 2 "$PROMO" simulate $shop $baskets --table costs
case_is "a state that is not there" 2 "$PROMO" simulate $shop $baskets --state "$work/nowhere.json"
case_is "a page where none can be" 2 "$PROMO" simulate $shop $baskets --html "$work/no/such/page.html"
case_is "the page on standard output" 0 "$PROMO" simulate $shop $baskets --html -
cp "$out" "$work/page.html"
case_is "it is all there is" 0 $page "$work/page.html" "By channel"
