// SPDX-License-Identifier: Apache-2.0
/*
 * answers.h - the revocation lists, OCSP answers and certificates of others that a validation was given or has fetched,
 * decoded once, and which lists were found to be well signed, so that ten thousand files cost one check.
 *
 * Bytes in: does no I/O. Does not check anything but that it can be read.
 */
#pragma once

#include <openssl/ocsp.h>

#include "formats/cms/ossl.h"
#include "formats/evidence.h"

enum { ANSWER_DIGEST = 32 };

/* One of crl, ocsp, certificate, as `kind` says */
struct known {
    enum proof_kind kind;
    bool is_online; /* fetched, or from the cache; else given */
    X509_CRL *crl;
    OCSP_BASICRESP *ocsp;
    X509 *certificate;
    struct buf response;           /* of OCSP: the OCSPResponse, in DER */
    uint8_t digest[ANSWER_DIGEST]; /* SHA-256 of the DER */
};

struct answers {
    struct known *item;
    size_t count, room;
    struct list_memo *memo;
};

/* ERR_TRUST, with `name` in the text, where the DER is none of its kind, or there are LIMIT_ANCHORS of that already. */
MUST status answers_add(struct answers *a, enum proof_kind kind, struct view der, bool is_online, const char *name,
                        struct err *e);
/* Down to the first `keep`. */
void answers_drop(struct answers *a, size_t keep);
void answers_forget_online(struct answers *a);
size_t answers_count(const struct answers *a, enum proof_kind kind);
void answers_clear(struct answers *a);

/* What was found about a list (its digest) and its issuer (that certificate's digest) before; false: nothing yet. */
bool answers_recall(int *out, const struct answers *a, const uint8_t list[static ANSWER_DIGEST],
                    const uint8_t issuer[static ANSWER_DIGEST]);
void answers_remember(const struct answers *a, const uint8_t list[static ANSWER_DIGEST],
                      const uint8_t issuer[static ANSWER_DIGEST], int finding);
