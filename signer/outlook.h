// SPDX-License-Identifier: Apache-2.0
/*
 * outlook.h - how long a document will be found as good as it is now by what it holds, and what ends then.
 *
 * The verifier itself is asked: the document is judged as of later and later times, by what the file brings and the
 * trust anchors, until a signature is no longer valid, or has a lower level, or a document time-stamp proves nothing
 * any more; the last second before that is found by halving, first among the ends of the certificates. A status that
 * nobody knows is no reason: it can be asked for as long as the certificate lives. Looks OUTLOOK_YEARS ahead. Does no
 * I/O beyond reading the document once; asks nobody. Does not know: what will be revoked, what will be broken before
 * its date in policies/suites.def.
 */
#pragma once

#include "signer/verify.h"

enum { OUTLOOK_YEARS = 100 };

enum outlook_state {
    OUTLOOK_NONE = 0,
    OUTLOOK_NOT_READABLE,
    OUTLOOK_NO_SIGNATURE,
    OUTLOOK_FAILED, /* a signature is broken: nothing to keep */
    OUTLOOK_HOLDS   /* until holds_until */
};

struct outlook {
    enum outlook_state state;
    enum proof_level level;    /* the lowest of the signatures' */
    bool is_decided;           /* every signature is valid now, the question of its status aside */
    bool has_end;              /* false: as good in OUTLOOK_YEARS as now */
    int64_t holds_until;       /* the last second, seconds since 1970; has_end and is_decided */
    char field[LIMIT_TEXT];    /* of the signature or time-stamp that ends first */
    struct err why;            /* what the verifier says of it then; of a document that does not hold now: of now */
    char ends[2 * LIMIT_TEXT]; /* the certificate that ends at holds_until; empty: it is something else */
};

/* ERR_INTERNAL only; `context->time` is now. */
MUST status outlook_of(struct outlook *out, const struct document *d, const struct judge_context *context,
                       struct err *e);
