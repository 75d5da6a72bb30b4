#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# online_test.sh - seal verify --online, with a responder, lists and a server that misbehaves, all on loopback.
. tests/tap.sh
seal=$O/bin/seal
fixtures=tests/fixtures
net=$SCRATCH/net
state=$SCRATCH/state
export XDG_CACHE_HOME=$SCRATCH/cache
mkdir -p "$net/www/crl" "$net/www/crt" "$net/mode" "$SCRATCH/demo"

tests/service/http_server.pl "$net" &
server=$!
stop() { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$SCRATCH"; }
trap stop EXIT
for _ in $(seq 100); do [ -e "$net/port" ] || sleep 0.05; done
port=$(<"$net/port")
here=127.0.0.1:$port

# The demo's authorities, but with addresses that are there
cp tools/demo/pki.sh tools/demo/tokens.sh "$SCRATCH/demo/"
sed -e "s|http://ocsp.ca.example|http://$here/ocsp|; s|http://ca.example|http://$here|" tools/demo/pki.cnf >"$SCRATCH/demo/pki.cnf"
cat >>"$SCRATCH/demo/pki.cnf" <<'END'
[ profile_responder ]
basicConstraints       = critical,CA:false
keyUsage               = critical,digitalSignature
extendedKeyUsage       = OCSPSigning
subjectKeyIdentifier   = hash
authorityKeyIdentifier = keyid
[ profile_responder_without_check ]
basicConstraints       = critical,CA:false
keyUsage               = critical,digitalSignature
extendedKeyUsage       = OCSPSigning
noCheck                = ignored
subjectKeyIdentifier   = hash
authorityKeyIdentifier = keyid
END
tokens=$SCRATCH/demo/tokens.sh
pki=$SCRATCH/demo/pki.sh
subject='/C=VN/O=UBND tỉnh Quảng Mẫu/OU=Phòng Một cửa/CN=Trần Thị B/UID=CCCD:001012345679'

publish() {
    openssl crl -in "$state/pki/issuing.crl" -outform DER -out "$net/www/crl/issuing.crl"
    openssl crl -in "$state/pki/root.crl" -outform DER -out "$net/www/crl/root.crl"
    openssl x509 -in "$state/pki/issuing.pem" -outform DER -out "$net/www/crt/issuing.crt"
    openssl x509 -in "$state/pki/root.pem" -outform DER -out "$net/www/crt/root.crt"
}

responder() { # PROFILE NAME
    openssl req -new -newkey rsa:2048 -nodes -keyout "$net/$2.key" -subj "/C=VN/CN=$2" -out "$net/$2.csr" 2>/dev/null
    "$pki" issue "$state/pki" "$1" "$net/$2.csr" "$net/$2.pem"
}

# What answers: the CA itself, or one of the responders; $net/signer says who
cat >"$net/responder" <<END
#!/bin/sh
# From the index of the CA: good, revoked, or not there
set -e
. "$net/signer"
openssl ocsp -index "\$index" -CA "$state/pki/issuing.pem" -rsigner "\$certificate" -rkey "\$key" -reqin "\$1" -respout "\$2" -ndays 1 >/dev/null 2>&1
END
chmod +x "$net/responder"
answer_as() { # NAME [INDEX]
    local certificate=$net/$1.pem key=$net/$1.key
    [ "$1" = ca ] && certificate=$state/pki/issuing.pem key=$state/pki/private/issuing/key.pem
    printf 'certificate=%q key=%q index=%q\n' "$certificate" "$key" "${2:-$state/pki/private/issuing/index}" >"$net/signer"
}

# Without the certificate of its issuer on the token, so that the signature comes without it too
enrol_alone() {
    "$tokens" key "$O" "$state" alone rsa:2048
    "$seal" token csr --key "$("$tokens" uri "$state" alone)" --subject "$subject" -o "$SCRATCH/alone.csr"
    "$pki" issue "$state/pki" person "$SCRATCH/alone.csr" "$SCRATCH/alone.pem"
    "$seal" token import --key "$("$tokens" uri "$state" alone)" --certificate "$SCRATCH/alone.pem"
}

sign() { "$seal" sign "$fixtures/decision.pdf" -o "$SCRATCH/$1.pdf" --key "$("$tokens" uri "$state" "$1")" "${@:2}"; }

make_all() {
    "$tokens" new "$O" "$state"
    export SOFTHSM2_CONF=$state/softhsm2.conf
    "$tokens" enrol "$O" "$state" revoked person rsa:2048 "$subject"
    enrol_alone
    sign official
    sign revoked
    sign alone
    responder responder delegate
    responder responder_without_check unchecked
    responder person stranger
    "$pki" revoke "$state/pki" "$state/pki/revoked.pem"
    publish
    answer_as ca
    : >"$net/nobody"
}
holds "tokens, certificates with addresses on loopback, signed documents" make_all
export SOFTHSM2_CONF=$state/softhsm2.conf

root=(--trust "$state/pki/root.pem")
online=(--online --online-allow "$here")
asked() { cat "$net/log" 2>/dev/null || true; }
forget() { rm -rf "$XDG_CACHE_HOME" "$net/log"; rm -f "$net"/mode/*; }
mode() { echo "$2 ${3:-}" >"$net/mode/${1//\//_}"; }

# judges CODE PATTERN NAME OPTION... FILE: ends with the code, and the JSON holds the pattern
judges() {
    local want=$1 pattern=$2 case_name=$3 code
    shift 3
    run "$seal" verify --json "$@"
    [ "$code" -eq "$want" ] || echo "ended with $code, not $want" >>"$SCRATCH/said"
    grep -qE -- "$pattern" "$SCRATCH/said" && [ "$code" -eq "$want" ] && code=0 || code=1
    [ "$code" -eq 0 ] || echo "wanted: $pattern" >>"$SCRATCH/said"
    tap_result "$code" "$case_name" "$SCRATCH/said"
}
nobody_was_asked() { [ -z "$(asked)" ] || { asked; return 1; }; }
was_asked() { asked | grep -qx "$1" || { asked; return 1; }; }
was_not_asked() { ! asked | grep -x "$1"; }
good='"revocation":"good"'

# --- who may be asked ---------------------------------------------------------------------------------------------------
# refuses: X5-09
judges 3 '"sub_indication":"TRY_LATER"' "offline is the default" "${root[@]}" "$SCRATCH/official.pdf"
# refuses: X5-09, REV-09
judges 3 'port [0-9]+ is not asked' "online, but not any port" "${root[@]}" --online "$SCRATCH/official.pdf"
judges 3 'port [0-9]+ is not asked' "the host alone is allowed" "${root[@]}" --online --online-allow 127.0.0.1 "$SCRATCH/official.pdf"
judges 3 'not among those that may be asked' "another host is allowed" "${root[@]}" --online --online-allow ca.example "$SCRATCH/official.pdf"
judges 3 'not among those that may be asked' "another port is allowed" "${root[@]}" --online --online-allow 127.0.0.1:1 "$SCRATCH/official.pdf"
holds "nobody was asked so far" nobody_was_asked
ends_with 2 "a host allowed for nothing" "$seal" verify "${root[@]}" --online-allow "$here" "$SCRATCH/official.pdf"
ends_with 2 "an address is no host" "$seal" verify "${root[@]}" --online --online-allow "http://$here/" "$SCRATCH/official.pdf"
judges 3 NO_CERTIFICATE_CHAIN_FOUND "no anchors: nobody is asked for a status" "${online[@]}" "$SCRATCH/official.pdf"
holds "indeed" was_not_asked 'POST /ocsp'

# --- good, revoked, unknown ---------------------------------------------------------------------------------------------
forget
# accepts: REV-09, REV-06n, X5-09
judges 0 "$good" "good" "${root[@]}" "${online[@]}" "$SCRATCH/official.pdf"
# accepts: X5-09, REV-06, REV-06n, REV-09
holds "the responder was asked" was_asked 'POST /ocsp'
holds "the list of the root, too" was_asked 'GET /crl/root.crl'
holds "the list of the other was not needed" was_not_asked 'GET /crl/issuing.crl'
rm -f "$net/log"
judges 0 "$good" "again" "${root[@]}" "${online[@]}" "$SCRATCH/official.pdf"
# accepts: REV-08
holds "from the cache" nobody_was_asked
holds "which is for its owner alone" eval '[ "$(stat -c %a "$XDG_CACHE_HOME/second-seal")" = 700 ]'
judges 0 "$good" "not from the cache" "${root[@]}" "${online[@]}" --no-cache "$SCRATCH/official.pdf"
holds "but from the network" was_asked 'POST /ocsp'
judges 3 '"revocation":"revoked"' "revoked" "${root[@]}" "${online[@]}" "$SCRATCH/revoked.pdf"
poison() { for f in "$XDG_CACHE_HOME"/second-seal/*; do cp -p "$net/www/crl/root.crl" "$f.x" && touch -r "$f" "$f.x" && mv "$f.x" "$f"; done; }
holds "the cache is filled with another answer" poison
rm -f "$net/log"
judges 0 "$good" "what does not fit is not used" "${root[@]}" "${online[@]}" "$SCRATCH/official.pdf"
# refuses: REV-08
holds "and is asked for" was_asked 'POST /ocsp'
holds "the times of the cache have come" eval 'touch -d 2020-01-01 "$XDG_CACHE_HOME"/second-seal/*'
rm -f "$net/log"
judges 0 "$good" "what is over is not used" "${root[@]}" "${online[@]}" "$SCRATCH/official.pdf"
holds "and is asked for, too" was_asked 'POST /ocsp'
forget
answer_as ca "$net/nobody"
judges 3 'REV-05' "a certificate that the responder does not know" "${root[@]}" "${online[@]}" "$SCRATCH/official.pdf"

# --- who answers --------------------------------------------------------------------------------------------------------
forget
answer_as unchecked
judges 0 "$good" "a responder that need not be checked" "${root[@]}" "${online[@]}" "$SCRATCH/official.pdf"
forget
answer_as delegate
judges 0 "$good" "a responder that the list knows" "${root[@]}" "${online[@]}" "$SCRATCH/official.pdf"
holds "it was asked for" was_asked 'GET /crl/issuing.crl'
forget
answer_as stranger
mode /crl/issuing.crl error
# refuses: REV-09
judges 3 'REV-09.*not for signing OCSP answers' "a responder that nobody has appointed" "${root[@]}" "${online[@]}" "$SCRATCH/official.pdf"
answer_as ca

# --- manners: the list helps out, and the note says why -----------------------------------------------------------------
while IFS='|' read -r mode reason; do
    forget
    mode /ocsp "$mode"
    started=$SECONDS
    judges 0 "REV-09.*gave nothing: $reason" "a responder: $mode" "${root[@]}" "${online[@]}" "$SCRATCH/official.pdf"
    holds "in time" [ $((SECONDS - started)) -le 20 ]
    holds "nobody followed" was_not_asked 'GET /elsewhere'
done <<'END'
garbage|it is not an OCSP answer
empty|the answer is empty
redirect|the server sends us elsewhere
error|the server answers with code 500
huge|the answer is larger than 262144 bytes
long|the answer is larger than 262144 bytes
slow|no answer came within 10 seconds
silent|no answer came within 10 seconds
file www/crl/issuing.crl|it is not an OCSP answer
END

# Answers to other questions
question() { openssl ocsp -issuer "$state/pki/issuing.pem" -cert "$1" "${@:3}" -reqout "$SCRATCH/question" >/dev/null 2>&1 && "$net/responder" "$SCRATCH/question" "$net/$2"; }
make_answers() {
    question "$state/pki/official.pem" replayed
    question "$state/pki/official.pem" without -no_nonce
    question "$state/pki/department.pem" other -no_nonce
}
holds "answers to other questions" make_answers
forget
mode /ocsp file replayed
# refuses: REV-09
judges 0 'nonce of another question' "an answer to another question" "${root[@]}" "${online[@]}" "$SCRATCH/official.pdf"
forget
mode /ocsp file without
# refuses: REV-06n
judges 0 '"REV-06n"' "an answer without our nonce counts, and is named" "${root[@]}" "${online[@]}" "$SCRATCH/official.pdf"
holds "the list was not needed" was_not_asked 'GET /crl/issuing.crl'
forget
mode /ocsp file other
mode /crl/issuing.crl error
judges 3 'tells nothing about the certificate' "an answer about another certificate" "${root[@]}" "${online[@]}" "$SCRATCH/official.pdf"

# --- lists --------------------------------------------------------------------------------------------------------------
while IFS='|' read -r mode reason; do
    forget
    mode /ocsp error
    mode /crl/issuing.crl "$mode"
    judges 3 "gave nothing: .*$reason" "a list: $mode" "${root[@]}" "${online[@]}" "$SCRATCH/official.pdf"
done <<'END'
garbage|is not a revocation list
redirect|the server sends us elsewhere
huge|the answer is larger than 67108864 bytes
long|the answer is larger than 67108864 bytes
file www/crl/root.crl|tells nothing about the certificate
END
forget
mode /ocsp silent
for n in 1 2 3 4 5; do cp "$SCRATCH/official.pdf" "$SCRATCH/copy$n.pdf"; done
mode /crl/issuing.crl error
mode /crl/root.crl error
started=$SECONDS
judges 3 'did not answer in time before' "who did not answer in time is not asked again" "${root[@]}" "${online[@]}" --jobs 2 "$SCRATCH"/copy?.pdf
holds "so that it takes no longer" [ $((SECONDS - started)) -le 20 ]

# --- issuers ------------------------------------------------------------------------------------------------------------
forget
judges 3 NO_CERTIFICATE_CHAIN_FOUND "the issuer did not come along" "${root[@]}" "$SCRATCH/alone.pdf"
judges 0 "$good" "but is where the certificate says" "${root[@]}" "${online[@]}" "$SCRATCH/alone.pdf"
holds "it was asked for, too" was_asked 'GET /crt/issuing.crt'
forget
# refuses: X5-09
judges 3 'only asked for at hosts that are allowed by name' "not unless that host is named" "${root[@]}" --online "$SCRATCH/alone.pdf"
holds "which nobody asked" nobody_was_asked
mode /crt/issuing.crt file www/crt/root.crt
judges 3 'no certificate there has signed this one' "another's certificate is no issuer" "${root[@]}" "${online[@]}" "$SCRATCH/alone.pdf"
bundle() {
    openssl crl2pkcs7 -nocrl -certfile "$state/pki/root.pem" -certfile "$state/pki/issuing.pem" -outform DER -out "$net/bundle"
    mode /crt/issuing.crt file bundle
}
holds "several certificates in one" bundle
judges 0 "$good" "the right one among them" "${root[@]}" "${online[@]}" "$SCRATCH/alone.pdf"

# --- the certificate that is to sign ------------------------------------------------------------------------------------
# signs CODE PATTERN NAME TOKEN OPTION...: seal sign ends with the code and says so
signs() {
    local want=$1 pattern=$2 case_name=$3 code
    run sign "$4" "${root[@]}" "${@:5}"
    grep -qE -- "$pattern" "$SCRATCH/said" && [ "$code" -eq "$want" ] && code=0 || code=1
    [ "$code" -eq 0 ] || echo "wanted: $want $pattern" >>"$SCRATCH/said"
    tap_result "$code" "$case_name" "$SCRATCH/said"
}
forget
answer_as ca
# refuses: REV-03
signs 1 'not signed: .*the certificate is revoked' "revoked, says the responder" revoked "${online[@]}"
holds "it was asked before signing" was_asked 'POST /ocsp'
forget
mode /ocsp error
signs 1 'not signed: .*the certificate is revoked' "revoked, says the list" revoked "${online[@]}"
holds "it was fetched before signing" was_asked 'GET /crl/issuing.crl'
forget
# accepts: REV-03
signs 0 'signed:' "good, says the responder" official --require-status "${online[@]}"
holds "without a list" was_not_asked 'GET /crl/issuing.crl'
rm -f "$net/log"
signs 0 'signed:' "good, says the cache" official --require-status "${online[@]}"
holds "so nobody was asked" nobody_was_asked
signs 0 'not known: .*nobody has answered' "offline: a warning" official
signs 2 'only one of --online and --offline' "either, not both" official --online --offline
holds "nobody was asked offline" nobody_was_asked
forget
answer_as ca "$net/nobody"
mode /crl/issuing.crl error
signs 0 'note: the status .* is not known' "a responder that does not know it: a warning" official "${online[@]}"
signs 1 'the status .* is not known' "or an error" official --require-status "${online[@]}" --no-cache
forget
mode /ocsp error
mode /crl/issuing.crl error
signs 0 'note: .*gave nothing' "nobody answers: who did not is named" official "${online[@]}"
signs 1 'the status .* is not known' "nobody answers: or an error" official --require-status "${online[@]}"
forget
answer_as ca

holds "no helper is left behind" eval '! pgrep -P $$ -x fetch'
finish
