// SPDX-License-Identifier: Apache-2.0
/*
 * sign_level.h - what raises a signature above B-B (ETSI EN 319 142-1 clause 6), and how much is to be known of one's
 * own certificate before it signs.
 *
 * A time-stamp is over the signature value, so it comes after the key was used, and into room that was left before. Its
 * size is a guess: what the authority sent last, else what is usual. Where a token is larger, the document is prepared
 * with more room and signed a second time, never a third; a note says so.
 */
#pragma once

#include "signer/timestamper.h"
#include "signer/verify.h"

struct sign_level {
    enum proof_level level; /* wanted; what the outcome is, the verifier says */
    bool is_asked_for;      /* by a person, not by a default: what cannot have it is refused, else named */
    bool require_status;    /* an unknown status of the own certificate is refused, else named */
    bool keeps_evidence;    /* what the status of the own certificate rests on goes into the outcome */
    /* Borrowed; NULL: none. */
    struct timestamper *timestamper; /* from B-T on */
    const struct online *online;     /* the network may be asked for revocation data */
};

/* XML is signed at B-B only: ERR_REFUSED where more was asked for, else a note. */
MUST status sign_level_check(struct findings *notes, const struct sign_level *l, enum document_format format,
                             struct err *e);
/* Bytes that the CMS of a signature of this level will be larger than at B-B. */
size_t sign_level_room(const struct sign_level *l);
/* Puts the time-stamp into a CMS of ours; nothing at B-B. `d`: the digest of the imprint. */
MUST status sign_level_raise(struct buf *cms, struct findings *notes, const struct sign_level *l,
                             enum digest_algorithm d, const struct judge_context *c, struct err *e);
/* A note where the verifier found less than what was wanted. */
void sign_level_compare(struct findings *notes, const struct sign_level *l, const struct signature_report *own);
