// SPDX-License-Identifier: Apache-2.0
/* A revocation list or an OCSP answer, as it came along with a signature, about a signer of tests/fuzz/trust or about
 * its issuer: what counts has a date and a kind. The first byte says which kind, and about whom. */
#include "policies/revocation.h"
#include "tests/fuzz/der_mutator.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/judged.h"

enum { ROOT = 0, ISSUING, SIGNER, WHO_COUNT };

static X509 *who[WHO_COUNT];
static struct trust *nothing; /* no list or answer but the one that is tried */

static X509 *read_certificate(const char *path)
{
    struct err e = {0};
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    assert(file_read(&der, path, &e) == OK);
    X509 *c = ossl_certificate(bytes_of(&der));
    assert(c != NULL);
    return c;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    who[ROOT] = read_certificate("tests/fuzz/trust/authorities/root.der");
    who[ISSUING] = read_certificate("tests/fuzz/trust/authorities/issuing.der");
    who[SIGNER] = read_certificate("tests/fuzz/trust/signers/0.der");
    nothing = trust_new();
    assert(nothing != NULL);
    return 0;
}

static void check_status(const struct certificate_status *s)
{
    assert(s->status > REVOCATION_NOT_CHECKED && s->status < REVOCATION_COUNT && s->kind != NULL && s->origin != NULL);
    if (s->status != REVOCATION_GOOD) return;
    assert(s->sub == SUB_NONE && s->kind[0] != '\0' && strcmp(s->origin, "signature") == 0);
    assert(s->this_update > 0 && s->this_update <= FUZZ_NOW + settings_default.clock_skew);
}

static void ask(const struct proofs *p, X509 *certificate, X509 *issuer)
{
    struct certificate_status s = {0};
    struct findings f = {0};
    struct status_sources from = {.trust = nothing, .proofs = {p}, .settings = &settings_default, .now = FUZZ_NOW};
    certificate_status_at(&s, &f, &from, certificate, issuer, FUZZ_NOW, "signer");
    check_findings(&f);
    check_status(&s);
    assert(s.status == REVOCATION_GOOD || f.count > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct view in = view_of(data, size);
    AUTO_CLEAR(proofs_clear) struct proofs p = {0};
    uint8_t choice = take_byte(&in);
    enum proof_kind kind = choice % 2 == 0 ? PROOF_CRL : PROOF_OCSP;
    if (!succeeds(proofs_add(&p, kind, in, 0, &e), &e)) return 0;
    if (choice / 2 % 2 == 0)
        ask(&p, who[SIGNER], who[ISSUING]);
    else
        ask(&p, who[ISSUING], who[ROOT]);
    return 0;
}
