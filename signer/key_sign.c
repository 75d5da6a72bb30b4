// SPDX-License-Identifier: Apache-2.0
#include "signer/key_sign.h"

#include <string.h>

#include <openssl/x509.h>

#include "formats/base/text.h"
#include "formats/cms/cms_build.h"
#include "formats/cms/digest.h"
#include "formats/cms/ecdsa.h"
#include "formats/cms/ossl.h"
#include "formats/cms/signature.h"

AUTO_DEFINE(X509_REQ, X509_REQ_free)
AUTO_DEFINE(X509_NAME, X509_NAME_free)
AUTO_DEFINE(ASN1_BIT_STRING, ASN1_BIT_STRING_free)

enum signature_scheme key_scheme(const EVP_PKEY *key)
{
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
        return SIGNATURE_RSA_PKCS1;
    case EVP_PKEY_EC:
        return SIGNATURE_ECDSA;
    default:
        return SIGNATURE_NONE;
    }
}

/* The digest that fits an EC key's curve, SHA-256 otherwise: for requests. */
static enum digest_algorithm digest_for(const EVP_PKEY *key)
{
    bool is_big_curve = key_scheme(key) == SIGNATURE_ECDSA && EVP_PKEY_get_bits(key) > 256;
    return is_big_curve ? DIGEST_SHA384 : DIGEST_SHA256;
}

/* Has `content` signed. raw: as the token gives it (ECDSA: r || s, as in XML); der: as CMS and PKCS#10 have it. */
static status sign_content(struct buf *raw, struct buf *der, struct key_signer *s, enum digest_algorithm d,
                           struct view content, struct err *e)
{
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    const struct token_signing how = {
        .scheme = s->facts->scheme, .digest_algorithm = d, .pin = s->pin, .login = s->login};
    struct view hashed, value;
    TRY(digest_bytes(&digest, d, content, e));
    TRY(buf_done(&hashed, &digest, e));
    TRY(token_sign(raw, &s->is_lost, s->token, s->key, &how, hashed, e));
    TRY(buf_done(&value, raw, e));
    return how.scheme == SIGNATURE_ECDSA ? ecdsa_der_from_raw(der, value, e) : buf_copy(der, value, e);
}

static status distrust(const struct key_signer *s, struct err *e)
{
    FAIL(ERR_TOKEN, "token %s made a signature that does not fit its key; nothing is signed",
         token_text(s->token, TOKEN_LABEL).s);
}

/* P11-04: a fault in the token, or another key than the certificate's, must not leave this process. */
static status sign_and_verify(struct buf *raw, struct buf *der, struct key_signer *s, enum digest_algorithm d,
                              struct view content, struct err *e)
{
    enum check right = CHECK_NOT_DONE;
    struct err ignored = {0};
    struct view certificate = view_of(s->facts->certificate.data, s->facts->certificate.len);
    status made = sign_content(raw, der, s, d, content, e);
    if (made != OK) return made;
    if (signature_verify(&right, s->facts->scheme, d, certificate, content, view_of(der->data, der->len), &ignored) !=
            OK ||
        right != CHECK_PASSED)
        return distrust(s, e);
    return OK;
}

static struct cms_signer cms_signer_of(const struct key_facts *f, enum digest_algorithm d)
{
    struct cms_signer c = {.certificate = view_of(f->certificate.data, f->certificate.len),
                           .chain_count = f->chain_count,
                           .scheme = f->scheme,
                           .digest_algorithm = d};
    for (size_t i = 0; i < f->chain_count; i++) c.chain[i] = view_of(f->chain[i].data, f->chain[i].len);
    return c;
}

status key_measure_cms(size_t *out, const struct key_signer *s, enum digest_algorithm d, struct err *e)
{
    const struct cms_signer c = cms_signer_of(s->facts, d);
    return cms_size_max(out, &c, e);
}

status key_sign_cms(struct buf *out, struct key_signer *s, enum digest_algorithm d, struct view digest, struct err *e)
{
    const struct cms_signer c = cms_signer_of(s->facts, d);
    AUTO_BUF attributes = BUF_INIT(LIMIT_CMS_OWN);
    AUTO_BUF raw = BUF_INIT(LIMIT_SIGNATURE_VALUE);
    AUTO_BUF value = BUF_INIT(LIMIT_SIGNATURE_VALUE + 16);
    struct view signed_bytes;
    TRY(cms_signed_attributes(&attributes, &c, digest, e));
    TRY(buf_done(&signed_bytes, &attributes, e));
    TRY(sign_and_verify(&raw, &value, s, d, signed_bytes, e));
    return cms_assemble(out, &c, digest, view_of(value.data, value.len), e);
}

status key_sign_xades(struct buf *out, struct key_signer *s, const struct xades_facts *facts, struct err *e)
{
    struct xades_signer x = {.certificate = view_of(s->facts->certificate.data, s->facts->certificate.len),
                             .chain_count = s->facts->chain_count,
                             .scheme = s->facts->scheme};
    for (size_t i = 0; i < x.chain_count; i++) x.chain[i] = view_of(s->facts->chain[i].data, s->facts->chain[i].len);
    AUTO_BUF properties = BUF_INIT(LIMIT_XML_SIGNATURE);
    AUTO_BUF info = BUF_INIT(LIMIT_XML_SIGNED_INFO);
    AUTO_BUF raw = BUF_INIT(LIMIT_SIGNATURE_VALUE);
    AUTO_BUF value = BUF_INIT(LIMIT_SIGNATURE_VALUE + 16);
    struct view signed_bytes;
    TRY(xades_signed_parts(&properties, &info, facts, &x, e));
    TRY(buf_done(&signed_bytes, &info, e));
    TRY(sign_and_verify(&raw, &value, s, facts->digest_algorithm, signed_bytes, e));
    return xades_assemble(out, facts, &x, view_of(raw.data, raw.len), e);
}

/* --- certification requests ------------------------------------------------------------------------------------- */

/* The names that are used in subjects here (domain/certificates), and how X.520 has them written. */
static const struct {
    const char *name;
    int nid, type;
} attributes[] = {
    {"C", NID_countryName, V_ASN1_PRINTABLESTRING},
    {"ST", NID_stateOrProvinceName, V_ASN1_UTF8STRING},
    {"L", NID_localityName, V_ASN1_UTF8STRING},
    {"O", NID_organizationName, V_ASN1_UTF8STRING},
    {"OU", NID_organizationalUnitName, V_ASN1_UTF8STRING},
    {"title", NID_title, V_ASN1_UTF8STRING},
    {"CN", NID_commonName, V_ASN1_UTF8STRING},
    {"UID", NID_userId, V_ASN1_UTF8STRING}, /* 0.9.2342.19200300.100.1.1: "CCCD:...", "MST:..." */
    {"serialNumber", NID_serialNumber, V_ASN1_PRINTABLESTRING},
    {"emailAddress", NID_pkcs9_emailAddress, V_ASN1_IA5STRING},
};

/* One "NAME=value" up to the next "/NAME=" or the end; a slash in a value is written "\/". */
static status add_attribute(X509_NAME *name, struct view part, struct err *e)
{
    struct escaped shown = text_escape(part);
    size_t equals = view_find(part, 0, view_of_string("="));
    ENSURE(equals != SIZE_MAX && equals + 1 < part.len, ERR_USAGE, "not NAME=value in the subject: %s", shown.s);
    struct view value = view_part(part, equals + 1, part.len - equals - 1);
    AUTO_BUF plain = BUF_INIT(LIMIT_TEXT);
    for (size_t i = 0; i < value.len; i++)
        if (value.data[i] != '\\' || i + 1 == value.len) buf_put_byte(&plain, value.data[i]);
    ENSURE(!plain.failed && text_is_clean(value), ERR_USAGE, "too long, or not clean UTF-8, in the subject: %s",
           shown.s);
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        if (!view_equals_string(view_part(part, 0, equals), attributes[i].name)) continue;
        ENSURE(X509_NAME_add_entry_by_NID(name, attributes[i].nid, attributes[i].type, plain.data, (int)plain.len, -1,
                                          0) == 1,
               ERR_USAGE, "not usable in a subject: %s", shown.s);
        return OK;
    }
    FAIL(ERR_USAGE, "unknown attribute in the subject: %s", shown.s);
}

static size_t next_slash(struct view text, size_t from)
{
    for (size_t i = from; i < text.len; i++)
        if (text.data[i] == '/' && text.data[i - 1] != '\\') return i;
    return text.len;
}

static status subject_name(X509_NAME *out, const char *subject, struct err *e)
{
    struct view text = view_of_string(subject);
    ENSURE(view_starts_with(text, "/") && text.len > 1, ERR_USAGE, "a subject is written /C=VN/O=.../CN=...");
    for (size_t at = 1; at < text.len;) {
        size_t end = next_slash(text, at);
        TRY(add_attribute(out, view_part(text, at, end - at), e));
        at = end + 1;
    }
    return OK;
}

static X509_REQ *unsigned_request(struct key_signer *s, X509_NAME *name, enum digest_algorithm d)
{
    AUTO(X509_REQ_free)
    X509_REQ *request = X509_REQ_new();
    AUTO(X509_ALGOR_free)
    X509_ALGOR *algorithm = X509_ALGOR_new();
    bool is_rsa = s->facts->scheme == SIGNATURE_RSA_PKCS1;
    int nid = NID_undef;
    if (request == NULL || algorithm == NULL) return NULL;
    if (OBJ_find_sigid_by_algs(&nid, digest_nid(d), is_rsa ? NID_rsaEncryption : NID_X9_62_id_ecPublicKey) != 1)
        return NULL;
    if (X509_ALGOR_set0(algorithm, OBJ_nid2obj(nid), is_rsa ? V_ASN1_NULL : V_ASN1_UNDEF, NULL) != 1) return NULL;
    if (X509_REQ_set_version(request, 0) != 1 || X509_REQ_set_subject_name(request, name) != 1 ||
        X509_REQ_set_pubkey(request, s->public_key) != 1 || X509_REQ_set1_signature_algo(request, algorithm) != 1)
        return NULL;
    return TAKE(request);
}

static status set_signature(X509_REQ *request, struct view signature, struct err *e)
{
    AUTO(ASN1_BIT_STRING_free)
    ASN1_BIT_STRING *bits = ASN1_BIT_STRING_new();
    ENSURE(bits != NULL && ASN1_STRING_set(bits, signature.data, (int)signature.len) == 1, ERR_INTERNAL,
           "out of memory");
    bits->flags = (bits->flags & ~7L) | ASN1_STRING_FLAG_BITS_LEFT; /* whole octets */
    X509_REQ_set0_signature(request, TAKE(bits));
    return OK;
}

status key_sign_request(struct buf *der, struct key_signer *s, const char *subject, struct err *e)
{
    AUTO(X509_NAME_free)
    X509_NAME *name = X509_NAME_new();
    AUTO_BUF content = BUF_INIT(LIMIT_CERTIFICATE);
    AUTO_BUF raw = BUF_INIT(LIMIT_SIGNATURE_VALUE);
    AUTO_BUF value = BUF_INIT(LIMIT_SIGNATURE_VALUE + 16);
    MEM_ENSURE(name);
    TRY(subject_name(name, subject, e));
    enum digest_algorithm d = digest_for(s->public_key);
    AUTO(X509_REQ_free)
    X509_REQ *request = unsigned_request(s, name, d);
    ENSURE(request != NULL, ERR_INTERNAL, "cannot build a certification request");
    TRY(OSSL_DER(&content, re_X509_REQ_tbs, request, e));
    TRY(sign_content(&raw, &value, s, d, view_of(content.data, content.len), e));
    TRY(set_signature(request, view_of(value.data, value.len), e));
    bool right = X509_REQ_verify(request, s->public_key) == 1;
    ERR_clear_error();
    return right ? OSSL_DER(der, X509_REQ, request, e) : distrust(s, e);
}
