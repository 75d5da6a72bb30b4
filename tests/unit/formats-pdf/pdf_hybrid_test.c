// SPDX-License-Identifier: Apache-2.0
/* Hybrid files (ISO 32000-1 7.5.8.4) and pages with a /UserUnit are read and judged: policies/indications.md, PDF-11.
 */
#include "tests/unit/formats-pdf/signed_pdf.h"

#include <math.h>

enum { PACKED = 20, STREAM = 21, XREF = 22 };

/*
 * As a well-known word processor writes: the table calls free what is in the object stream (20), a second section
 * without entries of its own names the cross-reference stream, which lists everything. Hides `packed`; the page refers
 * to it.
 */
static void made_hybrid(struct made *m, const char *page_more)
{
    char text[512];
    made_begin(m);
    made_object(m, 1, "<</Type/Catalog/Pages 2 0 R>>");
    made_object(m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 600]>>");
    snprintf(text, sizeof text, "<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 4 0 R/Note 20 0 R%s>>", page_more);
    made_object(m, 3, text);
    made_object(m, 4, "<</Length 4>>\nstream\npage\nendstream");
    made_object(m, STREAM, "<</Type/ObjStm/N 1/First 5/Length 13>>\nstream\n20 0 (hidden)\nendstream");
    struct made_entry entry[7] = {{0, 0, 0, 65535}};
    size_t n = 1;
    for (unsigned i = 1; i < MADE_MAX; i++)
        if (m->offset[i] != 0) entry[n++] = (struct made_entry){i, 1, m->offset[i], 0};
    entry[n++] = (struct made_entry){PACKED, 2, STREAM, 0};
    size_t stream = m->bytes.len;
    made_stream_section(m, XREF, entry, n, "");
    m->size = XREF + 1;
    made_table(m, "");
    snprintf(text, sizeof text, "xref\n0 0\ntrailer\n<</Size %d/Root 1 0 R/Prev %zu/XRefStm %zu>>\n", XREF + 1,
             m->startxref, stream);
    m->startxref = m->bytes.len;
    made_raw(m, text);
    made_footer(m);
}

static void made_signature(struct made *m, const char *page_more)
{
    char text[512];
    made_object(m, 1, "<</Type/Catalog/Pages 2 0 R/AcroForm 30 0 R>>");
    snprintf(text, sizeof text, "<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 4 0 R/Note 20 0 R/Annots[31 0 R]%s>>",
             page_more);
    made_object(m, 3, text);
    made_object(m, 30, "<</Fields[31 0 R]/SigFlags 3>>");
    made_object(m, 31, "<<" WIDGET "/FT/Sig/T(Signature1)/V 32 0 R/P 3 0 R/Rect[10 500 110 550]>>");
    made_value(m, 32, "ETSI.CAdES.detached", "");
    made_table(m, "");
    cover(m);
}

static void expect_only(const struct findings *f, const char *rule)
{
    if (f->count == 1 && strcmp(f->item[0].rule, rule) == 0) return;
    print_findings(f);
    fail_msg("other findings than one %s", rule);
}

/* refuses PDF-11 */
/* accepts PDF-11, PDF-20, refuses PDF-11 */
static void a_signed_hybrid_file_is_sound(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_hybrid(&m, "");
    made_signature(&m, "");
    look(&f, &m);
    assert_int_equal(f.signature_count, 1);
    assert_int_equal(f.signatures[0].coverage, PDF_COVERS_WHOLE_FILE);
    expect_no_finding(&f.signatures[0].findings);
    expect_only(&f.findings, "PDF-11");
}

/* Signed between the two sections: what the second one shows is a change. */
/* refuses PDF-20 */
/* refuses PDF-20 */
static void what_is_shown_after_the_signature(void **state)
{
    (void)state;
    static const char *const packed[] = {"20 0 (hidden)", "20 0 (HIDDEN)"};
    for (size_t i = 0; i < 2; i++) {
        AUTO_MADE_PDF m;
        AUTO_FACTS f = {0};
        char text[128];
        made_begin(&m);
        made_object(&m, 1, "<</Type/Catalog/Pages 2 0 R/AcroForm 30 0 R>>");
        made_object(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 600]>>");
        made_object(&m, 3, "<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 20 0 R/Annots[31 0 R]>>");
        snprintf(text, sizeof text, "<</Type/ObjStm/N 1/First 5/Length 13>>\nstream\n%s\nendstream", packed[i]);
        made_object(&m, STREAM, text);
        made_object(&m, 30, "<</Fields[31 0 R]/SigFlags 3>>");
        made_object(&m, 31, "<<" WIDGET "/FT/Sig/T(Signature1)/V 32 0 R/P 3 0 R/Rect[10 500 110 550]>>");
        made_value(&m, 32, "ETSI.CAdES.detached", "");
        const struct made_entry entry = {PACKED, 2, STREAM, 0};
        size_t stream = m.bytes.len;
        made_stream_section(&m, XREF, &entry, 1, "");
        made_table(&m, "");
        cover(&m);
        snprintf(text, sizeof text, "xref\n0 0\ntrailer\n<</Size 33/Root 1 0 R/Prev %zu/XRefStm %zu>>\n", m.startxref,
                 stream);
        m.startxref = m.bytes.len;
        made_raw(&m, text);
        made_footer(&m);
        look(&f, &m);
        expect_only(&f.findings, "PDF-11");
        assert_int_equal(f.signatures[0].coverage, PDF_COVERS_REVISION);
        assert_true((f.signatures[0].changes_after & PDF_CHANGE_OTHER) != 0);
        expect_finding(&f.signatures[0].findings, "PDF-20", "it led nowhere and now leads somewhere");
    }
}

/* The object stands behind the section that called it free: added, not hidden. */
/* refuses PDF-20 */
static void what_a_later_revision_adds(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    char text[128];
    made_begin(&m);
    made_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
    made_object(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 600]>>");
    made_object(&m, 3, "<</Type/Page/Parent 2 0 R/Note 20 0 R>>");
    size_t stream = m.bytes.len;
    made_stream_section(&m, XREF, NULL, 0, "");
    made_table(&m, "");
    made_object(&m, PACKED, "(added)");
    snprintf(text, sizeof text, "/XRefStm %zu", stream);
    made_table(&m, text);
    look(&f, &m);
    expect_finding(&f.findings, "PDF-20", "object 20 was referred to before a later revision added it");
}

/* A page in other units than points is no obstacle, and a change of them is one. */
/* accepts PDF-88, refuses PDF-54 */
static void user_units(void **state)
{
    (void)state;
    static const struct {
        const char *signed_unit, *later;
        double x; /* of the widget, in points */
    } cases[] = {{"", "/UserUnit 2", 10},
                 {"/UserUnit 2", "/UserUnit 3", 20},
                 {"/UserUnit 1.5", "", 15},
                 {"/UserUnit 0", "/UserUnit 2", 10},
                 {"/UserUnit /x", "", 10}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_MADE_PDF m;
        AUTO_FACTS f = {0}, later = {0};
        char page[256];
        made_hybrid(&m, cases[i].signed_unit);
        made_signature(&m, cases[i].signed_unit);
        look(&f, &m);
        assert_int_equal(f.signature_count, 1);
        assert_int_equal(f.signatures[0].page, 1);
        assert_true(fabs(f.signatures[0].x - cases[i].x) < 0.01 && fabs(f.signatures[0].w - 10 * cases[i].x) < 0.01);
        expect_no_finding(&f.signatures[0].findings);
        expect_finding(&f.findings, "PDF-11", "hybrid");
        assert_int_equal(f.findings.count, findings_have(&f.findings, "PDF-88") ? 2 : 1);
        snprintf(page, sizeof page,
                 "<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 4 0 R/Note 20 0 R/Annots[31 0 R]%s>>",
                 cases[i].later);
        made_object(&m, 3, page);
        made_table(&m, "");
        look(&later, &m);
        expect_finding(&later.signatures[0].findings, "PDF-54", "page 1/UserUnit changed after the signature");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signed_hybrid_file_is_sound),
        cmocka_unit_test(what_is_shown_after_the_signature),
        cmocka_unit_test(what_a_later_revision_adds),
        cmocka_unit_test(user_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
