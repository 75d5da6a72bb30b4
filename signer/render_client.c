// SPDX-License-Identifier: Apache-2.0
#include "signer/render_client.h"

#include "signer/process.h"
#include "signer/render_protocol.h"

static status ask(struct buf *answer, struct view *body, int document, const struct buf *request, struct err *e)
{
    AUTO(process_stop)
    struct process *render = NULL;
    struct view message;
    TRY(buf_done(&message, request, e));
    TRY(process_start(&render, "render", document, NULL, e));
    TRY(process_ask(answer, render, message, LIMIT_WORKER_SECONDS, e));
    return buf_done(body, answer, e);
}

status render_find_text(struct render_place *out, uint32_t *matches, int document, const char *text, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(4096);
    struct view body;
    wire_put_u32(&request, RENDER_FIND_TEXT);
    wire_put_string(&request, text);
    TRY(ask(&answer, &body, document, &request, e));
    TRY(wire_get_u32(matches, &body, e));
    TRY(render_get_place(out, &body, e));
    return wire_end(body, e);
}

status render_find_between(struct render_place *above, struct render_place *below, uint32_t *matches, int document,
                           const char *title, const char *name, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(4096);
    struct view body;
    wire_put_u32(&request, RENDER_FIND_BETWEEN);
    wire_put_string(&request, title);
    wire_put_string(&request, name);
    TRY(ask(&answer, &body, document, &request, e));
    TRY(wire_get_u32(matches, &body, e));
    TRY(render_get_place(above, &body, e));
    TRY(render_get_place(below, &body, e));
    return wire_end(body, e);
}

status render_draw(struct render_drawing *out, const struct render_appearance *a, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    struct view body;
    wire_put_u32(&request, RENDER_DRAW);
    render_put_appearance(&request, a);
    TRY(ask(&answer, &body, -1, &request, e));
    TRY(render_get_drawing(out, &body, e));
    return wire_end(body, e);
}
