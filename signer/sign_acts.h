// SPDX-License-Identifier: Apache-2.0
/*
 * sign_acts.h - one signing as one or several signatures of one key, each in a revision of its own: a profile may have
 * the number and the date of a document written into their places before its seal (Decree 30/2020 article 14).
 *
 * Nothing is verified in between: whoever asked verifies the result, with the signatures that were there before, and
 * gives it back whole or not at all. A name for the field is that of the last signature.
 */
#pragma once

#include "signer/sign.h"

enum { SIGN_ACTS = 3 };

struct sign_acts {
    char name[SIGN_ACTS][LIMIT_TEXT]; /* of the signatures, as the verifier will call them; the last is the main one */
    size_t count;
};

MUST status sign_acts(struct document *out, struct sign_acts *made, struct findings *notes, const struct document *in,
                      const struct verify_report *before, const struct sign_request *r, struct key_holder *k,
                      struct err *e);
