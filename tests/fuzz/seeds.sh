#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# seeds.sh DIR - makes tests/fuzz/trust anew, and in DIR the inputs that hold under it (DIR/NAME_fuzz/...), from the
# tokens and certificates of tests/service/setup.sh. Whoever runs it takes them into tests/corpus:
#
#   for d in DIR/*; do build/fuzz/fuzz/${d##*/} -merge=1 tests/corpus/${d##*/} $d; done
set -euo pipefail
. tests/service/state.sh
out=$1
mine=tests/fuzz/trust
signers=(official department elliptic)
mkdir -p "$out" "$mine/anchors" "$mine/lists" "$mine/signers"

cp "$state/pki/root.pem" "$mine/anchors/"
cp "$state/pki/root.crl" "$state/pki/issuing.crl" "$mine/lists/"
echo 'a result' >"$mine/content"
i=0
for name in "${signers[@]}"; do
    openssl x509 -in "$state/pki/$name.pem" -outform DER -out "$mine/signers/$i.der"
    i=$((i + 1))
done
openssl x509 -in "$state/peer/certificate.pem" -outform DER -out "$mine/signers/$i.der"

folder() { mkdir -p "$out/$1" && echo "$out/$1"; }
# with BYTES... FILE: the file behind these bytes, in octal
with() { printf '%b' "$(printf '\\0%s' "${@:1:$#-1}")" && cat "${*: -1}"; }
# with_length FILE FILE: two bytes of length, both files
with_length() { perl -e 'binmode STDOUT; print pack("n", -s $ARGV[0])' "$1" && cat "$1" "$2"; }

# --- documents ----------------------------------------------------------------------------------------------------------
# Without cross-references, which qpdf then makes
small_pdf() {
    cat <<'PDF'
%PDF-1.7
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 200 200 ] /Contents 4 0 R /Resources << >> >>
endobj
4 0 obj
<< /Length 12 >>
stream
0 0 9 9 re f
endstream
endobj
trailer << /Root 1 0 R /Size 5 >>
startxref
0
%%EOF
PDF
}
small_pdf >"$SCRATCH/raw"
qpdf --warning-exit-0 --no-warn --static-id --stream-data=uncompress "$SCRATCH/raw" "$SCRATCH/plain.pdf"
qpdf --static-id --object-streams=generate --compress-streams=y "$SCRATCH/plain.pdf" "$SCRATCH/streams.pdf"
qpdf --static-id --linearize "$SCRATCH/plain.pdf" "$SCRATCH/linearized.pdf"
echo '<r xmlns="urn:r"><a Id="a">1</a><b/></r>' >"$SCRATCH/plain.xml"
echo '<?xml version="1.0"?><p:r xmlns:p="urn:p" xml:lang="vi"><p:a ID="x">&lt;é</p:a> <!-- c --><b/></p:r>' >"$SCRATCH/other.xml"
for name in plain streams linearized; do
    sign elliptic "$SCRATCH/$name.pdf" "$SCRATCH/$name-1.pdf"
    sign department "$SCRATCH/$name-1.pdf" "$SCRATCH/$name-2.pdf" --profile seal "${trust[@]}"
done
for name in plain other; do
    sign elliptic "$SCRATCH/$name.xml" "$SCRATCH/$name-1.xml"
    sign official "$SCRATCH/$name-1.xml" "$SCRATCH/$name-2.xml"
done
sign elliptic "$SCRATCH/plain.xml" "$SCRATCH/part.xml" --into '//*[local-name()="b"]' || true
for target in pdf_file pdf_prepare pdf_inspect verify_document; do cp "$SCRATCH"/*.pdf "$(folder ${target}_fuzz)"; done
for target in xml_inspect verify_document; do cp "$SCRATCH"/*.xml "$(folder ${target}_fuzz)"; done
into=$(folder xml_prepare_fuzz)
for file in "$SCRATCH"/*.xml; do
    for path in '' '/*/*[2]' "//*[@Id='a']" '//p:a' '/'; do
        { echo "$path" && cat "$file"; } >"$into/$(cksum <<<"$path" | cut -d' ' -f1)-${file##*/}"
    done
done

# --- signatures over the content ------------------------------------------------------------------------------------------
into=$(folder cms_read_fuzz)
for name in "${signers[@]}"; do "$O/tests/sign_digest" "$mine/content" "$(key "$name")" >"$into/$name"; done
peer() { # NAME OPTION...
    openssl cms -sign -binary -in "$mine/content" -signer "$state/peer/certificate.pem" -inkey "$state/peer/key.pem" \
        -certfile "$state/pki/issuing.pem" -outform DER -out "$into/$1" "${@:2}"
}
peer cades -cades
peer pss -cades -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:digest
peer pss-other-salt -cades -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:8
peer sha512 -cades -md sha512
peer no-attributes -noattr
peer no-binding
peer with-content -cades -nodetach
peer by-key-identifier -cades -keyid
peer no-certificates -cades -nocerts
peer ber -cades -indef -nodetach
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -keyout "$SCRATCH/key.pem" -out "$SCRATCH/own.pem"
peer two-signers -cades -signer "$SCRATCH/own.pem" -inkey "$SCRATCH/key.pem"
parts=$(folder cms_parts_fuzz)
for file in "$into"/*; do with 0 "$file" >"$parts/envelope-${file##*/}"; done

# --- certificates and lists -----------------------------------------------------------------------------------------------
into=$(folder cms_trust_fuzz)
for name in root issuing official elliptic expired revoked; do
    openssl x509 -in "$state/pki/$name.pem" -outform DER -out "$SCRATCH/$name.der"
    for use in 0 2 3 4; do with $use "$SCRATCH/$name.der" >"$into/$name-$use"; done
    with 0 "$state/pki/$name.pem" >"$into/$name-pem"
    for scheme in 1 2 3; do with 5 $scheme "$SCRATCH/$name.der" >"$parts/$name-$scheme"; done
done
for name in root issuing; do
    openssl crl -in "$state/pki/$name.crl" -outform DER -out "$SCRATCH/$name-crl.der"
    for use in 1 5; do with $use "$SCRATCH/$name-crl.der" >"$into/$name-crl-$use"; done
    with 1 "$state/pki/$name.crl" >"$into/$name-crl-pem"
done
