#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# attack_pdf_test.sh - attack PDFs and good ones, made by a writer and a signer that share nothing with ours: no attack may
# pass, the reason must be the expected one, and no good file may be refused.
. tests/service/state.sh
made=$SCRATCH/made
holds "the files are made" /usr/bin/python3 tests/attack/make_pdf.py "$state" "$made"

anchors=(--trust "$made/keys/pki/root.pem" --crl "$made/keys/pki/root.crl" "$made/keys/pki/issuing.crl")
# The exit code is the worst file's, so it says nothing here. A few hundred files a process: they are not all judged by one.
judge_all() {
    find "$made" -maxdepth 1 -name '*.pdf' -print0 | sort -z |
        xargs -0 -n 300 sh -c '"$0" verify --json "$@" || [ $? -lt 6 ]' "$seal" "${anchors[@]}" >"$SCRATCH/verdicts"
}
holds "they are judged" judge_all
holds "each has a verdict" eval '[ "$(wc -l <"$SCRATCH/verdicts")" -eq "$(wc -l <"$made/manifest.tsv")" ]'

/usr/bin/python3 tests/attack/judge.py "$made/manifest.tsv" "$SCRATCH/verdicts" || tap_failed=1
at_least() { [ "$(grep -c "^$1" "$made/manifest.tsv")" -ge "$2" ]; }
holds "attack files: at least 330" at_least attack 330
holds "good files: at least 230" at_least good 230
finish
