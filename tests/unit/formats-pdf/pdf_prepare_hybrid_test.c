// SPDX-License-Identifier: Apache-2.0
/*
 * Hybrid files (ISO 32000-1 7.5.8.4) are signed: what older readers do not find stays so, its numbers are not used
 * again, and whoever refers to it is led to the new object.
 */
#include "formats/base/limits.h"
#include "tests/unit/formats-pdf/prepared.h"

#define AUTO_MADE AUTO_CLEAR(made_clear) struct made
#define AUTO_REQUEST AUTO_CLEAR(pdf_request_clear) struct pdf_request

enum { CATALOG = 1, PAGE = 3, FORM = 5, FIELDS, ANNOTS, TEXT, LAST, PACKED = 20, XREF };

static const char *const object[LAST] = {
    [CATALOG] = "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>",
    [2] = "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 600]>>",
    [PAGE] = "<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 4 0 R/Annots 7 0 R>>",
    [4] = "<</Length 1>>\nstream\nn\nendstream",
    [FORM] = "<</Fields 6 0 R>>",
    [FIELDS] = "[8 0 R]",
    [ANNOTS] = "[8 0 R]",
    [TEXT] = "<</Type/Annot/Subtype/Widget/FT/Tx/T(text)/Rect[0 0 9 9]/P 3 0 R>>",
};

static bool is_hidden(const unsigned *hidden, unsigned number)
{
    for (; *hidden != 0; hidden++)
        if (*hidden == number) return true;
    return false;
}

/* The hidden ones in an object stream, which only a cross-reference stream lists; the table calls them free. */
static void made_hybrid(struct made *m, const unsigned *hidden)
{
    char head[128] = "", body[1024] = "", text[1400];
    struct made_entry entry[LAST];
    size_t n = 0;
    made_begin(m);
    for (unsigned i = 1; i < LAST; i++) {
        if (!is_hidden(hidden, i)) {
            made_object(m, i, object[i]);
            continue;
        }
        snprintf(head + strlen(head), sizeof head - strlen(head), "%u %zu ", i, strlen(body));
        snprintf(body + strlen(body), sizeof body - strlen(body), "%s ", object[i]);
        entry[n] = (struct made_entry){i, 2, PACKED, (unsigned)n};
        n++;
    }
    snprintf(text, sizeof text, "<</Type/ObjStm/N %zu/First %zu/Length %zu>>\nstream\n%s%s\nendstream", n, strlen(head),
             strlen(head) + strlen(body), head, body);
    made_object(m, PACKED, text);
    size_t at = m->bytes.len;
    made_stream_section(m, XREF, entry, n, "");
    m->offset[XREF] = 0;
    m->size = XREF + 1;
    snprintf(text, sizeof text, " /XRefStm %zu", at);
    made_table(m, text);
}

static void sign(struct made *m, int32_t page)
{
    AUTO_REQUEST r;
    if (page == 0)
        request_invisible(&r);
    else
        request_visible(&r, page);
    sign_made(&m->bytes, &r);
}

static void expect_kept(struct made *m, const unsigned *hidden)
{
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(made_view(m));
    size_t newest = pdf_file_revision_count(file) - 1;
    assert_int_equal(newest, 2);
    assert_int_equal(pdf_file_revision(file, 0)->style, PDF_XREF_HYBRID);
    assert_int_equal(pdf_file_revision(file, newest)->style, PDF_XREF_TABLE);
    for (; *hidden != 0; hidden++) {
        assert_true(pdf_file_is_hidden(file, *hidden, newest));
        assert_int_equal(pdf_file_locate(file, *hidden, newest).revision, 0);
    }
    assert_false(pdf_file_is_hidden(file, CATALOG, newest));
}

/* The text field can be filled in; what was replaced is there and nothing refers to it. */
static void expect_harmless(const char *rule)
{
    static const char *const harmless[] = {"PDF-11", "PDF-21", "PDF-81"};
    for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++)
        if (strcmp(rule, harmless[i]) == 0) return;
    fail_msg("finding %s", rule);
}

static void expect_two_signatures(struct made *m)
{
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f = {0};
    struct err e = {0};
    assert_ok(pdf_inspect(&f, made_view(m), view_of(NULL, 0), &e), &e);
    assert_int_equal(f.signature_count, 2);
    for (size_t i = 0; i < 2; i++)
        if (f.signatures[i].findings.count > 0) fail_msg("%s", f.signatures[i].findings.item[0].text[LANG_EN]);
    assert_int_equal(f.signatures[0].changes_after, PDF_CHANGE_SIGNATURE);
    assert_int_equal(f.signatures[1].coverage, PDF_COVERS_WHOLE_FILE);
    for (size_t i = 0; i < f.findings.count; i++) expect_harmless(f.findings.item[i].rule);
}

/* accepts PDF-11 */
static void what_is_hidden_is_replaced_by_new_objects(void **state)
{
    (void)state;
    static const unsigned cases[][5] = {{TEXT},   {FIELDS},       {FORM},
                                        {ANNOTS}, {FORM, FIELDS}, {FORM, FIELDS, ANNOTS, TEXT}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int32_t page = 0; page < 2; page++) {
            AUTO_MADE m;
            made_hybrid(&m, cases[i]);
            sign(&m, page);
            sign(&m, page);
            expect_kept(&m, cases[i]);
            expect_two_signatures(&m);
        }
}

/* refuses PDF-11 */
static void what_cannot_be_replaced_is_refused(void **state)
{
    (void)state;
    static const struct {
        unsigned hidden[2];
        const char *reason;
    } cases[] = {{{CATALOG}, "PDF-11: older readers do not find the catalog"},
                 {{PAGE}, "PDF-11: older readers do not find the page"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_MADE m;
        AUTO_REQUEST r;
        AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
        pdf_prepared_init(&p);
        request_invisible(&r);
        made_hybrid(&m, cases[i].hidden);
        assert_refused(pdf_prepare(&p, made_view(&m), &r, &e), &e, ERR_REFUSED, cases[i].reason);
    }
}

/* Streams of hybrid sections may list what the table has, too. */
static void what_an_older_table_has_is_not_hidden(void **state)
{
    (void)state;
    AUTO_MADE m;
    struct made_entry entry[3];
    char more[40];
    made_signable(&m, "", "", "");
    for (unsigned i = 0; i < 3; i++) entry[i] = (struct made_entry){i + 1, 1, m.offset[i + 1], 0};
    made_table(&m, "");
    size_t at = m.bytes.len;
    made_stream_section(&m, XREF, entry, 3, "");
    m.offset[XREF] = 0;
    m.size = XREF + 1;
    snprintf(more, sizeof more, " /XRefStm %zu", at);
    made_table(&m, more);
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(made_view(&m));
    assert_false(pdf_file_is_hidden(file, CATALOG, 1));
    assert_false(pdf_file_is_hidden(file, XREF, 1));
    assert_false(pdf_file_is_hidden(file, 4000, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_hidden_is_replaced_by_new_objects),
        cmocka_unit_test(what_cannot_be_replaced_is_refused),
        cmocka_unit_test(what_an_older_table_has_is_not_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
