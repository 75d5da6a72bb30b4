// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_form.h"

#include "formats/base/limits.h"
#include "tests/unit/formats-pdf/prepared.h"

#define AUTO_MADE AUTO_CLEAR(made_clear) struct made

/* A document whose catalog has this /AcroForm entry; object 5 is `form`, 6 `fields`, 7 a field, 8 the flags. */
static void make(struct made *m, const char *catalog, const char *form, const char *fields, const char *field)
{
    made_signable(m, catalog, form, "");
    if (fields[0] != '\0') made_object(m, 6, fields);
    if (field[0] != '\0') made_object(m, 7, field);
    made_object(m, 8, "2");
    made_table(m, "");
}

static status open_form(const char *catalog, const char *form, const char *fields, struct err *e)
{
    struct pdf_form f;
    AUTO_MADE m;
    make(&m, catalog, form, fields, "");
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(made_view(&m));
    return pdf_form_open(&f, file, e);
}

static void forms_that_cannot_be_signed(void **state)
{
    (void)state;
    static const struct {
        const char *catalog, *form, *fields;
        enum err_code code;
        const char *reason;
    } cases[] = {
        {"/AcroForm 5 0 R", "<</XFA[(template)6 0 R]>>", "<<>>", ERR_REFUSED, "PDF-81"},
        {"/AcroForm<</Fields[]/XFA 6 0 R>>", "", "[]", ERR_REFUSED, "PDF-81"},
        {"/NeedsRendering true", "", "", ERR_REFUSED, "PDF-81"},
        {"/AcroForm[]", "", "", ERR_SYNTAX, "/AcroForm is not a dictionary"},
        {"/AcroForm 5 0 R", "(x)", "", ERR_SYNTAX, "/AcroForm is not a dictionary"},
        {"/AcroForm<</Fields<<>>>>", "", "", ERR_SYNTAX, "/Fields is not an array"},
        {"/AcroForm<</Fields 6 0 R>>", "", "5", ERR_SYNTAX, "/Fields is not an array"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        assert_refused(open_form(cases[i].catalog, cases[i].form, cases[i].fields, &e), &e, cases[i].code,
                       cases[i].reason);
    }
}

/* --- names --- */

static status choose(char out[static LIMIT_TEXT], const char *fields, const char *field, const char *wanted,
                     struct err *e)
{
    struct pdf_form f;
    AUTO_MADE m;
    make(&m, "/AcroForm<</Fields 6 0 R>>", "", fields, field);
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(made_view(&m));
    TRY(pdf_form_open(&f, file, e));
    return pdf_form_choose_name(out, file, &f, wanted, "Signature", e);
}

static void names_that_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *field, *wanted, *reason;
    } cases[] = {
        {"<</T(x)>>", "a.b", "no signature field"}, {"<</T(x)>>", "a\nb", "no name"},
        {"<</T(x)>>", "\xff", "no name"},           {"<</T(x)>>", "x", "has a field \"x\" already"},
        {"<</T<78>/FT/Tx>>", "x", "already"},       {"<</T(\\170)>>", "x", "already"},
        {"<</T 9 0 R>>", "y", "already"},           {"<</T<feff0078>>>", "x", "already"},
        {"<</T<efbbbf78>>>", "x", "already"},       {"<</T<feff1ea4>>>", "\u1ea4", "already"},
        {"<</T<e9>>>", "\u00e9", "already"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        char out[LIMIT_TEXT];
        struct pdf_form f;
        AUTO_MADE m;
        made_signable(&m, "/AcroForm<</Fields[7 0 R]>>", "", "");
        made_object(&m, 7, cases[i].field);
        made_object(&m, 9, "(y)");
        made_table(&m, "");
        AUTO(pdf_file_close)
        struct pdf_file *file = open_made(made_view(&m));
        assert_ok(pdf_form_open(&f, file, &e), &e);
        assert_refused(pdf_form_choose_name(out, file, &f, cases[i].wanted, "Signature", &e), &e, ERR_REFUSED,
                       cases[i].reason);
    }
}

static void names_that_are_free(void **state)
{
    (void)state;
    static const struct {
        const char *fields, *field, *wanted, *name;
    } cases[] = {
        {"[]", "", "", "Signature1"},
        {"[7 0 R]", "<</T(Signature1)>>", "", "Signature2"},
        {"[7 0 R<</T(Signature1)>><</T<feff005300690067006e006100740075007200650033>>>]", "<</T(Signature2)>>", "",
         "Signature4"},
        {"[7 0 R<</T(Signature01)>><</T(Signature)>>]", "<</T(Signature1x)>>", "", "Signature1"},
        {"[7 0 R<</T(Signature0)>><</T(Signature99999999999999999999)>>(x) null 9 0 R]", "<</T 5>>", "", "Signature1"},
        {"[7 0 R]", "<</T(Seal)>>", "Seal ", "Seal "},
        {"[7 0 R]", "<</T(Seal)>>", "seal", "seal"},
        {"[7 0 R]", "<</T(parent)/Kids[<</T(Seal)>>]>>", "Seal", "Seal"},
        {"[]", "", "Chữ ký số", "Chữ ký số"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        char out[LIMIT_TEXT];
        assert_ok(choose(out, cases[i].fields, cases[i].field, cases[i].wanted, &e), &e);
        assert_string_equal(out, cases[i].name);
    }
}

/* --- one more field --- */

/* Which objects are written, in order, and what the changed one says. */
static void only_what_must_change_is_written(void **state)
{
    (void)state;
    static const struct {
        const char *catalog, *form, *fields; /* as in make */
        const char *written;                 /* the update's objects, the field 9 0 R added */
    } cases[] = {
        {"", "", "", "1 0 obj\n<</Type/Catalog/Pages 2 0 R /AcroForm << /Fields [9 0 R] /SigFlags 3 >>>>\nendobj\n"},
        {"/AcroForm null/X(a\\\n)", "", "",
         "1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm  << /Fields [9 0 R] /SigFlags 3 >> /X(a\\\n)>>\nendobj\n"},
        {"/AcroForm 30 0 R", "", "",
         "1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm  << /Fields [9 0 R] /SigFlags 3 >> >>\nendobj\n"},
        {"/AcroForm<</DA(/F 0 Tf)>>/Z 1", "", "",
         "1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</DA(/F 0 Tf) /Fields [9 0 R] /SigFlags 3>>/Z 1>>\nendobj\n"},
        {"/AcroForm<</SigFlags 1/Fields[7 0 R]>>", "", "",
         "1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags  3 /Fields[7 0 R 9 0 R]>>>>\nendobj\n"},
        {"/AcroForm<</SigFlags 3/Fields[7 0 R]>>", "", "",
         "1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[7 0 R 9 0 R]>>>>\nendobj\n"},
        {"/AcroForm 5 0 R", "<</Fields[7 0 R]/DR<</Font<<>>>>/SigFlags 8 0 R>>", "",
         "5 0 obj\n<</Fields[7 0 R 9 0 R]/DR<</Font<<>>>>/SigFlags  3 >>\nendobj\n"},
        {"/AcroForm 5 0 R", "<</SigFlags 7/Fields[7 0 R]>>", "",
         "5 0 obj\n<</SigFlags 7/Fields[7 0 R 9 0 R]>>\nendobj\n"},
        {"/AcroForm 5 0 R", "<</Fields 6 0 R/SigFlags 3>>", "[7 0 R]", "6 0 obj\n[7 0 R 9 0 R]\nendobj\n"},
        {"/AcroForm 5 0 R", "<</Fields 6 0 R>>", "[]",
         "6 0 obj\n[ 9 0 R]\nendobj\n5 0 obj\n<</Fields 6 0 R /SigFlags 3>>\nendobj\n"},
        {"/AcroForm<</Fields 6 0 R/SigFlags 0>>", "", "[]",
         "6 0 obj\n[ 9 0 R]\nendobj\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields 6 0 R/SigFlags  3 "
         ">>>>\nendobj\n"},
        {"/AcroForm 5 0 R", "<</Fields 30 0 R/SigFlags 3>>", "", "5 0 obj\n<</Fields  [9 0 R] /SigFlags 3>>\nendobj\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct pdf_form f;
        AUTO_MADE m;
        make(&m, cases[i].catalog, cases[i].form, cases[i].fields, "<</T(x)>>");
        AUTO(pdf_file_close)
        struct pdf_file *file = open_made(made_view(&m));
        AUTO(pdf_update_free)
        struct pdf_update *u = pdf_update_new(file);
        assert_ok(pdf_form_open(&f, file, &e), &e);
        pdf_form_write(u, &f, (struct pdf_ref){9, 0});
        assert_ok(pdf_update_finish(u, &e), &e);
        const size_t len = strlen(cases[i].written);
        assert_true(u->body.len > len + 4);
        assert_memory_equal(u->body.data, cases[i].written, len);
        assert_memory_equal(u->body.data + len, "xref", 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_that_cannot_be_signed),
        cmocka_unit_test(names_that_are_refused),
        cmocka_unit_test(names_that_are_free),
        cmocka_unit_test(only_what_must_change_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
