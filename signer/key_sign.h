// SPDX-License-Identifier: Apache-2.0
/*
 * key_sign.h - in the key holder: builds what is signed, has the token sign it, and believes no token.
 *
 * Only three things are ever signed: the signed attributes of a CMS, the SignedInfo of a XAdES signature, and a
 * certification request; each is built here from digests and facts. Every signature is verified with the public key of
 * the certificate before it leaves (P11-04).
 * Does not check: that the digests belong to anything; dates of the certificate.
 */
#pragma once

#include "formats/xml/xades_build.h"
#include "pkcs11/token_sign.h"
#include "signer/key_client.h"

struct key_signer {
    struct token *token;
    const struct token_object *key;
    EVP_PKEY *public_key;          /* of the certificate; of the key itself for a request */
    const struct key_facts *facts; /* certificate, chain, scheme */
    const struct secret *pin;      /* for keys that ask at every signature, else NULL */
    enum login_kind login;
    bool is_lost; /* set by a failed call: a new process may find the token again */
};

MUST status key_measure_cms(size_t *out, const struct key_signer *s, enum digest_algorithm d, struct err *e);
MUST status key_sign_cms(struct buf *out, struct key_signer *s, enum digest_algorithm d, struct view digest,
                         struct err *e);
MUST status key_sign_xades(struct buf *out, struct key_signer *s, const struct xades_facts *facts, struct err *e);
/* PKCS#10, SHA-256. subject: "/C=VN/O=.../CN=.../UID=CCCD:...", UTF-8; C and serialNumber are PrintableString. */
MUST status key_sign_request(struct buf *der, struct key_signer *s, const char *subject, struct err *e);

/* RSA: PKCS#1 v1.5 for reach (mutool and others know no PSS); EC: ECDSA; SIGNATURE_NONE: other keys. */
enum signature_scheme key_scheme(const EVP_PKEY *key);
