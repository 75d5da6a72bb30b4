# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# tap.sh - to be sourced by a test script: one "ok" or "not ok" line a case, as tests/run.sh counts them.
#
# A case is a command; what it printed is shown only when the case failed.

set -euo pipefail
export LC_ALL=C.UTF-8
: "${O:=build}"
tap_failed=0
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT

# tap_result CODE NAME [FILE]: the file is what there is to see when the code is not 0
tap_result() {
    if [ "$1" -eq 0 ]; then
        echo "ok - $2"
    else
        echo "not ok - $2"
        [ -z "${3:-}" ] || sed 's/^/# /' "$3"
        tap_failed=1
    fi
}

# run COMMAND...: its code in `code`, what it printed in $SCRATCH/said. A function stops at its first failing command.
run() {
    set +e
    (set -e; "$@") >"$SCRATCH/said" 2>&1
    code=$?
    set -e
}

# holds NAME COMMAND...: the command ends with 0
holds() {
    local tap_name=$1 code
    shift
    run "$@"
    tap_result "$code" "$tap_name" "$SCRATCH/said"
}

# ends_with CODE NAME COMMAND...: the command ends with this code
ends_with() {
    local tap_code=$1 tap_name=$2 code
    shift 2
    run "$@"
    [ "$code" -eq "$tap_code" ] || echo "ended with $code, not $tap_code" >>"$SCRATCH/said"
    tap_result $((code != tap_code)) "$tap_name" "$SCRATCH/said"
}

# says CODE PATTERN NAME COMMAND...: the command ends with this code, and what it prints has the pattern
says() {
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

skip() { echo "ok - $1 # SKIP $2"; }

# The last line of a test script
finish() { exit "$tap_failed"; }
