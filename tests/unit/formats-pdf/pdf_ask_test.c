// SPDX-License-Identifier: Apache-2.0
/* What is asked of a document before it is signed: the field's place, lock and seed values, and the messages for it. */
#include "formats/pdf/pdf_ask.h"

#include "tests/unit/formats-pdf/prepared.h"

#define AUTO_MADE AUTO_CLEAR(made_clear) struct made
#define AUTO_ANSWER AUTO_CLEAR(pdf_answer_clear) struct pdf_answer
#define SIG "/Type/Annot/Subtype/Widget/FT/Sig"

static status ask(struct pdf_answer *a, const char *field, const struct pdf_question *q, struct err *e)
{
    AUTO_MADE m;
    pdf_answer_init(a);
    made_signable(&m, "/AcroForm 5 0 R", "<</Fields[7 0 R 8 0 R 9 0 R]>>", "/Rotate 90/Annots[7 0 R]");
    made_object(&m, 6, "[(Seal)(Group)]");
    made_object(&m, 7, field);
    made_object(&m, 8, "<</T(Group)/FT/Tx/Kids[<</T(Line)/Parent 8 0 R>>]>>");
    made_object(&m, 9, "<</FT/Sig/T(Signature1)/V 10 0 R/Lock<</Action/Include/Fields[(Group)]>>>>");
    made_object(&m, 10, "<</Type/Sig>>");
    made_table(&m, "");
    return pdf_ask(a, made_view(&m), view_of(NULL, 0), q, e);
}

static struct pdf_question about(const char *field)
{
    struct pdf_question q = {0};
    snprintf(q.field, sizeof q.field, "%s", field);
    return q;
}

/* --- seed values --- */

/* "filter!(a|b) ..." in the order of the entries: those that are required have a "!". */
static void tell(char *out, size_t size, const struct pdf_seed *s)
{
    AUTO_BUF text = BUF_INIT(4096);
    struct err e = {0};
    for (int i = 0; i < PDF_SEED_COUNT; i++) {
        const struct pdf_seed_value *v = &s->value[i];
        struct view items = view_of(v->items.data, v->items.len), item;
        if (!v->is_given && !v->is_required) continue;
        buf_printf(&text, "%s%s(", pdf_seed_name((enum pdf_seed_entry)i), v->is_required ? "!" : "");
        for (int n = 0; items.len > 0; n++) {
            assert_ok(wire_get_bytes(&item, &items, LIMIT_PDF_SEED, &e), &e);
            if (n > 0) buf_put_string(&text, "|");
            if (item.len > 3 && item.data[0] == '\0') { /* a dictionary: its pairs */
                struct view part;
                while (item.len > 0) {
                    assert_ok(wire_get_bytes(&part, &item, LIMIT_PDF_SEED, &e), &e);
                    buf_put(&text, part);
                    buf_put_string(&text, item.len > 0 ? "=" : "");
                }
                continue;
            }
            buf_put(&text, item);
        }
        buf_put_string(&text, ")");
    }
    assert_true(text.len < size);
    if (text.len > 0) memcpy(out, text.data, text.len);
    out[text.len] = '\0';
}

static const struct {
    const char *seed, *told;
} seeds[] = {
    {"", ""},
    {"/Type/SV/Ff 0", ""},
    {"/Filter/Adobe.PPKLite", "Filter(Adobe.PPKLite)"},
    {"/Filter/Adobe#2EPPKLite/Ff 1", "Filter!(Adobe.PPKLite)"},
    {"/Filter(x)/Ff 1", "Filter!()"},
    {"/SubFilter[/a/b]/Ff 2", "SubFilter!(a|b)"},
    {"/SubFilter/a/Ff 2", "SubFilter!()"},
    {"/SubFilter[/a 3 null]/Ff 2", "SubFilter!(a)"},
    {"/V 1.5/Ff 4", "V!(2)"},
    {"/V 99999999999", "V(1000)"},
    {"/Reasons[(a)<FEFF1EC7>]/Ff 8", "Reasons!(a|\xe1\xbb\x87)"},
    {"/LegalAttestation[(a)]/Ff 16", "LegalAttestation!(a)"},
    {"/AddRevInfo true/Ff 32", "AddRevInfo!(true)"},
    {"/AddRevInfo false", "AddRevInfo(false)"},
    {"/DigestMethod[(SHA256)/SHA384]/Ff 64", "DigestMethod!(SHA256|SHA384)"},
    {"/LockDocument/auto/Ff 128", "LockDocument!(auto)"},
    {"/AppearanceFilter(a)/Ff 256", "AppearanceFilter!(a)"},
    {"/MDP<</P 2>>", "MDP!(2)"},
    {"/MDP<<>>", ""},
    {"/MDP<</P/x>>", "MDP!()"},
    {"/TimeStamp<</URL(http://a)>>", "TimeStamp(http://a)"},
    {"/TimeStamp<</Ff 1>>", "TimeStamp!()"},
    {"/Cert<</Ff 9/Subject[(ab)(cd)]/SubjectDN[<</CN(N)/O(P)>>]>>", "Cert/Subject!(ab|cd)Cert/SubjectDN!(CN=N=O=P)"},
    {"/Cert<</Ff 102/Issuer[<6162>]/OID[(2.5)]/KeyUsage[(1X)]/URL(u)/URLType/ASSP>>",
     "Cert/Issuer!(ab)Cert/OID!(2.5)Cert/KeyUsage!(1X)Cert/URL!(u)Cert/URLType!(ASSP)"},
    {"/Cert<</SignaturePolicyOID(1.2)>>", "Cert/SignaturePolicyOID(1.2)"},
    /* what no standard has */
    {"/New 3", "Ff(New)"},
    {"/Ff 512", "Ff!()"},
    {"/Ff(x)/Filter/a", "~Filter!(a)SubFilter!()"},
    {"/Ff -1", "~AppearanceFilter!()Ff!()"},
    {"/TimeStamp<</Ff 2/URL(u)>>", "TimeStamp(u)Ff!()"},
};

static void seed_values_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
        struct err e = {0};
        char field[512], told[512];
        AUTO_ANSWER a;
        struct pdf_question q = about("A");
        snprintf(field, sizeof field, "<<" SIG "/T(A)/Rect[0 0 9 9]/SV<<%s>>>>", seeds[i].seed);
        status r = ask(&a, field, &q, &e);
        assert_ok(r, &e);
        tell(told, sizeof told, &a.seed);
        if (seeds[i].told[0] == '~') /* all flags, also those of entries that are not there: this is among them */
            assert_non_null(strstr(told, seeds[i].told + 1));
        else
            assert_string_equal(told, seeds[i].told);
    }
}

static void seed_values_that_are_none(void **state)
{
    (void)state;
    static const char *const malformed[] = {"/SV 3", "/SV[]", "/SV<</Cert[]>>", "/SV<</MDP 3>>",
                                            "/SV<</TimeStamp(x)>>"};
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        struct err e = {0};
        char field[128];
        AUTO_ANSWER a;
        struct pdf_question q = about("A");
        snprintf(field, sizeof field, "<<" SIG "/T(A)/Rect[0 0 9 9]%s>>", malformed[i]);
        status r = ask(&a, field, &q, &e);
        assert_refused(r, &e, ERR_REFUSED, "nobody knows what they ask for");
    }
}

static void seed_values_of_too_many_items(void **state)
{
    (void)state;
    for (int count = LIMIT_PDF_SEED_ITEMS; count <= LIMIT_PDF_SEED_ITEMS + 1; count++) {
        struct err e = {0};
        AUTO_BUF field = BUF_INIT(1 << 16);
        AUTO_ANSWER a;
        struct pdf_question q = about("A");
        buf_put_string(&field, "<<" SIG "/T(A)/Rect[0 0 9 9]/SV<</SubFilter[");
        for (int i = 0; i < count; i++) buf_put_string(&field, "/a");
        buf_put(&field, view_of("]>>>>", 6));
        status r = ask(&a, (const char *)field.data, &q, &e);
        if (count <= LIMIT_PDF_SEED_ITEMS)
            assert_ok(r, &e);
        else
            assert_refused(r, &e, ERR_LIMIT, "asks for too much");
    }
}

/* --- the rest of the answer --- */

static void the_field_is_described(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_ANSWER a;
    struct pdf_question q = about("A");
    status r = ask(&a, "<<" SIG "/T(A)/Rect[10 20 60 120]/Lock<</Action/Exclude/Fields 6 0 R/P 2>>>>", &q, &e);
    assert_ok(r, &e);
    assert_true(a.exists && a.can_be_seen && a.page == 1);
    assert_true(a.x == 20 && a.y == 10 && a.w == 100 && a.h == 50); /* the page is turned */
    assert_true(a.lock == PDF_LOCK_EXCLUDE && a.lock_level == 2);
    assert_int_equal(a.forbidden.what, PDF_FORBIDS_NOTHING);
    AUTO_ANSWER none;
    q = about("B");
    r = ask(&none, "<<" SIG "/T(A)/Rect[10 20 60 120]/SV 3>>", &q, &e);
    assert_ok(r, &e);
    assert_true(!none.exists && !none.can_be_seen && none.lock == PDF_LOCK_NONE);
}

static void who_forbids_is_named(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_ANSWER a;
    struct pdf_question q = about("");
    q.forbids.certify = 2;
    status r = ask(&a, "<<" SIG "/T(A)/Rect[0 0 0 0]>>", &q, &e);
    assert_ok(r, &e);
    assert_int_equal(a.forbidden.what, PDF_FORBIDS_CERTIFYING);
    assert_string_equal(a.forbidden.by, "Signature1");
    assert_refused(pdf_forbidden_refuse(&a.forbidden, "B", &e), &e, ERR_REFUSED, "PDF-70");
}

static void names_that_are_no_fields(void **state)
{
    (void)state;
    static const char *const names[] = {"Group", "Group.Line", "Group.Lin", "Grou", "A", "Group.Line.X", "Line", ""};
    struct err e = {0};
    AUTO_ANSWER a;
    struct pdf_question q = about("A");
    q.forbids.lock = PDF_LOCK_INCLUDE;
    for (q.forbids.count = 0; q.forbids.count < sizeof names / sizeof names[0]; q.forbids.count++)
        snprintf(q.forbids.name[q.forbids.count], LIMIT_TEXT, "%s", names[q.forbids.count]);
    status r = ask(&a, "<<" SIG "/T(A)/Rect[0 0 0 0]>>", &q, &e);
    assert_ok(r, &e);
    assert_int_equal(a.unknown, 4 + 8 + 32 + 64 + 128);
}

/* --- the messages --- */

static void make_answer(struct pdf_answer *a)
{
    pdf_answer_init(a);
    a->exists = a->can_be_seen = true;
    a->page = 3;
    a->x = 1.5;
    a->y = -2;
    a->w = 100;
    a->h = 0.25;
    a->lock = PDF_LOCK_EXCLUDE;
    a->lock_level = 3;
    a->unknown = 0x80000001;
    a->forbidden.what = PDF_FORBIDS_SEEN;
    snprintf(a->forbidden.by, sizeof a->forbidden.by, "Chữ ký");
    a->seed.value[PDF_SEED_UNKNOWN].is_given = a->seed.value[PDF_SEED_FILTER].is_required = true;
    wire_put_string(&a->seed.value[PDF_SEED_FILTER].items, "x");
}

static void messages_go_there_and_back(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_ANSWER a;
    AUTO_ANSWER got;
    AUTO_BUF out = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF again = BUF_INIT(LIMIT_MESSAGE);
    make_answer(&a);
    pdf_answer_init(&got);
    pdf_answer_put(&out, &a);
    struct view in = view_of(out.data, out.len);
    assert_ok(pdf_answer_get(&got, &in, &e), &e);
    assert_int_equal(in.len, 0);
    pdf_answer_put(&again, &got);
    assert_true(view_equal(view_of(out.data, out.len), view_of(again.data, again.len)));
    assert_true(got.lock_level == 3 && got.unknown == 0x80000001 && got.h == 0.25);
    for (size_t n = 0; n < out.len; n++) {
        in = view_of(out.data, n);
        assert_refused(pdf_answer_get(&got, &in, &e), &e, ERR_INTERNAL, "message");
        assert_int_equal(in.len, n);
    }
}

/* A worker that was taken over may write anything. */
static void answers_out_of_range_are_refused(void **state)
{
    (void)state;
    enum { PAGE, LOCK, LEVEL, FORBIDS, ITEMS, CASES };
    for (int i = 0; i < CASES; i++) {
        struct err e = {0};
        AUTO_ANSWER a;
        AUTO_ANSWER got;
        AUTO_BUF out = BUF_INIT(LIMIT_MESSAGE);
        make_answer(&a);
        pdf_answer_init(&got);
        if (i == PAGE) a.page = LIMIT_PDF_PAGES + 1;
        if (i == LOCK) a.lock = PDF_LOCK_ACTION_COUNT;
        if (i == LEVEL) a.lock_level = 4;
        if (i == FORBIDS) a.forbidden.what = PDF_FORBIDS_COUNT;
        if (i == ITEMS) buf_put_byte(&a.seed.value[PDF_SEED_FILTER].items, 0);
        pdf_answer_put(&out, &a);
        struct view in = view_of(out.data, out.len);
        assert_refused(pdf_answer_get(&got, &in, &e), &e, ERR_INTERNAL, "message");
    }
}

static void questions_go_there_and_back(void **state)
{
    (void)state;
    struct err e = {0};
    struct pdf_question q = about("Chữ ký"), got = {0};
    AUTO_BUF out = BUF_INIT(LIMIT_MESSAGE);
    q.can_be_seen = true;
    q.forbids = (struct pdf_restriction){.certify = 3, .lock = PDF_LOCK_INCLUDE, .is_final = true, .count = 2};
    snprintf(q.forbids.name[1], LIMIT_TEXT, "Đơn vị");
    pdf_question_put(&out, &q);
    struct view in = view_of(out.data, out.len);
    assert_ok(pdf_question_get(&got, &in, &e), &e);
    assert_memory_equal(&q, &got, sizeof q);
    for (size_t n = 0; n < out.len; n++) {
        in = view_of(out.data, n);
        assert_refused(pdf_question_get(&got, &in, &e), &e, ERR_INTERNAL, "message");
    }
    out.len = 0;
    q.forbids.certify = 4;
    pdf_question_put(&out, &q);
    in = view_of(out.data, out.len);
    assert_refused(pdf_question_get(&got, &in, &e), &e, ERR_INTERNAL, "message");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seed_values_are_read),          cmocka_unit_test(seed_values_that_are_none),
        cmocka_unit_test(seed_values_of_too_many_items), cmocka_unit_test(the_field_is_described),
        cmocka_unit_test(who_forbids_is_named),          cmocka_unit_test(names_that_are_no_fields),
        cmocka_unit_test(messages_go_there_and_back),    cmocka_unit_test(answers_out_of_range_are_refused),
        cmocka_unit_test(questions_go_there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
