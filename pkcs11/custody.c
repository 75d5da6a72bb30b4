// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/custody.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

static const uint8_t oid_p256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
static const uint8_t oid_p384[] = {0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22};

static const struct key_kind_row {
    const char *name;
    CK_MECHANISM_TYPE mechanism;
    CK_ULONG bits;        /* RSA */
    const uint8_t *curve; /* EC */
    size_t curve_len;
} kinds[KEY_KIND_COUNT] = {
    [KEY_RSA_2048] = {"rsa:2048", CKM_RSA_PKCS_KEY_PAIR_GEN, 2048, NULL, 0},
    [KEY_RSA_3072] = {"rsa:3072", CKM_RSA_PKCS_KEY_PAIR_GEN, 3072, NULL, 0},
    [KEY_RSA_4096] = {"rsa:4096", CKM_RSA_PKCS_KEY_PAIR_GEN, 4096, NULL, 0},
    [KEY_EC_P256] = {"ec:p256", CKM_EC_KEY_PAIR_GEN, 0, oid_p256, sizeof oid_p256},
    [KEY_EC_P384] = {"ec:p384", CKM_EC_KEY_PAIR_GEN, 0, oid_p384, sizeof oid_p384},
};

const char *key_kind_name(enum key_kind k)
{
    return k < KEY_KIND_COUNT ? kinds[k].name : NULL;
}

static status check_free(const struct object_list *l, const struct token *t, struct view label, struct view id,
                         struct err *e)
{
    struct escaped token = token_text(t, TOKEN_LABEL);
    for (size_t i = 0; i < l->count; i++) {
        const struct token_object *o = &l->item[i];
        ENSURE(!view_equal(label, view_of(o->label, o->label_len)), ERR_TOKEN,
               "token %s already has an object called %s", token.s, text_escape(label).s);
        ENSURE(!view_equal(id, view_of(o->id, o->id_len)), ERR_TOKEN,
               "token %s already has an object with this id; give another with --id", token.s);
    }
    return OK;
}

#define ROW(type, value) ((CK_ATTRIBUTE){type, &(value), sizeof(value)})
#define ROW_VIEW(type, v) ((CK_ATTRIBUTE){type, (void *)(uintptr_t)(v).data, (v).len})
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* PKCS11_generate_key makes the key in the memory of this process and copies it in; this one never leaves the token. */
static CK_RV generate(struct token *t, const struct key_kind_row *kind, struct view label, struct view id)
{
    CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
    CK_ULONG bits = kind->bits;
    uint8_t exponent[] = {1, 0, 1};
    struct view curve = view_of(kind->curve, kind->curve_len);
    CK_ATTRIBUTE public_rows[8] = {
        ROW(CKA_TOKEN, yes),        ROW(CKA_PRIVATE, no), ROW(CKA_VERIFY, yes),
        ROW_VIEW(CKA_LABEL, label), ROW_VIEW(CKA_ID, id), ROW_VIEW(CKA_EC_PARAMS, curve),
    };
    CK_ULONG public_count = 6;
    if (kind->curve == NULL) {
        public_rows[5] = ROW(CKA_MODULUS_BITS, bits);
        public_rows[6] = ROW(CKA_PUBLIC_EXPONENT, exponent);
        public_count = 7;
    }
    CK_ATTRIBUTE private_rows[] = {
        ROW(CKA_TOKEN, yes),        ROW(CKA_PRIVATE, yes), ROW(CKA_SENSITIVE, yes), ROW(CKA_EXTRACTABLE, no),
        ROW(CKA_SIGN, yes),         ROW(CKA_DECRYPT, no),  ROW(CKA_UNWRAP, no),     ROW(CKA_DERIVE, no),
        ROW_VIEW(CKA_LABEL, label), ROW_VIEW(CKA_ID, id),
    };
    CK_MECHANISM mechanism = {kind->mechanism, NULL, 0};
    CK_OBJECT_HANDLE public_key, private_key;
    return t->module->calls->C_GenerateKeyPair(t->session, &mechanism, public_rows, public_count, private_rows,
                                               COUNT(private_rows), &public_key, &private_key);
}

status custody_generate(struct token *t, enum key_kind kind, struct view label, struct view id, struct err *e)
{
    AUTO_CLEAR(object_list_clear) struct object_list l = {0};
    ENSURE(kinds[kind].name != NULL, ERR_USAGE, "unknown kind of key");
    ENSURE(label.len > 0 && label.len < LIMIT_TEXT && id.len > 0 && id.len < LIMIT_TEXT, ERR_USAGE,
           "a new key needs a label (object=...) and an id");
    TRY(object_list_read(&l, t, e));
    TRY(check_free(&l, t, label, id, e));
    CK_RV rv = generate(t, &kinds[kind], label, id);
    ERR_clear_error();
    ENSURE(rv == CKR_OK, ERR_TOKEN, "token %s did not make a key: %s", token_text(t, TOKEN_LABEL).s, module_error(rv));
    return OK;
}

static status store(struct token *t, const struct object_list *l, X509 *certificate, char *label, uint8_t *id,
                    size_t id_len, struct err *e)
{
    struct escaped token = token_text(t, TOKEN_LABEL);
    for (size_t i = 0; i < l->count; i++)
        ENSURE(l->item[i].certificate == NULL || X509_cmp(l->item[i].certificate, certificate) != 0, ERR_TOKEN,
               "the certificate is already on token %s", token.s);
    PKCS11_SLOT *slot = token_libp11_slot(t);
    ENSURE(slot != NULL && slot->token != NULL, ERR_TOKEN,
           "libp11 cannot write to token %s while a token beside it is broken", token.s);
    int stored = PKCS11_store_certificate(slot->token, certificate, label, id, id_len, NULL);
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    ENSURE(stored == 0, ERR_TOKEN, "token %s did not take the certificate: %s", token.s,
           reason == NULL ? "unknown error" : reason);
    ERR_clear_error();
    return OK;
}

status custody_store_certificate(struct token *t, const struct object_list *l, const struct token_object *key,
                                 X509 *certificate, struct err *e)
{
    char label[LIMIT_TEXT + 1] = "";
    uint8_t id[LIMIT_TEXT];
    EVP_PKEY *public_key = X509_get0_pubkey(certificate);
    ENSURE(key->key != NULL && public_key != NULL && EVP_PKEY_eq(key->key, public_key) == 1, ERR_TOKEN,
           "the certificate belongs to another key than %s", text_escape(view_of(key->label, key->label_len)).s);
    memcpy(label, key->label, key->label_len);
    memcpy(id, key->id, key->id_len);
    return store(t, l, certificate, label, id, key->id_len, e);
}

status custody_store_issuer(struct token *t, const struct object_list *l, X509 *certificate, struct err *e)
{
    char label[LIMIT_TEXT + 1] = "";
    uint8_t id[LIMIT_TEXT] = {0};
    const ASN1_OCTET_STRING *key_id = X509_get0_subject_key_id(certificate);
    size_t id_len = key_id == NULL || key_id->length > LIMIT_TEXT ? 0 : (size_t)key_id->length;
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, label, LIMIT_TEXT);
    if (id_len > 0) memcpy(id, key_id->data, id_len);
    return store(t, l, certificate, label, id, id_len, e);
}

status custody_change_pin(struct token *t, enum login_kind kind, const struct secret *old_pin,
                          const struct secret *new_pin, struct err *e)
{
    struct escaped token = token_text(t, TOKEN_LABEL);
    TRY(token_login_allowed(t, kind, e));
    ENSURE(new_pin == NULL || (new_pin->len >= t->info.ulMinPinLen && new_pin->len <= t->info.ulMaxPinLen), ERR_TOKEN,
           "token %s takes PINs of %lu to %lu bytes", token.s, t->info.ulMinPinLen, t->info.ulMaxPinLen);
    PKCS11_SLOT *slot = token_libp11_slot(t);
    ENSURE(slot != NULL, ERR_TOKEN, "libp11 cannot write to token %s while a token beside it is broken", token.s);
    ERR_clear_error();
    int changed =
        PKCS11_change_pin(slot, old_pin == NULL ? NULL : old_pin->text, new_pin == NULL ? NULL : new_pin->text);
    unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    if (changed == 0) return OK;
    CK_RV rv = code == 0 ? CKR_GENERAL_ERROR : (CK_RV)ERR_GET_REASON(code);
    ENSURE(rv != CKR_PIN_INCORRECT, ERR_TOKEN, "wrong PIN for token %s; it is not tried again", token.s);
    FAIL(ERR_TOKEN, "the PIN of token %s was not changed: %s", token.s, module_error(rv));
}
