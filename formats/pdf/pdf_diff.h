// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_diff.h - what one revision changed against the one before it, object by object, seen from the catalog.
 *
 * Everything that can be reached must be the same, but for what is named here: a further signature (its field, widget,
 * value, appearance, and its entries in /Fields and one page's /Annots), an empty signature field that was filled, form
 * values, the document security store, /Extensions and /Version, document information. An object that changed is looked
 * at on every path that leads to it, so that what is allowed in one place cannot change another. All else is
 * PDF_CHANGE_OTHER with the reason. Does not check: what certification or field locks allow (pdf_mdp.h), and how pages
 * look.
 */
#pragma once

#include "formats/pdf/pdf.h"
#include "formats/pdf/pdf_file.h"

/* From revision `from` to `from` + 1. *changes: enum pdf_change bits. */
MUST status pdf_diff(uint32_t *changes, struct findings *f, struct pdf_file *file, size_t from, struct err *e);
