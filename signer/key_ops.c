// SPDX-License-Identifier: Apache-2.0
#include "signer/key_ops.h"

#include <stdio.h>
#include <string.h>

#include <openssl/rand.h>

#include "formats/base/text.h"
#include "formats/cms/ossl.h"
#include "pkcs11/custody.h"
#include "pkcs11/pin.h"
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

/* --- finding and logging in ------------------------------------------------------------------------------------ */

static enum pin_entry entry_of(const struct token *t, const char *pin_source)
{
    if (!token_wants_login(t)) return PIN_ENTRY_NONE;
    if (token_has_pad(t)) return PIN_ENTRY_PAD; /* PKCS#11 2.40 clause 5.6: the PIN argument must be NULL then */
    return pin_source[0] != '\0' ? PIN_ENTRY_FILE : PIN_ENTRY_TYPED;
}

/* `stored`: what a stored PIN counts as here. */
static status find(struct buf *answer, struct key_session *s, struct view *in, enum token_wanted wanted,
                   enum login_kind stored, struct err *e)
{
    TRY(key_choice_get(&s->choice, in, e));
    TRY(wire_end(*in, e));
    TRY(key_uri_parse(&s->uri, s->choice.uri, e));
    if (s->choice.pin_source[0] == '\0') memcpy(s->choice.pin_source, s->uri.pin_source, sizeof s->choice.pin_source);
    TRY(token_search(&s->search, &s->uri, s->choice.module, wanted, e));
    s->entry = entry_of(&s->search.token, s->choice.pin_source);
    s->login = s->entry == PIN_ENTRY_FILE ? stored : LOGIN_TYPED;
    wire_put_u32(answer, s->entry);
    return OK;
}

static status find_signer_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    TRY(find(answer, s, in, TOKEN_FOR_SIGNING, LOGIN_AUTOMATIC, e));
    return s->entry == PIN_ENTRY_NONE ? OK : token_login_allowed(&s->search.token, s->login, e);
}

static status find_custodian_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    return find(answer, s, in, TOKEN_FOR_WRITING, LOGIN_AUTOMATIC, e);
}

/* Both languages at once: what the terminal says is not translated by the caller. */
static status ask_person(struct secret *out, const struct token *t, const char *what, struct err *e)
{
    char prompt[2 * TEXT_ESCAPED_MAX];
    const char *warning = token_pin_state(t) == PIN_FINAL ? ", LAST TRY / LẦN THỬ CUỐI" : "";
    snprintf(prompt, sizeof prompt, "%s, token %s%s: ", what, token_text(t, TOKEN_LABEL).s, warning);
    return pin_read_terminal(out, prompt, e);
}

static status fetch_pin(struct secret *out, const struct key_session *s, struct err *e)
{
    switch (s->entry) {
    case PIN_ENTRY_NONE:
    case PIN_ENTRY_PAD:
    case PIN_ENTRY_COUNT:
        return OK;
    case PIN_ENTRY_FILE:
        return pin_read_file(out, s->choice.pin_source, e);
    case PIN_ENTRY_TYPED:
        return ask_person(out, &s->search.token, "PIN / mã PIN", e);
    }
    FAIL(ERR_INTERNAL, "no such way to enter a PIN");
}

/* The one attempt of this process. The PIN comes from where it is kept only after the flags allow it. */
static status log_in(struct secret *pin, struct key_session *s, enum login_kind kind, struct err *e)
{
    struct token *t = &s->search.token;
    if (s->entry == PIN_ENTRY_NONE) return OK;
    TRY(token_login_allowed(t, kind, e));
    TRY(fetch_pin(pin, s, e));
    return token_login(t, kind, pin->text == NULL ? NULL : pin, e);
}

static status der_of(struct buf *out, X509 *certificate, struct err *e)
{
    *out = BUF_INIT(LIMIT_CERTIFICATE);
    return OSSL_DER(out, X509, certificate, e);
}

static status fill_facts(struct key_session *s, struct err *e)
{
    const struct token_object *chain[LIMIT_CERTIFICATES];
    struct key_facts *f = &s->facts;
    size_t count = key_chain(chain, &s->objects, s->pair.certificate);
    TRY(der_of(&f->certificate, s->pair.certificate->certificate, e));
    for (f->chain_count = 0; f->chain_count < count; f->chain_count++)
        TRY(der_of(&f->chain[f->chain_count], chain[f->chain_count]->certificate, e));
    f->scheme = key_scheme(s->pair.certificate->key);
    ENSURE(f->scheme != SIGNATURE_NONE, ERR_TOKEN, "the key is neither RSA nor EC");
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
    TRY(log_in(&pin, s, s->login, e));
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

static status login_custodian_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    AUTO_SECRET pin = {0};
    (void)answer;
    TRY(wire_end(*in, e));
    TRY(log_in(&pin, s, s->login, e));
    return object_list_read(&s->objects, &s->search.token, e);
}

/* --- signing --------------------------------------------------------------------------------------------------- */

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

/* --- custody --------------------------------------------------------------------------------------------------- */

static status kind_of_name(enum key_kind *out, const char *name, struct err *e)
{
    for (unsigned k = KEY_KIND_NONE + 1; k < KEY_KIND_COUNT; k++) {
        if (strcmp(key_kind_name((enum key_kind)k), name) != 0) continue;
        *out = (enum key_kind)k;
        return OK;
    }
    FAIL(ERR_USAGE, "unknown kind of key: %s (rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384)",
         text_escape_string(name).s);
}

enum { RANDOM_ID = 8 };

static status generate_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    char name[32];
    uint8_t random_id[RANDOM_ID];
    enum key_kind kind;
    struct view id;
    (void)answer;
    TRY(wire_get_string(name, sizeof name, in, e));
    TRY(wire_get_bytes(&id, in, LIMIT_TEXT - 1, e));
    TRY(wire_end(*in, e));
    TRY(kind_of_name(&kind, name, e));
    if (id.len == 0) {
        ENSURE(RAND_bytes(random_id, sizeof random_id) == 1, ERR_INTERNAL, "no random numbers");
        id = view_of(random_id, sizeof random_id);
    }
    return custody_generate(&s->search.token, kind, key_uri_label(&s->uri), id, e);
}

static status request_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    char subject[4 * LIMIT_TEXT];
    const struct token_object *key;
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    TRY(wire_get_string(subject, sizeof subject, in, e));
    TRY(wire_end(*in, e));
    TRY(key_find_private(&key, &s->objects, &s->search.token, &s->uri, e));
    TRY(key_check_usable(key, &s->search.token, e));
    ENSURE(key->key != NULL, ERR_TOKEN, "the token does not tell the public half of the key");
    const struct key_facts facts = {.scheme = key_scheme(key->key)};
    struct key_signer signer = {
        .token = &s->search.token, .key = key, .public_key = key->key, .facts = &facts, .login = s->login};
    TRY(key_sign_request(&der, &signer, subject, e));
    wire_put_bytes(answer, view_of(der.data, der.len));
    return OK;
}

static status import_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    struct view der;
    const struct token_object *key;
    (void)answer;
    TRY(wire_get_bytes(&der, in, LIMIT_CERTIFICATE, e));
    TRY(wire_end(*in, e));
    AUTO(X509_free)
    X509 *certificate = ossl_certificate(der);
    ENSURE(certificate != NULL, ERR_SYNTAX, "not a certificate");
    TRY(key_find_private(&key, &s->objects, &s->search.token, &s->uri, e));
    return custody_store_certificate(&s->search.token, &s->objects, key, certificate, e);
}

/* A person's own try: a stored PIN counts as one that the person names. */
static enum login_kind person(const struct key_session *s)
{
    return s->entry == PIN_ENTRY_FILE ? LOGIN_CHECK : LOGIN_TYPED;
}

static status pin_check_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    AUTO_SECRET pin = {0};
    struct token *t = &s->search.token;
    TRY(wire_end(*in, e));
    TRY(log_in(&pin, s, person(s), e));
    CK_RV rv = t->module->calls->C_GetTokenInfo(t->slot, &t->info);
    ENSURE(rv == CKR_OK, ERR_TOKEN, "token %s does not answer: %s", token_text(t, TOKEN_LABEL).s, module_error(rv));
    wire_put_string(answer, pin_state_name(token_pin_state(t)));
    return OK;
}

static status type_new_pin(struct secret *out, const struct token *t, struct err *e)
{
    AUTO_SECRET again = {0};
    TRY(ask_person(out, t, "new PIN / mã PIN mới", e));
    TRY(ask_person(&again, t, "new PIN again / nhập lại mã PIN mới", e));
    ENSURE(out->len == again.len && CRYPTO_memcmp(out->text, again.text, again.len) == 0, ERR_TOKEN,
           "the new PIN was typed differently the second time; nothing is changed");
    return OK;
}

static status pin_change_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    AUTO_SECRET old_pin = {0};
    AUTO_SECRET new_pin = {0};
    char source[LIMIT_URI];
    struct token *t = &s->search.token;
    (void)answer;
    TRY(wire_get_string(source, sizeof source, in, e));
    TRY(wire_end(*in, e));
    TRY(token_login_allowed(t, person(s), e));
    TRY(fetch_pin(&old_pin, s, e));
    if (s->entry == PIN_ENTRY_PAD) return custody_change_pin(t, LOGIN_TYPED, NULL, NULL, e);
    TRY(source[0] == '\0' ? type_new_pin(&new_pin, t, e) : pin_read_file(&new_pin, source, e));
    return custody_change_pin(t, person(s), &old_pin, &new_pin, e);
}

/* --- lists ----------------------------------------------------------------------------------------------------- */

static status modules_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    char wanted[LIMIT_URI];
    AUTO(mem_free)
    struct module_paths *paths = mem_new(sizeof *paths);
    (void)s;
    MEM_ENSURE(paths);
    TRY(wire_get_string(wanted, sizeof wanted, in, e));
    TRY(wire_end(*in, e));
    TRY(module_paths_find(paths, wanted, "", e));
    wire_put_u32(answer, (uint32_t)paths->count);
    for (size_t i = 0; i < paths->count; i++) wire_put_string(answer, paths->path[i]);
    return OK;
}

static status put_token(struct buf *answer, const struct token *t, struct err *e)
{
    AUTO(mem_free)
    struct token_facts *f = mem_new(sizeof *f);
    MEM_ENSURE(f);
    f->failure = t->broken;
    if (t->broken.code == ERR_NONE) {
        snprintf(f->label, sizeof f->label, "%s", token_text(t, TOKEN_LABEL).s);
        snprintf(f->serial, sizeof f->serial, "%s", token_text(t, TOKEN_SERIAL).s);
        snprintf(f->manufacturer, sizeof f->manufacturer, "%s", token_text(t, TOKEN_MANUFACTURER).s);
        snprintf(f->model, sizeof f->model, "%s", token_text(t, TOKEN_MODEL).s);
        snprintf(f->pin, sizeof f->pin, "%s", pin_state_name(token_pin_state(t)));
        f->is_initialised = token_is_initialised(t);
        TRY(key_uri_format(f->uri, sizeof f->uri, &t->info, NULL, e));
    }
    token_facts_put(answer, f);
    return OK;
}

static status tokens_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    char path[LIMIT_URI];
    TRY(wire_get_string(path, sizeof path, in, e));
    TRY(wire_end(*in, e));
    TRY(module_open(&s->listed, path, e));
    TRY(token_list(&s->tokens, s->listed, e));
    wire_put_u32(answer, (uint32_t)s->tokens.count);
    for (size_t i = 0; i < s->tokens.count; i++) TRY(put_token(answer, &s->tokens.item[i], e));
    return OK;
}

static void subject_of(char *out, size_t size, X509 *certificate)
{
    AUTO(BIO_free_all)
    BIO *text = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    if (text == NULL || X509_NAME_print_ex(text, X509_get_subject_name(certificate), 0,
                                           (XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB)) < 0)
        return;
    long len = BIO_get_mem_data(text, &bytes);
    AUTO_BUF clean = BUF_INIT(size - 1);
    text_put_clean(&clean, view_of(bytes, len < 0 ? 0 : (size_t)len));
    if (!clean.failed && clean.len > 0) memcpy(out, clean.data, clean.len);
}

static void not_after_of(char *out, size_t size, const X509 *certificate)
{
    struct tm t = {0};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &t) != 1) return;
    if (strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &t) == 0) out[0] = '\0';
}

static void flags_of(struct object_facts *f, const struct token_object *o)
{
    for (unsigned i = 0; i < OBJECT_FLAG_COUNT && f->flag_count < OBJECT_FLAGS_MAX; i++)
        if (o->flag[i])
            snprintf(f->flag[f->flag_count++], OBJECT_FLAG_NAME_MAX, "%s", object_flag_name((enum object_flag)i));
}

static status put_object(struct buf *answer, const struct token *t, const struct token_object *o, struct err *e)
{
    AUTO(mem_free)
    struct object_facts *f = mem_new(sizeof *f);
    AUTO_BUF id = BUF_INIT(2 * LIMIT_TEXT - 1);
    MEM_ENSURE(f);
    f->is_certificate = o->kind == OBJECT_CERTIFICATE;
    f->is_private = o->kind == OBJECT_PRIVATE_KEY;
    f->bits = object_bits(o);
    TRY(key_uri_format(f->uri, sizeof f->uri, &t->info, o, e));
    snprintf(f->label, sizeof f->label, "%s", text_escape(view_of(o->label, o->label_len)).s);
    snprintf(f->algorithm, sizeof f->algorithm, "%s", object_algorithm(o));
    text_put_hex(&id, view_of(o->id, o->id_len));
    if (!id.failed && id.len > 0) memcpy(f->id, id.data, id.len);
    if (o->certificate != NULL) {
        subject_of(f->subject, sizeof f->subject, o->certificate);
        not_after_of(f->not_after, sizeof f->not_after, o->certificate);
    }
    flags_of(f, o);
    object_facts_put(answer, f);
    return OK;
}

static status objects_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    uint32_t which;
    AUTO_CLEAR(object_list_clear) struct object_list l = {0};
    TRY(wire_get_below(&which, in, (uint32_t)s->tokens.count, e));
    TRY(wire_end(*in, e));
    struct token *t = &s->tokens.item[which];
    TRY(token_open(t, false, e));
    status r = object_list_read(&l, t, e);
    token_close(t);
    TRY(r);
    wire_put_u32(answer, (uint32_t)l.count);
    for (size_t i = 0; i < l.count; i++) TRY(put_object(answer, t, &l.item[i], e));
    return OK;
}

/* --- the table ------------------------------------------------------------------------------------------------- */

static const struct {
    enum key_state allowed, after, after_failure;
    status (*run)(struct buf *, struct key_session *, struct view *, struct err *);
} ops[KEY_OP_COUNT] = {
    [KEY_FIND_SIGNER] = {KEY_NEW, KEY_FOUND_SIGNER, KEY_DONE, find_signer_op},
    [KEY_LOGIN_SIGNER] = {KEY_FOUND_SIGNER, KEY_SIGNER, KEY_DONE, login_signer_op},
    [KEY_MEASURE] = {KEY_SIGNER, KEY_SIGNER, KEY_SIGNER, measure_op},
    [KEY_SIGN_CMS] = {KEY_SIGNER, KEY_SIGNER, KEY_SIGNER, sign_cms_op},
    [KEY_SIGN_XADES] = {KEY_SIGNER, KEY_SIGNER, KEY_SIGNER, sign_xades_op},
    [KEY_FIND_CUSTODIAN] = {KEY_NEW, KEY_FOUND_CUSTODIAN, KEY_DONE, find_custodian_op},
    [KEY_LOGIN_CUSTODIAN] = {KEY_FOUND_CUSTODIAN, KEY_CUSTODIAN, KEY_DONE, login_custodian_op},
    [KEY_GENERATE] = {KEY_CUSTODIAN, KEY_CUSTODIAN, KEY_DONE, generate_op},
    [KEY_REQUEST] = {KEY_CUSTODIAN, KEY_CUSTODIAN, KEY_DONE, request_op},
    [KEY_IMPORT] = {KEY_CUSTODIAN, KEY_CUSTODIAN, KEY_DONE, import_op},
    [KEY_PIN_CHECK] = {KEY_FOUND_CUSTODIAN, KEY_DONE, KEY_DONE, pin_check_op},
    [KEY_PIN_CHANGE] = {KEY_FOUND_CUSTODIAN, KEY_DONE, KEY_DONE, pin_change_op},
    [KEY_MODULES] = {KEY_NEW, KEY_NEW, KEY_DONE, modules_op},
    [KEY_TOKENS] = {KEY_NEW, KEY_LISTING, KEY_DONE, tokens_op},
    [KEY_OBJECTS] = {KEY_LISTING, KEY_LISTING, KEY_LISTING, objects_op},
};

bool key_op_is_allowed(enum key_op op, enum key_state state)
{
    return op < KEY_OP_COUNT && ops[op].run != NULL && ops[op].allowed == state;
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
