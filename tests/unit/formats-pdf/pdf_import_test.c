// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_import.h"

#include "formats/base/limits.h"
#include "tests/unit/formats-pdf/prepared.h"

#define AUTO_MADE AUTO_CLEAR(made_clear) struct made

static void made_target(struct made *m)
{
    made_document(m);
    made_table(m, "");
}

static status import(struct pdf_ref *form, struct buf *update, struct view picture, int rotate, struct err *e)
{
    AUTO_MADE target;
    made_target(&target);
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(made_view(&target));
    AUTO(pdf_update_free)
    struct pdf_update *u = pdf_update_new(file);
    TRY(pdf_import_form(form, u, &(struct pdf_picture){.pdf = picture, .rotate = rotate}, e));
    TRY(pdf_update_finish(u, e));
    buf_put(update, made_view(&target));
    buf_put(update, view_of(u->body.data, u->body.len));
    return OK;
}

static void pictures_that_are_none(void **state)
{
    (void)state;
    static const struct {
        const char *pages, *page, *trailer;
        enum err_code code;
        const char *reason;
    } cases[] = {
        {"/Kids[3 0 R 3 0 R]/Count 2", "/MediaBox[0 0 9 9]/Contents 4 0 R", "", ERR_REFUSED, "has 2 pages"},
        {"/Kids[]/Count 0", "", "", ERR_REFUSED, "has 0 pages"},
        {"/Kids[3 0 R]/Count 1", "/MediaBox[0 0 9 9]/Contents[4 0 R]", "", ERR_REFUSED, "one content stream"},
        {"/Kids[3 0 R]/Count 1", "/MediaBox[0 0 9 9]", "", ERR_REFUSED, "one content stream"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct pdf_ref form;
        char text[256];
        AUTO_BUF update = BUF_INIT(1 << 20);
        AUTO_MADE m;
        made_begin(&m);
        made_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
        snprintf(text, sizeof text, "<</Type/Pages%s>>", cases[i].pages);
        made_object(&m, 2, text);
        snprintf(text, sizeof text, "<</Type/Page/Parent 2 0 R%s>>", cases[i].page);
        made_object(&m, 3, text);
        made_object(&m, 4, "<</Length 1>>\nstream\nn\nendstream");
        made_table(&m, cases[i].trailer);
        assert_refused(import(&form, &update, made_view(&m), 0, &e), &e, cases[i].code, cases[i].reason);
        assert_int_equal(update.len, 0);
    }
}

/* For a PDF/A-1: with a page of these resources, and an object 5 that they may lead to. */
static void transparent_pictures(void **state)
{
    (void)state;
    static const struct {
        const char *resources, *object_5;
        bool opaque;
    } cases[] = {
        {"", "<<>>", true},
        {"/ExtGState<</a<</CA 1/ca 1.0/SMask/None/BM/Normal>>>>", "<<>>", true},
        {"/ExtGState<</a<</ca .5>>>>", "<<>>", false},
        {"/ExtGState<</a<</CA 0>>>>", "<<>>", false},
        {"/ExtGState<</a<</ca 5 0 R>>>>", "1", false},
        {"/ExtGState<</a<</BM/Multiply>>>>", "<<>>", false},
        {"/ExtGState<</a 5 0 R>>", "<</SMask<</S/Alpha>>>>", false},
        {"/ExtGState<</a 5 0 R>>", "<</X[<</ca .5>>]>>", false},
        {"/XObject<</x 5 0 R>>", "<</Subtype/Image/SMask 4 0 R/Length 1>>\nstream\nn\nendstream", false},
        {"/XObject<</x 5 0 R>>", "<</Subtype/Form/Group<</S/Transparency>>/Length 1>>\nstream\nn\nendstream", false},
        {"/XObject<</x 5 0 R>>", "<</Subtype/Image/Mask 4 0 R/Length 1>>\nstream\nn\nendstream", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct pdf_ref form;
        char text[256];
        AUTO_MADE m;
        AUTO_MADE target;
        made_begin(&m);
        made_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
        made_object(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 9 9]>>");
        snprintf(text, sizeof text,
                 "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Group<</S/Transparency>>/Resources<<%s>>>>",
                 cases[i].resources);
        made_object(&m, 3, text);
        made_object(&m, 4, "<</Length 1>>\nstream\nn\nendstream");
        made_object(&m, 5, cases[i].object_5);
        made_table(&m, "");
        made_target(&target);
        AUTO(pdf_file_close)
        struct pdf_file *file = open_made(made_view(&target));
        AUTO(pdf_update_free)
        struct pdf_update *u = pdf_update_new(file);
        const struct pdf_picture picture = {.pdf = made_view(&m), .is_opaque = true};
        bool is_taken = pdf_import_form(&form, u, &picture, &e) == OK;
        if (is_taken != cases[i].opaque) fail_msg("case %zu", i);
        if (!is_taken) assert_refused(FAILED, &e, ERR_REFUSED, "ISO 19005-1 6.4");
        struct view body = view_of(u->body.data, u->body.len);
        if (is_taken) assert_int_equal(view_find(body, 0, view_of_string("/Group")), SIZE_MAX);
    }
}

static void encrypted_damaged_and_endless_pictures(void **state)
{
    (void)state;
    struct err e = {0};
    struct pdf_ref form;
    AUTO_BUF update = BUF_INIT(1 << 20);
    AUTO_BUF encrypted = BUF_INIT(1 << 20);
    AUTO_BUF names = BUF_INIT(1 << 20);
    read_fixture(&encrypted, "decision-encrypted.pdf");
    assert_refused(import(&form, &update, view_of(encrypted.data, encrypted.len), 0, &e), &e, ERR_REFUSED, "encrypted");
    assert_refused(import(&form, &update, view_of("\x89PNG", 4), 0, &e), &e, ERR_SYNTAX, "PDF-01");
    AUTO_MADE m;
    made_signable(&m, "", "", "/Group 5 0 R");
    buf_put_string(&names, "[");
    for (int i = 0; i < 600; i++) buf_printf(&names, "%d 0 R ", 1000 + i);
    buf_put_string(&names, "]");
    buf_put_byte(&names, 0);
    made_object(&m, 5, (const char *)names.data);
    made_table(&m, "");
    assert_refused(import(&form, &update, made_view(&m), 0, &e), &e, ERR_LIMIT, "more than 512 objects");
}

static const struct pdf_object *get(struct pdf_file *file, const struct pdf_object *o, const char *key)
{
    struct err e = {0};
    const struct pdf_object *value;
    assert_ok(pdf_file_get(&value, file, o, key, 1, &e), &e);
    return value;
}

static const struct pdf_object *load(struct pdf_file *file, struct pdf_ref ref)
{
    struct err e = {0};
    const struct pdf_object *o;
    assert_ok(pdf_file_load(&o, file, ref, 1, &e), &e);
    return o;
}

/* Everything that is reached, cycles and shared objects included, and nothing of the page tree. */
static void what_is_reached_is_copied_once(void **state)
{
    (void)state;
    struct err e = {0};
    struct pdf_ref form;
    AUTO_BUF update = BUF_INIT(1 << 20);
    AUTO_MADE m;
    made_begin(&m);
    made_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
    made_object(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 30 20]/Resources 5 0 R>>");
    made_object(&m, 3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Group<</S/Transparency/I true>>>>");
    made_object(&m, 4, "<</Length 8 0 R/Filter/ASCIIHexDecode/DecodeParms null>>\nstream\n6E6E>\nendstream");
    made_object(&m, 5, "<</XObject<</A 6 0 R/B 7 0 R>>>>");
    made_object(&m, 6, "<</Length 8 0 R/SMask 7 0 R>>\nstream\n12345\nendstream");
    made_object(&m, 7, "<</Length 0/Back 6 0 R/Gone 31 0 R>>\nstream\n\nendstream");
    made_object(&m, 8, "5");
    made_table(&m, "");
    assert_ok(import(&form, &update, made_view(&m), 0, &e), &e);
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(view_of(update.data, update.len));
    const struct pdf_object *f = load(file, form), *xobjects = get(file, get(file, f, "Resources"), "XObject");
    const struct pdf_object *a = get(file, xobjects, "A"), *b = get(file, xobjects, "B");
    assert_true(pdf_is_name(pdf_get(f, "Subtype"), "Form") && pdf_is_name(pdf_get(f, "Filter"), "ASCIIHexDecode"));
    assert_true(view_equals_string(f->stream.encoded, "6E6E>"));
    assert_int_equal(pdf_get(f, "BBox")->array.item[2]->integer, 30);
    assert_true(pdf_get(pdf_get(f, "Group"), "I")->boolean);
    assert_null(pdf_get(f, "Matrix"));
    assert_true(view_equals_string(a->stream.encoded, "12345"));
    assert_ptr_equal(get(file, a, "SMask"), b);
    assert_ptr_equal(get(file, b, "Back"), a);
    assert_int_equal(get(file, b, "Gone")->type, PDF_NULL);
    assert_int_equal(pdf_file_size(file, 1), form.number + 4); /* the form, A, B and what is gone */
}

static void turned_pages_turn_the_picture_back(void **state)
{
    (void)state;
    static const struct {
        int rotate, a, b, c, d;
    } cases[] = {{90, 0, 1, -1, 0}, {180, -1, 0, 0, -1}, {270, 0, -1, 1, 0}};
    AUTO_BUF picture = BUF_INIT(1 << 20);
    read_fixture(&picture, "appearance.pdf");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct pdf_ref form;
        AUTO_BUF update = BUF_INIT(1 << 20);
        assert_ok(import(&form, &update, view_of(picture.data, picture.len), cases[i].rotate, &e), &e);
        AUTO(pdf_file_close)
        struct pdf_file *file = open_made(view_of(update.data, update.len));
        const struct pdf_object *matrix = pdf_get(load(file, form), "Matrix");
        const int want[] = {cases[i].a, cases[i].b, cases[i].c, cases[i].d, 0, 0};
        for (size_t k = 0; k < 6; k++) assert_int_equal(matrix->array.item[k]->integer, want[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_that_are_none),
        cmocka_unit_test(transparent_pictures),
        cmocka_unit_test(encrypted_damaged_and_endless_pictures),
        cmocka_unit_test(what_is_reached_is_copied_once),
        cmocka_unit_test(turned_pages_turn_the_picture_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
