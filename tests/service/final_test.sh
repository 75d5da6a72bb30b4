#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# final_test.sh - after a seal that locks the document, or a certification at level 1: its level can be raised and kept by
# time-stamps and validation data, and nothing else; and fields that ask for these.
. tests/service/state.sh
work=$SCRATCH
tsa=$SCRATCH/tsa
mkdir -p "$tsa" "$SCRATCH/demo"
holds "the documents are made" /usr/bin/python3 tests/attack/make_forms.py "$state" "$work/made"

# The state's authorities, and one for time-stamps on loopback
cp tools/demo/pki.sh "$SCRATCH/demo/"
{
    cat tools/demo/pki.cnf
    printf '[ profile_tsa ]\nbasicConstraints = critical,CA:false\nkeyUsage = critical,digitalSignature\n'
    printf 'extendedKeyUsage = critical,timeStamping\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n'
} >"$SCRATCH/demo/pki.cnf"
cp -r "$state/pki" "$SCRATCH/pki"
make_authority() {
    openssl req -new -utf8 -newkey rsa:2048 -nodes -keyout "$tsa/tsa.key" -out "$tsa/tsa.csr" -subj '/C=VN/O=TSA/CN=TSA'
    "$SCRATCH/demo/pki.sh" issue "$SCRATCH/pki" tsa "$tsa/tsa.csr" "$tsa/tsa.pem"
    cp "$state/pki/issuing.pem" "$tsa/issuer.pem"
}
holds "a certificate for time-stamps" make_authority
"$O/tests/tsa_server" "$tsa" 2>"$tsa/errors" &
server=$!
stop() { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$SCRATCH"; }
trap stop EXIT
for _ in $(seq 200); do [ -e "$tsa/port" ] || sleep 0.05; done
stamps=(--tsa "http://127.0.0.1:$(<"$tsa/port")/good" --offline)

refused() { # PATTERN NAME SIGNER FILE [OPTION...]
    rm -f "$work/x.pdf"
    says 1 "$1" "$2" sign "$3" "$4" "$work/x.pdf" "${@:5}"
    [ ! -e "$work/x.pdf" ] || tap_result 1 "$2: nothing is written"
}
# all_hold FILE: each signature and time-stamp, one of these at least; and qpdf agrees on the file
all_hold() {
    "$seal" verify --json "${trust[@]}" "$1" >"$work/json"
    grep -q '"indication":"TOTAL-PASSED","policy"' "$work/json"
    grep -q '"kind":"timestamp","indication":"TOTAL-PASSED"' "$work/json"
    qpdf --check "$1"
}
has_level() { "$seal" verify --json "${trust[@]}" "$1" | grep -q "\"level\":\"PAdES-$2\""; }

# --- a final seal, raised and kept --------------------------------------------------------------------------------------
two=$work/made/empty/two.pdf
sign official "$two" "$work/first.pdf" --field Approval 2>/dev/null
seal_it() { sign department "$work/first.pdf" "$work/$1.pdf" --profile seal "${trust[@]}" --final --field "$2" "${@:3}"; }
for field in Seal New; do
    says 0 'PAdES-B-LTA' "final in $field: at B-LTA at once" seal_it "lta-$field" $field --level B-LTA "${stamps[@]}"
    holds "final in $field: all hold" all_hold "$work/lta-$field.pdf"
    refused "PDF-73.*Sở Tài nguyên và Môi trường, $field" "final in $field: no signature on that" official "$work/lta-$field.pdf"
    says 0 'PAdES-B-B' "final in $field: at B-B" seal_it "bb-$field" $field --level B-B
    says 0 'B-LTA' "final in $field: raised later" "$seal" extend "$work/bb-$field.pdf" -o "$work/raised-$field.pdf" "${trust[@]}" "${stamps[@]}"
    holds "final in $field: all hold then" all_hold "$work/raised-$field.pdf"
    refused 'PDF-73' "final in $field: and still no signature" official "$work/raised-$field.pdf" --field Seal2
    says 0 'B-LTA' "final in $field: renewed" "$seal" extend "$work/raised-$field.pdf" -o "$work/again-$field.pdf" --margin 36500 \
        "${trust[@]}" "${stamps[@]}"
    holds "final in $field: all hold after that" all_hold "$work/again-$field.pdf"
done

# --- a certification at level 1 -----------------------------------------------------------------------------------------
says 0 'PAdES-B-B' "certified at 1" sign official "$two" "$work/c1.pdf" --certify 1
says 0 'B-LTA' "certified at 1: raised" "$seal" extend "$work/c1.pdf" -o "$work/c1-lta.pdf" "${trust[@]}" "${stamps[@]}"
holds "certified at 1: all hold" all_hold "$work/c1-lta.pdf"
refused 'PDF-73.*Nguyễn Văn A, Signature1' "certified at 1: no seal on that" department "$work/c1-lta.pdf"
says 0 'PAdES-B-LTA' "certified at 1 and B-LTA at once" sign official "$two" "$work/x.pdf" --certify 1 "${trust[@]}" --level B-LTA "${stamps[@]}"
holds "certified at 1 and B-LTA at once: all hold" all_hold "$work/x.pdf"
says 0 'PAdES-B-LTA' "a lock of all fields and B-LTA" sign official "$two" "$work/all.pdf" --lock all "${trust[@]}" --level B-LTA "${stamps[@]}"
holds "a lock of all fields and B-LTA: all hold" all_hold "$work/all.pdf"
refused 'PDF-70' "and no certification after that" department "$work/all.pdf" --certify 2

# --- fields that ask for more -------------------------------------------------------------------------------------------
wish() { sign official "$work/made/seed/$1.pdf" "$work/x.pdf" --field Approval "${trust[@]}" "${@:2}"; }
refused 'cannot be: TimeStamp' "a time-stamp is required, and there is no authority" official "$work/made/seed/must-timestamp.pdf" --field Approval
says 0 'PAdES-B-T' "a time-stamp is required, and there is one" wish must-timestamp --level B-T "${stamps[@]}"
holds "the document's own authority was not asked" has_level "$work/x.pdf" B-T
refused 'cannot be: AddRevInfo' "revocation data are required at B-T" official "$work/made/seed/must-revocation.pdf" --field Approval \
    "${trust[@]}" --level B-T "${stamps[@]}"
says 0 'PAdES-B-LT' "revocation data are required at B-LT" wish must-revocation --level B-LT "${stamps[@]}"
holds "and they are there" has_level "$work/x.pdf" B-LT
finish
