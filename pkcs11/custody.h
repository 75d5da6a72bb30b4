// SPDX-License-Identifier: Apache-2.0
/*
 * custody.h - a custodian's work on a token: make a key, put its certificate beside it, change a PIN.
 *
 * Keys are made on the token, can sign and nothing else, and cannot leave it. Works on a token opened for writing and
 * logged in (custody_change_pin: opened).
 */
#pragma once

#include "pkcs11/object.h"

enum key_kind { KEY_KIND_NONE = 0, KEY_RSA_2048, KEY_RSA_3072, KEY_RSA_4096, KEY_EC_P256, KEY_EC_P384, KEY_KIND_COUNT };

/* "rsa:2048" ...; NULL past the end. */
const char *key_kind_name(enum key_kind k);

/* Refuses a label or an id that a key of this token has. */
MUST status custody_generate(struct token *t, enum key_kind kind, struct view label, struct view id, struct err *e);
/* Beside its key, with the label and id of the key. Refuses a certificate of another key, and one that is there. */
MUST status custody_store_certificate(struct token *t, const struct object_list *l, const struct token_object *key,
                                      X509 *certificate, struct err *e);
/* A CA's certificate, for the path that goes along with a signature; under its common name, with no key of its own. */
MUST status custody_store_issuer(struct token *t, const struct object_list *l, X509 *certificate, struct err *e);
/* One attempt with the old PIN; NULL for both where the reader has its own keys. */
MUST status custody_change_pin(struct token *t, enum login_kind kind, const struct secret *old_pin,
                               const struct secret *new_pin, struct err *e);
