#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# extend_test.sh - seal extend, and seal sign from B-LT on: with an OCSP responder, lists and a time-stamp authority on
# loopback; revoked later; renewed over twenty years; and what peers say of the result.
. tests/tap.sh
seal=$O/bin/seal
fixtures=tests/fixtures
net=$SCRATCH/net
tsa=$SCRATCH/tsa
state=$SCRATCH/state
work=$SCRATCH/work
export XDG_CACHE_HOME=$SCRATCH/cache XDG_DATA_HOME=$SCRATCH/data
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0 # faketime is loaded before it
mkdir -p "$net/www/crl" "$net/www/crt" "$net/mode" "$tsa" "$work" "$SCRATCH/demo"

# --- who answers --------------------------------------------------------------------------------------------------------
tests/service/http_server.pl "$net" &
server=$!
authority=
stop() { kill "$server" ${authority:+"$authority"} 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$SCRATCH"; }
trap stop EXIT

# start_authority [TIME]: at this time (faketime), else now; its address in $stamps
start_authority() {
    [ -z "$authority" ] || { kill "$authority"; wait "$authority" 2>/dev/null || true; }
    rm -f "$tsa/port"
    if [ -n "${1:-}" ]; then
        faketime "$1" "$O/tests/tsa_server" "$tsa" 2>>"$tsa/errors" &
    else
        "$O/tests/tsa_server" "$tsa" 2>>"$tsa/errors" &
    fi
    authority=$!
    for _ in $(seq 200); do [ -e "$tsa/port" ] || sleep 0.05; done
    stamps=http://127.0.0.1:$(<"$tsa/port")/good
}
for _ in $(seq 200); do [ -e "$net/port" ] || sleep 0.05; done
here=127.0.0.1:$(<"$net/port")

# --- the demo's authorities, with addresses that are there, and for longer ------------------------------------------------
cp tools/demo/pki.sh tools/demo/tokens.sh "$SCRATCH/demo/"
sed -e "s|http://ocsp.ca.example|http://$here/ocsp|; s|http://ca.example|http://$here|" \
    -e 's/^default_days     = 3650/default_days     = 12000/; s/^default_crl_days = 30/default_crl_days = 10/' \
    tools/demo/pki.cnf >"$SCRATCH/demo/pki.cnf"
cat >>"$SCRATCH/demo/pki.cnf" <<END
[ profile_tsa ]
basicConstraints       = critical,CA:false
keyUsage               = critical,digitalSignature
extendedKeyUsage       = critical,timeStamping
subjectKeyIdentifier   = hash
authorityKeyIdentifier = keyid
crlDistributionPoints  = URI:http://$here/crl/issuing.crl
END
tokens=$SCRATCH/demo/tokens.sh
pki=$SCRATCH/demo/pki.sh
subject='/C=VN/O=UBND tỉnh Quảng Mẫu/OU=Phòng Một cửa/CN=Trần Thị B/UID=CCCD:001012345679'
year() { date -u -d "+$1 months" +%Y%m%d000000Z; }
on() { date -u -d "+$1 months" '+%Y-%m-%d 12:00:00'; }

# new_authority TO-MONTHS [FROM-MONTHS [KEY]]: another certificate for time-stamps, on a curve, which has no end of its own
new_authority() {
    local key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256)
    [ -z "${3:-}" ] || key=(-newkey "$3")
    openssl req -new -utf8 "${key[@]}" -nodes -keyout "$tsa/tsa.key" -out "$tsa/tsa.csr" \
        -subj "/C=VN/O=TSA/CN=TSA until $1" 2>/dev/null
    "$pki" issue "$state/pki" tsa "$tsa/tsa.csr" "$tsa/tsa.pem" "$(year "${2:--1}")" "$(year "$1")"
}

publish() {
    local name
    for name in issuing root; do
        openssl crl -in "$state/pki/$name.crl" -outform DER -out "$net/www/crl/$name.crl"
        openssl x509 -in "$state/pki/$name.pem" -outform DER -out "$net/www/crt/$name.crt"
    done
}

# lists_at TIME: what the authorities publish then
lists_at() {
    local name
    for name in issuing root; do
        PKI=$state/pki faketime "$1" openssl ca -config "$SCRATCH/demo/pki.cnf" -name "$name" -gencrl -out "$state/pki/$name.crl"
    done
    publish
    rm -rf "$XDG_CACHE_HOME"
}

cat >"$net/responder" <<END
#!/bin/sh
openssl ocsp -index "$state/pki/private/issuing/index" -CA "$state/pki/issuing.pem" -rsigner "$state/pki/issuing.pem" \
    -rkey "$state/pki/private/issuing/key.pem" -reqin "\$1" -respout "\$2" -ndays 1 >/dev/null 2>&1
END
chmod +x "$net/responder"

make_all() {
    "$tokens" new "$O" "$state"
    "$tokens" enrol "$O" "$state" clerk person rsa:2048 "$subject"
    "$tokens" enrol "$O" "$state" dismissed person rsa:2048 "$subject"
    cp "$state/pki/issuing.pem" "$tsa/issuer.pem"
    new_authority 36
    publish
}
holds "tokens, certificates with addresses on loopback, an authority for time-stamps" make_all
export SOFTHSM2_CONF=$state/softhsm2.conf
start_authority

root=(--trust "$state/pki/root.pem")
online=(--online-allow "$here")
asked() { cat "$net/log" 2>/dev/null || true; }
mode() { echo "$2 ${3:-}" >"$net/mode/${1//\//_}"; }
forget() { rm -rf "$XDG_CACHE_HOME" "$net/log"; rm -f "$net"/mode/*; }
key() { "$tokens" uri "$state" "$1"; }
sign() { "$seal" sign "$2" -o "$3" --key "$(key "$1")" "${@:4}"; }
extend() { "$seal" extend "$1" -o "$2" --tsa "$stamps" "${root[@]}" "${online[@]}" "${@:3}"; }

# says CODE PATTERN NAME COMMAND...
says() {
    local expected=$1 pattern=$2 case_name=$3 code
    shift 3
    run "$@"
    [ "$code" -eq "$expected" ] || echo "ended with $code, not $expected" >>"$SCRATCH/said"
    grep -qE -- "$pattern" "$SCRATCH/said" && [ "$code" -eq "$expected" ] && code=0 || code=1
    [ "$code" -eq 0 ] || echo "wanted: $pattern" >>"$SCRATCH/said"
    tap_result "$code" "$case_name" "$SCRATCH/said"
}
# levels FILE [OPTION...]: "NAME INDICATION LEVEL ..." of all signatures and time-stamps, by file and anchor alone
levels() { "$seal" verify --json "${root[@]}" "${@:2}" "$1" | python3 -c 'import json, sys
print(" ".join(s["name"] + " " + s["indication"] + (" " + s["level"] if s["kind"] == "signature" else "") for s in json.load(sys.stdin)["signatures"]))'; }
are() { [ "$(levels "$1" "${@:3}")" = "$2" ] || { echo "wanted: $2"; levels "$1" "${@:3}"; "$seal" verify "${root[@]}" "${@:3}" "$1"; return 1; }; }
# begins_with FILE ORIGINAL: byte for byte
begins_with() { cmp -n "$(stat -c %s "$2")" "$1" "$2"; }
not_written() { [ ! -e "$1" ]; }
stored() { # FILE: "CERTS OCSPS CRLS" of the store
    python3 - "$1" <<'END'
import re, subprocess, sys
def show(n): return subprocess.run(["qpdf", "--show-object=" + n, sys.argv[1]], capture_output=True, text=True).stdout
dss = re.search(r"/DSS (\d+) 0 R", show(re.search(r"/Root (\d+)", show("trailer")).group(1)))
text = show(dss.group(1)) if dss else ""
def count(key):
    ref = re.search("/" + key + r" (\d+) 0 R", text)
    return len(re.findall(r"\d+ 0 R", show(ref.group(1)))) if ref else 0
print(count("Certs"), count("OCSPs"), count("CRLs"))
END
}

official=$work/official.pdf
make_documents() {
    sign official "$fixtures/decision.pdf" "$official"
    sign dismissed "$fixtures/decision.pdf" "$work/dismissed-b.pdf"
    sign dismissed "$fixtures/decision.pdf" "$work/dismissed-t.pdf" --tsa "$stamps" "${root[@]}"
    cp "$official" "$work/broken.pdf"
    printf X | dd of="$work/broken.pdf" bs=1 seek=2000 conv=notrunc status=none
    sign official "$fixtures/licence.xml" "$work/licence.xml"
}
holds "signed documents" make_documents

# --- refusals -----------------------------------------------------------------------------------------------------------
says 2 'which file' "no file" "$seal" extend -o "$work/x.pdf" --tsa "$stamps"
says 2 'where to' "no output" "$seal" extend "$official" --tsa "$stamps"
says 2 'no authority is named' "no authority" "$seal" extend "$official" -o "$work/x.pdf"
says 2 'B-B is what every signature has' "down to B-B" "$seal" extend "$official" -o "$work/x.pdf" --level B-B --tsa "$stamps"
says 2 'writes nothing' "a plan with an output" "$seal" extend --plan "$official" -o "$work/x.pdf"
says 2 'number of days' "a margin that is none" "$seal" extend --plan --margin 1d "$official"
says 2 'the output is the input' "onto itself" extend "$official" "$official"
says 2 'no such file|cannot be opened|No such' "a file that is not there" extend "$work/none.pdf" "$work/x.pdf"
says 1 'XML signatures cannot be raised yet' "XML" extend "$work/licence.xml" "$work/x.xml"
says 1 'no signature whose level' "without a signature" extend "$fixtures/decision.pdf" "$work/x.pdf"
says 1 'signature that is broken \(Signature1\)' "a broken signature" extend "$work/broken.pdf" "$work/x.pdf"
says 1 'encrypted|password' "an encrypted file without its password" extend "$fixtures/decision-encrypted.pdf" "$work/x.pdf"
says 1 'Signature1 does not reach B-T' "without anchors nothing is proven" "$seal" extend "$official" -o "$work/x.pdf" --level B-T --tsa "$stamps" --no-store
says 8 'Signature1 does not reach B-LT.*TRY_LATER.*nobody has answered' "nobody may be asked for a status" \
    "$seal" extend "$official" -o "$work/x.pdf" --level B-LT --tsa "$stamps" "${root[@]}" --offline
says 8 'nothing came' "an authority that is not there" "$seal" extend "$official" -o "$work/x.pdf" --tsa http://127.0.0.1:1/ "${root[@]}" "${online[@]}"
mode /ocsp error
mode /crl/issuing.crl error
rm -rf "$XDG_CACHE_HOME"
says 8 'does not reach B-LT' "responder and list are silent" extend "$official" "$work/x.pdf" --level B-LT
forget
holds "nothing was written" not_written "$work/x.pdf"

# --- up from B-B ---------------------------------------------------------------------------------------------------------
good='Signature1 TOTAL-PASSED PAdES'
holds "B-T" extend "$official" "$work/t.pdf" --level B-T
holds "a document time-stamp and nothing else" eval '[ "$(stored "$work/t.pdf")" = "0 0 0" ] && begins_with "$work/t.pdf" "$official"'
holds "which proves the time" are "$work/t.pdf" "$good-B-T Timestamp1 TOTAL-PASSED" --revocation none
forget
holds "B-LT" extend "$official" "$work/lt.pdf" --level B-LT
holds "by itself" are "$work/lt.pdf" "$good-B-LT Timestamp1 TOTAL-PASSED"
# the root; of the signer an OCSP answer before the list; the list of the time-stamp authority, and that of the root
holds "as little as that takes" eval '[ "$(stored "$work/lt.pdf")" = "1 1 2" ] || { stored "$work/lt.pdf"; false; }'
holds "the responder was asked" eval 'asked | grep -qx "POST /ocsp"'
holds "B-LTA" extend "$official" "$work/lta.pdf"
holds "by itself" are "$work/lta.pdf" "$good-B-LTA Timestamp1 TOTAL-PASSED Timestamp2 TOTAL-PASSED"
holds "step by step, the same" extend "$work/lt.pdf" "$work/steps.pdf" --level B-LTA
holds "by itself, too" are "$work/steps.pdf" "$good-B-LTA Timestamp1 TOTAL-PASSED Timestamp2 TOTAL-PASSED"
holds "nothing was stored twice" eval '[ "$(stored "$work/steps.pdf")" = "1 1 2" ] || { stored "$work/steps.pdf"; false; }'
holds "the earlier file is its beginning" begins_with "$work/steps.pdf" "$work/lt.pdf"
says 0 'copied: .* \(it is B-LTA already\)' "what is there already is copied" extend "$work/lta.pdf" "$work/same.pdf" --level B-LT
holds "byte for byte" cmp "$work/lta.pdf" "$work/same.pdf"
says 0 '"status":"extended","code":0,"level_before":"B-B","level":"B-LTA","stamps":2' "JSON" extend "$official" "$work/json.pdf" --json
rm -rf "$work/in" "$work/out"
mkdir -p "$work/in/deep"
cp "$official" "$work/in/a.pdf"
cp "$work/lt.pdf" "$work/in/deep/b.pdf"
cp "$work/licence.xml" "$work/in/"
says 0 '1 in folders left out' "a folder" extend "$work/in" "$work/out"
holds "each file of it" eval 'are "$work/out/a.pdf" "$good-B-LTA Timestamp1 TOTAL-PASSED Timestamp2 TOTAL-PASSED" && are "$work/out/deep/b.pdf" "$good-B-LTA Timestamp1 TOTAL-PASSED Timestamp2 TOTAL-PASSED"'

# --- hand-over: the official signs, the last seal raises all -------------------------------------------------------------
says 0 'PAdES-B-LTA' "the seal at B-LTA on what the official signed at B-B" sign department "$official" "$work/sealed.pdf" \
    --profile seal --level B-LTA --tsa "$stamps" "${root[@]}" "${online[@]}"
holds "each signature of it by itself" are "$work/sealed.pdf" \
    "$good-B-LTA Signature2 TOTAL-PASSED PAdES-B-LTA Timestamp1 TOTAL-PASSED Timestamp2 TOTAL-PASSED"
says 0 'PAdES-B-LT\)' "a seal is at B-LT where an authority is named" sign department "$official" "$work/usual.pdf" \
    --profile seal --tsa "$stamps" "${root[@]}" --online "${online[@]}"
# Its document time-stamp is older than the validation data, and so no archive time-stamp
says 9 'its signature is below the level asked for' "--resume does not take it for one at B-LTA" sign department "$official" "$work/usual.pdf" \
    --profile seal --level B-LTA --tsa "$stamps" "${root[@]}" --online "${online[@]}" --resume
holds "both at B-B" sign department "$official" "$work/plain.pdf" --profile seal "${root[@]}"
holds "raised later" extend "$work/plain.pdf" "$work/plain-kept.pdf"
holds "each signature of it by itself" are "$work/plain-kept.pdf" \
    "$good-B-LTA Signature2 TOTAL-PASSED PAdES-B-LTA Timestamp1 TOTAL-PASSED Timestamp2 TOTAL-PASSED"
mode /ocsp error
mode /crl/issuing.crl error
rm -rf "$XDG_CACHE_HOME"
says 0 'the level stays lower: .* does not reach B-LT' "nobody asked for B-LT: it stays lower, and a note says so" \
    sign department "$official" "$work/lower.pdf" --profile seal --tsa "$stamps" "${root[@]}" "${online[@]}"
holds "at B-T" are "$work/lower.pdf" 'Signature1 TOTAL-PASSED PAdES-B-B Signature2 TOTAL-PASSED PAdES-B-T' --revocation none
says 8 'does not reach B-LT' "not written below what was asked for" sign clerk "$fixtures/decision.pdf" "$work/x.pdf" \
    --level B-LT --tsa "$stamps" "${root[@]}" "${online[@]}"
holds "indeed" not_written "$work/x.pdf"
forget

# --- other kinds of files --------------------------------------------------------------------------------------------------
echo geheim >"$work/password"
encrypt() { qpdf --encrypt geheim owner "${@:2}" -- "$fixtures/decision.pdf" "$work/$1.pdf"; }
make_kinds() {
    cp "$fixtures/decision-object-streams.pdf" "$work/streams.pdf"
    cp "$fixtures/decision-linearized.pdf" "$work/linearized.pdf"
    cp "$fixtures/decision-pdfa2b.pdf" "$work/pdfa.pdf"
    encrypt aes256 256
    encrypt aes128 128 --use-aes=y
}
holds "files of other kinds" make_kinds
raise_kind() {
    local with=()
    case $1 in aes*) with=(--password-file "$work/password") ;; esac
    sign official "$work/$1.pdf" "$work/$1-signed.pdf" "${with[@]}"
    extend "$work/$1-signed.pdf" "$work/$1-kept.pdf" "${with[@]}"
    extend "$work/$1-kept.pdf" "$work/$1-again.pdf" "${with[@]}"
    are "$work/$1-again.pdf" "$good-B-LTA Timestamp1 TOTAL-PASSED Timestamp2 TOTAL-PASSED Timestamp3 TOTAL-PASSED" "${with[@]}"
    case $1 in aes*) qpdf --password=geheim --check "$work/$1-again.pdf" ;; *) qpdf --check "$work/$1-again.pdf" ;; esac
}
for kind in streams linearized pdfa aes256 aes128; do holds "raised and renewed: $kind" raise_kind "$kind"; done

# a seal that locks all: after it validation data and time-stamps remain allowed
final() {
    sign department "$official" "$work/final.pdf" --profile seal --final --level B-T --tsa "$stamps" "${root[@]}"
    extend "$work/final.pdf" "$work/final-kept.pdf"
    are "$work/final-kept.pdf" "$good-B-LTA Signature2 TOTAL-PASSED PAdES-B-LTA Timestamp1 TOTAL-PASSED Timestamp2 TOTAL-PASSED"
}
holds "raised after a final seal" final

# --- what others say -----------------------------------------------------------------------------------------------------
sound() { qpdf --check "$1"; }
for name in t lt lta sealed; do holds "qpdf accepts $name.pdf" sound "$work/$name.pdf"; done
# pdfsig of Debian 12 does not know ETSI.RFC3161; it sees the field, and the signature before it
knows_of() {
    pdfsig "$work/lta.pdf" >"$SCRATCH/pdfsig" 2>&1 || true
    cat "$SCRATCH/pdfsig"
    [ "$(grep -c 'Signature Type: unknown' "$SCRATCH/pdfsig")" -eq 2 ] && [ "$(grep -c 'Signature is Valid' "$SCRATCH/pdfsig")" -eq 1 ]
}
holds "pdfsig: one valid, two unknown" knows_of
stamp_of() { # FILE: the last document time-stamp, and what it is over
    python3 - "$1" "$SCRATCH/token" "$SCRATCH/data" <<'END'
import re, sys
pdf = open(sys.argv[1], "rb").read()
a, b, c, d = (int(n) for n in re.findall(rb"/ByteRange\s*\[(\d+) (\d+) (\d+) (\d+)\]", pdf)[-1])
token = bytes.fromhex(pdf[b + 1:c - 1].decode())
n = 4 + int.from_bytes(token[2:4], "big")
open(sys.argv[2], "wb").write(token[:n])
open(sys.argv[3], "wb").write(pdf[a:a + b] + pdf[c:c + d])
END
}
openssl_agrees() { stamp_of "$1" && openssl ts -verify -data "$SCRATCH/data" -in "$SCRATCH/token" -token_in -CAfile "$state/pki/root.pem" -untrusted "$state/pki/issuing.pem"; }
holds "openssl agrees on the document time-stamp" openssl_agrees "$work/lta.pdf"
openssl_refuses() { stamp_of "$1" && printf X >>"$SCRATCH/data" && ! openssl ts -verify -data "$SCRATCH/data" -in "$SCRATCH/token" -token_in -CAfile "$state/pki/root.pem" -untrusted "$state/pki/issuing.pem"; }
holds "and refuses it over something else" openssl_refuses "$work/lta.pdf"

# --- revoked later -------------------------------------------------------------------------------------------------------
holds "a clerk is dismissed" eval '"$pki" revoke "$state/pki" "$state/pki/dismissed.pem" && publish && sleep 1'
forget
says 1 'Signature1 does not reach B-LT.*REVOKED_NO_POE' "no time-stamp is older than that" extend "$work/dismissed-b.pdf" "$work/x.pdf" --level B-LT
holds "nothing was written" not_written "$work/x.pdf"
holds "the time-stamp inside of the signature is older" extend "$work/dismissed-t.pdf" "$work/kept.pdf"
holds "and so it stays valid, by itself" are "$work/kept.pdf" "$good-B-LTA Timestamp1 TOTAL-PASSED"
says 0 'revoked later' "which the report says" "$seal" verify "${root[@]}" "$work/kept.pdf"

# --- when it is due ------------------------------------------------------------------------------------------------------
plan() { "$seal" extend --plan "${root[@]}" "$@"; }
says 10 'due now: it is not B-LTA yet' "what is not archived is due" plan "$work/lt.pdf"
says 0 'level: B-LT' "unless B-LT is all that is wanted" plan --level B-LT "$work/lt.pdf"
says 0 'the certificate that ends: CN=TSA until 36' "an archived file, and what ends first" plan "$work/lta.pdf"
says 0 'Timestamp2: a certificate has expired' "the last time-stamp is that" plan "$work/lta.pdf"
says 10 'due now' "with a margin of four years it is due" plan --margin 1460 "$work/lta.pdf"
says 0 '"state":"holds","level":"B-LTA","due":false,"due_from":"[0-9TZ:-]+","holds_until":"[0-9TZ:-]+","field":"Timestamp2","ends":"CN=TSA until 36' "JSON" plan --json "$work/lta.pdf"
says 10 '"due":true' "the worst of several" plan --json "$work/lta.pdf" "$official"
says 1 'there is nothing to keep' "a broken signature is not kept" plan "$work/broken.pdf"
says 1 'no signature whose level' "without a signature" plan "$fixtures/decision.pdf"
says 10 'is not found valid even now' "without anchors" "$seal" extend --plan --no-store "$work/lta.pdf"
says 0 'kiểm tra được đến' "in Vietnamese" "$seal" --lang vi extend --plan "${root[@]}" "$work/lta.pdf"
holds "an authority with a key that ends before its certificate" new_authority 120 -1 rsa:2048
holds "an archive by it" extend "$official" "$work/rsa.pdf"
says 0 'until .* on 2030-01-01|until .* 2029-12-31' "ends with the algorithm" plan "$work/rsa.pdf"
says 0 'a key of 2048 bits for RSA-PKCS1 is too weak' "which is why" plan "$work/rsa.pdf"
holds "not with a certificate" eval '! plan "$work/rsa.pdf" | grep "the certificate that ends"'
forget
plan "$work/rsa.pdf" "$work/lta.pdf" >/dev/null
holds "nobody was asked" eval '[ -z "$(asked)" ]'

# --- twenty years --------------------------------------------------------------------------------------------------------
# go_on_to MONTHS END: to that time, with an authority whose certificate lives until END
go_on_to() {
    when=$(on "$1")
    holds "$1 months later" eval "new_authority $2 $(($1 - 1)) && lists_at '$when'"
    start_authority "$when"
}
renew() { faketime "$when" "$seal" extend "$1" -o "$2" --tsa "$stamps" "${root[@]}" "${online[@]}"; }
go_on_to 30 150
holds "renewed in time" renew "$work/sealed.pdf" "$work/renewed.pdf"
go_on_to 140 280
holds "and again" renew "$work/renewed.pdf" "$work/again.pdf"
says 1 'OUT_OF_BOUNDS_NO_POE' "too late is too late" renew "$work/sealed.pdf" "$work/x.pdf"
holds "nothing was written" not_written "$work/x.pdf"
later=$(date -u -d '+240 months' +%Y-%m-%dT12:00:00Z)
holds "the lists of that time" lists_at "$(on 240)"
lists=(--crl "$state/pki/root.crl" --crl "$state/pki/issuing.crl")
# of the last time-stamp alone the status is not in the file
holds "twenty years later" are "$work/again.pdf" \
    "$good-B-LTA Signature2 TOTAL-PASSED PAdES-B-LTA Timestamp1 TOTAL-PASSED Timestamp2 TOTAL-PASSED Timestamp3 TOTAL-PASSED Timestamp4 TOTAL-PASSED" \
    "${lists[@]}" --at "$later"
says 3 'a certificate has expired, and nothing proves that the signature is older' "without renewal" \
    "$seal" verify "${root[@]}" "${lists[@]}" --at "$later" "$work/sealed.pdf"
says 0 'CN=TSA until 280' "the plan looks as far" faketime "$when" "$seal" extend --plan "${root[@]}" "$work/again.pdf"
holds "qpdf accepts it" sound "$work/again.pdf"

holds "no helper is left behind" eval '! pgrep -P $$ -x fetch'
finish
