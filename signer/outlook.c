// SPDX-License-Identifier: Apache-2.0
#include "signer/outlook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policies/used.h"

struct watch {
    struct verification *document;
    struct judge_context context;
    struct verify_report now;
    struct used used;
};

static void watch_clear(struct watch *w)
{
    verification_close(w->document);
    verify_report_clear(&w->now);
    used_clear(&w->used);
}

static status judge_at(struct verify_report *out, struct watch *w, int64_t time, struct used *used, struct err *e)
{
    struct judge_context c = w->context;
    c.time = time;
    c.used = used;
    return verification_judge(out, w->document, &c, NULL, e);
}

/* ---- as good as now? ---- */

static bool is_worse(const struct signature_report *now, const struct signature_report *then)
{
    bool was_good = now->verdict.indication == TOTAL_PASSED;
    return (was_good && then->verdict.indication != TOTAL_PASSED) || then->verdict.level < now->verdict.level;
}

/* The first that is worse; SIZE_MAX: none. */
static size_t first_worse(const struct verify_report *now, const struct verify_report *then)
{
    for (size_t i = 0; i < now->signature_count; i++)
        if (i >= then->signature_count || is_worse(&now->signatures[i], &then->signatures[i])) return i;
    return SIZE_MAX;
}

static status holds_at(bool *out, struct watch *w, int64_t time, struct err *e)
{
    AUTO_CLEAR(verify_report_clear) struct verify_report r = {0};
    TRY(judge_at(&r, w, time, NULL, e));
    *out = first_worse(&w->now, &r) == SIZE_MAX;
    return OK;
}

static int by_time(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The ends of the certificates that lie between, in order. */
static size_t ends_between(int64_t out[static USED_ENDS_MAX], const struct used *used, int64_t from, int64_t to)
{
    size_t count = 0;
    for (size_t i = 0; i < used->end_count; i++)
        if (used->end[i].time > from + 2 && used->end[i].time + 1 < to) out[count++] = used->end[i].time;
    qsort(out, count, sizeof *out, by_time);
    return count;
}

/* Most end with a certificate: between which two ends, and is it right at the later? Both bounds stay what they are. */
static status narrow(int64_t *from, int64_t *to, struct watch *w, struct err *e)
{
    int64_t ends[USED_ENDS_MAX] = {0};
    size_t count = ends_between(ends, &w->used, *from, *to), low = 0, high = count;
    bool holds;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        TRY(holds_at(&holds, w, ends[middle] + 1, e));
        *(holds ? &low : &high) = holds ? middle + 1 : middle;
    }
    if (low > 0) *from = ends[low - 1] + 1;
    if (low == count) return OK;
    *to = ends[low] + 1;
    if (*to - *from < 4) return OK;
    TRY(holds_at(&holds, w, *to - 3, e));
    *(holds ? from : to) = *to - 3;
    return OK;
}

/* Good at `from`, not at `to`: the last good second between them. */
static status halve(int64_t *out, struct watch *w, int64_t from, int64_t to, struct err *e)
{
    while (to - from > 1) {
        bool holds;
        int64_t middle = from + (to - from) / 2;
        TRY(holds_at(&holds, w, middle, e));
        *(holds ? &from : &to) = middle;
    }
    *out = from;
    return OK;
}

/* ---- why ---- */

static bool says(const struct findings *f, const struct finding *one)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->item[i].text[LANG_EN], one->text[LANG_EN]) == 0) return true;
    return false;
}

static void take_finding(struct err *why, const struct finding *f)
{
    why->code = ERR_REFUSED;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        snprintf(why->text[lang], sizeof why->text[lang], "%s", f->text[lang]);
}

/* The first message that was not there before. */
static void take_reason(struct outlook *out, const struct findings *before, const struct findings *after)
{
    size_t i = 0;
    while (i < after->count && says(before, &after->item[i])) i++;
    if (i < after->count) take_finding(&out->why, &after->item[i]);
}

/* OpenSSL takes a certificate for expired in the very second of its notAfter. */
static void name_end(struct outlook *out, const struct used *used)
{
    for (size_t i = 0; i < used->end_count; i++)
        if (used->end[i].time - out->holds_until <= 1 && used->end[i].time >= out->holds_until)
            snprintf(out->ends, sizeof out->ends, "%s", used->end[i].subject);
}

/* A time-stamp that ends takes along what it proved: it is the newest of those that are worse. */
static size_t root_of(const struct verify_report *now, const struct verify_report *then)
{
    size_t root = first_worse(now, then);
    for (size_t i = root; i < now->signature_count && i < then->signature_count; i++)
        if (now->signatures[i].is_timestamp && is_worse(&now->signatures[i], &then->signatures[i])) root = i;
    return root;
}

static status explain(struct outlook *out, struct watch *w, struct err *e)
{
    AUTO_CLEAR(verify_report_clear) struct verify_report last = {0}, then = {0};
    TRY(judge_at(&last, w, out->holds_until, NULL, e));
    TRY(judge_at(&then, w, out->holds_until + 1, NULL, e));
    size_t i = root_of(&w->now, &then);
    if (i >= last.signature_count || i >= then.signature_count) return OK;
    snprintf(out->field, sizeof out->field, "%s", then.signatures[i].name);
    take_reason(out, &last.signatures[i].verdict.messages, &then.signatures[i].verdict.messages);
    name_end(out, &w->used);
    return OK;
}

/* ---- now ---- */

static void look_at_now(struct outlook *out, const struct verify_report *r)
{
    size_t signatures = 0;
    out->is_decided = true;
    out->level = LEVEL_LTA;
    for (size_t i = 0; i < r->signature_count; i++) {
        const struct signature_report *s = &r->signatures[i];
        bool is_good = s->verdict.indication == TOTAL_PASSED;
        if (s->verdict.indication == TOTAL_FAILED) out->state = OUTLOOK_FAILED;
        if (!s->is_timestamp && s->verdict.level < out->level) out->level = s->verdict.level;
        signatures += !s->is_timestamp;
        if (is_good || (!out->is_decided && s->verdict.indication != TOTAL_FAILED)) continue;
        out->is_decided = false;
        snprintf(out->field, sizeof out->field, "%s", s->name);
        if (s->verdict.messages.count > 0) take_finding(&out->why, &s->verdict.messages.item[0]);
    }
    if (signatures > 0) return;
    out->state = r->state == VERIFY_NO_SIGNATURE ? OUTLOOK_NO_SIGNATURE : OUTLOOK_NOT_READABLE;
    if (r->messages.count > 0) take_finding(&out->why, &r->messages.item[0]);
}

static status look_ahead(struct outlook *out, struct watch *w, struct err *e)
{
    const int64_t years = INT64_C(31557600) * OUTLOOK_YEARS;
    int64_t now = w->context.time, end = now + years < LIMIT_TIME ? now + years : LIMIT_TIME;
    bool holds;
    TRY(holds_at(&holds, w, end, e));
    if (holds) return OK;
    out->has_end = true;
    TRY(narrow(&now, &end, w, e));
    TRY(halve(&out->holds_until, w, now, end, e));
    return explain(out, w, e);
}

status outlook_of(struct outlook *out, const struct document *d, const struct judge_context *context, struct err *e)
{
    struct outlook found = {.state = OUTLOOK_HOLDS};
    AUTO_CLEAR(watch_clear) struct watch w = {.context = *context};
    w.context.embedded_only = true;
    w.context.settings.revocation = REVOCATION_PREFER;
    TRY(verification_open(&w.document, d, e));
    TRY(judge_at(&w.now, &w, context->time, &w.used, e));
    look_at_now(&found, &w.now);
    if (found.state == OUTLOOK_HOLDS && found.is_decided) TRY(look_ahead(&found, &w, e));
    *out = found;
    return OK;
}
