// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_permit.h - do earlier signatures allow this one? (ISO 32000-1 12.8.2, ISO 32000-2 table 236)
 *
 * Forbidden: everything but a time-stamp where a certification (DocMDP) or the lock of a signed field has P 1 (PDF-73);
 * a field that a FieldMDP or such a lock holds (PDF-74); after a certification, a new field that can be seen (PDF-72);
 * a certification that is not the first signature (PDF-70). ERR_REFUSED: a form with LIMIT_PDF_SIGNATURES signatures.
 * Does not check: whether those signatures are valid; a broken one forbids as well.
 */
#pragma once

#include "formats/pdf/pdf_forbidden.h"
#include "formats/pdf/pdf_form.h"

/* The signature that is to come. */
struct pdf_newcomer {
    const char *field;
    bool is_new;       /* the field */
    bool can_be_seen;  /* the new field */
    bool is_timestamp; /* of the document */
    bool certifies;
};

MUST status pdf_permit(struct pdf_forbidden *out, struct pdf_file *file, const struct pdf_form *form,
                       const struct pdf_newcomer *n, struct err *e);
