// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/ecdsa.h"

#include "formats/base/limits.h"
#include "formats/cms/ossl.h"

enum { WIDTH_MAX = 66 }; /* P-521 */

status ecdsa_der_from_raw(struct buf *der, struct view raw, struct err *e)
{
    size_t width = raw.len / 2;
    ENSURE(raw.len % 2 == 0 && width > 0 && width <= WIDTH_MAX, ERR_SYNTAX, "an ECDSA value of %zu bytes", raw.len);
    AUTO(ECDSA_SIG_free)
    ECDSA_SIG *value = ECDSA_SIG_new();
    AUTO(BN_free)
    BIGNUM *r = BN_bin2bn(raw.data, (int)width, NULL);
    AUTO(BN_free)
    BIGNUM *s = BN_bin2bn(raw.data + width, (int)width, NULL);
    ENSURE(value != NULL && r != NULL && s != NULL, ERR_INTERNAL, "out of memory");
    ENSURE(!BN_is_zero(r) && !BN_is_zero(s), ERR_SYNTAX, "an ECDSA value with a zero");
    ENSURE(ECDSA_SIG_set0(value, r, s) == 1, ERR_INTERNAL, "out of memory");
    r = s = NULL;
    return OSSL_DER(der, ECDSA_SIG, value, e);
}

/* DER has one spelling of a value: writing it again must give the same bytes. */
static bool is_der(const ECDSA_SIG *value, struct view der)
{
    uint8_t *again = NULL;
    int len = i2d_ECDSA_SIG(value, &again);
    bool same = len > 0 && view_equal(view_of(again, (size_t)len), der);
    OPENSSL_free(again);
    return same;
}

status ecdsa_raw_from_der(struct buf *raw, struct view der, size_t width, struct err *e)
{
    uint8_t value_bytes[2 * WIDTH_MAX];
    const uint8_t *at = der.data;
    ENSURE(width > 0 && width <= WIDTH_MAX && der.len > 0 && der.len <= LIMIT_SIGNATURE_VALUE, ERR_SYNTAX,
           "an ECDSA value of %zu bytes", der.len);
    AUTO(ECDSA_SIG_free)
    ECDSA_SIG *value = d2i_ECDSA_SIG(NULL, &at, (long)der.len);
    ERR_clear_error();
    ENSURE(value != NULL && is_der(value, der), ERR_SYNTAX, "an ECDSA value that is not DER");
    const BIGNUM *r = ECDSA_SIG_get0_r(value), *s = ECDSA_SIG_get0_s(value);
    ENSURE(!BN_is_zero(r) && !BN_is_zero(s) && !BN_is_negative(r) && !BN_is_negative(s), ERR_SYNTAX,
           "an ECDSA value with a zero");
    ENSURE(BN_bn2binpad(r, value_bytes, (int)width) > 0 && BN_bn2binpad(s, value_bytes + width, (int)width) > 0,
           ERR_SYNTAX, "an ECDSA value wider than its curve");
    return buf_copy(raw, view_of(value_bytes, 2 * width), e);
}
