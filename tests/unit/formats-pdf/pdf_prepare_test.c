// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "formats/base/limits.h"
#include "tests/unit/formats-pdf/prepared.h"

#define AUTO_MADE AUTO_CLEAR(made_clear) struct made
#define AUTO_REQUEST AUTO_CLEAR(pdf_request_clear) struct pdf_request

static struct view all_of(const struct buf *b)
{
    assert_false(b->failed);
    return view_of(b->data, b->len);
}

static bool holds(struct view v, const char *text)
{
    return view_find(v, 0, view_of_string(text)) != SIZE_MAX;
}

/* --- refusals --- */

static status prepare(struct view document, const struct pdf_request *r, struct err *e)
{
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    pdf_prepared_init(&p);
    status result = pdf_prepare(&p, document, r, e);
    if (result != OK) assert_int_equal(p.update.len, 0);
    return result;
}

static void documents_that_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *catalog, *page;
        enum err_code code;
        const char *reason;
    } cases[] = {
        {"", "/UserUnit 2", ERR_REFUSED, "PDF-88"},
        {"", "/UserUnit/x", ERR_REFUSED, "PDF-88"},
        {"", "/Rotate 45", ERR_SYNTAX, "PDF-88"},
        {"", "/CropBox[500 0 600 100]", ERR_SYNTAX, "PDF-88"},
        {"", "/Annots<<>>", ERR_SYNTAX, "/Annots is not an array"},
        {"/AcroForm<</XFA()>>", "", ERR_REFUSED, "PDF-81"},
        {"/AcroForm<</Fields[<</T(Seal)>>]>>", "", ERR_REFUSED, "PDF-42"},
        {"/Perms<</DocMDP<</Reference[<</TransformMethod/DocMDP/TransformParams<</P 1>>>>]>>>>", "", ERR_REFUSED,
         "PDF-73"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_MADE m;
        AUTO_REQUEST r;
        request_visible(&r, 1);
        snprintf(r.field, sizeof r.field, "Seal");
        made_signable(&m, cases[i].catalog, "", cases[i].page);
        made_table(&m, "");
        assert_refused(prepare(made_view(&m), &r, &e), &e, cases[i].code, cases[i].reason);
    }
}

/* With one revision more nobody could read it. */
static void the_last_revision_that_fits(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_MADE m;
    AUTO_REQUEST r;
    request_invisible(&r);
    made_signable(&m, "", "", "");
    for (int i = 1; i < LIMIT_PDF_REVISIONS; i++) made_table(&m, "");
    assert_ok(prepare(made_view(&m), &r, &e), &e);
    made_table(&m, "");
    assert_refused(prepare(made_view(&m), &r, &e), &e, ERR_LIMIT, "revisions");
}

static void encrypted_and_other_files(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_BUF encrypted = BUF_INIT(1 << 20);
    AUTO_REQUEST r;
    request_invisible(&r);
    read_fixture(&encrypted, "decision-encrypted.pdf");
    assert_refused(prepare(all_of(&encrypted), &r, &e), &e, ERR_REFUSED,
                   "the permissions of the PDF forbid to add a signature field");
    assert_refused(prepare(view_of("\x89PNG", 4), &r, &e), &e, ERR_SYNTAX, "PDF-01");
    assert_refused(prepare(view_of(NULL, 0), &r, &e), &e, ERR_SYNTAX, "PDF-01");
}

static void requests_that_are_refused(void **state)
{
    (void)state;
    static const struct {
        int32_t page;
        double x, y, w, h;
        enum err_code code;
        const char *reason;
    } cases[] = {
        {2, 10, 10, 100, 50, ERR_USAGE, "no page 2: the PDF has 1"},
        {-2, 10, 10, 100, 50, ERR_USAGE, "no page -2"},
        {INT32_MIN, 10, 10, 100, 50, ERR_USAGE, "no page -2147483648"},
        {1, 10, 10, 0, 50, ERR_REFUSED, "outside of the page"},
        {1, 10, 10, 100, -1, ERR_REFUSED, "outside of the page"},
        {1, -5, 10, 100, 50, ERR_REFUSED, "outside of the page"},
        {1, 10, 560, 100, 50, ERR_REFUSED, "outside of the page"},
        {1, 310, 10, 100, 50, ERR_REFUSED, "outside of the page"},
        {1, (double)NAN, 10, 100, 50, ERR_REFUSED, "outside of the page"},
        {0, 10, 10, 100, 50, ERR_REFUSED, "an invisible signature has no picture"},
    };
    AUTO_MADE m;
    made_signable(&m, "", "", "");
    made_table(&m, "");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_REQUEST r;
        request_visible(&r, cases[i].page);
        r.x = cases[i].x;
        r.y = cases[i].y;
        r.w = cases[i].w;
        r.h = cases[i].h;
        assert_refused(prepare(made_view(&m), &r, &e), &e, cases[i].code, cases[i].reason);
    }
}

static void requests_that_make_no_sense(void **state)
{
    (void)state;
    static const char *const times[] = {"",
                                        "2026-11-24T08:00:00",
                                        "2026-11-24 08:00:00Z",
                                        "2026-11-24T08:00:0)Z",
                                        "2026-11-24T08:00:00.5Z",
                                        "2026-11-24T15:00:00+07:00"};
    struct err e = {0};
    AUTO_MADE m;
    AUTO_REQUEST r;
    made_signable(&m, "", "", "");
    made_table(&m, "");
    request_invisible(&r);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        snprintf(r.claimed_time, sizeof r.claimed_time, "%s", times[i]);
        assert_refused(prepare(made_view(&m), &r, &e), &e, ERR_INTERNAL, "time of signing");
    }
    AUTO_REQUEST s;
    request_invisible(&s);
    s.contents_size = 0;
    assert_refused(prepare(made_view(&m), &s, &e), &e, ERR_INTERNAL, "0 bytes");
    s.contents_size = LIMIT_CMS_OWN + 1;
    assert_refused(prepare(made_view(&m), &s, &e), &e, ERR_INTERNAL, "cannot be made room for");
    s.contents_size = 1000;
    s.page = 1;
    s.w = s.h = 10;
    assert_refused(prepare(made_view(&m), &s, &e), &e, ERR_REFUSED, "needs a picture");
}

static void damaged_objects_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *object, *reason;
    } cases[] = {{"<</A(>>", "PDF-10: the PDF is damaged: object 5"},
                 {"<</A 1/A 2>>", "PDF-17: the PDF is damaged: object 5"},
                 {"<</Length 9>>\nstream\nabc\nendstream", "PDF-18: the PDF is damaged: object 5"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_MADE m;
        AUTO_REQUEST r;
        made_signable(&m, "", cases[i].object, "");
        made_table(&m, "");
        request_invisible(&r);
        assert_refused(prepare(made_view(&m), &r, &e), &e, ERR_SYNTAX, cases[i].reason);
    }
}

static void a_page_of_no_own_object_is_refused(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_MADE m;
    AUTO_REQUEST r;
    made_begin(&m);
    made_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
    made_object(&m, 2, "<</Type/Pages/Count 1/Kids[<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>]>>");
    made_table(&m, "");
    request_invisible(&r);
    assert_refused(prepare(made_view(&m), &r, &e), &e, ERR_REFUSED, "no object of its own");
}

/* --- what is made, seen by the inspector --- */

static void inspect(struct pdf_facts *f, struct view document)
{
    struct err e = {0};
    assert_ok(pdf_inspect(f, document, view_of(NULL, 0), &e), &e);
    for (size_t i = 0; i < f->findings.count; i++)
        if (strcmp(f->findings.item[i].rule, "PDF-81") != 0) /* the text fields here can be filled: so be it */
            fail_msg("%s: %s", f->findings.item[i].rule, f->findings.item[i].text[LANG_EN]);
    for (size_t i = 0; i < f->signature_count; i++)
        if (f->signatures[i].findings.count > 0)
            fail_msg("signature %zu: %s: %s", i, f->signatures[i].findings.item[0].rule,
                     f->signatures[i].findings.item[0].text[LANG_EN]);
}

/* All but the last cover a revision, after which there were but further signatures. */
static void expect_signatures(const struct pdf_facts *f, size_t count)
{
    assert_int_equal(f->signature_count, count);
    for (size_t i = 0; i < count; i++) {
        const struct pdf_signature *s = &f->signatures[i];
        bool is_last = i + 1 == count;
        assert_int_equal(s->subfilter, PDF_SUBFILTER_ETSI_CADES);
        assert_string_equal(s->claimed_time, "2026-11-24T08:00:00Z");
        assert_int_equal(s->coverage, is_last ? PDF_COVERS_WHOLE_FILE : PDF_COVERS_REVISION);
        assert_int_equal(s->changes_after, is_last ? 0 : PDF_CHANGE_SIGNATURE);
        assert_int_equal(s->certification, 0);
    }
}

static void expect_place(const struct pdf_signature *s, uint32_t page, double x, double y, double w, double h)
{
    assert_int_equal(s->page, page);
    assert_true(fabs(s->x - x) < 0.02 && fabs(s->y - y) < 0.02 && fabs(s->w - w) < 0.02 && fabs(s->h - h) < 0.02);
}

static void every_sample_is_signed_three_times(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t pages;
    } samples[] = {{"decision.pdf", 2},
                   {"decision-linearized.pdf", 2},
                   {"decision-object-streams.pdf", 2},
                   {"decision-pdfa2b.pdf", 2},
                   {"appendix.pdf", 5},
                   {"scan.pdf", 1},
                   {"appearance.pdf", 1}};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        AUTO_BUF document = BUF_INIT(4 << 20);
        AUTO_BUF original = BUF_INIT(4 << 20);
        AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f = {0};
        AUTO_REQUEST first;
        AUTO_REQUEST second;
        AUTO_REQUEST third;
        request_visible(&first, 1);
        request_visible(&second, -1);
        request_invisible(&third);
        bool is_small = strcmp(samples[i].name, "appearance.pdf") == 0;
        if (is_small) first.x = first.y = second.x = second.y = 0;
        snprintf(second.field, sizeof second.field, "Con dấu thứ hai");
        read_fixture(&document, samples[i].name);
        read_fixture(&original, samples[i].name);
        sign_made(&document, &first);
        sign_made(&document, &second);
        sign_made(&document, &third);
        assert_memory_equal(document.data, original.data, original.len);
        inspect(&f, all_of(&document));
        expect_signatures(&f, 3);
        expect_place(&f.signatures[0], 1, first.x, first.y, 144, 72);
        expect_place(&f.signatures[1], samples[i].pages, second.x, second.y, 144, 72);
        assert_int_equal(f.signatures[2].page, 0);
        assert_string_equal(f.signatures[0].field, "Signature1");
        assert_string_equal(f.signatures[1].field, "Con dấu thứ hai");
        assert_string_equal(f.signatures[2].field, "Signature2");
    }
}

/* Two signatures on a page in every shape; the document as a whole is in `expected` then. */
static void every_shape_of_form_and_annotations(void **state)
{
    (void)state;
    static const struct {
        const char *catalog, *form, *page, *object_6, *expected;
    } cases[] = {
        {"", "", "", "", "/Contents 4 0 R /Annots [6 0 R]>>"},
        {"", "", "/Annots null/X 1", "", "/Annots  [6 0 R] /X 1>>"},
        {"", "", "/Annots 31 0 R", "", "/Annots  [33 0 R] >>"},
        {"", "", "/Annots[7 0 R]", "", "/Annots[7 0 R 9 0 R]>>"},
        {"", "", "/Annots 6 0 R", "[]", "6 0 obj\n[ 8 0 R]\nendobj"},
        {"/AcroForm 5 0 R", "<</Fields 6 0 R>>", "/Annots 6 0 R", "[7 0 R]", "6 0 obj\n[7 0 R 9 0 R]\nendobj"},
        {"/AcroForm 5 0 R", "<</Fields 6 0 R/SigFlags 3>>", "", "[7 0 R]", "6 0 obj\n[7 0 R 9 0 R]\nendobj"},
        {"/AcroForm<</Fields[7 0 R]>>", "", "/Annots[7 0 R]", "", "<</Fields[7 0 R 9 0 R] /SigFlags 3>>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f = {0};
        AUTO_REQUEST r;
        AUTO_MADE m;
        request_visible(&r, 1);
        made_signable(&m, cases[i].catalog, cases[i].form, cases[i].page);
        if (cases[i].object_6[0] != '\0') made_object(&m, 6, cases[i].object_6);
        if (strstr(cases[i].page, "7 0 R") != NULL || strstr(cases[i].object_6, "7 0 R") != NULL)
            made_object(&m, 7, "<</Type/Annot/Subtype/Widget/FT/Tx/T(text)/Rect[0 0 9 9]/P 3 0 R>>");
        made_table(&m, "");
        sign_made(&m.bytes, &r);
        if (!holds(made_view(&m), cases[i].expected))
            fail_msg("case %zu:\n%.*s", i, (int)m.bytes.len, (const char *)m.bytes.data);
        sign_made(&m.bytes, &r);
        inspect(&f, made_view(&m));
        expect_signatures(&f, 2);
    }
}

static void an_array_of_two_pages_is_not_written_to(void **state)
{
    (void)state;
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f = {0};
    AUTO_REQUEST r;
    AUTO_MADE m;
    request_visible(&r, 2);
    made_begin(&m);
    made_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
    made_object(&m, 2, "<</Type/Pages/Kids[3 0 R 7 0 R]/Count 2/MediaBox[0 0 400 600]>>");
    made_object(&m, 3, "<</Type/Page/Parent 2 0 R/Annots 6 0 R>>");
    made_object(&m, 6, "[]");
    made_object(&m, 7, "<</Type/Page/Parent 2 0 R/Annots 6 0 R>>");
    made_table(&m, "");
    sign_made(&m.bytes, &r);
    sign_made(&m.bytes, &r);
    assert_true(view_find(made_view(&m), view_find(made_view(&m), 0, view_of_string("%%EOF")),
                          view_of_string("\n6 0 obj")) == SIZE_MAX);
    inspect(&f, made_view(&m));
    expect_signatures(&f, 2);
    assert_int_equal(f.signatures[1].page, 2);
}

static void places_on_turned_and_cropped_pages(void **state)
{
    (void)state;
    static const char *const pages[] = {"/Rotate 0", "/Rotate 90", "/Rotate 180", "/Rotate 270", "/Rotate -90"};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f = {0};
        AUTO_REQUEST r;
        AUTO_MADE m;
        char page[100];
        request_visible(&r, -1);
        snprintf(page, sizeof page, "%s/MediaBox[-50 -40 700 760]/CropBox[50 60.5 650 660]", pages[i]);
        made_signable(&m, "", "", page);
        made_table(&m, "");
        sign_made(&m.bytes, &r);
        inspect(&f, made_view(&m));
        expect_signatures(&f, 1);
        expect_place(&f.signatures[0], 1, 200, 100, 144, 72);
        assert_int_equal(holds(made_view(&m), "/MK << /R"), i > 0);
    }
}

/* Generations stay; here the catalog's is 2. */
static void rewritten_objects_keep_their_generation(void **state)
{
    (void)state;
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f = {0};
    AUTO_REQUEST r;
    AUTO_MADE m;
    request_invisible(&r);
    made_signable(&m, "", "", "");
    made_table(&m, "");
    made_replace(&m, "1 0 obj", "1 2 obj");
    made_replace(&m, "/Root 1 0 R", "/Root 1 2 R");
    made_replace(&m, "0000000009 00000 n", "0000000009 00002 n");
    sign_made(&m.bytes, &r);
    sign_made(&m.bytes, &r);
    assert_true(holds(made_view(&m), "\n1 2 obj\n<</Type/Catalog/Pages 2 0 R /AcroForm"));
    inspect(&f, made_view(&m));
    expect_signatures(&f, 2);
}

static void invisible_fields_have_no_picture(void **state)
{
    (void)state;
    AUTO_REQUEST r;
    AUTO_MADE m;
    request_invisible(&r);
    snprintf(r.field, sizeof r.field, "Ký");
    made_signable(&m, "", "", "");
    made_table(&m, "");
    sign_made(&m.bytes, &r);
    assert_true(holds(made_view(&m), "/FT /Sig /F 132 /T <feff004b00fd> /V 5 0 R /P 3 0 R /Rect [0 0 0 0] >>"));
    assert_false(holds(made_view(&m), "/AP"));
}

/* Annex C allows strings and names that are not text; sources with comments survive as they are. */
static void what_is_not_changed_stays_byte_for_byte(void **state)
{
    (void)state;
    static const char page[] = "/X#20Y(a\\)\\\n\\007\x80)%c]>>\n/Z<4 1 >/N[0.10 -.5 +1]/Annots[%]\n]";
    AUTO_REQUEST r;
    AUTO_MADE m;
    request_invisible(&r);
    made_signable(&m, "", "", page);
    made_table(&m, "");
    sign_made(&m.bytes, &r);
    assert_true(
        holds(made_view(&m), "/X#20Y(a\\)\\\n\\007\x80)%c]>>\n/Z<4 1 >/N[0.10 -.5 +1]/Annots[%]\n 6 0 R]>>\nendobj"));
}

static void the_same_request_gives_the_same_bytes(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_REQUEST r;
    AUTO_BUF document = BUF_INIT(1 << 20);
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared again;
    pdf_prepared_init(&p);
    pdf_prepared_init(&again);
    request_visible(&r, 1);
    read_fixture(&document, "decision-object-streams.pdf");
    assert_ok(pdf_prepare(&p, all_of(&document), &r, &e), &e);
    for (int i = 0; i < 2; i++) assert_ok(pdf_prepare(&again, all_of(&document), &r, &e), &e);
    assert_true(view_equal(all_of(&p.update), all_of(&again.update)));
    assert_memory_equal(p.byte_range, again.byte_range, sizeof p.byte_range);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_that_are_refused),
        cmocka_unit_test(the_last_revision_that_fits),
        cmocka_unit_test(encrypted_and_other_files),
        cmocka_unit_test(requests_that_are_refused),
        cmocka_unit_test(requests_that_make_no_sense),
        cmocka_unit_test(damaged_objects_are_refused),
        cmocka_unit_test(a_page_of_no_own_object_is_refused),
        cmocka_unit_test(every_sample_is_signed_three_times),
        cmocka_unit_test(every_shape_of_form_and_annotations),
        cmocka_unit_test(an_array_of_two_pages_is_not_written_to),
        cmocka_unit_test(places_on_turned_and_cropped_pages),
        cmocka_unit_test(rewritten_objects_keep_their_generation),
        cmocka_unit_test(invisible_fields_have_no_picture),
        cmocka_unit_test(what_is_not_changed_stays_byte_for_byte),
        cmocka_unit_test(the_same_request_gives_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
