#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# rules.sh [--write] - is tests/RULES.md what the tests say of themselves, and has every rule a test that accepts and one
# that refuses? With --write it is written anew.
#
# A test says which rules it is about in a comment directly above it:
#   C       /* refuses PDF-33, PDF-35, accepts PDF-34 */      above the test function
#   shell   # refuses: PDF-33                                 above the line of the case
#   Python  # refuses: PDF-33, PDF-35 (name of a class)       anywhere in a generator of attack or good files
# "Refuses" of a rule that is only a note: the test sees it told. tests/rules.tsv has the rules without a finding.
exec perl tests/lint/rules.pl "$@"
