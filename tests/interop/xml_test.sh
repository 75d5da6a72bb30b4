#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# xml_test.sh - do xmlsec1 and we agree on XML signatures, both ways?
. tests/service/state.sh

dsig='http://www.w3.org/2000/09/xmldsig#'
xades='http://uri.etsi.org/01903/v1.3.2#'

# xmlsec FILE ID: xmlsec1 on the signature of this Id
xmlsec() {
    xmlsec1 --verify --node-id "$2" --id-attr:Id "$dsig:Signature" --id-attr:Id "$dsig:SignatureValue" \
        --id-attr:Id "$xades:SignedProperties" --trusted-pem "$state/pki/root.pem" --untrusted-pem "$state/pki/issuing.pem" \
        --enabled-reference-uris empty,same-doc "$1"
}
ids() { grep -oE '<([a-z]+:)?Signature [^>]*Id="[^"]+"' "$1" | sed -E 's/.*Id="([^"]+)"/\1/'; }

# all_verify COUNT FILE: so many signatures, each good in xmlsec1's eyes
all_verify() {
    local id
    [ "$(ids "$2" | wc -l)" -eq "$1" ]
    for id in $(ids "$2"); do xmlsec "$2" "$id"; done
}

none_verifies() {
    local id
    for id in $(ids "$1"); do ! xmlsec "$1" "$id" || return 1; done
}

work=$SCRATCH
for document in licence invoice-style; do
    for second in department elliptic; do
        name="$document, official and $second"
        holds "$name: signed twice" eval 'sign official $fixtures/$document.xml $work/1.xml &&
            sign $second $work/1.xml $work/2.xml --profile seal "${trust[@]}"'
        holds "$name: xmlsec1 verifies the first alone" all_verify 1 "$work/1.xml"
        holds "$name: xmlsec1 verifies both" all_verify 2 "$work/2.xml"
        holds "$name: so do we" judged "$work/2.xml" TOTAL-PASSED TOTAL-PASSED
        sed 's/Nguyễn Văn A/Nguyễn Văn B/' "$work/2.xml" >"$work/changed.xml"
        holds "$name: a changed name fails both in xmlsec1" none_verifies "$work/changed.xml"
        holds "$name: and here" judged "$work/changed.xml" TOTAL-FAILED TOTAL-FAILED
    done
done

holds "into a given element" sign official "$fixtures"/invoice-style.xml "$work/into.xml" --into '//DSCKS/NBan'
holds "it is there" eval 'xmllint --xpath "count(//DSCKS/NBan/*[local-name()=\"Signature\"])" $work/into.xml | grep -qx 1'
holds "xmlsec1 verifies it" all_verify 1 "$work/into.xml"

# --- theirs -------------------------------------------------------------------------------------------------------------
# template CANONICALIZATION TRANSFORMS...: licence.xml with an empty plain signature for xmlsec1 to fill in
template() {
    local c14n=$1 transforms='' t
    shift
    for t in "$@"; do transforms+="<ds:Transform Algorithm=\"$t\"/>"; done
    sed "s|</KetQuaGiaiQuyet>|<ds:Signature xmlns:ds=\"$dsig\" Id=\"peer\"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"$c14n\"/>\
<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/><ds:Reference URI=\"\"><ds:Transforms>$transforms</ds:Transforms>\
<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue Id=\"peer-value\"/>\
<ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature></KetQuaGiaiQuyet>|" "$fixtures"/licence.xml
}
exclusive='http://www.w3.org/2001/10/xml-exc-c14n#'
inclusive='http://www.w3.org/TR/2001/REC-xml-c14n-20010315'
enveloped="${dsig}enveloped-signature"

peer_signs() {
    template "$@" >"$work/template.xml"
    xmlsec1 --sign --privkey-pem "$state/peer/key.pem,$state/peer/certificate.pem" \
        --output "$work/peer.xml" "$work/template.xml"
}
# It names its own certificate and no issuer, so that the issuer is trusted here.
trust+=(--trust "$state/pki/issuing.pem")
holds "xmlsec1 signs, exclusive C14N" peer_signs "$exclusive" "$enveloped" "$exclusive"
holds "we verify it" judged "$work/peer.xml" TOTAL-PASSED
sed 's/4711/4712/' "$work/peer.xml" >"$work/changed.xml"
holds "not when it was changed" judged "$work/changed.xml" TOTAL-FAILED
holds "we countersign it" sign department "$work/peer.xml" "$work/both.xml" --profile seal "${trust[@]}"
holds "xmlsec1 verifies both" all_verify 2 "$work/both.xml"
holds "so do we" judged "$work/both.xml" TOTAL-PASSED TOTAL-PASSED
holds "xmlsec1 signs, inclusive C14N" peer_signs "$inclusive" "$enveloped"
holds "we verify it" judged "$work/peer.xml" TOTAL-PASSED
finish
