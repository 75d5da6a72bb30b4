// SPDX-License-Identifier: Apache-2.0
/* One certificate revocation list about one certificate (RFC 5280 5, 6.3.3). */
#include <string.h>

#include "policies/status_priv.h"
#include "policies/trust_priv.h"

X509_CRL *status_crl_of(struct view der)
{
    const uint8_t *at = der.data;
    if (der.len == 0 || der.len > LIMIT_CRL) return NULL;
    X509_CRL *c = d2i_X509_CRL(NULL, &at, (long)der.len);
    ERR_clear_error();
    if (c != NULL && at == der.data + der.len) return c;
    X509_CRL_free(c);
    return NULL;
}

/* ---- the list itself ---- */

/* = RFC 5280 5.2: what may be critical and is understood; delta and distribution point are looked at on their own */
static bool has_strange_extension(const X509_CRL *crl)
{
    for (int i = 0; i < X509_CRL_get_ext_count(crl); i++) {
        X509_EXTENSION *x = X509_CRL_get_ext(crl, i);
        int nid = OBJ_obj2nid(X509_EXTENSION_get_object(x));
        bool understood = nid == NID_issuing_distribution_point || nid == NID_crl_number ||
                          nid == NID_authority_key_identifier || nid == NID_delta_crl;
        if (X509_EXTENSION_get_critical(x) && !understood) return true;
    }
    return false;
}

/* = RFC 5280 5.3: one entry that is not understood makes the whole list unusable */
static enum refusal check_entries(X509_CRL *crl)
{
    STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(crl);
    for (int i = 0; i < sk_X509_REVOKED_num(entries); i++) {
        const X509_REVOKED *entry = sk_X509_REVOKED_value(entries, i);
        for (int k = 0; k < X509_REVOKED_get_ext_count(entry); k++) {
            X509_EXTENSION *x = X509_REVOKED_get_ext(entry, k);
            int nid = OBJ_obj2nid(X509_EXTENSION_get_object(x));
            if (nid == NID_certificate_issuer) return REFUSAL_LIST_INDIRECT;
            bool understood = nid == NID_crl_reason || nid == NID_invalidity_date;
            if (X509_EXTENSION_get_critical(x) && !understood) return REFUSAL_LIST_CRITICAL;
        }
    }
    return REFUSAL_NONE;
}

static enum refusal check_dates(const X509_CRL *crl)
{
    int64_t this_update, next_update;
    bool dated = ossl_time(&this_update, X509_CRL_get0_lastUpdate(crl)) &&
                 ossl_time(&next_update, X509_CRL_get0_nextUpdate(crl));
    return dated && this_update <= next_update ? REFUSAL_NONE : REFUSAL_LIST_DATES;
}

/* What holds for every certificate that the list could be asked about */
static enum refusal check_list(X509_CRL *crl, X509 *issuer, bool is_signed)
{
    const X509_ALGOR *algorithm = NULL;
    EVP_PKEY *key = X509_get0_pubkey(issuer);
    X509_CRL_get0_signature(crl, NULL, &algorithm);
    if (key == NULL || !is_signed) return REFUSAL_LIST_SIGNATURE;
    if ((X509_get_key_usage(issuer) & KU_CRL_SIGN) == 0) return REFUSAL_LIST_USAGE; /* = RFC 5280 6.3.3 (f) */
    if (!status_is_strong(algorithm, key)) return REFUSAL_LIST_WEAK;
    if (X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) >= 0) return REFUSAL_LIST_DELTA;
    if (has_strange_extension(crl)) return REFUSAL_LIST_CRITICAL;
    enum refusal r = check_dates(crl);
    return r == REFUSAL_NONE ? check_entries(crl) : r;
}

static enum refusal check_list_once(const struct question *q, X509_CRL *crl, const uint8_t digest[static DIGEST_KEY])
{
    const struct answers *known = q->from->trust == NULL ? NULL : &q->from->trust->answers;
    int found;
    if (answers_recall(&found, known, digest, q->issuer_digest)) return (enum refusal)found;
    EVP_PKEY *key = X509_get0_pubkey(q->issuer);
    enum refusal r = check_list(crl, q->issuer, key != NULL && X509_CRL_verify(crl, key) == 1);
    answers_remember(known, digest, q->issuer_digest, (int)r);
    return r;
}

/* ---- does it speak of this certificate? ---- */

static bool names_meet(const GENERAL_NAMES *a, const GENERAL_NAMES *b)
{
    for (int i = 0; i < sk_GENERAL_NAME_num(a); i++)
        for (int k = 0; k < sk_GENERAL_NAME_num(b); k++)
            if (GENERAL_NAME_cmp(sk_GENERAL_NAME_value(a, i), sk_GENERAL_NAME_value(b, k)) == 0) return true;
    return false;
}

/* = RFC 5280 6.3.3 (b)(2)(i): a list of one distribution point holds only the certificates that name it */
static bool is_its_place(const DIST_POINT_NAME *list, X509 *c)
{
    CRL_DIST_POINTS *points = X509_get_ext_d2i(c, NID_crl_distribution_points, NULL, NULL);
    bool its = false;
    for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
        const DIST_POINT *p = sk_DIST_POINT_value(points, i);
        bool plain = p->reasons == NULL && p->CRLissuer == NULL && p->distpoint != NULL && p->distpoint->type == 0;
        if (plain && list->type == 0 && names_meet(p->distpoint->name.fullname, list->name.fullname)) its = true;
    }
    CRL_DIST_POINTS_free(points);
    return its;
}

static enum refusal check_scope_of(const ISSUING_DIST_POINT *scope, X509 *c)
{
    bool is_ca = X509_check_ca(c) != 0;
    if (scope->indirectCRL > 0) return REFUSAL_LIST_INDIRECT;
    if (scope->onlysomereasons != NULL) return REFUSAL_LIST_PARTIAL;
    int kinds = (scope->onlyuser > 0) + (scope->onlyCA > 0) + (scope->onlyattr > 0);
    bool other = scope->onlyattr > 0 || (scope->onlyuser > 0 && is_ca) || (scope->onlyCA > 0 && !is_ca);
    if (kinds > 1 || other) return REFUSAL_LIST_OTHER_KIND;
    bool its_place = scope->distpoint == NULL || is_its_place(scope->distpoint, c);
    return its_place ? REFUSAL_NONE : REFUSAL_LIST_OTHER_PLACE;
}

static enum refusal check_scope(X509_CRL *crl, X509 *c)
{
    int critical = 0; /* -1: there is none; -2: more than one */
    ISSUING_DIST_POINT *scope = X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, &critical, NULL);
    if (scope == NULL) return critical == -1 ? REFUSAL_NONE : REFUSAL_LIST_MALFORMED;
    enum refusal r = check_scope_of(scope, c);
    ISSUING_DIST_POINT_free(scope);
    return r;
}

/* ---- what it says ---- */

static int reason_of(const X509_REVOKED *entry)
{
    int critical = 0;
    ASN1_ENUMERATED *reason = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, &critical, NULL);
    long value = reason == NULL ? -1 : ASN1_ENUMERATED_get(reason);
    ASN1_ENUMERATED_free(reason);
    return value >= 0 && value <= CRL_REASON_AA_COMPROMISE ? (int)value : CRL_REASON_NONE;
}

/* A date that cannot be read is 0: before everything. */
static void read_entry(struct answer *a, const X509_REVOKED *entry)
{
    int64_t invalid_since = 0;
    a->reason = reason_of(entry);
    a->standing = a->reason == CRL_REASON_CERTIFICATE_HOLD ? STANDING_HOLD : STANDING_REVOKED;
    if (!ossl_time(&a->revoked_at, X509_REVOKED_get0_revocationDate(entry))) a->revoked_at = 0;
    int critical = 0;
    ASN1_GENERALIZEDTIME *date = X509_REVOKED_get_ext_d2i(entry, NID_invalidity_date, &critical, NULL);
    bool dated = ossl_time(&invalid_since, date);
    ASN1_GENERALIZEDTIME_free(date);
    if (dated && invalid_since < a->revoked_at && !status_reason_is_harmless(a->reason)) a->revoked_at = invalid_since;
}

static bool is_worse(const struct answer *a, const struct answer *b)
{
    return a->standing > b->standing || (a->standing == b->standing && a->revoked_at < b->revoked_at);
}

/*
 * Entries of the same serial number: the worst counts. removeFromCRL belongs in delta lists alone: here it excuses
 * nothing but itself. OpenSSL has sorted the entries in the first look-up.
 */
static void read_entries(struct answer *a, X509_CRL *crl, X509 *c)
{
    X509_REVOKED *first = NULL;
    if (X509_CRL_get0_by_serial(crl, &first, X509_get_serialNumber(c)) == 0) return;
    STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(crl);
    for (int i = sk_X509_REVOKED_find(entries, first); i >= 0 && i < sk_X509_REVOKED_num(entries); i++) {
        struct answer one = *a;
        const X509_REVOKED *entry = sk_X509_REVOKED_value(entries, i);
        if (ASN1_INTEGER_cmp(X509_REVOKED_get0_serialNumber(entry), X509_get_serialNumber(c)) != 0) break;
        if (reason_of(entry) == CRL_REASON_REMOVE_FROM_CRL) continue;
        read_entry(&one, entry);
        if (a->standing == STANDING_GOOD || is_worse(&one, a)) *a = one;
    }
}

/* = X.509 9.5.2.8 expiredCertsOnCRL (2.5.29.60): a GeneralizedTime, since when those that expire stay listed */
static int64_t keeps_expired_since(X509_CRL *crl)
{
    ASN1_OBJECT *oid = OBJ_txt2obj("2.5.29.60", 1);
    int at = oid == NULL ? -1 : X509_CRL_get_ext_by_OBJ(crl, oid, -1);
    ASN1_OBJECT_free(oid);
    if (at < 0) return 0;
    const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(X509_CRL_get_ext(crl, at));
    const uint8_t *from = ASN1_STRING_get0_data(value);
    ASN1_GENERALIZEDTIME *date = d2i_ASN1_GENERALIZEDTIME(NULL, &from, ASN1_STRING_length(value));
    int64_t since = 0;
    if (!ossl_time(&since, date)) since = 0;
    ASN1_GENERALIZEDTIME_free(date);
    return since;
}

static void read_list(struct answer *out, const struct question *q, X509_CRL *crl, enum refusal r)
{
    if (r == REFUSAL_NONE) r = check_scope(crl, q->certificate);
    if (r != REFUSAL_NONE) {
        status_refuse(out, r);
        return;
    }
    (void)ossl_time(&out->this_update, X509_CRL_get0_lastUpdate(crl)); /* check_dates has read them */
    (void)ossl_time(&out->next_update, X509_CRL_get0_nextUpdate(crl));
    out->standing = STANDING_GOOD;
    read_entries(out, crl, q->certificate);
    status_settle(out, q, keeps_expired_since(crl));
}

void status_ask_crl(struct answer *out, const struct question *q, X509_CRL *crl,
                    const uint8_t digest[static DIGEST_KEY])
{
    *out = (struct answer){.reason = CRL_REASON_NONE, .kind = "CRL"};
    if (X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(q->issuer)) != 0) return;
    read_list(out, q, crl, check_list_once(q, crl, digest));
}

void status_ask_crl_proof(struct answer *out, const struct question *q, struct view der)
{
    *out = (struct answer){.reason = CRL_REASON_NONE, .kind = "CRL"};
    if (!status_crl_is_of(der, q->issuer)) return;
    AUTO(X509_CRL_free)
    X509_CRL *crl = status_crl_excerpt(der, q->certificate);
    if (crl == NULL)
        status_refuse(out, REFUSAL_LIST_MALFORMED);
    else
        read_list(out, q, crl, check_list(crl, q->issuer, status_crl_is_signed(der, q->issuer)));
}
