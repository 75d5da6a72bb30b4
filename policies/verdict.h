// SPDX-License-Identifier: Apache-2.0
/*
 * verdict.h - the words of ETSI EN 319 102-1 for the outcome of a validation.
 *
 * Zero is "not judged" and is neither passed nor failed.
 */
#pragma once

#include "formats/base/finding.h"

enum indication { INDICATION_NONE = 0, TOTAL_PASSED, INDETERMINATE, TOTAL_FAILED, INDICATION_COUNT };

enum sub_indication {
    SUB_NONE = 0,
    SUB_FORMAT_FAILURE,
    SUB_HASH_FAILURE,
    SUB_SIG_CRYPTO_FAILURE,
    SUB_REVOKED,
    SUB_EXPIRED,
    SUB_NOT_YET_VALID,
    SUB_SIG_CONSTRAINTS_FAILURE,
    SUB_CHAIN_CONSTRAINTS_FAILURE,
    SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE,
    SUB_CRYPTO_CONSTRAINTS_FAILURE,
    SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
    SUB_POLICY_PROCESSING_ERROR,
    SUB_NO_CERTIFICATE_CHAIN_FOUND,
    SUB_NO_SIGNING_CERTIFICATE_FOUND,
    SUB_OUT_OF_BOUNDS_NO_POE,
    SUB_OUT_OF_BOUNDS_NOT_REVOKED,
    SUB_REVOKED_NO_POE,
    SUB_REVOKED_CA_NO_POE,
    SUB_TRY_LATER,
    SUB_SIGNED_DATA_NOT_FOUND,
    SUB_COUNT
};

enum revocation_status {
    REVOCATION_NOT_CHECKED = 0,
    REVOCATION_GOOD,
    REVOCATION_REVOKED,
    REVOCATION_UNKNOWN,
    REVOCATION_COUNT
};

/* "TOTAL-PASSED", "FORMAT_FAILURE", "not-checked" ... */
const char *indication_name(enum indication i);
const char *sub_indication_name(enum sub_indication s); /* "" for none */
const char *revocation_name(enum revocation_status r);

struct signer_names {
    char common_name[LIMIT_TEXT], subject[2 * LIMIT_TEXT], issuer[2 * LIMIT_TEXT]; /* cleaned UTF-8, RFC 4514 order */
    char serial[2 * 21 + 1];                                                       /* hex, lower case */
    char not_before[32], not_after[32];                                            /* RFC 3339 UTC */
    char fingerprint_sha256[2 * 32 + 1];                                           /* of the certificate's DER */
    char key_sha256[2 * 32 + 1]; /* of its SubjectPublicKeyInfo: the same key in another certificate is the same */
};

/* How far it proves itself (ETSI EN 319 142-1 6.3, EN 319 132-1 6.3): the highest that holds. */
enum proof_level { LEVEL_B = 0, LEVEL_T, LEVEL_LT, LEVEL_LTA };

/* One time-stamp on a signature value, or the document time-stamp itself. */
struct stamp_verdict {
    enum indication indication;
    enum sub_indication sub_indication;
    int64_t time;                  /* genTime; 0: none */
    int64_t not_before, not_after; /* genTime, give or take the accuracy that the token says: what it proves */
    char authority[LIMIT_TEXT];
};

enum { CHAIN_MAX = 10 };

struct chain_link {
    char subject[2 * LIMIT_TEXT];
    char fingerprint_sha256[2 * 32 + 1];
};

struct verdict {
    enum indication indication;
    enum sub_indication sub_indication;
    enum revocation_status revocation;
    bool has_signer;
    struct signer_names signer;
    struct findings messages; /* the reasons, first the one that decided */
    enum proof_level level;
    int64_t valid_from, valid_until; /* of the signer's certificate; 0: unknown */
    bool is_status_embedded;         /* the file alone says that every certificate on the path was good */
    int64_t best_time;               /* at which it was judged: a bound from above for when it was made */
    bool best_time_is_proven;        /* by a time-stamp; else it is the time of this validation */
    struct stamp_verdict stamps[LIMIT_TIMESTAMPS];
    size_t stamp_count;
    struct chain_link chain[CHAIN_MAX]; /* signer first, anchor last; empty when there is no path */
    size_t chain_count;
    /* how the signer's status is known: "CRL", "OCSP", ""; "given", "signature", "document", "online", "" */
    const char *status_kind, *status_origin;
    int64_t status_time; /* thisUpdate; 0: none */
    int64_t revoked_at;  /* 0: it is not, or nobody knows */
};

/* Replaces the decision; the reason that decides stands first among the messages. */
void verdict_decide(struct verdict *v, enum indication i, enum sub_indication s, const struct findings *why);
