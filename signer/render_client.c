// SPDX-License-Identifier: Apache-2.0
#include "signer/render_client.h"

#include <string.h>

#include "formats/base/text.h"
#include "signer/allowance.h"
#include "signer/document.h"
#include "signer/process.h"
#include "signer/render_protocol.h"

enum { ANSWER_MAX = 4096 }; /* places */

static status ask(struct buf *answer, struct view *body, const struct document *document, const struct buf *request,
                  struct err *e)
{
    struct view message;
    TRY(buf_done(&message, request, e));
    TRY(process_ask_once(answer, "render", document, message, e));
    return buf_done(body, answer, e);
}

/* The request ends with the password, because a buffer that grows leaves what it held behind, and is wiped. */
static status ask_opening(struct buf *answer, struct view *body, const struct render_document *d, struct buf *request,
                          struct err *e)
{
    wire_put_string(request, d->password == NULL ? "" : d->password);
    status asked = ask(answer, body, d->document, request, e);
    explicit_bzero(request->data, request->len);
    return asked;
}

/* What render would refuse as a broken message is the caller's mistake here. */
static status put_text(struct buf *request, const char *text, struct err *e)
{
    ENSURE(strlen(text) < LIMIT_TEXT && text_is_clean(view_of_string(text)), ERR_USAGE,
           "a text to look for has less than %d bytes, and no control characters", LIMIT_TEXT);
    wire_put_string(request, text);
    return OK;
}

status render_find_text(struct render_place *out, uint32_t *matches, const struct render_document *d, const char *text,
                        struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(ANSWER_MAX);
    struct render_place place;
    struct view body;
    uint32_t count;
    wire_put_u32(&request, RENDER_FIND_TEXT);
    TRY(put_text(&request, text, e));
    TRY(ask_opening(&answer, &body, d, &request, e));
    TRY(wire_get_u32(&count, &body, e));
    TRY(render_get_place(&place, &body, e));
    TRY(wire_end(body, e));
    *out = place;
    *matches = count;
    return OK;
}

status render_find_between(struct render_place *above, struct render_place *below, uint32_t *matches,
                           const struct render_document *d, const char *title, const char *name, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(ANSWER_MAX);
    struct render_place places[2];
    struct view body;
    uint32_t count;
    wire_put_u32(&request, RENDER_FIND_BETWEEN);
    TRY(put_text(&request, title, e));
    TRY(put_text(&request, name, e));
    TRY(ask_opening(&answer, &body, d, &request, e));
    TRY(wire_get_u32(&count, &body, e));
    for (int i = 0; i < 2; i++) TRY(render_get_place(&places[i], &body, e));
    TRY(wire_end(body, e));
    *above = places[0];
    *below = places[1];
    *matches = count;
    return OK;
}

status render_page_size(struct render_sheet *out, const struct render_document *d, int32_t page, struct err *e)
{
    AUTO_BUF request = BUF_INIT(ANSWER_MAX);
    AUTO_BUF answer = BUF_INIT(ANSWER_MAX);
    struct render_sheet sheet;
    struct view body;
    wire_put_u32(&request, RENDER_PAGE_SIZE);
    wire_put_u32(&request, page < 0 ? 0 : (uint32_t)page);
    TRY(ask_opening(&answer, &body, d, &request, e));
    TRY(render_get_sheet(&sheet, &body, e));
    TRY(wire_end(body, e));
    *out = sheet;
    return OK;
}

status render_find_blanks(struct render_blanks *out, const struct render_document *d, enum render_blank_kind kind,
                          struct err *e)
{
    AUTO_BUF request = BUF_INIT(ANSWER_MAX);
    AUTO_BUF answer = BUF_INIT(ANSWER_MAX);
    struct render_blanks blanks;
    struct view body;
    wire_put_u32(&request, RENDER_FIND_BLANKS);
    wire_put_u32(&request, kind);
    TRY(ask_opening(&answer, &body, d, &request, e));
    TRY(render_get_blanks(&blanks, &body, e));
    TRY(wire_end(body, e));
    *out = blanks;
    return OK;
}

status render_draw(struct render_drawing *out, const struct render_appearance *a, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    AUTO_CLEAR(render_drawing_clear) struct render_drawing drawn = {.pdf = BUF_INIT(out->pdf.max)};
    struct view body;
    wire_put_u32(&request, RENDER_DRAW);
    render_put_appearance(&request, a);
    TRY(ask(&answer, &body, NULL, &request, e));
    TRY(render_get_drawing(&drawn, &body, e));
    TRY(wire_end(body, e));
    buf_move(&out->pdf, &drawn.pdf);
    out->w = drawn.w;
    out->h = drawn.h;
    out->assumed = drawn.assumed;
    return OK;
}

struct render_pages {
    struct process *process;
    unsigned seconds; /* for an answer */
};

void render_pages_close(struct render_pages *p)
{
    if (p == NULL) return;
    process_stop(p->process);
    mem_free(p);
}

static status ask_pages(struct buf *answer, struct view *body, struct render_pages *p, const struct buf *request,
                        struct err *e)
{
    struct view message;
    TRY(buf_done(&message, request, e));
    TRY(process_ask(answer, p->process, message, p->seconds, e));
    return buf_done(body, answer, e);
}

static status open_reading(struct render_reading *r, struct render_pages *p, struct err *e)
{
    AUTO_BUF request = BUF_INIT(ANSWER_MAX);
    AUTO_BUF answer = BUF_INIT(ANSWER_MAX);
    struct view body;
    uint32_t then_count, now_count;
    wire_put_u32(&request, RENDER_OPEN_PAGES);
    wire_put_u64(&request, r->then_end);
    wire_put_string(&request, r->password == NULL ? "" : r->password);
    status asked = ask_pages(&answer, &body, p, &request, e);
    explicit_bzero(request.data, request.len);
    TRY(asked);
    TRY(wire_get_below(&then_count, &body, LIMIT_PDF_PAGES + 1, e));
    TRY(wire_get_below(&now_count, &body, LIMIT_PDF_PAGES + 1, e));
    TRY(wire_end(body, e));
    r->then_count = then_count;
    r->now_count = now_count;
    return OK;
}

status render_pages_open(struct render_pages **out, struct render_reading *r, const struct document *document,
                         struct err *e)
{
    AUTO(render_pages_close)
    struct render_pages *p = mem_new(sizeof *p);
    struct allowance allowed;
    MEM_ENSURE(p);
    TRY(allowance_get(&allowed, document->bytes.len, e));
    p->seconds = allowed.seconds;
    TRY(process_start(&p->process, "render", document, NULL, e));
    TRY(open_reading(r, p, e));
    *out = TAKE(p);
    return OK;
}

status render_pages_draw(struct render_page *out, struct render_pages *p, const struct render_page_request *r,
                         struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    AUTO_CLEAR(render_page_clear) struct render_page page;
    struct view body;
    render_page_init(&page);
    wire_put_u32(&request, RENDER_DRAW_PAGE);
    render_put_page_request(&request, r);
    TRY(ask_pages(&answer, &body, p, &request, e));
    TRY(render_get_page(&page, &body, e));
    TRY(wire_end(body, e));
    render_page_clear(out);
    *out = page;
    render_page_init(&page);
    return OK;
}
