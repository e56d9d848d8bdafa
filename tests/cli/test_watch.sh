# promo test --watch: runs again when a file changes, comes or goes; ends on a signal with what came of the last run.
. ./cases.sh

said() { # TEXT TIMES NAME: until standard output says it so often; half a minute is for machines that are very busy
    waited=0
    while [ "$(grep -c -F -- "$1" "$out")" -lt "$2" ] && [ $waited -lt 300 ]; do
        sleep 0.1
        waited=$((waited + 1))
    done
    [ "$(grep -c -F -- "$1" "$out")" -eq "$2" ]
    verdict "$3" $? "$(tail -5 "$out"; tail -5 "$err")"
}

put() { # FILE TEXT: at once, so that there is one change to see however busy the machine is
    printf '%s\n' "$2" >"$work/new"
    mv "$work/new" "$1"
}

ends() { # NAME SIGNAL CODE
    kill "-$2" $watching
    wait $watching
    got=$?
    [ $got -eq "$3" ]
    verdict "$1" $? "exit $got, not $3"
}

mkdir "$work/rules"
cat >"$work/rules/a.promo" <<'END'
settings { currency USD }
import "../shared"
promotion p { event e { when quantity of goods >= 1  give 10% off order } }
END
printf 'let goods = category "goods"\n' >"$work/shared.promo"
cat >"$work/rules/b.promo" <<'END'
test "t" { basket { at 2026-01-01T10:00  line 1 of "A" category "goods" at 10.00 } expect total 9.00 }
END
: >"$out"
"$PROMO" test --watch "$work/rules" >"$out" 2>"$err" &
watching=$!
said "--- waiting" 1 "the first run"
said "1 passed, 0 failed" 1 "passes"
sed -i 's/10%/20%/' "$work/rules/a.promo"
said "--- waiting" 2 "a change runs them again"
said "0 passed, 1 failed" 1 "and fails"
put "$work/shared.promo" 'let goods = category "other"'
said "--- waiting" 3 "so does a change of what is imported"
said "+ total 10.00" 1 "with another result"
put "$work/rules/c.promo" 'test "u" { basket { at 2026-01-01T10:00  line 1 of "A" at 10.00 } expect total 10.00 }'
said "--- waiting" 4 "and a file that is new"
said "1 passed, 1 failed" 1 "whose tests are run"
put "$work/shared.promo" 'let goods ='
said "--- waiting" 5 "and a file that is wrong"
grep -q 'shared.promo:1:' "$err"
verdict "its error is told" $? "$(cat "$err")"
rm "$work/shared.promo"
said "--- waiting" 6 "and a file that goes"
put "$work/shared.promo" 'let goods = category "goods"'
said "--- waiting" 7 "and comes back"
said "1 passed, 1 failed" 2 "and is read again"
touch "$work/rules/notes.txt"
sleep 0.5
said "--- waiting" 7 "a file that holds no rules changes nothing"
ends "a signal ends it with the last result: a failure" TERM 1

: >"$out" # now, and not when the shell comes to it
"$PROMO" test --watch --quiet rules.promo >"$out" 2>"$err" &
watching=$!
said "--- waiting" 1 "a single file"
ends "a signal ends it with the last result: none failed" INT 0

timeout 60 "$PROMO" test --watch rules.promo 2>"$err" | head -1 >"$out"
[ "$(wc -l <"$out")" -eq 1 ] && [ ! -s "$err" ]
verdict "a reader that goes away ends it" $? "$(cat "$err")"

case_is "a file that is not there is not waited for" 2 "$PROMO" test --watch "$work/none.promo"
case_is "standard input cannot be watched" 2 "$PROMO" test --watch - </dev/null
case_is "a document is written once" 2 "$PROMO" test --watch --format junit rules.promo
exit $any_failed
