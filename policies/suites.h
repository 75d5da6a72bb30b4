// SPDX-License-Identifier: Apache-2.0
/*
 * suites.h - which algorithms are good enough, and until when (ETSI TS 119 312, Circular 15/2025 annex I).
 */
#pragma once

#include <openssl/evp.h>

#include "formats/base/algorithms.h"
#include "formats/base/finding.h"

/* Adds a finding of rule CMS-08 for each part that is not acceptable at `time`; `certificate` is the signer's DER. */
void suites_check(struct findings *f, enum digest_algorithm d, enum signature_scheme s, struct view certificate,
                  int64_t time);

/* Has the key parameters that are accepted: an odd exponent from 65537 to below 2^256, or a named curve? True of other
 * kinds. */
bool suites_key_is_sound(const EVP_PKEY *key);
