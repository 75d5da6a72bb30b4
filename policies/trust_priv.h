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
    struct anchor_info *infos; /* one for each of anchors */
    size_t info_capacity;
    struct answers answers;
};

bool trust_is_pem(struct view bytes);
/*
 * The certificates of one file, appended to `out`: DER or PEM, single or as a PKCS#7 bundle without signers (.p7b).
 * ERR_TRUST with `name` in the text when there is none, or anything else among them.
 */
MUST status trust_read_certificates(STACK_OF(X509) * out, struct view bytes, const char *name, struct err *e);

/* anchor_info_of for one that was read already from `der`. */
MUST status anchor_info_of_x509(struct anchor_info *out, X509 *c, struct view der, const char *source, struct err *e);
