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
mkdir -p "$out" "$mine/anchors" "$mine/authorities" "$mine/lists" "$mine/signers"

cp "$state/pki/root.pem" "$mine/anchors/"
cp "$state/pki/root.crl" "$state/pki/issuing.crl" "$mine/lists/"
echo 'a result' >"$mine/content"
for name in root issuing; do openssl x509 -in "$state/pki/$name.pem" -outform DER -out "$mine/authorities/$name.der"; done
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
cp "$SCRATCH/plain.pdf" "$mine/page.pdf"
echo '<r xmlns="urn:r"><a Id="a">1</a><b/></r>' >"$SCRATCH/plain.xml"
echo '<?xml version="1.0"?><p:r xmlns:p="urn:p" xml:lang="vi"><p:a ID="x">&lt;é</p:a> <!-- c --><b/></p:r>' >"$SCRATCH/other.xml"
encrypted() { # FROM TO USER BITS OPTION...
    qpdf --static-id --allow-weak-crypto --encrypt "$3" owner "$4" "${@:5}" -- "$SCRATCH/$1.pdf" "$SCRATCH/$2.pdf"
}
encrypted plain aes256 '' 256
encrypted streams aes256-r5 user 256 --force-R5
encrypted streams aes128 user 128 --use-aes=y --cleartext-metadata
encrypted plain rc4-v4 '' 128 --force-V4
encrypted plain rc4 '' 40
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

into=$(folder pdf_picture_fuzz)
qpdf --static-id --qdf "$fixtures/appearance.pdf" "$SCRATCH/picture"
for file in "$SCRATCH/picture" "$fixtures/appearance.pdf" "$SCRATCH"/{plain,streams}.pdf; do
    for turn in 0 1; do with $turn "$file" >"$into/$turn-${file##*/}"; done
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

# --- time-stamps and status answers, by authorities of the same issuer ----------------------------------------------------
authority() { # NAME EXTENDED-KEY-USAGE EXTENSION...
    openssl req -new -newkey rsa:2048 -nodes -subj "/C=VN/O=Peer/CN=$1" -keyout "$SCRATCH/$1.key" -out "$SCRATCH/$1.csr"
    printf '%s\n' basicConstraints=critical,CA:false keyUsage=critical,digitalSignature "extendedKeyUsage=critical,$2" \
        authorityKeyIdentifier=keyid "${@:3}" >"$SCRATCH/$1.cnf"
    openssl x509 -req -in "$SCRATCH/$1.csr" -CA "$state/pki/issuing.pem" -CAkey "$state/pki/private/issuing/key.pem" \
        -set_serial 0x77"${#1}" -days 365 -sha256 -extfile "$SCRATCH/$1.cnf" -out "$SCRATCH/$1.pem"
}
authority stamper timeStamping
authority responder OCSPSigning noCheck=ignored
openssl x509 -in "$SCRATCH/stamper.pem" -outform DER -out "$mine/signers/4.der"
cat >"$SCRATCH/tsa.cnf" <<TSA
[tsa]
default_tsa = one
[one]
serial = $SCRATCH/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha1, sha256, sha384, sha512
accuracy = secs:1, millisecs:500, microsecs:100
ess_cert_id_alg = sha256
TSA
stamp() { # FILE NAME OPTION...: a token over it
    openssl ts -query -data "$1" -cert "${@:3}" -out "$SCRATCH/query"
    openssl ts -reply -config "$SCRATCH/tsa.cnf" -queryfile "$SCRATCH/query" -signer "$SCRATCH/stamper.pem" \
        -inkey "$SCRATCH/stamper.key" -chain "$state/pki/issuing.pem" -token_out -out "$SCRATCH/$2"
}
tokens=$(folder cms_timestamp_fuzz)
for digest in sha1 sha256 sha512; do
    stamp "$mine/content" token "-$digest"
    with 0 "$SCRATCH/token" >"$tokens/$digest"
    with 1 "$SCRATCH/token" >"$tokens/$digest-on"
done
stamp "$mine/content" token -sha256 -no_nonce -tspolicy 1.2.3.4.1
{ with 0 "$SCRATCH/token" && printf '\0\0\0\0'; } >"$tokens/padded"

replies=$(folder cms_reply_fuzz)
reply() { # NAME OPTION...: the whole answer
    openssl ts -query -data "$mine/content" -cert "${@:2}" -out "$SCRATCH/query"
    openssl ts -reply -config "$SCRATCH/tsa.cnf" -queryfile "$SCRATCH/query" -signer "$SCRATCH/stamper.pem" \
        -inkey "$SCRATCH/stamper.key" -chain "$state/pki/issuing.pem" -out "$replies/$1"
}
reply granted -sha256
reply other-digest -sha512
reply bad-alg -sm3
printf '\060\005\060\003\002\001\003' >"$replies/waiting"

answers=$(folder cms_status_fuzz)
serial() { openssl x509 -in "$1" -noout -serial | sed 's/.*=//'; }
index() { # an issuing authority's memory of two certificates
    printf 'V\t361231235959Z\t\t%s\tunknown\t/CN=x\n' "$(serial "$state/pki/official.pem")"
    printf 'R\t361231235959Z\t260101000000Z,keyCompromise\t%s\tunknown\t/CN=y\n' "$(serial "$state/pki/elliptic.pem")"
}
index >"$SCRATCH/index"
ocsp() { # NAME SIGNER KEY OPTION...
    openssl ocsp -index "$SCRATCH/index" -CA "$state/pki/issuing.pem" -rsigner "$2" -rkey "$3" -reqin "$SCRATCH/request" \
        -respout "$SCRATCH/$1" -ndays 30 "${@:4}"
    with 1 "$SCRATCH/$1" >"$answers/ocsp-$1"
}
for who in official elliptic department; do
    openssl ocsp -issuer "$state/pki/issuing.pem" -cert "$state/pki/$who.pem" -reqout "$SCRATCH/request"
    ocsp "$who" "$SCRATCH/responder.pem" "$SCRATCH/responder.key"
    ocsp "$who-by-ca" "$state/pki/issuing.pem" "$state/pki/private/issuing/key.pem" -resp_key_id -resp_no_certs
done
for name in root issuing; do
    openssl crl -in "$state/pki/$name.crl" -outform DER -out "$SCRATCH/$name-crl.der"
    for about in 0 2; do with $about "$SCRATCH/$name-crl.der" >"$answers/crl-$name-$about"; done
done

# Lists of a copy of the authority: everything that a list can say of the first signer, and of whom it is a list
cp -r "$state/pki" "$SCRATCH/copy"
cat tools/demo/pki.cnf - >"$SCRATCH/lists.cnf" <<'LISTS'
[everything]
issuingDistributionPoint = critical, @everything_idp
2.5.29.60 = ASN1:GENERALIZEDTIME:20200101000000Z
[everything_idp]
fullname = URI:http://ca.example/crl/issuing.crl
onlyuser = TRUE
[some]
issuingDistributionPoint = critical, @some_idp
[some_idp]
onlysomereasons = keyCompromise, CACompromise
[others]
issuingDistributionPoint = critical, @others_idp
[others_idp]
onlyCA = TRUE
indirectCRL = TRUE
[delta]
2.5.29.27 = critical, ASN1:INTEGER:1
LISTS
copied() { PKI=$SCRATCH/copy openssl ca -batch -config "$SCRATCH/lists.cnf" -name issuing "$@"; }
list() { # NAME COMMAND...
    copied -gencrl "${@:2}" -out "$SCRATCH/list.pem"
    openssl crl -in "$SCRATCH/list.pem" -outform DER -out "$SCRATCH/list.der"
    with 0 "$SCRATCH/list.der" >"$answers/list-$1"
}
for extensions in everything some others delta; do list "$extensions" -crlexts "$extensions"; done
cp "$SCRATCH/copy/private/issuing/index" "$SCRATCH/index-before"
for reason in '-crl_reason superseded' '-crl_hold 1.2.840.10040.2.1' '-crl_compromise 20260901000000Z' '-crl_CA_compromise 20260901000000Z'; do
    cp "$SCRATCH/index-before" "$SCRATCH/copy/private/issuing/index"
    # shellcheck disable=SC2086
    copied -revoke "$state/pki/official.pem" $reason
    list "revoked-${reason// /-}" -crlexts everything
done
cp -r "$answers" "$out/cms_vouched_fuzz"

# A signature with a time-stamp on its value, and with lists beside the certificates
stamped() { # CMS TOKEN: the token as an unsigned attribute
    perl -e '
        sub slurp { local (@ARGV, $/) = @_; <> }
        sub tlv {
            my ($tag, $content) = @_;
            my $n = length $content;
            return chr($tag) . ($n < 128 ? chr $n : $n < 256 ? "\x81" . chr $n : "\x82" . pack "n", $n) . $content;
        }
        sub sizes { # of the header and of the content that stand at a place
            my ($der, $at) = @_;
            my $n = ord substr $der, $at + 1, 1;
            return $n < 128 ? (2, $n) : ($n - 126, unpack "N", substr "\0\0\0" . substr($der, $at + 2, $n - 128), -4);
        }
        sub grow { # one value more at the end, so deep in the last values
            my ($der, $depth, $more) = @_;
            my ($at, $size) = sizes($der, 0);
            my @parts;
            for (my $end = $at + $size; $at < $end; $at += length $parts[-1]) {
                my ($h, $n) = sizes($der, $at);
                push @parts, substr $der, $at, $h + $n;
            }
            if ($depth > 0) { $parts[-1] = grow($parts[-1], $depth - 1, $more) } else { push @parts, $more }
            return tlv(ord $der, join "", @parts);
        }
        my $oid = "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e";
        binmode STDOUT;
        print grow(slurp($ARGV[0]), 4, tlv(0xa1, tlv(0x30, $oid . tlv(0x31, slurp($ARGV[1])))))' "$1" "$2"
}
tail -c 256 "$into/cades" >"$SCRATCH/value" # RSA of 2048 bits, at the end
stamp "$SCRATCH/value" token -sha256
stamped "$into/cades" "$SCRATCH/token" >"$into/stamped"
openssl crl2pkcs7 -in "$state/pki/issuing.crl" -certfile "$state/pki/issuing.pem" -outform DER -out "$into/lists-only"
parts=$(folder cms_parts_fuzz)
for file in "$into"/*; do with 0 "$file" >"$parts/envelope-${file##*/}"; done

# --- certificates and lists -----------------------------------------------------------------------------------------------
into=$(folder cms_trust_fuzz)
for name in root issuing official elliptic expired revoked; do
    openssl x509 -in "$state/pki/$name.pem" -outform DER -out "$SCRATCH/$name.der"
    for use in 0 2 3 4; do with $use "$SCRATCH/$name.der" >"$into/$name-$use"; done
    with 0 "$state/pki/$name.pem" >"$into/$name-pem"
    with 0 "$SCRATCH/$name.der" >"$(folder cms_wanted_fuzz)/$name"
    for scheme in 1 2 3; do with 5 $scheme "$SCRATCH/$name.der" >"$parts/$name-$scheme"; done
done
"$seal" trust add "$state/pki/root.pem" "$state/pki/issuing.pem" --yes --store "$SCRATCH/store"
for file in "$SCRATCH/store"/*; do with 6 "$file" >"$into/entry-${file##*/}"; done
for name in root issuing; do
    openssl crl -in "$state/pki/$name.crl" -outform DER -out "$SCRATCH/$name-crl.der"
    for use in 1 5; do with $use "$SCRATCH/$name-crl.der" >"$into/$name-crl-$use"; done
    with 1 "$state/pki/$name.crl" >"$into/$name-crl-pem"
done
with 2 "$SCRATCH/issuing.der" >"$(folder cms_wanted_fuzz)/issuer"
openssl crl2pkcs7 -nocrl -certfile "$state/pki/issuing.pem" -outform DER -out "$SCRATCH/bundle"
with 2 "$SCRATCH/bundle" >"$(folder cms_wanted_fuzz)/bundle"
