// SPDX-License-Identifier: Apache-2.0
/*
 * judge.h - the verdict on one CMS or XML signature (ETSI EN 319 102-1 clause 5.3) as of one time.
 *
 * Pure: no I/O, no clock. Anything not checked, unknown to the tables, or out of bounds is INDETERMINATE, never passed.
 * Order: structure (findings through indications.c) and digest, signature value, signing-certificate, certification
 * path at `time` (path.c), key usage, revocation (revocation.c), algorithms (suites.c). Where the time comes from is
 * validate.h's business.
 */
#pragma once

#include "formats/evidence.h"
#include "policies/policy.h"
#include "policies/trust.h"
#include "policies/verdict.h"

struct judge_context {
    const struct trust *trust;
    int64_t time; /* of the validation, seconds since 1970 */
    enum policy policy;
    struct settings settings;
    struct wanted_list *wanted; /* gets what could be asked for to know more (wanted.h); may be NULL */
    struct used *used;          /* gets what it rested on beside the file (used.h); may be NULL */
    bool embedded_only;         /* answers and certificates beside the file do not count, as if nobody had given any */
};

enum judge_purpose { JUDGE_SIGNATURE = 0, JUDGE_TIMESTAMP };

struct judge_case {
    const struct evidence *evidence;
    const struct findings *more;   /* of the format, about this signature; may be NULL */
    const struct findings *file;   /* about its file: they decide, but notes stay in the file's report; may be NULL */
    const struct evidence *beside; /* a signature whose certificates may help to find a path; may be NULL */
    enum judge_purpose purpose;
    int64_t time;                  /* at which it is known to have existed */
    bool is_proven;                /* by a time-stamp; else `time` is that of the validation */
    const struct proofs *document; /* what the document brings; may be NULL */
    const int64_t *document_since; /* since when each of them is known to exist; NULL: since now */
    int64_t own_since;             /* and those that the signature itself carries; 0: since now */
};

/* Fails only when it could not judge at all (no memory). */
MUST status judge_signature(struct verdict *out, const struct judge_case *of, const struct judge_context *c,
                            struct err *e);

/* Findings of a check that came after the verdict: messages; and what passed is lowered as they weigh, nothing raised.
 */
void judge_later(struct verdict *v, const struct findings *f, enum policy policy);

/* May this certificate sign now? For the check before signing: dates and key usage, nothing about trust. ERR_REFUSED if
 * not. */
MUST status judge_own_certificate(struct view certificate, int64_t time, struct err *e);
/* Adds X5-11 for what RFC 5280 forbids in it and honest authorities have issued: serial numbers below 1 or of more than
 * 20 bytes. */
void certificate_oddities(struct findings *f, struct view certificate);
/* Names and dates of a certificate; ERR_SYNTAX when it is none. */
MUST status certificate_names(struct signer_names *out, struct view certificate, struct err *e);
