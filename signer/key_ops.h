// SPDX-License-Identifier: Apache-2.0
/*
 * key_ops.h - what a key holder does when asked, and in which state it may be asked that.
 *
 * Like OpenSSH's monitor: the table of operations is the whole of what the other side can reach. A request that is not
 * allowed now is an error and changes nothing; a failed login leaves a process that does nothing any more.
 */
#pragma once

#include "pkcs11/key_find.h"
#include "signer/key_protocol.h"

struct key_session {
    enum key_state state;
    struct key_choice choice;
    struct key_uri uri;
    struct token_search search;
    enum pin_entry entry;
    struct object_list objects;
    struct key_pair pair;
    struct key_facts facts;
    struct secret pin; /* kept only for a key that asks for it at every signature */
    enum login_kind login;
    struct module *listed; /* KEY_LISTING */
    struct token_list tokens;
};

void key_session_init(struct key_session *s);
void key_session_clear(struct key_session *s);
MUST status key_session_answer(struct buf *answer, struct key_session *s, struct view request, struct err *e);
/* For tests: is the operation allowed in that state? */
bool key_op_is_allowed(enum key_op op, enum key_state state);
