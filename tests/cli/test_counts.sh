# One of everything: no message, summary or report counts "1 baskets" (but "1 is", "1 has").
. ./cases.sh
cat >"$work/one.promo" <<'END'
settings { currency USD }
loyalty stars { earn 1 point per 5.00 on order  redeem 1 point for 0.01  expire after 1 day  tier first from 1 point }
campaign c "C" { type purchase  budget 1 uses }
coupon thanks { kind discount  codes "AB-######" count 1  valid for 1 day  limit 1 total }
promotion p {
  campaign c
  limit 1 per customer
  event e { when quantity >= 1  buy 1 of sku "A"  give 1.00 off them  give 1 points of stars  give coupon thanks }
  event again { when customer.orders >= 1000  give allowance 1 "GB" of "data" }
}
promotion q { event e { every 1 of sku "B"  give cheapest 1 of them free  limit 1 per order } }
test "t" { basket { at 2026-01-01T10:00  customer "c" { }  line 1 of "A" at 10.00 } expect total 9.00 }
END
sed 's/1\.00 off them/2.00 off them/' "$work/one.promo" >"$work/other.promo"
printf '{"id":"b","at":"2026-01-01T10:00:00Z","customer":{"id":"c"},"lines":[{"sku":"A","qty":1,"price":"10.00"},{"sku":"B","qty":1,"price":"1.00"}]}\n' >"$work/one.json"
printf '{"id":"b","at":"2026-01-01T10:00:00Z","lines":[{"sku":"A","qty":1,"price":-1}]}\n' >"$work/bad.json"
printf 'c-1\n' >"$work/members"
printf 'audience staff\n' | cat "$work/one.promo" - >"$work/staff.promo"

counts_one() { # NAME CODE COMMAND...: no noun after a 1 is plural
    case_is "$@"
    found=$(cat "$out" "$err" | grep -E '(^|[^0-9.,-])1 ([a-z]+ )?(baskets|orders|promotions|layers|tests|codes|customers|points|words|units|events|items|files|findings|lines|uses|errors|warnings|days|cells|columns|characters|disagreements|records)\b')
    [ -z "$found" ]
    verdict "$1: one is one" $? "$found"
}
counts_one "check" 0 "$PROMO" check "$work/one.promo"
counts_one "lint" 1 "$PROMO" lint "$work/one.promo"
counts_one "test" 0 "$PROMO" test --coverage "$work/one.promo"
counts_one "no test of that name" 1 "$PROMO" test --filter nothing "$work/one.promo"
counts_one "summary" 0 "$PROMO" run --summary "$work/one.promo" "$work/one.json"
out_has "1 basket priced in"
sed -n '/^settings/p;/^loyalty/p;/^promotion q/p' "$work/one.promo" >"$work/single.promo"
counts_one "summary of one promotion" 0 "$PROMO" run --summary "$work/single.promo" "$work/one.json"
out_has "with 1 promotion;"
counts_one "a work limit" 0 "$PROMO" run --summary --work-limit 1 "$work/one.promo" "$work/one.json"
counts_one "explain" 0 "$PROMO" explain "$work/one.promo" "$work/one.json"
out_has "Given: 1 point of stars"
out_has "Given: 1 coupon of thanks"
out_has "Earned: 1 point of stars"
counts_one "describe" 0 "$PROMO" describe "$work/one.promo"
out_has "1 generated code like"
counts_one "simulate" 0 "$PROMO" simulate "$work/one.promo" "$work/one.json"
counts_one "diff" 0 "$PROMO" diff "$work/one.promo" "$work/other.promo" "$work/one.json"
out_has "1 basket priced by both"
out_has "1 costs less"
counts_one "diff of what is refused" 2 "$PROMO" diff "$work/one.promo" "$work/other.promo" "$work/bad.json" "$work/one.json"
out_has "1 is refused by both"
counts_one "analyse" 1 "$PROMO" analyse "$work/one.promo"
counts_one "dump" 0 "$PROMO" dump "$work/single.promo"
store=$work/shop.db
case_is "a store" 0 "$PROMO" state init --store "$store"
counts_one "an audience of one" 0 "$PROMO" audience load staff "$work/members" --store "$store"
out_has "1 customer"
counts_one "one code too many" 2 "$PROMO" coupon generate "$work/one.promo" thanks --count 2 --store "$store"
err_has "has 1 code: not 2"
counts_one "one code" 0 "$PROMO" coupon generate "$work/one.promo" thanks --store "$store"
case_is "a point" 0 "$PROMO" loyalty adjust c-1 stars 1 --why test --rules rules.promo --store "$store"
counts_one "one point too many" 1 "$PROMO" loyalty adjust c-1 stars -2 --why test --store "$store"
err_has "has 1 point of"
exit $any_failed
