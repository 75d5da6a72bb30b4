#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# big_test.sh - a PDF too large for a copy in memory: signed and verified in memory that does not grow with it, right to
# the last byte, and nothing is left where it does not fit. `make big` does the same with gigabytes.
. tests/service/state.sh
work=$SCRATCH/work
mkdir "$work"
size=80000000
memory_max=49152 # KiB, of all processes together
picture=(--image "$fixtures/signature.png")

"$O/tests/big_pdf" "$work/table.pdf" $size table
"$O/tests/big_pdf" "$work/stream.pdf" $size stream

# within COMMAND...: succeeds, and takes less than memory_max
within() {
    "$O/tests/memory_of" "$SCRATCH/memory" "$@"
    local kib
    read -r kib _ <"$SCRATCH/memory"
    echo "$kib KiB"
    [ "$kib" -gt 0 ] && [ "$kib" -lt "$memory_max" ]
}

# says CODE PATTERN COMMAND...: ends with the code and says so
says() {
    local expected=$1 pattern=$2 code=0
    shift 2
    "$@" >"$SCRATCH/words" 2>&1 || code=$?
    cat "$SCRATCH/words"
    [ "$code" -eq "$expected" ] && grep -qE -- "$pattern" "$SCRATCH/words"
}

# altered FILE AT: a copy with another byte there
altered() {
    cp --sparse=always "$1" "$work/altered.pdf"
    printf '\x01' | dd of="$work/altered.pdf" bs=1 seek="$2" conv=notrunc status=none
}

signs() { within "$seal" sign "$1" -o "$2" --key "$(key "$3")" "${@:4}"; }
verifies() { within "$seal" verify "${trust[@]}" "$1"; }
begins_with() { cmp -n "$(stat -c %s "$2")" "$1" "$2"; }

for kind in table stream; do
    holds "$kind: is signed in little memory" signs "$work/$kind.pdf" "$work/$kind-one.pdf" official
    holds "$kind: begins with the original" begins_with "$work/$kind-one.pdf" "$work/$kind.pdf"
    holds "$kind: is sealed on an anchor of the last page, in little memory" \
        signs "$work/$kind-one.pdf" "$work/$kind-two.pdf" department --profile seal "${trust[@]}" "${picture[@]}" --anchor "Trang 200"
    holds "$kind: is verified in little memory" verifies "$work/$kind-two.pdf"
    holds "$kind: both hold" judged "$work/$kind-two.pdf" TOTAL-PASSED TOTAL-PASSED
    rm "$work/$kind-one.pdf"
done
holds "qpdf agrees" qpdf --check "$work/stream-two.pdf"
holds "nothing else is left" nothing_but "$work/table.pdf" "$work/table-two.pdf" "$work/stream.pdf" "$work/stream-two.pdf"

# --- one byte -----------------------------------------------------------------------------------------------------------
for at in 1000000 79000000; do
    holds "byte $at is altered" altered "$work/table-two.pdf" "$at"
    ends_with 1 "byte $at: neither holds" "$seal" verify "${trust[@]}" "$work/altered.pdf"
    holds "byte $at: is not signed" says 1 'broken|not sound' sign official "$work/altered.pdf" "$work/none.pdf"
done
rm -f "$work/altered.pdf"

# --- several, and killed -------------------------------------------------------------------------------------------------
mkdir "$SCRATCH/many"
holds "two files of one command, in little memory" within "$seal" sign "$work/table.pdf" "$work/stream.pdf" -o "$SCRATCH/many" --key "$OFFICIAL_KEY" --jobs 2
holds "both are there" nothing_but "$SCRATCH/many/table.pdf" "$SCRATCH/many/stream.pdf"
holds "both are whole" eval 'judged "$SCRATCH/many/table.pdf" TOTAL-PASSED && judged "$SCRATCH/many/stream.pdf" TOTAL-PASSED'
rm -r "$SCRATCH/many"

# Whatever it was doing then: the output is whole, or there is none.
killed_after() {
    mkdir "$SCRATCH/killed"
    timeout -s KILL "$1" "$seal" sign "$work/table.pdf" -o "$SCRATCH/killed/out.pdf" --key "$OFFICIAL_KEY" || true
    if [ -e "$SCRATCH/killed/out.pdf" ]; then judged "$SCRATCH/killed/out.pdf" TOTAL-PASSED; fi
    rm -f "$SCRATCH/killed/out.pdf"
    rmdir "$SCRATCH/killed"
}
for seconds in 0.05 0.1 0.2 0.4 0.8; do
    holds "killed after $seconds s: nothing is left by halves" killed_after $seconds
done

# --- no room ------------------------------------------------------------------------------------------------------------
# The limit stands for a full disk: what cannot be kept is said before it is copied.
little_room() { (
    trap '' XFSZ
    ulimit -f 50000
    "$@"
); }
holds "an output that does not fit" says 9 'none.pdf: cannot be written: File too large' little_room sign official "$work/table.pdf" "$work/none.pdf"
holds "a copy that does not fit" says 70 'cannot keep a copy of the document in /var/tmp: File too large' \
    env -u TMPDIR bash -c 'trap "" XFSZ; ulimit -f 50000; "$@"' - "$seal" verify "$work/table.pdf"
holds "a folder for copies that is not there" says 70 "in $work/none: No such file" \
    env TMPDIR="$work/none" "$seal" verify "$work/table.pdf"
holds "nothing is left of these" nothing_but "$work/table.pdf" "$work/table-two.pdf" "$work/stream.pdf" "$work/stream-two.pdf"
finish
