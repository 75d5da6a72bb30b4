// SPDX-License-Identifier: Apache-2.0
/*
 * sign.h - one document through the whole of signing: check, prepare, sign, check again, give back.
 *
 * Before the key is used: the certificate may sign and is not known to be revoked (own_status.h), no earlier signature
 * is broken, and what the rule of the profile asks for: for `seal`, an earlier signature by another key is valid
 * (Decree 30/2020 article 32.2d). After it: the result is verified by the full engine in a fresh worker; what does not
 * hold is not given back. Keeps no register: that is seald's guarantee.
 */
#pragma once

#include "signer/key_client.h"
#include "signer/look.h"
#include "signer/own_status.h"
#include "signer/sign_level.h"
#include "signer/verify.h"

struct sign_request {
    struct sign_look look;
    char field[LIMIT_TEXT]; /* an empty field's name, which then has the place, or a new one's; empty: one is made up */
    struct pdf_restriction forbids; /* PDF: certification and lock */
    struct xml_request xml;         /* into and namespaces */
    struct judge_context check;     /* trust, revocation; its time is that of signing where it is later than now */
    struct sign_level level;
    bool repair; /* a PDF with damaged cross-references is written anew first: sign_repair.h */
    enum digest_algorithm digest_algorithm; /* NONE: what fits the key (sign_algorithm.c) */
};

struct sign_outcome {
    char field[LIMIT_TEXT];
    const char *level;
    bool repaired;         /* what was signed is not the input, but what it was repaired to */
    struct own_status own; /* as it was when the key was used */
    struct findings notes; /* what a person should know: several matches, status unknown ... */
};

void sign_outcome_clear(struct sign_outcome *o);
void sign_request_init(struct sign_request *r);
void sign_request_clear(struct sign_request *r);
/* `outcome` is cleared by the caller, also when it failed. */
MUST status sign_document(struct document *out, struct sign_outcome *outcome, const struct document *in,
                          const struct sign_request *r, struct key_holder *k, struct err *e);
