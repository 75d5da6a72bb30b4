// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_permit.h - do earlier signatures allow a further signature field? (ISO 32000-1 12.8.2, ISO 32000-2 table 236)
 *
 * ERR_REFUSED: a certification (DocMDP) or the lock of a signed field with P 1, a FieldMDP or such a lock that holds
 * the new field's name (rules PDF-73, PDF-74), a form with more signatures than LIMIT_PDF_SIGNATURES. Does not check:
 * whether those signatures are valid; a broken one forbids as well.
 */
#pragma once

#include "formats/pdf/pdf_form.h"

/* A document time-stamp is allowed whatever they say: only the number of signatures is looked at. */
MUST status pdf_permit_timestamp(struct pdf_file *file, struct err *e);
MUST status pdf_permit_field(struct pdf_file *file, const struct pdf_form *form, const char *name, struct err *e);
