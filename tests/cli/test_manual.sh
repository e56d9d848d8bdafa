# Manual pages: one for each command, from the same tables as its help; and what reads them has nothing to complain about.
. ./cases.sh

case_is "the page of promo" 0 "$PROMO" man
out_has '.TH "PROMO"'
case_is "the page of a command that is none" 2 "$PROMO" man rnu
err_has 'did you mean `run`?'
sh ../../tools/manual.sh "$PROMO" "$work/man" 2>"$err"
verdict "all pages are written" $? "$(cat "$err")"
for verb in $("$PROMO" help | sed -n 's/^  promo \([a-z-]*\) .*/\1/p'); do
    page=$work/man/promo-$verb.1
    grep -q -F -- "promo\\-$(printf '%s' "$verb" | sed 's/-/\\-/g') (1)" "$work/man/promo.1"
    verdict "the page of promo names $verb" $? "$(grep promo "$work/man/promo.1" | head -5)"
    # Every option of the help has its paragraph.
    for option in $("$PROMO" help "$verb" | sed -n 's/^ *\(-[a-zA-Z], \)\{0,1\}\(--[a-z-]*\).*/\2/p'); do
        escaped=$(printf '%s' "$option" | sed 's/-/\\-/g')
        grep -q -F -- "\\fB$escaped\\fR" "$page"
        verdict "the page of $verb has $option" $? "$(grep 'fB' "$page" | head -20)"
    done
done
if command -v mandoc >/dev/null; then
    # Pages have no date: the same sources give the same bytes.
    complaints=$(mandoc -T lint -W warning "$work"/man/*.1 | grep -v 'missing date')
    [ -z "$complaints" ]
    verdict "mandoc has nothing to complain about" $? "$complaints"
    shown=$(mandoc -T utf8 "$work/man/promo-test.1" | col -b)
    printf '%s\n' "$shown" | grep -q -- "-f, --filter TEXT"
    verdict "what is read is what was written" $? "$shown"
fi
exit $any_failed
