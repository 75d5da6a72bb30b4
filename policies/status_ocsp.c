// SPDX-License-Identifier: Apache-2.0
/* One OCSP answer about one certificate (RFC 6960): who has signed it, and what its SingleResponses say. */
#include <string.h>

#include "formats/cms/digest.h"
#include "policies/status_priv.h"

AUTO_DEFINE(OCSP_CERTID, OCSP_CERTID_free)

OCSP_BASICRESP *status_ocsp_of(struct view der)
{
    const uint8_t *at = der.data, *end = der.data + der.len;
    if (der.len == 0 || der.len > LIMIT_OCSP) return NULL;
    AUTO(OCSP_RESPONSE_free)
    OCSP_RESPONSE *whole = d2i_OCSP_RESPONSE(NULL, &at, (long)der.len);
    OCSP_BASICRESP *basic = NULL;
    if (whole != NULL && at == end && OCSP_response_status(whole) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
        basic = OCSP_response_get1_basic(whole);
    at = der.data;
    if (whole == NULL) basic = d2i_OCSP_BASICRESP(NULL, &at, (long)der.len);
    ERR_clear_error();
    if (basic != NULL && at == (whole == NULL ? end : der.data)) return basic;
    OCSP_BASICRESP_free(basic);
    return NULL;
}

bool status_ocsp_response(struct buf *out, struct view der, OCSP_BASICRESP *basic)
{
    struct err e = {0};
    const uint8_t *at = der.data;
    AUTO(OCSP_RESPONSE_free)
    OCSP_RESPONSE *whole = d2i_OCSP_RESPONSE(NULL, &at, (long)der.len);
    ERR_clear_error();
    if (whole != NULL) return buf_copy(out, der, &e) == OK;
    AUTO(OCSP_RESPONSE_free)
    OCSP_RESPONSE *wrapped = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    return wrapped != NULL && OSSL_DER(out, OCSP_RESPONSE, wrapped, &e) == OK;
}

/* ---- who has signed it ---- */

static bool is_named(const OCSP_BASICRESP *b, X509 *c)
{
    const ASN1_OCTET_STRING *key = NULL;
    const X509_NAME *name = NULL;
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (OCSP_resp_get0_id(b, &key, &name) != 1) return false;
    if (name != NULL) return X509_NAME_cmp(name, X509_get_subject_name(c)) == 0;
    if (key == NULL || X509_pubkey_digest(c, EVP_sha1(), digest, &len) != 1) return false;
    return ASN1_STRING_length(key) == (int)len && memcmp(ASN1_STRING_get0_data(key), digest, len) == 0;
}

static bool is_signed_by(OCSP_BASICRESP *b, X509 *c)
{
    EVP_PKEY *key = X509_get0_pubkey(c);
    const X509_ALGOR *algorithm = OCSP_resp_get0_tbs_sigalg(b);
    const ASN1_OCTET_STRING *value = OCSP_resp_get0_signature(b);
    if (key == NULL || algorithm == NULL || value == NULL) return false;
    return ASN1_item_verify(ASN1_ITEM_rptr(OCSP_RESPDATA), algorithm, value, OCSP_resp_get0_respdata(b), key) == 1;
}

static X509 *signer_of(OCSP_BASICRESP *b, X509 *issuer)
{
    const STACK_OF(X509) *certificates = OCSP_resp_get0_certs(b);
    if (is_named(b, issuer) && is_signed_by(b, issuer)) return issuer;
    for (int i = 0; i < sk_X509_num(certificates) && i < LIMIT_CERTIFICATES; i++) {
        X509 *c = sk_X509_value(certificates, i);
        if (is_named(b, c) && is_signed_by(b, c)) return c;
    }
    return NULL;
}

static bool is_valid_at(const X509 *c, int64_t time)
{
    int64_t from, to;
    return ossl_time(&from, X509_get0_notBefore(c)) && ossl_time(&to, X509_get0_notAfter(c)) && from <= time &&
           time <= to;
}

static bool is_strongly_signed(const X509 *c, EVP_PKEY *by)
{
    const X509_ALGOR *algorithm = NULL;
    X509_get0_signature(NULL, &algorithm, c);
    return status_is_strong(algorithm, by);
}

/* Its own status: it says that nobody need ask (RFC 6960 4.2.2.2.1), or the lists know it as good. */
static bool is_good_itself(X509 *responder, const struct question *q, int64_t produced)
{
    struct answer a;
    struct question own = *q;
    if (X509_get_ext_by_NID(responder, NID_id_pkix_OCSP_noCheck, -1) >= 0) return true;
    own.certificate = responder;
    own.time = produced;
    own.lists_only = true;
    status_ask_all(&a, NULL, &own, "");
    return a.standing == STANDING_GOOD;
}

/* = RFC 6960 4.2.2.2: certified by the very key that certified the certificate, for this and nothing greater */
static enum refusal check_delegate(X509 *responder, const struct question *q, int64_t produced)
{
    EVP_PKEY *issuer_key = X509_get0_pubkey(q->issuer), *key = X509_get0_pubkey(responder);
    uint32_t flags = X509_get_extension_flags(responder);
    bool issued = X509_NAME_cmp(X509_get_issuer_name(responder), X509_get_subject_name(q->issuer)) == 0 &&
                  issuer_key != NULL && X509_verify(responder, issuer_key) == 1;
    if (!issued) return REFUSAL_OCSP_STRANGER;
    bool appointed = (flags & EXFLAG_XKUSAGE) != 0 && (X509_get_extended_key_usage(responder) & XKU_OCSP_SIGN) != 0;
    bool may_sign = (X509_get_key_usage(responder) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
    if (!appointed || !may_sign || (flags & (EXFLAG_INVALID | EXFLAG_CRITICAL)) != 0) return REFUSAL_OCSP_NOT_FOR_IT;
    if (X509_check_ca(responder) != 0) return REFUSAL_OCSP_CA; /* = rule REV-04 */
    if (EVP_PKEY_eq(key, X509_get0_pubkey(q->certificate)) == 1) return REFUSAL_OCSP_ITSELF;
    if (!is_strongly_signed(responder, issuer_key)) return REFUSAL_OCSP_WEAK;
    if (!is_valid_at(responder, produced) || !is_valid_at(responder, q->known_since)) return REFUSAL_OCSP_EXPIRED;
    return is_good_itself(responder, q, produced) ? REFUSAL_NONE : REFUSAL_OCSP_STATUS;
}

static enum refusal check_signer(OCSP_BASICRESP *b, const struct question *q, int64_t produced)
{
    X509 *signer = signer_of(b, q->issuer);
    if (signer == NULL) return REFUSAL_OCSP_STRANGER;
    if (!status_is_strong(OCSP_resp_get0_tbs_sigalg(b), X509_get0_pubkey(signer))) return REFUSAL_OCSP_WEAK;
    return signer == q->issuer ? REFUSAL_NONE : check_delegate(signer, q, produced);
}

/* ---- what it says ---- */

/* = RFC 6960 4.1.1, rule REV-05: name, key and serial number; SHA-1 is the standard's own here and proves nothing */
static bool is_about(OCSP_SINGLERESP *s, const struct question *q)
{
    ASN1_OBJECT *algorithm = NULL;
    OCSP_CERTID *id = (OCSP_CERTID *)(uintptr_t)OCSP_SINGLERESP_get0_id(s);
    if (id == NULL || OCSP_id_get0_info(NULL, &algorithm, NULL, NULL, id) != 1) return false;
    enum digest_algorithm d = digest_of_nid(OBJ_obj2nid(algorithm));
    if (d < DIGEST_SHA1 || d >= DIGEST_OTHER) return false;
    AUTO(OCSP_CERTID_free)
    OCSP_CERTID *ours = OCSP_cert_to_id(digest_md(d), q->certificate, q->issuer);
    return ours != NULL && OCSP_id_cmp(ours, id) == 0;
}

static bool single_is_strange(OCSP_SINGLERESP *s)
{
    for (int i = 0; i < OCSP_SINGLERESP_get_ext_count(s); i++) {
        X509_EXTENSION *x = OCSP_SINGLERESP_get_ext(s, i);
        int nid = OBJ_obj2nid(X509_EXTENSION_get_object(x));
        bool understood = nid == NID_id_pkix_OCSP_archiveCutoff || nid == NID_id_pkix_OCSP_CrlID ||
                          nid == NID_invalidity_date || nid == NID_crl_reason;
        if (X509_EXTENSION_get_critical(x) && !understood) return true;
    }
    return false;
}

static bool answer_is_strange(OCSP_BASICRESP *b)
{
    for (int i = 0; i < OCSP_BASICRESP_get_ext_count(b); i++) {
        X509_EXTENSION *x = OCSP_BASICRESP_get_ext(b, i);
        bool understood = OBJ_obj2nid(X509_EXTENSION_get_object(x)) == NID_id_pkix_OCSP_Nonce;
        if (X509_EXTENSION_get_critical(x) && !understood) return true;
    }
    return false;
}

static int64_t date_of(OCSP_SINGLERESP *s, int nid)
{
    int64_t time = 0;
    ASN1_GENERALIZEDTIME *date = OCSP_SINGLERESP_get1_ext_d2i(s, nid, NULL, NULL);
    if (!ossl_time(&time, date)) time = 0;
    ASN1_GENERALIZEDTIME_free(date);
    return time;
}

static void read_revocation(struct answer *a, OCSP_SINGLERESP *s, const ASN1_GENERALIZEDTIME *date)
{
    a->standing = a->reason == CRL_REASON_CERTIFICATE_HOLD ? STANDING_HOLD : STANDING_REVOKED;
    if (!ossl_time(&a->revoked_at, date)) a->revoked_at = 0;
    int64_t invalid_since = date_of(s, NID_invalidity_date);
    if (invalid_since > 0 && invalid_since < a->revoked_at && !status_reason_is_harmless(a->reason))
        a->revoked_at = invalid_since;
    /* = RFC 6960 2.2: "revoked" since 1970 and on hold says that it was never issued */
    if (a->standing == STANDING_HOLD && a->revoked_at == 0) a->standing = STANDING_UNKNOWN;
}

static bool dates_are_sound(const struct answer *a, bool dated, int64_t produced, int64_t skew)
{
    return dated && a->this_update <= produced + skew && (a->next_update == 0 || a->this_update <= a->next_update);
}

static void read_single(struct answer *a, const struct question *q, OCSP_SINGLERESP *s, int64_t produced)
{
    ASN1_GENERALIZEDTIME *revoked = NULL, *from = NULL, *to = NULL;
    int said = OCSP_single_get0_status(s, &a->reason, &revoked, &from, &to);
    bool dated = ossl_time(&a->this_update, from) && (to == NULL || ossl_time(&a->next_update, to));
    if (single_is_strange(s)) {
        status_refuse(a, REFUSAL_OCSP_CRITICAL);
        return;
    }
    if (!dates_are_sound(a, dated, produced, q->from->settings->clock_skew)) {
        status_refuse(a, REFUSAL_OCSP_DATES);
        return;
    }
    if (said == V_OCSP_CERTSTATUS_GOOD)
        a->standing = STANDING_GOOD;
    else if (said == V_OCSP_CERTSTATUS_REVOKED)
        read_revocation(a, s, revoked);
    else
        a->standing = STANDING_UNKNOWN;
    status_settle(a, q, date_of(s, NID_id_pkix_OCSP_archiveCutoff));
}

static bool speaks_of_it(OCSP_BASICRESP *b, const struct question *q)
{
    for (int i = 0; i < OCSP_resp_count(b); i++)
        if (is_about(OCSP_resp_get0(b, i), q)) return true;
    return false;
}

void status_ask_ocsp(struct answer *out, const struct question *q, OCSP_BASICRESP *b)
{
    int64_t produced = 0;
    *out = (struct answer){.reason = CRL_REASON_NONE, .kind = "OCSP"};
    if (!speaks_of_it(b, q)) return;
    enum refusal r = ossl_time(&produced, OCSP_resp_get0_produced_at(b)) ? REFUSAL_NONE : REFUSAL_OCSP_DATES;
    if (r == REFUSAL_NONE && produced > q->from->now + q->from->settings->clock_skew) r = REFUSAL_FUTURE;
    if (r == REFUSAL_NONE && answer_is_strange(b)) r = REFUSAL_OCSP_CRITICAL;
    if (r == REFUSAL_NONE) r = check_signer(b, q, produced);
    if (r != REFUSAL_NONE) {
        status_refuse(out, r);
        return;
    }
    for (int i = 0; i < OCSP_resp_count(b); i++) {
        struct answer one = {.reason = CRL_REASON_NONE, .kind = "OCSP"};
        if (!is_about(OCSP_resp_get0(b, i), q)) continue;
        read_single(&one, q, OCSP_resp_get0(b, i), produced);
        if (one.standing > out->standing) *out = one; /* several that disagree: the one that promises least */
    }
}
