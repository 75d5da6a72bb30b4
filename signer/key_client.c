// SPDX-License-Identifier: Apache-2.0
#include "signer/key_client.h"

#include <string.h>

#include "signer/key_client_priv.h"
#include "signer/key_conversation.h"

struct key_holder {
    struct process *process; /* NULL: it was lost and could not be replaced */
    bool is_shared;          /* somebody else's, who has the deadlines, and starts another when it is lost */
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
    if (k->is_shared)
        process_stop(k->process);
    else
        key_process_stop(k->process);
    key_facts_clear(&k->facts);
    mem_free(k);
}

static unsigned seconds_for(const struct key_holder *k)
{
    return k->is_shared ? LIMIT_TURN_SECONDS : LIMIT_TOKEN_SECONDS;
}

status key_holder_cms_size(size_t *out, struct key_holder *k, enum digest_algorithm d, struct err *e)
{
    AUTO_BUF parameters = BUF_INIT(8);
    AUTO_BUF answer = BUF_INIT(8);
    struct view body;
    uint64_t size;
    wire_put_u32(&parameters, d);
    TRY(key_ask(&answer, &body, k->process, KEY_MEASURE, &parameters, seconds_for(k), e));
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
    TRY(key_ask(&answer, &body, k->process, op, parameters, seconds_for(k), e));
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
    if (is_lost && !k->is_shared) {
        TRY(restart(k, e));
        TRY(sign_once(out, &is_lost, &why, k, op, parameters, e));
    }
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

/* --- one for many ------------------------------------------------------------------------------------------------ */

status key_holder_over(struct key_holder **out, struct process *conversation, struct err *e)
{
    AUTO(process_stop)
    struct process *p = conversation;
    AUTO_BUF answer = BUF_INIT(LIMIT_CMS);
    struct view body;
    struct key_holder *k = mem_new(sizeof *k);
    MEM_ENSURE(k);
    k->is_shared = true;
    k->process = TAKE(p);
    if (key_ask(&answer, &body, k->process, KEY_LOGIN_SIGNER, NULL, seconds_for(k), e) == OK &&
        key_facts_get(&k->facts, &body, e) == OK && wire_end(body, e) == OK) {
        *out = k;
        return OK;
    }
    key_holder_stop(k);
    return FAILED;
}

static status relay_signature(struct buf *answer, struct key_holder *k, enum key_op op, const struct buf *parameters,
                              struct err *e)
{
    AUTO_BUF bytes = BUF_INIT(LIMIT_CMS);
    TRY(sign(&bytes, k, op, parameters, e));
    key_signed_put(answer, &bytes);
    return OK;
}

static status relay_measure(struct buf *answer, struct key_holder *k, enum key_op op, const struct buf *parameters,
                            struct err *e)
{
    AUTO_BUF said = BUF_INIT(8);
    struct view body;
    TRY(key_ask(&said, &body, k->process, op, parameters, seconds_for(k), e));
    return buf_copy(answer, body, e);
}

static status relay_facts(struct buf *answer, struct key_holder *k, enum key_op op, const struct buf *parameters,
                          struct err *e)
{
    (void)op;
    (void)parameters;
    (void)e;
    key_facts_put(answer, &k->facts);
    return OK;
}

/* What may be asked by those who share: no PIN, no search, no custodian's work, and not the end of it. */
static status (*const relays[KEY_OP_COUNT])(struct buf *, struct key_holder *, enum key_op, const struct buf *,
                                            struct err *) = {
    [KEY_LOGIN_SIGNER] = relay_facts, /* logged in already: who with */
    [KEY_MEASURE] = relay_measure,
    [KEY_SIGN_CMS] = relay_signature,
    [KEY_SIGN_XADES] = relay_signature,
};

status key_holder_relay(struct buf *answer, struct key_holder *k, struct view question, struct err *e)
{
    AUTO_BUF parameters = BUF_INIT(LIMIT_CMS_OWN);
    uint32_t op;
    TRY(wire_get_below(&op, &question, KEY_OP_COUNT, e));
    ENSURE(relays[op] != NULL, ERR_INTERNAL, "a key that is shared does not do operation %u", op);
    TRY(buf_copy(&parameters, question, e));
    return relays[op](answer, k, (enum key_op)op, &parameters, e);
}
