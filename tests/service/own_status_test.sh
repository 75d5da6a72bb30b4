#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# own_status_test.sh - what seal sign finds out about the certificate that is to sign, before the key is used. The network
# is in online_test.sh.
. tests/service/state.sh
pdf=$fixtures/decision.pdf
cp -r "$state/pki" "$SCRATCH/pki"
mkdir "$SCRATCH/out"
root=(--trust "$state/pki/root.pem")
lists=(--crl "$state/pki/root.crl" --crl "$state/pki/issuing.crl")

says_nothing() { # NAME COMMAND...: signs, without a note
    local code
    run "${@:2}"
    grep -q 'note:' "$SCRATCH/said" && code=1
    tap_result "$code" "$1" "$SCRATCH/said"
}
signs() { sign "$1" "$pdf" "$SCRATCH/out/out.pdf" "${@:2}"; }
nothing_is_written() { [ -z "$(ls -A "$SCRATCH/out")" ]; }

# --- refused before the key is used -------------------------------------------------------------------------------------
# refuses: REV-01, REV-03
says 1 'not signed: .*the certificate is revoked' "revoked, by a list" signs revoked "${root[@]}" "${lists[@]}"
says 1 'certificate has expired' "expired" signs expired "${root[@]}" "${lists[@]}"
says 1 'certificate has expired' "expired, whomever one trusts" signs expired
hold() { # a list on which the official's certificate is on hold
    PKI=$SCRATCH/pki openssl ca -batch -config tools/demo/pki.cnf -name issuing -revoke "$state/pki/official.pem" -crl_reason certificateHold
    PKI=$SCRATCH/pki openssl ca -batch -config tools/demo/pki.cnf -name issuing -gencrl -out "$SCRATCH/hold.crl"
}
holds "a list with a certificate on hold" hold
says 1 'not signed: .*is on hold' "on hold" signs official "${root[@]}" --crl "$state/pki/root.crl" --crl "$SCRATCH/hold.crl"
answer() { # CERTIFICATE OUT: what the authority answers about it
    openssl ocsp -index "$state/pki/private/issuing/index" -CA "$state/pki/issuing.pem" -rsigner "$state/pki/issuing.pem" \
        -rkey "$state/pki/private/issuing/key.pem" -issuer "$state/pki/issuing.pem" -cert "$1" -respout "$2" -ndays 1 >/dev/null 2>&1
}
holds "answers of the authority" eval 'answer "$state/pki/revoked.pem" "$SCRATCH/revoked.ocsp" && answer "$state/pki/official.pem" "$SCRATCH/good.ocsp"'
says 1 'not signed: .*the certificate is revoked' "revoked, by an answer" signs revoked "${root[@]}" --crl "$state/pki/root.crl" --ocsp "$SCRATCH/revoked.ocsp"
holds "nothing is written" nothing_is_written

# --- unknown: a warning, or refused --------------------------------------------------------------------------------------
# accepts: REV-01
says 0 'note: .*not checked: there are no trust anchors' "nobody to trust" signs official
says 0 'note: the status of the signer.s certificate is not known: .*nobody has answered' "no list" signs official "${root[@]}"
tools/demo/pki.sh new "$SCRATCH/other" >/dev/null
says 0 'note: the signer.s certificate was not checked: no path' "somebody else's anchors" signs official --trust "$SCRATCH/other/root.pem"
says 0 'lưu ý: chưa kiểm tra được chứng thư' "in Vietnamese" signs official --lang vi
rm -f "$SCRATCH/out/"*
says 1 'there are no trust anchors' "--require-status: nobody to trust" signs official --require-status
says 1 'not known: .*nobody has answered' "--require-status: no list" signs official --require-status "${root[@]}"
says 1 'not checked: no path' "--require-status: somebody else's anchors" signs official --require-status --trust "$SCRATCH/other/root.pem"
says 1 'not known' "--require-status: a list is missing" signs official --require-status "${root[@]}" --crl "$state/pki/root.crl"
holds "nothing is written, either" nothing_is_written

# --- known --------------------------------------------------------------------------------------------------------------
says_nothing "lists" signs official --require-status "${root[@]}" "${lists[@]}"
says_nothing "a list and an answer" signs official --require-status "${root[@]}" --crl "$state/pki/root.crl" --ocsp "$SCRATCH/good.ocsp"
says_nothing "trusted by itself" signs official --require-status --trust "$state/pki/official.pem"

# --- what is kept -------------------------------------------------------------------------------------------------------
kept=$SCRATCH/kept
keeps() { sign official "$pdf" "$SCRATCH/out/kept.pdf" --evidence "$kept" "$@"; }
holds "--evidence" keeps "${root[@]}" "${lists[@]}"
has() { openssl dgst -sha256 -r <"$1" | cut -c1-64; } # the name of these bytes
der() { openssl "$1" -in "$2" -outform DER; }
json=$kept/kept.pdf.Signature1.$(has "$SCRATCH/out/kept.pdf" | cut -c1-16).json
holds "one object for the signature" jq -e '.field == "Signature1" and .level == "PAdES-B-B" and .revocation == "good" and .status_kind == "CRL" and .status_origin == "given" and .path' "$json"
holds "it names the output" eval '[ "$(jq -r .sha256 "$json")" = "$(has "$SCRATCH/out/kept.pdf")" ]'
holds "and who signed" jq -e '.signer.subject | test("Nguyễn Văn A")' "$json"
holds "the certificate is there" eval 'cmp <(der x509 "$state/pki/official.pem") "$kept/$(has <(der x509 "$state/pki/official.pem")).cer"'
holds "and the path to the anchor" eval '[ -e "$kept/$(has <(der x509 "$state/pki/issuing.pem")).cer" ] && [ -e "$kept/$(has <(der x509 "$state/pki/root.pem")).cer" ]'
holds "and the lists" eval '[ -e "$kept/$(has <(der crl "$state/pki/issuing.crl")).crl" ] && [ -e "$kept/$(has <(der crl "$state/pki/root.crl")).crl" ]'
holds "it names each of them, and nothing else is there" eval 'diff <(jq -r ".files[]" "$json" | sort) <(cd "$kept" && ls | grep -v json$ | sort)'
holds "an answer is kept as well" keeps --field Two "${root[@]}" --crl "$state/pki/root.crl" --ocsp "$SCRATCH/good.ocsp"
holds "by its digest" eval 'ls "$kept"/*.ocsp && [ "$(ls "$kept" | grep -c cer$)" -eq 3 ]'
holds "an unknown status, too" keeps --field Three
json=$kept/kept.pdf.Three.$(has "$SCRATCH/out/kept.pdf" | cut -c1-16).json
holds "with the warning" jq -e '.revocation == "not-checked" and (.notes[0].text | test("no trust anchors"))' "$json"
holds "three objects, none in another's place" eval '[ "$(ls "$kept" | grep -c json$)" -eq 3 ]'
says 9 'is not a folder' "not into a file" sign official "$pdf" "$SCRATCH/out/not.pdf" --evidence "$pdf"
holds "no output without it" [ ! -e "$SCRATCH/out/not.pdf" ]
finish
