// SPDX-License-Identifier: Apache-2.0
/*
 * suites.h - which algorithms are good enough, and until when: the table suites.def.
 */
#pragma once

#include "formats/base/algorithms.h"
#include "formats/base/finding.h"
#include "formats/cms/ossl.h"
#include "policies/policy.h"

/* A time, and whether it is proven: end dates of broken algorithms count only for what is proven to be older. */
struct suite_time {
    int64_t time;
    bool is_proven;
};

/* Adds a finding of rule CMS-08 for each part that is not acceptable; `certificate` is the signer's DER. */
void suites_check(struct findings *f, enum policy p, enum digest_algorithm d, enum signature_scheme s,
                  struct view certificate, struct suite_time at);
/* Likewise, rule X5-07, for the issuer's signature on a certificate. */
void suites_check_certificate(struct findings *f, enum policy p, const X509 *certificate, const X509 *issuer,
                              struct suite_time at);
/* Has the key parameters that are accepted: an odd exponent from 65537 to below 2^256, or a named curve? True of other
 * kinds. */
bool suites_key_is_sound(const EVP_PKEY *key);
/* TSP-01 for the digest that a time-stamp is over. */
void suites_check_imprint(struct findings *f, enum policy p, enum digest_algorithm d, struct suite_time at);
