#!/bin/sh
# Prints a C file that holds the named files as bytes: the standard library inside the compiler.
set -eu
echo '#include "compiler/stdlib.h"'
number=0
for file in "$@"; do
    printf 'static const unsigned char FILE_%d[] = {' "$number"
    od -An -v -tu1 "$file" | sed 's/  */,/g; s/^,//; s/$/,/'
    echo '0};'
    number=$((number + 1))
done
echo 'const struct stdlib_file STDLIB_FILES[] = {'
number=0
for file in "$@"; do
    name=$(basename "$file" .promo)
    printf '    {"std/%s", (const char *)FILE_%d, sizeof FILE_%d - 1},\n' "$name" "$number" "$number"
    number=$((number + 1))
done
echo '    {0, 0, 0}};'
printf 'const unsigned long STDLIB_FILE_COUNT = %d;\n' "$number"
