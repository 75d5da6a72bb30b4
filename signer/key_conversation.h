// SPDX-License-Identifier: Apache-2.0
/*
 * key_conversation.h - starting a key holder and asking it one thing, for key_client.c and token_client.c.
 */
#pragma once

#include "signer/key_protocol.h"
#include "signer/process.h"

/* A key holder without a module yet. Its environment is an allow-list. */
MUST status key_process_start(struct process **out, struct err *e);

/* Lets it log out and close its token, for LIMIT_CLOSE_SECONDS; then it is stopped in any case. */
void key_process_stop(struct process *p);
AUTO_DEFINE(struct process, key_process_stop)

/* `parameters` may be NULL. body: what was answered, borrowed from answer. */
MUST status key_ask(struct buf *answer, struct view *body, struct process *p, enum key_op op,
                    const struct buf *parameters, unsigned seconds, struct err *e);

/* KEY_FIND_SIGNER or KEY_FIND_CUSTODIAN. */
MUST status key_find(enum pin_entry *entry, struct process *p, enum key_op op, const struct key_choice *choice,
                     struct err *e);
