// SPDX-License-Identifier: Apache-2.0
#include "signer/key_client.h"

#include <string.h>

#include "signer/key_conversation.h"

struct key_holder {
    struct process *process; /* NULL: it was lost and could not be replaced */
    struct key_choice choice;
    struct key_facts facts;
};

static status log_in(struct key_facts *out, struct process *p, const struct key_choice *choice, struct err *e)
{
    AUTO_BUF answer = BUF_INIT(LIMIT_CMS);
    enum pin_entry entry;
    struct view body;
    TRY(key_find(&entry, p, KEY_FIND_SIGNER, choice, e));
    TRY(key_ask(&answer, &body, p, KEY_LOGIN_SIGNER, NULL, pin_entry_seconds(entry), e));
    TRY(key_facts_get(out, &body, e));
    return wire_end(body, e);
}

status key_holder_start(struct key_holder **out, const struct key_choice *choice, struct err *e)
{
    AUTO(key_holder_stop)
    struct key_holder *k = mem_new(sizeof *k);
    MEM_ENSURE(k);
    k->choice = *choice;
    TRY(key_process_start(&k->process, e));
    TRY(log_in(&k->facts, k->process, choice, e));
    *out = TAKE(k);
    return OK;
}

const struct key_facts *key_holder_facts(const struct key_holder *k)
{
    return &k->facts;
}

void key_holder_stop(struct key_holder *k)
{
    key_process_stop(k->process);
    key_facts_clear(&k->facts);
    mem_free(k);
}

status key_holder_cms_size(size_t *out, struct key_holder *k, enum digest_algorithm d, struct err *e)
{
    AUTO_BUF parameters = BUF_INIT(8);
    AUTO_BUF answer = BUF_INIT(8);
    struct view body;
    uint64_t size;
    wire_put_u32(&parameters, d);
    TRY(key_ask(&answer, &body, k->process, KEY_MEASURE, &parameters, LIMIT_TOKEN_SECONDS, e));
    TRY(wire_get_u64(&size, &body, e));
    TRY(wire_end(body, e));
    ENSURE(size <= LIMIT_CMS_OWN, ERR_INTERNAL, "the key holder claims a CMS of %llu bytes", (unsigned long long)size);
    *out = (size_t)size;
    return OK;
}

static status same_certificate(const struct key_facts *a, const struct key_facts *b, struct err *e)
{
    ENSURE(
        view_equal(view_of(a->certificate.data, a->certificate.len), view_of(b->certificate.data, b->certificate.len)),
        ERR_TOKEN, "the token came back with another certificate");
    return OK;
}

/* The PIN worked in the process before: the new one may try it, once (SEC-01). Facts may not change on the way. */
static status restart(struct key_holder *k, struct err *e)
{
    AUTO_CLEAR(key_facts_clear) struct key_facts facts = {0};
    key_process_stop(TAKE(k->process));
    TRY(key_process_start(&k->process, e));
    TRY(log_in(&facts, k->process, &k->choice, e));
    return same_certificate(&k->facts, &facts, e);
}

static status sign_once(struct buf *out, bool *is_lost, struct err *why, struct key_holder *k, enum key_op op,
                        const struct buf *parameters, struct err *e)
{
    AUTO_BUF answer = BUF_INIT(LIMIT_CMS);
    struct view body;
    TRY(key_ask(&answer, &body, k->process, op, parameters, LIMIT_TOKEN_SECONDS, e));
    TRY(key_signed_get(out, is_lost, why, &body, e));
    return wire_end(body, e);
}

/*
 * A token that was lost on the way (a session closed, a plug pulled) is looked for once more, by a new process. A
 * wrong PIN, a silent token and a wrong signature are not: they would only happen again.
 */
static status sign(struct buf *out, struct key_holder *k, enum key_op op, const struct buf *parameters, struct err *e)
{
    bool is_lost;
    struct err why = {0};
    TRY(sign_once(out, &is_lost, &why, k, op, parameters, e));
    if (!is_lost) return OK;
    TRY(restart(k, e));
    TRY(sign_once(out, &is_lost, &why, k, op, parameters, e));
    if (!is_lost) return OK;
    *e = why;
    return FAILED;
}

status key_holder_sign_cms(struct buf *out, struct key_holder *k, enum digest_algorithm d, struct view digest,
                           struct err *e)
{
    AUTO_BUF parameters = BUF_INIT(LIMIT_CMS_OWN);
    wire_put_u32(&parameters, d);
    wire_put_bytes(&parameters, digest);
    return sign(out, k, KEY_SIGN_CMS, &parameters, e);
}

status key_holder_sign_xades(struct buf *out, struct key_holder *k, const struct xades_facts *facts, struct err *e)
{
    AUTO_BUF parameters = BUF_INIT(LIMIT_CMS_OWN);
    xades_facts_put(&parameters, facts);
    return sign(out, k, KEY_SIGN_XADES, &parameters, e);
}
