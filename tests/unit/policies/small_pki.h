// SPDX-License-Identifier: Apache-2.0
/*
 * small_pki.h - a small PKI made at start, for the tests of policies/: a root, an issuing CA, a signer, their lists.
 */
#pragma once

#include <string.h>

#include "tests/unit/cm.h"

#include "formats/cms/cms_build.h"
#include "formats/cms/digest.h"
#include "formats/cms/ossl.h"
#include "policies/trust.h"

#define NOW INT64_C(1795500000)
#define DAY INT64_C(86400)

struct pki {
    EVP_PKEY *root_key, *ca_key, *key;
    X509 *root, *ca, *signer;
};

static inline EVP_PKEY *ec_key(bool explicit_parameters)
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, NULL);
    EVP_PKEY *k = NULL;
    assert_int_equal(EVP_PKEY_keygen_init(c), 1);
    EVP_PKEY_CTX_set_ec_paramgen_curve_nid(c, NID_X9_62_prime256v1);
    EVP_PKEY_CTX_set_ec_param_enc(c, explicit_parameters ? OPENSSL_EC_EXPLICIT_CURVE : OPENSSL_EC_NAMED_CURVE);
    assert_int_equal(EVP_PKEY_generate(c, &k), 1);
    EVP_PKEY_CTX_free(c);
    return k;
}

static inline void add_ext(X509 *c, int nid, const char *value)
{
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, c, c, NULL, NULL, 0);
    X509_EXTENSION *x = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    assert_non_null(x);
    X509_add_ext(c, x, -1);
    X509_EXTENSION_free(x);
}

struct spec {
    const char *cn, *constraints, *usage, *eku;
    long serial;
    const EVP_MD *md;
};

/* Valid from `from` to `until`, seconds since 1970. */
static inline X509 *issue_between(struct spec s, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key, int64_t from,
                                  int64_t until)
{
    X509 *c = X509_new();
    X509_NAME *n = X509_get_subject_name(c);
    X509_set_version(c, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(c), s.serial);
    X509_NAME_add_entry_by_txt(n, "C", MBSTRING_ASC, (const uint8_t *)"VN", -1, -1, 0);
    X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8, (const uint8_t *)s.cn, -1, -1, 0);
    X509_set_issuer_name(c, issuer == NULL ? n : X509_get_subject_name(issuer));
    ASN1_TIME_set(X509_getm_notBefore(c), (time_t)from);
    ASN1_TIME_set(X509_getm_notAfter(c), (time_t)until);
    X509_set_pubkey(c, key);
    if (s.constraints != NULL) add_ext(c, NID_basic_constraints, s.constraints);
    if (s.usage != NULL) add_ext(c, NID_key_usage, s.usage);
    if (s.eku != NULL) add_ext(c, NID_ext_key_usage, s.eku);
    assert_true(X509_sign(c, issuer_key, s.md == NULL ? EVP_sha256() : s.md) > 0);
    return c;
}

static inline X509 *issue(struct spec s, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key)
{
    return issue_between(s, key, issuer, issuer_key, NOW - 300 * DAY, NOW + 300 * DAY);
}

static inline struct pki make_pki(struct spec ca, struct spec signer, bool explicit_parameters)
{
    struct pki p = {.root_key = ec_key(false), .ca_key = ec_key(false), .key = ec_key(explicit_parameters)};
    p.root = issue((struct spec){"Root", "critical,CA:TRUE", "critical,keyCertSign,cRLSign", NULL, 1, NULL}, p.root_key,
                   NULL, p.root_key);
    p.ca = issue(ca, p.ca_key, p.root, p.root_key);
    p.signer = issue(signer, p.key, p.ca, p.ca_key);
    return p;
}

static const struct spec good_ca = {"Issuing", "critical,CA:TRUE,pathlen:0", "critical,keyCertSign,cRLSign", NULL, 2,
                                    NULL};
static const struct spec good_signer = {
    "Nguyễn Văn Ánh", "CA:FALSE", "critical,digitalSignature,nonRepudiation", "clientAuth,emailProtection", 3, NULL};

static inline void pki_clear(struct pki *p)
{
    EVP_PKEY_free(p->root_key);
    EVP_PKEY_free(p->ca_key);
    EVP_PKEY_free(p->key);
    X509_free(p->root);
    X509_free(p->ca);
    X509_free(p->signer);
}

/* revoked: a serial or 0; date: NULL for a day before NOW, else the raw text of a GeneralizedTime. */
static inline X509_CRL *crl(X509 *issuer, EVP_PKEY *key, long revoked, const char *date, const EVP_MD *md)
{
    X509_CRL *c = X509_CRL_new();
    ASN1_TIME *t = ASN1_TIME_new();
    X509_CRL_set_version(c, 1);
    X509_CRL_set_issuer_name(c, X509_get_subject_name(issuer));
    X509_CRL_set1_lastUpdate(c, ASN1_TIME_set(t, (time_t)(NOW - DAY)));
    X509_CRL_set1_nextUpdate(c, ASN1_TIME_set(t, (time_t)(NOW + DAY)));
    if (revoked != 0) {
        X509_REVOKED *r = X509_REVOKED_new();
        ASN1_INTEGER *serial = ASN1_INTEGER_new();
        ASN1_INTEGER_set(serial, revoked);
        X509_REVOKED_set_serialNumber(r, serial);
        ASN1_TIME_set(t, (time_t)(NOW - DAY));
        if (date != NULL) {
            ASN1_STRING_set(t, date, (int)strlen(date));
            t->type = V_ASN1_GENERALIZEDTIME;
        }
        X509_REVOKED_set_revocationDate(r, t);
        X509_CRL_add0_revoked(c, r);
        ASN1_INTEGER_free(serial);
    }
    X509_CRL_sort(c);
    assert_true(X509_CRL_sign(c, key, md == NULL ? EVP_sha256() : md) > 0);
    ASN1_TIME_free(t);
    return c;
}

static inline struct buf der_of_cert(X509 *c)
{
    struct err e = {0};
    struct buf b = BUF_INIT(LIMIT_CERTIFICATE);
    assert_ok(OSSL_DER(&b, X509, c, &e), &e);
    return b;
}

static inline void trust_root(struct trust *t, X509 *root)
{
    struct err e = {0};
    AUTO_BUF b = der_of_cert(root);
    assert_ok(trust_add_anchors(t, view_of(b.data, b.len), "root", &e), &e);
}

static inline void give_crl(struct trust *t, X509_CRL *c)
{
    struct err e = {0};
    AUTO_BUF b = BUF_INIT(LIMIT_CRL);
    assert_ok(OSSL_DER(&b, X509_CRL, c, &e), &e);
    assert_ok(trust_add_crls(t, view_of(b.data, b.len), "crl", &e), &e);
    X509_CRL_free(c);
}

static const char document[] = "a result";

static inline struct buf sign_cms(const struct pki *p)
{
    struct err e = {0};
    struct buf out = BUF_INIT(LIMIT_CMS);
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    AUTO_BUF attributes = BUF_INIT(LIMIT_CMS);
    AUTO_BUF signer = der_of_cert(p->signer);
    AUTO_BUF ca = der_of_cert(p->ca);
    struct cms_signer s = {.certificate = view_of(signer.data, signer.len),
                           .chain = {view_of(ca.data, ca.len)},
                           .chain_count = 1,
                           .scheme = SIGNATURE_ECDSA,
                           .digest_algorithm = DIGEST_SHA256};
    uint8_t value[256];
    size_t len = sizeof value;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    assert_ok(digest_bytes(&digest, DIGEST_SHA256, view_of_string(document), &e), &e);
    struct view d = view_of(digest.data, digest.len);
    assert_ok(cms_signed_attributes(&attributes, &s, d, &e), &e);
    assert_int_equal(EVP_DigestSignInit(c, NULL, EVP_sha256(), NULL, p->key), 1);
    assert_int_equal(EVP_DigestSign(c, value, &len, attributes.data, attributes.len), 1);
    EVP_MD_CTX_free(c);
    assert_ok(cms_assemble(&out, &s, d, view_of(value, len), &e), &e);
    return out;
}
