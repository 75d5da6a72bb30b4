// SPDX-License-Identifier: Apache-2.0
/* Which signatures are told, and what is said of those that are not what they seem (PDF-32 .. PDF-37, PDF-63). */
#include "tests/unit/formats-pdf/pdf_builder.h"

#include "formats/pdf/pdf.h"

static void inspect(struct pdf_facts *f, const struct made *m)
{
    struct err e = {0};
    memset(f, 0, sizeof *f);
    assert_ok(pdf_inspect(f, made_view(m), view_of(NULL, 0), &e), &e);
}

static bool covers_all(const struct pdf_facts *f)
{
    return f->signature_count == 1 && f->signatures[0].coverage == PDF_COVERS_WHOLE_FILE;
}

/* accepts PDF-10, PDF-11, PDF-21, PDF-33 */
static void test_good(void **state)
{
    (void)state;
    struct made m;
    struct pdf_facts f;
    built_document(&m);
    inspect(&f, &m);
    assert_true(covers_all(&f));
    assert_int_equal(f.findings.count, 1); /* a text field that can still be filled: pdf_content_test.c */
    assert_true(findings_have(&f.findings, "PDF-81"));
    assert_int_equal(f.signatures[0].findings.count, 0);
    assert_int_equal(f.signatures[0].changes_after, 0);
    assert_int_equal(f.signatures[0].contents.len, 7);
    assert_int_equal(f.page_count, 1);
    assert_string_equal(f.signatures[0].field, "First");
    pdf_facts_clear(&f);
    made_clear(&m);
}

/* A signature object that says this of itself covers nothing, and the rule is named. */
static unsigned try_value(const char *range, const char *contents, const char *rule)
{
    struct made m;
    struct pdf_facts f;
    char text[512];
    built_unsigned(&m, "", "");
    built_field(&m, 8, "First", 9, "");
    snprintf(text, sizeof text, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached %s %s >>", range,
             contents);
    made_object(&m, 9, text);
    made_object(&m, 30, "<3003020105>");
    made_object(&m, 31, "[0 100 200 300]");
    made_table(&m, "");
    inspect(&f, &m);
    bool good = f.signature_count == 1 && f.signatures[0].coverage == PDF_COVERS_NOTHING &&
                findings_have(&f.signatures[0].findings, rule);
    if (!good) print_message("%s %s: expected %s\n", range, contents, rule);
    pdf_facts_clear(&f);
    made_clear(&m);
    return !good;
}

/* Universal signature forgery: every /Contents with every /ByteRange. */
/* refuses PDF-37 */
static void test_forged(void **state)
{
    (void)state;
    static const char *const contents[] = {"",
                                           "/Contents null",
                                           "/Contents <>",
                                           "/Contents <0000>",
                                           "/Contents (0)",
                                           "/Contents 30 0 R",
                                           "/Contents [<3000>]",
                                           "/Contents 0"};
    static const char *const ranges[] = {"/ByteRange [0 100 200 300]", "", "/ByteRange null", "/ByteRange 31 0 R",
                                         "/ByteRange (0 1 2 3)"};
    unsigned failed = 0;
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++)
        for (size_t k = 0; k < sizeof ranges / sizeof ranges[0]; k++)
            failed += try_value(ranges[k], contents[i], "PDF-37");
    assert_int_equal(failed, 0);
}

/* refuses PDF-32, PDF-33, PDF-35 */
static void test_range(void **state)
{
    (void)state;
    static const struct {
        const char *range, *rule;
    } cases[] = {
        {"[0 0 0 0]", "PDF-33"},
        {"[0 1 2 1]", "PDF-35"},
        {"[1 100 200 10]", "PDF-33"},
        {"[0 200 100 10]", "PDF-33"},
        {"[0 100 100 10]", "PDF-33"},
        {"[0 100 200 99999]", "PDF-33"},
        {"[0 9223372036854775807 9223372036854775807 1]", "PDF-33"},
        {"[0 -1 200 10]", "PDF-32"},
        {"[0 100 200 -10]", "PDF-32"},
        {"[0 +100 200 10]", "PDF-32"},
        {"[0 100. 200 10]", "PDF-32"},
        {"[0 100 200 (10)]", "PDF-32"},
        {"[0 100 200]", "PDF-32"},
        {"[0 100 200 10 0]", "PDF-32"},
        {"[]", "PDF-32"},
        {"[0 100 31 0 R]", "PDF-32"},
    };
    unsigned failed = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[128];
        snprintf(text, sizeof text, "/ByteRange %s", cases[i].range);
        failed += try_value(text, "/Contents <30030201050000>", cases[i].rule);
    }
    assert_int_equal(failed, 0);
}

/* A number that no reader can hold: the file is not read at all. */
static void test_huge(void **state)
{
    (void)state;
    struct made m;
    struct pdf_facts f = {0};
    struct err e = {0};
    built_unsigned(&m, "", "");
    built_field(&m, 8, "First", 9, "");
    made_object(&m, 9, "<< /Type /Sig /ByteRange [0 9223372036854775808 200 10] /Contents <3000> >>");
    made_table(&m, "");
    assert_refused(pdf_inspect(&f, made_view(&m), view_of(NULL, 0), &e), &e, ERR_SYNTAX, "too large");
    assert_null(f.signatures);
    made_clear(&m);
}

/* refuses PDF-02, PDF-63 */
static void test_behind(void **state)
{
    (void)state;
    struct made m;
    struct pdf_facts f;
    built_document(&m);
    made_table(&m, "");
    inspect(&f, &m);
    assert_true(findings_have(&f.signatures[0].findings, "PDF-63"));
    assert_int_equal(f.signatures[0].coverage, PDF_COVERS_REVISION);
    pdf_facts_clear(&f);
    made_clear(&m);

    built_document(&m);
    made_raw(&m, "PK behind");
    inspect(&f, &m);
    assert_true(findings_have(&f.findings, "PDF-02"));
    assert_false(covers_all(&f));
    pdf_facts_clear(&f);
    made_clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good), cmocka_unit_test(test_forged), cmocka_unit_test(test_range),
        cmocka_unit_test(test_huge), cmocka_unit_test(test_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
