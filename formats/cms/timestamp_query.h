// SPDX-License-Identifier: Apache-2.0
/*
 * timestamp_query.h - the question to a time-stamp authority and its answer (RFC 3161 2.4.1 and 2.4.2, RFC 5816).
 *
 * Refuses (ERR_REMOTE, with the authority's reason in words): an answer that is not exactly one TimeStampResp in DER,
 * another status than granted and grantedWithMods (rule TSP-07), granted without a token, a token that is no CMS or not
 * DER; the order of its SETs aside, which honest authorities do not keep.
 * Does not check: the token; that is timestamp.h and policies/.
 */
#pragma once

#include "formats/base/algorithms.h"
#include "formats/base/bytes.h"
#include "formats/base/finding.h"

enum { TIMESTAMP_NONCE = 8 };

/*
 * The DER of a TimeStampReq for `digest`, asking for the authority's certificate. `nonce`: TIMESTAMP_NONCE random
 * bytes, from which the highest bit is taken, so that it is a positive number of eight bytes for every reader.
 * ERR_REFUSED for other digests than SHA-256, SHA-384 and SHA-512.
 */
MUST status timestamp_query(struct buf *out, enum digest_algorithm d, struct view digest, struct view nonce,
                            struct err *e);
/* The token in an answer. `notes` (rule STAMP): that the authority has changed something. */
MUST status timestamp_reply(struct buf *token, struct findings *notes, struct view answer, struct err *e);
/* Is this the nonce of the question? ERR_REMOTE when it is another, or there is none. */
MUST status timestamp_check_nonce(struct view token, struct view nonce, struct err *e);
