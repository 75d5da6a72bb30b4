// SPDX-License-Identifier: Apache-2.0
/*
 * sign_priv.h - the steps of sign.c that have files of their own.
 */
#pragma once

#include "signer/sign.h"

/* sign_pdf.c, sign_xml.c: the signed document, not yet checked. `name`: the new signature's, as the verifier will call
 * it. */
MUST status sign_pdf(struct document *out, char name[static LIMIT_TEXT], struct findings *notes,
                     const struct document *in, const struct verify_report *before, const struct sign_request *r,
                     struct key_holder *k, struct err *e);
MUST status sign_xml(struct document *out, char name[static LIMIT_TEXT], const struct document *in,
                     const struct sign_request *r, struct key_holder *k, struct err *e);

/*
 * sign_pdf.c: a document with a hole for a signature or time-stamp (worker_pdf_prepare, checked here), the SHA-256 of
 * all but the hole, and the document with the hole filled. ERR_INTERNAL where it does not fit.
 */
MUST status pdf_hole_prepare(struct document *prepared, struct pdf_prepared *p, const struct document *in,
                             const struct pdf_request *wanted, struct err *e);
MUST status pdf_hole_digest(struct buf *out, struct view prepared, const uint64_t range[static 4], struct err *e);
MUST status pdf_hole_fill(struct document *out, struct view prepared, const uint64_t range[static 4], struct view cms,
                          struct err *e);

/* place.c: page and box of a picture of w by h points, into `out`. */
MUST status place_resolve(struct pdf_request *out, double w, double h, const struct document *in,
                          const struct verify_report *before, const struct sign_request *r, struct findings *notes,
                          struct err *e);
