// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_form.h - the interactive form (ISO 32000-1 12.7) of a document that is to be signed: what is there, what forbids
 * a further signature, and how one more field is written into it.
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

/* ERR_REFUSED: XFA forms; a certification or lock that forbids further signatures (rules PDF-70, PDF-73). */
MUST status pdf_form_open(struct pdf_form *out, struct pdf_file *file, struct err *e);
/* Is there a field with this partial name at the top? */
MUST status pdf_form_has(bool *out, struct pdf_file *file, const struct pdf_form *form, const char *name,
                         struct err *e);
/* Rewrites what must change for the field to belong to the form: the form, its /Fields, or the catalog. */
void pdf_form_add(struct pdf_update *u, const struct pdf_form *form, struct pdf_ref field);
