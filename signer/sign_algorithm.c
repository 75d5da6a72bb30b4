// SPDX-License-Identifier: Apache-2.0
#include "signer/sign_priv.h"

enum digest_algorithm sign_digest(const struct sign_request *r, const struct key_facts *f)
{
    if (r->digest_algorithm != DIGEST_NONE) return r->digest_algorithm;
    if (f->scheme != SIGNATURE_ECDSA || f->bits <= 256) return DIGEST_SHA256;
    return f->bits <= 384 ? DIGEST_SHA384 : DIGEST_SHA512;
}
