// SPDX-License-Identifier: Apache-2.0
#include "signer/extend.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "policies/used.h"
#include "signer/archive.h"

/* A document on its way up; each step replaces it by one that begins with it. */
struct ascent {
    const struct extend_request *request;
    const struct document *at; /* the input, or `made` */
    struct document made;
    struct verify_report before; /* of the input */
    struct extend_outcome outcome;
};

static void ascent_clear(struct ascent *a)
{
    document_clear(&a->made);
    verify_report_clear(&a->before);
}

const char *level_short_name(enum proof_level level)
{
    static const char *const names[] = {
        [LEVEL_B] = "B-B", [LEVEL_T] = "B-T", [LEVEL_LT] = "B-LT", [LEVEL_LTA] = "B-LTA"};
    return names[level];
}

/* Each step takes its time: what a time-stamp says lies not in the future. */
static struct judge_context context_now(const struct ascent *a)
{
    struct judge_context c = a->request->check;
    int64_t now = (int64_t)time(NULL);
    if (now > c.time) c.time = now;
    if (a->request->level >= LEVEL_LT) c.settings.revocation = REVOCATION_REQUIRE;
    return c;
}

static void take(struct ascent *a, struct document *next)
{
    document_clear(&a->made);
    a->made = *next;
    a->at = &a->made;
    *next = DOCUMENT_NONE;
}

static enum proof_level lowest_level(const struct verify_report *r)
{
    enum proof_level lowest = LEVEL_LTA;
    for (size_t i = 0; i < r->signature_count; i++) {
        const struct signature_report *s = &r->signatures[i];
        if (!s->is_timestamp && s->verdict.level < lowest) lowest = s->verdict.level;
    }
    return lowest;
}

/* ---- what may be raised ---- */

static status check_readable(const struct verify_report *r, struct err *e)
{
    bool is_limit = r->state == VERIFY_JUDGED && r->signature_count == 0;
    if (r->state != VERIFY_NOT_READABLE && !is_limit) return OK;
    bool is_encrypted = findings_have(&r->messages, "PDF-06");
    err_set(e, is_encrypted ? ERR_REFUSED : is_limit ? ERR_LIMIT : ERR_SYNTAX, "the document cannot be read");
    findings_explain(e, &r->messages);
    return FAILED;
}

static status check_sound(const struct verify_report *r, struct err *e)
{
    size_t signatures = 0;
    for (size_t i = 0; i < r->signature_count; i++) {
        const struct signature_report *s = &r->signatures[i];
        signatures += !s->is_timestamp;
        if (s->verdict.indication != TOTAL_FAILED) continue;
        err_set(e, ERR_REFUSED, "the document carries a signature that is broken (%s)", s->name);
        findings_explain(e, &s->verdict.messages);
        return FAILED;
    }
    ENSURE(signatures > 0, ERR_REFUSED, "there is no signature whose level could be raised");
    return OK;
}

static status look_at_input(struct ascent *a, const struct document *in, struct err *e)
{
    struct judge_context c = context_now(a);
    ENSURE(in->format == DOCUMENT_PDF, ERR_REFUSED, "the level of XML signatures cannot be raised yet");
    TRY(verify_document_online(&a->before, in, &c, a->request->online, e));
    TRY(check_readable(&a->before, e));
    TRY(check_sound(&a->before, e));
    a->outcome.before = lowest_level(&a->before);
    return OK;
}

/* ---- steps ---- */

static status add_stamp(struct ascent *a, struct err *e)
{
    AUTO_CLEAR(document_clear) struct document next = DOCUMENT_NONE;
    struct judge_context c = context_now(a);
    ENSURE(a->request->timestamper != NULL, ERR_USAGE, "a time-stamp is needed, and no authority is named: --tsa URL");
    c.settings.revocation = a->request->check.settings.revocation;
    TRY(archive_stamp(&next, &a->outcome.notes, a->at, a->request->timestamper, &c, e));
    take(a, &next);
    a->outcome.stamps++;
    return OK;
}

static bool lacks_time(const struct verify_report *r)
{
    for (size_t i = 0; i < r->signature_count; i++)
        if (!r->signatures[i].is_timestamp && !r->signatures[i].verdict.best_time_is_proven) return true;
    return false;
}

/* What those said who were asked; what is odd about the file is the verifier's to tell. */
static void take_notes(struct findings *notes, const struct findings *from)
{
    for (size_t i = 0; i < from->count; i++) {
        struct findings one = {.count = 1};
        one.item[0] = from->item[i];
        if (strncmp(one.item[0].rule, "REV-", 4) == 0) findings_append(notes, &one);
    }
}

/* What proves all that is there, its time-stamps among it, into the store. */
static status add_proofs(struct ascent *a, struct err *e)
{
    AUTO_CLEAR(used_clear) struct used used = {0};
    AUTO_CLEAR(verify_report_clear) struct verify_report r = {0};
    AUTO_CLEAR(document_clear) struct document next = DOCUMENT_NONE;
    struct judge_context c = context_now(a);
    bool added;
    c.used = &used;
    TRY(verify_document_online(&r, a->at, &c, a->request->online, e));
    take_notes(&a->outcome.notes, &r.messages);
    if (used.why.code != ERR_NONE) {
        *e = used.why;
        return FAILED;
    }
    TRY(archive_store(&next, &added, a->at, &used.proofs, e));
    if (!added) return OK;
    take(a, &next);
    a->outcome.proofs += used.proofs.count;
    return OK;
}

/* ---- what came out ---- */

static bool is_same(const struct signature_report *was, const struct signature_report *is)
{
    const uint32_t ours = PDF_CHANGE_DSS | PDF_CHANGE_TIMESTAMP;
    return strcmp(is->name, was->name) == 0 && is->is_intact == was->is_intact &&
           is->verdict.indication != TOTAL_FAILED && (is->changes_after & ~ours) == (was->changes_after & ~ours) &&
           view_equal(view_of(is->value.data, is->value.len), view_of(was->value.data, was->value.len)) &&
           view_equal(view_of(is->certificate.data, is->certificate.len),
                      view_of(was->certificate.data, was->certificate.len));
}

/* Oldest first: what was there before keeps its place. */
static status check_unchanged(const struct ascent *a, const struct verify_report *r, struct err *e)
{
    ENSURE(r->signature_count == a->before.signature_count + a->outcome.stamps, ERR_INTERNAL,
           "not released: the new time-stamp is not found in the result");
    for (size_t i = 0; i < a->before.signature_count; i++) {
        const struct signature_report *was = &a->before.signatures[i];
        ENSURE(is_same(was, &r->signatures[i]), ERR_INTERNAL,
               "not released: the result would change the earlier signature %s", was->name);
    }
    return OK;
}

/* Who could not be asked is worth another try; what a rule says is not. */
static enum err_code code_for(const struct verdict *v)
{
    return v->sub_indication == SUB_TRY_LATER ? ERR_REMOTE : ERR_REFUSED;
}

static status falls_short(const struct signature_report *s, enum proof_level wanted, struct err *e)
{
    err_set(e, code_for(&s->verdict), "%s does not reach %s; it is %s %s %s", s->name, level_short_name(wanted),
            level_short_name(s->verdict.level), indication_name(s->verdict.indication),
            sub_indication_name(s->verdict.sub_indication));
    findings_explain(e, &s->verdict.messages);
    return FAILED;
}

/* Whom to trust is not the question of a time-stamp, so up to B-T a signature may be undecided. */
static status check_reached(const struct verify_report *r, enum proof_level wanted, struct err *e)
{
    for (size_t i = 0; i < r->signature_count; i++) {
        const struct signature_report *s = &r->signatures[i];
        bool is_short = !s->is_timestamp && s->verdict.level < wanted;
        bool is_open = wanted >= LEVEL_LT && s->verdict.indication != TOTAL_PASSED;
        if (is_short || is_open) return falls_short(s, wanted, e);
    }
    return OK;
}

/* By what the file holds and the anchors alone: as somebody will who has nothing else. */
static status check_by_itself(const struct ascent *a, struct err *e)
{
    AUTO_CLEAR(verify_report_clear) struct verify_report r = {0};
    struct judge_context c = context_now(a);
    c.embedded_only = true;
    TRY(verify_document(&r, a->at, &c, e));
    TRY(check_unchanged(a, &r, e));
    return check_reached(&r, LEVEL_LT, e);
}

static status check_result(struct ascent *a, struct err *e)
{
    AUTO_CLEAR(verify_report_clear) struct verify_report r = {0};
    struct judge_context c = context_now(a);
    enum proof_level wanted = a->request->level;
    TRY(verify_document_online(&r, a->at, &c, a->request->online, e));
    TRY(check_unchanged(a, &r, e));
    TRY(check_reached(&r, wanted, e));
    a->outcome.after = lowest_level(&r);
    return OK;
}

/* ---- all ---- */

static status climb(struct ascent *a, struct err *e)
{
    const enum proof_level wanted = a->request->level;
    if (lacks_time(&a->before)) TRY(add_stamp(a, e));
    if (wanted >= LEVEL_LT) {
        TRY(add_proofs(a, e));
        TRY(check_by_itself(a, e));
    }
    if (wanted == LEVEL_LTA) TRY(add_stamp(a, e));
    return check_result(a, e);
}

status extend_document(struct document *out, struct extend_outcome *outcome, const struct document *in,
                       const struct extend_request *r, struct err *e)
{
    AUTO_CLEAR(ascent_clear) struct ascent a = {.request = r, .at = in, .made = DOCUMENT_NONE};
    TRY(look_at_input(&a, in, e));
    TRY(climb(&a, e));
    if (a.at != in) *out = a.made;
    a.made = DOCUMENT_NONE;
    *outcome = a.outcome;
    return OK;
}
