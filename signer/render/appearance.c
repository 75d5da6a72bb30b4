// SPDX-License-Identifier: Apache-2.0
#include "signer/render/appearance.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "formats/base/text.h"
#include "signer/render/png.h"
#include "signer/render_protocol.h"

enum { DOTS_PER_INCH = 300, SIDE_POINTS_MAX = 1440 };

static const char FONT[] = "Liberation Serif";

AUTO_DEFINE(cairo_surface_t, cairo_surface_destroy)
AUTO_DEFINE(cairo_t, cairo_destroy)

static void unref_object(void *o)
{
    g_object_unref(o);
}
AUTO_DEFINE(PangoLayout, unref_object)

/* ---- text ---- */

/* Without hinting and rounding every glyph stands where its advance says, and the PDF needs no corrections between
 * them. */
static PangoLayout *layout_of(cairo_t *cr, const char *text, double size)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoContext *context = pango_layout_get_context(layout);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_round_glyph_positions(context, FALSE);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, FONT);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

static void text_size(double *w, double *h, PangoLayout *layout)
{
    int width, height;
    pango_layout_get_size(layout, &width, &height);
    *w = (double)width / PANGO_SCALE;
    *h = (double)height / PANGO_SCALE;
}

/* ---- picture ---- */

struct source {
    struct view bytes;
    size_t used;
};

static cairo_status_t read_source(void *closure, unsigned char *data, unsigned len)
{
    struct source *s = closure;
    if (s->bytes.len - s->used < len) return CAIRO_STATUS_READ_ERROR;
    memcpy(data, s->bytes.data + s->used, len);
    s->used += len;
    return CAIRO_STATUS_SUCCESS;
}

/* Pixels beyond what 300 dots an inch need only make the file larger. */
static cairo_surface_t *resampled(cairo_surface_t *full, double w, double h)
{
    double width = cairo_image_surface_get_width(full), height = cairo_image_surface_get_height(full);
    int to_width = (int)ceil(w * DOTS_PER_INCH / 72), to_height = (int)ceil(h * DOTS_PER_INCH / 72);
    if (to_width >= width || to_height >= height || to_width < 1 || to_height < 1) return cairo_surface_reference(full);
    cairo_surface_t *small = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, to_width, to_height);
    cairo_t *cr = cairo_create(small);
    cairo_scale(cr, to_width / width, to_height / height);
    cairo_set_source_surface(cr, full, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BEST);
    cairo_paint(cr);
    cairo_destroy(cr);
    return small;
}

/* On paper: the box that was asked for, proportions kept; else what the file says; else as scanned at 600 dots an inch.
 */
static void size_on_paper(double *w, double *h, bool *assumed, const struct png_size *size,
                          const struct render_appearance *a)
{
    *assumed = false;
    *w = size->w;
    *h = size->h;
    if (a->w > 0 && a->h > 0) {
        double scale = fmin(a->w / size->width, a->h / size->height);
        *w = size->width * scale;
        *h = size->height * scale;
    } else if (size->w <= 0) {
        *assumed = true;
        *w = size->width * 72.0 / RENDER_ASSUMED_DPI;
        *h = size->height * 72.0 / RENDER_ASSUMED_DPI;
    }
}

static status load_picture(cairo_surface_t **out, double *w, double *h, bool *assumed,
                           const struct render_appearance *a, struct err *e)
{
    struct png_size size;
    struct source source = {.bytes = view_of(a->image.data, a->image.len)};
    TRY(png_read_size(&size, source.bytes, e));
    size_on_paper(w, h, assumed, &size, a);
    AUTO(cairo_surface_destroy)
    cairo_surface_t *full = cairo_image_surface_create_from_png_stream(read_source, &source);
    ENSURE(cairo_surface_status(full) == CAIRO_STATUS_SUCCESS, ERR_SYNTAX, "the picture cannot be read: %s",
           cairo_status_to_string(cairo_surface_status(full)));
    *out = resampled(full, *w, *h);
    return OK;
}

/* ---- page ---- */

struct page {
    double w, h; /* of the page */
    double image_w, image_h, text_w, text_h;
    cairo_surface_t *image;
    bool assumed; /* the size of the image */
};

static cairo_status_t write_buf(void *closure, const unsigned char *data, unsigned len)
{
    struct buf *b = closure;
    buf_put(b, view_of(data, len));
    return b->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void draw_image(cairo_t *cr, const struct page *p)
{
    double room = p->h - p->text_h;
    cairo_save(cr);
    cairo_translate(cr, (p->w - p->image_w) / 2, (room - p->image_h) / 2);
    cairo_scale(cr, p->image_w / cairo_image_surface_get_width(p->image),
                p->image_h / cairo_image_surface_get_height(p->image));
    cairo_set_source_surface(cr, p->image, 0, 0);
    cairo_paint(cr);
    cairo_restore(cr);
}

static status draw_text(cairo_t *cr, const struct page *p, const struct render_appearance *a, struct err *e)
{
    AUTO(unref_object)
    PangoLayout *layout = layout_of(cr, a->text, a->font_size);
    pango_layout_set_width(layout, (int)(p->w * PANGO_SCALE));
    ENSURE(pango_layout_get_unknown_glyphs_count(layout) == 0, ERR_REFUSED, "the font %s lacks a character of \"%s\"",
           FONT, text_escape_string(a->text).s);
    cairo_move_to(cr, 0, p->image == NULL ? (p->h - p->text_h) / 2 : p->h - p->text_h);
    cairo_set_source_rgb(cr, 0, 0, 0);
    pango_cairo_show_layout(cr, layout);
    return OK;
}

static status draw_page(struct buf *pdf, const struct page *p, const struct render_appearance *a, struct err *e)
{
    AUTO(cairo_surface_destroy)
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(write_buf, pdf, p->w, p->h);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   "2026-01-01T00:00:00Z"); /* never leaves: the page is imported */
    AUTO(cairo_destroy)
    cairo_t *cr = cairo_create(surface);
    if (p->image != NULL) draw_image(cr, p);
    if (a->text[0] != '\0') TRY(draw_text(cr, p, a, e));
    cairo_show_page(cr);
    cairo_surface_finish(surface);
    struct view done;
    TRY(buf_done(&done, pdf, e));
    ENSURE(cairo_status(cr) == CAIRO_STATUS_SUCCESS && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
           ERR_INTERNAL, "the picture cannot be drawn: %s", cairo_status_to_string(cairo_surface_status(surface)));
    return OK;
}

static status measure(struct page *p, const struct render_appearance *a, struct err *e)
{
    if (a->image.len > 0) TRY(load_picture(&p->image, &p->image_w, &p->image_h, &p->assumed, a, e));
    if (a->text[0] != '\0') {
        AUTO(cairo_surface_destroy)
        cairo_surface_t *scratch = cairo_pdf_surface_create(NULL, 1, 1);
        AUTO(cairo_destroy)
        cairo_t *cr = cairo_create(scratch);
        AUTO(unref_object)
        PangoLayout *layout = layout_of(cr, a->text, a->font_size);
        text_size(&p->text_w, &p->text_h, layout);
    }
    p->w = a->w > 0 && a->h > 0 ? a->w : fmax(p->image_w, p->text_w);
    p->h = a->w > 0 && a->h > 0 ? a->h : p->image_h + p->text_h;
    ENSURE(p->w > 0 && p->h > 0 && p->w <= SIDE_POINTS_MAX && p->h <= SIDE_POINTS_MAX, ERR_REFUSED,
           "a picture of %.0f by %.0f points is too large, or there is none", p->w, p->h);
    return OK;
}

status appearance_draw(struct render_drawing *out, const struct render_appearance *a, struct err *e)
{
    struct page p = {0};
    AUTO_BUF drawn = BUF_INIT(out->pdf.max);
    ENSURE(text_is_utf8(view_of_string(a->text)), ERR_USAGE, "the text is not UTF-8");
    ENSURE(a->text[0] == '\0' || (a->font_size > 0 && a->font_size <= 200), ERR_USAGE, "a font of %.1f points",
           a->font_size);
    status r = measure(&p, a, e);
    if (r == OK) r = draw_page(&drawn, &p, a, e);
    if (p.image != NULL) cairo_surface_destroy(p.image);
    TRY(r);
    buf_move(&out->pdf, &drawn);
    out->w = p.w;
    out->h = p.h;
    out->assumed = p.assumed;
    return OK;
}

status appearance_prepare(struct err *e)
{
    struct render_appearance a = {.text = "Ấ", .font_size = 10};
    AUTO_CLEAR(render_drawing_clear) struct render_drawing drawn = {.pdf = BUF_INIT(1 << 20)};
    return appearance_draw(&drawn, &a, e);
}
