// SPDX-License-Identifier: Apache-2.0
#include "formats/evidence.h"

void evidence_init(struct evidence *v)
{
    *v = (struct evidence){.signer = BUF_INIT(LIMIT_CERTIFICATE), .value_octets = BUF_INIT(LIMIT_SIGNATURE_VALUE)};
    for (size_t i = 0; i < LIMIT_CERTIFICATES; i++) v->certificates[i] = BUF_INIT(LIMIT_CERTIFICATE);
}

void evidence_clear(struct evidence *v)
{
    buf_clear(&v->signer);
    buf_clear(&v->value_octets);
    for (size_t i = 0; i < LIMIT_CERTIFICATES; i++) buf_clear(&v->certificates[i]);
    *v = (struct evidence){0};
}
