// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/der.h"

#include "formats/base/limits.h"
#include "formats/cms/ossl.h"

bool der_next(struct der_tlv *out, struct view *in)
{
    const uint8_t *at = in->data;
    long len;
    int tag, class;
    if (in->len == 0 || in->len > LIMIT_CRL) return false;
    int r = ASN1_get_object(&at, &len, &tag, &class, (long)in->len);
    ERR_clear_error();
    if ((r & 0x81) != 0) return false; /* error, or indefinite */
    size_t header = (size_t)(at - in->data);
    *out = (struct der_tlv){in->data[0], view_of(in->data, header + (size_t)len), view_of(at, (size_t)len)};
    *in = view_of(at + len, in->len - header - (size_t)len);
    return true;
}

bool der_next_is(struct der_tlv *out, struct view *in, uint8_t tag)
{
    struct view rest = *in;
    if (!der_next(out, &rest) || out->tag != tag) return false;
    *in = rest;
    return true;
}

bool der_is_definite(struct view in)
{
    struct view level[LIMIT_CMS_DEPTH] = {in};
    size_t depth = 1;
    while (depth > 0) {
        struct der_tlv one;
        struct view *rest = &level[depth - 1];
        if (rest->len == 0) {
            depth--;
            continue;
        }
        if (!der_next(&one, rest)) return false;
        if ((one.tag & V_ASN1_CONSTRUCTED) == 0) continue;
        if (depth == LIMIT_CMS_DEPTH) return false;
        level[depth++] = one.content;
    }
    return true;
}
