// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/cms_binding.h"

#include "formats/cms/digest.h"
#include "formats/cms/ossl.h"

AUTO_DEFINE(GENERAL_NAMES, GENERAL_NAMES_free)
AUTO_DEFINE(ASN1_INTEGER, ASN1_INTEGER_free)

/* Takes one TLV of a tag off the front; its content. False leaves `in` as it was. */
static bool take(struct view *content, struct view *in, int tag)
{
    const uint8_t *at = in->data;
    long len;
    int got_tag, class;
    if (in->len == 0 || in->len > INT32_MAX) return false;
    int r = ASN1_get_object(&at, &len, &got_tag, &class, (long)in->len);
    ERR_clear_error();
    if ((r & 0x81) != 0 || class != V_ASN1_UNIVERSAL || got_tag != tag) return false; /* error, or indefinite length */
    size_t header = (size_t)(at - in->data);
    *content = view_of(at, (size_t)len);
    *in = view_of(at + len, in->len - header - (size_t)len);
    return true;
}

/* ESSCertIDv2's hashAlgorithm is SHA-256 when absent (RFC 5035 4). */
static enum digest_algorithm take_algorithm(struct view *id)
{
    struct view content, before = *id;
    if (!take(&content, id, V_ASN1_SEQUENCE)) return DIGEST_SHA256;
    size_t used = before.len - id->len;
    const uint8_t *at = before.data;
    AUTO(X509_ALGOR_free)
    X509_ALGOR *a = d2i_X509_ALGOR(NULL, &at, (long)used);
    ERR_clear_error();
    return a == NULL ? DIGEST_OTHER : digest_of_nid(OBJ_obj2nid(a->algorithm));
}

static bool hash_is(struct view hash, enum digest_algorithm d, struct view certificate)
{
    struct err ignored = {0};
    AUTO_BUF computed = BUF_INIT(DIGEST_SIZE_MAX);
    return digest_bytes(&computed, d, certificate, &ignored) == OK &&
           view_equal(view_of(computed.data, computed.len), hash);
}

/* IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber INTEGER } */
static bool issuer_serial_is(struct view id, struct view certificate)
{
    struct view inner;
    if (id.len == 0) return true; /* optional */
    if (!take(&inner, &id, V_ASN1_SEQUENCE) || id.len != 0) return false;
    const uint8_t *at = inner.data;
    AUTO(X509_free)
    X509 *c = ossl_certificate(certificate);
    AUTO(GENERAL_NAMES_free)
    GENERAL_NAMES *issuer = d2i_GENERAL_NAMES(NULL, &at, (long)inner.len);
    AUTO(ASN1_INTEGER_free)
    ASN1_INTEGER *serial =
        issuer == NULL ? NULL : d2i_ASN1_INTEGER(NULL, &at, (long)(inner.len - (size_t)(at - inner.data)));
    ERR_clear_error();
    if (c == NULL || serial == NULL || sk_GENERAL_NAME_num(issuer) != 1) return false;
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(issuer, 0);
    return name->type == GEN_DIRNAME && X509_NAME_cmp(name->d.directoryName, X509_get_issuer_name(c)) == 0 &&
           ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(c)) == 0;
}

bool cms_binding_names(enum digest_algorithm *digest, struct view value, bool version_2, struct view certificate)
{
    struct view outer, ids, id, hash;
    *digest = DIGEST_NONE;
    if (!take(&outer, &value, V_ASN1_SEQUENCE) || value.len != 0) return false;
    if (!take(&ids, &outer, V_ASN1_SEQUENCE) || !take(&id, &ids, V_ASN1_SEQUENCE)) return false;
    *digest = version_2 ? take_algorithm(&id) : DIGEST_SHA1;
    return take(&hash, &id, V_ASN1_OCTET_STRING) && hash_is(hash, *digest, certificate) &&
           issuer_serial_is(id, certificate);
}
