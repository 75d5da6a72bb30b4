// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/formats-pdf/made_pdf.h"

#include "formats/pdf/pdf_agree.h"

/* What pdf_agree finds in a document. */
static void agree_on(struct findings *out, struct view document)
{
    struct err e = {0};
    struct findings of_reader = {0};
    AUTO(pdf_file_close)
    struct pdf_file *file = NULL;
    *out = (struct findings){0};
    assert_ok(pdf_file_open(&file, document, &of_reader, &e), &e);
    assert_ok(pdf_agree(out, file, &e), &e);
}

static void must_say(const struct findings *f, const char *part)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->item[i].rule, "PDF-22") == 0 && strstr(f->item[i].text[LANG_EN], part) != NULL) return;
    fail_msg("%zu findings, none says \"%s\"; the first: %s", f->count, part, f->item[0].text[LANG_EN]);
}

/* accepts PDF-22 */
static void test_fixtures(void **state)
{
    (void)state;
    static const char *const names[] = {
        "decision.pdf", "decision-linearized.pdf", "decision-object-streams.pdf", "decision-pdfa2b.pdf", "appendix.pdf",
        "scan.pdf",     "decision-encrypted.pdf"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        AUTO_BUF bytes = BUF_INIT(LIMIT_IMAGE);
        struct findings f;
        read_fixture(&bytes, names[i]);
        agree_on(&f, view_of(bytes.data, bytes.len));
        if (f.count > 0) fail_msg("%s: %s", names[i], f.item[0].text[LANG_EN]);
    }
}

static void made_form(struct made *m, const char *field)
{
    made_document(m);
    made_object(m, 1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>");
    made_object(m, 4, field);
    made_object(m, 5, "<< /Type /Sig /ByteRange [0 10 20 30] /Contents <00> >>");
    made_table(m, "");
}

/* A form with a signature is seen alike: inherited type, direct value, kids. */
/* accepts PDF-22 */
static void test_forms(void **state)
{
    (void)state;
    static const char *const fields[] = {
        "<< /FT /Sig /T (a) /V 5 0 R >>",
        "<< /FT /Sig /T (a) >>",
        "<< /FT /Sig /T (a) /Kids [ << /T (b) /V 5 0 R >> << /T (c) /FT /Tx /V (x) >> ] >>",
        "<< /FT /Sig /T (a) /V << /ByteRange [0 1.5 (x) -1 /N null] >> >>",
        "<< /FT /S#69g /T (a) /V 5 0 R >>",
        "null",
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct made m;
        struct findings f;
        made_form(&m, fields[i]);
        agree_on(&f, made_view(&m));
        if (f.count > 0) fail_msg("%s: %s", fields[i], f.item[0].text[LANG_EN]);
        made_clear(&m);
    }
}

/*
 * An object twice in one section: we keep the entry with the lower offset, qpdf the first one listed. Each would show
 * its own signature, and the finding is what stops it.
 */
/* refuses PDF-22 */
static void test_another_value(void **state)
{
    (void)state;
    struct made m;
    struct findings f;
    made_document(&m);
    made_object(&m, 1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>");
    made_object(&m, 4, "<< /FT /Sig /T (a) /V 5 0 R >>");
    made_object(&m, 6, "<< /FT /Sig /T (a) /V 6 0 R >>");
    size_t second = m.offset[6];
    made_table(&m, "");
    char from[64], to[64];
    snprintf(from, sizeof from, "4 1\n%010zu", view_find(made_view(&m), 0, view_of_string("4 0 obj")));
    snprintf(to, sizeof to, "4 1\n%010zu", second);
    made_replace(&m, from, to);
    snprintf(to, sizeof to, "4 1\n%010zu", view_find(made_view(&m), 0, view_of_string("4 0 obj")));
    snprintf(from, sizeof from, "6 1\n%010zu", second);
    made_replace(&m, from, to);
    made_replace(&m, "6 0 obj", "4 0 obj");
    agree_on(&f, made_view(&m));
    must_say(&f, "about the signatures");
    made_clear(&m);
}

/* A cross-reference stream with an entry more than it says: we read on (and say so), qpdf warns. */
/* refuses PDF-22 */
static void test_doubts(void **state)
{
    (void)state;
    struct made m;
    struct findings f;
    made_document(&m);
    const struct made_entry entry[] = {
        {1, 1, m.offset[1], 0}, {2, 1, m.offset[2], 0}, {3, 1, m.offset[3], 0}, {7, 0, 0, 0}};
    m.startxref = m.bytes.len;
    made_stream_section(&m, 9, entry, 4, "");
    made_footer(&m);
    made_replace(&m, " 7 1]", "    ]");
    agree_on(&f, made_view(&m));
    must_say(&f, "finds the file damaged");
    made_clear(&m);
}

/* 6000 times the one page, which qpdf reads in parts. */
static void made_book(struct made *m)
{
    AUTO_BUF tree = BUF_INIT(1 << 17);
    made_document(m);
    buf_put_string(&tree, "<< /Type /Pages /Count 6000 /MediaBox [0 0 100 200] /Kids [ << /Parent 2 0 R >>");
    for (int i = 1; i < 6000; i++) buf_put_string(&tree, " 3 0 R");
    buf_put_string(&tree, "] >>");
    buf_put_byte(&tree, 0);
    assert_false(tree.failed);
    made_object(m, 2, (const char *)tree.data);
}

/* Is a book of many pages counted alike, and what qpdf doubts in its first part not forgotten in its last? */
/* accepts PDF-22 */
static void test_book(void **state)
{
    (void)state;
    for (int doubted = 0; doubted < 2; doubted++) {
        struct made m;
        struct findings f;
        made_book(&m);
        const struct made_entry entry[] = {
            {1, 1, m.offset[1], 0}, {2, 1, m.offset[2], 0}, {3, 1, m.offset[3], 0}, {7, 0, 0, 0}};
        m.startxref = m.bytes.len;
        made_stream_section(&m, 9, entry, 4, "");
        made_footer(&m);
        if (doubted) made_replace(&m, " 7 1]", "    ]");
        agree_on(&f, made_view(&m));
        if (doubted) must_say(&f, "finds the file damaged");
        assert_int_equal(f.count, doubted);
        made_clear(&m);
    }
}

/* Two page trees, one for each reader: we keep the entry with the lower offset. */
/* refuses PDF-22 */
static void test_another_book(void **state)
{
    (void)state;
    struct made m;
    struct findings f;
    char from[64], to[64];
    made_document(&m);
    made_object(&m, 5, "<< /Type /Pages /Count 1 /Kids [3 0 R 3 0 R] /MediaBox [0 0 100 200] >>");
    size_t first = m.offset[2], second = m.offset[5];
    made_table(&m, "");
    snprintf(from, sizeof from, "2 1\n%010zu", first);
    snprintf(to, sizeof to, "2 1\n%010zu", second);
    made_replace(&m, from, to);
    snprintf(from, sizeof from, "5 1\n%010zu", second);
    snprintf(to, sizeof to, "2 1\n%010zu", first);
    made_replace(&m, from, to);
    made_replace(&m, "5 0 obj", "2 0 obj");
    agree_on(&f, made_view(&m));
    must_say(&f, "about the pages: 1 and 2");
    made_clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixtures), cmocka_unit_test(test_forms), cmocka_unit_test(test_another_value),
        cmocka_unit_test(test_doubts),   cmocka_unit_test(test_book),  cmocka_unit_test(test_another_book),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
