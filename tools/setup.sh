#!/bin/sh
# Installs what building and testing needs, on Debian and Ubuntu; does nothing where it is there already.
set -eu

PACKAGES="gcc g++ make flex bison pkg-config libc6-dev libcmocka-dev libcjson-dev libsqlite3-dev tzdata python3 python3-jsonschema jq
          clang llvm zsh fish mandoc libglpk-dev neovim"

installed() {
    dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'
}

missing=
for package in $PACKAGES; do
    installed "$package" || missing="$missing $package"
done
# Where clang's sanitizers have a package of their own, they are wanted, too.
runtime=libclang-rt-dev
[ -z "$missing" ] && { installed "$runtime" || ! apt-cache show "$runtime" >/dev/null 2>&1; } && exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "needs root to install:$missing" >&2; exit 1; }
    as_root=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q
! apt-cache show "$runtime" >/dev/null 2>&1 || missing="$missing $runtime"
# shellcheck disable=SC2086
$as_root apt-get install -y -q --no-install-recommends $missing
