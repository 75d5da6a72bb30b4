#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# verify_test.sh - seal verify: exit codes, reports, times, revocation, what was changed since.
. tests/service/state.sh
work=$SCRATCH
pdf=$work/two.pdf
xml=$work/two.xml
make_both() {
    sign official "$fixtures/decision.pdf" "$work/one.pdf"
    sign department "$work/one.pdf" "$pdf" --profile seal "${trust[@]}"
    sign official "$fixtures/licence.xml" "$work/one.xml"
    sign department "$work/one.xml" "$xml" --profile seal "${trust[@]}"
}
holds "a PDF and an XML, each signed twice" make_both

verify() { "$seal" verify "$@"; }
# reports PATTERN NAME OPTION... FILE: its JSON holds the pattern
reports() {
    local pattern=$1 case_name=$2 code
    shift 2
    run "$seal" verify --json "$@"
    code=0
    grep -qE -- "$pattern" "$SCRATCH/said" || code=1
    [ "$code" -eq 0 ] || echo "does not hold: $pattern" >>"$SCRATCH/said"
    tap_result "$code" "$case_name" "$SCRATCH/said"
}
root=(--trust "$state/pki/root.pem")
revoked_crl=(--crl "$state/pki/root.crl" --crl "$state/pki/issuing.crl")

# --- exit codes ---------------------------------------------------------------------------------------------------------
for file in "$pdf" "$xml"; do
    kind=${file##*.}
    ends_with 0 "$kind: valid" verify "${trust[@]}" "$file"
    ends_with 3 "$kind: no anchors, not decided" verify "$file"
    ends_with 3 "$kind: no revocation status, not decided" verify "${root[@]}" "$file"
    ends_with 0 "$kind: unless it is not asked for" verify "${root[@]}" --revocation none "$file"
    ends_with 0 "$kind: or only preferred" verify "${root[@]}" --revocation prefer "$file"
    ends_with 4 "$kind: nobody has signed" verify "${trust[@]}" "$fixtures/$([ "$kind" = pdf ] && echo decision.pdf || echo licence.xml)"
    ends_with 3 "$kind: before the certificate began" verify "${trust[@]}" --at 2020-01-01T00:00:00Z "$file"
    ends_with 3 "$kind: after it ended" verify "${root[@]}" --revocation none --at 2090-01-01T00:00:00+07:00 "$file"
    reports '"sub_indication":"NO_CERTIFICATE_CHAIN_FOUND"' "$kind: why, without anchors" "$file"
    reports '"sub_indication":"TRY_LATER"' "$kind: why, without status" "${root[@]}" "$file"
    # refuses: REV-01n
    reports '"revocation":"not-checked"' "$kind: not checked is said" "${root[@]}" --revocation none "$file"
    # accepts: REV-01n
    reports '"revocation":"good"' "$kind: good is said" "${trust[@]}" "$file"
    reports '"indication":"INDETERMINATE","sub_indication":"(OUT_OF_BOUNDS|CRYPTO_CONSTRAINTS)' "$kind: why, after it ended" \
        "${root[@]}" --revocation none --at 2090-01-01T00:00:00Z "$file"
    # accepts: PDF-94
    reports "\"sha256\":\"$(sha256sum "$file" | cut -d' ' -f1)\"" "$kind: the file's digest" "${trust[@]}" "$file"
    reports "^\{\"file\":\".*two.$kind\",\"format\":\"$kind\",.*\"indication\":\"TOTAL-PASSED\",\"policy\":\"foreign 2\",\"signatures\":\[\{\"name\":" \
        "$kind: the order of the report" "${trust[@]}" "$file"
    reports '"common_name":"Nguyễn Văn A".*"common_name":"Sở Tài nguyên và Môi trường"' "$kind: who" "${trust[@]}" "$file"
done
ends_with 2 "no file named" verify "${trust[@]}"
ends_with 2 "a file that is not there" verify "${trust[@]}" "$work/none.pdf"
ends_with 6 "anchors that are not there" verify --trust "$work/none.pem" "$pdf"
ends_with 6 "anchors that are none" verify --trust "$pdf" "$xml"
ends_with 2 "an option that nobody knows" verify --colour red "$pdf"
ends_with 2 "a time that is none" verify --at yesterday "$pdf"
ends_with 2 "a policy that nobody knows" verify --policy lenient "$pdf"
ends_with 2 "a way with revocation that nobody knows" verify --revocation perhaps "$pdf"
mkdir "$work/anchors"
cp "$state/pki/root.pem" "$work/anchors/"
ends_with 0 "a folder of anchors" verify --trust "$work/anchors" "${revoked_crl[@]}" "$pdf"
ends_with 0 "several paths after one option" verify --trust "$state/pki/root.pem" --crl "$state/pki/root.crl" "$state/pki/issuing.crl" "$pdf"
openssl x509 -in "$state/pki/root.pem" -outform DER -out "$work/root.der"
ends_with 0 "an anchor in DER" verify --trust "$work/root.der" "${revoked_crl[@]}" "$pdf"

# --- several files: the worst decides -----------------------------------------------------------------------------------
plain=$fixtures/decision.pdf
perl -0777 -pe 's/(%PDF-1\.)(\d)/$1 . ($2 ^ 1)/e' "$pdf" >"$work/changed.pdf"
echo nothing >"$work/unreadable"
ends_with 4 "valid and unsigned" verify "${trust[@]}" "$pdf" "$plain"
ends_with 5 "valid, unsigned, unreadable" verify "${trust[@]}" "$pdf" "$plain" "$work/unreadable"
ends_with 1 "and failed" verify "${trust[@]}" "$work/changed.pdf" "$pdf" "$plain" "$work/unreadable"
ends_with 2 "and missing" verify "${trust[@]}" "$work/none" "$work/changed.pdf" "$pdf" "$plain" "$work/unreadable"
holds "a line a file" eval '[ "$(verify --json "${trust[@]}" "$pdf" "$xml" "$plain" | wc -l)" -eq 3 ]'

# --- what is covered, and what came after -------------------------------------------------------------------------------
# accepts: PDF-93
reports '"covers":"revision","changes_after":\["signature"\].*"covers":"whole-file","changes_after":\[\]' "pdf: coverage and changes" "${trust[@]}" "$pdf"
# accepts: XML-26
reports '"covers":"whole-document","covered":\["/\*"\].*"covers":"whole-document"' "xml: coverage" "${trust[@]}" "$xml"
reports '"level":"PAdES-B-B"' "pdf: level" "${trust[@]}" "$pdf"
reports '"level":"XAdES-B-B"' "xml: level" "${trust[@]}" "$xml"
reports '"indication":"TOTAL-FAILED","sub_indication":"HASH_FAILURE"' "pdf: a covered byte has changed" "${trust[@]}" "$work/changed.pdf"
head -c "$(stat -c %s "$work/one.pdf")" "$pdf" >"$work/unsealed.pdf"
# accepts: PDF-96
holds "pdf: without its seal it is signed by the official alone" judged "$work/unsealed.pdf" TOTAL-PASSED
# refuses: PDF-96
holds "pdf: and not a word of the second" eval '! verify --json "${trust[@]}" "$work/unsealed.pdf" | grep -q Signature2'
{ cat "$pdf"; echo; echo 'something else'; } >"$work/appended.pdf"
# refuses: PDF-02
ends_with 1 "pdf: bytes behind the end" verify "${trust[@]}" "$work/appended.pdf"
qpdf --linearize "$pdf" "$work/rewritten.pdf" 2>/dev/null || true
ends_with 1 "pdf: rewritten by a program" verify "${trust[@]}" "$work/rewritten.pdf"
sed 's/150000000/950000000/' "$xml" >"$work/changed.xml"
reports '"sub_indication":"HASH_FAILURE"' "xml: a value has changed" "${trust[@]}" "$work/changed.xml"
perl -0777 -pe 's/(<ds:SignatureValue[^>]*>.)(.)/$1 . ($2 eq "A" ? "B" : "A")/se' "$xml" >"$work/value.xml"
ends_with 1 "xml: the signature value has changed" verify "${trust[@]}" "$work/value.xml"
perl -0777 -pe 's/<!-- .*? -->//s' "$xml" >"$work/comment.xml"
ends_with 0 "xml: a comment was taken out, which was never signed" verify "${trust[@]}" "$work/comment.xml"

# --- revocation ---------------------------------------------------------------------------------------------------------
for document in decision.pdf licence.xml; do
    sign revoked "$fixtures/$document" "$work/revoked-$document" 2>/dev/null
    reports '"indication":"INDETERMINATE","sub_indication":"REVOKED_NO_POE"|"indication":"TOTAL-FAILED","sub_indication":"REVOKED"' \
        "$document: revoked" "${trust[@]}" "$work/revoked-$document"
    reports '"revocation":"revoked"' "$document: and it says so" "${trust[@]}" "$work/revoked-$document"
done
ends_with 3 "the list of another authority is no status" verify "${root[@]}" --crl "$state/pki/root.crl" "$pdf"

# --- for people ---------------------------------------------------------------------------------------------------------
holds "in English" eval 'verify --lang en "${trust[@]}" "$pdf" | grep -q "VALID: every signature holds"'
holds "in Vietnamese" eval 'verify --lang vi "${trust[@]}" "$pdf" | grep -q "Nguyễn Văn A"; ! verify --lang vi "${trust[@]}" "$pdf" | grep -q "VALID"'
holds "a name with control characters is escaped" eval 'cp "$pdf" "$work/$(printf "a\033[31mb.pdf")"; ! verify "${trust[@]}" "$work"/a*b.pdf | grep -q "$(printf "\033")"'
finish
