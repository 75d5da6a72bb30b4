// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_diff.h - what one revision changed against the one before it, object by object, seen from the trailer.
 *
 * Everything that can be reached must be the same, but for what is named here: a further signature (its field, widgets,
 * value, appearance, and their entries in /Fields, a page's /Annots and the structure), an empty signature field that
 * was filled, form values and their appearances, the document security store, /Extensions, a higher /Version, document
 * information and metadata. An object that changed is looked at on every path that leads to it, so that what is allowed
 * in one place cannot change another (PDF-58). All else is PDF_CHANGE_OTHER with the reason. Does not check: what
 * certification or field locks allow (pdf_mdp.h), what a new appearance shows, objects that nothing refers to.
 */
#pragma once

#include "formats/pdf/pdf.h"
#include "formats/pdf/pdf_file.h"

/* A form field that a revision filled, changed or added. */
struct pdf_touched {
    char name[LIMIT_TEXT];  /* fully qualified, cleaned */
    enum pdf_change change; /* SIGNATURE, TIMESTAMP or FORM */
    bool is_replaced;       /* FORM: it was filled in already, or only its looks are others */
};

struct pdf_step {
    uint32_t changes;  /* enum pdf_change bits; ANNOTATION without OTHER: some were added, nothing else of them */
    bool adds_visible; /* a new signature field that can be seen (PDF-72) */
    struct pdf_touched *touched;
    size_t touched_count;
    struct findings findings;
};

/* From revision `from` to `from` + 1. `out` is zeroed or was cleared. */
MUST status pdf_diff(struct pdf_step *out, struct pdf_file *file, size_t from, struct err *e);
void pdf_step_clear(struct pdf_step *s);
