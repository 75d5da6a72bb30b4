// SPDX-License-Identifier: Apache-2.0
/* What may follow a signature and what may not, as pdf_inspect tells it. */
#include "tests/unit/formats-pdf/pdf_builder.h"

#include "formats/pdf/pdf.h"

#define PAGE(more, annots)                                                                                             \
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources << >> /Contents 4 0 R /Annots [" annots "] " more \
    " >>"
#define ALL "6 0 R 7 0 R 8 0 R 10 0 R"
#define FORM(fields, more) "<< /Fields [" fields "] /SigFlags 3 " more " >>"
#define FIELDS "7 0 R 8 0 R 10 0 R"
#define CATALOG(more) "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R " more " >>"

static void inspect(struct pdf_facts *f, const struct made *m)
{
    struct err e = {0};
    memset(f, 0, sizeof *f);
    assert_ok(pdf_inspect(f, made_view(m), view_of(NULL, 0), &e), &e);
}

static void print_facts(const struct pdf_facts *f)
{
    for (size_t k = 0; k < f->findings.count; k++)
        print_message("  file: %s %s\n", f->findings.item[k].rule, f->findings.item[k].text[LANG_EN]);
    for (size_t i = 0; i < f->signature_count; i++) {
        const struct pdf_signature *s = &f->signatures[i];
        print_message("  %s: coverage %d, changes %u\n", s->field, (int)s->coverage, s->changes_after);
        for (size_t k = 0; k < s->findings.count; k++)
            print_message("    %s %s\n", s->findings.item[k].rule, s->findings.item[k].text[LANG_EN]);
    }
}

static bool told(const struct pdf_facts *f, size_t i, const char *rule)
{
    return findings_have(&f->findings, rule) || findings_have(&f->signatures[i].findings, rule);
}

/* One object written anew after the signature. */
struct update {
    const char *label;
    unsigned number;
    const char *text;
    const char *rule;
    uint32_t bits;
};

/* refuses PDF-53, PDF-54, PDF-55, PDF-56, PDF-57, PDF-58, PDF-59, PDF-62, accepts PDF-59 */
static void test_one_object(void **state)
{
    (void)state;
    static const struct update cases[] = {
        {"page content", 4, "<< /Length 3 >>\nstream\nq q\nendstream", "PDF-55", PDF_CHANGE_OTHER},
        {"another kind of object", 4, "<< /Length 3 >>", "PDF-62", PDF_CHANGE_OTHER},
        {"box of the page", 3, PAGE("/CropBox [0 0 9 9]", ALL), "PDF-54", PDF_CHANGE_OTHER},
        {"rotation", 3, PAGE("/Rotate 90", ALL), "PDF-54", PDF_CHANGE_OTHER},
        {"page action", 3, PAGE("/AA << >>", ALL), "PDF-54", PDF_CHANGE_OTHER},
        {"store under a page", 3, PAGE("/DSS << /Certs [] >>", ALL), "PDF-54", PDF_CHANGE_OTHER},
        {"annotation removed", 3, PAGE("", "7 0 R 8 0 R 10 0 R"), "PDF-56", PDF_CHANGE_OTHER},
        {"page tree", 2, "<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>", "PDF-54", PDF_CHANGE_OTHER},
        {"note", 6, "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (other) >>", "PDF-56", PDF_CHANGE_OTHER},
        {"open action", 1, CATALOG("/OpenAction << /S /JavaScript /JS (1) >>"), "PDF-53", PDF_CHANGE_OTHER},
        {"names", 1, CATALOG("/Names << >>"), "PDF-53", PDF_CHANGE_OTHER},
        {"layers", 1, CATALOG("/OCProperties << >>"), "PDF-53", PDF_CHANGE_OTHER},
        {"XFA", 5, FORM(FIELDS, "/XFA (x)"), "PDF-57", PDF_CHANGE_OTHER},
        {"needs appearances", 5, FORM(FIELDS, "/NeedAppearances true"), "PDF-57", PDF_CHANGE_OTHER},
        {"field removed", 5, FORM("8 0 R 10 0 R", ""), "PDF-57", PDF_CHANGE_OTHER},
        {"signed field moved", 8,
         "<< /Type /Annot /Subtype /Widget /FT /Sig /T (First) /V 9 0 R /P 3 0 R /F 132 /Rect [0 0 200 200] >>",
         "PDF-57", PDF_CHANGE_OTHER},
        {"store of another shape", 1, CATALOG("/DSS << /Foo [] >>"), "PDF-59", PDF_CHANGE_OTHER},
        {"form value", 7, "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Sum) /V (900) /P 3 0 R /Rect [90 90 99 99] >>",
         "PDF-57", PDF_CHANGE_FORM},
        {"store", 1, CATALOG("/DSS << /Certs [] >>"), NULL, PDF_CHANGE_DSS},
    };
    unsigned failed = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        struct pdf_facts f;
        built_document(&m);
        made_object(&m, cases[i].number, cases[i].text);
        made_table(&m, "");
        inspect(&f, &m);
        bool good = f.signature_count == 1 && (f.signatures[0].changes_after & cases[i].bits) == cases[i].bits;
        /* PDF-58 says the same without the place; both are broken. */
        if (cases[i].rule == NULL)
            good = good && f.signatures[0].changes_after == cases[i].bits && f.signatures[0].findings.count == 0;
        else
            good = good && (told(&f, 0, cases[i].rule) || told(&f, 0, "PDF-58"));
        if (!good) {
            failed++;
            print_message("%s: expected %s\n", cases[i].label, cases[i].rule == NULL ? "no finding" : cases[i].rule);
            print_facts(&f);
        }
        pdf_facts_clear(&f);
        made_clear(&m);
    }
    assert_int_equal(failed, 0);
}

/* A second signature as signing tools add it, and the same with something wrong. */
/* refuses PDF-41, PDF-42, PDF-57, accepts PDF-42, PDF-57 */
static void test_second_signature(void **state)
{
    (void)state;
    static const struct {
        const char *label, *more, *name, *rule;
        bool on_page, recycled;
    } cases[] = {
        {"as it should be", "", "Second", NULL, true, false},
        {"with an action", "/A << /S /URI /URI (x) >>", "Second", "PDF-57", true, false},
        {"with actions", "/AA << >>", "Second", "PDF-57", true, false},
        {"shows the old value", "", "Second", "PDF-41", true, true},
        {"takes a name that is used", "", "First", "PDF-42", true, false},
    };
    unsigned failed = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        struct pdf_facts f;
        built_document(&m);
        built_lists(&m, 11, cases[i].on_page);
        built_field(&m, 11, cases[i].name, cases[i].recycled ? 9 : 12, cases[i].more);
        built_signature(&m, 12, "ETSI.CAdES.detached");
        built_sign(&m);
        inspect(&f, &m);
        bool good = f.signature_count == 2 && cases[i].rule == NULL
                        ? f.signatures[0].findings.count == 0 && f.signatures[1].findings.count == 0 &&
                              f.signatures[0].changes_after == PDF_CHANGE_SIGNATURE &&
                              f.signatures[1].coverage == PDF_COVERS_WHOLE_FILE
                        : f.signature_count == 2 && (told(&f, 0, cases[i].rule) || told(&f, 1, cases[i].rule));
        if (!good) {
            failed++;
            print_message("%s: expected %s\n", cases[i].label, cases[i].rule == NULL ? "no finding" : cases[i].rule);
            print_facts(&f);
        }
        pdf_facts_clear(&f);
        made_clear(&m);
    }
    assert_int_equal(failed, 0);
}

/* The empty field is filled: its look may be new, but no object that stands for something else may be. */
/* refuses PDF-55, PDF-58, accepts PDF-55, PDF-58 */
static void test_fill(void **state)
{
    (void)state;
    static const struct {
        const char *label, *ap, *subfilter;
        unsigned also; /* a stream written in the same revision */
        bool good;
        uint32_t bits;
    } cases[] = {
        {"no look", "", "ETSI.CAdES.detached", 0, true, PDF_CHANGE_SIGNATURE},
        {"a time-stamp", "", "ETSI.RFC3161", 0, true, PDF_CHANGE_TIMESTAMP},
        {"a new look", "/AP << /N 13 0 R >>", "ETSI.CAdES.detached", 13, true, PDF_CHANGE_SIGNATURE},
        {"the page's content as look", "/AP << /N 4 0 R >>", "ETSI.CAdES.detached", 4, false, PDF_CHANGE_OTHER},
        {"page content on the side", "/AP << /N 13 0 R >>", "ETSI.CAdES.detached", 4, false, PDF_CHANGE_OTHER},
    };
    unsigned failed = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        struct pdf_facts f;
        char text[512];
        built_document(&m);
        snprintf(text, sizeof text,
                 "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Empty) /V 12 0 R /P 3 0 R /F 132 "
                 "/Rect [70 70 90 90] %s >>",
                 cases[i].ap);
        made_object(&m, 10, text);
        if (cases[i].also != 0) made_object(&m, cases[i].also, "<< /Length 3 >>\nstream\nq q\nendstream");
        built_signature(&m, 12, cases[i].subfilter);
        built_sign(&m);
        inspect(&f, &m);
        bool good = f.signature_count == 2 && (f.signatures[0].changes_after & cases[i].bits) != 0;
        if (cases[i].good)
            good = good && f.signatures[0].findings.count == 0 && f.signatures[1].findings.count == 0 &&
                   f.signatures[0].changes_after == cases[i].bits;
        else
            good = good && (told(&f, 0, "PDF-55") || told(&f, 0, "PDF-58"));
        if (!good) {
            failed++;
            print_message("%s\n", cases[i].label);
            print_facts(&f);
        }
        pdf_facts_clear(&f);
        made_clear(&m);
    }
    assert_int_equal(failed, 0);
}

/* A page or form that lists something new, and a further signature that covers it: it still was not signed before. */
/* refuses PDF-52, PDF-56 */
static void test_smuggled(void **state)
{
    (void)state;
    static const struct {
        const char *label, *ap, *annots, *fields, *extra;
        unsigned number;
    } cases[] = {
        {"annotation", "", "6 0 R 7 0 R 8 0 R 10 0 R 11 0 R 14 0 R", FIELDS " 11 0 R",
         "<< /Type /Annot /Subtype /FreeText /Rect [0 0 99 99] /Contents (x) >>", 14},
        {"field", "", ALL " 11 0 R", FIELDS " 11 0 R 14 0 R", "<< /FT /Tx /T (New) /V (x) >>", 14},
        {"look over the page's content", "/AP << /N 4 0 R >>", ALL " 11 0 R", FIELDS " 11 0 R",
         "<< /Length 3 >>\nstream\nq q\nendstream", 4},
        {"order of annotations", "", "11 0 R " ALL, FIELDS " 11 0 R", "(x)", 14},
        {"annotation exchanged", "", "14 0 R 7 0 R 8 0 R 10 0 R 11 0 R", FIELDS " 11 0 R",
         "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (note!) >>", 14},
    };
    unsigned failed = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        struct pdf_facts f;
        char text[512];
        built_document(&m);
        snprintf(text, sizeof text,
                 "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources << >> /Contents 4 0 R "
                 "/Annots [%s] >>",
                 cases[i].annots);
        made_object(&m, 3, text);
        snprintf(text, sizeof text, "<< /Fields [%s] /SigFlags 3 >>", cases[i].fields);
        made_object(&m, 5, text);
        made_object(&m, cases[i].number, cases[i].extra);
        built_field(&m, 11, "Second", 12, cases[i].ap);
        built_signature(&m, 12, "ETSI.CAdES.detached");
        built_sign(&m);
        inspect(&f, &m);
        bool named = told(&f, 0, "PDF-55") || told(&f, 0, "PDF-56") || told(&f, 0, "PDF-57") || told(&f, 0, "PDF-58");
        if (f.signature_count != 2 || !named || (f.signatures[0].changes_after & PDF_CHANGE_OTHER) == 0) {
            failed++;
            print_message("%s\n", cases[i].label);
            print_facts(&f);
        }
        pdf_facts_clear(&f);
        made_clear(&m);
    }
    assert_int_equal(failed, 0);
}

/* Signature wrapping: the second range begins later than the hex string ends, or the first ends earlier. */
/* refuses PDF-35 */
static void test_wrapped(void **state)
{
    (void)state;
    static const int shift[][2] = {{0, 1}, {-1, 0}, {1, 0}, {0, -1}, {-9, 9}};
    for (size_t i = 0; i < sizeof shift / sizeof shift[0]; i++) {
        struct made m;
        struct pdf_facts f;
        char range[64];
        built_document(&m);
        struct view all = made_view(&m);
        size_t hole = view_find(all, 0, view_of_string(BUILT_HOLE));
        size_t at = view_find(all, 0, view_of_string("/ByteRange ")) + strlen("/ByteRange ");
        size_t first = hole + (size_t)shift[i][0], second = hole + strlen(BUILT_HOLE) + (size_t)shift[i][1];
        snprintf(range, sizeof range, "[0 %zu %zu %zu]", first, second, all.len - second);
        memset(m.bytes.data + at, ' ', strlen(BUILT_RANGE));
        memcpy(m.bytes.data + at, range, strlen(range));
        inspect(&f, &m);
        assert_int_equal(f.signatures[0].coverage, PDF_COVERS_NOTHING);
        assert_true(told(&f, 0, "PDF-35"));
        pdf_facts_clear(&f);
        made_clear(&m);
    }
}

/* Something was planned for a reference that led nowhere when it was signed. */
/* refuses PDF-20 */
static void test_dangling(void **state)
{
    (void)state;
    struct made m;
    struct pdf_facts f;
    built_unsigned(&m, "", "/Planned 20 0 R");
    built_field(&m, 8, "First", 9, "");
    built_signature(&m, 9, "ETSI.CAdES.detached");
    built_sign(&m);
    made_object(&m, 20, "(here)");
    made_table(&m, "");
    inspect(&f, &m);
    if (!told(&f, 0, "PDF-20")) print_facts(&f);
    assert_true(told(&f, 0, "PDF-20"));
    pdf_facts_clear(&f);
    made_clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_object), cmocka_unit_test(test_second_signature), cmocka_unit_test(test_fill),
        cmocka_unit_test(test_smuggled),   cmocka_unit_test(test_wrapped),          cmocka_unit_test(test_dangling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
