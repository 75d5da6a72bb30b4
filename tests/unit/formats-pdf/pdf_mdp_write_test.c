// SPDX-License-Identifier: Apache-2.0
/* What a signature forbids, written into its value, its field and the catalog, and read again by who verifies. */
#include "formats/pdf/pdf_mdp_write.h"

#include "formats/pdf/pdf_mdp.h"
#include "tests/unit/formats-pdf/prepared.h"

#define AUTO_MADE AUTO_CLEAR(made_clear) struct made
#define AUTO_REQUEST AUTO_CLEAR(pdf_request_clear) struct pdf_request
#define ROOM (1 << 20)

static void made_catalog(struct made *m, const char *catalog, const char *field)
{
    made_signable(m, catalog, "<</Fields[7 0 R]>>", "/Annots[7 0 R]");
    made_object(m, 6, "<</UR3 4 0 R>>");
    made_object(m, 7, field);
    made_table(m, "");
}

static bool holds(const struct buf *b, const char *text)
{
    return view_find(view_of(b->data, b->len), 0, view_of_string(text)) != SIZE_MAX;
}

static void expect(const struct buf *b, const char *text)
{
    if (!holds(b, text)) fail_msg("no \"%s\" in %.*s", text, (int)b->len, b->data);
}

static status prepare(struct view document, const struct pdf_request *r, struct err *e)
{
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    pdf_prepared_init(&p);
    return pdf_prepare(&p, document, r, e);
}

/* --- certifications --- */

/* refuses PDF-70 */
static void only_one_certifies(void **state)
{
    (void)state;
    static const struct {
        const char *catalog, *field, *reason;
        enum err_code code;
    } cases[] = {
        {"/AcroForm 5 0 R", "<</FT/Sig/T(a)/V<</Type/Sig>>>>", "PDF-70: only the first signature can certify",
         ERR_REFUSED},
        {"/AcroForm 5 0 R/Perms<</DocMDP 4 0 R>>", "<<>>", "PDF-70", ERR_REFUSED},
        {"/AcroForm 5 0 R/Perms<</DocMDP 99 0 R>>", "<<>>", "PDF-70: the document names a certification already",
         ERR_REFUSED},
        {"/AcroForm 5 0 R/Perms 3", "<<>>", "/Perms is not a dictionary", ERR_SYNTAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_MADE m;
        AUTO_REQUEST r;
        request_invisible(&r);
        r.forbids.certify = 2;
        made_catalog(&m, cases[i].catalog, cases[i].field);
        assert_refused(prepare(made_view(&m), &r, &e), &e, cases[i].code, cases[i].reason);
    }
}

/* As the verifier sees it; the stub of its CMS aside. */
static void expect_certified(const struct buf *document, uint32_t p)
{
    struct err e = {0};
    AUTO_CLEAR(pdf_facts_clear) struct pdf_facts f = {0};
    assert_ok(pdf_inspect(&f, view_of(document->data, document->len), view_of(NULL, 0), &e), &e);
    assert_int_equal(f.signature_count, 1);
    assert_int_equal(f.signatures[0].certification, p);
    assert_int_equal(f.signatures[0].coverage, PDF_COVERS_WHOLE_FILE);
    if (f.signatures[0].findings.count > 0) fail_msg("%s", f.signatures[0].findings.item[0].text[LANG_EN]);
}

/* accepts PDF-70 */
static void the_catalog_names_it(void **state)
{
    (void)state;
    static const struct {
        const char *catalog, *field, *expected;
    } cases[] = {
        {"/AcroForm 5 0 R", "<<>>", "/AcroForm 5 0 R /Perms << /DocMDP 8 0 R >>>>"},
        {"/AcroForm 5 0 R/Perms null", "<<>>", "/Perms  << /DocMDP 8 0 R >> "},
        {"/AcroForm 5 0 R/Perms<</UR3 4 0 R>>", "<<>>", "/Perms<</UR3 4 0 R /DocMDP 8 0 R>>"},
        {"/AcroForm 5 0 R/Perms<</DocMDP null>>", "<<>>", "/DocMDP  8 0 R "},
        {"/AcroForm 5 0 R/Perms 6 0 R", "<<>>", "6 0 obj\n<</UR3 4 0 R /DocMDP 8 0 R>>"},
        {"/AcroForm<</Fields[7 0 R]>>", "<<>>", "/Perms << /DocMDP 8 0 R >>>>"},
        {"", "<<>>", "/AcroForm << /Fields [9 0 R] /SigFlags 3 >>>>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const uint32_t p = (uint32_t)i % 3 + 1;
        char parameters[96];
        AUTO_MADE m;
        AUTO_REQUEST r;
        AUTO_BUF document = BUF_INIT(ROOM);
        request_invisible(&r);
        r.forbids.certify = p;
        made_catalog(&m, cases[i].catalog, cases[i].field);
        buf_put(&document, made_view(&m));
        sign_made(&document, &r);
        expect(&document, cases[i].expected);
        snprintf(parameters, sizeof parameters,
                 "/TransformMethod /DocMDP /DigestMethod /SHA256 /TransformParams << /Type ");
        expect(&document, parameters);
        snprintf(parameters, sizeof parameters, "/TransformParams /V /1.2 /P %u >> >>]", p);
        expect(&document, parameters);
        expect_certified(&document, p);
    }
}

/* --- locks --- */

static void add_name(struct pdf_restriction *r, const char *name)
{
    snprintf(r->name[r->count++], LIMIT_TEXT, "%s", name);
}

/* What the verifier reads from the newest signature of the document. */
static void read_locks(struct pdf_mdp *out, struct view document)
{
    struct err e = {0};
    AUTO_CLEAR(pdf_fields_clear) struct pdf_fields fields = {0};
    AUTO(mem_free)
    struct findings *found = mem_new(sizeof *found);
    AUTO(pdf_file_close)
    struct pdf_file *file = open_made(document);
    size_t newest = pdf_file_revision_count(file) - 1;
    assert_ok(pdf_fields_find(&fields, file, newest, found, &e), &e);
    for (size_t i = 0; i < fields.count; i++)
        if (fields.item[i].value != NULL) assert_ok(pdf_mdp_read(out, found, file, &fields.item[i], newest, &e), &e);
    assert_int_equal(found->count, 0);
}

static void expect_locks(const struct buf *document, uint32_t level, const char *locked, const char *free)
{
    AUTO_CLEAR(pdf_mdp_clear) struct pdf_mdp m = {0};
    read_locks(&m, view_of(document->data, document->len));
    assert_int_equal(m.level, level);
    if (!pdf_mdp_locks(&m, locked)) fail_msg("%s is not locked", locked);
    if (free != NULL && pdf_mdp_locks(&m, free)) fail_msg("%s is locked", free);
}

/* accepts PDF-74 */
static void a_new_field_gets_the_lock_too(void **state)
{
    (void)state;
    static const struct {
        struct pdf_restriction forbids;
        const char *names[2], *lock, *locked, *free;
        uint32_t level;
    } cases[] = {
        {{.lock = PDF_LOCK_ALL}, {NULL}, "/Action /All", "x", NULL, 0},
        {{.lock = PDF_LOCK_ALL, .is_final = true}, {NULL}, "/Action /All /P 1", "x", NULL, 1},
        {{.lock = PDF_LOCK_INCLUDE}, {"a", "b.c"}, "/Action /Include /Fields [<61><622e63>]", "b.c.d", "b", 0},
        {{.lock = PDF_LOCK_EXCLUDE}, {"Đơn"}, "/Action /Exclude /Fields [<feff011001a1006e>]", "Đ", "Đơn.vị", 0},
        {{.certify = 2, .lock = PDF_LOCK_ALL}, {NULL}, "/Action /All", "x", NULL, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[160];
        AUTO_MADE m;
        AUTO_REQUEST r;
        AUTO_BUF document = BUF_INIT(ROOM);
        request_invisible(&r);
        r.forbids = cases[i].forbids;
        for (size_t k = 0; k < 2 && cases[i].names[k] != NULL; k++) add_name(&r.forbids, cases[i].names[k]);
        made_catalog(&m, "/AcroForm 5 0 R", "<<>>");
        buf_put(&document, made_view(&m));
        sign_made(&document, &r);
        snprintf(text, sizeof text, "/TransformParams /V /1.2 %s >> /Data 1 0 R >>]", cases[i].lock);
        expect(&document, text);
        snprintf(text, sizeof text, "/Lock << /Type /SigFieldLock %s >>", cases[i].lock);
        expect(&document, text);
        expect_locks(&document, cases[i].level, cases[i].locked, cases[i].free);
    }
}

/* refuses PDF-73, PDF-74 */
static void the_lock_of_a_field_is_kept(void **state)
{
    (void)state;
    static const struct {
        const char *lock, *expected, *locked, *free, *reason;
        uint32_t level;
    } cases[] = {
        {"/Action/All", "/Action /All >>", "x", NULL, NULL, 0},
        {"/Action/All/P 2/Fields[(a)]", "/Action /All /Fields [<61>] /P 2 >>", "x", NULL, NULL, 2},
        {"/Action/Include/Fields[(a.b)<feff0062>]/P 1", "/Fields [<612e62><feff0062>] /P 1 >>", "b", "a", NULL, 1},
        {"/Action/Exclude/Fields[]", "/Action /Exclude /Fields [] >>", "x", NULL, NULL, 0},
        {"", NULL, NULL, NULL, "PDF-74: the lock of the field is malformed", 0},
        {"/Action(All)", NULL, NULL, NULL, "PDF-74: the lock of the field is malformed", 0},
        {"/Action/Other", NULL, NULL, NULL, "nobody knows which fields", 0},
        {"/Action/Include", NULL, NULL, NULL, "nobody knows which fields", 0},
        {"/Action/Exclude/Fields(a)", NULL, NULL, NULL, "nobody knows which fields", 0},
        {"/Action/Include/Fields[/a]", NULL, NULL, NULL, "by what is no text", 0},
        {"/Action/All/P 0", NULL, NULL, NULL, "PDF-73: the lock of the field is malformed", 0},
        {"/Action/All/P 1.0", NULL, NULL, NULL, "PDF-73", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char field[160];
        struct err e = {0};
        AUTO_MADE m;
        AUTO_REQUEST r;
        AUTO_BUF document = BUF_INIT(ROOM);
        request_invisible(&r);
        snprintf(r.field, sizeof r.field, "own");
        snprintf(field, sizeof field, "<</Subtype/Widget/FT/Sig/T(own)/Rect[0 0 0 0]/Lock<<%s>>>>", cases[i].lock);
        made_catalog(&m, "/AcroForm 5 0 R", field);
        if (cases[i].reason != NULL) {
            assert_refused(prepare(made_view(&m), &r, &e), &e, ERR_REFUSED, cases[i].reason);
            continue;
        }
        buf_put(&document, made_view(&m));
        sign_made(&document, &r);
        expect(&document, cases[i].expected);
        expect_locks(&document, cases[i].level, cases[i].locked, cases[i].free);
        r.forbids.lock = PDF_LOCK_ALL;
        assert_refused(prepare(made_view(&m), &r, &e), &e, ERR_REFUSED, "PDF-74: the field has a lock of its own");
    }
}

/* An existing field without a lock stays as it is: the signature alone says what it locks. */
static void a_field_without_lock_gets_none(void **state)
{
    (void)state;
    AUTO_MADE m;
    AUTO_REQUEST r;
    AUTO_BUF document = BUF_INIT(ROOM);
    request_invisible(&r);
    snprintf(r.field, sizeof r.field, "own");
    r.forbids.lock = PDF_LOCK_ALL;
    r.forbids.is_final = true;
    made_catalog(&m, "/AcroForm 5 0 R", "<</Subtype/Widget/FT/Sig/T(own)/Rect[0 0 0 0]>>");
    buf_put(&document, made_view(&m));
    sign_made(&document, &r);
    assert_false(holds(&document, "SigFieldLock"));
    expect_locks(&document, 1, "x", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_one_certifies),
        cmocka_unit_test(the_catalog_names_it),
        cmocka_unit_test(a_new_field_gets_the_lock_too),
        cmocka_unit_test(the_lock_of_a_field_is_kept),
        cmocka_unit_test(a_field_without_lock_gets_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
