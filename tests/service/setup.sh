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
holds "a token with an expired certificate" \
    "$tokens" enrol "$O" "$state" expired person rsa:2048 "$subject" 20200101000000Z 20210101000000Z
finish
