#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# big.sh [MEGABYTES KIND]... - signs and verifies PDFs of 500 MB, 2 GB, 5 GB and beyond 10^10 bytes, checks the results, and
# prints what it took beside `openssl dgst -sha256` and `cp` with `sync` of the same file, so that machines can be compared.
#
# Needs a disk with three times the largest file in BIG_DIR (O/big). Times are told, never judged; memory is: the sum over
# all our processes stays below MEMORY_MAX. For `make test` there is big_test.sh.
. tests/service/state.sh
[ $# -gt 0 ] || set -- 500 table 500 stream 2000 table 5000 stream 11000 stream
: "${BIG_DIR:=$O/big}"
MEMORY_MAX=49152 # KiB
mkdir -p "$BIG_DIR"
work=$(mktemp -d "$BIG_DIR/XXXXXX")
trap 'rm -rf "$SCRATCH" "$work"' EXIT
table=$work.table
: >"$table"

# taking NAME COMMAND...: succeeds; KiB and milliseconds in NAME_kib and NAME_ms
taking() {
    local name=$1 kib ms
    shift
    "$O/tests/memory_of" "$SCRATCH/took" "$@" >"$SCRATCH/words" 2>&1 || { cat "$SCRATCH/words"; return 1; }
    read -r kib ms <"$SCRATCH/took"
    echo "$kib $ms" >"$SCRATCH/$name"
}
took() { read -r kib ms <"$SCRATCH/$1"; }
copy() { cp --sparse=never "$work/in.pdf" "$work/copy.pdf" && sync "$work/copy.pdf"; }
begins_with() { cmp -n "$(stat -c %s "$2")" "$1" "$2"; }
in_little_memory() { took "$1"; echo "$kib KiB"; [ "$kib" -gt 0 ] && [ "$kib" -lt "$MEMORY_MAX" ]; }

# qpdf reads every byte of every stream again: up to a size that ends
structure() {
    [ "$1" -gt 2000 ] || { qpdf --check "$work/out.pdf"; return; }
    [ "$(qpdf --show-npages "$work/out.pdf")" = 200 ]
}

row() {
    local sign verify sign_kib verify_kib hash copy_ms
    took sign; sign=$ms sign_kib=$kib
    took verify; verify=$ms verify_kib=$kib
    took hash; hash=$ms
    took copy; copy_ms=$ms
    awk -v mb="$1" -v kind="$2" -v s="$sign" -v sk="$sign_kib" -v v="$verify" -v vk="$verify_kib" -v h="$hash" -v c="$copy_ms" 'BEGIN {
        printf "%6d MB %-6s  sign %7.2f s, %5.1f MB   verify %7.2f s, %5.1f MB   sha256 %6.2f s   cp+sync %6.2f s   sign %.2f, verify %.2f of both\n",
            mb, kind, s / 1000, sk / 1024, v / 1000, vk / 1024, h / 1000, c / 1000, s / (h + c), v / (h + c) }' >>"$table"
}

one() {
    local name="$1 MB, $2"
    holds "$name: made" "$O/tests/big_pdf" "$work/in.pdf" "${1}000000" "$2" full
    holds "$name: hashed" taking hash openssl dgst -sha256 "$work/in.pdf"
    export -f copy
    export work
    holds "$name: copied" taking copy bash -c copy
    rm -f "$work/copy.pdf"
    holds "$name: signed" taking sign "$seal" sign "$work/in.pdf" -o "$work/out.pdf" --key "$(key official)"
    holds "$name: verified" taking verify "$seal" verify "${trust[@]}" "$work/out.pdf"
    holds "$name: signed in little memory" in_little_memory sign
    holds "$name: verified in little memory" in_little_memory verify
    holds "$name: begins with the original" begins_with "$work/out.pdf" "$work/in.pdf"
    holds "$name: qpdf reads it" structure "$1"
    [ "$1" -gt 500 ] ||
        holds "$name: pdfsig agrees" eval 'pdfsig -no-ocsp -nssdir "sql:$state/peer" "$work/out.pdf" | grep "Signature is Valid"'
    printf '\x01' | dd of="$work/out.pdf" bs=1 seek=$(($1 * 990000)) conv=notrunc status=none
    ends_with 1 "$name: one byte is minded" "$seal" verify "${trust[@]}" "$work/out.pdf"
    row "$1" "$2"
    rm -f "$work/in.pdf" "$work/out.pdf"
}

while [ $# -gt 0 ]; do
    one "$1" "$2"
    shift 2
done
cat "$table"
rm -f "$table"
finish
