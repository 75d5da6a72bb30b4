// SPDX-License-Identifier: Apache-2.0
/*
 * token_client.h - lists tokens and does a custodian's work on them, through key holder processes.
 *
 * A token that does not answer costs its process and hides no other token. Nothing here logs in without being asked,
 * and nothing tries a PIN twice.
 */
#pragma once

#include "signer/key_client.h"

enum { OBJECT_FLAGS_MAX = 16, OBJECT_FLAG_NAME_MAX = 24 };

struct object_facts {
    bool is_certificate; /* else a key, private or public */
    bool is_private;
    char uri[LIMIT_URI];
    char label[LIMIT_TEXT];
    char id[2 * LIMIT_TEXT]; /* hex */
    char algorithm[32];
    uint32_t bits;                               /* 0: the token does not tell */
    char subject[4 * LIMIT_TEXT], not_after[32]; /* certificates; RFC 3339 UTC */
    char flag[OBJECT_FLAGS_MAX][OBJECT_FLAG_NAME_MAX];
    size_t flag_count;
};

struct token_facts {
    char label[LIMIT_TEXT], serial[LIMIT_TEXT], manufacturer[LIMIT_TEXT], model[LIMIT_TEXT];
    char uri[LIMIT_URI];
    char pin[16]; /* ok, low, final, locked, pad; empty for a token that does not answer */
    bool is_initialised;
    struct err failure; /* ERR_NONE: it answered */
};

struct token_report {
    char module[LIMIT_URI];
    struct token_facts token;
    struct object_facts *objects;
    size_t object_count;
};

struct token_reports {
    struct token_report *item;
    size_t count;
    struct err failure; /* the first module that could not be asked at all */
};

/* `module`: a path, or empty for those registered with p11-kit. Fails when there is no module, or the only one fails.
 */
MUST status token_client_list(struct token_reports *out, const char *module, struct err *e);
/* The one token that the URI names, logged in to: private keys show, too. */
MUST status token_client_show(struct token_reports *out, const struct key_choice *c, struct err *e);
void token_reports_clear(struct token_reports *r);

/* kind: "rsa:2048", "rsa:3072", "rsa:4096", "ec:p256", "ec:p384"; id may be empty: a random one. */
MUST status token_client_generate(const struct key_choice *c, const char *kind, struct view id, struct err *e);
/* A PKCS#10 request in DER, signed by the key. subject: "/C=VN/O=.../CN=..." */
MUST status token_client_request(struct buf *der, const struct key_choice *c, const char *subject, struct err *e);
MUST status token_client_import(const struct key_choice *c, struct view certificate, struct err *e);
/* A person's one try: clears "low" when the PIN is right. pin_state: the state afterwards. */
MUST status token_client_pin_check(char *pin_state, size_t size, const struct key_choice *c, struct err *e);
/* new_source: a file, or empty for the terminal. */
MUST status token_client_pin_change(const struct key_choice *c, const char *new_source, struct err *e);
