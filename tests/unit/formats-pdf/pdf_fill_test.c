// SPDX-License-Identifier: Apache-2.0
/* Existing signature fields: found anywhere in the tree, filled, and nothing else of them changed. */
#include "formats/pdf/pdf_fill.h"

#include <math.h>

#include "formats/base/limits.h"
#include "tests/unit/formats-pdf/prepared.h"

#define AUTO_MADE AUTO_CLEAR(made_clear) struct made
#define AUTO_REQUEST AUTO_CLEAR(pdf_request_clear) struct pdf_request
#define SIG "/Type/Annot/Subtype/Widget/FT/Sig"

/* Field 7 is the form's, and what its objects are; object 6 is the picture of a field that has one. */
static void made_field(struct made *m, const char *field, const char *eight, const char *nine, const char *annots)
{
    char page[128];
    snprintf(page, sizeof page, "/Annots[%s]", annots);
    made_signable(m, "/AcroForm 5 0 R", "<</Fields[7 0 R]>>", page);
    made_object(m, 6, "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 1>>\nstream\nn\nendstream");
    made_object(m, 7, field);
    if (eight != NULL) made_object(m, 8, eight);
    if (nine != NULL) made_object(m, 9, nine);
    made_table(m, "");
}

static void name_field(struct pdf_request *r, const char *name)
{
    snprintf(r->field, sizeof r->field, "%s", name);
}

static status prepare(struct view document, const struct pdf_request *r, struct err *e)
{
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    pdf_prepared_init(&p);
    return pdf_prepare(&p, document, r, e);
}

/* --- refusals --- */

/* refuses PDF-57, PDF-42 */
static void fields_that_cannot_be_filled(void **state)
{
    (void)state;
    static const struct {
        const char *name, *field, *eight, *nine, *reason;
        enum err_code code;
    } cases[] = {
        {"A", "<<" SIG "/T(A)/V 8 0 R/Rect[0 0 9 9]>>", "<</Type/Sig>>", NULL,
         "PDF-57: the signature field \"A\" is signed", ERR_REFUSED},
        {"A", "<<" SIG "/T(A)/V(x)/Rect[0 0 9 9]>>", NULL, NULL, "is signed already", ERR_REFUSED},
        {"A.B", "<</T(A)/FT/Sig/V 9 0 R/Kids[8 0 R]>>", "<<" SIG "/T(B)/Parent 7 0 R/Rect[0 0 9 9]>>", "<</Type/Sig>>",
         "\"A.B\" is signed already", ERR_REFUSED},
        {"A", "<<" SIG "/T(A)/Ff 1/Rect[0 0 9 9]>>", NULL, NULL, "read-only", ERR_REFUSED},
        {"A.B", "<</T(A)/FT/Sig/Ff 3/Kids[8 0 R]>>", "<<" SIG "/T(B)/Parent 7 0 R/Rect[0 0 9 9]>>", NULL, "read-only",
         ERR_REFUSED},
        {"A", "<</FT/Sig/T(A)>>", NULL, NULL, "at no place", ERR_REFUSED},
        {"A", "<</FT/Sig/T(A)/Kids[8 0 R]>>", "<<" SIG "/Parent 7 0 R>>", NULL, "at no place", ERR_REFUSED},
        {"A", "<</FT/Sig/T(A)/Kids[8 0 R 9 0 R]>>", "<<" SIG "/Rect[0 0 9 9]>>", "<<" SIG "/Rect[0 0 9 9]>>",
         "or at several", ERR_REFUSED},
        {"A", "<<" SIG "/T(A)/Rect[0 0 9 9]/Kids[8 0 R]>>", "<<" SIG "/Rect[0 0 9 9]>>", NULL, "or at several",
         ERR_REFUSED},
        {"A", "<</FT/Sig/T(A)/Kids[<<" SIG "/Rect[0 0 9 9]>>]>>", NULL, NULL, "no object of its own", ERR_REFUSED},
        {"A.B", "<</T(A)/Kids[<<" SIG "/T(B)/Rect[0 0 9 9]>>]>>", NULL, NULL, "no object of its own", ERR_REFUSED},
        {"A", "<<" SIG "/T(A)/Rect[0 0 9]>>", NULL, NULL, "four numbers", ERR_SYNTAX},
        {"A", "<<" SIG "/T(A)/Rect[0 0 9 9]/Lock 3>>", NULL, NULL, "PDF-74: the lock of the field is malformed",
         ERR_REFUSED},
        {"A", "<<" SIG "/T(A)/Rect[0 0 9 9]/Parent 7 0 R>>", NULL, NULL, "contain each other", ERR_LIMIT},
        {"A.B", "<</T(A)/Kids[8 0 R 9 0 R]>>", "<<" SIG "/T(B)/Rect[0 0 9 9]>>", "<<" SIG "/T(B)/Rect[0 0 9 9]>>",
         "PDF-42: two signature fields are called \"A.B\"", ERR_REFUSED},
        {"A", "<</FT/Tx/T(A)/Rect[0 0 9 9]>>", NULL, NULL, "PDF-42: the PDF has a field \"A\" already", ERR_REFUSED},
        {"A.B", "<</FT/Tx/T(A)/Kids[8 0 R]>>", "<</T(B)/Rect[0 0 9 9]>>", NULL, "has no signature field \"A.B\"",
         ERR_REFUSED},
        {"A.C", "<</T(A)/Kids[8 0 R]>>", "<<" SIG "/T(B)/Rect[0 0 9 9]>>", NULL, "has no signature field \"A.C\"",
         ERR_REFUSED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_MADE m;
        AUTO_REQUEST r;
        request_invisible(&r);
        name_field(&r, cases[i].name);
        made_field(&m, cases[i].field, cases[i].eight, cases[i].nine, "");
        assert_refused(prepare(made_view(&m), &r, &e), &e, cases[i].code, cases[i].reason);
    }
}

/* Field 7 stands only in the stream of a hybrid section. */
static void a_field_that_older_readers_do_not_find(void **state)
{
    (void)state;
    struct err e = {0};
    char trailer[32];
    AUTO_MADE m;
    AUTO_REQUEST r;
    request_invisible(&r);
    name_field(&r, "A");
    made_signable(&m, "/AcroForm 5 0 R", "<</Fields[7 0 R]>>", "/Annots[7 0 R]");
    made_object(&m, 7, "<<" SIG "/T(A)/Rect[0 0 9 9]>>");
    struct made_entry hidden = {7, 1, m.offset[7], 0};
    m.offset[7] = 0;
    size_t at = m.bytes.len;
    made_stream_section(&m, 6, &hidden, 1, "");
    m.offset[6] = 0;
    snprintf(trailer, sizeof trailer, " /XRefStm %zu", at);
    made_table(&m, trailer);
    assert_refused(prepare(made_view(&m), &r, &e), &e, ERR_REFUSED,
                   "PDF-11: older readers do not find the signature field");
    name_field(&r, "B");
    assert_ok(prepare(made_view(&m), &r, &e), &e);
}

/* A picture in it would be drawn on both. */
static void a_field_on_two_pages(void **state)
{
    (void)state;
    static const char page[] = "<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 4 0 R/Annots[7 0 R]>>";
    struct err e = {0};
    AUTO_MADE m;
    AUTO_REQUEST r;
    request_invisible(&r);
    name_field(&r, "A");
    made_begin(&m);
    made_object(&m, 1, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>");
    made_object(&m, 2, "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2/MediaBox[0 0 400 600]>>");
    made_object(&m, 3, page);
    made_object(&m, 4, "<</Length 1>>\nstream\nn\nendstream");
    made_object(&m, 5, "<</Fields[7 0 R]>>");
    made_object(&m, 6, page);
    made_object(&m, 7, "<<" SIG "/T(A)/Rect[0 0 99 99]>>");
    made_table(&m, "");
    assert_refused(prepare(made_view(&m), &r, &e), &e, ERR_REFUSED, "is on page 1 and on page 2");
}

static void a_field_has_its_own_place(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_MADE m;
    AUTO_REQUEST r;
    request_visible(&r, 1);
    name_field(&r, "A");
    made_field(&m, "<<" SIG "/T(A)/Rect[0 0 99 99]>>", NULL, NULL, "7 0 R");
    assert_refused(prepare(made_view(&m), &r, &e), &e, ERR_REFUSED, "the field \"A\" has a place of its own");
    name_field(&r, "B");
    assert_ok(prepare(made_view(&m), &r, &e), &e);
}

static void pages_in_other_units_have_no_picture(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_MADE m;
    AUTO_REQUEST r;
    request_visible(&r, 0);
    name_field(&r, "A");
    made_signable(&m, "/AcroForm 5 0 R", "<</Fields[7 0 R]>>", "/UserUnit 2/Annots[7 0 R]");
    made_object(&m, 7, "<<" SIG "/T(A)/Rect[0 0 99 99]>>");
    made_table(&m, "");
    assert_refused(prepare(made_view(&m), &r, &e), &e, ERR_REFUSED, "PDF-88");
    buf_clear(&r.appearance);
    assert_ok(prepare(made_view(&m), &r, &e), &e);
}

/* --- what becomes of them --- */

struct filled {
    const char *name, *field, *eight, *nine, *annots;
    bool has_picture;
    const char *expected[3]; /* what the update has of the objects */
};

#define KEPT "/T(A)/TU(Ky)/Lock null/SV null/MK<</CA(x)>>/DA(/F 0 Tf)/Border[0 0 1]"

static const struct filled cases[] = {
    {"A",
     "<<" SIG KEPT "/Rect[10 20 110 70]/F 4>>",
     NULL,
     NULL,
     "7 0 R",
     false,
     {"7 0 obj\n<<" SIG KEPT "/Rect[10 20 110 70]/F 4 /V 10 0 R>>"}},
    {"A",
     "<<" SIG KEPT "/Rect[10 20 110 70]/F 4>>",
     NULL,
     NULL,
     "7 0 R",
     true,
     {"7 0 obj\n<<" SIG KEPT "/Rect[10 20 110 70]/F  132  /V 10 0 R /AP << /N "}},
    {"A",
     "<<" SIG "/T(A)/V null/AP<</N 6 0 R>>/Rect[10 20 110 70]>>",
     NULL,
     NULL,
     "7 0 R",
     true,
     {"7 0 obj\n<<" SIG "/T(A)/V  10 0 R /AP << /N ", ">> /Rect[10 20 110 70] /F 132>>"}},
    {"A",
     "<<" SIG "/T(A)/AP<</N 6 0 R>>/Rect[10 20 110 70]>>",
     NULL,
     NULL,
     "7 0 R",
     false,
     {"/T(A)/AP<</N 6 0 R>>/Rect"}},
    /* nobody would see it */
    {"A", "<<" SIG "/T(A)/Rect[0 0 0 0]>>", NULL, NULL, "7 0 R", true, {"/T(A)/Rect[0 0 0 0] /V 10 0 R>>"}},
    {"A",
     "<<" SIG "/T(A)/F 2/Rect[10 20 110 70]>>",
     NULL,
     NULL,
     "7 0 R",
     true,
     {"/T(A)/F 2/Rect[10 20 110 70] /V 10 0 R>>"}},
    {"A", "<<" SIG "/T(A)/Rect[10 20 110 70]>>", NULL, NULL, "", true, {"/T(A)/Rect[10 20 110 70] /V 10 0 R>>"}},
    /* a widget of its own */
    {"A",
     "<</FT/Sig/T(A)/Kids[8 0 R]>>",
     "<</Subtype/Widget/Parent 7 0 R/F 132/Rect[10 20 110 70]>>",
     NULL,
     "8 0 R",
     true,
     {"7 0 obj\n<</FT/Sig/T(A)/Kids[8 0 R] /V 10 0 R>>",
      "8 0 obj\n<</Subtype/Widget/Parent 7 0 R/F 132/Rect[10 20 110 70] /AP << /N "}},
    {"A",
     "<</FT/Sig/T(A)/Kids[8 0 R]>>",
     "<</Subtype/Widget/Parent 7 0 R/Rect[0 0 0 0]>>",
     NULL,
     "8 0 R",
     false,
     {"7 0 obj\n<</FT/Sig/T(A)/Kids[8 0 R] /V 10 0 R>>"}},
    /* deep in the tree */
    {"A.B.C",
     "<</T(A)/FT/Sig/Kids[8 0 R]>>",
     "<</T(B)/Parent 7 0 R/Kids[9 0 R]>>",
     "<</Subtype/Widget/T(C)/Parent 8 0 R/Rect[10 20 110 70]>>",
     "9 0 R",
     false,
     {"9 0 obj\n<</Subtype/Widget/T(C)/Parent 8 0 R/Rect[10 20 110 70] /V 10 0 R>>"}},
    {"Phê duyệt",
     "<<" SIG "/T<FEFF0050006800EA00200064007500791EC70074>/Rect[0 0 0 0]>>",
     NULL,
     NULL,
     "7 0 R",
     false,
     {"/Rect[0 0 0 0] /V 10 0 R>>"}},
};

static void expect_whole(const struct buf *document, const char *name)
{
    struct err e = {0};
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f = {0};
    assert_ok(pdf_inspect(&f, view_of(document->data, document->len), view_of(NULL, 0), &e), &e);
    assert_int_equal(f.signature_count, 1);
    assert_string_equal(f.signatures[0].field, name);
    assert_int_equal(f.signatures[0].coverage, PDF_COVERS_WHOLE_FILE);
    if (f.signatures[0].findings.count > 0) fail_msg("%s: %s", name, f.signatures[0].findings.item[0].text[LANG_EN]);
}

/* accepts PDF-52, PDF-57 */
static void they_are_filled_and_stay_what_they_were(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct filled *c = &cases[i];
        AUTO_MADE m;
        AUTO_BUF document = BUF_INIT(1 << 20);
        AUTO_REQUEST r;
        request_invisible(&r);
        if (c->has_picture) read_fixture(&r.appearance, "appearance.pdf");
        name_field(&r, c->name);
        made_field(&m, c->field, c->eight, c->nine, c->annots);
        /* so that the next number is 10 */
        made_object(&m, 9, c->nine != NULL ? c->nine : "null");
        made_table(&m, "");
        buf_put(&document, made_view(&m));
        size_t before = document.len;
        sign_made(&document, &r);
        expect_whole(&document, c->name);
        for (size_t k = 0; k < 3 && c->expected[k] != NULL; k++)
            if (view_find(view_of(document.data, document.len), before, view_of_string(c->expected[k])) == SIZE_MAX)
                fail_msg("case %zu: no \"%s\" in %.*s", i, c->expected[k], (int)(document.len - before),
                         document.data + before);
    }
}

/* What was seen as a signed field's place is where it stands, and the picture keeps its shape in it. */
static void pictures_keep_their_shape(void **state)
{
    (void)state;
    static const struct {
        const char *rect, *page;
        double w, h; /* of the form's box, in units of the picture, which is 144 by 72 */
    } shapes[] = {
        {"[10 20 298 92]", "", 288, 72},          /* wider: room beside it */
        {"[10 20 154 308]", "", 144, 288},        /* higher */
        {"[10 20 310 320]", "", 300, 300},        /* larger: it stays as large as it is */
        {"[10 20 46 38]", "", 144, 72},           /* smaller, of its own shape: a quarter */
        {"[10 20 46 56]", "", 144, 144},          /* a square */
        {"[10 20 46 92]", "/Rotate 90", 144, 72}, /* as displayed it is 72 by 36 */
        {"[10 20 28 56]", "/Rotate 270", 144, 72},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        char field[128], page[64], expected[96];
        AUTO_MADE m;
        AUTO_BUF document = BUF_INIT(1 << 20);
        AUTO_REQUEST r;
        double dx = (shapes[i].w - 144) / 2, dy = (shapes[i].h - 72) / 2;
        request_visible(&r, 0);
        name_field(&r, "A");
        snprintf(field, sizeof field, "<<" SIG "/T(A)/Rect%s>>", shapes[i].rect);
        snprintf(page, sizeof page, "%s/Annots[7 0 R]", shapes[i].page);
        made_signable(&m, "/AcroForm 5 0 R", "<</Fields[7 0 R]>>", page);
        made_object(&m, 7, field);
        made_table(&m, "");
        buf_put(&document, made_view(&m));
        sign_made(&document, &r);
        snprintf(expected, sizeof expected, "/BBox [%g %g %g %g]", 0 - dx, 0 - dy, 144 + dx, 72 + dy);
        if (view_find(view_of(document.data, document.len), 0, view_of_string(expected)) == SIZE_MAX)
            fail_msg("%s: no %s", shapes[i].rect, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_that_cannot_be_filled),
        cmocka_unit_test(a_field_that_older_readers_do_not_find),
        cmocka_unit_test(a_field_on_two_pages),
        cmocka_unit_test(a_field_has_its_own_place),
        cmocka_unit_test(pages_in_other_units_have_no_picture),
        cmocka_unit_test(they_are_filled_and_stay_what_they_were),
        cmocka_unit_test(pictures_keep_their_shape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
