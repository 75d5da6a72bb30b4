#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# report_test.sh - what people and programs see of seal verify: the lines in both languages, the keys of JSON, the
# validation report of ETSI TS 119 102-2, folders, settings; and that no name in a document can dress up as any of it.
. tests/service/state.sh
work=$SCRATCH
pki=$state/pki
root=(--trust "$pki/root.pem")
# Whatever the time zone here, times are those of Vietnam.
export TZ=America/New_York

verify() { "$seal" verify "$@"; }
judging() { verify "$@" || true; } # whatever the verdict is
make_files() {
    sign official "$fixtures/decision.pdf" "$work/one.pdf"
    sign department "$work/one.pdf" "$work/two.pdf" --profile seal "${trust[@]}"
    sign department "$fixtures/decision.pdf" "$work/alone.pdf"
    sign elliptic "$fixtures/decision.pdf" "$work/elliptic.pdf"
    sign official "$fixtures/licence.xml" "$work/one.xml"
    sign department "$work/one.xml" "$work/two.xml" --profile seal "${trust[@]}"
    sign revoked "$fixtures/decision.pdf" "$work/revoked.pdf"
    perl -0777 -pe 's/(%PDF-1\.)(\d)/$1 . ($2 ^ 1)/e' "$work/two.pdf" >"$work/changed.pdf"
    cp "$fixtures/decision.pdf" "$work/unsigned.pdf"
    echo nothing >"$work/unreadable.pdf"
}
holds "documents to report on" make_files

# says LANGUAGE NAME PATTERN OPTION...: a line of the report for people is this, blanks before it aside
says() {
    local language=$1 name=$2 pattern=$3 code=0
    shift 3
    verify --lang "$language" "$@" >"$SCRATCH/said" 2>&1 || true
    grep -qxE -- " *$pattern" "$SCRATCH/said" || code=1
    tap_result "$code" "$language: $name" "$SCRATCH/said"
}
# says_not NAME PATTERN OPTION...: in neither language, nor in JSON or XML
says_not() {
    local name=$1 pattern=$2 code=0
    shift 2
    for form in '--lang en' '--lang vi' --json; do
        # shellcheck disable=SC2086 # two words
        verify $form "$@" >"$SCRATCH/said" 2>&1 || true
        ! grep -qE -- "$pattern" "$SCRATCH/said" || { code=1; break; }
    done
    tap_result "$code" "$name" "$SCRATCH/said"
}

# --- the four lines -----------------------------------------------------------------------------------------------------
time_vi='[0-9:]{8} ngày [0-9/]{10} \(giờ Việt Nam\)'
time_en='[0-9:]{8} on [0-9-]{10} \(Vietnam time\)'
pdf=("${trust[@]}" "$work/two.pdf")
says vi "the file is valid" "HỢP LỆ: mọi chữ ký đều đúng" "${pdf[@]}"
says vi "a person has signed" "1\. Chữ ký của cá nhân" "${pdf[@]}"
says vi "valid" "Hợp lệ: +CÓ" "${pdf[@]}"
says vi "who, and for whom" "Ai ký: +Nguyễn Văn A, thuộc Sở Tài nguyên và Môi trường, UBND tỉnh Quảng Mẫu" "${pdf[@]}"
says vi "when, and that it is only claimed" "Khi nào: +$time_vi, theo máy của người ký khai; chưa có dấu thời gian chứng minh" "${pdf[@]}"
says vi "what came after" "Sau khi ký: +chỉ có thêm chữ ký khác" "${pdf[@]}"
says vi "the second seal is named" "2\. Con dấu thứ hai: .*" "${pdf[@]}"
says vi "whose seal" "Ai ký: +Sở Tài nguyên và Môi trường, thuộc UBND tỉnh Quảng Mẫu" "${pdf[@]}"
says vi "nothing came after the seal" "Sau khi ký: +không có gì thay đổi" "${pdf[@]}"
says en "the file is valid" "VALID: every signature holds" "${pdf[@]}"
says en "a person has signed" "1\. Signature of a person" "${pdf[@]}"
says en "valid" "Valid: +YES" "${pdf[@]}"
says en "who, and for whom" "Who: +Nguyễn Văn A, of Sở Tài nguyên và Môi trường, UBND tỉnh Quảng Mẫu" "${pdf[@]}"
says en "when, and that it is only claimed" "When: +$time_en, as the signer's computer claimed; no time-stamp proves it" "${pdf[@]}"
says en "what came after" "Since then: +nothing but a further signature was added" "${pdf[@]}"
says en "the second seal is named" "2\. Second seal: .*" "${pdf[@]}"
says en "a seal that is first is no second seal" "1\. Seal of an organisation" "${trust[@]}" "$work/alone.pdf"
says vi "XML: whole and unchanged" "Sau khi ký: +không có gì thay đổi" "${trust[@]}" "$work/two.xml"
says vi "XML: the second seal" "2\. Con dấu thứ hai: .*" "${trust[@]}" "$work/two.xml"

says vi "changed: not valid" "KHÔNG HỢP LỆ: không nên tin tệp này" "${trust[@]}" "$work/changed.pdf"
says vi "changed: why" "Hợp lệ: +KHÔNG: tài liệu không còn là bản đã ký.*" "${trust[@]}" "$work/changed.pdf"
says vi "changed: in the fourth line too" "Sau khi ký: +ĐÃ BỊ SỬA: .*" "${trust[@]}" "$work/changed.pdf"
says en "changed: why" "Valid: +NO: the document is not the one that was signed.*" "${trust[@]}" "$work/changed.pdf"
says en "changed: in the fourth line too" "Since then: +CHANGED: .*" "${trust[@]}" "$work/changed.pdf"
says vi "nobody has signed" "KHÔNG CÓ CHỮ KÝ: .*" "${trust[@]}" "$work/unsigned.pdf"
says en "nobody has signed" "NO SIGNATURE: .*" "${trust[@]}" "$work/unsigned.pdf"
says vi "not readable" "KHÔNG ĐỌC ĐƯỢC: .*" "${trust[@]}" "$work/unreadable.pdf"
says en "not readable, and why" "- the file is neither PDF nor XML \[READ\]" "${trust[@]}" "$work/unreadable.pdf"

# --- what was not checked is always said --------------------------------------------------------------------------------
says vi "no anchors: not decided, and why" "Hợp lệ: +CHƯA KẾT LUẬN ĐƯỢC, tức là chưa thể tin: chưa cho chứng thư gốc tin cậy nào.*" "$work/two.pdf"
says en "no anchors: not decided, and why" "Valid: +NOT DECIDED, so this is not a yes: no trust anchor was given.*" "$work/two.pdf"
says en "no anchors: the name is only a claim" "Who: +Nguyễn Văn A, .* - so the certificate says; no authority that you trust confirms it" "$work/two.pdf"
says_not "no anchors: nobody is called an organisation" "Second seal|Con dấu" "$work/two.pdf"
says en "no anchors: listed" "- whether the certificate can be trusted: no trust anchor was given.*" "$work/two.pdf"
says en "other anchors: listed" "- whether the certificate can be trusted: no path to a trust anchor was established" --trust "$state/peer/certificate.pem" "$work/two.pdf"
says en "revocation left out: in the first line" "Valid: +YES, but nobody knows whether the certificate was revoked" "${root[@]}" --revocation none "$work/two.pdf"
says vi "revocation left out: in the first line" "Hợp lệ: +CÓ, nhưng chưa biết chứng thư có bị thu hồi hay không" "${root[@]}" --revocation none "$work/two.pdf"
says en "revocation left out: listed" "- whether the certificate was revoked" "${root[@]}" --revocation none "$work/two.pdf"
says en "revocation left out: the setting" "Settings of this run: revocation=none" "${root[@]}" --revocation none "$work/two.pdf"
says en "the time is not proven: listed" "- when it was signed: no time-stamp proves it" "${pdf[@]}"
says en "what is never checked" "Never checked here: .*" "${pdf[@]}"
says_not "revocation that was checked is not listed" "whether the certificate was revoked|\"not_checked\":\[[^]]*revocation" "${pdf[@]}"

# --- details: what Circular 15/2025, article 6.4, lists -----------------------------------------------------------------
says vi "issuing authority" "Cơ quan cấp: +CA cấp chứng thư dùng thử" "${pdf[@]}"
says vi "who manages the certificate" "Đơn vị quản lý: +Cơ quan chứng thực mẫu" "${pdf[@]}"
says vi "signer" "Người ký: +.*CN=Nguyễn Văn A,.*" "${pdf[@]}"
says vi "validity" "Hiệu lực khi ký: +còn trong thời hạn, không bị thu hồi; .*" "${pdf[@]}"
says vi "period of the certificate" "Chứng thư: +có giá trị từ [0-9/]{10} đến [0-9/]{10}, số sê-ri [0-9a-f]+" "${pdf[@]}"
says vi "integrity" "Tính toàn vẹn: +giá trị băm và giá trị chữ ký đều đúng" "${pdf[@]}"
says vi "integrity that is lost" "Tính toàn vẹn: +KHÔNG được xác nhận" "${trust[@]}" "$work/changed.pdf"
says vi "the policy" "Kết luận: +TOTAL-PASSED theo chính sách foreign [0-9]+" "${pdf[@]}"
says vi "another policy" "Kết luận: .* theo chính sách own [0-9]+" "${trust[@]}" --policy own "$work/two.pdf"
says vi "the path" "Đường dẫn tin cậy: +Nguyễn Văn A < CA cấp chứng thư dùng thử < CA gốc dùng thử" "${pdf[@]}"
says vi "the anchor" "Chứng thư gốc: +CA gốc dùng thử; được cho trong lần kiểm tra này, từ .*root\.pem; SHA-256 [0-9a-f]{64}" "${pdf[@]}"
says en "from where the status is known" "Status known from: +CRL of $time_en, given with the command" "${pdf[@]}"
says en "revoked" "At that time: +.*REVOKED at $time_en; .*" "${trust[@]}" "$work/revoked.pdf"
says en "after it ended" "At that time: +NO LONGER in its period.*" "${root[@]}" --at 2090-01-01T00:00:00Z "$work/two.pdf"
says en "before it began" "At that time: +NOT YET in its period.*" "${root[@]}" --at 2020-01-01T00:00:00Z "$work/two.pdf"
says en "the time of the verdict in Vietnam" "At that time: .*07:30:00 on 2090-01-01 \(Vietnam time\)" "${root[@]}" --at 2090-01-01T00:30:00Z "$work/two.pdf"
holds "no colour in a file" eval '! judging "${pdf[@]}" | grep -q "$(printf "\033")"'

# on_terminal COLUMNS COMMAND...: what it writes on a terminal so wide
on_terminal() {
    local columns=$1
    shift
    TERM=xterm script -qec "stty cols $columns; $(printf '%q ' "$@")" /dev/null </dev/null | tr -d '\r'
}
holds "colour on a terminal" eval 'on_terminal 80 "$seal" verify "${pdf[@]}" | grep -q "$(printf "\033\[1;32mVALID")"'
holds "none with NO_COLOR" eval '! NO_COLOR=1 on_terminal 80 "$seal" verify "${pdf[@]}" | grep -q "$(printf "\033")"'
longest() { sed -E "s/$(printf '\033')\[[0-9;]*m//g" | wc -L; }
holds "lines broken at its width" eval '[ "$(on_terminal 80 "$seal" verify --lang vi "$work/two.pdf" | longest)" -le 80 ]'

# --- names that want to be something else -------------------------------------------------------------------------------
# trick NAME SUBJECT: $work/NAME.xml, validly signed by who calls himself so
trick() {
    local dsig='http://www.w3.org/2000/09/xmldsig#' c14n='http://www.w3.org/2001/10/xml-exc-c14n#'
    openssl req -new -utf8 -newkey rsa:2048 -nodes -keyout "$work/$1.key" -out "$work/$1.csr" -subj "$2"
    tools/demo/pki.sh issue "$pki" person "$work/$1.csr" "$work/$1.pem"
    sed "s|</KetQuaGiaiQuyet>|<ds:Signature xmlns:ds=\"$dsig\" Id=\"s\"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"$c14n\"/>\
<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/><ds:Reference URI=\"\"><ds:Transforms>\
<ds:Transform Algorithm=\"${dsig}enveloped-signature\"/><ds:Transform Algorithm=\"$c14n\"/></ds:Transforms>\
<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue/></ds:Reference></ds:SignedInfo>\
<ds:SignatureValue/><ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature></KetQuaGiaiQuyet>|" "$fixtures/licence.xml" >"$work/$1.template"
    xmlsec1 --sign --privkey-pem "$work/$1.key,$work/$1.pem" --output "$work/$1.xml" "$work/$1.template"
}
# It names its own certificate and no issuer, so that the issuer is trusted here.
issuing=("${trust[@]}" --trust "$pki/issuing.pem")
override=$(printf '\u202e')
escape=$(printf '\033')
holds "a name with an override" trick bidi "/C=VN/O=UBND${override}x/CN=Nguyễn${override}nậud"
says en "is shown for what it is" 'Who: +Nguyễn\\xe2\\x80\\xaenậud, of UBND\\xe2\\x80\\xaex' "${issuing[@]}" "$work/bidi.xml"
says_not "and overrides nothing" "$override" "${issuing[@]}" "$work/bidi.xml"
holds "a name with an escape sequence and a new line" trick control "/C=VN/O=x/CN=A${escape}[2J
  VALID: every signature holds"
says_not "moves no cursor" "$escape|^ *VALID: every signature holds .*" "${issuing[@]}" "$work/control.xml"
says en "starts no line" 'Who: +A\\x1b\[2J\\x0a  VALID: every signature holds, of x' "${issuing[@]}" "$work/control.xml"
holds "a name inside of a name" trick nested '/C=VN/O=x,CN=Bộ Công an/CN=Kẻ mạo danh'
says vi "is not taken for it" 'Đường dẫn tin cậy: +Kẻ mạo danh < .*' "${issuing[@]}" "$work/nested.xml"
holds "a name of markup" trick markup '/C=VN/O=<b>&"/CN=<\/Signer><MainIndication>passed'
holds "two names of one person" trick both '/C=VN/O=Công ty/CN=Trần Văn D/UID=MST:0100000002/UID=CCCD:001012345670'
says en "a person, although there is a tax number" '1\. Signature of a person' "${issuing[@]}" "$work/both.xml"
holds "a person written from below" trick below '/CN=Lê Thị E/OU=Phòng Một cửa/OU=Sở Nội vụ/O=UBND tỉnh/C=VN'
says en "for whom" 'Who: +Lê Thị E, of Phòng Một cửa, Sở Nội vụ, UBND tỉnh' "${issuing[@]}" "$work/below.xml"
holds "a person written from above" trick above '/C=VN/O=UBND tỉnh/OU=Sở Nội vụ/OU=Phòng Một cửa/CN=Lê Thị E'
says en "for whom" 'Who: +Lê Thị E, of Phòng Một cửa, Sở Nội vụ, UBND tỉnh' "${issuing[@]}" "$work/above.xml"
says en "who says nothing of the kind is called nothing of the kind" '1\. Signature' "${issuing[@]}" "$work/above.xml"

# --- JSON ---------------------------------------------------------------------------------------------------------------
# has NAME PATTERN OPTION...: the JSON line holds it
has() {
    local name=$1 code=0
    verify --json "${@:3}" >"$SCRATCH/said" 2>/dev/null || true
    grep -qE -- "$2" "$SCRATCH/said" || code=1
    tap_result "$code" "json: $name" "$SCRATCH/said"
}
has "keys and their order, as they always were" '^\{"file":"[^"]*two\.pdf","format":"pdf","sha256":"[0-9a-f]{64}","indication":"TOTAL-PASSED","policy":"foreign [0-9]+","signatures":\[\{"name":"Signature1","kind":"signature","indication":"TOTAL-PASSED","level":"PAdES-B-B","signer":\{"common_name":"Nguyễn Văn A","subject":"[^"]*","issuer":"[^"]*","serial":"[0-9a-f]+","not_before":"[^"]*Z","not_after":"[^"]*Z","fingerprint_sha256":"[0-9a-f]{64}"' "${pdf[@]}"
has "the rest of them" '"claimed_time":"[^"]*Z","best_time":"[^"]*Z","digest":"SHA256","algorithm":"RSA-PKCS1","covers":"revision","changes_after":\["signature"\],"revocation":"good","messages":\[\]' "${pdf[@]}"
has "person and organisation" '"kind":"person","organisation":"UBND tỉnh Quảng Mẫu","units":"Sở Tài nguyên và Môi trường","issuer_name":"CA cấp[^"]*","issuer_organisation":"Cơ quan chứng thực mẫu".*"kind":"organisation","organisation":"UBND tỉnh Quảng Mẫu"' "${pdf[@]}"
has "a time that is only claimed" '"best_time_proven":false.*"not_checked":\["time"\]' "${pdf[@]}"
has "from where the status is known" '"status":\{"kind":"CRL","origin":"given","time":"[^"]*Z"\}' "${pdf[@]}"
has "revoked, and when" '"revocation":"revoked",.*"status":\{"kind":"CRL".*"revoked_at":"[^"]*Z"\}' "${trust[@]}" "$work/revoked.pdf"
has "the path, its anchor last" '"chain":\[\{"subject":"[^]]*CN=CA gốc dùng thử[^]]*\}\]' "${pdf[@]}"
has "the anchor" '"anchor":\{"name":"CA gốc dùng thử","fingerprint_sha256":"[0-9a-f]{64}","source":"[^"]*root\.pem","confirmed":"none","standing":"unknown"\}' "${pdf[@]}"
has "the time of the validation" '"validation_time":"2027-01-01T00:30:00Z"' --at 2027-01-01T00:30:00Z "${pdf[@]}"
has "the policy of a file that is not readable" '"indication":"NOT_READABLE","policy":"legacy [0-9]+"' --policy legacy "$work/unreadable.pdf"
has "settings" '"settings":"clock-skew=60 revocation=prefer"' --set clock-skew=60 --revocation prefer "${pdf[@]}"
has "not checked: anchors" '"not_checked":\["trust-anchors","revocation","time"\]' "$work/two.pdf"
has "not checked: the path" '"not_checked":\["path","revocation","time"\]' --trust "$state/peer/certificate.pem" "$work/two.pdf"
has "intact although nobody is trusted" '"intact":true' "$work/two.pdf"
has "not intact" '"intact":false' "${trust[@]}" "$work/changed.pdf"
has "an override in a name is escaped" '"common_name":"Nguyễn\\\\xe2\\\\x80\\\\xaenậud"' "${issuing[@]}" "$work/bidi.xml"

# --- ETSI TS 119 102-2 --------------------------------------------------------------------------------------------------
schemas=${SCHEMAS:-../shared/schemas}
# etsi NAME OPTION...: a report at $work/etsi.xml that is well-formed and whose references all lead somewhere, and that its
# schema allows
etsi() {
    local name=$1 code=0
    shift
    verify --etsi "$@" >"$work/etsi.xml" 2>"$SCRATCH/said" || true
    xmllint --nonet --noout "$work/etsi.xml" >>"$SCRATCH/said" 2>&1 || code=1
    comm -23 <(grep -oE 'VOReference="[^"]*"' "$work/etsi.xml" | cut -d'"' -f2 | sort -u) \
        <(grep -oE ' id="[^"]*"' "$work/etsi.xml" | cut -d'"' -f2 | sort -u) >"$SCRATCH/loose"
    if [ -s "$SCRATCH/loose" ]; then code=1; cat "$SCRATCH/loose" >>"$SCRATCH/said"; fi
    tap_result "$code" "etsi: $name" "$SCRATCH/said"
    [ -e "$schemas/catalog.xml" ] || return 0
    holds "etsi: $name: its schema allows it" env XML_CATALOG_FILES="$schemas/catalog.xml" \
        xmllint --nonet --noout --schema "$schemas/TS119102-2-v141.xsd" "$work/etsi.xml"
}
# of VALUE XPATH: what the last report says there; elements of its own namespace are written "r:name"
of() {
    local path code=0
    path=$(sed -E 's/r:([A-Za-z0-9]+)/*[local-name()="\1"]/g' <<<"$2")
    xmllint --nonet --xpath "string($path)" "$work/etsi.xml" >"$SCRATCH/said" 2>&1 || code=1
    [ "$(<"$SCRATCH/said")" = "$1" ] || code=1
    tap_result "$code" "etsi: $2 is $1" "$SCRATCH/said"
}
status=r:SignatureValidationReport/r:SignatureValidationStatus
main=urn:etsi:019102:mainindication
sub=urn:etsi:019102:subindication
etsi "two signatures that pass" "${pdf[@]}"
of 2 "count(//r:SignatureValidationReport)"
of "$main:total-passed" "//$status/r:MainIndication"
of 0 "count(//$status/r:SubIndication)"
of urn:etsi:019102:validationprocess:Basic "//r:SignatureValidationProcessID"
of "$(openssl dgst -sha256 -binary "$work/two.pdf" | base64 -w0)" "//r:SignersDocument//r:DigestValue"
of "$(openssl x509 -in "$pki/official.pem" -outform DER | base64 -w0)" \
    '//r:ValidationObject[@id=//r:SignatureValidationReport[1]//r:SignerCertificate/@VOReference]//r:base64'
of "$(openssl x509 -in "$pki/root.pem" -outform DER | openssl dgst -sha256 -binary | base64 -w0)" \
    '//r:ValidationObject[@id=//r:SignatureValidationReport[1]//r:CertificateChain/r:TrustAnchor/@VOReference]//r:DigestValue'
of 1 "count(//r:SignatureValidationReport[1]//r:CertificateChain/r:IntermediateCertificate)"
of "foreign 2" "//r:PolicyName"
of urn:x-second-seal:constraint:time "//r:ValidationConstraintIdentifier"
etsi "the time of the validation" --at 2027-01-01T00:30:00Z "${pdf[@]}"
of 2027-01-01T00:30:00Z "//r:ValidationTime"
etsi "XML that passes" "${trust[@]}" "$work/two.xml"
of "$main:total-passed" "//$status/r:MainIndication"
etsi "ECDSA" "${trust[@]}" "$work/elliptic.pdf"
etsi "a changed document" "${trust[@]}" "$work/changed.pdf"
of "$main:total-failed" "//$status/r:MainIndication"
of "$sub:HASH_FAILURE" "//$status/r:SubIndication"
of urn:x-second-seal:finding:HASH "//r:ReportData/r:Type"
{ cat "$work/two.pdf"; echo; echo more; } >"$work/appended.pdf"
etsi "bytes behind the end" "${trust[@]}" "$work/appended.pdf"
of "$sub:FORMAT_FAILURE" "//$status/r:SubIndication"
perl -0777 -pe 's/(<ds:SignatureValue[^>]*>.)(.)/$1 . ($2 eq "A" ? "B" : "A")/se' "$work/one.xml" >"$work/value.xml"
etsi "another signature value" "${trust[@]}" "$work/value.xml"
of "$sub:SIG_CRYPTO_FAILURE" "//$status/r:SubIndication"
etsi "no anchors" "$work/two.pdf"
of "$main:indeterminate" "//$status/r:MainIndication"
of "$sub:NO_CERTIFICATE_CHAIN_FOUND" "//$status/r:SubIndication"
etsi "no status" "${root[@]}" "$work/two.pdf"
of "$sub:TRY_LATER" "//$status/r:SubIndication"
etsi "revoked" "${trust[@]}" "$work/revoked.pdf"
of "$sub:REVOKED_NO_POE" "//$status/r:SubIndication"
of 1 "count(//r:RevocationStatusInformation/r:RevocationTime)"
etsi "long after" "${root[@]}" --at 2090-01-01T00:00:00Z --revocation none "$work/two.pdf"
of "$main:indeterminate" "//$status/r:MainIndication"
of revocation=none '//r:ReportData[r:Type="urn:x-second-seal:settings"]/r:Value'
etsi "a name of markup" "${issuing[@]}" "$work/markup.xml"
of 1 "count(//$status/r:MainIndication)"
etsi "a name of control characters" "${issuing[@]}" "$work/control.xml"
# Verdicts that no document here has: every sub-indication, time-stamps, no signer
made_up() {
    mkdir -p "$work/made"
    "$O/tests/unit/tools/report_test" "$work/made"
    XML_CATALOG_FILES="$schemas/catalog.xml" xmllint --nonet --noout --schema "$schemas/TS119102-2-v141.xsd" "$work"/made/*.xml
    [ "$(find "$work/made" -name '*.xml' | wc -l)" -gt 60 ]
}
if [ -e "$schemas/catalog.xml" ]; then
    holds "etsi: its schema allows every verdict" made_up
else
    skip "etsi: its schema allows every report" "the schemas of ETSI are not part of this repository: SCHEMAS=folder says where they are"
fi
ends_with 0 "etsi: ends as the other forms do: valid" verify --etsi "${pdf[@]}"
ends_with 1 "etsi: failed" verify --etsi "${trust[@]}" "$work/changed.pdf"
ends_with 3 "etsi: not decided" verify --etsi "$work/two.pdf"
ends_with 4 "etsi: no signature is no report" verify --etsi "$work/unsigned.pdf"
ends_with 5 "etsi: nor is what cannot be read" verify --etsi "$work/unreadable.pdf"
holds "etsi: and then nothing is written" eval '[ -z "$(verify --etsi "$work/unsigned.pdf" 2>/dev/null)" ]'
ends_with 2 "etsi: two files" verify --etsi "$work/one.pdf" "$work/two.pdf"
ends_with 2 "etsi: a folder" verify --etsi "$work"
ends_with 2 "etsi: and JSON" verify --etsi --json "$work/two.pdf"

# --- folders, many files ------------------------------------------------------------------------------------------------
many=$work/many
make_folder() {
    mkdir -p "$many/b/deep" "$many/empty"
    cp "$work/two.pdf" "$many/a.pdf"
    cp "$work/changed.pdf" "$many/b/changed.pdf"
    cp "$work/two.xml" "$many/b/deep/two.xml"
    cp "$work/unsigned.pdf" "$many/c.pdf"
    echo picture >"$many/b/picture.png"
    : >"$many/nothing"
    printf '%%PDF-1.7\nno' >"$many/d.pdf"
    ln -s .. "$many/b/loop"
    ln -s "$work/one.pdf" "$many/link.pdf"
}
holds "a folder" make_folder
said() { sed -E 's/^\{"file":"([^"]*)".*"indication":"([A-Z_-]*)"(,"sub_indication":"[A-Z_]*")?,"policy".*/\1 \2/' | sed "s|^$many/||"; }
cat >"$work/expected" <<'END'
a.pdf TOTAL-PASSED
b/changed.pdf TOTAL-FAILED
b/deep/two.xml TOTAL-PASSED
c.pdf NO_SIGNATURE
d.pdf NOT_READABLE
END
for jobs in 1 2 5 64; do
    holds "$jobs at a time: every document in it, in order" eval \
        'judging --json --jobs '"$jobs"' "${trust[@]}" "$many" 2>/dev/null | said | diff "$work/expected" -'
done
ends_with 1 "the worst of a folder" verify "${trust[@]}" "$many"
holds "the summary" eval 'judging --lang en "${trust[@]}" "$many" 2>&1 >/dev/null | grep -qx \
    "2 valid, 1 not valid, 0 not decided, 1 without signature, 1 not readable, 0 not done; 2 in folders left out, neither PDF nor XML"'
holds "the summary in Vietnamese" eval 'judging --lang vi "${trust[@]}" "$many" 2>&1 >/dev/null | grep -q "^2 hợp lệ, 1 không hợp lệ"'
progress() { script -qec "$(printf '%q ' "$seal" verify --json "$1") >/dev/null" /dev/null </dev/null; }
holds "progress on a terminal" eval '(progress "$many" || true) | grep -q "7/7"'
holds "none for one file" eval '! (progress "$work/two.pdf" || true) | grep -q "1/1"'
holds "one file has no summary" eval '[ -z "$(verify "${pdf[@]}" 2>&1 >/dev/null)" ]'
ends_with 5 "a file that is named is never left out" verify "${trust[@]}" "$many/b/picture.png"
ends_with 2 "an empty folder is nothing" verify "$many/empty"
ends_with 2 "nor is a folder without documents" verify "$(mkdir -p "$work/none" && echo x >"$work/none/x" && echo "$work/none")"
ends_with 0 "a link that is named is followed" verify "${trust[@]}" "$many/link.pdf"
ends_with 2 "a missing file among others" verify "${trust[@]}" "$many/a.pdf" "$work/missing.pdf" "$many/c.pdf"
for i in $(seq 30); do cp "$work/two.pdf" "$many/b/copy-$i.pdf"; done
holds "many at a time: the same as one by one" eval \
    'diff <(verify --at 2027-01-01T00:00:00Z --json --jobs 1 "$many" 2>/dev/null) <(verify --at 2027-01-01T00:00:00Z --json --jobs 16 "$many" 2>/dev/null)'
ends_with 9 "a report that cannot be written" eval 'verify --json "${trust[@]}" "$many" >/dev/full'
for jobs in 0 65 -1 many ''; do ends_with 2 "--jobs \"$jobs\"" verify --jobs "$jobs" "$work/two.pdf"; done

# --- settings -----------------------------------------------------------------------------------------------------------
settings=$work/settings
# refused NAME REASON TEXT: a file of this text ends with 2 and says this
refused() {
    local code=0 got=0
    printf '%b' "$3" >"$settings"
    verify --lang en --settings "$settings" "${pdf[@]}" >"$SCRATCH/said" 2>&1 || got=$?
    if [ "$got" -ne 2 ] || ! grep -qE -- "$2" "$SCRATCH/said"; then code=1; fi
    tap_result "$code" "settings: $1" "$SCRATCH/said"
}
refused "no such name, on its line" 'settings:2: there is no setting "check-digest"' 'clock-skew = 60;\ncheck-digest = 0;\n'
refused "a value out of bounds" 'settings:1: clock-skew is a number from 0 to 3600, not "3601"' 'clock-skew = 3601;\n'
refused "a value that is none" 'settings:3: clock-skew is a number' '\n\nclock-skew = "much";\n'
refused "a number that is too large" 'settings:1: clock-skew is a number' 'clock-skew = 99999999999999L;\n'
refused "a fraction" 'settings:1: clock-skew is neither a number nor a short text' 'clock-skew = 1.5;\n'
refused "a group" 'settings:1: revocation is neither a number nor a short text' 'revocation = { mode = "none"; };\n'
refused "a list" 'settings:1: revocation is neither' 'revocation = ( "none" );\n'
refused "a truth" 'settings:1: revocation is neither' 'revocation = false;\n'
refused "another word" 'settings:1: revocation is require, prefer or none, not "off"' 'revocation = "off";\n'
refused "the same twice" 'settings:2: ' 'clock-skew = 1;\nclock-skew = 2;\n'
refused "no such form" 'settings:1: not of the form' 'clock-skew 60\n'
refused "a file within a file" '@include is not for settings' '@include "other"\n'
refused "not a text" 'not a text file' 'clock-skew = 60;\n\0check = 1;\n'
ends_with 2 "settings: no such file" verify --settings "$work/nowhere" "${pdf[@]}"
ends_with 2 "settings: a folder" verify --settings "$work" "${pdf[@]}"
ends_with 2 "settings: larger than such a file is" eval 'head -c 70000 /dev/zero | tr "\0" " " >"$settings"; verify --settings "$settings" "${pdf[@]}"'
printf '# how fresh\nrevocation = "none";\nclock-skew = 60; stamp-delay-max = 3600L;\n' >"$settings"
ends_with 0 "settings: hold" verify --settings "$settings" "${root[@]}" "$work/two.pdf"
ends_with 3 "settings: what follows wins" verify --settings "$settings" --revocation require "${root[@]}" "$work/two.pdf"
has "settings: the report quotes them" '"settings":"revocation=none clock-skew=60 stamp-delay-max=3600"' --settings "$settings" "${pdf[@]}"
: >"$settings"
ends_with 0 "settings: an empty file sets nothing" verify --settings "$settings" "${pdf[@]}"
ends_with 2 "--set: no such name" verify --set check-path=0 "${pdf[@]}"
ends_with 2 "--set: no value" verify --set clock-skew "${pdf[@]}"
ends_with 2 "--set: out of bounds" verify --set path-length-max=0 "${pdf[@]}"
for policy in own foreign legacy; do
    has "--policy $policy" "\"policy\":\"$policy [0-9]+\"" --policy "$policy" "${pdf[@]}"
done
ends_with 2 "--policy that is none" verify --policy lenient "${pdf[@]}"
finish
