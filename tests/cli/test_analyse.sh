# promo analyse on several threads: the same bytes as on one. What it answers is tested by tests/analyse.
. ./cases.sh

rules=../../examples/fashion
case_is "on one thread" 1 "$PROMO" analyse --work 2000 --format json "$rules"
cp "$out" "$work/one"
for jobs in 1 2 3 16 256 0; do
    case_is "on $jobs" 1 "$PROMO" analyse --work 2000 --format json --jobs $jobs "$rules"
    same "the same on $jobs" "$work/one" "$out"
done
case_is "a letter for it, and another seed" 1 "$PROMO" analyse --work 2000 --seed 7 --split -j2 "$rules"
cp "$out" "$work/one"
case_is "that seed on one thread" 1 "$PROMO" analyse --work 2000 --seed 7 --split "$rules"
same "the same for that seed" "$work/one" "$out"
# Fewer orders than there are searches.
case_is "little work on one thread" 1 "$PROMO" analyse --work 7 "$rules"
cp "$out" "$work/one"
case_is "little work on three" 1 "$PROMO" analyse --work 7 --jobs 3 "$rules"
same "the same for little work" "$work/one" "$out"
case_is "no number of threads" 2 "$PROMO" analyse --jobs many "$rules"
case_is "too many threads" 2 "$PROMO" analyse --jobs 257 "$rules"
exit $any_failed
