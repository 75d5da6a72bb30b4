// SPDX-License-Identifier: Apache-2.0
/*
 * What the key holder does for a custodian: keys, requests, certificates, PINs.
 */
#include <string.h>

#include <openssl/rand.h>

#include "formats/base/text.h"
#include "formats/cms/ossl.h"
#include "pkcs11/custody.h"
#include "pkcs11/pin.h"
#include "signer/key_ops_priv.h"
#include "signer/key_sign.h"

status key_find_custodian_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    return key_find_token(answer, s, in, TOKEN_FOR_WRITING, e);
}

status key_login_custodian_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    AUTO_SECRET pin = {0};
    (void)answer;
    TRY(wire_end(*in, e));
    TRY(key_log_in(&pin, s, s->login, e));
    return object_list_read(&s->objects, &s->search.token, e);
}

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

status key_generate_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
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

status key_request_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
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

status key_import_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    struct view der;
    const struct token_object *key;
    (void)answer;
    TRY(wire_get_bytes(&der, in, LIMIT_CERTIFICATE, e));
    TRY(wire_end(*in, e));
    AUTO(X509_free)
    X509 *certificate = ossl_certificate(der);
    ENSURE(certificate != NULL, ERR_SYNTAX, "not a certificate");
    if (X509_check_ca(certificate) == 1) return custody_store_issuer(&s->search.token, &s->objects, certificate, e);
    TRY(key_find_private(&key, &s->objects, &s->search.token, &s->uri, e));
    return custody_store_certificate(&s->search.token, &s->objects, key, certificate, e);
}

/* A person's own try: a stored PIN counts as one that the person names. */
static enum login_kind person(const struct key_session *s)
{
    return s->entry == PIN_ENTRY_FILE ? LOGIN_CHECK : LOGIN_TYPED;
}

status key_pin_check_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    AUTO_SECRET pin = {0};
    struct token *t = &s->search.token;
    TRY(wire_end(*in, e));
    TRY(key_log_in(&pin, s, person(s), e));
    CK_RV rv = t->module->calls->C_GetTokenInfo(t->slot, &t->info);
    ENSURE(rv == CKR_OK, ERR_TOKEN, "token %s does not answer: %s", token_text(t, TOKEN_LABEL).s, module_error(rv));
    wire_put_string(answer, pin_state_name(token_pin_state(t)));
    return OK;
}

static status type_new_pin(struct secret *out, const struct token *t, struct err *e)
{
    AUTO_SECRET again = {0};
    TRY(key_ask_person(out, t, "new PIN / mã PIN mới", e));
    TRY(key_ask_person(&again, t, "new PIN again / nhập lại mã PIN mới", e));
    ENSURE(out->len == again.len && CRYPTO_memcmp(out->text, again.text, again.len) == 0, ERR_TOKEN,
           "the new PIN was typed differently the second time; nothing is changed");
    return OK;
}

status key_pin_change_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    AUTO_SECRET old_pin = {0};
    AUTO_SECRET new_pin = {0};
    char source[LIMIT_URI];
    struct token *t = &s->search.token;
    (void)answer;
    TRY(wire_get_string(source, sizeof source, in, e));
    TRY(wire_end(*in, e));
    TRY(token_login_allowed(t, person(s), e));
    TRY(key_fetch_pin(&old_pin, s, e));
    if (s->entry == PIN_ENTRY_PAD) return custody_change_pin(t, LOGIN_TYPED, NULL, NULL, e);
    TRY(source[0] == '\0' ? type_new_pin(&new_pin, t, e) : pin_read_file(&new_pin, source, e));
    return custody_change_pin(t, person(s), &old_pin, &new_pin, e);
}
