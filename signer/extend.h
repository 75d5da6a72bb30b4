// SPDX-License-Identifier: Apache-2.0
/*
 * extend.h - raises every signature of a PDF to a level (ETSI EN 319 142-1 clause 6), and keeps it there.
 *
 *   B-T    each has a time-stamp: a document time-stamp over all, where one is missing
 *   B-LT   and the file holds what proves each by itself: certificates and answers about status, those of the
 *          time-stamps too
 *   B-LTA  and a document time-stamp covers all that. What is B-LTA already gets what proves its last time-stamp, and a
 *          further one: that is the renewal
 *
 * What is stored is what the validation used (policies/used.h), nothing else. The data must tell the status at the time
 * that is proven: as fresh as the verifier asks for (policies/revocation.h).
 * Refuses: XML, files without a signature, that cannot be read, or with a signature that failed. The result is verified
 * by the full engine before it is given back: earlier signatures are what they were, each has the level; B-LT and B-LTA
 * are judged by what the file holds and the trust anchors alone. Does not add: time-stamps inside of signatures (they
 * cannot be changed any more), /VRI.
 */
#pragma once

#include "signer/timestamper.h"
#include "signer/verify.h"

/* All borrowed. */
struct extend_request {
    enum proof_level level;          /* from LEVEL_T on */
    struct timestamper *timestamper; /* NULL: what needs a time-stamp is refused */
    const struct online *online;     /* NULL: nobody is asked for answers about status */
    struct judge_context check;      /* trust, policy, settings; its time, or later */
};

struct extend_outcome {
    enum proof_level before, after; /* the lowest of the signatures' */
    size_t stamps, proofs;          /* that were added; both 0: nothing was missing, and `out` is untouched */
    struct findings notes;
};

/* ERR_REMOTE: a time-stamp or an answer about status could not be had; ERR_REFUSED: a signature cannot reach it. */
MUST status extend_document(struct document *out, struct extend_outcome *outcome, const struct document *in,
                            const struct extend_request *r, struct err *e);
/* "B-B", "B-T", "B-LT", "B-LTA" */
const char *level_short_name(enum proof_level level);
