#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh TARGET... - each libFuzzer target for FUZZ_TIME seconds, JOBS at a time, and one line about each: how many
# inputs it ran, how many a second, what it covers, what it found.
#
# TARGET.corpus keeps what was learned for the next time, TARGET.found/ the inputs that ever broke something and are tried
# again each time, TARGET.log what libFuzzer said. The dictionary of AREA_NAME_fuzz is tests/fuzz/AREA.dict. Ends with 1 if anything was found, after
# all of them have run.
set -euo pipefail

: "${FUZZ_TIME:=60}" "${JOBS:=2}"
export FUZZ_TIME
export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
cd "$(dirname "$0")/../.."

# The last number after a word of libFuzzer's ("cov: 123", "stat::number_of_executed_units: 123")
number() { sed -nE "s/.*$1:? +([0-9]+).*/\1/p" "$2" | tail -n 1; }

fuzz_one() {
    local target=$1 name options code=0 found
    name=${target##*/}
    options=(-max_total_time="$FUZZ_TIME" -timeout=20 -rss_limit_mb=2048 -max_len=32768 -print_final_stats=1 -artifact_prefix="$target.found/")
    [ ! -e "tests/fuzz/${name%%_*}.dict" ] || options+=(-dict="tests/fuzz/${name%%_*}.dict")
    mkdir -p "$target.corpus" "$target.found" "tests/corpus/$name"
    touch "$target.started"
    "$target" "${options[@]}" "$target.corpus" "tests/corpus/$name" "$target.found" >"$target.log" 2>&1 || code=$?
    found=$(find "$target.found" -type f -newer "$target.started" | wc -l)
    printf '%-22s %10d runs %7d/s %7d covered %5d found\n' "$name" \
        "$(number stat::number_of_executed_units "$target.log")" "$(number stat::average_exec_per_sec "$target.log")" \
        "$(number ' cov' "$target.log")" "$found"
    [ "$code" -ne 0 ] || [ "$found" -ne 0 ] || return 0
    grep -E '^==[0-9]+==|runtime error|Assertion|SUMMARY' "$target.log" | tail -n 5 | sed 's/^/    /' || true
    echo "    see $target.log and $target.found/"
    return 1
}
export -f fuzz_one number

printf '%s\0' "$@" | xargs -0 -P "$JOBS" -I{} bash -c 'fuzz_one "$1" || exit 1' fuzz_one {} || exit 1
