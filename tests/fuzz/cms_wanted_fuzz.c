// SPDX-License-Identifier: Apache-2.0
/* What a hostile certificate wants to have asked, and what a hostile server answers: addresses are http or https and
 * printable, bounded in number; an issuer is taken only when it has signed the certificate. The first byte says which.
 */
#include <strings.h>

#include "policies/wanted.h"
#include "tests/fuzz/der_mutator.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/judged.h"

static X509 *signer, *issuer;
static struct buf issuer_der = BUF_INIT(LIMIT_CERTIFICATE);

static X509 *read_certificate(struct buf *der, const char *path)
{
    struct err e = {0};
    assert(file_read(der, path, &e) == OK);
    X509 *c = ossl_certificate(bytes_of(der));
    assert(c != NULL);
    return c;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    (void)argc;
    (void)argv;
    signer = read_certificate(&der, "tests/fuzz/trust/signers/0.der");
    issuer = read_certificate(&issuer_der, "tests/fuzz/trust/authorities/issuing.der");
    return 0;
}

static void check_wanted(const struct wanted *w)
{
    struct err e = {0};
    AUTO_BUF request = BUF_INIT(LIMIT_OCSP);
    struct view url = view_of_string(w->url);
    assert(w->kind > WANTED_NONE && w->kind < WANTED_KIND_COUNT && w->certificate != NULL);
    assert(strncasecmp(w->url, "http://", 7) == 0 || strncasecmp(w->url, "https://", 8) == 0);
    for (size_t i = 0; i < url.len; i++) assert(url.data[i] > 0x20 && url.data[i] < 0x7f);
    if (w->kind == WANTED_OCSP) (void)succeeds(wanted_ocsp_request(&request, w, view_of("nonce", 5), &e), &e);
}

static void addresses(struct view in)
{
    AUTO_CLEAR(wanted_list_clear) struct wanted_list l = {0};
    AUTO(X509_free)
    X509 *c = ossl_certificate(in);
    if (c == NULL) return;
    wanted_add_status(&l, c, issuer);
    wanted_add_issuer(&l, c);
    size_t count = l.count;
    assert(count <= LIMIT_FETCHES);
    for (size_t i = 0; i < count; i++) check_wanted(&l.item[i]);
    wanted_add_status(&l, c, issuer);
    wanted_add_issuer(&l, c);
    assert(l.count == count); /* nothing twice */
}

static void answer(struct view in)
{
    int64_t produced = -1;
    enum wanted_nonce n = wanted_nonce_of(&produced, in, view_of("nonce", 5));
    assert(n >= NONCE_UNREADABLE && n <= NONCE_OTHER);
}

static void issuer_of(struct view in)
{
    struct err e = {0};
    struct wanted w = {.kind = WANTED_ISSUER, .certificate = signer};
    AUTO_BUF out = BUF_INIT(LIMIT_CERTIFICATE);
    if (!succeeds(wanted_issuer_in(&out, &w, in, &e), &e)) return;
    AUTO(X509_free)
    X509 *found = ossl_certificate(bytes_of(&out));
    assert(found != NULL && X509_verify(signer, X509_get0_pubkey(found)) == 1);
}

/* The order is part of the corpus: new ones go to the end. */
static void (*const parts[])(struct view) = {addresses, answer, issuer_of};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view in = view_of(data, size);
    size_t which = take_byte(&in) % (sizeof parts / sizeof parts[0]);
    parts[which](in);
    return 0;
}
