// SPDX-License-Identifier: Apache-2.0
/* What is taken into a file: the fewest answers that tell, in the form that the file needs, nothing twice. */
#include "tests/unit/policies/made_pki.h"

#include "policies/used.h"

enum { SERIAL = 77 };

struct pki {
    EVP_PKEY *root_key, *ca_key, *key, *responder_key;
    X509 *root, *ca, *signer, *responder; /* the responder's own status is asked for: no ocsp-nocheck */
};

static X509 *certificate(struct made_cert s, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key)
{
    return reread(made_certificate(s, key, issuer, issuer_key));
}

static int make_pki(void **state)
{
    struct pki *p = mem_new(sizeof *p);
    const char *ca = "critical,CA:TRUE";
    *p = (struct pki){.root_key = made_key(), .ca_key = made_key(), .key = made_key(), .responder_key = made_key()};
    p->root = certificate((struct made_cert){.cn = "Root", .serial = 1, .constraints = ca, .usage = CA_USAGE},
                          p->root_key, NULL, p->root_key);
    p->ca = certificate((struct made_cert){.cn = "Issuing", .serial = 2, .constraints = ca, .usage = CA_USAGE},
                        p->ca_key, p->root, p->root_key);
    p->signer = certificate((struct made_cert){.cn = "An", .serial = SERIAL, .usage = "critical,digitalSignature"},
                            p->key, p->ca, p->ca_key);
    struct made_cert responder = {.cn = "Responder",
                                  .serial = 78,
                                  .usage = "critical,digitalSignature",
                                  .ext = {{NID_ext_key_usage, "OCSPSigning"}},
                                  .ext_count = 1};
    p->responder = certificate(responder, p->responder_key, p->ca, p->ca_key);
    *state = p;
    return 0;
}

static int free_pki(void **state)
{
    struct pki *p = *state;
    EVP_PKEY *keys[] = {p->root_key, p->ca_key, p->key, p->responder_key};
    X509 *certificates[] = {p->root, p->ca, p->signer, p->responder};
    for (size_t i = 0; i < 4; i++) EVP_PKEY_free(keys[i]);
    for (size_t i = 0; i < 4; i++) X509_free(certificates[i]);
    mem_free(p);
    return 0;
}

struct scene {
    struct trust *trust;
    struct used used;
    struct buf given[8]; /* what was given, in order */
    size_t count;
};

static void clear(struct scene *s)
{
    trust_free(s->trust);
    used_clear(&s->used);
    for (size_t i = 0; i < s->count; i++) buf_clear(&s->given[i]);
}

static void give(struct scene *s, enum proof_kind kind, struct buf der)
{
    struct err e = {0};
    if (s->trust == NULL) s->trust = trust_new();
    assert_ok(trust_add_fetched(s->trust, kind, view_of(der.data, der.len), "given", &e), &e);
    s->given[s->count++] = der;
}

static struct buf list(const struct pki *p, double this_update)
{
    return made_list((struct made_crl){.this_update = this_update, .next_update = 5}, p->ca, p->ca_key);
}

static struct buf answer(const struct pki *p, double this_update, bool bare)
{
    return made_answer(
        (struct made_ocsp){.single = {{.this_update = this_update, .next_update = 5}}, .count = 1, .bare = bare},
        p->signer, p->ca, p->ca, p->ca_key);
}

static void take(struct scene *s, const struct pki *p)
{
    const struct status_sources from = {.trust = s->trust, .settings = &settings_default, .now = NOW};
    used_add_status(&s->used, &from, p->signer, p->ca, NOW);
    assert_int_equal(s->used.why.code, ERR_NONE);
}

static void expect_only(const struct scene *s, size_t i, enum proof_kind kind)
{
    assert_int_equal(s->used.proofs.count, 1);
    const struct proof *p = &s->used.proofs.item[0];
    assert_int_equal(p->kind, kind);
    assert_true(view_equal(view_of(p->der.data, p->der.len), view_of(s->given[i].data, s->given[i].len)));
}

static void nothing_that_does_not_count(void **state)
{
    const struct pki *p = *state;
    AUTO_CLEAR(clear) struct scene s = {0};
    take(&s, p);                                                                /* there is nothing */
    give(&s, PROOF_CRL, made_list((struct made_crl){0}, p->root, p->root_key)); /* another's list */
    give(&s, PROOF_CRL, made_list((struct made_crl){.this_update = -9, .next_update = -8}, p->ca, p->ca_key));
    give(&s, PROOF_CRL,
         made_list((struct made_crl){.entry = {{.serial = SERIAL, .date = -1}}, .entry_count = 1}, p->ca, p->ca_key));
    give(&s, PROOF_OCSP,
         made_answer((struct made_ocsp){.single = {{0}}, .count = 1}, p->signer, p->ca, p->signer, p->key));
    take(&s, p);
    assert_int_equal(s.used.proofs.count, 0);
}

static void an_answer_before_a_list(void **state)
{
    const struct pki *p = *state;
    AUTO_CLEAR(clear) struct scene s = {0};
    give(&s, PROOF_CRL, list(p, -0.1)); /* newer, and yet */
    give(&s, PROOF_OCSP, answer(p, -3, false));
    take(&s, p);
    take(&s, p); /* nothing twice */
    expect_only(&s, 1, PROOF_OCSP);
}

static void the_newer_of_two(void **state)
{
    const struct pki *p = *state;
    AUTO_CLEAR(clear) struct scene s = {0};
    give(&s, PROOF_CRL, list(p, -3));
    give(&s, PROOF_CRL, list(p, -1));
    give(&s, PROOF_CRL, list(p, -2));
    take(&s, p);
    expect_only(&s, 1, PROOF_CRL);
}

/* A file holds OCSPResponses (ISO 32000-2 table 261); what was given may be the inside of one. */
static void the_whole_answer(void **state)
{
    const struct pki *p = *state;
    AUTO_CLEAR(clear) struct scene s = {0};
    struct trust *again = trust_new();
    struct err e = {0};
    give(&s, PROOF_OCSP, answer(p, -1, true));
    take(&s, p);
    assert_int_equal(s.used.proofs.count, 1);
    const struct buf *der = &s.used.proofs.item[0].der;
    const uint8_t *at = der->data;
    OCSP_RESPONSE *whole = d2i_OCSP_RESPONSE(NULL, &at, (long)der->len);
    assert_non_null(whole);
    OCSP_RESPONSE_free(whole);
    assert_ok(trust_add_ocsp(again, view_of(der->data, der->len), "again", &e), &e);
    struct certificate_status found = {0};
    struct findings f = {0};
    const struct status_sources from = {.trust = again, .settings = &settings_default, .now = NOW};
    certificate_status_at(&found, &f, &from, p->signer, p->ca, NOW, "signer");
    assert_int_equal(found.status, REVOCATION_GOOD);
    trust_free(again);
}

/* A responder that a list vouches for: the list alone tells as well, and where it is too old for the signer, both. */
static void a_responder_and_its_list(void **state)
{
    const struct pki *p = *state;
    AUTO_CLEAR(clear) struct scene s = {0};
    struct made_ocsp by_responder = {.single = {{.this_update = -0.5, .next_update = 5}}, .count = 1, .produced = -2};
    by_responder.single[0].this_update = -2;
    give(&s, PROOF_OCSP, made_answer(by_responder, p->signer, p->ca, p->responder, p->responder_key));
    take(&s, p);
    assert_int_equal(s.used.proofs.count, 0); /* nobody vouches for it */
    give(&s, PROOF_CRL, made_list((struct made_crl){.this_update = -3, .next_update = -1.5}, p->ca, p->ca_key));
    take(&s, p);
    assert_int_equal(s.used.proofs.count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_that_does_not_count),
        cmocka_unit_test(an_answer_before_a_list),
        cmocka_unit_test(the_newer_of_two),
        cmocka_unit_test(the_whole_answer),
        cmocka_unit_test(a_responder_and_its_list),
    };
    return cmocka_run_group_tests(tests, make_pki, free_pki);
}
