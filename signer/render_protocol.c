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
    render_put_number(out, a->font_size);
    render_put_number(out, a->w);
    render_put_number(out, a->h);
}

status render_get_appearance(struct render_appearance *out, struct view *in, struct err *e)
{
    AUTO_CLEAR(render_appearance_clear) struct render_appearance a;
    struct view rest = *in, image, text;
    render_appearance_init(&a);
    TRY(wire_get_bytes(&image, &rest, LIMIT_IMAGE, e));
    TRY(buf_copy(&a.image, image, e));
    TRY(wire_get_bytes(&text, &rest, sizeof a.text - 1, e));
    ENSURE(text_is_utf8(text) && view_find(text, 0, view_of("", 1)) == SIZE_MAX, ERR_INTERNAL,
           "a message between processes holds text that is not clean UTF-8");
    if (text.len > 0) memcpy(a.text, text.data, text.len);
    TRY(render_get_number(&a.font_size, &rest, e));
    TRY(render_get_number(&a.w, &rest, e));
    TRY(render_get_number(&a.h, &rest, e));
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
