// SPDX-License-Identifier: Apache-2.0
/*
 * made_pki.h - certificates, revocation lists and OCSP answers of every shape, made with libcrypto. Times are days from
 * NOW, so that no test depends on the clock.
 */
#pragma once

#include <string.h>

#include <openssl/ocsp.h>

#include "tests/unit/cm.h"

#include "formats/base/limits.h"
#include "formats/cms/ossl.h"

#define NOW INT64_C(1795500000)
#define DAY INT64_C(86400)
#define CA_USAGE "critical,keyCertSign,cRLSign"
#define STRANGE_OID "1.3.6.1.4.1.55555.7"

static inline int64_t in_days(double days)
{
    return NOW + (int64_t)(days * (double)DAY);
}

static inline EVP_PKEY *made_key(void)
{
    EVP_PKEY *k = EVP_EC_gen("P-256");
    assert_non_null(k);
    return k;
}

static inline const EVP_MD *made_digest(const char *name, const char *usual)
{
    return EVP_get_digestbyname(name == NULL ? usual : name);
}

static inline EVP_PKEY *made_weak_key(void)
{
    EVP_PKEY *k = EVP_RSA_gen(1024);
    assert_non_null(k);
    return k;
}

/* An extension: its number and the text of openssl.cnf; STRANGE_OID critical where nid is NID_undef. */
struct made_ext {
    int nid;
    const char *value;
};

static inline X509_EXTENSION *made_extension(struct made_ext x, X509 *subject, X509 *issuer)
{
    if (x.nid == NID_undef) {
        ASN1_OBJECT *oid = OBJ_txt2obj(x.value != NULL ? x.value : STRANGE_OID, 1);
        ASN1_OCTET_STRING *null = ASN1_OCTET_STRING_new();
        ASN1_OCTET_STRING_set(null, (const uint8_t *)"\x05", 2);
        X509_EXTENSION *e = X509_EXTENSION_create_by_OBJ(NULL, oid, 1, null);
        ASN1_OBJECT_free(oid);
        ASN1_OCTET_STRING_free(null);
        return e;
    }
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, issuer, subject, NULL, NULL, 0);
    CONF *nothing = NCONF_new(NULL);
    X509V3_set_nconf(&ctx, nothing);
    X509_EXTENSION *e = X509V3_EXT_nconf_nid(nothing, &ctx, x.nid, x.value);
    NCONF_free(nothing);
    if (e == NULL) fail_msg("extension %d: %s", x.nid, x.value);
    return e;
}

/* ---- certificates ---- */

enum { MADE_EXTS = 6 };

struct made_cert {
    const char *cn;
    long serial;
    double from, to; /* both 0: -300, 300 */
    const char *constraints, *usage, *eku;
    struct made_ext ext[MADE_EXTS]; /* ended by value NULL and nid 0 */
    size_t ext_count;
    const char *md;   /* NULL: SHA-256 */
    const char *mail; /* in the name */
};

static inline void put_ext(X509 *c, X509 *issuer, struct made_ext x)
{
    if (x.nid != NID_undef && x.value == NULL) return;
    X509_EXTENSION *e = made_extension(x, c, issuer);
    assert_int_equal(X509_add_ext(c, e, -1), 1);
    X509_EXTENSION_free(e);
}

static inline X509 *made_certificate(struct made_cert s, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key)
{
    bool dated = s.from != 0 || s.to != 0;
    X509 *c = X509_new();
    X509_NAME *n = X509_get_subject_name(c);
    X509_set_version(c, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(c), s.serial);
    X509_NAME_add_entry_by_txt(n, "C", MBSTRING_ASC, (const uint8_t *)"VN", -1, -1, 0);
    X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8, (const uint8_t *)s.cn, -1, -1, 0);
    if (s.mail != NULL) X509_NAME_add_entry_by_txt(n, "emailAddress", MBSTRING_ASC, (const uint8_t *)s.mail, -1, -1, 0);
    X509_set_issuer_name(c, issuer == NULL ? n : X509_get_subject_name(issuer));
    ASN1_TIME_set(X509_getm_notBefore(c), (time_t)in_days(dated ? s.from : -300));
    ASN1_TIME_set(X509_getm_notAfter(c), (time_t)in_days(dated ? s.to : 300));
    X509_set_pubkey(c, key);
    put_ext(c, issuer, (struct made_ext){NID_basic_constraints, s.constraints});
    put_ext(c, issuer, (struct made_ext){NID_key_usage, s.usage});
    put_ext(c, issuer, (struct made_ext){NID_ext_key_usage, s.eku});
    for (size_t i = 0; i < s.ext_count; i++) put_ext(c, issuer, s.ext[i]);
    assert_true(X509_sign(c, issuer_key, made_digest(s.md, "SHA256")) > 0);
    return c;
}

/* As it comes from outside: without what OpenSSL remembers of the making */
static inline X509 *reread(X509 *c)
{
    uint8_t *der = NULL;
    int len = i2d_X509(c, &der);
    X509_free(c);
    X509 *again = ossl_certificate(view_of(der, (size_t)len));
    OPENSSL_free(der);
    assert_non_null(again);
    return again;
}

/* ---- revocation lists ---- */

struct made_entry {
    long serial;
    double date;
    int reason;          /* as in RFC 5280, or 0: none */
    double invalid_from; /* 0: none */
    struct made_ext ext;
    bool has_ext;
    const char *raw_date; /* a GeneralizedTime as it stands */
};

struct made_crl {
    double this_update, next_update; /* both 0: -1, 1; next_update -1000: none */
    struct made_entry entry[3];
    size_t entry_count;
    struct made_ext ext[2];
    size_t ext_count;
    const char *md;
    double keeps_expired; /* expiredCertsOnCRL; 0: none */
};

static inline X509_REVOKED *made_revoked(struct made_entry s)
{
    X509_REVOKED *r = X509_REVOKED_new();
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    ASN1_TIME *t = ASN1_TIME_set(NULL, (time_t)in_days(s.date));
    ASN1_INTEGER_set(serial, s.serial);
    X509_REVOKED_set_serialNumber(r, serial);
    if (s.raw_date != NULL) {
        ASN1_STRING_set(t, s.raw_date, (int)strlen(s.raw_date));
        t->type = V_ASN1_GENERALIZEDTIME;
    }
    X509_REVOKED_set_revocationDate(r, t);
    ASN1_TIME_free(t);
    ASN1_INTEGER_free(serial);
    if (s.reason != 0) {
        ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();
        ASN1_ENUMERATED_set(reason, s.reason);
        X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, reason, 0, 0);
        ASN1_ENUMERATED_free(reason);
    }
    if (s.invalid_from != 0) {
        ASN1_GENERALIZEDTIME *since = ASN1_GENERALIZEDTIME_set(NULL, (time_t)in_days(s.invalid_from));
        X509_REVOKED_add1_ext_i2d(r, NID_invalidity_date, since, 0, 0);
        ASN1_GENERALIZEDTIME_free(since);
    }
    if (s.has_ext) {
        X509_EXTENSION *e = made_extension(s.ext, NULL, NULL);
        X509_REVOKED_add_ext(r, e, -1);
        X509_EXTENSION_free(e);
    }
    return r;
}

static inline void put_expired_certs(X509_CRL *c, double since)
{
    uint8_t *der = NULL;
    ASN1_GENERALIZEDTIME *t = ASN1_GENERALIZEDTIME_set(NULL, (time_t)in_days(since));
    int len = i2d_ASN1_GENERALIZEDTIME(t, &der);
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
    ASN1_OBJECT *oid = OBJ_txt2obj("2.5.29.60", 1);
    ASN1_OCTET_STRING_set(value, der, len);
    X509_EXTENSION *e = X509_EXTENSION_create_by_OBJ(NULL, oid, 0, value);
    X509_CRL_add_ext(c, e, -1);
    X509_EXTENSION_free(e);
    ASN1_OBJECT_free(oid);
    ASN1_OCTET_STRING_free(value);
    ASN1_GENERALIZEDTIME_free(t);
    OPENSSL_free(der);
}

/* The DER; the caller clears it. */
static inline struct buf made_list(struct made_crl s, X509 *issuer, EVP_PKEY *key)
{
    struct err e = {0};
    bool dated = s.this_update != 0 || s.next_update != 0;
    X509_CRL *c = X509_CRL_new();
    ASN1_TIME *t = ASN1_TIME_new();
    X509_CRL_set_version(c, 1);
    X509_CRL_set_issuer_name(c, X509_get_subject_name(issuer));
    X509_CRL_set1_lastUpdate(c, ASN1_TIME_set(t, (time_t)in_days(dated ? s.this_update : -1)));
    if (s.next_update > -1000)
        X509_CRL_set1_nextUpdate(c, ASN1_TIME_set(t, (time_t)in_days(dated ? s.next_update : 1)));
    for (size_t i = 0; i < s.entry_count; i++) X509_CRL_add0_revoked(c, made_revoked(s.entry[i]));
    for (size_t i = 0; i < s.ext_count; i++) {
        X509_EXTENSION *x = made_extension(s.ext[i], NULL, issuer);
        X509_CRL_add_ext(c, x, -1);
        X509_EXTENSION_free(x);
    }
    if (s.keeps_expired != 0) put_expired_certs(c, s.keeps_expired);
    X509_CRL_sort(c);
    assert_true(X509_CRL_sign(c, key, made_digest(s.md, "SHA256")) > 0);
    struct buf der = BUF_INIT(LIMIT_CRL);
    assert_ok(OSSL_DER(&der, X509_CRL, c, &e), &e);
    ASN1_TIME_free(t);
    X509_CRL_free(c);
    return der;
}

/* ---- OCSP answers ---- */

struct made_single {
    X509 *certificate; /* NULL: the one that is asked about */
    X509 *issuer;      /* likewise */
    int status;        /* V_OCSP_CERTSTATUS_... */
    int reason;        /* 0: none */
    double revoked;
    double this_update, next_update; /* next_update -1000: none; both 0: -1, 1 */
    const char *md;                  /* of the CertID; NULL: SHA-1 */
    double cutoff;                   /* archiveCutoff; 0: none */
    bool strange;                    /* a critical extension that nobody knows */
    int64_t revoked_at;              /* instead of `revoked`, where not 0 */
};

struct made_ocsp {
    struct made_single single[3];
    size_t count;
    double produced; /* 0: -0.5 */
    bool by_key;     /* ResponderID: the key's digest, else the name */
    bool no_certificate;
    bool strange, bare; /* a critical extension that nobody knows; the BasicOCSPResponse alone */
    const char *md;
};

static inline void put_single(OCSP_BASICRESP *b, struct made_single s, X509 *c, X509 *issuer)
{
    bool dated = s.this_update != 0 || s.next_update != 0;
    ASN1_TIME *from = ASN1_TIME_set(NULL, (time_t)in_days(dated ? s.this_update : -1));
    ASN1_TIME *to = ASN1_TIME_set(NULL, (time_t)in_days(dated ? s.next_update : 1));
    ASN1_TIME *revoked = ASN1_TIME_set(NULL, (time_t)(s.revoked_at != 0 ? s.revoked_at - 1 : in_days(s.revoked)));
    OCSP_CERTID *id = OCSP_cert_to_id(made_digest(s.md, "SHA1"), s.certificate == NULL ? c : s.certificate,
                                      s.issuer == NULL ? issuer : s.issuer);
    int reason = s.reason == 0 ? OCSP_REVOKED_STATUS_NOSTATUS : s.reason;
    OCSP_SINGLERESP *one =
        OCSP_basic_add1_status(b, id, s.status, reason, s.status == V_OCSP_CERTSTATUS_REVOKED ? revoked : NULL, from,
                               s.next_update > -1000 ? to : NULL);
    assert_non_null(one);
    if (s.cutoff != 0) {
        ASN1_GENERALIZEDTIME *t = ASN1_GENERALIZEDTIME_set(NULL, (time_t)in_days(s.cutoff));
        OCSP_SINGLERESP_add1_ext_i2d(one, NID_id_pkix_OCSP_archiveCutoff, t, 0, 0);
        ASN1_GENERALIZEDTIME_free(t);
    }
    if (s.strange) {
        X509_EXTENSION *x = made_extension((struct made_ext){0}, NULL, NULL);
        OCSP_SINGLERESP_add_ext(one, x, -1);
        X509_EXTENSION_free(x);
    }
    OCSP_CERTID_free(id);
    ASN1_TIME_free(from);
    ASN1_TIME_free(to);
    ASN1_TIME_free(revoked);
}

static inline struct buf made_answer(struct made_ocsp s, X509 *c, X509 *issuer, X509 *signer, EVP_PKEY *key)
{
    struct err e = {0};
    OCSP_BASICRESP *b = OCSP_BASICRESP_new();
    for (size_t i = 0; i < s.count; i++) put_single(b, s.single[i], c, issuer);
    ASN1_GENERALIZEDTIME *produced = (ASN1_GENERALIZEDTIME *)(uintptr_t)OCSP_resp_get0_produced_at(b);
    ASN1_GENERALIZEDTIME_set(produced, (time_t)in_days(s.produced == 0 ? -0.5 : s.produced));
    if (s.strange) {
        X509_EXTENSION *x = made_extension((struct made_ext){0}, NULL, NULL);
        OCSP_BASICRESP_add_ext(b, x, -1);
        X509_EXTENSION_free(x);
    }
    unsigned long flags = OCSP_NOTIME | (s.by_key ? OCSP_RESPID_KEY : 0) | (s.no_certificate ? OCSP_NOCERTS : 0);
    assert_int_equal(OCSP_basic_sign(b, signer, key, made_digest(s.md, "SHA256"), NULL, flags), 1);
    OCSP_RESPONSE *whole = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, b);
    struct buf der = BUF_INIT(LIMIT_OCSP);
    if (s.bare)
        assert_ok(OSSL_DER(&der, OCSP_BASICRESP, b, &e), &e);
    else
        assert_ok(OSSL_DER(&der, OCSP_RESPONSE, whole, &e), &e);
    OCSP_RESPONSE_free(whole);
    OCSP_BASICRESP_free(b);
    return der;
}
