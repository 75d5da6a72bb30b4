// SPDX-License-Identifier: Apache-2.0
#include "signer/render/pages.h"

#include <fontconfig/fontconfig.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "signer/render/changes.h"
#include "signer/render/opening.h"

static const double POINTS_PER_INCH = 72, DOTS_PER_INCH = 100, DOTS_PER_INCH_LEAST = 50;
static const double MASKED_MOST = 0.25; /* of a page: a seal takes 2 % of A4 */

/* What the libraries said while we did something: how often, and the first of it. */
struct heard {
    unsigned count;
    struct escaped first;
};

/* One state of the document. */
struct reading {
    struct view bytes;
    PopplerDocument *strict; /* has never seen a font of this system, nor complained since it was opened; may be NULL */
    struct heard opening;
    uint32_t count;
};

struct pages {
    struct reading then, now;
    char password[LIMIT_PDF_PASSWORD + 1];
    FcConfig *fonts, *no_fonts;
    struct heard heard; /* since the last time it was taken */
    GLogFunc previous;
};

/* ---- what is said meanwhile ---- */

static void hear(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer to)
{
    struct heard *h = to;
    (void)domain;
    if ((level & G_LOG_LEVEL_MASK) == G_LOG_LEVEL_DEBUG) return;
    if (h->count++ == 0) h->first = text_escape_string(message);
}

static struct heard take_heard(struct pages *p)
{
    struct heard h = p->heard;
    p->heard = (struct heard){0};
    return h;
}

/* ---- opening ---- */

static status open_reading(struct reading *r, struct pages *p, struct err *e)
{
    (void)take_heard(p);
    TRY(opening_document(&r->strict, r->bytes, p->password, e));
    int count = poppler_document_get_n_pages(r->strict);
    ENSURE(count > 0 && count <= LIMIT_PDF_PAGES, ERR_LIMIT, "a document of %d pages", count);
    r->count = (uint32_t)count;
    r->opening = take_heard(p);
    return OK;
}

static void close_document(struct reading *r)
{
    if (r->strict != NULL) unref_document(r->strict);
    r->strict = NULL;
}

status pages_open(struct pages **out, struct render_reading *r, struct view document, struct err *e)
{
    AUTO(pages_free)
    struct pages *p = mem_new(sizeof *p);
    MEM_ENSURE(p);
    p->previous = g_log_set_default_handler(hear, &p->heard);
    p->fonts = FcConfigReference(NULL);
    p->no_fonts = FcConfigCreate();
    ENSURE(p->fonts != NULL && p->no_fonts != NULL, ERR_INTERNAL, "out of memory");
    ENSURE(r->then_end <= document.len, ERR_INTERNAL, "an earlier state that is longer than the document");
    if (r->password != NULL) snprintf(p->password, sizeof p->password, "%s", r->password);
    FcConfigSetCurrent(p->no_fonts);
    p->now.bytes = document;
    p->then.bytes = view_part(document, 0, (size_t)r->then_end);
    TRY(open_reading(&p->now, p, e));
    if (r->then_end > 0) TRY(open_reading(&p->then, p, e));
    r->then_count = p->then.count;
    r->now_count = p->now.count;
    *out = TAKE(p);
    return OK;
}

void pages_free(struct pages *p)
{
    if (p == NULL) return;
    close_document(&p->then);
    close_document(&p->now);
    if (p->fonts != NULL) FcConfigSetCurrent(p->fonts);
    if (p->fonts != NULL) FcConfigDestroy(p->fonts);
    if (p->no_fonts != NULL) FcConfigDestroy(p->no_fonts);
    g_log_set_default_handler(p->previous == NULL ? g_log_default_handler : p->previous, NULL);
    explicit_bzero(p->password, sizeof p->password);
    mem_free(p);
}

/* ---- drawing ---- */

struct drawing {
    cairo_surface_t *surface; /* NULL: there is no such page */
    double scale;             /* pixels a point */
    struct heard heard;       /* while it was drawn */
    struct err why;           /* it cannot be compared */
};

static void drawing_clear(struct drawing *d)
{
    if (d->surface != NULL) cairo_surface_destroy(d->surface);
    d->surface = NULL;
}

static status paint(cairo_surface_t *surface, PopplerPage *page, double scale, struct err *e)
{
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_scale(cr, scale, scale);
    poppler_page_render(page, cr);
    cairo_status_t s = cairo_status(cr);
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    ENSURE(s == CAIRO_STATUS_SUCCESS, ERR_INTERNAL, "the page cannot be drawn: %s", cairo_status_to_string(s));
    return OK;
}

static int whole_pixels(double points, double scale)
{
    return (int)fmax(1, floor(points * scale + 0.5));
}

static status new_surface(struct drawing *d, PopplerPage *page, struct err *e)
{
    double w, h;
    poppler_page_get_size(page, &w, &h);
    ENSURE(isfinite(w) && isfinite(h) && w > 0 && h > 0, ERR_SYNTAX, "a page without a size");
    double most = fmin(sqrt(LIMIT_PICTURE_PIXELS / w / h), LIMIT_PICTURE_SIDE / fmax(w, h));
    d->scale = fmin(most, DOTS_PER_INCH / POINTS_PER_INCH);
    d->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, whole_pixels(w, d->scale), whole_pixels(h, d->scale));
    ENSURE(cairo_surface_status(d->surface) == CAIRO_STATUS_SUCCESS, ERR_INTERNAL, "out of memory");
    if (d->scale * POINTS_PER_INCH < DOTS_PER_INCH_LEAST)
        err_set(&d->why, ERR_LIMIT, "the page is so large that it was drawn at %.1f dots an inch only",
                d->scale * POINTS_PER_INCH);
    return OK;
}

static void explain(struct drawing *d, const struct heard *h)
{
    static const char no_font[] = "Couldn't find a font for";
    if (h->count == 0) return;
    if (strstr(h->first.s, no_font) != NULL)
        err_set(&d->why, ERR_REFUSED, "a font is not in the file, so it may look different elsewhere");
    else
        err_set(&d->why, ERR_REFUSED, "poppler complains: %s", h->first.s);
}

static status draw_strict(struct drawing *out, struct reading *r, struct pages *p, uint32_t number, struct err *e)
{
    if (number > r->count) return OK;
    if (r->strict == NULL) TRY(open_reading(r, p, e));
    (void)take_heard(p);
    AUTO(unref_page)
    PopplerPage *page = poppler_document_get_page(r->strict, (int)number - 1);
    ENSURE(page != NULL, ERR_SYNTAX, "page %u cannot be found", number);
    TRY(new_surface(out, page, e));
    TRY(paint(out->surface, page, out->scale, e));
    out->heard = take_heard(p);
    explain(out, &r->opening);
    explain(out, &out->heard);
    return OK;
}

static status paint_friendly(struct drawing *d, const struct reading *r, struct pages *p, uint32_t number,
                             struct err *e)
{
    AUTO(unref_document)
    PopplerDocument *document = NULL;
    TRY(opening_document(&document, r->bytes, p->password, e));
    AUTO(unref_page)
    PopplerPage *page = poppler_document_get_page(document, (int)number - 1);
    ENSURE(page != NULL, ERR_SYNTAX, "page %u cannot be found", number);
    return paint(d->surface, page, d->scale, e);
}

static status draw_friendly(struct drawing *d, const struct reading *r, struct pages *p, uint32_t number, struct err *e)
{
    if (d->heard.count == 0) return OK;
    FcConfigSetCurrent(p->fonts);
    status s = paint_friendly(d, r, p, number, e);
    FcConfigSetCurrent(p->no_fonts);
    (void)take_heard(p);
    return s;
}

/*
 * poppler mends what it can and complains once, so the next page would not be told: after a complaint the document is
 * opened anew. And it keeps the fonts that it has found for as long as any document is open: a document that may see
 * the system's is never open beside one that may not.
 */
static status draw_both(struct drawing *now, struct drawing *then, struct pages *p, uint32_t number, struct err *e)
{
    TRY(draw_strict(now, &p->now, p, number, e));
    TRY(draw_strict(then, &p->then, p, number, e));
    if (now->heard.count == 0 && then->heard.count == 0) return OK;
    close_document(&p->then);
    close_document(&p->now);
    TRY(draw_friendly(now, &p->now, p, number, e));
    return draw_friendly(then, &p->then, p, number, e);
}

/* ---- comparing ---- */

/* A pixel more on each side: edges are smoothed. */
static struct pixel_box box_of(const struct render_place *m, double scale)
{
    int x = (int)floor(m->x * scale) - 1, y = (int)floor(m->y * scale) - 1;
    return (struct pixel_box){x, y, (int)ceil((m->x + m->w) * scale) + 1 - x, (int)ceil((m->y + m->h) * scale) + 1 - y};
}

static double share(const struct pixel_box *masks, size_t count, cairo_surface_t *page)
{
    double w = cairo_image_surface_get_width(page), h = cairo_image_surface_get_height(page), masked = 0;
    for (size_t i = 0; i < count; i++) {
        double across = fmin(masks[i].x + masks[i].w, w) - fmax(masks[i].x, 0);
        double down = fmin(masks[i].y + masks[i].h, h) - fmax(masks[i].y, 0);
        masked += fmax(across, 0) * fmax(down, 0);
    }
    return masked / (w * h);
}

static cairo_status_t write_buf(void *closure, const unsigned char *data, unsigned len)
{
    struct buf *b = closure;
    buf_put(b, view_of(data, len));
    return b->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static status write_png(struct buf *out, cairo_surface_t *surface, struct err *e)
{
    cairo_status_t s = cairo_surface_write_to_png_stream(surface, write_buf, out);
    ENSURE(s == CAIRO_STATUS_SUCCESS, ERR_INTERNAL, "the page cannot be drawn: %s", cairo_status_to_string(s));
    return OK;
}

static const struct err *reason_against(const struct drawing *then, const struct drawing *now)
{
    return now->why.code != ERR_NONE ? &now->why : then->why.code != ERR_NONE ? &then->why : NULL;
}

static status compare(struct render_page *out, struct drawing *then, struct drawing *now,
                      const struct render_page_request *r, struct err *e)
{
    struct pixel_box masks[LIMIT_PDF_SIGNATURES];
    struct changes changes;
    const struct err *against = reason_against(then, now);
    if (against != NULL) {
        out->why = *against;
        return OK;
    }
    for (size_t i = 0; i < r->mask_count; i++) masks[i] = box_of(&r->masks[i], now->scale);
    TRY(changes_find(&changes, then->surface, now->surface, masks, r->mask_count, e));
    out->comparison = changes.count > 0 ? RENDER_CHANGED : RENDER_SAME;
    if (out->comparison == RENDER_SAME && share(masks, r->mask_count, now->surface) > MASKED_MOST) {
        out->comparison = RENDER_NOT_COMPARED;
        err_set(&out->why, ERR_REFUSED, "signatures that were added later cover more than a quarter of it");
    }
    if (out->comparison != RENDER_CHANGED) return OK;
    changes_mark(now->surface, &changes, masks, r->mask_count);
    return write_png(&out->changes, now->surface, e);
}

status pages_draw(struct render_page *out, struct pages *p, const struct render_page_request *r, struct err *e)
{
    AUTO_CLEAR(drawing_clear) struct drawing then = {0};
    AUTO_CLEAR(drawing_clear) struct drawing now = {0};
    AUTO_CLEAR(render_page_clear) struct render_page page;
    render_page_init(&page);
    TRY(draw_both(&now, &then, p, r->page, e));
    ENSURE(now.surface != NULL || then.surface != NULL, ERR_USAGE, "there is no page %u", r->page);
    if (now.surface != NULL && r->want_now) TRY(write_png(&page.now, now.surface, e));
    if (then.surface != NULL) TRY(write_png(&page.then, then.surface, e));
    if (now.surface != NULL && then.surface != NULL) TRY(compare(&page, &then, &now, r, e));
    render_page_clear(out);
    *out = page;
    render_page_init(&page);
    return OK;
}
