// SPDX-License-Identifier: Apache-2.0
/* Which addresses are asked, and with what question; what an answer says of itself; who has signed. */
#include "tests/unit/policies/made_pki.h"

#include "formats/base/text.h"
#include "policies/revocation.h"
#include "policies/wanted.h"

struct pki {
    EVP_PKEY *ca_key, *key;
    X509 *ca;
};

static int make_pki(void **state)
{
    struct pki *p = mem_new(sizeof *p);
    *p = (struct pki){.ca_key = made_key(), .key = made_key()};
    p->ca = reread(made_certificate(
        (struct made_cert){.cn = "CA", .serial = 1, .constraints = "critical,CA:TRUE", .usage = CA_USAGE}, p->ca_key,
        NULL, p->ca_key));
    *state = p;
    return 0;
}

static int free_pki(void **state)
{
    struct pki *p = *state;
    EVP_PKEY_free(p->ca_key);
    EVP_PKEY_free(p->key);
    X509_free(p->ca);
    mem_free(p);
    return 0;
}

static X509 *signer_with(const struct pki *p, const char *access, const char *points)
{
    struct made_cert spec = {.cn = "Signer", .serial = 3, .usage = "critical,digitalSignature"};
    if (access != NULL) spec.ext[spec.ext_count++] = (struct made_ext){NID_info_access, access};
    if (points != NULL) spec.ext[spec.ext_count++] = (struct made_ext){NID_crl_distribution_points, points};
    return reread(made_certificate(spec, p->key, p->ca, p->ca_key));
}

/* refuses X5-09, accepts X5-09 */
static void test_addresses(void **state)
{
    const struct pki *p = *state;
    static const struct {
        const char *access, *points;
        size_t count;
    } cases[] = {
        {NULL, NULL, 0},
        {"OCSP;URI:http://ocsp.example", NULL, 1},
        {"OCSP;URI:HTTPS://ocsp.example/a?b", "URI:http://ca.example/a.crl", 2},
        {"OCSP;URI:http://ocsp.example,OCSP;URI:http://ocsp.example", "URI:http://a.example,URI:http://b.example", 3},
        {"caIssuers;URI:http://ca.example/ca.crt", NULL, 0},
        {"OCSP;URI:ldap://ocsp.example", "URI:ldap://ca.example/cn=a?crl", 0},
        {"OCSP;URI:file:///etc/passwd", "URI:ftp://ca.example/a.crl", 0},
        {"OCSP;URI:http://", "URI:https://", 0},
        {"OCSP;URI:http://a.example/ b", "URI:http://a.example/\x7f", 0},
        {"OCSP;email:a@b.example", "email:a@b.example", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_CLEAR(wanted_list_clear) struct wanted_list l = {0};
        X509 *c = signer_with(p, cases[i].access, cases[i].points);
        wanted_add_status(&l, c, p->ca);
        if (l.count != cases[i].count) fail_msg("%zu: %zu addresses", i, l.count);
        wanted_add_status(&l, c, p->ca);
        if (l.count != cases[i].count) fail_msg("%zu: asked again", i);
        X509_free(c);
    }
}

static void test_bounds(void **state)
{
    const struct pki *p = *state;
    char access[40 * 40] = "", longest[LIMIT_URI + 64] = "OCSP;URI:http://a.example/";
    AUTO_CLEAR(wanted_list_clear) struct wanted_list l = {0};
    for (int i = 0; i < 40; i++)
        snprintf(access + strlen(access), sizeof access - strlen(access), "%sOCSP;URI:http://%d.example",
                 i == 0 ? "" : ",", i);
    X509 *c = signer_with(p, access, NULL);
    wanted_add_status(&l, c, p->ca);
    assert_int_equal(l.count, LIMIT_FETCHES);
    X509_free(c);
    size_t len = strlen(longest), fits = LIMIT_URI - 1 + strlen("OCSP;URI:");
    for (size_t more = 0; more < 2; more++) {
        AUTO_CLEAR(wanted_list_clear) struct wanted_list one = {0};
        memset(longest + len, 'x', fits + more - len);
        longest[fits + more] = '\0';
        c = signer_with(p, longest, NULL);
        wanted_add_status(&one, c, p->ca);
        assert_int_equal(one.count, more == 0 ? 1 : 0);
        X509_free(c);
    }
}

/* Only what stayed unknown is wanted. */
static void test_wanted_by_status(void **state)
{
    const struct pki *p = *state;
    struct err e = {0};
    AUTO(trust_free)
    struct trust *t = trust_new();
    AUTO_CLEAR(wanted_list_clear) struct wanted_list l = {0};
    X509 *c = signer_with(p, "OCSP;URI:http://ocsp.example,caIssuers;URI:http://ca.example", "URI:http://a.example");
    const struct status_sources from = {.trust = t, .settings = &settings_default, .now = NOW, .wanted = &l};
    struct certificate_status s;
    struct findings f = {0};
    certificate_status_at(&s, &f, &from, c, p->ca, NOW, "signer");
    assert_int_equal(l.count, 2);
    assert_int_equal(l.item[0].kind, WANTED_OCSP);
    assert_int_equal(l.item[1].kind, WANTED_CRL);
    wanted_list_clear(&l);
    struct buf der = made_list((struct made_crl){.md = NULL}, p->ca, p->ca_key);
    assert_ok(trust_add_crls(t, view_of(der.data, der.len), "list", &e), &e);
    buf_clear(&der);
    certificate_status_at(&s, &f, &from, c, p->ca, NOW, "signer");
    assert_int_equal(s.status, REVOCATION_GOOD);
    assert_int_equal(l.count, 0);
    wanted_add_issuer(&l, c);
    assert_int_equal(l.count, 1);
    assert_string_equal(l.item[0].url, "http://ca.example");
    X509_free(c);
}

/* ---- OCSP ---- */

static struct buf answer_with(const struct pki *p, X509 *c, struct view nonce, bool bare)
{
    struct err e = {0};
    uint8_t copy[32];
    OCSP_BASICRESP *b = OCSP_BASICRESP_new();
    put_single(b, (struct made_single){.status = V_OCSP_CERTSTATUS_GOOD}, c, p->ca);
    ASN1_GENERALIZEDTIME_set((ASN1_GENERALIZEDTIME *)(uintptr_t)OCSP_resp_get0_produced_at(b), (time_t)NOW);
    if (nonce.len > 0 && !bare) {
        memcpy(copy, nonce.data, nonce.len);
        OCSP_basic_add1_nonce(b, copy, (int)nonce.len);
    } else if (nonce.len > 0) {
        ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
        ASN1_OCTET_STRING_set(value, nonce.data, (int)nonce.len);
        X509_EXTENSION *x = X509_EXTENSION_create_by_NID(NULL, NID_id_pkix_OCSP_Nonce, 0, value);
        OCSP_BASICRESP_add_ext(b, x, -1);
        X509_EXTENSION_free(x);
        ASN1_OCTET_STRING_free(value);
    }
    assert_int_equal(OCSP_basic_sign(b, p->ca, p->ca_key, EVP_sha256(), NULL, OCSP_NOTIME), 1);
    struct buf der = BUF_INIT(LIMIT_OCSP);
    assert_ok(OSSL_DER(&der, OCSP_BASICRESP, b, &e), &e);
    OCSP_BASICRESP_free(b);
    return der;
}

static void test_nonce(void **state)
{
    const struct pki *p = *state;
    const uint8_t ours[32] = {1, 2, 3}, theirs[32] = {1, 2, 4};
    const struct {
        struct view sent, got;
        bool bare;
        enum wanted_nonce want;
    } cases[] = {
        {view_of(ours, 32), view_of(ours, 32), false, NONCE_EQUAL},
        {view_of(ours, 32), view_of(ours, 32), true, NONCE_EQUAL},
        {view_of(ours, 32), view_of(theirs, 32), false, NONCE_OTHER},
        {view_of(ours, 32), view_of(ours, 31), false, NONCE_OTHER},
        {view_of(ours, 32), view_of(NULL, 0), false, NONCE_ABSENT},
    };
    X509 *c = signer_with(p, NULL, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t produced = 0;
        struct buf der = answer_with(p, c, cases[i].got, cases[i].bare);
        assert_int_equal(wanted_nonce_of(&produced, view_of(der.data, der.len), cases[i].sent), cases[i].want);
        assert_int_equal(produced, NOW);
        assert_int_equal(wanted_nonce_of(&produced, view_of(der.data, der.len - 1), cases[i].sent), NONCE_UNREADABLE);
        assert_int_equal(produced, 0);
        buf_clear(&der);
    }
    X509_free(c);
}

static void test_request(void **state)
{
    const struct pki *p = *state;
    struct err e = {0};
    const uint8_t nonce[33] = {9, 8, 7};
    AUTO_BUF der = BUF_INIT(LIMIT_OCSP);
    X509 *c = signer_with(p, NULL, NULL);
    const struct wanted w = {.kind = WANTED_OCSP, .certificate = c, .issuer = p->ca};
    assert_refused(wanted_ocsp_request(&der, &w, view_of(nonce, 0), &e), &e, ERR_INTERNAL, "1 to 32 bytes");
    assert_refused(wanted_ocsp_request(&der, &w, view_of(nonce, 33), &e), &e, ERR_INTERNAL, "1 to 32 bytes");
    assert_ok(wanted_ocsp_request(&der, &w, view_of(nonce, 32), &e), &e);
    const uint8_t *at = der.data;
    OCSP_REQUEST *r = d2i_OCSP_REQUEST(NULL, &at, (long)der.len);
    assert_non_null(r);
    assert_int_equal(OCSP_request_onereq_count(r), 1);
    OCSP_CERTID *ours = OCSP_cert_to_id(EVP_sha1(), c, p->ca);
    assert_int_equal(OCSP_id_cmp(ours, OCSP_onereq_get0_id(OCSP_request_onereq_get0(r, 0))), 0);
    assert_true(OCSP_REQUEST_get_ext_by_NID(r, NID_id_pkix_OCSP_Nonce, -1) >= 0);
    assert_true(view_find(view_of(der.data, der.len), 0, view_of(nonce, 32)) != SIZE_MAX);
    OCSP_CERTID_free(ours);
    OCSP_REQUEST_free(r);
    X509_free(c);
}

/* ---- issuers ---- */

static void test_issuer(void **state)
{
    const struct pki *p = *state;
    struct err e = {0};
    X509 *c = signer_with(p, NULL, NULL);
    X509 *other = reread(made_certificate(
        (struct made_cert){.cn = "CA", .serial = 1, .constraints = "critical,CA:TRUE", .usage = CA_USAGE}, p->key, NULL,
        p->key));
    const struct wanted w = {.kind = WANTED_ISSUER, .certificate = c};
    AUTO_BUF right = BUF_INIT(LIMIT_CERTIFICATE);
    AUTO_BUF wrong = BUF_INIT(LIMIT_CERTIFICATE);
    AUTO_BUF out = BUF_INIT(LIMIT_CERTIFICATE);
    assert_ok(OSSL_DER(&right, X509, p->ca, &e), &e);
    assert_ok(OSSL_DER(&wrong, X509, other, &e), &e);
    assert_refused(wanted_issuer_in(&out, &w, view_of(wrong.data, wrong.len), &e), &e, ERR_REMOTE,
                   "has signed this one");
    assert_refused(wanted_issuer_in(&out, &w, view_of(right.data, right.len - 1), &e), &e, ERR_REMOTE,
                   "has signed this one");
    assert_refused(wanted_issuer_in(&out, &w, view_of("no", 2), &e), &e, ERR_REMOTE, "has signed this one");
    assert_refused(wanted_issuer_in(&out, &w, view_of(NULL, 0), &e), &e, ERR_REMOTE, "has signed this one");
    assert_ok(wanted_issuer_in(&out, &w, view_of(right.data, right.len), &e), &e);
    assert_true(view_equal(view_of(out.data, out.len), view_of(right.data, right.len)));
    X509_free(c);
    X509_free(other);
}

/* ---- the store of answers ---- */

static void test_store(void **state)
{
    const struct pki *p = *state;
    struct err e = {0};
    AUTO(trust_free)
    struct trust *t = trust_new();
    struct buf der = made_list((struct made_crl){.md = NULL}, p->ca, p->ca_key);
    AUTO_BUF pem = BUF_INIT(LIMIT_CRL);
    for (int i = 0; i < 2; i++) {
        buf_put_string(&pem, "-----BEGIN X509 CRL-----\n");
        text_put_base64(&pem, view_of(der.data, der.len));
        buf_put_string(&pem, "\n-----END X509 CRL-----\n");
    }
    assert_ok(trust_add_crls(t, view_of(pem.data, pem.len), "two", &e), &e);
    assert_int_equal(trust_crl_count(t), 2);
    buf_put_string(&pem, "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
    assert_refused(trust_add_crls(t, view_of(pem.data, pem.len), "mixed", &e), &e, ERR_TRUST,
                   "mixed is not a revocation list");
    assert_int_equal(trust_crl_count(t), 2); /* nothing of it stays */
    assert_refused(trust_add_crls(t, view_of_string("-----BEGIN X509 CRL-----\nMAA=\n"), "cut", &e), &e, ERR_TRUST,
                   "cut is not");
    assert_refused(trust_add_crls(t, view_of_string("-----BEGIN nothing"), "empty", &e), &e, ERR_TRUST, "empty is not");
    assert_ok(trust_add_fetched(t, PROOF_CRL, view_of(der.data, der.len), "url", &e), &e);
    assert_int_equal(trust_crl_count(t), 3);
    assert_int_equal(trust_fetched_count(t), 1);
    trust_forget_fetched(t);
    assert_int_equal(trust_crl_count(t), 2);
    assert_int_equal(trust_fetched_count(t), 0);
    for (int i = 2; i < LIMIT_ANCHORS; i++) assert_ok(trust_add_crls(t, view_of(der.data, der.len), "one", &e), &e);
    assert_refused(trust_add_crls(t, view_of(der.data, der.len), "one", &e), &e, ERR_TRUST, "more than 1000");
    buf_clear(&der);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses), cmocka_unit_test(test_bounds),  cmocka_unit_test(test_wanted_by_status),
        cmocka_unit_test(test_nonce),     cmocka_unit_test(test_request), cmocka_unit_test(test_issuer),
        cmocka_unit_test(test_store),
    };
    return cmocka_run_group_tests(tests, make_pki, free_pki);
}
