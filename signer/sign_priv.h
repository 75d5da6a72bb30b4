// SPDX-License-Identifier: Apache-2.0
/*
 * sign_priv.h - the steps of sign.c that have files of their own.
 */
#pragma once

#include "signer/sign.h"
#include "signer/sign_field.h"

/* sign_pdf.c, sign_xml.c: the signed document, not yet checked. `name`: the new signature's, as the verifier will call
 * it. */
MUST status sign_pdf(struct document *out, char name[static LIMIT_TEXT], struct findings *notes,
                     const struct document *in, const struct verify_report *before, const struct sign_request *r,
                     struct key_holder *k, struct err *e);
MUST status sign_xml(struct document *out, char name[static LIMIT_TEXT], const struct document *in,
                     const struct sign_request *r, struct key_holder *k, struct err *e);

/* sign.c: path and status may be open only where no anchors or evidence were given (the verdict then says so). */
bool sign_may_be_released(const struct signature_report *s);
/* sign.c: a signature by the certificate of this key. */
bool sign_is_ours(const struct signature_report *s, const struct key_holder *k);

/*
 * sign_extend.c: from B-LT on, the signed document is raised as extend.h does it, earlier signatures too. Where the
 * level was not asked for by a person, what cannot have it stays as it is, and a note says why.
 */
MUST status sign_extend(struct document *signed_document, struct sign_outcome *outcome, const struct sign_request *r,
                        struct err *e);

/* sign_algorithm.c: the digest that was asked for; else SHA-256, and for elliptic keys beyond 256 bits what is as
 * strong as they are (RFC 5480 4). */
enum digest_algorithm sign_digest(const struct sign_request *r, const struct key_facts *f);
