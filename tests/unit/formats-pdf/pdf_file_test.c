// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/formats-pdf/made_pdf.h"

struct opened {
    struct pdf_file *file;
    struct findings findings;
    struct err e;
};

static status open_view(struct opened *o, struct view bytes)
{
    memset(o, 0, sizeof *o);
    return pdf_file_open(&o->file, bytes, &o->findings, &o->e);
}

static status open_made(struct opened *o, const struct made *m)
{
    return open_view(o, made_view(m));
}

static void must_open(struct opened *o, const struct made *m)
{
    assert_ok(open_made(o, m), &o->e);
}

static void must_not_open(struct made *m, enum err_code code, const char *why)
{
    struct opened o;
    assert_refused(open_made(&o, m), &o.e, code, why);
    assert_null(o.file);
    made_clear(m);
}

static const struct pdf_object *load(struct opened *o, unsigned number, size_t revision)
{
    const struct pdf_object *object = NULL;
    assert_ok(pdf_file_load(&object, o->file, (struct pdf_ref){number, 0}, revision, &o->e), &o->e);
    return object;
}

static status load_last(struct opened *o, unsigned number)
{
    const struct pdf_object *object;
    size_t last = pdf_file_revision_count(o->file) - 1;
    return pdf_file_load(&object, o->file, (struct pdf_ref){number, 0}, last, &o->e);
}

static void must_have(const struct opened *o, const char *rule, size_t count)
{
    if (o->findings.count != count || (count > 0 && !findings_have(&o->findings, rule)))
        fail_msg("%zu findings, the first: %s %s", o->findings.count, o->findings.item[0].rule,
                 o->findings.item[0].text[LANG_EN]);
}

/* ---- files that are not read ---- */

/* What breaks a sound file, and does the message say what? */
/* refuses PDF-01, PDF-03, PDF-13, PDF-15 */
static void test_damage(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *why;
    } cases[] = {
        {"%PDF-1.7", "%PDX-1.7", "PDF-01"},
        {"%PDF-1.7", "\n%PDF-1.", "PDF-01"},
        {"startxref", "startxxxx", "PDF-03"},
        {"startxref\n1", "startxref\n9", "PDF-03"},
        {"startxref\n1", "startxref\n0", "cross-references must stand here"},
        {"startxref\n1", "startxref\n-", "PDF-03"},
        {"%%EOF", "%%EOX", "may have been cut off"},
        {"xref\n0 1", "xrfe\n0 1", "cross-references must stand here"},
        {"0 1\n", "0 x\n", "head of a cross-reference subsection"},
        {"0 1\n", "0 2\n", "not a cross-reference entry"},
        {"65535 f", "65535 g", "not a cross-reference entry"},
        {"65535 f", "6553x f", "not a cross-reference entry"},
        {"65535 f", "99999 f", "not a cross-reference entry"},
        {"0 n", "1 n", "PDF-13"},
        {"1 0 obj", "7 0 obj", "PDF-13"},
        {"1 0 obj", "1 1 obj", "PDF-13"},
        {"1 0 obj", "1 0 obx", "PDF-13"},
        {"trailer", "tralier", "head of a cross-reference subsection"},
        {"/Root 1 0 R", "/Root 1 0  ", "key of a dictionary"},
        {"/Root 1 0 R", "/Root (1 0)", "/Root is not a reference"},
        {"/Root", "/Roof", "/Root is not a reference"},
        {"/Size", "/Sise", "PDF-15"},
        {"/Size 4", "/Size 0", "PDF-15"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        made_document(&m);
        made_table(&m, "");
        made_replace(&m, cases[i].from, cases[i].to);
        must_not_open(&m, ERR_SYNTAX, cases[i].why);
    }
}

/* refuses PDF-03 */
static void test_prev(void **state)
{
    (void)state;
    static const struct {
        const char *prev, *why;
    } cases[] = {
        {" /Prev 0", "PDF-03"},
        {" /Prev -5", "PDF-03"},
        {" /Prev 100000000000", "PDF-03"},
        {" /Prev (x)", "PDF-03"},
        {" /Prev 1 0 R", "PDF-03"},
        {" /Prev 9", "cross-references must stand here"},
        {" /XRefStm 9", "cross-references must stand here"},
        {" /XRefStm 0", "PDF-03"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        made_document(&m);
        made_table(&m, cases[i].prev);
        must_not_open(&m, ERR_SYNTAX, cases[i].why);
    }
}

/* Does a chain that goes round, or forward without linearization, end? */
static void test_prev_cycles(void **state)
{
    (void)state;
    char prev[64];
    for (int forward = 0; forward < 2; forward++) {
        struct made m;
        made_document(&m);
        snprintf(prev, sizeof prev, " /Prev %zu", m.bytes.len + (forward ? 7 : 0));
        made_table(&m, prev);
        must_not_open(&m, ERR_SYNTAX, "PDF-15: /Prev leads to");
    }
}

/* refuses PDF-90 */
static void test_too_many_revisions(void **state)
{
    (void)state;
    struct made m;
    made_document(&m);
    for (int i = 0; i < LIMIT_PDF_REVISIONS; i++) made_table(&m, "");
    struct opened o;
    must_open(&o, &m);
    assert_int_equal(pdf_file_revision_count(o.file), LIMIT_PDF_REVISIONS);
    pdf_file_close(o.file);
    made_table(&m, "");
    must_not_open(&m, ERR_LIMIT, "revisions");
}

/* A file cut anywhere opens only when an earlier revision ends in its last kilobyte, and then says what follows. */
static void cut_everywhere(const char *name, size_t step)
{
    AUTO_BUF whole = BUF_INIT(LIMIT_IMAGE);
    read_fixture(&whole, name);
    for (size_t n = 0; n + 1 < whole.len; n += step) {
        uint8_t *copy = malloc(n + 1); /* so that the sanitizer sees the end */
        struct opened o;
        memcpy(copy, whole.data, n);
        assert_refused(open_view(&o, view_of(copy, n)), &o.e, ERR_SYNTAX, "PDF-0");
        free(copy);
    }
}

/* refuses PDF-04 */
static void test_cut(void **state)
{
    (void)state;
    cut_everywhere("decision.pdf", 997);
    cut_everywhere("decision-linearized.pdf", 997);
    cut_everywhere("decision-object-streams.pdf", 997);
    cut_everywhere("decision-encrypted.pdf", 997);
    cut_everywhere("scan.pdf", 9970);
}

static void read_everything(struct opened *o)
{
    for (size_t r = 0; r < pdf_file_revision_count(o->file); r++) {
        size_t pages;
        struct err e = {0};
        (void)!pdf_file_page_count(&pages, o->file, r, &e);
        for (uint32_t i = 0; i < pdf_file_size(o->file, r) && i < 1000; i++) {
            const struct pdf_object *object;
            AUTO_BUF decoded = BUF_INIT(1 << 20);
            struct err ignored = {0};
            if (pdf_file_load(&object, o->file, (struct pdf_ref){i, 0}, r, &ignored) == OK &&
                object->type == PDF_STREAM)
                (void)!pdf_file_decode(&decoded, o->file, object, r, &ignored);
        }
    }
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* Whatever happens to bytes, mostly those of the cross-references: a clean error or a file that can be walked. */
static void test_flips(void **state)
{
    (void)state;
    static const char *const names[] = {"decision.pdf", "decision-linearized.pdf", "decision-object-streams.pdf"};
    static const char likely[] = "0123456789<>[]()/ Rnfobj%\n-";
    uint64_t seed = 20261124;
    for (size_t i = 0; i < 3 * 100; i++) {
        AUTO_BUF bytes = BUF_INIT(LIMIT_IMAGE);
        struct opened o;
        read_fixture(&bytes, names[i % 3]);
        for (int flips = 0; flips < 3; flips++) {
            size_t at = (size_t)next_random(&seed) % (i % 2 == 0 ? bytes.len : 2000);
            bytes.data[bytes.len - 1 - at] = (uint8_t)likely[next_random(&seed) % (sizeof likely - 1)];
        }
        if (open_view(&o, view_of(bytes.data, bytes.len)) == OK)
            read_everything(&o);
        else
            assert_true(o.e.code == ERR_SYNTAX || o.e.code == ERR_LIMIT || o.e.code == ERR_REFUSED);
        pdf_file_close(o.file);
    }
}

/* ---- what is read ---- */

/* accepts PDF-06c, PDF-01, PDF-03, PDF-04, PDF-06b, PDF-12, PDF-13, PDF-14, PDF-15, PDF-16, PDF-17, PDF-18, PDF-23 */
static void test_fixtures(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum pdf_xref_style style;
        size_t pages;
        bool encrypted;
    } cases[] = {
        {"decision.pdf", PDF_XREF_TABLE, 2, false},
        {"decision-linearized.pdf", PDF_XREF_TABLE, 2, false},
        {"decision-pdfa2b.pdf", PDF_XREF_TABLE, 2, false},
        {"decision-encrypted.pdf", PDF_XREF_TABLE, 2, true},
        {"appendix.pdf", PDF_XREF_TABLE, 5, false},
        {"scan.pdf", PDF_XREF_TABLE, 1, false},
        {"decision-object-streams.pdf", PDF_XREF_STREAM, 2, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_BUF bytes = BUF_INIT(LIMIT_IMAGE);
        struct opened o;
        size_t pages;
        read_fixture(&bytes, cases[i].name);
        assert_ok(open_view(&o, view_of(bytes.data, bytes.len)), &o.e);
        must_have(&o, "PDF-06c", cases[i].encrypted ? 1 : 0);
        assert_int_equal(pdf_file_revision_count(o.file), 1);
        assert_int_equal(pdf_file_revision(o.file, 0)->style, cases[i].style);
        assert_int_equal(pdf_file_revision(o.file, 0)->end, bytes.len);
        assert_int_equal(pdf_file_is_encrypted(o.file), cases[i].encrypted);
        assert_ok(pdf_file_page_count(&pages, o.file, 0, &o.e), &o.e);
        assert_int_equal(pages, cases[i].pages);
        pdf_file_close(o.file);
    }
}

/* Does each revision see its own objects, and is what did not change the same pointer? */
static void test_revisions(void **state)
{
    (void)state;
    struct made m;
    struct opened o;
    made_document(&m);
    made_object(&m, 4, "(first)");
    made_table(&m, "");
    size_t first_end = m.bytes.len;
    made_object(&m, 4, "(second)");
    made_object(&m, 5, "(new)");
    made_table(&m, "");
    must_open(&o, &m);
    must_have(&o, "", 0);
    assert_int_equal(pdf_file_revision_count(o.file), 2);
    assert_int_equal(pdf_file_revision(o.file, 0)->end, first_end);
    assert_int_equal(pdf_file_revision(o.file, 1)->end, m.bytes.len);
    assert_int_equal(pdf_file_revision(o.file, 1)->startxref, m.startxref);
    assert_ptr_equal(load(&o, 3, 0), load(&o, 3, 1));
    assert_true(view_equals_string(load(&o, 4, 0)->string, "first"));
    assert_true(view_equals_string(load(&o, 4, 1)->string, "second"));
    assert_int_equal(load(&o, 5, 0)->type, PDF_NULL);
    assert_true(view_equals_string(load(&o, 5, 1)->string, "new"));
    assert_int_equal(pdf_file_locate(o.file, 5, 0).kind, PDF_ABSENT);
    assert_int_equal(pdf_file_locate(o.file, 5, 1).revision, 1);
    assert_int_equal(pdf_file_locate(o.file, 3, 1).revision, 0);
    pdf_file_close(o.file);
    made_clear(&m);
}

/* The two sections of a linearized file are one revision, also when there are later ones. */
/* accepts PDF-15, PDF-23 */
static void test_linearized_and_updated(void **state)
{
    (void)state;
    struct made m = {.bytes = BUF_INIT(LIMIT_IMAGE), .startxref = 216, .size = 28};
    struct opened o;
    read_fixture(&m.bytes, "decision-linearized.pdf");
    size_t first_end = m.bytes.len;
    must_open(&o, &m);
    uint32_t root = pdf_get(pdf_file_revision(o.file, 0)->trailer, "Root")->reference.number;
    assert_int_equal(pdf_file_revision(o.file, 0)->startxref, 216);
    pdf_file_close(o.file);
    made_object(&m, 28, "(new)");
    made_table(&m, "");
    char number[16];
    snprintf(number, sizeof number, "/Root %u", root);
    size_t at = view_find(made_view(&m), m.startxref, view_of_string("/Root 1 0 R "));
    memcpy(m.bytes.data + at, "            ", 12);
    memcpy(m.bytes.data + at, number, strlen(number));
    memcpy(m.bytes.data + at + strlen(number), " 0 R", 4);
    must_open(&o, &m);
    must_have(&o, "", 0);
    assert_int_equal(pdf_file_revision_count(o.file), 2);
    assert_int_equal(pdf_file_revision(o.file, 0)->end, first_end);
    assert_ptr_equal(load(&o, root, 0), load(&o, root, 1));
    pdf_file_close(o.file);
    made_clear(&m);
}

/* Two sections of one revision that name two places for one object: readers would see the one or the other. */
/* refuses PDF-23 */
static void test_linearized_sections_that_disagree(void **state)
{
    (void)state;
    struct made m;
    struct opened o;
    made_begin(&m);
    made_object(&m, 10, "<< /Linearized 1 >>");
    made_object(&m, 1, "<< /Type /Catalog /Pages 2 0 R >>");
    made_object(&m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 100 200] >>");
    made_object(&m, 3, "<< /Type /Page /Parent 2 0 R >>");
    size_t first_page = m.bytes.len;
    made_raw(&m, "xref\n");
    for (unsigned i = 1; i < MADE_MAX; i++)
        if (m.offset[i] != 0) buf_printf(&m.bytes, "%u 1\n%010zu 00000 n \n", i, m.offset[i]);
    made_raw(&m, "trailer\n<< /Size 11 /Root 1 0 R /Prev 0000000000 >>\nstartxref\n0\n%%EOF\n");
    made_object(&m, 3, "<< /Type /Page /Parent 2 0 R /Rotate 180 >>");
    char prev[64];
    snprintf(prev, sizeof prev, "/Prev %010zu", m.bytes.len);
    made_replace(&m, "/Prev 0000000000", prev);
    buf_printf(&m.bytes, "xref\n3 1\n%010zu 00000 n \ntrailer\n<< /Size 11 /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n",
               m.offset[3], first_page);
    must_open(&o, &m);
    assert_true(findings_have(&o.findings, "PDF-23"));
    pdf_file_close(o.file);
    made_clear(&m);
}

/* A revision that lists an object again where it was has not changed it. */
static void test_listed_again(void **state)
{
    (void)state;
    struct made m;
    struct opened o;
    made_document(&m);
    size_t at = m.offset[3];
    made_table(&m, "");
    m.offset[3] = at;
    made_table(&m, "");
    must_open(&o, &m);
    assert_int_equal(pdf_file_locate(o.file, 3, 1).revision, 1);
    assert_ptr_equal(load(&o, 3, 0), load(&o, 3, 1));
    pdf_file_close(o.file);
    made_clear(&m);
}

static status count_changed(void *context, uint32_t number, struct err *e)
{
    (void)e;
    *(uint64_t *)context |= UINT64_C(1) << number;
    return OK;
}

static void test_each_changed(void **state)
{
    (void)state;
    struct made m;
    struct opened o;
    uint64_t first = 0, second = 0;
    made_document(&m);
    made_table(&m, "");
    made_object(&m, 3, "null");
    made_object(&m, 6, "null");
    made_table(&m, "");
    must_open(&o, &m);
    assert_ok(pdf_file_each_changed(o.file, 0, count_changed, &first, &o.e), &o.e);
    assert_ok(pdf_file_each_changed(o.file, 1, count_changed, &second, &o.e), &o.e);
    assert_int_equal(first, 0xf);
    assert_int_equal(second, 1 | 1 << 3 | 1 << 6);
    pdf_file_close(o.file);
    made_clear(&m);
}

/* Is a new number above everything that anything names? */
static void test_size(void **state)
{
    (void)state;
    struct made m;
    struct opened o;
    made_document(&m);
    made_object(&m, 4, "[ << /Nowhere 30 0 R >> ]");
    made_table(&m, "");
    made_object(&m, 4, "null");
    made_object(&m, 5, "<< /Nowhere 40 0 R >>");
    made_table(&m, "");
    made_object(&m, 5, "null");
    made_table(&m, " /Nowhere 50 0 R");
    must_open(&o, &m);
    assert_int_equal(pdf_file_size(o.file, 0), 31);
    assert_int_equal(pdf_file_size(o.file, 1), 41);
    assert_int_equal(pdf_file_size(o.file, 2), 51);
    pdf_file_close(o.file);
    made_clear(&m);
}

/* ---- findings ---- */

/* refuses PDF-02, PDF-10, PDF-17, PDF-18, PDF-21 */
static void test_findings(void **state)
{
    (void)state;
    static const struct {
        const char *object, *between, *trailer, *after, *rule;
    } cases[] = {
        {"null", "", "", "", NULL},
        {"null", "% a comment\n \n", "", "", NULL},
        {"null", "", "", "\n", "PDF-02"},
        {"null", "", "", "PK\003\004", "PDF-02"},
        {"null", "", "", "startxref\n4000000000\n", "PDF-02"},
        {"null", "8 0 obj null endobj\n", "", "", "PDF-21"},
        {"<< /A 1 /A 2 >>", "", "", "", "PDF-17"},
        {"<< /Length 3 >>\nstream\nabcd\nendstream", "", "", "", "PDF-18"},
        {"<< /Length 5 >>\nstream\nabc\nendstream", "", "", "", "PDF-18"},
        {"<< /Length 8 0 R >>\nstream\nabc\nendstream", "", "", "", "PDF-18"},
        {"<< /Length 4 0 R >>\nstream\nabc\nendstream", "", "", "", "PDF-10"},
        {"<< /Length -1 >>\nstream\nabc\nendstream", "", "", "", "PDF-18"},
        {"<< /Length 3 >>\nstream\rabc\nendstream", "", "", "", "PDF-10"},
        {"<< /Length 3 >>\nstream\nabc\nendstream", "", "", "", NULL},
        {"<< /Length 3 >>\nstream\r\nabcendstream", "", "", "", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        struct opened o;
        made_document(&m);
        made_object(&m, 4, cases[i].object);
        made_raw(&m, cases[i].between);
        made_table(&m, cases[i].trailer);
        made_raw(&m, cases[i].after);
        must_open(&o, &m);
        bool unreadable =
            cases[i].rule != NULL && strcmp(cases[i].rule, "PDF-10") >= 0 && strcmp(cases[i].rule, "PDF-21") < 0;
        if (findings_have(&o.findings, "PDF-21")) /* what cannot be read leaves a gap */
            must_have(&o, cases[i].rule, unreadable ? 2 : 1);
        else
            must_have(&o, cases[i].rule, cases[i].rule != NULL);
        if (unreadable) assert_refused(load_last(&o, 4), &o.e, ERR_SYNTAX, "");
        pdf_file_close(o.file);
        made_clear(&m);
    }
}

static void one_finding(struct made *m, const char *rule)
{
    struct opened o;
    must_open(&o, m);
    must_have(&o, rule, 1);
    pdf_file_close(o.file);
    made_clear(m);
}

/* refuses PDF-12, PDF-21 */
static void test_twice_in_one_section(void **state)
{
    (void)state;
    struct made m;
    made_document(&m);
    made_object(&m, 4, "null");
    made_object(&m, 5, "null");
    made_table(&m, "");
    made_replace(&m, "\n5 1\n", "\n4 1\n");
    made_replace(&m, "5 0 obj", "4 0 obj");
    struct opened o;
    must_open(&o, &m);
    assert_true(findings_have(&o.findings, "PDF-12"));
    assert_true(findings_have(&o.findings, "PDF-21")); /* the second one is not read */
    pdf_file_close(o.file);
    made_clear(&m);
}

/* An object that no cross-reference leads to, under the number of one that the same revision has: readers that look for
 * objects show it. Under another number it is only an orphan, and so it is under one of an earlier revision.
 * refuses PDF-12, accepts PDF-12 */
static void test_twins(void **state)
{
    (void)state;
    static const struct {
        const char *orphan, *rule;
        bool later;
    } cases[] = {
        {"4 0 obj\n(other)\nendobj\n", "PDF-12", false},
        {"garbage 4 0 obj(other)endobj", "PDF-12", false},
        {"4\n0\r\nobj (other) endobj\n", "PDF-12", false},
        {"% 4 0 obj\n", "PDF-12", false},
        {"14 0 obj (other) endobj\n", "PDF-21", false},
        {"4 obj (other) endobj\n", "PDF-21", false},
        {"x0 0 obj", "PDF-21", false},
        {"4 0 obj\n(other)\nendobj\n", "PDF-21", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        struct opened o;
        made_document(&m);
        made_object(&m, 4, "(one)");
        if (!cases[i].later) made_raw(&m, cases[i].orphan);
        made_object(&m, 5, "(two)");
        made_table(&m, "");
        if (cases[i].later) {
            made_raw(&m, cases[i].orphan);
            made_object(&m, 5, "(three)");
            made_table(&m, "");
        }
        must_open(&o, &m);
        if (!findings_have(&o.findings, cases[i].rule) || findings_have(&o.findings, "PDF-12") != (i < 4))
            fail_msg("case %zu", i);
        pdf_file_close(o.file);
        made_clear(&m);
    }
}

/* A comment takes the beginning of an object with it; %%EOF with nothing behind it, as many updates leave it, does not.
 * refuses PDF-14, accepts PDF-14 */
static void test_in_a_comment(void **state)
{
    (void)state;
    static const struct {
        const char *before;
        bool told;
    } cases[] = {{"%", true}, {"%% ", true}, {"\n%%EOF %", true}, {"%%EOF", false}, {"  ", false}, {"%\n", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        struct opened o;
        made_document(&m);
        made_raw(&m, cases[i].before);
        made_object(&m, 4, "(one)");
        made_table(&m, "");
        must_open(&o, &m);
        if (findings_have(&o.findings, "PDF-14") != cases[i].told) fail_msg("case %zu", i);
        pdf_file_close(o.file);
        made_clear(&m);
    }
}

/* Entries of 19 bytes are read, but other readers count in twenties. */
/* refuses PDF-10 */
static void test_short_entries(void **state)
{
    (void)state;
    struct made m;
    made_document(&m);
    m.startxref = m.bytes.len;
    made_raw(&m, "xref\n0 4\n0000000000 65535 f\n");
    for (unsigned i = 1; i < 4; i++) buf_printf(&m.bytes, "%010zu 00000 n\n", m.offset[i]);
    made_raw(&m, "trailer\n<< /Size 4 /Root 1 0 R >>\n");
    made_footer(&m);
    one_finding(&m, "PDF-10");
}

/* An object that lies within another's stream. */
/* refuses PDF-14 */
static void test_overlap(void **state)
{
    (void)state;
    struct made m;
    made_document(&m);
    made_object(&m, 4, "<< /Length 21 >>\nstream\n5 0 obj (x) endobj   \nendstream");
    m.offset[5] = m.offset[4] + strlen("4 0 obj\n<< /Length 21 >>\nstream\n");
    m.size = 6;
    made_table(&m, "");
    one_finding(&m, "PDF-14");
}

/* refuses PDF-20 */
static void test_dangling_then_there(void **state)
{
    (void)state;
    struct made m;
    made_document(&m);
    made_object(&m, 4, "<< /Later 9 0 R >>");
    made_table(&m, "");
    made_object(&m, 9, "(here)");
    made_table(&m, "");
    one_finding(&m, "PDF-20");
}

/* refuses PDF-15 */
static void test_root_moves(void **state)
{
    (void)state;
    struct made m;
    made_document(&m);
    made_table(&m, "");
    made_object(&m, 4, "<< /Type /Catalog /Pages 2 0 R >>");
    size_t second = m.bytes.len;
    made_table(&m, "");
    size_t root = view_find(made_view(&m), second, view_of_string("/Root 1"));
    m.bytes.data[root + 6] = '4';
    one_finding(&m, "PDF-15");
}

/* refuses PDF-15 */
static void test_beyond_size(void **state)
{
    (void)state;
    struct made m;
    made_document(&m);
    made_object(&m, 4, "null");
    m.size = 4;
    made_table(&m, "");
    one_finding(&m, "PDF-15");
}

/* What an old revision says must not stand in what was added later. */
/* refuses PDF-13 */
static void test_object_behind_its_revision(void **state)
{
    (void)state;
    struct made m;
    made_document(&m);
    made_object(&m, 4, "(as signed)");
    size_t then = m.offset[4];
    made_table(&m, "");
    made_object(&m, 4, "(as shown)");
    char from[16], to[16];
    snprintf(from, sizeof from, "%010zu", then);
    snprintf(to, sizeof to, "%010zu", m.offset[4]);
    made_replace(&m, from, to);
    m.offset[4] = 0;
    made_table(&m, "");
    struct opened o;
    must_open(&o, &m);
    assert_true(findings_have(&o.findings, "PDF-13"));
    pdf_file_close(o.file);
    made_clear(&m);
}

/* ---- streams ---- */

/* refuses PDF-18 */
static void test_length_of_a_later_revision(void **state)
{
    (void)state;
    struct made m;
    struct opened o;
    made_document(&m);
    made_object(&m, 4, "<< /Length 5 0 R >>\nstream\nabc\nendstream");
    made_table(&m, "");
    made_object(&m, 5, "3");
    made_table(&m, "");
    must_open(&o, &m);
    assert_true(findings_have(&o.findings, "PDF-18"));
    assert_refused(load_last(&o, 4), &o.e, ERR_SYNTAX, "PDF-18");
    pdf_file_close(o.file);
    made_clear(&m);
}

/* accepts PDF-18 */
static void test_indirect_length(void **state)
{
    (void)state;
    struct made m;
    struct opened o;
    made_document(&m);
    made_object(&m, 4, "<< /Length 5 0 R >>\nstream\nabc\nendstream");
    made_object(&m, 5, "3");
    made_table(&m, "");
    must_open(&o, &m);
    must_have(&o, "", 0);
    assert_true(view_equals_string(load(&o, 4, 0)->stream.encoded, "abc"));
    pdf_file_close(o.file);
    made_clear(&m);
}

/* ---- object streams and cross-reference streams ---- */

enum { ITEMS_MAX = 8 };

/* The document with object 4 an object stream, and a cross-reference stream 9 whose entries are given. */
static void made_packed(struct made *m, const char *objstm, const struct made_entry *more, size_t count)
{
    struct made_entry entry[ITEMS_MAX + 4];
    made_document(m);
    made_object(m, 4, objstm);
    m->size = 10;
    for (unsigned i = 0; i < 4; i++) entry[i] = (struct made_entry){i + 1, 1, m->offset[i + 1], 0};
    memcpy(entry + 4, more, count * sizeof *more);
    m->startxref = m->bytes.len;
    made_stream_section(m, 9, entry, count + 4, "");
    made_footer(m);
}

#define PACKED(pairs, first, n, body) \
    "<< /Type /ObjStm /N " #n " /First " #first " /Length 30 >>\nstream\n" pairs body "\nendstream"

/* accepts PDF-16 */
static void test_packed(void **state)
{
    (void)state;
    struct made m;
    struct opened o;
    static const struct made_entry more[] = {{5, 2, 4, 0}, {6, 2, 4, 1}};
    made_packed(&m, PACKED("5 0 6 8 ", 8, 2, "(five)  << /Six 77 0 R"), more, 0);
    made_clear(&m);
    made_packed(&m, PACKED("5 0 6 8 ", 8, 2, "(five)  <</S 77 0 R>> "), more, 2);
    must_open(&o, &m);
    must_have(&o, "", 0);
    assert_int_equal(pdf_file_revision(o.file, 0)->style, PDF_XREF_STREAM);
    assert_true(view_equals_string(load(&o, 5, 0)->string, "five"));
    assert_int_equal(pdf_get(load(&o, 6, 0), "S")->reference.number, 77);
    assert_int_equal(pdf_file_size(o.file, 0), 78);
    assert_int_equal(pdf_file_locate(o.file, 6, 0).kind, PDF_IN_STREAM);
    assert_int_equal(pdf_file_locate(o.file, 6, 0).stream, 4);
    assert_int_equal(pdf_file_locate(o.file, 6, 0).index, 1);
    pdf_file_close(o.file);
    made_clear(&m);
}

static void test_packed_refused(void **state)
{
    (void)state;
    static const struct {
        const char *objstm;
        struct made_entry entry;
        const char *why;
    } cases[] = {
        {PACKED("5 0 6 8 ", 8, 2, "(five)  <</S 77 0 R>> "), {6, 2, 4, 0}, "PDF-16: object 6 is not where"},
        {PACKED("5 0 6 8 ", 8, 2, "(five)  <</S 77 0 R>> "), {6, 2, 4, 2}, "PDF-16: object 6 is not where"},
        {PACKED("5 0 6 8 ", 8, 2, "(five)  <</S 77 0 R>> "), {6, 2, 3, 0}, "PDF-16: object 6 is not where"},
        {PACKED("5 0 6 8 ", 8, 2, "(five)  <</S 77 0 R>> "), {6, 2, 6, 0}, "PDF-16: object 6 is not where"},
        {PACKED("5 0 6 8 ", 8, 2, "(five)  <</S 77 0 R>> "), {6, 2, 77, 0}, "PDF-16: object 6 is not where"},
        {PACKED("5 0 6 0 ", 8, 2, "(five)  <</S 77 0 R>> "), {6, 2, 4, 1}, "do not increase"},
        {PACKED("5 8 6 0 ", 8, 2, "(five)  <</S 77 0 R>> "), {6, 2, 4, 1}, "do not increase"},
        {PACKED("5 0 6 99", 8, 2, "(five)  <</S 77 0 R>> "), {6, 2, 4, 1}, "without the place"},
        {PACKED("5 0 0 8 ", 8, 2, "(five)  <</S 77 0 R>> "), {5, 2, 4, 0}, "without the place"},
        {PACKED("5 0 6 8 ", 8, 3, "(five)  <</S 77 0 R>> "), {6, 2, 4, 1}, "without the place"},
        {PACKED("5 0 6 8 ", 8, 99, "(five)  <</S 77 0 R>>"), {6, 2, 4, 1}, "usable /N"},
        {PACKED("5 0 6 8 ", 99, 2, "(five)  <</S 77 0 R>>"), {6, 2, 4, 1}, "usable /First"},
        {PACKED("5 0 6 8 ", 8, 2, "(five)1 <</S 77 0 R>> "), {6, 2, 4, 1}, "followed by something else"},
        {PACKED("5 0 6 8 ", 8, 2, "(five   <</S 77 0 R>> "), {6, 2, 4, 1}, "without its end"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        made_packed(&m, cases[i].objstm, &cases[i].entry, 1);
        must_not_open(&m, ERR_SYNTAX, cases[i].why);
    }
}

/* Whoever reads the newest object stream would see another object 5 than who reads the revision's. */
/* refuses PDF-16 */
static void test_replaced_object_stream(void **state)
{
    (void)state;
    struct made m;
    struct opened o;
    static const struct made_entry more[] = {{5, 2, 4, 0}, {6, 2, 4, 1}};
    made_packed(&m, PACKED("5 0 6 8 ", 8, 2, "(five)  <</S 77 0 R>> "), more, 2);
    made_object(&m, 4, PACKED("5 0 6 8 ", 8, 2, "(FIVE)  <</S 77 0 R>> "));
    made_table(&m, "");
    must_open(&o, &m);
    assert_true(view_equals_string(load(&o, 5, 0)->string, "five"));
    assert_refused(load_last(&o, 5), &o.e, ERR_SYNTAX, "was replaced");
    assert_true(findings_have(&o.findings, "PDF-16"));
    pdf_file_close(o.file);
    made_clear(&m);
}

/* The same in an object stream, where the cross-references lead to another place. */
static void test_packed_twin(void **state)
{
    (void)state;
    for (unsigned listed = 0; listed < 2; listed++) {
        struct made m;
        struct opened o;
        const struct made_entry more[] = {{5, 2, 4, 0}, {6, 2, 4, 1}};
        if (listed == 0) {
            made_packed(&m, PACKED("5 0 3 8 ", 8, 2, "(five)  (three)       "), more, 1);
        } else {
            made_packed(&m, PACKED("5 0 6 8 ", 8, 2, "(five)  <</S 77 0 R>> "), more, 2);
        }
        must_open(&o, &m);
        assert_int_equal(findings_have(&o.findings, "PDF-12"), listed == 0);
        pdf_file_close(o.file);
        made_clear(&m);
    }
}

/* = 7.5.8.4: what the table hides, the stream shows; what the table shows, it shows */
/* refuses PDF-11, PDF-12 */
static void test_hybrid(void **state)
{
    (void)state;
    struct made m;
    struct opened o;
    char more[64];
    made_document(&m);
    made_object(&m, 4, "(hidden)");
    struct made_entry entry[] = {{4, 1, m.offset[4], 0}};
    m.offset[4] = 0;
    made_object(&m, 5, "(shown)");
    size_t stream = m.bytes.len;
    made_stream_section(&m, 9, entry, 1, "");
    m.offset[9] = 0;
    snprintf(more, sizeof more, " /XRefStm %zu", stream);
    m.size = 10;
    made_table(&m, more);
    must_open(&o, &m);
    assert_true(findings_have(&o.findings, "PDF-11") && !findings_have(&o.findings, "PDF-12"));
    assert_int_equal(pdf_file_revision(o.file, 0)->style, PDF_XREF_HYBRID);
    assert_true(view_equals_string(load(&o, 4, 0)->string, "hidden"));
    assert_true(view_equals_string(load(&o, 5, 0)->string, "shown"));
    pdf_file_close(o.file);
    made_clear(&m);
}

/* ---- pages and references ---- */

static void test_pages(void **state)
{
    (void)state;
    struct made m;
    struct opened o;
    struct pdf_page page;
    made_document(&m);
    made_table(&m, "");
    must_open(&o, &m);
    assert_ok(pdf_file_page(&page, o.file, 0, 0, &o.e), &o.e);
    assert_int_equal(page.ref.number, 3);
    assert_int_equal(page.media_box->array.count, 4);
    assert_int_equal(page.rotate->integer, 90);
    assert_null(page.crop_box);
    assert_null(page.resources);
    assert_refused(pdf_file_page(&page, o.file, 1, 0, &o.e), &o.e, ERR_REFUSED, "no page 2");
    pdf_file_close(o.file);
    made_clear(&m);
}

static void test_page_trees_refused(void **state)
{
    (void)state;
    static const struct {
        const char *pages, *why;
        enum err_code code;
    } cases[] = {
        {"<< /Type /Pages /Kids [2 0 R] >>", "deeper than", ERR_LIMIT},
        {"<< /Type /Pages /Kids [4 0 R 4 0 R] >>", "more than", ERR_LIMIT},
        {"<< /Type /Pages /Kids [40 0 R] >>", "not a dictionary", ERR_SYNTAX},
        {"<< /Type /Pages /Kids 3 0 R >>", "not an array", ERR_SYNTAX},
        {"<< /Type /Page /Kids [3 0 R] >>", "neither", ERR_SYNTAX},
        {"<< /Type /Font >>", "neither", ERR_SYNTAX},
        {"2 0 R", "only be read after itself", ERR_SYNTAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made m;
        struct opened o;
        size_t count;
        made_document(&m);
        made_object(&m, 2, cases[i].pages);
        for (unsigned k = 4; k < 24; k++) { /* a tree of which every branch is the same: 2^20 empty leaves */
            char node[128];
            snprintf(node, sizeof node, "<< /Type /Pages /Kids [%u 0 R %u 0 R] >>", k + 1, k + 1);
            made_object(&m, k, node);
        }
        made_object(&m, 24, "<< /Type /Pages /Kids [] >>");
        made_table(&m, "");
        must_open(&o, &m);
        if (i + 1 < sizeof cases / sizeof cases[0])
            assert_refused(pdf_file_page_count(&count, o.file, 0, &o.e), &o.e, cases[i].code, cases[i].why);
        else
            assert_refused(pdf_file_page_count(&count, o.file, 0, &o.e), &o.e, ERR_SYNTAX, "without end");
        pdf_file_close(o.file);
        made_clear(&m);
    }
}

/* Are objects that overlap on purpose read in bounded time? */
/* refuses PDF-14 */
static void test_hostile_overlap(void **state)
{
    (void)state;
    struct made m;
    made_begin(&m);
    made_object(&m, 1, "<< /Type /Catalog >>");
    enum { COUNT = 20000 };
    size_t *offset = calloc(COUNT, sizeof *offset);
    for (unsigned i = 2; i < COUNT; i++) {
        offset[i] = m.bytes.len;
        buf_printf(&m.bytes, "%u 0 obj %%", i);
    }
    made_raw(&m, "\n");
    m.startxref = m.bytes.len;
    buf_printf(&m.bytes, "xref\n0 2\n0000000000 65535 f \n%010zu 00000 n \n2 %d\n", m.offset[1], COUNT - 2);
    for (unsigned i = 2; i < COUNT; i++) buf_printf(&m.bytes, "%010zu 00000 n \n", offset[i]);
    buf_printf(&m.bytes, "trailer << /Size %d /Root 1 0 R >>\n", COUNT);
    made_footer(&m);
    free(offset);
    must_not_open(&m, ERR_LIMIT, "PDF-14");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_prev),
        cmocka_unit_test(test_prev_cycles),
        cmocka_unit_test(test_too_many_revisions),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_flips),
        cmocka_unit_test(test_fixtures),
        cmocka_unit_test(test_revisions),
        cmocka_unit_test(test_linearized_and_updated),
        cmocka_unit_test(test_linearized_sections_that_disagree),
        cmocka_unit_test(test_listed_again),
        cmocka_unit_test(test_each_changed),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_findings),
        cmocka_unit_test(test_twice_in_one_section),
        cmocka_unit_test(test_twins),
        cmocka_unit_test(test_packed_twin),
        cmocka_unit_test(test_in_a_comment),
        cmocka_unit_test(test_short_entries),
        cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_dangling_then_there),
        cmocka_unit_test(test_root_moves),
        cmocka_unit_test(test_beyond_size),
        cmocka_unit_test(test_object_behind_its_revision),
        cmocka_unit_test(test_length_of_a_later_revision),
        cmocka_unit_test(test_indirect_length),
        cmocka_unit_test(test_packed),
        cmocka_unit_test(test_packed_refused),
        cmocka_unit_test(test_replaced_object_stream),
        cmocka_unit_test(test_hybrid),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_page_trees_refused),
        cmocka_unit_test(test_hostile_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
