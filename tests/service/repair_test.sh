#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# repair_test.sh - damaged PDFs: refused with what is wrong and where, written anew and signed with --repair, unless somebody
# may have signed them.
. tests/service/state.sh
work=$SCRATCH
mkdir "$work/plain" "$work/signed" "$work/encrypted" "$work/streams"
# A classic table, as tests/interop/damage.py wants it
qpdf --object-streams=disable --deterministic-id "$fixtures/decision.pdf" "$work/plain.pdf"
sign official "$work/plain.pdf" "$work/signed.pdf" 2>/dev/null
qpdf --object-streams=disable "$fixtures/decision.pdf" --encrypt '' owner 256 -- "$work/encrypted.pdf"
for name in plain signed encrypted; do python3 tests/interop/damage.py "$work/$name.pdf" "$work/$name"; done

# says CODE PATTERN... -- COMMAND...: ends with the code, and says all of it
says() {
    local expected=$1 patterns=() pattern got=0
    shift
    while [ "$1" != -- ]; do patterns+=("$1") && shift; done
    "${@:2}" >"$work/told" 2>&1 || got=$?
    cat "$work/told"
    [ "$got" -eq "$expected" ] || { echo "ended with $got, not $expected" && return 1; }
    for pattern in "${patterns[@]}"; do
        grep -qE -- "$pattern" "$work/told" || { echo "does not say: $pattern" && return 1; }
    done
}

kinds='
offset-wrong      PDF-13: byte [0-9]+: "[0-9]+ 0 obj" must stand here
all-wrong         PDF-03: byte [0-9]+: cross-references must stand here
startxref-wrong   PDF-03: byte [0-9]+: cross-references must stand here
startxref-beyond  PDF-03: byte [0-9]+: the file does not end with startxref
table-garbled     byte [0-9]+: this is not a cross-reference entry
length-wrong      PDF-18: byte [0-9]+: "endstream" must stand here
cut               PDF-03: byte [0-9]+: the file does not end with %%EOF
trailer-garbled   byte [0-9]+: this is not
'
text_of() { pdftotext -layout "$1" - 2>/dev/null; }
while read -r name reason; do
    [ -n "$name" ] || continue
    file=$work/plain/$name.pdf
    before=$(sha256sum <"$file")
    holds "$name: refused, with what is wrong and where" says 5 "$reason" -- sign official "$file" "$work/out.pdf"
    holds "$name: nothing is written" test ! -e "$work/out.pdf"
    case $name in
    cut | trailer-garbled)
        holds "$name: without a trailer nobody finds the catalog" \
            says 5 'no repair: qpdf cannot read the file: .*trailer.*'"$reason" -- sign official "$file" "$work/out.pdf" --repair
        holds "$name: nothing is written" test ! -e "$work/out.pdf"
        ;;
    *)
        holds "$name: repaired, and it says so" says 0 'note: the PDF was damaged and was written anew.*all of its 2 pages' \
            "note: $reason" 'note: qpdf: ' -- sign official "$file" "$work/out.pdf" --repair
        holds "$name: the result is signed" judged "$work/out.pdf" TOTAL-PASSED
        holds "$name: the result is whole for qpdf" qpdf --check "$work/out.pdf"
        holds "$name: its text is that of the original" eval 'diff <(text_of "$fixtures/decision.pdf") <(text_of "$work/out.pdf")'
        holds "$name: it can be sealed" sign department "$work/out.pdf" "$work/sealed.pdf" --profile seal "${trust[@]}"
        rm -f "$work/out.pdf"
        ;;
    esac
    holds "$name: the input is what it was" test "$(sha256sum <"$file")" = "$before"
    # What was signed, or is encrypted, is not repaired
    holds "$name, signed: not repaired" says 1 'no repair: byte [0-9]+: /(ByteRange|Perms|DocTimeStamp): .*a signature' -- \
        sign department "$work/signed/$name.pdf" "$work/out.pdf" --repair
    reason='no repair: the file is encrypted'
    [ "$name" != cut ] || reason='no repair: byte [0-9]+: /Perms' # its trailer, which says so, was cut off
    holds "$name, encrypted: not repaired" says 1 "$reason" -- \
        sign department "$work/encrypted/$name.pdf" "$work/out.pdf" --repair
    holds "$name: nothing is written" test ! -e "$work/out.pdf"
done <<<"$kinds"

file=$work/plain/offset-wrong.pdf
holds "for programs" eval 'sign official "$file" "$work/out.pdf" --repair --json 2>/dev/null | grep -q "\"status\":\"signed\".*\"repaired\":true"'
holds "--resume knows the file again that was repaired" says 0 'out.pdf: is whole already' -- sign official "$file" "$work/out.pdf" --repair --resume
holds "that of another input it does not" says 9 'something else is there already, and is not replaced: it is not this input' -- \
    sign official "$work/plain/all-wrong.pdf" "$work/out.pdf" --resume
holds "nor that of one that is whole" says 9 'something else is there already, and is not replaced: it is not this input' -- \
    sign official "$fixtures/decision.pdf" "$work/out.pdf" --repair --resume
holds "a file that is whole is signed as it is" eval \
    'sign official "$work/plain.pdf" "$work/out.pdf" --repair --json 2>/dev/null >"$work/line" && ! grep -q repaired "$work/line" &&
    cmp -n "$(stat -c %s "$work/plain.pdf")" "$work/plain.pdf" "$work/out.pdf"'
rm -f "$work/out.pdf"

# --- traces of signatures, hidden ------------------------------------------------------------------------------------------
for trace in '/Byte#52ange' '/#42yteRange' '/Perms' '/DocTimeStamp'; do
    printf '\n9999 0 obj\n<<%s 0>>\nendobj\n' "$trace" | cat "$file" - >"$work/bent.pdf"
    holds "$trace in what no cross-reference knows: not repaired" says 1 'no repair: byte [0-9]+: /' -- \
        sign official "$work/bent.pdf" "$work/out.pdf" --repair
done
# In a compressed stream: only the new file shows it
perl -e '
    my @o = ("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>", "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 99 99]>>",
        "<</Type/Page/Parent 2 0 R>>", "<<>>", "<</FT/Sig/T(a)/V 4 0 R>>");
    print "%PDF-1.7\n";
    my @at;
    for (0 .. $#o) { push @at, tell STDOUT; printf "%d 0 obj\n%s\nendobj\n", $_ + 1, $o[$_] }
    my $x = tell STDOUT;
    printf "xref\n0 6\n0000000000 65535 f \n%s", join("", map { sprintf "%010d 00000 n \n", $_ } @at);
    print "trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n$x\n%%EOF\n"' >"$work/filled.pdf"
qpdf --object-streams=generate "$work/filled.pdf" "$work/packed.pdf"
perl -0777 -pe 's{/Length (\d+)}{"/Length " . 9 x length $1}e' "$work/packed.pdf" >"$work/bent.pdf"
holds "a filled field in an object stream: not repaired" says 1 'no repair: the signature field a has a value' -- \
    sign official "$work/bent.pdf" "$work/out.pdf" --repair

# --- what is ambiguous -----------------------------------------------------------------------------------------------------
perl -0777 -pe 's{/Type /Catalog}{/Type /Catalog /Type /Catalog}' "$work/plain.pdf" >"$work/twice.pdf"
holds "a key twice, beside damage: not repaired" says 5 'no repair: PDF-17: byte [0-9]+: .*duplicated key /Type' -- \
    sign official "$work/twice.pdf" "$work/out.pdf" --repair
perl -0777 -pe 's{/Lang (\(\S+\))}{"/Pages" . " " x length $1}e' "$work/plain.pdf" >"$work/twice.pdf"
holds "a key twice alone: not repaired" says 5 'PDF-17' -- sign official "$work/twice.pdf" "$work/out.pdf" --repair
holds "none of these made a file" test ! -e "$work/out.pdf"
holds "a damaged XML is none of its business" says 5 '' -- eval 'echo "<a><b></a>" >"$work/a.xml" && sign official "$work/a.xml" "$work/out.xml" --repair'
finish
