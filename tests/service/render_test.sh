#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# render_test.sh - the real render program in its sandbox: whatever is drawn or looked for, it answers. What pango,
# cairo and poppler ask of the system differs with size, script and damage; a call that the filter does not know kills.
. tests/tap.sh
probe=$O/tests/render_probe
fixtures=tests/fixtures
pdf=$SCRATCH/drawn.pdf

draws() { "$probe" draw "$@" >"$pdf" && qpdf --check "$pdf" && [ "$(pdffonts "$pdf" | sed 1,2d | grep -vc ' yes yes yes ')" = 0 ]; }
reads() { draws "$@" && [ "$(pdftotext "$pdf" - | tr -d '\f\n')" = "$1" ]; }
# answers CODE REASON COMMAND...
answers() {
    local expected=$1 reason=$2 got=0
    shift 2
    "$probe" "$@" >"$pdf" 2>"$SCRATCH/why" || got=$?
    cat "$SCRATCH/why"
    [ "$got" -eq "$expected" ] && grep -qF -- "$reason" "$SCRATCH/why"
}

for size in 1 8.5 10 14 200; do holds "text of $size points" reads 'Số 1: Ễ ợ ữ ặ' "$size"; done
for text in 'Nguyễn Văn A' '0123456789' 'Ωμέγα' 'Съезд'; do holds "the text $text" reads "$text" 13; done
holds "decomposed text is drawn composed" eval 'draws "$(printf "Va\xcc\x86n")" 13 && [ "$(pdftotext "$pdf" - | tr -d "\f\n")" = Văn ]'
for text in 'a😀' '☺️' '漢字' 'नमस्ते' 'ไทย'; do
    holds "no other font for $text" answers 1 'lacks the character U+' draw "$text" 13
done
holds "a picture and a text in a box" draws 'Sở' 10 "$fixtures/seal.png" 120 100
holds "the same bytes from two processes" eval 'draws Sở 10 "$fixtures/seal.png" && cp "$pdf" "$pdf.1" && draws Sở 10 "$fixtures/seal.png" && cmp "$pdf" "$pdf.1"'

head -c 5000 "$fixtures/seal.png" >"$SCRATCH/cut.png"
holds "half a picture" answers 5 'the picture is damaged' draw '' 10 "$SCRATCH/cut.png"
holds "a picture that is none" answers 5 'not a PNG' draw '' 10 "$fixtures/decision.pdf"

holds "a text on a page" eval '"$probe" find "$fixtures/decision.pdf" "Nguyễn Văn A" | grep -x "1 matches; page 2, 395 542, 82 by 17"'
holds "a text that is not there" answers 2 'is not in the document' find "$fixtures/decision.pdf" 'Nguyễn Văn B'
# The parser's answers to damage vary; that it answers does not
answers_somehow() { "$probe" find "$1" 'Nguyễn Văn A' >"$SCRATCH/why" 2>&1 || ! grep -E 'gave no answer|in time' "$SCRATCH/why"; }
cut_everywhere() {
    local size at
    size=$(stat -c %s "$fixtures/decision.pdf")
    for ((at = 997; at < size; at += 2 * 997)); do
        head -c "$at" "$fixtures/decision.pdf" >"$SCRATCH/cut.pdf"
        answers_somehow "$SCRATCH/cut.pdf" || { echo "cut at $at"; cat "$SCRATCH/why"; return 1; }
    done
}
holds "a document cut in many places" cut_everywhere
finish
