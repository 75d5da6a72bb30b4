// SPDX-License-Identifier: Apache-2.0
#include "signer/render/appearance.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "formats/base/text.h"
#include "signer/render/measure.h"
#include "signer/render_protocol.h"

enum {
    DOTS_PER_INCH = 300, /* what print needs; more pixels only make the file larger */
    SIDE_MAX = 1440,     /* points */
    FONT_SIZE_MAX = 200,
    LAYOUT_SIZE = 10 /* all text is laid out at this size and scaled: another size is another font to pango */
};

static const char FONT[] = "Liberation Serif";

AUTO_DEFINE(cairo_surface_t, cairo_surface_destroy)
AUTO_DEFINE(cairo_t, cairo_destroy)
AUTO_DEFINE(PangoFontDescription, pango_font_description_free)
AUTO_DEFINE(char, g_free)

static void unref_object(void *o)
{
    g_object_unref(o);
}
AUTO_DEFINE(PangoFont, unref_object)

/* What is on the page, measured. */
struct page {
    struct extent size, picture, text;
    cairo_surface_t *image; /* NULL: none */
    PangoLayout *layout;    /* NULL: none */
    double scale;           /* of the layout */
    double indent;          /* of the layout's ink box, after scaling */
    bool assumed;           /* the size of the picture */
};

static void page_clear(struct page *p)
{
    if (p->image != NULL) cairo_surface_destroy(p->image);
    if (p->layout != NULL) g_object_unref(p->layout);
}

/* ---- text ---- */

/* Without hinting and rounding every glyph stands where its advance says, and the PDF needs no corrections between
 * them. */
static void set_exact_metrics(PangoContext *context)
{
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_round_glyph_positions(context, FALSE);
}

/* This font and no other that happens to be installed. */
static void set_font(PangoLayout *layout)
{
    AUTO(pango_font_description_free)
    PangoFontDescription *font = pango_font_description_new();
    PangoAttrList *attributes = pango_attr_list_new();
    pango_font_description_set_family(font, FONT);
    pango_font_description_set_absolute_size(font, LAYOUT_SIZE * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_attr_list_insert(attributes, pango_attr_fallback_new(FALSE));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
}

static PangoLayout *new_layout(void)
{
    AUTO(cairo_surface_destroy)
    cairo_surface_t *nowhere = cairo_pdf_surface_create(NULL, 1, 1);
    AUTO(cairo_destroy)
    cairo_t *cr = cairo_create(nowhere);
    PangoLayout *layout = pango_cairo_create_layout(cr);
    set_exact_metrics(pango_layout_get_context(layout));
    set_font(layout);
    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    return layout;
}

/* Before the text is shaped: pango looks elsewhere for what the font lacks. */
static status check_characters(PangoLayout *layout, const char *text, struct err *e)
{
    PangoContext *context = pango_layout_get_context(layout);
    AUTO(unref_object)
    PangoFont *font = pango_context_load_font(context, pango_layout_get_font_description(layout));
    ENSURE(font != NULL, ERR_INTERNAL, "the font %s is not installed", FONT);
    AUTO(pango_font_description_free)
    PangoFontDescription *loaded = pango_font_describe(font);
    const char *family = pango_font_description_get_family(loaded);
    ENSURE(family != NULL && strcmp(family, FONT) == 0, ERR_INTERNAL, "the font %s is not installed", FONT);
    for (const char *c = text; *c != '\0'; c = g_utf8_find_next_char(c, NULL)) {
        gunichar character = g_utf8_get_char(c);
        ENSURE(character == '\n' || pango_font_has_char(font, character), ERR_REFUSED,
               "the font %s lacks the character U+%04X", FONT, character);
    }
    return OK;
}

static status check_lines(const char *text, struct err *e)
{
    for (const char *line = text; line != NULL;) {
        size_t len = strcspn(line, "\n");
        ENSURE(text_is_clean(view_of(line, len)), ERR_USAGE, "the text to be drawn is not clean UTF-8");
        line = line[len] == '\0' ? NULL : line + len + 1;
    }
    return OK;
}

/* The layout of the text in a box of that width (0: as wide as its lines), and how much room it takes. */
static status lay_out(struct page *p, const struct render_appearance *a, struct err *e)
{
    PangoRectangle r;
    ENSURE(a->font_size >= 1 && a->font_size <= FONT_SIZE_MAX, ERR_USAGE, "a font of %.1f points", a->font_size);
    TRY(check_lines(a->text, e));
    AUTO(g_free)
    char *composed = g_utf8_normalize(a->text, -1, G_NORMALIZE_NFC);
    ENSURE(composed != NULL, ERR_USAGE, "the text to be drawn is not clean UTF-8");
    p->layout = new_layout();
    p->scale = a->font_size / LAYOUT_SIZE;
    TRY(check_characters(p->layout, composed, e));
    pango_layout_set_text(p->layout, composed, -1);
    if (a->w > 0) pango_layout_set_width(p->layout, (int)(a->w / p->scale * PANGO_SCALE));
    ENSURE(pango_layout_get_unknown_glyphs_count(p->layout) == 0, ERR_REFUSED, "the font %s cannot show \"%s\"", FONT,
           text_escape_string(a->text).s);
    pango_layout_get_extents(p->layout, NULL, &r);
    p->text = (struct extent){r.width * p->scale / PANGO_SCALE, r.height * p->scale / PANGO_SCALE};
    p->indent = r.x * p->scale / PANGO_SCALE;
    return OK;
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

/* Paper for a picture: clear, or white, where nothing may shine through (PDF/A-1 knows no transparency). */
static cairo_surface_t *new_paper(int w, int h, bool flat)
{
    cairo_surface_t *paper = cairo_image_surface_create(flat ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32, w, h);
    if (!flat) return paper;
    cairo_t *cr = cairo_create(paper);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_destroy(cr);
    return paper;
}

/* Beyond the picture's edge stands its last pixel, so that edges do not fade. */
static cairo_surface_t *resampled(cairo_surface_t *full, const struct png_size *size, struct extent paper, bool flat)
{
    int w = measure_pixels(size->width, paper.w, DOTS_PER_INCH),
        h = measure_pixels(size->height, paper.h, DOTS_PER_INCH);
    cairo_surface_t *small = new_paper(w, h, flat);
    cairo_t *cr = cairo_create(small);
    cairo_scale(cr, w / (double)size->width, h / (double)size->height);
    cairo_set_source_surface(cr, full, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BEST);
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
    cairo_paint(cr);
    cairo_destroy(cr);
    return small;
}

/* cairo has no status of its own for what libpng finds wrong; it says "out of memory". */
static status load_picture(struct page *p, const struct render_appearance *a, struct err *e)
{
    struct png_size size;
    struct source source = {.bytes = view_of(a->image.data, a->image.len)};
    TRY(png_read_size(&size, source.bytes, e));
    p->picture = measure_picture(&p->assumed, &size);
    if (a->w > 0) {
        p->picture = measure_fit(p->picture, (struct extent){a->w, a->h - p->text.h});
        p->assumed = false;
    }
    ENSURE(p->picture.w <= SIDE_MAX && p->picture.h <= SIDE_MAX, ERR_REFUSED,
           "the picture would be %.0f by %.0f points, which is too large", p->picture.w, p->picture.h);
    ENSURE(p->picture.w >= 1 && p->picture.h >= 1, ERR_REFUSED,
           "the picture would be %.2f by %.2f points, which is too small", p->picture.w, p->picture.h);
    AUTO(cairo_surface_destroy)
    cairo_surface_t *full = cairo_image_surface_create_from_png_stream(read_source, &source);
    ENSURE(cairo_surface_status(full) == CAIRO_STATUS_SUCCESS, ERR_SYNTAX,
           "the picture is damaged, or takes too much memory");
    p->image = resampled(full, &size, p->picture, a->flat);
    return OK;
}

/* ---- page ---- */

static status measure(struct page *p, const struct render_appearance *a, struct err *e)
{
    bool has_box = a->w > 0 && a->h > 0;
    ENSURE(has_box || (a->w == 0 && a->h == 0), ERR_USAGE, "width and height: both or neither");
    ENSURE(a->image.len > 0 || a->text[0] != '\0', ERR_USAGE, "neither a picture nor a text is to be drawn");
    if (a->text[0] != '\0') TRY(lay_out(p, a, e));
    ENSURE(!has_box || (p->text.w <= a->w && p->text.h <= a->h), ERR_REFUSED,
           "the text needs %.0f by %.0f points and does not fit into %.0f by %.0f", ceil(p->text.w), ceil(p->text.h),
           a->w, a->h);
    if (a->image.len > 0) TRY(load_picture(p, a, e));
    p->size = (struct extent){fmax(p->picture.w, p->text.w), p->picture.h + p->text.h};
    if (has_box) p->size = (struct extent){a->w, a->h};
    ENSURE(p->size.w >= 1 && p->size.h >= 1 && p->size.w <= SIDE_MAX && p->size.h <= SIDE_MAX, ERR_REFUSED,
           "an appearance of %.0f by %.0f points; 1 to %d a side are possible", p->size.w, p->size.h, SIDE_MAX);
    return OK;
}

static cairo_status_t write_buf(void *closure, const unsigned char *data, unsigned len)
{
    struct buf *b = closure;
    buf_put(b, view_of(data, len));
    return b->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* Any filter but a fast one becomes /Interpolate true, which PDF/A forbids (ISO 19005-2, 6.2.8). */
static void draw_image(cairo_t *cr, const struct page *p)
{
    double room = p->size.h - p->text.h;
    cairo_save(cr);
    cairo_translate(cr, (p->size.w - p->picture.w) / 2, (room - p->picture.h) / 2);
    cairo_scale(cr, p->picture.w / cairo_image_surface_get_width(p->image),
                p->picture.h / cairo_image_surface_get_height(p->image));
    cairo_set_source_surface(cr, p->image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_FAST);
    cairo_paint(cr);
    cairo_restore(cr);
}

static void draw_text(cairo_t *cr, const struct page *p)
{
    double below = p->size.h - p->text.h;
    cairo_save(cr);
    cairo_translate(cr, (p->size.w - p->text.w) / 2 - p->indent, p->image == NULL ? below / 2 : below);
    cairo_scale(cr, p->scale, p->scale);
    cairo_set_source_rgb(cr, 0, 0, 0);
    pango_cairo_show_layout(cr, p->layout);
    cairo_restore(cr);
}

/* The date is any constant one: the page is imported, its file never leaves. */
static status draw_page(struct buf *pdf, const struct page *p, struct err *e)
{
    struct view done;
    AUTO(cairo_surface_destroy)
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(write_buf, pdf, p->size.w, p->size.h);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2026-01-01T00:00:00Z");
    AUTO(cairo_destroy)
    cairo_t *cr = cairo_create(surface);
    if (p->image != NULL) draw_image(cr, p);
    if (p->layout != NULL) draw_text(cr, p);
    cairo_show_page(cr);
    cairo_surface_finish(surface);
    TRY(buf_done(&done, pdf, e));
    ENSURE(cairo_status(cr) == CAIRO_STATUS_SUCCESS && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
           ERR_INTERNAL, "the picture cannot be drawn: %s", cairo_status_to_string(cairo_surface_status(surface)));
    return OK;
}

status appearance_draw(struct render_drawing *out, const struct render_appearance *a, struct err *e)
{
    AUTO_CLEAR(page_clear) struct page p = {0};
    AUTO_BUF drawn = BUF_INIT(out->pdf.max);
    TRY(measure(&p, a, e));
    TRY(draw_page(&drawn, &p, e));
    buf_move(&out->pdf, &drawn);
    out->w = p.size.w;
    out->h = p.size.h;
    out->assumed = p.assumed;
    return OK;
}

status appearance_prepare(struct err *e)
{
    struct render_appearance a = {.text = "Ấ", .font_size = LAYOUT_SIZE};
    AUTO_CLEAR(render_drawing_clear) struct render_drawing drawn = {.pdf = BUF_INIT(1 << 20)};
    return appearance_draw(&drawn, &a, e);
}
