#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# form_test.sh - seal sign with fields that documents bring, with what these ask for, and with certifications and locks, its
# own and those of others; what the other programs say of the results.
. tests/service/state.sh
work=$SCRATCH
made=$SCRATCH/made
nss=sql:$state/peer
two=$made/empty/two.pdf
picture=(--image "$fixtures/signature.png")
holds "the documents are made" /usr/bin/python3 tests/attack/make_forms.py "$state" "$made"
trust+=(--trust "$made/keys/pki/root.pem" --crl "$made/keys/pki/root.crl" --crl "$made/keys/pki/issuing.crl")

# refused PATTERN NAME SIGNER FILE [OPTION...]: with the reason, and nothing is written
refused() {
    rm -f "$work/x.pdf"
    says 1 "$1" "$2" sign "$3" "$4" "$work/x.pdf" "${@:5}"
    [ ! -e "$work/x.pdf" ] || tap_result 1 "$2: nothing is written"
}

# peers FILE COUNT: our verdict, qpdf, pdfsig and mutool on as many signatures
peers() {
    # shellcheck disable=SC2046
    judged "$1" $(yes TOTAL-PASSED | head -n "$2")
    qpdf --check "$1"
    pdfsig -no-ocsp -nssdir "$nss" "$1" | tee "$work/pdfsig"
    [ "$(grep -c 'Signature Validation: Signature is Valid.' "$work/pdfsig")" -eq "$2" ]
    mutool sign -v "$1" | tee "$work/mutool"
    [ "$(grep -c 'Digest error' "$work/mutool")" -eq 0 ]
    [ "$(grep -cE 'unchanged since signing|signature is valid' "$work/mutool")" -eq "$2" ]
}

# qdf FILE: its newest objects as text
qdf() { qpdf --qdf --object-streams=disable "$1" - | strings -n 1; }

# --- empty fields -------------------------------------------------------------------------------------------------------
field_of() { # NAME: of the field that waits in that document
    case $1 in
    nested-1) echo Level1.Approval ;;
    nested-2 | nested-kid) echo Level1.Level2.Approval ;;
    nested-5) echo Level1.Level2.Level3.Level4.Level5.Approval ;;
    unicode) echo 'Phê duyệt' ;;
    *) echo Approval ;;
    esac
}
named() { "$seal" verify --json "${trust[@]}" "$1" | grep -qF "\"name\":\"$2\""; }
# drawn BEFORE AFTER: the first page looks another way
drawn() {
    pdftoppm -r 40 -f 1 -l 1 -singlefile "$1" "$work/was"
    pdftoppm -r 40 -f 1 -l 1 -singlefile "$2" "$work/is"
    ! cmp -s "$work/was.ppm" "$work/is.ppm"
}
fill() { # FILE OUTPUT [OPTION...]
    rm -f "$2"
    sign official "$1" "$2" --field "$(field_of "$(basename "$1" .pdf)")" "${@:3}"
}
for file in "$made"/empty/*.pdf; do
    name=$(basename "$file" .pdf)
    field=$(field_of "$name")
    case $name in
    zero | hidden | outside)
        says 0 "\\($field, PAdES-B-B\\)" "$name: filled" fill "$file" "$work/plain.pdf"
        says 0 'cannot be seen' "$name: a picture is left out, and that is said" fill "$file" "$work/seen.pdf" "${picture[@]}"
        ends_with 1 "$name: nothing is seen" drawn "$file" "$work/seen.pdf"
        ;;
    *)
        says 0 'no picture is drawn' "$name: filled without a picture, and that is said" fill "$file" "$work/plain.pdf"
        ends_with 1 "$name: it looks as it did" drawn "$file" "$work/plain.pdf"
        says 0 "\\($field, PAdES-B-B\\)" "$name: filled with a picture" fill "$file" "$work/seen.pdf" "${picture[@]}"
        holds "$name: the picture is seen" drawn "$file" "$work/seen.pdf"
        ;;
    esac
    holds "$name: this field and no other" named "$work/plain.pdf" "$field"
    case $name in
    kid | nested-kid) # neither pdfsig nor mutool finds a value that is not in the widget itself
        holds "$name: it holds, and qpdf agrees" eval 'judged "$work/seen.pdf" TOTAL-PASSED && qpdf --check "$work/seen.pdf"'
        holds "$name: pdfsig does not see it" eval 'pdfsig -no-ocsp -nssdir "$nss" "$work/seen.pdf" | grep -q "is not signed"'
        ;;
    *) holds "$name: it holds, and the others agree" peers "$work/seen.pdf" 1 ;;
    esac
    sign department "$work/seen.pdf" "$work/second.pdf" 2>/dev/null
    holds "$name: a further signature" judged "$work/second.pdf" TOTAL-PASSED TOTAL-PASSED
done

refused 'place of its own' "no other place for it" official "$made/empty/plain.pdf" --field Approval "${picture[@]}" --place 1,10,10
refused 'place of its own' "nor by a text" official "$made/empty/plain.pdf" --field Approval "${picture[@]}" --anchor DINH
refused 'no field "Nobody".*needs a place' "a new field with a picture needs a place" official "$made/empty/plain.pdf" --field Nobody "${picture[@]}"
says 0 '\(Nobody' "a new field without one does not" sign official "$made/empty/plain.pdf" "$work/x.pdf" --field Nobody
says 2 'name of the signature field is empty' "a name that is empty" sign official "$made/empty/plain.pdf" "$work/x" --field ''
says 2 'without a place' "a picture with neither field nor place" sign official "$made/empty/plain.pdf" "$work/x" "${picture[@]}"
sign official "$made/empty/two.pdf" "$work/first.pdf" --field Approval 2>/dev/null
refused 'PDF-57.*"Approval" is signed already' "a field that is signed" department "$work/first.pdf" --field Approval
holds "the other one is not" eval 'sign department "$work/first.pdf" "$work/both.pdf" --field Seal "${picture[@]}" && peers "$work/both.pdf" 2'
seal_there() { sign department "$work/first.pdf" "$work/x.pdf" --profile seal "${trust[@]}" --field Seal --image "$fixtures/seal.png"; }
holds "a seal goes into its field, without a place" eval 'seal_there && peers "$work/x.pdf" 2 && drawn "$work/first.pdf" "$work/x.pdf"'
refused 'read-only' "read-only" official "$made/refused/read-only.pdf" --field Approval
refused 'PDF-42' "no signature field" official "$made/refused/text.pdf" --field Approval
refused 'at several' "at two places" official "$made/refused/twice.pdf" --field Approval
refused 'at no place' "nowhere" official "$made/refused/nowhere.pdf" --field Approval
refused 'PDF-88' "a picture on a page in other units" official "$made/refused/user-unit.pdf" --field Approval "${picture[@]}"

# Encrypted, and nothing permitted but to fill in: ISO 32000-2 table 22, bit 9
qpdf --encrypt '' owner 256 --annotate=n --form=y --modify-other=n -- "$two" "$work/fill-only.pdf"
says 0 '\(Approval' "encrypted, to be filled in: the field" sign official "$work/fill-only.pdf" "$work/x.pdf" --field Approval "${picture[@]}"
holds "encrypted, to be filled in: the others agree" peers "$work/x.pdf" 1
refused 'PDF-06.*add a signature field' "encrypted, to be filled in: no new field" official "$work/fill-only.pdf" --field New
qpdf --object-streams=generate --encrypt user owner 256 -- "$made/lock/lock-exclude.pdf" "$work/user.pdf"
echo user >"$work/password"
chmod 600 "$work/password"
opened=(--password-file "$work/password")
says 0 '\(Approval' "encrypted: a field with a lock" sign official "$work/user.pdf" "$work/locked.pdf" --field Approval "${opened[@]}"
refused 'PDF-74.*Nguyễn Văn A, Approval' "encrypted: the lock holds" department "$work/locked.pdf" "${opened[@]}"
says 0 '\(Seal' "encrypted: but for this field" sign department "$work/locked.pdf" "$work/x.pdf" --field Seal "${opened[@]}"
holds "encrypted: both hold" eval '"$seal" verify --json "${trust[@]}" "${opened[@]}" "$work/x.pdf" | grep -q "\"indication\":\"TOTAL-PASSED\",\"policy\""'

# --- locks that fields bring --------------------------------------------------------------------------------------------
says_lock() { # FILE TEXT...: the parameters of FieldMDP, in the order of their keys
    qdf "$1" | sed -n '/TransformMethod \/FieldMDP/,/>>/p' | tr -s ' \n' ' ' | grep -qF -- "${*:2}"
}
lock() { sign official "$made/lock/lock-$1.pdf" "$work/lock-$1.pdf" --field Approval "${@:2}" 2>"$work/notes"; }
for name in all all-1 all-2 include include-1 exclude exclude-3 indirect; do
    holds "lock $name: signed" lock $name
    holds "lock $name: the others agree" peers "$work/lock-$name.pdf" 1
done
holds "lock all: the signature says so" says_lock "$work/lock-all.pdf" '<< /Action /All /Type'
holds "lock all-1: with its level" says_lock "$work/lock-all-1.pdf" '<< /Action /All /P 1 /Type'
holds "lock include: with the names" says_lock "$work/lock-include.pdf" '/Action /Include /Fields [ (Note) (Group) ] /Type'
holds "lock exclude-3: in whichever encoding" says_lock "$work/lock-exclude-3.pdf" '/Action /Exclude /Fields [ <feff005300650061006c> ] /P 3 /Type'
holds "lock indirect: values of their own objects" says_lock "$work/lock-indirect.pdf" '/Action /Include /Fields [ (Note) ] /Type'
for name in bad-action bad-level bad-names no-fields; do
    refused 'PDF-7[34]: the lock of the field is malformed' "lock $name" official "$made/lock/lock-$name.pdf" --field Approval
done
refused 'PDF-74.*lock of its own' "no second lock" official "$made/lock/lock-include.pdf" --field Approval --lock all
refused 'PDF-74.*"Seal" was locked.*Nguyễn Văn A, Approval' "lock all: no seal in the other field" department "$work/lock-all.pdf" --field Seal
refused 'PDF-74.*Nguyễn Văn A' "lock all-2: nor a new one" department "$work/lock-all-2.pdf"
refused 'PDF-73.*locked.*Nguyễn Văn A' "lock all-1: nothing" department "$work/lock-all-1.pdf"
refused 'PDF-73' "lock include-1: nothing" department "$work/lock-include-1.pdf" --field Seal
refused 'PDF-74' "lock exclude: no new field" department "$work/lock-exclude.pdf"
for name in include exclude exclude-3 indirect; do
    sign department "$work/lock-$name.pdf" "$work/x.pdf" --field Seal "${picture[@]}" 2>/dev/null
    holds "lock $name: the seal in its field" peers "$work/x.pdf" 2
done
says 0 'no second seal can follow' "lock all: it is said" sign official "$made/lock/lock-all.pdf" "$work/x.pdf" --field Approval

# --- seed values --------------------------------------------------------------------------------------------------------
for file in "$made"/seed/*.pdf; do
    name=$(basename "$file" .pdf)
    case $name in
    must-*) refused 'requires of its signature what cannot be|nobody knows what they ask for' "seed $name" official "$file" --field Approval ;;
    may-*) says 0 'asks for what its signature will not have' "seed $name" sign official "$file" "$work/x.pdf" --field Approval ;;
    *)
        sign official "$file" "$work/x.pdf" --field Approval 2>"$work/notes" || true
        holds "seed $name: honoured" eval '! grep "will not have" "$work/notes" && judged "$work/x.pdf" TOTAL-PASSED'
        ;;
    esac
done
refused 'cannot be: SubFilter: adbe.pkcs7.detached' "the entry is named" official "$made/seed/must-subfilter.pdf" --field Approval
holds "of another field they say nothing" sign official "$made/seed/must-subfilter.pdf" "$work/x.pdf" --field Seal
digest() { # FILE NAME
    rm -f "$work/x.pdf"
    sign official "$1" "$work/x.pdf" --field Approval
    "$seal" verify --json "${trust[@]}" "$work/x.pdf" | grep -q "\"digest\":\"$2\""
    peers "$work/x.pdf" 1
}
holds "seed: SHA-256 stays" digest "$made/seed/digest.pdf" SHA256
holds "seed: SHA-384" digest "$made/seed/digest-384.pdf" SHA384
holds "seed: SHA-512" digest "$made/seed/digest-name.pdf" SHA512
refused 'cannot be: DigestMethod: SHA384' "seed: another digest was asked for" official "$made/seed/digest-384.pdf" --field Approval --digest sha256
for p in 1 2 3; do
    sign official "$made/seed/mdp-$p.pdf" "$work/x.pdf" --field Approval 2>/dev/null
    holds "seed: certified at level $p" eval 'qdf "$work/x.pdf" | tr -s " \n" " " | grep -qF "/P $p /Type /TransformParams" && peers "$work/x.pdf" 1'
done
refused 'MDP: 2' "seed: another level was asked for" official "$made/seed/mdp-2.pdf" --field Approval --certify 1
refused 'MDP: 0' "seed: no certification" official "$made/seed/mdp-0.pdf" --field Approval --certify 2
sign official "$made/seed/mdp-2.pdf" "$work/signed.pdf" --field Seal 2>/dev/null
refused 'PDF-70.*Nguyễn Văn A, Seal' "seed: a certification that would come second" department "$work/signed.pdf" --field Approval

# --- our own certifications ---------------------------------------------------------------------------------------------
for p in 1 2 3; do
    sign official "$two" "$work/c$p.pdf" --certify $p 2>"$work/notes-$p"
    holds "--certify $p: the others agree" peers "$work/c$p.pdf" 1
    holds "--certify $p: the catalog names it" eval 'qdf "$work/c$p.pdf" | grep -A2 /Perms | grep -q /DocMDP'
    refused 'PDF-70.*Nguyễn Văn A, Signature1' "--certify $p: only the first may" department "$work/c$p.pdf" --certify 2
done
holds "--certify 1: that no seal can follow is said" grep -q 'no second seal can follow' "$work/notes-1"
holds "--certify 2: that it must be an empty field is said" grep -q 'needs an empty field' "$work/notes-2"
refused 'PDF-73.*certified.*Nguyễn Văn A, Signature1' "--certify 1: no seal follows" department "$work/c1.pdf"
refused 'PDF-73.*certified' "--certify 1: not in an empty field either" department "$work/c1.pdf" --field Seal
for p in 2 3; do
    refused 'PDF-72.*Nguyễn Văn A' "--certify $p: no new field that can be seen" department "$work/c$p.pdf" "${picture[@]}" --place 1,20,20
    sign department "$work/c$p.pdf" "$work/x.pdf" 2>/dev/null
    holds "--certify $p: an invisible one" peers "$work/x.pdf" 2
    sign department "$work/c$p.pdf" "$work/x.pdf" --field Seal "${picture[@]}" 2>/dev/null
    holds "--certify $p: the empty one" peers "$work/x.pdf" 2
done
says 2 'takes 1, 2 or 3' "--certify 4" sign official "$two" "$work/y.pdf" --certify 4
says 1 'only the signature of a PDF' "--certify and XML" sign official "$fixtures/licence.xml" "$work/y.pdf" --certify 2
for fixture in decision decision-object-streams decision-linearized decision-pdfa2b scan; do
    sign official "$fixtures/$fixture.pdf" "$work/c.pdf" --certify 2 2>/dev/null
    sign department "$work/c.pdf" "$work/x.pdf" 2>/dev/null
    holds "--certify 2 of $fixture, and a signature on it" peers "$work/x.pdf" 2
done

# --- our own locks ------------------------------------------------------------------------------------------------------
own_lock() { sign official "$two" "$work/own.pdf" "$@"; }
says 0 'no second seal can follow' "--lock all" own_lock --lock all
holds "--lock all: the others agree" peers "$work/own.pdf" 1
holds "--lock all: the field has it, too" eval 'qdf "$work/own.pdf" | tr -s " \n" " " | grep -qF "/Lock << /Action /All /Type /SigFieldLock >>"'
refused 'PDF-74.*Nguyễn Văn A' "--lock all: no further signature" department "$work/own.pdf" --field Seal
holds "--lock of names" own_lock --lock Note,Group --lock Seal
holds "--lock of names: they are there" says_lock "$work/own.pdf" '/Action /Include /Fields [ (Note) (Group) (Seal) ]'
refused 'PDF-74.*"Seal"' "--lock of names: one of them" department "$work/own.pdf" --field Seal
sign department "$work/own.pdf" "$work/x.pdf" --field Approval 2>/dev/null
holds "--lock of names: not one of them" peers "$work/x.pdf" 2
says 0 'names the field "Nix"' "--lock-except" own_lock --lock-except Seal,Nix
refused 'PDF-74.*"Approval"' "--lock-except: all others" department "$work/own.pdf" --field Approval
sign department "$work/own.pdf" "$work/x.pdf" --field Seal 2>/dev/null
holds "--lock-except: this one" peers "$work/x.pdf" 2
holds "--lock of a Vietnamese name" own_lock --lock 'Đơn vị'
holds "--lock and --certify" own_lock --lock Note --certify 2
holds "--lock and --certify: the others agree" peers "$work/own.pdf" 1
holds "--lock in an existing field" own_lock --field Approval --lock Seal
holds "the signature has it, the field stays" eval 'says_lock "$work/own.pdf" "/Fields [ (Seal) ]" && ! qdf "$work/own.pdf" | grep -q "/Lock"'
refused 'PDF-74.*"Seal"' "and it holds" department "$work/own.pdf" --field Seal
says 2 'only one of --lock' "two kinds of lock" own_lock --lock all --lock-except Seal
says 2 'only one of --lock' "all, and some" own_lock --lock all --lock Seal
says 2 'names of fields' "a name that is none" own_lock --lock 'a,,b'
says 2 'more than 32 names' "too many names" own_lock --lock "$(seq -s, 1 33)"

# --- the last seal ------------------------------------------------------------------------------------------------------
final() { sign department "$work/first.pdf" "$work/final.pdf" --profile seal "${trust[@]}" --final "$@"; }
says 2 '--final is for the last seal' "--final is not for an official" sign official "$two" "$work/y.pdf" --final
says 2 'do not go together' "--final and --certify" final --certify 1
says 2 'only one of --lock' "--final and --lock" final --lock Note
for field in Seal New; do
    says 0 'nothing but time-stamps and validation data' "--final in $field" final --field $field
    holds "--final in $field: the others agree" peers "$work/final.pdf" 2
    holds "--final in $field: what it says" says_lock "$work/final.pdf" '/Action /All /P 1 /Type'
    refused "PDF-73.*locked.*Sở Tài nguyên và Môi trường, $field" "--final in $field: nothing follows" official "$work/final.pdf"
    refused 'PDF-70' "--final in $field: nor certifies" official "$work/final.pdf" --certify 3
done

# --- those of others ----------------------------------------------------------------------------------------------------
there() { echo "$made/certified/$1.pdf"; }
refused 'PDF-73.*certified.*Nguyen Van A, Signature1' "certified at 1" department "$(there certified-1)"
for p in 2 3; do
    refused 'PDF-72.*Nguyen Van A' "certified at $p: seen" department "$(there certified-$p)" "${picture[@]}" --place 1,20,20
    sign department "$(there certified-$p)" "$work/x.pdf" 2>/dev/null
    holds "certified at $p: not seen" peers "$work/x.pdf" 2
    sign department "$(there certified-$p)" "$work/x.pdf" --field Seal "${picture[@]}" 2>/dev/null
    holds "certified at $p: an empty field" peers "$work/x.pdf" 2
done
for where in lock transform; do
    for name in all include exclude-other; do
        refused 'PDF-74.*"Seal".*Nguyen Van A, Signature1' "locked, $name, $where" department "$(there locked-$name-$where)" --field Seal
    done
    for name in all exclude exclude-other; do
        refused 'PDF-74.*"Signature2"' "locked, $name, $where: a new field" department "$(there locked-$name-$where)"
    done
    refused 'PDF-74.*"Level1.Level2.Approval"' "locked, a group, $where" department "$(there locked-include-group-$where)" \
        --field Level1.Level2.Approval
    refused 'PDF-73.*locked' "locked at level 1, $where" department "$(there locked-level-1-$where)"
    for name in exclude include-other level-2; do
        sign department "$(there locked-$name-$where)" "$work/x.pdf" --field Seal "${picture[@]}" 2>/dev/null
        holds "locked, $name, $where: the seal" peers "$work/x.pdf" 2
    done
    for name in include include-group include-other; do
        sign department "$(there locked-$name-$where)" "$work/x.pdf" "${picture[@]}" --place 1,20,20 2>/dev/null
        holds "locked, $name, $where: a new field" peers "$work/x.pdf" 2
    done
done
finish
