// SPDX-License-Identifier: Apache-2.0
#include "signer/key_conversation.h"

/* What PKCS#11 modules and p11-kit look at; nothing that makes them load or print more. */
static const char *const environment[] = {
    "SOFTHSM2_CONF", "OPENSC_CONF", "P11_KIT_SERVER_ADDRESS", "XDG_RUNTIME_DIR", "HOME", "LANG", "LC_ALL", NULL,
};

status key_process_start(struct process **out, struct err *e)
{
    return process_start(out, "keyholder", -1, environment, e);
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
    TRY(process_ask(answer, p, message, seconds, e));
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
