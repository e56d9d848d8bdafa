#!/bin/sh
# Writes the seeds of the image target anew: the example shops, compiled; in UTC, since a zone's transitions are most of an
# image's bytes and say little. Run it when the image changes.
#
#     seeds.sh PROMO
set -eu
promo=$1
seeds=$(pwd)/tests/fuzz/corpus/image
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for settings in examples/*/settings.promo; do
    shop=$(dirname "$settings")
    name=$(basename "$shop")
    mkdir "$work/$name"
    for file in "$shop"/*.promo; do
        case $file in
        */tests.promo) ;;
        *) sed '/^ *timezone /d' "$file" > "$work/$name/$(basename "$file")" ;;
        esac
    done
    (cd "$work" && "$promo" compile "$name"/*.promo -o "$seeds/$name")
done
