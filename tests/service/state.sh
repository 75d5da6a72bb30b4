# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# state.sh - to be sourced by service and interop tests: what setup.sh made, and tap.sh.
. tests/tap.sh

state=$O/tests/state
seal=$O/bin/seal
export fixtures=tests/fixtures
if [ ! -x "$seal" ] || [ ! -e "$state/env" ]; then
    echo "make test makes $seal and $state first"
    exit 2
fi
. "$state/env"
# Tokens of its own: SoftHSM now and then fails to read a token that another process logs in to at that moment.
cp -r "$state/tokens" "$SCRATCH/tokens"
sed "s|^directories.tokendir.*|directories.tokendir = $SCRATCH/tokens|" "$state/softhsm2.conf" >"$SCRATCH/softhsm2.conf"
export SOFTHSM2_CONF=$SCRATCH/softhsm2.conf
export XDG_DATA_HOME=$SCRATCH/data # where no trust store is
trust=(--trust "$state/pki/root.pem" --crl "$state/pki/root.crl" --crl "$state/pki/issuing.crl")

key() { tools/demo/tokens.sh uri "$state" "$1"; }

# sign NAME-OF-TOKEN INPUT OUTPUT [OPTION...]
sign() { "$seal" sign "$2" -o "$3" --key "$(key "$1")" "${@:4}"; }

# verdict FILE: "TOTAL-PASSED TOTAL-FAILED ..." of its signatures, as seal judges it
verdict() {
    "$seal" verify --json "${trust[@]}" "$1" | grep -oE '"kind":"signature","indication":"[A-Z-]+"' |
        sed -E 's/.*:"(.*)"/\1/' | paste -sd ' '
}

# judged FILE VERDICT...: these verdicts, and what seal says if not
judged() {
    [ "$(verdict "$1")" = "${*:2}" ] && return
    "$seal" verify "${trust[@]}" "$1"
    return 1
}

# nothing_but FILE...: in the folder of the first nothing else is left
nothing_but() {
    local folder
    folder=$(dirname "$1")
    diff <(find "$folder" -mindepth 1 -printf '%P\n' | sort) <(printf '%s\n' "${@##*/}" | sort)
}
