#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# pki.sh - a root and an issuing certification authority, for demo and tests. Their keys are files without protection.
#
#   pki.sh new DIR                                           DIR/root.pem root.crl issuing.pem issuing.crl
#   pki.sh issue DIR person|organisation CSR OUT [FROM TO]   a certificate; times as in 20260101000000Z
#   pki.sh revoke DIR CERTIFICATE                            and a new issuing.crl
set -euo pipefail

configuration=$(dirname "$(realpath "$0")")/pki.cnf

run() {
    local said
    said=$("$@" 2>&1) || { printf '%s\n' "$said" >&2; return 1; }
}

ca() { run openssl ca -batch -preserveDN -utf8 -notext -config "$configuration" "$@"; }

new_authority() { # NAME SUBJECT
    local dir=$PKI/private/$1
    mkdir -p "$dir"
    : >"$dir/index"
    echo 01 >"$dir/crlnumber"
    run openssl req -new -utf8 -config "$configuration" -subj "$2" -newkey rsa:3072 -nodes -keyout "$dir/key.pem" \
        -out "$dir/request.pem"
}

crl() {
    ca -name "$1" -gencrl -out "$PKI/$1.new"
    mv "$PKI/$1.new" "$PKI/$1.crl"
}

new() {
    rm -rf "$PKI"
    (umask 077 && mkdir -p "$PKI/private")
    chmod 755 "$PKI"
    new_authority root '/C=VN/O=Cơ quan chứng thực mẫu/CN=CA gốc dùng thử'
    new_authority issuing '/C=VN/O=Cơ quan chứng thực mẫu/CN=CA cấp chứng thư dùng thử'
    ca -name root -selfsign -extensions profile_root -in "$PKI/private/root/request.pem" -out "$PKI/root.pem"
    ca -name root -extensions profile_issuing -in "$PKI/private/issuing/request.pem" -out "$PKI/issuing.pem"
    crl root
    crl issuing
}

issue() { # PROFILE CSR OUT [FROM TO]
    ca -name issuing -extensions "profile_$1" -in "$2" -out "$3" ${4:+-startdate "$4" -enddate "$5"}
}

revoke() {
    ca -name issuing -revoke "$1" -crl_reason keyCompromise
    crl issuing
}

[ $# -ge 2 ] || { sed -n '3,8p' "$0"; exit 2; }
command=$1
PKI=$(realpath -m "$2")
export PKI
shift 2
"$command" "$@"
