// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/signer-render/scene.h"

#include <math.h>

#include "signer/render/anchors.h"

static struct view decision;
static struct buf decision_bytes;

static int load(void **state)
{
    (void)state;
    read_fixture(&decision_bytes, "decision.pdf");
    decision = view_of(decision_bytes.data, decision_bytes.len);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    buf_clear(&decision_bytes);
    return 0;
}

static void assert_near(struct render_place p, uint32_t page, double x, double y, double w, double h)
{
    bool near = p.page == page && fabs(p.x - x) < 1 && fabs(p.y - y) < 1 && fabs(p.w - w) < 1 && fabs(p.h - h) < 1;
    if (!near) fail_msg("page %u: %.1f %.1f, %.1f by %.1f", p.page, p.x, p.y, p.w, p.h);
}

static void refuses_what_is_not_there(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_place p = {.page = 7};
    uint32_t n = 9;
    assert_refused(anchors_find(&p, &n, decision, NULL, "phó giám đốc", &e), &e, ERR_USAGE,
                   "the text \"phó giám đốc\" is not in the document");
    assert_refused(anchors_find(&p, &n, decision, NULL, "", &e), &e, ERR_USAGE, "an empty text");
    assert_refused(anchors_find(&p, &n, decision, NULL, " \t\n", &e), &e, ERR_USAGE, "an empty text");
    assert_refused(anchors_find(&p, &n, decision, NULL, "\xff", &e), &e, ERR_USAGE, "an empty text");
    assert_refused(anchors_find(&p, &n, view_of_string("%PDF-1.4\nno more"), NULL, "a", &e), &e, ERR_SYNTAX,
                   "poppler cannot read the PDF");
    assert_int_equal(p.page, 7);
    assert_int_equal(n, 9);
}

/* Composed, decomposed, and with white space of other kinds: one text. */
static void finds_vietnamese_in_every_form(void **state)
{
    (void)state;
    static const char *const forms[] = {
        "Nguyễn Văn A",
        "Nguye\xcc\x82\xcc\x83n Va\xcc\x86n A",
        " Nguyễn \t\n Văn\u00a0\u00a0A ",
    };
    for (size_t i = 0; i < 3; i++) {
        struct err e = {0};
        struct render_place p;
        uint32_t n;
        assert_ok(anchors_find(&p, &n, decision, NULL, forms[i], &e), &e);
        assert_int_equal(n, 1);
        assert_near(p, 2, 395.2, 542.4, 81.5, 16.9);
    }
}

static void takes_the_last_and_a_broken_text_as_one(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_place p;
    uint32_t n;
    assert_ok(anchors_find(&p, &n, decision, NULL, "GIÁM ĐỐC", &e), &e);
    assert_int_equal(n, 3);
    assert_near(p, 2, 417.2, 430.5, 68.9, 16.9);
    assert_ok(anchors_find(&p, &n, decision, NULL, "các yêu cầu về bảo vệ môi trường", &e), &e);
    assert_int_equal(n, 5);
    assert_near(p, 2, 89.2, 244.1, 458.9, 34.0);
}

static void finds_title_and_name(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_place title, name = {.page = 7};
    uint32_t n;
    assert_ok(anchors_find_between(&title, &name, &n, decision, NULL, "PHÓ GIÁM ĐỐC", "Nguyễn Văn A", &e), &e);
    assert_int_equal(n, 1);
    assert_near(title, 2, 385.8, 430.5, 100.3, 16.9);
    assert_near(name, 2, 395.2, 542.4, 81.5, 16.9);
}

/* Where a point of the page's own space is displayed: CropBox 50..250 by 20..320, the text's origin 100, 200. */
static void follows_crop_and_rotation(void **state)
{
    (void)state;
    static const struct {
        int rotate;
        double x, y;
        bool upright;
    } cases[] = {{0, 50, 120, true}, {90, 180, 50, false}, {180, 150, 180, true}, {270, 120, 150, false}};
    for (size_t i = 0; i < 4; i++) {
        struct err e = {0};
        struct render_place p;
        uint32_t n;
        char attributes[128];
        struct buf pdf;
        snprintf(attributes, sizeof attributes, "/MediaBox[0 0 400 400]/CropBox[50 20 250 320]/Rotate %d",
                 cases[i].rotate);
        make_page(&pdf, attributes, "100 200 Td (Anchor) Tj -90 -190 Td (Outside) Tj");
        assert_ok(anchors_find(&p, &n, view_of(pdf.data, pdf.len), NULL, "Anchor", &e), &e);
        bool holds =
            cases[i].x > p.x - 1 && cases[i].x < p.x + p.w + 1 && cases[i].y > p.y - 1 && cases[i].y < p.y + p.h + 1;
        if (!holds || (p.w > p.h) != cases[i].upright || p.w + p.h > 60)
            fail_msg("rotated by %d: %.1f %.1f, %.1f by %.1f", cases[i].rotate, p.x, p.y, p.w, p.h);
        assert_refused(anchors_find(&p, &n, view_of(pdf.data, pdf.len), NULL, "Outside", &e), &e, ERR_USAGE,
                       "is not in");
        buf_clear(&pdf);
    }
}

static void counts_beyond_what_it_keeps(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_place p;
    uint32_t n;
    struct buf content = BUF_INIT(1 << 20), pdf;
    buf_put_string(&content, "50 14000 Td ");
    for (int i = 0; i < 1100; i++) buf_put_string(&content, "(seal) Tj 0 -12 Td ");
    buf_put_byte(&content, 0);
    make_page(&pdf, "/MediaBox[0 0 300 14400]", (const char *)content.data);
    assert_ok(anchors_find(&p, &n, view_of(pdf.data, pdf.len), NULL, "seal", &e), &e);
    assert_int_equal(n, 1100);
    assert_true(p.y < 400 + 1099 * 12 && p.y + p.h > 400 + 1099 * 12);
    buf_clear(&content);
    buf_clear(&pdf);
}

/* Two columns with a title each; the last mention of the name has no title over it. */
static void pairs_within_a_column(void **state)
{
    (void)state;
    struct err e = {0};
    struct render_place title, name;
    uint32_t n;
    struct buf pdf;
    make_page(&pdf, "/MediaBox[0 0 600 400]",
              "50 340 Td (HEAD) Tj 0 -20 Td (HEAD) Tj 250 10 Td (HEAD) Tj 0 -80 Td (Name) Tj -250 -20 Td (Other) Tj "
              "150 -100 Td (Name) Tj");
    struct view v = view_of(pdf.data, pdf.len);
    assert_ok(anchors_find_between(&title, &name, &n, v, NULL, "HEAD", "Name", &e), &e);
    assert_int_equal(n, 2);
    assert_true(fabs(title.x - 300) < 1 && fabs(name.x - 300) < 1 && title.y < 70 && name.y > 70 && name.y < 150);
    assert_ok(anchors_find_between(&title, &name, &n, v, NULL, "HEAD", "Other", &e), &e);
    assert_true(fabs(title.x - 50) < 1 && title.y + title.h > 80 && title.y < 80);
    assert_refused(anchors_find_between(&title, &name, &n, v, NULL, "Name", "HEAD", &e), &e, ERR_USAGE,
                   "nowhere does \"HEAD\" stand under \"Name\"");
    assert_refused(anchors_find_between(&title, &name, &n, v, NULL, "HEAD", "Nam\"\x01", &e), &e, ERR_USAGE,
                   "the text \"Nam\"\\x01\" is not in the document");
    buf_clear(&pdf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_not_there),
        cmocka_unit_test(finds_vietnamese_in_every_form),
        cmocka_unit_test(takes_the_last_and_a_broken_text_as_one),
        cmocka_unit_test(finds_title_and_name),
        cmocka_unit_test(follows_crop_and_rotation),
        cmocka_unit_test(counts_beyond_what_it_keeps),
        cmocka_unit_test(pairs_within_a_column),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
