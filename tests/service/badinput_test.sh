#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# badinput_test.sh - what nobody can sign: one line that says why, in the language asked for, the right exit code, no
# output, nothing left behind.
. tests/service/state.sh
work=$SCRATCH/in
out=$SCRATCH/out
export TMPDIR=$SCRATCH/tmp
mkdir "$work" "$out" "$TMPDIR"

# is_one_line LANGUAGE FILE: one line, and in Vietnamese when that was asked for (it has letters that English has not)
is_one_line() {
    [ "$(wc -l <"$2")" -eq 1 ] || { echo "not one line:"; cat "$2"; return 1; }
    [ "$1" = en ] || grep -qP '[\x{0102}-\x{01B0}\x{1EA0}-\x{1EF9}à-ý]' "$2" || { echo "not Vietnamese:"; cat "$2"; return 1; }
}

nothing_left() {
    local left
    left=$(find "$out" "$TMPDIR" -mindepth 1)
    [ -z "$left" ] || { echo "left behind: $left"; return 1; }
}

# refused_once LANGUAGE CODE INPUT OPTION...
refused_once() {
    local lang=$1 expected=$2 got=0
    shift 2
    "$seal" --lang "$lang" sign "$1" -o "$out/result" "${@:2}" >"$SCRATCH/stdout" 2>"$SCRATCH/stderr" || got=$?
    [ "$got" -eq "$expected" ] || { echo "ended with $got, not $expected"; cat "$SCRATCH/stderr"; return 1; }
    [ ! -s "$SCRATCH/stdout" ] || { echo "something on the standard output"; return 1; }
    is_one_line "$lang" "$SCRATCH/stderr"
    nothing_left
}

# refused CODE NAME INPUT [OPTION...]: in both languages, with the official's key unless options say another
refused() {
    local expected=$1 name=$2 input=$3
    shift 3
    [ $# -gt 0 ] || set -- --key "$OFFICIAL_KEY"
    for lang in en vi; do holds "$name ($lang)" refused_once "$lang" "$expected" "$input" "$@"; done
}

unverifiable() { ends_with "$1" "$2: verify" "$seal" verify "$3"; }

cd "$work"
root=$OLDPWD
seal=$(realpath "$seal")
fixtures=$root/$fixtures
mkdir folder
: >empty
cp "$fixtures/seal.png" picture.pdf
truncate -s 4G sparse.pdf
printf '%%PDF-1.7\n' | dd of=huge.pdf conv=notrunc status=none
truncate -s 17G huge.pdf
echo 'Quyết định này chỉ là chữ' >text.pdf
head -c 5000 "$fixtures/decision.pdf" >head.pdf
echo '<a><b></a>' >crossed.xml
printf '<a>\xff</a>' >bytes.xml
printf '<?xml version="1.0"?>\n<!DOCTYPE a>\n<a/>\n' >doctype.xml
{
    echo '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">'
    for i in 1 2 3 4 5 6 7 8 9; do printf '<!ENTITY a%d "%s">' "$i" "$(printf "&a$((i - 1));%.0s" 1 2 3 4 5 6 7 8 9 10)"; done
    echo ']><a>&a9;</a>'
} >bomb.xml
echo '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>' >external.xml
echo '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>' >external-subset.xml
echo '<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/hostname"> %x;]><a/>' >parameter.xml
perl -e 'print "<a>" x 100000, "</a>" x 100000' >deep.xml
perl -e 'print "<a ", (map { "b$_=\"\" " } 1 .. 5000), "/>"' >attributes.xml
mkfifo pipe.pdf
ln -s nowhere.pdf link.pdf

refused 2 "a missing file" missing.pdf
refused 2 "a link to nowhere" link.pdf
refused 2 "a folder" folder
refused 2 "a pipe" pipe.pdf
refused 2 "a device" /dev/zero
# file, exit code of verify (beyond a limit is "not decided"), name
while IFS=, read -r file code name; do
    refused 5 "$name" "$file"
    unverifiable "$code" "$name" "$file"
done <<'END'
empty,5,an empty file
picture.pdf,5,a PNG called .pdf
sparse.pdf,5,a sparse file of 4 GiB
huge.pdf,5,a PDF of 17 GiB
text.pdf,5,text called .pdf
head.pdf,5,the head of a PDF
crossed.xml,5,XML that is not well-formed
bytes.xml,5,XML that is not UTF-8
doctype.xml,5,XML with a DOCTYPE
bomb.xml,5,an entity bomb
external.xml,5,an external entity
external-subset.xml,5,an external subset
parameter.xml,5,a parameter entity
deep.xml,3,XML that is too deep
attributes.xml,3,XML with too many attributes
END
unverifiable 2 "a missing file" missing.pdf
unverifiable 2 "a folder" folder
start=$SECONDS
ends_with 5 "17 GiB are refused before they are copied" "$seal" sign huge.pdf -o "$out/x" --key "$OFFICIAL_KEY"
holds "at once" test $((SECONDS - start)) -lt 60
refused 1 "an encrypted PDF" "$fixtures/decision-encrypted.pdf"

# --- keys and certificates ----------------------------------------------------------------------------------------------
cd "$root"
decision=$fixtures/decision.pdf
refused 1 "an expired certificate" "$decision" --key "$(key expired)"
refused 7 "a key without certificate" "$decision" --key "$(key bare)"
refused 7 "a certificate without key" "$decision" --key "$(key orphan)"
refused 7 "a token that is not there" "$decision" --key "${OFFICIAL_KEY/token=official/token=nobody}"
refused 7 "a key that is not there" "$decision" --key "${OFFICIAL_KEY/object=official/object=nobody}"
refused 7 "a PIN file that is not there" "$decision" --key "${OFFICIAL_KEY%%&pin-source*}" --pin-source "file:$work/none"
refused 2 "a URI that is none" "$decision" --key nonsense
refused 6 "a trust anchor that is none" "$decision" --key "$OFFICIAL_KEY" --trust "$fixtures/licence.xml"
refused 6 "a revocation list that is none" "$decision" --key "$OFFICIAL_KEY" --crl "$fixtures/licence.xml"
refused 2 "a picture that is not there" "$decision" --key "$OFFICIAL_KEY" --image "$work/none.png" --place 1,10,10
refused 5 "a picture that is no PNG" "$decision" --key "$OFFICIAL_KEY" --image "$fixtures/licence.xml" --place 1,10,10
refused 2 "a page that is not there" "$decision" --key "$OFFICIAL_KEY" --image "$fixtures/seal.png" --place 99,10,10
refused 2 "a text that is not there" "$decision" --key "$OFFICIAL_KEY" --image "$fixtures/seal.png" --anchor "GIÁM THỊ"
refused 2 "a place in an XML that is not there" "$fixtures/licence.xml" --key "$OFFICIAL_KEY" --into //nowhere

# --- output -------------------------------------------------------------------------------------------------------------
not_written() { # LANGUAGE OUTPUT
    local got=0
    "$seal" --lang "$1" sign "$decision" -o "$2" --key "$OFFICIAL_KEY" >"$SCRATCH/stdout" 2>"$SCRATCH/stderr" || got=$?
    [ "$got" -eq 9 ] || { echo "ended with $got"; cat "$SCRATCH/stderr"; return 1; }
    is_one_line "$1" "$SCRATCH/stderr"
}
on_a_full_disk() { # LANGUAGE; in a mount namespace of its own, or as root
    mount -t tmpfs -o size=16k none "$out"
    trap 'umount "$out"' EXIT
    not_written "$1" "$out/result.pdf"
    nothing_left
}
export -f on_a_full_disk not_written is_one_line nothing_left
export seal decision out OFFICIAL_KEY SCRATCH TMPDIR
for lang in en vi; do
    if unshare -rm true 2>/dev/null; then
        holds "a full disk ($lang)" unshare -rm bash -ec 'on_a_full_disk "$1"' full "$lang"
    elif [ "$(id -u)" -eq 0 ] && mount -t tmpfs none "$out" 2>/dev/null; then
        umount "$out"
        holds "a full disk ($lang)" bash -ec 'on_a_full_disk "$1"' full "$lang"
    else
        skip "a full disk ($lang)" "neither root nor a mount namespace here"
    fi
    holds "a device as output ($lang)" not_written "$lang" /dev/full
    holds "a folder that is not there ($lang)" not_written "$lang" "$out/nowhere/result.pdf"
done
holds "nothing is left" nothing_left

# --- a PDF that is cut short --------------------------------------------------------------------------------------------
# Every 997th byte; in portions, because all of them together are many.
cut_pieces() { # FILE FROM
    perl -e '
        my ($file, $from, $to) = @ARGV;
        open my $f, "<:raw", $file or die;
        local $/;
        my $all = <$f>;
        for (my $at = $from; $at < length $all && $at < $from + 200 * 997; $at += 997) {
            open my $piece, ">:raw", sprintf("%s/%08d.pdf", $to, $at) or die;
            print $piece substr($all, 0, $at);
        }' "$1" "$2" "$work/cut"
}
# of_all_pieces FILE CHECK: the check is done on every portion, in $work/cut
of_all_pieces() {
    local size at
    size=$(stat -c %s "$1")
    for ((at = 997; at < size; at += 200 * 997)); do
        rm -rf "$work/cut"
        mkdir "$work/cut"
        cut_pieces "$1" "$at"
        "$2"
    done
    nothing_left
}
# Each is unreadable, and a line says so.
refuse_pieces() {
    local got=0
    "$seal" sign "$work"/cut/*.pdf -o "$out/" --key "$OFFICIAL_KEY" --json >"$SCRATCH/lines" 2>/dev/null || got=$?
    [ "$got" -eq 5 ] || { echo "ended with $got"; grep -v '"code":5' "$SCRATCH/lines" | head -n 3; return 1; }
    ! grep -v '"status":"failed","code":5' "$SCRATCH/lines" || return 1
    [ "$(wc -l <"$SCRATCH/lines")" -eq "$(find "$work/cut" -name '*.pdf' | wc -l)" ] || { echo "not a line a file"; return 1; }
}
# A piece may be a whole document and the beginning of an update; no piece is valid.
doubt_pieces() {
    "$seal" verify "${trust[@]}" --json "$work"/cut/*.pdf >"$SCRATCH/lines" 2>"$SCRATCH/stderr" || true
    ! grep -E '"format":"pdf","sha256":"[0-9a-f]*","indication":"TOTAL-PASSED"' "$SCRATCH/lines" || return 1
    ! grep -F '"code":"PROCESS"' "$SCRATCH/lines" || return 1
    [ "$(wc -l <"$SCRATCH/lines")" -eq "$(find "$work/cut" -name '*.pdf' | wc -l)" ] || { echo "not a line a file"; return 1; }
}
for file in "$fixtures/decision-object-streams.pdf" "$fixtures/decision-linearized.pdf" "$fixtures/appendix.pdf"; do
    holds "$(basename "$file") cut at every 997th byte" of_all_pieces "$file" refuse_pieces
done
holds "a signed and sealed PDF" eval 'sign official "$decision" "$SCRATCH/signed.pdf" && sign department "$SCRATCH/signed.pdf" "$SCRATCH/sealed.pdf"'
holds "it, cut at every 997th byte" of_all_pieces "$SCRATCH/sealed.pdf" doubt_pieces
finish
