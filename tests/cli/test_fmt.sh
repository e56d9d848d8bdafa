# promo fmt: in place, from standard input, checked, as a patch; what it must not touch.
. ./cases.sh

loose='settings { currency USD }
promotion   p { event e { give 10% off order } }   # ten
'
neat='settings { currency USD }
promotion p { event e { give 10% off order } }  # ten
'
printf '%s' "$neat" >"$work/neat.promo"
fresh() { printf '%s' "$loose" >"$work/a.promo"; }

fresh
case_is "a file is written in place" 0 "$PROMO" fmt "$work/a.promo"
same "in the one layout" "$work/a.promo" "$work/neat.promo"
case_is "and then there is nothing to do" 0 "$PROMO" fmt --check --diff "$work/a.promo"
[ ! -s "$out" ]; verdict "nor to say" $? "$(cat "$out")"

fresh
cp "$work/a.promo" "$work/before"
case_is "a check finds another layout" 1 "$PROMO" fmt --check "$work/a.promo"
out_has "a.promo"
same "and changes nothing" "$work/a.promo" "$work/before"
case_is "a patch" 1 "$PROMO" fmt --diff "$work/a.promo"
same "changes nothing" "$work/a.promo" "$work/before"
cat >"$work/patch" <<END
--- $work/a.promo
+++ $work/a.promo
@@ -1,2 +1,2 @@
 settings { currency USD }
-promotion   p { event e { give 10% off order } }   # ten
+promotion p { event e { give 10% off order } }  # ten
END
same "is what would change" "$out" "$work/patch"
case_is "both" 1 "$PROMO" fmt --check --diff "$work/neat.promo" "$work/a.promo"
out_has "@@ -1,2 +1,2 @@"
! grep -q neat "$out"; verdict "of files with another layout only" $? "$(cat "$out")"

printf '%s' "$loose" | "$PROMO" fmt - >"$out" 2>"$err"
same "standard input to standard output" "$out" "$work/neat.promo"
printf '%s' "$loose" | "$PROMO" fmt --check - >"$out" 2>"$err"
[ $? -eq 1 ] && grep -q "standard input" "$out"; verdict "a check of standard input" $? "$(cat "$out" "$err")"
printf '%s' "$loose" | "$PROMO" fmt --diff - >"$out" 2>"$err"
[ $? -eq 1 ] && grep -q "^+promotion p" "$out"; verdict "a patch of standard input" $? "$(cat "$out" "$err")"
case_is "standard input that is in order" 0 "$PROMO" fmt --check - <"$work/neat.promo"

mkdir "$work/rules"
fresh
cp "$work/a.promo" "$work/rules/b.promo"
printf 'promotion {' >"$work/rules/a.promo"
cp "$work/rules/a.promo" "$work/before"
case_is "a file with errors is a finding" 1 "$PROMO" fmt "$work/rules"
err_has "rules/a.promo:1:"
same "is left alone" "$work/rules/a.promo" "$work/before"
same "and the others are formatted" "$work/rules/b.promo" "$work/neat.promo"

fresh
chmod 600 "$work/a.promo"
ln -s a.promo "$work/link.promo"
case_is "a link" 0 "$PROMO" fmt "$work/link.promo"
[ -h "$work/link.promo" ]; verdict "stays a link" $? "$(ls -l "$work")"
same "and what it leads to is formatted" "$work/a.promo" "$work/neat.promo"
case "$(ls -l "$work/a.promo")" in -rw-------*) kept=0 ;; *) kept=1 ;; esac
verdict "with the rights it had" $kept "$(ls -l "$work/a.promo")"
printf 'settings { currency USD }\r\nlet a = sku "A"\r\n' >"$work/dos.promo"
case_is "line ends of another system" 0 "$PROMO" fmt "$work/dos.promo"
! grep -q "$(printf '\r')" "$work/dos.promo"; verdict "become one" $? "$(od -c "$work/dos.promo")"
: >"$work/empty.promo"
case_is "an empty file is in order" 0 "$PROMO" fmt --check "$work/empty.promo"
printf '# only a comment' >"$work/comment.promo"
case_is "a comment alone" 0 "$PROMO" fmt "$work/comment.promo"
[ "$(cat "$work/comment.promo")" = "# only a comment" ]; verdict "is kept" $? "$(cat "$work/comment.promo")"

case_is "a file that is not there" 2 "$PROMO" fmt "$work/none.promo"
case_is "no file at all" 2 "$PROMO" fmt
case_is "a folder without rule files" 2 sh -c 'mkdir "$1/void" && "$PROMO" fmt "$1/void"' - "$work"
exit $any_failed
