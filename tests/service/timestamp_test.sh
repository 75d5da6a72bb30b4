#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# timestamp_test.sh - seal sign --tsa, with an authority (tsa_server.c) that has manners and lacks them, on loopback.
. tests/service/state.sh
tsa=$SCRATCH/tsa
pdf=$fixtures/decision.pdf
mkdir -p "$tsa" "$SCRATCH/demo"

# The state's authorities, and certificates of theirs for time-stamps
cp tools/demo/pki.sh "$SCRATCH/demo/"
usage() { # PROFILE EXTENDED-KEY-USAGE
    printf '[ profile_%s ]\nbasicConstraints = critical,CA:false\nkeyUsage = critical,digitalSignature\n' "$1"
    printf 'extendedKeyUsage = %s\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n' "$2"
}
{
    cat tools/demo/pki.cnf
    usage tsa critical,timeStamping
    usage other_usage critical,emailProtection
    usage two_usages critical,timeStamping,emailProtection
    usage not_critical timeStamping
} >"$SCRATCH/demo/pki.cnf"
cp -r "$state/pki" "$SCRATCH/pki"
pki=$SCRATCH/demo/pki.sh

authority() { # NAME PROFILE PKI [FROM TO]
    local key=(-newkey rsa:2048)
    [ "$1" != elliptic ] || key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256)
    openssl req -new -utf8 "${key[@]}" -nodes -keyout "$tsa/$1.key" -out "$tsa/$1.csr" -subj "/C=VN/O=TSA/CN=TSA $1" 2>/dev/null
    "$pki" issue "$3" "$2" "$tsa/$1.csr" "$tsa/$1.pem" "${@:4}"
}
make_authorities() {
    "$pki" new "$SCRATCH/other"
    authority tsa tsa "$SCRATCH/pki"
    authority elliptic tsa "$SCRATCH/pki"
    authority expired tsa "$SCRATCH/pki" 20200101000000Z 20210101000000Z
    authority revoked tsa "$SCRATCH/pki"
    "$pki" revoke "$SCRATCH/pki" "$tsa/revoked.pem"
    authority untrusted tsa "$SCRATCH/other"
    authority other-usage other_usage "$SCRATCH/pki"
    authority two-usages two_usages "$SCRATCH/pki"
    authority not-critical not_critical "$SCRATCH/pki"
    cp "$state/pki/issuing.pem" "$tsa/issuer.pem"
}
holds "certificates for time-stamps" make_authorities

"$O/tests/tsa_server" "$tsa" 2>"$tsa/errors" &
server=$!
stop() { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$SCRATCH"; }
trap stop EXIT
for _ in $(seq 100); do [ -e "$tsa/port" ] || sleep 0.05; done
here=http://127.0.0.1:$(<"$tsa/port")
pki_trust=(--trust "$SCRATCH/pki/root.pem" --crl "$SCRATCH/pki/root.crl" --crl "$SCRATCH/pki/issuing.crl")
fast=(--tsa-seconds 2)

says() { # CODE PATTERN NAME COMMAND...
    local expected=$1 pattern=$2 case_name=$3 code
    shift 3
    run "$@"
    if [ "$code" -ne "$expected" ]; then
        echo "ended with $code, not $expected" >>"$SCRATCH/said"
    elif ! grep -qE -- "$pattern" "$SCRATCH/said"; then
        echo "does not say: $pattern" >>"$SCRATCH/said"
        code=-1
    fi
    tap_result $((code != expected)) "$case_name" "$SCRATCH/said"
}
stamped() { sign official "$pdf" "$SCRATCH/$1.pdf" "${pki_trust[@]}" "${@:2}"; }
level_is() { "$seal" verify --json "${pki_trust[@]}" "$SCRATCH/$1.pdf" | tee "$SCRATCH/json" | grep -q "\"indication\":\"TOTAL-PASSED\".*\"level\":\"$2\"" || { cat "$SCRATCH/json"; return 1; }; }

# --- a good one ---------------------------------------------------------------------------------------------------------
says 0 'PAdES-B-T' "B-T" stamped good --level B-T --tsa "$here/good"
holds "the verifier sees B-T" level_is good PAdES-B-T
finish
