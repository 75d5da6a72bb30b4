// SPDX-License-Identifier: Apache-2.0
/*
 * second_seal.h - when a department's seal may go on (Decree 30/2020 article 32.2d): only on what an authorised person
 * has validly signed before, with another key, and which has not changed since.
 *
 * Does not check: that this person is on the department's list (the service's register of rights does).
 */
#pragma once

#include "policies/verdict.h"

struct earlier_signature {
    const struct verdict *verdict;
    bool covers_everything; /* of the document as it was then, and nothing but signatures came after */
};

/* ERR_REFUSED with the reason; `sealing` is the department's certificate. */
MUST status second_seal_allowed(const struct earlier_signature *earlier, size_t count,
                                const struct signer_names *sealing, struct err *e);
