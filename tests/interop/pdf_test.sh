#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# pdf_test.sh - do pdfsig, openssl, qpdf, mutool and we agree on PDF signatures, both ways?
. tests/service/state.sh
work=$SCRATCH
nss=sql:$state/peer

# pdfsig_says FILE COUNT: so many signatures, each valid, by a trusted certificate
pdfsig_says() {
    pdfsig -no-ocsp -nssdir "$nss" "$1" | tee "$work/pdfsig"
    [ "$(grep -c 'Signature Validation: Signature is Valid.' "$work/pdfsig")" -eq "$2" ]
    [ "$(grep -c 'Certificate Validation: Certificate is Trusted.' "$work/pdfsig")" -eq "$2" ]
}

# extract FILE N: the N-th signature's CMS and what it signs, by its ByteRange
extract() {
    rm -f "$work"/extracted.*
    perl -0777 -ne '
        BEGIN { $n = shift @ARGV; $to = shift @ARGV }
        my @range = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g;
        my ($a, $b, $c, $d) = @range[4 * $n - 4 .. 4 * $n - 1];
        sub put { open my $f, ">:raw", $_[0] or die; print $f $_[1]; close $f }
        put("$to.content", substr($_, $a, $b) . substr($_, $c, $d));
        my $cms = pack "H*", substr($_, $b + 1, $c - $b - 2);
        my $head = ord(substr($cms, 1, 1)) & 127;
        put("$to.cms", substr($cms, 0, 2 + $head + unpack("N", ("\0" x (4 - $head)) . substr($cms, 2, $head))));
    ' "$2" "$work/extracted" "$1"
}

openssl_says() { # FILE N
    extract "$1" "$2"
    openssl cms -verify -cades -binary -inform DER -in "$work/extracted.cms" -content "$work/extracted.content" \
        -CAfile "$state/pki/root.pem" -purpose any -out /dev/null
}

# PAdES B-B as this project writes it, and nothing else
attributes_are_ours() { # FILE N
    extract "$1" "$2"
    openssl cms -cmsout -print -inform DER -in "$work/extracted.cms" | sed -n '/signedAttrs/,/signatureAlgorithm/p' |
        sed -nE 's/.*object: ([^ ]+) .*/\1/p' | sort >"$work/attributes"
    printf '%s\n' contentType id-smime-aa-signingCertificateV2 messageDigest undefined | diff - "$work/attributes"
    openssl asn1parse -inform DER -in "$work/extracted.cms" | grep -q '1.2.840.113549.1.9.52' # = CMSAlgorithmProtection
}

mutool_says() { # FILE COUNT
    mutool sign -v "$1" | tee "$work/mutool"
    [ "$(grep -cE 'The signature is valid|The document is unchanged' "$work/mutool")" -eq "$2" ]
}

prefix_of() { head -c "$(stat -c %s "$1")" "$2" | cmp - "$1"; }

for document in "$fixtures"/*.pdf; do
    name=$(basename "$document" .pdf)
    one=$work/$name-1.pdf two=$work/$name-2.pdf
    [ "$name" != decision-encrypted ] || continue
    for second in department elliptic; do
        holds "$name: signed" sign official "$document" "$one"
        holds "$name: $second seals it" sign "$second" "$one" "$two" --profile seal "${trust[@]}"
        holds "$name: the input is a prefix, and so is the first result" eval 'prefix_of "$document" "$one" && prefix_of "$one" "$two"'
        holds "$name: we verify both" judged "$two" TOTAL-PASSED TOTAL-PASSED
        holds "$name: pdfsig verifies the first alone" pdfsig_says "$one" 1
        holds "$name: pdfsig verifies both, $second" pdfsig_says "$two" 2
        holds "$name: qpdf finds no fault" qpdf --check "$two"
        holds "$name: openssl verifies the first" openssl_says "$two" 1
        holds "$name: openssl verifies the second" openssl_says "$two" 2
        holds "$name: the signed attributes are the four" attributes_are_ours "$two" 2
        holds "$name: mutool verifies both" mutool_says "$two" 2
        holds "$name: mutool sees as many pages" eval \
            '[ "$(mutool info "$document" | grep ^Pages:)" = "$(mutool info "$two" | grep ^Pages:)" ]'
    done
done

# --- with pictures ------------------------------------------------------------------------------------------------------
pictured() {
    sign official "$fixtures/decision.pdf" "$work/p1.pdf" --image "$fixtures/signature.png" --between 'PHÓ GIÁM ĐỐC' 'Nguyễn Văn A'
    sign department "$work/p1.pdf" "$work/p2.pdf" --profile seal --image "$fixtures/seal.png" "${trust[@]}"
}
holds "decision with pictures: signed and sealed" pictured
holds "decision with pictures: pdfsig" pdfsig_says "$work/p2.pdf" 2
holds "decision with pictures: qpdf" qpdf --check "$work/p2.pdf"
holds "decision with pictures: mutool" mutool_says "$work/p2.pdf" 2
holds "decision with pictures: the text is still found" eval 'pdftotext "$work/p2.pdf" - | grep -q "PHÓ GIÁM ĐỐC"'
for renderer in 'pdftoppm -r 50 -f 2 -l 2 -png' 'mutool draw -q -r 50 -o'; do
    for file in "$fixtures/decision.pdf" "$work/p1.pdf" "$work/p2.pdf"; do
        case $renderer in
        pdftoppm*) $renderer -singlefile "$file" "$work/$(basename "$file" .pdf)" 2>"$work/warnings" ;;
        mutool*) $renderer "$work/$(basename "$file" .pdf).png" "$file" 2 2>"$work/warnings" ;;
        esac
    done
    holds "${renderer%% *} draws the signature" eval '! cmp "$work/decision.png" "$work/p1.png"'
    holds "${renderer%% *} draws the seal" eval '! cmp "$work/p1.png" "$work/p2.png"'
done

# --- theirs -------------------------------------------------------------------------------------------------------------
peer_signs() { pdfsig -nssdir "$nss" -nss-pwd '' -add-signature -nick peer -digest SHA256 "$1" "$2"; }
for name in decision decision-object-streams appendix; do
    holds "$name: pdfsig signs" peer_signs "$fixtures/$name.pdf" "$work/peer.pdf"
    holds "$name: we verify it" judged "$work/peer.pdf" TOTAL-PASSED
    perl -0777 -pe 's/(%PDF-1\.)(\d)/$1 . ($2 ^ 1)/e' "$work/peer.pdf" >"$work/changed.pdf"
    # refuses: CMS-12
    holds "$name: not when a covered byte has changed" judged "$work/changed.pdf" TOTAL-FAILED
    holds "$name: we seal it" sign department "$work/peer.pdf" "$work/both.pdf" --profile seal "${trust[@]}"
    # accepts: CMS-12
    holds "$name: pdfsig verifies both" pdfsig_says "$work/both.pdf" 2
    holds "$name: so do we" judged "$work/both.pdf" TOTAL-PASSED TOTAL-PASSED
    holds "$name: pdfsig signs what we have signed" eval \
        'sign official "$fixtures/$name.pdf" "$work/ours.pdf" && peer_signs "$work/ours.pdf" "$work/theirs.pdf"'
    holds "$name: pdfsig verifies both" pdfsig_says "$work/theirs.pdf" 2
    # pdfsig 22.12 rounds the page's MediaBox, and does not enter its field in the form: that is more than a signature.
    ends_with 1 "$name: for us the page has changed since" "$seal" verify "${trust[@]}" "$work/theirs.pdf"
done
finish
