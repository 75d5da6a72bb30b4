// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/cms_envelope.h"

#include "formats/cms/der.h"
#include "formats/cms/ossl.h"

static bool is_version(const struct der_tlv *t, uint8_t version)
{
    return t->content.len == 1 && t->content.data[0] == version;
}

/* X.690 8.9.1, 8.11.1: SEQUENCE and SET are constructed, and so are [0], [1] where CMS has them outside of strings. */
static bool is_well_constructed(struct view v)
{
    struct der_tlv t;
    while (v.len > 0) {
        if (!der_next(&t, &v)) return true; /* BER: not ours to walk */
        if (t.tag == (DER_SEQUENCE & ~0x20) || t.tag == (DER_SET & ~0x20)) return false;
    }
    return true;
}

struct parts {
    struct der_tlv version, digests, signer_version, sid, signer_digest, attributes;
    bool other_certificates, other_content; /* version 3 and up (RFC 5652 5.1) */
};

static bool split_signer(struct parts *p, struct view signers, bool *constructed)
{
    struct der_tlv info;
    if (!der_next_is(&info, &signers, DER_SEQUENCE)) return false;
    struct view v = info.content;
    *constructed &= is_well_constructed(v);
    if (!der_next_is(&p->signer_version, &v, DER_INTEGER) || !der_next(&p->sid, &v)) return false;
    *constructed &= is_well_constructed(p->sid.tag == DER_SEQUENCE ? p->sid.content : view_of(NULL, 0));
    if (!der_next_is(&p->signer_digest, &v, DER_SEQUENCE) || !der_next(&p->attributes, &v)) return false;
    *constructed &= p->attributes.tag != (DER_EXPLICIT_0 & ~0x20);
    if (p->attributes.tag != DER_EXPLICIT_0) return true; /* there are none: CMS-04 says so */
    for (struct view a = p->attributes.content; a.len > 0;) {
        struct der_tlv one;
        if (!der_next(&one, &a)) return true;
        *constructed &= is_well_constructed(one.content);
    }
    return true;
}

/* id-data, 1.2.840.113549.1.7.1 */
static bool is_data(struct view content)
{
    static const uint8_t oid[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01};
    return view_equal(view_part(content, 0, sizeof oid), view_of(oid, sizeof oid));
}

/* False: not the definite-length shape that we walk, or not a SignedData. */
static bool split(struct parts *p, struct view cms, bool *constructed)
{
    struct der_tlv info, type, wrapped, data, content, more = {0};
    if (!der_next_is(&info, &cms, DER_SEQUENCE)) return false;
    if (!der_next(&type, &info.content) || !der_next_is(&wrapped, &info.content, DER_EXPLICIT_0)) return false;
    if (!der_next_is(&data, &wrapped.content, DER_SEQUENCE)) return false;
    struct view v = data.content;
    *constructed &= is_well_constructed(v);
    if (!der_next_is(&p->version, &v, DER_INTEGER) || !der_next_is(&p->digests, &v, DER_SET)) return false;
    if (!der_next_is(&content, &v, DER_SEQUENCE)) return false;
    p->other_content = !is_data(content.content);
    while (der_next(&more, &v) && more.tag != DER_SET) {
        *constructed &= more.tag == DER_EXPLICIT_0 || more.tag == DER_EXPLICIT_1;
        for (struct view c = more.content; more.tag == DER_EXPLICIT_0 && der_next(&content, &c);)
            p->other_certificates |= content.tag != DER_SEQUENCE;
    }
    return more.tag == DER_SET && split_signer(p, more.content, constructed);
}

static bool same_algorithm(struct view a, struct view b)
{
    struct der_tlv oid_a, oid_b, null;
    if (!der_next(&oid_a, &a) || !der_next(&oid_b, &b) || !view_equal(oid_a.whole, oid_b.whole)) return false;
    bool a_plain =
        a.len == 0 || (der_next(&null, &a) && null.tag == V_ASN1_NULL && null.content.len == 0 && a.len == 0);
    bool b_plain =
        b.len == 0 || (der_next(&null, &b) && null.tag == V_ASN1_NULL && null.content.len == 0 && b.len == 0);
    return a_plain && b_plain; /* = RFC 5754 2: absent and NULL are the same */
}

static bool has_digest(const struct parts *p)
{
    struct der_tlv one;
    for (struct view v = p->digests.content; der_next(&one, &v);)
        if (one.tag == DER_SEQUENCE && same_algorithm(one.content, p->signer_digest.content)) return true;
    return false;
}

/* issuerAndSerialNumber compared as bytes: OpenSSL compares names without regard to case and kind of string. */
static bool is_spelt_as_in(const struct parts *p, struct view signer)
{
    AUTO_BUF expected = BUF_INIT(LIMIT_CERTIFICATE);
    AUTO_BUF serial = BUF_INIT(LIMIT_CERTIFICATE);
    struct err ignored = {0};
    AUTO(X509_free)
    X509 *c = ossl_certificate(signer);
    if (p->sid.tag != DER_SEQUENCE || c == NULL) return true;
    if (OSSL_DER(&expected, X509_NAME, X509_get_issuer_name(c), &ignored) != OK) return false;
    if (OSSL_DER(&serial, ASN1_INTEGER, X509_get_serialNumber(c), &ignored) != OK) return false;
    buf_put(&expected, view_of(serial.data, serial.len));
    return view_equal(p->sid.content, view_of(expected.data, expected.len));
}

void cms_check_envelope(struct findings *f, struct view cms, struct view signer)
{
    struct parts p = {0};
    bool constructed = true, whole = split(&p, cms, &constructed);
    if (!constructed) finding_add(f, "CMS-01", "X.690 8.9.1: a sequence or set that is not constructed");
    if (!whole || !constructed) return;
    bool by_key_id = p.sid.tag == DER_IMPLICIT_0;
    bool versions = is_version(&p.signer_version, by_key_id ? 3 : 1) &&
                    (p.other_certificates || is_version(&p.version, by_key_id || p.other_content ? 3 : 1));
    if (!versions) finding_add(f, "CMS-02c", "RFC 5652 5.1, 5.3: a version that does not fit the content");
    if (!has_digest(&p)) finding_add(f, "CMS-02c", "RFC 5652 5.1: the signer's digest algorithm is not announced");
    if (signer.len > 0 && !is_spelt_as_in(&p, signer))
        finding_add(f, "CMS-02c", "the signer's identifier is not spelt as in the certificate");
}
