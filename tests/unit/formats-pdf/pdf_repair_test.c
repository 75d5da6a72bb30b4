// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_repair.h"

#include "formats/base/limits.h"
#include "tests/unit/formats-pdf/prepared.h"

#define AUTO_MADE AUTO_CLEAR(made_clear) struct made
#define AUTO_REPAIRED AUTO_CLEAR(pdf_repaired_clear) struct pdf_repaired

/* A document whose table leads three bytes too far at object 3, with something behind it that nobody refers to. */
static void made_damaged(struct made *m, const char *catalog, const char *form, const char *orphan)
{
    made_signable(m, catalog, form, "");
    made_object(m, 9, orphan);
    m->offset[3] += 3;
    made_table(m, "");
}

static void files_that_are_not_repaired(void **state)
{
    (void)state;
    static const struct {
        const char *catalog, *form, *orphan;
        enum err_code code;
        const char *reason;
    } cases[] = {
        {"", "", "<</ByteRange[0 1 2 3]>>", ERR_REFUSED, "/ByteRange: the file carries a signature or carried one"},
        {"", "", "<</Byte#52ange[0 1 2 3]>>", ERR_REFUSED, "/ByteRange: "},
        {"", "", "<</#42#79#74#65Range[0 1 2 3]>>", ERR_REFUSED, "/ByteRange: "},
        {"", "", "<</Type/DocTimeStamp>>", ERR_REFUSED, "/DocTimeStamp: "},
        {"/Perms<<>>", "", "<<>>", ERR_REFUSED, "/Perms: "},
        {"", "", "(/ByteRange", ERR_REFUSED, "/ByteRange: "},
        {"", "", "<</Encrypt 1>>", ERR_REFUSED, "the file is encrypted"},
        {"/AcroForm<</Fields[5 0 R]>>", "<</T(a)/FT/Sig/V 9 0 R>>", "<<>>", ERR_REFUSED,
         "no repair: the signature field a has a value"},
        {"/Lang(a)/Lang(b)", "", "<<>>", ERR_SYNTAX, "no repair: PDF-17: byte "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_MADE m;
        AUTO_REPAIRED r;
        pdf_repaired_init(&r);
        made_damaged(&m, cases[i].catalog, cases[i].form, cases[i].orphan);
        assert_refused(pdf_repair(&r, made_view(&m), &e), &e, cases[i].code, cases[i].reason);
        assert_int_equal(r.document.len, 0);
    }
}

static void what_is_no_pdf(void **state)
{
    (void)state;
    static const char *const cases[] = {"%PDF-1.7\n", "%PDF-1.7\nxref\n",
                                        "%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n",
                                        "%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_REPAIRED r;
        pdf_repaired_init(&r);
        assert_int_equal(pdf_repair(&r, view_of_string(cases[i]), &e), FAILED);
        assert_int_equal(e.code, ERR_SYNTAX);
    }
}

static void a_file_is_written_anew(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_MADE m;
    AUTO_REPAIRED r;
    AUTO_REPAIRED again;
    pdf_repaired_init(&r);
    pdf_repaired_init(&again);
    made_damaged(&m, "/Lang(vi)", "", "<</Lost true>>");
    assert_ok(pdf_repair(&r, made_view(&m), &e), &e);
    assert_int_equal(r.page_count, 1);
    assert_true(r.notes.count > 0);
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(view_of(r.document.data, r.document.len));
    assert_int_equal(pdf_file_revision_count(file), 1);
    assert_int_equal(pdf_file_revision(file, 0)->style, PDF_XREF_TABLE);
    assert_int_equal(view_find(view_of(r.document.data, r.document.len), 0, view_of_string("Lost")), SIZE_MAX);
    assert_ok(pdf_repair(&again, made_view(&m), &e), &e);
    assert_true(view_equal(view_of(r.document.data, r.document.len), view_of(again.document.data, again.document.len)));
}

static void the_wire(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_REPAIRED r;
    AUTO_REPAIRED got;
    AUTO_BUF b = BUF_INIT(1 << 20);
    pdf_repaired_init(&r);
    pdf_repaired_init(&got);
    buf_put_string(&r.document, "%PDF-1.7");
    r.page_count = 3;
    finding_add(&r.notes, "REPAIR", "qpdf: %s", "x");
    pdf_repaired_put(&b, &r);
    for (size_t i = 0; i < b.len; i++) {
        struct view cut = view_of(b.data, i);
        assert_int_equal(pdf_repaired_get(&got, &cut, &e), FAILED);
        assert_int_equal(got.document.len, 0);
        err_clear(&e);
    }
    struct view in = view_of(b.data, b.len);
    assert_ok(pdf_repaired_get(&got, &in, &e), &e);
    assert_true(in.len == 0 && got.page_count == 3 && got.document.len == 8 && got.notes.count == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_that_are_not_repaired),
        cmocka_unit_test(what_is_no_pdf),
        cmocka_unit_test(a_file_is_written_anew),
        cmocka_unit_test(the_wire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
