// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cm.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "signer/render_protocol.h"

static const struct render_place PLACE = {2, 1.5, 0, 100.25, 16};

static struct view written(const struct buf *b)
{
    return view_of(b->data, b->len);
}

static void refuses_numbers_no_page_has(void **state)
{
    (void)state;
    static const double numbers[] = {NAN, INFINITY, -INFINITY, 1.1e6, -1.1e6};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct err e = {0};
        AUTO_BUF b = BUF_INIT(64);
        double got = 7;
        render_put_number(&b, numbers[i]);
        struct view in = written(&b);
        assert_refused(render_get_number(&got, &in, &e), &e, ERR_INTERNAL, "a number out of range");
        assert_true(got == 7 && in.len == b.len);
    }
}

static void refuses_places_that_are_none(void **state)
{
    (void)state;
    static const struct {
        struct render_place place;
        const char *reason;
    } cases[] = {
        {{0, 1, 1, 1, 1}, "a place that is none"},    {{LIMIT_PDF_PAGES + 1, 1, 1, 1, 1}, "is the limit"},
        {{1, 1, 1, -1, 1}, "a place that is none"},   {{1, 1, 1, 1, -1}, "a place that is none"},
        {{1, NAN, 1, 1, 1}, "a number out of range"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_BUF b = BUF_INIT(64);
        struct render_place got = {.page = 7};
        render_put_place(&b, &cases[i].place);
        struct view in = written(&b);
        assert_refused(render_get_place(&got, &in, &e), &e, ERR_INTERNAL, cases[i].reason);
        assert_true(got.page == 7 && in.len == b.len);
    }
}

static void carries_places(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_BUF b = BUF_INIT(64);
    struct render_place got;
    render_put_place(&b, &PLACE);
    struct view in = written(&b);
    assert_ok(render_get_place(&got, &in, &e), &e);
    assert_int_equal(in.len, 0);
    assert_true(got.page == PLACE.page && got.x == PLACE.x && got.y == PLACE.y && got.w == PLACE.w && got.h == PLACE.h);
    for (size_t len = 0; len < b.len; len++) {
        in = view_of(b.data, len);
        assert_refused(render_get_place(&got, &in, &e), &e, ERR_INTERNAL, "cut short");
    }
}

static void carries_appearances(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_BUF b = BUF_INIT(4096);
    AUTO_CLEAR(render_appearance_clear) struct render_appearance a, got;
    render_appearance_init(&a);
    render_appearance_init(&got);
    buf_put_string(&a.image, "\x89PNG");
    snprintf(a.text, sizeof a.text, "Số: 1\nÁnh");
    a.font_size = 10;
    a.w = 120.5;
    render_put_appearance(&b, &a);
    struct view in = written(&b);
    assert_ok(render_get_appearance(&got, &in, &e), &e);
    assert_int_equal(in.len, 0);
    assert_true(view_equal(written(&got.image), written(&a.image)));
    assert_string_equal(got.text, a.text);
    assert_true(got.font_size == 10 && got.w == 120.5 && got.h == 0);
    for (size_t len = 0; len < b.len; len++) {
        in = view_of(b.data, len);
        assert_refused(render_get_appearance(&got, &in, &e), &e, ERR_INTERNAL, "cut short");
    }
    render_appearance_clear(&got);
}

static void refuses_texts_that_are_none(void **state)
{
    (void)state;
    static const struct view texts[] = {{(const uint8_t *)"a\0b", 3}, {(const uint8_t *)"a\xff", 2}};
    for (size_t i = 0; i < 2; i++) {
        struct err e = {0};
        AUTO_BUF b = BUF_INIT(4096);
        struct render_appearance got = {.text = "kept"};
        wire_put_bytes(&b, view_of("", 0));
        wire_put_bytes(&b, texts[i]);
        for (int k = 0; k < 3; k++) render_put_number(&b, 1);
        struct view in = written(&b);
        assert_refused(render_get_appearance(&got, &in, &e), &e, ERR_INTERNAL, "not clean UTF-8");
        assert_string_equal(got.text, "kept");
    }
}

static void refuses_texts_that_are_too_long(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_BUF b = BUF_INIT(1 << 20);
    struct render_appearance got = {0};
    char text[sizeof got.text];
    memset(text, 'a', sizeof text);
    wire_put_bytes(&b, view_of("", 0));
    wire_put_bytes(&b, view_of(text, sizeof text));
    struct view in = written(&b);
    assert_refused(render_get_appearance(&got, &in, &e), &e, ERR_INTERNAL, "is the limit");
}

static void carries_drawings_within_their_maximum(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_BUF b = BUF_INIT(4096);
    AUTO_CLEAR(render_drawing_clear) struct render_drawing d = {.pdf = BUF_INIT(64), .w = 10, .h = 20, .assumed = true};
    AUTO_CLEAR(render_drawing_clear) struct render_drawing got = {.pdf = BUF_INIT(8)}, small = {.pdf = BUF_INIT(7)};
    buf_put_string(&d.pdf, "%PDF-1.5");
    render_put_drawing(&b, &d);
    struct view in = written(&b);
    assert_ok(render_get_drawing(&got, &in, &e), &e);
    assert_true(in.len == 0 && got.pdf.len == 8 && got.w == 10 && got.h == 20 && got.assumed);
    in = written(&b);
    assert_refused(render_get_drawing(&small, &in, &e), &e, ERR_INTERNAL, "is the limit");
    for (size_t len = 0; len < b.len; len++) {
        in = view_of(b.data, len);
        assert_refused(render_get_drawing(&got, &in, &e), &e, ERR_INTERNAL, "cut short");
    }
    d.h = 0;
    buf_clear(&b);
    render_put_drawing(&b, &d);
    in = written(&b);
    assert_refused(render_get_drawing(&got, &in, &e), &e, ERR_INTERNAL, "a place that is none");
}

static void carries_requests_for_pages(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_BUF b = BUF_INIT(1 << 16);
    struct render_page_request r = {.page = 2, .want_now = true, .masks = {PLACE, PLACE}, .mask_count = 2}, got;
    render_put_page_request(&b, &r);
    struct view in = written(&b);
    assert_ok(render_get_page_request(&got, &in, &e), &e);
    assert_true(in.len == 0 && got.page == 2 && got.want_now && got.mask_count == 2 && got.masks[1].w == PLACE.w);
    for (size_t len = 0; len < b.len; len++) {
        in = view_of(b.data, len);
        assert_refused(render_get_page_request(&got, &in, &e), &e, ERR_INTERNAL, "cut short");
    }
}

static void refuses_requests_for_no_page(void **state)
{
    (void)state;
    static const struct {
        uint32_t page, masks;
        const char *reason;
    } cases[] = {
        {0, 0, "a place that is none"},
        {1, 1, "a place that is none"}, /* the mask is on page 2 */
        {LIMIT_PDF_PAGES + 1, 0, "is the limit"},
        {2, LIMIT_PDF_SIGNATURES + 1, "is the limit"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_BUF b = BUF_INIT(1 << 16);
        struct render_page_request got = {.page = 7};
        wire_put_u32(&b, cases[i].page);
        wire_put_u8(&b, 0);
        wire_put_u32(&b, cases[i].masks);
        for (uint32_t k = 0; k < cases[i].masks; k++) render_put_place(&b, &PLACE);
        struct view in = written(&b);
        assert_refused(render_get_page_request(&got, &in, &e), &e, ERR_INTERNAL, cases[i].reason);
        assert_true(got.page == 7 && in.len == b.len);
    }
}

static void make_drawn_page(struct render_page *p)
{
    render_page_init(p);
    buf_put_string(&p->then, "\x89PNG\r\n\x1a\nthen");
    buf_put_string(&p->changes, "\x89PNG\r\n\x1a\nchanges");
    p->comparison = RENDER_CHANGED;
    err_set(&p->why, ERR_REFUSED, "there is no page %u", 3);
}

static void carries_pages(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_BUF b = BUF_INIT(1 << 16);
    AUTO_CLEAR(render_page_clear) struct render_page page, got;
    make_drawn_page(&page);
    render_page_init(&got);
    render_put_page(&b, &page);
    struct view in = written(&b);
    assert_ok(render_get_page(&got, &in, &e), &e);
    assert_true(in.len == 0 && got.comparison == RENDER_CHANGED && got.now.len == 0);
    assert_true(view_equal(written(&got.then), written(&page.then)));
    assert_true(view_equal(written(&got.changes), written(&page.changes)));
    assert_string_equal(got.why.text[LANG_VI], "không có trang 3");
    for (size_t len = 0; len < b.len; len++) {
        in = view_of(b.data, len);
        assert_refused(render_get_page(&got, &in, &e), &e, ERR_INTERNAL, "cut short");
    }
}

static void refuses_pictures_that_are_none(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_BUF b = BUF_INIT(1 << 16);
    AUTO_CLEAR(render_page_clear) struct render_page page, got;
    make_drawn_page(&page);
    make_drawn_page(&got);
    buf_put_string(&page.now, "#!/bin/sh");
    render_put_page(&b, &page);
    struct view in = written(&b);
    assert_refused(render_get_page(&got, &in, &e), &e, ERR_INTERNAL, "a picture that is none");
    assert_true(in.len == b.len && got.then.len == page.then.len);
    buf_clear(&page.now);
    buf_clear(&b);
    page.comparison = RENDER_COMPARISON_COUNT;
    render_put_page(&b, &page);
    in = written(&b);
    assert_refused(render_get_page(&got, &in, &e), &e, ERR_INTERNAL, "is the limit");
}

/* Before a process is started. */
static void refuses_queries_that_render_would_not_take(void **state)
{
    (void)state;
    static const struct render_document none = {.document = NULL};
    struct err e = {0};
    struct render_place p, q;
    uint32_t n;
    char text[LIMIT_TEXT + 1];
    memset(text, 'a', sizeof text);
    text[LIMIT_TEXT] = '\0';
    assert_refused(render_find_text(&p, &n, &none, text, &e), &e, ERR_USAGE, "less than 256 bytes");
    assert_refused(render_find_text(&p, &n, &none, "a\x01", &e), &e, ERR_USAGE, "no control characters");
    assert_refused(render_find_between(&p, &q, &n, &none, "a", text, &e), &e, ERR_USAGE, "less than 256 bytes");
    assert_refused(render_find_between(&p, &q, &n, &none, "\xff", "a", &e), &e, ERR_USAGE, "no control characters");
}

static void carries_pieces(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_BUF b = BUF_INIT(4096);
    AUTO_CLEAR(render_appearance_clear) struct render_appearance a, got;
    render_appearance_init(&a);
    render_appearance_init(&got);
    a.wrap = 300;
    a.baseline = 15;
    a.align = RENDER_RIGHT;
    a.colour = 0xe00000;
    a.italic = true;
    a.piece_count = 2;
    a.piece[1] = (struct render_piece){"11", 60, 30, RENDER_LEFT};
    render_put_appearance(&b, &a);
    struct view in = written(&b);
    assert_ok(render_get_appearance(&got, &in, &e), &e);
    assert_true(got.wrap == 300 && got.baseline == 15 && got.align == RENDER_RIGHT && got.colour == 0xe00000);
    assert_true(got.italic && got.piece_count == 2 && got.piece[1].x == 60 && got.piece[1].w == 30);
    assert_int_equal(got.piece[1].align, RENDER_LEFT);
    assert_string_equal(got.piece[1].text, "11");
}

static void carries_blanks(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_BUF b = BUF_INIT(4096);
    const struct render_blanks blanks = {PLACE, 12.5, 13, {{1, 2}, {30, 0}}, 2, "/QĐ-SXD"};
    struct render_blanks got = {.count = 7};
    render_put_blanks(&b, &blanks);
    for (size_t len = 0; len < b.len; len++) {
        struct view in = view_of(b.data, len);
        assert_refused(render_get_blanks(&got, &in, &e), &e, ERR_INTERNAL, "cut short");
        assert_int_equal(got.count, 7);
    }
    struct view in = written(&b);
    assert_ok(render_get_blanks(&got, &in, &e), &e);
    assert_int_equal(in.len, 0);
    assert_true(got.count == 2 && got.gap[1].x == 30 && got.baseline == 12.5 && got.font_size == 13);
    assert_string_equal(got.after, "/QĐ-SXD");
}

static void refuses_blanks_that_are_none(void **state)
{
    (void)state;
    static const struct {
        struct render_blanks blanks;
        const char *reason;
    } cases[] = {
        {{{1, 0, 0, 1, 1}, 0, 13, {{0, 0}}, 0, ""}, "a place that is none"},
        {{{1, 0, 0, 1, 1}, 0, 13, {{0, -1}}, 1, ""}, "a place that is none"},
        {{{1, 0, 0, 1, 1}, 0, 13, {{NAN, 1}}, 1, ""}, "a number out of range"},
        {{{0, 0, 0, 1, 1}, 0, 13, {{0, 1}}, 1, ""}, "a place that is none"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_BUF b = BUF_INIT(4096);
        struct render_blanks got;
        render_put_blanks(&b, &cases[i].blanks);
        struct view in = written(&b);
        assert_refused(render_get_blanks(&got, &in, &e), &e, ERR_INTERNAL, cases[i].reason);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_numbers_no_page_has),
        cmocka_unit_test(refuses_places_that_are_none),
        cmocka_unit_test(carries_places),
        cmocka_unit_test(carries_appearances),
        cmocka_unit_test(carries_pieces),
        cmocka_unit_test(carries_blanks),
        cmocka_unit_test(refuses_blanks_that_are_none),
        cmocka_unit_test(refuses_texts_that_are_none),
        cmocka_unit_test(refuses_texts_that_are_too_long),
        cmocka_unit_test(carries_drawings_within_their_maximum),
        cmocka_unit_test(carries_requests_for_pages),
        cmocka_unit_test(refuses_requests_for_no_page),
        cmocka_unit_test(carries_pages),
        cmocka_unit_test(refuses_pictures_that_are_none),
        cmocka_unit_test(refuses_queries_that_render_would_not_take),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
