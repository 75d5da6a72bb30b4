#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# compare.sh - what pdfsig, mutool and we say of the same attack and good files, as one table (compare.py).
. tests/service/state.sh
made=$SCRATCH/pdf
pdfs() { find "$made" -maxdepth 1 -name '*.pdf' -print0 | sort -z; }

/usr/bin/python3 tests/attack/make_pdf.py "$state" "$made"
export nss=sql:$made/keys/nss

ours() {
    pdfs | xargs -0 -n 300 "$seal" verify --json --trust "$made/keys/pki/root.pem" --crl "$made/keys/pki/root.crl" \
        "$made/keys/pki/issuing.crl" |
        sed -nE 's/^\{"file":"([^"]*)".*"sha256":"[^"]*","indication":"([A-Z_-]*)".*/seal\t\1\t\2/p' |
        sed 's/TOTAL-PASSED$/valid/' || true
}

# Every signature that is there must be called valid.
pdfsig_of() {
    local said verdict=refused
    said=$(timeout 20 pdfsig -no-ocsp -nssdir "$nss" "$1" 2>/dev/null) || true
    if grep -q 'Signature Validation: Signature is Valid' <<<"$said" &&
        ! grep 'Signature Validation:' <<<"$said" | grep -qv 'Signature is Valid'; then verdict=valid; fi
    printf 'pdfsig\t%s\t%s\n' "$1" "$verdict"
}

mutool_of() {
    local said verdict=refused
    said=$(timeout 20 mutool sign -v "$1" 2>/dev/null | grep -v 'is not signed' || true)
    if grep -q 'The document is unchanged\|The signature is valid' <<<"$said" &&
        ! grep -q 'error: \|broken\|invalid\|Digest' <<<"$(grep -v 'Certificate error' <<<"$said")"; then
        verdict=valid
        # the last signature counts: those before it are always followed by edits
        grep 'The document is unchanged\|The signature is valid' <<<"$said" | tail -n 1 | grep -q unchanged || verdict=edited
    fi
    printf 'mutool\t%s\t%s\n' "$1" "$verdict"
}
export -f pdfsig_of mutool_of

{
    ours
    pdfs | xargs -0 -P 2 -n 20 bash -c 'for f; do pdfsig_of "$f"; mutool_of "$f"; done' each
} >"$SCRATCH/lines"
/usr/bin/python3 tests/attack/compare.py "$made/manifest.tsv" <"$SCRATCH/lines"
