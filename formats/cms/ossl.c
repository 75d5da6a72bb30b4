// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/ossl.h"

#include <limits.h>
#include <time.h>

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

bool ossl_time(int64_t *out, const ASN1_TIME *t)
{
    struct tm tm;
    if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1) return false; /* NULL would be now */
    int64_t seconds = (int64_t)timegm(&tm);
    if (seconds > LIMIT_TIME) return false;
    *out = seconds;
    return true;
}
