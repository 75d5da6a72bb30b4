// SPDX-License-Identifier: Apache-2.0
/*
 * own_status.h - may the certificate of this key sign now (Circular 15/2025/TT-BKHCN, annex II, 1.1 to 1.5)? Asked
 * before the key is used, of the engine that will judge the signature: path, dates, key usage, algorithms, and the
 * status of each certificate below the anchor, from what was given, the cache and, where it may be asked, the network.
 *
 * Refuses (ERR_REFUSED): outside of its dates, revoked, on hold, itself or an authority above it; not for signing
 * documents; weak. What is not known (no trust anchors, no path, no answer about the status) is a note that warns the
 * person, or refused with `require_status`.
 */
#pragma once

#include "signer/sign_level.h"

struct own_status {
    enum revocation_status status; /* NOT_CHECKED also where there is no path */
    const char *kind, *origin;     /* how it is known: verdict.h */
    int64_t this_update, time;     /* of the answer (0: none); when it was asked */
    bool has_path;
    /* With keeps_evidence: the certificate, those beside it on the token, those of the path, and the answers that
     * count; nothing twice. */
    struct proofs evidence;
};

void own_status_clear(struct own_status *s);

/* `certificates`: what lies beside the certificate on the token; they may help to find a path. */
struct own_certificate {
    struct view der;
    const struct buf *certificates;
    size_t certificate_count;
    enum signature_scheme scheme;
    enum digest_algorithm digest_algorithm;
};

/* `out` is cleared first. */
MUST status own_status_check(struct own_status *out, struct findings *notes, const struct own_certificate *own,
                             const struct sign_level *l, const struct judge_context *c, struct err *e);
