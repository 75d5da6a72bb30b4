// SPDX-License-Identifier: Apache-2.0
#include "policies/verdict.h"

static const char *const indications[INDICATION_COUNT] = {
    [INDICATION_NONE] = "INDETERMINATE", /* not judged: read as the verdict that promises nothing */
    [TOTAL_PASSED] = "TOTAL-PASSED",
    [INDETERMINATE] = "INDETERMINATE",
    [TOTAL_FAILED] = "TOTAL-FAILED",
};

static const char *const sub_indications[SUB_COUNT] = {
    [SUB_NONE] = "",
    [SUB_FORMAT_FAILURE] = "FORMAT_FAILURE",
    [SUB_HASH_FAILURE] = "HASH_FAILURE",
    [SUB_SIG_CRYPTO_FAILURE] = "SIG_CRYPTO_FAILURE",
    [SUB_REVOKED] = "REVOKED",
    [SUB_EXPIRED] = "EXPIRED",
    [SUB_NOT_YET_VALID] = "NOT_YET_VALID",
    [SUB_SIG_CONSTRAINTS_FAILURE] = "SIG_CONSTRAINTS_FAILURE",
    [SUB_CHAIN_CONSTRAINTS_FAILURE] = "CHAIN_CONSTRAINTS_FAILURE",
    [SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE] = "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    [SUB_CRYPTO_CONSTRAINTS_FAILURE] = "CRYPTO_CONSTRAINTS_FAILURE",
    [SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE] = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
    [SUB_POLICY_PROCESSING_ERROR] = "POLICY_PROCESSING_ERROR",
    [SUB_NO_CERTIFICATE_CHAIN_FOUND] = "NO_CERTIFICATE_CHAIN_FOUND",
    [SUB_NO_SIGNING_CERTIFICATE_FOUND] = "NO_SIGNING_CERTIFICATE_FOUND",
    [SUB_OUT_OF_BOUNDS_NO_POE] = "OUT_OF_BOUNDS_NO_POE",
    [SUB_OUT_OF_BOUNDS_NOT_REVOKED] = "OUT_OF_BOUNDS_NOT_REVOKED",
    [SUB_REVOKED_NO_POE] = "REVOKED_NO_POE",
    [SUB_REVOKED_CA_NO_POE] = "REVOKED_CA_NO_POE",
    [SUB_TRY_LATER] = "TRY_LATER",
    [SUB_SIGNED_DATA_NOT_FOUND] = "SIGNED_DATA_NOT_FOUND",
};

static const char *const revocations[REVOCATION_COUNT] = {
    [REVOCATION_NOT_CHECKED] = "not-checked",
    [REVOCATION_GOOD] = "good",
    [REVOCATION_REVOKED] = "revoked",
    [REVOCATION_UNKNOWN] = "unknown",
};

const char *indication_name(enum indication i)
{
    return i < INDICATION_COUNT ? indications[i] : indications[INDETERMINATE];
}

const char *sub_indication_name(enum sub_indication s)
{
    return s < SUB_COUNT ? sub_indications[s] : "";
}

const char *revocation_name(enum revocation_status r)
{
    return r < REVOCATION_COUNT ? revocations[r] : revocations[REVOCATION_NOT_CHECKED];
}

void verdict_decide(struct verdict *v, enum indication i, enum sub_indication s, const struct findings *why)
{
    struct findings rest = v->messages;
    v->indication = i;
    v->sub_indication = s;
    v->messages = *why;
    findings_append(&v->messages, &rest);
}
