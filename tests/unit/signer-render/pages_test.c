// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/signer-render/scene.h"

#include "signer/render/pages.h"
#include "signer/render/png.h"

/* fontconfig keeps its caches to the end of the process. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

#define RED "ET 1 0 0 rg 20 20 60 40 re f BT"
#define A_PAGE "/MediaBox[0 0 300 200]"

/* A document as it stands, and as it was when it ended at reading.then_end. */
struct states {
    struct buf now;
    struct render_reading reading;
    struct pages *pages;
};

static void states_clear(struct states *s)
{
    pages_free(s->pages);
    buf_clear(&s->now);
}

/* A page, then the same with `content` in place of its own: an update of object 4. */
static void make_states(struct states *s, const char *attributes, const char *before, const char *after)
{
    make_page(&s->now, attributes, before);
    s->reading.then_end = s->now.len;
    size_t at = s->now.len, table, first = view_find(view_of(s->now.data, s->now.len), 0, view_of_string("xref\n"));
    buf_printf(&s->now, "4 0 obj\n<</Length %zu>>stream\nBT /F 10 Tf ", strlen(after) + 15);
    buf_put_string(&s->now, after);
    buf_put_string(&s->now, " ET\nendstream\nendobj\n");
    table = s->now.len;
    buf_printf(&s->now, "xref\n4 1\n%010zu 00000 n \n", at);
    buf_printf(&s->now, "trailer\n<</Size 6/Root 1 0 R/Prev %zu>>\nstartxref\n%zu\n%%%%EOF\n", first, table);
    assert_false(s->now.failed);
}

static void open_states(struct states *s)
{
    struct err e = {0};
    assert_ok(pages_open(&s->pages, &s->reading, view_of(s->now.data, s->now.len), &e), &e);
}

static void draw(struct render_page *out, struct states *s, const struct render_page_request *r)
{
    struct err e = {0};
    assert_ok(pages_draw(out, s->pages, r, &e), &e);
}

static void assert_size(const struct buf *png, uint32_t w, uint32_t h)
{
    struct err e = {0};
    struct png_size size;
    assert_ok(png_read_size(&size, view_of(png->data, png->len), &e), &e);
    if (size.width != w || size.height != h) fail_msg("%u by %u", size.width, size.height);
}

static void refuses_what_is_no_document(void **state)
{
    (void)state;
    struct err e = {0};
    struct pages *p = NULL;
    struct render_reading r = {.then_end = 0}, longer = {.then_end = 100};
    struct view nothing = view_of_string("%PDF-1.4\nno more");
    assert_refused(pages_open(&p, &r, nothing, &e), &e, ERR_SYNTAX, "poppler cannot read the PDF");
    assert_refused(pages_open(&p, &longer, nothing, &e), &e, ERR_INTERNAL, "longer than the document");
    assert_null(p);
}

static void refuses_a_page_that_neither_has(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_CLEAR(states_clear) struct states s = {0};
    AUTO_CLEAR(render_page_clear) struct render_page page;
    struct render_page_request r = {.page = 2};
    render_page_init(&page);
    make_states(&s, A_PAGE, "", "");
    open_states(&s);
    assert_int_equal(s.reading.then_count, 1);
    assert_int_equal(s.reading.now_count, 1);
    assert_refused(pages_draw(&page, s.pages, &r, &e), &e, ERR_USAGE, "there is no page 2");
}

static void says_what_changed(void **state)
{
    (void)state;
    static const struct {
        const char *before, *after, *why;
        enum render_comparison comparison;
    } cases[] = {
        {"", "", "", RENDER_SAME},
        {RED, RED " ", "", RENDER_SAME},
        {RED, "", "", RENDER_CHANGED},
        {"", RED, "", RENDER_CHANGED},
        {"30 30 Td (a) Tj", "30 30 Td (a) Tj", "a font is not in the file", RENDER_NOT_COMPARED},
        {"30 30 Td (a) Tj", "", "a font is not in the file", RENDER_NOT_COMPARED},
        {"", "30 30 Td (a) Tj", "a font is not in the file", RENDER_NOT_COMPARED},
        {"", "surprise", "Unknown operator 'surprise'", RENDER_NOT_COMPARED},
        {"surprise", "surprise", "poppler complains", RENDER_NOT_COMPARED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_CLEAR(states_clear) struct states s = {0};
        AUTO_CLEAR(render_page_clear) struct render_page page;
        struct render_page_request r = {.page = 1, .want_now = true};
        render_page_init(&page);
        make_states(&s, A_PAGE, cases[i].before, cases[i].after);
        open_states(&s);
        for (int again = 0; again < 3; again++) { /* nothing is remembered from page to page */
            draw(&page, &s, &r);
            if (page.comparison != cases[i].comparison) fail_msg("case %zu: %s", i, page.why.text[LANG_EN]);
            assert_non_null(strstr(page.why.text[LANG_EN], cases[i].why));
            assert_int_equal(page.why.code == ERR_NONE, cases[i].why[0] == '\0');
            assert_size(&page.now, 417, 278);
            assert_size(&page.then, 417, 278);
            assert_int_equal(page.changes.len > 0, page.comparison == RENDER_CHANGED);
        }
    }
}

static void shows_the_text_that_is_not_compared(void **state)
{
    (void)state;
    AUTO_CLEAR(states_clear) struct states with = {0};
    AUTO_CLEAR(states_clear) struct states without = {0};
    AUTO_CLEAR(render_page_clear) struct render_page a, b;
    struct render_page_request r = {.page = 1, .want_now = true};
    render_page_init(&a);
    render_page_init(&b);
    make_states(&with, A_PAGE, "30 30 Td (Hello) Tj", "30 30 Td (Hello) Tj");
    make_states(&without, A_PAGE, "", "");
    open_states(&with);
    draw(&a, &with, &r);
    pages_free(TAKE(with.pages));
    open_states(&without);
    draw(&b, &without, &r);
    assert_false(view_equal(view_of(a.now.data, a.now.len), view_of(b.now.data, b.now.len)));
}

static void draws_only_what_was_asked_for(void **state)
{
    (void)state;
    AUTO_CLEAR(states_clear) struct states s = {0};
    AUTO_CLEAR(render_page_clear) struct render_page page;
    struct render_page_request r = {.page = 1};
    render_page_init(&page);
    make_states(&s, A_PAGE, RED, "");
    open_states(&s);
    draw(&page, &s, &r);
    assert_true(page.now.len == 0 && page.then.len > 0 && page.changes.len > 0);
    pages_free(TAKE(s.pages));
    s.reading.then_end = 0;
    open_states(&s);
    r.want_now = true;
    draw(&page, &s, &r);
    assert_true(page.now.len > 0 && page.then.len == 0 && page.changes.len == 0);
    assert_true(page.comparison == RENDER_NOT_COMPARED && page.why.code == ERR_NONE);
}

static void leaves_out_masks(void **state)
{
    (void)state;
    static const struct {
        struct render_place mask; /* the red box is at 20, 140, 60 by 40 from the top left */
        enum render_comparison comparison;
    } cases[] = {
        {{1, 20, 140, 60, 40}, RENDER_SAME},     {{1, 20, 140, 56, 40}, RENDER_CHANGED},
        {{1, 24, 140, 56, 40}, RENDER_CHANGED},  {{1, 20, 144, 60, 36}, RENDER_CHANGED},
        {{1, 20, 140, 60, 36}, RENDER_CHANGED},  {{1, -9000, -9000, 20000, 20000}, RENDER_NOT_COMPARED},
        {{1, 0, 100, 300, 60}, RENDER_CHANGED},  {{1, 0, 130, 300, 60}, RENDER_NOT_COMPARED},
        {{1, -900, 140, 1000, 40}, RENDER_SAME},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_CLEAR(states_clear) struct states s = {0};
        AUTO_CLEAR(render_page_clear) struct render_page page;
        struct render_page_request r = {.page = 1, .masks = {cases[i].mask}, .mask_count = 1};
        render_page_init(&page);
        make_states(&s, A_PAGE, RED, "");
        open_states(&s);
        draw(&page, &s, &r);
        if (page.comparison != cases[i].comparison) fail_msg("case %zu: %d", i, (int)page.comparison);
    }
}

static void bounds_the_pixels(void **state)
{
    (void)state;
    static const struct {
        const char *box;
        uint32_t w, h;
        const char *why;
    } cases[] = {
        {"/MediaBox[0 0 595 842]", 826, 1169, ""},
        {"/MediaBox[0 0 595 842]/Rotate 90", 1169, 826, ""},
        {"/MediaBox[0 0 2384 3370]", 1682, 2378, ""},
        {"/MediaBox[0 0 3370 4768]", 1681, 2379, "drawn at 35.9 dots an inch"},
        {"/MediaBox[0 0 14400 14400]", 2000, 2000, "drawn at 10.0 dots an inch"},
        {"/MediaBox[0 0 1 1000000]", 1, 10000, "drawn at 0.7 dots an inch"},
        {"/MediaBox[0 0 0.01 0.01]", 1, 1, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_CLEAR(states_clear) struct states s = {0};
        AUTO_CLEAR(render_page_clear) struct render_page page;
        struct render_page_request r = {.page = 1, .want_now = true};
        render_page_init(&page);
        make_states(&s, cases[i].box, "", "");
        open_states(&s);
        draw(&page, &s, &r);
        assert_size(&page.now, cases[i].w, cases[i].h);
        if (strstr(page.why.text[LANG_EN], cases[i].why) == NULL) fail_msg("case %zu: %s", i, page.why.text[LANG_EN]);
        assert_int_equal(page.why.code == ERR_NONE, cases[i].why[0] == '\0');
    }
}

/* Whoever listened before listens again, and fonts are there again. */
static void heard(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer to)
{
    (void)domain;
    (void)level;
    (void)message;
    ++*(int *)to;
}

static void leaves_the_libraries_as_they_were(void **state)
{
    (void)state;
    int count = 0;
    struct states s = {0};
    AUTO_BUF text = BUF_INIT(1 << 20);
    make_states(&s, A_PAGE, "", "");
    open_states(&s);
    states_clear(&s);
    g_log_set_default_handler(heard, &count);
    make_page(&text, A_PAGE, "30 100 Td (Hello) Tj");
    cairo_surface_t *drawn = pixels_of(&text, 300, 200);
    g_log_set_default_handler(g_log_default_handler, NULL);
    assert_int_equal(count, 0);
    cairo_surface_destroy(drawn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_no_document),
        cmocka_unit_test(refuses_a_page_that_neither_has),
        cmocka_unit_test(says_what_changed),
        cmocka_unit_test(shows_the_text_that_is_not_compared),
        cmocka_unit_test(draws_only_what_was_asked_for),
        cmocka_unit_test(leaves_out_masks),
        cmocka_unit_test(bounds_the_pixels),
        cmocka_unit_test(leaves_the_libraries_as_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
