#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tokens.sh - SoftHSM tokens whose keys are made on them by `seal token`, for demo and tests.
#
#   tokens.sh new BUILD DIR    DIR anew: pki/ (pki.sh), softhsm2.conf, pins/, the tokens "official" and "department", env
#   tokens.sh enrol BUILD DIR NAME person|organisation TYPE SUBJECT [FROM TO]
#                              one more token with a key of this TYPE (rsa:2048, ec:p256) and its certificate
#   tokens.sh key BUILD DIR NAME TYPE
#                              only the token and its key
#   tokens.sh uri DIR NAME     the URI of that token's key
#   tokens.sh module           where SoftHSM is
set -euo pipefail

here=$(dirname "$(realpath "$0")")

module() {
    local path
    for path in /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so /usr/lib64/softhsm/libsofthsm2.so; do
        [ -e "$path" ] && echo "$path" && return
    done
    echo "SoftHSM's module libsofthsm2.so is not where it should be" >&2
    return 1
}

percent_encoded() { # RFC 7512, clause 2.3: every byte of a path that means something else in a URI
    local LC_ALL=C text=$1 i byte
    for ((i = 0; i < ${#text}; i++)); do
        byte=${text:i:1}
        case $byte in
        [A-Za-z0-9/._~-]) printf '%s' "$byte" ;;
        *) printf '%%%02X' "$(($(printf '%d' "'$byte") & 255))" ;;
        esac
    done
}

uri() { # NAME
    printf 'pkcs11:token=%s;object=%s?module-path=%s&pin-source=file:%s\n' "$1" "$1" \
        "$(percent_encoded "$(module)")" "$(percent_encoded "$DIR/pins/$1")"
}

random_pin() { od -An -N4 -tu4 /dev/urandom | awk '{ printf "%010d\n", $1 }'; }

quiet() {
    local said
    said=$("$@" 2>&1) || { printf '%s\n' "$said" >&2; return 1; }
}

key() { # NAME TYPE
    export SOFTHSM2_CONF=$DIR/softhsm2.conf
    (umask 077 && random_pin >"$DIR/pins/$1" && random_pin >"$DIR/pins/$1.so")
    quiet softhsm2-util --init-token --free --label "$1" --pin "$(<"$DIR/pins/$1")" --so-pin "$(<"$DIR/pins/$1.so")"
    quiet "$SEAL" token init --key "$(uri "$1")" --type "$2"
}

enrol() { # NAME PROFILE TYPE SUBJECT [FROM TO]
    local name=$1 key
    key "$name" "$3"
    key=$(uri "$name")
    quiet "$SEAL" token csr --key "$key" --subject "$4" -o "$DIR/pki/$name.csr"
    "$here/pki.sh" issue "$DIR/pki" "$2" "$DIR/pki/$name.csr" "$DIR/pki/$name.pem" "${@:5}"
    quiet "$SEAL" token import --key "$key" --certificate "$DIR/pki/$name.pem"
    quiet "$SEAL" token import --key "$key" --certificate "$DIR/pki/issuing.pem"
}

write_configuration() {
    cat >"$DIR/softhsm2.conf" <<END
directories.tokendir = $DIR/tokens
objectstore.backend = file
log.level = ERROR
END
    {
        echo "# To be sourced: the demo's tokens, and the URIs of their keys."
        printf 'export SOFTHSM2_CONF=%q\n' "$DIR/softhsm2.conf"
        printf 'export OFFICIAL_KEY=%q\n' "$(uri official)"
        printf 'export DEPARTMENT_KEY=%q\n' "$(uri department)"
    } >"$DIR/env"
}

new() {
    rm -rf "$DIR"
    mkdir -p "$DIR"
    (umask 077 && mkdir "$DIR/tokens" "$DIR/pins")
    write_configuration
    "$here/pki.sh" new "$DIR/pki"
    enrol official person rsa:2048 \
        '/C=VN/O=UBND tỉnh Quảng Mẫu/OU=Sở Tài nguyên và Môi trường/L=Quảng Mẫu/CN=Nguyễn Văn A/UID=CCCD:001012345678'
    enrol department organisation rsa:2048 \
        '/C=VN/L=Quảng Mẫu/O=UBND tỉnh Quảng Mẫu/CN=Sở Tài nguyên và Môi trường/UID=MST:0100000001-001'
}

usage() { sed -n '3,12p' "$0"; exit 2; }

command=${1:-}
case $command in
new | key | enrol)
    [ $# -ge 3 ] || usage
    SEAL=$(realpath "$2/bin/seal")
    DIR=$(realpath -m "$3")
    shift 3
    ;;
uri)
    [ $# -eq 3 ] || usage
    DIR=$(realpath -m "$2")
    shift 2
    ;;
module) shift ;;
*) usage ;;
esac
"$command" "$@"
