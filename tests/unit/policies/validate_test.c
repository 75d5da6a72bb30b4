// SPDX-License-Identifier: Apache-2.0
/* Time-stamps and what they prove: a small PKI with an authority for time-stamps, made at start. */
#include <stdio.h>
#include <string.h>

#include <openssl/ts.h>

#include "tests/unit/policies/small_pki.h"

#include "formats/cms/timestamp.h"
#include "policies/path.h"
#include "policies/validate.h"

/* The signer's certificate ends ten days before NOW; SIGNED and STAMPED lie before that. */
#define ENDED (NOW - 10 * DAY)
#define STAMPED (NOW - 20 * DAY)

struct scene {
    struct pki pki;
    EVP_PKEY *authority_key;
    X509 *authority;
    struct trust *trust;
    struct buf cms;
    int accuracy; /* of the authority, seconds; 0: it does not say */
};

static const struct spec authority_spec = {"TSA", "CA:FALSE", "critical,digitalSignature", "critical,timeStamping",
                                           9,     NULL};

static void give_lists(struct scene *s, long revoked, const char *date)
{
    give_crl(s->trust, crl(s->pki.root, s->pki.root_key, 0, NULL, NULL));
    give_crl(s->trust, crl(s->pki.ca, s->pki.ca_key, revoked, date, NULL));
}

/* The signer's certificate is valid until `until`; a list says that it was revoked on `date`, if there is one. */
static void set(struct scene *s, int64_t until)
{
    *s = (struct scene){.pki = make_pki(good_ca, good_signer, false), .authority_key = ec_key(false)};
    X509_free(s->pki.signer);
    s->pki.signer = issue_between(good_signer, s->pki.key, s->pki.ca, s->pki.ca_key, NOW - 300 * DAY, until);
    s->authority = issue(authority_spec, s->authority_key, s->pki.ca, s->pki.ca_key);
    s->trust = trust_new();
    assert_non_null(s->trust);
    trust_root(s->trust, s->pki.root);
    s->cms = sign_cms(&s->pki);
}

static void clear(struct scene *s)
{
    trust_free(s->trust);
    X509_free(s->authority);
    EVP_PKEY_free(s->authority_key);
    pki_clear(&s->pki);
    buf_clear(&s->cms);
}

/* ---- tokens ---- */

static ASN1_INTEGER *next_serial(struct TS_resp_ctx *c, void *data)
{
    (void)c;
    (void)data;
    ASN1_INTEGER *n = ASN1_INTEGER_new();
    ASN1_INTEGER_set(n, 7);
    return n;
}

static int at_time(struct TS_resp_ctx *c, void *data, long *seconds, long *micros)
{
    (void)c;
    *seconds = (long)*(const int64_t *)data;
    *micros = 0;
    return 1;
}

static BIO *query(struct view stamped, const EVP_MD *md)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned len;
    TS_REQ *request = TS_REQ_new();
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    assert_int_equal(EVP_Digest(stamped.data, stamped.len, digest, &len, md, NULL), 1);
    X509_ALGOR_set0(algorithm, OBJ_nid2obj(EVP_MD_get_type(md)), V_ASN1_NULL, NULL);
    TS_MSG_IMPRINT_set_algo(imprint, algorithm);
    TS_MSG_IMPRINT_set_msg(imprint, digest, (int)len);
    TS_REQ_set_version(request, 1);
    TS_REQ_set_msg_imprint(request, imprint);
    TS_REQ_set_cert_req(request, 1);
    BIO *b = BIO_new(BIO_s_mem());
    assert_int_equal(i2d_TS_REQ_bio(b, request), 1);
    X509_ALGOR_free(algorithm);
    TS_MSG_IMPRINT_free(imprint);
    TS_REQ_free(request);
    return b;
}

/* With the chain of the authority, or its certificate alone. */
static struct buf token(const struct scene *s, struct view stamped, int64_t time, const EVP_MD *md, bool with_chain)
{
    struct buf out = BUF_INIT(LIMIT_CMS);
    struct err e = {0};
    BIO *q = query(stamped, md);
    TS_RESP_CTX *c = TS_RESP_CTX_new();
    ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3.4", 1);
    assert_int_equal(TS_RESP_CTX_set_signer_cert(c, s->authority), 1);
    assert_int_equal(TS_RESP_CTX_set_signer_key(c, s->authority_key), 1);
    assert_int_equal(TS_RESP_CTX_set_signer_digest(c, EVP_sha256()), 1);
    assert_int_equal(TS_RESP_CTX_set_ess_cert_id_digest(c, EVP_sha256()), 1);
    assert_int_equal(TS_RESP_CTX_set_def_policy(c, policy), 1);
    assert_int_equal(TS_RESP_CTX_add_md(c, md), 1);
    STACK_OF(X509) *chain = sk_X509_new_null();
    sk_X509_push(chain, s->pki.ca);
    if (with_chain) assert_int_equal(TS_RESP_CTX_set_certs(c, chain), 1);
    sk_X509_free(chain);
    if (s->accuracy > 0) assert_int_equal(TS_RESP_CTX_set_accuracy(c, s->accuracy, 1, 0), 1);
    TS_RESP_CTX_set_serial_cb(c, next_serial, NULL);
    TS_RESP_CTX_set_time_cb(c, at_time, &time);
    TS_RESP *r = TS_RESP_create_response(c, q);
    assert_non_null(r);
    assert_non_null(TS_RESP_get_token(r));
    assert_ok(OSSL_DER(&out, PKCS7, TS_RESP_get_token(r), &e), &e);
    TS_RESP_free(r);
    TS_RESP_CTX_free(c);
    ASN1_OBJECT_free(policy);
    BIO_free_all(q);
    return out;
}

static struct view value_of(CMS_ContentInfo *cms)
{
    ASN1_OCTET_STRING *v = CMS_SignerInfo_get0_signature(sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0));
    return view_of(v->data, (size_t)v->length);
}

/* Puts a time-stamp of `time` on the value; over something else when `wrong`. */
static void stamp(struct scene *s, int64_t time, const EVP_MD *md, bool wrong)
{
    struct err e = {0};
    const uint8_t *at = s->cms.data;
    CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)s->cms.len);
    assert_non_null(cms);
    CMS_SignerInfo *si = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
    AUTO_BUF t = token(s, wrong ? view_of_string("something else") : value_of(cms), time, md, false);
    assert_int_equal(
        CMS_unsigned_add1_attr_by_NID(si, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, t.data, (int)t.len), 1);
    buf_clear(&s->cms);
    assert_ok(OSSL_DER(&s->cms, CMS_ContentInfo, cms, &e), &e);
    CMS_ContentInfo_free(cms);
}

/* ---- judging ---- */

static void read_cms(struct evidence *v, const struct scene *s)
{
    struct err e = {0};
    struct content_digests content = {0};
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    assert_ok(digest_bytes(&digest, DIGEST_SHA256, view_of_string(document), &e), &e);
    content.of[DIGEST_SHA256] = digest;
    evidence_init(v);
    assert_ok(cms_read(v, view_of(s->cms.data, s->cms.len), &content, &e), &e);
}

static void judge(struct verdict *out, const struct scene *s, int64_t claimed)
{
    struct err e = {0};
    AUTO_CLEAR(evidence_clear) struct evidence v;
    read_cms(&v, s);
    const struct subject subject = {.evidence = &v, .claimed_time = claimed};
    const struct validation_input in = {.subject = &subject, .count = 1};
    const struct judge_context c = {.trust = s->trust, .time = NOW, .settings = settings_default};
    assert_ok(validate(out, &in, &c, &e), &e);
}

static void expect(const struct verdict *v, enum indication i, enum sub_indication sub)
{
    if (v->indication == i && v->sub_indication == sub) return;
    for (size_t k = 0; k < v->messages.count; k++)
        print_error("%s %s\n", v->messages.item[k].rule, v->messages.item[k].text[LANG_EN]);
    fail_msg("%s %s where %s %s belongs", indication_name(v->indication), sub_indication_name(v->sub_indication),
             indication_name(i), sub_indication_name(sub));
}

/* refuses X5-06, TSP-08 */
static void test_without_a_stamp_an_expired_certificate_is_open(void **state)
{
    (void)state;
    struct scene s;
    struct verdict v;
    set(&s, ENDED);
    give_lists(&s, 0, NULL);
    judge(&v, &s, STAMPED);
    expect(&v, INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE);
    assert_false(v.best_time_is_proven);
    assert_int_equal(v.best_time, NOW);
    assert_int_equal(v.level, LEVEL_B);
    clear(&s);
}

/* A list from before the certificate's end must say that it was good; the lists of NOW may have forgotten it. */
/* accepts STAMP, TSP-01, TSP-01b, TSP-02, TSP-02b, TSP-02e, TSP-04, TSP-05, TSP-08, X5-06 */
static void test_a_stamp_proves_the_time(void **state)
{
    (void)state;
    struct scene s;
    struct verdict v;
    set(&s, NOW + 10 * DAY);
    give_lists(&s, 0, NULL);
    stamp(&s, STAMPED, EVP_sha256(), false);
    judge(&v, &s, STAMPED);
    expect(&v, TOTAL_PASSED, SUB_NONE);
    assert_true(v.best_time_is_proven);
    assert_int_equal(v.best_time, STAMPED);
    assert_int_equal(v.level, LEVEL_T);
    assert_int_equal(v.stamp_count, 1);
    assert_int_equal(v.stamps[0].indication, TOTAL_PASSED);
    assert_int_equal(v.stamps[0].time, STAMPED);
    assert_string_equal(v.stamps[0].authority, "TSA");
    assert_int_equal(v.chain_count, 3);
    assert_false(findings_have(&v.messages, "TSP-05"));
    clear(&s);
}

/* The earlier of two that hold counts; one over something else is named and proves nothing. */
static void test_the_earliest_that_holds_counts(void **state)
{
    (void)state;
    struct scene s;
    struct verdict v;
    set(&s, NOW + 10 * DAY);
    give_lists(&s, 0, NULL);
    stamp(&s, STAMPED, EVP_sha256(), false);
    stamp(&s, STAMPED - DAY, EVP_sha384(), false);
    stamp(&s, STAMPED - 2 * DAY, EVP_sha256(), true);
    judge(&v, &s, 0);
    expect(&v, TOTAL_PASSED, SUB_NONE);
    assert_int_equal(v.best_time, STAMPED - DAY);
    assert_int_equal(v.stamp_count, 3);
    size_t failed = 0; /* a SET has an order of its own */
    for (size_t i = 0; i < v.stamp_count; i++) failed += v.stamps[i].sub_indication == SUB_HASH_FAILURE;
    assert_int_equal(failed, 1);
    assert_true(findings_have(&v.messages, "STAMP"));
    clear(&s);
}

/* refuses STAMP, TSP-01, TSP-01b, TSP-04 */
static void test_stamps_that_prove_nothing(void **state)
{
    (void)state;
    static const struct {
        int64_t time;
        const EVP_MD *(*md)(void);
        bool wrong;
        enum sub_indication sub;
    } rows[] = {
        {STAMPED, EVP_sha256, true, SUB_HASH_FAILURE},
        {STAMPED, EVP_sha1, false, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE},
        {NOW + DAY, EVP_sha256, false, SUB_SIG_CONSTRAINTS_FAILURE},
        {NOW - 301 * DAY, EVP_sha256, false, SUB_OUT_OF_BOUNDS_NO_POE}, /* before its own certificate */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene s;
        struct verdict v;
        set(&s, NOW + 10 * DAY);
        give_lists(&s, 0, NULL);
        stamp(&s, rows[i].time, rows[i].md(), rows[i].wrong);
        judge(&v, &s, 0);
        expect(&v, TOTAL_PASSED, SUB_NONE);
        assert_false(v.best_time_is_proven);
        assert_int_equal(v.level, LEVEL_B);
        assert_int_equal(v.stamps[0].sub_indication, rows[i].sub);
        assert_true(findings_have(&v.messages, "STAMP"));
        clear(&s);
    }
}

/* Revoked on a day before NOW: a signature of unknown age is open, one that is proven to be older holds. */
static void test_revoked_later(void **state)
{
    (void)state;
    struct scene s;
    struct verdict v;
    set(&s, NOW + 10 * DAY);
    give_lists(&s, good_signer.serial, NULL);
    judge(&v, &s, 0);
    expect(&v, INDETERMINATE, SUB_REVOKED_NO_POE);
    assert_int_equal(v.revocation, REVOCATION_REVOKED);
    stamp(&s, STAMPED, EVP_sha256(), false);
    judge(&v, &s, 0);
    expect(&v, TOTAL_PASSED, SUB_NONE);
    assert_int_equal(v.revoked_at, NOW - DAY);
    clear(&s);
}

/* refuses TSP-05 */
static void test_claims_far_from_the_proof_are_named(void **state)
{
    (void)state;
    static const int64_t claims[] = {STAMPED + DAY, STAMPED - 2 * DAY};
    for (size_t i = 0; i < 2; i++) {
        struct scene s;
        struct verdict v;
        set(&s, NOW + 10 * DAY);
        give_lists(&s, 0, NULL);
        stamp(&s, STAMPED, EVP_sha256(), false);
        judge(&v, &s, claims[i]);
        expect(&v, TOTAL_PASSED, SUB_NONE);
        assert_true(findings_have(&v.messages, "TSP-05"));
        clear(&s);
    }
}

/* refuses TSP-05 */
static void test_a_claim_of_the_future_is_named(void **state)
{
    (void)state;
    static const int64_t claims[] = {NOW, NOW + DAY};
    for (size_t i = 0; i < 2; i++) {
        struct scene s;
        struct verdict v;
        set(&s, NOW);
        give_lists(&s, 0, NULL);
        judge(&v, &s, claims[i]);
        assert_int_equal(findings_have(&v.messages, "TSP-05"), i == 1);
        clear(&s);
    }
}

/* A proven time before the certificate began: another certificate's signature, or a lie. */
static void test_older_than_its_certificate(void **state)
{
    (void)state;
    struct scene s;
    struct verdict v;
    set(&s, NOW + 10 * DAY);
    X509_free(s.pki.signer);
    s.pki.signer = issue_between(good_signer, s.pki.key, s.pki.ca, s.pki.ca_key, NOW - 5 * DAY, NOW + 10 * DAY);
    buf_clear(&s.cms);
    s.cms = sign_cms(&s.pki);
    give_lists(&s, 0, NULL);
    stamp(&s, STAMPED, EVP_sha256(), false);
    judge(&v, &s, 0);
    expect(&v, TOTAL_FAILED, SUB_NOT_YET_VALID);
    clear(&s);
}

/* An authority whose clock may be a day off proves no more than that; a thousandth more is a second more. */
static void test_accuracy_belongs_to_the_time(void **state)
{
    (void)state;
    struct scene s;
    struct verdict v;
    set(&s, NOW + 10 * DAY);
    s.accuracy = (int)DAY;
    give_lists(&s, 0, NULL);
    stamp(&s, STAMPED, EVP_sha256(), false);
    judge(&v, &s, 0);
    expect(&v, TOTAL_PASSED, SUB_NONE);
    assert_int_equal(v.best_time, STAMPED + DAY + 1);
    assert_int_equal(v.stamps[0].time, STAMPED);
    assert_int_equal(v.stamps[0].not_before, STAMPED - DAY - 1);
    assert_int_equal(v.stamps[0].not_after, v.best_time);
    clear(&s);
}

/* The digest is another, the value is right: it failed, and the report may still say whose it was. */
static void test_a_failed_signature_names_its_path(void **state)
{
    (void)state;
    struct err e = {0};
    struct scene s;
    struct verdict v;
    AUTO_CLEAR(evidence_clear) struct evidence evidence;
    set(&s, NOW + 10 * DAY);
    give_lists(&s, 0, NULL);
    read_cms(&evidence, &s);
    evidence.digest = CHECK_FAILED;
    const struct subject subject = {.evidence = &evidence};
    const struct validation_input in = {.subject = &subject, .count = 1};
    const struct judge_context c = {.trust = s.trust, .time = NOW, .settings = settings_default};
    assert_ok(validate(&v, &in, &c, &e), &e);
    expect(&v, TOTAL_FAILED, SUB_HASH_FAILURE);
    assert_int_equal(v.chain_count, 3);
    assert_int_equal(v.level, LEVEL_B);
    evidence.value = CHECK_FAILED;
    assert_ok(validate(&v, &in, &c, &e), &e);
    assert_int_equal(v.chain_count, 0);
    clear(&s);
}

/* ---- document time-stamps ---- */

struct stamped_document {
    struct evidence evidence;
    struct timestamp stamp[2];
    struct subject subject[3];
};

/* Subjects: [stamp at `before`] signature [stamp at `after`]; 0: none. Returns how many. */
static size_t arrange(struct stamped_document *d, const struct scene *s, int64_t before, int64_t after, size_t *own)
{
    struct err e = {0};
    const int64_t times[2] = {before, after};
    size_t count = 0;
    read_cms(&d->evidence, s);
    for (int i = 0; i < 2; i++) {
        if (i == 1) {
            *own = count;
            d->subject[count] =
                (struct subject){.evidence = &d->evidence, .has_revision = true, .revision = (uint32_t)count};
            count++;
        }
        timestamp_init(&d->stamp[i]);
        if (times[i] == 0) continue;
        AUTO_BUF t = token(s, view_of_string("revision"), times[i], EVP_sha256(), true);
        assert_ok(timestamp_read_on(&d->stamp[i], view_of(t.data, t.len), view_of_string("revision"), &e), &e);
        d->subject[count] =
            (struct subject){.timestamp = &d->stamp[i], .has_revision = true, .revision = (uint32_t)count};
        count++;
    }
    return count;
}

/* `imprint`: of the first time-stamp. */
static void judge_imprint(struct verdict out[3], const struct scene *s, int64_t before, int64_t after, size_t *own,
                          enum check imprint)
{
    struct err e = {0};
    AUTO(mem_free)
    struct stamped_document *d = mem_new(sizeof *d);
    assert_non_null(d);
    const struct validation_input in = {.subject = d->subject, .count = arrange(d, s, before, after, own)};
    d->stamp[0].imprint = imprint;
    const struct judge_context c = {.trust = s->trust, .time = NOW, .settings = settings_default};
    assert_ok(validate(out, &in, &c, &e), &e);
    evidence_clear(&d->evidence);
    for (int i = 0; i < 2; i++) timestamp_clear(&d->stamp[i]);
}

/* accepts TSP-03 */
static void judge_document(struct verdict out[3], const struct scene *s, int64_t before, int64_t after, size_t *own)
{
    judge_imprint(out, s, before, after, own, CHECK_PASSED);
}

static void test_a_document_stamp_proves_what_it_covers(void **state)
{
    (void)state;
    struct scene s;
    struct verdict v[3];
    size_t own;
    set(&s, NOW + 10 * DAY);
    give_lists(&s, good_signer.serial, NULL);
    judge_document(v, &s, 0, STAMPED, &own);
    expect(&v[own], TOTAL_PASSED, SUB_NONE);
    expect(&v[own + 1], TOTAL_PASSED, SUB_NONE);
    assert_int_equal(v[own].best_time, STAMPED);
    judge_document(v, &s, STAMPED, 0, &own); /* an older one covers nothing of it */
    expect(&v[own], INDETERMINATE, SUB_REVOKED_NO_POE);
    clear(&s);
}

/* What it covers was stamped after the revocation: so it was made after it. */
static void test_made_after_the_revocation(void **state)
{
    (void)state;
    struct scene s;
    struct verdict v[3];
    size_t own;
    set(&s, NOW + 10 * DAY);
    give_lists(&s, good_signer.serial, NULL);
    judge_document(v, &s, NOW - DAY / 2, 0, &own);
    expect(&v[own], TOTAL_FAILED, SUB_REVOKED);
    clear(&s);
}

/* refuses TSP-04 */
static void test_stamps_in_the_wrong_order(void **state)
{
    (void)state;
    struct scene s;
    struct verdict v[3];
    size_t own;
    set(&s, NOW + 10 * DAY);
    give_lists(&s, 0, NULL);
    judge_document(v, &s, STAMPED + DAY, STAMPED, &own);
    expect(&v[0], INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE);
    assert_string_equal(v[0].messages.item[0].rule, "TSP-04");
    judge_imprint(v, &s, STAMPED + DAY, STAMPED, &own, CHECK_FAILED); /* what has failed is not milder for it */
    expect(&v[0], TOTAL_FAILED, SUB_HASH_FAILURE);
    clear(&s);
}

/* refuses TSP-02e, accepts TSP-02e */
static void test_who_may_stamp(void **state)
{
    (void)state;
    static const struct {
        const char *usage;
        size_t findings;
    } rows[] = {{"critical,timeStamping", 0},
                {"timeStamping", 1},
                {"critical,timeStamping,emailProtection", 1},
                {"critical,emailProtection", 1},
                {NULL, 1}};
    struct pki p = make_pki(good_ca, good_signer, false);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct findings f = {0};
        struct spec spec = authority_spec;
        spec.eku = rows[i].usage;
        X509 *c = issue(spec, p.key, p.ca, p.ca_key);
        AUTO_BUF der = der_of_cert(c);
        path_check_stamp_usage(&f, view_of(der.data, der.len));
        assert_int_equal(f.count, rows[i].findings);
        if (f.count > 0) assert_string_equal(f.item[0].rule, "TSP-02e");
        X509_free(c);
    }
    pki_clear(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_stamp_an_expired_certificate_is_open),
        cmocka_unit_test(test_a_stamp_proves_the_time),
        cmocka_unit_test(test_the_earliest_that_holds_counts),
        cmocka_unit_test(test_stamps_that_prove_nothing),
        cmocka_unit_test(test_revoked_later),
        cmocka_unit_test(test_claims_far_from_the_proof_are_named),
        cmocka_unit_test(test_a_claim_of_the_future_is_named),
        cmocka_unit_test(test_older_than_its_certificate),
        cmocka_unit_test(test_accuracy_belongs_to_the_time),
        cmocka_unit_test(test_a_failed_signature_names_its_path),
        cmocka_unit_test(test_a_document_stamp_proves_what_it_covers),
        cmocka_unit_test(test_made_after_the_revocation),
        cmocka_unit_test(test_stamps_in_the_wrong_order),
        cmocka_unit_test(test_who_may_stamp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
