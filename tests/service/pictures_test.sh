#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# pictures_test.sh - seal verify --pictures and --extract: what is drawn, what counts as changed, and what is said of pages
# that could not be compared.
. tests/service/state.sh
probe=$O/tests/pictures_probe
cd_out() { rm -rf "$SCRATCH/out" && mkdir "$SCRATCH/out"; }

# --- PDFs of a few objects ----------------------------------------------------------------------------------------------
# update IN OUT N BODY [N BODY]...: a revision that adds these objects; IN "-" starts a file. Catalog is object 1.
update() {
    perl -e '
        use strict; use warnings;
        my ($in, $out, @new) = @ARGV;
        my $d = "%PDF-1.5\n"; my $prev = ""; my %at; my $size = 1000;
        if ($in ne "-") { local $/; open my $f, "<:raw", $in or die; $d = <$f>; ($prev) = $d =~ /startxref\s+(\d+)\s+%%EOF\s*\z/ or die }
        while (my ($n, $body) = splice @new, 0, 2) { $at{$n} = length $d; $d .= "$n 0 obj\n$body\nendobj\n" }
        my $x = length $d;
        $d .= "xref\n" . ($prev eq "" ? "0 1\n0000000000 65535 f \n" : "");
        $d .= sprintf "%d 1\n%010d 00000 n \n", $_, $at{$_} for sort { $a <=> $b } keys %at;
        $d .= "trailer\n<</Size $size/Root 1 0 R" . ($prev eq "" ? "" : "/Prev $prev") . ">>\nstartxref\n$x\n%%EOF\n";
        open my $f, ">:raw", $out or die; print $f $d;' "$@"
}
stream() { printf '<</Length %d%s>>stream\n%s\nendstream' "${#1}" "${2:-}" "$1"; }
pages() { printf '<</Type/Pages/Kids[%s]/Count %d>>' "$(printf '%s 0 R ' "$@")" $#; }
page() {
    local box='/MediaBox[0 0 300 200]'
    [[ ${2:-} != *MediaBox* ]] || box=
    printf '<</Type/Page/Parent 2 0 R/Contents %s 0 R/Resources<</Font<</F 9 0 R>>>>%s%s>>' "$1" "$box" "${2:-}"
}
catalog='<</Type/Catalog/Pages 2 0 R>>'
helvetica='<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'
red='1 0 0 rg 20 20 60 40 re f'
blue="$red 0 0 1 rg 200 150 40 30 re f"
text='BT /F 20 Tf 50 100 Td (Hello) Tj ET'
pdf() { update - "$1" 1 "$catalog" 2 "$(pages 3)" 3 "$(page 4 "${3:-}")" 4 "$(stream "$2")" 9 "$helvetica"; }

pdf "$SCRATCH/red.pdf" "$red"
pdf "$SCRATCH/text.pdf" "$text"
update "$SCRATCH/red.pdf" "$SCRATCH/same.pdf" 4 "$(stream "$red ")"
update "$SCRATCH/red.pdf" "$SCRATCH/blue.pdf" 4 "$(stream "$blue")"
update "$SCRATCH/red.pdf" "$SCRATCH/more.pdf" 2 "$(pages 3 5)" 5 "$(page 4)"
update "$SCRATCH/more.pdf" "$SCRATCH/less.pdf" 2 "$(pages 3)"
update "$SCRATCH/text.pdf" "$SCRATCH/text2.pdf" 4 "$(stream "$text $red")"
update "$SCRATCH/red.pdf" "$SCRATCH/unknown.pdf" 4 "$(stream "$red surprise")"
update "$SCRATCH/red.pdf" "$SCRATCH/size.pdf" 3 "$(page 4 '/CropBox[0 0 250 200]')"
update "$SCRATCH/red.pdf" "$SCRATCH/turned.pdf" 3 "$(page 4 '/Rotate 180')"
pdf "$SCRATCH/hidden.pdf" 'BT /F 20 Tf 3 Tr 50 100 Td (Hello) Tj ET'
update "$SCRATCH/hidden.pdf" "$SCRATCH/hidden2.pdf" 4 "$(stream "$blue")"
update - "$SCRATCH/many.pdf" 1 "$catalog" 2 "$(pages 11 12 11 11)" 11 "$(page 14)" 12 "$(page 15)" 14 "$(stream "$text")" 15 "$(stream "$red")" 9 "$helvetica"
update "$SCRATCH/many.pdf" "$SCRATCH/many2.pdf" 15 "$(stream "$red ")"
pdf "$SCRATCH/wall.pdf" "$red" '/MediaBox[0 0 14400 14400]'
update "$SCRATCH/wall.pdf" "$SCRATCH/wall2.pdf" 4 "$(stream "$blue")"
pdf "$SCRATCH/long.pdf" "$red" '/MediaBox[0 0 1 1000000]'
update "$SCRATCH/long.pdf" "$SCRATCH/long2.pdf" 4 "$(stream "$blue")"
# 20,000 by 20,000 pixels that are a few bytes in the file
update - "$SCRATCH/big.pdf" 1 "$catalog" 2 "$(pages 11 12 13)" 11 "$(page 15)" 13 "$(page 15)" 15 "$(stream "$red")" 9 "$helvetica" \
    12 '<</Type/Page/Parent 2 0 R/Contents 14 0 R/Resources<</XObject<</I 16 0 R>>>>/MediaBox[0 0 300 200]>>' 14 "$(stream 'q 300 0 0 200 0 0 cm /I Do Q')" \
    16 "$(stream '80 80 >' '/Type/XObject/Subtype/Image/Width 20000/Height 20000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter[/ASCIIHexDecode/RunLengthDecode]')"
update "$SCRATCH/big.pdf" "$SCRATCH/big2.pdf" 15 "$(stream "$red ")"
head -c 300 "$SCRATCH/red.pdf" >"$SCRATCH/part.pdf"
size() { stat -c %s "$SCRATCH/$1.pdf"; }

# compares NAME FIRST SECOND CHANGES [PLACE...]: SECOND against its beginning, FIRST; what is said is in $SCRATCH/said
compares() {
    local first=$1 second=$2 changes=$3
    shift 3
    cd_out
    "$probe" "$SCRATCH/out" "$SCRATCH/$second.pdf" "$(size "$first")" "$changes" "$@"
}
# finds NAME PATTERN FIRST SECOND CHANGES [PLACE...]: all that is said matches, line breaks as |
finds() {
    local case_name=$1 pattern=$2
    shift 2
    run compares "$@"
    [ "$code" -ne 0 ] || tr '\n' '|' <"$SCRATCH/said" | grep -qE "^$pattern\|\$" || code=1
    tap_result "$code" "$case_name" "$SCRATCH/said"
}
there_are() { diff <(find "$1" -mindepth 1 -printf '%P\n' | sort) <(printf '%s\n' "${@:2}" | sort); }
are_png() { for f in "$@"; do [ "$(head -c 8 "$f" | od -An -tx1 | tr -d ' ')" = 89504e470d0a1a0a ] || return 1; done; }
fine='TOTAL-PASSED, file TOTAL-PASSED'
doubtful='INDETERMINATE, file INDETERMINATE'
now=present.page
then=revision-1-.._x__K___1.page

# --- what counts as changed ---------------------------------------------------------------------------------------------
# CHANGES: 0 nothing, 1 a signature, 8 a form, 32 something else
# accepts: PIC-01, PIC-02, PIC-03, PIC-04
finds "other bytes that look the same" "2 pictures, $fine" red same 1
holds "a picture of each state, with a harmless name" there_are "$SCRATCH/out" "same.$now-1.png" "same.$then-1.png"
holds "they are alike" cmp "$SCRATCH/out/same.$now-1.png" "$SCRATCH/out/same.$then-1.png"
# refuses: PIC-04
finds "what nobody was told of" "PIC-04 pages that look different, although nothing was added that should show: 1\|3 pictures, $doubtful" red blue 1
holds "and a picture of the change" there_are "$SCRATCH/out" "blue.$now-1.png" "blue.$then-1.png" "blue.$then-1-changes.png"
holds "which is none of the two" eval '! cmp -s "$SCRATCH"/out/blue.'"$now"'-1.png "$SCRATCH"/out/*-changes.png && are_png "$SCRATCH"/out/*'
# refuses: PIC-01
finds "a form that was filled in" "PIC-01 pages that look different from what was signed: 1\|3 pictures, $fine" red blue 8
finds "the size of a page" "PIC-04 .*: 1\|3 pictures, $doubtful" red size 1
finds "a page turned over" "PIC-04 .*: 1\|3 pictures, $doubtful" red turned 1
# refuses: PIC-03
finds "a page more" "PIC-03 1 pages were signed, and there are 2 now\|3 pictures, $doubtful" red more 1
holds "of which there is a picture" there_are "$SCRATCH/out" "more.$now-1.png" "more.$now-2.png" "more.$then-1.png"
finds "a page less" "PIC-03 2 pages were signed, and there are 1 now\|3 pictures, $doubtful" more less 1
holds "of which there was a picture" there_are "$SCRATCH/out" "less.$now-1.png" "less.$then-1.png" "less.$then-2.png"
finds "nothing came after: drawn once, compared with nothing" "1 pictures, .*" red red 0

# --- what a later signature covers --------------------------------------------------------------------------------------
finds "the widget of a later signature" "2 pictures, $fine" red blue 1 1 195 15 50 40
finds "one that is too small for the change" "PIC-04 .*\|3 pictures, $doubtful" red blue 1 1 205 15 50 40
finds "one on another page" "PIC-04 .*\|3 pictures, $doubtful" red blue 1 2 195 15 50 40
finds "one that the verifier has refused" "PIC-01 .*\|3 pictures, $fine" red blue 32 1 195 15 50 40
finds "one that hides the page" "PIC-02 .*: 1: signatures that were added later cover more than a quarter of it\|2 pictures, $fine" red blue 1 1 0 0 300 200
finds "several that hide it together" "PIC-02 .*: 1: signatures that were added later cover more .*" red blue 1 1 0 0 300 20 1 0 20 300 60

# --- not compared -------------------------------------------------------------------------------------------------------
# refuses: PIC-02
finds "a font that is not embedded" "PIC-02 pages that were not compared with what was signed: 1: a font is not in the file, .*\|2 pictures, $fine" text text2 1
finds "a font that nobody sees" "PIC-02 .*: 1: a font is not in the file, .*" hidden hidden2 1
finds "an operator that poppler does not know" "PIC-02 .*: 1: poppler complains: .*Unknown operator 'surprise'\|2 pictures, $fine" red unknown 1
finds "the same font on every page" "PIC-02 .*: 1, 3-4: a font is not in the file, .*\|8 pictures, $fine" many many2 1
finds "a page of a size that shows little" "PIC-02 .*: 1: the page is so large that it was drawn at 10.0 dots an inch only\|2 pictures, $fine" wall wall2 1
finds "a page without end" "PIC-02 .*: 1: the page is so large that .*" long long2 1
if nm "$O/libexec/second-seal/render" | grep __asan_init >"$SCRATCH/asan"; then
    skip "a picture that takes more memory than there is" "the address sanitizer allows no limit"
else
    finds "a picture that takes more memory than there is" "PIC-02 pages that could not be drawn: 2: the render process needs more memory .*\|PIC-02 .*: 2: the render process needs more .*\|4 pictures, $fine" big big2 1
    holds "the page behind it is there" there_are "$SCRATCH/out" "big2.$now-1.png" "big2.$now-3.png" "big2.$then-1.png" "big2.$then-3.png"
fi
# What comes out of damage varies; that it is said does not
cut_everywhere() {
    local size at
    size=$(stat -c %s "$fixtures/decision.pdf")
    cat "$fixtures/decision.pdf" "$SCRATCH/red.pdf" >"$SCRATCH/both.pdf"
    for ((at = 3001; at < size; at += 9973)); do
        cd_out
        "$probe" "$SCRATCH/out" "$SCRATCH/both.pdf" "$at" 1 >"$SCRATCH/heard" || return 1
        grep -q '^PIC-0[234]' "$SCRATCH/heard" || { echo "cut at $at"; cat "$SCRATCH/heard"; return 1; }
    done
}
holds "a beginning that is cut anywhere" cut_everywhere
finds "a beginning that is no PDF" "PIC-02 there are no pictures, and nothing was compared: poppler cannot read the PDF: .*\|1 pictures, $fine" part red 1

# --- render dies, lies, or is late --------------------------------------------------------------------------------------
mkdir -p "$SCRATCH/false/bin" "$SCRATCH/false/libexec"
cp "$probe" "$SCRATCH/false/bin/"
cp -r "$O/libexec/second-seal" "$SCRATCH/false/libexec/"
# with_render SCRIPT: what the probe says of red and blue with this program as render
with_render() {
    printf '#!/bin/sh\n%s\n' "$1" >"$SCRATCH/false/libexec/second-seal/render"
    chmod +x "$SCRATCH/false/libexec/second-seal/render"
    cd_out
    "$SCRATCH/false/bin/pictures_probe" "$SCRATCH/out" "$SCRATCH/blue.pdf" "$(size red)" 1 >"$SCRATCH/heard"
    cat "$SCRATCH/heard"
    [ "$(grep -cE "^PIC-02 .*$2" "$SCRATCH/heard")" -eq 2 ] && grep -q "^0 pictures, TOTAL-PASSED" "$SCRATCH/heard" && [ -z "$(ls "$SCRATCH/out")" ]
}
rm "$SCRATCH/false/libexec/second-seal/render"
holds "render is killed" with_render 'kill -9 $$' 'killed by signal 9'
holds "render ends" with_render 'exit 3' 'ended with code 3'
holds "render answers nonsense" with_render 'printf "\000\000\000\010\000\000\000\000abcd"; cat >/dev/null' 'a message between processes'
holds "render has no end of pages" with_render 'printf "\000\000\000\014\000\000\000\000\000\000\000\000\177\377\377\377"; cat >/dev/null' 'a message between processes'

# --- seal verify --------------------------------------------------------------------------------------------------------
make_signed() {
    sign official "$fixtures/decision.pdf" "$SCRATCH/one.pdf" --between 'PHÓ GIÁM ĐỐC' 'Nguyễn Văn A' --image "$fixtures/signature.png"
    sign department "$SCRATCH/one.pdf" "$SCRATCH/two.pdf" --profile seal "${trust[@]}" --place 2,95,148,36,36 --image "$fixtures/seal.png"
    sign official "$fixtures/licence.xml" "$SCRATCH/one.xml"
}
holds "a decision, signed and sealed" make_signed
both=(--pictures "$SCRATCH/p" --extract "$SCRATCH/e")
says() { "$seal" verify "${trust[@]}" "$@" 2>&1 || true; }
reports() { says --json "${@:2}" | grep -E -- "$1"; }
ends_with 0 "pictures and revisions of it" "$seal" verify "${trust[@]}" "${both[@]}" "$SCRATCH/two.pdf"
holds "the pictures" there_are "$SCRATCH/p" two.present.page-{1,2}.png two.revision-1-Signature1.page-{1,2}.png
holds "are PNG" are_png "$SCRATCH"/p/*
holds "the first page is as it was" cmp "$SCRATCH/p/two.present.page-1.png" "$SCRATCH/p/two.revision-1-Signature1.page-1.png"
holds "the second has the seal now" eval '! cmp -s "$SCRATCH/p/two.present.page-2.png" "$SCRATCH/p/two.revision-1-Signature1.page-2.png"'
# accepts: PIC-05
holds "the revisions" there_are "$SCRATCH/e" two.revision-1-Signature1.pdf two.revision-2-Signature2.pdf
holds "the first as it was signed" cmp "$SCRATCH/e/two.revision-1-Signature1.pdf" "$SCRATCH/one.pdf"
holds "the second is all" cmp "$SCRATCH/e/two.revision-2-Signature2.pdf" "$SCRATCH/two.pdf"
ends_with 9 "pictures replace nothing" "$seal" verify "${trust[@]}" --pictures "$SCRATCH/p" "$SCRATCH/two.pdf"
holds "and that is said beside the report" eval 'says --pictures "$SCRATCH/p" "$SCRATCH/two.pdf" | grep -c -e "VALID: every" -e "two.present.page-1.png is there already, and is not replaced" | grep -x 2'
ends_with 9 "revisions replace nothing" "$seal" verify "${trust[@]}" --extract "$SCRATCH/e" "$SCRATCH/two.pdf"
ends_with 9 "a folder that is a file" "$seal" verify "${trust[@]}" --pictures "$SCRATCH/two.pdf" "$SCRATCH/two.pdf"
ends_with 9 "a folder in no folder" "$seal" verify "${trust[@]}" --extract "$SCRATCH/none/none" "$SCRATCH/two.pdf"
rm -r "$SCRATCH/p" "$SCRATCH/e"
holds "an XML file has no pages" reports '"code":"PIC-02","text":"only PDF files have pages: there are no pictures"' "${both[@]}" "$SCRATCH/one.xml"
holds "an XML file has no revisions" reports '"code":"PIC-05","text":"only PDF files have revisions: nothing was extracted"' "${both[@]}" "$SCRATCH/one.xml"
ends_with 0 "and is as valid as before" "$seal" verify "${trust[@]}" "${both[@]}" "$SCRATCH/one.xml"
# refuses: PIC-05
holds "an unsigned file has no signed revision" reports '"code":"PIC-05","text":"the file has no signed revision: nothing was extracted"' --extract "$SCRATCH/e" "$fixtures/decision.pdf"
holds "no folder for nothing" [ ! -e "$SCRATCH/e" ]
holds "the seal of the department over what is not embedded" eval '
    sign official "$SCRATCH/text.pdf" "$SCRATCH/text-1.pdf" && sign department "$SCRATCH/text-1.pdf" "$SCRATCH/text-2.pdf" --profile seal "${trust[@]}"
    reports "\"indication\":\"TOTAL-PASSED\",.*\"code\":\"PIC-02\",\"text\":\"pages that were not compared with what was signed: 1: a font is not in the file" --pictures "$SCRATCH/p" "$SCRATCH/text-2.pdf"'
# A signed page is added to: its content, object 4, is given anew
holds "a page that was changed after it was signed" eval '
    sign official "$SCRATCH/red.pdf" "$SCRATCH/red-1.pdf"
    update "$SCRATCH/red-1.pdf" "$SCRATCH/red-2.pdf" 4 "$(stream "$blue")"
    reports "\"indication\":\"TOTAL-FAILED\",.*\"code\":\"PIC-01\",\"text\":\"pages that look different from what was signed: 1\"" --pictures "$SCRATCH/q" "$SCRATCH/red-2.pdf"
    there_are "$SCRATCH/q" red-2.present.page-1.png red-2.revision-1-Signature1.page-1.png red-2.revision-1-Signature1.page-1-changes.png'
for r in 90 180 270; do
    pdf "$SCRATCH/r$r.pdf" "$red" "/Rotate $r/CropBox[5.5 5.25 250 180]"
    holds "a seal on a page turned by $r degrees is the only change" eval '
        sign official "$SCRATCH/r$r.pdf" "$SCRATCH/r$r-1.pdf"
        sign department "$SCRATCH/r$r-1.pdf" "$SCRATCH/r$r-2.pdf" --profile seal "${trust[@]}" --image "$fixtures/seal.png" --place 1,10.3,10.7,25,25
        ! reports PIC- --pictures "$SCRATCH/turned" "$SCRATCH/r$r-2.pdf"
        ! cmp -s "$SCRATCH/turned/r$r-2.present.page-1.png" "$SCRATCH/turned/r$r-2.revision-1-Signature1.page-1.png"'
done
echo 'mật khẩu' >"$SCRATCH/password"
qpdf --encrypt 'mật khẩu' 'of the owner' 256 -- "$fixtures/decision.pdf" "$SCRATCH/locked.pdf"
ends_with 4 "an encrypted file, with its password" "$seal" verify --password-file "$SCRATCH/password" --pictures "$SCRATCH/k" "$SCRATCH/locked.pdf"
holds "has pictures" eval 'there_are "$SCRATCH/k" locked.present.page-1.png locked.present.page-2.png'
holds "they are those of the file that is not encrypted" eval '
    "$seal" verify --pictures "$SCRATCH/k" "$fixtures/decision.pdf" || true
    cmp "$SCRATCH/k/locked.present.page-2.png" "$SCRATCH/k/decision.present.page-2.png"'
echo 'another' >"$SCRATCH/wrong"
closed='"code":"PIC-02","text":"there are no pictures, and nothing was compared: poppler cannot read the PDF: Document is encrypted"'
holds "a wrong password shows nothing" reports "$closed" --password-file "$SCRATCH/wrong" --pictures "$SCRATCH/k2" "$SCRATCH/locked.pdf"
holds "nor does none" reports "$closed" --pictures "$SCRATCH/k2" "$SCRATCH/locked.pdf"
holds "names in Vietnamese stay, control characters do not" eval '
    cp "$SCRATCH/red.pdf" "$SCRATCH/Quyết định.pdf"; cp "$SCRATCH/red.pdf" "$SCRATCH/$(printf "a\033[31mb.pdf")"
    "$seal" verify --pictures "$SCRATCH/names" "$SCRATCH/Quyết định.pdf" "$SCRATCH"/a*b.pdf || [ $? -eq 4 ]
    there_are "$SCRATCH/names" "Quyết định.present.page-1.png" "a_[31mb.present.page-1.png"'
holds "in Vietnamese" eval 'says --lang vi --pictures "$SCRATCH/vi" "$SCRATCH/red.pdf" | grep "1 hình trong"'
finish
