#!/bin/sh
# Prints docs/operations.md: every operation of the virtual machine, from the one table that defines them (vm/ops.def), with
# what its operands are, from the list of shapes (vm/ops.h).
set -eu
cat <<'END'
# Operations

Made from `vm/ops.def` by `make docs-generated`; do not edit.

Code comes in pieces: the condition of an event or of one of its criteria, or an item set. An instruction is eight bytes:
operation, `a`, `b`, `c`, and the 32-bit `imm`. `r[]` are sixteen 64-bit registers of a condition, `s[]` sixteen sets of unit
classes of an item set, `K[]` the constants and `LIST[]` the lists of the image. A missing value is the smallest 64-bit number;
no comparison with it holds. A piece runs each instruction at most once: jumps go ahead only, and its last instruction
returns. `promo dump` shows the code of a rule set in these words.
END
awk '
FILENAME ~ /ops\.h$/ {
    if (match($0, /^    [A-Z_]+,? +\/\* .* \*\//)) {
        shape = $1
        sub(/,$/, "", shape)
        words = $0
        sub(/^[^\/]*\/\* /, "", words)
        sub(/ \*\/.*$/, "", words)
        operands[shape] = words
    }
    next
}
/^\/\* [a-z]/ {
    title = $0
    sub(/^\/\* /, "", title)
    sub(/ \*\/.*$/, "", title)
    print "\n## " toupper(substr(title, 1, 1)) substr(title, 2) "\n"
    print "| number | operation | operands | meaning |\n| --- | --- | --- | --- |"
}
/^OP\(/ {
    line = $0
    sub(/^OP\(/, "", line)
    sub(/\)$/, "", line)
    name = line
    sub(/,.*$/, "", name)
    shape = line
    sub(/^[^,]*, */, "", shape)
    sub(/,.*$/, "", shape)
    meaning = line
    sub(/^[^"]*"/, "", meaning)
    sub(/"$/, "", meaning)
    if (!(shape in operands)) {
        print "operations.sh: no operands for the shape " shape > "/dev/stderr"
        exit 1
    }
    printf "| %d | `%s` | %s | %s |\n", number++, name, operands[shape], meaning
}
END { if (number == 0) exit 1 }
' vm/ops.h vm/ops.def
