#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# compare.sh - what pdfsig, mutool, xmlsec1 and we say of the attack and good files of the tests, as one table (compare.py).
. tests/service/state.sh
export PYTHONDONTWRITEBYTECODE=1
python=/usr/bin/python3

"$python" tests/attack/make_pdf.py "$state" "$SCRATCH/pdf"
"$python" tests/attack/cms_generate.py "$SCRATCH/cms"
"$python" tests/attack/xml_generate.py "$SCRATCH/xml"
cp "$SCRATCH/pdf/keys/pki/root.pem" "$SCRATCH/pdf/root.pem"
mkdir "$SCRATCH/pdf/lists"
cp "$SCRATCH/pdf/keys/pki"/*.crl "$SCRATCH/pdf/lists/"

files() { find "$SCRATCH/$1" -maxdepth 1 \( -name '*.pdf' -o -name '*.xml' \) -print0 | sort -z; } # SET

database() { # SET: for pdfsig, that set's root is the only anchor
    mkdir "$SCRATCH/$1/nss"
    certutil -N -d "sql:$SCRATCH/$1/nss" --empty-password
    certutil -A -d "sql:$SCRATCH/$1/nss" -n root -t CT,C,C -i "$SCRATCH/$1/root.pem"
}

ours() { # SET
    files "$1" | xargs -0 -n 300 "$seal" verify --json --trust "$SCRATCH/$1/root.pem" --crl "$SCRATCH/$1/lists" 2>/dev/null || true
}

# Every signature that is there must be called valid; mutool's certificates come from a store of its own, and do not count.
pdfsig_of() { # SET FILE
    local said verdict=refused
    said=$(timeout 20 pdfsig -no-ocsp -nssdir "sql:$SCRATCH/$1/nss" "$2" 2>/dev/null | grep -a 'Signature Validation:') || true
    if [ -n "$said" ] && ! grep -aqv 'Signature is Valid' <<<"$said"; then verdict=valid; fi
    printf 'pdfsig\t%s\t%s\n' "$2" "$verdict"
}

mutool_of() { # FILE
    local said verdict=refused
    said=$(timeout 20 mutool sign -v "$1" 2>/dev/null |
        grep -avE 'Verifying signature|not signed|Distinguished name|Certificate error') || true
    if [ -n "$said" ] && ! grep -aqvE 'The document is unchanged|The signature is valid' <<<"$said"; then
        verdict=edited # the newest signature's word: those before it always have edits behind them
        if tail -n 1 <<<"$said" | grep -aq unchanged; then verdict=valid; fi
    fi
    printf 'mutool\t%s\t%s\n' "$1" "$verdict"
}

xmlsec_of() { # SET FILE
    local verdict=refused
    if timeout 20 xmlsec1 --verify --enabled-reference-uris empty,same-doc --trusted-pem "$SCRATCH/$1/root.pem" --id-attr:Id Signature \
        "$2" >/dev/null 2>&1; then verdict=valid; fi
    printf 'xmlsec1\t%s\t%s\n' "$2" "$verdict"
}

one() { # SET FILE...
    local set=$1 file
    shift
    for file; do
        case $file in
        *.pdf) pdfsig_of "$set" "$file"; mutool_of "$file" ;;
        *.xml) xmlsec_of "$set" "$file" ;;
        esac
    done
}
export -f one pdfsig_of mutool_of xmlsec_of
export SCRATCH

for set in pdf cms xml; do
    database "$set"
    ours "$set"
    files "$set" | xargs -0 -P 2 -n 20 bash -c 'one "$@"' each "$set"
done >"$SCRATCH/lines"
"$python" tests/attack/compare.py "$SCRATCH"/{pdf,cms,xml}/manifest.tsv <"$SCRATCH/lines"
