// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/signer-render/scene.h"

#include <math.h>

#include "signer/render/measure.h"
#include "signer/render_client.h"

static void put_number(struct buf *b, uint32_t v)
{
    for (int shift = 24; shift >= 0; shift -= 8) buf_put_byte(b, (uint8_t)(v >> shift));
}

/* Checksums are libpng's to check. */
static void put_chunk(struct buf *b, const char *type, struct view data)
{
    put_number(b, (uint32_t)data.len);
    buf_put_string(b, type);
    buf_put(b, data);
    put_number(b, 0);
}

static void begin_png(struct buf *b, uint32_t w, uint32_t h)
{
    uint8_t rest[5] = {8, 6};
    struct buf header = BUF_INIT(64);
    put_number(&header, w);
    put_number(&header, h);
    buf_put(&header, view_of(rest, sizeof rest));
    *b = BUF_INIT(4096);
    buf_put_string(b, "\x89PNG\r\n\x1a\n");
    put_chunk(b, "IHDR", view_of(header.data, header.len));
    buf_clear(&header);
}

static void put_physical(struct buf *b, uint32_t x, uint32_t y, uint8_t unit, size_t len)
{
    struct buf data = BUF_INIT(64);
    put_number(&data, x);
    put_number(&data, y);
    buf_put_byte(&data, unit);
    buf_put_byte(&data, 0);
    put_chunk(b, "pHYs", view_of(data.data, len));
    buf_clear(&data);
}

static void end_png(struct buf *b)
{
    put_chunk(b, "IDAT", view_of("x", 1));
    put_chunk(b, "IEND", view_of("", 0));
}

static void refuses_what_is_too_large(void **state)
{
    (void)state;
    static const uint32_t sizes[][2] = {
        {0, 1}, {1, 0}, {10001, 1}, {1, 10001}, {7000, 6000}, {0xffffffff, 1}, {0x80000001, 0x80000001}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct err e = {0};
        struct png_size s = {.width = 7};
        struct buf png;
        begin_png(&png, sizes[i][0], sizes[i][1]);
        end_png(&png);
        assert_refused(png_read_size(&s, view_of(png.data, png.len), &e), &e, ERR_LIMIT, "which is too large");
        assert_int_equal(s.width, 7);
        buf_clear(&png);
    }
}

static void refuses_what_is_no_png(void **state)
{
    (void)state;
    struct err e = {0};
    struct png_size s;
    struct buf png;
    begin_png(&png, 10, 10);
    end_png(&png);
    for (size_t len = 0; len <= 33; len++)
        assert_refused(png_read_size(&s, view_of(png.data, len), &e), &e, ERR_SYNTAX, "is not a PNG");
    for (size_t i = 0; i < 16; i++) {
        png.data[i] ^= 1;
        assert_refused(png_read_size(&s, view_of(png.data, png.len), &e), &e, ERR_SYNTAX, "is not a PNG");
        png.data[i] ^= 1;
    }
    assert_ok(png_read_size(&s, view_of(png.data, png.len), &e), &e);
    buf_clear(&png);
}

/* Only metres, once both are there, before the pixels. */
static void knows_when_the_file_does_not_say(void **state)
{
    (void)state;
    static const struct {
        uint32_t x, y;
        uint8_t unit;
        size_t len;
        double w, h;
    } cases[] = {
        {23622, 11811, 1, 9, 12, 24}, {23622, 23622, 0, 9, 0, 0}, {23622, 23622, 2, 9, 0, 0},  {0, 23622, 1, 9, 0, 0},
        {23622, 0, 1, 9, 0, 0},       {23622, 23622, 1, 8, 0, 0}, {23622, 23622, 1, 10, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct png_size s;
        struct buf png;
        begin_png(&png, 100, 100);
        put_physical(&png, cases[i].x, cases[i].y, cases[i].unit, cases[i].len);
        end_png(&png);
        assert_ok(png_read_size(&s, view_of(png.data, png.len), &e), &e);
        if (fabs(s.w - cases[i].w) > 0.001 || fabs(s.h - cases[i].h) > 0.001) fail_msg("case %zu: %f %f", i, s.w, s.h);
        buf_clear(&png);
    }
}

static void stops_at_pixels_and_at_broken_chunks(void **state)
{
    (void)state;
    struct err e = {0};
    struct png_size s;
    struct buf png;
    begin_png(&png, 100, 100);
    end_png(&png);
    put_physical(&png, 23622, 23622, 1, 9);
    assert_ok(png_read_size(&s, view_of(png.data, png.len), &e), &e);
    assert_true(s.w == 0);
    buf_clear(&png);

    begin_png(&png, 100, 100);
    put_number(&png, 0xffffffff);
    buf_put_string(&png, "pHYs and no more");
    assert_ok(png_read_size(&s, view_of(png.data, png.len), &e), &e);
    assert_true(s.w == 0);
    buf_clear(&png);
}

static void measures_fixtures_and_every_beginning_of_them(void **state)
{
    (void)state;
    struct err e = {0};
    struct png_size s;
    struct buf seal;
    read_fixture(&seal, "seal.png");
    assert_ok(png_read_size(&s, view_of(seal.data, seal.len), &e), &e);
    assert_int_equal(s.width, 851);
    assert_true(fabs(s.w - 36.02 / 25.4 * 72) < 0.1 && fabs(s.h - s.w) < 0.001);
    for (size_t len = 34; len < 200; len++) {
        uint8_t *exact = malloc(len); /* so that a sanitizer sees one byte too many */
        memcpy(exact, seal.data, len);
        assert_ok(png_read_size(&s, view_of(exact, len), &e), &e);
        free(exact);
    }
    buf_clear(&seal);
}

static void scales_in_proportion(void **state)
{
    (void)state;
    bool assumed = true;
    struct extent e = measure_picture(&assumed, &(struct png_size){600, 300, 10, 20});
    assert_true(!assumed && e.w == 10 && e.h == 20);
    e = measure_picture(&assumed, &(struct png_size){600, 300, 0, 0});
    assert_true(assumed && fabs(e.w - 72) < 1e-9 && fabs(e.h - 36) < 1e-9);
    e = measure_fit((struct extent){10, 20}, (struct extent){100, 100});
    assert_true(e.w == 50 && e.h == 100);
    e = measure_fit((struct extent){400, 20}, (struct extent){100, 100});
    assert_true(e.w == 100 && e.h == 5);
}

static void never_adds_pixels(void **state)
{
    (void)state;
    assert_int_equal(measure_pixels(851, 102.12, 300), 426);
    assert_int_equal(measure_pixels(100, 102.12, 300), 100);
    assert_int_equal(measure_pixels(10000, 1e9, 300), 10000);
    assert_int_equal(measure_pixels(10000, 1e-9, 300), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_too_large),
        cmocka_unit_test(refuses_what_is_no_png),
        cmocka_unit_test(knows_when_the_file_does_not_say),
        cmocka_unit_test(stops_at_pixels_and_at_broken_chunks),
        cmocka_unit_test(measures_fixtures_and_every_beginning_of_them),
        cmocka_unit_test(scales_in_proportion),
        cmocka_unit_test(never_adds_pixels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
