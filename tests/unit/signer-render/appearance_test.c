// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/signer-render/scene.h"

#include <math.h>

#include "signer/render/appearance.h"
#include "signer/render_protocol.h"

/* fontconfig keeps its caches to the end of the process. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

enum { PDF_MAX = 1 << 20, SMALL = 100 << 10 };

static const char LINES[] = "Số: 15/QĐ-SXD; 24/11/2026; 10:20:30 +07:00\nNguyễn Thị Ánh Tuyết ợ ữ ặ";
static const char DECOMPOSED[] = "Nguye\xcc\x82\xcc\x83n Va\xcc\x86n A\xcc\x81nh";

/* image: a fixture, or "" */
static status draw(struct render_drawing *out, const char *image, const char *text, double size, double w, double h,
                   struct err *e)
{
    AUTO_CLEAR(render_appearance_clear) struct render_appearance a;
    render_appearance_init(&a);
    if (image[0] != '\0') read_fixture(&a.image, image);
    snprintf(a.text, sizeof a.text, "%s", text);
    a.font_size = size;
    a.w = w;
    a.h = h;
    return appearance_draw(out, &a, e);
}

static void refuses_with_a_reason(void **state)
{
    (void)state;
    static const struct {
        const char *image, *text;
        double size, w, h;
        enum err_code code;
        const char *reason;
    } cases[] = {
        {"", "", 10, 0, 0, ERR_USAGE, "neither a picture nor a text"},
        {"", "a\tb", 10, 0, 0, ERR_USAGE, "not clean UTF-8"},
        {"", "ok\na\x7f", 10, 0, 0, ERR_USAGE, "not clean UTF-8"},
        {"",
         "a\xe2\x80\xae"
         "b",
         10, 0, 0, ERR_USAGE, "not clean UTF-8"},
        {"", "a\xc3", 10, 0, 0, ERR_USAGE, "not clean UTF-8"},
        {"", "a\xf0\x9f\x98\x80", 10, 0, 0, ERR_REFUSED, "lacks the character U+1F600"},
        {"", "\xe6\xbc\xa2", 10, 0, 0, ERR_REFUSED, "lacks the character U+6F22"},
        {"", "a", 0, 0, 0, ERR_USAGE, "a font of 0.0 points"},
        {"", "a", 201, 0, 0, ERR_USAGE, "a font of 201.0 points"},
        {"", "a", NAN, 0, 0, ERR_USAGE, "a font of"},
        {"", "a", 10, 50, 0, ERR_USAGE, "both or neither"},
        {"", "a", 10, -1, -1, ERR_USAGE, "both or neither"},
        {"", "a", 10, NAN, 10, ERR_USAGE, "both or neither"},
        {"", "Nguyễn Văn A", 10, 60, 10, ERR_REFUSED, "does not fit into 60 by 10"},
        {"", "Quảng-Mẫu", 10, 20, 90, ERR_REFUSED, "does not fit into 20 by 90"},
        {"", "a", 10, 1441, 90, ERR_REFUSED, "1 to 1440 a side"},
        {"", "\n", 10, 0, 0, ERR_REFUSED, "1 to 1440 a side"},
        {"seal.png", "a", 10, 50, 11.5, ERR_REFUSED, "which is too small"},
        {"decision.pdf", "", 10, 0, 0, ERR_SYNTAX, "is not a PNG"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct render_drawing d = {.pdf = BUF_INIT(PDF_MAX), .w = 7};
        assert_refused(draw(&d, cases[i].image, cases[i].text, cases[i].size, cases[i].w, cases[i].h, &e), &e,
                       cases[i].code, cases[i].reason);
        assert_true(d.w == 7 && d.pdf.len == 0);
    }
}

static void refuses_damaged_pictures(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_drawing d = {.pdf = BUF_INIT(PDF_MAX)};
    struct render_appearance a = {0};
    read_fixture(&a.image, "seal.png");
    a.image.data[6000] ^= 0xff;
    assert_refused(appearance_draw(&d, &a, &e), &e, ERR_SYNTAX, "the picture is damaged");
    a.image.data[6000] ^= 0xff;
    a.image.len = 5000;
    assert_refused(appearance_draw(&d, &a, &e), &e, ERR_SYNTAX, "the picture is damaged");
    buf_clear(&a.image);
}

static void keeps_to_its_maximum(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_drawing d = {.pdf = BUF_INIT(1000)};
    assert_refused(draw(&d, "", "a", 10, 0, 0, &e), &e, ERR_LIMIT, "1000 bytes");
}

/* Red where the star is, nothing in the corners: the paper shows through. */
static void draws_the_seal_at_its_size(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_drawing d = {.pdf = BUF_INIT(PDF_MAX)};
    assert_ok(draw(&d, "seal.png", "", 10, 0, 0, &e), &e);
    assert_true(fabs(d.w - 102.12) < 0.01 && fabs(d.h - 102.12) < 0.01 && !d.assumed);
    assert_true(d.pdf.len < SMALL);
    struct view pdf = view_of(d.pdf.data, d.pdf.len);
    assert_int_equal(view_find(pdf, 0, view_of_string("/Interpolate true")), SIZE_MAX);
    assert_int_not_equal(view_find(pdf, 0, view_of_string("/SMask")), SIZE_MAX);
    cairo_surface_t *s = pixels_of(&d.pdf, 102, 102);
    struct pixel star = pixel_at(s, 51, 51), corner = pixel_at(s, 2, 2);
    assert_true(star.a > 200 && star.r > 150 && star.g < 60);
    assert_int_equal(corner.a, 0);
    cairo_surface_destroy(s);
    render_drawing_clear(&d);
}

static void assumes_a_size_and_says_so(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_drawing d = {.pdf = BUF_INIT(PDF_MAX)};
    struct render_appearance a = {0};
    read_fixture(&a.image, "seal.png");
    size_t at = view_find(view_of(a.image.data, a.image.len), 0, view_of_string("pHYs"));
    assert_int_not_equal(at, SIZE_MAX);
    memmove(a.image.data + at - 4, a.image.data + at + 17, a.image.len - at - 17); /* a chunk of 9 bytes */
    a.image.len -= 21;
    assert_ok(appearance_draw(&d, &a, &e), &e);
    assert_true(d.assumed && fabs(d.w - 102.12) < 0.01);
    a.w = a.h = 50;
    assert_ok(appearance_draw(&d, &a, &e), &e);
    assert_true(!d.assumed && d.w == 50);
    buf_clear(&a.image);
    render_drawing_clear(&d);
}

static void assert_text(const struct render_drawing *d, const char *expected)
{
    PopplerDocument *document = open_pdf(&d->pdf);
    assert_int_equal(poppler_document_get_n_pages(document), 1);
    PopplerPage *page = poppler_document_get_page(document, 0);
    char *text = poppler_page_get_text(page);
    assert_string_equal(text, expected);
    g_free(text);
    g_object_unref(page);
    PopplerFontInfo *fonts = poppler_font_info_new(document);
    PopplerFontsIter *f = NULL;
    poppler_font_info_scan(fonts, 1, &f);
    assert_non_null(f);
    do {
        assert_true(poppler_fonts_iter_is_embedded(f) && poppler_fonts_iter_is_subset(f));
        assert_non_null(strstr(poppler_fonts_iter_get_full_name(f), "LiberationSerif"));
    } while (poppler_fonts_iter_next(f));
    poppler_fonts_iter_free(f);
    g_object_unref(fonts);
    g_object_unref(document);
}

static void embeds_text_that_can_be_read_again(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_drawing d = {.pdf = BUF_INIT(PDF_MAX)};
    assert_ok(draw(&d, "", LINES, 10, 0, 0, &e), &e);
    assert_text(&d, LINES);
    assert_true(d.pdf.len < SMALL);
    assert_ok(draw(&d, "", DECOMPOSED, 14, 0, 0, &e), &e);
    assert_text(&d, "Nguyễn Văn Ánh");
    render_drawing_clear(&d);
}

static void draws_text_in_proportion_to_its_size(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_drawing small = {.pdf = BUF_INIT(PDF_MAX)}, large = {.pdf = BUF_INIT(PDF_MAX)};
    assert_ok(draw(&small, "", LINES, 10, 0, 0, &e), &e);
    assert_ok(draw(&large, "", LINES, 25, 0, 0, &e), &e);
    assert_true(small.w > 150 && fabs(large.w - 2.5 * small.w) < 0.1 && fabs(large.h - 2.5 * small.h) < 0.1);
    render_drawing_clear(&small);
    render_drawing_clear(&large);
}

static void draws_the_same_bytes_again(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_drawing one = {.pdf = BUF_INIT(PDF_MAX)}, two = {.pdf = BUF_INIT(PDF_MAX)};
    assert_ok(draw(&one, "seal.png", LINES, 10, 0, 0, &e), &e);
    assert_ok(draw(&two, "seal.png", LINES, 10, 0, 0, &e), &e);
    assert_int_equal(one.pdf.len, two.pdf.len);
    assert_memory_equal(one.pdf.data, two.pdf.data, one.pdf.len);
    render_drawing_clear(&one);
    render_drawing_clear(&two);
}

/* Of a box of 120 by 100 points, the text takes the lowest 12. */
static void picture_and_text_share_a_box(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_drawing d = {.pdf = BUF_INIT(PDF_MAX)};
    size_t red_above = 0, red_below = 0, black_below = 0;
    assert_ok(draw(&d, "seal.png", "Quảng Mẫu", 10, 120, 100, &e), &e);
    assert_true(d.w == 120 && d.h == 100);
    cairo_surface_t *s = pixels_of(&d.pdf, 120, 100);
    for (int y = 0; y < 100; y++)
        for (int x = 0; x < 120; x++) {
            struct pixel p = pixel_at(s, x, y);
            bool red = p.r > p.g + 60;
            if (y < 88) red_above += red;
            if (y > 89) red_below += red;
            if (y > 89) black_below += p.a > 100 && p.r < 60;
        }
    assert_true(red_above > 1000);
    assert_int_equal(red_below, 0);
    assert_true(black_below > 20);
    cairo_surface_destroy(s);
    render_drawing_clear(&d);
}

static void breaks_lines_to_the_box(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_drawing d = {.pdf = BUF_INIT(PDF_MAX)};
    assert_ok(draw(&d, "", "Nguyễn Văn A", 10, 40, 40, &e), &e);
    assert_text(&d, "Nguyễn\nVăn A");
    render_drawing_clear(&d);
}

/* Three pieces as they stand in a line of 200 by 20 points; the baseline 15 below its top. */
static void set_pieces(struct render_appearance *a)
{
    render_appearance_init(a);
    *a = (struct render_appearance){.font_size = 13, .w = 200, .h = 20, .baseline = 15, .piece_count = 3};
    a->piece[0] = (struct render_piece){"24", 0, 30, RENDER_CENTRED};
    a->piece[1] = (struct render_piece){"11", 60, 30, RENDER_LEFT};
    a->piece[2] = (struct render_piece){"2026", 120, 60, RENDER_RIGHT};
}

static void refuses_pieces_with_a_reason(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_drawing d = {.pdf = BUF_INIT(PDF_MAX)};
    struct render_appearance a;
    set_pieces(&a);
    a.piece[2].w = 20;
    assert_refused(appearance_draw(&d, &a, &e), &e, ERR_REFUSED,
                   "\"2026\" needs 26 points, and the place left blank for it has 20");
    set_pieces(&a);
    snprintf(a.text, sizeof a.text, "x");
    assert_refused(appearance_draw(&d, &a, &e), &e, ERR_USAGE, "not both");
    set_pieces(&a);
    a.w = 0;
    assert_refused(appearance_draw(&d, &a, &e), &e, ERR_REFUSED, "1 to 1440 a side");
    set_pieces(&a);
    snprintf(a.piece[1].text, sizeof a.piece[1].text, "1\t1");
    assert_refused(appearance_draw(&d, &a, &e), &e, ERR_USAGE, "not clean UTF-8");
}

/* Where each piece stands, and that digits stand on the baseline and not below it. */
static void draws_pieces_in_their_places(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_drawing d = {.pdf = BUF_INIT(PDF_MAX)};
    struct render_appearance a;
    int first[3] = {1000, 1000, 1000}, last[3] = {0}, lowest = 0;
    set_pieces(&a);
    assert_ok(appearance_draw(&d, &a, &e), &e);
    cairo_surface_t *s = pixels_of(&d.pdf, 200, 20);
    for (int y = 0; y < 20; y++)
        for (int x = 0; x < 200; x++) {
            if (pixel_at(s, x, y).a < 60) continue;
            int i = x / 60 < 2 ? x / 60 : 2;
            if (x < first[i]) first[i] = x;
            if (x > last[i]) last[i] = x;
            if (y > lowest) lowest = y;
        }
    assert_in_range(first[0], 8, 10); /* 13 wide in 30 */
    assert_in_range(first[1], 60, 63);
    assert_in_range(last[2], 177, 180);
    assert_in_range(lowest, 14, 15);
    cairo_surface_destroy(s);
    render_drawing_clear(&d);
}

/* Italics are a font of their own, and both are there. */
static void draws_italics(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_drawing d = {.pdf = BUF_INIT(PDF_MAX)};
    struct render_appearance a;
    set_pieces(&a);
    a.italic = true;
    assert_ok(appearance_draw(&d, &a, &e), &e);
    struct view pdf = view_of(d.pdf.data, d.pdf.len);
    assert_int_not_equal(view_find(pdf, 0, view_of_string("LiberationSerif-Italic")), SIZE_MAX);
    render_drawing_clear(&d);
}

/* Up to the width lines stay; beyond it they are broken, and the page is as wide as the longest. */
static void breaks_long_lines_alone(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_drawing d = {.pdf = BUF_INIT(PDF_MAX)};
    struct render_appearance a = {.text = "SAO Y; Sở Mẫu", .font_size = 10, .wrap = 300, .align = RENDER_RIGHT};
    assert_ok(appearance_draw(&d, &a, &e), &e);
    assert_text(&d, "SAO Y; Sở Mẫu");
    assert_true(d.w < 80);
    a.wrap = 50;
    assert_ok(appearance_draw(&d, &a, &e), &e);
    assert_text(&d, "SAO Y; Sở\nMẫu");
    assert_true(d.w <= 50);
    render_drawing_clear(&d);
}

static void draws_text_in_its_colour(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_drawing d = {.pdf = BUF_INIT(PDF_MAX)};
    struct render_appearance a = {.text = "ĐỎ", .font_size = 72, .colour = 0xe00000};
    size_t red = 0, other = 0;
    assert_ok(appearance_draw(&d, &a, &e), &e);
    cairo_surface_t *s = pixels_of(&d.pdf, (int)d.w, (int)d.h);
    for (int y = 0; y < (int)d.h; y++)
        for (int x = 0; x < (int)d.w; x++) {
            struct pixel p = pixel_at(s, x, y);
            if (p.a < 255) continue;
            if (p.r == 0xe0 && p.g == 0 && p.b == 0)
                red++;
            else
                other++;
        }
    assert_true(red > 500);
    assert_int_equal(other, 0);
    cairo_surface_destroy(s);
    render_drawing_clear(&d);
}

static cairo_status_t append(void *to, const unsigned char *data, unsigned len)
{
    buf_put(to, view_of(data, len));
    return CAIRO_STATUS_SUCCESS;
}

/* A seal that was scanned with all its noise: nothing compresses it, so it is drawn coarser. */
static void keeps_a_noisy_picture_small(void **state)
{
    (void)state;
    enum { SIDE = 850, MOST = 80 << 10 };
    struct err e = {0};
    struct render_drawing d = {.pdf = BUF_INIT(4 << 20)};
    struct render_appearance a = {.image = BUF_INIT(LIMIT_IMAGE)};
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, SIDE, SIDE);
    uint32_t noise = 1;
    for (int i = 0; i < SIDE * SIDE; i++) {
        noise = noise * 1664525 + 1013904223;
        memcpy(cairo_image_surface_get_data(s) + 4 * i, &noise, 4);
    }
    cairo_surface_mark_dirty(s);
    cairo_surface_write_to_png_stream(s, append, &a.image);
    cairo_surface_destroy(s);
    assert_ok(appearance_draw(&d, &a, &e), &e);
    assert_true(d.pdf.len > 10000 && d.pdf.len < MOST);
    assert_true(fabs(d.w - 102) < 0.1);
    buf_clear(&a.image);
    render_drawing_clear(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_with_a_reason),
        cmocka_unit_test(refuses_damaged_pictures),
        cmocka_unit_test(keeps_to_its_maximum),
        cmocka_unit_test(draws_the_seal_at_its_size),
        cmocka_unit_test(assumes_a_size_and_says_so),
        cmocka_unit_test(embeds_text_that_can_be_read_again),
        cmocka_unit_test(draws_text_in_proportion_to_its_size),
        cmocka_unit_test(draws_the_same_bytes_again),
        cmocka_unit_test(picture_and_text_share_a_box),
        cmocka_unit_test(breaks_lines_to_the_box),
        cmocka_unit_test(refuses_pieces_with_a_reason),
        cmocka_unit_test(draws_pieces_in_their_places),
        cmocka_unit_test(draws_italics),
        cmocka_unit_test(breaks_long_lines_alone),
        cmocka_unit_test(draws_text_in_its_colour),
        cmocka_unit_test(keeps_a_noisy_picture_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
