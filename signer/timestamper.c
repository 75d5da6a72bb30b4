// SPDX-License-Identifier: Apache-2.0
#include "signer/timestamper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "formats/base/text.h"
#include "formats/cms/timestamp_query.h"
#include "policies/new_stamp.h"
#include "signer/fetch_ops.h"
#include "signer/process.h"

enum {
    ATTEMPTS = 2,
    PAUSE_SECONDS = 2, /* before the second */
    REST_SECONDS = 120,
    SLACK_SECONDS = 3,
    TURN_MILLISECONDS = 20,
    TURNS_MAX = 50, /* so many calls' time is waited for one's turn */
    USUAL_TOKEN = 8 << 10,
    TOKEN_SLACK = 256
};

/* What the processes of a run know of the authorities together. */
struct shared {
    _Atomic int64_t late_until[LIMIT_STAMP_AUTHORITIES];
    _Atomic size_t largest;
};

struct timestamper {
    struct timestamper_options options;
    struct shared *shared;
    int turns; /* LIMIT_STAMP_CALLS bytes, one lock each: the kernel opens those of a process that dies */
};

struct question {
    enum digest_algorithm digest_algorithm;
    struct view digest, nonce, query;
    const struct judge_context *context;
};

/* ---- at most so many at once ---- */

static bool lock_turn(const struct timestamper *t, int turn, short how)
{
    struct flock l = {.l_type = how, .l_whence = SEEK_SET, .l_start = turn, .l_len = 1};
    return fcntl(t->turns, F_SETLK, &l) == 0;
}

static status take_turn(int *turn, const struct timestamper *t, struct err *e)
{
    const struct timespec pause = {.tv_nsec = TURN_MILLISECONDS * 1000000L};
    int64_t end = (int64_t)time(NULL) + (int64_t)t->options.seconds * TURNS_MAX;
    while ((int64_t)time(NULL) <= end) {
        for (*turn = 0; *turn < LIMIT_STAMP_CALLS; (*turn)++)
            if (lock_turn(t, *turn, F_WRLCK)) return OK;
        nanosleep(&pause, NULL);
    }
    FAIL(ERR_REMOTE, "too many time-stamps are asked for at once");
}

/* ---- one call ---- */

static status put_request(struct buf *out, const struct timestamper *t, size_t i, struct view query, struct err *e)
{
    AUTO(mem_free)
    struct fetch_request *r = mem_new(sizeof *r);
    MEM_ENSURE(r);
    r->op = FETCH_TIMESTAMP;
    r->seconds = t->options.seconds;
    r->body = query;
    snprintf(r->url, sizeof r->url, "%s", t->options.url[i]);
    fetch_request_put(out, r);
    return OK;
}

/* A helper of its own: it serves no two processes, and ends with its question. */
static status call(struct buf *answer, const struct timestamper *t, size_t i, struct view query, struct err *e)
{
    AUTO(process_stop)
    struct process *helper = NULL;
    AUTO_BUF message = BUF_INIT(LIMIT_MESSAGE);
    struct view request;
    TRY(put_request(&message, t, i, query, e));
    TRY(buf_done(&request, &message, e));
    TRY(process_start(&helper, "fetch", NULL, NULL, e));
    return process_ask(answer, helper, request, t->options.seconds + SLACK_SECONDS, e);
}

static status call_in_turn(struct buf *answer, int64_t *sent, const struct timestamper *t, size_t i, struct view query,
                           struct err *e)
{
    int turn;
    TRY(take_turn(&turn, t, e));
    *sent = (int64_t)time(NULL);
    status r = call(answer, t, i, query, e);
    (void)lock_turn(t, turn, F_UNLCK);
    return r;
}

static status call_again(struct buf *answer, int64_t *sent, struct timestamper *t, size_t i, struct view query,
                         struct err *e)
{
    const struct timespec pause = {.tv_sec = PAUSE_SECONDS};
    ENSURE(t->shared->late_until[i] <= (int64_t)time(NULL), ERR_REMOTE, "it did not answer in time before");
    for (int attempt = 1;; attempt++) {
        struct err why = {0};
        if (call_in_turn(answer, sent, t, i, query, &why) == OK) return OK;
        bool is_late = (int64_t)time(NULL) - *sent >= (int64_t)t->options.seconds - 1;
        if (is_late) t->shared->late_until[i] = (int64_t)time(NULL) + REST_SECONDS;
        if (is_late || attempt == ATTEMPTS) {
            err_set(e, ERR_REMOTE, "nothing came");
            err_because(e, &why);
            return FAILED;
        }
        nanosleep(&pause, NULL);
    }
}

static void remember_size(struct timestamper *t, size_t size)
{
    size_t largest = t->shared->largest;
    while (size > largest && !atomic_compare_exchange_weak(&t->shared->largest, &largest, size)) {
    }
}

/* ---- one authority ---- */

static status ask_one(struct buf *token, struct findings *notes, struct timestamper *t, size_t i,
                      const struct question *q, struct err *e)
{
    AUTO_BUF answer = BUF_INIT(LIMIT_STAMP_ANSWER);
    AUTO_BUF made = BUF_INIT(LIMIT_STAMP_ANSWER);
    struct new_stamp s = {.digest_algorithm = q->digest_algorithm, .digest = q->digest};
    TRY(call_again(&answer, &s.sent, t, i, q->query, e));
    s.received = (int64_t)time(NULL);
    TRY(timestamp_reply(&made, notes, view_of(answer.data, answer.len), e));
    s.token = view_of(made.data, made.len);
    TRY(timestamp_check_nonce(s.token, q->nonce, e));
    TRY(new_stamp_check(notes, &s, q->context, e));
    remember_size(t, made.len);
    return buf_copy(token, s.token, e);
}

/* ---- all of them ---- */

static void name_authority(struct err *out, const char *url, const struct err *why)
{
    err_set(out, ERR_REMOTE, "%s", text_escape_string(url).s);
    err_because(out, why);
}

static status ask_each(struct buf *token, struct timestamper *t, const struct question *q, struct findings *notes,
                       struct err *e)
{
    struct err all = {0};
    err_set(&all, ERR_REMOTE, "no time-stamp");
    for (size_t i = 0; i < t->options.url_count; i++) {
        struct err why = {0}, named = {0};
        struct findings said = {0};
        if (ask_one(token, &said, t, i, q, &why) == OK) {
            findings_append(notes, &said);
            return OK;
        }
        name_authority(&named, t->options.url[i], &why);
        finding_add_err(notes, "STAMP", &named);
        err_because(&all, &named);
    }
    if (e->code == ERR_NONE) *e = all;
    return FAILED;
}

status timestamper_ask(struct buf *token, struct timestamper *t, enum digest_algorithm d, struct view digest,
                       const struct judge_context *c, struct findings *notes, struct err *e)
{
    uint8_t random[TIMESTAMP_NONCE];
    AUTO_BUF query = BUF_INIT(LIMIT_OCSP);
    struct question q = {
        .digest_algorithm = d, .digest = digest, .nonce = view_of(random, sizeof random), .context = c};
    ENSURE(getrandom(random, sizeof random, 0) == (ssize_t)sizeof random, ERR_INTERNAL, "no random numbers");
    TRY(timestamp_query(&query, d, digest, q.nonce, e));
    TRY(buf_done(&q.query, &query, e));
    return ask_each(token, t, &q, notes, e);
}

size_t timestamper_token_size(const struct timestamper *t)
{
    size_t largest = t->shared->largest;
    return largest == 0 ? USUAL_TOKEN : largest + TOKEN_SLACK;
}

/* ---- the timestamper ---- */

static status check_options(const struct timestamper_options *o, struct err *e)
{
    ENSURE(o->url_count > 0 && o->url_count <= LIMIT_STAMP_AUTHORITIES, ERR_USAGE, "1 to %d time-stamp authorities",
           LIMIT_STAMP_AUTHORITIES);
    ENSURE(o->seconds > 0 && o->seconds <= LIMIT_STAMP_SECONDS_MAX, ERR_USAGE,
           "a time-stamp authority is given 1 to %d seconds", LIMIT_STAMP_SECONDS_MAX);
    for (size_t i = 0; i < o->url_count; i++) {
        const char *url = o->url[i];
        bool is_web = strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0;
        const char *rest = is_web ? strchr(url, '/') + 2 : url;
        ENSURE(is_web && rest[0] != '\0' && strlen(url) < LIMIT_URI && text_is_clean(view_of_string(url)) &&
                   strchr(url, ' ') == NULL,
               ERR_USAGE, "\"%s\" is not the address of a time-stamp authority", text_escape_string(url).s);
        ENSURE(memchr(rest, '@', strcspn(rest, "/?#")) == NULL, ERR_USAGE,
               "the address of a time-stamp authority has no user name in it");
    }
    return OK;
}

status timestamper_new(struct timestamper **out, const struct timestamper_options *o, struct err *e)
{
    TRY(check_options(o, e));
    AUTO(timestamper_free)
    struct timestamper *t = mem_new(sizeof *t);
    MEM_ENSURE(t);
    t->options = *o;
    t->turns = memfd_create("second-seal-turns", MFD_CLOEXEC);
    t->shared = mem_new_shared(sizeof *t->shared);
    MEM_ENSURE(t->shared);
    ENSURE(t->turns >= 0, ERR_INTERNAL, "cannot make a file in memory: %s", strerror(errno));
    *out = TAKE(t);
    return OK;
}

void timestamper_free(struct timestamper *t)
{
    if (t == NULL) return;
    if (t->turns >= 0) close(t->turns);
    if (t->shared != NULL) mem_free_shared(t->shared, sizeof *t->shared);
    mem_free(t);
}
