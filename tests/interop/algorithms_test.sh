#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# algorithms_test.sh - --pss, --digest and elliptic keys: what was asked for is what is there, and peers that know it agree.
. tests/service/state.sh
work=$SCRATCH
export nss=sql:$state/peer

# extract FILE: the CMS of its one signature and what it signs
extract() {
    perl -0777 -ne '
        BEGIN { $to = shift @ARGV }
        my ($a, $b, $c, $d) = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/ or die "no ByteRange";
        sub put { open my $f, ">:raw", $_[0] or die; print $f $_[1]; close $f }
        put("$to.content", substr($_, $a, $b) . substr($_, $c, $d));
        my $cms = pack "H*", substr($_, $b + 1, $c - $b - 2);
        my $head = ord(substr($cms, 1, 1)) & 127;
        put("$to.cms", substr($cms, 0, 2 + $head + unpack("N", ("\0" x (4 - $head)) . substr($cms, 2, $head))));
    ' "$work/extracted" "$1"
}
openssl_says() {
    extract "$1"
    openssl cms -verify -cades -binary -inform DER -in "$work/extracted.cms" -content "$work/extracted.content" \
        -CAfile "$state/pki/root.pem" -purpose any -out /dev/null
}
# Every digest in it is the one: of content, attributes, certificate and, with PSS, of mask and padding
algorithms_are() { # PATTERN-OF-SIGNATURE DIGEST
    openssl cms -cmsout -print -inform DER -in "$work/extracted.cms" >"$work/printed"
    sed -n '/signerInfos/,$p' "$work/printed" | grep -A1 'signatureAlgorithm:' | grep -qE "$1" || { grep -A2 signatureAlgorithm "$work/printed"; return 1; }
    sed -n '/signerInfos/,/signedAttrs/p' "$work/printed" | grep -A1 'digestAlgorithm:' | grep -q "algorithm: $2 " || { cat "$work/printed"; return 1; }
    ! openssl asn1parse -inform DER -in "$work/extracted.cms" | grep -E ':(sha1|md5)$'
}
report_says() { "$seal" verify --json "${trust[@]}" "$1" | tee "$work/json" | grep -q "\"indication\":\"TOTAL-PASSED\".*\"digest\":\"$2\",\"algorithm\":\"$3\"" || { cat "$work/json"; return 1; }; }

# token | options | algorithm as the report has it | digest | pattern in openssl's print
while IFS='|' read -r token options algorithm digest pattern; do
    read -ra options <<<"$options"
    name="$token ${options[*]}"
    out=$work/out.pdf
    holds "$name: PDF" sign "$token" "$fixtures/decision.pdf" "$out" "${options[@]}" "${trust[@]}"
    # accepts: CMS-08, CMS-09
    holds "$name: we see what was asked for" report_says "$out" "$digest" "$algorithm"
    holds "$name: openssl verifies it" openssl_says "$out"
    holds "$name: its algorithms are those" algorithms_are "$pattern" "${digest,,}"
    holds "$name: pdfsig verifies it" eval 'pdfsig -no-ocsp -nssdir "$nss" "$out" | tee "$work/pdfsig" | grep -q "Signature is Valid"'
    holds "$name: pdfsig names the digest" eval 'grep -qi "hash algorithm: ${digest/SHA/SHA-}" "$work/pdfsig" || { cat "$work/pdfsig"; false; }'
    holds "$name: qpdf finds no fault" qpdf --check "$out"
    holds "$name: XML" sign "$token" "$fixtures/licence.xml" "$work/out.xml" "${options[@]}" "${trust[@]}"
    holds "$name: we see it in the XML" report_says "$work/out.xml" "$digest" "$algorithm"
    [ "$algorithm" != RSA-PSS ] || continue # xmlsec1 1.2.37 does not know it
    xmlsec() {
        local dsig='http://www.w3.org/2000/09/xmldsig#' xades='http://uri.etsi.org/01903/v1.3.2#' id
        id=$(grep -oE '<([a-z]+:)?Signature [^>]*Id="[^"]+"' "$work/out.xml" | sed -E 's/.*Id="([^"]+)"/\1/')
        xmlsec1 --verify --node-id "$id" --id-attr:Id "$dsig:Signature" --id-attr:Id "$xades:SignedProperties" \
            --trusted-pem "$state/pki/root.pem" --untrusted-pem "$state/pki/issuing.pem" --enabled-reference-uris empty,same-doc "$work/out.xml"
    }
    holds "$name: xmlsec1 verifies it" xmlsec
done <<'END'
official||RSA-PKCS1|SHA256|algorithm: rsaEncryption
official|--digest sha384|RSA-PKCS1|SHA384|algorithm: rsaEncryption
official|--digest sha512|RSA-PKCS1|SHA512|algorithm: rsaEncryption
official|--pss|RSA-PSS|SHA256|algorithm: rsassaPss
official|--pss --digest sha384|RSA-PSS|SHA384|algorithm: rsassaPss
official|--pss --digest sha512|RSA-PSS|SHA512|algorithm: rsassaPss
elliptic||ECDSA|SHA256|algorithm: ecdsa-with-SHA256
elliptic|--digest sha512|ECDSA|SHA512|algorithm: ecdsa-with-SHA512
elliptic384||ECDSA|SHA384|algorithm: ecdsa-with-SHA384
elliptic384|--digest sha256|ECDSA|SHA256|algorithm: ecdsa-with-SHA256
END

# refuses: CMS-08
says 2 'sha256, sha384 or sha512' "no SHA-1" sign official "$fixtures/decision.pdf" "$work/x.pdf" --digest sha1
says 2 'sha256, sha384 or sha512' "no MD5" sign official "$fixtures/decision.pdf" "$work/x.pdf" --digest md5
says 1 'the key is not an RSA key' "PSS with an elliptic key" sign elliptic "$fixtures/decision.pdf" "$work/x.pdf" --pss
holds "nothing is written" [ ! -e "$work/x.pdf" ]
finish
