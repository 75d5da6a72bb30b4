// SPDX-License-Identifier: Apache-2.0
/*
 * key_uri.h - a key, a certificate or a token named by an RFC 7512 URI (parsed by p11-kit).
 *
 * Refuses: attributes that p11-kit does not know, pin-value (a PIN in an argument is visible to everybody on the
 * machine, RFC 7512 clause 2.4), URIs of LIMIT_URI bytes or more.
 */
#pragma once

#include <stddef.h>

#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>
#include <p11-kit/uri.h>

#include "formats/base/limits.h"
#include "pkcs11/object.h"

AUTO_DEFINE(P11KitUri, p11_kit_uri_free)

struct key_uri {
    P11KitUri *parsed;
    char module_path[LIMIT_URI], module_name[LIMIT_TEXT], pin_source[LIMIT_URI]; /* empty: not given */
};

MUST status key_uri_parse(struct key_uri *out, const char *text, struct err *e);
void key_uri_clear(struct key_uri *u);

bool key_uri_matches_token(const struct key_uri *u, const CK_TOKEN_INFO *info);
/* A URI for a private key also names the public key of the same id and label. */
bool key_uri_matches_object(const struct key_uri *u, const struct token_object *o);
/* Does it name one object, or only a token? */
bool key_uri_names_object(const struct key_uri *u);
bool key_uri_has_label(const struct key_uri *u);
/* object= and id= as they are; empty views when not given. */
struct view key_uri_label(const struct key_uri *u);
struct view key_uri_id(const struct key_uri *u);

/* The shortest URI that names this object (or the token, with o NULL) on this token: label, serial, object, id, type.
 */
MUST status key_uri_format(char *out, size_t size, const CK_TOKEN_INFO *info, const struct token_object *o,
                           struct err *e);
