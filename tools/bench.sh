#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench.sh BUILD - how long we take beside peers, in the same run on the same files, so that machines can be compared.
# Each command runs RUNS (20) times; the figure is the median of one run in milliseconds, the process's start included.
set -euo pipefail
: "${RUNS:=20}"
build=$1
state=$build/bench
seal=$build/bin/seal
here=$(dirname "$0")
fixtures=$here/../tests/fixtures

median_ms() { # COMMAND...
    local i start
    for ((i = 0; i < RUNS; i++)); do
        start=$(date +%s%N)
        "$@" >/dev/null 2>&1
        echo $((($(date +%s%N) - start) / 10000))
    done | sort -n | awk '{ v[NR] = $1 } END { printf "%.2f\n", v[int((NR + 1) / 2)] / 100 }'
}

compare() { # WHAT OURS PEER: names of functions
    local ours peer
    ours=$(median_ms "$2")
    peer=$(median_ms "$3")
    awk -v what="$1" -v ours="$ours" -v peer="$peer" -v name="$3" \
        'BEGIN { printf "%-28s seal %8.2f ms   %-9s %8.2f ms   ratio %.2f\n", what, ours, name, peer, ours / peer }'
}

"$here/demo/tokens.sh" new "$build" "$state"
. "$state/env"
trust=(--trust "$state/pki/root.pem" --crl "$state/pki/root.crl" --crl "$state/pki/issuing.crl")
for file in decision.pdf licence.xml; do
    "$seal" sign "$fixtures/$file" -o "$state/signed-$file" --key "$OFFICIAL_KEY" 2>/dev/null
    "$seal" sign "$state/signed-$file" -o "$state/$file" --key "$DEPARTMENT_KEY" --profile seal "${trust[@]}" 2>/dev/null
done
mkdir "$state/nss"
certutil -N -d "sql:$state/nss" --empty-password
certutil -A -d "sql:$state/nss" -n root -t CT,C,C -i "$state/pki/root.pem"
id=$(grep -oE '<ds:Signature [^>]*Id="[^"]+"' "$state/licence.xml" | sed -E 's/.*Id="//; s/"//' | tail -n 1)

verify_pdf() { "$seal" verify "${trust[@]}" "$state/decision.pdf"; }
pdfsig() { command pdfsig -no-ocsp -nssdir "sql:$state/nss" "$state/decision.pdf"; }
verify_xml() { "$seal" verify "${trust[@]}" "$state/licence.xml"; }
xmlsec1() {
    command xmlsec1 --verify --node-id "$id" --id-attr:Id http://www.w3.org/2000/09/xmldsig#:Signature \
        --id-attr:Id http://www.w3.org/2000/09/xmldsig#:SignatureValue \
        --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties --trusted-pem "$state/pki/root.pem" "$state/licence.xml"
}
sign_pdf() { "$seal" sign "$fixtures/decision.pdf" -o "$state/out.pdf" --key "$OFFICIAL_KEY"; }
token() { pkcs11-tool --module "$("$here/demo/tokens.sh" module)" --token-label official --login --pin "$(<"$state/pins/official")" \
    --sign --mechanism SHA256-RSA-PKCS --input-file "$fixtures/decision.pdf" --output-file "$state/out.bin"; }

compare "verify a PDF, two signatures" verify_pdf pdfsig
compare "verify an XML, two of one" verify_xml xmlsec1
compare "sign a PDF" sign_pdf token
