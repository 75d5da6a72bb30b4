// SPDX-License-Identifier: Apache-2.0
/*
 * trust_priv.h - the inside of trust.h for those who judge by it.
 */
#pragma once

#include "formats/cms/ossl.h"
#include "policies/answers.h"
#include "policies/trust.h"

struct trust {
    STACK_OF(X509) * anchors;
    struct answers answers;
};

bool trust_is_pem(struct view bytes);
