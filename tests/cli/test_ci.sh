# examples/ci: the git hook in a repository, and the steps of the GitHub workflow as they stand in it.
. ./cases.sh
examples=$(cd ../../examples/ci && pwd)
command -v git >/dev/null || { echo "ok git is not installed: nothing to check"; exit 0; }

export HOME="$work" GIT_CONFIG_NOSYSTEM=1 PATH="$(dirname "$PROMO"):$PATH"
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
mkdir "$work/shop"
cd "$work/shop" || exit 1
git init -q -b main . && git config user.email a@example.org && git config user.name A
git config promo.rules rules
cp "$examples/pre-commit" .git/hooks/
mkdir rules
cat >rules/shoes.promo <<'END'
settings { currency USD }

let shoes = category "shoes"

promotion pair {
  period 2026-01-01 .. 2027-12-31
  cap    50.00 per order
  event two { buy 2 of shoes  give cheapest 1 of them free }
}

test "two pairs" {
  basket {
    at 2026-04-01T10:00
    line 2 of "A" category "shoes" at 50.00
  }
  expect discount 50.00 by pair
}
END
cp rules/shoes.promo "$work/good"
good() { cp "$work/good" rules/shoes.promo; }
commits() { git rev-list --count HEAD 2>/dev/null || echo 0; }
staged() { git add -A && git commit -q -m "change"; }

case_is "the hook: sound rules" 0 staged
[ "$(commits)" -eq 1 ]; verdict "are committed" $? "$(cat "$err")"

sed -i 's/give cheapest/give  cheapest/' rules/shoes.promo
case_is "another layout" 1 staged
err_has "promo fmt rules"
err_has "+  event two { buy 2 of shoes  give cheapest"
[ "$(commits)" -eq 1 ]; verdict "is not committed" $? "$(git log --oneline)"
good
sed -i 's/of shoes/of shose/' rules/shoes.promo
case_is "an error" 1 staged
err_has "did you mean"
good
sed -i 's/discount 50.00/discount 40.00/' rules/shoes.promo
case_is "a test that fails" 1 staged
err_has "+ discount 50.00 by pair"
good
sed -i '/^test/,$d' rules/shoes.promo
"$PROMO" fmt rules
case_is "no test left" 1 staged
err_has "no tests"
good
echo "let unused = sku \"B\"" >>rules/shoes.promo && "$PROMO" fmt rules
case_is "a lint" 1 staged
"$PROMO" lint --baseline known.txt --write-baseline rules >"$out" 2>&1
printf '[lint]\nbaseline  = "known.txt"\n' >promo.toml
case_is "a lint that the baseline knows" 0 staged
rm promo.toml known.txt
good
git add -A
echo nonsense >>rules/shoes.promo
echo text >notes.txt && git add notes.txt
case_is "what is not to be committed is not looked at" 0 git commit -q -m "notes"
git checkout -q rules && echo more >notes.txt
case_is "a commit without rule files" 0 env PROMO=/none sh -c 'git add -A && git commit -q -m "more notes"'
git rm -q rules/shoes.promo
case_is "the last rule file goes" 0 git commit -q -m "no rules"
git revert --no-edit HEAD >"$out" 2>"$err"; verdict "and comes back" $? "$(cat "$err")"

# step NAME: runs the step of the workflow that has this name.
step() {
    awk -v name="$1" '
        $0 ~ "^ *- " { on = index($0, "- name: " name) != 0 && substr($0, index($0, "- name: ") + 8) == name; block = 0 }
        on && block { print; next }
        on && /^ *run: \|$/ { block = 1; next }
        on && /^ *run: / { sub(/^ *run: /, ""); print }
    ' "$examples/github/promo.yml" >"$work/step"
    [ -s "$work/step" ] || { echo "no step is called $1" >&2; return 99; }
    env RULES=rules BASKETS=baskets.ndjson BASE="${BASE:-}" \
        GITHUB_STEP_SUMMARY="$work/summary" bash -e -o pipefail "$work/step"
}

echo '{"id":"b-1","at":"2026-04-01T10:00:00Z","lines":[{"sku":"A","qty":2,"price":"50.00","category":"shoes"}]}' >baskets.ndjson
"$PROMO" fmt --check rules || cp "$work/good" rules/shoes.promo
for name in layout "errors and lints, where they are" "lints for code scanning" "tests, where they fail" "tests and coverage"; do
    case_is "sound rules pass the step: $name" 0 step "$name"
done
grep -q '"version": "2.1.0"' promo.sarif; verdict "SARIF is written" $? "$(head -3 promo.sarif)"
grep -q '<testsuites' promo-tests.xml; verdict "JUnit is written" $? "$(head -3 promo-tests.xml)"
grep -q '^SF:rules/shoes.promo' promo.lcov; verdict "coverage is written" $? "$(head -3 promo.lcov)"
sed -i 's/discount 50.00/discount  40.00/' rules/shoes.promo
case_is "another layout fails its step" 1 step layout
case_is "a failing test is annotated" 1 step "tests, where they fail"
out_has "::error file=rules/shoes.promo,line=16,"
case_is "and fails the step of tests" 1 step "tests and coverage"
grep -q '<failure' promo-tests.xml; verdict "and stands in JUnit" $? "$(cat promo-tests.xml)"
good
sed -i 's/of shoes/of shose/' rules/shoes.promo
case_is "an error is annotated" 1 step "errors and lints, where they are"
out_has "::error file=rules/shoes.promo,line=8,"
case_is "and is in SARIF, without failing that step" 0 step "lints for code scanning"
grep -q '"P0102"' promo.sarif; verdict "by its code" $? "$(cat promo.sarif)"
good
sed -i '/^test/,$d' rules/shoes.promo
case_is "too little is reached" 1 step "tests and coverage"

# What a change costs: none, then one that every basket feels.
good
commit_rules() { git add -A && git commit -q --no-verify -m "$1"; }
cost() { rm -rf "$work/base" && git worktree prune && step "what the change costs"; }
commit_rules "sound"
BASE=$(git rev-parse HEAD)
case_is "no change costs nothing" 0 cost
sed -i 's/cheapest 1 of them free/10% off them/' rules/shoes.promo
case_is "a change of every basket is too much" 1 cost
out_has "pair"
grep -q "pair" "$work/summary"; verdict "and stands in the summary" $? "$(cat "$work/summary")"
# The hooks of the pre-commit framework are commands that exist.
good
sed -n 's/^ *entry: promo //p' "$examples/pre-commit-config.yaml" >"$work/entries"
while read -r entry; do
    # shellcheck disable=SC2086
    case "$entry" in fmt) set -- fmt rules/shoes.promo ;; *) set -- $entry ;; esac
    case_is "the hook: promo $*" 0 "$PROMO" "$@"
done <"$work/entries"
exit $any_failed
