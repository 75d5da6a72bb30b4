// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/token.h"

#include <string.h>

#include <openssl/err.h>

static const char *const state_names[PIN_STATE_COUNT] = {
    [PIN_STATE_NONE] = "unknown", [PIN_OK] = "ok",         [PIN_LOW] = "low",
    [PIN_FINAL] = "final",        [PIN_LOCKED] = "locked", [PIN_PAD] = "pad",
};

const char *pin_state_name(enum pin_state s)
{
    return state_names[s];
}

/* The worst first. */
static const struct {
    CK_FLAGS flag;
    enum pin_state state;
} states[] = {
    {CKF_USER_PIN_LOCKED, PIN_LOCKED},
    {CKF_USER_PIN_FINAL_TRY, PIN_FINAL},
    {CKF_USER_PIN_COUNT_LOW, PIN_LOW},
    {CKF_PROTECTED_AUTHENTICATION_PATH, PIN_PAD},
};

enum pin_state token_pin_state(const struct token *t)
{
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (t->info.flags & states[i].flag) return states[i].state;
    return PIN_OK;
}

bool token_has_pad(const struct token *t)
{
    return (t->info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
}

bool token_wants_login(const struct token *t)
{
    return (t->info.flags & CKF_LOGIN_REQUIRED) != 0;
}

bool token_is_initialised(const struct token *t)
{
    return (t->info.flags & CKF_TOKEN_INITIALIZED) != 0;
}

/* PKCS#11 texts have a fixed size, blanks at their end and no NUL; tokens that write a NUL exist. */
static struct escaped padded_text(const unsigned char *text, size_t size)
{
    const unsigned char *nul = memchr(text, '\0', size);
    size_t len = nul == NULL ? size : (size_t)(nul - text);
    while (len > 0 && text[len - 1] == ' ') len--;
    return text_escape(view_of(text, len));
}

struct escaped token_text(const struct token *t, enum token_text which)
{
    switch (which) {
    case TOKEN_LABEL:
        return padded_text(t->info.label, sizeof t->info.label);
    case TOKEN_SERIAL:
        return padded_text(t->info.serialNumber, sizeof t->info.serialNumber);
    case TOKEN_MANUFACTURER:
        return padded_text(t->info.manufacturerID, sizeof t->info.manufacturerID);
    case TOKEN_MODEL:
        return padded_text(t->info.model, sizeof t->info.model);
    }
    return (struct escaped){{0}};
}

/*
 * The slots come from the module itself, because PKCS11_enumerate_slots is all or nothing (one broken token hides all
 * others) and allocates whatever number of slots the module claims.
 */
static status slot_ids(CK_SLOT_ID *ids, CK_ULONG *count, const struct module *m, struct err *e)
{
    CK_ULONG claimed = 0;
    CK_RV rv = m->calls->C_GetSlotList(CK_TRUE, NULL, &claimed);
    ENSURE(rv == CKR_OK, ERR_TOKEN, "%s does not list its tokens: %s", text_escape_string(m->path).s, module_error(rv));
    ENSURE(claimed <= LIMIT_SLOTS, ERR_TOKEN, "%s claims %lu tokens, more than %d", text_escape_string(m->path).s,
           claimed, LIMIT_SLOTS);
    *count = LIMIT_SLOTS; /* a token may have come since */
    rv = m->calls->C_GetSlotList(CK_TRUE, ids, count);
    ENSURE(rv == CKR_OK && *count <= LIMIT_SLOTS, ERR_TOKEN, "%s does not list its tokens: %s",
           text_escape_string(m->path).s, module_error(rv));
    return OK;
}

static bool is_absent(CK_RV rv)
{
    return rv == CKR_TOKEN_NOT_PRESENT || rv == CKR_TOKEN_NOT_RECOGNIZED;
}

status token_list(struct token_list *out, struct module *m, struct err *e)
{
    CK_SLOT_ID ids[LIMIT_SLOTS] = {0};
    CK_ULONG count = 0;
    TRY(slot_ids(ids, &count, m, e));
    memset(out, 0, sizeof *out);
    for (CK_ULONG i = 0; i < count; i++) {
        struct token *t = &out->item[out->count];
        *t = (struct token){.module = m, .slot = ids[i]};
        CK_RV rv = m->calls->C_GetTokenInfo(t->slot, &t->info);
        if (is_absent(rv)) continue;
        if (rv != CKR_OK) {
            memset(&t->info, 0, sizeof t->info);
            err_set(&t->broken, ERR_TOKEN, "the token in slot %lu does not answer: %s", t->slot, module_error(rv));
        }
        out->count++;
    }
    ERR_clear_error();
    return OK;
}

/*
 * Before libp11 touches the token: any failure of C_OpenSession makes libp11 0.4.12 wait for ever in its session pool.
 */
status token_open(struct token *t, bool writable, struct err *e)
{
    if (t->broken.code != ERR_NONE) {
        *e = t->broken;
        return FAILED;
    }
    CK_FLAGS flags = CKF_SERIAL_SESSION | (writable ? CKF_RW_SESSION : 0);
    /* libp11 closes the sessions of a slot when it meets a broken one beside it, and when the slot's mode changes: so
     * it looks, and is told, before ours exists. */
    PKCS11_SLOT *slot = token_libp11_slot(t);
    if (writable && slot != NULL) (void)PKCS11_open_session(slot, 1);
    CK_RV rv = t->module->calls->C_OpenSession(t->slot, flags, NULL, NULL, &t->session);
    ERR_clear_error();
    ENSURE(rv == CKR_OK, ERR_TOKEN, "token %s does not open: %s", token_text(t, TOKEN_LABEL).s, module_error(rv));
    t->has_session = true;
    return OK;
}

void token_close(struct token *t)
{
    if (t->has_session) t->module->calls->C_CloseSession(t->session);
    t->has_session = false;
}

/* Once a process: a second PKCS11_enumerate_slots and the release of the first closes every session for good. */
static void enumerate_once(struct module *m)
{
    if (m->enumerated) return;
    m->enumerated = true;
    if (PKCS11_enumerate_slots(m->context, &m->slots, &m->slot_count) != 0) {
        m->slots = NULL;
        m->slot_count = 0;
    }
    ERR_clear_error();
}

PKCS11_SLOT *token_libp11_slot(const struct token *t)
{
    enumerate_once(t->module);
    for (unsigned i = 0; i < t->module->slot_count; i++)
        if (PKCS11_get_slotid_from_slot(&t->module->slots[i]) == t->slot) return &t->module->slots[i];
    return NULL;
}

/* PIN_PAD says nothing about tries: it counts as ok here. */
static const bool may_try[LOGIN_KIND_COUNT][PIN_STATE_COUNT] = {
    [LOGIN_AUTOMATIC] = {[PIN_OK] = true, [PIN_PAD] = true},
    [LOGIN_CHECK] = {[PIN_OK] = true, [PIN_PAD] = true, [PIN_LOW] = true},
    [LOGIN_TYPED] = {[PIN_OK] = true, [PIN_PAD] = true, [PIN_LOW] = true, [PIN_FINAL] = true},
};

status token_login_allowed(struct token *t, enum login_kind kind, struct err *e)
{
    /* libp11 keeps the flags of the first enumeration; what counts is what they are now. */
    CK_RV rv = t->module->calls->C_GetTokenInfo(t->slot, &t->info);
    struct escaped label = token_text(t, TOKEN_LABEL);
    ENSURE(rv == CKR_OK, ERR_TOKEN, "token %s does not answer: %s", label.s, module_error(rv));
    enum pin_state state = token_pin_state(t);
    if (may_try[kind][state]) return OK;
    ENSURE(state != PIN_LOCKED, ERR_TOKEN, "the PIN of token %s is locked; its security officer must set a new one",
           label.s);
    ENSURE(state != PIN_FINAL, ERR_TOKEN,
           "one try is left for the PIN of token %s: no stored PIN is tried; type it with \"seal token pin --check\"",
           label.s);
    FAIL(ERR_TOKEN,
         "a wrong PIN was given to token %s before: no stored PIN is tried until a person has logged in with \"seal "
         "token pin --check\"",
         label.s);
}

static status login_failed(struct token *t, CK_RV rv, struct err *e)
{
    struct escaped label = token_text(t, TOKEN_LABEL);
    bool is_wrong = rv == CKR_PIN_INCORRECT || rv == CKR_PIN_INVALID || rv == CKR_PIN_LEN_RANGE;
    if (is_wrong && t->module->calls->C_GetTokenInfo(t->slot, &t->info) == CKR_OK)
        FAIL(ERR_TOKEN, "wrong PIN for token %s (PIN state now: %s); it is not tried again", label.s,
             pin_state_name(token_pin_state(t)));
    ENSURE(rv != CKR_PIN_LOCKED, ERR_TOKEN, "the PIN of token %s is locked; its security officer must set a new one",
           label.s);
    FAIL(ERR_TOKEN, "cannot log in to token %s: %s", label.s, module_error(rv));
}

/*
 * PKCS11_login keeps a copy of the PIN in the heap (it would log in again with it after a fork): this process never
 * forks, is not dumpable, and ends with the work. Where libp11 could not list the slots, the module is called itself.
 */
static CK_RV login_once(struct token *t, const struct secret *pin)
{
    PKCS11_SLOT *slot = token_libp11_slot(t);
    if (slot == NULL)
        return t->module->calls->C_Login(t->session, CKU_USER, pin == NULL ? NULL : (unsigned char *)pin->text,
                                         pin == NULL ? 0 : pin->len);
    ERR_clear_error();
    if (PKCS11_login(slot, 0, pin == NULL ? NULL : pin->text) == 0) return CKR_OK;
    unsigned long code = ERR_peek_last_error();
    return code == 0 ? CKR_GENERAL_ERROR : (CK_RV)ERR_GET_REASON(code);
}

status token_login(struct token *t, enum login_kind kind, const struct secret *pin, struct err *e)
{
    TRY(token_login_allowed(t, kind, e));
    CK_RV rv = login_once(t, pin);
    ERR_clear_error();
    if (rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN) return OK;
    return login_failed(t, rv, e);
}
