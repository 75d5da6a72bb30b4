// SPDX-License-Identifier: Apache-2.0
#include "formats/base/limits.h"
#include "tests/unit/formats-pdf/prepared.h"
#include "tests/unit/formats-pdf/signed_pdf.h"

#define NO_PASSWORD view_of(NULL, 0)
#define AUTO_PROOFS AUTO_CLEAR(proofs_clear) struct proofs

static void add(struct proofs *p, enum proof_kind kind, const char *text)
{
    struct err e = {0};
    assert_ok(proofs_add(p, kind, view_of_string(text), 0, &e), &e);
}

static void three(struct proofs *p)
{
    add(p, PROOF_CERTIFICATE, "certificate");
    add(p, PROOF_CRL, "list");
    add(p, PROOF_OCSP, "answer");
}

/* Appends what the store brings; how many bytes that was. */
static size_t store(struct buf *document, const struct proofs *p)
{
    struct err e = {0};
    AUTO_BUF update = BUF_INIT(LIMIT_PDF_UPDATE);
    assert_ok(pdf_store_proofs(&update, view_of(document->data, document->len), NO_PASSWORD, p, &e), &e);
    buf_put(document, view_of(update.data, update.len));
    assert_false(document->failed);
    return update.len;
}

static void inspect(struct pdf_facts *f, const struct buf *document)
{
    struct err e = {0};
    assert_ok(pdf_inspect(f, view_of(document->data, document->len), view_of(NULL, 0), &e), &e);
    assert_false(findings_have(&f->findings, "PDF-59b"));
}

static void holds_once(const struct pdf_facts *f, enum proof_kind kind, const char *text, uint32_t since)
{
    size_t n = 0;
    for (size_t i = 0; i < f->proofs.count; i++) {
        const struct proof *p = &f->proofs.item[i];
        if (p->kind != kind || !view_equals_string(view_of(p->der.data, p->der.len), text)) continue;
        assert_int_equal(p->since, since);
        n++;
    }
    assert_int_equal(n, 1);
}

/* --- refusals --- */

static void stores_that_are_none(void **state)
{
    (void)state;
    static const struct {
        const char *catalog, *object, *reason;
    } cases[] = {
        {"/DSS[]", "null", "/DSS is not a dictionary"},
        {"/DSS(x)", "null", "/DSS is not a dictionary"},
        {"/DSS 5 0 R", "/Name", "/DSS is not a dictionary"},
        {"/DSS 1 0 R", "null", "something else than a store"},
        {"/DSS 2 0 R", "null", "something else than a store"},
        {"/DSS<</Type/Font>>", "null", "something else than a store"},
        {"/DSS<</Certs<<>>>>", "null", "a list in /DSS is not an array"},
        {"/DSS<</CRLs 5 0 R>>", "(x)", "a list in /DSS is not an array"},
        {"/DSS<</OCSPs[<<>>]>>", "null", "something else than references"},
        {"/DSS<</Certs 5 0 R>>", "[[]]", "something else than references"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        AUTO_CLEAR(made_clear) struct made m;
        AUTO_PROOFS p = {0};
        AUTO_BUF update = BUF_INIT(LIMIT_PDF_UPDATE);
        three(&p);
        made_signable(&m, cases[i].catalog, cases[i].object, "");
        made_table(&m, "");
        assert_refused(pdf_store_proofs(&update, made_view(&m), NO_PASSWORD, &p, &e), &e, ERR_SYNTAX, cases[i].reason);
        assert_int_equal(update.len, 0);
    }
}

static void documents_that_are_refused(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_PROOFS p = {0};
    AUTO_BUF update = BUF_INIT(LIMIT_PDF_UPDATE);
    three(&p);
    assert_refused(pdf_store_proofs(&update, view_of("\x89PNG", 4), NO_PASSWORD, &p, &e), &e, ERR_SYNTAX, "PDF-01");
    assert_refused(pdf_store_proofs(&update, view_of(NULL, 0), NO_PASSWORD, &p, &e), &e, ERR_SYNTAX, "PDF-01");
}

static void more_than_fits(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_CLEAR(made_clear) struct made m;
    AUTO_PROOFS p = {0};
    AUTO_BUF update = BUF_INIT(LIMIT_PDF_UPDATE);
    AUTO_BUF large = BUF_INIT(LIMIT_PROOF_CRL);
    assert_non_null(buf_extend(&large, LIMIT_PROOF_CRL));
    assert_ok(proofs_add(&p, PROOF_CRL, view_of(large.data, large.len), 0, &e), &e);
    made_signable(&m, "", "", "");
    made_table(&m, "");
    assert_int_equal(pdf_store_proofs(&update, made_view(&m), NO_PASSWORD, &p, &e), FAILED);
    assert_int_equal(e.code, ERR_LIMIT);
    assert_int_equal(update.len, 0);
}

static void more_than_can_be_read_again(void **state)
{
    (void)state;
    struct err e = {0};
    char text[32];
    AUTO_CLEAR(made_clear) struct made m;
    AUTO_PROOFS first = {0};
    AUTO_PROOFS second = {0};
    AUTO_BUF update = BUF_INIT(LIMIT_PDF_UPDATE);
    for (int i = 0; i < LIMIT_PROOFS; i++) {
        snprintf(text, sizeof text, "c%d", i);
        add(&first, PROOF_CERTIFICATE, text);
    }
    add(&second, PROOF_CERTIFICATE, "one more");
    made_signable(&m, "", "", "");
    made_table(&m, "");
    assert_true(store(&m.bytes, &first) > 0);
    assert_refused(pdf_store_proofs(&update, made_view(&m), NO_PASSWORD, &second, &e), &e, ERR_LIMIT, "more than 1000");
    assert_int_equal(store(&m.bytes, &first), 0);
}

/* --- what is written --- */

static void new_grown_and_again(void **state)
{
    (void)state;
    static const struct {
        const char *catalog, *object;
    } cases[] = {
        {"", ""},
        {"/DSS 5 0 R", "<</Type/DSS>>"},
        {"/DSS<<>>", ""},
        {"/DSS<</CRLs[6 0 R]/VRI<</0123456789ABCDEF0123456789ABCDEF01234567<</CRL[6 0 R]>>>>>>", ""},
        {"/DSS 5 0 R", "<</CRLs[6 0 R]/Certs[]>>"},
        {"/DSS 5 0 R", "<</CRLs 7 0 R/Certs[]/OCSPs null>>"},
        {"/DSS null", ""},
        {"/DSS 9 0 R", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_CLEAR(made_clear) struct made m;
        AUTO_PROOFS p = {0};
        AUTO_FACTS before = {0};
        AUTO_FACTS after = {0};
        made_signable(&m, cases[i].catalog, cases[i].object, "");
        made_object(&m, 6, "<</Length 3>>\nstream\nold\nendstream");
        made_object(&m, 7, "[6 0 R]");
        made_table(&m, "");
        inspect(&before, &m.bytes);
        three(&p);
        three(&p); /* nothing twice */
        assert_true(store(&m.bytes, &p) > 0);
        inspect(&after, &m.bytes);
        assert_int_equal(after.proofs.count, before.proofs.count + 3);
        holds_once(&after, PROOF_CERTIFICATE, "certificate", 1);
        holds_once(&after, PROOF_CRL, "list", 1);
        holds_once(&after, PROOF_OCSP, "answer", 1);
        if (before.proofs.count > 0) holds_once(&after, PROOF_CRL, "old", 0);
        assert_int_equal(store(&m.bytes, &p), 0); /* nor a second time */
    }
}

static void an_earlier_store_and_vri_stay(void **state)
{
    (void)state;
    AUTO_CLEAR(made_clear) struct made m;
    AUTO_PROOFS first = {0};
    AUTO_PROOFS second = {0};
    AUTO_FACTS f = {0};
    made_signable(&m, "/DSS<</VRI 5 0 R>>", "<</0123456789ABCDEF0123456789ABCDEF01234567<</CRL[6 0 R]>>>>", "");
    made_object(&m, 6, "<</Length 3>>\nstream\nold\nendstream");
    made_table(&m, "");
    add(&first, PROOF_CRL, "old"); /* the /VRI has it */
    add(&first, PROOF_CERTIFICATE, "one");
    add(&second, PROOF_CERTIFICATE, "one");
    add(&second, PROOF_CERTIFICATE, "two");
    store(&m.bytes, &first);
    store(&m.bytes, &second);
    inspect(&f, &m.bytes);
    assert_int_equal(f.proofs.count, 3);
    holds_once(&f, PROOF_CRL, "old", 0);
    holds_once(&f, PROOF_CERTIFICATE, "one", 1);
    holds_once(&f, PROOF_CERTIFICATE, "two", 2);
    assert_int_equal(f.revision_count, 3);
}

/* A hybrid file hides its store from older readers: what grows is another object, to which the catalog leads. */
static void a_store_that_a_hybrid_file_hides(void **state)
{
    (void)state;
    enum { STORE = 5, OLD, PACKED, XREF };
    const struct made_entry hidden = {STORE, 2, PACKED, 0};
    char trailer[32];
    AUTO_CLEAR(made_clear) struct made m;
    AUTO_PROOFS p = {0};
    AUTO_FACTS f = {0};
    made_signable(&m, "/DSS 5 0 R", "", "");
    made_object(&m, OLD, "<</Length 3>>\nstream\nold\nendstream");
    made_object(&m, PACKED, "<</Type/ObjStm/N 1/First 4/Length 21>>\nstream\n5 0 <</CRLs[6 0 R]>>\nendstream");
    size_t at = m.bytes.len;
    made_stream_section(&m, XREF, &hidden, 1, "");
    m.offset[XREF] = 0;
    m.size = XREF + 1;
    snprintf(trailer, sizeof trailer, " /XRefStm %zu", at);
    made_table(&m, trailer);
    size_t before = m.bytes.len;
    three(&p);
    assert_true(store(&m.bytes, &p) > 0);
    struct view added = view_part(made_view(&m), before, m.bytes.len - before);
    assert_true(view_find(added, 0, view_of_string("\n5 0 obj")) == SIZE_MAX);
    inspect(&f, &m.bytes);
    assert_int_equal(f.proofs.count, 4);
    holds_once(&f, PROOF_CRL, "old", 0);
    holds_once(&f, PROOF_CRL, "list", 1);
}

/* After a signature, a certification and a lock: validation data and time-stamps are always allowed. */
static void after_a_signature(void **state)
{
    (void)state;
    AUTO_CLEAR(made_clear) struct made m;
    AUTO_PROOFS p = {0};
    AUTO_FACTS f = {0};
    three(&p);
    made_signed(&m);
    store(&m.bytes, &p);
    inspect(&f, &m.bytes);
    assert_int_equal(f.signature_count, 1);
    assert_int_equal(f.signatures[0].changes_after, PDF_CHANGE_DSS);
}

static void request_stamp(struct pdf_request *r)
{
    pdf_request_init(r);
    r->is_timestamp = true;
    r->contents_size = 1000;
}

static void a_document_time_stamp(void **state)
{
    (void)state;
    AUTO_CLEAR(made_clear) struct made m;
    AUTO_CLEAR(pdf_request_clear) struct pdf_request r;
    AUTO_FACTS f = {0};
    made_signed(&m);
    size_t before = m.bytes.len;
    request_stamp(&r);
    sign_made(&m.bytes, &r);
    sign_made(&m.bytes, &r);
    struct view added = view_part(made_view(&m), before, m.bytes.len - before);
    assert_true(
        view_find(added, 0, view_of_string("/Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161")) !=
        SIZE_MAX);
    assert_true(view_find(added, 0, view_of_string("/M ")) == SIZE_MAX);
    inspect(&f, &m.bytes);
    assert_int_equal(f.signature_count, 3);
    assert_int_equal(f.signatures[0].changes_after, PDF_CHANGE_TIMESTAMP);
    assert_string_equal(f.signatures[1].field, "Timestamp1");
    assert_string_equal(f.signatures[2].field, "Timestamp2");
    assert_int_equal(f.signatures[2].subfilter, PDF_SUBFILTER_RFC3161);
    assert_int_equal(f.signatures[2].coverage, PDF_COVERS_WHOLE_FILE);
}

static void where_no_signature_may_follow(void **state)
{
    (void)state;
    struct err e = {0};
    AUTO_CLEAR(made_clear) struct made m;
    AUTO_CLEAR(pdf_request_clear) struct pdf_request r;
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared p;
    pdf_prepared_init(&p);
    request_stamp(&r);
    made_signable(&m, "/Perms<</DocMDP<</Reference[<</TransformMethod/DocMDP/TransformParams<</P 1>>>>]>>>>", "", "");
    made_table(&m, "");
    assert_ok(pdf_prepare(&p, made_view(&m), &r, &e), &e);
    r.is_timestamp = false;
    snprintf(r.claimed_time, sizeof r.claimed_time, "2026-11-24T08:00:00Z");
    assert_refused(pdf_prepare(&p, made_view(&m), &r, &e), &e, ERR_REFUSED, "PDF-73");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stores_that_are_none),  cmocka_unit_test(documents_that_are_refused),
        cmocka_unit_test(more_than_fits),        cmocka_unit_test(more_than_can_be_read_again),
        cmocka_unit_test(new_grown_and_again),   cmocka_unit_test(an_earlier_store_and_vri_stay),
        cmocka_unit_test(after_a_signature),     cmocka_unit_test(a_store_that_a_hybrid_file_hides),
        cmocka_unit_test(a_document_time_stamp), cmocka_unit_test(where_no_signature_may_follow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
