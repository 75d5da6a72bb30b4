#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# matrix_test.sh - every kind of PDF, signed by the official at B-B and B-T, then sealed by the department at each level: what
# we say of the result, and whether pdfsig, mutool and qpdf say what is expected of them. One table, in $O/tests/matrix.txt, too.
#
# Kinds are functions of matrix_kinds.py; what is expected of whom, and the table, are matrix_table.py. Here the programs run.
# Every kind goes through the four pairs of levels below; MATRIX=all tries all eight.
. tests/service/state.sh
folder=$SCRATCH/matrix
nss=sql:$state/peer
export XDG_CACHE_HOME=$SCRATCH/cache
pairs=(B-B:B-B B-T:B-T B-B:B-LT B-T:B-LTA)
[ "${MATRIX:-}" != all ] || pairs=(B-{B,T}:B-{B,T,LT,LTA})
mkdir "$folder"
holds "the kinds are made" python3 tests/interop/matrix_kinds.py "$state" "$folder"

# --- an authority for time-stamps ---------------------------------------------------------------------------------------
mkdir "$SCRATCH/tsa"
cp "$folder"/keys/tsa.{key,pem} "$SCRATCH/tsa"
cp "$state/pki/issuing.pem" "$SCRATCH/tsa/issuer.pem"
"$O/tests/tsa_server" "$SCRATCH/tsa" 2>"$SCRATCH/tsa/errors" &
authority=$!
trap 'kill "$authority" 2>/dev/null; wait; rm -rf "$SCRATCH"' EXIT
for _ in $(seq 200); do [ -e "$SCRATCH/tsa/port" ] || sleep 0.05; done
stamps=http://127.0.0.1:$(<"$SCRATCH/tsa/port")/good

# --- signatures -----------------------------------------------------------------------------------------------------------
# sign_many FROM TO LEVEL COLUMN [OPTION...]: every kind whose file is in FROM. Kinds with the same token and options are one batch; its
# lines of JSON land in TO. COLUMN: that of the token in kinds.tsv; its options are in the next one
sign_many() {
    local token options name batch=0 files
    mkdir -p "$2"
    cut -f "$4,$(($4 + 1))" "$folder/kinds.tsv" | sort -u >"$2.batches"
    while IFS=$'\t' read -r token options; do
        files=()
        while read -r name; do [ ! -e "$1/$name.pdf" ] || files+=("$1/$name.pdf"); done < <(
            awk -F '\t' -v c="$4" -v t="$token" -v o="$options" '$c == t && $(c + 1) == o { print $1 }' "$folder/kinds.tsv")
        [ "${#files[@]}" -gt 0 ] || continue
        batch=$((batch + 1))
        # Tokens of its own, as in state.sh
        cp -r "$state/tokens" "$2.tokens.$batch"
        sed "s|^directories.tokendir.*|directories.tokendir = $2.tokens.$batch|" "$state/softhsm2.conf" >"$2.softhsm.$batch"
        # shellcheck disable=SC2086 # options are words
        SOFTHSM2_CONF=$2.softhsm.$batch "$seal" sign "${files[@]}" -o "$2/" --key "$(key "$token")" --json "${trust[@]}" \
            --level "$3" --tsa "$stamps" --offline "${@:5}" $options >>"$2.json" 2>>"$2.said" || true
    done <"$2.batches"
}
# All but the authority; a batch that died is seen by what it did not sign
wait_for_jobs() { for job in $(jobs -p); do [ "$job" = "$authority" ] || wait "$job"; done; }
for level in B-B B-T; do sign_many "$folder" "$folder/official-$level" "$level" 2 & done
wait_for_jobs
for pair in "${pairs[@]}"; do
    sign_many "$folder/official-${pair%:*}" "$folder/sealed-${pair%:*}-${pair#*:}" "${pair#*:}" 4 --profile seal &
    [ "$(jobs -rp | wc -l)" -le 2 ] || wait -n
done
wait_for_jobs

# --- what everybody says ---------------------------------------------------------------------------------------------------
# FILE PASSWORD: beside the file
ask_everybody() {
    local password=${2#-}
    printf '%s\n' "$password" >"$1.password"
    "$seal" verify --json "${trust[@]}" ${password:+--password-file "$1.password"} "$1" >"$1.json" 2>/dev/null || true
    pdfsig -no-ocsp -nssdir "$nss" ${password:+-upw "$password"} "$1" >"$1.pdfsig" 2>&1 || true
    mutool sign -v ${password:+-p "$password"} "$1" >"$1.mutool" 2>&1 || true
    qpdf --check ${password:+--password="$password"} "$1" >"$1.qpdf" 2>&1 || true
    pdfinfo -struct ${password:+-upw "$password"} "$1" >"$1.struct" 2>/dev/null || true
    pdfinfo ${password:+-upw "$password"} "$1" >"$1.info" 2>/dev/null || true
}
export -f ask_everybody
export seal nss trust_words="${trust[*]}"
cut -f 1,6 "$folder/kinds.tsv" | while IFS=$'\t' read -r name password; do
    pdfsig -upw "${password#-}" "$folder/$name.pdf" >"$folder/$name.pdf.pdfsig" 2>&1 || true # how many fields are empty
    for file in "$folder"/sealed-*/"$name.pdf"; do [ ! -e "$file" ] || printf '%s\0%s\0' "$file" "$password"; done
done | xargs -0 -r -n 2 -P "${JOBS:-2}" bash -c 'read -ra trust <<<"$trust_words"; ask_everybody "$@"' ask

# --- the table -------------------------------------------------------------------------------------------------------------
python3 tests/interop/matrix_table.py "$folder" "$O/tests/matrix.txt" "${pairs[@]}" || tap_failed=1
finish
