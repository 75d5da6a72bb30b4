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
    BUDGET = 80 << 10, /* of a picture's page: with the signature itself a seal then adds less than 100 KB */
    SIDE_MAX = 1440,   /* points */
    FONT_SIZE_MAX = 200,
    LAYOUT_SIZE = 10 /* all text is laid out at this size and scaled: another size is another font to pango */
};

static const char FONT[] = "Liberation Serif";
/* What print needs; and what is left of it where a picture (a noisy scan) would not keep to the budget. */
static const int DOTS_PER_INCH[] = {300, 240, 200, 170, 150, 125, 100};
enum { RESOLUTIONS = sizeof DOTS_PER_INCH / sizeof DOTS_PER_INCH[0] };

AUTO_DEFINE(cairo_surface_t, cairo_surface_destroy)
AUTO_DEFINE(cairo_t, cairo_destroy)
AUTO_DEFINE(PangoFontDescription, pango_font_description_free)
AUTO_DEFINE(char, g_free)

static void unref_object(void *o)
{
    g_object_unref(o);
}
AUTO_DEFINE(PangoFont, unref_object)

/* A text, laid out. */
struct block {
    PangoLayout *layout; /* NULL: none */
    double scale;        /* of the layout */
    struct extent size;  /* after scaling, as what follows */
    double indent;       /* of the layout's lines */
    double baseline;     /* of its first line, from its top */
};

/* What is on the page, measured. */
struct page {
    struct extent size, picture;
    struct png_size pixels; /* of the image */
    cairo_surface_t *image; /* as it was given; NULL: none */
    struct block text, piece[RENDER_BLANKS];
    bool assumed; /* the size of the picture */
    bool flat;    /* the picture, on white */
};

static void page_clear(struct page *p)
{
    if (p->image != NULL) cairo_surface_destroy(p->image);
    if (p->text.layout != NULL) g_object_unref(p->text.layout);
    for (size_t i = 0; i < RENDER_BLANKS; i++)
        if (p->piece[i].layout != NULL) g_object_unref(p->piece[i].layout);
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
static void set_font(PangoLayout *layout, bool italic)
{
    AUTO(pango_font_description_free)
    PangoFontDescription *font = pango_font_description_new();
    PangoAttrList *attributes = pango_attr_list_new();
    pango_font_description_set_family(font, FONT);
    pango_font_description_set_style(font, italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    pango_font_description_set_absolute_size(font, LAYOUT_SIZE * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_attr_list_insert(attributes, pango_attr_fallback_new(FALSE));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
}

static PangoLayout *new_layout(const struct render_appearance *a)
{
    static const PangoAlignment aligns[RENDER_ALIGN_COUNT] = {
        [RENDER_CENTRED] = PANGO_ALIGN_CENTER, [RENDER_LEFT] = PANGO_ALIGN_LEFT, [RENDER_RIGHT] = PANGO_ALIGN_RIGHT};
    AUTO(cairo_surface_destroy)
    cairo_surface_t *nowhere = cairo_pdf_surface_create(NULL, 1, 1);
    AUTO(cairo_destroy)
    cairo_t *cr = cairo_create(nowhere);
    PangoLayout *layout = pango_cairo_create_layout(cr);
    set_exact_metrics(pango_layout_get_context(layout));
    set_font(layout, a->italic);
    pango_layout_set_alignment(layout, aligns[a->align]);
    return layout;
}

/* A family may be there without its italics, and pango then takes what is nearest. */
static status check_font(PangoFont *font, const PangoFontDescription *wanted, struct err *e)
{
    ENSURE(font != NULL, ERR_INTERNAL, "the font %s is not installed", FONT);
    AUTO(pango_font_description_free)
    PangoFontDescription *loaded = pango_font_describe(font);
    const char *family = pango_font_description_get_family(loaded);
    bool is_same = family != NULL && strcmp(family, FONT) == 0 &&
                   pango_font_description_get_style(loaded) == pango_font_description_get_style(wanted);
    ENSURE(is_same, ERR_INTERNAL, "the font %s is not installed", FONT);
    return OK;
}

/* Before the text is shaped: pango looks elsewhere for what the font lacks. */
static status check_characters(PangoLayout *layout, const char *text, struct err *e)
{
    const PangoFontDescription *wanted = pango_layout_get_font_description(layout);
    AUTO(unref_object)
    PangoFont *font = pango_context_load_font(pango_layout_get_context(layout), wanted);
    TRY(check_font(font, wanted, e));
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

static void measure_block(struct block *b)
{
    PangoRectangle r;
    double scale = b->scale / PANGO_SCALE;
    pango_layout_get_extents(b->layout, NULL, &r);
    b->size = (struct extent){r.width * scale, r.height * scale};
    b->indent = r.x * scale;
    b->baseline = pango_layout_get_baseline(b->layout) * scale;
}

/* Lines are broken to `width` where they are longer; to `box` always, and stand in it as they are aligned. 0: neither.
 */
static void set_width(struct block *b, double box, double width)
{
    measure_block(b);
    if (box <= 0 && (width <= 0 || b->size.w <= width)) return;
    pango_layout_set_width(b->layout, (int)((box > 0 ? box : width) / b->scale * PANGO_SCALE));
    measure_block(b);
}

/* The layout of a text, and how much room it takes. */
static status lay_out(struct block *b, const struct render_appearance *a, const char *text, double box, double wrap,
                      struct err *e)
{
    ENSURE(a->font_size >= 1 && a->font_size <= FONT_SIZE_MAX, ERR_USAGE, "a font of %.1f points", a->font_size);
    TRY(check_lines(text, e));
    AUTO(g_free)
    char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
    ENSURE(composed != NULL, ERR_USAGE, "the text to be drawn is not clean UTF-8");
    b->layout = new_layout(a);
    b->scale = a->font_size / LAYOUT_SIZE;
    TRY(check_characters(b->layout, composed, e));
    pango_layout_set_text(b->layout, composed, -1);
    set_width(b, box, wrap);
    ENSURE(pango_layout_get_unknown_glyphs_count(b->layout) == 0, ERR_REFUSED, "the font %s cannot show \"%s\"", FONT,
           text_escape_string(text).s);
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
static cairo_surface_t *resampled(const struct page *p, int dpi)
{
    int w = measure_pixels(p->pixels.width, p->picture.w, dpi), h = measure_pixels(p->pixels.height, p->picture.h, dpi);
    cairo_surface_t *small = new_paper(w, h, p->flat);
    cairo_t *cr = cairo_create(small);
    cairo_scale(cr, w / (double)p->pixels.width, h / (double)p->pixels.height);
    cairo_set_source_surface(cr, p->image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BEST);
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
    cairo_paint(cr);
    cairo_destroy(cr);
    return small;
}

/* cairo has no status of its own for what libpng finds wrong; it says "out of memory". */
static status load_picture(struct page *p, const struct render_appearance *a, struct err *e)
{
    struct source source = {.bytes = view_of(a->image.data, a->image.len)};
    p->flat = a->flat;
    TRY(png_read_size(&p->pixels, source.bytes, e));
    p->picture = measure_picture(&p->assumed, &p->pixels);
    if (a->w > 0) {
        p->picture = measure_fit(p->picture, (struct extent){a->w, a->h - p->text.size.h});
        p->assumed = false;
    }
    ENSURE(p->picture.w <= SIDE_MAX && p->picture.h <= SIDE_MAX, ERR_REFUSED,
           "the picture would be %.0f by %.0f points, which is too large", p->picture.w, p->picture.h);
    ENSURE(p->picture.w >= 1 && p->picture.h >= 1, ERR_REFUSED,
           "the picture would be %.2f by %.2f points, which is too small", p->picture.w, p->picture.h);
    p->image = cairo_image_surface_create_from_png_stream(read_source, &source);
    ENSURE(cairo_surface_status(p->image) == CAIRO_STATUS_SUCCESS, ERR_SYNTAX,
           "the picture is damaged, or takes too much memory");
    return OK;
}

/* ---- page ---- */

static status check_box(const struct page *p, struct err *e)
{
    ENSURE(p->size.w >= 1 && p->size.h >= 1 && p->size.w <= SIDE_MAX && p->size.h <= SIDE_MAX, ERR_REFUSED,
           "an appearance of %.0f by %.0f points; 1 to %d a side are possible", p->size.w, p->size.h, SIDE_MAX);
    return OK;
}

static status measure(struct page *p, const struct render_appearance *a, struct err *e)
{
    bool has_box = a->w > 0 && a->h > 0;
    ENSURE(has_box || (a->w == 0 && a->h == 0), ERR_USAGE, "width and height: both or neither");
    ENSURE(a->image.len > 0 || a->text[0] != '\0', ERR_USAGE, "neither a picture nor a text is to be drawn");
    if (a->text[0] != '\0') TRY(lay_out(&p->text, a, a->text, a->w, a->wrap, e));
    const struct extent *text = &p->text.size;
    ENSURE(!has_box || (text->w <= a->w && text->h <= a->h), ERR_REFUSED,
           "the text needs %.0f by %.0f points and does not fit into %.0f by %.0f", ceil(text->w), ceil(text->h), a->w,
           a->h);
    if (a->image.len > 0) TRY(load_picture(p, a, e));
    p->size = (struct extent){fmax(p->picture.w, text->w), p->picture.h + text->h};
    if (has_box) p->size = (struct extent){a->w, a->h};
    return check_box(p, e);
}

static status measure_pieces(struct page *p, const struct render_appearance *a, struct err *e)
{
    ENSURE(a->image.len == 0 && a->text[0] == '\0', ERR_USAGE, "picture or text, or pieces of text: not both");
    p->size = (struct extent){a->w, a->h};
    TRY(check_box(p, e));
    for (size_t i = 0; i < a->piece_count; i++) {
        const struct render_piece *piece = &a->piece[i];
        TRY(lay_out(&p->piece[i], a, piece->text, 0, 0, e));
        ENSURE(p->piece[i].size.w <= piece->w, ERR_REFUSED,
               "\"%s\" needs %.0f points, and the place left blank for it has %.0f", text_escape_string(piece->text).s,
               ceil(p->piece[i].size.w), floor(piece->w));
    }
    return OK;
}

static cairo_status_t write_buf(void *closure, const unsigned char *data, unsigned len)
{
    struct buf *b = closure;
    buf_put(b, view_of(data, len));
    return b->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* Any filter but a fast one becomes /Interpolate true, which PDF/A forbids (ISO 19005-2, 6.2.8). */
static void draw_image(cairo_t *cr, const struct page *p, int dpi)
{
    AUTO(cairo_surface_destroy)
    cairo_surface_t *image = resampled(p, dpi);
    double room = p->size.h - p->text.size.h;
    cairo_save(cr);
    cairo_translate(cr, (p->size.w - p->picture.w) / 2, (room - p->picture.h) / 2);
    cairo_scale(cr, p->picture.w / cairo_image_surface_get_width(image),
                p->picture.h / cairo_image_surface_get_height(image));
    cairo_set_source_surface(cr, image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_FAST);
    cairo_paint(cr);
    cairo_restore(cr);
}

static void draw_block(cairo_t *cr, const struct block *b, double x, double y, uint32_t colour)
{
    cairo_save(cr);
    cairo_translate(cr, x - b->indent, y);
    cairo_scale(cr, b->scale, b->scale);
    cairo_set_source_rgb(cr, (colour >> 16) / 255.0, (colour >> 8 & 255) / 255.0, (colour & 255) / 255.0);
    pango_cairo_show_layout(cr, b->layout);
    cairo_restore(cr);
}

/* Where what is `size` wide begins in a room of that width. */
static double indent_of(enum render_align align, double room, double size)
{
    return align == RENDER_LEFT ? 0 : align == RENDER_RIGHT ? room - size : (room - size) / 2;
}

static void draw_text(cairo_t *cr, const struct page *p, const struct render_appearance *a)
{
    double below = p->size.h - p->text.size.h;
    draw_block(cr, &p->text, indent_of(a->align, p->size.w, p->text.size.w), p->image == NULL ? below / 2 : below,
               a->colour);
}

static void draw_pieces(cairo_t *cr, const struct page *p, const struct render_appearance *a)
{
    for (size_t i = 0; i < a->piece_count; i++) {
        const struct render_piece *piece = &a->piece[i];
        const struct block *b = &p->piece[i];
        draw_block(cr, b, piece->x + indent_of(piece->align, piece->w, b->size.w), a->baseline - b->baseline,
                   a->colour);
    }
}

/* The date is any constant one: the page is imported, its file never leaves. */
static status draw_page(struct buf *pdf, const struct page *p, const struct render_appearance *a, int dpi,
                        struct err *e)
{
    struct view done;
    AUTO(cairo_surface_destroy)
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(write_buf, pdf, p->size.w, p->size.h);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2026-01-01T00:00:00Z");
    AUTO(cairo_destroy)
    cairo_t *cr = cairo_create(surface);
    if (p->image != NULL) draw_image(cr, p, dpi);
    if (p->text.layout != NULL) draw_text(cr, p, a);
    draw_pieces(cr, p, a);
    cairo_show_page(cr);
    cairo_surface_finish(surface);
    TRY(buf_done(&done, pdf, e));
    ENSURE(cairo_status(cr) == CAIRO_STATUS_SUCCESS && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
           ERR_INTERNAL, "the picture cannot be drawn: %s", cairo_status_to_string(cairo_surface_status(surface)));
    return OK;
}

/* As fine as the budget allows. */
static status draw_within(struct buf *pdf, const struct page *p, const struct render_appearance *a, struct err *e)
{
    for (size_t i = 0; i < RESOLUTIONS; i++) {
        AUTO_BUF drawn = BUF_INIT(pdf->max);
        TRY(draw_page(&drawn, p, a, DOTS_PER_INCH[i], e));
        bool is_last = i + 1 == RESOLUTIONS || p->image == NULL;
        if (!is_last && drawn.len > BUDGET) continue;
        buf_move(pdf, &drawn);
        break;
    }
    return OK;
}

status appearance_draw(struct render_drawing *out, const struct render_appearance *a, struct err *e)
{
    AUTO_CLEAR(page_clear) struct page p = {0};
    AUTO_BUF drawn = BUF_INIT(out->pdf.max);
    TRY(a->piece_count > 0 ? measure_pieces(&p, a, e) : measure(&p, a, e));
    TRY(draw_within(&drawn, &p, a, e));
    buf_move(&out->pdf, &drawn);
    out->w = p.size.w;
    out->h = p.size.h;
    out->assumed = p.assumed;
    return OK;
}

status appearance_prepare(struct err *e)
{
    for (int italic = 0; italic < 2; italic++) {
        struct render_appearance a = {.text = "Ấ", .font_size = LAYOUT_SIZE, .italic = italic == 1};
        AUTO_CLEAR(render_drawing_clear) struct render_drawing drawn = {.pdf = BUF_INIT(1 << 20)};
        TRY(appearance_draw(&drawn, &a, e));
    }
    return OK;
}
