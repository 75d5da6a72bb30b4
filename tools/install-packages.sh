#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# install-packages.sh GROUP... - installs what is missing of these groups of tools/packages, and says what and why.
# All there: one look, no word. Not root and no sudo: prints the command to give, and fails.
set -euo pipefail

list=$(dirname "$0")/packages
row() { awk -v groups=" $* " '!/^#/ && NF > 2 && index(groups, " " $1 " ")' "$list"; }

mapfile -t wanted < <(row "$@" | awk '{ print $2 }')
if ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian system; what tools/packages names must be there under the names it has here." >&2
    exit 0
fi
have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null || true)
missing=()
for package in "${wanted[@]}"; do
    grep -qxF "installed $package" <<<"$have" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "Installing ${#missing[@]} Debian packages (tools/packages is the list):"
for package in "${missing[@]}"; do
    row "$@" | awk -v package="$package" '$2 == package { printf "  %-21s", $2; $1 = $2 = ""; print $0 }'
done

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "Only root can install them, and sudo is not here. As root:" >&2
        echo "  apt-get update && apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1 && return
    echo "apt-get $1 failed:" >&2
    tail -n 15 "$log" >&2
    return 1
}
apt update || echo "Going on with the package lists that are here." >&2
apt install --yes --no-install-recommends "${missing[@]}"
