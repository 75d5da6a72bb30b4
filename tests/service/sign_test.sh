#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# sign_test.sh - seal sign with real tokens: outputs, several files, what a seal may go on, places, options.
. tests/service/state.sh
work=$SCRATCH
pdf=$fixtures/decision.pdf
xml=$fixtures/licence.xml
picture=(--image "$fixtures/signature.png")
between=(--between 'PHÓ GIÁM ĐỐC' 'Nguyễn Văn A')

# --- output -------------------------------------------------------------------------------------------------------------
mkdir "$work/one" "$work/many"
export before
before=$(sha256sum "$pdf" "$xml")
holds "a PDF" sign official "$pdf" "$work/one/a.pdf"
holds "an XML" sign official "$xml" "$work/one/a.xml"
# accepts: PDF-05
holds "by content, not by name" eval 'cp "$xml" "$work/b.pdf" && sign official "$work/b.pdf" "$work/one/b.pdf" && head -c 5 "$work/one/b.pdf" | grep -q "<?xml"'
holds "an existing output is replaced" eval 'echo old >"$work/one/a.pdf" && sign official "$pdf" "$work/one/a.pdf" && judged "$work/one/a.pdf" TOTAL-PASSED'
holds "nothing else is left" nothing_but "$work/one/a.pdf" "$work/one/a.xml" "$work/one/b.pdf"
cp "$pdf" "$work/same.pdf"
says 2 'an input is never changed' "the output is not the input" sign official "$work/same.pdf" "$work/same.pdf"
ln -s same.pdf "$work/alias.pdf"
says 2 'an input is never changed' "nor by another name" sign official "$work/same.pdf" "$work/alias.pdf"
holds "the inputs are what they were" eval '[ "$(sha256sum "$pdf" "$xml")" = "$before" ]'
holds "several files into a folder" "$seal" sign "$pdf" "$xml" -o "$work/many/" --key "$OFFICIAL_KEY"
holds "both are there" nothing_but "$work/many/decision.pdf" "$work/many/licence.xml"
holds "both hold" eval 'judged "$work/many/decision.pdf" TOTAL-PASSED && judged "$work/many/licence.xml" TOTAL-PASSED'
says 5 'empty' "one of several cannot be read" eval ': >"$work/empty.pdf"; "$seal" sign "$work/empty.pdf" "$xml" -o "$work/new" --key "$OFFICIAL_KEY"'
holds "the other is signed, the folder made" nothing_but "$work/new/licence.xml"

# --- for programs -------------------------------------------------------------------------------------------------------
"$seal" sign "$pdf" "$work/empty.pdf" "$work/one/a.xml" -o "$work/json" --key "$OFFICIAL_KEY" --json >"$work/lines" 2>/dev/null || true
holds "--json: a line a file" eval '[ "$(wc -l <"$work/lines")" -eq 3 ]'
holds "--json: signed" eval 'sed -n 1p "$work/lines" | grep -q "\"status\":\"signed\",\"code\":0,\"field\":\".*\",\"level\":\"PAdES-B-B\""'
holds "--json: failed" eval 'sed -n 2p "$work/lines" | grep -q "\"status\":\"failed\",\"code\":5,\"message\":\".*empty"'
holds "--json: XML" eval 'sed -n 3p "$work/lines" | grep -q "\"level\":\"XAdES-B-B\""'
holds "without --json nothing on the standard output" eval '[ -z "$(sign official "$xml" "$work/quiet.xml" 2>/dev/null)" ]'

# --- what a seal may go on ----------------------------------------------------------------------------------------------
seal_on() { sign department "$1" "$work/sealed" --profile seal "${@:2}"; }
tools/demo/pki.sh new "$work/other" >/dev/null
for document in "$pdf" "$xml"; do
    kind=${document##*.}
    signed=$work/signed.$kind
    sign official "$document" "$signed" 2>/dev/null
    rm -f "$work/sealed"
    says 1 'must sign the document first' "$kind: no seal on what nobody has signed" seal_on "$document" "${trust[@]}"
    says 1 'without --trust' "$kind: no seal without anchors" seal_on "$signed"
    says 1 'is not valid' "$kind: no seal without a path to an anchor" seal_on "$signed" --trust "$work/other/root.pem"
    sign department "$document" "$work/own.$kind" 2>/dev/null
    says 1 'with another key' "$kind: no seal on a signature by the same key" seal_on "$work/own.$kind" "${trust[@]}"
    sign revoked "$document" "$work/revoked.$kind" 2>/dev/null
    says 1 'is not valid.*REVOKED' "$kind: no seal on a revoked signature" seal_on "$work/revoked.$kind" "${trust[@]}"
    holds "$kind: none of these made a file" test ! -e "$work/sealed"
    says 0 'was not checked' "$kind: a seal without revocation lists, and it says so" seal_on "$signed" --trust "$state/pki/root.pem"
    holds "$kind: a seal" seal_on "$signed" "${trust[@]}"
    holds "$kind: both hold" judged "$work/sealed" TOTAL-PASSED TOTAL-PASSED
done
perl -0777 -pe 's/(%PDF-1\.)(\d)/$1 . ($2 ^ 1)/e' "$work/signed.pdf" >"$work/changed.pdf"
says 1 'broken' "pdf: no seal on a broken signature" seal_on "$work/changed.pdf" "${trust[@]}"
says 1 'broken' "pdf: no signature either" sign official "$work/changed.pdf" "$work/x.pdf"
sed 's/150000000/950000000/' "$work/signed.xml" >"$work/changed.xml"
says 1 'broken' "xml: no seal on a broken signature" seal_on "$work/changed.xml" "${trust[@]}"
holds "three signatures and a seal" eval 'sign official "$pdf" "$work/s1.pdf" && sign elliptic "$work/s1.pdf" "$work/s2.pdf" &&
    sign official "$work/s2.pdf" "$work/s3.pdf" && sign department "$work/s3.pdf" "$work/s4.pdf" --profile seal "${trust[@]}" &&
    judged "$work/s4.pdf" TOTAL-PASSED TOTAL-PASSED TOTAL-PASSED TOTAL-PASSED'

# --- pictures and places ------------------------------------------------------------------------------------------------
# placed NAME OPTION...: signs with the picture there, and it is seen: the page differs from what it was
placed() {
    sign official "$pdf" "$work/placed.pdf" "${picture[@]}" "$@"
    judged "$work/placed.pdf" TOTAL-PASSED
}
drawn() { # PAGE: pictures of both, and they differ
    pdftoppm -r 40 -f "$1" -l "$1" -singlefile "$pdf" "$work/was"
    pdftoppm -r 40 -f "$1" -l "$1" -singlefile "$work/placed.pdf" "$work/is"
    ! cmp -s "$work/was.ppm" "$work/is.ppm"
}
holds "between title and name" placed "${between[@]}"
holds "it is on page 2" drawn 2
ends_with 1 "and not on page 1" drawn 1
holds "the texts in decomposed form" placed --between "$(printf 'PHO\xcc\x81 GIA\xcc\x81M \xc4\x90O\xcc\x82\xcc\x81C')" 'Nguyễn Văn A'
holds "it is on page 2" drawn 2
says 0 'occurs [0-9]+ times; the last one was taken' "an anchor that occurs several times" placed --anchor 'môi trường'
holds "millimetres" placed --place 1,20,30
holds "it is on page 1" drawn 1
holds "points, with a size, on the last page" placed --place=-1,100pt,200pt,150pt,60pt
holds "it is on page 2" drawn 2
holds "a field of this name" eval 'placed --place 1,10,10 --field "Chữ ký 1" && "$seal" verify --json "${trust[@]}" "$work/placed.pdf" | grep -q "\"name\":\"Chữ ký 1\""'
says 1 'cannot be seen|--place' "a seal with a picture on an invisible signature needs a place" \
    seal_on "$work/signed.pdf" "${trust[@]}" --image "$fixtures/seal.png"

# --- options ------------------------------------------------------------------------------------------------------------
key=(--key "$OFFICIAL_KEY")
says 2 'which file' "no file" "$seal" sign -o x "${key[@]}"
says 2 '-o is missing' "no output" "$seal" sign "$pdf" "${key[@]}"
says 2 '--key is missing' "no key" "$seal" sign "$pdf" -o "$work/x"
says 2 'without a picture' "a place without a picture" sign official "$pdf" "$work/x" --place 1,1,1
says 2 'without a place' "a picture without a place" sign official "$pdf" "$work/x" "${picture[@]}"
says 2 'only one of' "two places" sign official "$pdf" "$work/x" "${picture[@]}" --place 1,1,1 --anchor x
says 2 '--place takes' "a place that is none" sign official "$pdf" "$work/x" "${picture[@]}" --place 0,1,1
says 2 'length' "a length that is none" sign official "$pdf" "$work/x" "${picture[@]}" --place 1,1em,1
says 2 'two texts' "one text to be between" "$seal" sign "$pdf" -o "$work/x" "${key[@]}" "${picture[@]}" --between title
says 8 'nothing came|127.0.0.1:1' "a level whose authority is not there" sign official "$pdf" "$work/x" --level B-LT --tsa http://127.0.0.1:1/
says 2 'only enveloped' "a packaging that is not there yet" sign official "$xml" "$work/x" --packaging detached
says 2 'there is no profile' "a profile that nobody knows" sign official "$pdf" "$work/x" --profile boss
says 2 'unknown option' "an option that nobody knows" sign official "$pdf" "$work/x" --colour red
says 2 'vi or en' "a language that nobody knows" "$seal" --lang fr sign
says 2 'no such command' "a command that nobody knows" "$seal" stamp
holds "none of these made a file" test ! -e "$work/x"
for command in sign verify token; do
    says 0 "usage: seal $command" "help for $command" "$seal" --lang en "$command" --help
    says 0 "seal $command" "help for $command in Vietnamese" "$seal" --lang vi "$command" --help
    holds "which is another text" eval '! cmp -s <("$seal" --lang en $command --help) <("$seal" --lang vi $command --help)'
done
says 0 'đã ký|->' "the locale gives the language" env LC_ALL=vi_VN.UTF-8 "$seal" sign "$xml" -o "$work/vi.xml" "${key[@]}"
finish
