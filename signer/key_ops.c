// SPDX-License-Identifier: Apache-2.0
#include "signer/key_ops.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/cms/ossl.h"
#include "pkcs11/pin.h"
#include "signer/key_ops_priv.h"
#include "signer/key_sign.h"

void key_session_init(struct key_session *s)
{
    memset(s, 0, sizeof *s);
    s->state = KEY_NEW;
}

void key_session_clear(struct key_session *s)
{
    secret_clear(&s->pin);
    key_facts_clear(&s->facts);
    object_list_clear(&s->objects);
    token_search_clear(&s->search);
    key_uri_clear(&s->uri);
    if (s->listed != NULL) module_close(s->listed);
    memset(s, 0, sizeof *s);
}

/* --- finding and logging in --------------------------------------------------------------------------------- */

static enum pin_entry entry_of(const struct token *t, const char *pin_source)
{
    if (!token_wants_login(t)) return PIN_ENTRY_NONE;
    if (token_has_pad(t)) return PIN_ENTRY_PAD; /* PKCS#11 2.40 clause 5.6: the PIN argument must be NULL then */
    return pin_source[0] != '\0' ? PIN_ENTRY_FILE : PIN_ENTRY_TYPED;
}

status key_find_token(struct buf *answer, struct key_session *s, struct view *in, enum token_wanted wanted,
                      struct err *e)
{
    TRY(key_choice_get(&s->choice, in, e));
    TRY(wire_end(*in, e));
    TRY(key_uri_parse(&s->uri, s->choice.uri, e));
    if (s->choice.pin_source[0] == '\0') memcpy(s->choice.pin_source, s->uri.pin_source, sizeof s->choice.pin_source);
    TRY(token_search(&s->search, &s->uri, s->choice.module, wanted, e));
    s->entry = entry_of(&s->search.token, s->choice.pin_source);
    s->login = s->entry == PIN_ENTRY_FILE ? LOGIN_AUTOMATIC : LOGIN_TYPED;
    wire_put_u32(answer, s->entry);
    return OK;
}

static status find_signer_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    TRY(key_find_token(answer, s, in, TOKEN_FOR_SIGNING, e));
    return s->entry == PIN_ENTRY_NONE ? OK : token_login_allowed(&s->search.token, s->login, e);
}

/* Both languages at once: what the terminal says is not translated by the caller. */
status key_ask_person(struct secret *out, const struct token *t, const char *what, struct err *e)
{
    char prompt[2 * TEXT_ESCAPED_MAX];
    const char *warning = token_pin_state(t) == PIN_FINAL ? ", LAST TRY / LẦN THỬ CUỐI" : "";
    snprintf(prompt, sizeof prompt, "%s, token %s%s: ", what, token_text(t, TOKEN_LABEL).s, warning);
    return pin_read_terminal(out, prompt, e);
}

status key_fetch_pin(struct secret *out, const struct key_session *s, struct err *e)
{
    switch (s->entry) {
    case PIN_ENTRY_NONE:
    case PIN_ENTRY_PAD:
    case PIN_ENTRY_COUNT:
        return OK;
    case PIN_ENTRY_FILE:
        return pin_read_file(out, s->choice.pin_source, e);
    case PIN_ENTRY_TYPED:
        return key_ask_person(out, &s->search.token, "PIN / mã PIN", e);
    }
    FAIL(ERR_INTERNAL, "no such way to enter a PIN");
}

/* The one attempt of this process. The PIN comes from where it is kept only after the flags allow it. */
status key_log_in(struct secret *pin, struct key_session *s, enum login_kind kind, struct err *e)
{
    struct token *t = &s->search.token;
    if (s->entry == PIN_ENTRY_NONE) return OK;
    TRY(token_login_allowed(t, kind, e));
    TRY(key_fetch_pin(pin, s, e));
    return token_login(t, kind, pin->text == NULL ? NULL : pin, e);
}

static status der_of(struct buf *out, X509 *certificate, struct err *e)
{
    *out = BUF_INIT(LIMIT_CERTIFICATE);
    return OSSL_DER(out, X509, certificate, e);
}

/* Of an RSA key, what the person has chosen: PSS, or PKCS#1 v1.5, which more readers know. */
static status choose_scheme(enum signature_scheme *out, const struct key_session *s, struct err *e)
{
    enum signature_scheme usual = key_scheme(s->pair.certificate->key);
    ENSURE(usual != SIGNATURE_NONE, ERR_TOKEN, "the key is neither RSA nor EC");
    ENSURE(!s->choice.pss || usual == SIGNATURE_RSA_PKCS1, ERR_REFUSED, "--pss: the key is not an RSA key");
    *out = s->choice.pss ? SIGNATURE_RSA_PSS : usual;
    return OK;
}

static status fill_facts(struct key_session *s, struct err *e)
{
    const struct token_object *chain[LIMIT_CERTIFICATES];
    struct key_facts *f = &s->facts;
    size_t count = key_chain(chain, &s->objects, s->pair.certificate);
    TRY(der_of(&f->certificate, s->pair.certificate->certificate, e));
    for (f->chain_count = 0; f->chain_count < count; f->chain_count++)
        TRY(der_of(&f->chain[f->chain_count], chain[f->chain_count]->certificate, e));
    TRY(choose_scheme(&f->scheme, s, e));
    f->bits = object_bits(s->pair.certificate);
    snprintf(f->token, sizeof f->token, "%s", token_text(&s->search.token, TOKEN_LABEL).s);
    snprintf(f->label, sizeof f->label, "%s",
             text_escape(view_of(s->pair.certificate->label, s->pair.certificate->label_len)).s);
    return OK;
}

static status login_signer_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    AUTO_SECRET pin = {0};
    struct token *t = &s->search.token;
    TRY(wire_end(*in, e));
    TRY(key_log_in(&pin, s, s->login, e));
    TRY(object_list_read(&s->objects, t, e));
    TRY(key_pair_find(&s->pair, &s->objects, t, &s->uri, e));
    TRY(key_check_usable(s->pair.key, t, e));
    TRY(fill_facts(s, e));
    if (s->pair.key->flag[OBJECT_ALWAYS_AUTHENTICATE]) {
        s->pin = pin;
        pin = (struct secret){0};
    }
    key_facts_put(answer, &s->facts);
    return OK;
}

/* --- signing ------------------------------------------------------------------------------------------------ */

static struct key_signer signer_of(struct key_session *s)
{
    return (struct key_signer){.token = &s->search.token,
                               .key = s->pair.key,
                               .public_key = s->pair.certificate->key,
                               .facts = &s->facts,
                               .pin = s->pin.text == NULL ? NULL : &s->pin,
                               .login = s->login};
}

static status get_digest_algorithm(enum digest_algorithm *out, struct view *in, struct err *e)
{
    uint32_t d;
    TRY(wire_get_below(&d, in, DIGEST_COUNT, e));
    *out = (enum digest_algorithm)d;
    return OK;
}

static status measure_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    const struct key_signer signer = signer_of(s);
    enum digest_algorithm d;
    size_t size;
    TRY(get_digest_algorithm(&d, in, e));
    TRY(wire_end(*in, e));
    TRY(key_measure_cms(&size, &signer, d, e));
    wire_put_u64(answer, size);
    return OK;
}

/* A lost token is an answer, not an error: the client may start another process. */
static status put_signed(struct buf *answer, status result, const struct buf *bytes, const struct key_signer *signer,
                         struct err *e)
{
    if (result == OK) key_signed_put(answer, bytes);
    if (result == OK || !signer->is_lost) return result;
    key_lost_put(answer, e);
    err_clear(e);
    return OK;
}

static status sign_cms_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    struct key_signer signer = signer_of(s);
    AUTO_BUF cms = BUF_INIT(LIMIT_CMS_OWN);
    enum digest_algorithm d;
    struct view digest;
    TRY(get_digest_algorithm(&d, in, e));
    TRY(wire_get_bytes(&digest, in, DIGEST_SIZE_MAX, e));
    TRY(wire_end(*in, e));
    return put_signed(answer, key_sign_cms(&cms, &signer, d, digest, e), &cms, &signer, e);
}

static status sign_xades_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    struct key_signer signer = signer_of(s);
    AUTO_BUF element = BUF_INIT(LIMIT_XML_SIGNATURE);
    AUTO(mem_free)
    struct xades_facts *facts = mem_new(sizeof *facts);
    MEM_ENSURE(facts);
    TRY(xades_facts_get(facts, in, e));
    TRY(wire_end(*in, e));
    return put_signed(answer, key_sign_xades(&element, &signer, facts, e), &element, &signer, e);
}

/* --- the table ---------------------------------------------------------------------------------------------- */

/* A token stays logged in for others when its process is just killed; so it is asked to leave first. */
static status close_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    (void)answer;
    TRY(wire_end(*in, e));
    key_session_clear(s);
    return OK;
}

#define IN(state) (1u << (state))

static const struct {
    unsigned allowed; /* a set of states */
    enum key_state after, after_failure;
    status (*run)(struct buf *, struct key_session *, struct view *, struct err *);
} ops[KEY_OP_COUNT] = {
    [KEY_FIND_SIGNER] = {IN(KEY_NEW), KEY_FOUND_SIGNER, KEY_DONE, find_signer_op},
    [KEY_LOGIN_SIGNER] = {IN(KEY_FOUND_SIGNER), KEY_SIGNER, KEY_DONE, login_signer_op},
    [KEY_MEASURE] = {IN(KEY_SIGNER), KEY_SIGNER, KEY_SIGNER, measure_op},
    [KEY_SIGN_CMS] = {IN(KEY_SIGNER), KEY_SIGNER, KEY_SIGNER, sign_cms_op},
    [KEY_SIGN_XADES] = {IN(KEY_SIGNER), KEY_SIGNER, KEY_SIGNER, sign_xades_op},
    [KEY_FIND_CUSTODIAN] = {IN(KEY_NEW), KEY_FOUND_CUSTODIAN, KEY_DONE, key_find_custodian_op},
    [KEY_LOGIN_CUSTODIAN] = {IN(KEY_FOUND_CUSTODIAN), KEY_CUSTODIAN, KEY_DONE, key_login_custodian_op},
    [KEY_GENERATE] = {IN(KEY_CUSTODIAN), KEY_CUSTODIAN, KEY_DONE, key_generate_op},
    [KEY_REQUEST] = {IN(KEY_CUSTODIAN), KEY_CUSTODIAN, KEY_DONE, key_request_op},
    [KEY_IMPORT] = {IN(KEY_CUSTODIAN), KEY_CUSTODIAN, KEY_DONE, key_import_op},
    [KEY_SHOW] = {IN(KEY_CUSTODIAN), KEY_CUSTODIAN, KEY_DONE, key_show_op},
    [KEY_PIN_CHECK] = {IN(KEY_FOUND_CUSTODIAN), KEY_DONE, KEY_DONE, key_pin_check_op},
    [KEY_PIN_CHANGE] = {IN(KEY_FOUND_CUSTODIAN), KEY_DONE, KEY_DONE, key_pin_change_op},
    [KEY_MODULES] = {IN(KEY_NEW), KEY_NEW, KEY_DONE, key_modules_op},
    [KEY_TOKENS] = {IN(KEY_NEW), KEY_LISTING, KEY_DONE, key_tokens_op},
    [KEY_CLOSE] = {~0u, KEY_DONE, KEY_DONE, close_op},
    [KEY_OBJECTS] = {IN(KEY_LISTING), KEY_LISTING, KEY_LISTING, key_objects_op},
};

bool key_op_is_allowed(enum key_op op, enum key_state state)
{
    return op < KEY_OP_COUNT && ops[op].run != NULL && (ops[op].allowed & IN(state)) != 0;
}

status key_session_answer(struct buf *answer, struct key_session *s, struct view request, struct err *e)
{
    uint32_t op;
    TRY(wire_get_below(&op, &request, KEY_OP_COUNT, e));
    ENSURE(key_op_is_allowed((enum key_op)op, s->state), ERR_INTERNAL,
           "the key holder does not do operation %u in state %d", op, (int)s->state);
    status r = ops[op].run(answer, s, &request, e);
    ERR_clear_error();
    s->state = r == OK ? ops[op].after : ops[op].after_failure;
    return r;
}
