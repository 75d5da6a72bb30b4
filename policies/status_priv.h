// SPDX-License-Identifier: Apache-2.0
/*
 * status_priv.h - what one revocation list or OCSP answer says about one certificate: between revocation.c, which asks
 * and weighs, and status_crl.c and status_ocsp.c, which read.
 */
#pragma once

#include <openssl/ocsp.h>

#include "formats/cms/ossl.h"
#include "policies/revocation.h"

AUTO_DEFINE(OCSP_BASICRESP, OCSP_BASICRESP_free)
AUTO_DEFINE(OCSP_RESPONSE, OCSP_RESPONSE_free)

/* In the order in which they win over one another; those from GOOD to HOLD count, and of them the newest decides. */
enum standing {
    STANDING_NONE = 0, /* not about this certificate */
    STANDING_UNUSABLE,
    STANDING_STALE,
    STANDING_GOOD,
    STANDING_UNKNOWN,
    STANDING_HOLD,
    STANDING_REVOKED
};

/* Why an answer does not count: a row each in revocation.c. */
enum refusal {
    REFUSAL_NONE = 0,
    REFUSAL_LIST_SIGNATURE,
    REFUSAL_LIST_USAGE,
    REFUSAL_LIST_WEAK,
    REFUSAL_LIST_DELTA,
    REFUSAL_LIST_INDIRECT,
    REFUSAL_LIST_PARTIAL,
    REFUSAL_LIST_OTHER_KIND,
    REFUSAL_LIST_OTHER_PLACE,
    REFUSAL_LIST_CRITICAL,
    REFUSAL_LIST_DATES,
    REFUSAL_LIST_MALFORMED,
    REFUSAL_OCSP_STRANGER,
    REFUSAL_OCSP_NOT_FOR_IT,
    REFUSAL_OCSP_CA,
    REFUSAL_OCSP_ITSELF,
    REFUSAL_OCSP_EXPIRED,
    REFUSAL_OCSP_STATUS,
    REFUSAL_OCSP_WEAK,
    REFUSAL_OCSP_CRITICAL,
    REFUSAL_OCSP_DATES,
    REFUSAL_ISSUER_EXPIRED,
    REFUSAL_FUTURE,
    REFUSAL_AFTER_EXPIRY,
    REFUSAL_STALE,
    REFUSAL_TOO_EARLY,
    REFUSAL_COUNT
};

struct answer {
    enum standing standing;
    enum refusal refusal;
    int64_t this_update, next_update; /* next_update 0: none */
    int64_t revoked_at;               /* 0: it is not, or the date cannot be read */
    int reason;                       /* RFC 5280 5.3.1; -1: not said */
    const char *kind, *origin;
};

enum { DIGEST_KEY = 32 };

struct question {
    X509 *certificate, *issuer;
    int64_t time;
    int64_t known_since; /* of the answer that is looked at */
    const struct status_sources *from;
    uint8_t issuer_digest[DIGEST_KEY]; /* SHA-256 of the issuer's certificate */
    bool lists_only;                   /* an OCSP responder's own status: no responder vouches for another */
};

/* Standing NONE where the list is of another issuer. `digest`: SHA-256 of its DER. */
void status_ask_crl(struct answer *out, const struct question *q, X509_CRL *crl,
                    const uint8_t digest[static DIGEST_KEY]);
/* Likewise, of the DER of a list that came along. */
void status_ask_crl_proof(struct answer *out, const struct question *q, struct view der);
/* Standing NONE where no SingleResponse is about the certificate. */
void status_ask_ocsp(struct answer *out, const struct question *q, OCSP_BASICRESP *answer);

/* Through every source; what does not count and why goes to `why`, which may be NULL. */
void status_ask_all(struct answer *out, struct findings *why, const struct question *q, const char *who);

/*
 * From what the answer says (standing GOOD, UNKNOWN, HOLD or REVOKED, dates) to what that is worth at q->time.
 * `keeps_expired_since`: certificates that have expired after it still show (0: none do).
 */
void status_settle(struct answer *a, const struct question *q, int64_t keeps_expired_since);
void status_refuse(struct answer *a, enum refusal why);

/* X5-07, for what OpenSSL asks nothing: SHA-2 at least, and a key of 112 bits of strength. */
bool status_is_strong(const X509_ALGOR *signature, EVP_PKEY *key);
/* Superseded and the like: the key was sound until then, so an invalidityDate changes nothing. */
bool status_reason_is_harmless(int reason);

/* An OCSPResponse that succeeded, or the BasicOCSPResponse in it; NULL if it is none. */
OCSP_BASICRESP *status_ocsp_of(struct view der) MUST;
/* The OCSPResponse that `der` is, or is the inside of (`basic`, decoded); false where there is no room for it. */
bool status_ocsp_response(struct buf *out, struct view der, OCSP_BASICRESP *basic);
X509_CRL *status_crl_of(struct view der) MUST;
/* A CertificateList in parts: whose it is by name, whether that key has signed it, and a list with only those of its
 * entries that matter for `certificate` or for the whole list (without a signature; NULL: it is not well made). */
bool status_crl_is_of(struct view der, X509 *issuer);
bool status_crl_is_signed(struct view der, X509 *issuer);
X509_CRL *status_crl_excerpt(struct view der, X509 *certificate) MUST;
/* With which a signature of this AlgorithmIdentifier is made; DIGEST_OTHER: not known. */
enum digest_algorithm status_digest_of(const X509_ALGOR *signature);
