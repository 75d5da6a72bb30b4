// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_restriction.h"

void pdf_restriction_put(struct buf *out, const struct pdf_restriction *r)
{
    wire_put_u32(out, r->certify);
    wire_put_u32(out, r->lock);
    wire_put_u8(out, r->is_final);
    wire_put_u32(out, (uint32_t)r->count);
    for (size_t i = 0; i < r->count; i++) wire_put_string(out, r->name[i]);
}

static status get(struct pdf_restriction *r, struct view *in, struct err *e)
{
    uint32_t lock, count;
    TRY(wire_get_below(&r->certify, in, 4, e));
    TRY(wire_get_below(&lock, in, PDF_LOCK_ACTION_COUNT, e));
    TRY(wire_get_bool(&r->is_final, in, e));
    TRY(wire_get_below(&count, in, LIMIT_PDF_LOCK_NAMES + 1, e));
    for (r->count = 0; r->count < count; r->count++) TRY(wire_get_string(r->name[r->count], sizeof r->name[0], in, e));
    r->lock = (enum pdf_lock_action)lock;
    return OK;
}

status pdf_restriction_get(struct pdf_restriction *out, struct view *in, struct err *e)
{
    struct pdf_restriction got = {0};
    struct view rest = *in;
    TRY(get(&got, &rest, e));
    *out = got;
    *in = rest;
    return OK;
}
