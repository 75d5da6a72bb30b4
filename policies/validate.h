// SPDX-License-Identifier: Apache-2.0
/*
 * validate.h - the verdicts on all signatures of a document together (ETSI EN 319 102-1 clauses 5.5 and 5.6).
 *
 * Time-stamps first, the newest before the older: one that holds proves that all it covers existed at its time. The
 * best-signature-time is the earliest such proof (genTime and the accuracy that the token says), else the time of the
 * validation; the claimed time proves nothing. A signature is judged as of that time, so that a certificate that has
 * expired or was revoked since does not matter where a time-stamp is older. A signature stands as REVOKED or EXPIRED
 * (TOTAL-FAILED) only where a time-stamp inside of what it covers proves that it was made later.
 * A time-stamp on a value that does not hold is named (STAMP), and proves nothing; a document time-stamp that does not
 * hold has a verdict of its own.
 * Pure, as judge.h.
 */
#pragma once

#include "policies/judge.h"

/* One signature or document time-stamp. */
struct subject {
    const struct evidence *evidence;   /* a signature */
    const struct timestamp *timestamp; /* or a document time-stamp; exactly one of the two */
    const struct findings *findings;   /* of the format; may be NULL */
    bool has_revision;                 /* it covers a whole revision: */
    uint32_t revision;                 /* from 0; older ones are covered by it */
    int64_t claimed_time;              /* 0: none */
};

struct validation_input {
    const struct subject *subject; /* oldest first */
    size_t count;                  /* at most LIMIT_PDF_SIGNATURES */
    const struct findings *file;   /* count for each; may be NULL */
    const struct proofs *document; /* what the document brings; may be NULL */
};

/* `out`: `in->count` verdicts. Fails only when it could not judge at all (no memory). */
MUST status validate(struct verdict *out, const struct validation_input *in, const struct judge_context *c,
                     struct err *e);
