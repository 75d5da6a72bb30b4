// SPDX-License-Identifier: Apache-2.0
/*
 * indications.h - what a finding means for the verdict, one row a rule: the table of policies/indications.md.
 */
#pragma once

#include "policies/policy.h"
#include "policies/verdict.h"

enum weight {
    WEIGHT_NOTE = 1, /* reported, changes nothing */
    WEIGHT_DOUBT,    /* INDETERMINATE */
    WEIGHT_BROKEN    /* TOTAL-FAILED */
};

struct meaning {
    enum weight weight;
    enum sub_indication sub;
};

/* A rule without a row is a doubt: INDETERMINATE, POLICY_PROCESSING_ERROR. */
struct meaning indication_of(enum policy p, const char *rule);
/* Scope before-seal: may a document with this finding not be signed or sealed? */
bool indication_forbids_sealing(enum policy p, const char *rule);
/* Row i as "rule"; NULL past the end: for the test against indications.md. */
const char *indication_row(size_t i, struct meaning out[static POLICY_COUNT]);
