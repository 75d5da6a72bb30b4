#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# layers.sh - includes point only along the arrows: tools -> signer -> policies -> formats, signer -> pkcs11, and everyone
# may include formats/base. Headers that end in _priv.h are for the siblings in their folder.
set -euo pipefail

# folder: what it may include besides itself (a folder, or one header)
arrows='
formats/base
formats           formats/base
formats/cms       formats/base formats/evidence.h
formats/pdf       formats/base formats/evidence.h
formats/xml       formats/base formats/evidence.h formats/cms
pkcs11            formats/base
policies          formats/base formats formats/cms formats/pdf formats/xml
signer            formats/base formats formats/cms formats/pdf formats/xml policies pkcs11
signer/render     formats/base signer
tools             formats/base formats formats/cms formats/pdf formats/xml policies signer
'

git ls-files --cached --others --exclude-standard '*.c' '*.h' | grep -v '^tests/' | while read -r file; do
    [ -e "$file" ] || continue
    folder=${file%/*}
    sed -nE 's/^#include "([^"]+)".*/\1/p' "$file" | while read -r header; do
        echo "$file $folder $header ${header%/*}"
    done
done | awk -v arrows="$arrows" '
    BEGIN {
        n = split(arrows, lines, "\n")
        for (i = 1; i <= n; i++) {
            m = split(lines[i], word, " ")
            if (m > 0) known[word[1]] = 1
            for (j = 1; j <= m; j++) may[word[1], word[j]] = 1
        }
    }
    !($2 in known)                                    { bad = 1; print $1 ": its folder has no row in layers.sh"; next }
    $3 ~ /_priv\.h$/ && $4 != $2                      { bad = 1; print $1 ": " $3 " is private to " $4 }
    !(($2, $4) in may) && !(($2, $3) in may)          { bad = 1; print $1 ": " $2 " does not know " $3 }
    END { exit bad }
' || { echo "not ok - include arrows"; exit 1; }
echo "ok - include arrows"
