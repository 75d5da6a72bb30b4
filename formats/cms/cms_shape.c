// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/cms_shape.h"

#include "formats/cms/der.h"

enum { CONSTRUCTED = 0x20, DER_OID = 0x06 };

static size_t arcs(struct view oid)
{
    size_t n = 1; /* the first octet holds two */
    for (size_t i = 0; i < oid.len; i++) n += (oid.data[i] & 0x80) == 0;
    return n;
}

/* Goes as deep as the limit allows, which bounds the stack. */
static void check_level(struct findings *f, struct view v, int depth)
{
    struct der_tlv t;
    if (depth > LIMIT_CMS_DEPTH) {
        finding_add(f, "CMS-11", "the CMS is nested deeper than %d levels", LIMIT_CMS_DEPTH);
        return;
    }
    while (der_next(&t, &v)) {
        if (t.tag == DER_OID && arcs(t.content) > LIMIT_CMS_ARCS)
            finding_add(f, "CMS-11", "an object identifier has more than %d numbers", LIMIT_CMS_ARCS);
        if (t.tag == DER_INTEGER && t.content.len > LIMIT_CMS_INTEGER)
            finding_add(f, "CMS-11", "an integer in the CMS is longer than %d bytes", LIMIT_CMS_INTEGER);
        if (t.tag & CONSTRUCTED) check_level(f, t.content, depth + 1);
    }
}

void cms_check_shape(struct findings *f, struct view cms)
{
    check_level(f, cms, 0);
}
