// SPDX-License-Identifier: Apache-2.0
/*
 * evidence.h - what a signature of any format proves by itself, before anybody asks whom to trust.
 *
 * cms/ and xml/ fill it, policies/ judges it. Zero means "not done", which never passes.
 */
#pragma once

#include "formats/base/algorithms.h"
#include "formats/base/finding.h"

enum check { CHECK_NOT_DONE = 0, CHECK_PASSED = 0x5a, CHECK_FAILED = 0xa5 };

/* What came along to prove the status of certificates: in the signature itself, or in the document (a PDF's DSS). */
enum proof_kind { PROOF_NONE = 0, PROOF_CERTIFICATE, PROOF_CRL, PROOF_OCSP, PROOF_KIND_COUNT };

struct proof {
    enum proof_kind kind;
    struct buf der; /* a certificate, a CertificateList, an OCSPResponse or BasicOCSPResponse; not parsed yet */
    uint32_t since; /* PDF: the revision, from 0, that brought it; else 0 */
};

struct proofs {
    struct proof *item;
    size_t count;
};

/* Beyond LIMIT_PROOFS, or larger than its kind may be: ERR_LIMIT. Does not look at the bytes. */
MUST status proofs_add(struct proofs *p, enum proof_kind kind, struct view der, uint32_t since, struct err *e);
/* The very same bytes as the same kind of proof. */
bool proofs_have(const struct proofs *p, enum proof_kind kind, struct view der);
void proofs_clear(struct proofs *p);
void proofs_put(struct buf *out, const struct proofs *p);
MUST status proofs_get(struct proofs *out, struct view *in, struct err *e);

struct timestamp;

struct evidence {
    enum check digest;  /* everything that is signed has the digest that was signed */
    enum check value;   /* the signature value belongs to the key of `signer` */
    enum check binding; /* the signing-certificate attribute names `signer` (CHECK_NOT_DONE: there is none) */
    enum digest_algorithm digest_algorithm;
    enum signature_scheme scheme;
    struct buf signer;                           /* DER; empty when it could not be told */
    struct buf certificates[LIMIT_CERTIFICATES]; /* DER; all that came along, signer too */
    size_t certificate_count;
    struct buf value_octets;      /* the signature value itself: a time-stamp covers it */
    struct timestamp *timestamps; /* signature-time-stamps over value_octets, as they stand in the signature */
    size_t timestamp_count;       /* at most LIMIT_TIMESTAMPS */
    struct proofs proofs;         /* that the signature carries */
    struct findings findings;
};

/* A time-stamp token (RFC 3161): a CMS of its own whose content is the TSTInfo. */
struct timestamp {
    struct evidence evidence; /* of the token; evidence.digest: of the TSTInfo; it has no timestamps */
    enum check imprint;       /* messageImprint is the digest of what was to be stamped */
    enum digest_algorithm imprint_algorithm;
    int64_t time;           /* genTime, seconds since 1970, fractions cut off; 0: none */
    uint32_t accuracy;      /* milliseconds; 0: not said */
    char policy[LIMIT_OID]; /* dotted */
};

void evidence_init(struct evidence *v);
void evidence_clear(struct evidence *v);
/* Between processes: strict both ways; timestamps nest once. */
void evidence_put(struct buf *out, const struct evidence *v);
MUST status evidence_get(struct evidence *out, struct view *in, struct err *e);
void timestamp_init(struct timestamp *t);
void timestamp_clear(struct timestamp *t);
void timestamp_put(struct buf *out, const struct timestamp *t);
MUST status timestamp_get(struct timestamp *out, struct view *in, struct err *e);
