// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/ossl.h"

#include <limits.h>

#include "formats/base/limits.h"

X509 *ossl_certificate(struct view der)
{
    const uint8_t *at = der.data;
    if (der.len == 0 || der.len > LIMIT_CERTIFICATE) return NULL;
    X509 *c = d2i_X509(NULL, &at, (long)der.len);
    ERR_clear_error();
    if (c != NULL && at == der.data + der.len) return c;
    X509_free(c);
    return NULL;
}
