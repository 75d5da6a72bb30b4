// SPDX-License-Identifier: Apache-2.0
/*
 * judge.h - one signature's verdict (ETSI EN 319 102-1 clause 5) from its evidence, the trust given and a time.
 *
 * Pure: no I/O, no clock. Anything not checked, unknown to the tables, or out of bounds is INDETERMINATE, never passed.
 * Order: structure (findings through indications.c) and digest, signature value, signing-certificate, algorithms
 * (suites.c), certification path at `time` (path.c), key usage, revocation.
 */
#pragma once

#include "formats/evidence.h"
#include "policies/policy.h"
#include "policies/trust.h"
#include "policies/verdict.h"

struct judge_context {
    const struct trust *trust;
    int64_t time; /* seconds since 1970: best-signature-time, and "now" of the certificates */
    enum policy policy;
    struct settings settings;
};

/* Fails only when it could not judge at all (no memory). `more`: findings of the file that concern this signature too;
 * may be NULL. */
MUST status judge_signature(struct verdict *out, const struct evidence *v, const struct findings *more,
                            const struct judge_context *c, struct err *e);

/* May this certificate sign now? For the check before signing: dates and key usage, nothing about trust. ERR_REFUSED if
 * not. */
MUST status judge_own_certificate(struct view certificate, int64_t time, struct err *e);
/* Adds X5-11 for what RFC 5280 forbids in it and honest authorities have issued: serial numbers below 1 or of more than
 * 20 bytes. */
void certificate_oddities(struct findings *f, struct view certificate);
/* Names and dates of a certificate; ERR_SYNTAX when it is none. */
MUST status certificate_names(struct signer_names *out, struct view certificate, struct err *e);
