#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# globals.sh - no variable lives as long as its program: state is a struct that someone passes. The objects tell: only
# constants (.rodata, .data.rel.ro) may be there.
set -euo pipefail
: "${O:=build}"

found=$(objdump -t "$O"/lib/*.a | awk '
    /file format/                      { file = $1 }
    $2 == "O" || $3 == "O"             { section = $2 == "O" ? $3 : $4; if (section ~ /^\.(bss|data)($|\.)/ && section !~ /^\.data\.rel\.ro/) print file " " $NF }')
if [ -n "$found" ]; then
    echo "not ok - no variable that lives as long as its program"
    printf '# %s\n' "${found//$'\n'/$'\n# '}"
    exit 1
fi
echo "ok - no variable that lives as long as its program"
