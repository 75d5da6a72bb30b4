// SPDX-License-Identifier: Apache-2.0
/*
 * key_client_priv.h - the two ends of a key holder that several processes share (key_share.c).
 */
#pragma once

#include "signer/key_client.h"
#include "signer/process.h"

/* A key holder that is asked through somebody else; takes the conversation, also when this fails. */
MUST status key_holder_over(struct key_holder **out, struct process *conversation, struct err *e);
/*
 * That somebody's side: a question as key_ask sends it (an operation and its parameters), of those that sign, measure
 * or tell the facts; the answer as the key holder gives it. A token that is lost on the way is looked for once more.
 */
MUST status key_holder_relay(struct buf *answer, struct key_holder *k, struct view question, struct err *e);
