// SPDX-License-Identifier: Apache-2.0
/*
 * object.h - the keys and certificates on a token, each with its public key.
 *
 * Every length that the token gives is checked before it is believed (rule P11-18).
 * Does not check: what a key may be used for (key_find.h does), certificates in any way.
 * Owns: everything in the list.
 */
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "pkcs11/token.h"

enum object_kind { OBJECT_NONE = 0, OBJECT_PRIVATE_KEY, OBJECT_PUBLIC_KEY, OBJECT_CERTIFICATE, OBJECT_KIND_COUNT };

enum object_flag {
    OBJECT_SENSITIVE = 0,
    OBJECT_ALWAYS_SENSITIVE,
    OBJECT_EXTRACTABLE,
    OBJECT_NEVER_EXTRACTABLE,
    OBJECT_LOCAL,
    OBJECT_PRIVATE,
    OBJECT_SIGN,
    OBJECT_DECRYPT,
    OBJECT_UNWRAP,
    OBJECT_DERIVE,
    OBJECT_ALWAYS_AUTHENTICATE,
    OBJECT_FLAG_COUNT
};

struct token_object {
    enum object_kind kind;
    CK_OBJECT_HANDLE handle; /* valid for this process and token only, never kept (P11-10) */
    uint8_t label[LIMIT_TEXT], id[LIMIT_TEXT];
    size_t label_len, id_len;
    bool flag[OBJECT_FLAG_COUNT], known[OBJECT_FLAG_COUNT]; /* keys; what the token does not tell is not known */
    CK_KEY_TYPE key_type;
    EVP_PKEY *key; /* public half; NULL: the token does not tell */
    X509 *certificate;
};

struct object_list {
    struct token_object *item;
    size_t count, room;
};

/* Without a login a token shows certificates and public keys only. */
MUST status object_list_read(struct object_list *out, struct token *t, struct err *e);
void object_list_clear(struct object_list *l);

bool object_same_key(const struct token_object *a, const struct token_object *b);
const char *object_flag_name(enum object_flag f);
/* "RSA", "EC P-256", "?" */
const char *object_algorithm(const struct token_object *o);
unsigned object_bits(const struct token_object *o); /* 0: not known */
