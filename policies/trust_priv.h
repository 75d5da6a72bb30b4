// SPDX-License-Identifier: Apache-2.0
/*
 * trust_priv.h - the inside of trust.h for path.c.
 */
#pragma once

#include "formats/cms/ossl.h"
#include "policies/trust.h"

struct trust {
    STACK_OF(X509) * anchors;
    STACK_OF(X509_CRL) * crls;
};
