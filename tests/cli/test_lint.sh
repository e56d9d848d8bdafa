# promo lint: exit codes, settings, levels, ignores, baselines, corrections, formats; and that the examples are clean.
. ./cases.sh

root=$(cd ../.. && pwd)
lint() { "$PROMO" lint --no-config --at 2026-06-15 "$@"; }

printf 'settings { currency USD }\npromotion p { event e { give 10%% off category "shoes" } }\n' >"$work/right.promo"
printf 'settings { currency USD }\npromotion p { event e { when quantity < 0  give 10%% off category "shoes" } }\n' >"$work/wrong.promo"
printf 'settings { currency USD }\npromotion p { events exclusive  event e { give 10%% off category "shoes" } }\n' >"$work/note.promo"
printf 'settings { currency USD }\npromotion p { event e { give 10%% off shose } }\n' >"$work/broken.promo"
mkdir "$work/empty" "$work/locked"
: >"$work/nothing.promo"
head -c 4096 /dev/urandom >"$work/noise.promo"
"$PROMO" compile "$work/right.promo" -o "$work/right.promoc"

case_is "right rules" 0 lint "$work/right.promo"
[ ! -s "$err" ] && [ ! -s "$out" ]; verdict "right rules: nothing is said" $? "$(cat "$err" "$out")"
case_is "wrong rules" 1 lint "$work/wrong.promo"
err_has "wrong.promo:2:30: error[never-holds]"
case_is "a note is no finding" 0 lint "$work/note.promo"
err_has "note[needless-exclusive]"
case_is "rules with errors" 1 lint "$work/broken.promo"
err_has "P0102"
case_is "an empty file" 1 lint "$work/nothing.promo"
case_is "noise" 1 lint "$work/noise.promo"
case_is "a file that is not there" 2 lint "$work/none.promo"
err_has "none.promo"
case_is "a folder without rules" 2 lint "$work/empty"
err_has "no rule files"
case_is "an image" 2 lint "$work/right.promoc"
case_is "no files" 2 lint
case_is "standard input" 1 lint - <"$work/wrong.promo"
err_has "standard input:2:"
case_is "an instant that is none" 2 "$PROMO" lint --no-config --at yesterday "$work/right.promo"
if [ "$(id -u)" -ne 0 ]; then
    chmod 0 "$work/locked"
    case_is "a folder that may not be read" 2 lint "$work/locked"
    chmod 700 "$work/locked"
    cp "$work/right.promo" "$work/secret.promo"
    chmod 0 "$work/secret.promo"
    case_is "a file that may not be read" 2 lint "$work/secret.promo"
fi
mkdir "$work/folder.promo"
case_is "a folder named like a file" 2 lint "$work/folder.promo"

# --- levels
case_is "a level" 0 lint --level never-holds=note "$work/wrong.promo"
err_has "note[never-holds]"
case_is "a category's level" 0 lint --level bugs=off "$work/wrong.promo"
[ ! -s "$err" ]; verdict "a category's level: nothing is said" $? "$(cat "$err")"
case_is "a later level counts" 1 lint --level bugs=off --level never-holds=warning "$work/wrong.promo"
case_is "a level of nothing" 2 lint --level never-hold=off "$work/wrong.promo"
err_has 'did you mean `never-holds`?'
case_is "no level" 2 lint --level never-holds=loud "$work/wrong.promo"
case_is "off by default" 0 lint "$work/right.promo"
case_is "and asked for" 1 lint --level untested-promotion=warning "$work/right.promo"
err_has "untested-promotion"

# --- formats
for format in json sarif github junit; do
    case_is "as $format" 1 lint --format $format "$work/wrong.promo"
    out_has "never-holds"
    [ ! -s "$err" ]; verdict "as $format: nothing on standard error" $? "$(head -c 300 "$err")"
    case_is "as $format: nothing to say" 0 lint --format $format "$work/right.promo"
done
case_is "as JSON" 1 lint --format json "$work/wrong.promo"
out_has '"category": "bugs"'
case_is "as JUnit" 1 lint --format junit "$work/wrong.promo"
out_has '<failure message="`quantity &#60; 0` can never hold" type="error">'

# --- pages
case_is "the list" 0 "$PROMO" lint --list
out_has "never-holds"
case_is "a page" 0 "$PROMO" lint --explain never-holds
out_has "Bad:"
case_is "the same page" 0 "$PROMO" explain-code never-holds
case_is "a page of none" 2 "$PROMO" lint --explain never-hold
err_has "did you mean"
case_is "a page and files" 2 "$PROMO" lint --list "$work/right.promo"

# --- settings
mkdir -p "$work/shop/rules/old" "$work/shop/deep/er"
cp "$work/wrong.promo" "$work/shop/rules/wrong.promo"
printf 'promotion old { event e { when quantity < 0  give 1%% off tag "z" } }\n' >"$work/shop/rules/old/old.promo"
cat >"$work/shop/promo.toml" <<'END'
[lint]
files = ["rules"]
exclude = ["rules/old"]
[lint.rules]
never-holds = "warning"
[lint.categories]
bugs = "note"
END
case_is "settings of the folder" 1 sh -c 'cd "$1/shop" && "$PROMO" lint' - "$work"
err_has "rules/wrong.promo:2:30: warning[never-holds]"
grep -q "rules/old" "$err"; [ $? -ne 0 ]; verdict "what is excluded is not looked at" $? "$(cat "$err")"
case_is "settings of a folder above" 1 sh -c 'cd "$1/shop/deep/er" && "$PROMO" lint' - "$work"
err_has "../../rules/wrong.promo:2:30"
case_is "settings by name" 1 "$PROMO" lint --config "$work/shop/promo.toml" "$work/wrong.promo"
err_has "warning[never-holds]"
case_is "no settings" 1 sh -c 'cd "$1/shop" && "$PROMO" lint --no-config rules/wrong.promo' - "$work"
err_has "error[never-holds]"
printf 'import "./old/old"\n' | cat - "$work/wrong.promo" >"$work/shop/rules/wrong.promo"
case_is "what is imported and excluded" 1 sh -c 'cd "$1/shop" && "$PROMO" lint' - "$work"
grep -q "old.promo:" "$err"; [ $? -ne 0 ]; verdict "nothing is reported in what is excluded" $? "$(cat "$err")"
printf '[lint]\nfiles = ["rules/**/w*.promo"]\n' >"$work/shop/promo.toml"
case_is "files by a pattern" 1 sh -c 'cd "$1/shop" && "$PROMO" lint' - "$work"
err_has "rules/wrong.promo:3:30"
printf '[lint]\nfiles = ["nowhere/*.promo"]\n' >"$work/shop/promo.toml"
case_is "a pattern of nothing" 2 sh -c 'cd "$1/shop" && "$PROMO" lint' - "$work"
printf '[lint]\nfile = ["rules"]\n\n[lint.rules]\nnever-hold = "off"\nnever-wins = "of"\n\n[lin]\n' >"$work/shop/promo.toml"
case_is "unknown settings" 2 sh -c 'cd "$1/shop" && "$PROMO" lint rules' - "$work"
err_has "promo.toml:2:1: error: \`lint\` has no setting \`file\`"
err_has 'did you mean `files`?'
err_has "promo.toml:5:1: error: no lint is named"
err_has "promo.toml:6:14: error: \`of\` is no level"
err_has "promo.toml:8:2: error: there is no setting \`lin\`"
printf '[lint\n' >"$work/shop/promo.toml"
case_is "settings that are none" 2 sh -c 'cd "$1/shop" && "$PROMO" lint rules' - "$work"
err_has "promo.toml:1:6: error"
case_is "settings that are not there" 2 "$PROMO" lint --config "$work/none.toml" "$work/right.promo"
case_is "settings and none" 2 "$PROMO" lint --no-config --config "$work/none.toml" "$work/right.promo"

# --- baselines
case_is "a baseline is written" 0 lint --baseline "$work/base.txt" --write-baseline "$work/wrong.promo"
err_has "1 finding written"
case_is "what it lists is not reported" 0 lint --baseline "$work/base.txt" "$work/wrong.promo"
printf '# a comment more\n\n' | cat - "$work/wrong.promo" >"$work/moved.promo" && mv "$work/moved.promo" "$work/wrong.promo"
case_is "lines may move" 0 lint --baseline "$work/base.txt" "$work/wrong.promo"
sed 's/quantity < 0/quantity < 0 and quantity < 0/' "$work/wrong.promo" >"$work/more.promo"
cp "$work/wrong.promo" "$work/kept.promo"
printf 'promotion q { event e { when quantity < 0  give 10%% off tag "x" } }\n' >>"$work/wrong.promo"
case_is "what is new is reported" 1 lint --baseline "$work/base.txt" "$work/wrong.promo"
err_has "wrong.promo:5:30"
cp "$work/kept.promo" "$work/wrong.promo"
sed -i 's/quantity < 0/quantity < 5/' "$work/wrong.promo"
case_is "what is gone is told" 0 lint --baseline "$work/base.txt" "$work/wrong.promo"
err_has "1 finding of the baseline is gone"
echo "nonsense" >"$work/base.txt"
case_is "a baseline that is none" 2 lint --baseline "$work/base.txt" "$work/wrong.promo"
err_has "base.txt:1:"
case_is "a baseline that is not there" 2 lint --baseline "$work/none.txt" "$work/wrong.promo"
case_is "a baseline to nowhere" 2 lint --write-baseline "$work/wrong.promo"

# --- corrections
cat >"$work/fix.promo" <<'END'
import "std/bogo"
settings { currency USD }
let one = tag "x"
let two = one except tag "y"
let three = tag "z" # kept, for what is written about it

promotion p {
  channels web, app, web
  schedule sun 12:00 .. 23:59
  event e { when not not segment "vip"  give 100% off category { "a", "b", "a" } }
}
END
cp "$work/fix.promo" "$work/before.promo"
case_is "what would be corrected" 1 lint --diff "$work/fix.promo"
out_has '+  event e { when segment "vip"  give category { "a", "b" } free }'
same "--diff changes nothing" "$work/fix.promo" "$work/before.promo"
case_is "corrected" 1 lint --fix "$work/fix.promo"
err_has "corrected in 1 file"
cat >"$work/expected.promo" <<'END'
settings { currency USD }
let three = tag "z" # kept, for what is written about it

promotion p {
  channels web, app
  schedule sun 12:00 .. 24:00
  event e { when segment "vip"  give category { "a", "b" } free }
}
END
same "what is corrected" "$work/fix.promo" "$work/expected.promo"
case_is "corrected again" 1 lint --fix "$work/fix.promo"
same "a second time changes nothing" "$work/fix.promo" "$work/expected.promo"
case_is "standard input is not corrected" 2 lint --fix - <"$work/before.promo"
case_is "--diff as JSON" 2 lint --diff --format json "$work/before.promo"

# --- a catalogue
printf 'sku,price,cost,category\nA,10.00,8.00,shoes\n' >"$work/goods.csv"
printf 'settings { currency USD }\npromotion p { event e { give 30%% off category "shoes" } }\npromotion q { event e { give 5%% off category "shose" } }\n' >"$work/goods.promo"
case_is "with a catalogue" 1 lint --catalogue "$work/goods.csv" "$work/goods.promo"
err_has 'this sells "A" at 7.00, below its cost of 8.00'
err_has 'did you mean "shoes"?'
printf 'sku,price,cost,category\nA,10.00,8.00,shoes\nB,4.00,1.00,socks\nC,5.00,3.00,socks\n' >"$work/sets.csv"
printf 'settings { currency USD }\npromotion two { event e { buy 2 of sku "A"  give them for 15.00 } }\n' >"$work/two.promo"
case_is "a price for two below their cost" 1 lint --catalogue "$work/sets.csv" "$work/two.promo"
err_has 'this sells "A" at 7.50, below its cost of 8.00'
printf 'settings { currency USD }\npromotion mix { event e { buy 4 of category "socks"  give them for 8.00 } }\n' >"$work/mix.promo"
case_is "a price for several, of which some are cheap" 0 lint --catalogue "$work/sets.csv" "$work/mix.promo"
case_is "with a catalogue that is not there" 2 lint --catalogue "$work/none.csv" "$work/goods.promo"
case_is "with a catalogue that is none" 2 lint --catalogue "$work/noise.promo" "$work/goods.promo"

# --- the project's own rules
for folder in "$root"/examples/*/ "$root/stdlib"; do
    find "$folder" -name '*.promo' | grep -q . || continue
    case_is "${folder#"$root"/} is clean" 0 "$PROMO" lint --no-config --at 2026-02-01 "$folder"
    [ ! -s "$err" ] && [ ! -s "$out" ]; verdict "${folder#"$root"/}: nothing is said" $? "$(head -c 600 "$err")"
done
case_is "the gift shop beside its catalogue" 0 "$PROMO" lint --no-config --at 2026-02-01 --catalogue "$root/examples/giftshop/catalogue.csv" "$root/examples/giftshop"
exit $any_failed
