// SPDX-License-Identifier: Apache-2.0
#include "policies/validate.h"

#include <stdio.h>
#include <string.h>

#include "policies/indications.h"
#include "policies/suites.h"

struct validation {
    const struct validation_input *in;
    const struct judge_context *context;
    struct verdict *verdicts;
    int64_t *document_since; /* of each proof in in->document, for the subject at hand */
};

static bool is_timestamp(const struct subject *s)
{
    return s->timestamp != NULL;
}

static bool holds(const struct validation *v, size_t i)
{
    return is_timestamp(&v->in->subject[i]) && v->in->subject[i].has_revision &&
           v->verdicts[i].indication == TOTAL_PASSED;
}

/* How far off the authority says that its clock may be, in whole seconds. */
static int64_t slack_of(const struct timestamp *t)
{
    return ((int64_t)t->accuracy + 999) / 1000;
}

/* What it covers existed then at the latest. */
static int64_t proven_by(const struct validation *v, const struct timestamp *t)
{
    int64_t latest = t->time + slack_of(t);
    return latest < v->context->time ? latest : v->context->time;
}

/* The earliest time that a document time-stamp, newer than subject `from`, proves for revision `revision`; else now. */
static struct suite_time known_since(const struct validation *v, size_t from, uint32_t revision)
{
    struct suite_time best = {v->context->time, false};
    for (size_t i = from + 1; i < v->in->count; i++) {
        if (!holds(v, i) || v->in->subject[i].revision < revision) continue;
        int64_t time = proven_by(v, v->in->subject[i].timestamp);
        if (!best.is_proven || time < best.time) best = (struct suite_time){time, true};
    }
    return best;
}

static struct suite_time subject_since(const struct validation *v, size_t i)
{
    const struct subject *s = &v->in->subject[i];
    return s->has_revision ? known_since(v, i, s->revision + 1) : (struct suite_time){v->context->time, false};
}

static void set_document_since(struct validation *v, size_t i)
{
    for (size_t k = 0; v->in->document != NULL && k < v->in->document->count; k++)
        v->document_since[k] = known_since(v, i, v->in->document->item[k].since).time;
}

/* `covered`: when a document time-stamp proves all of it, unsigned attributes too; `at`: when its value is proven. */
static struct judge_case case_of(const struct validation *v, const struct evidence *evidence, struct suite_time covered,
                                 struct suite_time at)
{
    return (struct judge_case){.evidence = evidence,
                               .file = v->in->file,
                               .time = at.time,
                               .is_proven = at.is_proven,
                               .document = v->in->document,
                               .document_since = v->document_since,
                               .own_since = covered.time};
}

/* ---- time-stamps ---- */

/* What a token must be beside a good CMS. */
static void check_stamp(struct findings *f, const struct timestamp *t, struct suite_time at,
                        const struct judge_context *c)
{
    if (t->imprint == CHECK_FAILED) finding_add(f, "TSP-01b", "the time-stamp is over something else");
    if (t->imprint == CHECK_NOT_DONE)
        finding_add(f, "TSP-01", "the digest that the time-stamp is over could not be checked");
    suites_check_imprint(f, c->policy, t->imprint_algorithm, at);
    if (t->evidence.binding == CHECK_NOT_DONE)
        finding_add(f, "TSP-02b", "the time-stamp does not name the certificate of its authority");
    if (t->time <= 0 || t->time > c->time + c->settings.clock_skew)
        finding_add(f, "TSP-04", "the time of the time-stamp lies in the future, or is none");
    if (t->accuracy > c->settings.stamp_accuracy_max)
        finding_add(f, "TSP-04b", "the time-stamp is accurate to %u ms only", t->accuracy);
}

/* Its certificate must have been valid at its own time, too. */
static void check_stamp_dates(struct verdict *v, const struct timestamp *t)
{
    struct findings why = {0};
    if (v->indication != TOTAL_PASSED || (t->time >= v->valid_from && t->time <= v->valid_until)) return;
    finding_add(&why, "X5-06", "the time-stamp was made outside of its certificate's dates");
    verdict_decide(v, INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, &why);
}

/* `carrier`: the signature that it stands in, or NULL. */
static status judge_stamp(struct verdict *out, const struct validation *v, const struct timestamp *t,
                          const struct evidence *carrier, const struct findings *format, struct suite_time at,
                          struct err *e)
{
    struct judge_case of = case_of(v, &t->evidence, at, at);
    struct findings more = {0};
    if (format != NULL) more = *format;
    check_stamp(&more, t, at, v->context);
    of.more = &more;
    of.purpose = JUDGE_TIMESTAMP;
    of.beside = carrier;
    TRY(judge_signature(out, &of, v->context, e));
    check_stamp_dates(out, t);
    return OK;
}

static void summarize(struct stamp_verdict *s, const struct validation *all, const struct verdict *v,
                      const struct timestamp *t)
{
    s->indication = v->indication;
    s->sub_indication = v->sub_indication;
    s->time = t->time;
    s->not_before = t->time - slack_of(t);
    s->not_after = proven_by(all, t);
    snprintf(s->authority, sizeof s->authority, "%s", v->signer.common_name);
}

/* A time-stamp that covers a later one is impossible, unless one of them lies. */
static void check_order(struct verdict *out, const struct validation *v, size_t i)
{
    struct findings why = {0};
    int64_t slack = v->context->settings.clock_skew;
    for (size_t k = i + 1; out->indication == TOTAL_PASSED && k < v->in->count; k++) {
        if (!holds(v, k) || v->in->subject[k].timestamp->time + slack >= v->in->subject[i].timestamp->time) continue;
        finding_add(&why, "TSP-04", "the time-stamp is later than one that covers it");
        verdict_decide(out, INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, &why);
    }
}

static status judge_document_stamp(struct verdict *out, const struct validation *v, size_t i, struct err *e)
{
    const struct subject *s = &v->in->subject[i];
    TRY(judge_stamp(out, v, s->timestamp, NULL, s->findings, subject_since(v, i), e));
    check_order(out, v, i);
    summarize(&out->stamps[0], v, out, s->timestamp);
    out->stamp_count = 1;
    return OK;
}

/* ---- signatures ---- */

static void explain_stamp(struct findings *notes, const struct verdict *stamp)
{
    struct err why = {0};
    err_set(&why, ERR_REFUSED, "a time-stamp on the signature proves nothing");
    findings_explain(&why, &stamp->messages);
    finding_add_err(notes, "STAMP", &why);
}

/* The time-stamps on the value: *at becomes the earliest that holds. */
static status judge_stamps(struct verdict *summary, struct findings *notes, struct suite_time *at,
                           const struct validation *v, const struct evidence *from, struct err *e)
{
    const struct suite_time covered = *at;
    AUTO(mem_free)
    struct verdict *one = mem_new(sizeof *one);
    MEM_ENSURE(one);
    for (size_t i = 0; i < from->timestamp_count; i++) {
        const struct timestamp *t = &from->timestamps[i];
        TRY(judge_stamp(one, v, t, from, NULL, covered, e));
        summarize(&summary->stamps[summary->stamp_count++], v, one, t);
        if (one->indication != TOTAL_PASSED)
            explain_stamp(notes, one);
        else if (!at->is_proven || proven_by(v, t) < at->time)
            *at = (struct suite_time){proven_by(v, t), true};
    }
    return OK;
}

/* = TSP-05: a claim far from the proof is worth a look, and no more than a claim */
static void compare_times(struct findings *notes, const struct subject *s, struct suite_time at,
                          const struct settings *limits)
{
    bool is_late = s->claimed_time > at.time + limits->clock_skew;
    if (is_late && at.is_proven)
        finding_add(notes, "TSP-05", "the claimed signing time is later than the time that is proven");
    else if (is_late)
        finding_add(notes, "TSP-05", "the claimed signing time is later than the time of this validation");
    else if (s->claimed_time != 0 && at.is_proven && at.time - s->claimed_time > limits->stamp_delay_max)
        finding_add(notes, "TSP-05", "the claimed signing time is long before the time that is proven");
}

static bool archive_covers_data(const struct validation *v, size_t i)
{
    for (size_t k = i + 1; k < v->in->count; k++)
        for (size_t p = 0; holds(v, k) && p < v->in->document->count; p++)
            if (v->in->document->item[p].since <= v->in->subject[k].revision) return true;
    return false;
}

static enum proof_level level_of(const struct validation *v, size_t i, const struct verdict *of)
{
    if (of->indication == TOTAL_FAILED || !of->best_time_is_proven) return LEVEL_B;
    if (!of->is_status_embedded || of->chain_count == 0) return LEVEL_T;
    return v->in->document != NULL && archive_covers_data(v, i) ? LEVEL_LTA : LEVEL_LT;
}

static status judge_one(struct verdict *out, const struct validation *v, size_t i, struct err *e)
{
    const struct subject *s = &v->in->subject[i];
    const struct suite_time covered = subject_since(v, i);
    struct suite_time at = covered;
    struct findings notes = {0}, more = {0};
    AUTO(mem_free)
    struct verdict *stamps = mem_new(sizeof *stamps);
    MEM_ENSURE(stamps);
    TRY(judge_stamps(stamps, &notes, &at, v, s->evidence, e));
    compare_times(&notes, s, at, &v->context->settings);
    if (s->findings != NULL) more = *s->findings;
    struct judge_case of = case_of(v, s->evidence, covered, at);
    of.more = &more;
    TRY(judge_signature(out, &of, v->context, e));
    findings_append(&out->messages, &notes);
    memcpy(out->stamps, stamps->stamps, sizeof out->stamps);
    out->stamp_count = stamps->stamp_count;
    out->level = level_of(v, i, out);
    return OK;
}

/* ---- what older time-stamps prove ---- */

/* The latest time that is proven for something that subject i covers: it cannot be older. 0: nothing is. */
static int64_t made_after(const struct validation *v, size_t i)
{
    const struct subject *s = &v->in->subject[i];
    int64_t latest = 0;
    for (size_t k = 0; s->has_revision && k < i; k++) {
        const struct verdict *older = &v->verdicts[k];
        if (!v->in->subject[k].has_revision || v->in->subject[k].revision >= s->revision) continue;
        for (size_t t = 0; t < older->stamp_count; t++)
            if (older->stamps[t].indication == TOTAL_PASSED && older->stamps[t].not_before > latest)
                latest = older->stamps[t].not_before;
    }
    return latest;
}

static void settle(const struct validation *v, size_t i)
{
    struct verdict *of = &v->verdicts[i];
    struct findings why = {0};
    int64_t after = made_after(v, i);
    if (after == 0 || of->indication != INDETERMINATE) return;
    if (of->sub_indication == SUB_REVOKED_NO_POE && of->revoked_at != 0 && after >= of->revoked_at) {
        finding_add(&why, "REV-03", "it was signed after the certificate was revoked");
        verdict_decide(of, TOTAL_FAILED, SUB_REVOKED, &why);
    } else if (of->sub_indication == SUB_OUT_OF_BOUNDS_NO_POE && of->valid_until != 0 && after > of->valid_until) {
        finding_add(&why, "X5-06", "it was signed after the certificate had expired");
        verdict_decide(of, TOTAL_FAILED, SUB_EXPIRED, &why);
    }
}

/* ---- all ---- */

static status judge_all(struct validation *v, struct err *e)
{
    for (size_t left = v->in->count; left > 0; left--) {
        size_t i = left - 1;
        set_document_since(v, i);
        if (is_timestamp(&v->in->subject[i]))
            TRY(judge_document_stamp(&v->verdicts[i], v, i, e));
        else
            TRY(judge_one(&v->verdicts[i], v, i, e));
    }
    for (size_t i = 0; i < v->in->count; i++) settle(v, i);
    return OK;
}

status validate(struct verdict *out, const struct validation_input *in, const struct judge_context *c, struct err *e)
{
    AUTO(mem_free)
    int64_t *since = mem_new_array(LIMIT_PROOFS, sizeof *since);
    MEM_ENSURE(since);
    ENSURE(in->count <= LIMIT_PDF_SIGNATURES, ERR_LIMIT, "more than %d signatures", LIMIT_PDF_SIGNATURES);
    struct validation v = {.in = in, .context = c, .verdicts = out, .document_since = since};
    return judge_all(&v, e);
}
