// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/cms_build.h"

#include <openssl/ess.h>
#include <openssl/rsa.h>
#include <string.h>

#include "formats/cms/cms_attributes.h"
#include "formats/cms/digest.h"
#include "formats/cms/ossl.h"
#include "formats/cms/signature.h"

AUTO_DEFINE(ESS_SIGNING_CERT_V2, ESS_SIGNING_CERT_V2_free)
AUTO_DEFINE(RSA_PSS_PARAMS, RSA_PSS_PARAMS_free)
AUTO_DEFINE(ASN1_STRING, ASN1_STRING_free)

enum { ATTRIBUTE_MAX = 4096, TAG_SEQUENCE = 0x30, TAG_SIGNATURE_ALGORITHM = 0xa1 };

/* A SEQUENCE around content (X.690 8.9). */
static status wrap_sequence(struct buf *out, const struct buf *content, struct err *e)
{
    AUTO_BUF b = BUF_INIT(out->max);
    struct view inner, done;
    TRY(buf_done(&inner, content, e));
    cms_put_header(&b, TAG_SEQUENCE, inner.len);
    buf_put(&b, inner);
    TRY(buf_done(&done, &b, e));
    buf_move(out, &b);
    return OK;
}

/* = RFC 4055 3.1: RSASSA-PSS-params with every field that is not its SHA-1 default */
static status set_pss(X509_ALGOR *algorithm, enum digest_algorithm d, struct err *e)
{
    AUTO(RSA_PSS_PARAMS_free)
    RSA_PSS_PARAMS *p = RSA_PSS_PARAMS_new();
    AUTO(X509_ALGOR_free)
    X509_ALGOR *hash = X509_ALGOR_new();
    AUTO(ASN1_STRING_free)
    ASN1_STRING *packed_hash = NULL, *packed = NULL;
    ENSURE(p != NULL && hash != NULL, ERR_INTERNAL, "out of memory");
    p->hashAlgorithm = X509_ALGOR_new();
    p->maskGenAlgorithm = X509_ALGOR_new();
    p->saltLength = ASN1_INTEGER_new();
    ENSURE(p->hashAlgorithm != NULL && p->maskGenAlgorithm != NULL && p->saltLength != NULL, ERR_INTERNAL,
           "out of memory");
    X509_ALGOR_set_md(p->hashAlgorithm, digest_md(d));
    X509_ALGOR_set_md(hash, digest_md(d));
    packed_hash = ASN1_item_pack(hash, ASN1_ITEM_rptr(X509_ALGOR), NULL);
    ENSURE(packed_hash != NULL && ASN1_INTEGER_set(p->saltLength, (long)digest_size(d)) == 1, ERR_INTERNAL,
           "out of memory");
    X509_ALGOR_set0(p->maskGenAlgorithm, OBJ_nid2obj(NID_mgf1), V_ASN1_SEQUENCE, TAKE(packed_hash));
    packed = ASN1_item_pack(p, ASN1_ITEM_rptr(RSA_PSS_PARAMS), NULL);
    ENSURE(packed != NULL, ERR_INTERNAL, "out of memory");
    X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_rsassaPss), V_ASN1_SEQUENCE, TAKE(packed));
    return OK;
}

static int ecdsa_nid(enum digest_algorithm d)
{
    int nid = NID_undef;
    return OBJ_find_sigid_by_algs(&nid, digest_nid(d), NID_X9_62_id_ecPublicKey) == 1 ? nid : NID_undef;
}

static status set_signature_algorithm(X509_ALGOR *algorithm, const struct cms_signer *s, struct err *e)
{
    if (s->scheme == SIGNATURE_RSA_PSS) return set_pss(algorithm, s->digest_algorithm, e);
    if (s->scheme == SIGNATURE_RSA_PKCS1) /* = RFC 3370 3.2: the parameters are NULL */
        X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_rsaEncryption), V_ASN1_NULL, NULL);
    else /* = RFC 5754 3.3: the parameters are absent */
        X509_ALGOR_set0(algorithm, OBJ_nid2obj(ecdsa_nid(s->digest_algorithm)), V_ASN1_UNDEF, NULL);
    return OK;
}

static status add_signing_certificate(CMS_SignerInfo *si, X509 *certificate, const struct cms_signer *s, struct err *e)
{
    AUTO_BUF der = BUF_INIT(ATTRIBUTE_MAX);
    AUTO(ESS_SIGNING_CERT_V2_free)
    ESS_SIGNING_CERT_V2 *ess = OSSL_ESS_signing_cert_v2_new_init(digest_md(s->digest_algorithm), certificate, NULL, 1);
    MEM_ENSURE(ess);
    TRY(OSSL_DER(&der, ESS_SIGNING_CERT_V2, ess, e));
    ENSURE(CMS_signed_add1_attr_by_NID(si, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE, der.data,
                                       (int)der.len) == 1,
           ERR_INTERNAL, "OpenSSL cannot build the signed attributes");
    return OK;
}

/* = RFC 6211 2: SEQUENCE { digestAlgorithm, [1] signatureAlgorithm } */
static status add_algorithm_protection(CMS_SignerInfo *si, const X509_ALGOR *digest, const X509_ALGOR *signature,
                                       struct err *e)
{
    AUTO_BUF a = BUF_INIT(ATTRIBUTE_MAX);
    AUTO_BUF b = BUF_INIT(ATTRIBUTE_MAX);
    AUTO_BUF value = BUF_INIT(ATTRIBUTE_MAX);
    TRY(OSSL_DER(&a, X509_ALGOR, digest, e));
    TRY(OSSL_DER(&b, X509_ALGOR, signature, e));
    b.data[0] = TAG_SIGNATURE_ALGORITHM;
    buf_put(&a, view_of(b.data, b.len));
    TRY(wrap_sequence(&value, &a, e));
    ENSURE(CMS_signed_add1_attr_by_txt(si, CMS_ALGORITHM_PROTECTION, V_ASN1_SEQUENCE, value.data, (int)value.len) == 1,
           ERR_INTERNAL, "OpenSSL cannot build the signed attributes");
    return OK;
}

static status add_attributes(CMS_SignerInfo *si, X509 *certificate, const struct cms_signer *s, struct view digest,
                             struct err *e)
{
    X509_ALGOR *digest_algorithm = NULL, *signature_algorithm = NULL;
    CMS_SignerInfo_get0_algs(si, NULL, NULL, &digest_algorithm, &signature_algorithm);
    TRY(set_signature_algorithm(signature_algorithm, s, e));
    ENSURE(CMS_signed_add1_attr_by_NID(si, NID_pkcs9_contentType, V_ASN1_OBJECT, OBJ_nid2obj(NID_pkcs7_data), -1) ==
                   1 &&
               CMS_signed_add1_attr_by_NID(si, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest.data,
                                           (int)digest.len) == 1,
           ERR_INTERNAL, "OpenSSL cannot build the signed attributes");
    TRY(add_signing_certificate(si, certificate, s, e));
    return add_algorithm_protection(si, digest_algorithm, signature_algorithm, e);
}

/* A token may hold a certificate twice; OpenSSL refuses to carry one twice. */
static bool is_carried(const struct cms_signer *s, size_t i)
{
    if (view_equal(s->chain[i], s->certificate)) return true;
    for (size_t k = 0; k < i; k++)
        if (view_equal(s->chain[i], s->chain[k])) return true;
    return false;
}

static status add_chain(CMS_ContentInfo *cms, const struct cms_signer *s, struct err *e)
{
    ENSURE(s->chain_count < LIMIT_CERTIFICATES, ERR_LIMIT, "too many certificates for one signature");
    for (size_t i = 0; i < s->chain_count; i++) {
        if (is_carried(s, i)) continue;
        AUTO(X509_free)
        X509 *c = ossl_certificate(s->chain[i]);
        ENSURE(c != NULL, ERR_TOKEN, "a certificate of the chain cannot be read");
        ENSURE(CMS_add1_cert(cms, c) == 1, ERR_INTERNAL, "OpenSSL cannot add a certificate of the chain");
    }
    return OK;
}

static status check_signer(const struct cms_signer *s, struct view digest, struct err *e)
{
    ENSURE(s->digest_algorithm == DIGEST_SHA256 || s->digest_algorithm == DIGEST_SHA384 ||
               s->digest_algorithm == DIGEST_SHA512,
           ERR_REFUSED, "the digest algorithm %s is not used for signing", digest_name(s->digest_algorithm));
    ENSURE(digest.len == digest_size(s->digest_algorithm), ERR_INTERNAL, "a digest of %zu bytes for %s", digest.len,
           digest_name(s->digest_algorithm));
    return OK;
}

/* Everything but the signature value: OpenSSL is given the public key only, and never asked to sign. */
static status new_unsigned(CMS_ContentInfo **out, CMS_SignerInfo **signer_info, const struct cms_signer *s,
                           struct view digest, struct err *e)
{
    const unsigned flags = CMS_PARTIAL | CMS_DETACHED | CMS_BINARY;
    TRY(check_signer(s, digest, e));
    AUTO(X509_free)
    X509 *certificate = ossl_certificate(s->certificate);
    ENSURE(certificate != NULL, ERR_TOKEN, "the signer's certificate cannot be read");
    EVP_PKEY *key = X509_get0_pubkey(certificate);
    ENSURE(key != NULL && signature_fits(s->scheme, key), ERR_TOKEN, "the key is not one for %s",
           signature_name(s->scheme));
    AUTO(CMS_ContentInfo_free)
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
    MEM_ENSURE(cms);
    CMS_SignerInfo *si = CMS_add1_signer(cms, certificate, key, digest_md(s->digest_algorithm), flags | CMS_NOSMIMECAP);
    ERR_clear_error();
    ENSURE(si != NULL, ERR_INTERNAL, "OpenSSL cannot build the signature structure");
    TRY(add_attributes(si, certificate, s, digest, e));
    TRY(add_chain(cms, s, e));
    *signer_info = si;
    *out = TAKE(cms);
    return OK;
}

status cms_signed_attributes(struct buf *out, const struct cms_signer *s, struct view content_digest, struct err *e)
{
    AUTO(CMS_ContentInfo_free)
    CMS_ContentInfo *cms = NULL;
    CMS_SignerInfo *si;
    TRY(new_unsigned(&cms, &si, s, content_digest, e));
    return cms_attributes_der(out, si, e);
}

status cms_assemble(struct buf *out, const struct cms_signer *s, struct view content_digest, struct view signature,
                    struct err *e)
{
    AUTO(CMS_ContentInfo_free)
    CMS_ContentInfo *cms = NULL;
    CMS_SignerInfo *si;
    ENSURE(signature.len > 0 && signature.len <= LIMIT_SIGNATURE_VALUE, ERR_INTERNAL, "a signature value of %zu bytes",
           signature.len);
    TRY(new_unsigned(&cms, &si, s, content_digest, e));
    ENSURE(ASN1_STRING_set(CMS_SignerInfo_get0_signature(si), signature.data, (int)signature.len) == 1, ERR_INTERNAL,
           "out of memory");
    return OSSL_DER(out, CMS_ContentInfo, cms, e);
}

/* ECDSA: EVP_PKEY_get_size is the longest DER; RSA: the modulus. */
status cms_size_max(size_t *out, const struct cms_signer *s, struct err *e)
{
    static const uint8_t zeros[LIMIT_SIGNATURE_VALUE] = {0};
    AUTO_BUF cms = BUF_INIT(LIMIT_CMS_OWN);
    AUTO(X509_free)
    X509 *certificate = ossl_certificate(s->certificate);
    EVP_PKEY *key = certificate == NULL ? NULL : X509_get0_pubkey(certificate);
    int size = key == NULL ? 0 : EVP_PKEY_get_size(key);
    ENSURE(size > 0 && size <= LIMIT_SIGNATURE_VALUE, ERR_TOKEN, "the signer's certificate has no usable key");
    TRY(cms_assemble(&cms, s, view_of(zeros, digest_size(s->digest_algorithm)), view_of(zeros, (size_t)size), e));
    *out = cms.len;
    return OK;
}
