# The check of the flow of includes finds what it must, and passes the house as it is.
. ./cases.sh

root=../..
mkdir -p "$work/house/tools" "$work/house/examples"
for room in include base lang compiler vm runtime cli; do
    mkdir "$work/house/$room"
    printf '#include "base/text.h"\n' >"$work/house/$room/a.c"
done
printf '#include <promo/status.h>\n' >"$work/house/include/a.c"
cp "$root/tools/check-flow.sh" "$work/house/tools/"
flow() { sh "$work/house/tools/check-flow.sh"; }
fails() { # the check does not pass
    if flow >"$out" 2>"$err"; then return 1; else return 0; fi
}

case_is "a sound house" 0 flow
for wrong in "base lang/a.h" "lang compiler/a.h" "lang vm/a.h" "vm lang/a.h" "vm runtime/a.h" "compiler vm/loader.h" \
             "compiler runtime/a.h" "runtime lang/a.h" "runtime cli/a.h" "base text.h"; do
    set -- $wrong
    cp "$work/house/$1/a.c" "$work/kept"
    printf '#include "%s"\n' "$2" >>"$work/house/$1/a.c"
    fails
    verdict "$1 may not know $2" $? "$(cat "$out")"
    cp "$work/kept" "$work/house/$1/a.c"
done
for wrong in "vm sqlite3.h" "base promo/vm.h" "vm promo/compile.h" "lang cjson/cJSON.h" "compiler promo/store.h" "cli sqlite3.h"; do
    set -- $wrong
    cp "$work/house/$1/a.c" "$work/kept"
    printf '#include <%s>\n' "$2" >>"$work/house/$1/a.c"
    fails
    verdict "$1 may not know <$2>" $? "$(cat "$out")"
    cp "$work/kept" "$work/house/$1/a.c"
done
printf '#include "vm/ops.h"\n#include "vm/image.h"\n' >>"$work/house/compiler/a.c"
case_is "the compiler knows the image" 0 flow
exit $any_failed
