#!/bin/sh
# editors.sh FOLDER: writes what editors need to know of the language, made from tools/editors/ and the one list of keywords,
# lang/keywords.def. @PART@ in a file becomes the keywords of that part, as the file's own language separates them; @VERSION@ is
# promo's.
set -eu
cd "$(dirname "$0")/editors"
folder=$1
version=$(sed -n 's/^#define PROMO_VERSION "\(.*\)"/\1/p' ../../include/promo/status.h)

# A sed command for each part, with the separator given.
parts() { # SEPARATOR ENDING
    awk -F '[(,)]' -v separator="$1" -v ending="$2" '
    /^KEYWORD\(/ {
        word = $3
        gsub(/[ "]/, "", word)
        part = $4
        gsub(/ /, "", part)
        if (!(part in words))
            order[++parts] = part
        words[part] = words[part] (part in words && words[part] != "" ? separator : "") word
    }
    END {
        for (i = 1; i <= parts; i++)
            print "s/@" order[i] ending "@/" words[order[i]] "/g"
    }' ../../lang/keywords.def
}

find . -type f | sort | while read -r file; do
    mkdir -p "$folder/$(dirname "$file")"
    case $file in
    *.vim) { parts ' ' ''; parts '\\\\|' _VIM; } ;;
    *) parts '|' '' ;;
    esac | sed -e "s/@VERSION@/$version/g" -f /dev/stdin "$file" >"$folder/$file"
    if grep -n '@[A-Z_]*@' "$folder/$file" >&2; then
        echo "$file: there are no such keywords" >&2
        exit 1
    fi
done
