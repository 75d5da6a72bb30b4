// SPDX-License-Identifier: Apache-2.0
/*
 * sign_field.h - the field that a PDF signature goes into: one that the document brings, with what it asks for, or a
 * new one; and what the signature forbids for later.
 */
#pragma once

#include "signer/sign.h"

struct sign_field {
    bool exists;   /* the document brings it: page and box are its own */
    bool is_drawn; /* somebody will see a picture */
    double w, h;   /* of the box of a field that exists and can be seen, points as displayed; 0: none */
    enum digest_algorithm digest;
};

/* What can be said before the document is read. ERR_REFUSED: an XML signature can neither certify nor lock. */
MUST status sign_field_check(const struct document *in, const struct sign_request *r, struct err *e);
/*
 * Sets what the signature forbids in `wanted`, whose field is named. ERR_REFUSED where the field is signed, or has a
 * place and another is given, requires what cannot be (policies/seed_values.h), or earlier signatures forbid it; the
 * notes say what a person should know of it.
 */
MUST status sign_field_ask(struct sign_field *out, struct pdf_request *wanted, struct findings *notes,
                           const struct document *in, const struct verify_report *before, const struct sign_request *r,
                           const struct key_holder *k, struct err *e);
/* After ERR_REFUSED: where an earlier signature is the reason, the error says whose it is. Returns FAILED. */
MUST status sign_field_explain(const struct document *in, const struct verify_report *before,
                               const struct pdf_request *wanted, struct err *e);
