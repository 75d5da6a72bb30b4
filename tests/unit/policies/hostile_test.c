// SPDX-License-Identifier: Apache-2.0
/* A small PKI made at start, and what a hostile or careless producer makes of it. */
#include <stdio.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "tests/unit/policies/small_pki.h"

#include "formats/cms/cms_build.h"
#include "formats/cms/cms_read.h"
#include "formats/cms/digest.h"
#include "formats/cms/ossl.h"
#include "policies/validate.h"

/* As signer/verify.c does it. `more`: what was found beside; may be NULL. */
static void judge_with(struct verdict *out, struct view cms, const struct trust *t, enum revocation_mode mode,
                       const struct findings *more)
{
    struct err e = {0};
    struct content_digests content = {0};
    for (size_t i = 0; i < DIGEST_COUNT; i++) content.of[i] = BUF_INIT(DIGEST_SIZE_MAX);
    enum digest_algorithm d = cms_peek_digest(cms);
    if (digest_size(d) > 0) assert_ok(digest_bytes(&content.of[d], d, view_of_string(document), &e), &e);
    AUTO_CLEAR(evidence_clear) struct evidence v;
    evidence_init(&v);
    struct judge_context c = {.trust = t, .time = NOW, .settings = settings_default};
    c.settings.revocation = mode;
    assert_ok(cms_read(&v, cms, &content, &e), &e);
    if (more != NULL) findings_append(&v.findings, more);
    const struct subject subject = {.evidence = &v};
    const struct validation_input in = {.subject = &subject, .count = 1};
    assert_ok(validate(out, &in, &c, &e), &e);
    for (size_t i = 0; i < DIGEST_COUNT; i++) buf_clear(&content.of[i]);
}

static void judge(struct verdict *out, struct view cms, const struct trust *t, enum revocation_mode mode)
{
    judge_with(out, cms, t, mode, NULL);
}

static void say(const char *what, const struct verdict *v)
{
    printf("   %s: %s %s, revocation %s: %s\n", what, indication_name(v->indication),
           sub_indication_name(v->sub_indication), revocation_name(v->revocation),
           v->messages.count > 0 ? v->messages.item[0].text[LANG_EN] : "-");
}

static void verdict_of(struct verdict *v, const struct pki *p, const struct trust *t, enum revocation_mode mode)
{
    AUTO_BUF cms = sign_cms(p);
    judge(v, view_of(cms.data, cms.len), t, mode);
}

/* Control: the honest one passes, with lists for both. */
/* accepts HASH, VALUE, SIGNER, UNDONE, OVERFLOW, CMS-07, CMS-08, X5-01, X5-02, X5-03, X5-04, X5-07, REV-01 */
static void test_control(void **state)
{
    (void)state;
    struct pki p = make_pki(good_ca, good_signer, false);
    AUTO(trust_free)
    struct trust *t = trust_new();
    struct verdict v = {0};
    trust_root(t, p.root);
    verdict_of(&v, &p, t, REVOCATION_REQUIRE);
    say("no lists", &v);
    assert_int_equal(v.indication, INDETERMINATE);
    give_crl(t, crl(p.root, p.root_key, 0, NULL, NULL));
    give_crl(t, crl(p.ca, p.ca_key, 0, NULL, NULL));
    verdict_of(&v, &p, t, REVOCATION_REQUIRE);
    say("control", &v);
    assert_int_equal(v.indication, TOTAL_PASSED);
    give_crl(t, crl(p.ca, p.ca_key, 3, NULL, NULL));
    verdict_of(&v, &p, t, REVOCATION_PREFER);
    say("revoked", &v);
    assert_int_equal(v.sub_indication, SUB_REVOKED_NO_POE);
    pki_clear(&p);
}

/* A list of findings that ran over may have lost the one that counts. */
/* refuses OVERFLOW */
static void test_more_than_can_be_told(void **state)
{
    (void)state;
    struct pki p = make_pki(good_ca, good_signer, false);
    AUTO(trust_free)
    struct trust *t = trust_new();
    AUTO_BUF cms = sign_cms(&p);
    struct verdict v = {0};
    struct findings notes = {0};
    trust_root(t, p.root);
    for (int i = 0; i <= LIMIT_FINDINGS; i++) finding_add(&notes, "CMS-10", "note %d", i);
    judge_with(&v, view_of(cms.data, cms.len), t, REVOCATION_NONE, &notes);
    assert_int_equal(v.indication, INDETERMINATE);
    assert_true(findings_have(&v.messages, "OVERFLOW"));
    pki_clear(&p);
}

/* Does any single flipped bit of the CMS or its padding leave a signature that passes? */
static void test_flips(void **state)
{
    (void)state;
    struct pki p = make_pki(good_ca, good_signer, false);
    AUTO(trust_free)
    struct trust *t = trust_new();
    trust_root(t, p.root);
    AUTO_BUF cms = sign_cms(&p);
    struct verdict v = {0};
    size_t passed = 0, lastbyte = SIZE_MAX, bytes = 0;
    for (size_t i = 0; i < 8; i++) buf_put_byte(&cms, 0); /* padding */
    judge(&v, view_of(cms.data, cms.len), t, REVOCATION_NONE);
    assert_int_equal(v.indication, TOTAL_PASSED);
    for (size_t i = 0; i < 8 * cms.len; i++) {
        cms.data[i / 8] ^= (uint8_t)(1u << i % 8);
        judge(&v, view_of(cms.data, cms.len), t, REVOCATION_NONE);
        if (v.indication == TOTAL_PASSED) {
            passed++;
            if (lastbyte != i / 8) bytes++, printf("   byte %zu of %zu\n", i / 8, cms.len);
            lastbyte = i / 8;
        }
        cms.data[i / 8] ^= (uint8_t)(1u << i % 8);
    }
    if (passed != 0) printf("   %zu flips in %zu bytes passed\n", passed, bytes);
    pki_clear(&p);
    assert_int_equal(passed, 0);
}

/* Listed, with a date that cannot be read: is it still revoked, or at least not good? */
static void test_unreadable_revocation_date(void **state)
{
    (void)state;
    struct pki p = make_pki(good_ca, good_signer, false);
    AUTO(trust_free)
    struct trust *t = trust_new();
    struct verdict v = {0};
    trust_root(t, p.root);
    give_crl(t, crl(p.root, p.root_key, 0, NULL, NULL));
    give_crl(t, crl(p.ca, p.ca_key, 3, "20260101000000.5Z", NULL));
    verdict_of(&v, &p, t, REVOCATION_REQUIRE);
    say("listed, fractional date", &v);
    pki_clear(&p);
    assert_int_not_equal(v.indication, TOTAL_PASSED);
}

/* X5-07: is a list signed with SHA-1 believed? */
/* refuses REV-06 */
static void test_weak_list(void **state)
{
    (void)state;
    struct pki p = make_pki(good_ca, good_signer, false);
    AUTO(trust_free)
    struct trust *t = trust_new();
    struct verdict v = {0};
    trust_root(t, p.root);
    give_crl(t, crl(p.root, p.root_key, 0, NULL, NULL));
    give_crl(t, crl(p.ca, p.ca_key, 0, NULL, EVP_sha1()));
    verdict_of(&v, &p, t, REVOCATION_REQUIRE);
    say("SHA-1 list", &v);
    pki_clear(&p);
    assert_int_not_equal(v.indication, TOTAL_PASSED);
}

/* The signer itself is the anchor: who said that it is not revoked? */
static void test_trusted_leaf(void **state)
{
    (void)state;
    struct pki p = make_pki(good_ca, good_signer, false);
    AUTO(trust_free)
    struct trust *t = trust_new();
    struct verdict v = {0};
    trust_root(t, p.signer);
    verdict_of(&v, &p, t, REVOCATION_REQUIRE);
    say("signer is the anchor, no lists", &v);
    pki_clear(&p);
    assert_int_not_equal(v.revocation, REVOCATION_GOOD);
}

/* X5-04: basicConstraints on every CA. */
/* refuses X5-04 */
static void test_ca_without_constraints(void **state)
{
    (void)state;
    struct spec ca = good_ca;
    ca.constraints = NULL;
    struct pki p = make_pki(ca, good_signer, false);
    AUTO(trust_free)
    struct trust *t = trust_new();
    struct verdict v = {0};
    trust_root(t, p.root);
    verdict_of(&v, &p, t, REVOCATION_NONE);
    say("CA without basicConstraints", &v);
    pki_clear(&p);
    assert_int_not_equal(v.indication, TOTAL_PASSED);
}

/* CMS-08: named curves only. */
/* refuses CMS-08 */
static void test_explicit_curve(void **state)
{
    (void)state;
    struct pki p = make_pki(good_ca, good_signer, true);
    AUTO(trust_free)
    struct trust *t = trust_new();
    struct verdict v = {0};
    trust_root(t, p.root);
    verdict_of(&v, &p, t, REVOCATION_NONE);
    say("explicit curve parameters", &v);
    pki_clear(&p);
    assert_int_not_equal(v.indication, TOTAL_PASSED);
}

/* X5-07: a leaf signed with SHA-1. */
/* refuses X5-07 */
static void test_sha1_leaf(void **state)
{
    (void)state;
    struct spec s = good_signer;
    s.md = EVP_sha1();
    struct pki p = make_pki(good_ca, s, false);
    AUTO(trust_free)
    struct trust *t = trust_new();
    struct verdict v = {0};
    trust_root(t, p.root);
    verdict_of(&v, &p, t, REVOCATION_NONE);
    say("SHA-1 leaf", &v);
    pki_clear(&p);
    assert_int_equal(v.indication, INDETERMINATE);
}

/* cms_build.h: "Refuses ... keys that do not fit the scheme". */
static void test_scheme_that_is_none(void **state)
{
    (void)state;
    struct err e = {0};
    EVP_PKEY *rsa = EVP_RSA_gen(2048);
    EVP_PKEY *ed = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    struct pki p = make_pki(good_ca, good_signer, false);
    X509 *certs[] = {issue(good_signer, rsa, p.ca, p.ca_key), issue(good_signer, ed, p.ca, p.ca_key)};
    static const struct {
        int cert;
        enum signature_scheme scheme;
        const char *what;
    } cases[] = {{0, SIGNATURE_NONE, "RSA key, scheme none"},
                 {0, SIGNATURE_OTHER, "RSA key, scheme other"},
                 {1, SIGNATURE_RSA_PKCS1, "Ed25519 key, RSA-PKCS1"}};
    size_t made = 0;
    for (size_t i = 0; i < 3; i++) {
        AUTO_BUF der = der_of_cert(certs[cases[i].cert]);
        AUTO_BUF out = BUF_INIT(LIMIT_CMS);
        uint8_t d[32] = {1};
        struct cms_signer s = {
            .certificate = view_of(der.data, der.len), .scheme = cases[i].scheme, .digest_algorithm = DIGEST_SHA256};
        bool ok = cms_signed_attributes(&out, &s, view_of(d, 32), &e) == OK;
        printf("   %s: %s\n", cases[i].what, ok ? "BUILT" : e.text[LANG_EN]);
        made += ok;
        err_clear(&e);
    }
    X509_free(certs[0]);
    X509_free(certs[1]);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ed);
    pki_clear(&p);
    assert_int_equal(made, 0);
}

/* A token that holds its issuer's certificate twice must still be able to sign. */
static void test_chain_with_a_repeat(void **state)
{
    (void)state;
    struct err e = {0};
    struct pki p = make_pki(good_ca, good_signer, false);
    AUTO_BUF der = der_of_cert(p.signer);
    AUTO_BUF ca = der_of_cert(p.ca);
    size_t size = 0;
    struct view c = view_of(ca.data, ca.len);
    struct cms_signer s = {.certificate = view_of(der.data, der.len),
                           .chain = {c, c},
                           .chain_count = 2,
                           .scheme = SIGNATURE_ECDSA,
                           .digest_algorithm = DIGEST_SHA256};
    pki_clear(&p);
    assert_ok(cms_size_max(&size, &s, &e), &e);
}

/* trust.h: "does no I/O": an encrypted PEM block must not ask the terminal; a failed call leaves trust as it was. */
static void test_bad_second_block(void **state)
{
    (void)state;
    struct err e = {0};
    struct pki p = make_pki(good_ca, good_signer, false);
    BIO *b = BIO_new(BIO_s_mem());
    char *text;
    PEM_write_bio_X509(b, p.root);
    BIO_puts(b, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    long len = BIO_get_mem_data(b, &text);
    AUTO(trust_free)
    struct trust *t = trust_new();
    assert_refused(trust_add_anchors(t, view_of(text, (size_t)len), "two.pem", &e), &e, ERR_TRUST, "two.pem");
    size_t left = trust_anchor_count(t);
    BIO_free_all(b);
    pki_clear(&p);
    assert_int_equal(left, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_control),
        cmocka_unit_test(test_more_than_can_be_told),
        cmocka_unit_test(test_flips),
        cmocka_unit_test(test_unreadable_revocation_date),
        cmocka_unit_test(test_weak_list),
        cmocka_unit_test(test_trusted_leaf),
        cmocka_unit_test(test_ca_without_constraints),
        cmocka_unit_test(test_explicit_curve),
        cmocka_unit_test(test_sha1_leaf),
        cmocka_unit_test(test_scheme_that_is_none),
        cmocka_unit_test(test_chain_with_a_repeat),
        cmocka_unit_test(test_bad_second_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
