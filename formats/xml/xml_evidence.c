// SPDX-License-Identifier: Apache-2.0
#include "formats/xml/xml.h"

#include "formats/cms/ecdsa.h"
#include "formats/cms/ossl.h"
#include "formats/cms/signature.h"

static struct view of(const struct buf *b)
{
    return view_of(b->data, b->len);
}

/* r || s, each exactly as wide as the group's order (XMLDSig 1.1 6.4.3): one spelling of a value. */
static bool has_ecdsa_width(const struct xml_signature *s)
{
    AUTO(X509_free)
    X509 *c = ossl_certificate(of(&s->signer));
    const EVP_PKEY *key = c == NULL ? NULL : X509_get0_pubkey(c);
    return key != NULL && s->value.len == 2 * (((size_t)EVP_PKEY_get_bits(key) + 7) / 8);
}

static status verify_value(enum check *out, const struct xml_signature *s, struct err *e)
{
    AUTO_BUF der = BUF_INIT(LIMIT_SIGNATURE_VALUE);
    struct err ignored = {0};
    *out = CHECK_NOT_DONE;
    if (s->signer.len == 0 || s->signed_info.len == 0 || s->value.len == 0) return OK;
    if (s->scheme != SIGNATURE_ECDSA)
        return signature_verify(out, s->scheme, s->value_digest, of(&s->signer), of(&s->signed_info), of(&s->value), e);
    *out = CHECK_FAILED;
    if (!has_ecdsa_width(s) || ecdsa_der_from_raw(&der, of(&s->value), &ignored) != OK) return OK;
    return signature_verify(out, s->scheme, s->value_digest, of(&s->signer), of(&s->signed_info), of(&der), e);
}

static status copy_certificates(struct evidence *v, const struct xml_signature *s, struct err *e)
{
    TRY(buf_copy(&v->signer, of(&s->signer), e));
    TRY(buf_copy(&v->value_octets, of(&s->value), e));
    for (size_t i = 0; i < s->certificate_count; i++) TRY(buf_copy(&v->certificates[i], of(&s->certificates[i]), e));
    v->certificate_count = s->certificate_count;
    return OK;
}

status xml_evidence(struct evidence *out, const struct xml_signature *s, struct err *e)
{
    AUTO_CLEAR(evidence_clear) struct evidence v;
    evidence_init(&v);
    v.digest = s->digest;
    v.binding = s->binding;
    v.digest_algorithm = s->digest_algorithm;
    v.scheme = s->scheme;
    v.findings = s->findings;
    TRY(verify_value(&v.value, s, e));
    TRY(copy_certificates(&v, s, e));
    evidence_clear(out);
    *out = v;
    evidence_init(&v);
    return OK;
}
