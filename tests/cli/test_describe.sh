# promo describe: formats, the page, exit codes, and texts that want to be more than text.
. ./cases.sh
page="python3 ../support/check_page.py"

cat >"$work/hostile.promo" <<'END'
settings { currency USD }
let a = category "<script>alert(1)</script>\" ' &"
promotion x "=HYPERLINK(\"http://x\") <b>&amp; אבג \n # | ` *" {
  period 2026-01-01 .. 2026-03-01
  event e "<i>t" { give 10% off a }
}
promotion y { campaign c  schedule mon  event e { give 10% off a } }
campaign c "--><img src=x onerror=alert(1)>" { period 2026-02-01 .. 2026-02-03 }
promotion z { period from 2026-02-01  status draft  event e { give 10% off a } }
END
mkdir "$work/empty"
printf 'settings { currency USD }\npromotion p { event e { give 10%% off shose } }\n' >"$work/wrong.promo"

case_is "describe" 0 "$PROMO" describe rules.promo
out_has "Promotions"
case_is "describe of hostile texts" 0 "$PROMO" describe "$work/hostile.promo"
out_has 'From 1 January to 1 March 2026.'
out_has 'Only Monday, UTC time.'
case_is "describe as Markdown" 0 "$PROMO" describe --format markdown "$work/hostile.promo"
out_has '\<script\>'
! grep -q '[^\\]<' "$out"; verdict "no markup of strangers in Markdown" $? "$(grep '[^\\]<' "$out")"
case_is "describe as JSON" 0 "$PROMO" describe --format json "$work/hostile.promo"
cp "$out" "$work/all.json"
case_is "it is JSON" 0 python3 -c '
import json, sys
rules = json.load(open(sys.argv[1]))
x, y, z = rules["promotions"]
assert x["from"] == "2026-01-01T00:00:00Z" and x["until"] == "2026-03-02T00:00:00Z", x
assert y["from"] == "2026-02-01T00:00:00Z" and z["until"] is None and not z["active"]
assert {"part": "offer", "property": "gives", "event": "e", "words": "10% off every item of a"} in x["says"]
' "$work/all.json"
case_is "describe as a page" 0 "$PROMO" describe --html "$work/page.html" "$work/hostile.promo"
[ ! -s "$out" ]; verdict "nothing on standard output" $? "$(head -c 300 "$out")"
case_is "the page is whole and alone" 0 $page "$work/page.html" '<script>alert(1)</script>' '=HYPERLINK("http://x")' \
    '--><img src=x onerror=alert(1)>' '&amp; אבג'
case_is "a page of an example" 0 "$PROMO" describe --html "$work/shop.html" ../../examples/giftshop
case_is "it is whole and alone" 0 $page "$work/shop.html" "Three for the price of two" "Dec"
case_is "a page where none can be" 2 "$PROMO" describe --html "$work/no/such/page.html" rules.promo

case_is "one promotion" 0 "$PROMO" describe --promotion y "$work/hostile.promo"
out_has "campaign c"
! grep -q 'promo:3' "$out"; verdict "and no other" $? "$(head -c 300 "$out")"
case_is "two promotions" 0 "$PROMO" describe -p y -p z "$work/hostile.promo"
out_has "A draft"
case_is "a promotion that there is not" 2 "$PROMO" describe --promotion joly ../../examples/giftshop
err_has 'did you mean `jolly`?'

case_is "describe of wrong rules" 1 "$PROMO" describe "$work/wrong.promo"
[ ! -s "$out" ]; verdict "wrong rules are not described" $? "$(head -c 300 "$out")"
case_is "describe of nothing" 2 "$PROMO" describe "$work/empty"
case_is "describe of a file that is not there" 2 "$PROMO" describe "$work/none.promo"
case_is "describe of an image" 2 sh -c '"$PROMO" compile rules.promo -o "$1/r.promoc" && "$PROMO" describe "$1/r.promoc"' - "$work"
err_has "sources are wanted"
