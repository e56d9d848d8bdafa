#!/bin/sh
# manual.sh PROMO FOLDER: writes promo.1 and a page for every command, promo-COMMAND.1, into the folder.
set -eu
promo=$1
folder=$2
mkdir -p "$folder"
"$promo" man >"$folder/promo.1"
"$promo" help | sed -n 's/^  promo \([a-z-]*\) .*/\1/p' | while read -r command; do
    "$promo" man "$command" >"$folder/promo-$command.1"
done
