// SPDX-License-Identifier: Apache-2.0
/*
 * signing.h - a key, its certificate, and the whole way from a document to a signed one, for the tests of formats/xml.
 */
#pragma once

#include <stdio.h>
#include <string.h>

#include "tests/unit/cm.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "formats/cms/ecdsa.h"
#include "formats/cms/ossl.h"
#include "formats/xml/xml.h"
#include "formats/xml/xml_canon.h"

struct test_key {
    EVP_PKEY *key;
    struct buf certificate, issuer; /* DER; issuer empty: none carried along */
    enum signature_scheme scheme;
};

static inline void make_certificate(struct buf *out, EVP_PKEY *key, const char *name)
{
    struct err e = {0};
    X509 *c = X509_new();
    X509_set_version(c, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(c), 4711);
    X509_gmtime_adj(X509_getm_notBefore(c), -3600);
    X509_gmtime_adj(X509_getm_notAfter(c), 86400L * 3650);
    X509_NAME *n = X509_get_subject_name(c);
    X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(c, n);
    X509_set_pubkey(c, key);
    X509_sign(c, key, EVP_sha256());
    *out = BUF_INIT(LIMIT_CERTIFICATE);
    assert_ok(OSSL_DER(out, X509, c, &e), &e);
    X509_free(c);
}

static inline struct test_key make_key(enum signature_scheme scheme, const char *name)
{
    struct test_key k = {.scheme = scheme, .issuer = BUF_INIT(LIMIT_CERTIFICATE)};
    k.key = scheme == SIGNATURE_ECDSA ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048);
    assert_non_null(k.key);
    make_certificate(&k.certificate, k.key, name);
    return k;
}

static inline void free_key(struct test_key *k)
{
    EVP_PKEY_free(k->key);
    buf_clear(&k->certificate);
    buf_clear(&k->issuer);
}

static inline struct view bytes_of(const struct buf *b)
{
    return view_of(b->data, b->len);
}

static inline const EVP_MD *md_of(enum digest_algorithm d)
{
    return d == DIGEST_SHA512 ? EVP_sha512() : d == DIGEST_SHA384 ? EVP_sha384() : EVP_sha256();
}

/* The signature value as XMLDSig wants it. */
static inline void sign_bytes(struct buf *out, const struct test_key *k, enum digest_algorithm d, struct view message)
{
    struct err e = {0};
    uint8_t value[LIMIT_SIGNATURE_VALUE];
    size_t len = sizeof value;
    EVP_PKEY_CTX *pc = NULL;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestSignInit(c, &pc, md_of(d), NULL, k->key), 1);
    if (k->scheme == SIGNATURE_RSA_PSS) {
        EVP_PKEY_CTX_set_rsa_padding(pc, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(pc, RSA_PSS_SALTLEN_DIGEST);
    }
    assert_int_equal(EVP_DigestSign(c, value, &len, message.data, message.len), 1);
    EVP_MD_CTX_free(c);
    if (k->scheme == SIGNATURE_ECDSA)
        assert_ok(ecdsa_raw_from_der(out, view_of(value, len), 32, &e), &e);
    else
        assert_ok(buf_copy(out, view_of(value, len), &e), &e);
}

static inline struct xades_signer signer_of(const struct test_key *k)
{
    struct xades_signer s = {.certificate = bytes_of(&k->certificate), .scheme = k->scheme};
    if (k->issuer.len > 0) s.chain[s.chain_count++] = bytes_of(&k->issuer);
    return s;
}

static inline void sign_facts(struct buf *element, const struct xades_facts *f, const struct test_key *k)
{
    struct err e = {0};
    struct xades_signer s = signer_of(k);
    AUTO_BUF properties = BUF_INIT(LIMIT_XML_SIGNATURE);
    AUTO_BUF info = BUF_INIT(LIMIT_XML_SIGNED_INFO);
    AUTO_BUF value = BUF_INIT(LIMIT_SIGNATURE_VALUE);
    assert_ok(xades_signed_parts(&properties, &info, f, &s, &e), &e);
    sign_bytes(&value, k, f->digest_algorithm, bytes_of(&info));
    assert_ok(xades_assemble(element, f, &s, bytes_of(&value), &e), &e);
}

static inline void splice(struct buf *out, struct view document, const struct xml_plan *p, struct view element)
{
    size_t offset = (size_t)p->offset, rest = offset + p->skip;
    AUTO_BUF b = BUF_INIT(LIMIT_XML_DOCUMENT);
    buf_put(&b, view_part(document, 0, offset));
    buf_put_string(&b, p->before);
    buf_put(&b, element);
    buf_put_string(&b, p->after);
    buf_put(&b, view_part(document, rest, document.len - rest));
    buf_move(out, &b);
}

static inline struct xml_request plain_request(const char *into)
{
    struct xml_request r = {.claimed_time = "2026-11-23T01:02:03Z"};
    snprintf(r.into, sizeof r.into, "%s", into);
    return r;
}

/* Signs `document` into out (which may be where document points). */
static inline void sign_document(struct buf *out, struct view document, const struct test_key *k, const char *into)
{
    struct err e = {0};
    struct xml_plan *p = calloc(1, sizeof *p);
    struct xml_request r = plain_request(into);
    AUTO_BUF element = BUF_INIT(LIMIT_XML_SIGNATURE);
    assert_ok(xml_prepare(p, document, &r, &e), &e);
    sign_facts(&element, &p->facts, k);
    splice(out, document, p, bytes_of(&element));
    free(p);
}

/* A first signature as most others make it: plain enveloped over everything. value_id: with an Id on its value. */
static inline void sign_enveloped(struct buf *out, const char *document, const struct test_key *k, bool value_id)
{
    struct err e = {0};
    struct xades_facts f = {.signature_id = "first",
                            .claimed_time = "2026-11-23T01:02:03Z",
                            .digest_algorithm = DIGEST_SHA256,
                            .reference_count = 1};
    AUTO_CLEAR(xml_tree_clear) struct xml_tree t = {0};
    AUTO_BUF digest = BUF_INIT(64);
    AUTO_BUF element = BUF_INIT(LIMIT_XML_SIGNATURE);
    f.reference[0].kind = XADES_REFERENCE_ENVELOPED;
    assert_ok(xml_tree_parse(&t, view_of_string(document), &e), &e);
    assert_ok(
        xml_canonical_digest(&digest, &t, &(struct xml_selection){.form = CANONICAL_EXCLUSIVE}, DIGEST_SHA256, &e), &e);
    memcpy(f.reference[0].digest, digest.data, digest.len);
    sign_facts(&element, &f, k);
    size_t at = view_find(view_of_string(document), 0, view_of_string("</r>"));
    size_t cut = view_find(bytes_of(&element), 0, view_of_string(" Id=\"first-value\""));
    buf_clear(out);
    buf_put(out, view_of(document, at));
    buf_put(out, view_of(element.data, cut));
    if (value_id) buf_put_string(out, " Id=\"first-value\"");
    buf_put(out, view_of(element.data + cut + 17, element.len - cut - 17));
    buf_put_string(out, document + at);
}

/* Replaces the first occurrence. */
static inline void replace(struct buf *d, const char *from, const char *to)
{
    AUTO_BUF out = BUF_INIT(LIMIT_XML_DOCUMENT);
    size_t at = view_find(bytes_of(d), 0, view_of_string(from));
    assert_true(at != SIZE_MAX);
    buf_put(&out, view_of(d->data, at));
    buf_put_string(&out, to);
    buf_put(&out, view_of(d->data + at + strlen(from), d->len - at - strlen(from)));
    buf_move(d, &out);
}

static inline void read_file(struct buf *out, const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char piece[4096];
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;) buf_put(out, view_of(piece, n));
    fclose(f);
}

static inline void print_findings(const struct findings *f)
{
    for (size_t i = 0; i < f->count; i++) print_message("  %s %s\n", f->item[i].rule, f->item[i].text[LANG_EN]);
}

/* Everything that a signature must have to pass. */
static inline bool is_good(const struct xml_signature *s)
{
    struct err e = {0};
    AUTO_CLEAR(evidence_clear) struct evidence v;
    evidence_init(&v);
    assert_ok(xml_evidence(&v, s, &e), &e);
    return v.digest == CHECK_PASSED && v.value == CHECK_PASSED && v.binding == CHECK_PASSED && s->is_xades &&
           v.findings.count == 0;
}

static inline bool all_good(const struct xml_facts *f, size_t count)
{
    if (f->signature_count != count || f->findings.count != 0) return false;
    for (size_t i = 0; i < count; i++)
        if (!is_good(&f->signatures[i])) return false;
    return true;
}
