// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/signer-render/scene.h"

#include <math.h>

#include "signer/render/appearance.h"
#include "signer/render/blanks.h"
#include "signer/render_protocol.h"

/* fontconfig keeps its caches to the end of the process. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

/* A page of 500 by 120 points with these lines of 13 points, from the left. */
static void page_with(struct render_drawing *out, const char *lines)
{
    struct err e = {0};
    AUTO_CLEAR(render_appearance_clear) struct render_appearance a;
    render_appearance_init(&a);
    snprintf(a.text, sizeof a.text, "%s", lines);
    a.font_size = 13;
    a.w = 500;
    a.h = 120;
    a.align = RENDER_LEFT;
    *out = (struct render_drawing){.pdf = BUF_INIT(1 << 20)};
    assert_ok(appearance_draw(out, &a, &e), &e);
}

static status find(struct render_blanks *out, const char *lines, enum render_blank_kind kind, struct err *e)
{
    AUTO_CLEAR(render_drawing_clear) struct render_drawing page;
    page_with(&page, lines);
    return blanks_find(out, view_of(page.pdf.data, page.pdf.len), NULL, kind, e);
}

static void refuses_what_is_not_blank(void **state)
{
    (void)state;
    static const struct {
        const char *lines;
        enum render_blank_kind kind;
        const char *why;
    } cases[] = {
        {"QUYẾT ĐỊNH", RENDER_BLANK_NUMBER, "for the number"},
        {"Số: 15/QĐ-SXD", RENDER_BLANK_NUMBER, "for the number"},
        {"Số: ....../QĐ-SXD", RENDER_BLANK_NUMBER, "for the number"},
        {"Số:/QĐ-SXD", RENDER_BLANK_NUMBER, "for the number"},
        {"số:      /QĐ-SXD", RENDER_BLANK_NUMBER, "for the number"},
        {"HSố:      /QĐ-SXD", RENDER_BLANK_NUMBER, "for the number"},
        {"Số      /QĐ-SXD", RENDER_BLANK_NUMBER, "for the number"},
        {"QUYẾT ĐỊNH", RENDER_BLANK_DATE, "for the date"},
        {"ngày 02 tháng     năm 2026", RENDER_BLANK_DATE, "for the date"},
        {"ngày     tháng 11 năm 2026", RENDER_BLANK_DATE, "for the date"},
        {"ngày ... tháng ... năm 2026", RENDER_BLANK_DATE, "for the date"},
        {"ngày     \ntháng     năm 2026", RENDER_BLANK_DATE, "for the date"},
        {"ngàytháng     năm 2026", RENDER_BLANK_DATE, "for the date"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct render_blanks b = {.count = 7};
        assert_refused(find(&b, cases[i].lines, cases[i].kind, &e), &e, ERR_REFUSED, cases[i].why);
        assert_int_equal(b.count, 7);
    }
    struct err e = {0};
    struct render_blanks b;
    assert_refused(blanks_find(&b, view_of_string("%PDF-1.4\nno more"), NULL, RENDER_BLANK_DATE, &e), &e, ERR_SYNTAX,
                   "poppler cannot read the PDF");
}

static void finds_what_is(void **state)
{
    (void)state;
    static const struct {
        const char *lines, *after;
        enum render_blank_kind kind;
        uint32_t count;
        bool is_open; /* the last */
    } cases[] = {
        {"Số:          /QĐ-SXD", "/QĐ-SXD", RENDER_BLANK_NUMBER, 1, false},
        {"x\nSố:          /QĐ-SXD", "/QĐ-SXD", RENDER_BLANK_NUMBER, 1, false},
        {"Số:", "", RENDER_BLANK_NUMBER, 1, true},
        {"Hồ sơ số: 1 và Số: 15/QĐ-SXD\nSố:      /TB", "/TB", RENDER_BLANK_NUMBER, 1, false},
        {"So\xcc\x82\xcc\x81:         /Q\xc4\x90-A", "/QĐ-A", RENDER_BLANK_NUMBER, 1, false},
        {"Mẫu, ngày       tháng       năm 2026", "2026", RENDER_BLANK_DATE, 2, false},
        {"từ ngày 02 tháng 11 năm 2026\nMẫu, ngày       tháng       năm 2027", "2027", RENDER_BLANK_DATE, 2, false},
        {"Mẫu, ngày       tháng       năm", "", RENDER_BLANK_DATE, 3, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct render_blanks b;
        assert_ok(find(&b, cases[i].lines, cases[i].kind, &e), &e);
        assert_int_equal(b.count, cases[i].count);
        assert_string_equal(b.after, cases[i].after);
        for (uint32_t k = 0; k < b.count; k++) {
            bool is_last_open = cases[i].is_open && k + 1 == b.count;
            assert_true(is_last_open ? b.gap[k].w == 0 : b.gap[k].w > 10);
            assert_true(k == 0 || b.gap[k].x > b.gap[k - 1].x + b.gap[k - 1].w);
        }
        assert_true(fabs(b.font_size - 13) < 0.1);
    }
}

static void finds_those_of_a_real_decision(void **state)
{
    (void)state;
    struct err e = {0};
    struct buf pdf;
    struct render_blanks b;
    read_fixture(&pdf, "decision.pdf");
    assert_ok(blanks_find(&b, view_of(pdf.data, pdf.len), NULL, RENDER_BLANK_NUMBER, &e), &e);
    assert_true(fabs(b.gap[0].x - 149) < 0.5 && fabs(b.gap[0].w - 29.3) < 0.5);
    assert_true(fabs(b.line.y - 113.9) < 0.5 && fabs(b.baseline - 126.2) < 0.5 && fabs(b.font_size - 13) < 0.1);
    assert_string_equal(b.after, "/QĐ-STNMT");
    assert_ok(blanks_find(&b, view_of(pdf.data, pdf.len), NULL, RENDER_BLANK_DATE, &e), &e);
    assert_true(fabs(b.gap[0].x - 410.2) < 0.5 && fabs(b.gap[0].w - 19.9) < 0.5);
    assert_true(fabs(b.gap[1].x - 459.7) < 0.5 && fabs(b.gap[1].w - 19.9) < 0.5);
    assert_string_equal(b.after, "2026");
    buf_clear(&pdf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_not_blank),
        cmocka_unit_test(finds_what_is),
        cmocka_unit_test(finds_those_of_a_real_decision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
