#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# attack_cms_test.sh - CMS and certificates that must not pass, and odd ones of honest producers that must: one case a class.
. tests/tap.sh
export PYTHONDONTWRITEBYTECODE=1
files=$SCRATCH/files

holds "the files are made" /usr/bin/python3 tests/attack/cms_generate.py "$files"
verify() { "$O/bin/seal" verify --json --trust "$files/root.pem" --crl "$files/lists" "$files"/*.pdf >"$SCRATCH/verdicts"; }
ends_with 1 "all of them are judged, in one go" verify
/usr/bin/python3 tests/attack/cms_compare.py "$files/manifest.tsv" "$SCRATCH/verdicts" tests/attack/cms_*.py || tap_failed=1
finish
