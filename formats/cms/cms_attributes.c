// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/cms_attributes.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/limits.h"
#include "formats/cms/ossl.h"

enum { ATTRIBUTES_MAX = 64, TAG_SET = 0x31 };

void cms_put_header(struct buf *out, uint8_t tag, size_t len)
{
    buf_put_byte(out, tag);
    if (len < 128) {
        buf_put_byte(out, (uint8_t)len);
        return;
    }
    int bytes = 1;
    while (bytes < 8 && len >> (8 * bytes) != 0) bytes++;
    buf_put_byte(out, (uint8_t)(0x80 | bytes));
    for (int i = bytes - 1; i >= 0; i--) buf_put_byte(out, (uint8_t)(len >> (8 * i)));
}

/* = X.690 11.6: ascending, the shorter padded with zero octets; equal prefixes never occur in TLVs of unequal length */
static int by_der(const void *a, const void *b)
{
    const struct buf *x = a, *y = b;
    size_t n = x->len < y->len ? x->len : y->len;
    int order = memcmp(x->data, y->data, n);
    return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

static status encode_all(struct buf *items, int count, const CMS_SignerInfo *si, struct err *e)
{
    for (int i = 0; i < count; i++) TRY(OSSL_DER(&items[i], X509_ATTRIBUTE, CMS_signed_get_attr(si, i), e));
    return OK;
}

static status join(struct buf *out, const struct buf *items, int count, struct err *e)
{
    AUTO_BUF b = BUF_INIT(LIMIT_CMS);
    struct view done;
    size_t total = 0;
    for (int i = 0; i < count; i++) total += items[i].len;
    cms_put_header(&b, TAG_SET, total);
    for (int i = 0; i < count; i++) buf_put(&b, view_of(items[i].data, items[i].len));
    TRY(buf_done(&done, &b, e));
    return buf_copy(out, done, e);
}

static status attributes(struct buf *out, const CMS_SignerInfo *si, bool sorted, struct err *e)
{
    struct buf items[ATTRIBUTES_MAX];
    int count = CMS_signed_get_attr_count(si);
    ENSURE(count > 0 && count <= ATTRIBUTES_MAX, ERR_SYNTAX, "RFC 5652 5.3: %d signed attributes", count);
    for (int i = 0; i < count; i++) items[i] = BUF_INIT(LIMIT_CMS);
    status r = encode_all(items, count, si, e);
    if (r == OK) {
        if (sorted) qsort(items, (size_t)count, sizeof items[0], by_der);
        r = join(out, items, count, e);
    }
    for (int i = 0; i < count; i++) buf_clear(&items[i]);
    return r;
}

status cms_attributes_der(struct buf *out, const CMS_SignerInfo *si, struct err *e)
{
    return attributes(out, si, true, e);
}

status cms_attributes_as_written(struct buf *out, const CMS_SignerInfo *si, struct err *e)
{
    return attributes(out, si, false, e);
}
