// SPDX-License-Identifier: Apache-2.0
#include "signer/key_conversation.h"

#include <time.h>

/* What PKCS#11 modules and p11-kit look at; nothing that makes them load or print more. */
static const char *const environment[] = {
    "SOFTHSM2_CONF", "OPENSC_CONF", "P11_KIT_SERVER_ADDRESS", "XDG_RUNTIME_DIR", "HOME", "LANG", "LC_ALL", NULL,
};

status key_process_start(struct process **out, struct err *e)
{
    return process_start(out, "keyholder", NULL, environment, e);
}

void key_process_stop(struct process *p)
{
    AUTO_BUF answer = BUF_INIT(8);
    struct view body;
    struct err ignored = {0};
    if (p == NULL) return;
    (void)(key_ask(&answer, &body, p, KEY_CLOSE, NULL, LIMIT_CLOSE_SECONDS, &ignored) == OK);
    process_stop(p);
}

static int64_t now_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/* A silent token is the token's fault to its user, not ours: the process that waited for it is gone, and says so. */
static status ask_in_time(struct buf *answer, struct process *p, struct view message, unsigned seconds, struct err *e)
{
    int64_t start = now_seconds();
    struct err failure = {0};
    if (process_ask(answer, p, message, seconds, &failure) == OK) return OK;
    ENSURE(failure.code != ERR_INTERNAL || now_seconds() - start < seconds, ERR_TOKEN,
           "the token did not answer within %u seconds; its process was stopped", seconds);
    *e = failure;
    return FAILED;
}

status key_ask(struct buf *answer, struct view *body, struct process *p, enum key_op op, const struct buf *parameters,
               unsigned seconds, struct err *e)
{
    AUTO_BUF request = BUF_INIT(LIMIT_CMS_OWN);
    struct view bytes = {0}, message;
    ENSURE(p != NULL, ERR_TOKEN, "the key holder is gone");
    if (parameters != NULL) TRY(buf_done(&bytes, parameters, e));
    wire_put_u32(&request, op);
    buf_put(&request, bytes);
    TRY(buf_done(&message, &request, e));
    TRY(ask_in_time(answer, p, message, seconds, e));
    return buf_done(body, answer, e);
}

status key_find(enum pin_entry *entry, struct process *p, enum key_op op, const struct key_choice *choice,
                struct err *e)
{
    AUTO_BUF parameters = BUF_INIT(LIMIT_CMS_OWN);
    AUTO_BUF answer = BUF_INIT(8);
    struct view body;
    uint32_t got;
    key_choice_put(&parameters, choice);
    TRY(key_ask(&answer, &body, p, op, &parameters, LIMIT_TOKEN_SECONDS, e));
    TRY(wire_get_below(&got, &body, PIN_ENTRY_COUNT, e));
    TRY(wire_end(body, e));
    *entry = (enum pin_entry)got;
    return OK;
}
