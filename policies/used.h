// SPDX-License-Identifier: Apache-2.0
/*
 * used.h - what a validation rested on beside the file: the certificates of its paths, and the answers about their
 * status, for whoever puts them into the file (ETSI EN 319 142-1 5.4.2 and 6.3, level B-LT).
 *
 * Of a path every certificate, the anchor too, that neither the signature nor the document brings. Of the answers
 * beside the file as few as the validation is content with: an OCSP answer where it tells by itself, else a list, else
 * an OCSP answer and the list that vouches for its responder; of two such the newer. Nothing twice. Pure, as judge.h.
 */
#pragma once

#include "policies/path.h"
#include "policies/revocation.h"

/* A certificate of a path, and when it ends. */
struct used_end {
    int64_t time;
    char subject[2 * LIMIT_TEXT];
};

enum { USED_ENDS_MAX = 64 };

struct used {
    struct proofs proofs;
    struct used_end end[USED_ENDS_MAX]; /* of all paths, anchors too; more are left out */
    size_t end_count;
    struct err why; /* the first thing that did not fit, or ERR_NONE */
};

void used_clear(struct used *u);
void used_add_path(struct used *u, const struct path *p, const struct evidence *carried, const struct proofs *document);
/* For a certificate that is good by what is in `from`, and not by the file alone. */
void used_add_status(struct used *u, const struct status_sources *from, X509 *certificate, X509 *issuer, int64_t time);
