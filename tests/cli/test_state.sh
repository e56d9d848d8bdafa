# The verbs of state, from an empty store to a refund; exit codes and what is said.
. ./cases.sh
cd "$work" || exit 2

cat >rules.promo <<'RULES'
settings { currency USD  timezone "America/New_York" }
coupon welcome { kind discount  code "WELCOME10"  limit 1 per customer  limit 2 total }
coupon summer { kind discount  codes "SUMMER-##########" count 5  valid for 90 days }
coupon gift_card { kind certificate  codes "GC-############"  valid for 2 years }
loyalty stars { earn 1 point per 1.00 on order  redeem 100 points for 1.00  expire after 365 days }
audience vip
promotion first { requires coupon welcome  limit 1 per customer  event ten { give 10% off order } }
promotion sunny { requires coupon summer  event five { give 5.00 off order } }
promotion members { audience vip  event three { give 3.00 off order } }
promotion thanks { type award  event gift on purchase { give certificate gift_card worth 10.00 } }
RULES
basket() { # FILE CUSTOMER EXTRA
    echo "{\"at\":\"2026-03-01T12:00:00-05:00\",\"customer\":{\"id\":\"$2\"},$3\"lines\":[{\"id\":\"1\",\"sku\":\"A\",\"qty\":3,\"price\":\"33.33\"}]}" >"$1"
}
basket plain.json c-1 ''
basket welcome.json c-1 '"coupons":["welcome-10"],'
basket other.json c-2 '"coupons":["WELCOME10"],'
basket third.json c-3 '"coupons":["WELCOME10"],'
basket buy.json c-1 '"trigger":"purchase",'
at="--store shop.db --at 2026-03-01T17:00Z"

case_is "state: no store yet" 2 "$PROMO" order show o $at
err_has "there is no store"
case_is "state: which store" 2 "$PROMO" order show o
case_is "state: init" 0 "$PROMO" state init --store shop.db
case_is "state: init again" 1 "$PROMO" state init --store shop.db
err_has "is a store already"
case_is "state: no such action" 2 "$PROMO" state verfy --store shop.db
err_has "did you mean \`verify\`"
case_is "state: another kind of store" 2 "$PROMO" state verify --store postgres://localhost/x
case_is "state: an instant" 2 "$PROMO" order show o --store shop.db --at yesterday

case_is "order: reserve" 0 "$PROMO" order reserve rules.promo welcome.json --order o-1 $at
out_has '"reservation":"held"'
out_has '"discount":"10.00"'
cp "$out" first.out
case_is "order: reserve again" 0 "$PROMO" order reserve rules.promo welcome.json --order o-1 --store shop.db --at 2026-03-01T17:05Z
same "order: the same answer" first.out "$out"
case_is "order: other content" 1 "$PROMO" order reserve rules.promo plain.json --order o-1 $at
out_has '"reservation":"conflict"'
out_has 'with other content'
case_is "order: S03 the customer's second use" 0 "$PROMO" order reserve rules.promo welcome.json --order o-2 $at
out_has '"reason":"limit"'
case_is "order: cancel" 0 "$PROMO" order cancel o-2 $at
out_has '"state":"cancelled"'
case_is "order: commit" 0 "$PROMO" order commit o-1 $at
out_has '"state":"committed"'
out_has '"points":89'
cp "$out" first.out
case_is "order: commit again" 0 "$PROMO" order commit o-1 --store shop.db --at 2026-03-02T00:00Z
same "order: S05 the first's answer" first.out "$out"
case_is "order: cancel what is committed" 1 "$PROMO" order cancel o-1 $at
case_is "order: commit what is cancelled" 1 "$PROMO" order commit o-2 $at
case_is "order: no such order" 1 "$PROMO" order commit o-9 $at
case_is "order: a second customer" 0 "$PROMO" order reserve rules.promo other.json --order o-3 $at
out_has '"discount":"10.00"'
case_is "order: S01 the limit" 0 "$PROMO" order reserve rules.promo third.json --order o-4 $at
out_has '"reason":"limit"'
case_is "order: a hold that has ended" 1 "$PROMO" order commit o-3 --store shop.db --at 2026-03-01T17:15Z
out_has 'has ended'
case_is "order: a basket that is none" 2 "$PROMO" order reserve rules.promo rules.promo --order o-5 $at

case_is "refund: one unit" 0 "$PROMO" order refund o-1 --refund r-1 --lines '[{"id":"1","qty":1}]' $at
out_has '"paid_back":"30.00"'
out_has '{"movement":"refund","account":"points","name":"stars","amount":30}'
cp "$out" first.out
case_is "refund: again" 0 "$PROMO" order refund o-1 --refund r-1 --lines '[ { "qty": 1, "id": "1" } ]' $at
same "refund: the same answer" first.out "$out"
case_is "refund: other units" 1 "$PROMO" order refund o-1 --refund r-1 --lines '[{"id":"1","qty":2}]' $at
case_is "refund: S20 more than is left" 1 "$PROMO" order refund o-1 --refund r-2 --lines '[{"id":"1","qty":3}]' $at
case_is "refund: S21 zero" 2 "$PROMO" order refund o-1 --refund r-2 --lines '[{"id":"1","qty":0}]' $at
case_is "refund: half a unit" 2 "$PROMO" order refund o-1 --refund r-2 --lines '[{"id":"1","qty":0.5}]' $at
case_is "refund: no quantity" 2 "$PROMO" order refund o-1 --refund r-2 --lines '[{"id":"1"}]' $at
err_has "qty"
case_is "refund: the rest" 0 "$PROMO" order refund o-1 --refund r-3 --lines '[{"id":"1","qty":2}]' $at
out_has '"paid_back":"59.99"'
case_is "refund: the coupon is back" 0 "$PROMO" run rules.promo welcome.json $at
out_has '"discount":"10.00"'

case_is "loyalty: nothing left" 0 "$PROMO" loyalty show c-1 $at
out_has '"points":0'
case_is "loyalty: adjust" 0 "$PROMO" loyalty adjust c-1 stars 150 --why "sorry" --key k $at
case_is "loyalty: once by its key" 0 "$PROMO" loyalty adjust c-1 stars 150 --why "sorry" --key k $at
out_has '"points":150'
case_is "loyalty: take" 0 "$PROMO" loyalty adjust c-1 stars -100 --why "mistake" $at
out_has '"points":50'
case_is "loyalty: more than there is" 1 "$PROMO" loyalty adjust c-1 stars -51 --why "mistake" $at
case_is "loyalty: no reason" 2 "$PROMO" loyalty adjust c-1 stars 1 $at
cat >miles.promo <<'RULES'
settings { currency USD  timezone "America/New_York" }
loyalty miles { earn 1 point per 1.00 on order  redeem 100 points for 1.00 }
loyalty nights { earn 1 point per 1.00 on order  redeem 100 points for 1.00 }
RULES
case_is "loyalty: a program that the store has never seen" 1 "$PROMO" loyalty adjust c-1 star 5 --why "gift" $at
err_has 'the store has no points of `star`; did you mean `stars`? it has points of `stars`; --rules RULES takes what rules declare'
case_is "loyalty: one that nothing is like" 1 "$PROMO" loyalty adjust c-1 nights 5 --why "gift" $at
err_has 'the store has no points of `nights`; it has points of `stars`; --rules RULES takes what rules declare'
case_is "loyalty: the first points of what rules declare" 0 "$PROMO" loyalty adjust c-1 miles 5 --why "gift" --rules miles.promo $at
out_has '"miles":{"points":5,'
case_is "loyalty: from then on the store knows it" 0 "$PROMO" loyalty adjust c-1 miles -5 --why "mistake" $at
case_is "loyalty: not what the rules declare" 1 "$PROMO" loyalty adjust c-1 mile 5 --why "gift" --rules miles.promo $at
err_has 'the rules have no loyalty program `mile`; did you mean `miles`? they have `miles`, `nights`'
case_is "loyalty: rules that are none" 2 "$PROMO" loyalty adjust c-1 stars 5 --why "gift" --rules none.promo $at
case_is "loyalty: a typing mistake left nothing" 0 "$PROMO" loyalty show c-1 $at
out_has '"programs":{"miles":{"points":0,"held":0,"earned":0},"stars":{"points":50,'
case_is "loyalty: a new store" 0 "$PROMO" state init --store new.db
case_is "loyalty: no program yet" 1 "$PROMO" loyalty adjust c-1 stars 5 --why "gift" --store new.db
err_has 'the store has no points of `stars`; it has points of no program yet; --rules RULES takes what rules declare'
case_is "loyalty: welcome points before the first order" 0 "$PROMO" loyalty adjust c-1 stars 5 --why "gift" --rules rules.promo --store new.db

case_is "coupon: generate" 0 "$PROMO" coupon generate rules.promo summer --count 3 $at
err_has "3 issued, 3 of them now; 3 unique; 3 expected"
cp "$out" codes.csv
case_is "coupon: generate again" 0 "$PROMO" coupon generate rules.promo summer --count 3 $at
err_has "3 issued, 0 of them now"
same "coupon: the same codes" codes.csv "$out"
case_is "coupon: more than declared" 2 "$PROMO" coupon generate rules.promo summer --count 6 $at
case_is "coupon: a public code" 2 "$PROMO" coupon generate rules.promo welcome --count 6 $at
case_is "coupon: no such coupon" 2 "$PROMO" coupon generate rules.promo winter --count 6 $at
code=$(head -n 1 codes.csv)
case_is "coupon: show" 0 "$PROMO" coupon show "$(echo "$code" | tr 'A-Z' 'a-z' | tr -d -)" $at
out_has "\"code\":\"$code\",\"coupon\":\"summer\",\"state\":\"live\""
basket code.json c-4 "\"coupons\":[\"$code\"],"
case_is "coupon: use" 0 "$PROMO" order reserve rules.promo code.json --order o-10 $at
out_has '"discount":"5.00"'
case_is "coupon: used" 0 "$PROMO" run rules.promo code.json $at
out_has '"reason":"limit"'
case_is "coupon: S23 the hold ends" 0 "$PROMO" run rules.promo code.json --store shop.db --at 2026-03-01T17:15Z
out_has '"discount":"5.00"'
case_is "coupon: revoke" 0 "$PROMO" coupon revoke "$code" --why "test" $at
case_is "coupon: revoked" 0 "$PROMO" run rules.promo code.json --store shop.db --at 2026-03-01T17:15Z
out_has '"reason":"revoked"'
case_is "coupon: unknown" 1 "$PROMO" coupon show SUMMER-0000000000 $at
case_is "coupon: list of what there is not" 0 "$PROMO" coupon list sumer $at
err_has 'no such codes of `sumer`'
case_is "coupon: list" 0 "$PROMO" coupon list summer $at
same "coupon: lists what was made" codes.csv "$out"

case_is "certificate: issued" 0 "$PROMO" order reserve rules.promo buy.json --order o-20 $at
case_is "certificate: at commit" 0 "$PROMO" order commit o-20 $at
gift=$(sed 's/.*"certificate":"gift_card","code":"\([^"]*\)".*/\1/' "$out")
out_has '"worth":"10.00","expires":"2028-03-01T17:00:00Z"'
basket pay.json c-5 "\"coupons\":[\"$gift\"],"
case_is "certificate: pays" 0 "$PROMO" order reserve rules.promo pay.json --order o-21 $at
out_has '"due":"89.99"'
case_is "certificate: committed" 0 "$PROMO" order commit o-21 $at
case_is "certificate: S04 spent" 0 "$PROMO" run rules.promo pay.json $at
out_has '"due":"99.99"'
case_is "certificate: money back first" 0 "$PROMO" order refund o-21 --refund r --lines '[{"id":"1","qty":2}]' $at
out_has '"paid_back":"66.66"'
case_is "certificate: then the certificate" 0 "$PROMO" order refund o-21 --refund s --lines '[{"id":"1","qty":1}]' $at
out_has '"paid_back":"23.33"'
out_has "{\"movement\":\"refund\",\"account\":\"certificate\",\"name\":\"gift_card\",\"code\":\"$gift\",\"amount\":\"10.00\"}"

printf '\357\273\277c-1\r\n\nc-7\nc-7\n' >vip.txt
case_is "audience: load" 0 "$PROMO" audience load vip vip.txt $at
out_has '2 customers'
case_is "audience: counts" 0 "$PROMO" run rules.promo plain.json $at
out_has '"discount":"3.00"'
case_is "audience: no such file" 2 "$PROMO" audience load vip none.txt $at
printf 'c-1\n\0c-2\n' >noise.txt
case_is "audience: no text" 2 "$PROMO" audience load vip noise.txt $at
err_has "noise.txt: line 2 has a NUL"
case_is "state: a file that is no store" 2 "$PROMO" state verify --store rules.promo
err_has "rules.promo: the file is not a store"
mkdir folder
case_is "state: a folder that is no store" 2 "$PROMO" run rules.promo plain.json --store folder
err_has "promo: folder: "
: >nothing.json
case_is "order: a file that is no basket" 2 "$PROMO" order reserve rules.promo nothing.json --order o-31 $at
err_has "nothing.json: expected a basket"
case_is "state: forget" 0 "$PROMO" state forget c-1 $at
case_is "state: forgotten" 0 "$PROMO" run rules.promo plain.json $at
out_has '"discount":"0.00"'
case_is "state: forget again" 1 "$PROMO" state forget c-1 $at

case_is "state: verify" 0 "$PROMO" state verify --store shop.db
case_is "state: backup" 0 "$PROMO" state backup copy.db --store shop.db
case_is "state: the copy" 0 "$PROMO" order show o-21 --store copy.db
case_is "state: no backup over a file" 1 "$PROMO" state backup copy.db --store shop.db
case_is "state: expire" 0 "$PROMO" state expire --store shop.db --at 2030-01-01T00:00Z
exit $any_failed
