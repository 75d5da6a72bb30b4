#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# links.sh - which libraries a program needs shows what it can do: no program has both a parser and tokens.
set -euo pipefail
: "${O:=build}"
failed=0

# program, and what must not be among the libraries that it names itself (all it needs: those it names)
refuse() { # PROGRAM PATTERN...
    local program=$1 needed pattern bad=''
    shift
    needed=$(readelf -d "$O/$program" | sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p')
    for pattern in "$@"; do
        bad+=$(grep -E "^lib$pattern" <<<"$needed" || true)
    done
    if [ -z "$bad" ]; then
        echo "ok - ${program##*/} names no library that it must not have"
    else
        echo "not ok - ${program##*/} is linked with ${bad//$'\n'/ }"
        failed=1
    fi
}

refuse bin/seal qpdf xml2 poppler pango cairo p11 p11-kit curl
refuse libexec/second-seal/keyholder qpdf xml2 poppler pango cairo curl
refuse libexec/second-seal/worker p11 p11-kit poppler pango cairo curl
refuse libexec/second-seal/checker qpdf xml2 poppler pango cairo p11 p11-kit z curl
refuse libexec/second-seal/render qpdf xml2 p11 p11-kit curl
refuse libexec/second-seal/fetch qpdf xml2 poppler pango cairo p11 p11-kit
exit "$failed"
