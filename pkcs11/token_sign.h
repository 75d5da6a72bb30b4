// SPDX-License-Identifier: Apache-2.0
/*
 * token_sign.h - one signature over one digest by a key on a token.
 *
 * RSA: PKCS#1 v1.5 over a DigestInfo built here, or PSS with the parameters given; ECDSA: r || s of the curve's exact
 * length. Refuses: digests of other length than their algorithm's, signatures of other length than the key's.
 * Does not check: that the signature is right (the caller verifies every one).
 */
#pragma once

#include "formats/base/algorithms.h"
#include "pkcs11/object.h"

struct token_signing {
    enum signature_scheme scheme;
    enum digest_algorithm digest_algorithm;
    const struct secret *pin; /* for keys that ask for it at every signature; NULL: none, or the reader's own keys */
    enum login_kind login;
};

/* *is_lost: the session, the key or the token has gone; a new process may find it again. */
MUST status token_sign(struct buf *out, bool *is_lost, struct token *t, const struct token_object *key,
                       const struct token_signing *how, struct view digest, struct err *e);
