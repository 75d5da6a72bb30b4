// SPDX-License-Identifier: Apache-2.0
/*
 * key_protocol.h - what is said between `seal` and the key holder, and in which order.
 *
 * A request is a u32 operation and its parameters; the table in key_ops.c says in which state each is allowed and what
 * state follows. A failed login ends the conversation: one process makes one attempt with a PIN.
 *
 *   new ──find-signer──► found-signer ──login-signer──► signer ──measure, sign-cms, sign-xades──► signer
 *   new ──find-custodian──► found-custodian ──login-custodian──► custodian ──generate, request, import, show──►
 * custodian found-custodian ──pin-check, pin-change──► done new ──modules──► new        new ──tokens──► listing
 * ──objects──► listing
 */
#pragma once

#include "signer/key_client.h"
#include "signer/token_client.h"

enum key_op {
    KEY_OP_NONE = 0,
    KEY_FIND_SIGNER,     /* key_choice -> u32: pin_entry */
    KEY_LOGIN_SIGNER,    /* -> key_facts */
    KEY_MEASURE,         /* digest algorithm -> u64 */
    KEY_SIGN_CMS,        /* digest algorithm, digest -> key_signed */
    KEY_SIGN_XADES,      /* xades_facts -> key_signed */
    KEY_FIND_CUSTODIAN,  /* key_choice -> u32: pin_entry */
    KEY_LOGIN_CUSTODIAN, /* -> nothing */
    KEY_GENERATE,        /* kind, id (empty: random) -> nothing; the label is the URI's */
    KEY_REQUEST,         /* subject -> DER of a PKCS#10 request */
    KEY_IMPORT,          /* DER of a certificate -> nothing */
    KEY_SHOW,            /* -> path of the module, token_facts, object_facts, several */
    KEY_PIN_CHECK,       /* -> PIN state after it */
    KEY_PIN_CHANGE,      /* source of the new PIN -> nothing */
    KEY_MODULES,         /* module or "" -> paths */
    KEY_TOKENS,          /* path -> token_facts, several */
    KEY_OBJECTS,         /* u32 which of them -> object_facts, several */
    KEY_CLOSE,           /* -> nothing; logs out */
    KEY_OP_COUNT
};

enum key_state {
    KEY_STATE_NONE = 0,
    KEY_NEW,
    KEY_FOUND_SIGNER,
    KEY_SIGNER,
    KEY_FOUND_CUSTODIAN,
    KEY_CUSTODIAN,
    KEY_LISTING,
    KEY_DONE,
    KEY_STATE_COUNT
};

/* How the PIN will come, so that the client knows how long to wait. */
enum pin_entry { PIN_ENTRY_NONE = 0, PIN_ENTRY_FILE, PIN_ENTRY_TYPED, PIN_ENTRY_PAD, PIN_ENTRY_COUNT };

unsigned pin_entry_seconds(enum pin_entry entry);

void key_choice_put(struct buf *out, const struct key_choice *c);
MUST status key_choice_get(struct key_choice *out, struct view *in, struct err *e);

void key_facts_put(struct buf *out, const struct key_facts *f);
/* out: cleared before. */
MUST status key_facts_get(struct key_facts *out, struct view *in, struct err *e);
void key_facts_clear(struct key_facts *f);

/* The answer to a request for a signature: the bytes, or that the token was lost on the way (and why). */
void key_signed_put(struct buf *out, const struct buf *bytes);
void key_lost_put(struct buf *out, const struct err *why);
/* *is_lost: `why` says it, and out is untouched. */
MUST status key_signed_get(struct buf *out, bool *is_lost, struct err *why, struct view *in, struct err *e);

void token_facts_put(struct buf *out, const struct token_facts *t);
MUST status token_facts_get(struct token_facts *out, struct view *in, struct err *e);
void object_facts_put(struct buf *out, const struct object_facts *o);
MUST status object_facts_get(struct object_facts *out, struct view *in, struct err *e);
