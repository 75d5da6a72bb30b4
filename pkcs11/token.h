// SPDX-License-Identifier: Apache-2.0
/*
 * token.h - the tokens of a module, the state of their PINs, and a login that cannot lock them.
 *
 * The PIN state is read before every login (CKF_USER_PIN_*). One call makes at most one attempt. What may be tried:
 *
 *                          ok    low   final  locked
 *   LOGIN_AUTOMATIC        yes   no    no     no      a stored PIN, no person there
 *   LOGIN_CHECK            yes   yes   no     no      a person names a stored PIN (seal token pin --check)
 *   LOGIN_TYPED            yes   yes   yes    no      a person types it, here or on the reader
 *
 * "low" is all that lasts of a PIN that failed once, whoever tried it: no stored PIN is tried again by itself.
 * Does not check: that it is the token that was there yesterday (its serial number in the URI does).
 */
#pragma once

#include "pkcs11/module.h"
#include "pkcs11/secret.h"
#include "formats/base/text.h"

enum pin_state { PIN_STATE_NONE = 0, PIN_OK, PIN_LOW, PIN_FINAL, PIN_LOCKED, PIN_PAD, PIN_STATE_COUNT };
enum login_kind { LOGIN_NONE = 0, LOGIN_AUTOMATIC, LOGIN_CHECK, LOGIN_TYPED, LOGIN_KIND_COUNT };

struct token {
    struct module *module; /* borrowed */
    CK_SLOT_ID slot;
    CK_TOKEN_INFO info;
    CK_SESSION_HANDLE session;
    bool has_session;
    struct err broken; /* ERR_NONE: it answers */
};

struct token_list {
    struct token item[LIMIT_SLOTS];
    size_t count;
};

/* Every slot with a token. One that does not answer is in the list, with its error, and hides no other. */
MUST status token_list(struct token_list *out, struct module *m, struct err *e);

/* Opens a session, the only thing by which a token shows that it is alive. */
MUST status token_open(struct token *t, bool writable, struct err *e);
void token_close(struct token *t);

/* pin: NULL where the reader has its own keys. Works on an opened token. */
MUST status token_login(struct token *t, enum login_kind kind, const struct secret *pin, struct err *e);
/* Reads the state anew, and refuses what the table refuses: before a person is asked to type. */
MUST status token_login_allowed(struct token *t, enum login_kind kind, struct err *e);
bool token_has_pad(const struct token *t);
bool token_wants_login(const struct token *t);
bool token_is_initialised(const struct token *t);

/* Where libp11 could list the slots; NULL otherwise. */
PKCS11_SLOT *token_libp11_slot(const struct token *t);

enum pin_state token_pin_state(const struct token *t);
const char *pin_state_name(enum pin_state s); /* ok, low, final, locked, pad */

enum token_text { TOKEN_LABEL = 1, TOKEN_SERIAL, TOKEN_MANUFACTURER, TOKEN_MODEL };
/* Without the padding, safe to show. */
struct escaped token_text(const struct token *t, enum token_text which);
