#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# encrypted_test.sh - PDFs that qpdf encrypted and a peer signed: are they read and judged as if they were not encrypted?
# And hybrid files, and pages in other units than points.
. tests/service/state.sh
work=$SCRATCH
owner=chủ-tệp
printf '%s\n' "$owner" >"$work/owner"
printf 'another\n' >"$work/wrong"

update() { tests/interop/peer_update.pl "$@"; }
peer_signs() { update "$1" "$2" "$3" sign "$state"/peer/{key,certificate}.pem "$state/pki/issuing.pem" "${@:4}"; }
verify() { "$seal" verify "${trust[@]}" "$@"; }
are() { # VERDICTS OPTION... FILE: of its signatures
    local got
    got=$(verify --json "${@:2}" | grep -oE '"kind":"signature","indication":"[A-Z-]+"' | sed -E 's/.*:"(.*)"/\1/' | paste -sd ' ')
    [ "$got" = "$1" ] && return
    verify "${@:2}"
    return 1
}
says() { # CODE TEXT OPTION... FILE
    local code=0
    verify "${@:3}" >"$work/report" 2>&1 || code=$?
    [ "$code" -eq "$1" ] && grep -qF -- "$2" "$work/report" && return
    echo "ended with $code"
    cat "$work/report"
    return 1
}
drawn() { # OPTION... FILE: pictures of all its pages in all its states
    rm -rf "$work/pictures"
    says 0 VALID --pictures "$work/pictures" "$@" || return 1
    ! grep -F PIC-02 "$work/report" && [ "$(find "$work/pictures" -name '*.png' | wc -l)" -ge 4 ]
}
tells() { holds "$3" says "$1" "$2" "${@:4}"; } # CODE TEXT NAME OPTION... FILE: ends with this code, for this reason

# name, user password (- for none), what qpdf is told; the words of a row are options
kinds='
rc4-40            -           40
rc4-128           café        128 --use-aes=n
rc4-128-v4        -           128 --use-aes=n --force-V4
aes-128           -           128 --use-aes=y
aes-128-metadata  café        128 --use-aes=y --cleartext-metadata
aes-256-r5        người-dùng  256 --force-R5
aes-256           người-dùng  256
aes-256-metadata  -           256 --cleartext-metadata
'
more=() # for qpdf
try_kind() { # NAME DOCUMENT OBJECT-STREAMS USER OPTION...
    local name="$1, $2, $3 object streams" plain=$work/plain.pdf one=$work/one.pdf two=$work/two.pdf page=$work/page.pdf
    local user=${4#-} options=()
    printf '%s\r\nnot this line\n' "$user" >"$work/user"
    [ -z "$user" ] || options=(--password-file "$work/user")
    holds "$name: encrypted" qpdf --allow-weak-crypto --object-streams="$3" "${more[@]}" "$fixtures/$2.pdf" \
        --encrypt "$user" "$owner" "${@:5}" -- "$plain"
    holds "$name: a peer signs" peer_signs "$user" "$plain" "$one"
    holds "$name: another signs" peer_signs "$user" "$one" "$two" again
    holds "$name: its page is turned" update "$user" "$two" "$page" page "/Rotate 90"
    holds "$name: qpdf finds no fault in it" qpdf --password="$user" --check "$page"
    tells 4 PDF-06c "$name: nobody has signed" "${options[@]}" "$plain"
    holds "$name: one signature" are TOTAL-PASSED "${options[@]}" "$one"
    # accepts: PDF-06, PDF-06c
    holds "$name: two signatures, and strings encrypted anew" are 'TOTAL-PASSED TOTAL-PASSED' "${options[@]}" "$two"
    [ "$3" = generate ] || holds "$name: pictures" drawn "${options[@]}" "$two"
    holds "$name: with the owner's password" are 'TOTAL-PASSED TOTAL-PASSED' --password-file "$work/owner" "$two"
    holds "$name: the name of the field is in clear" eval 'verify "${options[@]}" --json "$one" | grep -q "\"name\":\"Peer "'
    tells 1 'page 1/Rotate changed after the signature' "$name: a page that changed since" "${options[@]}" "$page"
    # refuses: PDF-06
    [ -z "$user" ] || tells 5 'the password is not the right one' "$name: another password" --password-file "$work/wrong" "$two"
    [ -z "$user" ] || tells 5 '--password-file' "$name: without its password" "$two"
    [ -n "$user" ] || holds "$name: pdfsig agrees" eval '[ "$(pdfsig "$two" | grep -c "Signature is Valid")" -eq 2 ]'
    perl -0777 -pe 's/(%PDF-1\.)(\d)/$1 . ($2 ^ 1)/e' "$one" >"$work/bent.pdf"
    tells 1 HASH "$name: a bent byte" "${options[@]}" "$work/bent.pdf"
}
while read -r name user options; do
    [ -n "$name" ] || continue
    for objects in disable generate; do
        # shellcheck disable=SC2086 # the options of a row are words
        try_kind "$name" decision "$objects" "$user" $options
    done
done <<<"$kinds"
try_kind aes-256 appendix preserve - 256
try_kind rc4-128 decision-pdfa2b preserve - 128 --use-aes=n
more=(--linearize)
try_kind 'linearized aes-256' decision generate người-dùng 256
try_kind 'linearized aes-128' decision disable - 128 --use-aes=y

# --- the encryption that an update takes away or changes ----------------------------------------------------------------
for bits in '128 --use-aes=y' 256; do
    # shellcheck disable=SC2086 # words
    qpdf --allow-weak-crypto "$fixtures/decision.pdf" --encrypt '' "$owner" $bits -- "$work/plain.pdf"
    peer_signs '' "$work/plain.pdf" "$work/one.pdf"
    for how in gone identity; do
        holds "$bits: the encryption becomes $how" update '' "$work/one.pdf" "$work/other.pdf" encrypt "$how"
        # refuses: PDF-06b
        tells 1 PDF-06b "$bits: no signature holds when it is $how" "$work/other.pdf"
    done
done

# --- hybrid files, units -------------------------------------------------------------------------------------------------
for encryption in none 128 256; do
    plain=$work/plain.pdf
    case $encryption in
    none) cp "$fixtures/decision.pdf" "$plain" ;;
    *) qpdf --allow-weak-crypto "$fixtures/decision.pdf" --encrypt '' "$owner" "$encryption" -- "$plain" ;;
    esac
    name="encryption $encryption"
    holds "$name, hybrid: made and signed" eval 'update "" "$plain" "$work/hybrid.pdf" hybrid && peer_signs "" "$work/hybrid.pdf" "$work/one.pdf"'
    holds "$name, hybrid: qpdf finds no fault in it" qpdf --check "$work/one.pdf"
    # accepts: PDF-11, PDF-20
    tells 0 PDF-11 "$name, hybrid: valid, and told" "$work/one.pdf"
    holds "$name, unit: made and signed" eval 'update "" "$plain" "$work/unit.pdf" page "/UserUnit 2" && peer_signs "" "$work/unit.pdf" "$work/one.pdf"'
    # accepts: PDF-88
    holds "$name, unit: valid" are TOTAL-PASSED "$work/one.pdf"
    holds "$name, hybrid: made after the signature" update "" "$work/one.pdf" "$work/hybrid.pdf" hybrid
    tells 1 'changed after the signature' "$name, hybrid: a change" "$work/hybrid.pdf"
done

# --- the password file --------------------------------------------------------------------------------------------------
qpdf "$fixtures/decision.pdf" --encrypt '' "$owner" 256 -- "$work/plain.pdf"
printf '\nsecond line\n' >"$work/empty"
head -c 128 /dev/zero | tr '\0' x >"$work/long"
tells 2 'the first line is empty' "a password file without a password" --password-file "$work/empty" "$work/plain.pdf"
tells 2 'longer than 127 bytes' "a password that is too long" --password-file "$work/long" "$work/plain.pdf"
tells 2 'cannot open the password file' "a password file that is not there" --password-file "$work/none" "$work/plain.pdf"
tells 2 'is not a file' "a password file that is a folder" --password-file "$work" "$work/plain.pdf"
tells 4 PDF-06c "a password that this file does not need" --password-file "$work/wrong" "$work/plain.pdf"
tells 4 'NO SIGNATURE' "a password for a file that is not encrypted" --password-file "$work/wrong" "$fixtures/decision.pdf"
finish
