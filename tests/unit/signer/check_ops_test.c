// SPDX-License-Identifier: Apache-2.0
/*
 * What the checker finds out about ranges that a worker only claims: one that has been taken over would say that a
 * signature reaches the end of the file, or that a later one holds it.
 */
#include "tests/unit/cm.h"

#include <string.h>

#include <openssl/cms.h>

#include "formats/base/text.h"
#include "signer/check_ops.h"
#include "tests/unit/policies/made_pki.h"

static struct buf cms_of_somebody(void)
{
    struct buf out = BUF_INIT(LIMIT_CMS);
    struct err e = {0};
    EVP_PKEY *key = made_key();
    X509 *certificate = made_certificate((struct made_cert){.cn = "a", .serial = 1}, key, NULL, key);
    BIO *nothing = BIO_new_mem_buf("a", 1);
    CMS_ContentInfo *cms = CMS_sign(certificate, key, NULL, nothing, CMS_BINARY | CMS_DETACHED);
    assert_non_null(cms);
    assert_ok(OSSL_DER(&out, CMS_ContentInfo, cms, &e), &e);
    CMS_ContentInfo_free(cms);
    BIO_free(nothing);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return out;
}

/* A file of two revisions with a gap each, and what a worker says of the two signatures. */
struct made {
    struct buf document, cms;
    struct pdf_signature signatures[2];
    struct pdf_facts facts;
};

static void put_revision(struct made *m, size_t i)
{
    struct pdf_signature *s = &m->signatures[i];
    buf_put_string(&m->document, "objects ");
    s->byte_range[1] = m->document.len;
    buf_put_string(&m->document, "<");
    text_put_hex(&m->document, view_of(m->cms.data, m->cms.len));
    buf_put_string(&m->document, ">");
    s->byte_range[2] = m->document.len;
    buf_put_string(&m->document, " trailer\n%%EOF\n");
    s->byte_range[3] = m->document.len - s->byte_range[2];
    s->contents = m->cms; /* borrowed */
    s->coverage = i == 0 ? PDF_COVERS_REVISION : PDF_COVERS_WHOLE_FILE;
}

static int make(void **state)
{
    struct made *m = mem_new(sizeof *m);
    assert_non_null(m);
    m->document = BUF_INIT(1 << 20);
    m->cms = cms_of_somebody();
    for (size_t i = 0; i < 2; i++) put_revision(m, i);
    m->facts = (struct pdf_facts){.signatures = m->signatures, .signature_count = 2};
    *state = m;
    return 0;
}

static int unmake(void **state)
{
    struct made *m = *state;
    buf_clear(&m->document);
    buf_clear(&m->cms);
    mem_free(m);
    return 0;
}

static bool says(const struct checked *c, const char *rule)
{
    for (size_t i = 0; i < c->evidence.findings.count; i++)
        if (strcmp(c->evidence.findings.item[i].rule, rule) == 0) return true;
    return false;
}

/* Does the checker say `rule` of the signature? */
static bool is_told(const struct made *m, size_t signature, const char *rule)
{
    AUTO_BUF request = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF answer = BUF_INIT(LIMIT_MESSAGE);
    struct view asked, answered;
    struct err e = {0};
    struct checked *c = mem_new_array(2, sizeof *c);
    assert_non_null(c);
    check_pdf_put(&request, &m->facts);
    assert_ok(buf_done(&asked, &request, &e), &e);
    assert_ok(check_answer(&answer, asked, view_of(m->document.data, m->document.len), &e), &e);
    assert_ok(buf_done(&answered, &answer, &e), &e);
    assert_ok(checked_get(c, m->facts.signature_count, answered, &e), &e);
    bool told = says(&c[signature], rule);
    for (size_t i = 0; i < 2; i++) checked_clear(&c[i]);
    mem_free(c);
    return told;
}

static void test_what_is_true_is_believed(void **state)
{
    struct made *m = *state;
    for (size_t i = 0; i < 2; i++) {
        assert_false(is_told(m, i, "PDF-33"));
        assert_false(is_told(m, i, "PDF-35"));
        assert_false(is_told(m, i, "PDF-39"));
    }
    buf_put_string(&m->document, "\n"); /* as some programs end a file */
    assert_false(is_told(m, 1, "PDF-33"));
}

static void test_an_older_revision_is_not_the_file(void **state)
{
    struct made *m = *state;
    m->signatures[0].coverage = PDF_COVERS_WHOLE_FILE;
    assert_true(is_told(m, 0, "PDF-33"));
}

static void test_bytes_behind_are_not_covered(void **state)
{
    struct made *m = *state;
    buf_put_string(&m->document, "x");
    assert_true(is_told(m, 1, "PDF-33"));
}

static void test_a_revision_ends_with_its_mark(void **state)
{
    struct made *m = *state;
    m->signatures[0].byte_range[3] -= 4;
    assert_true(is_told(m, 0, "PDF-33"));
    m->signatures[0].coverage = PDF_COVERS_PARTIAL; /* then nobody claims it */
    assert_false(is_told(m, 0, "PDF-33"));
}

static void test_a_later_one_holds_the_older(void **state)
{
    struct made *m = *state;
    m->signatures[0].byte_range[3] = m->document.len - m->signatures[0].byte_range[2];
    assert_true(is_told(m, 1, "PDF-39"));
}

int main(void)
{
#define CASE(t) cmocka_unit_test_setup_teardown(t, make, unmake)
    const struct CMUnitTest tests[] = {
        CASE(test_what_is_true_is_believed),     CASE(test_an_older_revision_is_not_the_file),
        CASE(test_bytes_behind_are_not_covered), CASE(test_a_revision_ends_with_its_mark),
        CASE(test_a_later_one_holds_the_older),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
