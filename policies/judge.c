// SPDX-License-Identifier: Apache-2.0
#include "policies/judge.h"

#include <string.h>
#include <time.h>

#include "formats/cms/ossl.h"
#include "policies/indications.h"
#include "policies/path.h"
#include "policies/revocation.h"
#include "policies/suites.h"
#include "policies/used.h"

static void decide_by(struct verdict *v, enum indication i, enum sub_indication s, const struct finding *why)
{
    struct findings one = {.count = 1};
    one.item[0] = *why;
    verdict_decide(v, i, s, &one);
}

/* The first finding of this weight decides. */
static bool weigh(struct verdict *v, const struct findings *f, enum weight weight, enum policy policy)
{
    for (size_t i = 0; i < f->count; i++) {
        struct meaning m = indication_of(policy, f->item[i].rule);
        if (m.weight != weight) continue;
        decide_by(v, weight == WEIGHT_BROKEN ? TOTAL_FAILED : INDETERMINATE, m.sub, &f->item[i]);
        return true;
    }
    return false;
}

static void append_above_notes(struct findings *to, const struct findings *from, enum policy policy)
{
    for (size_t i = 0; i < from->count; i++) {
        struct findings one = {.count = 1};
        one.item[0] = from->item[i];
        if (indication_of(policy, one.item[0].rule).weight != WEIGHT_NOTE) findings_append(to, &one);
    }
    to->overflow |= from->overflow;
}

/* ---- by itself ---- */

static bool is_broken(struct verdict *v, const struct evidence *from, const struct findings *all, enum policy policy)
{
    struct findings f = {0};
    if (weigh(v, all, WEIGHT_BROKEN, policy)) return true;
    if (from->digest == CHECK_FAILED) {
        finding_add(&f, "HASH", "the document was changed after it was signed: its digest is not the signed one");
        verdict_decide(v, TOTAL_FAILED, SUB_HASH_FAILURE, &f);
        return true;
    }
    if (from->value == CHECK_FAILED) {
        finding_add(&f, "VALUE", "the signature value does not belong to the signer's key");
        verdict_decide(v, TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, &f);
        return true;
    }
    if (from->binding == CHECK_FAILED) {
        finding_add(&f, "CMS-07", "the signature names another certificate than the one that came along");
        verdict_decide(v, TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, &f);
        return true;
    }
    return false;
}

static bool is_incomplete(struct verdict *v, const struct evidence *from, const struct findings *all,
                          enum policy policy)
{
    struct findings f = {0};
    if (from->signer.len == 0) {
        finding_add(&f, "SIGNER", "the signer's certificate is not there");
        verdict_decide(v, INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND, &f);
        return true;
    }
    if (from->digest != CHECK_PASSED || from->value != CHECK_PASSED) {
        finding_add(&f, "UNDONE", "digest or signature value could not be checked");
        verdict_decide(v, INDETERMINATE, SUB_POLICY_PROCESSING_ERROR, &f);
        return true;
    }
    if (all->overflow) {
        finding_add(&f, "OVERFLOW", "more was found than can be reported");
        verdict_decide(v, INDETERMINATE, SUB_POLICY_PROCESSING_ERROR, &f);
        return true;
    }
    return weigh(v, all, WEIGHT_DOUBT, policy);
}

/* ---- whom to trust ---- */

static struct view signer_of(const struct judge_case *of)
{
    return view_of(of->evidence->signer.data, of->evidence->signer.len);
}

/* = EN 319 102-1 5.2.8: acceptance comes last. Neither the anchor's signature nor its algorithm matters. */
static void judge_algorithms(struct verdict *v, const struct judge_case *of, const struct path *p,
                             const struct judge_context *c)
{
    struct findings f = {0};
    struct suite_time at = {of->time, of->is_proven};
    suites_check(&f, c->policy, of->evidence->digest_algorithm, of->evidence->scheme, signer_of(of), at);
    for (int i = 0; i + 1 < path_length(p); i++)
        suites_check_certificate(&f, c->policy, path_certificate(p, i), path_certificate(p, i + 1), at);
    (void)weigh(v, &f, WEIGHT_DOUBT, c->policy);
}

static bool is_misused(struct verdict *v, const struct judge_case *of, enum policy policy)
{
    struct findings f = {0};
    if (of->purpose == JUDGE_TIMESTAMP)
        path_check_stamp_usage(&f, signer_of(of));
    else
        path_check_usage(&f, signer_of(of));
    return weigh(v, &f, WEIGHT_DOUBT, policy);
}

static bool came_along(const struct certificate_status *s)
{
    return view_equals_string(view_of_string(s->origin), "signature") ||
           view_equals_string(view_of_string(s->origin), "document");
}

static void note_signer_status(struct verdict *v, const struct certificate_status *s)
{
    v->status_kind = s->kind;
    v->status_origin = s->origin;
    v->status_time = s->this_update;
    v->revoked_at = s->revoked_at;
}

/* The numbers of no answers at all. */
static const size_t no_answers[1];

static bool is_known_by_the_file(const struct status_sources *from, const struct path *p, int i, int64_t time)
{
    struct certificate_status s = {0};
    struct findings ignored = {0};
    struct status_sources file = *from;
    file.only = no_answers;
    file.only_count = 0;
    file.wanted = NULL;
    certificate_status_at(&s, &ignored, &file, path_certificate(p, i), path_certificate(p, i + 1), time, "signer");
    return s.status == REVOCATION_GOOD;
}

/* What the file needs so that it says by itself what is known here. */
static void note_status(bool *is_embedded, const struct certificate_status *s, const struct status_sources *from,
                        const struct path *p, int i, const struct judge_case *of, const struct judge_context *c)
{
    bool embedded = s->status == REVOCATION_GOOD && (came_along(s) || is_known_by_the_file(from, p, i, of->time));
    *is_embedded &= embedded;
    if (!embedded && s->status == REVOCATION_GOOD && c->used != NULL)
        used_add_status(c->used, from, path_certificate(p, i), path_certificate(p, i + 1), of->time);
}

/* GOOD only when every certificate below the anchor is known to be good; the first that is revoked decides. */
static enum sub_indication ask_each(struct verdict *v, struct findings *f, const struct status_sources *from,
                                    const struct judge_case *of, const struct path *p, const struct judge_context *c)
{
    v->revocation = REVOCATION_GOOD;
    v->is_status_embedded = true;
    for (int i = 0; i + 1 < path_length(p); i++) {
        struct certificate_status s = {0};
        const char *who = i > 0 ? "CA" : of->purpose == JUDGE_TIMESTAMP ? "time-stamp authority" : "signer";
        certificate_status_at(&s, f, from, path_certificate(p, i), path_certificate(p, i + 1), of->time, who);
        if (i == 0) note_signer_status(v, &s);
        note_status(&v->is_status_embedded, &s, from, p, i, of, c);
        if (s.status == REVOCATION_REVOKED) {
            v->revocation = REVOCATION_REVOKED;
            return i == 0 ? SUB_REVOKED_NO_POE : SUB_REVOKED_CA_NO_POE;
        }
        if (s.status != REVOCATION_GOOD) v->revocation = REVOCATION_UNKNOWN;
    }
    return v->revocation == REVOCATION_UNKNOWN ? SUB_TRY_LATER : SUB_NONE;
}

static enum sub_indication ask_status(struct verdict *v, struct findings *f, const struct judge_case *of,
                                      const struct path *p, const struct judge_context *c)
{
    int64_t own[LIMIT_PROOFS];
    const struct proofs *carried = &of->evidence->proofs;
    for (size_t i = 0; i < carried->count; i++) own[i] = of->own_since == 0 ? c->time : of->own_since;
    const struct status_sources from = {.trust = c->trust,
                                        .proofs = {carried, of->document},
                                        .known_since = {own, of->document_since},
                                        .only = c->embedded_only ? no_answers : NULL,
                                        .settings = &c->settings,
                                        .now = c->time,
                                        .wanted = c->wanted};
    return ask_each(v, f, &from, of, p, c);
}

static void judge_revocation(struct verdict *v, const struct judge_case *of, const struct path *p,
                             const struct judge_context *c)
{
    struct findings f = {0};
    if (c->settings.revocation == REVOCATION_NONE) {
        finding_add(&v->messages, "REV-01n", "revocation was not checked, as asked");
        return;
    }
    if (path_length(p) == 1) {
        finding_add(&v->messages, "REV-01n",
                    "the certificate is trusted by itself: nobody can tell that it is revoked");
        return;
    }
    enum sub_indication sub = ask_status(v, &f, of, p, c);
    bool decides = v->revocation == REVOCATION_REVOKED ||
                   (v->revocation == REVOCATION_UNKNOWN && c->settings.revocation == REVOCATION_REQUIRE);
    if (decides)
        verdict_decide(v, INDETERMINATE, sub, &f);
    else
        findings_append(&v->messages, &f);
}

/* A signature that a time-stamp proves to be older than its certificate is none of this certificate's. */
static bool is_too_early(struct verdict *v, const struct judge_case *of)
{
    struct findings f = {0};
    if (!of->is_proven || v->valid_from == 0 || of->time >= v->valid_from) return false;
    finding_add(&f, "X5-06", "the signature is older than its certificate");
    verdict_decide(v, TOTAL_FAILED, SUB_NOT_YET_VALID, &f);
    return true;
}

static struct path_search search_for(const struct judge_case *of, const struct judge_context *c)
{
    return (struct path_search){.evidence = of->evidence,
                                .beside = of->beside,
                                .document = of->document,
                                .trust = c->trust,
                                .time = of->time,
                                .wanted = c->wanted,
                                .length_max = c->settings.path_length_max,
                                .embedded_only = c->embedded_only,
                                .is_lenient = c->policy == POLICY_LEGACY};
}

/* Who made a signature that failed is worth knowing where its value is right: it changes nothing of the verdict. */
static status name_path(struct verdict *v, const struct judge_case *of, const struct judge_context *c, struct err *e)
{
    AUTO(path_free)
    struct path *p = NULL;
    struct findings ignored = {0};
    enum sub_indication sub;
    struct path_search search = search_for(of, c);
    search.wanted = NULL;
    if (of->evidence->value != CHECK_PASSED) return OK;
    TRY(path_find(&p, &sub, &ignored, &search, e));
    if (sub == SUB_NONE) path_describe(v, p);
    return OK;
}

static status judge_trust(struct verdict *v, const struct judge_case *of, const struct judge_context *c, struct err *e)
{
    AUTO(path_free)
    struct path *p = NULL;
    struct findings f = {0};
    enum sub_indication sub;
    const struct path_search search = search_for(of, c);
    if (is_too_early(v, of)) return OK;
    TRY(path_find(&p, &sub, &f, &search, e));
    if (sub != SUB_NONE) {
        verdict_decide(v, INDETERMINATE, sub, &f);
        return OK;
    }
    path_describe(v, p);
    if (c->used != NULL) used_add_path(c->used, p, of->evidence, of->document);
    if (is_misused(v, of, c->policy)) return OK;
    v->indication = TOTAL_PASSED;
    judge_revocation(v, of, p, c);
    if (v->indication == TOTAL_PASSED) judge_algorithms(v, of, p, c);
    return OK;
}

static void name_signer(struct verdict *v, struct view certificate)
{
    struct err ignored = {0};
    AUTO(X509_free)
    X509 *c = certificate.len == 0 ? NULL : ossl_certificate(certificate);
    if (c == NULL) return;
    v->has_signer = certificate_names(&v->signer, certificate, &ignored) == OK;
    (void)ossl_time(&v->valid_from, X509_get0_notBefore(c)); /* 0 where it cannot be read */
    (void)ossl_time(&v->valid_until, X509_get0_notAfter(c));
}

status judge_signature(struct verdict *out, const struct judge_case *of, const struct judge_context *c, struct err *e)
{
    struct verdict judged = {
        .best_time = of->time, .best_time_is_proven = of->is_proven, .status_kind = "", .status_origin = ""};
    struct findings all = of->evidence->findings;
    if (of->more != NULL) findings_append(&all, of->more);
    certificate_oddities(&all, signer_of(of));
    if (of->file != NULL) append_above_notes(&all, of->file, c->policy);
    judged.messages = all;
    name_signer(&judged, signer_of(of));
    bool decided =
        is_broken(&judged, of->evidence, &all, c->policy) || is_incomplete(&judged, of->evidence, &all, c->policy);
    TRY(decided ? name_path(&judged, of, c, e) : judge_trust(&judged, of, c, e));
    *out = judged;
    return OK;
}

status judge_own_certificate(struct view certificate, int64_t time, struct err *e)
{
    time_t t = (time_t)time;
    struct findings f = {0};
    AUTO(X509_free)
    X509 *c = ossl_certificate(certificate);
    ENSURE(c != NULL, ERR_TOKEN, "the signer's certificate cannot be read");
    ENSURE(X509_cmp_time(X509_get0_notAfter(c), &t) > 0, ERR_REFUSED, "the signer's certificate has expired");
    ENSURE(X509_cmp_time(X509_get0_notBefore(c), &t) < 0, ERR_REFUSED, "the signer's certificate is not valid yet");
    path_check_usage(&f, certificate);
    if (f.count == 0) return OK;
    err_set(e, ERR_REFUSED, "the signer's certificate is not for signing documents");
    findings_explain(e, &f);
    return FAILED;
}

void judge_later(struct verdict *v, const struct findings *f, enum policy policy)
{
    bool passed = v->indication == TOTAL_PASSED;
    if (passed && !weigh(v, f, WEIGHT_BROKEN, policy)) (void)weigh(v, f, WEIGHT_DOUBT, policy);
    findings_append(&v->messages, f);
}
