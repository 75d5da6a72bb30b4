#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# matrix_test.sh - every kind of PDF, signed by the official and sealed by the department at each level: what we say of the
# result, and whether pdfsig, mutool and qpdf say what is expected of them. One table, in $O/tests/matrix.txt, too.
#
# Kinds are functions of matrix_kinds.py. A level is a word of official_levels or seal_levels; what it needs, what is there
# afterwards, and what peers say of that are the functions below.
. tests/service/state.sh
folder=${MATRIX:-$SCRATCH}
export MATRIX=$folder
nss=sql:$state/peer
official_levels=(B-B)
seal_levels=(B-B)
# token that signs, and that seals: beside the first pair, the others sign one kind
pairs=(official:department elliptic:department official:elliptic elliptic:official)

# --- levels -------------------------------------------------------------------------------------------------------------
level_options() { # LEVEL: what `seal sign` is told
    case $1 in
    B-B) ;;
    *) echo "--level $1" ;;
    esac
}
level_adds() { # LEVEL: what the file has behind the signature, one word each
    case $1 in
    B-LT) echo store ;;
    B-LTA) echo store stamp ;;
    esac
}

# --- what peers are expected to say ---------------------------------------------------------------------------------------
# Words of pdfsig: one a signature. It does not know ETSI.RFC3161. NSS now and then finds an "unknown issue" with one of
# several good certificates in a file, another one each time the same keys are made anew: not held against the file.
pdfsig_expected() { # EARLIER LEVEL
    local words="${1/#-/} valid valid" word
    for word in $(level_adds "$2"); do [ "$word" = store ] || words+=' unknown'; done
    echo $words # once more, for the spaces
}
# Words of mutool: what changed since does not count for it in the last one only. It knows neither RFC 3161 nor PSS.
mutool_expected() { # EARLIER LEVEL
    local words="${1/#-/} edited" added
    added=$(level_adds "$2")
    if [ -z "$added" ]; then words+=' unchanged'; else words+=' edited'; fi
    for word in $added; do [ "$word" = store ] || words+=' unknown'; done
    echo $words
}

# --- what they say ------------------------------------------------------------------------------------------------------
pdfsig_said() {
    pdfsig -no-ocsp -nssdir "$nss" ${2:+-upw "$2"} "$1" 2>&1 | awk '
        function flush() { if (n && word != "empty") { printf "%s%s", space, word; space = " " }; word = "unknown" }
        /is not signed/ { word = "empty" }
        /^Signature #/ { flush(); n++ }
        /Signature is Valid/ { word = "untrusted" }
        /Signature is Invalid|Digest Mismatch/ { word = "invalid" }
        /Certificate is Trusted|Unknown issue with Certificate/ && word == "untrusted" { word = "valid" }
        /Error/ { word = "error" }
        END { flush() }'
}
mutool_said() {
    mutool sign -v ${2:+-p "$2"} "$1" 2>&1 | awk '
        function flush() { if (n && word != "empty") { printf "%s%s", space, word; space = " " }; word = "unknown" }
        /not signed/ { word = "empty" }
        /^Verifying signature/ { flush(); n++ }
        /Digest error/ { word = "digest-error" }
        /The document is unchanged/ { word = "unchanged" }
        /The signature is valid but there have been edits/ { word = "edited" }
        /^warning|^error/ { bad = 1 }
        END { flush(); if (bad) printf " warning" }'
}
qpdf_said() {
    local code=0
    qpdf ${2:+--password="$2"} --check "$1" >/dev/null 2>&1 || code=$?
    case $code in
    0) echo clean ;;
    3) echo warnings ;;
    *) echo "errors($code)" ;;
    esac
}

# --- what else must hold for a kind -------------------------------------------------------------------------------------
# Each gets the file as it was, as it is, and what `seal sign` said.
added() { tail -c "+$(($(stat -c %s "$1") + 1))" "$2"; }
counts() { # N PATTERN: in what was added
    [ "$(added "$1" "$2" | grep -aoE "$4" | wc -l)" -eq "$3" ]
}
is_opaque() { counts "$1" "$2" 0 '/SMask|/Transparency' && counts "$1" "$2" 2 '/Subtype /Form'; }
has_alpha() { counts "$1" "$2" 2 '/SMask'; }
lacks_intent() { grep -q 'output intent' "$3"; }
same_version() { counts "$1" "$2" 0 /Version; }
is_1_4() { pdfinfo "$2" | grep -q '^PDF version: *1\.4$'; }
is_untagged() { counts "$1" "$2" 0 /StructElem && grep -q 'is not tagged' "$3"; }
# Both signatures are read out, in the order in which they were made
are_read_out() {
    pdfinfo -struct "$2" 2>/dev/null | grep -A 1 -E '^ *Form( |$)' | grep -oE 'Object [0-9]+ 0' >"$2.objects"
    [ "$(wc -l <"$2.objects")" -eq 2 ]
    sort -n -k2 "$2.objects" | cmp - "$2.objects"
}
is_tagged() { counts "$1" "$2" 2 /StructElem && are_read_out "$1" "$2"; }

# --- one kind -----------------------------------------------------------------------------------------------------------
cell() { # NAME OFFICIAL SEAL OURS PDFSIG-EXPECTED PDFSIG MUTOOL-EXPECTED MUTOOL QPDF-EXPECTED QPDF
    local said=() code=0 i all=("$@")
    for i in 4 6 8; do
        if [ "${all[i]}" = "${all[i + 1]}" ]; then
            said+=("${all[i]}")
        else
            said+=("${all[i + 1]}, NOT ${all[i]}")
            code=1
        fi
    done
    case $4 in *FAILED* | *INDETERMINATE* | -) code=1 ;; esac
    printf '%-24s %-20s %-20s %-18s %-26s %-34s %s\n' "$1" "$2" "$3" "$4" "${said[@]}"
    return "$code"
}
# Ours, shortened: "passed passed PAdES-B-B"
ours() {
    "$seal" verify --json "${trust[@]}" ${2:+--password-file "$2"} "$1" >"$1.json" 2>/dev/null || true
    grep -oE '"kind":"[a-z]+","indication":"[A-Z-]+"' "$1.json" | sed -E 's/.*:"(.*)"/\1/; s/TOTAL-PASSED/passed/' | uniq -c |
        awk '{ printf "%s%s x%d", (NR > 1 ? " " : ""), $2, $1 }'
}
row() { # KIND SIGNER SEALER
    local name official sealing refused pdfsig mutool qpdf check file=$folder/$1.pdf work=$SCRATCH/work bad=0 before reason
    local key= password=
    IFS=$'\t' read -r name official sealing refused pdfsig mutool qpdf check < <(grep -P "^\Q$1\E\t" "$folder/kinds.tsv")
    [ "$official" != - ] || official=
    [ "$sealing" != - ] || sealing=
    [[ ! $official =~ --password-file\ ([^ ]+) ]] || { key=${BASH_REMATCH[1]} && password=$(<"$key"); }
    mkdir -p "$work"
    before=$(sha256sum <"$file")
    for first in "${official_levels[@]}"; do
        run sign "$2" "$file" "$work/1.pdf" $official $(level_options "$first")
        if [ "$refused" != - ]; then
            reason=$(head -n 1 "$SCRATCH/said")
            [ "$code" -eq "${refused%% *}" ] && grep -qE "${refused#* }" <<<"$reason" || bad=1
            printf '%-24s %-20s refused: %s\n' "$name" "$2 $first" "${reason#*"$file": }"
            continue
        fi
        if [ "$code" -ne 0 ]; then
            printf '%-24s %-20s NOT signed: %s\n' "$name" "$2 $first" "$(head -n 1 "$SCRATCH/said")"
            bad=1
            continue
        fi
        cp "$SCRATCH/said" "$SCRATCH/told"
        for level in "${seal_levels[@]}"; do
            run sign "$3" "$work/1.pdf" "$work/2.pdf" --profile seal $sealing "${trust[@]}" $(level_options "$level")
            if [ "$code" -ne 0 ]; then
                printf '%-24s %-20s %-20s NOT sealed: %s\n' "$name" "$2 $first" "$3 $level" "$(head -n 1 "$SCRATCH/said")"
                bad=1
                continue
            fi
            for test in ${check#-}; do
                run "$test" "$file" "$work/2.pdf" "$SCRATCH/told"
                [ "$code" -eq 0 ] || echo "$name: NOT $test"
                bad=$((bad | code))
            done
            cmp -s -n "$(stat -c %s "$file")" "$file" "$work/2.pdf" || bad=1
            cell "$name" "$2 $first" "$3 $level" "$(ours "$work/2.pdf" "$key")" \
                "$(pdfsig_expected "$pdfsig" "$level")" "$(pdfsig_said "$work/2.pdf" "$password")" \
                "$(mutool_expected "$mutool" "$level")" "$(mutool_said "$work/2.pdf" "$password")" \
                "$qpdf" "$(qpdf_said "$work/2.pdf" "$password")" || bad=1
        done
    done
    [ "$(sha256sum <"$file")" = "$before" ] || bad=1
    return "$bad"
}
if [ $# -gt 0 ]; then # KIND SIGNER:SEALER, from below
    set +e # not "row && touch": what `run` runs would go on after a command that fails
    row "$1" "${2%:*}" "${2#*:}" >"$folder/rows/$3" 2>&1
    [ $? -ne 0 ] || touch "$folder/rows/$3.ok"
    exit 0
fi

# --- all of them --------------------------------------------------------------------------------------------------------
python3 tests/interop/matrix_kinds.py "$state" "$folder"
mkdir "$folder/rows"
{
    cut -f1 "$folder/kinds.tsv" | sed "s/\$/ ${pairs[0]}/"
    for pair in "${pairs[@]:1}"; do echo "decision $pair"; done
} | awk '{ printf "%s %s %03d\n", $1, $2, NR }' >"$folder/plan"
xargs -P "${JOBS:-2}" -L 1 "$0" <"$folder/plan"
{
    printf '# %-24s %-20s %-20s %-18s %-26s %-34s %s\n' kind official seal seal\ verify pdfsig mutool 'qpdf --check'
    sed 's/^/# /' "$folder"/rows/[0-9][0-9][0-9]
} | tee "$O/tests/matrix.txt"
while read -r name pair number; do
    tap_result $([ -e "$folder/rows/$number.ok" ] && echo 0 || echo 1) "$name, $pair"
done <"$folder/plan"
finish
