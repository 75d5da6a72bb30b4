#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# demo.sh BUILD - from nothing to a sealed result: tokens, certificates, the official's signature, the department's seal,
# the verdict. Everything it makes is in BUILD/demo; what was there before is replaced.
set -euo pipefail

build=$1
demo=$build/demo
here=$(dirname "$0")
fixtures=$(realpath --relative-to=. "$here/../../tests/fixtures")
seal=$build/bin/seal

step() { printf '\n== %s\n' "$*"; }

step "Two tokens (SoftHSM), a root and an issuing authority, two certificates"
"$here/tokens.sh" new "$build" "$demo"
. "$demo/env"
trust=(--trust "$demo/pki/root.pem" --crl "$demo/pki/root.crl" --crl "$demo/pki/issuing.crl")
mkdir "$demo/signed" "$demo/sealed"
"$seal" token list --module "$("$here/tokens.sh" module)" | grep -E '^token "[^"]|^  cert'

step "The official signs: a PDF with the picture of the signature between title and name, and an XML"
"$seal" sign "$fixtures/decision.pdf" -o "$demo/signed/decision.pdf" --key "$OFFICIAL_KEY" \
    --image "$fixtures/signature.png" --between "PHÓ GIÁM ĐỐC" "Nguyễn Văn A"
"$seal" sign "$fixtures/licence.xml" -o "$demo/signed/licence.xml" --key "$OFFICIAL_KEY"

step "The department seals what the official has signed: the seal over the left third of the signature"
"$seal" sign "$demo/signed/decision.pdf" -o "$demo/sealed/decision.pdf" --key "$DEPARTMENT_KEY" --profile seal \
    --image "$fixtures/seal.png" "${trust[@]}"
"$seal" sign "$demo/signed/licence.xml" -o "$demo/sealed/licence.xml" --key "$DEPARTMENT_KEY" --profile seal "${trust[@]}"

step "The verdicts"
"$seal" verify "${trust[@]}" "$demo/sealed/decision.pdf" "$demo/sealed/licence.xml"

pdftoppm -f 2 -l 2 -r 150 -png -singlefile "$demo/sealed/decision.pdf" "$demo/sealed/decision"
step "Made"
printf '  %-32s %s\n' \
    "$demo/sealed/decision.pdf" "signed and sealed" \
    "$demo/sealed/licence.xml" "signed and sealed" \
    "$demo/sealed/decision.png" "the signed page as a picture" \
    "$demo/pki/root.pem" "whom to trust; root.crl and issuing.crl beside it" \
    "$demo/env" "source it, and seal sign --key \"\$OFFICIAL_KEY\" works"
