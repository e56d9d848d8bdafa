# For the scripts beside it: `. ./cases.sh`, then cases; each leaves its output in $out and $err.
#
#     case_is NAME EXIT_CODE COMMAND...     the command ends with that code
#     out_has TEXT / err_has TEXT           and said so (of the case before)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$work/out
err=$work/err
any_failed=0

verdict() { # NAME CONDITION-STATUS DETAIL...
    if [ "$2" -eq 0 ]; then
        echo "ok $1"
    else
        echo "not ok $1: $3"
        any_failed=1
    fi
}

case_is() {
    case_name=$1
    wanted=$2
    shift 2
    "$@" >"$out" 2>"$err"
    got=$?
    [ "$got" -eq "$wanted" ]
    verdict "$case_name" $? "exit $got, not $wanted: $(head -c 600 "$err")"
}

out_has() {
    grep -q -F -- "$1" "$out"
    verdict "$case_name: says $1" $? "standard output is: $(head -c 600 "$out")"
}

err_has() {
    grep -q -F -- "$1" "$err"
    verdict "$case_name: complains $1" $? "standard error is: $(head -c 600 "$err")"
}

same() { # NAME FILE FILE
    difference=$(diff "$2" "$3" 2>&1 | head -5)
    [ -z "$difference" ]
    verdict "$1" $? "$difference"
}
