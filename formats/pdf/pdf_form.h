// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_form.h - the interactive form (ISO 32000-1 12.7) of a document that is to be signed: what is there, and how one
 * more field is written into it.
 *
 * Refuses: XFA and forms that are drawn when opened. Does not check: whether a signature may be added (pdf_permit.h).
 */
#pragma once

#include "formats/pdf/pdf_update.h"

struct pdf_form {
    struct pdf_ref catalog_ref;
    const struct pdf_object *catalog;
    struct pdf_ref form_ref;         /* {0, 0}: direct in the catalog, or absent */
    const struct pdf_object *form;   /* NULL: absent */
    struct pdf_ref fields_ref;       /* {0, 0}: direct, or absent */
    const struct pdf_object *fields; /* NULL: absent */
    int64_t flags;                   /* /SigFlags */
};

MUST status pdf_form_open(struct pdf_form *out, struct pdf_file *file, struct err *e);
/*
 * The name of a new field at the top: `wanted` if no field has it, for an empty one the first "<stem><n>" that is free
 * (a stem of at most 16 letters). ERR_REFUSED when it is taken or no name of a field (ISO 32000-1 12.7.3.2).
 */
MUST status pdf_form_choose_name(char out[static LIMIT_TEXT], struct pdf_file *file, const struct pdf_form *form,
                                 const char *wanted, const char *stem, struct err *e);
/*
 * Edits what must change for the field (number 0: an existing one) to belong to the form, and nothing else: /Fields,
 * the form, the catalog.
 */
void pdf_form_write(struct pdf_update *u, const struct pdf_form *form, struct pdf_ref field);
