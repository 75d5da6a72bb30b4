#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh - makes $O/tests/state, what service and interop tests share: the demo's tokens and certificates, and others
# that the demo has no use for.
. tests/tap.sh
state=$O/tests/state
tokens=tools/demo/tokens.sh
subject='/C=VN/O=UBND tỉnh Quảng Mẫu/OU=Phòng Một cửa/CN=Trần Thị B/UID=CCCD:001012345679'

holds "two tokens and their certificates" "$tokens" new "$O" "$state"
holds "a token with a key on P-256" "$tokens" enrol "$O" "$state" elliptic person ec:p256 "$subject"
holds "a token with a key on P-384" "$tokens" enrol "$O" "$state" elliptic384 person ec:p384 "$subject"
holds "a token with an expired certificate" \
    "$tokens" enrol "$O" "$state" expired person rsa:2048 "$subject" 20200101000000Z 20210101000000Z
holds "a token whose certificate is revoked" "$tokens" enrol "$O" "$state" revoked person rsa:2048 "$subject"
holds "it is revoked" tools/demo/pki.sh revoke "$state/pki" "$state/pki/revoked.pem"
holds "a token with a key and no certificate" "$tokens" key "$O" "$state" bare rsa:2048

# A certificate without its key: SoftHSM keeps an object a file, and a private key's names no certificate type
bereave() {
    "$tokens" enrol "$O" "$state" orphan person rsa:2048 "$subject"
    (. "$state/env" && pkcs11-tool --module "$("$tokens" module)" --token-label orphan --login --pin "$(<"$state/pins/orphan")" \
        --delete-object --type privkey --label orphan)
}
holds "a token with a certificate and no key" bereave

# A key in a file, for the programs of others to sign with
peer() {
    mkdir -p "$state/peer"
    cd "$state/peer"
    openssl req -new -utf8 -newkey rsa:2048 -nodes -keyout key.pem -out request.pem -subj '/C=VN/O=Peer/CN=Lê Văn C'
    "$OLDPWD/tools/demo/pki.sh" issue "$state/pki" person request.pem certificate.pem
    openssl pkcs12 -export -inkey key.pem -in certificate.pem -certfile "$state/pki/issuing.pem" -name peer -passout pass: -out peer.p12
    certutil -N -d sql:. --empty-password
    certutil -A -d sql:. -n root -t CT,C,C -i "$state/pki/root.pem"
    pk12util -i peer.p12 -d sql:. -W '' -K ''
}
holds "a key of the peers, and a certificate database for pdfsig" peer
finish
