// SPDX-License-Identifier: Apache-2.0
#include "policies/trust.h"

#include <openssl/pem.h>

#include "formats/base/text.h"
#include "policies/trust_priv.h"

struct trust *trust_new(void)
{
    struct trust *t = mem_new(sizeof *t);
    if (t == NULL) return NULL;
    t->anchors = sk_X509_new_null();
    if (t->anchors != NULL) return t;
    trust_free(t);
    return NULL;
}

void trust_free(struct trust *t)
{
    if (t == NULL) return;
    sk_X509_pop_free(t->anchors, X509_free);
    answers_clear(&t->answers);
    mem_free(t);
}

size_t trust_anchor_count(const struct trust *t)
{
    return (size_t)sk_X509_num(t->anchors);
}

bool trust_is_pem(struct view bytes)
{
    return view_find(view_part(bytes, 0, bytes.len < 4096 ? bytes.len : 4096), 0, view_of_string("-----BEGIN ")) !=
           SIZE_MAX;
}

static bool push_anchor(struct trust *t, X509 *c)
{
    if (sk_X509_num(t->anchors) < LIMIT_ANCHORS && sk_X509_push(t->anchors, c) > 0) return true;
    X509_free(c);
    return false;
}

/* An encrypted block would make OpenSSL ask the terminal. */
static int no_pass_phrase(char *out, // NOLINT(readability-non-const-parameter): the type is OpenSSL's
                          int size, int writing, void *user)
{
    (void)out;
    (void)size;
    (void)writing;
    (void)user;
    return -1;
}

/* A file that is bad in its middle leaves nothing behind. */
static void drop_anchors(struct trust *t, size_t keep)
{
    while (trust_anchor_count(t) > keep) X509_free(sk_X509_pop(t->anchors));
}

/* PEM: every block must be readable; the loop ends at the first that is none, which may only be the end of the file. */
static bool ended_cleanly(void)
{
    unsigned long cause = ERR_peek_last_error();
    bool clean = ERR_GET_LIB(cause) == ERR_LIB_PEM && ERR_GET_REASON(cause) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    return clean;
}

status trust_add_anchors(struct trust *t, struct view bytes, const char *name, struct err *e)
{
    size_t before = trust_anchor_count(t);
    ERR_clear_error();
    if (!trust_is_pem(bytes)) {
        X509 *c = ossl_certificate(bytes);
        ENSURE(c != NULL, ERR_TRUST, "%s is not a certificate", text_escape_string(name).s);
        ENSURE(push_anchor(t, c), ERR_TRUST, "more than %d certificates to trust", LIMIT_ANCHORS);
        return OK;
    }
    AUTO(BIO_free_all)
    BIO *pem = bytes.len <= INT32_MAX ? BIO_new_mem_buf(bytes.data, (int)bytes.len) : NULL;
    MEM_ENSURE(pem);
    bool fits = true;
    for (X509 *c; fits && (c = PEM_read_bio_X509(pem, NULL, no_pass_phrase, NULL)) != NULL;) fits = push_anchor(t, c);
    bool good = fits && ended_cleanly() && trust_anchor_count(t) > before;
    ERR_clear_error();
    if (good) return OK;
    drop_anchors(t, before);
    ENSURE(fits, ERR_TRUST, "more than %d certificates to trust", LIMIT_ANCHORS);
    FAIL(ERR_TRUST, "%s is not a certificate", text_escape_string(name).s);
}
