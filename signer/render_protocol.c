// SPDX-License-Identifier: Apache-2.0
#include "signer/render_protocol.h"

#include <math.h>
#include <string.h>

#include "formats/base/text.h"

static const double FARTHEST = 1e6;

void render_put_number(struct buf *out, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    wire_put_u64(out, bits);
}

status render_get_number(double *out, struct view *in, struct err *e)
{
    struct view rest = *in;
    uint64_t bits;
    double v;
    TRY(wire_get_u64(&bits, &rest, e));
    memcpy(&v, &bits, sizeof v);
    ENSURE(isfinite(v) && fabs(v) <= FARTHEST, ERR_INTERNAL, "a message between processes holds a number out of range");
    *out = v;
    *in = rest;
    return OK;
}

void render_put_place(struct buf *out, const struct render_place *p)
{
    wire_put_u32(out, p->page);
    render_put_number(out, p->x);
    render_put_number(out, p->y);
    render_put_number(out, p->w);
    render_put_number(out, p->h);
}

status render_get_place(struct render_place *out, struct view *in, struct err *e)
{
    struct render_place p;
    struct view rest = *in;
    TRY(wire_get_below(&p.page, &rest, LIMIT_PDF_PAGES + 1, e));
    TRY(render_get_number(&p.x, &rest, e));
    TRY(render_get_number(&p.y, &rest, e));
    TRY(render_get_number(&p.w, &rest, e));
    TRY(render_get_number(&p.h, &rest, e));
    ENSURE(p.page > 0 && p.w >= 0 && p.h >= 0, ERR_INTERNAL, "a message between processes holds a place that is none");
    *out = p;
    *in = rest;
    return OK;
}

void render_put_sheet(struct buf *out, const struct render_sheet *s)
{
    render_put_place(out, &(struct render_place){s->page, 0, 0, s->w, s->h});
}

status render_get_sheet(struct render_sheet *out, struct view *in, struct err *e)
{
    struct render_place p;
    TRY(render_get_place(&p, in, e));
    *out = (struct render_sheet){p.page, p.w, p.h};
    return OK;
}

void render_put_blanks(struct buf *out, const struct render_blanks *b)
{
    render_put_place(out, &b->line);
    render_put_number(out, b->baseline);
    render_put_number(out, b->font_size);
    wire_put_u32(out, b->count);
    for (size_t i = 0; i < b->count; i++) {
        render_put_number(out, b->gap[i].x);
        render_put_number(out, b->gap[i].w);
    }
    wire_put_string(out, b->after);
}

status render_get_blanks(struct render_blanks *out, struct view *in, struct err *e)
{
    struct render_blanks b = {0};
    struct view rest = *in;
    TRY(render_get_place(&b.line, &rest, e));
    TRY(render_get_number(&b.baseline, &rest, e));
    TRY(render_get_number(&b.font_size, &rest, e));
    TRY(wire_get_below(&b.count, &rest, RENDER_BLANKS + 1, e));
    for (size_t i = 0; i < b.count; i++) {
        TRY(render_get_number(&b.gap[i].x, &rest, e));
        TRY(render_get_number(&b.gap[i].w, &rest, e));
        ENSURE(b.gap[i].w >= 0, ERR_INTERNAL, "a message between processes holds a place that is none");
    }
    TRY(wire_get_string(b.after, sizeof b.after, &rest, e));
    ENSURE(b.count > 0, ERR_INTERNAL, "a message between processes holds a place that is none");
    *out = b;
    *in = rest;
    return OK;
}

void render_appearance_init(struct render_appearance *a)
{
    *a = (struct render_appearance){.image = BUF_INIT(LIMIT_IMAGE)};
}

void render_appearance_clear(struct render_appearance *a)
{
    buf_clear(&a->image);
}

/* Lines of text carry \n, which no clean string has: as bytes. */
void render_put_appearance(struct buf *out, const struct render_appearance *a)
{
    wire_put_bytes(out, view_of(a->image.data, a->image.len));
    wire_put_bytes(out, view_of_string(a->text));
    const double numbers[] = {a->font_size, a->w, a->h, a->wrap, a->baseline};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) render_put_number(out, numbers[i]);
    wire_put_u32(out, a->align);
    wire_put_u32(out, a->colour);
    wire_put_u8(out, a->italic);
    wire_put_u8(out, a->flat);
    wire_put_u32(out, a->piece_count);
    for (size_t i = 0; i < a->piece_count; i++) {
        wire_put_string(out, a->piece[i].text);
        render_put_number(out, a->piece[i].x);
        render_put_number(out, a->piece[i].w);
        wire_put_u32(out, a->piece[i].align);
    }
}

static status get_piece(struct render_piece *p, struct view *in, struct err *e)
{
    uint32_t align;
    TRY(wire_get_string(p->text, sizeof p->text, in, e));
    TRY(render_get_number(&p->x, in, e));
    TRY(render_get_number(&p->w, in, e));
    TRY(wire_get_below(&align, in, RENDER_ALIGN_COUNT, e));
    p->align = (enum render_align)align;
    return OK;
}

static status get_contents(struct render_appearance *a, struct view *in, struct err *e)
{
    struct view image, text;
    TRY(wire_get_bytes(&image, in, LIMIT_IMAGE, e));
    TRY(buf_copy(&a->image, image, e));
    TRY(wire_get_bytes(&text, in, sizeof a->text - 1, e));
    ENSURE(text_is_utf8(text) && view_find(text, 0, view_of("", 1)) == SIZE_MAX, ERR_INTERNAL,
           "a message between processes holds text that is not clean UTF-8");
    if (text.len > 0) memcpy(a->text, text.data, text.len);
    return OK;
}

static status get_manner(struct render_appearance *a, struct view *in, struct err *e)
{
    double *const numbers[] = {&a->font_size, &a->w, &a->h, &a->wrap, &a->baseline};
    uint32_t align;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) TRY(render_get_number(numbers[i], in, e));
    TRY(wire_get_below(&align, in, RENDER_ALIGN_COUNT, e));
    TRY(wire_get_below(&a->colour, in, 1 << 24, e));
    TRY(wire_get_bool(&a->italic, in, e));
    TRY(wire_get_bool(&a->flat, in, e));
    a->align = (enum render_align)align;
    return OK;
}

status render_get_appearance(struct render_appearance *out, struct view *in, struct err *e)
{
    AUTO_CLEAR(render_appearance_clear) struct render_appearance a;
    struct view rest = *in;
    uint32_t pieces;
    render_appearance_init(&a);
    TRY(get_contents(&a, &rest, e));
    TRY(get_manner(&a, &rest, e));
    TRY(wire_get_below(&pieces, &rest, RENDER_BLANKS + 1, e));
    for (; a.piece_count < pieces; a.piece_count++) TRY(get_piece(&a.piece[a.piece_count], &rest, e));
    render_appearance_clear(out);
    *out = a;
    *in = rest;
    render_appearance_init(&a);
    return OK;
}

void render_put_drawing(struct buf *out, const struct render_drawing *d)
{
    wire_put_bytes(out, view_of(d->pdf.data, d->pdf.len));
    render_put_number(out, d->w);
    render_put_number(out, d->h);
    wire_put_u8(out, d->assumed);
}

status render_get_drawing(struct render_drawing *out, struct view *in, struct err *e)
{
    struct view rest = *in, pdf;
    double w, h;
    bool assumed;
    TRY(wire_get_bytes(&pdf, &rest, out->pdf.max, e));
    TRY(render_get_number(&w, &rest, e));
    TRY(render_get_number(&h, &rest, e));
    ENSURE(w > 0 && h > 0, ERR_INTERNAL, "a message between processes holds a place that is none");
    TRY(wire_get_bool(&assumed, &rest, e));
    TRY(buf_copy(&out->pdf, pdf, e));
    out->w = w;
    out->h = h;
    out->assumed = assumed;
    *in = rest;
    return OK;
}

void render_drawing_clear(struct render_drawing *d)
{
    buf_clear(&d->pdf);
}

void render_put_page_request(struct buf *out, const struct render_page_request *r)
{
    wire_put_u32(out, r->page);
    wire_put_u8(out, r->want_now);
    wire_put_u32(out, (uint32_t)r->mask_count);
    for (size_t i = 0; i < r->mask_count; i++) render_put_place(out, &r->masks[i]);
}

status render_get_page_request(struct render_page_request *out, struct view *in, struct err *e)
{
    struct render_page_request r = {0};
    struct view rest = *in;
    uint32_t masks;
    TRY(wire_get_below(&r.page, &rest, LIMIT_PDF_PAGES + 1, e));
    TRY(wire_get_bool(&r.want_now, &rest, e));
    TRY(wire_get_below(&masks, &rest, LIMIT_PDF_SIGNATURES + 1, e));
    for (; r.mask_count < masks; r.mask_count++) {
        TRY(render_get_place(&r.masks[r.mask_count], &rest, e));
        ENSURE(r.masks[r.mask_count].page == r.page, ERR_INTERNAL,
               "a message between processes holds a place that is none");
    }
    ENSURE(r.page > 0, ERR_INTERNAL, "a message between processes holds a place that is none");
    *out = r;
    *in = rest;
    return OK;
}

void render_page_init(struct render_page *p)
{
    *p = (struct render_page){
        .then = BUF_INIT(LIMIT_PICTURE), .now = BUF_INIT(LIMIT_PICTURE), .changes = BUF_INIT(LIMIT_PICTURE)};
}

void render_page_clear(struct render_page *p)
{
    buf_clear(&p->then);
    buf_clear(&p->now);
    buf_clear(&p->changes);
}

void render_put_page(struct buf *out, const struct render_page *p)
{
    wire_put_bytes(out, view_of(p->then.data, p->then.len));
    wire_put_bytes(out, view_of(p->now.data, p->now.len));
    wire_put_bytes(out, view_of(p->changes.data, p->changes.len));
    wire_put_u32(out, p->comparison);
    wire_put_u8(out, p->why.code != ERR_NONE);
    if (p->why.code != ERR_NONE) wire_put_err(out, &p->why);
}

static status get_picture(struct buf *out, struct view *in, struct err *e)
{
    struct view png;
    TRY(wire_get_bytes(&png, in, LIMIT_PICTURE, e));
    ENSURE(png.len == 0 || view_starts_with(png, "\x89PNG\r\n\x1a\n"), ERR_INTERNAL,
           "a message between processes holds a picture that is none");
    return buf_copy(out, png, e);
}

status render_get_page(struct render_page *out, struct view *in, struct err *e)
{
    AUTO_CLEAR(render_page_clear) struct render_page p;
    struct view rest = *in;
    uint32_t comparison;
    bool has_reason;
    render_page_init(&p);
    TRY(get_picture(&p.then, &rest, e));
    TRY(get_picture(&p.now, &rest, e));
    TRY(get_picture(&p.changes, &rest, e));
    TRY(wire_get_below(&comparison, &rest, RENDER_COMPARISON_COUNT, e));
    TRY(wire_get_bool(&has_reason, &rest, e));
    if (has_reason) TRY(wire_get_err(&p.why, &rest, e));
    p.comparison = (enum render_comparison)comparison;
    render_page_clear(out);
    *out = p;
    *in = rest;
    render_page_init(&p);
    return OK;
}
