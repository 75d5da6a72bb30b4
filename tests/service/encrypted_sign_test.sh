#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# encrypted_sign_test.sh - are encrypted PDFs signed as their passwords and permissions allow, and is the result what qpdf,
# pdfsig and mutool take for an encrypted PDF with valid signatures?
. tests/service/state.sh
work=$SCRATCH
owner=chủ-tệp
printf '%s\n' "$owner" >"$work/owner"
printf 'another\n' >"$work/wrong"
decision=$fixtures/decision.pdf

encrypt() { qpdf --allow-weak-crypto --password-mode=bytes "$decision" "${shape[@]}" --encrypt "$1" "$2" "${@:4}" -- "$3"; } # USER OWNER OUTPUT OPTION...
shape=()

# refused CODE TEXT NAME INPUT [OPTION...]: with this code, for this reason, and nothing is written
is_refused() {
    local code=0
    rm -rf "$work/out" && mkdir "$work/out"
    sign official "$3" "$work/out/x.pdf" "${@:4}" >"$work/refusal" 2>&1 || code=$?
    [ "$code" -eq "$1" ] && grep -qF -- "$2" "$work/refusal" && ! grep -qF "$owner" "$work/refusal" && [ -z "$(ls "$work/out")" ] && return
    echo "ended with $code"
    cat "$work/refusal"
    return 1
}
refused() { holds "$3" is_refused "$1" "$2" "${@:4}"; }

# --- what is not signed -------------------------------------------------------------------------------------------------
# refuses: PDF-06
refused 1 'forbid to add a signature field (ISO 32000-2 table 22, bits 4' "the sample" "$fixtures/decision-encrypted.pdf"
for weak in '40' '128 --use-aes=n' '128 --use-aes=n --force-V4'; do
    # shellcheck disable=SC2086 # words
    encrypt '' "$owner" "$work/rc4.pdf" $weak
    refused 1 'encrypted with RC4' "RC4: $weak" "$work/rc4.pdf"
    refused 1 'encrypted with RC4' "RC4: $weak, with the owner's password" "$work/rc4.pdf" --password-file "$work/owner"
done
may_not='forbid to add a signature field'
for bits in '128 --use-aes=y' '256 --force-R5' 256; do
    for modify in none assembly form annotate; do
        # shellcheck disable=SC2086 # words
        encrypt '' "$owner" "$work/forbids.pdf" $bits --modify=$modify
        refused 1 "$may_not" "$bits: modify=$modify" "$work/forbids.pdf"
        refused 1 "$may_not" "$bits: modify=$modify, with a password that is nobody's" "$work/forbids.pdf" --password-file "$work/wrong"
        # accepts: PDF-06
        holds "$bits: modify=$modify, with the owner's password" sign official "$work/forbids.pdf" "$work/one.pdf" --password-file "$work/owner"
        holds "$bits: modify=$modify: its permissions stay" eval 'diff <(qpdf --show-encryption "$work/forbids.pdf") <(qpdf --show-encryption "$work/one.pdf")'
        refused 1 "$may_not" "$bits: modify=$modify: the next needs the owner's password, too" "$work/one.pdf"
    done
    # shellcheck disable=SC2086 # words
    encrypt người-dùng "$owner" "$work/plain.pdf" $bits
    refused 1 'needs a password: --password-file' "$bits: without its password" "$work/plain.pdf"
    refused 1 'the password is not the right one' "$bits: with another" "$work/plain.pdf" --password-file "$work/wrong"
done
refused 2 'cannot open the password file' "no password file" "$decision" --password-file "$work/none"
encrypt '' "$owner" "$work/plain.pdf" 256 --modify=none
perl -pe 's{/P -\d+}{my $n = length $&; sprintf "%-${n}s", "/P -4"}e' "$work/plain.pdf" >"$work/changed.pdf"
# refuses: PDF-06d
refused 1 '(PDF-06d): the permissions of the PDF are not those that it was encrypted with' "AES-256: permissions that somebody changed" "$work/changed.pdf"
refused 1 '(PDF-06d)' "the same with the owner's password" "$work/changed.pdf" --password-file "$work/owner"
encrypt '' "$owner" "$work/plain.pdf" 128 --use-aes=y --modify=none
perl -pe 's{/P -\d+}{my $n = length $&; sprintf "%-${n}s", "/P -4"}e' "$work/plain.pdf" >"$work/changed.pdf"
refused 1 'needs a password: --password-file' "AES-128: permissions that somebody changed" "$work/changed.pdf"
perl -pe 's{/Filter /Standard}{/Filter /Adobe.XX}' "$work/plain.pdf" >"$work/changed.pdf"
refused 1 'encrypted in a way that is not supported' "another security handler" "$work/changed.pdf"

# --- what is signed, and sealed -----------------------------------------------------------------------------------------
pdfsig_says() { # -upw|-opw PASSWORD FILE COUNT
    pdfsig -no-ocsp -nssdir "sql:$state/peer" "$1" "$2" "$3" | tee "$work/pdfsig"
    [ "$(grep -c 'Signature Validation: Signature is Valid.' "$work/pdfsig")" -eq "$4" ]
    [ "$(grep -c 'Certificate Validation: Certificate is Trusted.' "$work/pdfsig")" -eq "$4" ]
}
mutool_says() { # PASSWORD FILE COUNT
    mutool sign -p "$1" -v "$2" | tee "$work/mutool"
    [ "$(grep -cE 'The signature is valid|The document is unchanged' "$work/mutool")" -eq "$3" ]
}
valid() { # FILE COUNT OPTION...
    "$seal" verify "${trust[@]}" "${@:3}" --json "$1" | tee "$work/report"
    [ "$(grep -oE '"kind":"signature","indication":"TOTAL-PASSED"' "$work/report" | wc -l)" -eq "$2" ]
    ! grep -qE 'PDF-(1[0-9]|2[02-9])' "$work/report"
}
prefix_of() { head -c "$(stat -c %s "$1")" "$2" | cmp - "$1"; }
looks_like() { # PASSWORD FILE PLAIN: the pages of both, drawn
    pdftoppm -r 40 -upw "$1" "$2" "$work/encrypted"
    pdftoppm -r 40 "$3" "$work/clear"
    for page in "$work"/clear-*.ppm; do cmp "$page" "$work/encrypted-${page##*-}" || return 1; done
}
# What qpdf finds under these keys when it has taken the encryption off, the signatures' own times and values aside
strings_of() { # PASSWORD FILE
    qpdf --password="$1" --json=1 --json-key=objects "$2" | grep -oE '"/(Lang|T|TU|Title|Author|Producer|Reason|Name)": "[^"]*"' | sort
}
# No name of a field stands there to be read: neither as text nor in hex
in_clear() { LC_ALL=C grep -qaiE 'Signature[12]|5369676e6174757265|Con d|436f6e' <(tail -c "+$(($(stat -c %s "$2") + 1))" "$1"); }

pictured=(--image "$fixtures/seal.png" --between 'PHÓ GIÁM ĐỐC' 'Nguyễn Văn A')
holds "not encrypted: signed" sign official "$decision" "$work/clear1.pdf"
holds "not encrypted: sealed" sign department "$work/clear1.pdf" "$work/clear2.pdf" --profile seal "${trust[@]}" "${pictured[@]}"
holds "what is not encrypted has its strings in clear" in_clear "$work/clear1.pdf" "$decision"

try() { # NAME USER who-signs QPDF-OPTION...
    local name=$1 user=${2#-} who=$3 options=() plain=$work/plain.pdf one=$work/one.pdf two=$work/two.pdf
    printf '%s\r\nnot this line\n' "$user" >"$work/user"
    case $who in
    empty) ;;
    *) options=(--password-file "$work/$who") ;;
    esac
    holds "$name: encrypted" encrypt "$user" "$owner" "$plain" "${@:4}"
    holds "$name: signed" sign official "$plain" "$one" "${options[@]}"
    # accepts: PDF-06, PDF-06b, PDF-06d
    holds "$name: sealed" sign department "$one" "$two" --profile seal "${options[@]}" "${trust[@]}" "${pictured[@]}"
    holds "$name: the input is a prefix, and so is the first result" eval 'prefix_of "$plain" "$one" && prefix_of "$one" "$two"'
    holds "$name: we verify both" valid "$two" 2 "${options[@]}"
    holds "$name: qpdf finds no fault" qpdf --password="$user" --check "$two"
    holds "$name: pdfsig verifies the first alone" pdfsig_says -upw "$user" "$one" 1
    holds "$name: pdfsig verifies both" pdfsig_says -upw "$user" "$two" 2
    holds "$name: mutool verifies both" mutool_says "$user" "$two" 2
    holds "$name: nothing of the update is in clear" eval '! in_clear "$two" "$plain"'
    holds "$name: its strings are those of a file that is not encrypted" eval 'diff <(strings_of "" "$work/clear2.pdf") <(strings_of "$user" "$two")'
    holds "$name: its pages are those of a file that is not encrypted" looks_like "$user" "$two" "$work/clear2.pdf"
}
# --- an empty field that is there: whoever may fill in forms may sign it (table 22, bits 6 and 9) ------------------------
qpdf --qdf --object-streams=disable "$decision" "$work/open.pdf"
perl -0777 -pe 's{(  /Type /Catalog\n)}{  /AcroForm << /Fields [ 900 0 R ] /DA (/Helv 0 Tf 0 g) >>\n$1};
    s{(  /Type /Page\n)}{  /Annots [ 900 0 R ]\n$1};
    s{(\nxref\n)}{\n900 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (Office) /TU (for the \\(office\\)) /F 4 /Rect [ 100 100 250 160 ] >>\nendobj\n$1}' \
    "$work/open.pdf" >"$work/raw.pdf"
qpdf --warning-exit-0 --no-warn "$work/raw.pdf" "$work/field.pdf"
fill=(--field Office --image "$fixtures/signature.png")
holds "not encrypted: its field is filled in" sign official "$work/field.pdf" "$work/clear1.pdf" "${fill[@]}"
for bits in '128 --use-aes=y' 256; do
    for modify in none assembly form annotate all; do
        # shellcheck disable=SC2086 # words
        qpdf "$work/field.pdf" --encrypt '' own $bits --modify=$modify -- "$work/plain.pdf"
        case $modify in
        none | assembly)
            refused 1 'forbid to fill in a signature field (ISO 32000-2 table 22, bits 6' "$bits: modify=$modify: its field" "$work/plain.pdf" "${fill[@]}"
            ;;
        *)
            holds "$bits: modify=$modify: its field" sign official "$work/plain.pdf" "$work/one.pdf" "${fill[@]}"
            holds "$bits: modify=$modify: we verify it" valid "$work/one.pdf" 1
            holds "$bits: modify=$modify: pdfsig verifies it" pdfsig_says -upw '' "$work/one.pdf" 1
            holds "$bits: modify=$modify: its strings are those of a file that is not encrypted" eval 'diff <(strings_of "" "$work/clear1.pdf") <(strings_of "" "$work/one.pdf")'
            holds "$bits: modify=$modify: its pages are those of a file that is not encrypted" looks_like '' "$work/one.pdf" "$work/clear1.pdf"
            ;;
        esac
    done
done

# A peer signs first, in its own way, and then we do. (The other way round poppler 22.12 rewrites the page with shorter
# numbers, and does not add its field to a form that is direct in the catalog.)
peer_signs() { pdfsig -upw "$1" -nssdir "sql:$state/peer" -add-signature -nick peer "$2" "$3"; } # PASSWORD INPUT OUTPUT
for bits in '128 --use-aes=y' '256 --force-R5' 256; do
    printf 'user\n' >"$work/user"
    # shellcheck disable=SC2086 # words
    encrypt user "$owner" "$work/plain.pdf" $bits
    holds "$bits: pdfsig signs" peer_signs user "$work/plain.pdf" "$work/one.pdf"
    holds "$bits: and we seal it" sign department "$work/one.pdf" "$work/two.pdf" --profile seal --password-file "$work/user" "${trust[@]}" "${pictured[@]}"
    holds "$bits: we verify both" valid "$work/two.pdf" 2 --password-file "$work/user"
    holds "$bits: pdfsig verifies both" pdfsig_says -upw user "$work/two.pdf" 2
    holds "$bits: qpdf finds no fault" qpdf --password=user --check "$work/two.pdf"
done

shapes='
table     --object-streams=disable
streams   --object-streams=generate
linear    --linearize
'
kinds='
aes-128           128 --use-aes=y
aes-128-metadata  128 --use-aes=y --cleartext-metadata
aes-256-r5        256 --force-R5
aes-256           256
aes-256-metadata  256 --cleartext-metadata
'
while read -r kind options; do
    [ -n "$kind" ] || continue
    while read -r form one; do
        [ -n "$form" ] || continue
        shape=("$one")
        # shellcheck disable=SC2086 # the options of a row are words
        {
            try "$kind, $form, no password" - empty $options
            try "$kind, $form, the user's password" người-dùng user $options
            try "$kind, $form, the owner's password" người-dùng owner $options
        }
    done <<<"$shapes"
done <<<"$kinds"
finish
