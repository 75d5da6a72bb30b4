#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# flip_test.sh - one bit of a signed and sealed file at a time: no flip that changes anything signed passes (flip.c).
. tests/service/state.sh
work=$SCRATCH
flip=$O/tests/flip
evidence=("$state/pki/root.pem" "$state/pki/root.crl" "$state/pki/issuing.crl")

flipped() { "$flip" "$1" "${evidence[@]}" | tee /dev/stderr | grep -q ' 0 changed and passed$'; }
both() { sign official "$1" "$work/one.$2" && sign elliptic "$work/one.$2" "$work/two.$2" --profile seal "${trust[@]}"; }

holds "a PDF, signed and sealed" both "$fixtures/decision.pdf" pdf
holds "a PDF: 2,000 positions" flipped "$work/two.pdf"
holds "an XML, signed and sealed" both "$fixtures/licence.xml" xml
holds "an XML: every position" flipped "$work/two.xml"
finish
