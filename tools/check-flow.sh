#!/bin/sh
# The rooms know only the rooms that architecture allows them: every #include line against this table.
#
#     room     may include from     and of <...>, beside the C library and POSIX
set -eu
cd "$(dirname "$0")/.."

find include base lang compiler vm runtime cli examples \
    \( -name '*.[chly]' -o -name '*.def' \) -print | sort | xargs awk '
BEGIN {
    allow("include",  "",                              "promo/")
    allow("base",     "base",                          "promo/status.h")
    allow("lang",     "base lang",                     "promo/status.h promo/compile.h")
    allow("vm",       "base vm",                       "promo/status.h promo/vm.h")
    allow("compiler", "base lang compiler",            "promo/status.h promo/vm.h promo/compile.h")
    allow("runtime",  "base vm runtime",               "promo/status.h promo/vm.h promo/json.h promo/store.h promo/order.h sqlite3.h cjson/")
    allow("cli",      "base lang compiler vm runtime cli", "promo/ cjson/")
    allow("examples", "",                              "promo/")
    part["compiler vm/image.h"] = part["compiler vm/index.h"] = part["compiler vm/ops.h"] = part["compiler vm/ops.def"] = 1
    split("sqlite3.h cjson/ promo/", watched, " ")
}
function allow(room, rooms, libraries,    i, n, list) {
    n = split(rooms, list, " ")
    for (i = 1; i <= n; i++)
        may[room " " list[i]] = 1
    headers[room] = libraries
}
function refuse(why) {
    printf "%s:%d: %s\n", FILENAME, FNR, why
    bad++
}
function check_system(room, header,    i, n, list, ok) {
    for (i in watched)
        if (index(header, watched[i]) == 1) {
            n = split(headers[room], list, " ")
            ok = 0
            for (i = 1; i <= n; i++)
                ok = ok || index(header, list[i]) == 1
            if (!ok)
                refuse(room "/ may not know <" header ">")
            return
        }
}
function check_own(room, header,    other) {
    other = header
    if (!sub(/\/.*/, "", other)) {
        refuse("\"" header "\" is not written from the root")
        return
    }
    if (!((room " " other) in may) && !((room " " header) in part))
        refuse(room "/ may not know " header)
}
FNR == 1 { files++ }
/^[ \t]*#[ \t]*include/ {
    room = FILENAME
    sub(/\/.*/, "", room)
    lines++
    if (match($0, /<[^>]*>/))
        check_system(room, substr($0, RSTART + 1, RLENGTH - 2))
    else if (match($0, /"[^"]*"/))
        check_own(room, substr($0, RSTART + 1, RLENGTH - 2))
    else
        refuse("an #include that is neither <...> nor \"...\"")
}
END {
    if (lines == 0)
        refuse("no #include was found at all")
    printf "%d passed, %d failed\n", lines - bad, bad
    exit bad != 0
}'
