// SPDX-License-Identifier: Apache-2.0
/* The message from `seal` to `fetch`. */
#include "signer/fetch_ops.h"

size_t fetch_size_max(enum fetch_op op)
{
    static const size_t sizes[FETCH_OP_COUNT] = {[FETCH_OCSP] = LIMIT_OCSP,
                                                 [FETCH_CRL] = LIMIT_CRL,
                                                 [FETCH_CERTIFICATE] = LIMIT_CERTIFICATE,
                                                 [FETCH_TIMESTAMP] = LIMIT_STAMP_ANSWER};
    return op < FETCH_OP_COUNT ? sizes[op] : 0;
}

void fetch_request_put(struct buf *out, const struct fetch_request *r)
{
    wire_put_u32(out, r->op);
    wire_put_string(out, r->url);
    wire_put_u32(out, r->seconds);
    wire_put_bytes(out, r->body);
    wire_put_u32(out, (uint32_t)r->allowed_count);
    for (size_t i = 0; i < r->allowed_count; i++) wire_put_string(out, r->allowed[i]);
}

status fetch_request_get(struct fetch_request *out, struct view *in, struct err *e)
{
    uint32_t op, seconds, count;
    TRY(wire_get_below(&op, in, FETCH_OP_COUNT, e));
    TRY(wire_get_string(out->url, sizeof out->url, in, e));
    TRY(wire_get_below(&seconds, in, LIMIT_STAMP_SECONDS_MAX + 1, e));
    TRY(wire_get_bytes(&out->body, in, LIMIT_OCSP, e));
    TRY(wire_get_below(&count, in, FETCH_ALLOWED_MAX + 1, e));
    for (uint32_t i = 0; i < count; i++) TRY(wire_get_string(out->allowed[i], sizeof out->allowed[i], in, e));
    out->op = (enum fetch_op)op;
    out->seconds = seconds;
    out->allowed_count = count;
    return OK;
}
