// SPDX-License-Identifier: Apache-2.0
/*
 * suites.h - which algorithms are good enough, and until when (ETSI TS 119 312, Circular 15/2025 annex I).
 */
#pragma once

#include "formats/base/algorithms.h"
#include "formats/base/finding.h"

/* Adds a finding of rule CMS-08 for each part that is not acceptable at `time`; `certificate` is the signer's DER. */
void suites_check(struct findings *f, enum digest_algorithm d, enum signature_scheme s, struct view certificate,
                  int64_t time);
