// SPDX-License-Identifier: Apache-2.0
/*
 * new_stamp.h - may a time-stamp that an authority has just made be used?
 *
 * Refuses (ERR_REMOTE with the reason): an imprint of something else or by another algorithm than was asked for; a time
 * that is not between `sent` and `received`, give or take LIMIT_STAMP_DRIFT (rules TSP-05, TSP-07); whatever validate.h
 * finds wrong with a document time-stamp as of `received`; a certificate that is not for time-stamps or not valid at
 * that time. Without trust anchors nobody can tell whose certificate it is: a note says so (rule STAMP). Where a status
 * is unknown the time-stamp counts.
 * Does not check: the nonce (timestamp_query.h). Pure, as judge.h.
 */
#pragma once

#include "policies/judge.h"

struct new_stamp {
    struct view token; /* DER */
    enum digest_algorithm digest_algorithm;
    struct view digest;     /* that was to be stamped */
    int64_t sent, received; /* when it was asked for, when it came; seconds since 1970, by our clock */
};

MUST status new_stamp_check(struct findings *notes, const struct new_stamp *s, const struct judge_context *c,
                            struct err *e);
