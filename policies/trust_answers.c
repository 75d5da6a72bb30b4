// SPDX-License-Identifier: Apache-2.0
/* The answers about status that a person gave, and what was fetched. */
#include <openssl/pem.h>
#include <string.h>

#include "formats/base/text.h"
#include "policies/trust.h"
#include "policies/trust_priv.h"

size_t trust_crl_count(const struct trust *t)
{
    return answers_count(&t->answers, PROOF_CRL);
}

size_t trust_fetched_count(const struct trust *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->answers.count; i++) n += t->answers.item[i].is_online;
    return n;
}

void trust_forget_fetched(struct trust *t)
{
    answers_forget_online(&t->answers);
}

/* PEM_read_bio undoes the base64 only: an encrypted block stays encrypted, and is refused for its header. */
static status next_block(struct answers *a, BIO *pem, bool *end, const char *name, struct err *e)
{
    char *label = NULL, *header = NULL;
    uint8_t *der = NULL;
    long len = 0;
    ERR_clear_error();
    bool read = PEM_read_bio(pem, &label, &header, &der, &len) == 1;
    *end = !read && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    bool plain = read && strcmp(label, PEM_STRING_X509_CRL) == 0 && header[0] == '\0' && len > 0;
    status r = OK;
    if (plain)
        r = answers_add(a, PROOF_CRL, view_of(der, (size_t)len), false, name, e);
    else if (!*end)
        r = FAILED;
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_free(der);
    ERR_clear_error();
    if (r != OK) err_set(e, ERR_TRUST, "%s is not a revocation list", text_escape_string(name).s);
    return r;
}

static status add_pem(struct answers *a, struct view bytes, const char *name, struct err *e)
{
    size_t before = a->count;
    bool end = false;
    AUTO(BIO_free_all)
    BIO *pem = BIO_new_mem_buf(bytes.data, (int)bytes.len);
    MEM_ENSURE(pem);
    while (!end) TRY(next_block(a, pem, &end, name, e));
    ENSURE(a->count > before, ERR_TRUST, "%s is not a revocation list", text_escape_string(name).s);
    return OK;
}

status trust_add_crls(struct trust *t, struct view bytes, const char *name, struct err *e)
{
    size_t before = t->answers.count;
    ENSURE(bytes.len <= LIMIT_CRL, ERR_TRUST, "%s is larger than %d bytes", text_escape_string(name).s, LIMIT_CRL);
    if (!trust_is_pem(bytes)) return answers_add(&t->answers, PROOF_CRL, bytes, false, name, e);
    if (add_pem(&t->answers, bytes, name, e) == OK) return OK;
    answers_drop(&t->answers, before); /* a file that is bad in its middle leaves nothing behind */
    return FAILED;
}

status trust_add_ocsp(struct trust *t, struct view der, const char *name, struct err *e)
{
    return answers_add(&t->answers, PROOF_OCSP, der, false, name, e);
}

status trust_add_fetched(struct trust *t, enum proof_kind kind, struct view der, const char *name, struct err *e)
{
    return answers_add(&t->answers, kind, der, true, name, e);
}
