#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh [FIRST...] -- TEST... - runs FIRST one after the other, then every TEST, JOBS (2) at a time.
#
# A test is a program that prints "ok ..." or "not ok ..." for each of its cases (cmocka does, and tests/tap.sh), and ends
# with 0 if all are ok. It gets O, the build folder, and TEST_TIME (1200) seconds. No case at all, a crash or lateness is a
# failed case. A skipped case says why. Closes with "N passed, N failed", and ends with 1 if anything failed.
set -euo pipefail

: "${O:=build}" "${JOBS:=2}" "${TEST_TIME:=1200}"
O=$(realpath "$O")
export O TEST_TIME LC_ALL=C.UTF-8 CMOCKA_MESSAGE_OUTPUT=TAP
unset SOFTHSM2_CONF MAKEFLAGS MAKELEVEL
export LOGS=$O/tests/log
rm -rf "$LOGS"
mkdir -p "$LOGS"

# How a test ended, when its cases do not say it themselves
trouble() {
    local code=$1 cases=$2 failed=$3
    case $code in
    124 | 137) echo "was stopped after $TEST_TIME s" ;;
    *)
        if [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then echo "ended with code $code"; fi
        if [ "$code" -eq 0 ] && [ "$cases" -eq 0 ]; then echo "no case ran"; fi
        ;;
    esac
}

run_one() {
    local test=$1 name log code=0 started=$SECONDS passed failed skipped why
    name=${test#"$O"/} name=${name#"$PWD"/} name=${name#tests/}
    log=$LOGS/${name//\//-}.log
    timeout -k 5 "$TEST_TIME" "$test" >"$log" 2>&1 </dev/null || code=$?
    skipped=$(grep -cE '^(not )?ok .*# SKIP' "$log" || true)
    passed=$(grep -E '^ok ' "$log" | grep -cv '# SKIP' || true)
    failed=$(grep -E '^not ok ' "$log" | grep -cv '# SKIP' || true)
    why=$(trouble "$code" $((passed + failed + skipped)) "$failed")
    [ -z "$why" ] || failed=$((failed + 1))
    echo "$passed $failed $skipped" >"$log.count"
    {
        printf '%-4s %-48s %4d cases %4d s\n' "$([ "$failed" -eq 0 ] && echo ok || echo FAIL)" "$name" \
            $((passed + failed)) $((SECONDS - started))
        sed -nE 's/^(not )?ok [0-9-]*( -)? *(.*# SKIP.*)/     skipped: \3/p' "$log"
        if [ "$failed" -ne 0 ]; then
            [ -z "$why" ] || echo "     $why"
            grep -vE '^(ok |[0-9]+\.\.[0-9]+$)' "$log" | tail -n 40 | sed 's/^/     /'
        fi
    } >"$log.said"
    cat "$log.said"
}
export -f run_one trouble

cd "$(dirname "$0")/.."
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    run_one "$(realpath "$1")"
    shift
done
shift
realpath "$@" | xargs -P "$JOBS" -I{} bash -c 'run_one "$1"' run_one {}

read -r passed failed skipped < <(cat "$LOGS"/*.count | awk '{ p += $1; f += $2; s += $3 } END { print p, f, s }')
echo
[ "$skipped" -eq 0 ] || echo "$skipped skipped; why stands above"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
