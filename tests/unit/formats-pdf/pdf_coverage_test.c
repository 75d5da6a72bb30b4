// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/formats-pdf/signed_pdf.h"

/* A file whose only signature has this dictionary. */
static void made_with_value(struct made *m, const char *value)
{
    made_form(m, "", "");
    made_object(m, 8, value);
    made_object(m, 20, "[0 10 20 30]");
    made_object(m, 21, STUB);
    made_table(m, "");
}

/* accepts PDF-30, PDF-31, PDF-31b, PDF-32, PDF-33, PDF-34, PDF-35, PDF-37, PDF-40, PDF-41, PDF-42, PDF-45, PDF-46,
 * PDF-44 */
static void a_good_signature_covers_the_file(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_signed(&m);
    look(&f, &m);
    assert_int_equal(f.signature_count, 1);
    const struct pdf_signature *s = &f.signatures[0];
    expect_no_finding(&f.findings);
    expect_no_finding(&s->findings);
    assert_string_equal(s->field, "Signature1");
    assert_int_equal(s->coverage, PDF_COVERS_WHOLE_FILE);
    assert_int_equal(s->changes_after, 0);
    assert_int_equal(s->subfilter, PDF_SUBFILTER_ETSI_CADES);
    assert_string_equal(s->claimed_time, "2026-11-24T08:00:00Z");
    assert_int_equal(s->contents.len, 8);
    assert_int_equal(s->byte_range[2] + s->byte_range[3], m.bytes.len);
    assert_int_equal(s->page, 1);
    assert_true(s->x > 9.9 && s->x < 10.1 && s->y > 49.9 && s->y < 50.1 && s->w > 99.9 && s->h > 49.9);
}

/* Universal signature forgery: each way to have no signature value, with each way to have no range. */
/* refuses PDF-37 */
static void values_that_are_none_never_count_as_unsigned(void **state)
{
    (void)state;
    static const char *const contents[] = {"",
                                           "/Contents null",
                                           "/Contents <>",
                                           "/Contents <0000>",
                                           "/Contents (abc)",
                                           "/Contents 21 0 R",
                                           "/Contents [<30>]",
                                           "/Contents " STUB};
    static const char *const ranges[] = {"",
                                         "/ByteRange null",
                                         "/ByteRange []",
                                         "/ByteRange [0 0 0 0]",
                                         "/ByteRange (0 1 2 3)",
                                         "/ByteRange 20 0 R",
                                         "/ByteRange 5",
                                         "/ByteRange [0 10 20 30]"};
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++)
        for (size_t k = 0; k < sizeof ranges / sizeof ranges[0]; k++) {
            char value[256];
            AUTO_MADE_PDF m;
            AUTO_FACTS f = {0};
            snprintf(value, sizeof value, "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached %s %s>>",
                     contents[i], ranges[k]);
            made_with_value(&m, value);
            look(&f, &m);
            assert_int_equal(f.signature_count, 1);
            assert_int_equal(f.signatures[0].coverage, PDF_COVERS_NOTHING);
            if (f.signatures[0].findings.count == 0) fail_msg("no finding: %s", value);
        }
}

/* refuses PDF-46 */
static void values_that_are_no_dictionary(void **state)
{
    (void)state;
    static const char *const values[] = {"null", "[]", "(x)", "5", "<</Length 1>>\nstream\nx\nendstream"};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        AUTO_MADE_PDF m;
        AUTO_FACTS f = {0};
        made_with_value(&m, values[i]);
        look(&f, &m);
        assert_int_equal(f.signature_count, 1);
        assert_int_equal(f.signatures[0].coverage, PDF_COVERS_NOTHING);
        expect_finding(&f.signatures[0].findings, "PDF-46", "no signature");
    }
}

/* accepts PDF-46 */
static void a_field_without_a_value_is_not_signed(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_form(&m, "", "");
    made_object(&m, 6, "<<" WIDGET "/FT/Sig/T(Signature1)/V null/P 3 0 R/Rect[10 500 110 550]>>");
    made_table(&m, "");
    look(&f, &m);
    assert_int_equal(f.signature_count, 0);
}

/* refuses PDF-32, PDF-33, PDF-35 */
static void ranges_that_do_not_compute(void **state)
{
    (void)state;
    static const struct {
        const char *range, *rule;
    } cases[] = {
        {"[0 0 0 0]", "PDF-33"},
        {"[0 1 1 1]", "PDF-33"},
        {"[0 10 5 5]", "PDF-33"},
        {"[1 10 20 30]", "PDF-33"},
        {"[0 10 20]", "PDF-32"},
        {"[0 10 20 30 40 50]", "PDF-32"},
        {"[0 -10 20 30]", "PDF-32"},
        {"[0 +10 20 30]", "PDF-32"},
        {"[0 10.0 20 30]", "PDF-32"},
        {"[0 [10] 20 30]", "PDF-32"},
        {"[0 5 0 R 20 30]", "PDF-32"},
        {"[0 2147483647 2147483648 1]", "PDF-33"},
        {"[0 4294967295 4294967296 1]", "PDF-33"},
        {"[0 10 20 4294967295]", "PDF-33"},
        {"[0 10 9223372036854775807 9223372036854775807]", "PDF-33"},
        {"[0 10 20 9223372036854775807]", "PDF-33"},
        {"[0 10 20 30]", "PDF-35"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char value[256];
        AUTO_MADE_PDF m;
        AUTO_FACTS f = {0};
        snprintf(value, sizeof value, "<</SubFilter/ETSI.CAdES.detached/ByteRange %s/Contents " STUB ">>",
                 cases[i].range);
        made_with_value(&m, value);
        look(&f, &m);
        assert_int_equal(f.signature_count, 1);
        assert_int_equal(f.signatures[0].coverage, PDF_COVERS_NOTHING);
        expect_finding(&f.signatures[0].findings, cases[i].rule, "");
    }
}

/* Changes the range of a signature that was good; the numbers keep their width. */
static void shift(struct made *m, int64_t a, int64_t b, int64_t c)
{
    struct view all = made_view(m);
    size_t at = view_find(all, 0, view_of_string("[0 000")), contents = view_find(all, at, view_of_string(STUB));
    int64_t gap = (int64_t)contents, after = gap + (int64_t)sizeof STUB - 1, rest = (int64_t)all.len - after;
    char text[64];
    snprintf(text, sizeof text, "[0 %010lld %010lld %010lld]", (long long)(gap + a), (long long)(after + b),
             (long long)(rest + c));
    memcpy(m->bytes.data + at, text, strlen(text));
}

/* Signature wrapping: the gap is anything but the token, or the end is not the end. */
/* refuses PDF-33, PDF-35, accepts PDF-33 */
static void gaps_and_ends_that_are_off(void **state)
{
    (void)state;
    static const struct {
        int64_t a, b, c;
        enum pdf_coverage coverage;
        const char *rule;
    } cases[] = {
        {0, 0, 0, PDF_COVERS_WHOLE_FILE, NULL},    {0, 0, -1, PDF_COVERS_WHOLE_FILE, NULL}, /* the last EOL */
        {1, 0, 0, PDF_COVERS_NOTHING, "PDF-35"},   {-1, 0, 0, PDF_COVERS_NOTHING, "PDF-35"},
        {0, 1, -1, PDF_COVERS_NOTHING, "PDF-35"},  {0, -1, 1, PDF_COVERS_NOTHING, "PDF-35"},
        {0, 0, 1, PDF_COVERS_NOTHING, "PDF-33"},   {0, 0, -2, PDF_COVERS_PARTIAL, "PDF-33"},
        {0, 0, -30, PDF_COVERS_PARTIAL, "PDF-33"}, {-20, 3, -3, PDF_COVERS_NOTHING, "PDF-35"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_MADE_PDF m;
        AUTO_FACTS f = {0};
        made_signed(&m);
        shift(&m, cases[i].a, cases[i].b, cases[i].c);
        look(&f, &m);
        assert_int_equal(f.signatures[0].coverage, cases[i].coverage);
        if (cases[i].rule == NULL)
            expect_no_finding(&f.signatures[0].findings);
        else
            expect_finding(&f.signatures[0].findings, cases[i].rule, "");
    }
}

/* refuses PDF-34, PDF-36 */
static void a_gap_holds_hex_digits_only(void **state)
{
    (void)state;
    static const char *const stubs[] = {"<30030201050000 0>", "<300302010500000>x", "<3003020105\n00000>"};
    for (size_t i = 0; i < sizeof stubs / sizeof stubs[0]; i++) {
        AUTO_MADE_PDF m;
        AUTO_FACTS f = {0};
        made_signed(&m);
        made_replace(&m, STUB, stubs[i][17] == 'x' ? "<300302010500000> " : stubs[i]);
        if (stubs[i][17] == 'x') { /* an odd number of digits: the gap is one shorter */
            struct view all = made_view(&m);
            size_t at = view_find(all, 0, view_of_string("[0 000"));
            size_t gap = view_find(all, at, view_of_string("<3003"));
            char text[64];
            snprintf(text, sizeof text, "[0 %010zu %010zu %010zu]", gap, gap + 17, all.len - gap - 17);
            memcpy(m.bytes.data + at, text, strlen(text));
        }
        look(&f, &m);
        assert_int_equal(f.signatures[0].coverage, PDF_COVERS_NOTHING);
        expect_finding(&f.signatures[0].findings, "PDF-34", "hex digits");
    }
}

/* The range is that of another hex string that looks the same. */
/* refuses PDF-35 */
static void a_gap_around_another_string(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_form(&m, "", "");
    made_object(&m, 8,
                "<</SubFilter/ETSI.CAdES.detached/ByteRange " RANGE "/Decoy " STUB
                " /Contents <30030201050000000000>>>");
    made_table(&m, "");
    cover(&m);
    look(&f, &m);
    expect_finding(&f.signatures[0].findings, "PDF-35", "not this signature's");
}

/* refuses PDF-02, PDF-63 */
static void bytes_behind_the_end(void **state)
{
    (void)state;
    static const char *const tails[] = {" ", "%comment\n", "PK\003\004zip", "%PDF-1.7\n"};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        AUTO_MADE_PDF m;
        AUTO_FACTS f = {0};
        made_signed(&m);
        made_raw(&m, tails[i]);
        look(&f, &m);
        assert_int_equal(f.signatures[0].coverage, PDF_COVERS_REVISION);
        assert_int_equal(f.signatures[0].changes_after, PDF_CHANGE_OTHER);
        expect_finding(&f.signatures[0].findings, "PDF-63", "no signature covers");
        expect_finding(&f.findings, "PDF-02", "");
    }
}

/* Makes field 7 show `value` in a second revision. */
static void fill_second(struct made *m, const char *value)
{
    char text[256];
    snprintf(text, sizeof text, "<<" WIDGET "/FT/Sig/T(Signature2)/V %s/P 3 0 R/Rect[10 400 110 450]>>", value);
    made_object(m, 7, text);
}

/* accepts PDF-02, PDF-19, PDF-20, PDF-38, PDF-39, PDF-50, PDF-54, PDF-55, PDF-58, PDF-62, PDF-63 */
static void a_second_signature_covers_the_first(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_signed(&m);
    fill_second(&m, "15 0 R");
    made_value(&m, 15, "adbe.pkcs7.detached", "");
    made_table(&m, "");
    cover(&m);
    look(&f, &m);
    expect_no_finding(&f.findings);
    assert_int_equal(f.signature_count, 2);
    for (size_t i = 0; i < 2; i++) expect_no_finding(&f.signatures[i].findings);
    assert_string_equal(f.signatures[0].field, "Signature1");
    assert_int_equal(f.signatures[0].coverage, PDF_COVERS_REVISION);
    assert_int_equal(f.signatures[0].changes_after, PDF_CHANGE_SIGNATURE);
    assert_int_equal(f.signatures[1].subfilter, PDF_SUBFILTER_PKCS7);
    assert_int_equal(f.signatures[1].coverage, PDF_COVERS_WHOLE_FILE);
    assert_int_equal(f.revision_count, 2);
}

/* Two fields of one revision show the same value. */
/* refuses PDF-39 */
static void one_value_in_two_fields(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_form(&m, "", "");
    fill_second(&m, "8 0 R");
    made_value(&m, 8, "ETSI.CAdES.detached", "");
    made_table(&m, "");
    cover(&m);
    look(&f, &m);
    assert_int_equal(f.signature_count, 2);
    for (size_t i = 0; i < 2; i++) expect_finding(&f.signatures[i].findings, "PDF-39", "cross");
}

/* Recycled: a later field shows the signature of the first. */
/* refuses PDF-39, PDF-41 */
static void a_value_of_an_older_revision(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_signed(&m);
    fill_second(&m, "8 0 R");
    made_table(&m, "");
    look(&f, &m);
    assert_int_equal(f.signature_count, 2);
    expect_finding(&f.signatures[1].findings, "PDF-41", "did not show");
    expect_finding(&f.signatures[1].findings, "PDF-39", "cross");
}

/* Phantom: a value that nothing showed when it was made. */
/* refuses PDF-41 */
static void a_value_that_was_hidden_when_it_was_made(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_form(&m, "", "");
    made_object(&m, 6, "<<" WIDGET "/FT/Sig/T(Signature1)/P 3 0 R/Rect[10 500 110 550]>>");
    made_value(&m, 8, "ETSI.CAdES.detached", "");
    made_table(&m, "");
    cover(&m);
    fill_second(&m, "8 0 R");
    made_table(&m, "");
    look(&f, &m);
    assert_int_equal(f.signature_count, 1);
    expect_finding(&f.signatures[0].findings, "PDF-41", "did not show");
}

/* refuses PDF-35 */
static void a_value_that_was_replaced(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_signed(&m);
    struct view all = made_view(&m);
    size_t start = view_find(all, 0, view_of_string("8 0 obj")) + 8;
    size_t end = view_find(all, start, view_of_string("endobj"));
    char copy[512];
    snprintf(copy, sizeof copy, "%.*s", (int)(end - start), (const char *)all.data + start);
    made_object(&m, 8, copy);
    made_table(&m, "");
    look(&f, &m);
    expect_finding(&f.signatures[0].findings, "PDF-35", "");
}

/* The bytes are covered, but the revision that they sign shows another object under that number. */
/* refuses PDF-38 */
static void a_value_that_its_own_revision_does_not_list(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_form(&m, "", "");
    made_value(&m, 8, "ETSI.CAdES.detached", "");
    size_t hidden = m.offset[8];
    made_object(&m, 8, "<<>>");
    made_table(&m, "");
    cover(&m);
    m.offset[8] = hidden;
    made_table(&m, "");
    look(&f, &m);
    assert_int_equal(f.signature_count, 1);
    expect_finding(&f.signatures[0].findings, "PDF-38", "not the one of the revision");
}

/* refuses PDF-41 */
static void a_value_that_is_direct_or_behind_another(void **state)
{
    (void)state;
    static const char *const wrapped[] = {"", "23 0 R"};
    for (size_t i = 0; i < 2; i++) {
        AUTO_MADE_PDF m;
        AUTO_FACTS f = {0};
        struct err e = {0};
        made_form(&m, "", "");
        if (i == 0)
            made_object(&m, 6,
                        "<<" WIDGET "/FT/Sig/T(Signature1)/Rect[10 500 110 550]/V<</SubFilter/ETSI.CAdES.detached"
                        "/ByteRange " RANGE "/Contents " STUB ">>>>");
        if (i == 1) made_object(&m, 8, wrapped[i]);
        if (i == 1) made_value(&m, 23, "ETSI.CAdES.detached", "");
        made_table(&m, "");
        cover(&m);
        if (pdf_inspect(&f, made_view(&m), view_of(NULL, 0), &e) != OK)
            continue; /* an object that is a reference may be refused */
        assert_int_equal(f.signature_count, 1);
        expect_finding(&f.signatures[0].findings, "PDF-41", "object of its own");
    }
}

/* A hybrid section whose stream stands behind the signed bytes. */
/* refuses PDF-40 */
static void cross_references_outside(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    char hidden[64];
    made_form(&m, "", "");
    made_value(&m, 8, "ETSI.CAdES.detached", "");
    made_table(&m, "/XRefStm 000000");
    cover(&m);
    snprintf(hidden, sizeof hidden, "/XRefStm %06zu", m.bytes.len);
    made_replace(&m, "/XRefStm 000000", hidden);
    const struct made_entry none = {30, 0, 0, 65535};
    made_stream_section(&m, 31, &none, 1, "");
    m.offset[31] = 0;
    made_object(&m, 32, "null");
    made_table(&m, "");
    look(&f, &m);
    assert_int_equal(f.signatures[0].coverage, PDF_COVERS_PARTIAL);
    expect_finding(&f.signatures[0].findings, "PDF-40", "cross-references");
}

/* refuses PDF-31, PDF-31b, PDF-44, PDF-45 */
static void kinds_and_oddities_are_told(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_form(&m, "", "");
    made_object(&m, 8,
                "<</Type/Page/Filter/Adobe.PPKMS/SubFilter/adbe.pkcs7.sha1/Cert<30>/M(yesterday)/ByteRange " RANGE
                "/Contents " STUB ">>");
    made_table(&m, "");
    cover(&m);
    look(&f, &m);
    const struct pdf_signature *s = &f.signatures[0];
    assert_int_equal(s->subfilter, PDF_SUBFILTER_OTHER);
    assert_string_equal(s->claimed_time, "");
    expect_finding(&s->findings, "PDF-31", "/SubFilter");
    expect_finding(&s->findings, "PDF-31", "/Type");
    expect_finding(&s->findings, "PDF-31b", "Adobe.PPKLite");
    expect_finding(&s->findings, "PDF-45", "certificates");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_signature_covers_the_file),
        cmocka_unit_test(values_that_are_none_never_count_as_unsigned),
        cmocka_unit_test(values_that_are_no_dictionary),
        cmocka_unit_test(a_field_without_a_value_is_not_signed),
        cmocka_unit_test(ranges_that_do_not_compute),
        cmocka_unit_test(gaps_and_ends_that_are_off),
        cmocka_unit_test(a_gap_holds_hex_digits_only),
        cmocka_unit_test(a_gap_around_another_string),
        cmocka_unit_test(bytes_behind_the_end),
        cmocka_unit_test(a_second_signature_covers_the_first),
        cmocka_unit_test(one_value_in_two_fields),
        cmocka_unit_test(a_value_of_an_older_revision),
        cmocka_unit_test(a_value_that_was_hidden_when_it_was_made),
        cmocka_unit_test(a_value_that_was_replaced),
        cmocka_unit_test(a_value_that_its_own_revision_does_not_list),
        cmocka_unit_test(a_value_that_is_direct_or_behind_another),
        cmocka_unit_test(cross_references_outside),
        cmocka_unit_test(kinds_and_oddities_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
