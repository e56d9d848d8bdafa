#!/bin/sh
# Installs what building and testing needs, on Debian and Ubuntu; does nothing where it is there already.
set -eu

PACKAGES="gcc g++ make flex bison pkg-config libc6-dev libcmocka-dev libcjson-dev libsqlite3-dev tzdata python3 jq
          clang llvm"

missing=
for package in $PACKAGES; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "needs root to install:$missing" >&2; exit 1; }
    as_root=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q
# shellcheck disable=SC2086
$as_root apt-get install -y -q --no-install-recommends $missing
