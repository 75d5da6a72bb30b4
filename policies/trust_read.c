// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include <openssl/pem.h>

#include "formats/base/text.h"
#include "policies/trust_priv.h"

bool trust_is_pem(struct view bytes)
{
    return view_find(view_part(bytes, 0, bytes.len < 4096 ? bytes.len : 4096), 0, view_of_string("-----BEGIN ")) !=
           SIZE_MAX;
}

/* Takes c, whatever comes. */
static status push(STACK_OF(X509) * out, X509 *c, struct err *e)
{
    bool fits = sk_X509_num(out) < LIMIT_ANCHORS;
    if (fits && sk_X509_push(out, c) > 0) return OK;
    X509_free(c);
    ENSURE(fits, ERR_TRUST, "more than %d certificates to trust", LIMIT_ANCHORS);
    FAIL(ERR_INTERNAL, "out of memory");
}

static status add_certificate(STACK_OF(X509) * out, struct view der, const char *name, struct err *e)
{
    X509 *c = ossl_certificate(der);
    ENSURE(c != NULL, ERR_TRUST, "%s is not a certificate", text_escape_string(name).s);
    return push(out, c, e);
}

static CMS_ContentInfo *bundle_of(struct view der)
{
    const uint8_t *at = der.data;
    CMS_ContentInfo *b = der.len > 0 && der.len <= INT32_MAX ? d2i_CMS_ContentInfo(NULL, &at, (long)der.len) : NULL;
    ERR_clear_error();
    if (b != NULL && at == der.data + der.len && OBJ_obj2nid(CMS_get0_type(b)) == NID_pkcs7_signed) return b;
    CMS_ContentInfo_free(b);
    return NULL;
}

/* Each through its DER: what is trusted is what has the fingerprint that people saw. */
static status add_all(STACK_OF(X509) * out, STACK_OF(X509) * from, const char *name, struct err *e)
{
    for (int i = 0; i < sk_X509_num(from); i++) {
        AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
        TRY(OSSL_DER(&der, X509, sk_X509_value(from, i), e));
        TRY(add_certificate(out, view_of(der.data, der.len), name, e));
    }
    return OK;
}

/* = RFC 5652 5.1: "degenerate", certificates without content and without signers */
static status add_bundle(STACK_OF(X509) * out, struct view der, const char *name, struct err *e)
{
    AUTO(CMS_ContentInfo_free)
    CMS_ContentInfo *b = bundle_of(der);
    ENSURE(b != NULL, ERR_TRUST, "%s is not a certificate", text_escape_string(name).s);
    ASN1_OCTET_STRING **content = CMS_get0_content(b);
    bool degenerate = sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(b)) <= 0 &&
                      (content == NULL || *content == NULL || (*content)->length == 0);
    ENSURE(degenerate, ERR_TRUST, "%s is a signed message, not a bundle of certificates", text_escape_string(name).s);
    STACK_OF(X509) *all = CMS_get1_certs(b);
    status r = FAILED;
    if (sk_X509_num(all) > 0)
        r = add_all(out, all, name, e);
    else
        err_set(e, ERR_TRUST, "%s is a bundle without certificates", text_escape_string(name).s);
    sk_X509_pop_free(all, X509_free);
    ERR_clear_error();
    return r;
}

static status add_der(STACK_OF(X509) * out, struct view der, const char *name, struct err *e)
{
    X509 *c = ossl_certificate(der);
    return c != NULL ? push(out, c, e) : add_bundle(out, der, name, e);
}

/* What a block may be, by its label. */
static const struct {
    const char *label;
    status (*add)(STACK_OF(X509) *, struct view, const char *, struct err *);
} blocks[] = {
    {PEM_STRING_X509, add_certificate},    {PEM_STRING_X509_OLD, add_certificate}, {PEM_STRING_PKCS7, add_bundle},
    {PEM_STRING_PKCS7_SIGNED, add_bundle}, {PEM_STRING_CMS, add_bundle},
};

static status add_block(STACK_OF(X509) * out, const char *label, const char *header, struct view der, const char *name,
                        struct err *e)
{
    ENSURE(header[0] == '\0', ERR_TRUST, "%s: a block with headers, perhaps encrypted", text_escape_string(name).s);
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        if (strcmp(label, blocks[i].label) == 0) return blocks[i].add(out, der, name, e);
    FAIL(ERR_TRUST, "%s holds \"%s\" among the certificates", text_escape_string(name).s, text_escape_string(label).s);
}

/* The block that could not be read is none at all when the file has ended. */
static bool ended_cleanly(void)
{
    unsigned long cause = ERR_peek_last_error();
    bool clean = ERR_GET_LIB(cause) == ERR_LIB_PEM && ERR_GET_REASON(cause) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    return clean;
}

static status add_next(bool *more, STACK_OF(X509) * out, BIO *pem, const char *name, struct err *e)
{
    char *label = NULL, *header = NULL;
    uint8_t *der = NULL;
    long len = 0;
    *more = PEM_read_bio(pem, &label, &header, &der, &len) == 1;
    if (!*more) return OK;
    status r = add_block(out, label, header, view_of(der, (size_t)len), name, e);
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_free(der);
    return r;
}

static status add_pem(STACK_OF(X509) * out, struct view bytes, const char *name, struct err *e)
{
    AUTO(BIO_free_all)
    BIO *pem = bytes.len <= INT32_MAX ? BIO_new_mem_buf(bytes.data, (int)bytes.len) : NULL;
    MEM_ENSURE(pem);
    ERR_clear_error();
    for (bool more = true; more;) TRY(add_next(&more, out, pem, name, e));
    ENSURE(ended_cleanly() && sk_X509_num(out) > 0, ERR_TRUST, "%s is not a certificate", text_escape_string(name).s);
    return OK;
}

status trust_read_certificates(STACK_OF(X509) * out, struct view bytes, const char *name, struct err *e)
{
    return trust_is_pem(bytes) ? add_pem(out, bytes, name, e) : add_der(out, bytes, name, e);
}
