// SPDX-License-Identifier: Apache-2.0
/* What a document may do or show later: each kind found in a page that has it, and not in its innocent neighbour. */
#include "tests/unit/formats-pdf/made_pdf.h"

#include "formats/pdf/pdf_content.h"

struct row {
    const char *catalog; /* added to the catalog */
    const char *page;    /* added to the page */
    const char *object;  /* object 5; NULL: none */
    const char *rule;    /* that is found; NULL: nothing is */
    const char *text;    /* a part of it */
};

static void check(struct findings *f, const struct row *row)
{
    struct err e = {0};
    struct findings odd = {0};
    char text[512];
    struct made m;
    AUTO(pdf_file_close)
    struct pdf_file *file = NULL;
    made_begin(&m);
    snprintf(text, sizeof text, "<</Type/Catalog/Pages 2 0 R%s>>", row->catalog);
    made_object(&m, 1, text);
    made_object(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
    snprintf(text, sizeof text, "<</Type/Page/Parent 2 0 R%s%s>>", row->page,
             strstr(row->page, "MediaBox") == NULL ? "/MediaBox[0 0 100 200]" : "");
    made_object(&m, 3, text);
    if (row->object != NULL) made_object(&m, 5, row->object);
    made_table(&m, "");
    assert_ok(pdf_file_open(&file, made_view(&m), &odd, &e), &e);
    assert_ok(pdf_content_check(f, file, &e), &e);
    pdf_file_close(TAKE(file));
    made_clear(&m);
}

static void run(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct findings f = {0};
        check(&f, &rows[i]);
        const char *rule = f.count > 0 ? f.item[0].rule : "nothing", *text = f.count > 0 ? f.item[0].text[LANG_EN] : "";
        if (rows[i].rule == NULL
                ? f.count == 0
                : f.count == 1 && strcmp(rule, rows[i].rule) == 0 && strstr(text, rows[i].text) != NULL)
            continue;
        fail_msg("row %zu: %zu findings, %s: %s", i, f.count, rule, text);
    }
}

#define RUN(rows) run(rows, sizeof(rows) / sizeof((rows)[0]))
#define NOTE_ANNOTATION "/Annots[5 0 R]"

/* refuses PDF-80, accepts PDF-80 */
static void test_active_content(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", "", NULL, NULL, NULL},
        {"/OpenAction[3 0 R/Fit]", "", NULL, NULL, NULL},
        {"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>", "", NULL, NULL, NULL},
        {"/OpenAction<</S/URI/URI(http://a.example)>>", "", NULL, "PDF-80", "opening the document"},
        {"/OpenAction 5 0 R", "", "<</S/Named/N/Print>>", "PDF-80", "opening the document"},
        {"", "/AA<</O<</S/Named/N/Print>>>>", NULL, "PDF-80", "object 3 starts actions by itself"},
        {"", NOTE_ANNOTATION, "<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://a.example)>>>>", NULL, NULL},
        {"", NOTE_ANNOTATION, "<</Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(a.exe)>>>>", "PDF-80",
         "object 5 is an action"},
        {"", NOTE_ANNOTATION, "<</Subtype/Link/Rect[0 0 9 9]/A<</Type/Action/S/SubmitForm/U(x)>>>>", "PDF-80",
         "action"},
        {"", NOTE_ANNOTATION, "<</Subtype/RichMedia/Rect[0 0 9 9]>>", "PDF-80", "plays"},
        {"/Names<</JavaScript 5 0 R>>", "", "<</Names[]>>", "PDF-80", "JavaScript"},
        {"/StructTreeRoot 5 0 R", "", "<</S/Movie/P 1 0 R/K 0>>", NULL, NULL}, /* a structure type of that name */
    };
    RUN(rows);
}

/* refuses PDF-81, accepts PDF-81 */
static void test_forms(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"/AcroForm<</Fields[5 0 R]>>", "", "<</FT/Tx/T(a)/Ff 1>>", NULL, NULL},
        {"/AcroForm<</Fields[5 0 R]>>", "", "<</FT/Sig/T(a)>>", NULL, NULL},
        {"/AcroForm<</Fields[5 0 R]>>", "", "<</FT/Tx/T(a)>>", "PDF-81", "object 5 is a form field"},
        {"/AcroForm<</Fields[]/XFA[]>>", "", NULL, "PDF-81", "XFA"},
        {"/AcroForm<</Fields[]/NeedAppearances true>>", "", NULL, "PDF-81", "draws"},
        {"/AcroForm<</Fields[]/NeedAppearances false>>", "", NULL, NULL, NULL},
    };
    RUN(rows);
}

/* refuses PDF-82, PDF-82b, accepts PDF-82, PDF-82b */
static void test_parts_from_outside(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", "/Contents 5 0 R", "<</Length 1>>\nstream\nq\nendstream", NULL, NULL},
        {"", "/Contents 5 0 R", "<</Length 0/F(other.bin)>>\nstream\n\nendstream", "PDF-82", "object 5"},
        {"", "/Contents 5 0 R", "<</Length 0/OPI<<>>>>\nstream\n\nendstream", "PDF-82", "object 5"},
        {"/AF[5 0 R]", "", "<</Type/Filespec/F(a.xml)/EF<<>>>>", "PDF-82b", "attaches a file"},
        {"", NOTE_ANNOTATION, "<</Subtype/Link/Rect[0 0 9 9]/F 4>>", NULL, NULL}, /* flags, not a file */
    };
    RUN(rows);
}

/* refuses PDF-83, PDF-84, PDF-85, accepts PDF-83, PDF-84, PDF-85 */
static void test_looks(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"/OCProperties<</OCGs[]>>", "", NULL, "PDF-83", "layers"},
        {"", "/Resources<</Font<</F 5 0 R>>>>", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", "PDF-84",
         "object 5"},
        {"", "/Resources<</Font<</F 5 0 R>>>>", "<</Type/FontDescriptor/FontName/A>>", "PDF-84", "not embedded"},
        {"", "/Resources<</Font<</F 5 0 R>>>>", "<</Type/FontDescriptor/FontName/A/FontFile2 2 0 R>>", NULL, NULL},
        {"", "/Annots[<</Subtype/Square/Rect[0 0 9 9]>><</Subtype/Square/Rect[8 8 20 20]>>]", NULL, "PDF-85", "page 1"},
        {"", "/Annots[<</Subtype/Square/Rect[0 0 9 9]>><</Subtype/Square/Rect[9 9 20 20]>>]", NULL, NULL, NULL},
        {"", "/Annots[<</Subtype/Square/Rect[0 0 9 9]>><</Subtype/Widget/FT/Sig/Rect[8 8 20 20]>>]", NULL, NULL, NULL},
    };
    RUN(rows);
}

/* refuses PDF-21, PDF-87, PDF-88, accepts PDF-21, PDF-87, PDF-88 */
static void test_what_is_not_shown(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", "", "<</A 1>>", "PDF-21", "object 5 is there, and nothing refers to it"},
        {"", "", "<</Linearized 1>>", NULL, NULL},
        {"", "", "<</Type/Page/Parent 2 0 R>>", "PDF-87", "object 5 is a page"},
        {"", "", "<</Type/Catalog/Pages 2 0 R>>", "PDF-87", "object 5 is a page or page tree"},
        {"", "/UserUnit 2", NULL, "PDF-88", "page 1"},
        {"", "/UserUnit 1.0", NULL, NULL, NULL},
        {"", "/Rotate 45", NULL, "PDF-88", "page 1"},
        {"", "/Rotate 270", NULL, NULL, NULL},
        {"", "/MediaBox[0 0 0 0]", NULL, "PDF-88", "page 1"},
    };
    RUN(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_active_content),     cmocka_unit_test(test_forms),
        cmocka_unit_test(test_parts_from_outside), cmocka_unit_test(test_looks),
        cmocka_unit_test(test_what_is_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
