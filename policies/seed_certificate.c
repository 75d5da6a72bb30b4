// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "formats/cms/ossl.h"
#include "policies/seed_values.h"

AUTO_DEFINE(CERTIFICATEPOLICIES, CERTIFICATEPOLICIES_free)
AUTO_DEFINE(ASN1_OBJECT, ASN1_OBJECT_free)

static bool fits_subject(struct view items, const struct seed_signature *s, X509 *c)
{
    (void)c;
    for (struct view item; pdf_seed_next(&item, &items);)
        if (view_equal(item, s->certificate)) return true;
    return false;
}

/* --- issuers --- */

static bool has_issued(X509 *issuer, X509 *subject)
{
    EVP_PKEY *key = X509_get0_pubkey(issuer);
    bool named = key != NULL && X509_check_issued(issuer, subject) == X509_V_OK;
    bool is_right = named && X509_verify(subject, key) == 1;
    ERR_clear_error();
    return is_right;
}

static bool is_issued_by_one_of(struct view items, X509 *subject)
{
    for (struct view item; pdf_seed_next(&item, &items);) {
        AUTO(X509_free)
        X509 *issuer = ossl_certificate(item);
        if (issuer != NULL && has_issued(issuer, subject)) return true;
    }
    return false;
}

static X509 *issuer_of(X509 *subject, const struct seed_signature *s)
{
    for (size_t i = 0; i < s->chain_count; i++) {
        AUTO(X509_free)
        X509 *issuer = ossl_certificate(s->chain[i]);
        if (issuer != NULL && has_issued(issuer, subject)) return TAKE(issuer);
    }
    return NULL;
}

/* = table 235: directly or indirectly */
static bool fits_issuer(struct view items, const struct seed_signature *s, X509 *c)
{
    AUTO(X509_free)
    X509 *at = X509_dup(c);
    for (int i = 0; at != NULL && i < LIMIT_CERTIFICATES; i++) {
        if (is_issued_by_one_of(items, at)) return true;
        X509 *above = issuer_of(at, s);
        X509_free(at);
        at = above;
    }
    return false;
}

/* --- certificate policies --- */

static bool has_policy(const CERTIFICATEPOLICIES *policies, struct view oid)
{
    char text[LIMIT_OID];
    if (oid.len >= sizeof text) return false;
    memcpy(text, oid.data, oid.len);
    text[oid.len] = '\0';
    AUTO(ASN1_OBJECT_free)
    ASN1_OBJECT *wanted = OBJ_txt2obj(text, 1);
    ERR_clear_error();
    for (int i = 0; wanted != NULL && i < sk_POLICYINFO_num(policies); i++)
        if (OBJ_cmp(sk_POLICYINFO_value(policies, i)->policyid, wanted) == 0) return true;
    return false;
}

/* All of them shall be present. */
static bool fits_policies(struct view items, const struct seed_signature *s, X509 *c)
{
    (void)s;
    AUTO(CERTIFICATEPOLICIES_free)
    CERTIFICATEPOLICIES *policies = X509_get_ext_d2i(c, NID_certificate_policies, NULL, NULL);
    ERR_clear_error();
    bool has_all = policies != NULL && items.len > 0;
    for (struct view item; has_all && pdf_seed_next(&item, &items);) has_all = has_policy(policies, item);
    return has_all;
}

/* --- names --- */

static bool has_attribute(const X509_NAME *name, struct view type, struct view value)
{
    char text[LIMIT_OID];
    bool found = false;
    if (type.len >= sizeof text || type.len == 0) return false;
    memcpy(text, type.data, type.len);
    text[type.len] = '\0';
    AUTO(ASN1_OBJECT_free)
    ASN1_OBJECT *wanted = OBJ_txt2obj(text, 0);
    ERR_clear_error();
    for (int i = -1; wanted != NULL && !found && (i = X509_NAME_get_index_by_OBJ(name, wanted, i)) >= 0;) {
        uint8_t *utf8 = NULL;
        int len = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, i)));
        found = len >= 0 && view_equal(view_of(utf8, (size_t)len), value);
        OPENSSL_free(utf8);
    }
    return found;
}

/* One of the dictionaries, with all that it has. */
static bool fits_name(struct view items, const struct seed_signature *s, X509 *c)
{
    (void)s;
    for (struct view pairs; pdf_seed_next(&pairs, &items);) {
        struct view type, value;
        bool has_all = pairs.len > 0;
        while (has_all && pdf_seed_next(&type, &pairs))
            has_all = pdf_seed_next(&value, &pairs) && has_attribute(X509_get_subject_name(c), type, value);
        if (has_all) return true;
    }
    return false;
}

/* --- key usage --- */

/* = table 235: a 1, 0 or X for each bit, X where there are fewer */
static bool has_usages(uint32_t usage, struct view pattern)
{
    static const uint32_t bits[] = {KU_DIGITAL_SIGNATURE, KU_NON_REPUDIATION, KU_KEY_ENCIPHERMENT,
                                    KU_DATA_ENCIPHERMENT, KU_KEY_AGREEMENT,   KU_KEY_CERT_SIGN,
                                    KU_CRL_SIGN,          KU_ENCIPHER_ONLY,   KU_DECIPHER_ONLY};
    for (size_t i = 0; i < pattern.len && i < sizeof bits / sizeof bits[0]; i++) {
        bool is_set = (usage & bits[i]) != 0;
        uint8_t wanted = pattern.data[i];
        bool fits = wanted == 'X' || wanted == 'x' || (wanted == '1' && is_set) || (wanted == '0' && !is_set);
        if (!fits) return false;
    }
    return true;
}

static bool fits_usage(struct view items, const struct seed_signature *s, X509 *c)
{
    (void)s;
    uint32_t usage = X509_get_key_usage(c);
    for (struct view item; pdf_seed_next(&item, &items);)
        if (has_usages(usage == UINT32_MAX ? 0 : usage, item)) return true;
    return false;
}

/* --- where to get a certificate --- */

/* An address is for those who have no fitting certificate; that of a service which signs is no hint (table 235). */
static bool fits_url(struct view items, const struct seed_signature *s, X509 *c)
{
    (void)s;
    (void)c;
    struct view item;
    return pdf_seed_next(&item, &items) && !view_equals_string(item, "ASSP");
}

static bool fits_none(struct view items, const struct seed_signature *s, X509 *c)
{
    (void)items;
    (void)s;
    (void)c;
    return false;
}

static bool (*const fits[PDF_SEED_COUNT])(struct view, const struct seed_signature *, X509 *) = {
    [PDF_SEED_SUBJECTS] = fits_subject, [PDF_SEED_ISSUERS] = fits_issuer,        [PDF_SEED_POLICIES] = fits_policies,
    [PDF_SEED_NAMES] = fits_name,       [PDF_SEED_KEY_USAGES] = fits_usage,      [PDF_SEED_URL] = fits_url,
    [PDF_SEED_URL_TYPE] = fits_url,     [PDF_SEED_SIGNATURE_POLICY] = fits_none,
};

bool seed_certificate_fits(enum pdf_seed_entry entry, struct view items, const struct seed_signature *s)
{
    AUTO(X509_free)
    X509 *c = ossl_certificate(s->certificate);
    return c != NULL && fits[entry] != NULL && fits[entry](items, s, c);
}
