// SPDX-License-Identifier: Apache-2.0
/*
 * key_ops_priv.h - the operations of the key holder, each of which is a row of the table in key_ops.c; `in` are the
 * parameters, of which nothing may be left over.
 */
#pragma once

#include "signer/key_ops.h"

/* key_custody.c */
MUST status key_find_custodian_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e);
MUST status key_login_custodian_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e);
MUST status key_generate_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e);
MUST status key_request_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e);
MUST status key_import_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e);
MUST status key_pin_check_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e);
MUST status key_pin_change_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e);

/* key_list.c */
MUST status key_modules_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e);
MUST status key_tokens_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e);
MUST status key_objects_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e);
MUST status key_show_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e);

/* key_ops.c: reads the choice, finds the token, says how the PIN will come */
MUST status key_find_token(struct buf *answer, struct key_session *s, struct view *in, enum token_wanted wanted,
                           struct err *e);
/* A PIN from the person at the terminal. */
MUST status key_ask_person(struct secret *out, const struct token *t, const char *what, struct err *e);
/* The PIN from where it is kept; none for a reader with its own keys. */
MUST status key_fetch_pin(struct secret *out, const struct key_session *s, struct err *e);
/* The one attempt of this process. The PIN is fetched only after the token's flags allow it. */
MUST status key_log_in(struct secret *pin, struct key_session *s, enum login_kind kind, struct err *e);
