# Usage: every mistake on the command line is exit code 2 with a sentence; help and version are 0.
. ./cases.sh

case_is "no command" 2 "$PROMO"
err_has "which command"
case_is "help" 0 "$PROMO" --help
out_has "promo run"
case_is "version" 0 "$PROMO" --version
out_has "promo "
case_is "an unknown command" 2 "$PROMO" rnu
err_has 'did you mean `run`?'
case_is "a command that is like none" 2 "$PROMO" frobnicate
err_has "no command"
case_is "rules without a command" 2 "$PROMO" rules.promo
err_has 'a command comes before the rules: `promo check rules.promo`'
case_is "an action that is nearly one" 2 "$PROMO" order comit 1 --store shop.db
err_has 'promo: no action `comit` of `promo order`; did you mean `commit`?'
case_is "a code by its number" 2 "$PROMO" explain-code 102
err_has 'did you mean `P0102`?'
case_is "a lint that is nearly one" 2 "$PROMO" explain-code never-hold
err_has 'did you mean `never-holds`?'
case_is "an instant without a store" 2 "$PROMO" run rules.promo baskets.ndjson --at 2026-03-01
err_has "--store"
case_is "an option that is nearly one" 2 "$PROMO" run --exlpain rules.promo
err_has 'did you mean `--explain`?'
case_is "an option of all commands that is nearly one" 2 "$PROMO" check --hepl
err_has 'did you mean `--help`?'
case_is "help as a command" 0 "$PROMO" help
out_has "promo run"
case_is "help of a command" 0 "$PROMO" help run
cp "$out" "$work/help_of_run"
case_is "--help of a command" 0 "$PROMO" run --help
same "the same help" "$work/help_of_run" "$out"
case_is "help of no command" 2 "$PROMO" help rnu
err_has 'did you mean `run`?'
for verb in check compile run explain test dump explain-code; do
    case_is "help of $verb" 0 "$PROMO" "$verb" --help
    out_has "usage: promo $verb"
    case_is "an unknown option of $verb" 2 "$PROMO" "$verb" --no-such-option
    err_has "no option"
done
for verb in check compile run explain test dump; do
    case_is "$verb without operands" 2 "$PROMO" "$verb"
    err_has "usage: promo $verb"
done
for verb in check compile run explain test dump lint fmt describe simulate analyse; do
    case_is "$verb of an empty word" 2 "$PROMO" "$verb" ""
    err_has "is an empty word"
done
case_is "standard input twice" 2 "$PROMO" run - - <rules.promo
err_has "is named twice"
case_is "standard input twice, once by an option" 2 "$PROMO" run - --state - baskets.ndjson <rules.promo
err_has "is named twice"
case_is "a state on standard input" 2 sh -c 'echo "{\"nothing\":1}" | "$PROMO" run rules.promo baskets.ndjson --state -'
err_has "standard input: "
case_is "an empty word among others" 2 "$PROMO" run rules.promo ""
err_has "BASKETS is an empty word"
case_is "an empty word for an option" 2 "$PROMO" run rules.promo --state "" baskets.ndjson
err_has "--state is an empty word"
case_is "an empty word as a store" 2 "$PROMO" state verify --store ""
err_has "--store is an empty word"
# Help fits into a window.
"$PROMO" help | sed -n 's/^  promo \([a-z-]*\) .*/\1/p' | while read -r verb; do "$PROMO" help "$verb"; done >"$work/help"
awk 'length($0) > 120' "$work/help" >"$work/wide"
[ ! -s "$work/wide" ]; verdict "no line of the help is wide" $? "$(cat "$work/wide")"
# What the help gives as examples are command lines: with --help behind their options, each is read to the end.
"$PROMO" help | sed -n 's/^  promo \([a-z-]*\) .*/\1/p' | while read -r verb; do
    "$PROMO" help "$verb" | sed -n '/^examples:/,$s/^  \([^#].*\)/\1/p'
done | sed -n 's/.*\(promo [a-z].*\)/\1/p' | sed 's/ [|<>].*//; s/)$//' >"$work/examples"
[ "$(wc -l <"$work/examples")" -gt 20 ]; verdict "there are examples" $? "$(cat "$work/examples")"
while read -r example; do
    eval "set -- $example"
    shift
    case_is "the example: promo $*" 0 "$PROMO" "$@" --help
    out_has "usage: promo $1"
done <"$work/examples"
case_is "a number that is none" 2 "$PROMO" run --jobs many rules.promo
err_has "--jobs takes a number"
case_is "a number too large" 2 "$PROMO" run --jobs 100000 rules.promo
case_is "a choice that is none" 2 "$PROMO" check --format xml rules.promo
err_has "text|json|sarif|github"
case_is "an option without its argument" 2 "$PROMO" run rules.promo --state
err_has "needs an argument"
case_is "an option twice" 2 "$PROMO" run --explain --explain rules.promo
case_is "an argument for a flag" 2 "$PROMO" run --explain=yes rules.promo
case_is "a colour that is none" 2 "$PROMO" --color sometimes check rules.promo
case_is "options after operands" 0 "$PROMO" run rules.promo baskets.ndjson --jobs=2 -s
case_is "compile without a place" 2 "$PROMO" compile rules.promo
err_has "-o FILE"
exit $any_failed
