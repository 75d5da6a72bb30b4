// SPDX-License-Identifier: Apache-2.0
/*
 * key_client.h - asks the key holder, the only process that has a PKCS#11 module, a PIN and a key.
 *
 * The key holder sees no document: it is given digests and facts, builds the structure that is signed itself, signs,
 * and verifies its own signature before it answers. It reads the PIN itself (pin-source, or the terminal); the PIN
 * never comes through here. Every call has a deadline (LIMIT_TOKEN_SECONDS); a token that does not answer costs its
 * process.
 */
#pragma once

#include "formats/base/algorithms.h"
#include "formats/base/limits.h"
#include "formats/xml/xades_build.h"

struct key_holder;

struct key_choice {
    char uri[LIMIT_URI];        /* RFC 7512; a certificate's or key's */
    char module[LIMIT_URI];     /* --module; empty: module-path of the URI, else the modules registered with p11-kit */
    char pin_source[LIMIT_URI]; /* --pin-source (file:... or a path); empty: pin-source of the URI, else the terminal */
    bool pss;                   /* RSA keys sign with RSASSA-PSS; other keys are refused */
};

struct key_facts {
    struct buf certificate;               /* DER */
    struct buf chain[LIMIT_CERTIFICATES]; /* issuers found on the token */
    size_t chain_count;
    enum signature_scheme scheme; /* RSA keys: PKCS1, unless PSS was chosen */
    unsigned bits;
    char token[LIMIT_TEXT], label[LIMIT_TEXT];
};

/* Finds the key and its certificate, logs in. ERR_TOKEN names the candidates when there are none or several. */
MUST status key_holder_start(struct key_holder **out, const struct key_choice *choice, struct err *e);
const struct key_facts *key_holder_facts(const struct key_holder *k);
MUST status key_holder_cms_size(size_t *out, struct key_holder *k, enum digest_algorithm d, struct err *e);
MUST status key_holder_sign_cms(struct buf *out, struct key_holder *k, enum digest_algorithm d, struct view digest,
                                struct err *e);
MUST status key_holder_sign_xades(struct buf *out, struct key_holder *k, const struct xades_facts *facts,
                                  struct err *e);
void key_holder_stop(struct key_holder *k);
AUTO_DEFINE(struct key_holder, key_holder_stop)
