// SPDX-License-Identifier: Apache-2.0
#include "signer/fetch.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "formats/base/text.h"
#include "policies/revocation.h"
#include "signer/fetch_ops.h"
#include "signer/process.h"
#include "signer/status_cache.h"

enum { NONCE_SIZE = 32, SLACK_SECONDS = 3, LATE_MAX = 64 };

/* Who did not answer in time, by the beginning of the digest of the address; 0: free. */
struct late {
    _Atomic uint64_t address[LATE_MAX];
};

struct fetcher {
    struct fetch_options options;
    struct process *helper; /* started when it is needed, again after it had to be stopped */
    struct late *late;      /* shared with the other jobs of the run */
};

/* The questions of one document */
struct fetching {
    struct fetcher *by;
    struct trust *into;
    struct findings *notes;
    int64_t now;
    bool added;
};

/* ---- what was brought ---- */

/* What the answer alone says of the certificate, now. */
static status try_answer(struct certificate_status *out, struct findings *why, const struct fetching *f,
                         const struct wanted *w, struct view answer, struct err *e)
{
    AUTO(trust_free)
    struct trust *alone = trust_new();
    MEM_ENSURE(alone);
    TRY(trust_add_fetched(alone, w->kind == WANTED_OCSP ? PROOF_OCSP : PROOF_CRL, answer, w->url, e));
    const struct status_sources from = {.trust = alone, .settings = f->by->options.settings, .now = f->now};
    certificate_status_at(out, why, &from, w->certificate, w->issuer, f->now, "signer");
    return OK;
}

/* A responder that is known by a list only, which comes later: worth keeping for this run, not for the next. */
static bool may_count_later(const struct findings *why)
{
    return findings_have(why, "REV-04s");
}

/* A list may hold for a month: news of a revocation should not wait for that. */
static int64_t kept_until(const struct fetching *f, const struct certificate_status *s)
{
    int64_t most = f->now + f->by->options.settings->revocation_age_max;
    return s->next_update < most ? s->next_update : most;
}

static status take_status(struct fetching *f, const struct wanted *w, struct view answer, bool is_cached, struct err *e)
{
    struct certificate_status s = {0};
    struct findings why = {0};
    TRY(try_answer(&s, &why, f, w, answer, e));
    bool tells = s.kind[0] != '\0';
    if (!tells && !may_count_later(&why)) {
        err_set(e, ERR_REMOTE, "the answer tells nothing about the certificate");
        findings_explain(e, &why);
        return FAILED;
    }
    TRY(trust_add_fetched(f->into, w->kind == WANTED_OCSP ? PROOF_OCSP : PROOF_CRL, answer, w->url, e));
    f->added = true;
    bool keep = tells && !is_cached && (s.status != REVOCATION_UNKNOWN || s.is_on_hold);
    if (keep) status_cache_put(f->by->options.cache, w, answer, kept_until(f, &s), f->now);
    return OK;
}

static status take_issuer(struct fetching *f, const struct wanted *w, struct view bytes, struct err *e)
{
    AUTO_BUF issuer = BUF_INIT(LIMIT_CERTIFICATE);
    TRY(wanted_issuer_in(&issuer, w, bytes, e));
    TRY(trust_add_fetched(f->into, PROOF_CERTIFICATE, view_of(issuer.data, issuer.len), w->url, e));
    f->added = true;
    return OK;
}

/* = rule REV-06 */
static status check_live(struct fetching *f, struct view answer, struct view nonce, struct err *e)
{
    int64_t produced;
    enum wanted_nonce n = wanted_nonce_of(&produced, answer, nonce);
    ENSURE(n != NONCE_UNREADABLE, ERR_REMOTE, "it is not an OCSP answer");
    ENSURE(n != NONCE_OTHER, ERR_REMOTE, "the OCSP answer has the nonce of another question");
    ENSURE(produced >= f->now - LIMIT_LIVE_SECONDS && produced <= f->now + LIMIT_LIVE_SECONDS, ERR_REMOTE,
           "the OCSP answer was not made now");
    if (n == NONCE_ABSENT)
        finding_add(f->notes, "REV-06n", "the OCSP responder does not repeat our nonce; its answer is recent");
    return OK;
}

/* ---- the network ---- */

static status put_question(struct buf *message, const struct fetching *f, const struct wanted *w, struct view body,
                           struct err *e)
{
    static const enum fetch_op ops[WANTED_KIND_COUNT] = {
        [WANTED_OCSP] = FETCH_OCSP, [WANTED_CRL] = FETCH_CRL, [WANTED_ISSUER] = FETCH_CERTIFICATE};
    AUTO(mem_free)
    struct fetch_request *r = mem_new(sizeof *r);
    MEM_ENSURE(r);
    r->op = ops[w->kind];
    r->seconds = LIMIT_FETCH_SECONDS;
    r->body = body;
    snprintf(r->url, sizeof r->url, "%s", w->url);
    for (; r->allowed_count < f->by->options.allowed_count; r->allowed_count++)
        snprintf(r->allowed[r->allowed_count], sizeof r->allowed[0], "%s", f->by->options.allowed[r->allowed_count]);
    fetch_request_put(message, r);
    return OK;
}

static uint64_t short_digest(const char *url)
{
    uint8_t digest[EVP_MAX_MD_SIZE] = {0};
    uint64_t beginning;
    if (EVP_Digest(url, strlen(url), digest, NULL, EVP_sha256(), NULL) != 1) return 0;
    memcpy(&beginning, digest, sizeof beginning);
    return beginning;
}

static bool is_late(struct fetcher *f, const char *url)
{
    uint64_t wanted = short_digest(url);
    for (size_t i = 0; wanted != 0 && i < LATE_MAX; i++)
        if (f->late->address[i] == wanted) return true;
    return false;
}

static void remember_late(struct fetcher *f, const char *url)
{
    uint64_t wanted = short_digest(url);
    for (size_t i = 0; i < LATE_MAX; i++) {
        uint64_t is_free = 0;
        if (atomic_compare_exchange_strong(&f->late->address[i], &is_free, wanted)) return;
    }
}

/* A helper that does not answer at all is stopped; the next question gets another. */
static status ask(struct buf *answer, struct fetching *f, const struct wanted *w, struct view body, struct err *e)
{
    AUTO_BUF message = BUF_INIT(LIMIT_MESSAGE);
    struct view request;
    /* = rule X5-09: this address stands in a certificate that nobody has vouched for yet */
    ENSURE(w->kind != WANTED_ISSUER || f->by->options.allowed_count > 0, ERR_REMOTE,
           "an issuer is only asked for at hosts that are allowed by name");
    ENSURE(!is_late(f->by, w->url), ERR_REMOTE, "it did not answer in time before");
    TRY(put_question(&message, f, w, body, e));
    TRY(buf_done(&request, &message, e));
    if (f->by->helper == NULL) TRY(process_start(&f->by->helper, "fetch", NULL, NULL, e));
    int64_t before = (int64_t)time(NULL);
    if (process_ask(answer, f->by->helper, request, LIMIT_FETCH_SECONDS + SLACK_SECONDS, e) == OK) return OK;
    if ((int64_t)time(NULL) - before >= LIMIT_FETCH_SECONDS - 1) remember_late(f->by, w->url);
    if (e->code == ERR_REMOTE) return FAILED;
    process_stop(f->by->helper);
    f->by->helper = NULL;
    return FAILED;
}

static status ask_ocsp(struct buf *answer, struct fetching *f, const struct wanted *w, struct err *e)
{
    uint8_t nonce[NONCE_SIZE];
    struct view n = view_of(nonce, sizeof nonce), body;
    AUTO_BUF question = BUF_INIT(LIMIT_OCSP);
    ENSURE(getrandom(nonce, sizeof nonce, 0) == (ssize_t)sizeof nonce, ERR_INTERNAL, "no random numbers");
    TRY(wanted_ocsp_request(&question, w, n, e));
    TRY(buf_done(&body, &question, e));
    TRY(ask(answer, f, w, body, e));
    return check_live(f, view_of(answer->data, answer->len), n, e);
}

/* ---- one after the other ---- */

static bool from_cache(struct fetching *f, const struct wanted *w)
{
    struct err why = {0};
    AUTO_BUF cached = BUF_INIT(LIMIT_CRL);
    return w->kind != WANTED_ISSUER && status_cache_get(&cached, f->by->options.cache, w, f->now) &&
           take_status(f, w, view_of(cached.data, cached.len), true, &why) == OK;
}

static status from_network(struct fetching *f, const struct wanted *w, struct err *e)
{
    AUTO_BUF answer = BUF_INIT(LIMIT_CRL);
    if (w->kind == WANTED_OCSP)
        TRY(ask_ocsp(&answer, f, w, e));
    else
        TRY(ask(&answer, f, w, view_of(NULL, 0), e));
    struct view bytes = view_of(answer.data, answer.len);
    return w->kind == WANTED_ISSUER ? take_issuer(f, w, bytes, e) : take_status(f, w, bytes, false, e);
}

/* Nobody is asked for what is known by now. */
static bool is_known(const struct fetching *f, const struct wanted *w)
{
    struct certificate_status s = {0};
    struct findings ignored = {0};
    if (w->kind == WANTED_ISSUER) return false;
    const struct status_sources from = {.trust = f->into, .settings = f->by->options.settings, .now = f->now};
    certificate_status_at(&s, &ignored, &from, w->certificate, w->issuer, f->now, "signer");
    return s.status != REVOCATION_UNKNOWN;
}

static void note(struct fetching *f, const struct wanted *w, const struct err *why)
{
    struct err all = {0};
    err_set(&all, ERR_REMOTE, "%s gave nothing", text_escape_string(w->url).s);
    err_because(&all, why);
    finding_add_err(f->notes, "REV-09", &all);
}

bool fetch_wanted(struct trust *into, struct wanted_list *list, struct findings *notes, struct fetcher *by)
{
    struct fetching f = {.by = by, .into = into, .notes = notes, .now = (int64_t)time(NULL)};
    for (; list->asked < list->count; list->asked++) {
        const struct wanted *w = &list->item[list->asked];
        struct err why = {0};
        if (!is_known(&f, w) && !from_cache(&f, w) && from_network(&f, w, &why) != OK) note(&f, w, &why);
    }
    return f.added;
}

/* ---- the fetcher ---- */

static status check_hosts(const struct fetch_options *o, struct err *e)
{
    ENSURE(o->allowed_count <= FETCH_ALLOWED_MAX, ERR_USAGE, "more than %d hosts that may be asked", FETCH_ALLOWED_MAX);
    for (size_t i = 0; i < o->allowed_count; i++) {
        const char *host = o->allowed[i];
        bool shaped = host[0] != '\0' && strlen(host) < LIMIT_TEXT && strpbrk(host, "/@?# ") == NULL;
        ENSURE(shaped && text_is_clean(view_of_string(host)), ERR_USAGE, "\"%s\" is not a host, or HOST:PORT",
               text_escape_string(host).s);
    }
    return OK;
}

status fetcher_new(struct fetcher **out, const struct fetch_options *o, struct err *e)
{
    TRY(check_hosts(o, e));
    AUTO(fetcher_free)
    struct fetcher *f = mem_new(sizeof *f);
    MEM_ENSURE(f);
    f->options = *o;
    f->late = mem_new_shared(sizeof *f->late);
    MEM_ENSURE(f->late);
    *out = TAKE(f);
    return OK;
}

void fetcher_free(struct fetcher *f)
{
    if (f == NULL) return;
    process_stop(f->helper);
    mem_free_shared(f->late, sizeof *f->late);
    mem_free(f);
}
