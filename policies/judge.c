// SPDX-License-Identifier: Apache-2.0
#include "policies/judge.h"

#include <string.h>

#include "formats/cms/ossl.h"
#include "policies/indications.h"
#include "policies/path.h"
#include "policies/suites.h"

/* The reason that decides stands first among the messages. */
static void decide(struct verdict *v, enum indication i, enum sub_indication s, const struct findings *why)
{
    struct findings rest = v->messages;
    v->indication = i;
    v->sub_indication = s;
    v->messages = *why;
    findings_append(&v->messages, &rest);
}

static void decide_by(struct verdict *v, enum indication i, enum sub_indication s, const struct finding *why)
{
    struct findings one = {.count = 1};
    one.item[0] = *why;
    decide(v, i, s, &one);
}

/* The first finding of this weight decides. */
static bool weigh(struct verdict *v, const struct findings *f, enum weight weight)
{
    for (size_t i = 0; i < f->count; i++) {
        struct meaning m = indication_of(f->item[i].rule);
        if (m.weight != weight) continue;
        decide_by(v, weight == WEIGHT_BROKEN ? TOTAL_FAILED : INDETERMINATE, m.sub, &f->item[i]);
        return true;
    }
    return false;
}

static bool is_broken(struct verdict *v, const struct evidence *from, const struct findings *all)
{
    struct findings f = {0};
    if (weigh(v, all, WEIGHT_BROKEN)) return true;
    if (from->digest == CHECK_FAILED) {
        finding_add(&f, "HASH", "the document was changed after it was signed: its digest is not the signed one");
        decide(v, TOTAL_FAILED, SUB_HASH_FAILURE, &f);
        return true;
    }
    if (from->value == CHECK_FAILED) {
        finding_add(&f, "VALUE", "the signature value does not belong to the signer's key");
        decide(v, TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, &f);
        return true;
    }
    if (from->binding == CHECK_FAILED) {
        finding_add(&f, "CMS-07", "the signature names another certificate than the one that came along");
        decide(v, TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, &f);
        return true;
    }
    return false;
}

static bool is_incomplete(struct verdict *v, const struct evidence *from, const struct findings *all)
{
    struct findings f = {0};
    if (from->signer.len == 0) {
        finding_add(&f, "SIGNER", "the signer's certificate is not there");
        decide(v, INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND, &f);
        return true;
    }
    if (from->digest != CHECK_PASSED || from->value != CHECK_PASSED) {
        finding_add(&f, "UNDONE", "digest or signature value could not be checked");
        decide(v, INDETERMINATE, SUB_POLICY_PROCESSING_ERROR, &f);
        return true;
    }
    if (all->overflow) {
        finding_add(&f, "OVERFLOW", "more was found than can be reported");
        decide(v, INDETERMINATE, SUB_POLICY_PROCESSING_ERROR, &f);
        return true;
    }
    return weigh(v, all, WEIGHT_DOUBT);
}

static void judge_algorithms(struct verdict *v, const struct evidence *from, const struct judge_context *c)
{
    struct findings f = {0};
    suites_check(&f, from->digest_algorithm, from->scheme, view_of(from->signer.data, from->signer.len), c->time);
    (void)weigh(v, &f, WEIGHT_DOUBT);
}

static bool is_misused(struct verdict *v, const struct evidence *from)
{
    struct findings f = {0};
    path_check_usage(&f, view_of(from->signer.data, from->signer.len));
    return weigh(v, &f, WEIGHT_DOUBT);
}

static void judge_revocation(struct verdict *v, const struct path *p, const struct judge_context *c)
{
    struct findings f = {0};
    enum sub_indication sub = SUB_NONE;
    if (c->settings.revocation == REVOCATION_NONE) {
        finding_add(&v->messages, "REV-01n", "revocation was not checked, as asked");
        return;
    }
    v->revocation = path_status(&sub, &f, p, c->trust, c->time);
    if (v->revocation == REVOCATION_REVOKED ||
        (v->revocation == REVOCATION_UNKNOWN && c->settings.revocation == REVOCATION_REQUIRE))
        decide(v, INDETERMINATE, sub, &f);
    else
        findings_append(&v->messages, &f);
}

static status judge_trust(struct verdict *v, const struct evidence *from, const struct judge_context *c, struct err *e)
{
    AUTO(path_free)
    struct path *p = NULL;
    struct findings f = {0};
    enum sub_indication sub;
    TRY(path_find(&p, &sub, &f, from, c->trust, c->time, e));
    if (sub != SUB_NONE) {
        decide(v, INDETERMINATE, sub, &f);
        return OK;
    }
    if (is_misused(v, from)) return OK;
    v->indication = TOTAL_PASSED;
    judge_revocation(v, p, c);
    if (v->indication == TOTAL_PASSED) judge_algorithms(v, from, c); /* = EN 319 102-1 5.2.8: acceptance comes last */
    return OK;
}

status judge_signature(struct verdict *out, const struct evidence *v, const struct findings *more,
                       const struct judge_context *c, struct err *e)
{
    struct err ignored = {0};
    struct verdict judged = {0};
    struct findings all = v->findings;
    if (more != NULL) findings_append(&all, more);
    certificate_oddities(&all, view_of(v->signer.data, v->signer.len));
    judged.messages = all;
    judged.has_signer =
        v->signer.len > 0 && certificate_names(&judged.signer, view_of(v->signer.data, v->signer.len), &ignored) == OK;
    bool decided = is_broken(&judged, v, &all) || is_incomplete(&judged, v, &all);
    if (!decided) TRY(judge_trust(&judged, v, c, e));
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
