// SPDX-License-Identifier: Apache-2.0
/* What a file proves by itself, beside what somebody has in hand, and since when what it carries is known. */
#include "tests/unit/policies/made_pki.h"

#include "policies/judge.h"
#include "policies/used.h"

/* The issuing CA ends five days before NOW; the signature was made before. */
enum { MADE = -10, CA_END = -5 };

struct pki {
    EVP_PKEY *root_key, *ca_key, *key;
    X509 *root, *ca, *signer;
};

struct scene {
    struct pki pki;
    struct trust *trust;
    struct evidence evidence;
    struct verdict verdict;
    struct used used;
};

static X509 *certificate(struct made_cert s, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key)
{
    return reread(made_certificate(s, key, issuer, issuer_key));
}

static struct buf der_of(X509 *c)
{
    struct err e = {0};
    struct buf b = BUF_INIT(LIMIT_CERTIFICATE);
    assert_ok(OSSL_DER(&b, X509, c, &e), &e);
    return b;
}

static int make_scene(void **state)
{
    struct scene *s = mem_new(sizeof *s);
    struct pki *p = &s->pki;
    const char *ca = "critical,CA:TRUE";
    struct err e = {0};
    *p = (struct pki){.root_key = made_key(), .ca_key = made_key(), .key = made_key()};
    p->root = certificate((struct made_cert){.cn = "Root", .serial = 1, .constraints = ca, .usage = CA_USAGE},
                          p->root_key, NULL, p->root_key);
    p->ca = certificate(
        (struct made_cert){
            .cn = "Issuing", .serial = 2, .from = -300, .to = CA_END, .constraints = ca, .usage = CA_USAGE},
        p->ca_key, p->root, p->root_key);
    p->signer = certificate((struct made_cert){.cn = "An", .serial = 3, .usage = "critical,digitalSignature"}, p->key,
                            p->ca, p->ca_key);
    s->trust = trust_new();
    AUTO_BUF root = der_of(p->root);
    assert_ok(trust_add_anchors(s->trust, view_of(root.data, root.len), "root", &e), &e);
    evidence_init(&s->evidence);
    s->evidence.digest = s->evidence.value = s->evidence.binding = CHECK_PASSED;
    s->evidence.digest_algorithm = DIGEST_SHA256;
    s->evidence.scheme = SIGNATURE_ECDSA;
    s->evidence.signer = der_of(p->signer);
    s->evidence.certificates[0] = der_of(p->signer);
    s->evidence.certificates[1] = der_of(p->ca);
    s->evidence.certificate_count = 2;
    *state = s;
    return 0;
}

static int free_scene(void **state)
{
    struct scene *s = *state;
    EVP_PKEY *keys[] = {s->pki.root_key, s->pki.ca_key, s->pki.key};
    X509 *certificates[] = {s->pki.root, s->pki.ca, s->pki.signer};
    for (size_t i = 0; i < 3; i++) EVP_PKEY_free(keys[i]);
    for (size_t i = 0; i < 3; i++) X509_free(certificates[i]);
    trust_free(s->trust);
    evidence_clear(&s->evidence);
    used_clear(&s->used);
    mem_free(s);
    return 0;
}

static struct buf list(X509 *issuer, EVP_PKEY *key, double this_update)
{
    return made_list((struct made_crl){.this_update = this_update, .next_update = this_update + 2}, issuer, key);
}

static void carry(struct scene *s, double this_update)
{
    struct err e = {0};
    AUTO_BUF of_root = list(s->pki.root, s->pki.root_key, this_update);
    AUTO_BUF of_ca = list(s->pki.ca, s->pki.ca_key, this_update);
    assert_ok(proofs_add(&s->evidence.proofs, PROOF_CRL, view_of(of_root.data, of_root.len), 0, &e), &e);
    assert_ok(proofs_add(&s->evidence.proofs, PROOF_CRL, view_of(of_ca.data, of_ca.len), 0, &e), &e);
}

static void give(struct scene *s, double this_update)
{
    struct err e = {0};
    AUTO_BUF of_root = list(s->pki.root, s->pki.root_key, this_update);
    AUTO_BUF of_ca = list(s->pki.ca, s->pki.ca_key, this_update);
    assert_ok(trust_add_crls(s->trust, view_of(of_root.data, of_root.len), "root", &e), &e);
    assert_ok(trust_add_crls(s->trust, view_of(of_ca.data, of_ca.len), "ca", &e), &e);
}

/* As of `now`, what the signature carries being known since `own_since`, both in days. */
static void judge(struct scene *s, double now, double own_since, bool embedded_only)
{
    struct err e = {0};
    const struct judge_case of = {
        .evidence = &s->evidence, .time = in_days(MADE), .is_proven = true, .own_since = in_days(own_since)};
    const struct judge_context c = {.trust = s->trust,
                                    .time = in_days(now),
                                    .settings = settings_default,
                                    .used = &s->used,
                                    .embedded_only = embedded_only};
    used_clear(&s->used);
    assert_ok(judge_signature(&s->verdict, &of, &c, &e), &e);
}

static void lists_of_an_issuer_that_has_ended(void **state)
{
    struct scene *s = *state;
    carry(s, MADE + 1);
    judge(s, 0, 0, false); /* nobody knows that they are older than its end: the CA's old key could have made them */
    assert_int_equal(s->verdict.indication, INDETERMINATE);
    assert_int_equal(s->verdict.sub_indication, SUB_TRY_LATER);
    assert_true(findings_have(&s->verdict.messages, "REV-02"));
    judge(s, 0, MADE + 2, false); /* a time-stamp over them does */
    assert_int_equal(s->verdict.indication, TOTAL_PASSED);
    assert_true(s->verdict.is_status_embedded);
}

static void what_is_in_hand_takes_nothing_from_what_is_embedded(void **state)
{
    struct scene *s = *state;
    carry(s, MADE + 1);
    give(s, MADE + 2); /* newer: it decides */
    judge(s, -6, -6, false);
    assert_int_equal(s->verdict.indication, TOTAL_PASSED);
    assert_string_equal(s->verdict.status_origin, "given");
    assert_true(s->verdict.is_status_embedded);
    assert_int_equal(s->used.proofs.count, 1); /* the root alone: the rest is there */
    assert_int_equal(s->used.proofs.item[0].kind, PROOF_CERTIFICATE);
    assert_int_equal(s->used.end_count, 3);
}

static void what_is_in_hand_alone(void **state)
{
    struct scene *s = *state;
    give(s, MADE + 1);
    judge(s, -6, -6, false);
    assert_int_equal(s->verdict.indication, TOTAL_PASSED);
    assert_false(s->verdict.is_status_embedded);
    assert_int_equal(s->used.proofs.count, 3); /* the root, and both lists */
    judge(s, -6, -6, true);
    assert_int_equal(s->verdict.indication, INDETERMINATE);
    assert_int_equal(s->verdict.sub_indication, SUB_TRY_LATER);
    assert_true(findings_have(&s->verdict.messages, "REV-01"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lists_of_an_issuer_that_has_ended, make_scene, free_scene),
        cmocka_unit_test_setup_teardown(what_is_in_hand_takes_nothing_from_what_is_embedded, make_scene, free_scene),
        cmocka_unit_test_setup_teardown(what_is_in_hand_alone, make_scene, free_scene),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
