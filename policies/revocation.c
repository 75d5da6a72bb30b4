// SPDX-License-Identifier: Apache-2.0
#include "policies/revocation.h"

#include <openssl/rsa.h>
#include <string.h>

#include "formats/cms/digest.h"
#include "policies/status_priv.h"
#include "policies/trust_priv.h"

enum { STRENGTH_BITS = 112 };

static const struct {
    const char *rule, *text;
} refusals[REFUSAL_COUNT] = {
    [REFUSAL_LIST_SIGNATURE] = {"REV-07", "the revocation list is not signed by the issuer of the certificate"},
    [REFUSAL_LIST_USAGE] = {"REV-07", "the issuer of the certificate may not sign revocation lists"},
    [REFUSAL_LIST_WEAK] = {"REV-06", "the revocation list is signed with an algorithm or key that is too weak"},
    [REFUSAL_LIST_DELTA] = {"REV-07", "the revocation list only tells what has changed (delta): it cannot be used"},
    [REFUSAL_LIST_INDIRECT] = {"REV-07", "the revocation list speaks for other issuers (indirect): it cannot be used"},
    [REFUSAL_LIST_PARTIAL] = {"REV-07", "the revocation list holds some reasons only: it cannot be used"},
    [REFUSAL_LIST_OTHER_KIND] = {"REV-07", "the revocation list is for another kind of certificates"},
    [REFUSAL_LIST_OTHER_PLACE] =
        {"REV-07", "the revocation list is that of a distribution point which the certificate does not name"},
    [REFUSAL_LIST_CRITICAL] = {"REV-07", "the revocation list has a critical extension that is not understood"},
    [REFUSAL_LIST_DATES] = {"REV-07", "the revocation list does not say for how long it holds"},
    [REFUSAL_LIST_MALFORMED] = {"REV-07", "the revocation list does not say clearly what it is for"},
    [REFUSAL_OCSP_STRANGER] =
        {"REV-04", "the OCSP answer is signed neither by the issuer nor by a responder that it has certified"},
    [REFUSAL_OCSP_NOT_FOR_IT] = {"REV-04", "the certificate of the OCSP responder is not for signing OCSP answers"},
    [REFUSAL_OCSP_CA] = {"REV-04", "the OCSP responder is a certificate authority that may not answer for another"},
    [REFUSAL_OCSP_ITSELF] = {"REV-04", "the OCSP responder vouches for itself"},
    [REFUSAL_OCSP_EXPIRED] =
        {"REV-04",
         "the certificate of the OCSP responder was not valid when it answered, or has expired since and nothing proves that the answer is older"},
    [REFUSAL_OCSP_STATUS] = {"REV-04s", "the status of the OCSP responder itself is not known to be good"},
    [REFUSAL_OCSP_WEAK] = {"REV-06", "the OCSP answer is signed with an algorithm or key that is too weak"},
    [REFUSAL_OCSP_CRITICAL] = {"REV-05", "the OCSP answer has a critical extension that is not understood"},
    [REFUSAL_OCSP_DATES] = {"REV-05", "the dates of the OCSP answer are missing or contradict one another"},
    [REFUSAL_ISSUER_EXPIRED] = {"REV-02", "the issuer has expired, and nothing proves that its answer is older"},
    [REFUSAL_FUTURE] = {"REV-02", "the answer about the status is from the future"},
    [REFUSAL_AFTER_EXPIRY] =
        {"REV-02", "the answer about the status is from after the certificate expired, and may have forgotten it"},
    [REFUSAL_STALE] = {"REV-02",
                       "the answer about the status is not current: it held until before the time that counts"},
    [REFUSAL_TOO_EARLY] = {"REV-02", "the only answer about the status is older than the time that counts"},
};

/* ---- algorithms ---- */

static enum digest_algorithm pss_digest(const X509_ALGOR *a)
{
    RSA_PSS_PARAMS *p =
        a->parameter == NULL ? NULL : ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(RSA_PSS_PARAMS), a->parameter);
    enum digest_algorithm d =
        p == NULL || p->hashAlgorithm == NULL ? DIGEST_SHA1 : digest_of_nid(OBJ_obj2nid(p->hashAlgorithm->algorithm));
    RSA_PSS_PARAMS_free(p);
    return d;
}

enum digest_algorithm status_digest_of(const X509_ALGOR *signature)
{
    int md = NID_undef, nid = OBJ_obj2nid(signature->algorithm);
    if (nid == NID_rsassaPss) return pss_digest(signature);
    return OBJ_find_sigid_algs(nid, &md, NULL) == 1 ? digest_of_nid(md) : DIGEST_OTHER;
}

bool status_is_strong(const X509_ALGOR *signature, EVP_PKEY *key)
{
    enum digest_algorithm d = status_digest_of(signature);
    return key != NULL && EVP_PKEY_get_security_bits(key) >= STRENGTH_BITS && d >= DIGEST_SHA224 && d < DIGEST_OTHER;
}

bool status_reason_is_harmless(int reason)
{
    return reason == CRL_REASON_AFFILIATION_CHANGED || reason == CRL_REASON_SUPERSEDED ||
           reason == CRL_REASON_CESSATION_OF_OPERATION;
}

/* ---- what one answer is worth ---- */

void status_refuse(struct answer *a, enum refusal why)
{
    bool is_stale = why == REFUSAL_STALE || why == REFUSAL_TOO_EARLY || why == REFUSAL_AFTER_EXPIRY;
    a->standing = is_stale ? STANDING_STALE : STANDING_UNUSABLE;
    a->refusal = why;
}

/* = rule REV-02: made at or after the time that counts, or still holding then */
static enum refusal check_freshness(const struct answer *a, const struct question *q)
{
    const struct settings *s = q->from->settings;
    if (a->this_update >= q->time) return REFUSAL_NONE;
    if (a->next_update == 0)
        return q->time - a->this_update <= s->revocation_age_max ? REFUSAL_NONE : REFUSAL_TOO_EARLY;
    return q->time <= a->next_update + s->revocation_grace ? REFUSAL_NONE : REFUSAL_STALE;
}

/* An expired certificate may leave the lists, and then nobody says that it was revoked. */
static bool may_have_forgotten(const struct answer *a, const struct question *q, int64_t keeps_expired_since)
{
    int64_t expiry;
    if (!ossl_time(&expiry, X509_get0_notAfter(q->certificate))) return true;
    bool kept = keeps_expired_since > 0 && keeps_expired_since <= expiry;
    return a->this_update > expiry && !kept;
}

void status_settle(struct answer *a, const struct question *q, int64_t keeps_expired_since)
{
    int64_t issuer_expiry;
    bool issuer_known = ossl_time(&issuer_expiry, X509_get0_notAfter(q->issuer)) && q->known_since <= issuer_expiry;
    if (!issuer_known) {
        status_refuse(a, REFUSAL_ISSUER_EXPIRED);
        return;
    }
    if (a->this_update > q->from->now + q->from->settings->clock_skew) {
        status_refuse(a, REFUSAL_FUTURE);
        return;
    }
    bool struck = a->standing == STANDING_REVOKED || a->standing == STANDING_HOLD;
    if (struck && a->revoked_at <= q->time) return; /* that lasts, however old the news is */
    if (struck) a->standing = STANDING_GOOD;        /* it was good then */
    enum refusal r = check_freshness(a, q);
    if (r == REFUSAL_NONE && !struck && may_have_forgotten(a, q, keeps_expired_since)) r = REFUSAL_AFTER_EXPIRY;
    if (r != REFUSAL_NONE) status_refuse(a, r);
}

/* ---- all of them ---- */

static bool counts(const struct answer *a)
{
    return a->standing >= STANDING_GOOD && a->standing <= STANDING_HOLD;
}

/* Does `a` win over `b`? The earliest revocation; else, of those that count, the newest, and the worse of two as new.
 */
static bool wins(const struct answer *a, const struct answer *b)
{
    if (a->standing == STANDING_REVOKED && b->standing == STANDING_REVOKED) return a->revoked_at < b->revoked_at;
    if (counts(a) && counts(b) && a->this_update != b->this_update) return a->this_update > b->this_update;
    return a->standing > b->standing;
}

static void take(struct answer *best, struct findings *why, const struct answer *a, const char *origin, const char *who)
{
    if (a->refusal != REFUSAL_NONE && why != NULL)
        finding_add_about(why, refusals[a->refusal].rule, who, refusals[a->refusal].text);
    if (!wins(a, best)) return;
    *best = *a;
    best->origin = origin;
}

static bool is_among(const struct status_sources *from, size_t i)
{
    for (size_t k = 0; from->only != NULL && k < from->only_count; k++)
        if (from->only[k] == i) return true;
    return from->only == NULL;
}

static void ask_known(struct answer *best, struct findings *why, struct question *q, const char *who)
{
    const struct answers *all = &q->from->trust->answers;
    q->known_since = q->from->now;
    for (size_t i = 0; i < all->count; i++) {
        struct answer a = {0};
        const struct known *k = &all->item[i];
        if (!is_among(q->from, i)) continue;
        if (k->crl != NULL) status_ask_crl(&a, q, k->crl, k->digest);
        if (k->ocsp != NULL && !q->lists_only) status_ask_ocsp(&a, q, k->ocsp);
        take(best, why, &a, k->is_online ? "online" : "given", who);
    }
}

static void ask_ocsp_proof(struct answer *a, const struct question *q, struct view der)
{
    AUTO(OCSP_BASICRESP_free)
    OCSP_BASICRESP *ocsp = status_ocsp_of(der);
    if (ocsp != NULL) status_ask_ocsp(a, q, ocsp);
}

static void ask_proofs(struct answer *best, struct findings *why, struct question *q, int which, const char *who)
{
    static const char *const origins[] = {"signature", "document"};
    const struct proofs *p = q->from->proofs[which];
    const int64_t *since = q->from->known_since[which];
    for (size_t i = 0; p != NULL && i < p->count; i++) {
        struct answer a = {0};
        struct view der = view_of(p->item[i].der.data, p->item[i].der.len);
        q->known_since = since == NULL ? q->from->now : since[i];
        if (p->item[i].kind == PROOF_CRL) status_ask_crl_proof(&a, q, der);
        if (p->item[i].kind == PROOF_OCSP && !q->lists_only) ask_ocsp_proof(&a, q, der);
        take(best, why, &a, origins[which], who);
    }
}

void status_ask_all(struct answer *out, struct findings *why, const struct question *q, const char *who)
{
    struct question each = *q;
    *out = (struct answer){.reason = CRL_REASON_NONE, .kind = "", .origin = ""};
    if (q->from->trust != NULL) ask_known(out, why, &each, who);
    for (int which = 0; which < 2; which++) ask_proofs(out, why, &each, which, who);
    ERR_clear_error();
}

/* ---- the certificate ---- */

static void explain(struct findings *f, const struct findings *why, const struct answer *a, const char *who)
{
    if (a->standing == STANDING_GOOD) {
        if (a->revoked_at > 0)
            finding_add_about(f, "REV-03n", who, "the certificate was revoked later, after the time that counts");
        return;
    }
    if (a->standing == STANDING_REVOKED) finding_add_about(f, "REV-03", who, "the certificate is revoked");
    if (a->standing == STANDING_HOLD) finding_add_about(f, "REV-03h", who, "the certificate is on hold");
    if (a->standing == STANDING_UNKNOWN)
        finding_add_about(f, "REV-05", who, "the OCSP responder does not know the certificate");
    if (a->standing == STANDING_NONE)
        finding_add_about(f, "REV-01", who, "nobody has answered for the status of the certificate");
    findings_append(f, why);
}

static void fill(struct certificate_status *out, const struct answer *a)
{
    bool decided = a->standing >= STANDING_GOOD;
    *out = (struct certificate_status){
        .status = REVOCATION_UNKNOWN, .sub = SUB_TRY_LATER, .reason = CRL_REASON_NONE, .kind = "", .origin = ""};
    if (!decided) return;
    out->is_on_hold = a->standing == STANDING_HOLD;
    out->revoked_at = a->revoked_at;
    out->reason = a->reason;
    out->this_update = a->this_update;
    out->next_update = a->next_update;
    out->kind = a->kind;
    out->origin = a->origin;
    if (a->standing == STANDING_GOOD) {
        out->status = REVOCATION_GOOD;
        out->sub = SUB_NONE;
    } else if (a->standing == STANDING_REVOKED) {
        out->status = REVOCATION_REVOKED;
        out->sub = SUB_REVOKED_NO_POE;
    }
}

void certificate_status_at(struct certificate_status *out, struct findings *f, const struct status_sources *from,
                           X509 *certificate, X509 *issuer, int64_t time, const char *who)
{
    struct answer a = {0};
    struct findings why = {0};
    struct question q = {.certificate = certificate, .issuer = issuer, .time = time, .from = from};
    q.known_since = from->now;
    bool named = X509_digest(issuer, EVP_sha256(), q.issuer_digest, NULL) == 1;
    if (named) status_ask_all(&a, &why, &q, who);
    fill(out, &a);
    explain(f, &why, &a, who);
    bool is_open = out->status == REVOCATION_UNKNOWN && from->wanted != NULL;
    if (is_open) wanted_add_status(from->wanted, certificate, issuer);
}
