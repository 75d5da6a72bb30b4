// SPDX-License-Identifier: Apache-2.0
/*
 * A revocation list that came along in a document: its signature is verified over the bytes as they stand, and only the
 * entries that matter are decoded. Decoding a list of 200,000 entries takes a second, and a hostile document brings
 * many; this takes some hundredths.
 */
#include <string.h>

#include "formats/cms/cms_algorithms.h"
#include "formats/cms/cms_attributes.h"
#include "formats/cms/der.h"
#include "formats/cms/digest.h"
#include "formats/cms/signature.h"
#include "policies/status_priv.h"

enum { TAG_BIT_STRING = 0x03, TAG_UTC_TIME = 0x17, TAG_GENERALIZED_TIME = 0x18, ENTRIES_MAX = 64 << 10 };

/* CertificateList (RFC 5280 5.1), all of them views into it */
struct parts {
    struct view tbs, algorithm, value; /* whole TLVs, and the octets of the signature */
    struct view before, after;         /* of the TBSCertList: what surrounds the entries */
    struct view issuer, entries;       /* a whole TLV, and the content; empty: there are none */
};

static bool split_tbs(struct parts *p, struct view in)
{
    struct der_tlv one;
    const uint8_t *start = in.data;
    (void)der_next_is(&one, &in, DER_INTEGER); /* the version is optional */
    if (!der_next_is(&one, &in, DER_SEQUENCE) || !view_equal(one.whole, p->algorithm)) return false; /* = 5.1.1.2 */
    if (!der_next_is(&one, &in, DER_SEQUENCE)) return false;
    p->issuer = one.whole;
    for (int i = 0; i < 2; i++)
        if (!der_next_is(&one, &in, TAG_UTC_TIME)) (void)der_next_is(&one, &in, TAG_GENERALIZED_TIME);
    p->before = view_of(start, (size_t)(in.data - start));
    if (der_next_is(&one, &in, DER_SEQUENCE)) p->entries = one.content;
    p->after = in;
    return true;
}

static bool split(struct parts *p, struct view der)
{
    struct der_tlv list, tbs, one;
    *p = (struct parts){0};
    if (!der_next_is(&list, &der, DER_SEQUENCE) || der.len != 0) return false;
    struct view in = list.content;
    if (!der_next_is(&tbs, &in, DER_SEQUENCE)) return false;
    p->tbs = tbs.whole;
    if (!der_next_is(&one, &in, DER_SEQUENCE)) return false;
    p->algorithm = one.whole;
    if (!der_next_is(&one, &in, TAG_BIT_STRING) || in.len != 0 || one.content.len < 2) return false;
    p->value = view_part(one.content, 1, one.content.len - 1);
    return one.content.data[0] == 0 && split_tbs(p, tbs.content);
}

bool status_crl_is_of(struct view der, X509 *issuer)
{
    struct parts p;
    if (!split(&p, der)) return false;
    const uint8_t *from = p.issuer.data;
    X509_NAME *name = d2i_X509_NAME(NULL, &from, (long)p.issuer.len);
    bool its = name != NULL && X509_NAME_cmp(name, X509_get_subject_name(issuer)) == 0;
    X509_NAME_free(name);
    ERR_clear_error();
    return its;
}

/* ---- the signature ---- */

bool status_crl_is_signed(struct view der, X509 *issuer)
{
    struct parts p;
    struct err e = {0};
    enum check check = CHECK_NOT_DONE;
    bool fits = false;
    AUTO_BUF certificate = BUF_INIT(LIMIT_CERTIFICATE);
    if (!split(&p, der) || OSSL_DER(&certificate, X509, issuer, &e) != OK) return false;
    const uint8_t *from = p.algorithm.data;
    AUTO(X509_ALGOR_free)
    X509_ALGOR *a = d2i_X509_ALGOR(NULL, &from, (long)p.algorithm.len);
    if (a == NULL) return false;
    enum digest_algorithm d = status_digest_of(a);
    enum signature_scheme scheme = cms_scheme_of(&fits, a, d);
    struct view by = view_of(certificate.data, certificate.len);
    return fits && signature_verify(&check, scheme, d, by, p.tbs, p.value, &e) == OK && check == CHECK_PASSED;
}

/* ---- the entries that matter ---- */

/* Those of this serial number; those with something critical, or of another issuer, which concern the whole list; and
 * those that are not well made, so that decoding fails. */
static bool matters(const struct der_tlv *entry, struct view serial)
{
    static const uint8_t critical[] = {0x01, 0x01, 0xff}, another_issuer[] = {0x06, 0x03, 0x55, 0x1d, 0x1d};
    struct der_tlv number;
    struct view in = entry->content;
    if (entry->tag != DER_SEQUENCE || !der_next_is(&number, &in, DER_INTEGER)) return true;
    struct view value = number.content;
    bool padded = value.len > 1 &&
                  ((value.data[0] == 0x00 && value.data[1] < 0x80) || (value.data[0] == 0xff && value.data[1] >= 0x80));
    return padded || view_equal(number.whole, serial) ||
           view_find(in, 0, view_of(critical, sizeof critical)) != SIZE_MAX ||
           view_find(in, 0, view_of(another_issuer, sizeof another_issuer)) != SIZE_MAX;
}

static bool pick(struct buf *out, struct view entries, struct view serial)
{
    struct der_tlv one;
    while (entries.len > 0) {
        if (!der_next(&one, &entries)) return false;
        if (matters(&one, serial)) buf_put(out, one.whole);
    }
    return !out->failed;
}

static X509_CRL *rebuild(const struct parts *p, const struct buf *entries)
{
    AUTO_BUF tbs = BUF_INIT(LIMIT_PROOF_CRL);
    AUTO_BUF list = BUF_INIT(LIMIT_PROOF_CRL);
    static const uint8_t no_signature[] = {TAG_BIT_STRING, 0x01, 0x00};
    AUTO_BUF header = BUF_INIT(16);
    if (entries->len > 0) cms_put_header(&header, DER_SEQUENCE, entries->len);
    size_t len = p->before.len + header.len + entries->len + p->after.len;
    cms_put_header(&tbs, DER_SEQUENCE, len);
    buf_put(&tbs, p->before);
    buf_put(&tbs, view_of(header.data, header.len));
    buf_put(&tbs, view_of(entries->data, entries->len));
    buf_put(&tbs, p->after);
    cms_put_header(&list, DER_SEQUENCE, tbs.len + p->algorithm.len + sizeof no_signature);
    buf_put(&list, view_of(tbs.data, tbs.len));
    buf_put(&list, p->algorithm);
    buf_put(&list, view_of(no_signature, sizeof no_signature));
    bool whole = !header.failed && !tbs.failed && !list.failed;
    return whole ? status_crl_of(view_of(list.data, list.len)) : NULL;
}

X509_CRL *status_crl_excerpt(struct view der, X509 *certificate)
{
    struct parts p;
    struct err e = {0};
    AUTO_BUF serial = BUF_INIT(LIMIT_CERTIFICATE);
    AUTO_BUF entries = BUF_INIT(ENTRIES_MAX);
    ASN1_INTEGER *number = X509_get_serialNumber(certificate);
    if (!split(&p, der) || OSSL_DER(&serial, ASN1_INTEGER, number, &e) != OK) return NULL;
    if (!pick(&entries, p.entries, view_of(serial.data, serial.len))) return NULL;
    return rebuild(&p, &entries);
}
