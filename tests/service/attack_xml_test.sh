#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# attack_xml_test.sh - XML signatures that must not pass, and odd ones of honest producers that must: one case a class.
. tests/tap.sh
export PYTHONDONTWRITEBYTECODE=1
files=$SCRATCH/files

holds "the files are made" /usr/bin/python3 tests/attack/xml_generate.py "$files"
verify() { "$O/bin/seal" verify --json --trust "$files/root.pem" --crl "$files/lists" "$files"/*.xml >"$SCRATCH/verdicts"; }
ends_with 1 "all of them are judged, in one go" verify
/usr/bin/python3 tests/attack/cms_compare.py "$files/manifest.tsv" "$SCRATCH/verdicts" tests/attack/xml_*.py || tap_failed=1
finish
