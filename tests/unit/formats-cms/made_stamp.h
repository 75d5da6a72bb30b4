// SPDX-License-Identifier: Apache-2.0
/*
 * made_stamp.h - a time-stamp authority in the test: its certificate is its own root. Answers come from OpenSSL's TS
 * API.
 */
#pragma once

#include <openssl/ts.h>

#include "formats/cms/ossl.h"
#include "tests/unit/cm.h"

struct authority {
    EVP_PKEY *key;
    X509 *certificate;
};

static inline void authority_extend(X509 *c, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, c, c, NULL, NULL, 0);
    X509_EXTENSION *x = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    assert_non_null(x);
    assert_int_equal(X509_add_ext(c, x, -1), 1);
    X509_EXTENSION_free(x);
}

static inline struct authority authority_new(int64_t from, int64_t to)
{
    struct authority a = {EVP_EC_gen("P-256"), X509_new()};
    X509_NAME *name = X509_get_subject_name(a.certificate);
    X509_set_version(a.certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(a.certificate), 7);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"Authority", -1, -1, 0);
    X509_set_issuer_name(a.certificate, name);
    X509_set_pubkey(a.certificate, a.key);
    ASN1_TIME_set(X509_getm_notBefore(a.certificate), (time_t)from);
    ASN1_TIME_set(X509_getm_notAfter(a.certificate), (time_t)to);
    authority_extend(a.certificate, NID_basic_constraints, "critical,CA:FALSE");
    authority_extend(a.certificate, NID_key_usage, "critical,digitalSignature");
    authority_extend(a.certificate, NID_ext_key_usage, "critical,timeStamping");
    authority_extend(a.certificate, NID_subject_key_identifier, "hash");
    assert_true(X509_sign(a.certificate, a.key, EVP_sha256()) > 0);
    return a;
}

static inline void authority_clear(struct authority *a)
{
    X509_free(a->certificate);
    EVP_PKEY_free(a->key);
}

static inline ASN1_INTEGER *authority_serial(struct TS_resp_ctx *c, void *unused)
{
    ASN1_INTEGER *n = ASN1_INTEGER_new();
    (void)c;
    (void)unused;
    ASN1_INTEGER_set(n, 4711);
    return n;
}

static inline int authority_time(struct TS_resp_ctx *c, void *time, long *seconds, long *micros)
{
    (void)c;
    *seconds = (long)*(const int64_t *)time;
    *micros = 0;
    return 1;
}

/* The TimeStampResp; the caller clears it. */
static inline struct buf authority_answer(const struct authority *a, struct view query, int64_t time)
{
    struct err e = {0};
    struct buf out = BUF_INIT(1 << 16);
    TS_RESP_CTX *c = TS_RESP_CTX_new();
    ASN1_OBJECT *policy = OBJ_txt2obj("2.999.2.1", 1);
    BIO *in = BIO_new_mem_buf(query.data, (int)query.len);
    assert_int_equal(TS_RESP_CTX_set_signer_cert(c, a->certificate), 1);
    assert_int_equal(TS_RESP_CTX_set_signer_key(c, a->key), 1);
    assert_int_equal(TS_RESP_CTX_set_signer_digest(c, EVP_sha256()), 1);
    assert_int_equal(TS_RESP_CTX_set_ess_cert_id_digest(c, EVP_sha256()), 1);
    assert_int_equal(TS_RESP_CTX_set_def_policy(c, policy), 1);
    assert_int_equal(TS_RESP_CTX_add_md(c, EVP_sha256()), 1);
    assert_int_equal(TS_RESP_CTX_add_md(c, EVP_sha512()), 1);
    TS_RESP_CTX_set_serial_cb(c, authority_serial, NULL);
    TS_RESP_CTX_set_time_cb(c, authority_time, &time);
    TS_RESP *r = TS_RESP_create_response(c, in);
    assert_non_null(r);
    assert_ok(OSSL_DER(&out, TS_RESP, r, &e), &e);
    TS_RESP_free(r);
    BIO_free(in);
    ASN1_OBJECT_free(policy);
    TS_RESP_CTX_free(c);
    return out;
}
