// SPDX-License-Identifier: Apache-2.0
/*
 * render - the sandboxed program that finds texts on pages, draws appearances, and draws pages to compare them
 * (poppler, pango, cairo).
 *
 * The only program that links poppler, which is GPL-2 or GPL-3: this source is Apache-2.0, the program as built is
 * under the GPL. Distrusts the document on descriptor 3 as the worker does, but may read font folders. A process that
 * draws has no document.
 */
#include <poppler.h>
#include <string.h>
#include <unistd.h>

#include "signer/render/anchors.h"
#include "signer/render/appearance.h"
#include "signer/render/blanks.h"
#include "signer/render/memory.h"
#include "signer/render/opening.h"
#include "signer/render/pages.h"
#include "signer/render_protocol.h"
#include "signer/sandbox.h"
#include "signer/serve.h"

/* What one process has in its hands: a document that it was given, and what it has opened of it. */
struct desk {
    struct view document;
    struct pages *pages;
};

/* As the document's handler takes it: no text, but it has no NUL. */
static status get_password(char out[static LIMIT_PDF_PASSWORD + 1], struct view *request, struct err *e)
{
    struct view bytes;
    TRY(wire_get_bytes(&bytes, request, LIMIT_PDF_PASSWORD, e));
    if (bytes.len > 0) memcpy(out, bytes.data, bytes.len);
    out[bytes.len] = '\0';
    return OK;
}

static status find_text(struct buf *answer, struct view request, struct desk *desk, struct err *e)
{
    char text[LIMIT_TEXT], password[LIMIT_PDF_PASSWORD + 1];
    struct render_place place;
    uint32_t matches;
    TRY(wire_get_string(text, sizeof text, &request, e));
    TRY(get_password(password, &request, e));
    TRY(wire_end(request, e));
    TRY(anchors_find(&place, &matches, desk->document, password, text, e));
    wire_put_u32(answer, matches);
    render_put_place(answer, &place);
    return OK;
}

static status find_between(struct buf *answer, struct view request, struct desk *desk, struct err *e)
{
    char title[LIMIT_TEXT], name[LIMIT_TEXT], password[LIMIT_PDF_PASSWORD + 1];
    struct render_place above, below;
    uint32_t matches;
    TRY(wire_get_string(title, sizeof title, &request, e));
    TRY(wire_get_string(name, sizeof name, &request, e));
    TRY(get_password(password, &request, e));
    TRY(wire_end(request, e));
    TRY(anchors_find_between(&above, &below, &matches, desk->document, password, title, name, e));
    wire_put_u32(answer, matches);
    render_put_place(answer, &above);
    render_put_place(answer, &below);
    return OK;
}

/* Page 0: the last. */
static status page_size(struct buf *answer, struct view request, struct desk *desk, struct err *e)
{
    char password[LIMIT_PDF_PASSWORD + 1];
    uint32_t page;
    struct render_sheet sheet;
    TRY(wire_get_below(&page, &request, LIMIT_PDF_PAGES + 1, e));
    TRY(get_password(password, &request, e));
    TRY(wire_end(request, e));
    TRY(anchors_page_size(&sheet, desk->document, password, page, e));
    render_put_sheet(answer, &sheet);
    return OK;
}

static status find_blanks(struct buf *answer, struct view request, struct desk *desk, struct err *e)
{
    char password[LIMIT_PDF_PASSWORD + 1];
    uint32_t kind;
    struct render_blanks blanks;
    TRY(wire_get_below(&kind, &request, RENDER_BLANK_KIND_COUNT, e));
    TRY(get_password(password, &request, e));
    TRY(wire_end(request, e));
    TRY(blanks_find(&blanks, desk->document, password, (enum render_blank_kind)kind, e));
    render_put_blanks(answer, &blanks);
    return OK;
}

static status draw(struct buf *answer, struct view request, struct desk *desk, struct err *e)
{
    AUTO_CLEAR(render_appearance_clear) struct render_appearance a;
    AUTO_CLEAR(render_drawing_clear) struct render_drawing drawn = {.pdf = BUF_INIT(LIMIT_PDF_UPDATE / 2)};
    render_appearance_init(&a);
    ENSURE(desk->document.data == NULL, ERR_INTERNAL, "who draws must not see a document");
    TRY(render_get_appearance(&a, &request, e));
    TRY(wire_end(request, e));
    TRY(appearance_draw(&drawn, &a, e));
    render_put_drawing(answer, &drawn);
    return OK;
}

static status open_pages(struct buf *answer, struct view request, struct desk *desk, struct err *e)
{
    char password[LIMIT_PDF_PASSWORD + 1];
    struct render_reading r = {.password = password};
    ENSURE(desk->pages == NULL, ERR_INTERNAL, "the document is open already");
    TRY(wire_get_u64(&r.then_end, &request, e));
    TRY(get_password(password, &request, e));
    TRY(wire_end(request, e));
    TRY(pages_open(&desk->pages, &r, desk->document, e));
    wire_put_u32(answer, r.then_count);
    wire_put_u32(answer, r.now_count);
    return OK;
}

static status draw_page(struct buf *answer, struct view request, struct desk *desk, struct err *e)
{
    AUTO_CLEAR(render_page_clear) struct render_page page;
    struct render_page_request wanted;
    render_page_init(&page);
    ENSURE(desk->pages != NULL, ERR_INTERNAL, "the document was not opened");
    TRY(render_get_page_request(&wanted, &request, e));
    TRY(wire_end(request, e));
    TRY(pages_draw(&page, desk->pages, &wanted, e));
    render_put_page(answer, &page);
    return OK;
}

static status (*const operations[RENDER_OP_COUNT])(struct buf *, struct view, struct desk *, struct err *) = {
    [RENDER_FIND_TEXT] = find_text,     [RENDER_FIND_BETWEEN] = find_between, [RENDER_DRAW] = draw,
    [RENDER_OPEN_PAGES] = open_pages,   [RENDER_DRAW_PAGE] = draw_page,       [RENDER_PAGE_SIZE] = page_size,
    [RENDER_FIND_BLANKS] = find_blanks,
};

static status answer_one(struct buf *answer, struct view message, struct desk *desk, struct err *e)
{
    uint32_t op;
    TRY(wire_get_below(&op, &message, RENDER_OP_COUNT, e));
    ENSURE(operations[op] != NULL, ERR_INTERNAL, "no such render operation: %u", op);
    ENSURE(op == RENDER_DRAW || desk->document.data != NULL, ERR_INTERNAL, "render was given no document");
    return operations[op](answer, message, desk, e);
}

static status prepare(struct desk *desk, struct err *e)
{
    TRY(memory_check(e));
    TRY(serve_document(&desk->document, e)); /* first: what the libraries open might stand on its descriptor */
    TRY(opening_prepare(e));
    TRY(appearance_prepare(e)); /* their fonts and threads: before the sandbox, and before any byte is read */
    return sandbox_enter(SANDBOX_FONTS, desk->document.len, e);
}

/* The first request, then all that follow to one that was answered with pages. Nobody asks after an error. */
static status serve(struct desk *desk, struct err *e)
{
    for (bool end = false; !end;) {
        struct err why = {0};
        AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
        AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
        TRY(serve_next(&request, &end, e));
        if (end) break;
        status r = answer_one(&answer, view_of(request.data, request.len), desk, &why);
        TRY(serve_answer(r, &answer, &why, e));
        end = r != OK || desk->pages == NULL;
    }
    return OK;
}

int main(void)
{
    struct err e = {0}, unsent = {0};
    struct buf nothing = BUF_INIT(0);
    struct desk desk = {0};
    status r = prepare(&desk, &e);
    r = r == OK ? serve(&desk, &e) : serve_answer(r, &nothing, &e, &unsent);
    _exit(r == OK ? 0 : 1); /* no exit handlers: nothing of the libraries runs after the answers */
}
