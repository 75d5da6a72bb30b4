// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_permit.h"

#include "formats/base/limits.h"
#include "tests/unit/formats-pdf/prepared.h"

#define AUTO_MADE AUTO_CLEAR(made_clear) struct made

/* May "New" be added to a form with this field (object 7), whose value is object 8? */
static status permit_newcomer(const struct pdf_newcomer *newcomer, const char *catalog, const char *field,
                              const char *value, struct err *e)
{
    char text[512];
    struct pdf_form form;
    struct pdf_forbidden forbidden;
    AUTO_MADE m;
    snprintf(text, sizeof text, "/AcroForm<</Fields[7 0 R]/SigFlags 3>>%s", catalog);
    made_signable(&m, text, "", "");
    made_object(&m, 7, field);
    made_object(&m, 8, value);
    made_object(&m, 9, "<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</P 1>>>>");
    made_table(&m, "");
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(made_view(&m));
    TRY(pdf_form_open(&form, file, e));
    TRY(pdf_permit(&forbidden, file, &form, newcomer, e));
    return pdf_forbidden_refuse(&forbidden, forbidden.by, e);
}

static status permit(const char *catalog, const char *field, const char *value, struct err *e)
{
    struct pdf_newcomer newcomer = {.field = "New", .is_new = true};
    return permit_newcomer(&newcomer, catalog, field, value, e);
}

#define SIGNED "<</FT/Sig/T(a)/V 8 0 R>>"
#define LOCKED(lock) "<</FT/Sig/T(a)/V 8 0 R/Lock<<" lock ">>>>"
#define REFERENCE(method, parameters) \
    "<</Type/Sig/Reference[<</TransformMethod/" method "/TransformParams<<" parameters ">>>>]>>"

static const struct {
    const char *catalog, *field, *value;
    const char *reason; /* NULL: permitted */
} cases[] = {
    {"", SIGNED, REFERENCE("DocMDP", "/P 1"), "PDF-73"},
    {"", SIGNED, "<</Reference[9 0 R]>>", "PDF-73"},
    {"/Perms<</DocMDP 8 0 R>>", "<<>>", REFERENCE("DocMDP", "/P 1"), "PDF-73"},
    {"/Perms<</DocMDP 8 0 R>>", "<<>>", REFERENCE("DocMDP", "/P 2"), NULL},
    {"", SIGNED, REFERENCE("DocMDP", "/P 2"), NULL},
    {"", SIGNED, REFERENCE("DocMDP", ""), NULL},
    {"", SIGNED, REFERENCE("DocMDP", "/P 3"), NULL},
    {"", SIGNED, REFERENCE("FieldMDP", "/Action/All"), "PDF-74"},
    {"", SIGNED, REFERENCE("FieldMDP", "/Action/Include/Fields[(a)(New)]"), "PDF-74"},
    {"", SIGNED, REFERENCE("FieldMDP", "/Action/Include/Fields[<feff004e00650077>]"), "PDF-74"},
    {"", SIGNED, REFERENCE("FieldMDP", "/Action/Include/Fields[(a)(New1)(Ne)(New.b)]"), NULL},
    {"", SIGNED, REFERENCE("FieldMDP", "/Action/Exclude/Fields[(a)]"), "PDF-74"},
    {"", SIGNED, REFERENCE("FieldMDP", "/Action/Exclude/Fields[(a)(New)]"), NULL},
    {"", SIGNED, REFERENCE("FieldMDP", "/Action/Exclude"), "PDF-74"},
    {"", SIGNED, REFERENCE("FieldMDP", "/Action/Other/Fields[(a)]"), "PDF-74"},
    {"", SIGNED, REFERENCE("FieldMDP", ""), "PDF-74"},
    {"", SIGNED, REFERENCE("UR3", "/P 1"), NULL},
    {"", SIGNED, "<</Type/Sig>>", NULL},
    {"", SIGNED, "<</Reference 3>>", NULL},
    {"", LOCKED("/Action/All"), "<</Type/Sig>>", "PDF-74"},
    {"", LOCKED("/Action/Include/Fields[(a)]"), "<</Type/Sig>>", NULL},
    {"", LOCKED("/Action/Include/Fields[(a)]/P 1"), "<</Type/Sig>>", "PDF-73"},
    {"", LOCKED("/Action/Include/Fields[(a)]/P 2"), "<</Type/Sig>>", NULL},
    /* of a field that is not signed */
    {"", "<</FT/Sig/T(a)/Lock<</Action/All/P 1>>>>", "<<>>", NULL},
    /* fields within fields */
    {"", "<</T(p)/FT/Sig/Kids[<</T(a)/V 8 0 R>>]>>", REFERENCE("DocMDP", "/P 1"), "PDF-73"},
};

/* refuses PDF-51, PDF-73, PDF-74, accepts PDF-73, PDF-74 */
static void earlier_signatures_are_asked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        const char *reason = cases[i].reason;
        if (reason != NULL)
            assert_refused(permit(cases[i].catalog, cases[i].field, cases[i].value, &e), &e, ERR_REFUSED, reason);
        else
            assert_ok(permit(cases[i].catalog, cases[i].field, cases[i].value, &e), &e);
    }
}

/* What the newcomer is decides what is asked. refuses PDF-70, PDF-72, accepts PDF-72, PDF-51 */
static void newcomers_of_all_kinds(void **state)
{
    (void)state;
    static const struct {
        struct pdf_newcomer newcomer;
        const char *field, *value, *reason;
    } kinds[] = {
        {{.field = "New", .is_new = true, .can_be_seen = true}, SIGNED, REFERENCE("DocMDP", "/P 2"), "PDF-72"},
        {{.field = "New", .is_new = true, .can_be_seen = true}, SIGNED, REFERENCE("DocMDP", "/P 3"), "PDF-72"},
        {{.field = "New", .is_new = true, .can_be_seen = true}, SIGNED, REFERENCE("DocMDP", "/P 1"), "PDF-73"},
        {{.field = "New", .is_new = true}, SIGNED, REFERENCE("DocMDP", "/P 2"), NULL},
        {{.field = "Old", .can_be_seen = true}, SIGNED, REFERENCE("DocMDP", "/P 2"), NULL},
        {{.field = "New", .is_new = true, .can_be_seen = true}, SIGNED, "<</Type/Sig>>", NULL},
        {{.field = "New", .is_new = true, .can_be_seen = true},
         LOCKED("/Action/Include/Fields[(a)]/P 2"),
         "<</Type/Sig>>",
         NULL},
        /* nothing forbids a time-stamp of the document */
        {{.field = "New", .is_new = true, .is_timestamp = true}, SIGNED, REFERENCE("DocMDP", "/P 1"), NULL},
        {{.field = "New", .is_new = true, .is_timestamp = true}, LOCKED("/Action/All/P 1"), "<</Type/Sig>>", NULL},
        /* the first certifies, and no other */
        {{.field = "New", .is_new = true, .certifies = true}, SIGNED, "<</Type/Sig>>", "PDF-70"},
        {{.field = "New", .is_new = true, .certifies = true}, SIGNED, REFERENCE("DocMDP", "/P 3"), "PDF-70"},
        {{.field = "New", .is_new = true, .certifies = true}, "<</FT/Sig/T(a)>>", "<<>>", NULL},
        /* names below a name */
        {{.field = "a.b"}, SIGNED, REFERENCE("FieldMDP", "/Action/Include/Fields[(a)]"), "PDF-74: the field \"a.b\""},
        {{.field = "a.b"}, SIGNED, REFERENCE("FieldMDP", "/Action/Include/Fields[(a.b.c)(a.)(b)]"), NULL},
        {{.field = "a.b"}, SIGNED, REFERENCE("FieldMDP", "/Action/Exclude/Fields[(a)]"), NULL},
        {{.field = "ab"}, SIGNED, REFERENCE("FieldMDP", "/Action/Exclude/Fields[(a)]"), "PDF-74"},
        /* the level of a lock, wherever it stands */
        {{.field = "New"}, SIGNED, REFERENCE("FieldMDP", "/Action/Include/Fields[]/P 1"), "PDF-73: the PDF was locked"},
        {{.field = "New"}, SIGNED, REFERENCE("FieldMDP", "/Action/Include/Fields[]/P 2"), NULL},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct err e = {0};
        const char *reason = kinds[i].reason;
        status r = permit_newcomer(&kinds[i].newcomer, "", kinds[i].field, kinds[i].value, &e);
        if (reason == NULL)
            assert_ok(r, &e);
        else
            assert_refused(r, &e, ERR_REFUSED, reason);
    }
}

static void the_one_who_forbids_is_named(void **state)
{
    (void)state;
    struct err e = {0};
    assert_refused(permit("", SIGNED, REFERENCE("DocMDP", "/P 1"), &e), &e, ERR_REFUSED, "(by a)");
    assert_refused(permit("/Perms<</DocMDP 8 0 R>>", "<<>>", REFERENCE("DocMDP", "/P 1"), &e), &e, ERR_REFUSED,
                   "(by /Perms)");
}

static void fields_that_hold_themselves(void **state)
{
    (void)state;
    struct err e = {0};
    assert_refused(permit("", "<</T(a)/Kids[7 0 R 7 0 R]>>", "<<>>", &e), &e, ERR_LIMIT, "contain each other");
}

static void there_are_only_so_many_signatures(void **state)
{
    (void)state;
    struct err e = {0};
    for (int count = LIMIT_PDF_SIGNATURES - 1; count <= LIMIT_PDF_SIGNATURES; count++) {
        AUTO_BUF kids = BUF_INIT(1 << 16);
        buf_put_string(&kids, "<</T(p)/FT/Sig/Kids[");
        for (int i = 0; i < count; i++) buf_printf(&kids, "<</T(%d)/V 8 0 R>>", i);
        buf_put_string(&kids, "]>>");
        buf_put_byte(&kids, 0);
        if (count < LIMIT_PDF_SIGNATURES)
            assert_ok(permit("", (const char *)kids.data, "<</Type/Sig>>", &e), &e);
        else
            assert_refused(permit("", (const char *)kids.data, "<</Type/Sig>>", &e), &e, ERR_REFUSED, "100 signatures");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(earlier_signatures_are_asked),      cmocka_unit_test(newcomers_of_all_kinds),
        cmocka_unit_test(the_one_who_forbids_is_named),      cmocka_unit_test(fields_that_hold_themselves),
        cmocka_unit_test(there_are_only_so_many_signatures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
