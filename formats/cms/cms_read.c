// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/cms_read.h"

#include <string.h>

#include "formats/base/text.h"
#include "formats/cms/cms_algorithms.h"
#include "formats/cms/cms_attributes.h"
#include "formats/cms/cms_binding.h"
#include "formats/cms/cms_envelope.h"
#include "formats/cms/cms_shape.h"
#include "formats/cms/cms_priv.h"
#include "formats/cms/digest.h"
#include "formats/cms/ossl.h"
#include "formats/cms/signature.h"

/* ---- the envelope ---- */

CMS_ContentInfo *cms_parse(size_t *used, struct view hole)
{
    const uint8_t *at = hole.data;
    if (hole.len == 0 || hole.len > LIMIT_CMS) return NULL;
    CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)hole.len);
    ERR_clear_error();
    if (cms == NULL) return NULL;
    *used = (size_t)(at - hole.data);
    if (OBJ_obj2nid(CMS_get0_type(cms)) == NID_pkcs7_signed) return cms;
    CMS_ContentInfo_free(cms);
    return NULL;
}

enum digest_algorithm cms_peek_digest(struct view der)
{
    size_t used;
    X509_ALGOR *digest = NULL;
    AUTO(CMS_ContentInfo_free)
    CMS_ContentInfo *cms = cms_parse(&used, der);
    STACK_OF(CMS_SignerInfo) *signers = cms == NULL ? NULL : CMS_get0_SignerInfos(cms);
    if (signers == NULL || sk_CMS_SignerInfo_num(signers) < 1) return DIGEST_NONE;
    CMS_SignerInfo_get0_algs(sk_CMS_SignerInfo_value(signers, 0), NULL, NULL, &digest, NULL);
    return digest == NULL ? DIGEST_NONE : digest_of_nid(OBJ_obj2nid(digest->algorithm));
}

/* = RFC 5652 3 and PDF-36: one DER object, then zero octets only */
static status check_envelope(struct findings *f, CMS_ContentInfo *cms, struct view hole, size_t used, struct err *e)
{
    AUTO_BUF again = BUF_INIT(LIMIT_CMS);
    for (size_t i = used; i < hole.len; i++) {
        if (hole.data[i] == 0) continue;
        finding_add(f, "CMS-01", "bytes that belong to nothing follow the CMS");
        break;
    }
    TRY(OSSL_DER(&again, CMS_ContentInfo, cms, e));
    if (!view_equal(view_of(again.data, again.len), view_part(hole, 0, used)))
        finding_add(f, "CMS-01b", "the CMS is not DER encoded");
    return OK;
}

static int content_nid(enum cms_content kind)
{
    return kind == CMS_CONTENT_TSTINFO ? NID_id_smime_ct_TSTInfo : NID_pkcs7_data;
}

static void check_content(struct findings *f, CMS_ContentInfo *cms, enum cms_content kind)
{
    ASN1_OCTET_STRING **content = CMS_get0_content(cms);
    bool inside = content != NULL && *content != NULL;
    if (kind == CMS_CONTENT_DETACHED && inside)
        finding_add(f, "CMS-03", "the CMS has content of its own; it must be detached");
    if (OBJ_obj2nid(CMS_get0_eContentType(cms)) != content_nid(kind))
        finding_add(f, "CMS-03", "RFC 5652 11.1: the content type is not the one that belongs here");
}

static CMS_SignerInfo *only_signer(struct findings *f, CMS_ContentInfo *cms)
{
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
    int count = signers == NULL ? 0 : sk_CMS_SignerInfo_num(signers);
    if (count == 1) return sk_CMS_SignerInfo_value(signers, 0);
    finding_add(f, "CMS-02", "ETSI EN 319 142-1 6.2: %d signers where one belongs", count);
    return NULL;
}

/* ---- certificates ---- */

static status copy_certificates(struct evidence *v, STACK_OF(X509) * all, struct err *e)
{
    for (int i = 0; i < sk_X509_num(all); i++) {
        if (v->certificate_count == LIMIT_CERTIFICATES) {
            finding_add(&v->findings, "CMS-02b", "more than %d certificates came along; the rest is left out",
                        LIMIT_CERTIFICATES);
            return OK;
        }
        struct err why = {0};
        if (OSSL_DER(&v->certificates[v->certificate_count], X509, sk_X509_value(all, i), &why) == OK)
            v->certificate_count++;
        else if (why.code == ERR_LIMIT)
            finding_add(&v->findings, "CMS-02b", "a certificate of more than %d bytes came along; it is left out",
                        LIMIT_CERTIFICATE);
        else
            FAIL(ERR_INTERNAL, "out of memory");
    }
    return OK;
}

/* The first that the SignerInfo's identifier names; two with one identifier are told apart by the binding. */
static status choose_signer(struct evidence *v, CMS_SignerInfo *si, STACK_OF(X509) * all, struct err *e)
{
    for (int i = 0; i < sk_X509_num(all); i++) {
        if (CMS_SignerInfo_cert_cmp(si, sk_X509_value(all, i)) != 0) continue;
        if (i2d_X509(sk_X509_value(all, i), NULL) > LIMIT_CERTIFICATE) return OK; /* left out above */
        return OSSL_DER(&v->signer, X509, sk_X509_value(all, i), e);
    }
    return OK;
}

static status read_certificates(struct evidence *v, CMS_ContentInfo *cms, CMS_SignerInfo *si, struct err *e)
{
    STACK_OF(X509) *all = CMS_get1_certs(cms);
    status r = copy_certificates(v, all, e);
    if (r == OK) r = choose_signer(v, si, all, e);
    sk_X509_pop_free(all, X509_free);
    ERR_clear_error();
    return r;
}

/* ---- algorithms ---- */

static void read_algorithms(struct evidence *v, CMS_SignerInfo *si)
{
    X509_ALGOR *digest = NULL, *signature = NULL;
    bool fits;
    CMS_SignerInfo_get0_algs(si, NULL, NULL, &digest, &signature);
    v->digest_algorithm = digest_of_nid(OBJ_obj2nid(digest->algorithm));
    v->scheme = cms_scheme_of(&fits, signature, v->digest_algorithm);
    if (OBJ_obj2nid(signature->algorithm) == NID_rsassaPss && v->scheme == SIGNATURE_OTHER)
        finding_add(&v->findings, "CMS-09b", "RSA-PSS with parameters that are not verified here");
    if (!fits)
        finding_add(&v->findings, "CMS-09", "the signature algorithm and the digest algorithm do not fit together");
}

/* ---- signed attributes ---- */

#define ADOBE_REVOCATION "1.2.840.113583.1.1.8"

enum attribute_rule { MANDATORY, ALLOWED, NAMED };

static const struct {
    const char *oid;
    enum attribute_rule rule;
    const char *name;
} known_attributes[] = {
    {"1.2.840.113549.1.9.3", MANDATORY, "content-type"},
    {"1.2.840.113549.1.9.4", MANDATORY, "message-digest"},
    {"1.2.840.113549.1.9.16.2.47", ALLOWED, "signing-certificate-v2"},
    {CMS_ALGORITHM_PROTECTION, ALLOWED, "cms-algorithm-protection"},
    {"1.2.840.113549.1.9.16.2.12", NAMED, "signing-certificate"},
    {"1.2.840.113549.1.9.5", NAMED, "signing-time"},
    {"1.2.840.113549.1.9.16.2.15", NAMED, "signature-policy"},
    {"1.2.840.113549.1.9.16.2.16", NAMED, "commitment-type"},
    {"1.2.840.113549.1.9.16.2.20", NAMED, "content-time-stamp"},
    {ADOBE_REVOCATION, NAMED, "adobe-revocation-information"},
};

static int attribute_index(CMS_SignerInfo *si, const char *oid, int after)
{
    ASN1_OBJECT *o = OBJ_txt2obj(oid, 1);
    int i = o == NULL ? -1 : CMS_signed_get_attr_by_OBJ(si, o, after);
    ASN1_OBJECT_free(o);
    return i;
}

/* The single value of an attribute; NULL when it is absent, repeated, or has not exactly one value. */
static const ASN1_TYPE *attribute_value(CMS_SignerInfo *si, const char *oid)
{
    int i = attribute_index(si, oid, -1);
    if (i < 0 || attribute_index(si, oid, i) >= 0) return NULL;
    X509_ATTRIBUTE *a = CMS_signed_get_attr(si, i);
    return X509_ATTRIBUTE_count(a) == 1 ? X509_ATTRIBUTE_get0_type(a, 0) : NULL;
}

static bool is_known(const X509_ATTRIBUTE *a)
{
    char oid[80];
    OBJ_obj2txt(oid, sizeof oid, X509_ATTRIBUTE_get0_object((X509_ATTRIBUTE *)(uintptr_t)a), 1);
    for (size_t i = 0; i < sizeof known_attributes / sizeof known_attributes[0]; i++)
        if (strcmp(known_attributes[i].oid, oid) == 0) return true;
    return false;
}

/* = RFC 5652 5.3, 11.1, 11.2: each at most once, with one value; content-type and message-digest must be there */
static void check_attributes(struct findings *f, CMS_SignerInfo *si)
{
    for (size_t i = 0; i < sizeof known_attributes / sizeof known_attributes[0]; i++) {
        const char *oid = known_attributes[i].oid, *name = known_attributes[i].name;
        bool present = attribute_index(si, oid, -1) >= 0;
        if (known_attributes[i].rule == MANDATORY && !present)
            finding_add(f, "CMS-05", "RFC 5652 11: the signed attribute %s is missing", name);
        if (present && attribute_value(si, oid) == NULL)
            finding_add(f, "CMS-05", "RFC 5652 11: the signed attribute %s is there twice or has not one value", name);
        if (present && known_attributes[i].rule == NAMED)
            finding_add(f, "CMS-05b", "the signed attribute %s is there and was not judged", name);
    }
    for (int i = 0; i < CMS_signed_get_attr_count(si); i++)
        if (!is_known(CMS_signed_get_attr(si, i)))
            finding_add(f, "CMS-05b", "an unknown signed attribute is there and was not judged");
}

static void check_content_type(struct findings *f, CMS_SignerInfo *si, enum cms_content kind)
{
    const ASN1_TYPE *t = attribute_value(si, known_attributes[0].oid);
    if (t != NULL && (t->type != V_ASN1_OBJECT || OBJ_obj2nid(t->value.object) != content_nid(kind)))
        finding_add(f, "CMS-05", "RFC 5652 11.1: the content-type attribute is not that of the content");
}

static void compare_digest(struct evidence *v, CMS_SignerInfo *si, const struct content_digests *content)
{
    const ASN1_TYPE *t = attribute_value(si, known_attributes[1].oid);
    if (t == NULL || t->type != V_ASN1_OCTET_STRING) return;
    const struct buf *computed = &content->of[v->digest_algorithm];
    struct view claimed = view_of(t->value.octet_string->data, (size_t)t->value.octet_string->length);
    if (computed->len == 0 || digest_size(v->digest_algorithm) == 0) return;
    v->digest = view_equal(claimed, view_of(computed->data, computed->len)) ? CHECK_PASSED : CHECK_FAILED;
}

/* = RFC 6211 3: what it says must be what the SignerInfo says */
static status check_protection(struct findings *f, CMS_SignerInfo *si, struct err *e)
{
    X509_ALGOR *digest = NULL, *signature = NULL;
    const ASN1_TYPE *t = attribute_value(si, CMS_ALGORITHM_PROTECTION);
    AUTO_BUF a = BUF_INIT(4096);
    AUTO_BUF b = BUF_INIT(4096);
    AUTO_BUF expected = BUF_INIT(8192);
    if (t == NULL) return OK;
    CMS_SignerInfo_get0_algs(si, NULL, NULL, &digest, &signature);
    TRY(OSSL_DER(&a, X509_ALGOR, digest, e));
    TRY(OSSL_DER(&b, X509_ALGOR, signature, e));
    b.data[0] = 0xa1;
    cms_put_header(&expected, 0x30, a.len + b.len);
    buf_put(&expected, view_of(a.data, a.len));
    buf_put(&expected, view_of(b.data, b.len));
    bool same =
        t->type == V_ASN1_SEQUENCE && view_equal(view_of(t->value.sequence->data, (size_t)t->value.sequence->length),
                                                 view_of(expected.data, expected.len));
    if (!same) finding_add(f, "CMS-06", "RFC 6211: the protected algorithms are not those of the signature");
    return OK;
}

/* Does this attribute name the signer first? One of version 2 with a digest that two certificates can share is as good
 * as none (RFC 5035 4 lets every algorithm in). */
static bool names_signer(struct evidence *v, const ASN1_TYPE *t, bool version_2)
{
    enum digest_algorithm d;
    struct view value = t->type == V_ASN1_SEQUENCE ? view_of(t->value.sequence->data, (size_t)t->value.sequence->length)
                                                   : view_of(NULL, 0);
    bool named = cms_binding_names(&d, value, version_2, view_of(v->signer.data, v->signer.len));
    if (named && version_2 && d < DIGEST_SHA224)
        finding_add(&v->findings, "CMS-07d", "the signer's certificate is bound by a digest that is too weak: %s",
                    digest_name(d));
    return named;
}

static void check_binding(struct evidence *v, CMS_SignerInfo *si)
{
    const ASN1_TYPE *v2 = attribute_value(si, "1.2.840.113549.1.9.16.2.47");
    const ASN1_TYPE *v1 = attribute_value(si, "1.2.840.113549.1.9.16.2.12");
    if (v2 == NULL && v1 == NULL) {
        finding_add(&v->findings, "CMS-07c", "no signed attribute binds the signer's certificate");
        return;
    }
    if (v2 == NULL)
        finding_add(&v->findings, "CMS-07b", "the signer's certificate is bound by a SHA-1 attribute (version 1)");
    if (v->signer.len == 0) return;
    bool named = (v2 == NULL || names_signer(v, v2, true)) && (v1 == NULL || names_signer(v, v1, false));
    v->binding = named ? CHECK_PASSED : CHECK_FAILED;
    if (!named)
        finding_add(&v->findings, "CMS-07",
                    "the signed attributes name another certificate than the one that came along");
}

/* ---- the value ---- */

static status verify_over(struct evidence *v, const struct buf *attributes, struct err *e)
{
    return signature_verify(&v->value, v->scheme, v->digest_algorithm, view_of(v->signer.data, v->signer.len),
                            view_of(attributes->data, attributes->len),
                            view_of(v->value_octets.data, v->value_octets.len), e);
}

/* What is signed is the DER of the attributes. Some producers sign them as they wrote them, and OpenSSL verifies so:
 * the same attributes, in another order, so that nothing is lost in accepting both. */
static status check_value(struct evidence *v, CMS_SignerInfo *si, struct err *e)
{
    AUTO_BUF attributes = BUF_INIT(LIMIT_CMS);
    AUTO_BUF written = BUF_INIT(LIMIT_CMS);
    ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(si);
    TRY(buf_copy(&v->value_octets,
                 view_part(view_of(value->data, (size_t)value->length), 0,
                           (size_t)value->length <= LIMIT_SIGNATURE_VALUE ? (size_t)value->length : 0),
                 e));
    if (v->signer.len == 0) return OK;
    TRY(cms_attributes_der(&attributes, si, e));
    TRY(verify_over(v, &attributes, e));
    TRY(cms_attributes_as_written(&written, si, e));
    if (view_equal(view_of(attributes.data, attributes.len), view_of(written.data, written.len))) return OK;
    finding_add(&v->findings, "CMS-05c", "RFC 5652 5.3: the signed attributes are not in DER order");
    return v->value == CHECK_PASSED ? OK : verify_over(v, &written, e);
}

static status read_signer(struct evidence *v, CMS_ContentInfo *cms, CMS_SignerInfo *si, enum cms_content kind,
                          const struct content_digests *content, struct err *e)
{
    TRY(read_certificates(v, cms, si, e));
    read_algorithms(v, si);
    int count = CMS_signed_get_attr_count(si);
    if (count <= 0) {
        /* = RFC 5652 5.3, and the forgery that swaps attributes for content: no attributes, no verdict */
        finding_add(&v->findings, "CMS-04", "the signature has no signed attributes");
        return OK;
    }
    if (count > 32) {
        finding_add(&v->findings, "CMS-05", "more than %d signed attributes", 32);
        return OK;
    }
    check_attributes(&v->findings, si);
    check_content_type(&v->findings, si, kind);
    compare_digest(v, si, content);
    check_binding(v, si);
    TRY(check_protection(&v->findings, si, e));
    TRY(check_value(v, si, e));
    TRY(cms_read_proofs(v, cms, attribute_value(si, ADOBE_REVOCATION), e));
    return kind == CMS_CONTENT_DETACHED ? cms_read_unsigned(v, si, e) : OK;
}

status cms_read_as(struct evidence *out, CMS_ContentInfo *cms, struct view hole, size_t used, enum cms_content kind,
                   const struct content_digests *content, struct err *e)
{
    TRY(check_envelope(&out->findings, cms, hole, used, e));
    cms_check_shape(&out->findings, view_part(hole, 0, used));
    check_content(&out->findings, cms, kind);
    CMS_SignerInfo *si = only_signer(&out->findings, cms);
    if (si == NULL) return OK;
    TRY(read_signer(out, cms, si, kind, content, e));
    cms_check_envelope(&out->findings, view_part(hole, 0, used), view_of(out->signer.data, out->signer.len));
    return OK;
}

status cms_read(struct evidence *out, struct view hole, const struct content_digests *content, struct err *e)
{
    size_t used;
    ENSURE(hole.len <= LIMIT_CMS, ERR_LIMIT, "a signature of %zu bytes is too large", hole.len);
    AUTO(CMS_ContentInfo_free)
    CMS_ContentInfo *cms = cms_parse(&used, hole);
    if (cms == NULL) {
        finding_add(&out->findings, "CMS-01", "the signature is not a CMS SignedData");
        return OK;
    }
    return cms_read_as(out, cms, hole, used, CMS_CONTENT_DETACHED, content, e);
}
