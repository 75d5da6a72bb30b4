// SPDX-License-Identifier: Apache-2.0
#include "policies/new_stamp.h"

#include "formats/cms/timestamp.h"
#include "policies/path.h"
#include "policies/validate.h"

static status read_token(struct timestamp *out, const struct new_stamp *s, struct err *e)
{
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    struct content_digests content = {0};
    TRY(buf_copy(&digest, s->digest, e));
    content.of[s->digest_algorithm] = digest; /* borrowed */
    return timestamp_read(out, s->token, &content, e);
}

static status check_claims(const struct timestamp *t, const struct new_stamp *s, struct err *e)
{
    int64_t early = s->sent - LIMIT_STAMP_DRIFT - t->time, late = t->time - s->received - LIMIT_STAMP_DRIFT;
    if (t->time == 0) return OK; /* no time could be read: the verdict says why */
    ENSURE(t->imprint_algorithm == s->digest_algorithm, ERR_REMOTE, "the time-stamp is over a digest by %s, not %s",
           digest_name(t->imprint_algorithm), digest_name(s->digest_algorithm));
    ENSURE(t->imprint == CHECK_PASSED, ERR_REMOTE, "the time-stamp is over something else");
    ENSURE(early <= 0, ERR_REMOTE, "the time of the time-stamp is %lld s before our clock",
           (long long)(early + LIMIT_STAMP_DRIFT));
    ENSURE(late <= 0, ERR_REMOTE, "the time of the time-stamp is %lld s after our clock",
           (long long)(late + LIMIT_STAMP_DRIFT));
    return OK;
}

static status judge(struct verdict *out, const struct timestamp *t, const struct new_stamp *s,
                    const struct judge_context *c, struct err *e)
{
    const struct subject subject = {.timestamp = t};
    const struct validation_input in = {.subject = &subject, .count = 1};
    struct judge_context now = *c;
    now.time = s->received;
    now.wanted = NULL;
    if (now.settings.revocation == REVOCATION_REQUIRE) now.settings.revocation = REVOCATION_PREFER;
    return validate(out, &in, &now, e);
}

static status refuse(const struct findings *why, struct err *e)
{
    err_set(e, ERR_REMOTE, "the time-stamp does not hold");
    findings_explain(e, why);
    return FAILED;
}

/* What can be said of a certificate that leads to nobody known. */
static status check_alone(struct findings *notes, const struct verdict *v, const struct timestamp *t, struct err *e)
{
    struct findings f = {0};
    path_check_stamp_usage(&f, view_of(t->evidence.signer.data, t->evidence.signer.len));
    if (f.count > 0) return refuse(&f, e);
    ENSURE(t->time >= v->valid_from && t->time <= v->valid_until, ERR_REMOTE,
           "the time-stamp was made outside of its certificate's dates");
    finding_add(notes, "STAMP", "without trust anchors nobody can tell who made the time-stamp (%s)",
                v->signer.common_name);
    return OK;
}

status new_stamp_check(struct findings *notes, const struct new_stamp *s, const struct judge_context *c, struct err *e)
{
    AUTO_CLEAR(timestamp_clear) struct timestamp t;
    AUTO(mem_free)
    struct verdict *v = mem_new(sizeof *v);
    MEM_ENSURE(v);
    timestamp_init(&t);
    TRY(read_token(&t, s, e));
    TRY(check_claims(&t, s, e));
    TRY(judge(v, &t, s, c, e));
    if (v->indication == TOTAL_PASSED) return OK;
    bool is_nobody_known = v->sub_indication == SUB_NO_CERTIFICATE_CHAIN_FOUND && trust_anchor_count(c->trust) == 0;
    return is_nobody_known ? check_alone(notes, v, &t, e) : refuse(&v->messages, e);
}
