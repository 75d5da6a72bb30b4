// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_mdp.h - what a signature forbids for later (ISO 32000-1 12.8.2): certification (DocMDP) and locked fields
 * (FieldMDP).
 *
 * Locks that name some fields are told to be not judged; "All" is enforced.
 */
#pragma once

#include "formats/pdf/pdf.h"
#include "formats/pdf/pdf_fields.h"

/* Reads the signature's /Reference; sets s->certification. `is_first`: no other signature is older (PDF-70). */
MUST status pdf_mdp_read(struct pdf_signature *s, bool *locks_all, struct pdf_file *file, const struct pdf_field *field,
                         bool is_first, struct err *e);
/* Findings where s->changes_after goes beyond what the signature allows. */
void pdf_mdp_check(struct pdf_signature *s, bool locks_all);
