// SPDX-License-Identifier: Apache-2.0
#include "policies/indications.h"

#include <string.h>

/* Policy foreign. The same rows, with words, stand in indications.md (tests/unit/policies/indications_test.c compares).
 */
struct row {
    const char *rule;
    struct meaning meaning;
};

static const struct row foreign[] = {
    {"HASH", {WEIGHT_BROKEN, SUB_HASH_FAILURE}},
    {"VALUE", {WEIGHT_BROKEN, SUB_SIG_CRYPTO_FAILURE}},
    {"SIGNER", {WEIGHT_DOUBT, SUB_NO_SIGNING_CERTIFICATE_FOUND}},
    {"UNDONE", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"OVERFLOW", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"CMS-01", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"CMS-01b", {WEIGHT_NOTE, SUB_NONE}},
    {"CMS-02", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"CMS-02b", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"CMS-02c", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}},
    {"CMS-03", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"CMS-04", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"CMS-05", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"CMS-05b", {WEIGHT_NOTE, SUB_NONE}},
    {"CMS-05c", {WEIGHT_NOTE, SUB_NONE}},
    {"CMS-06", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"CMS-07", {WEIGHT_BROKEN, SUB_SIG_CRYPTO_FAILURE}},
    {"CMS-07b", {WEIGHT_NOTE, SUB_NONE}},
    {"CMS-07c", {WEIGHT_NOTE, SUB_NONE}},
    {"CMS-07d", {WEIGHT_DOUBT, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE}},
    {"CMS-08", {WEIGHT_DOUBT, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE}},
    {"CMS-09", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"CMS-09b", {WEIGHT_DOUBT, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE}},
    {"CMS-10", {WEIGHT_NOTE, SUB_NONE}},
    {"STAMP", {WEIGHT_NOTE, SUB_NONE}},
    {"TSP-01", {WEIGHT_DOUBT, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE}},
    {"TSP-01b", {WEIGHT_BROKEN, SUB_HASH_FAILURE}},
    {"TSP-02", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"TSP-02b", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}},
    {"TSP-02e", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}},
    {"TSP-04", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}},
    {"TSP-04b", {WEIGHT_NOTE, SUB_NONE}},
    {"TSP-05", {WEIGHT_NOTE, SUB_NONE}},
    {"X5-07", {WEIGHT_DOUBT, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE}},
    {"CMS-11", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"X5-01", {WEIGHT_DOUBT, SUB_NO_CERTIFICATE_CHAIN_FOUND}},
    {"X5-02", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}},
    {"X5-03", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}},
    {"X5-04", {WEIGHT_DOUBT, SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE}},
    {"X5-06", {WEIGHT_DOUBT, SUB_OUT_OF_BOUNDS_NO_POE}},
    {"X5-11", {WEIGHT_NOTE, SUB_NONE}},
    {"REV-01", {WEIGHT_DOUBT, SUB_TRY_LATER}},
    {"REV-01n", {WEIGHT_NOTE, SUB_NONE}},
    {"REV-02", {WEIGHT_DOUBT, SUB_TRY_LATER}},
    {"REV-03", {WEIGHT_DOUBT, SUB_REVOKED_NO_POE}},
    {"REV-03h", {WEIGHT_DOUBT, SUB_TRY_LATER}},
    {"REV-03n", {WEIGHT_NOTE, SUB_NONE}},
    {"REV-04", {WEIGHT_DOUBT, SUB_TRY_LATER}},
    {"REV-04s", {WEIGHT_DOUBT, SUB_TRY_LATER}},
    {"REV-05", {WEIGHT_DOUBT, SUB_TRY_LATER}},
    {"REV-06", {WEIGHT_DOUBT, SUB_TRY_LATER}},
    {"REV-06n", {WEIGHT_NOTE, SUB_NONE}},
    {"REV-07", {WEIGHT_DOUBT, SUB_TRY_LATER}},
    {"REV-09", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-01", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-02", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-03", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-06", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"PDF-06b", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-06c", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-06d", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-10", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"PDF-11", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-12", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-13", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-14", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-15", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-16", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-17", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-18", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-19", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-20", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-21", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-22", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"PDF-23", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-30", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-31", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"PDF-31b", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-32", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-33", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-34", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-35", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-37", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-38", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-39", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-40", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-41", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-42", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-46", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-43", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"PDF-45", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-53", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-54", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-55", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-56", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-57", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-57b", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}},
    {"PDF-59", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-59b", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-61", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-62", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-63", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-60", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-70", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-71", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-72", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-73", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-74", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"PDF-80", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-81", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-82", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-82b", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-83", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-84", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-85", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-87", {WEIGHT_NOTE, SUB_NONE}},
    {"PDF-88", {WEIGHT_NOTE, SUB_NONE}},
    {"PIC-01", {WEIGHT_NOTE, SUB_NONE}},
    {"PIC-02", {WEIGHT_NOTE, SUB_NONE}},
    {"PIC-03", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"PIC-04", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"PIC-05", {WEIGHT_NOTE, SUB_NONE}},
    {"XML-06", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"XML-20", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"XML-21", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"XML-22", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"XML-23", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"XML-24", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"XML-25", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"XML-27", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"XML-28", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"XML-30", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"XML-31", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"XML-33", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"XML-34", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"XML-35", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
    {"XML-36", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
    {"XML-37", {WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR}},
};

/* What our own files never have: nothing of it is broken, but it is not what we write. */
static const struct row own[] = {
    {"CMS-01b", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}}, {"CMS-05b", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}},
    {"CMS-07b", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}}, {"CMS-07c", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}},
    {"CMS-10", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}},  {"PDF-30", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}},
    {"PDF-31b", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}}, {"PDF-45", {WEIGHT_DOUBT, SUB_SIG_CONSTRAINTS_FAILURE}},
    {"PDF-60", {WEIGHT_BROKEN, SUB_FORMAT_FAILURE}},
};

/* What old files may have. Which old algorithms count until when is in suites.def. */
static const struct row legacy[] = {
    {"XML-35", {WEIGHT_NOTE, SUB_NONE}},
};

static const struct {
    const struct row *row;
    size_t count;
} deviations[POLICY_COUNT] = {
    [POLICY_OWN] = {own, sizeof own / sizeof own[0]},
    [POLICY_LEGACY] = {legacy, sizeof legacy / sizeof legacy[0]},
};

static const struct meaning *find(const struct row *rows, size_t count, const char *rule)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].rule, rule) == 0) return &rows[i].meaning;
    return NULL;
}

struct meaning indication_of(enum policy p, const char *rule)
{
    const struct meaning *m = p < POLICY_COUNT ? find(deviations[p].row, deviations[p].count, rule) : NULL;
    if (m == NULL) m = find(foreign, sizeof foreign / sizeof foreign[0], rule);
    return m != NULL ? *m : (struct meaning){WEIGHT_DOUBT, SUB_POLICY_PROCESSING_ERROR};
}

/* What may do or show something else after it was sealed: active content and parts from outside; and permissions that
 * somebody took for himself. */
static const char *const not_to_be_sealed[] = {"PDF-06d", "PDF-80", "PDF-82"};

bool indication_forbids_sealing(enum policy p, const char *rule)
{
    for (size_t i = 0; i < sizeof not_to_be_sealed / sizeof not_to_be_sealed[0]; i++)
        if (strcmp(not_to_be_sealed[i], rule) == 0) return true;
    return indication_of(p, rule).weight != WEIGHT_NOTE;
}

const char *indication_row(size_t i, struct meaning out[static POLICY_COUNT])
{
    if (i >= sizeof foreign / sizeof foreign[0]) return NULL;
    for (int p = 0; p < POLICY_COUNT; p++) out[p] = indication_of((enum policy)p, foreign[i].rule);
    return foreign[i].rule;
}
